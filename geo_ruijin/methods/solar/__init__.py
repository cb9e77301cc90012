"""The sun on roofs: what they can carry, in which order, at what price, what it saves and what the grid takes."""
