"""`results.gpkg`: every table as a layer, styled for QGIS, and the scoreboard."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio

from geo_ruijin.figures import plain_value, show_target, show_unit
from geo_ruijin.record import RunRecord
from geo_ruijin.report.qml import layer_qml
from geo_ruijin.report.view import layers_behind, score_rows
from geo_ruijin.report.words import VERDICTS, column_title, grade_reasons, grade_word
from geo_ruijin.results import Table
from geo_ruijin.text import Language

#: The dates GDAL writes into the file where the plan has none: fixed, so that the same run gives the same bytes.
UNDATED = "2023-01-01"
GEOMETRY = "geom"


def write_geopackage(record: RunRecord, path: Path, *, language: Language) -> None:
    """Write every table of every analysis to `path`, in the project's CRS; the same run gives the same bytes.

    A table becomes the layer `analysis__table`; one without places becomes a table without geometry. Columns keep
    their names, and QGIS shows their titles. `scoreboard` holds the targets, `layer_styles` what QGIS paints with.

    Parameters
    ----------
    record
        The run.
    """
    path.unlink(missing_ok=True)
    with _dated(f"{record.issued or UNDATED}T00:00:00.000Z"):
        styles = []
        for analysis in record.analyses:
            for name, table in analysis.tables.items():
                layer = f"{analysis.name}__{name}"
                modelled = set(layers_behind(analysis, table=name)) & set(analysis.modelled)
                mark = f"{VERDICTS['demonstration'].say(language)} " if modelled else ""
                _write(_readable(table, record.crs), path, layer, title=mark + table.title.say(language))
                if isinstance(table.data, gpd.GeoDataFrame):
                    styles.append(_style_row(layer, table, language=language))
        _write(_scoreboard(record, language=language), path, "scoreboard", title=record.plan.say(language))
        if styles:
            _write(pd.DataFrame(styles), path, "layer_styles", title="layer_styles")


@contextmanager
def _dated(moment: str) -> Iterator[None]:
    """Let GDAL write `moment` for now, and put its setting back."""
    before = pyogrio.get_gdal_config_option("OGR_CURRENT_DATE")
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": moment})
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": before})


def _write(data: pd.DataFrame, path: Path, layer: str, *, title: str) -> None:
    options = {"IDENTIFIER": f"{title} ({layer})"}
    if isinstance(data, gpd.GeoDataFrame):
        options["GEOMETRY_NAME"] = GEOMETRY
    mixed = isinstance(data, gpd.GeoDataFrame) and len(set(data.geom_type)) > 1  # QGIS wants one type
    pyogrio.write_dataframe(data, path, layer=layer, driver="GPKG", layer_options=options, promote_to_multi=mixed)


def _readable(table: Table, crs: str) -> pd.DataFrame:
    """Return the columns a reader sees, as types a GeoPackage has, and the geometry."""
    columns = {name: _storable(table.data[name]) for name in table.columns}
    if isinstance(table.data, gpd.GeoDataFrame):
        return gpd.GeoDataFrame(columns, geometry=table.data.geometry.to_crs(crs), index=table.data.index)
    return pd.DataFrame(columns, index=table.data.index)


def _storable(column: pd.Series) -> pd.Series:
    if column.dtype.kind in "iufbM":
        return column
    return column.map(lambda value: None if (plain := plain_value(value)) is None else str(plain)).astype(object)


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
                "bound": show_target(verdict.bound, verdict.target),
                "target": verdict.target,
                "unit": show_unit(verdict.unit, language=language),
                "year": verdict.year,
                "lead": verdict.lead.say(language) if verdict.lead else None,
                "verdict": row.mark.word.say(language),
                "short_by": verdict.short_by,
                "why": verdict.why.say(language),
                "data": grade_word(row.weakest, language=language) or None,
                "data_why": grade_reasons(row.weakest, language=language) or None,
            }
        )
    numbers = {"value": "float64", "target": "float64", "short_by": "float64", "year": "Int64"}
    return pd.DataFrame(rows, columns=list(rows[0]) if rows else list(numbers)).astype(numbers)


def _style_row(layer: str, table: Table, *, language: Language) -> Mapping[str, object]:
    """Return a row of QGIS's table of styles."""
    titles = {name: column_title(column, language=language) for name, column in table.columns.items()}
    return {
        "f_table_catalog": "",
        "f_table_schema": "",
        "f_table_name": layer,
        "f_geometry_column": GEOMETRY,
        "styleName": "default",
        "styleQML": layer_qml(_kind(table), titles),
        "styleSLD": "",
        "useAsDefault": True,
        "description": table.title.say(language),
        "owner": "",
        "ui": "",
        "update_time": pd.Timestamp(UNDATED),
    }


def _kind(table: Table) -> str:
    kinds = [str(kind) for kind in gpd.GeoSeries(table.data.geometry).geom_type if kind]
    return kinds[0] if kinds else "Polygon"
