"""Folium maps that open with no network, and pictures of them. They show what a run left and compute no indicator.

`draw_picture` is in `geo_ruijin.draw.static`: matplotlib takes half a second to import, and few commands draw.
"""

from geo_ruijin.draw.basemaps import Basemap, basemaps_of
from geo_ruijin.draw.choropleth import CHOROPLETH, numeric_columns
from geo_ruijin.draw.maps import draw_map
from geo_ruijin.draw.once import Once
from geo_ruijin.draw.palettes import PALETTES, RAMPS, RELIEF
from geo_ruijin.draw.shown import (
    Comparison,
    Sheet,
    Shown,
    ShownChoice,
    ShownChoropleth,
    ShownRaster,
    ShownYears,
    Thing,
    Whole,
)
from geo_ruijin.draw.styles import STYLES, Style, style_of

__all__ = [
    "CHOROPLETH",
    "PALETTES",
    "RAMPS",
    "RELIEF",
    "STYLES",
    "Basemap",
    "Comparison",
    "Once",
    "Sheet",
    "Shown",
    "ShownChoice",
    "ShownChoropleth",
    "ShownRaster",
    "ShownYears",
    "Style",
    "Thing",
    "Whole",
    "basemaps_of",
    "draw_map",
    "numeric_columns",
    "style_of",
]
