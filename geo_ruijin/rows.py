"""The rows of one source of a layer, checked and in the project's coordinate system."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

import geopandas as gpd
import pandas as pd
from pyproj import CRS
from shapely.geometry.base import BaseGeometry

from geo_ruijin import cache
from geo_ruijin.checks import SHAPES, check_columns
from geo_ruijin.choice import Choice, shown
from geo_ruijin.columns import in_our_words
from geo_ruijin.errors import Fault, FaultsError, SourceError
from geo_ruijin.georeference import Georeference, declared, placed, shifted_cells
from geo_ruijin.inhabitants import PEOPLE, at_points, overlapping, zones_of_raster
from geo_ruijin.record import BOUNDARY
from geo_ruijin.solar.weather_checks import check_weather
from geo_ruijin.sources.files import read_file
from geo_ruijin.sources.rasters import is_raster
from geo_ruijin.sources.store import asked_of, read_origin
from geo_ruijin.spec import DatabaseSource, FileSource, LayerSpec, OwnSource, ProductSource, Source
from geo_ruijin.text import Text

#: Rows, what is wrong with them, and what their coordinates were in; None of a table.
Read = tuple[pd.DataFrame, list[Fault], Georeference | None]

#: Returns the buildings of another layer, None where it has no data.
Housing = Callable[[str], gpd.GeoDataFrame | None]


@dataclass(frozen=True)
class Setting:
    """What rows are read for.

    Attributes
    ----------
    folder
        The layers folder.
    crs
        The project's coordinate system.
    place
        The boundary of the place in it; None where it is not known.
    housing
        Returns the buildings that people are spread over.
    cache
        The folder that keeps rows already checked; none are kept where None.
    """

    folder: Path
    crs: str
    place: BaseGeometry | None
    housing: Housing
    cache: Path | None


def kept_rows(choice: Choice, digest: str, name: str, spec: LayerSpec, setting: Setting) -> Read:
    """Return what `read_rows` does, from the cache where the same file was read before in the same way.

    Parameters
    ----------
    choice
        The source, and where its data lie.
    digest
        That of its file.
    name, spec
        The layer.
    setting
        What they are read for.
    """
    over = isinstance(choice.source, OwnSource) and choice.source.over is not None  # rests on another file too
    if setting.cache is None or over:
        return read_rows(choice, name, spec, setting)
    used = spec.model_copy(update={"sources": spec.sources[: choice.position + 1]})
    place = b"" if setting.place is None else setting.place.wkb
    key = cache.key_of(used, files=[digest], crs=setting.crs, place=place)
    entry = cache.get(setting.cache, name, key)
    if entry is None:
        rows, faults, stated = read_rows(choice, name, spec, setting)
        said = {} if stated is None else {**asdict(stated), "crs": stated.crs.to_wkt()}
        cache.put(setting.cache, name, key, cache.Entry(rows, tuple(faults), said))
        return rows, faults, stated
    said = dict(entry.record)
    stated = Georeference(**{**said, "crs": CRS.from_wkt(said["crs"])}) if said else None
    return entry.data, list(entry.faults), stated


def read_rows(choice: Choice, name: str, spec: LayerSpec, setting: Setting) -> Read:
    """Return the rows of a source that is a file, what is wrong with them, and what their coordinates were in.

    Parameters
    ----------
    choice
        The source, and where its data lie.
    name, spec
        The layer.
    setting
        What they are read for.

    Raises
    ------
    SourceError
        If the file cannot be read.
    """
    rows, faults, gridded = _declared_rows(choice, name, spec, setting)
    if spec.geometry == "table":
        if spec.weather is not None:
            rows, found = check_weather(
                rows, spec.weather, place=setting.place, crs=setting.crs, file=f"layers/{name}.toml"
            )
            faults += found
        return rows, faults, None
    file, where, source = f"layers/{name}.toml", choice.where, choice.source
    used = shown(source, name, setting.folder)
    if not isinstance(rows, gpd.GeoDataFrame):
        what = Text(zh=f"{used} 没有几何位置", en=f"{used} has no geometries")
        cure = Text(
            zh='表格请在该来源写坐标所在的列,例如 x = "经度", y = "纬度"',
            en='Of a table, write the columns with the coordinates in this source, such as x = "lon", y = "lat"',
        )
        return rows, [*faults, Fault(file, where, what, cure)], None
    to, place = setting.crs, setting.place
    stated = declared(rows.crs, source, to=CRS.from_user_input(to), where=where, file=file, shown=used)
    if isinstance(stated, Fault):
        return rows, [*faults, stated], None
    if gridded and (shifted := shifted_cells(stated, where=where, file=file, shown=used)):
        return rows, faults + shifted, stated
    over = _buildings(source, setting.housing, file=file, where=where)
    if over is None and not gridded and PEOPLE in spec.columns and spec.geometry == "point" and _are_zones(rows):
        what = Text(zh=f"{used} 是面,不是点", en=f"{used} holds polygons, no points")
        cure = Text(
            zh='要把各单元的人口分摊到住宅上,写 over = "buildings"、storeys = 2(命令行 --over buildings)',
            en='To spread their people over housing, write over = "buildings", storeys = 2 (--over buildings)',
        )
        return rows, [*faults, Fault(file, where, what, cure)], stated
    zoned = gridded or over is not None
    geometry = "polygon" if zoned else spec.geometry
    features, found = placed(rows, geometry, stated, to=to, place=place, where=where, file=file)
    faults += found
    if zoned and not any(fault.serious for fault in faults):
        storeys = (source.storeys if isinstance(source, OwnSource) else None) or 1.0
        faults += overlapping(features, file=file, where=where)
        features, found = at_points(features, place=place, buildings=over, storeys=storeys, file=file, where=where)
        faults += found
    return features, faults, stated


def _declared_rows(
    choice: Choice, name: str, spec: LayerSpec, setting: Setting
) -> tuple[pd.DataFrame, list[Fault], bool]:
    """Return the rows as the file has them, in our words and types, what is wrong, and whether they are a raster's."""
    file, where, source, path = f"layers/{name}.toml", choice.where, choice.source, choice.path
    assert path is not None  # noqa: S101 - only another layer has none
    used = shown(source, name, setting.folder)
    layer, encoding = (source.layer, source.encoding) if isinstance(source, FileSource) else (None, None)
    x, y = (source.x, source.y) if isinstance(source, OwnSource) else (None, None)
    gridded = spec.geometry == "point" and is_raster(path)
    if gridded:
        raw: pd.DataFrame = _cells(path, spec, setting.place, crs=setting.crs, file=file)
    else:
        raw = read_file(path, layer=layer, encoding=encoding, x=x, y=y)
    faults = [Fault(file, where, remark, serious=False) for remark in raw.attrs.pop("remarks", ())]
    faults += _asked_otherwise(source, path, setting.place, file=file, where=where, name=name)
    worded, found = in_our_words(raw, source, spec.columns, where=where, file=file, shown=used)
    faults += found
    rows, found = check_columns(worded, spec.columns, file=file, path=used)
    return rows, faults + found, gridded


