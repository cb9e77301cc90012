"""Folium maps that open with no network. They show what a run left behind and compute no indicator."""

from geo_ruijin.draw.choropleth import CHOROPLETH, numeric_columns
from geo_ruijin.draw.maps import Comparison, draw_map
from geo_ruijin.draw.palettes import PALETTES, RAMPS
from geo_ruijin.draw.shown import Shown, ShownChoice, ShownChoropleth, ShownRaster, ShownYears, Thing, Whole
from geo_ruijin.draw.styles import STYLES, Style, style_of

__all__ = [
    "CHOROPLETH",
    "PALETTES",
    "RAMPS",
    "STYLES",
    "Comparison",
    "Shown",
    "ShownChoice",
    "ShownChoropleth",
    "ShownRaster",
    "ShownYears",
    "Style",
    "Thing",
    "Whole",
    "draw_map",
    "numeric_columns",
    "style_of",
]
