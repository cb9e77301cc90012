"""A table's trend as a line chart: an inline SVG that needs no script, and prints."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement, tostring

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo_ruijin.figures import show_figure, show_number
from geo_ruijin.report.words import column_title
from geo_ruijin.results import Table, Trend
from geo_ruijin.text import Language

#: The sheet, and what is left around the plot for words: left, top, right, bottom [pixel].
WIDTH, HEIGHT = 720, 336
_LEFT, _TOP, _RIGHT, _BOTTOM = 64, 46, 24, 50

#: Colours told apart without red and green (Okabe and Ito, 2008), each with a mark of its own.
_COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#e69f00")
_INK, _QUIET, _GRID = "#1d2733", "#5a6675", "#d7dce2"

#: About how many intervals an axis has; steps are these times a power of ten.
_INTERVALS = 5
_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)

#: A plot whose lowest point is below this share of the highest begins at zero [1].
_FROM_ZERO = 0.5

#: Of a line of more points than this only the ends, the highest and the lowest are labelled; all answer the pointer.
_LABELLED = 12

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class _Plot:
    """From figures to places on the sheet."""

    x: tuple[float, float]
    y: tuple[float, float]

    def across(self, value: float) -> float:
        low, high = self.x
        share = (value - low) / (high - low) if high > low else 0.5
        return round(_LEFT + 20 + share * (WIDTH - _LEFT - _RIGHT - 40), 2)

    def down(self, value: float) -> float:
        low, high = self.y
        return round(HEIGHT - _BOTTOM - (value - low) / (high - low) * (HEIGHT - _TOP - _BOTTOM), 2)


def points_of(table: Table, trend: Trend) -> list[tuple[Floats, Floats]]:
    """Return the points of each line in the order of x: years and figures, without those that have none."""
    x = pd.to_numeric(table.data[trend.x], errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)
    order = np.argsort(x, kind="stable")
    lines = []
    for name in trend.y:
        y = pd.to_numeric(table.data[name], errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)
        kept = order[(np.isfinite(x) & np.isfinite(y))[order]]
        lines.append((x[kept], y[kept]))
    return lines


def can_be_drawn(table: Table) -> bool:
    """Return whether a table has a trend with at least two points on a line: one point shows none."""
    if table.trend is None:
        return False
    return any(len(np.unique(x)) > 1 for x, _ in points_of(table, table.trend))


def chart(table: Table, *, language: Language) -> str:
    """Return the trend of a table as an `svg` element; empty where there is none to draw.

    Years are to scale, axes carry their unit, points their figure. The level to compare with is dashed, with its words
    above the plot.

    Examples
    --------
    >>> from geo_ruijin.results import Column
    >>> from geo_ruijin.text import same
    >>> data = pd.DataFrame({"year": [2017, 2023], "share": [70.0, 71.0]})
    >>> columns = {"year": Column(same("Year")), "share": Column(same("Share"), "%")}
    >>> table = Table(same("Trees"), data, columns, trend=Trend("year", ("share",)))
    >>> chart(table, language="en").count("<circle")
    3
    """
    trend = table.trend
    if trend is None or not can_be_drawn(table):
        return ""
    lines = points_of(table, trend)
    unit = table.columns[trend.y[0]].unit
    levels = [] if trend.line is None else [trend.line.value]
    ticks = _ticks(np.concatenate([y for _, y in lines]), levels, whole=unit == "%")
    years = np.unique(np.concatenate([x for x, _ in lines]))
    plot = _Plot((float(years[0]), float(years[-1])), (ticks[0], ticks[-1]))
    title = table.title.say(language)
    svg = Element("svg", {"class": "chart", "viewBox": f"0 0 {WIDTH} {HEIGHT}", "role": "img", "aria-label": title})
    SubElement(svg, "title").text = title
    _axes(svg, plot, ticks, years)
    across = column_title(table.columns[trend.x], language=language)
    _text(svg, WIDTH - _RIGHT, HEIGHT - 8, across, anchor="end", colour=_QUIET)
    heads = [column_title(table.columns[name], language=language) for name in trend.y]
    _key(svg, heads, None if trend.line is None else trend.line.about.say(language))
    if trend.line is not None:
        _level(svg, plot, trend.line.value)
    labelled = set()
    for number, (x, y) in enumerate(lines):
        said = [show_figure(value, unit) for value in y]
        _draw(svg, plot, number, x, y, [f"{year:g}: {one}" for year, one in zip(x, said, strict=True)])
        told = range(len(y)) if len(y) <= _LABELLED else sorted({0, len(y) - 1, int(y.argmin()), int(y.argmax())})
        for index in told:
            if (x[index], said[index]) in labelled:  # where lines meet one figure is enough
                continue
            labelled.add((x[index], said[index]))
            beneath = any(y[index] < level for level in levels)  # on the side away from the level
            _label(svg, plot, number, (x[index], y[index]), said[index], beneath=beneath)
    return tostring(svg, encoding="unicode")


def _ticks(values: Floats, levels: Sequence[float], *, whole: bool) -> list[float]:
    """Return round numbers that span all; from zero where the lowest is far below the highest. A share ends at 100."""
    low, high = min([*values, *levels]), max([*values, *levels])
    if 0 < low < _FROM_ZERO * high:
        low = 0.0
    span = high - low or abs(high) or 1.0
    rough = span / _INTERVALS
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(one * power for one in _STEPS if one * power >= rough * (1 - 1e-9))
    # room above the highest and below the lowest, so that no label touches an axis
    first, last = math.floor((low - 0.4 * step) / step), math.ceil((high + 0.4 * step) / step)
    if low >= 0:
        first = max(first, 0)
    if whole and high <= 100:  # noqa: PLR2004 - all of a share
        last = min(last, math.ceil(100 / step))
    return [round(count * step, 12) for count in range(first, last + 1)]


def _axes(svg: Element, plot: _Plot, ticks: Sequence[float], years: Floats) -> None:
    for tick in ticks:
        y = plot.down(tick)
        _line(svg, _LEFT, y, WIDTH - _RIGHT, y, _GRID)
        _text(svg, _LEFT - 8, y + 4, show_number(tick), anchor="end", colour=_QUIET)
    base = HEIGHT - _BOTTOM
    _line(svg, _LEFT, base, WIDTH - _RIGHT, base, _QUIET)
    free = -math.inf
    for year in years:
        x = plot.across(year)
        _line(svg, x, base, x, base + 5, _QUIET)
        if x >= free:  # where years are close together not each has room for its number
            _text(svg, x, base + 20, f"{year:g}", anchor="middle", colour=_QUIET)
            free = x + 40


def _key(svg: Element, heads: Sequence[str], level: str | None) -> None:
    """Write what the lines are: those of figures side by side, the level beneath."""
    x = float(_LEFT)
    for number, head in enumerate(heads):
        _mark(svg, number, x + 5, 12)
        _text(svg, x + 16, 16, head)
        x += 40 + sum(7.0 if letter < "\u2e80" else 13.0 for letter in head)
    if level is not None:
        _line(svg, _LEFT, 30, _LEFT + 28, 30, _INK, dash="6 4")
        _text(svg, _LEFT + 36, 34, level)


def _level(svg: Element, plot: _Plot, value: float) -> None:
    y = plot.down(value)
    _line(svg, _LEFT, y, WIDTH - _RIGHT, y, _INK, dash="6 4")
    _text(svg, WIDTH - _RIGHT, y - 5, show_number(value), anchor="end")


def _label(svg: Element, plot: _Plot, number: int, at: tuple[float, float], said: str, *, beneath: bool) -> None:
    colour = _COLOURS[number % len(_COLOURS)]
    down = plot.down(at[1]) + (20 if beneath else -9)
    _text(svg, plot.across(at[0]), down, said, anchor="middle", colour=colour)


def _draw(svg: Element, plot: _Plot, number: int, x: Floats, y: Floats, said: Sequence[str]) -> None:
    places = [(plot.across(one), plot.down(other)) for one, other in zip(x, y, strict=True)]
    path = " ".join(f"{across:g},{down:g}" for across, down in places)
    colour = _COLOURS[number % len(_COLOURS)]
    SubElement(svg, "polyline", {"points": path, "fill": "none", "stroke": colour, "stroke-width": "2"})
    for (across, down), words in zip(places, said, strict=True):
        SubElement(_mark(svg, number, across, down), "title").text = words


def _mark(svg: Element, number: int, x: float, y: float) -> Element:
    """Draw and return the mark of a line: by turns a disc, a square, a diamond."""
    colour = _COLOURS[number % len(_COLOURS)]
    shapes = ("disc", "square", "diamond")
    shape = shapes[number % len(shapes)]
    if shape == "disc":
        return SubElement(svg, "circle", {"cx": f"{x:g}", "cy": f"{y:g}", "r": "4", "fill": colour})
    turned = {"transform": f"rotate(45 {x:g} {y:g})"} if shape == "diamond" else {}
    size = {"x": f"{x - 4:g}", "y": f"{y - 4:g}", "width": "8", "height": "8"}
    return SubElement(svg, "rect", {**size, "fill": colour, **turned})


def _line(svg: Element, x0: float, y0: float, x1: float, y1: float, colour: str, dash: str = "") -> None:
    ends = {"x1": f"{x0:g}", "y1": f"{y0:g}", "x2": f"{x1:g}", "y2": f"{y1:g}", "stroke": colour}
    SubElement(svg, "line", {**ends, **({"stroke-dasharray": dash, "stroke-width": "1.5"} if dash else {})})


def _text(svg: Element, x: float, y: float, words: str, *, anchor: str = "start", colour: str = _INK) -> None:
    places = {"x": f"{x:g}", "y": f"{y:g}", "text-anchor": anchor, "fill": colour, "font-size": "13"}
    SubElement(svg, "text", places).text = words
