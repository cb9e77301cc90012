"""Scale bar, north arrow and the title of a side, in a corner of the map each."""

from __future__ import annotations

import math
from typing import Literal

from matplotlib.patches import Polygon

from geo_ruijin.draw.static.page import ACCENT, DPI, INK, LINE, MILLIMETRES, Box, Page, leading, millimetres
from geo_ruijin.draw.static.shapes import View
from geo_ruijin.draw.static.words import NORTH
from geo_ruijin.draw.words import words_in
from geo_ruijin.text import Language

#: How long a scale bar is at most [mm], and its lengths [km].
_BAR = 40.0
_ROUND = (1, 2, 5)

#: Of the title of a side and of the figures of the bar [pt].
_TITLE, _FIGURES = 8.0, 6.5

#: What lies behind, so that the map is not read through the words.
_VEIL = "#ffffffd9"


def furniture(page: Page, title: str, box: Box, view: View, *, order: float, language: Language) -> list[Box]:
    """Draw scale bar, north arrow and a title, empty for none; return where they stand."""
    kilometres = words_in(language)["kilometres"]
    taken = [_scale_bar(page, box, view, kilometres, order=order), _north(page, box, order=order, language=language)]
    if title:
        words = page.fit(title, _TITLE, box.width - 20)
        wide = millimetres(page.type.width(words, _TITLE)) + 4
        corner = Box(box.left, box.top, wide, leading(_TITLE) + 1.6)
        page.fill(corner, "white", edge=LINE, weight=0.5, order=order)
        page.say(words, corner.left + 2, corner.top + 0.8, _TITLE, colour=ACCENT, bold=True, order=order + 0.5)
        taken.append(corner)
    return taken


def bar_length(view: View) -> float:
    """Return the length of the scale bar [km]: the longest round one that fits.

    Examples
    --------
    >>> bar_length(View("EPSG:4548", (0, 0, 1, 1), 25.0))
    5.0
    """
    most = _BAR / MILLIMETRES * DPI * view.pixel / 1000
    power = math.floor(math.log10(most))
    lengths = [unit * 10.0**exponent for exponent in (power - 1, power) for unit in _ROUND]
    return max(length for length in lengths if length <= most)


def _scale_bar(page: Page, box: Box, view: View, kilometres: str, *, order: float) -> Box:
    length = bar_length(view)
    wide = length * 1000 / view.pixel / DPI * MILLIMETRES
    size, tall = _FIGURES, 1.1
    back = Box(box.left + 2, box.top + box.height - 9, wide + 15, 7)
    page.fill(back, _VEIL, order=order)
    left, top = back.left + 3, back.top + 4.4
    for half, colour in enumerate((INK, "white")):
        page.fill(Box(left + half * wide / 2, top, wide / 2, tall), colour, edge=INK, weight=0.5, order=order)
    for share, words in ((0.0, "0"), (0.5, f"{length / 2:g}"), (1.0, f"{length:g} {kilometres}")):
        at: Literal["left", "center"] = "left" if share == 1 else "center"
        shift = -millimetres(page.type.width(f"{length:g}", size)) / 2 if at == "left" else 0
        page.say(words, left + share * wide + shift, top - leading(size) - 0.1, size, at=at, order=order + 0.5)
    return back


def _north(page: Page, box: Box, *, order: float, language: Language) -> Box:
    back = Box(box.left + box.width - 10, box.top + 2, 8, 12)
    page.fill(back, _VEIL, order=order)
    x, top, low = back.left + back.width / 2, back.top + 4.2, back.top + 11
    for side, colour in ((-1, INK), (1, "white")):
        page.add(
            Polygon(
                [(x, top), (x + side * 2.2, low), (x, low - 1.6)],
                closed=True,
                facecolor=colour,
                edgecolor=INK,
                lw=0.6,
                joinstyle="miter",
                zorder=order,
            )
        )
    page.say(NORTH.say(language), x, back.top + 0.3, 7.5, at="center", bold=True, order=order + 0.5)
    return back
