"""Coverage by road: what can be driven to a facility within a distance, of land, people and other places."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geo_ruijin.errors import MethodError
from geo_ruijin.methods.columns import DIVISION, NAME, RESIDENTS
from geo_ruijin.methods.coverage.tables import undivided
from geo_ruijin.methods.facilities import MOST_POINTS, ROUNDING
from geo_ruijin.methods.method import Divisions, DriveNetwork, Gives, People, Points, Polygons, declare
from geo_ruijin.methods.parameter import demand_above_0
from geo_ruijin.methods.reach import residents, zone_of, zones_of
from geo_ruijin.methods.shares import percent, percents
from geo_ruijin.network import Network
from geo_ruijin.results import Column, Measure, Result, Table
from geo_ruijin.text import Text
from geo_ruijin.units import Metres

_LAND = ("facilities", "region", "network")


@dataclass(frozen=True)
class _Driven:
    """Places, their weight, their zone, and which are within reach."""

    rows: gpd.GeoDataFrame
    weight: NDArray[np.float64]
    zone: NDArray[np.intp]
    reached: NDArray[np.bool_]

    def sum(self, *, reached: bool = False) -> float:
        return float(self.weight[self.reached].sum() if reached else self.weight.sum())

    def by_zone(self, count: int, *, reached: bool = False) -> NDArray[np.float64]:
        weight = np.where(self.reached, self.weight, 0) if reached else self.weight
        return np.bincount(self.zone, weights=weight, minlength=count).astype(np.float64)


@declare(
    measures={
        "land_share": Gives("%", of=_LAND),
        "people_share": Gives("%", of=(*_LAND, "people")),
        "sites_share": Gives("%", of=(*_LAND, "sites")),
        "land_area": Gives("km²", of=("region",)),
        "people": Gives("people", of=("region", "people")),
        "people_reached": Gives("people", of=(*_LAND, "people")),
        "sites": Gives("places", of=("region", "sites")),
        "sites_reached": Gives("places", of=(*_LAND, "sites")),
        "people_without_way": Gives("people", of=(*_LAND, "people")),
        "facilities": Gives("places", of=("facilities",)),
    },
    tables={
        "zones": (*_LAND, "people", "sites", "by"),
        "unreached_people": (*_LAND, "people", "by"),
        "unreached_sites": (*_LAND, "sites", "by"),
    },
)
def road_coverage(
    *,
    facilities: Points,
    region: Polygons,
    network: DriveNetwork,
    people: People | None = None,
    sites: Points | None = None,
    by: Divisions | None = None,
    radius: Metres,
    cell: Metres,
) -> Result:
    """Return which share of a region's land, people and sites has a facility within `radius` by road.

    Driving from there to the facility, one-ways kept: the straight leg to the nearest point on a drivable street, the
    way along the streets, the straight leg to the facility. Land is told by points at the centres of a grid's cells.

    Parameters
    ----------
    facilities
        Points; those outside the region count where they reach in.
    region
        Polygons: whose land, people and sites count.
    network
        The drivable streets.
    people
        Points with `people`, the residents each stands for.
    sites
        Other places to be reached (car parks), each counted once.
    by
        Polygons with `name` to report by.
    radius
        The driving distance that counts [m]; exactly at it is within.
    cell
        Size of the grid's cells [m].

    Raises
    ------
    MethodError
        If the region has no area, the radius or the cell is not above 0, or the grid is too fine for the region.
    """
    demand_above_0(radius)
    demand_above_0(cell, Text(zh="格网大小", en="the cell"))
    if cell > radius / 10:
        raise MethodError(
            Text(
                zh=f"格网 {cell:g} 米太粗,应不超过半径的十分之一({radius / 10:g} 米)",
                en=f"cells of {cell:g} m are too coarse: no more than a tenth of the radius, {radius / 10:g} m",
            )
        )
    area = shapely.union_all(region.geometry.to_numpy())
    zones = zones_of(area, by, region)
    doors = facilities.geometry
    land = _driven(_grid(area, cell, region), None, zones, doors, network, radius)
    km = f"{radius / 1000:g}"
    measures = {
        "land_share": _share(
            land,
            Text(
                zh=f"距{{facilities}}行车 {km} 公里以内的{{region}}用地 ÷ {{region}}用地",
                en=f"Land of {{region}} within {km} km of {{facilities}} by road / land of {{region}}",
            ),
        ),
        "land_area": Measure(area.area / 1e6, "km²", Text(zh="{region}面积(分母)", en="Area of {region}, denominator")),
        "facilities": Measure(
            float(len(facilities)),
            "places",
            Text(zh="所用{facilities}数量(含区域以外)", en="Number of {facilities} used, those outside included"),
        ),
    }
    parts, tables = {"land": land}, {}
    if people is not None:
        rows, _ = residents(people, area, zones)
        homes = _driven(rows, rows["people"].to_numpy(), zones, doors, network, radius)
        parts["people"] = homes
        measures |= _of_people(homes, km)
        tables["unreached_people"] = _unreached(
            homes,
            zones,
            Text(zh=f"行车 {km} 公里以内到不了{{facilities}}的居民", en=f"Residents beyond {km} km by road"),
        )
    if sites is not None:
        inside = sites[shapely.intersects(area, sites.geometry.to_numpy())]
        parts["sites"] = _driven(inside, None, zones, doors, network, radius)
        measures |= _of_sites(parts["sites"], km)
        tables["unreached_sites"] = _unreached(
            parts["sites"],
            zones,
            Text(zh=f"行车 {km} 公里以内到不了{{facilities}}的{{sites}}", en=f"{{sites}} beyond {km} km by road"),
        )
    if by is None:
        tables = {key: undivided(table) for key, table in tables.items()}
    else:
        tables = {"zones": _zones(parts, zones), **tables}
    note = Text(
        zh=f"用地按 {cell:g} 米格网的格心计,共 {len(land.rows)} 点,每点代表 {cell**2:,.0f} 平方米;"
        f"覆盖率的误差不超过覆盖边界所经格子的面积占比。行车方向为由各处前往{{facilities}},单行道已计入,未计转向限制。",
        en=f"Land is told by {len(land.rows)} points at the centres of {cell:g} m cells, each of {cell**2:,.0f} m²; "
        "the share is off by no more than the cells its edge runs through. Driving is from there to {facilities}; "
        "one-ways are kept, turn restrictions are not known.",
    )
    return Result(measures, tables, (note,))


def _grid(area: BaseGeometry, cell: Metres, region: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the centres of the cells of a grid that lie in an area; the grid's lines are whole multiples of `cell`."""
    if not area.area:
        raise MethodError(Text(zh="区域没有面积", en="the region has no area"))
    west, south, east, north = area.bounds
    x, y = (np.arange(np.floor(a / cell) + 0.5, np.ceil(b / cell)) * cell for a, b in ((west, east), (south, north)))
    if len(x) * len(y) > MOST_POINTS:
        raise MethodError(
            Text(
                zh=f"格网太细:{len(x) * len(y):,} 点,上限 {MOST_POINTS:,}。请加大 cell。",
                en=f"the grid is too fine: {len(x) * len(y):,} points are more than {MOST_POINTS:,}. Make cell larger.",
            )
        )
    places = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)
    shapely.prepare(area)
    inside = places[shapely.contains_xy(area, places)]
    if not len(inside):
        raise MethodError(
            Text(zh="区域比一个格子还小。请减小 cell。", en="the region is smaller than a cell. Make cell smaller.")
        )
    return gpd.GeoDataFrame(geometry=shapely.points(inside), crs=region.crs)


