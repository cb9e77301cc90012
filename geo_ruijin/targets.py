"""A figure beside the target of the plan it answers."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import pandas as pd

from geo_ruijin.errors import NOTHING
from geo_ruijin.figures import show_figure, with_unit
from geo_ruijin.record import STATUSES, Bound, LayerRecord, Verdict, VerdictWord
from geo_ruijin.spec import CitedSpec, TargetSpec
from geo_ruijin.statistic import statistic
from geo_ruijin.text import Text

#: Two figures that differ by less than this share are one: what double arithmetic leaves of equality.
ROUNDING = 1e-9


@dataclass(frozen=True)
class Figure:
    """What is known of a target.

    Attributes
    ----------
    value
        In the target's unit; None where nothing is known.
    why
        Where the figure comes from, or why there is none.
    modelled
        Whether anything behind it is modelled.
    refused
        Whether somebody gave a figure that cannot be used.
    low, high
        Between which it lies if the data do not say all; None where they do.
    weakest
        The layer with the worst grade of completeness behind it; None where none is graded.
    measured
        Whether an analysis measured it; else somebody reported it, or may.
    """

    value: float | None
    why: Text
    modelled: bool = False
    refused: bool = False
    low: float | None = None
    high: float | None = None
    weakest: LayerRecord | None = None
    measured: bool = False


def misses_by(value: float, bound: Bound, target: float) -> float | None:
    """Return how much `value` lacks to the bound, in its unit; None where it keeps it.

    A figure at the bound keeps "at least" and "at most", and misses "more than" and "less than" by 0.

    Examples
    --------
    >>> misses_by(88.5, "at_least", 100)
    11.5
    >>> misses_by(27.4, "more_than", 27.4)
    0.0
    """
    if math.isinf(value):
        return None if (value > 0) == (bound in ("at_least", "more_than")) else math.inf
    above = value - target if bound in ("at_least", "more_than") else target - value
    if abs(above) <= ROUNDING * max(abs(value), abs(target)):
        return None if bound in ("at_least", "at_most") else 0.0
    return None if above > 0 else -above


def judge(name: str, target: TargetSpec, figure: Figure) -> Verdict:
    """Return the verdict on a target: "met" or "short" only where nothing behind the figure is modelled.

    Where a layer behind the figure is poor, the verdict says so; where the data leave open on which side of the bound
    the figure lies, there is none.
    """
    bound, wanted = target.bound
    missing = None if figure.value is None else misses_by(figure.value, bound, wanted)
    either = figure.value is not None and _open(figure, bound, wanted)
    verdict: VerdictWord
    if figure.value is None:
        verdict = "no data"
    elif figure.modelled:
        verdict = "demonstration"
    elif either:
        verdict = "open"
    else:
        verdict = "met" if missing is None else "short"
    cited = target.bound_source
    return Verdict(
        id=name,
        clause=target.clause,
        action=target.action,
        text=target.text,
        bound=bound,
        target=wanted,
        unit=target.unit,
        year=target.year,
        lead=target.lead,
        strive=target.strive,
        value=figure.value,
        verdict=verdict,
        short_by=None if either else missing,  # of a demonstration too: a lower bound below the target misses nothing
        why=_with_grade(figure, target.unit, beside=wanted, open_=verdict == "open"),
        measured_by=target.measured_by if figure.measured else None,
        about=target.about,
        bound_source=None if cited is None else _cited(cited),
        map=target.map,
        short_least=None if either or missing is None else _least_missing(figure, bound, wanted),
        low=figure.low,
        high=figure.high,
    )


def _least_missing(figure: Figure, bound: Bound, wanted: float) -> float | None:
    """Return what is missing from the end of the range next to the bound; None where the figure is known."""
    if figure.low == figure.high:  # known, or nothing is said of it
        return None
    end = figure.high if bound in ("at_least", "more_than") else figure.low
    return None if end is None else misses_by(end, bound, wanted)


def _open(figure: Figure, bound: Bound, wanted: float) -> bool:
    """Return whether the figure may lie on either side of a bound."""
    sides = {misses_by(end, bound, wanted) is None for end in (figure.low, figure.high) if end is not None}
    return len(sides) > 1


def _with_grade(figure: Figure, unit: str, *, beside: float, open_: bool) -> Text:
    """Return where a figure comes from, and how poor the data behind it are, if they are."""
    if open_:
        low, high = (show_figure(end, unit, beside=[beside]) for end in (figure.low or 0.0, figure.high or 0.0))
        between = (
            Text(zh=f"不低于 {low}", en=f"at least {low}")
            if figure.high == math.inf
            else Text(zh=f"在 {low} 与 {high} 之间", en=f"between {low} and {high}")
        )
        return Text(
            zh=f"数据不全,不能下结论:实际{between.zh}。{figure.why.zh}",
            en=f"No verdict, the data do not say all: the truth is {between.en}. {figure.why.en}",
        )
    worst = figure.weakest.worst if figure.weakest else None
    if figure.value is None or worst is None or worst.grade != "poor":
        return figure.why
    return Text(
        zh=f"{figure.why.zh}。数据{worst.word.zh},结论不可靠——{worst.statement.zh}",
        en=f"{figure.why.en}. Not to be relied on, the data are {worst.word.en}: {worst.statement.en}",
    )


def chosen(measured: Figure | None, reported: Figure | None, unit: str) -> Figure:
    """Return which of two figures of a target counts, and say in it what became of the other.

    The one measured on real data, else the one reported, else the one measured on modelled data: what a bureau reports
    is no worse than a demonstration.

    Parameters
    ----------
    measured, reported
        What is known of the target either way; None where the plan does not name that way, and one is named.
    unit
        The target's.
    """
    if measured is None or reported is None:
        only = measured or reported
        assert only is not None  # noqa: S101 - the plan names at least one
        return only
    if reported.value is None:
        if measured.value is not None:
            return measured
        why = Text(zh=f"{measured.why.zh};{reported.why.zh}", en=f"{measured.why.en}; {reported.why.en}")
        return replace(reported, why=why)
    if measured.value is None:
        why = Text(
            zh=f"{reported.why.zh}。没有量算:{measured.why.zh}",
            en=f"{reported.why.en}. Not measured: {measured.why.en}",
        )
        return replace(reported, why=why)
    first, other = (reported, measured) if measured.modelled and not reported.modelled else (measured, reported)
    assert other.value is not None  # noqa: S101 - both are known here
    shown = Text(
        zh=with_unit(show_figure(other.value, unit), unit, language="zh"),
        en=with_unit(show_figure(other.value, unit), unit, language="en"),
    )
    also = (
        Text(zh=f"(量算的示例为 {shown.zh})", en=f" (measured as a demonstration: {shown.en})")
        if other.measured
        else Text(zh=f"(另有填报数 {shown.zh})", en=f" (reported beside it: {shown.en})")
    )
    return replace(first, why=Text(zh=first.why.zh + also.zh, en=first.why.en + also.en))


def _cited(cited: CitedSpec) -> Text:
    checked = STATUSES[cited.status]
    return Text(zh=f"{cited.text.zh}({checked.zh})", en=f"{cited.text.en} ({checked.en})")


def reported(statistics: pd.DataFrame, identifier: str, target: TargetSpec) -> Figure:
    """Return the figure somebody reported under `identifier`, as `statistic` finds it in the target's unit."""
    found = statistic(statistics, identifier, unit=target.unit)
    early = target.year is not None and found.year is not None and found.year < target.year
    note = Text(zh=f"(早于目标年份 {target.year})", en=f" (before the target's {target.year})") if early else NOTHING
    why = found.why
    if found.value is not None:
        why = Text(
            zh=f"填报数据:{found.year} 年{note.zh},{found.source}",
            en=f"Reported for {found.year}{note.en}: {found.source}",
        )
    return Figure(found.value, why, modelled=found.modelled, refused=found.refused)
