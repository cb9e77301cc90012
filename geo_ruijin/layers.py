"""From a layer's sources to one checked layer in the project's coordinate system."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import geopandas as gpd
import pandas as pd
from pyproj import CRS
from pyproj.exceptions import CRSError
from shapely.geometry.base import BaseGeometry

from geo_ruijin.checks import check_columns, check_geometry, check_place
from geo_ruijin.datum import is_cgcs2000, to_true_coordinates
from geo_ruijin.errors import Fault, FaultsError, NoDataError
from geo_ruijin.record import LayerRecord, Nature
from geo_ruijin.results import Column
from geo_ruijin.sources.files import read_file
from geo_ruijin.sources.store import fetched_path, read_origin
from geo_ruijin.spec import FileSource, LayerSpec, Source
from geo_ruijin.text import Text, same

#: The column that says of each row whether it is real or modelled.
NATURE = "nature"


@dataclass(frozen=True)
class Layer:
    """A checked layer, the record of where it came from, and its columns as a reader sees them."""

    record: LayerRecord
    data: pd.DataFrame
    columns: Mapping[str, Column]

    @property
    def features(self) -> gpd.GeoDataFrame:
        """The rows as features; only for layers that are no tables."""
        if not isinstance(self.data, gpd.GeoDataFrame):
            message = f"layer {self.record.name!r} is a table"
            raise TypeError(message)
        return self.data


def read_layer(name: str, spec: LayerSpec, *, folder: Path, crs: str, place: BaseGeometry | None = None) -> Layer:
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

    Raises
    ------
    NoDataError
        If none of the sources is there.
    FaultsError
        If the data cannot be used; every serious fault at once.
    SourceError
        If the file cannot be read.
    """
    file = f"layers/{name}.toml"
    position, source, path = _first_there(name, spec, folder)
    raw = read_file(path, layer=source.layer if isinstance(source, FileSource) else None)
    shown = path.relative_to(folder).as_posix()
    if isinstance(source, FileSource):
        raw = raw.rename(columns={theirs: ours for ours, theirs in source.columns.items()})
    faults = [_passed_over(file, spec.sources[index]) for index in range(position) if _is_own(spec.sources[index])]
    rows, found = check_columns(raw, spec.columns, file=file, path=shown)
    faults += found
    if spec.geometry != "table":
        rows, found = _placed(rows, spec, source, where=f"sources[{position}]", file=file, shown=shown, crs=crs)
        faults += found
        if not len(rows):
            nothing = Text(zh=f"{shown} 没有可用的要素", en=f"{shown} has no features to use")
            faults.append(Fault(file, f"sources[{position}]", nothing))
        elif place is not None and isinstance(source, FileSource) and isinstance(rows, gpd.GeoDataFrame):
            faults += check_place(rows, place, file=file) if not _serious(faults) else []
    if serious := _serious(faults):
        raise FaultsError(serious)
    record = _record(name, spec, source, path)
    nature: Nature = "modelled" if _is_modelled(rows) else record.nature
    columns = {
        column: Column(declared.title or same(column), declared.unit or "1")
        for column, declared in spec.columns.items()
        if column in rows
    }
    return Layer(replace(record, nature=nature, features=len(rows), faults=tuple(faults)), rows, columns)


def _first_there(name: str, spec: LayerSpec, folder: Path) -> tuple[int, Source, Path]:
    paths = [_path(source, name, folder) for source in spec.sources]
    for position, (source, path) in enumerate(zip(spec.sources, paths, strict=True)):
        if path.is_file():
            return position, source, path
    missing = "、".join(path.relative_to(folder).as_posix() for path in paths)
    raise NoDataError(
        Text(
            zh=f"图层“{spec.title.zh}”({name})没有数据:layers/{name}.toml 的来源都不在"
            + (f"({missing})" if missing else ""),
            en=f"layer '{spec.title.en}' ({name}) has no data: none of the sources in layers/{name}.toml is there"
            + (f" ({missing.replace('、', ', ')})" if missing else ""),
        )
    )


def _path(source: Source, name: str, folder: Path) -> Path:
    return folder / source.path if isinstance(source, FileSource) else fetched_path(folder, name)


def _is_own(source: Source) -> bool:
    """Whether somebody declared a real file, so that its absence must be said."""
    return isinstance(source, FileSource) and source.nature == "real"


def _passed_over(file: str, source: Source) -> Fault:
    path = source.path if isinstance(source, FileSource) else ""
    return Fault(
        file,
        "sources",
        Text(
            zh=f"首选的数据 {path} 不在,改用了后面的来源",
            en=f"the preferred {path} is not there; a later source was used",
        ),
        serious=False,
    )


def _placed(
    rows: pd.DataFrame, spec: LayerSpec, source: Source, *, where: str, file: str, shown: str, crs: str
) -> tuple[pd.DataFrame, list[Fault]]:
    """Return the rows as checked features in `crs`, on their true datum."""
    if not isinstance(rows, gpd.GeoDataFrame):
        return rows, [Fault(file, where, Text(zh=f"{shown} 没有几何位置", en=f"{shown} has no geometries"))]
    try:
        declared = CRS.from_user_input(source.crs) if isinstance(source, FileSource) and source.crs else rows.crs
    except CRSError:
        return rows, [Fault(file, f"{where}.crs", Text(zh="不认识的坐标系", en="unknown coordinate system"))]
    if declared is None:
        what = Text(zh=f"{shown} 没有坐标系", en=f"{shown} states no coordinate system")
        cure = Text(zh='在该来源写 crs = "EPSG:…"', en='Write crs = "EPSG:…" in this source')
        return rows, [Fault(file, f"{where}.crs", what, cure)]
    datum = source.datum if isinstance(source, FileSource) else "wgs84"
    if datum is None and not is_cgcs2000(declared):
        what = Text(
            zh=f"{shown} 的坐标没有声明基准:标为 WGS 84 的数据可能是 GCJ-02,会偏移约 500 米",
            en=f"{shown} does not declare its datum: data labelled WGS 84 may be GCJ-02, some 500 m off",
        )
        cure = Text(
            zh='在该来源写 datum = "wgs84"、"gcj02"(高德、腾讯)、"bd09"(百度)或 "cgcs2000"',
            en='Write datum = "wgs84", "gcj02" (Amap, Tencent), "bd09" (Baidu) or "cgcs2000" in this source',
        )
        return rows, [Fault(file, f"{where}.datum", what, cure)]
    features, faults = check_geometry(rows.set_crs(declared, allow_override=True), spec.geometry, file=file)
    if _serious(faults):
        return features, faults
    return to_true_coordinates(features, datum=datum or "cgcs2000").to_crs(crs), faults


def _serious(faults: list[Fault]) -> list[Fault]:
    return [fault for fault in faults if fault.serious]


def _is_modelled(rows: pd.DataFrame) -> bool:
    return NATURE in rows and bool((rows[NATURE] == "modelled").any())


def _record(name: str, spec: LayerSpec, source: Source, path: Path) -> LayerRecord:
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    if isinstance(source, FileSource):
        origin = source.origin or same(source.path)
        date = None if source.date is None else str(source.date)
        nature, licence = source.nature, source.licence
    else:
        brought = read_origin(path)
        origin, date, licence = Text(zh=brought.zh, en=brought.en), brought.date, brought.licence
        nature = "real"
    return LayerRecord(name, spec.title, origin, nature, date, licence, spec.steward, 0, digest)
