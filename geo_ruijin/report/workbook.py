"""`results.xlsx`: the scoreboard, a list of sheets, a sheet a question and a table, and where the data are from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

import xlsxwriter

from geo_ruijin.figures import show_target, show_unit
from geo_ruijin.record import RunRecord
from geo_ruijin.report.cells import Cell, Link, figure_cell, missing_cell
from geo_ruijin.report.question_sheets import GREY, Question, reserve_questions, write_question
from geo_ruijin.report.sheets import Sheet, Sheets
from geo_ruijin.report.view import (
    layers_behind,
    run_banner,
    score_rows,
)
from geo_ruijin.report.words import NATURES, OUTCOMES, grade_reasons, grade_word, words_in
from geo_ruijin.text import Language

#: The workbook's date of creation where the plan has none: a fixed one, so that the same run gives the same bytes.
UNDATED = "2023-01-01"
#: The colour of the tabs of sheets about the whole.
DARK = "#1F4068"
OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


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
        questions = reserve_questions(sheets, record, language=language)
        others = [sheets.reserve(sheet.name) for sheet in more]
        sources = sheets.reserve(words["sources"])
        back = Link(f"← {words['contents']}", contents)
        _write_scoreboard(sheets, record, board, back, language=language)
        _write_contents(sheets, record, contents, questions, [board, *others, sources], language=language)
        for question in questions:
            write_question(sheets, question, record, back, language=language)
        for name, sheet in zip(others, more, strict=True):
            sheets.add(name, sheet.headings, sheet.rows, above=[*sheet.above, back], colour=GREY)
        _write_sources(sheets, record, sources, back, language=language)


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
    columns = ["clause", "action", "text", "value", "between", "grade", "target", "unit", "year", "lead", "verdict"]
    columns += ["short_by_points", "why", "grade_why", "bound_source", "about"]
    rows = [
        [
            verdict.clause,
            verdict.action and verdict.action.say(language),
            verdict.text.say(language),
            figure_cell(verdict.value, verdict.unit, beside=[verdict.target]),
            row.between or None,
            grade_word(row.weakest, language=language),
            show_target(verdict.bound, verdict.target),
            show_unit(verdict.unit, language=language),
            verdict.year,
            verdict.lead and verdict.lead.say(language),
            row.mark.say(language),
            missing_cell(row.lacks, verdict.unit, least=verdict.short_least is not None),
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
