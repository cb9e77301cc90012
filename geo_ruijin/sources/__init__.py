"""Where layers come from: files, and extracts of OpenStreetMap kept by `fetch`."""
