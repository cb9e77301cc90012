"""The templates of the pages, and what they say of figures, parameters, layers and tables."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined

from geo_ruijin.figures import show_cell, show_figure, show_range, show_unit, with_unit
from geo_ruijin.record import STATUSES, Verdict
from geo_ruijin.report.bullet import bullet
from geo_ruijin.report.chart import chart
from geo_ruijin.report.history import sparkline
from geo_ruijin.report.question_sheets import MOST_ROWS
from geo_ruijin.report.thumbnail import thumbnail
from geo_ruijin.report.words import GRADE_KEYS, NATURES, OUTCOMES, grade_reason
from geo_ruijin.results import Column, Table
from geo_ruijin.settings import show_setting
from geo_ruijin.text import Language

#: Tables up to this many rows stand on the page whole; of longer ones the first `FIRST_ROWS` do.
WHOLE_ROWS = 60
FIRST_ROWS = 50


@cache  # compiled once a process: templates of their own would take every page as long as all else of it
def environment(language: Language) -> Environment:
    """Return the templates with filters that speak `language`, to be shared; whatever they print is escaped."""
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
        "between": lambda measure, beside: show_range(measure.low, measure.high, measure.unit, beside=beside),
        "parameter": lambda parameter: show_setting(parameter, language=language),
        "nature": lambda nature: NATURES[nature].say(language),
        "status": lambda status: STATUSES[status].say(language),
        "grade_key": lambda rule: GRADE_KEYS[rule.grade],
        "grade_reason": lambda rule: grade_reason(rule, language=language),
        "outcome": lambda outcome: OUTCOMES[outcome].say(language),
        "heading": lambda column: _heading(column, language=language),
        "rows": lambda table: _rows(table, language=language),
        "cut": _cut,
        "chart": lambda table: chart(table, language=language),
        "with_unit": lambda figure, unit: with_unit(figure, unit, language=language),
        "missing": lambda figure, verdict: _missing(figure, verdict, language=language),
        "bullet": bullet,
        "sparkline": sparkline,
        "thumbnail": thumbnail,
    }
    return made


def _missing(figure: str, verdict: Verdict, *, language: Language) -> str:
    """Return what is missing with its unit: of a share in percentage points."""
    return with_unit(figure, "pp" if verdict.unit == "%" else verdict.unit, language=language)


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
