"""People counted by zones — cells of a raster, townships — brought to points in a place, with nobody lost."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import shapely
from shapely.geometry.base import BaseGeometry

from geo_ruijin.errors import Fault
from geo_ruijin.sources.people import spread_over_homes
from geo_ruijin.sources.rasters import open_raster, population_cells
from geo_ruijin.spec import ColumnSpec
from geo_ruijin.text import Text
from geo_ruijin.windows import bent_into

#: The column with the people, of a layer and of its zones.
PEOPLE = "people"

_NAMED = 8  # words of a column in a message

#: Which share of their area zones may overlap by, as borders drawn twice do; the cells of a raster never do.
_SLIVERS = 0.01
_FEW = 20_000

#: Which share of the people may live where no housing is known, before it is the housing that is not known.
_HOMELESS = 0.25

#: Less than this share of the people is what double arithmetic leaves [1].
_NOBODY = 1e-9


def zones_of_raster(path: Path, column: ColumnSpec, *, place: BaseGeometry, crs: str, file: str) -> gpd.GeoDataFrame:
    """Return the cells of a population raster that touch a place, as polygons with the people of each.

    Parameters
    ----------
    path
        The raster, whose cells hold people, not people per km².
    column
        What the layer declares of its people.
    place, crs
        The place, and its coordinate system.
    file
        The layer's TOML file, for readers.

    Raises
    ------
    FaultsError, SourceError
        As of `open_raster`.
    """
    raster = open_raster(path, columns={PEOPLE: column}, values={}, file=file)
    there = bent_into(gpd.GeoSeries([place], crs=crs), raster.crs)
    west, south, east, north = (float(side) for side in there.total_bounds)
    cells = population_cells(raster, PEOPLE, bounds=(west, south, east, north))
    shapely.prepare(place)
    return cells[shapely.intersects(place, cells.to_crs(crs).geometry.to_numpy())].reset_index(drop=True)


def at_points(
    zones: gpd.GeoDataFrame,
    *,
    place: BaseGeometry | None,
    buildings: gpd.GeoDataFrame | None,
    storeys: float,
    file: str,
    where: str,
) -> tuple[gpd.GeoDataFrame, list[Fault]]:
    """Return the people of zones as points in a place, and what a reader must know of how.

    A zone that lies partly in the place has its people there by the share of its area. With buildings they are spread
    over the floor area of housing, else each zone's are at a point in it.

    Parameters
    ----------
    zones
        Polygons with `people`, in a coordinate system in metres.
    place
        The boundary, in the same system; all people count where None.
    buildings
        As of `spread_over_homes`.
    storeys
        Assumed where a building does not say how many it has.
    file, where
        The layer's TOML file and the source in it, for readers.
    """
    inside = zones if place is None else _inside(zones, place)
    outside = float(zones[PEOPLE].sum() - inside[PEOPLE].sum())
    faults = []
    if outside > _NOBODY * float(zones[PEOPLE].sum()):
        what = Text(
            zh=f"边界之外的 {outside:,.0f} 人不计入(跨界的按面积分)",
            en=f"{outside:,.0f} people outside the boundary do not count (of zones across it by their area)",
        )
        faults.append(Fault(file, where, what, serious=False))
    if buildings is None:
        return inside.set_geometry(inside.geometry.representative_point()), faults
    housed = spread_over_homes(inside, buildings, storeys=storeys)
    if housed.people_unhoused > _HOMELESS * float(inside[PEOPLE].sum()):
        seen = buildings["use"].dropna().astype(str).value_counts().index[:_NAMED].tolist()
        what = Text(
            zh=f"{housed.people_unhoused:,.0f} 人所在的单元没有住宅,超过总数的 {_HOMELESS:.0%}。"
            f"建筑的 use 有:{'、'.join(seen)}",
            en=f"no housing is known for {housed.people_unhoused:,.0f} people, more than {_HOMELESS:.0%} of all. The "
            f"buildings' use is: {', '.join(seen)}",
        )
        cure = Text(
            zh="请补全建筑,或给建筑图层写取值:--values use:居住=residential。",
            en="Add the missing buildings, or give their layer our words: --values use:居住=residential.",
        )
        faults.append(Fault(file, where, what, cure))
    elif housed.unhoused:
        what = Text(
            zh=f"{housed.unhoused} 个单元没有住宅,其 {housed.people_unhoused:,.0f} 人放在单元内一点",
            en=f"{housed.unhoused} zones have no housing: their {housed.people_unhoused:,.0f} people are at a point in "
            "each",
        )
        faults.append(Fault(file, where, what, serious=False))
    return housed.homes, faults


def overlapping(zones: gpd.GeoDataFrame, *, file: str, where: str) -> list[Fault]:
    """Return that zones lie over one another, where people would count twice: a total among its parts, above all."""
    shapes = zones.geometry.to_numpy()
    twice = 1 - shapely.area(shapely.union_all(shapes)) / shapely.area(shapes).sum() if len(shapes) <= _FEW else 0
    if twice <= _SLIVERS:
        return []
    what = Text(
        zh=f"人口单元互相重叠,占面积的 {twice:.1%}:其中的人会重复计入",
        en=f"zones of people lie over one another, {twice:.1%} of their area: the people there would count twice",
    )
    cure = Text(zh="请去掉合计行和重复的单元。", en="Take out rows of totals, and zones that are there twice.")
    return [Fault(file, where, what, cure)]


def _inside(zones: gpd.GeoDataFrame, place: BaseGeometry) -> gpd.GeoDataFrame:
    """Return the parts of zones in a place, with their share of the people."""
    shapely.prepare(place)
    shapes = zones.geometry.to_numpy()
    touching = shapely.intersects(place, shapes)
    kept, shapes = zones[touching], shapes[touching]
    crossing = ~shapely.contains(place, shapes)
    parts = shapes.copy()
    parts[crossing] = shapely.intersection(shapes[crossing], place)
    share = shapely.area(parts) / shapely.area(shapes)
    found = kept.assign(**{PEOPLE: kept[PEOPLE].to_numpy(dtype=float) * share}).set_geometry(
        gpd.GeoSeries(parts, index=kept.index, crs=zones.crs)
    )
    return found[found[PEOPLE] > 0]
