"""Bring a project's layers from OpenStreetMap and keep them.

With the sources it calls, this is the one part that touches the network; `run` reads what is kept. Each layer is kept
as it comes, so a fetch that was broken off goes on where it stopped.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from pathlib import Path
from typing import get_args

import geopandas as gpd
import numpy as np
import pandas as pd

from geo_ruijin.errors import Fault, FaultsError, GeoRuijinError, NoDataError, closest
from geo_ruijin.layers import read_layer
from geo_ruijin.project import Project
from geo_ruijin.reading import BOUNDARY, Step
from geo_ruijin.sources.maps import OpenStreetMap, polygonal
from geo_ruijin.sources.people import spread_people
from geo_ruijin.sources.store import fetched_path, write_fetched
from geo_ruijin.spec import (
    ColumnSpec,
    LayerSpec,
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


@dataclass(frozen=True)
class Fetched:
    """What became of one layer.

    Attributes
    ----------
    features
        How many were brought.
    kept
        Whether the layer is there now.
    failed
        Whether to ask again may help; false where the map was asked and has none.
    why
        Why nothing was brought.
    """

    name: str
    title: Text
    features: int = 0
    kept: bool = False
    failed: bool = False
    why: Text | None = None


_THERE = Text(zh="已有,未重新获取", en="there already")


def fetch_layers(
    project: Project, source: OpenStreetMap, *, step: Step, names: Collection[str] = (), refresh: bool = False
) -> list[Fetched]:
    """Bring the layers that have a source in OpenStreetMap; one that fails stops no other.

    Parameters
    ----------
    project
        The project; what is brought is kept below its layers folder.
    source
        Where to bring it from.
    step
        Called with what is being done; used as a context for as long.
    names
        The layers to bring; all that have such a source where none is named.
    refresh
        Whether to bring again what is there already.

    Raises
    ------
    FaultsError
        If a name is none of the project's layers, or a layer has no source in OpenStreetMap.
    SourceError, NoDataError
        If no layer has such a source, or the boundary of the place is not there and cannot be brought.
    """
    wanted = _wanted(project, names)
    done: list[Fetched] = []
    # The boundary comes first, since all others are asked for around it; people last, since they stand on buildings.
    order = sorted(wanted, key=lambda name: (name != BOUNDARY, isinstance(wanted[name], OsmPeopleSource), name))
    for name in order:
        spec = project.layers[name]
        if fetched_path(project.folder / "layers", name).is_file() and not refresh:
            done.append(Fetched(name, spec.title, kept=True, why=_THERE))
            continue
        with step(Text(zh=f"获取:{spec.title.zh}", en=f"Fetching: {spec.title.en}")):
            try:
                done.append(_fetch(project, name, wanted[name], source))
            except GeoRuijinError as error:
                if name == BOUNDARY and not _has_place(project):
                    raise
                done.append(Fetched(name, spec.title, failed=True, why=error.message))
    return done


def _wanted(project: Project, names: Collection[str]) -> dict[str, OsmKind]:
    """Return the source in OpenStreetMap of each layer to bring."""
    known = {name: source for name, spec in project.layers.items() if (source := _osm_source(spec)) is not None}
    unknown = [
        Fault(
            f"layers/{name}.toml",
            "",
            Text(
                zh=f"没有“{name}”这个可从 OpenStreetMap 获取的图层",
                en=f"no layer '{name}' can be had from OpenStreetMap",
            ),
            closest(name, known),
        )
        for name in names
        if name not in known
    ]
    if unknown:
        raise FaultsError(unknown)
    if not known:
        raise NoDataError(
            Text(
                zh='没有图层可从 OpenStreetMap 获取:layers/*.toml 里没有 kind = "osm…" 的来源。',
                en='no layer can be had from OpenStreetMap: no layers/*.toml has a source of kind = "osm…".',
            )
        )
    return {name: known[name] for name in names} if names else known


def _osm_source(spec: LayerSpec) -> OsmKind | None:
    return next((source for source in spec.sources if isinstance(source, get_args(OsmKind))), None)


def _fetch(project: Project, name: str, kind: OsmKind, source: OpenStreetMap) -> Fetched:
    folder, spec = project.folder / "layers", project.layers[name]
    if isinstance(kind, OsmBoundarySource):
        found = source.boundary(project.plan.place.zh)
        if found is None and _has_place(project):
            return Fetched(name, spec.title, kept=True, why=_THERE)
        if found is None:
            raise NoDataError(
                Text(
                    zh="联网不能按地名找边界。请把边界文件放进 layers/data/own/ 并写入 layers/boundary.toml,"
                    "或用 --pbf 提供 .osm.pbf 文件。",
                    en="Online no boundary is found by a place's name. Put a file with it under layers/data/own/ and "
                    "name it in layers/boundary.toml, or give an .osm.pbf file with --pbf.",
                )
            )
    else:
        place = _place(project, folder)
        found = _around(project, name, kind, source, place)
    if found is None or found.empty:
        what = Text(zh="OpenStreetMap 上没有", en="OpenStreetMap has none")
        return Fetched(name, spec.title, why=what)
    origin = source.origin()
    if isinstance(kind, OsmPeopleSource):
        origin = replace(
            origin,
            zh=f"{kind.total:,.0f} 人({kind.total_from.zh})按住宅建筑面积分摊"
            f"(只标 building=yes 而无其他用途的计为住宅,未标层数的按 {kind.storeys:g} 层):{origin.zh}",
            en=f"{kind.total:,.0f} people ({kind.total_from.en}) spread over housing by floor area "
            f"(building=yes without another use counts as housing, {kind.storeys:g} storeys where none are tagged): "
            f"{origin.en}",
        )
    write_fetched(found, fetched_path(folder, name), origin=origin)
    return Fetched(name, spec.title, features=len(found), kept=True)


def _around(
    project: Project, name: str, kind: OsmKind, source: OpenStreetMap, place: gpd.GeoDataFrame
) -> gpd.GeoDataFrame | None:
    """Return the features of a layer in and around the place."""
    degrees = place.to_crs("EPSG:4326")
    if isinstance(kind, OsmDivisionsSource):
        return source.divisions(degrees)
    if isinstance(kind, OsmPeopleSource):
        return _people(project, kind, place)
    area = polygonal(place.geometry.buffer(MARGIN))
    if isinstance(kind, OsmStreetsSource):
        return source.streets(area)
    if not isinstance(kind, OsmSource):
        return None
    geometry = project.layers[name].geometry
    if geometry not in ("point", "line", "polygon"):
        return None
    found = source.features(area, tags=kind.tags, geometry=geometry, columns=kind.columns)
    for column, declared in project.layers[name].columns.items():
        if column in kind.columns and declared.type in ("number", "integer"):
            found[column] = _numbers(found[column], declared)
    return found.clip(degrees, keep_geom_type=True).sort_index().reset_index(drop=True) if kind.clip else found


def _numbers(values: pd.Series, declared: ColumnSpec) -> pd.Series:
    """Return the numbers among tags, which are free text: what the layer does not allow is missing."""
    numbers = pd.to_numeric(values, errors="coerce")
    low = -np.inf if declared.min is None else declared.min
    high = np.inf if declared.max is None else declared.max
    whole = (numbers % 1 == 0) | (declared.type == "number")
    return numbers.where(np.isfinite(numbers) & numbers.between(low, high) & whole)


def _has_place(project: Project) -> bool:
    try:
        _place(project, project.folder / "layers")
    except GeoRuijinError:
        return False
    return True


def _place(project: Project, folder: Path) -> gpd.GeoDataFrame:
    """Return the boundary of the place, in the project's coordinate system."""
    if BOUNDARY not in project.layers:
        raise NoDataError(Text(zh="项目没有 layers/boundary.toml", en="the project has no layers/boundary.toml"))
    return read_layer(BOUNDARY, project.layers[BOUNDARY], folder=folder, crs=project.plan.crs).features


def _people(project: Project, kind: OsmPeopleSource, place: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    folder = project.folder / "layers"
    if BUILDINGS not in project.layers:
        raise NoDataError(
            Text(
                zh="没有 layers/buildings.toml,无法分摊人口",
                en="there is no layers/buildings.toml to spread people over",
            )
        )
    buildings = read_layer(BUILDINGS, project.layers[BUILDINGS], folder=folder, crs=project.plan.crs).features
    inside = buildings[buildings.representative_point().within(place.union_all())]
    return spread_people(inside, total=kind.total, storeys=kind.storeys)
