"""A layer as OpenStreetMap has it, in and around a place."""

from __future__ import annotations

import geopandas as gpd

from geo_ruijin.errors import NoDataError
from geo_ruijin.fetch.place import Place
from geo_ruijin.layers import read_layer
from geo_ruijin.project import Project
from geo_ruijin.sources.maps import OpenStreetMap, polygonal
from geo_ruijin.sources.people import spread_people
from geo_ruijin.sources.store import Origin
from geo_ruijin.spec import (
    OsmBoundarySource,
    OsmDivisionsSource,
    OsmKind,
    OsmPeopleSource,
    OsmSource,
    OsmStreetsSource,
)
from geo_ruijin.text import Text

#: How far beyond the boundary features are fetched: a stop across the border serves people on this side [m].
MARGIN = 2000.0

#: The layer whose buildings people are spread over.
BUILDINGS = "buildings"


def bring(
    project: Project, name: str, kind: OsmKind, source: OpenStreetMap, place: Place
) -> tuple[gpd.GeoDataFrame | None, Origin]:
    """Return the features of a layer, None where the map has none, and where they are from.

    Raises
    ------
    NoDataError
        If the place is not known, or the map cannot be asked for its boundary.
    SourceError
        If the map cannot be read or reached.
    """
    if isinstance(kind, OsmPeopleSource):
        return _people(project, kind, place())
    if isinstance(kind, OsmBoundarySource):
        return _boundary(project, source), source.origin()
    return _around(project, name, kind, source, place()), source.origin()


def _boundary(project: Project, source: OpenStreetMap) -> gpd.GeoDataFrame:
    found = source.boundary(project.plan.place.zh)
    if found is None:
        raise NoDataError(
            Text(
                zh="联网不能按地名找边界。请用 geo-ruijin add boundary 边界文件 加入,或用 --pbf 提供 .osm.pbf 文件。",
                en="Online no boundary is found by a place's name. Add a file of it with geo-ruijin add boundary FILE, "
                "or give an .osm.pbf file with --pbf.",
            )
        )
    return found


def _around(
    project: Project, name: str, kind: OsmKind, source: OpenStreetMap, place: gpd.GeoDataFrame
) -> gpd.GeoDataFrame | None:
    """Return the features of a layer in and around the place."""
    degrees = place.to_crs("EPSG:4326")
    if isinstance(kind, OsmDivisionsSource):
        return source.divisions(degrees)
    area = polygonal(place.geometry.buffer(MARGIN))
    if isinstance(kind, OsmStreetsSource):
        return source.streets(area)
    if not isinstance(kind, OsmSource):
        return None
    geometry = project.layers[name].geometry
    if geometry not in ("point", "line", "polygon"):
        return None
    found = source.features(area, tags=kind.tags, geometry=geometry, columns=kind.columns)
    return found.clip(degrees, keep_geom_type=True).sort_index().reset_index(drop=True) if kind.clip else found


def _people(project: Project, kind: OsmPeopleSource, place: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, Origin]:
    """Return the people of the place at its housing, and where that is from: whatever buildings the project has."""
    folder = project.folder / "layers"
    if BUILDINGS not in project.layers:
        raise NoDataError(
            Text(
                zh="没有 layers/buildings.toml,无法分摊人口",
                en="there is no layers/buildings.toml to spread people over",
            )
        )
    layer = read_layer(BUILDINGS, project.layers[BUILDINGS], folder=folder, crs=project.plan.crs)
    inside = layer.features[layer.features.representative_point().within(place.union_all())]
    record = layer.record
    origin = Origin(
        zh=f"{kind.total:,.0f} 人({kind.total_from.zh})按住宅建筑面积分摊"
        f"(只标 building=yes 而无其他用途的计为住宅,未标层数的按 {kind.storeys:g} 层):{record.source.zh}",
        en=f"{kind.total:,.0f} people ({kind.total_from.en}) spread over housing by floor area "
        f"(building=yes without another use counts as housing, {kind.storeys:g} storeys where none are tagged): "
        f"{record.source.en}",
        date=record.date,
        licence=record.licence or "",
    )
    return spread_people(inside, total=kind.total, storeys=kind.storeys), origin
