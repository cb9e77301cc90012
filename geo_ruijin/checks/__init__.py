"""Every fault of a layer at once: columns, values, words, shapes, place."""

from geo_ruijin.checks.columns import check_columns
from geo_ruijin.checks.place import check_place
from geo_ruijin.checks.shapes import SHAPES, check_geometry, check_placed, polygonal

__all__ = ["SHAPES", "check_columns", "check_geometry", "check_place", "check_placed", "polygonal"]
