"""How the cells of a raster look: a colour a class, or a colour a range of amounts.

The colours of land cover are close to those of ESA WorldCover, whose dark green of trees and red of buildings are one
to readers who do not tell red from green; here any two keep at least 20 apart in CIELAB, for those readers too
(Machado, Oliveira and Fernandes, 2009, doi:10.1109/TVCG.2009.113).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import zip_longest

from geo_ruijin.draw.words import class_words
from geo_ruijin.errors import GeoRuijinError, closest
from geo_ruijin.figures import show_cell
from geo_ruijin.raster import Band
from geo_ruijin.spec import Value
from geo_ruijin.text import Text, same


@dataclass(frozen=True)
class Shade:
    """The look of one class of cells.

    Attributes
    ----------
    title
        What the legend says.
    colour
        As in "#1e8a1c"; None where such cells are left clear.
    opacity
        From 0 for clear to 1.
    """

    title: Text
    colour: str | None
    opacity: float = 1.0


@dataclass(frozen=True)
class Ramp:
    """Colours for amounts.

    Attributes
    ----------
    unit
        That of the amounts.
    classes
        The upper bound of each class but the last, with its colour, or None for cells that are left clear.
    """

    unit: str
    classes: tuple[tuple[float | None, str | None], ...]

    @property
    def bounds(self) -> tuple[float, ...]:
        """The bounds between the classes."""
        return tuple(bound for bound, _ in self.classes if bound is not None)

    @property
    def shades(self) -> tuple[Shade, ...]:
        """The look of each class; the legend says its range."""
        return tuple(
            Shade(same(class_words(self.bounds, rank)), colour) for rank, (_, colour) in enumerate(self.classes)
        )


#: Colours for amounts that a map's TOML file may name.
RAMPS: Mapping[str, Ramp] = {
    "canopy": Ramp("%", ((10, "#f7f4e3"), (20, "#d9e8b0"), (40, "#a6d27f"), (70, "#4a9c4e"), (None, "#12522b"))),
    "occurrence": Ramp("%", ((1, None), (25, "#cfe1f2"), (50, "#93c3e0"), (75, "#4a90c8"), (None, "#123f82"))),
    "height": Ramp("m", ((200, "#f5f0dc"), (400, "#e0cb98"), (600, "#c29d62"), (800, "#946c3d"), (None, "#573a1f"))),
}

#: The style of heights, besides their ramps, as hills in light and shade: the ground that other things stand on.
RELIEF = "relief"

#: Colours for words that a map's TOML file may name.
PALETTES: Mapping[str, Mapping[Value, Shade]] = {
    "cover": {
        "tree": Shade(Text(zh="树木", en="trees"), "#1e8a1c"),
        "shrub": Shade(Text(zh="灌丛", en="shrubs"), "#ffba21"),
        "grass": Shade(Text(zh="草地", en="grass"), "#ffff73"),
        "crop": Shade(Text(zh="耕地", en="cropland"), "#f096ff"),
        "built": Shade(Text(zh="建设用地", en="built-up"), "#f6001b"),
        "bare": Shade(Text(zh="裸地", en="bare ground"), "#bbb6ae"),
        "snow": Shade(Text(zh="冰雪", en="snow and ice"), "#f6f5f4"),
        "water": Shade(Text(zh="水体", en="water"), "#0064c8"),
        "wetland": Shade(Text(zh="草本湿地", en="herbaceous wetland"), "#00929d"),
        "mangrove": Shade(Text(zh="红树林", en="mangroves"), "#00cf75"),
        "moss": Shade(Text(zh="苔藓地衣", en="moss and lichen"), "#fff5bb"),
    },
}

#: For words that have no colour of their own (Paul Tol's muted scheme, 2021); grey is for those beyond it.
_OTHERS = ("#332288", "#88ccee", "#44aa99", "#117733", "#999933", "#ddcc77", "#cc6677", "#882255", "#aa4499")
_GREY = "#8c8c8c"


def shades_of(style: str | None, band: Band) -> dict[Value, Shade]:
    """Return the look of each word of a band of classes, in the order of the legend.

    Parameters
    ----------
    style
        A key of `PALETTES`; None for the first that knows a word of the band.
    band
        Of classes. A word the palette does not know gets a colour of its own and stands for itself.

    Raises
    ------
    GeoRuijinError
        For an unknown palette; says the nearest known one.

    Examples
    --------
    >>> list(shades_of("cover", Band(1, None, "uint8", {1: "water", 2: "road", 3: "tree"})))
    ['tree', 'water', 'road']
    """
    words = list(dict.fromkeys((band.classes or {}).values()))
    if style is None:
        style = next((name for name, palette in PALETTES.items() if not palette.keys().isdisjoint(words)), None)
    elif style not in PALETTES:
        raise _unknown(style, PALETTES)
    palette = PALETTES[style] if style else {}
    others = [word for word in words if word not in palette]
    coloured = zip_longest(others, _OTHERS[: len(others)], fillvalue=_GREY)
    return {word: shade for word, shade in palette.items() if word in words} | {
        word: Shade(Text(zh=show_cell(word, "1", language="zh"), en=show_cell(word, "1", language="en")), colour)
        for word, colour in coloured
    }


def ramp_of(style: str | None, band: Band) -> Ramp:
    """Return the colours for the amounts of a band.

    Parameters
    ----------
    style
        A key of `RAMPS`.
    band
        Of amounts.

    Raises
    ------
    GeoRuijinError
        For an unknown one; says the nearest known one.
    """
    if style is None or style not in RAMPS:
        raise _unknown(style or "", [name for name, ramp in RAMPS.items() if ramp.unit == band.unit] or RAMPS)
    return RAMPS[style]


def _unknown(style: str, known: Mapping[str, object] | list[str]) -> GeoRuijinError:
    cure = closest(style, known)
    return GeoRuijinError(
        Text(zh=f"不认识的栅格样式“{style}”。{cure.zh}", en=f"unknown raster style '{style}'. {cure.en}")
    )
