"""Multiple coverage: how many facilities are within reach of somebody, and who depends on a single one."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial import KDTree

from geo_ruijin.errors import MethodError
from geo_ruijin.methods.columns import DIVISION, RESIDENTS
from geo_ruijin.methods.facilities import ROUNDING, chained
from geo_ruijin.methods.method import Divisions, Gives, People, Points, Polygons, WalkNetwork, declare
from geo_ruijin.methods.parameter import demand_above_0
from geo_ruijin.methods.reach import residents, zones_of
from geo_ruijin.methods.shares import percent, percents
from geo_ruijin.results import Column, Measure, Result, Table
from geo_ruijin.text import Text
from geo_ruijin.units import Metres

#: From this many on facilities are counted together in the table by number.
MANY = 5

_CIRCLES = ("facilities", "region", "people")
_WALKS = (*_CIRCLES, "network")


@declare(
    measures={
        "twice_share_circles": Gives("%", of=_CIRCLES),
        "twice_share_walking": Gives("%", of=_WALKS),
        "once_share_circles": Gives("%", of=_CIRCLES),
        "once_share_walking": Gives("%", of=_WALKS),
        "mean_circles": Gives("1", of=_CIRCLES),
        "mean_walking": Gives("1", of=_WALKS),
        "people": Gives("people", of=("region", "people")),
    },
    tables={"numbers": _WALKS, "zones": (*_WALKS, "by"), "single": (*_WALKS, "by")},
)
def multiple_coverage(
    *,
    facilities: Points,
    region: Polygons,
    people: People,
    network: WalkNetwork | None = None,
    by: Divisions | None = None,
    radius: Metres,
    same_place: Metres | None = None,
) -> Result:
    """Return how many facilities the people of a region have within `radius`, in a straight line and walking.

    Who has two or more within reach keeps one when another is closed (backup coverage); who has a single one does not.

    Parameters
    ----------
    facilities
        Points; those outside the region count where they reach in.
    region
        Polygons: whose people count.
    people
        Points with `people`, the residents each stands for.
    network
        The streets; without them only straight lines are counted.
    by
        Polygons with `name` to report by.
    radius
        The reach [m]; exactly at the radius is within reach.
    same_place
        Facilities of which no two are further apart than this are one place: the two sides of a road [m]. Without it
        each counts.

    Raises
    ------
    MethodError
        If the radius is not above 0, or the people of a home are no number or below 0.

    References
    ----------
    K. Hogan and C. ReVelle (1986), Concepts and applications of backup coverage, doi:10.1287/mnsc.32.11.1434.
    """
    demand_above_0(radius)
    if same_place is not None and same_place >= radius:
        raise MethodError(
            Text(
                zh=f"同一处的距离 {same_place:g} 米应小于半径 {radius:g} 米",
                en=f"same_place, {same_place:g} m, should be less than the radius, {radius:g} m",
            )
        )
    area = shapely.union_all(region.geometry.to_numpy())
    zones = zones_of(area, by, region)
    rows, _ = residents(people, area, zones)
    stops = KDTree(shapely.get_coordinates(facilities.geometry.to_numpy()))
    homes = KDTree(shapely.get_coordinates(rows.geometry.to_numpy()))
    of = _places(stops, same_place)
    near = homes.sparse_distance_matrix(stops, radius + ROUNDING, output_type="coo_matrix")
    rows["circles"] = _number(near.row, of[near.col], len(rows))
    readings = {"circles": Text(zh="圆", en="circles")}
    if network is not None:
        reached = network.pairs(rows.geometry, facilities.geometry, limit=radius + ROUNDING)
        rows["walking"] = _number(
            np.repeat(np.arange(len(rows)), np.diff(reached.indptr)), of[reached.indices], len(rows)
        )
        readings["walking"] = Text(zh="步行", en="walking")
    counted = rows["people"].to_numpy()
    measures: dict[str, Measure] = {}
    for reading, word in readings.items():
        measures |= _measures(rows[reading].to_numpy(), counted, reading, word, f"{radius:g}")
    measures["people"] = Measure(
        float(counted.sum()), "people", Text(zh="{region}内居民(分母)", en="Residents of {region}, denominator")
    )
    tables = {"numbers": _numbers(rows, readings)}
    if by is not None:
        tables["zones"] = _zones(rows, zones, readings)
    last = list(readings)[-1]
    tables["single"] = _single(rows[rows[last] == 1], zones, readings[last], named=by is not None)
    notes = []
    if same_place is not None and (places := len(np.unique(of))) < len(of):
        notes.append(
            Text(
                zh=f"相距不超过 {same_place:g} 米的{{facilities}}算一处(道路两侧的站台):{len(of)} 个合为 {places} 处。",
                en=f"{{facilities}} no further apart than {same_place:g} m are one, as the two sides of a road: "
                f"{len(of)} are {places} places.",
            )
        )
    return Result(measures, tables, tuple(notes))


def _places(stops: KDTree, apart: Metres | None) -> NDArray[np.intp]:
    """Return the number of the place each facility is at."""
    if apart is None:
        return np.arange(stops.n)
    demand_above_0(apart, Text(zh="同一处的距离(same_place)", en="same_place"))
    one, other = stops.query_pairs(apart + ROUNDING, output_type="ndarray").T
    chain = chained(one, other, stops.n)
    place = np.empty(stops.n, dtype=np.intp)
    known = 0
    for rows in pd.Series(np.arange(stops.n)).groupby(chain).agg(list):
        # of a chain of stops along a road, only those go together of which no two are further apart
        own = fcluster(linkage(stops.data[rows], "complete"), apart + ROUNDING, "distance") if len(rows) > 1 else [1]
        place[rows] = known + np.asarray(own)
        known += int(np.max(own))
    return place


def _number(home: NDArray[np.intp], place: NDArray[np.intp], count: int) -> NDArray[np.intp]:
    """Return how many different places each home is paired with."""
    pairs = np.unique(np.stack([home, place]), axis=1)
    return np.bincount(pairs[0], minlength=count)


def _measures(
    number: NDArray[np.int_], people: NDArray[np.float64], reading: str, word: Text, r: str
) -> dict[str, Measure]:
    total = float(people.sum())
    how = Text(
        zh=f"沿路步行 {r} 米以内" if reading == "walking" else f"直线 {r} 米以内",
        en=f"within {r} m along the streets" if reading == "walking" else f"within {r} m in a straight line",
    )

    def share(least: int) -> float | None:
        return percent(float(people[number >= least].sum()), total)

    def about(least: int) -> Text:
        return Text(
            zh=f"({word.zh}){{region}}内{how.zh}有 {least} 处以上{{facilities}}的居民 ÷ {{region}}内居民",
            en=f"({word.en}) residents of {{region}} with {least} or more of {{facilities}} {how.en} / residents of "
            "{region}",
        )

    mean = float((number * people).sum()) / total if total else None
    return {
        f"twice_share_{reading}": Measure(share(2), "%", about(2)),
        f"once_share_{reading}": Measure(share(1), "%", about(1)),
        f"mean_{reading}": Measure(
            mean,
            "1",
            Text(
                zh=f"({word.zh})每位居民{how.zh}的{{facilities}}数,按人平均",
                en=f"({word.en}) number of {{facilities}} {how.en}, mean over residents",
            ),
        ),
    }


def _numbers(rows: gpd.GeoDataFrame, readings: dict[str, Text]) -> Table:
    """Return how many people have none, one, two … within reach."""
    names = [*(str(number) for number in range(MANY)), f"≥ {MANY}"]
    table = pd.DataFrame({"number": names})
    columns = {"number": Column(Text(zh="可达{facilities}数", en="Number of {facilities} in reach"))}
    for reading, word in readings.items():
        number = np.minimum(rows[reading].to_numpy(), MANY)
        table[f"people_{reading}"] = np.bincount(number, weights=rows["people"], minlength=MANY + 1)
        total = table[f"people_{reading}"].sum()
        table[f"share_{reading}"] = percents(table[f"people_{reading}"], total)
        columns[f"people_{reading}"] = Column(Text(zh=f"居民({word.zh})", en=f"Residents, {word.en}"), "people")
        columns[f"share_{reading}"] = Column(Text(zh=f"占比({word.zh})", en=f"Share, {word.en}"), "%")
    return Table(Text(zh="居民可达的{facilities}数", en="Residents by number of {facilities} in reach"), table, columns)


def _zones(rows: gpd.GeoDataFrame, zones: gpd.GeoDataFrame, readings: dict[str, Text]) -> Table:
    """Return the divisions with the share of people who have two or more within reach."""
    table = zones.assign(people=np.bincount(rows["zone"], weights=rows["people"], minlength=len(zones)))
    columns = {
        "name": DIVISION,
        "people": RESIDENTS,
    }
    for reading, word in readings.items():
        for least, key in ((2, "twice"), (1, "once")):
            reached = rows[rows[reading] >= least]
            people = np.bincount(reached["zone"], weights=reached["people"], minlength=len(zones))
            table[f"{key}_{reading}"] = percents(people, table["people"])
            columns[f"{key}_{reading}"] = Column(
                Text(zh=f"{least} 处以上可达的人口比({word.zh})", en=f"Share with {least} or more, {word.en}"), "%"
            )
    title = Text(zh="多重覆盖(按区划)", en="Multiple coverage by division")
    return Table(title, table.sort_values("people", ascending=False, kind="stable", ignore_index=True), columns)


def _single(rows: gpd.GeoDataFrame, zones: gpd.GeoDataFrame, word: Text, *, named: bool) -> Table:
    """Return the homes that depend on a single facility, most people first."""
    ranked = rows.sort_values("people", ascending=False, kind="stable", ignore_index=True)
    columns = {"people": RESIDENTS}
    if named:
        ranked["name"] = zones["name"].to_numpy()[ranked["zone"]]
        columns = {"name": DIVISION, **columns}
    title = Text(
        zh=f"只有一处{{facilities}}可达的居民({word.zh})",
        en=f"Residents with a single one of {{facilities}}, {word.en}",
    )
    return Table(title, ranked[[*columns, "geometry"]], columns)
