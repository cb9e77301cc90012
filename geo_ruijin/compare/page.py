"""`compare.html`: what changed, on one page that needs no network and runs no script."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from jinja2 import Environment

from geo_ruijin.compare.changes import ChangeWord, MeasureChange, TargetChange
from geo_ruijin.compare.comparison import Comparison
from geo_ruijin.compare.divisions import DivisionChange
from geo_ruijin.compare.features import KINDS
from geo_ruijin.compare.runfile import PastAnalysis
from geo_ruijin.compare.words import (
    CHANGES,
    KIND_WORDS,
    THERE,
    banner_of,
    compare_words,
    reasons,
    show_pair,
    target_bounds,
    target_missing,
    target_values,
    with_change_unit,
    word_of,
)
from geo_ruijin.figures import NOTHING, with_unit, without_crumbs
from geo_ruijin.report.environment import environment
from geo_ruijin.results import Table
from geo_ruijin.text import Language
from geo_ruijin.verdicts import VERDICTS

#: The changes that are counted at the top.
_COUNTED: tuple[ChangeWord, ...] = ("better", "worse", "same", "not comparable", "demonstration")


def write_compare_page(
    comparison: Comparison, path: Path, features: Mapping[str, Table], *, language: Language
) -> None:
    """Write the comparison to `path`; the same one gives the same bytes.

    Parameters
    ----------
    comparison
        What changed.
    path
        The file.
    features
        The features that changed, by the name of their layer.
    """
    made = changes_environment(language)
    words = [change.word for change in comparison.targets]
    page = made.get_template("compare.html").render(
        lang="zh-CN" if language == "zh" else "en",
        comparison=comparison,
        words=compare_words(language),
        marks=CHANGES,
        verdicts=VERDICTS,
        kinds={kind: KIND_WORDS[kind] for kind in KINDS},
        counts={word: words.count(word) for word in _COUNTED},
        actions=_by_action([change for change in comparison.targets if change.word != "no data"]),
        without=words.count("no data"),
        divisions=[change for change in comparison.divisions if not change.same],
        same_divisions=[change.title for change in comparison.divisions if change.same],
        measures=measures_by_title(comparison.measures, {**comparison.before.analyses, **comparison.after.analyses}),
        same_measures=sum(change.change == 0 for change in comparison.measures),
        layers=[(layer, features[layer.name]) for layer in comparison.layers if layer.name in features],
        place=comparison.after.place,
    )
    path.write_text(page, encoding="utf-8", newline="\n")


@cache
def changes_environment(language: Language) -> Environment:
    """Return the templates with filters for changes that speak `language`."""
    made = environment(language).overlay()
    made.filters = {
        **made.filters,
        "values": lambda change: target_values(change, language=language),
        "bounds": lambda change: target_bounds(change, language=language),
        "missing": lambda change: target_missing(change, language=language),
        "word": lambda change: word_of(change, language=language),
        "reasons": lambda basis: reasons(basis, language=language),
        "banner": lambda modelled: banner_of(modelled, language=language),
        "pair": lambda change: measure_pair(change, language=language),
        "shares": lambda change: _shares(change, language=language),
    }
    return made


def _by_action(changes: list[TargetChange]) -> dict[str | None, list[TargetChange]]:
    groups: dict[str | None, list[TargetChange]] = {}
    for change in changes:
        groups.setdefault(change.target.action, []).append(change)
    return groups


def measures_by_title(
    measures: Iterable[MeasureChange], analyses: Mapping[str, PastAnalysis]
) -> dict[str, list[MeasureChange]]:
    """Return the measures that changed, by the title of their analysis."""
    groups: dict[str, list[MeasureChange]] = {}
    for change in measures:
        if change.change != 0:
            groups.setdefault(analyses[change.analysis].title, []).append(change)
    return groups


def measure_pair(change: MeasureChange, *, language: Language) -> tuple[str, str, str]:
    """Return a figure then, now, and by how much it changed, as they read."""
    unit = change.measure.unit
    was, now = (
        None if side is None or side.value is None else without_crumbs(side.value, side.unit)
        for side in (change.before, change.after)
    )
    before, after, by = show_pair(was, now, unit)
    if change.change is None:
        by = NOTHING  # the units differ, or one is not there
    return (
        with_unit(before, change.before.unit if change.before else None, language=language),
        with_unit(after, unit, language=language),
        with_change_unit(by, unit, language=language),
    )


def _shares(change: DivisionChange, *, language: Language) -> Mapping[str, object]:
    """Return the shares of each division, then, now and by how much they changed, as they are shown."""
    shares = [name for name, column in change.columns.items() if column.unit == "%"]
    rows = []
    for row in change.rows.to_dict("records"):
        cells = []
        for name in shares:
            before, after = row[f"{name}_before"], row[f"{name}_after"]
            cells.append(show_pair(before, before if row[f"{name}_change"] == 0 else after, "%"))
        name = row["name"] if isinstance(row["name"], str) else "—"
        rows.append((name, THERE[row["there"]].say(language), cells))
    moved = any(there for _, there, _ in rows)
    return {"columns": [change.columns[name].title for name in shares], "rows": rows, "moved": moved}
