"""A GeoPackage being written: layers and tables that read well, QGIS's styles for them, and always the same bytes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio

from geo_ruijin.figures import plain_value
from geo_ruijin.report.qml import Class, Painted, layer_qml
from geo_ruijin.report.words import column_title
from geo_ruijin.results import Table
from geo_ruijin.text import Language

#: The dates GDAL writes into the file where the plan has none: fixed, so that the same run gives the same bytes.
UNDATED = "2023-01-01"
GEOMETRY = "geom"
STYLES = "layer_styles"
#: Of GeoPackage, which QGIS and ArcGIS of several years ago know too; nothing that came later is needed.
VERSION = "1.2"
#: Of how many rows on a layer gets a spatial index: of fewer it takes longer to read than they do.
INDEXED = 1_000

#: The names GDAL gives its own columns; SQLite tells no capitals from small letters.
_TAKEN = ("fid", GEOMETRY)


@contextmanager
def dated(issued: str | None) -> Iterator[None]:
    """Let GDAL write the day `issued` for now, and put its setting back."""
    before = pyogrio.get_gdal_config_option("OGR_CURRENT_DATE")
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": f"{issued or UNDATED}T00:00:00.000Z"})
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": before})


def write_rows(data: pd.DataFrame, path: Path, layer: str, *, title: str) -> None:
    """Add `data` to the file as a layer, or as a table where it has no geometry."""
    options = {"IDENTIFIER": f"{title} ({layer})"}
    if isinstance(data, gpd.GeoDataFrame):
        options["GEOMETRY_NAME"] = GEOMETRY
        options["SPATIAL_INDEX"] = "YES" if len(data) >= INDEXED else "NO"
    mixed = isinstance(data, gpd.GeoDataFrame) and len(set(data.geom_type)) > 1  # QGIS wants one type
    pyogrio.write_dataframe(
        data,
        path,
        layer=layer,
        driver="GPKG",
        dataset_options={"VERSION": VERSION},
        layer_options=options,
        promote_to_multi=mixed,
    )


def write_styles(rows: Sequence[Mapping[str, object]], path: Path) -> None:
    """Add QGIS's table of styles to the file; none where nothing is styled."""
    if rows:
        write_rows(pd.DataFrame(rows), path, STYLES, title=STYLES)


def readable(table: Table, crs: str) -> pd.DataFrame:
    """Return the columns a reader sees, as types a GeoPackage has, and the geometry in `crs`."""
    names = stored_names(table.columns)
    columns = {names[name]: _storable(table.data[name]) for name in table.columns}
    if isinstance(table.data, gpd.GeoDataFrame):
        return gpd.GeoDataFrame(columns, geometry=table.data.geometry.to_crs(crs), index=table.data.index)
    return pd.DataFrame(columns, index=table.data.index)


def stored_names(columns: Sequence[str] | Mapping[str, object]) -> dict[str, str]:
    """Return the name each column has in the file: its own, with underscores where that is taken.

    Examples
    --------
    >>> stored_names(["name", "Name", "FID"])
    {'name': 'name', 'Name': 'Name_', 'FID': 'FID_'}
    """
    names: dict[str, str] = {}
    taken = set(_TAKEN)
    for column in columns:
        name = column
        while name.lower() in taken:
            name += "_"
        taken.add(name.lower())
        names[column] = name
    return names


def style_row(
    layer: str,
    table: Table,
    *,
    language: Language,
    classes: Sequence[Class] = (),
    by: str = "",
    painted: Painted | None = None,
    name: str = "default",
    default: bool = True,
) -> Mapping[str, object]:
    """Return a row of QGIS's table of styles.

    Parameters
    ----------
    layer
        The name of the layer.
    table
        What is in it.
    classes, by
        Where the look depends on a column: the look of each of its values, and the column.
    painted
        How it looks; None for the plain look.
    name, default
        What the style is called, and whether QGIS opens the layer in it.
    """
    titles = alias_titles(table, language=language)
    return {
        "f_table_catalog": "",
        "f_table_schema": "",
        "f_table_name": layer,
        "f_geometry_column": GEOMETRY,
        "styleName": name,
        "styleQML": layer_qml(kind_in(table), titles, painted=painted, classes=classes, by=by),
        "styleSLD": "",
        "useAsDefault": default,
        "description": table.title.say(language),
        "owner": "",
        "ui": "",
        "update_time": pd.Timestamp(UNDATED, tz="UTC"),
    }


def alias_titles(table: Table, *, language: Language) -> dict[str, str]:
    """Return the readers' name of each column, by its name in the file."""
    names = stored_names(table.columns)
    return {names[name]: column_title(column, language=language) for name, column in table.columns.items()}


def kind_in(table: Table) -> str:
    """Return the geometry type of the first row that has one; "Polygon" where there is none."""
    kinds = [str(kind) for kind in gpd.GeoSeries(table.data.geometry).geom_type if kind]
    return kinds[0] if kinds else "Polygon"


def _storable(column: pd.Series) -> pd.Series:
    if column.dtype.kind in "iufb":
        return column
    return column.map(lambda value: None if (plain := plain_value(value)) is None else str(plain)).astype(object)
