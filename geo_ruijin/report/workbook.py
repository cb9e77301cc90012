"""`results.xlsx`: the scoreboard, a sheet a question, a sheet a table, and where the data are from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

import geopandas as gpd
import xlsxwriter

from geo_ruijin.figures import show_parameter, show_range, show_target, show_unit
from geo_ruijin.record import STATUSES, AnalysisRecord, RunRecord
from geo_ruijin.report.chart import can_be_drawn
from geo_ruijin.report.places import place_columns
from geo_ruijin.report.sheets import Cell, LineChart, Sheet, Sheets, figure_cell
from geo_ruijin.report.view import layers_behind, modelled_words, run_banner, score_rows, targets_by_measure
from geo_ruijin.report.words import NATURES, OUTCOMES, column_title, grade_reasons, grade_word, words_in
from geo_ruijin.results import Table
from geo_ruijin.text import Language, Text

#: The workbook's date of creation where the plan has none: a fixed one, so that the same run gives the same bytes.
UNDATED = "2023-01-01"
#: Of a longer table Excel and WPS get the first rows only: a sheet of every roof takes a minute to open.
MOST_ROWS = 5_000
OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def write_workbook(record: RunRecord, path: Path, *, language: Language, more: Sequence[Sheet] = ()) -> None:
    """Write the results to `path` as a workbook; the same run gives the same bytes.

    Text is written as text: what begins with an equals sign is no formula. Numbers keep all their digits and are
    formatted to their unit. Rows with a place get its longitude and latitude [degree] and its coordinates in the
    project's CRS [m].

    Parameters
    ----------
    record
        The run.
    more
        Sheets of what is no part of the run, in front of where the data are from.
    """
    issued = dt.date.fromisoformat(record.issued or UNDATED)
    created = dt.datetime.combine(issued, dt.time())  # xlsxwriter wants it without a time zone
    with xlsxwriter.Workbook(str(path), OPTIONS) as workbook:
        workbook.set_properties({"created": created, "title": record.plan.say(language)})
        sheets = Sheets(workbook)
        _write_scoreboard(sheets, record, language=language)
        for analysis in record.analyses:
            _write_analysis(sheets, analysis, record, language=language)
            for name, table in analysis.tables.items():
                behind = layers_behind(analysis, table=name)
                banner = modelled_words(record, behind, language=language)
                reasons = grade_reasons(record.weakest(behind), language=language)
                above = [*([banner] if banner else []), *reasons.splitlines()]
                of = analysis.title.say(language)
                _write_table(sheets, table, above, of=of, crs=record.crs, language=language)
        for sheet in more:
            sheets.add(sheet.name, sheet.headings, sheet.rows, above=sheet.above)
        _write_sources(sheets, record, language=language)


def _write_scoreboard(sheets: Sheets, record: RunRecord, *, language: Language) -> None:
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
    above = [title, *([banner] if banner else []), words["internal"]]
    sheets.add(words["scoreboard"], [words[name] for name in columns], rows, above=above)


def _write_analysis(sheets: Sheets, analysis: AnalysisRecord, record: RunRecord, *, language: Language) -> None:
    words = words_in(language)
    above = [f"{analysis.title.say(language)} · {OUTCOMES[analysis.status].say(language)}"]
    if banner := modelled_words(record, analysis.modelled, language=language):
        above.append(banner)
    if analysis.why:
        above.append(analysis.why.say(language))
    targets = targets_by_measure(record)
    rows: list[list[object]] = [
        [
            name,
            figure_cell(measure.value, measure.unit, beside=beside),
            show_range(measure.low, measure.high, measure.unit, beside=beside),
            show_unit(measure.unit, language=language),
            measure.about.say(language),
            grade_word(layer, language=language),
            grade_reasons(layer, language=language),
        ]
        for name, measure in analysis.measures.items()
        for layer in (record.weakest(layers_behind(analysis, measure=name)),)
        for beside in (targets.get(f"{analysis.name}.{name}", ()),)
    ]
    rows += [
        [
            f"{words['parameter']} · {parameter.name}",
            _parameter_cell(parameter.value, language=language),
            None,
            show_unit(parameter.unit, language=language),
            f"{parameter.source.say(language)} ({STATUSES[parameter.status].say(language)})",
            None,
            None,
        ]
        for parameter in analysis.parameters
    ]
    headings = [words[name] for name in ("measure", "value", "between", "unit", "definition", "grade", "grade_why")]
    notes = [note.say(language) for note in analysis.notes]
    sheets.add(analysis.title.say(language), headings, rows, above=above, below=notes)


def _parameter_cell(value: object, *, language: Language) -> object:
    """Return a parameter as a number where it is one, else as readers see it."""
    return value if isinstance(value, int | float) else show_parameter(value, language=language)


def _write_table(sheets: Sheets, table: Table, above: list[str], *, of: str, crs: str, language: Language) -> None:
    """Write a table of an analysis; of one longer than `MOST_ROWS` the first rows, and where the whole of it is."""
    rows = table.data.head(MOST_ROWS)
    if len(table.data) > MOST_ROWS:
        cut = Text(
            zh=f"共 {len(table.data):,} 行,此处为前 {MOST_ROWS:,} 行;全部在 results.gpkg 中,可用 QGIS 打开",
            en=f"{len(table.data):,} rows, here the first {MOST_ROWS:,}; all are in results.gpkg, which opens in QGIS",
        )
        above = [*above, cut.say(language)]
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
    sheets.add(title, headings, list(zip(*columns, strict=True)), above=above, of=of, chart=chart)


def _write_sources(sheets: Sheets, record: RunRecord, *, language: Language) -> None:
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
    sheets.add(words["sources"], [words[name] for name in columns], rows)
