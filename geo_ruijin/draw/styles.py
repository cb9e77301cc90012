"""How things look on a map: the names a TOML file may use, and what each means.

The colours keep apart for readers who do not tell red from green (Okabe and Ito, 2008: blue, vermilion, orange), and
what is missing differs from what is reached by its outline and hatching too. What lies over something else keeps apart
from it as the two are seen together.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from geo_ruijin.draw.groups import Group
from geo_ruijin.errors import GeoRuijinError, closest
from geo_ruijin.text import Text

Shape = Literal["circle", "square", "diamond", "triangle"]

#: The filling of what has no figure.
_UNSAID = "#bdbdbd"


@dataclass(frozen=True)
class Style:
    """The look of one thing on a map.

    Attributes
    ----------
    stroke, fill
        Colours; None for no line or no filling.
    weight, radius
        Width of lines and radius of points [pixel].
    dash
        Dashes of a line as in SVG: "6 4".
    classes
        Where features are ranked: the upper bound of each class but the last, with its colour and, of points, its
        radius. Empty for one look.
    by
        The unit of what they are ranked by: the first column in it.
    ground
        Whether this is the ground other things stand on: it does not decide what the map opens on.
    frames
        Whether the map opens on this, whatever else is on it.
    labels
        Whether the first column is written on the map.
    details
        Whether features answer to the pointer with their columns.
    simplify
        By how much lines may be simplified for display [m]; the legend says so.
    shape
        Of points: a triangle where something is missing, a diamond where a site is proposed.
    hatch
        Whether the filling of polygons is hatched in the colour of the line: what is missing, without its colour.
    group
        Where it stands in the legend.
    counter
        The word its rows are counted by in Chinese; None for that of the geometry.
    """

    stroke: str | None
    fill: str | None = None
    weight: float = 1.0
    opacity: float = 1.0
    fill_opacity: float = 0.0
    radius: float = 4.0
    dash: str | None = None
    classes: tuple[tuple[float | None, str, float], ...] = ()
    by: str = "people"
    ground: bool = False
    frames: bool = False
    labels: bool = False
    details: bool = True
    simplify: float = 0.0
    shape: Shape = "circle"
    hatch: bool = False
    group: Group = "themes"
    counter: str | None = None

    @property
    def looks(self) -> tuple[Style, ...]:
        """One style a class; the style itself where there are no classes."""
        return tuple(replace(self, fill=fill, radius=radius) for _, fill, radius in self.classes) or (self,)

    @property
    def unsaid(self) -> Style:
        """How a feature looks that has no figure to be ranked by: grey, as no class is."""
        return replace(self, fill=_UNSAID, dash="3 3")

    @property
    def bounds(self) -> tuple[float, ...]:
        """The bounds between the classes."""
        return tuple(bound for bound, _, _ in self.classes if bound is not None)


_POINT = Style(stroke="#ffffff", fill="#2f6fb3", weight=0.8, fill_opacity=0.95, radius=3.5, group="facilities")
_LINE = Style(stroke="#55718f", weight=1.4)
_POLYGON = Style(stroke="#55718f", fill="#8fa9c4", weight=0.8, fill_opacity=0.35)

#: The styles a map's TOML file may name.
STYLES: Mapping[str, Style] = {
    "boundary": Style(stroke="#3a4652", weight=2.0, dash="8 3 2 3", ground=True, details=False, group="ground"),
    "division": Style(stroke="#8b95a1", weight=1.0, ground=True, labels=True, group="ground"),
    "lane": Style(
        stroke="#b4b9c1",
        weight=0.7,
        opacity=0.8,
        ground=True,
        details=False,
        simplify=5.0,
        group="ground",
        counter="段",
    ),
    "street": Style(
        stroke="#b4b9c1", weight=0.9, ground=True, details=False, simplify=2.0, group="ground", counter="段"
    ),
    "area": Style(stroke="#a08f6b", fill="#e5d9bd", weight=1.2, fill_opacity=0.3, frames=True, group="ground"),
    "protected": Style(stroke="#8a6d1f", fill="#e5d9bd", weight=1.8, fill_opacity=0.2, dash="6 3", group="ground"),
    "reached": Style(stroke=None, fill="#4c9bb8", fill_opacity=0.35, frames=True, group="coverage"),
    "gap": Style(
        stroke="#c44e00",
        fill="#e8762c",
        weight=1.2,
        fill_opacity=0.45,
        dash="4 3",
        frames=True,
        group="coverage",
        hatch=True,
    ),
    "unreached": Style(
        stroke="#7a2d04",
        weight=0.5,
        fill_opacity=0.85,
        classes=((10, "#fdd0a2", 2.0), (30, "#fd9a4e", 3.0), (100, "#dd5a0b", 4.2), (None, "#8c2d04", 5.2)),
        group="coverage",
        shape="triangle",
    ),
    "generation": Style(
        stroke="#ffffff",
        weight=0.5,
        fill_opacity=0.9,
        by="GWh",
        classes=((1, "#fee8a0", 3.0), (2, "#fdc830", 4.5), (5, "#e08a00", 6.5), (None, "#9a4d00", 9.0)),
    ),
    # a house of the country has some 8,000 kWh a year, from 50,000 on it is a school, an office or a factory
    "roof_energy": Style(
        stroke="#9a4d00",
        weight=0.6,
        fill_opacity=0.85,
        by="kWh",
        group="facilities",
        counter="栋",
        classes=((5_000, "#fff3bf", 4.0), (10_000, "#fdc830", 4.0), (50_000, "#e08a00", 4.0), (None, "#8c2d04", 4.0)),
    ),
    "roof": Style(stroke="#9a4d00", fill="#fdc830", weight=0.8, fill_opacity=0.8, group="facilities", counter="栋"),
    "site": Style(stroke="#6d4c00", fill="#fdc830", weight=1.6, fill_opacity=0.6, labels=True, group="proposals"),
    "restored": Style(
        stroke="#c44e00", fill="#e8762c", weight=1.6, fill_opacity=0.5, dash="4 3", labels=True, group="proposals"
    ),
    "loss": Style(stroke="#7a1f5c", fill="#cc79a7", weight=1.2, fill_opacity=0.65, group="coverage"),
    "replanted": Style(stroke="#4a3f9f", fill="#7570b3", weight=1.4, fill_opacity=0.55, group="proposals"),
    "mesh": Style(
        stroke="#ffffff",
        weight=1.0,
        fill_opacity=0.75,
        by="ha",
        classes=(
            (1_000, "#edf8e9", 4.0),
            (10_000, "#bae4b3", 4.0),
            (50_000, "#74c476", 4.0),
            (100_000, "#31a354", 4.0),
            (None, "#006d2c", 4.0),
        ),
    ),
    "patch": Style(stroke="#1b6e3c", fill="#5aae61", weight=0.6, fill_opacity=0.5, simplify=60.0),
    "plant": Style(
        stroke="#ffffff", fill="#b5442c", weight=1.0, fill_opacity=1.0, radius=6.0, group="facilities", shape="square"
    ),
    "substation": Style(stroke="#ffffff", fill="#5b3a8c", weight=1.0, fill_opacity=1.0, radius=6.0, group="facilities"),
    "park": Style(stroke="#1b6e3c", fill="#5aae61", weight=1.0, fill_opacity=0.6, group="facilities"),
    "forest": Style(stroke=None, fill="#2b7a4b", fill_opacity=0.5, simplify=20.0),
    "inventory_only": Style(
        stroke="#005a8d", fill="#56b4e9", weight=1.0, fill_opacity=0.55, simplify=20.0, group="coverage"
    ),
    "satellite_only": Style(
        stroke="#a35c00", fill="#e69f00", weight=1.0, fill_opacity=0.6, dash="4 2", simplify=20.0, group="coverage"
    ),
    "land": Style(stroke=None, fill="#c9b26f", fill_opacity=0.45),
    "wetland": Style(stroke="#00695c", fill="#2aa198", weight=0.8, fill_opacity=0.55),
    "river": Style(stroke="#4a90c2", weight=1.6, ground=True, group="ground"),
    "water": Style(stroke="#8fbbd6", weight=1.3, ground=True, details=False, simplify=5.0, group="ground"),
    "river_water": Style(stroke=None, fill="#4a90c2", fill_opacity=0.45, group="ground"),
    "strip": Style(stroke=None, fill="#8b7355", fill_opacity=0.25, simplify=1.0, group="ground"),
    "bank_natural": Style(stroke="#1b7f4b", weight=3.0, group="coverage", counter="段"),
    "bank_gap": Style(stroke="#e8762c", weight=4.0, dash="7 3", frames=True, group="coverage", counter="段"),
    "road": Style(stroke="#6b5b95", weight=2.2, details=True, group="ground"),
    "ranked_site": Style(
        stroke="#ffffff",
        fill="#c2185b",
        weight=1.4,
        fill_opacity=0.95,
        radius=7.0,
        frames=True,
        labels=True,
        group="proposals",
        shape="diamond",
    ),
    "new_site": Style(
        stroke="#ffffff", fill="#c2185b", weight=1.2, fill_opacity=0.9, radius=5.5, group="proposals", shape="diamond"
    ),
    "added": Style(stroke="#ffffff", fill="#c2185b", weight=1.4, fill_opacity=0.85, radius=6.0, group="proposals"),
    "removed": Style(
        stroke="#1f1f1f", fill="#ffffff", weight=1.8, fill_opacity=0.85, radius=5.5, dash="3 2", group="proposals"
    ),
    "newly_reached": Style(stroke="#4a2a75", fill="#6a3d9a", weight=1.0, fill_opacity=0.55, group="coverage"),
    "unreachable": Style(
        stroke="#1f1f1f", fill="#5f5f5f", weight=1.4, fill_opacity=0.55, dash="2 3", group="coverage", hatch=True
    ),
    "candidate": Style(stroke="#6b5b95", fill="#ffffff", weight=1.2, fill_opacity=0.6, radius=2.5, group="proposals"),
    "excluded": Style(
        stroke="#8b95a1", fill="#bdbdbd", weight=0.6, fill_opacity=0.35, radius=1.8, dash="2 2", group="proposals"
    ),
    "facility": Style(stroke="#ffffff", fill="#0b4f9e", weight=1.0, fill_opacity=1.0, radius=4.5, group="facilities"),
    "point": _POINT,
    "line": _LINE,
    "polygon": _POLYGON,
}


def style_of(name: str | None, *, geometry: str) -> Style:
    """Return the style called `name`, or the plain one of a geometry type where there is no name.

    Parameters
    ----------
    name
        A key of `STYLES`.
    geometry
        A geometry type of Shapely: "Point", "MultiPolygon".

    Raises
    ------
    GeoRuijinError
        For an unknown name; says the nearest known one.

    Examples
    --------
    >>> style_of(None, geometry="MultiPoint") is STYLES["point"]
    True
    """
    if name is None:
        name = next((kind for kind in ("point", "line", "polygon") if kind in geometry.lower()), "polygon")
    if name not in STYLES:
        cure = closest(name, STYLES)
        raise GeoRuijinError(Text(zh=f"不认识的图层样式“{name}”。{cure.zh}", en=f"unknown style '{name}'. {cure.en}"))
    return STYLES[name]
