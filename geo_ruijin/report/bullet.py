"""A figure beside its target as a bar: an inline SVG that needs no script, and prints."""

from __future__ import annotations

import math
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement, tostring

from geo_ruijin.figures import show_number
from geo_ruijin.record import Verdict, VerdictWord

#: The sheet, and the band in it that is the bar [pixel].
WIDTH, HEIGHT = 168, 30
_LEFT, _RIGHT, _TOP, _THICK = 3, 165, 4, 10

#: The pattern of what is only a demonstration, by its id on the page.
HATCH = "hatch"

_FILLS: dict[VerdictWord, str] = {
    "met": "#2b8a57",
    "short": "#c8571b",
    "demonstration": f"url(#{HATCH})",
    "open": "#7fb2cf",
    "no data": "none",
}
_INK, _QUIET, _TRACK, _GOOD, _BAND, _EDGE = "#1d2733", "#5a6675", "#e9edf1", "#8fa3b8", "#c9b8e6", "#5b3f8c"

#: A figure nearer to its target than this share of the scale is drawn as a mark on a scale of its own, as no bar that
#: begins at zero could show which side it is on.
_NEAR = 0.03

#: How far such a scale reaches on either side, in distances of figure and target.
_AROUND = 4.0

_STEPS = (1.0, 1.2, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0)


@dataclass(frozen=True)
class Scale:
    """From where to where a bar reaches.

    Attributes
    ----------
    low, high
        The ends, in the unit of the target.
    from_zero
        Whether the bar begins at zero, so that its length is the figure; else the figure is a mark.
    """

    low: float
    high: float
    from_zero: bool

    def at(self, value: float) -> float:
        """Return where a value is on the sheet, at an end if it is beyond it."""
        share = (value - self.low) / (self.high - self.low)
        return round(_LEFT + min(1.0, max(0.0, share)) * (_RIGHT - _LEFT), 1)


def scale_of(verdict: Verdict) -> Scale:
    """Return a scale with the figure, what it lies between and the target on it.

    Shares reach from 0 to 100, all else from 0 to a round number; a figure close to its target has a scale of its own.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> scale_of(SimpleNamespace(value=520.0, low=None, high=None, target=900.0, unit="piles"))
    Scale(low=0.0, high=1000.0, from_zero=True)
    >>> scale_of(SimpleNamespace(value=99.9, low=None, high=None, target=100.0, unit="%"))
    Scale(low=99.6, high=100.0, from_zero=False)
    """
    assert verdict.value is not None  # noqa: S101 - without a figure there is no bar
    value, target = verdict.value, verdict.target
    known = [one for one in (value, target, verdict.low, verdict.high) if one is not None and math.isfinite(one)]
    share = verdict.unit == "%" and min(known) >= 0 and max(known) <= 100  # noqa: PLR2004 - all of a share
    high = 100.0 if share else _round_up(max(*known, 0.0) * 1.05)
    low = 0.0 if min(known) >= 0 else -_round_up(-min(known) * 1.05)
    apart = abs(value - target)
    if verdict.low is None and verdict.high is None and 0 < apart < _NEAR * (high - low):
        reach = _round_up(apart * _AROUND)
        bottom, top = target - reach, target + reach
        return Scale(max(bottom, low), min(top, 100.0) if share else top, from_zero=False)
    return Scale(low, high if high > low else low + 1.0, from_zero=True)


def _round_up(value: float) -> float:
    """Return the next round number."""
    if value <= 0:
        return 0.0
    power = 10.0 ** math.floor(math.log10(value))
    step = next(step for step in _STEPS if step * power >= value * (1 - 1e-9))
    return float(f"{step * power:.12g}")


def bullet(verdict: Verdict) -> str:
    """Return a target as an `svg` element; empty where there is no figure.

    The tick is the target, the line beneath the bar the side on which it is kept. What a figure lies between is a
    lighter band. A demonstration is hatched. The exact numbers stand beside it, so that readers who cannot see it lack
    nothing.
    """
    if verdict.value is None or not math.isfinite(verdict.value):
        return ""
    scale = scale_of(verdict)
    svg = Element(
        "svg",
        {"class": "bullet", "viewBox": f"0 0 {WIDTH} {HEIGHT}", "width": f"{WIDTH}", "height": f"{HEIGHT}"},
    )
    svg.set("aria-hidden", "true")
    _rect(svg, _LEFT, _RIGHT, _TOP, _THICK, _TRACK)
    _add_band(svg, scale, verdict)
    _add_figure(svg, scale, verdict)
    rises = verdict.bound in ("at_least", "more_than")
    tick = scale.at(verdict.target)
    good = (tick, float(_RIGHT)) if rises else (float(_LEFT), tick)
    _rect(svg, *good, _TOP + _THICK + 1, 2, _GOOD)
    _rect(svg, tick - 1, tick + 1, 1, _TOP + _THICK + 2, _INK)
    for x, anchor, value in ((_LEFT, "start", scale.low), (_RIGHT, "end", scale.high)):
        SubElement(
            svg, "text", {"x": f"{x}", "y": f"{HEIGHT - 3}", "font-size": "9", "fill": _QUIET, "text-anchor": anchor}
        ).text = show_number(float(f"{value:.12g}"))
    return tostring(svg, encoding="unicode")


def _add_band(svg: Element, scale: Scale, verdict: Verdict) -> None:
    """Draw between which the figure lies; what has no end reaches to that of the scale."""
    if verdict.low is None and verdict.high is None:
        return
    low = scale.low if verdict.low is None else verdict.low
    high = scale.high if verdict.high is None else verdict.high
    _rect(svg, scale.at(low), scale.at(high), _TOP, _THICK, _BAND if verdict.verdict == "demonstration" else "#c6dbe8")


def _add_figure(svg: Element, scale: Scale, verdict: Verdict) -> None:
    assert verdict.value is not None  # noqa: S101 - asked only with a figure
    fill, place = _FILLS[verdict.verdict], scale.at(verdict.value)
    if scale.from_zero:
        start, end = sorted((scale.at(0.0), place))
        shape = _rect(svg, start, max(end, start + 1), _TOP + 2, _THICK - 4, fill)
    else:
        middle = _TOP + _THICK / 2
        corners = ((place, _TOP), (place + 5, middle), (place, _TOP + _THICK), (place - 5, middle))
        points = " ".join(f"{x:.1f},{y:.1f}" for x, y in corners)
        shape = SubElement(svg, "polygon", {"points": points, "fill": fill})
    if verdict.verdict == "demonstration":
        shape.set("stroke", _EDGE)
        shape.set("stroke-width", "0.8")


def _rect(svg: Element, left: float, right: float, top: float, height: float, fill: str) -> Element:
    return SubElement(
        svg,
        "rect",
        {
            "x": f"{left:.1f}",
            "y": f"{top}",
            "width": f"{max(0.0, right - left):.1f}",
            "height": f"{height}",
            "fill": fill,
        },
    )
