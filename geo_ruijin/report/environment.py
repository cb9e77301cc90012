"""The templates of the pages, and what they say of figures, parameters, layers and tables."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from functools import cache

import numpy as np
from jinja2 import Environment, PackageLoader, StrictUndefined
from rich.cells import cell_len

from geo_ruijin.figures import show_cell, show_figure, show_range, show_unit, with_unit
from geo_ruijin.record import STATUSES, Verdict
from geo_ruijin.report.bullet import bullet
from geo_ruijin.report.chart import chart
from geo_ruijin.report.history import sparkline
from geo_ruijin.report.question_sheets import MOST_ROWS
from geo_ruijin.report.thumbnail import thumbnail
from geo_ruijin.report.words import GRADE_KEYS, NATURES, OUTCOMES, grade_reason
from geo_ruijin.results import Column, Measure, Table
from geo_ruijin.settings import show_setting
from geo_ruijin.text import Language

#: Tables up to this many rows stand on the page whole; of longer ones the first `FIRST_ROWS` do.
WHOLE_ROWS = 60
FIRST_ROWS = 50

#: A column of words no longer than this stands on one line [widths of a Latin letter].
_ONE_LINE = 26


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
        "between": lambda measure, beside: _between(measure, beside, language=language),
        "parameter": lambda parameter: show_setting(parameter, language=language),
        "called": lambda parameter: parameter.said(language),
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


def _between(measure: Measure, beside: Sequence[float], *, language: Language) -> str:
    """Return between which a figure lies, with its unit; empty where it is known to the digits shown."""
    between = show_range(measure.low, measure.high, measure.unit, beside=beside)
    return with_unit(between, measure.unit, language=language) if between else ""


def _missing(figure: str, verdict: Verdict, *, language: Language) -> str:
    """Return what is missing with its unit: of a share in percentage points."""
    return with_unit(figure, "pp" if verdict.unit == "%" else verdict.unit, language=language)


def _cut(table: Table) -> str:
    """Return the key of the words that say where all rows of a long table are; empty for one that is shown whole."""
    if len(table.data) <= WHOLE_ROWS:
        return ""
    return "more" if len(table.data) <= MOST_ROWS else "more_in_geopackage"


def _heading(column: Column, *, language: Language) -> Mapping[str, str]:
    title, unit = column.title.say(language), show_unit(column.unit, language=language)
    return {"title": title, "unit": "" if title.lower() == unit else unit}  # no "Piles piles"


def _rows(table: Table, *, language: Language) -> list[list[tuple[str, str]]]:
    """Return the cells to show, each with how it is set: a number flush right, a name on one line, a text wide enough.

    A cell without a number beside names is set as they are.
    """
    count = len(table.data) if len(table.data) <= WHOLE_ROWS else FIRST_ROWS
    columns = []
    for name, column in table.columns.items():
        values = list(table.data[name].head(count))
        shown = [show_cell(value, column.unit, language=language) for value in values]
        text = "name" if all(cell_len(one) <= _ONE_LINE for one in shown) else "text"
        kind = text if any(isinstance(value, str | bool | np.bool_ | dt.date) for value in values) else "number"
        columns.append([(one, kind) for one in shown])
    return [list(row) for row in zip(*columns, strict=True)]
