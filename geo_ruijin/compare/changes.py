"""How the figures of two runs differ: targets and measures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from geo_ruijin.compare.basis import (
    Basis,
    LayerData,
    basis_of_analysis,
    basis_of_layers,
    basis_of_target,
    basis_of_words,
    joined,
    rises,
)
from geo_ruijin.compare.runfile import PastMeasure, PastTarget, RunFile
from geo_ruijin.record import STATISTICS
from geo_ruijin.targets import ROUNDING, misses_by
from geo_ruijin.text import Text

ChangeWord = Literal[
    "better", "worse", "same", "not comparable", "demonstration", "first", "lost", "no data", "new", "dropped"
]


@dataclass(frozen=True)
class TargetChange:
    """A target then and now.

    Attributes
    ----------
    before, after
        The target in each run; None where it is not in the plan.
    change
        The figure of after less that of before, in their unit; None where there is none or the units differ.
    word
        "better" or "worse" only where both figures are real and measure the same thing.
    basis
        What is to be said beside the change.
    """

    before: PastTarget | None
    after: PastTarget | None
    change: float | None
    word: ChangeWord
    basis: Basis

    @property
    def target(self) -> PastTarget:
        """The target as it is now, or as it was if it is no more."""
        found = self.after or self.before
        assert found is not None  # noqa: S101 - it is in one of the two
        return found

    @property
    def verdict_changed(self) -> bool:
        """Whether the target is in both and has another verdict."""
        return bool(self.before and self.after and self.before.verdict != self.after.verdict)


@dataclass(frozen=True)
class MeasureChange:
    """A figure of an analysis then and now."""

    analysis: str
    name: str
    before: PastMeasure | None
    after: PastMeasure | None
    change: float | None
    basis: Basis

    @property
    def measure(self) -> PastMeasure:
        """The figure as it is now, or as it was if it is no more."""
        found = self.after or self.before
        assert found is not None  # noqa: S101 - it is in one of the two
        return found


def compare_targets(before: RunFile, after: RunFile, data: LayerData) -> tuple[TargetChange, ...]:
    """Return every target of either plan, those of the later one first, in their order."""
    ids = [*after.by_id, *(name for name in before.by_id if name not in after.by_id)]
    return tuple(_target(before.by_id.get(name), after.by_id.get(name), before, after, data) for name in ids)


def _target(
    was: PastTarget | None, now: PastTarget | None, before: RunFile, after: RunFile, data: LayerData
) -> TargetChange:
    if was is None or now is None:
        return TargetChange(was, now, None, "new" if was is None else "dropped", Basis())
    basis = basis_of_target(was, now, one_language=before.language == after.language)
    if was.value is None or now.value is None:
        word: ChangeWord = "no data" if was.value is now.value else "first" if was.value is None else "lost"
        return TargetChange(was, now, None, word, basis)
    basis = joined([basis, _open(was, now, before, after)])
    if was.measured_by is not None and was.measured_by == now.measured_by:
        analysis, _, measure = was.measured_by.partition(".")
        basis = joined([basis, _measured(before, after, analysis, measure, data)])
    elif was.measured_by is None and now.measured_by is None:
        basis = joined([basis, _reported(was, now, after)])
    change = _difference(was.value, now.value) if was.unit == now.unit else None
    basis = joined([basis, _by_the_earlier_bound(was, now)])
    return TargetChange(was, now, change, _word(was, now, basis), basis)


def _is_open(target: PastTarget) -> bool:
    """Return whether there is a figure and no verdict: what the data do not say decides."""
    return target.verdict == "open"


def _open(was: PastTarget, now: PastTarget, before: RunFile, after: RunFile) -> Basis:
    """Return that a figure, or both, are not known well enough to be compared."""
    if not (_is_open(was) or _is_open(now)):
        return Basis()
    if not (_is_open(was) and _is_open(now)):
        known = Text(zh="有一次的数只知道范围", en="of one figure only the range is known")
    elif _is_least(was, before) and _is_least(now, after):
        known = Text(zh="两次都只是下限", en="both figures are only lower bounds")
    else:
        known = Text(zh="两次的数都只知道范围", en="of both figures only the range is known")
    return Basis((Text(zh=f"数据不全,{known.zh}", en=f"the data do not say all: {known.en}"),))


def _is_least(target: PastTarget, run: RunFile) -> bool:
    """Return whether a figure is the least it can be, and nothing says the most."""
    analysis, _, name = (target.measured_by or "").partition(".")
    answer = run.analyses.get(analysis)
    measure = answer.measures.get(name) if answer else None
    return measure is not None and measure.low is not None and measure.high is None


def _word(was: PastTarget, now: PastTarget, basis: Basis) -> ChangeWord:
    assert was.value is not None  # noqa: S101 - asked only where both are there
    assert now.value is not None  # noqa: S101 - the same
    if not basis.comparable:
        return "not comparable"
    if basis.modelled:
        return "demonstration"
    change = _difference(was.value, now.value)
    if not change:
        return "same"
    return "better" if (change > 0) == rises(now) else "worse"


def _difference(before: float, after: float) -> float:
    """Return the change; 0 where it is no more than double arithmetic leaves of equality."""
    change = after - before
    return 0.0 if abs(change) <= ROUNDING * max(abs(before), abs(after)) else change


def _reported(was: PastTarget, now: PastTarget, after: RunFile) -> Basis:
    """Return what is to be said of figures somebody reported, whose data nobody here has seen."""
    modelled = [one.verdict == "demonstration" for one in (was, now)]
    if modelled[0] != modelled[1]:
        words = [Text(zh="模拟", en="modelled") if one else Text(zh="真实", en="real") for one in modelled]
        differs = Text(
            zh=f"填报数据由{words[0].zh}变为{words[1].zh}", en=f"what is reported was {words[0].en}, is {words[1].en}"
        )
        return Basis((differs,))
    table = after.layers.get(STATISTICS)
    return Basis(modelled=(table.title if table else STATISTICS,) if modelled[0] else ())


def _by_the_earlier_bound(was: PastTarget, now: PastTarget) -> Basis:
    """Say where only the bound changed the verdict."""
    bounds_differ = (was.bound, was.target) != (now.bound, now.target)
    if was.unit != now.unit or was.value is None or now.value is None or not bounds_differ:
        return Basis()
    by_now, by_then = (misses_by(now.value, one.bound, one.target) for one in (now, was))
    if (by_now is None) == (by_then is None):
        return Basis()
    kept = by_then is None
    said = Text(
        zh=f"按原目标值,现在的数{'可以达到' if kept else '达不到'}",
        en=f"the figure of now {'keeps' if kept else 'misses'} the earlier bound",
    )
    return Basis(cautions=(said,))


def _measured(before: RunFile, after: RunFile, analysis: str, measure: str, data: LayerData) -> Basis:
    was, now = before.analyses.get(analysis), after.analyses.get(analysis)
    if was is None or now is None or measure not in was.measures or measure not in now.measures:
        gone = f"{analysis}.{measure}"
        return Basis((Text(zh=f"有一次的结果里没有 {gone}", en=f"there is no {gone} in one of the runs"),))
    one, other = was.measures[measure], now.measures[measure]
    words = Basis()
    if before.language == after.language:
        words = basis_of_words(one.about, other.about)
    if one.unit != other.unit:
        units = Text(zh=f"单位:{one.unit} → {other.unit}", en=f"unit: {one.unit} → {other.unit}")
        words = joined([words, Basis((units,))])
    layers = {*one.rests_on, *other.rests_on}
    return joined([basis_of_analysis(was, now), basis_of_layers(before, after, analysis, layers, data), words])


def compare_measures(before: RunFile, after: RunFile, data: LayerData) -> tuple[MeasureChange, ...]:
    """Return every figure of every analysis of either run, those of the later one first."""
    found = []
    for analysis in [*after.analyses, *(name for name in before.analyses if name not in after.analyses)]:
        was, now = (run.analyses[analysis].measures if analysis in run.analyses else {} for run in (before, after))
        for name in [*now, *(name for name in was if name not in now)]:
            one, other = was.get(name), now.get(name)
            basis, change = Basis(), None
            if one is not None and other is not None:
                basis = _measured(before, after, analysis, name, data)
                if one.unit == other.unit and one.value is not None and other.value is not None:
                    change = _difference(one.value, other.value)
            found.append(MeasureChange(analysis, name, one, other, change, basis))
    return tuple(found)
