"""An entry of the legend: a swatch, the title, how many, and what the classes mean."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from geo_ruijin.draw.features import field_title
from geo_ruijin.draw.groups import counted
from geo_ruijin.draw.picture import Picture
from geo_ruijin.draw.safe import safe_text
from geo_ruijin.draw.styles import Shape, Style
from geo_ruijin.draw.words import COUNTED, NO_FIGURE, class_words, coarser, simplified, words_in
from geo_ruijin.figures import show_unit
from geo_ruijin.results import Column
from geo_ruijin.text import Language, Text

#: A hill lit from the north-west.
_HILL = (
    '<svg width="22" height="16" viewBox="0 0 22 16" aria-hidden="true"><path d="M11 2 1 14h10z" fill="#fff" '
    'stroke="#b4b9c1" stroke-width=".8"/><path d="M11 2v12h10z" fill="#2b3138" fill-opacity=".34"/></svg>'
)
#: As in `assets/marks.js`.
CORNERS: Mapping[Shape, Sequence[tuple[float, float]]] = {
    "square": ((-0.89, -0.89), (0.89, -0.89), (0.89, 0.89), (-0.89, 0.89)),
    "diamond": ((0, -1.25), (1.25, 0), (0, 1.25), (-1.25, 0)),
    "triangle": ((0, -1.3), (1.2, 0.85), (-1.2, 0.85)),
}


def legend_entry(
    title: Text,
    style: Style,
    *,
    geometry: str,
    ranks: Sequence[int],
    columns: Mapping[str, Column],
    modelled: bool,
    language: Language,
    cells: Sequence[tuple[str, Style]] = (),
) -> str:
    """Return the entry as HTML, safe whatever the title says.

    Parameters
    ----------
    geometry
        A geometry type of Shapely: decides the form of the swatch.
    ranks
        The class of every row; all 0 without classes.
    columns
        Of the rows; the first in the style's unit gives the classes their title.
    modelled
        Whether the entry says 示例.
    cells
        Where a small map shows how many features there are instead: how many, and the look of a cell.
    """

    def number(rows: int) -> str:
        words = counted(rows, geometry=geometry, counter=style.counter, language=language)
        return f' <span class="number">({words})</span>'

    count = number(len(ranks)) if style.details else ""
    lines = []
    if style.classes:
        of_class = Counter(ranks)
        ranked = next((column for column in columns.values() if column.unit == style.by), None)
        if ranked:
            lines.append(safe_text(field_title(ranked, language=language)))
            lines += [
                f"{swatch(look, geometry=geometry)}{safe_text(class_words(style.bounds, rank))}{number(of_class[rank])}"
                for rank, look in enumerate(style.looks)
                if of_class[rank]
            ]
            if missing := of_class[len(style.looks)]:
                lines.append(
                    f"{swatch(style.unsaid, geometry=geometry)}{safe_text(NO_FIGURE.say(language))}{number(missing)}"
                )
    if style.simplify:
        lines.append(simplified(style.simplify, language=language))
    if cells:
        lines.append(safe_text(COUNTED.say(language)))
        seen = [(swatch(look, geometry="Polygon"), safe_text(words)) for words, look in cells]
        lines.append("".join(f'<span class="cell">{square}{words}</span> ' for square, words in seen))
    look = style.looks[len(style.looks) // 2]
    return (
        f"{swatch(look, geometry=geometry)}{_titled(title, count, modelled=modelled, language=language)}{_small(lines)}"
    )


def picture_entry(
    title: Text, picture: Picture, *, unit: str | None, modelled: bool, language: Language, relief: bool = False
) -> str:
    """Return the entry of a raster as HTML: the classes that are there to be seen, and how coarse it is drawn.

    Parameters
    ----------
    picture
        The raster as it is shown.
    unit
        Of amounts; None for classes.
    modelled
        As of `legend_entry`.
    relief
        Whether it is one of hills, which has no classes.
    """
    classes = "".join(
        f'<span><i style="background:{shade.colour}"></i>{safe_text(shade.title.say(language))}</span>'
        for shade in picture.shades
    )
    count = (
        f' <span class="number">({safe_text(show_unit(unit, language=language))})</span>' if unit and not relief else ""
    )
    lines = [words_in(language)["relief"]] if relief else []
    if not picture.tiles:
        lines.append(words_in(language)["nothing"])
    if picture.coarser is not None:
        lines.append(coarser(picture.coarser, language=language))
    listing = f'<small class="classes">{classes}</small>' if classes else ""
    hill = _HILL if relief else ""
    return f"{hill}{_titled(title, count, modelled=modelled, language=language)}{listing}{_small(lines)}"


def _titled(title: Text, count: str, *, modelled: bool, language: Language) -> str:
    chip = f' <span class="chip modelled">{words_in(language)["modelled"]}</span>' if modelled else ""
    return f"<bdi>{safe_text(title.say(language))}</bdi>{count}{chip}"


def _small(lines: Sequence[str]) -> str:
    return "".join(f"<small>{line}</small>" for line in lines)


def swatch(style: Style, *, geometry: str) -> str:
    """Return a small picture of a style as inline SVG."""
    line = f'stroke="{style.stroke or "none"}" stroke-width="{style.weight:g}"'
    dash = f' stroke-dasharray="{style.dash}"' if style.dash else ""
    fill = f'fill="{style.fill or "none"}" fill-opacity="{style.fill_opacity if style.fill else 0:g}"'
    if "Point" in geometry and style.shape == "circle":
        shape = f'<circle cx="11" cy="8" r="{style.radius:g}" {line} {fill}/>'
    elif "Point" in geometry:
        corners = " ".join(f"{11 + x * style.radius:.4g},{8 + y * style.radius:.4g}" for x, y in CORNERS[style.shape])
        shape = f'<polygon points="{corners}" {line} {fill}/>'
    elif "Line" in geometry:
        shape = f'<path d="M1 11 8 5l5 5 8-5" fill="none" {line}{dash}/>'
    else:
        shape = f'<rect x="1.5" y="2" width="19" height="12" {line}{dash} {fill}/>'
        if style.hatch:
            shape += f'<path d="M2 8 8 2M3 13 14 2M9 14 20 3M15 14 20 9" stroke="{style.stroke}" stroke-opacity="0.6"/>'
    return f'<svg width="22" height="16" viewBox="0 0 22 16" aria-hidden="true">{shape}</svg>'
