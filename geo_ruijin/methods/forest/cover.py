"""Forest cover by its official definition, and the growing stock, from the parcels of an inventory or a land survey."""

from __future__ import annotations

from typing import Annotated

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo_ruijin.errors import MethodError
from geo_ruijin.methods.counting.rows import words
from geo_ruijin.methods.forest.beside import beside_of, land_asked, stock_asked
from geo_ruijin.methods.forest.figures import cover_measures, forest_of
from geo_ruijin.methods.forest.found import Found
from geo_ruijin.methods.forest.gaps import gaps_of
from geo_ruijin.methods.forest.kinds import OPEN, Rules, is_one_of, kinds_of, states_of
from geo_ruijin.methods.forest.notes import area_notes, ellipsoid_note, official_hectares, official_note, patch_note
from geo_ruijin.methods.forest.parcels import HECTARE, MU, parcels_in, pieces_of
from geo_ruijin.methods.forest.parts import parts_of
from geo_ruijin.methods.forest.patches import links_of
from geo_ruijin.methods.forest.stock import stock_measures, stock_of
from geo_ruijin.methods.forest.volumes import demand_unit
from geo_ruijin.methods.method import Divisions, Gives, Limits, Polygons, Statistics, declare
from geo_ruijin.methods.parameter import Range, needed
from geo_ruijin.methods.reach import zones_of
from geo_ruijin.results import Result
from geo_ruijin.text import Text, same
from geo_ruijin.units import ABOVE_0, NOT_BELOW_0, OF_100, Between, Metres, Mu, Percent, Unit

Canopy = Annotated[float, Unit("1"), Between(0, 1)]
TreesPerHectare = Annotated[float, Unit("trees/ha"), ABOVE_0]
StockRange = Annotated[Range, Unit("m³/ha"), NOT_BELOW_0]

_OF = ("place", "inventory")


