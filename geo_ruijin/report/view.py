"""A run as the page and the workbook lay it out: what belongs to what, looked up once."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from geo_ruijin.figures import show_figure, show_range
from geo_ruijin.record import (
    AnalysisRecord,
    LayerRecord,
    RunRecord,
    Verdict,
    VerdictWord,
    weakest,
)
from geo_ruijin.report.words import words_in
from geo_ruijin.results import Measure
from geo_ruijin.text import Language, Text
from geo_ruijin.verdicts import VERDICTS, Mark, verdict_target, verdict_value


@dataclass(frozen=True)
class Row:
    """A target with what stands behind it.

    Attributes
    ----------
    measure, analysis
        What measured it; None for a reported figure, or where nothing answered.
    layers
        Every layer the figure rests on.
    """

    verdict: Verdict
    analysis: AnalysisRecord | None
    measure: Measure | None
    layers: tuple[LayerRecord, ...]

    @property
    def mark(self) -> Mark:
        """The verdict by symbol and word."""
        return VERDICTS[self.verdict.verdict]

    @property
    def value(self) -> str:
        """The figure, on the same side of the bound as it is."""
        return verdict_value(self.verdict)

    @property
    def target(self) -> str:
        """The bound with its sign."""
        return verdict_target(self.verdict)

    @property
    def weakest(self) -> LayerRecord | None:
        """The layer behind the figure with the worst grade of completeness; None where none is graded."""
        return None if self.verdict.value is None else weakest(self.layers)

    @property
    def lacks(self) -> float | None:
        """What is missing, or the least that is where it is not known; None where nothing is, or nobody can tell."""
        return self.verdict.short_by if self.verdict.short_least is None else self.verdict.short_least

    @property
    def missing(self) -> str:
        """The same as shown; empty for None."""
        return "" if self.lacks is None else show_figure(self.lacks, self.verdict.unit)

    @property
    def short_by(self) -> str:
        """The same, with a sign before what is only the least."""
        return self.missing if self.verdict.short_least is None else f"≥ {self.missing}"

    @property
    def between(self) -> str:
        """Between which the figure lies; empty where it is known to the digits shown."""
        verdict = self.verdict
        if verdict.value is None or {verdict.low, verdict.high} == {None}:
            return ""
        beside = [verdict.target]
        ends = {show_figure(end, verdict.unit, beside=beside) for end in (verdict.low, verdict.high)}
        return "" if ends == {self.value} else show_range(verdict.low, verdict.high, verdict.unit, beside=beside)


def score_rows(record: RunRecord) -> list[Row]:
    """Return every target in clause order."""
    analyses = {analysis.name: analysis for analysis in record.analyses}
    rows = []
    for verdict in record.targets:
        name, _, measure = (verdict.measured_by or "").partition(".")
        analysis = analyses.get(name)
        names = layers_behind(analysis, measure=measure) if analysis else ()
        layers = tuple(layer for layer in record.layers if layer.name in names)
        rows.append(Row(verdict, analysis, analysis.measures.get(measure) if analysis else None, layers))
    return rows


def by_action(rows: Sequence[Row]) -> dict[Text | None, list[Row]]:
    """Return the rows under the plan's actions, both in the order they come."""
    groups: dict[Text | None, list[Row]] = {}
    for row in rows:
        groups.setdefault(row.verdict.action, []).append(row)
    return groups


def verdict_counts(record: RunRecord) -> Mapping[VerdictWord, int]:
    """Return how many targets have each verdict; a verdict nobody has counts 0."""
    words = [verdict.verdict for verdict in record.targets]
    return {word: words.count(word) for word in VERDICTS}


def layers_behind(analysis: AnalysisRecord, *, measure: str = "", table: str = "") -> tuple[str, ...]:
    """Return the names of the layers a measure or a table rests on; where that is not recorded, all of the analysis."""
    if measure:
        return analysis.measure_layers.get(measure, analysis.layers)
    return analysis.table_layers.get(table, analysis.layers)


def modelled_words(record: RunRecord, names: Collection[str], *, language: Language) -> str:
    """Return the banner of what rests on the layers `names`: the modelled ones among them; empty if there are none."""
    titles = [
        layer.title.say(language) for layer in record.layers if layer.name in names and layer.nature == "modelled"
    ]
    words = words_in(language)
    return f"◇{words['demonstration']}{words['listing'].join(titles)}" if titles else ""


def run_banner(record: RunRecord, *, language: Language) -> str:
    """Return the banner of the whole run; empty if nothing in it rests on a modelled layer."""
    return modelled_words(record, record.modelled, language=language)


def targets_by_measure(record: RunRecord) -> dict[str, list[float]]:
    """Return what each measure that answers a target stands beside, by `analysis.measure`."""
    targets: dict[str, list[float]] = {}
    for verdict in record.targets:
        if verdict.measured_by:
            targets.setdefault(verdict.measured_by, []).append(verdict.target)
    return targets
