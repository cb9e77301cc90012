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

from geo_ruijin.checks import check_columns, check_geometry, check_place, check_placed
from geo_ruijin.datum import is_cgcs2000, is_convertible, to_true_coordinates
from geo_ruijin.errors import Fault, FaultsError, NoDataError, closest
from geo_ruijin.record import LayerRecord, Nature
from geo_ruijin.results import Column
from geo_ruijin.sources.files import read_file
from geo_ruijin.sources.store import fetched_path, read_origin
from geo_ruijin.spec import Datum, FileSource, LayerSpec, Source
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
    faults = [_passed_over(file, passed, shown) for passed in spec.sources[:position] if _is_own(passed)]
    if isinstance(source, FileSource):
        raw, found = _renamed(raw, source, where=f"sources[{position}].columns", file=file, shown=shown)
        faults += found
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
    rows = rows.reset_index(drop=True)
    record = _record(name, spec, source, path)
    if record.nature == "modelled":
        rows[NATURE] = rows[NATURE].fillna("modelled") if NATURE in rows else "modelled"
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
    if not paths:
        raise NoDataError(
            Text(
                zh=f"图层“{spec.title.zh}”({name})没有数据:layers/{name}.toml 没有写来源 [[sources]]",
                en=f"layer '{spec.title.en}' ({name}) has no data: layers/{name}.toml names no [[sources]]",
            )
        )
    missing = "、".join(path.relative_to(folder).as_posix() for path in paths)
    raise NoDataError(
        Text(
            zh=f"图层“{spec.title.zh}”({name})没有数据:layers/{name}.toml 的来源都不在({missing})",
            en=f"layer '{spec.title.en}' ({name}) has no data: none of the sources in layers/{name}.toml is there "
            f"({missing.replace('、', ', ')})",
        )
    )


def _path(source: Source, name: str, folder: Path) -> Path:
    return folder / source.path if isinstance(source, FileSource) else fetched_path(folder, name)


def _is_own(source: Source) -> bool:
    """Whether somebody declared a real file, so that its absence must be said."""
    return isinstance(source, FileSource) and source.nature == "real"


def _passed_over(file: str, source: Source, used: str) -> Fault:
    path = source.path if isinstance(source, FileSource) else ""
    return Fault(
        file,
        "sources",
        Text(
            zh=f"首选的数据 {path} 不在:以下数字用的是 {used}",
            en=f"the preferred {path} is not there: the figures below are made from {used}",
        ),
        serious=False,
    )


def _placed(
    rows: pd.DataFrame, spec: LayerSpec, source: Source, *, where: str, file: str, shown: str, crs: str
) -> tuple[pd.DataFrame, list[Fault]]:
    """Return the rows as checked features in `crs`, on their true datum."""
    if not isinstance(rows, gpd.GeoDataFrame):
        return rows, [Fault(file, where, Text(zh=f"{shown} 没有几何位置", en=f"{shown} has no geometries"))]
    declared = _declared(rows, source, to=CRS.from_user_input(crs), where=where, file=file, shown=shown)
    if isinstance(declared, Fault):
        return rows, [declared]
    system, datum = declared
    features, faults = check_geometry(rows.set_crs(system, allow_override=True), spec.geometry, file=file)
    if _serious(faults):
        return features, faults
    placed, found = check_placed(to_true_coordinates(features, datum=datum).to_crs(crs), spec.geometry, file=file)
    return placed, faults + found


def _declared(
    rows: gpd.GeoDataFrame, source: Source, *, to: CRS, where: str, file: str, shown: str
) -> tuple[CRS, Datum] | Fault:
    """Return the coordinate system and the datum that are declared, or what is wrong with them."""
    given = source.crs if isinstance(source, FileSource) else None
    try:
        declared = rows.crs if given is None else CRS.from_user_input(given)
    except CRSError:
        what = Text(zh=f"不认识的坐标系“{given}”", en=f"unknown coordinate reference system '{given}'")
        return Fault(file, f"{where}.crs", what, Text(zh='例如 crs = "EPSG:4490"', en='For example crs = "EPSG:4490"'))
    if declared is None:
        what = Text(zh=f"{shown} 没有坐标系", en=f"{shown} states no coordinate system")
        cure = Text(zh='在该来源写 crs = "EPSG:…"', en='Write crs = "EPSG:…" in this source')
        return Fault(file, f"{where}.crs", what, cure)
    if not is_convertible(declared, to):
        what = Text(
            zh=f"{shown} 的坐标系是“{declared.name}”,它到工作坐标系的转换参数不公开,直接换算会偏移数十至上百米",
            en=f"{shown} is in '{declared.name}'; how it lies to the project's system is not public, and taking them "
            "for the same is some 100 m off",
        )
        cure = Text(
            zh="请测绘部门用当地参数转换为 CGCS2000 后再放进来。",
            en="Have it converted to CGCS2000 with the local parameters first.",
        )
        return Fault(file, f"{where}.crs", what, cure)
    datum = source.datum if isinstance(source, FileSource) else "wgs84"
    if datum is None and is_cgcs2000(declared):
        datum = "cgcs2000"
    if datum is None:
        what = Text(
            zh=f"{shown} 的坐标没有声明基准:标为 WGS 84 的数据可能是 GCJ-02,会偏移约 500 米",
            en=f"{shown} does not declare its datum: data labelled WGS 84 may be GCJ-02, some 500 m off",
        )
        cure = Text(
            zh='在该来源写 datum = "wgs84"、"gcj02"(高德、腾讯)、"bd09"(百度)或 "cgcs2000"',
            en='Write datum = "wgs84", "gcj02" (Amap, Tencent), "bd09" (Baidu) or "cgcs2000" in this source',
        )
        return Fault(file, f"{where}.datum", what, cure)
    return declared, datum


def _renamed(
    rows: pd.DataFrame, source: FileSource, *, where: str, file: str, shown: str
) -> tuple[pd.DataFrame, list[Fault]]:
    """Return the rows with the columns in our names; a column that gives way to another one is left out."""
    faults = [
        Fault(
            file,
            f"{where}.{ours}",
            Text(zh=f"{shown} 里没有“{theirs}”这一列", en=f"{shown} has no column '{theirs}'"),
            closest(theirs, map(str, rows.columns.drop("geometry", errors="ignore"))),
        )
        for ours, theirs in source.columns.items()
        if theirs not in rows
    ]
    names = {theirs: ours for ours, theirs in source.columns.items() if theirs in rows}
    taken = [ours for ours in names.values() if ours in rows and ours not in names]
    return rows.drop(columns=taken).rename(columns=names), faults


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
