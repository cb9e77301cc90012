"""From a layer's sources to one checked layer in the project's coordinate system."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import geopandas as gpd
import pandas as pd
from pyproj import CRS
from shapely.geometry.base import BaseGeometry

from geo_ruijin import cache as layer_cache
from geo_ruijin.checks import check_columns
from geo_ruijin.choice import Choice, choose, passed_over, shown
from geo_ruijin.columns import in_our_words
from geo_ruijin.errors import Fault, FaultsError, NoDataError
from geo_ruijin.georeference import Georeference, declared, placed
from geo_ruijin.gridded import read_rasters
from geo_ruijin.provenance import record_of, record_of_selection, record_of_years
from geo_ruijin.raster import Raster
from geo_ruijin.record import LayerRecord, Nature
from geo_ruijin.results import Column
from geo_ruijin.sources.files import read_file
from geo_ruijin.sources.rasters import is_raster, read_population
from geo_ruijin.spec import FileSource, LayerSource, LayerSpec, OwnSource, Source
from geo_ruijin.text import Text, same

#: The column that says of each row whether it is real or modelled.
NATURE = "nature"


@dataclass(frozen=True)
class Layer:
    """A checked layer, the record of where it came from, and its columns as a reader sees them.

    Attributes
    ----------
    data
        The rows; a raster layer has none.
    rasters
        Those of a raster layer, by year.
    source
        The source it was read from; None of a raster layer.
    georeference
        What its coordinates were in there; None of a table, a raster layer, a selection from another layer.
    """

    record: LayerRecord
    data: pd.DataFrame
    columns: Mapping[str, Column]
    rasters: tuple[Raster, ...] = ()
    source: Source | None = None
    georeference: Georeference | None = None

    @property
    def features(self) -> gpd.GeoDataFrame:
        """The rows as features; only for layers that are no tables."""
        if not isinstance(self.data, gpd.GeoDataFrame):
            message = f"layer {self.record.name!r} is a table"
            raise TypeError(message)
        return self.data


#: Returns another layer of the project, None where it has no data; raises where it has, and cannot be read.
Other = Callable[[str], Layer | None]


def no_other(_: str) -> None:
    """Return no other layer: for those who read one alone."""


def read_layer(
    name: str,
    spec: LayerSpec,
    *,
    folder: Path,
    crs: str,
    place: BaseGeometry | None = None,
    other: Other = no_other,
    at: Path | None = None,
    cache: Path | None = None,
) -> Layer:
    """Return a layer, read from the first of its sources that is there.

    Parameters
    ----------
    name
        Its name, which is that of its TOML file.
    spec
        What the TOML file says.
    folder
        The layers folder, which the sources' paths start from.
    crs
        The project's coordinate system.
    place
        The boundary of the place in `crs`; features outside it are remarked on.
    other
        Returns the layer that a source selects from.
    at
        Where the data of the first source lie, while they are not yet where it says.
    cache
        The folder that keeps layers already checked; none are kept where None.

    Raises
    ------
    NoDataError
        If none of the sources is there.
    FaultsError
        If the data cannot be used; every serious fault at once.
    SourceError
        If the file cannot be read.
    """
    if spec.geometry == "raster":
        records, rasters, found = read_rasters(name, spec, folder=folder, crs=crs, place=place, at=at)
        whole = record_of_years(records, [raster.year for raster in rasters])
        return Layer(replace(whole, faults=tuple(found)), pd.DataFrame(), _columns(spec, spec.columns), rasters)
    if at is None:
        choice = choose(name, spec, folder, has=lambda source: _holds(other(source.layer), source))
    else:
        choice = Choice(0, spec.sources[0], at)
    faults = passed_over(name, spec.sources[: choice.position], shown(choice.source, name, folder))
    stated: Georeference | None = None
    if isinstance(choice.source, LayerSource):
        base = other(choice.source.layer)
        assert base is not None  # noqa: S101 - the choice fell on it because it is there
        rows, found = _selected(base, choice.source, name, spec, where=choice.where)
        record = record_of_selection(name, spec, choice.source, base.record)
    else:
        record = record_of(name, spec, choice)
        rows, found, stated = _kept(choice, record.sha256, name, spec, folder=folder, crs=crs, place=place, cache=cache)
        if stated is not None:
            record = replace(record, crs=stated.crs.to_string(), datum=stated.datum)
    faults += found
    if not len(rows) and spec.geometry != "table":
        used = shown(choice.source, name, folder)
        nothing = Text(zh=f"{used} 没有可用的要素", en=f"{used} has no features to use")
        faults.append(Fault(f"layers/{name}.toml", choice.where, nothing))
    if serious := [fault for fault in faults if fault.serious]:
        raise FaultsError(serious)
    rows = rows.reset_index(drop=True)
    if record.nature == "modelled":
        rows[NATURE] = rows[NATURE].fillna("modelled") if NATURE in rows else "modelled"
    modelled = NATURE in rows and bool((rows[NATURE] == "modelled").any())
    nature: Nature = "modelled" if modelled else record.nature
    record = replace(record, nature=nature, features=len(rows), faults=tuple(faults))
    return Layer(record, rows, _columns(spec, rows), source=choice.source, georeference=stated)


#: Rows, what is wrong with them, and what their coordinates were in; None of a table.
Read = tuple[pd.DataFrame, list[Fault], Georeference | None]


def _kept(
    choice: Choice,
    digest: str,
    name: str,
    spec: LayerSpec,
    *,
    folder: Path,
    crs: str,
    place: BaseGeometry | None,
    cache: Path | None,
) -> Read:
    """Return what `_read` does, from the cache where the same file was read before in the same way."""
    if cache is None:
        return _read(choice, name, spec, folder=folder, crs=crs, place=place)
    used = spec.model_copy(update={"sources": spec.sources[: choice.position + 1]})
    key = layer_cache.key_of(used, files=[digest], crs=crs, place=b"" if place is None else place.wkb)
    entry = layer_cache.get(cache, name, key)
    if entry is None:
        rows, faults, stated = _read(choice, name, spec, folder=folder, crs=crs, place=place)
        said = {} if stated is None else {**asdict(stated), "crs": stated.crs.to_wkt()}
        layer_cache.put(cache, name, key, layer_cache.Entry(rows, tuple(faults), said))
        return rows, faults, stated
    said = dict(entry.record)
    stated = Georeference(**{**said, "crs": CRS.from_wkt(said["crs"])}) if said else None
    return entry.data, list(entry.faults), stated


def _read(choice: Choice, name: str, spec: LayerSpec, *, folder: Path, crs: str, place: BaseGeometry | None) -> Read:
    """Return the rows of a source that is a file, checked and in `crs`, what is wrong with them, and their datum."""
    file, where, source, path = f"layers/{name}.toml", choice.where, choice.source, choice.path
    assert path is not None  # noqa: S101 - only another layer has none
    used = shown(source, name, folder)
    layer, encoding = (source.layer, source.encoding) if isinstance(source, FileSource) else (None, None)
    x, y = (source.x, source.y) if isinstance(source, OwnSource) else (None, None)
    if spec.geometry == "point" and is_raster(path):
        raw: pd.DataFrame = _people_of(path, place, crs)
    else:
        raw = read_file(path, layer=layer, encoding=encoding, x=x, y=y)
    faults = [Fault(file, where, remark, serious=False) for remark in raw.attrs.pop("remarks", ())]
    worded, found = in_our_words(raw, source, spec.columns, where=where, file=file, shown=used)
    faults += found
    rows, found = check_columns(worded, spec.columns, file=file, path=used)
    faults += found
    if spec.geometry == "table":
        return rows, faults, None
    if not isinstance(rows, gpd.GeoDataFrame):
        what = Text(zh=f"{used} 没有几何位置", en=f"{used} has no geometries")
        cure = Text(
            zh='表格请在该来源写坐标所在的列,例如 x = "经度", y = "纬度"',
            en='Of a table, write the columns with the coordinates in this source, such as x = "lon", y = "lat"',
        )
        return rows, [*faults, Fault(file, where, what, cure)], None
    stated = declared(rows.crs, source, to=CRS.from_user_input(crs), where=where, file=file, shown=used)
    if isinstance(stated, Fault):
        return rows, [*faults, stated], None
    features, found = placed(rows, spec.geometry, stated, to=crs, place=place, where=where, file=file)
    return features, faults + found, stated


def _people_of(path: Path, place: BaseGeometry | None, crs: str) -> gpd.GeoDataFrame:
    """Return the people of a population raster in the place."""
    if place is None:
        raise NoDataError(
            Text(
                zh="不知道行政区边界,无法从栅格取人口",
                en="the boundary is not known, in which to count the people of a raster",
            )
        )
    return read_population(path, boundary=gpd.GeoDataFrame(geometry=[place], crs=crs))


def _holds(base: Layer | None, source: LayerSource) -> bool:
    return base is not None and not _where(base, source).empty


def _where(base: Layer, source: LayerSource) -> pd.DataFrame:
    """Return the rows of another layer that have the values asked for."""
    rows = base.data
    for column in source.where.keys() & set(rows.columns):
        rows = rows[rows[column].astype("string").isin(source.where[column])]
    return rows


def _selected(
    base: Layer, source: LayerSource, name: str, spec: LayerSpec, *, where: str
) -> tuple[pd.DataFrame, list[Fault]]:
    """Return the rows of another layer that a source selects, checked as this layer's."""
    file, other = f"layers/{name}.toml", f"layers/{source.layer}.toml"
    worded, faults = in_our_words(_where(base, source), source, spec.columns, where=where, file=file, shown=other)
    typed, found = check_columns(worded, spec.columns, file=file, path=other)
    return typed, faults + found


def _columns(spec: LayerSpec, there: object) -> dict[str, Column]:
    return {
        column: Column(declared.title or same(column), declared.unit or "1")
        for column, declared in spec.columns.items()
        if column in there  # type: ignore[operator]
    }