@declare(
    measures={
        "share": Gives("%", of=_OF, also=("reported",)),
        "forest": Gives("ha", of=_OF, also=("reported",)),
        "area": Gives("ha", of=("place",)),
        "beside": Gives("ha", of=("reported",)),
        "growing_stock": Gives("m³", of=_OF, also=("reported",)),
        "stand_stock": Gives("m³", of=_OF),
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
    least_patch: Annotated[Mu, NOT_BELOW_0],
    touching: Annotated[Metres, NOT_BELOW_0],
    canopy_kinds: tuple[str, ...] = (),
    least_canopy: Canopy | None = None,
    cover_kinds: tuple[str, ...] = (),
    least_cover: Annotated[Percent, OF_100] | None = None,
    open_kinds: tuple[str, ...] = (),
    trees: str | None = None,
    trees_per_ha: TreesPerHectare | None = None,
    shelterbelts: str | None = None,
    beside_stock: str | None = None,
    official_area: str | None = None,
    area_unit: str | None = None,
    area_tolerance: Annotated[Percent, NOT_BELOW_0] | None = None,
    usual_stock: StockRange | None = None,
    volume_unit: str | None = None,
    least_held: Annotated[Percent, OF_100] | None = None,
    groups: tuple[str, ...] = (),
    parcel_name: str = "图斑",
) -> Result:
    """Return the share of a place that is forest [%], by the law's definition, and the growing stock [m³].

    Forest is what is of a kind that counts, has enough canopy or cover where its kind asks for it, and lies in a patch
    that is large enough; a patch is of parts of parcels that touch. Land that two parcels hold counts once, land beyond
    the place not at all. Land in no parcel is no forest: an inventory holds forest land only.

    Parameters
    ----------
    place
        Polygons: their land is the denominator.
    inventory
        Parcels with the column `kind`, and as far as known `canopy` [1], `cover` of shrub [%], `volume`, `area`,
        `village`, and what `groups` name.
    by
        Polygons with `name` to report by; without them there is no table "zones".
    reported
        The table of reported figures, for what no parcel holds.
    kind, kind_name
        The column of kinds, and the one of their names where kinds are codes.
    counted
        What the kinds that count begin with: "0301" stands for "0301K" too.
    least_patch
        The least area of a patch; exactly so much counts [mu].
    touching
        Parcels no further apart than this touch [m].
    canopy_kinds, least_canopy
        Of those that count, the kinds that need a canopy, stands of trees, and how much; exactly so much counts [1].
        One that does not say its canopy counts by its kind, and not for the lower end.
    cover_kinds, least_cover
        Of those that count, the kinds that need a cover, shrub, and how much; exactly so much counts [%]. One that does
        not say its cover counts by its kind.
    open_kinds
        Kinds of which nobody can tell whether they count, such as shrub in a land survey: for the upper end alone.
    trees, trees_per_ha, shelterbelts
        The rows of `reported` that say how many trees stand beside houses, roads and water, how many of them are a
        hectare, and how many hectares shelterbelts cover. What is asked for and not reported leaves a lower bound.
    beside_stock
        The row of `reported` that says the volume of trees beside houses, roads and water [m³], likewise.
    official_area
        The row of `reported` that says the official area of the place [km²]: low and high are over that too.
    area_unit, area_tolerance
        What the column `area` is in, "ha", "m²" or "mu", and how far its sum may be off the shapes [%].
    usual_stock
        Between which the mean of stands lies [m³/ha]; volumes beyond that are not used.
    volume_unit
        What the column `volume` is in, "m³" of the parcel or "m³/ha". Unless somebody says it, it is taken for that of
        the parcel, and not used where it looks like that of a hectare; see `unit_by_size`.
    least_held
        A division of which parcels hold less than this of the share that they hold of the place is taken for missing
        [%]: what no parcel holds there counts for the upper end.
    groups
        Columns that forest is told apart by: species, age and so on.
    parcel_name
        What parcels are called in Chinese: 小班 of an inventory, 图斑 of a survey.

    Raises
    ------
    MethodError
        If there is no parcel, no column `kind`, none of a kind that counts, a canopy is above 1, a number below 0,
        or a unit unknown.

    References
    ----------
    中华人民共和国森林法实施条例, art. 24.
    """
    if inventory.empty:
        raise MethodError(Text(zh=f"“{{inventory}}”没有{parcel_name}", en="'{inventory}' holds no parcel"))
    if canopy_kinds and least_canopy is None:
        raise needed(Text(zh="郁闭度下限 least_canopy", en="least_canopy"))
    if cover_kinds and least_cover is None:
        raise needed(Text(zh="灌木林覆盖度下限 least_cover", en="least_cover"))
    rules = Rules(kind, counted, canopy_kinds, open_kinds, least_canopy or 0.0, cover_kinds, least_cover or 0.0)
    unit = demand_unit(volume_unit)
    parts = parts_of(inventory)
    kinds = kinds_of(parts.rows, rules)
    _demand_known(kinds, rules)
    area = shapely.union_all(place.geometry.to_numpy())
    state = states_of(parts.rows, kinds, rules)
    parcels = parcels_in(parts.rows.geometry.to_numpy(), area, rank=state)
    links = links_of(parcels.whole, np.flatnonzero(state <= OPEN), within=touching)
    forest = forest_of(state, parcels, parts.parcel, links, least=least_patch * MU)
    stands = forest.counted & (is_one_of(kinds, canopy_kinds) if canopy_kinds else True)
    stock = stock_of(parts, parcels, stands, usual_stock, unit)
    zones = zones_of(area, by, place)
    pieces = pieces_of(parcels.inside, zones.geometry)
    gaps = gaps_of(pieces, zones, None if by is None else least_held)
    land = land_asked(trees=trees, trees_per_ha=trees_per_ha, shelterbelts=shelterbelts)
    beside = beside_of(reported, land)
    beside_volume = beside_of(reported, stock_asked(beside_stock))
    official = official_hectares(reported, official_area)
    measures = {
        **cover_measures(forest, area.area, beside, counted, unknown=gaps.hectares, official=official),
        **stock_measures(stock, beside_volume, gaps=bool(gaps.names)),
    }
    names = None if kind_name is None else words(parts.rows, kind_name)
    labels = kinds if names is None else kinds.str.cat(names.fillna(""), sep=" ").str.strip()
    found = Found(parts, kinds, labels, parcels, forest, stock)
    notes = [
        *gaps.notes(),
        *found.notes((*beside.notes, *(beside_volume.notes if stock.known else ())), groups),
        patch_note(forest, least_patch, touching),
        *area_notes(parts, parcels.drawn, area_unit, area_tolerance),
        *ellipsoid_note(parcels, forest, gpd.GeoSeries([area], crs=place.crs)),
    ]
    if official is not None:
        notes += official_note(official, measures["forest"].value or 0.0, area.area / HECTARE, area_tolerance)
    result = Result(measures, found.tables(zones, pieces, groups, named=by is not None), tuple(notes))
    return result.fill(parcels=same(parcel_name))


def _demand_known(kinds: pd.Series[str], rules: Rules) -> None:
    """Refuse an inventory of which nothing is of a kind that counts: kinds are then written in another way."""
    if not is_one_of(kinds, (*rules.counted, *rules.open_kinds)).any():
        there = "、".join(kinds.dropna().value_counts().index[:5])
        listed = "、".join(rules.counted)
        raise MethodError(
            Text(
                zh=f"“{{inventory}}”没有一行的“{rules.kind}”是要计入的地类({listed}),现有:{there}。"
                "请用 add 的 --values 对应,或改参数 counted",
                en=f"no parcel of '{{inventory}}' has a '{rules.kind}' that counts ({listed}); there are: {there}. "
                "Translate them with --values when adding the file, or change the parameter 'counted'",
            )
        )