def _driven(
    rows: gpd.GeoDataFrame,
    weight: NDArray[np.float64] | None,
    zones: gpd.GeoDataFrame,
    doors: gpd.GeoSeries,
    network: Network,
    radius: Metres,
) -> _Driven:
    ways = network.journeys(rows.geometry, doors)
    told = rows.assign(distance=ways["distance"].to_numpy(), island=ways["island"].to_numpy())
    counted = np.ones(len(rows)) if weight is None else weight
    reached = (told["distance"] <= radius + ROUNDING).to_numpy()
    return _Driven(told, counted, zone_of(rows.geometry, zones), reached)


def _share(part: _Driven, about: Text) -> Measure:
    return Measure(percent(part.sum(reached=True), part.sum()), "%", about)


def _of_people(homes: _Driven, km: str) -> dict[str, Measure]:
    return {
        "people_share": _share(
            homes,
            Text(
                zh=f"{{region}}内行车 {km} 公里以内有{{facilities}}的居民 ÷ {{region}}内居民",
                en=f"Residents of {{region}} within {km} km of {{facilities}} by road / residents of {{region}}",
            ),
        ),
        "people": Measure(
            homes.sum(), "people", Text(zh="{region}内居民(分母)", en="Residents of {region}, denominator")
        ),
        "people_reached": Measure(
            homes.sum(reached=True),
            "people",
            Text(zh=f"行车 {km} 公里以内的居民", en=f"Residents within {km} km by road"),
        ),
        "people_without_way": Measure(
            float(homes.weight[homes.rows["island"].to_numpy(dtype=bool)].sum()),
            "people",
            Text(
                zh="最近的车行道路与任何{facilities}都不连通的居民(计为未覆盖)",
                en="Residents whose nearest drivable street leads to none of {facilities}, counted as not reached",
            ),
        ),
    }


