"""The pattern of what covers the land: patches, edges, cores, and how far they hang together."""
