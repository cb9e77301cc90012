"""Folium maps that open with no network. They show what a run left behind and compute no indicator."""

from geo_ruijin.draw.maps import Shown, draw_map
from geo_ruijin.draw.styles import STYLES, Style, style_of

__all__ = ["STYLES", "Shown", "Style", "draw_map", "style_of"]