def _asked_otherwise(
    source: Source, path: Path, place: BaseGeometry | None, *, file: str, where: str, name: str
) -> list[Fault]:
    """Return what is wrong where data were brought for another question than the source asks now."""
    if isinstance(source, FileSource | ProductSource) or not (asked := read_origin(path).asked):
        return []
    cure = Text(zh=f"请重新获取:geo-ruijin fetch {name}", en=f"Bring it again: geo-ruijin fetch {name}")
    question, around = asked.split()
    now, here = asked_of(source, None if place is None else gpd.GeoSeries([place])).split()
    if question != now:
        what = Text(zh="获取之后来源的写法已改,数据还是原来的", en="the source was changed after the data were brought")
        return [Fault(file, where, what, cure)]
    if place is not None and name != BOUNDARY and not isinstance(source, DatabaseSource) and around != here:
        what = Text(zh="获取之后行政区边界已改", en="the boundary was changed after the data were brought")
        return [Fault(file, where, what, cure, serious=False)]
    return []


def _are_zones(rows: gpd.GeoDataFrame) -> bool:
    """Whether all rows that have a place are areas."""
    kinds = rows.geom_type.dropna()
    return bool(len(kinds) and kinds.isin(SHAPES["polygon"]).all())


def _cells(path: Path, spec: LayerSpec, place: BaseGeometry | None, *, crs: str, file: str) -> gpd.GeoDataFrame:
    """Return the cells of a population raster, where a layer of points may be one."""
    if place is None or PEOPLE not in spec.columns:
        raise SourceError(
            Text(
                zh=f"{path.name} 是栅格:点图层里只有人口(people 列)可以来自栅格,并且要有行政区边界",
                en=f"{path.name} is a raster: of the layers of points only one with the column people can be made of "
                "it, and only where the boundary is known",
            )
        )
    return zones_of_raster(path, spec.columns[PEOPLE], place=place, crs=crs, file=file)


def _buildings(source: Source, housing: Housing, *, file: str, where: str) -> gpd.GeoDataFrame | None:
    """Return the buildings that people are spread over; None where they are not to be.

    Raises
    ------
    FaultsError
        If there are none.
    """
    if not isinstance(source, OwnSource) or source.over is None:
        return None
    buildings = housing(source.over)
    if buildings is None:
        what = Text(
            zh=f"没有“{source.over}”的数据,人口无处分摊",
            en=f"there are no data of '{source.over}' to spread people over",
        )
        raise FaultsError([Fault(file, f"{where}.over", what)])
    return buildings
