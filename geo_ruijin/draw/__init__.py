"""Folium maps that open with no network. They show what a run left behind and compute no indicator."""

from geo_ruijin.draw.maps import draw_map
from geo_ruijin.draw.palettes import PALETTES, RAMPS
from geo_ruijin.draw.shown import Sheet, Shown, ShownChoice, ShownRaster
from geo_ruijin.draw.styles import STYLES, Style, style_of

__all__ = [
    "PALETTES",
    "RAMPS",
    "STYLES",
    "Sheet",
    "Shown",
    "ShownChoice",
    "ShownRaster",
    "Style",
    "draw_map",
    "style_of",
]
