"""How the tables by division of two runs differ."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import geopandas as gpd
import numpy as np
import pandas as pd

from geo_ruijin.compare.basis import Basis, LayerData, basis_of_analysis, basis_of_layers, joined
from geo_ruijin.compare.runfile import PastColumn, PastTable, RunFile
from geo_ruijin.targets import ROUNDING


@dataclass(frozen=True)
class DivisionChange:
    """A table by division then and now.

    Attributes
    ----------
    title
        That of its analysis, and its own.
    columns
        The columns of numbers in both, by name.
    rows
        A row a division: `name`; `there`: "both", "before" or "after"; and of each column `…_before`, `…_after` and
        `…_change`. The geometry is that of after where the division is there.
    """

    analysis: str
    table: str
    title: str
    columns: Mapping[str, PastColumn]
    rows: pd.DataFrame
    basis: Basis

    @property
    def same(self) -> bool:
        """Whether there are the same divisions, and no share of any differs."""
        shares = [f"{name}_change" for name, column in self.columns.items() if column.unit == "%"]
        return bool((self.rows["there"] == "both").all() and not self.rows[shares].fillna(0).any(axis=None))


class Tabled(Protocol):
    """A run whose tables are at hand: of the past, or one that was just made."""

    @property
    def file(self) -> RunFile:
        """Its `run.json`."""

    def has_table(self, analysis: str, table: str) -> bool:
        """Whether a table is there."""

    def table(self, analysis: str, table: str) -> pd.DataFrame:
        """Return a table that is there."""


def compare_divisions(before: Tabled, after: Tabled, data: LayerData) -> tuple[DivisionChange, ...]:
    """Return the tables by division that are in both runs: those with shares, and a name that no two rows have."""
    found = []
    for analysis, now in after.file.analyses.items():
        was = before.file.analyses.get(analysis)
        for table, said in now.tables.items():
            if was is None or table not in was.tables or not _may_be_by_division(said):
                continue
            if not (before.has_table(analysis, table) and after.has_table(analysis, table)):
                continue
            tables = before.table(analysis, table), after.table(analysis, table)
            columns = shared_columns(*tables, was.tables[table].columns, said.columns)
            if columns is None:
                continue
            layers = {*was.tables[table].rests_on, *said.rests_on}
            basis = joined(
                [
                    basis_of_analysis(was, now),
                    basis_of_layers(before.file, after.file, analysis, layers, data),
                ]
            )
            found.append(
                DivisionChange(
                    analysis, table, f"{now.title} · {said.title}", columns, joined_by_name(*tables, columns), basis
                )
            )
    return tuple(found)


def _may_be_by_division(table: PastTable) -> bool:
    """Whether a table has names and shares, as far as that is known before it is read."""
    units = [column.unit for column in table.columns.values()]
    return not units or ("name" in table.columns and "%" in units)


def shared_columns(
    before: pd.DataFrame, after: pd.DataFrame, were: Mapping[str, PastColumn], said: Mapping[str, PastColumn]
) -> dict[str, PastColumn] | None:
    """Return the columns of numbers that two tables by division have in common; None where they are none.

    Columns of another unit than before are left out; older runs say no units, and a share is known by its name.
    """
    if not all("name" in table and table["name"].is_unique for table in (before, after)):
        return None
    numbers = [
        str(name)
        for name in after.columns
        if name in before
        and all(pd.api.types.is_numeric_dtype(table[name]) for table in (before, after))
        and (name not in were or name not in said or were[name].unit == said[name].unit)
    ]
    columns = {name: said.get(name) or PastColumn(title=name, unit="%" if "share" in name else "1") for name in numbers}
    return columns if any(column.unit == "%" for column in columns.values()) else None


def joined_by_name(before: pd.DataFrame, after: pd.DataFrame, columns: Mapping[str, PastColumn]) -> pd.DataFrame:
    """Return the rows of `DivisionChange` of two tables by division, those of after first, in their order."""
    sides = [pd.DataFrame(table.drop(columns="geometry", errors="ignore")) for table in (before, after)]
    sides = [side[["name", *columns]].set_index("name").astype("float64") for side in sides]
    names = pd.Index([*sides[1].index, *sides[0].index.difference(sides[1].index, sort=False)], name="name")
    rows = pd.DataFrame({"name": names})
    there = [names.isin(side.index) for side in sides]
    rows["there"] = "both"
    rows.loc[~there[0], "there"] = "after"
    rows.loc[~there[1], "there"] = "before"
    for column in columns:
        was, now = (side[column].reindex(names).to_numpy() for side in sides)
        change = np.where(np.isclose(now, was, rtol=ROUNDING, atol=0), 0.0, now - was)
        rows[f"{column}_before"], rows[f"{column}_after"], rows[f"{column}_change"] = was, now, change
    if "geometry" not in after or "geometry" not in before:
        return rows
    return _placed(rows, before, after)


def _placed(rows: pd.DataFrame, before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """Return the rows with the shape each division has in the later run, or had in the earlier."""
    was, now = gpd.GeoDataFrame(before), gpd.GeoDataFrame(after)
    if now.crs is not None:
        was = was.to_crs(now.crs)
    shapes = dict(zip(was["name"], was.geometry, strict=True)) | dict(zip(now["name"], now.geometry, strict=True))
    return gpd.GeoDataFrame(rows, geometry=[shapes[name] for name in rows["name"]], crs=now.crs)
