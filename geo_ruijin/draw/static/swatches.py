"""Small pictures of looks, for the legend."""

from __future__ import annotations

from dataclasses import dataclass

from matplotlib.patches import Circle, Polygon, Rectangle

from geo_ruijin.draw.legend import CORNERS
from geo_ruijin.draw.static.page import PIXEL, Page, millimetres
from geo_ruijin.draw.static.shapes import hatched
from geo_ruijin.draw.styles import Style

#: A swatch is that of the page, 22 by 16 pixels [mm].
WIDE, HIGH = millimetres(22 * PIXEL), millimetres(16 * PIXEL)

#: A hill lit from the north-west, as on the page: corners of its two sides [of half a swatch], and how each looks.
_HILL = (
    (((0, -0.75), (-0.9, 0.75), (0, 0.75)), "#ffffff", "#b4b9c1"),
    (((0, -0.75), (0.9, 0.75), (0, 0.75)), (0.17, 0.19, 0.22, 0.34), "none"),
)


@dataclass(frozen=True)
class Swatch:
    """A small picture of a look; `geometry` is "cell" for a class of a raster and "hill" for a relief."""

    style: Style
    geometry: str

    @property
    def size(self) -> tuple[float, float]:
        """How wide and high it is [mm]: as all others are but large circles."""
        if "Point" not in self.geometry:
            return WIDE, HIGH
        across = 2 * millimetres((self.style.radius + 1) * PIXEL)
        return max(WIDE, across), max(HIGH, across)


def draw_swatch(page: Page, swatch: Swatch, left: float, middle: float) -> None:
    """Draw a swatch as the page does, a little smaller."""
    style, wide, high = swatch.style, swatch.size[0], HIGH
    edge = style.stroke or "none"
    fill = "none" if style.fill is None else (style.fill, style.fill_opacity)
    dash = "solid" if style.dash is None else (0, [float(length) * PIXEL for length in style.dash.split()])
    weight = style.weight * PIXEL if style.stroke else 0.0
    x = left + wide / 2
    if swatch.geometry == "hill":
        for corners, colour, line in _HILL:
            places = [(x + right * wide / 2, middle + down * high / 2) for right, down in corners]
            page.add(Polygon(places, closed=True, facecolor=colour, edgecolor=line, lw=0.6, zorder=3))
    elif "Point" in swatch.geometry:
        radius = millimetres(style.radius * PIXEL)
        if style.shape == "circle":
            page.add(Circle((x, middle), radius, facecolor=fill, edgecolor=edge, lw=weight, ls=dash, zorder=3))
        else:
            places = [(x + right * radius, middle + down * radius) for right, down in CORNERS[style.shape]]
            page.add(Polygon(places, closed=True, facecolor=fill, edgecolor=edge, lw=weight, zorder=3))
    elif "Line" in swatch.geometry:
        zigzag = [(left, middle + high / 5), (left + wide / 3, middle - high / 5)]
        zigzag += [(left + 0.57 * wide, middle + high / 8), (left + wide, middle - high / 3)]
        page.line(zigzag, edge, weight, linestyle=dash, zorder=3)
    else:
        tall = high * (0.55 if swatch.geometry == "cell" else 0.7)
        made = Rectangle(
            (left, middle - tall / 2), wide, tall, facecolor=fill, edgecolor=edge, lw=weight, ls=dash, zorder=3
        )
        if style.hatch and style.stroke:
            hatched(made, style.stroke)
        page.add(made)
