"""What roofs could still do: in which order, at what cost, for how much carbon, and where the grid takes it."""
