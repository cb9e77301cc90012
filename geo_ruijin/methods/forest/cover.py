"""Forest cover by its official definition, and the growing stock, from the parcels of an inventory or a land survey."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo_ruijin.errors import MethodError
from geo_ruijin.methods.counting.rows import words
from geo_ruijin.methods.forest.beside import Beside, beside_of
from geo_ruijin.methods.forest.figures import Forest, cover_measures, forest_of
from geo_ruijin.methods.forest.kinds import OPEN, Rules, is_one_of, kinds_of, states_of
from geo_ruijin.methods.forest.notes import area_notes, land_notes, official_note, open_notes, patch_note
from geo_ruijin.methods.forest.parcels import HECTARE, Parcels, parcels_in, pieces_of
from geo_ruijin.methods.forest.patches import links_of
from geo_ruijin.methods.forest.stock import Stock, stock_of
from geo_ruijin.methods.forest.tables import (
    GROUPS,
    composition_table,
    drawn_table,
    kinds_table,
    not_counted_table,
    villages_table,
    zones_table,
)
from geo_ruijin.methods.method import Divisions, Gives, Limits, Polygons, Statistics, declare
from geo_ruijin.methods.parameter import Range, needed
from geo_ruijin.methods.reach import zones_of
from geo_ruijin.results import Result, Table
from geo_ruijin.text import Text, same
from geo_ruijin.units import ABOVE_0, NOT_BELOW_0, Between, Hectares, Metres, Percent, Unit

Canopy = Annotated[float, Unit("1"), Between(0, 1)]
TreesPerHectare = Annotated[float, Unit("trees/ha"), ABOVE_0]
StockRange = Annotated[Range, Unit("m³/ha"), NOT_BELOW_0]

_OF = ("place", "inventory")
_VILLAGE = "village"


@declare(
    measures={
        "share": Gives("%", of=_OF, also=("reported",)),
        "forest": Gives("ha", of=_OF, also=("reported",)),
        "area": Gives("ha", of=("place",)),
        "beside": Gives("ha", of=("reported",)),
        "growing_stock": Gives("m³", of=_OF),
        "stock_per_ha": Gives("m³/ha", of=_OF),
    },
    tables={
        "zones": (*_OF, "by"),
        "kinds": _OF,
        "not_counted": _OF,
        "composition": _OF,
        "villages": _OF,
        "forest": (*_OF, "by"),
        "counted": _OF,
        "stock": _OF,
    },
)
def forest_cover(
    *,
    place: Limits,
    inventory: Polygons,
    by: Divisions | None = None,
    reported: Statistics | None = None,
    kind: str,
    counted: tuple[str, ...],
    kind_name: str | None = None,
    least_patch: Annotated[Hectares, NOT_BELOW_0],
    touching: Annotated[Metres, NOT_BELOW_0],
    canopy_kinds: tuple[str, ...] = (),
    least_canopy: Canopy | None = None,
    open_kinds: tuple[str, ...] = (),
    trees: str | None = None,
    trees_per_ha: TreesPerHectare | None = None,
    shelterbelts: str | None = None,
    official_area: str | None = None,
    area_unit: str | None = None,
    area_tolerance: Annotated[Percent, NOT_BELOW_0] | None = None,
    usual_stock: StockRange | None = None,
    groups: tuple[str, ...] = (),
) -> Result:
    """Return the share of a place that is forest [%], by the law's definition, and the growing stock [m³].

    Forest is what is of a kind that counts, has enough canopy where its kind asks for it, and lies in a patch that is
    large enough; a patch is of parcels that touch. Land that two parcels hold counts once, land beyond the place not
    at all. Land in no parcel is no forest: an inventory holds forest land only.

    Parameters
    ----------
    place
        Polygons: their land is the denominator.
    inventory
        Parcels with the column `kind`, and as far as known `canopy` [1], `volume` [m³ a parcel], `area`, `village`, and
        what `groups` name.
    by
        Polygons with `name` to report by; without them there is no table "zones".
    reported
        The table of reported figures, for what no parcel holds.
    kind, kind_name
        The column of kinds, and the one of their names where kinds are codes.
    counted
        What the kinds that count begin with: "0301" stands for "0301K" too.
    least_patch
        The least area of a patch; exactly so much counts [ha].
    touching
        Parcels no further apart than this touch [m].
    canopy_kinds, least_canopy
        Of those that count, the kinds that need a canopy, stands of trees, and how much; exactly so much counts [1].
        One that does not say its canopy counts by its kind, and not for the lower end.
    open_kinds
        Kinds of which nobody can tell whether they count, such as shrub in a land survey: for the upper end alone.
    trees, trees_per_ha, shelterbelts
        The rows of `reported` that say how many trees stand beside houses, roads and water, how many of them are a
        hectare, and how many hectares shelterbelts cover. What is asked for and not reported leaves a lower bound.
    official_area
        The row of `reported` that says the official area of the place [km²], told in a note.
    area_unit, area_tolerance
        What the column `area` is in, "ha", "m²" or "mu", and how far its sum may be off the shapes [%].
    usual_stock
        Between which the mean of stands lies [m³/ha]; volumes beyond that are not used.
    groups
        Columns that forest is told apart by: species, age and so on.

    Raises
    ------
    MethodError
        If there is no parcel, no column `kind`, none of a kind that counts, a canopy is above 1 or a number below 0.

    References
    ----------
    中华人民共和国森林法实施条例, art. 24.
    """
    if inventory.empty:
        raise MethodError(Text(zh="“{inventory}”没有图斑", en="'{inventory}' holds no parcel"))
    if canopy_kinds and least_canopy is None:
        raise needed(Text(zh="郁闭度下限 least_canopy", en="least_canopy"))
    rules = Rules(kind, counted, canopy_kinds, open_kinds, least_canopy or 0.0)
    rows = inventory.reset_index(drop=True)
    kinds = kinds_of(rows, rules)
    _demand_known(kinds, rules)
    area = shapely.union_all(place.geometry.to_numpy())
    state = states_of(rows, kinds, rules)
    parcels = parcels_in(rows.geometry.to_numpy(), area, rank=state)
    links = links_of(parcels.whole, np.flatnonzero(state <= OPEN), within=touching)
    whole = shapely.area(parcels.whole)
    forest = forest_of(state, parcels.area, whole, links, least=least_patch * HECTARE)
    stands = forest.counted & (is_one_of(kinds, canopy_kinds) if canopy_kinds else True)
    stock = stock_of(rows, parcels, stands, usual_stock)
    beside = beside_of(reported, trees=trees, trees_per_ha=trees_per_ha, shelterbelts=shelterbelts)
    names = None if kind_name is None else words(rows, kind_name)
    labels = kinds if names is None else kinds.str.cat(names.fillna(""), sep=" ").str.strip()
    found = _Found(rows, kinds, labels, parcels, forest, stock)
    measures = cover_measures(forest, area.area, beside, counted) | stock.measures()
    notes = (
        *found.notes(beside, groups),
        patch_note(forest, least_patch, touching),
        *area_notes(rows, parcels.drawn, area_unit, area_tolerance),
    )
    if reported is not None and official_area is not None:
        hectares = measures["forest"].value or 0.0
        notes = (*notes, *official_note(reported, official_area, hectares, area.area / HECTARE))
    return Result(measures, found.tables(zones_of(area, by, place), groups, named=by is not None), notes)


def _demand_known(kinds: pd.Series[str], rules: Rules) -> None:
    """Refuse an inventory of which nothing is of a kind that counts: kinds are then written in another way."""
    if not is_one_of(kinds, (*rules.counted, *rules.open_kinds)).any():
        there = "、".join(kinds.dropna().value_counts().index[:5])
        listed = "、".join(rules.counted)
        raise MethodError(
            Text(
                zh=f"“{{inventory}}”没有一个图斑的“{rules.kind}”是要计入的地类({listed}),现有:{there}。"
                "请用 add 的 --values 对应,或改参数 counted",
                en=f"no parcel of '{{inventory}}' has a '{rules.kind}' that counts ({listed}); there are: {there}. "
                "Translate them with --values when adding the file, or change the parameter 'counted'",
            )
        )


@dataclass(frozen=True)
class _Found:
    """What was found, to be told."""

    inventory: gpd.GeoDataFrame
    kinds: pd.Series[str]
    labels: pd.Series[str]
    parcels: Parcels
    forest: Forest
    stock: Stock

    def notes(self, beside: Beside, groups: tuple[str, ...]) -> Iterator[Text]:
        yield from open_notes(self.forest)
        yield from beside.notes
        yield from land_notes(self.parcels)
        yield from self.stock.notes()
        if absent := [group for group in groups if group not in self.inventory]:
            titles = [GROUPS.get(group, same(group)) for group in absent]
            yield Text(
                zh=f"{{inventory}}没有{'、'.join(title.zh for title in titles)},未按此分列。",
                en=f"{{inventory}} do not say: {', '.join(title.en for title in titles)}.",
            )

    def tables(self, zones: gpd.GeoDataFrame, groups: tuple[str, ...], *, named: bool) -> dict[str, Table]:
        rows = self._rows(groups)
        stocked = self.stock.known
        there = rows[rows["area"] > 0]
        pieces = pieces_of(rows.geometry.to_numpy(), zones.geometry)
        tables = {
            "kinds": kinds_table(there, stocked=stocked),
            "not_counted": not_counted_table(there),
            "forest": drawn_table(rows, pieces, zones, named=named),
        }
        if named:
            tables["zones"] = zones_table(rows, pieces, zones, stocked=stocked)
        if known := [group for group in groups if group in self.inventory]:
            tables["composition"] = composition_table(there, known, stocked=stocked)
        if _VILLAGE in self.inventory:
            tables["villages"] = villages_table(there, stocked=stocked)
        return tables | _for_others(there, stocked=stocked)

    def _rows(self, groups: tuple[str, ...]) -> gpd.GeoDataFrame:
        """Return the parcels as the tables need them, areas in hectares."""
        told = {
            "kind": self.labels,
            "land_type": self.kinds,
            "state": self.forest.state,
            "counted": self.forest.counted,
            "area": self.parcels.area / HECTARE,
            "forest": np.where(self.forest.counted, self.parcels.area / HECTARE, 0.0),
            "volume": self.stock.volume,
            "told": self.stock.told,
        }
        said = {name: words(self.inventory, name) for name in dict.fromkeys((*groups, "species", _VILLAGE))}
        return gpd.GeoDataFrame(told | said, geometry=self.parcels.inside, crs=self.inventory.crs)


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
