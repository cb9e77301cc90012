"""`results.xlsx`: the scoreboard, a list of sheets, a sheet a question and a table, and where the data are from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import xlsxwriter

from geo_ruijin.figures import show_parameter, show_range, show_target, show_unit
from geo_ruijin.record import STATUSES, AnalysisRecord, RunRecord
from geo_ruijin.report.chart import can_be_drawn
from geo_ruijin.report.parameter_names import parameter_label
from geo_ruijin.report.places import place_columns
from geo_ruijin.report.sheets import Cell, LineChart, Link, Sheet, Sheets, figure_cell
from geo_ruijin.report.view import (
    Row,
    by_action,
    layers_behind,
    modelled_words,
    run_banner,
    score_rows,
    targets_by_measure,
)
from geo_ruijin.report.words import NATURES, OUTCOMES, column_title, grade_reasons, grade_word, words_in
from geo_ruijin.results import Table
from geo_ruijin.text import Language, Text

#: The workbook's date of creation where the plan has none: a fixed one, so that the same run gives the same bytes.
UNDATED = "2023-01-01"
#: Of a longer table Excel and WPS get the first rows only: a sheet of every roof takes a minute to open.
MOST_ROWS = 5_000
#: Colours of tabs: of the sheets about the whole, of what answers no target, and of each action of the plan in turn.
DARK, GREY = "#1F4068", "#B4B9C1"
COLOURS = (
    "#0072B2",
    "#E69F00",
    "#009E73",
    "#D55E00",
    "#56B4E9",
    "#CC79A7",
    "#8C6D1F",
    "#7570B3",
    "#66A61E",
    "#A6761D",
)
OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


@dataclass(frozen=True)
class TableSheet:
    """A table of a question, with its number and its sheet; `name` is its id."""

    number: str
    sheet: str
    name: str
    table: Table


@dataclass(frozen=True)
class Question:
    """A question with its number and its sheet, the sheets of its tables, and the targets it answers."""

    number: str
    sheet: str
    analysis: AnalysisRecord
    tables: tuple[TableSheet, ...]
    targets: tuple[Row, ...]
    colour: str


def write_workbook(record: RunRecord, path: Path, *, language: Language, more: Sequence[Sheet] = ()) -> None:
    """Write the results to `path` as a workbook; the same run gives the same bytes.

    The scoreboard, a list of all sheets that leads to each, a sheet a question, named by its number, followed by a
    sheet for each of its tables, "7.1" for the first of the seventh; and where the data are from. Text is written as
    text: what begins with an equals sign is no formula. Numbers keep all their digits and are formatted to their
    unit. Rows with a place get its longitude and latitude [degree] and its coordinates in the project's CRS [m].

    Parameters
    ----------
    record
        The run.
    more
        Sheets of what is no part of the run, in front of where the data are from.
    """
    issued = dt.date.fromisoformat(record.issued or UNDATED)
    created = dt.datetime.combine(issued, dt.time())  # xlsxwriter wants it without a time zone
    words = words_in(language)
    with xlsxwriter.Workbook(str(path), OPTIONS) as workbook:
        workbook.set_properties({"created": created, "title": record.plan.say(language)})
        sheets = Sheets(workbook, language=language)
        board, contents = (sheets.reserve(words[name]) for name in ("scoreboard", "contents"))
        questions = _questions(sheets, record, language=language)
        others = [sheets.reserve(sheet.name) for sheet in more]
        sources = sheets.reserve(words["sources"])
        back = Link(f"← {words['contents']}", contents)
        _write_scoreboard(sheets, record, board, back, language=language)
        _write_contents(sheets, record, contents, questions, [board, *others, sources], language=language)
        for question in questions:
            _write_question(sheets, question, record, back, language=language)
            for table in question.tables:
                _write_table(sheets, table, question, record, back, language=language)
        for name, sheet in zip(others, more, strict=True):
            sheets.add(name, sheet.headings, sheet.rows, above=[*sheet.above, back], colour=GREY)
        _write_sources(sheets, record, sources, back, language=language)


def _questions(sheets: Sheets, record: RunRecord, *, language: Language) -> list[Question]:
    """Return the questions in the order of their sheets; those of an action of the plan have its colour."""
    rows = score_rows(record)
    actions = list(by_action(rows))
    targets: dict[str, list[Row]] = {}
    for row in rows:
        if row.analysis is not None:
            targets.setdefault(row.analysis.name, []).append(row)
    questions = []
    for number, analysis in enumerate(record.analyses, start=1):
        answered = targets.get(analysis.name, [])
        colour = COLOURS[actions.index(answered[0].verdict.action) % len(COLOURS)] if answered else GREY
        title = analysis.title.say(language)
        sheet = sheets.reserve(f"{number} {title}")
        tables = tuple(
            TableSheet(
                f"{number}.{place}", sheets.reserve(f"{number}.{place} {table.title.say(language)}"), name, table
            )
            for place, (name, table) in enumerate(analysis.tables.items(), start=1)
        )
        questions.append(Question(str(number), sheet, analysis, tables, tuple(answered), colour))
    return questions


def _write_contents(
    sheets: Sheets,
    record: RunRecord,
    name: str,
    questions: Sequence[Question],
    others: Sequence[str],
    *,
    language: Language,
) -> None:
    """Write the list of all sheets: a row each, which leads there."""
    words = words_in(language)
    rows: list[list[object]] = [[None, Link(other, other, strong=True), *[None] * 6] for other in others]
    for question in questions:
        analysis = question.analysis
        measured = [row.verdict.unit for row in question.targets] or [one.unit for one in analysis.measures.values()]
        units = dict.fromkeys(show_unit(unit, language=language) for unit in measured)
        rows.append(
            [
                question.number,
                Link(analysis.title.say(language), question.sheet, strong=True),
                OUTCOMES[analysis.status].say(language),
                "\n".join(f"{row.verdict.clause} {row.verdict.text.say(language)}" for row in question.targets),
                words["listing"].join(unit for unit in units if unit),
                None,
                grade_word(record.weakest(analysis.layers), language=language),
                NATURES["modelled"].say(language) if analysis.modelled else NATURES["real"].say(language),
            ]
        )
        for one in question.tables:
            behind = layers_behind(analysis, table=one.name)
            modelled = set(behind) & set(analysis.modelled)
            rows.append(
                [
                    one.number,
                    Link(f"    {one.table.title.say(language)}", one.sheet),
                    None,
                    None,
                    None,
                    Cell(len(one.table.data), "#,##0_)_)"),
                    grade_word(record.weakest(behind), language=language),
                    NATURES["modelled" if modelled else "real"].say(language),
                ]
            )
    columns = ("number", "question", "state", "text", "unit", "row_count", "grade", "nature")
    banner = run_banner(record, language=language)
    above = [words["contents"], *([banner] if banner else []), words["contents_about"], words["internal"]]
    sheets.add(name, [words[column] for column in columns], rows, above=above, colour=DARK)


def _write_scoreboard(sheets: Sheets, record: RunRecord, name: str, back: Link, *, language: Language) -> None:
    words = words_in(language)
    columns = ["clause", "action", "text", "value", "grade", "target", "unit", "year", "lead", "verdict", "short_by"]
    columns += ["why", "grade_why", "bound_source", "about"]
    rows = [
        [
            verdict.clause,
            verdict.action and verdict.action.say(language),
            verdict.text.say(language),
            figure_cell(verdict.value, verdict.unit, beside=[verdict.target]),
            grade_word(row.weakest, language=language),
            show_target(verdict.bound, verdict.target),
            show_unit(verdict.unit, language=language),
            verdict.year,
            verdict.lead and verdict.lead.say(language),
            row.mark.say(language),
            figure_cell(verdict.short_by, verdict.unit),
            verdict.why.say(language),
            grade_reasons(row.weakest, language=language),
            verdict.bound_source and verdict.bound_source.say(language),
            verdict.about and verdict.about.say(language),
        ]
        for row in score_rows(record)
        for verdict in (row.verdict,)
    ]
    banner = run_banner(record, language=language)
    title = f"{record.place.say(language)} · {record.plan.say(language)}"
    above = [title, *([banner] if banner else []), words["internal"], back]
    sheets.add(name, [words[column] for column in columns], rows, above=above, colour=DARK)


def _write_question(sheets: Sheets, question: Question, record: RunRecord, back: Link, *, language: Language) -> None:
    """Write the figures of a question, the parameters, ways to its tables, and what must be said beside them."""
    words = words_in(language)
    analysis = question.analysis
    above: list[object] = [
        f"{question.number} {analysis.title.say(language)} · {OUTCOMES[analysis.status].say(language)}",
        back,
    ]
    if banner := modelled_words(record, analysis.modelled, language=language):
        above.append(banner)
    if analysis.why:
        above.append(analysis.why.say(language))
    targets = targets_by_measure(record)
    weakest = {name: record.weakest(layers_behind(analysis, measure=name)) for name in analysis.measures}
    rows: list[list[object]] = [
        [
            name,
            figure_cell(measure.value, measure.unit, beside=beside),
            show_range(measure.low, measure.high, measure.unit, beside=beside),
            show_unit(measure.unit, language=language),
            measure.about.say(language),
            grade_word(weakest[name], language=language),
        ]
        for name, measure in analysis.measures.items()
        for beside in (targets.get(f"{analysis.name}.{name}", ()),)
    ]
    rows += [
        [
            f"{words['parameter']} · {parameter_label(parameter.name, language=language)}",
            _parameter_cell(parameter.value, language=language),
            None,
            show_unit(parameter.unit, language=language),
            f"{parameter.source.say(language)} ({STATUSES[parameter.status].say(language)})",
            None,
        ]
        for parameter in analysis.parameters
    ]
    headings = [words[name] for name in ("measure", "figure", "between", "unit", "definition", "grade")]
    below: list[object] = [
        Link(f"{one.number} {one.table.title.say(language)} ({len(one.table.data):,} {words['rows']})", one.sheet)
        for one in question.tables
    ]
    below += [note.say(language) for note in analysis.notes]
    reasons = dict.fromkeys(grade_reasons(layer, language=language) for layer in weakest.values())
    below += [f"{words['grade_why']}{words['colon']}{reason}" for reason in reasons if reason]
    sheets.add(question.sheet, headings, rows, above=above, below=below, colour=question.colour)


def _parameter_cell(value: object, *, language: Language) -> object:
    """Return a parameter as a number where it is one, else as readers see it."""
    return value if isinstance(value, int | float) else show_parameter(value, language=language)


def _write_table(
    sheets: Sheets, one: TableSheet, question: Question, record: RunRecord, back: Link, *, language: Language
) -> None:
    """Write a table of a question; of one longer than `MOST_ROWS` the first rows, and where the whole of it is."""
    table, crs = one.table, record.crs
    behind = layers_behind(question.analysis, table=one.name)
    above: list[object] = [
        f"{one.number} {table.title.say(language)}",
        back,
        Link(f"↑ {question.number} {question.analysis.title.say(language)}", question.sheet),
    ]
    if banner := modelled_words(record, behind, language=language):
        above.append(banner)
    rows = table.data.head(MOST_ROWS)
    if len(table.data) > MOST_ROWS:
        cut = Text(
            zh=f"共 {len(table.data):,} 行,此处为前 {MOST_ROWS:,} 行;全部在 results.gpkg 中,可用 QGIS 打开",
            en=f"{len(table.data):,} rows, here the first {MOST_ROWS:,}; all are in results.gpkg, which opens in QGIS",
        )
        above.append(cut.say(language))
    headings = [column_title(column, language=language) for column in table.columns.values()]
    columns = [[figure_cell(value, column.unit) for value in rows[name]] for name, column in table.columns.items()]
    if isinstance(rows, gpd.GeoDataFrame):
        for place in place_columns(rows, crs=crs, language=language):
            headings.append(place.heading)
            columns.append([Cell(value, place.pattern) for value in place.cells])
    title = table.title.say(language)
    chart = None
    if table.trend is not None and can_be_drawn(table):
        names = list(table.columns)
        levels: tuple[int, ...] = ()
        if table.trend.line is not None:  # a level is drawn from cells, as all that Excel draws
            levels = (len(headings),)
            headings.append(table.trend.line.about.say(language))
            columns.append([Cell(table.trend.line.value)] * len(rows))
        chart = LineChart(title, names.index(table.trend.x), tuple(map(names.index, table.trend.y)), levels)
    below = grade_reasons(record.weakest(behind), language=language).splitlines()
    sheets.add(
        one.sheet,
        headings,
        list(zip(*columns, strict=True)),
        above=above,
        below=below,
        chart=chart,
        colour=question.colour,
    )


def _write_sources(sheets: Sheets, record: RunRecord, name: str, back: Link, *, language: Language) -> None:
    words = words_in(language)
    columns = ["layer", "nature", "source", "date", "licence", "steward", "features", "grade", "grade_why", "sha256"]
    columns.append("faults")
    rows = [
        [
            layer.title.say(language),
            NATURES[layer.nature].say(language),
            layer.source.say(language),
            layer.date,
            layer.licence,
            layer.steward,
            Cell(layer.features, "#,##0"),
            grade_word(layer, language=language),
            grade_reasons(layer, language=language),
            layer.sha256,
            "\n".join(fault.say(language) for fault in layer.faults),
        ]
        for layer in record.layers
    ]
    banner = run_banner(record, language=language)
    above = [words["sources"], back, *([banner] if banner else [])]
    sheets.add(name, [words[column] for column in columns], rows, above=above, colour=DARK)