def _of_sites(sites: _Driven, km: str) -> dict[str, Measure]:
    return {
        "sites_share": _share(
            sites,
            Text(
                zh=f"{{region}}内行车 {km} 公里以内有{{facilities}}的{{sites}} ÷ {{region}}内{{sites}}",
                en=f"{{sites}} of {{region}} within {km} km of {{facilities}} by road / {{sites}} of {{region}}",
            ),
        ),
        "sites": Measure(
            sites.sum(), "places", Text(zh="{region}内{sites}数(分母)", en="Number of {sites} in {region}")
        ),
        "sites_reached": Measure(
            sites.sum(reached=True),
            "places",
            Text(zh=f"行车 {km} 公里以内的{{sites}}数", en=f"{{sites}} within {km} km by road"),
        ),
    }


def _unreached(part: _Driven, zones: gpd.GeoDataFrame, title: Text) -> Table:
    """Return what is out of reach: the most people first, else the furthest."""
    rows = part.rows.assign(division=zones["name"].to_numpy()[part.zone])[~part.reached]
    first = [column for column in ("people",) if column in rows]
    ranked = rows.sort_values(
        [*first, "distance"], ascending=False, kind="stable", ignore_index=True, na_position="first"
    )
    columns = {"division": DIVISION}
    if first:
        columns["people"] = RESIDENTS
    elif "name" in ranked:
        columns["name"] = NAME
    columns["distance"] = Column(Text(zh="行车距离", en="Distance by road"), "m")
    return Table(title, ranked[[*columns, "geometry"]], columns)


def _zones(parts: dict[str, _Driven], zones: gpd.GeoDataFrame) -> Table:
    """Return the divisions with each share."""
    words = {
        "land": Text(zh="用地覆盖率", en="Land share"),
        "people": Text(zh="人口覆盖率", en="People share"),
        "sites": Text(zh="{sites}覆盖率", en="{sites}, share"),
    }
    table = zones.assign(area=zones.area / 1e6)
    columns = {
        "name": DIVISION,
        "area": Column(Text(zh="{region}面积", en="Area of {region}"), "km²"),
    }
    for key, part in parts.items():
        whole = part.by_zone(len(zones))
        table[f"{key}_share"] = percents(part.by_zone(len(zones), reached=True), whole)
        if key != "land":
            table[key] = whole
            columns[key] = Column(
                Text(zh="居民", en="Residents") if key == "people" else Text(zh="{sites}", en="{sites}"),
                "people" if key == "people" else "1",
            )
        columns[f"{key}_share"] = Column(words[key], "%")
    ranked = table.sort_values("area", ascending=False, kind="stable", ignore_index=True)
    return Table(Text(zh="{region}的行车覆盖(按区划)", en="Coverage of {region} by road, by division"), ranked, columns)
