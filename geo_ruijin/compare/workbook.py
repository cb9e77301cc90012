"""`compare.xlsx`: a sheet for the targets, the figures, each table by division, each layer's features, the data."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path

import geopandas as gpd
import xlsxwriter

from geo_ruijin.compare.comparison import Comparison
from geo_ruijin.compare.features import KINDS
from geo_ruijin.compare.tables import division_table
from geo_ruijin.compare.words import KIND_WORDS, banner_of, compare_words, reasons, target_bounds, word_of
from geo_ruijin.figures import show_unit
from geo_ruijin.report.cells import Cell, figure_cell, missing_cell
from geo_ruijin.report.gpkg import UNDATED
from geo_ruijin.report.places import place_columns
from geo_ruijin.report.sheets import Sheets
from geo_ruijin.report.words import NATURES, column_title
from geo_ruijin.report.workbook import OPTIONS
from geo_ruijin.results import Table
from geo_ruijin.text import Language
from geo_ruijin.verdicts import VERDICTS


def write_compare_workbook(
    comparison: Comparison, path: Path, features: Mapping[str, Table], *, language: Language
) -> None:
    """Write the comparison to `path` as a workbook, its numbers unrounded; the same one gives the same bytes.

    Parameters
    ----------
    comparison
        What changed.
    path
        The file.
    features
        The features that changed, by the name of their layer.
    """
    words = compare_words(language)
    issued = dt.date.fromisoformat(comparison.after.issued or UNDATED)
    with xlsxwriter.Workbook(str(path), OPTIONS) as workbook:
        created = dt.datetime.combine(issued, dt.time())  # xlsxwriter wants it without a time zone
        workbook.set_properties({"created": created, "title": words["comparison"]})
        sheets = Sheets(workbook, language=language)
        _write_targets(sheets, comparison, language=language)
        for change in comparison.divisions:
            above = [change.title, *reasons(change.basis, language=language)]
            if banner := banner_of(change.basis.modelled, language=language):
                above.append(banner)
            table = division_table(change, language=language)
            _write_table(sheets, change.title, table, above, crs=comparison.after.crs, language=language)
        for layer in comparison.layers:
            if layer.name not in features:
                continue
            mark = VERDICTS["demonstration"].say(language)
            above = [f"{mark} {layer.layer.title}" if layer.layer.title in comparison.modelled else layer.layer.title]
            above.append(words["matching"])
            title = f"{words['change']} {layer.layer.title}"
            _write_table(sheets, title, features[layer.name], above, crs=comparison.after.crs, language=language)
        _write_measures(sheets, comparison, language=language)
        _write_layers(sheets, comparison, language=language)


def _write_targets(sheets: Sheets, comparison: Comparison, *, language: Language) -> None:
    words = compare_words(language)
    columns = ["clause", "action", "text", "unit", "before", "after", "change", "verdict", "bound_before", "target"]
    columns += ["verdict_before", "verdict_after", "missing_before", "missing_after", "breaks", "cautions"]
    rows = []
    for change in comparison.targets:
        target = change.target
        sides = (change.before, change.after)
        values = [one and figure_cell(one.value, one.unit, beside=[one.target]) for one in sides]
        verdicts = [one and VERDICTS[one.verdict].say(language) for one in sides]
        units = dict.fromkeys(show_unit(one.unit, language=language) for one in sides if one)
        missing = [one and missing_cell(one.missing, one.unit, least=one.short_least is not None) for one in sides]
        rows.append(
            [
                target.clause,
                target.action,
                target.text,
                " → ".join(units),
                *values,
                figure_cell(change.change, target.unit),
                word_of(change, language=language),
                *target_bounds(change, language=language),
                *verdicts,
                *missing,
                "\n".join(one.say(language) for one in change.basis.breaks),
                "\n".join(one.say(language) for one in change.basis.cautions),
            ]
        )
    computed = {"before": comparison.before.started, "after": comparison.after.started}
    runs = [f"{words[side]}{words['colon']}{moment:%Y-%m-%d %H:%M}" for side, moment in computed.items()]
    above = [f"{comparison.after.place} · {words['comparison']}", *runs]
    if banner := banner_of(comparison.modelled, language=language):
        above.append(banner)
    above += [remark.say(language) for remark in comparison.remarks]
    headings = [words["change"] if name == "verdict" else words[name] for name in columns]
    sheets.add(words["scoreboard"], headings, rows, above=[*above, words["internal"]])


def _write_table(sheets: Sheets, name: str, table: Table, above: list[str], *, crs: str, language: Language) -> None:
    headings = [column_title(column, language=language) for column in table.columns.values()]
    columns = [[figure_cell(value, column.unit) for value in table.data[key]] for key, column in table.columns.items()]
    if isinstance(table.data, gpd.GeoDataFrame):
        for place in place_columns(table.data, crs=crs, language=language):
            headings.append(place.heading)
            columns.append([Cell(value, place.pattern) for value in place.cells])
    sheets.add(name, headings, list(zip(*columns, strict=True)), above=above)


def _write_measures(sheets: Sheets, comparison: Comparison, *, language: Language) -> None:
    words = compare_words(language)
    columns = ["analysis", "measure", "definition", "unit", "before", "after", "change", "breaks", "cautions"]
    rows = [
        [
            change.analysis,
            change.name,
            change.measure.about,
            show_unit(change.measure.unit, language=language),
            *(figure_cell(one.value, one.unit) if one else None for one in (change.before, change.after)),
            figure_cell(change.change, change.measure.unit),
            "\n".join(one.say(language) for one in change.basis.breaks),
            "\n".join(one.say(language) for one in change.basis.cautions),
        ]
        for change in comparison.measures
    ]
    sheets.add(words["measures"], [words[name] for name in columns], rows)


def _write_layers(sheets: Sheets, comparison: Comparison, *, language: Language) -> None:
    words = compare_words(language)
    headings = [words["layer"]]
    for side in ("before", "after"):
        headings += [f"{words[name]} · {words[side]}" for name in ("nature", "source", "date", "features")]
    headings += [KIND_WORDS[kind].say(language) for kind in KINDS] + [words["no_features"]]
    rows = []
    for change in comparison.layers:
        row: list[object] = [change.layer.title]
        for layer in (change.before, change.after):
            if layer is None:
                row += [None] * 4
            else:
                row += [NATURES[layer.nature].say(language), layer.source, layer.date, Cell(layer.features, "#,##0")]
        counts = change.features.counts if change.features else {}
        row += [Cell(counts.get(kind), "#,##0") for kind in KINDS]
        rows.append([*row, change.why.say(language) if change.why else None])
    sheets.add(words["sources"], headings, rows)
