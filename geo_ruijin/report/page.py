"""`index.html`: the scoreboard, how every figure came about, and the tables behind it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

from geo_ruijin.figures import show_cell, show_figure, show_parameter, show_range, show_unit, with_unit
from geo_ruijin.record import STATUSES, RunRecord, Verdict
from geo_ruijin.report.chart import chart
from geo_ruijin.report.field import field_links
from geo_ruijin.report.view import (
    by_action,
    layers_behind,
    run_banner,
    score_rows,
    targets_by_measure,
    verdict_counts,
)
from geo_ruijin.report.words import GRADE_KEYS, NATURES, OUTCOMES, grade_reason, words_in
from geo_ruijin.report.workbook import MOST_ROWS
from geo_ruijin.results import Column, Table
from geo_ruijin.text import Language, Text
from geo_ruijin.verdicts import VERDICTS, answered_by

#: Tables up to this many rows stand on the page whole; of longer ones the first `FIRST_ROWS` do.
WHOLE_ROWS = 60
FIRST_ROWS = 50


@dataclass(frozen=True)
class MapLink:
    """A map or another page to open.

    Attributes
    ----------
    title
        Of the page.
    file
        Relative to the page.
    name
        Of its file in the project.
    shows
        The analyses of which it shows a table.
    picture
        The map as a PNG; None where there is none.
    """

    title: Text
    file: str
    name: str = ""
    shows: frozenset[str] = frozenset()
    picture: bytes | None = None


def write_index(
    record: RunRecord,
    path: Path,
    *,
    language: Language,
    maps: Sequence[MapLink] = (),
    scenarios: Sequence[MapLink] = (),
) -> None:
    """Write the scoreboard page to `path`: one file that needs no network and runs no script.

    Parameters
    ----------
    record
        The run.
    maps
        The maps drawn beside it.
    scenarios
        The pages of scenarios beside it, of which nothing is on this one.
    """
    page = (
        environment(language)
        .get_template("index.html")
        .render(
            lang="zh-CN" if language == "zh" else "en",
            record=record,
            maps=maps,
            scenarios=scenarios,
            words=words_in(language),
            marks=VERDICTS,
            counts=verdict_counts(record),
            groups=by_action(score_rows(record)),
            banner=run_banner(record, language=language),
            targets=targets_by_measure(record),
            layers_behind=layers_behind,
            field_links=field_links,
            maps_of=lambda verdict: maps_of(verdict, maps),
            faults=[*record.faults, *(fault for layer in record.layers for fault in layer.faults)],
        )
    )
    path.write_text(page, encoding="utf-8", newline="\n")


def maps_of(verdict: Verdict, maps: Sequence[MapLink]) -> list[MapLink]:
    """Return the maps a target is on: the one it names, then those that show a table of what measures it.

    Examples
    --------
    >>> from geo_ruijin.text import same
    >>> bus, power = MapLink(same("b"), "b.html", "bus", frozenset({"stops"})), MapLink(same("p"), "p.html", "power")
    >>> from types import SimpleNamespace
    >>> [link.name for link in maps_of(SimpleNamespace(map="power", measured_by="stops.share"), [bus, power])]
    ['power', 'bus']
    """
    named = [link for link in maps if verdict.map is not None and link.name == verdict.map]
    answering = [link for link in maps if answered_by(verdict, name=link.name, shows=link.shows)]
    return [*named, *(link for link in answering if link not in named)]


def environment(language: Language) -> Environment:
    """Return the templates with filters that speak `language`; whatever they print is escaped."""
    made = Environment(
        loader=PackageLoader("geo_ruijin.report"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    made.filters |= {
        "say": lambda text: text.say(language),
        "unit": lambda unit: show_unit(unit, language=language),
        "figure": lambda measure, beside: with_unit(
            show_figure(measure.value, measure.unit, beside=beside), measure.unit, language=language
        ),
        "between": lambda measure: show_range(measure.low, measure.high, measure.unit),
        "parameter": lambda parameter: with_unit(
            show_parameter(parameter.value, language=language, unit=parameter.unit), parameter.unit, language=language
        ),
        "nature": lambda nature: NATURES[nature].say(language),
        "status": lambda status: STATUSES[status].say(language),
        "grade_key": lambda rule: GRADE_KEYS[rule.grade],
        "grade_reason": lambda rule: grade_reason(rule, language=language),
        "outcome": lambda outcome: OUTCOMES[outcome].say(language),
        "heading": lambda column: _heading(column, language=language),
        "rows": lambda table: _rows(table, language=language),
        "cut": _cut,
        "chart": lambda table: chart(table, language=language),
    }
    return made


def _cut(table: Table) -> str:
    """Return the key of the words that say where all rows of a long table are; empty for one that is shown whole."""
    if len(table.data) <= WHOLE_ROWS:
        return ""
    return "more" if len(table.data) <= MOST_ROWS else "more_in_geopackage"


def _heading(column: Column, *, language: Language) -> Mapping[str, str]:
    return {"title": column.title.say(language), "unit": show_unit(column.unit, language=language)}


def _rows(table: Table, *, language: Language) -> list[list[tuple[str, bool]]]:
    """Return the cells to show, each with whether it is a number, to be set flush right."""
    count = len(table.data) if len(table.data) <= WHOLE_ROWS else FIRST_ROWS
    columns = [
        [
            (show_cell(value, column.unit, language=language), not isinstance(value, str))
            for value in table.data[name].head(count)
        ]
        for name, column in table.columns.items()
    ]
    return [list(row) for row in zip(*columns, strict=True)]
