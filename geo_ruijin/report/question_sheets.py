"""The sheets of a question in the workbook: its figures and parameters, and one for each of its tables."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd

from geo_ruijin.figures import show_range, show_unit
from geo_ruijin.record import STATUSES, AnalysisRecord, LayerRecord, ParameterRecord, RunRecord
from geo_ruijin.report.cells import Cell, Link, figure_cell
from geo_ruijin.report.chart import can_be_drawn
from geo_ruijin.report.places import place_columns
from geo_ruijin.report.sheets import LineChart, Sheets
from geo_ruijin.report.view import Row, by_action, layers_behind, modelled_words, score_rows, targets_by_measure
from geo_ruijin.report.words import NATURES, OUTCOMES, column_title, grade_reasons, grade_word, words_in
from geo_ruijin.results import Table
from geo_ruijin.settings import show_setting
from geo_ruijin.text import Language, Text

#: Of a longer table Excel and WPS get the first rows only: a sheet of every roof takes a minute to open.
MOST_ROWS = 5_000
#: Colours of tabs: of what answers no target, and of each action of the plan in turn.
GREY = "#B4B9C1"
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


def reserve_questions(sheets: Sheets, record: RunRecord, *, language: Language) -> list[Question]:
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


def write_question(sheets: Sheets, question: Question, record: RunRecord, back: Link, *, language: Language) -> None:
    """Write the sheet of a question, and one for each of its tables."""
    _write_figures(sheets, question, record, back, language=language)
    for table in question.tables:
        _write_table(sheets, table, question, record, back, language=language)


def _write_figures(sheets: Sheets, question: Question, record: RunRecord, back: Link, *, language: Language) -> None:
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
            f"{words['parameter']} · {parameter.said(language)} ({parameter.name})",
            *_setting(parameter, language=language),
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
    if used := [_data(layer, language=language) for layer in record.layers if layer.name in analysis.layers]:
        below += [f"{words['data']}{words['colon']}{used[0]}", *used[1:]]
    reasons = dict.fromkeys(grade_reasons(layer, language=language) for layer in weakest.values())
    below += [f"{words['grade_why']}{words['colon']}{reason}" for reason in reasons if reason]
    sheets.add(question.sheet, headings, rows, above=above, below=below, colour=question.colour)


def _data(layer: LayerRecord, *, language: Language) -> str:
    """Return a layer with its nature and date, and where it is from."""
    words = words_in(language)
    said = words["listing"].join(one for one in (NATURES[layer.nature].say(language), layer.date) if one)
    brackets = f"({said})" if language == "zh" else f" ({said})"
    return f"{layer.title.say(language)}{brackets}{words['colon']}{layer.source.say(language)}"


def _setting(parameter: ParameterRecord, *, language: Language) -> list[object]:
    """Return value, range and unit of a parameter: a number where it is one, else as readers see it."""
    if isinstance(parameter.value, int | float):
        return [parameter.value, None, show_unit(parameter.unit, language=language)]
    return [show_setting(parameter, language=language), None, None]


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
