"""A target's figures in earlier runs, and their line: an inline SVG that needs no script, and prints."""

from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement, tostring

from geo_ruijin.figures import show_figure, with_unit
from geo_ruijin.text import Language, Text

#: The sheet, and what is left around the line [pixel].
WIDTH, HEIGHT = 168, 26
_EDGE = 6

_REAL, _SHOWN, _QUIET = "#1f4068", "#5b3f8c", "#8fa3b8"


@dataclass(frozen=True)
class Point:
    """A figure of one run.

    Attributes
    ----------
    run
        The name the run is kept under; empty for the present one.
    date
        When it was computed.
    value, unit
        The figure.
    demonstration
        Whether it rests on modelled data.
    breaks
        Why it does not measure the same as the point before; empty for one that does, and for the first.
    """

    run: str
    date: dt.date
    value: float
    unit: str
    demonstration: bool
    breaks: tuple[Text, ...] = ()


@dataclass(frozen=True)
class History:
    """What a target's figure was, run by run, the present one last.

    Attributes
    ----------
    target
        Its bound, in `unit`.
    """

    points: tuple[Point, ...]
    target: float
    unit: str

    @property
    def joined(self) -> bool:
        """Whether all points measure the same thing, all real or none."""
        return all(_joined(self, one, other) for one, other in itertools.pairwise(self.points))

    def say(self, point: Point, language: Language) -> str:
        """Return the figure of a point with its unit, on the same side of the bound as it is."""
        beside = [self.target] if point.unit == self.unit else []
        return with_unit(show_figure(point.value, point.unit, beside=beside), point.unit, language=language)


def sparkline(history: History) -> str:
    """Return the figures as an `svg` element, to scale in time; empty where fewer than two can be drawn.

    Only figures that measure the same thing are joined by a line, and none of a demonstration with a real one. A
    demonstration is a ring, and its line is broken; the target is the thin level.
    """
    points = [point for point in history.points if point.unit == history.unit]
    if len(points) < 2:  # noqa: PLR2004 - of one there is no course
        return ""
    days = [point.date.toordinal() for point in points]
    levels = [*(point.value for point in points), history.target]
    svg = Element(
        "svg",
        {"class": "spark", "viewBox": f"0 0 {WIDTH} {HEIGHT}", "width": f"{WIDTH}", "height": f"{HEIGHT}"},
    )
    svg.set("aria-hidden", "true")

    def across(index: int) -> float:
        span = days[-1] - days[0]
        share = (days[index] - days[0]) / span if span else index / (len(points) - 1)
        return round(_EDGE + share * (WIDTH - 2 * _EDGE), 1)

    def down(value: float) -> float:
        low, high = min(levels), max(levels)
        share = (value - low) / (high - low) if high > low else 0.5
        return round(HEIGHT - _EDGE - share * (HEIGHT - 2 * _EDGE), 1)

    level = f"{down(history.target)}"
    SubElement(svg, "line", {"x1": "0", "x2": f"{WIDTH}", "y1": level, "y2": level, "stroke": _QUIET})
    places = [(across(index), down(point.value)) for index, point in enumerate(points)]
    for (one, other), (start, end) in zip(itertools.pairwise(points), itertools.pairwise(places), strict=True):
        if _joined(history, one, other):
            line = SubElement(svg, "line", dict(zip(("x1", "y1", "x2", "y2"), map(str, (*start, *end)), strict=True)))
            line.set("stroke", _SHOWN if other.demonstration else _REAL)
            line.set("stroke-width", "1.5")
            if other.demonstration:
                line.set("stroke-dasharray", "4 3")
    for point, (x, y) in zip(points, places, strict=True):
        colour = _SHOWN if point.demonstration else _REAL
        fill = "#fff" if point.demonstration else colour
        SubElement(svg, "circle", {"cx": f"{x}", "cy": f"{y}", "r": "3", "fill": fill, "stroke": colour})
    return tostring(svg, encoding="unicode")


def _joined(history: History, one: Point, other: Point) -> bool:
    """Return whether two points are next to one another and measure the same thing, both real or both not."""
    index = history.points.index(other)
    return history.points[index - 1] is one and not other.breaks and one.demonstration == other.demonstration
