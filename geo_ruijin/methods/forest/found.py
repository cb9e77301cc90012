"""What was found of the forest of a place, told as notes and tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd

from geo_ruijin.methods.counting.rows import words
from geo_ruijin.methods.forest.figures import Forest
from geo_ruijin.methods.forest.notes import land_notes, open_notes
from geo_ruijin.methods.forest.parcels import HECTARE, Parcels
from geo_ruijin.methods.forest.parts import Parts
from geo_ruijin.methods.forest.stock import Stock
from geo_ruijin.methods.forest.stock_notes import stock_notes
from geo_ruijin.methods.forest.tables import (
    GROUPS,
    composition_table,
    drawn_table,
    kinds_table,
    not_counted_table,
    villages_table,
    zones_table,
)
from geo_ruijin.results import Table
from geo_ruijin.text import Text, same

_VILLAGE = "village"


@dataclass(frozen=True)
class Found:
    """What was found, to be told; all by the parts of parcels.

    Attributes
    ----------
    parts
        What the inventory says.
    kinds, labels
        The kind of each, and what readers see of it.
    parcels, forest, stock
        Where each lies, which of them count, their volumes.
    """

    parts: Parts
    kinds: pd.Series[str]
    labels: pd.Series[str]
    parcels: Parcels
    forest: Forest
    stock: Stock

    def notes(self, beside: Iterable[Text], groups: tuple[str, ...]) -> Iterator[Text]:
        """Yield what is open, what is reported `beside`, what was left out, and what the inventory does not say."""
        yield from open_notes(self.forest)
        yield from beside
        yield from land_notes(self.parcels)
        yield from stock_notes(self.stock)
        if absent := [group for group in groups if group not in self.parts.rows]:
            titles = [GROUPS.get(group, same(group)) for group in absent]
            yield Text(
                zh=f"{{inventory}}没有{'、'.join(title.zh for title in titles)},未按此分列。",
                en=f"{{inventory}} do not say: {', '.join(title.en for title in titles)}.",
            )

    def tables(
        self, zones: gpd.GeoDataFrame, pieces: pd.DataFrame, groups: tuple[str, ...], *, named: bool
    ) -> dict[str, Table]:
        """Return the tables: by kind, by what `groups` name, and by division, of which `pieces` are the parts."""
        rows = self._rows(groups)
        stocked = self.stock.known
        there = rows[rows["area"] > 0]
        tables = {
            "kinds": kinds_table(there, stocked=stocked),
            "not_counted": not_counted_table(there),
            "forest": drawn_table(rows, pieces, zones, named=named),
        }
        if named:
            tables["zones"] = zones_table(rows, pieces, zones, stocked=stocked)
        if known := [group for group in groups if group in self.parts.rows]:
            tables["composition"] = composition_table(there, known, stocked=stocked)
        if _VILLAGE in self.parts.rows:
            tables["villages"] = villages_table(there, stocked=stocked)
        return tables | _for_others(there, stocked=stocked)

    def _rows(self, groups: tuple[str, ...]) -> gpd.GeoDataFrame:
        """Return the parcels as the tables need them, areas in hectares."""
        told = {
            "parcel": self.parts.parcel,
            "kind": self.labels,
            "land_type": self.kinds,
            "state": self.forest.state,
            "counted": self.forest.counted,
            "area": self.parcels.area / HECTARE,
            "forest": np.where(self.forest.counted, self.parcels.area / HECTARE, 0.0),
            "volume": self.stock.volume,
            "told": self.stock.told,
        }
        said = {name: words(self.parts.rows, name) for name in dict.fromkeys((*groups, "species", _VILLAGE))}
        return gpd.GeoDataFrame(told | said, geometry=self.parcels.inside, crs=self.parts.rows.crs)


def _for_others(rows: gpd.GeoDataFrame, *, stocked: bool) -> dict[str, Table]:
    """Return the parcels as other analyses read them: those that count, and those that say a volume."""
    counted = rows[rows["counted"]]
    names = ["land_type", "species", "area", "geometry"]
    tables = {
        "counted": Table(
            Text(zh="计入的森林小班", en="Parcels of forest that count"),
            counted[names].reset_index(drop=True),
            {},
            shown=False,
        )
    }
    if stocked:
        volumes = rows.loc[rows["volume"] > 0, ["volume", *names]]
        tables["stock"] = Table(
            Text(zh="{inventory}的活立木蓄积", en="Growing stock of {inventory}"),
            volumes.reset_index(drop=True),
            {},
            shown=False,
        )
    return tables
