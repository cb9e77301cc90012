"""`results.gpkg`: every table as a layer, styled for QGIS, the layers behind them, and the scoreboard."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import geopandas as gpd
import pandas as pd

from geo_ruijin.figures import plain_value, show_target, show_unit
from geo_ruijin.record import RunRecord
from geo_ruijin.report.gpkg import dated, readable, style_row, write_rows, write_styles
from geo_ruijin.report.qgs import MapGroup, write_project
from geo_ruijin.report.qml import Painted
from geo_ruijin.report.view import layers_behind, score_rows
from geo_ruijin.report.words import grade_reasons, grade_word
from geo_ruijin.results import Table
from geo_ruijin.text import Language
from geo_ruijin.verdicts import VERDICTS

#: The file.
RESULTS = "results.gpkg"

#: What the name of a layer of the project begins with in the file; then comes its own.
LAYER = "layer__"
#: What the name of a layer begins with that is there to be seen beneath others.
GROUND = "ground__"


def write_geopackage(
    record: RunRecord,
    path: Path,
    *,
    language: Language,
    layers: Mapping[str, Table] | None = None,
    ground: Mapping[str, Table] | None = None,
    maps: Sequence[MapGroup] = (),
) -> None:
    """Write every table of every analysis to `path`, in the project's CRS; the same run gives the same bytes.

    A table becomes the layer `analysis__table`; one without places becomes a table without geometry. Columns keep
    their names, and QGIS shows their titles. `scoreboard` holds the targets, `layer_styles` what QGIS paints with: a
    style a map that the layer is on. Beside it `results.qgs` opens the layers of each map as the map shows them.

    Parameters
    ----------
    record
        The run.
    layers
        Layers of the project to write too, each as `layer__name`.
    ground
        What maps show besides, each as `ground__name`: as it is drawn, and not to be counted.
    maps
        The maps, with the layers by their names in the file.
    """
    path.unlink(missing_ok=True)
    demonstration = f"{VERDICTS['demonstration'].say(language)} "
    natures = {layer.name: layer.nature for layer in record.layers}
    written: dict[str, tuple[Table, str]] = {}
    for analysis in record.analyses:
        for name, table in analysis.tables.items():
            modelled = set(layers_behind(analysis, table=name)) & set(analysis.modelled)
            written[f"{analysis.name}__{name}"] = table, demonstration if modelled else ""
    for prefix, several in ((LAYER, layers or {}), (GROUND, ground or {})):
        for name, table in several.items():
            written[prefix + name] = table, demonstration if natures.get(name) == "modelled" else ""
    titles = {layer: mark + table.title.say(language) for layer, (table, mark) in written.items()}
    with dated(record.issued):
        styles = []
        for layer, (table, _) in written.items():
            write_rows(readable(table, record.crs), path, layer, title=titles[layer])
            if isinstance(table.data, gpd.GeoDataFrame):
                styles += _styles(layer, table, maps, language=language)
        write_rows(_scoreboard(record, language=language), path, "scoreboard", title=record.plan.say(language))
        write_styles(styles, path)
    tables = {layer: table for layer, (table, _) in written.items()}
    marks = {layer: mark for layer, (_, mark) in written.items()}
    write_project(record, path.with_suffix(".qgs"), path.name, tables, maps, marks=marks, language=language)


def _styles(layer: str, table: Table, maps: Sequence[MapGroup], *, language: Language) -> list[Mapping[str, object]]:
    """Return a row of the table of styles for each look a layer has on the maps, the first as the usual one."""
    looks: dict[Painted, str] = {}
    for one in maps:
        for entry in one.layers:
            if entry.layer == layer:
                looks.setdefault(entry.painted, one.title.say(language))
    if not looks:
        return [style_row(layer, table, language=language)]
    return [
        style_row(layer, table, language=language, painted=painted, name=name, default=index == 0)
        for index, (painted, name) in enumerate(looks.items())
    ]


def _scoreboard(record: RunRecord, *, language: Language) -> pd.DataFrame:
    rows = []
    for row in score_rows(record):
        verdict = row.verdict
        rows.append(
            {
                "id": verdict.id,
                "clause": verdict.clause,
                "action": verdict.action.say(language) if verdict.action else None,
                "text": verdict.text.say(language),
                "value": verdict.value,
                "low": plain_value(verdict.low),
                "high": plain_value(verdict.high),  # nothing for an end that nobody knows
                "bound": show_target(verdict.bound, verdict.target),
                "target": verdict.target,
                "unit": show_unit(verdict.unit, language=language),
                "year": verdict.year,
                "lead": verdict.lead.say(language) if verdict.lead else None,
                "verdict": row.mark.word.say(language),
                "short_by": verdict.short_by if verdict.short_least is None else None,
                "short_least": verdict.short_least,
                "why": verdict.why.say(language),
                "data": grade_word(row.weakest, language=language) or None,
                "data_why": grade_reasons(row.weakest, language=language) or None,
            }
        )
    numbers = dict.fromkeys(("value", "low", "high", "target", "short_by", "short_least"), "float64")
    numbers["year"] = "Int64"
    return pd.DataFrame(rows, columns=list(rows[0]) if rows else list(numbers)).astype(numbers)
