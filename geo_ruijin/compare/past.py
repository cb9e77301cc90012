"""A run of the past: its `run.json`, and the tables and layers beside it."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio
from pyogrio.errors import DataLayerError, DataSourceError

from geo_ruijin.compare.runfile import RunFile, read_run_file
from geo_ruijin.errors import SourceError
from geo_ruijin.report.geopackage import LAYER, RESULTS
from geo_ruijin.report.runjson import RUN
from geo_ruijin.text import Text


@dataclass(frozen=True)
class PastRun:
    """What a run left behind.

    Attributes
    ----------
    file
        Its `run.json`.
    results
        Its `results.gpkg`; None where that is gone.
    stored
        The names of what is in there.
    """

    file: RunFile
    results: Path | None
    stored: frozenset[str]

    def has_table(self, analysis: str, table: str) -> bool:
        """Whether a table is stored."""
        return f"{analysis}__{table}" in self.stored

    def table(self, analysis: str, table: str) -> pd.DataFrame:
        """Return a table that is stored."""
        return self._read(f"{analysis}__{table}")

    def has_layer(self, name: str) -> bool:
        """Whether the features of a layer are stored."""
        return LAYER + name in self.stored and name in self.file.kept

    def layer(self, name: str) -> gpd.GeoDataFrame:
        """Return the features of a layer that are stored."""
        found = self._read(LAYER + name)
        assert isinstance(found, gpd.GeoDataFrame)  # noqa: S101 - only those with a geometry are written
        return found

    def _read(self, name: str) -> pd.DataFrame:
        assert self.results is not None  # noqa: S101 - something is stored in it
        try:
            found: pd.DataFrame = pyogrio.read_dataframe(self.results, layer=name)
        except (DataSourceError, DataLayerError) as error:
            raise _damaged(self.results, str(error)) from error
        return found


def read_past(path: Path) -> PastRun:
    """Return what a run left in a folder.

    Parameters
    ----------
    path
        The folder, or the `run.json` in it.

    Raises
    ------
    NoDataError
        If there is no `run.json`.
    SourceError
        If a file is damaged, somebody else's, of a later format, or the two are not of the same run.
    """
    folder = path if path.is_dir() or path.name != RUN else path.parent
    file = read_run_file(folder / RUN)
    results = folder / RESULTS
    if not results.is_file():
        return PastRun(file, None, frozenset())
    try:
        stored = _stored_rows(results)
    except sqlite3.Error as error:
        raise _damaged(results, str(error)) from error
    _demand_same_run(file, results, stored)
    return PastRun(file, results, frozenset(stored))


def _stored_rows(results: Path) -> dict[str, int]:
    """Return the layers and tables of the GeoPackage, which is a SQLite database, with the rows each has."""
    with closing(sqlite3.connect(f"{results.resolve().as_uri()}?mode=ro", uri=True)) as database:
        names = [str(name) for (name,) in database.execute("select table_name from gpkg_contents")]
        return {name: database.execute(f"select count(*) from {_quoted(name)}").fetchone()[0] for name in names}  # noqa: S608


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _demand_same_run(file: RunFile, results: Path, stored: Mapping[str, int]) -> None:
    """Demand as many rows in the GeoPackage as the `run.json` says."""
    said = {
        f"{name}__{key}": table.rows for name, answer in file.analyses.items() for key, table in answer.tables.items()
    }
    said |= {LAYER + name: kept.features for name, kept in file.kept.items()}
    for name, rows in said.items():
        if stored.get(name) != rows:
            raise SourceError(
                Text(
                    zh=f"{results} 与 {RUN} 不是同一次运行的结果(“{name}”应有 {rows} 行)。请重新运行 geo-ruijin run。",
                    en=f"{results} and {RUN} are not of the same run ('{name}' should have {rows} rows). Run "
                    "geo-ruijin run again.",
                )
            )


def _damaged(results: Path, said: str) -> SourceError:
    return SourceError(
        Text(
            zh=f"{results} 已损坏,无法读取:{said}。请重新运行 geo-ruijin run。",
            en=f"{results} is damaged and cannot be read: {said}. Run geo-ruijin run again.",
        )
    )
