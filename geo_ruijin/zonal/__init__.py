"""What zones hold of a raster: exact parts of cells, areas on the ellipsoid, read a piece at a time."""
