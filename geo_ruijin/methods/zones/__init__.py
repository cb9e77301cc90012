"""What a raster says of a place and its divisions.

- `bands`: which band is meant
- `areas`: the zones asked about, and how much of each the raster knows
- `statistics`: the method `zonal_statistics`, for amounts
- `classes`: the method `class_shares`, for classes and for amounts cut at bounds
"""
