"""Installed capacity against a target: power plants by kind and photovoltaics on roofs, and what roofs could add.

Words in braces in the texts ("{plants}") are the titles of the inputs; whoever runs the method fills them in.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Annotated

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo_ruijin.errors import MethodError
from geo_ruijin.methods.counting.rows import counts, division_of, elsewhere, inside
from geo_ruijin.methods.installed.capacity_tables import KINDS, gap_table, kinds_table, plants_table, zones_table
from geo_ruijin.methods.installed.plants import NOT_LISTED, DcAcRatio, Plants, Stock, installed_plants, states_power
from geo_ruijin.methods.installed.room import gap_to, room_measures, room_notes, room_on_roofs
from geo_ruijin.methods.installed.stations import Amount, Stations, amount_of, between, stations_of
from geo_ruijin.methods.method import Divisions, Gives, Limits, Points, declare
from geo_ruijin.methods.parameter import needed
from geo_ruijin.results import Measure, Result, Table
from geo_ruijin.text import Text, listed
from geo_ruijin.units import ABOVE_0, NOT_BELOW_0, OF_100, Between, Megawatts, Metres, Percent

_PLANTS = ("plants",)
_SOLAR = "solar"
_KILO = 1000.0

_NO_TARGET = Text(
    zh="没有写目标(参数 target),不计算缺口。", en="No target is given (parameter 'target'): there is no gap to it."
)
_RATIO = Text(zh="容配比 dc_ac_ratio", en="dc_ac_ratio")


@declare(
    measures={
        "capacity": Gives("MW", of=_PLANTS, also=("rooftops", "within")),
        "capacity_plants": Gives("MW", of=_PLANTS, also=("within",)),
        "capacity_rooftops": Gives("MW", of=("rooftops",), also=("within",)),
        **{f"capacity_{kind}": Gives("MW", of=_PLANTS, also=("within",)) for kind in KINDS},
        "gap": Gives("MW", of=_PLANTS, also=("rooftops", "within")),
        "building": Gives("MW", of=_PLANTS, also=("within",)),
        "planned": Gives("MW", of=_PLANTS, also=("within",)),
        "roof_capacity": Gives("MW", of=("roofs",), also=("rooftops", "within")),
        "roof_share_of_gap": Gives("%", of=("plants", "roofs"), also=("rooftops", "within")),
        "plants": Gives("plants", of=_PLANTS, also=("within",)),
        "plants_without_capacity": Gives("plants", of=_PLANTS, also=("within",)),
    },
    tables={
        "gap": ("plants", "rooftops", "within"),
        "kinds": ("plants", "rooftops", "within"),
        "plants": ("plants", "within", "by"),
        "zones": ("plants", "rooftops", "within", "by"),
    },
)
def installed_capacity(
    *,
    plants: Points,
    rooftops: Points | None = None,
    roofs: Stock | None = None,
    within: Limits | None = None,
    by: Divisions | None = None,
    kinds: tuple[str, ...],
    classes: tuple[str, ...] | None = None,
    target: Annotated[Megawatts, ABOVE_0] | None = None,
    until: Annotated[int, Between(1900, 2200)] | None = None,
    dc_ac_ratio: DcAcRatio | None = None,
    tolerance: Annotated[Metres, NOT_BELOW_0] | None = None,
    same_within: Annotated[Metres, NOT_BELOW_0] | None = None,
    same_power: Annotated[Percent, OF_100] = 0.0,
) -> Result:
    """Return the capacity in operation of some kinds of plants [MW, alternating current], and what lacks to a target.

    Rooftop plants are solar power: they count where solar does, and where nobody lists them the sum is a lower bound.
    A kind of which no plant is listed has 0 MW only where the list states capacities at all, and so have rooftops.

    Parameters
    ----------
    plants
        Points, a row a power plant, with what is known of `kind`, `power_mw`, `status`, `commissioned` and `name`.
    rooftops
        Points, a row a rooftop plant: see `installed_plants`.
    roofs
        Footprints with `capacity` [kWp]: what they could add beyond what they carry.
    within
        Polygons: the plants inside them count. Without it all do.
    by
        Polygons with `name` to report by; without them there is no table "zones".
    kinds
        Those that count.
    classes
        The classes of roofs that could add some; without it all but those of unknown use.
    target
        What is wanted [MW]; without it there is no gap.
    until
        The last year that counts; plants without a date count.
    dc_ac_ratio
        Modules over inverters [kWp/kW]; needed with `rooftops` and `roofs`.
    tolerance
        A rooftop plant is on the roof it stands on, else on the nearest no further than this [m]; needed with both.
    same_within, same_power
        A rooftop plant no further than this from a solar plant [m], whose power differs by no more than this [%], may
        be the same one entered twice: it is named, and taken off the lower bound.

    Raises
    ------
    MethodError
        If a kind is none of `KINDS`, something needed is not given, or a capacity is below 0.
    """
    if unknown := [kind for kind in kinds if kind not in KINDS]:
        said = ", ".join(unknown)
        raise MethodError(Text(zh=f"没有“{said}”这类电站", en=f"there is no kind of plant '{said}'"))
    rows, outside = inside(plants, within)
    numbers = counts(plants, "power_mw")
    stations = stations_of(rows, kinds=kinds, until=until, listed=bool(numbers.notna().any()))
    notes = [*elsewhere("plants", outside), *stations.notes(until)]
    if target is None:
        notes.append(_NO_TARGET)
    running = stations.of("operating")
    measures = {
        "capacity_plants": _measure(
            running, Text(zh="已投产的电站(屋顶光伏以外)", en="Power plants in operation, rooftops apart")
        )
    }
    total, panels = running, None
    if _SOLAR in kinds and rooftops is not None:
        if dc_ac_ratio is None:
            raise needed(_RATIO)
        own, far = inside(rooftops, within)
        panels = installed_plants(own, dc_ac_ratio=dc_ac_ratio, until=until)
        kilowatts = amount_of(panels.rows["kw"] / _KILO) if states_power(rooftops) else Amount(None)
        twice = _doubles(stations, panels, same_within, same_power)
        measures["capacity_rooftops"] = _measure(kilowatts, Text(zh="已装屋顶光伏", en="Rooftop PV installed"))
        notes += [*elsewhere("rooftops", far), *panels.notes("rooftops", until=until), *_rooftop_notes(panels, twice)]
        total = _less(_joined(running, kilowatts), float(twice["kw"].sum()) / _KILO)
        if own.empty and kilowatts.value is None:  # a map without any is no list from which to know that there are none
            panels = rooftops = None
            notes.append(NOT_LISTED.fill(layer=Text(zh="{rooftops}", en="{rooftops}")))
    elif _SOLAR in kinds:
        total = _joined(running, Amount(None))
        notes.append(
            Text(zh="没有屋顶光伏的资料,合计是下限。", en="Nobody lists rooftop PV: the sum is a lower bound.")
        )
    measures |= _measures(stations, total, target)
    if roofs is not None:
        if dc_ac_ratio is None:
            raise needed(_RATIO)
        # what stands takes room whatever the year
        left = room_on_roofs(roofs, rooftops, classes=classes, dc_ac_ratio=dc_ac_ratio, tolerance=tolerance)
        measures |= room_measures(left, None if target is None else gap_to(target, total))
        notes += room_notes(left)
    tables = _tables(stations, kinds, panels, by)
    if target is not None and measures["gap"].value is not None:
        tables["gap"] = gap_table(target, measures["capacity"], measures["gap"])
    return Result(measures, tables, tuple(notes))


def _tables(
    stations: Stations, kinds: tuple[str, ...], panels: Plants | None, by: gpd.GeoDataFrame | None
) -> dict[str, Table]:
    """Return the tables there are without a target too."""
    rows = _divided(stations.rows, by)
    tables = {
        "kinds": kinds_table(stations.rows, kinds, None if panels is None else panels.states),
        "plants": plants_table(rows, kinds, divided=by is not None),
    }
    if by is not None:
        tables["zones"] = zones_table(rows, kinds, None if panels is None else _divided(panels.rows, by), by)
    return tables


def _divided(rows: gpd.GeoDataFrame, by: gpd.GeoDataFrame | None) -> gpd.GeoDataFrame:
    return rows if by is None else rows.assign(division=division_of(rows.geometry, by))


def _joined(plants: Amount, rooftops: Amount) -> Amount:
    """Return the capacity of both; none where that of the plants is not known, be there rooftops or not."""
    return plants if plants.value is None else plants + rooftops


def _less(total: Amount, twice: float) -> Amount:
    """Return a capacity of which some may be entered twice [MW]."""
    low, high = total.ends
    return total if total.value is None or not twice else between(total.value, low - twice, high)


def _measure(amount: Amount, about: Text) -> Measure:
    if amount.high == math.inf:
        about = Text(zh=f"{about.zh};有的没有写容量,是下限", en=f"{about.en}; a lower bound, not all state theirs")
    return Measure(amount.value, "MW", about, amount.low, amount.high)


def _measures(stations: Stations, total: Amount, target: Megawatts | None) -> dict[str, Measure]:
    """Return the capacity in all, by kind, and of what only comes."""
    kinds = [kind for kind in KINDS if kind in stations.kinds]
    said = listed(KINDS[kind] for kind in kinds)
    more = Text(zh=",含屋顶光伏", en=", rooftops included") if _SOLAR in kinds else Text(zh="", en="")
    about = Text(zh=f"已投产的装机容量:{said.zh}{more.zh}", en=f"Capacity in operation: {said.en}{more.en}")
    measures = {"capacity": _measure(total, about)}
    for kind in kinds:
        about = Text(zh=f"其中{KINDS[kind].zh}电站", en=f"of which {KINDS[kind].en} plants")
        measures[f"capacity_{kind}"] = _measure(stations.of("operating", (kind,)), about)
    for state, about in (
        ("building", Text(zh="在建的电站(屋顶光伏以外)", en="Power plants being built, rooftops apart")),
        ("planned", Text(zh="前期(已规划或核准)的电站(屋顶光伏以外)", en="Power plants planned, rooftops apart")),
    ):
        measures[state] = _measure(stations.of(state), about)
    if target is not None:
        gap = gap_to(target, total)
        about = Text(zh=f"距 {target:g} 兆瓦还差", en=f"Missing to {target:g} MW")
        measures["gap"] = Measure(gap.value, "MW", about, gap.low, gap.high)
    own = stations.own[stations.own["state"] == "operating"]
    return measures | {
        "plants": Measure(float(len(own)), "plants", Text(zh="已投产的电站座数", en="Power plants in operation")),
        "plants_without_capacity": Measure(
            float(own["mw"].isna().sum()), "plants", Text(zh="其中没有写容量的", en="of which state no capacity")
        ),
    }


def _doubles(stations: Stations, panels: Plants, within: Metres | None, power: Percent) -> pd.DataFrame:
    """Return the rooftop plants that may be a solar plant of the other list."""
    solar = stations.rows[(stations.rows["kind"] == _SOLAR) & (stations.rows["state"] == "operating")]
    if within is None or solar.empty or panels.rows.empty:
        return panels.rows.iloc[:0]
    tree = shapely.STRtree(solar.geometry.to_numpy())
    row, plant = tree.query(panels.rows.geometry.to_numpy(), predicate="dwithin", distance=within)
    megawatts = panels.rows["kw"].to_numpy()[row] / _KILO
    other = solar["mw"].to_numpy()[plant]
    alike = np.abs(megawatts - other) <= power / 100 * other + 1e-9
    return panels.rows.iloc[np.unique(row[alike])]


def _rooftop_notes(panels: Plants, twice: pd.DataFrame) -> Iterator[Text]:
    if lacking := int(panels.rows["kw"].isna().sum()):
        yield Text(
            zh=f"{{rooftops}}中有 {lacking} 个没有写容量,未计入:合计是下限。",
            en=f"{lacking} of {{rooftops}} state no capacity and add nothing: the sum is a lower bound.",
        )
    if len(twice):
        names = "、".join(twice["name"].fillna("?"))
        yield Text(
            zh=f"有 {len(twice)} 个屋顶光伏与邻近的光伏电站容量相同,可能重复登记,下限不计,请核对:{names}。",
            en=f"{len(twice)} rooftop plants are as large as a solar plant beside them and may be entered twice; the "
            f"lower bound leaves them out, check: {names}.",
        )
