"""From what is declared of features to where they truly are, in the project's coordinate system."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
from pyproj import CRS
from pyproj.exceptions import CRSError
from shapely.geometry.base import BaseGeometry

from geo_ruijin.checks import check_geometry, check_place, check_placed
from geo_ruijin.datum import is_cgcs2000, is_convertible, is_shifted, to_true_coordinates
from geo_ruijin.errors import Fault
from geo_ruijin.placing import misplaced
from geo_ruijin.spec import Axes, Datum, Geometry, OwnSource, Source
from geo_ruijin.text import Text


@dataclass(frozen=True)
class Georeference:
    """What coordinates are in, as declared.

    Attributes
    ----------
    crs
        Their coordinate system.
    datum
        The datum they really are on, whatever the system's label.
    axes
        "yx" where the northing or latitude stands first.
    own
        Whether somebody declared it, rather than `fetch` brought the data.
    """

    crs: CRS
    datum: Datum
    axes: Axes = "xy"
    own: bool = True


def placed(
    rows: gpd.GeoDataFrame,
    geometry: Geometry,
    stated: Georeference,
    *,
    to: str,
    place: BaseGeometry | None,
    where: str,
    file: str,
) -> tuple[gpd.GeoDataFrame, list[Fault]]:
    """Return features checked and in the project's coordinate system, and everything wrong with where they lie.

    Parameters
    ----------
    rows
        As they stand in the file.
    geometry
        What the layer declares.
    stated
        What is declared of their coordinates.
    to
        The project's coordinate system.
    place
        The boundary of the place in it; None where it is not known.
    where, file
        The source and the layer's TOML file, for readers.
    """
    labelled = rows.set_crs(stated.crs, allow_override=True)
    features, faults = check_geometry(labelled, geometry, file=file)
    if any(fault.serious for fault in faults):
        return features, faults
    if place is not None and stated.own:
        wrong = misplaced(features, axes=stated.axes, place=gpd.GeoSeries([place], crs=to))
        if wrong is not None:
            return features, [*faults, Fault(file, where, *wrong)]
    if stated.axes == "yx":
        features = features.set_geometry(features.geometry.transform(_turned))
    true = to_true_coordinates(features, datum=stated.datum).to_crs(to)
    features, found = check_placed(true, geometry, file=file)
    faults += found
    if place is not None and stated.own and not any(fault.serious for fault in faults):
        faults += check_place(features, place, file=file)
    return features, faults


def declared(crs: CRS | None, source: Source, *, to: CRS, where: str, file: str, shown: str) -> Georeference | Fault:
    """Return what a source's coordinates are in, or what is wrong with what is declared of them.

    Parameters
    ----------
    crs
        What the file itself states.
    source
        What is declared of it.
    to
        The project's coordinate system.
    where, file, shown
        The source, the layer's TOML file and the data file, for readers.
    """
    given = source.crs if isinstance(source, OwnSource) else None
    try:
        system = crs if given is None else CRS.from_user_input(given)
    except CRSError:
        what = Text(zh=f"不认识的坐标系“{given}”", en=f"unknown coordinate reference system '{given}'")
        return Fault(file, f"{where}.crs", what, Text(zh='例如 crs = "EPSG:4490"', en='For example crs = "EPSG:4490"'))
    if system is None:
        what = Text(zh=f"{shown} 没有坐标系", en=f"{shown} states no coordinate system")
        cure = Text(zh='在该来源写 crs = "EPSG:…"', en='Write crs = "EPSG:…" in this source')
        option = Text(zh="请加 --crs EPSG:…", en="Add --crs EPSG:…")
        return Fault(file, f"{where}.crs", what, cure, option=option)
    if not is_convertible(system, to):
        what = Text(
            zh=f"{shown} 的坐标系是“{system.name}”,它到工作坐标系的转换参数不公开,直接换算会偏移数十至上百米",
            en=f"{shown} is in '{system.name}'; how it lies to the project's system is not public, and taking them "
            "for the same is some 100 m off",
        )
        cure = Text(
            zh="请测绘部门用当地参数转换为 CGCS2000 后再放进来。",
            en="Have it converted to CGCS2000 with the local parameters first.",
        )
        return Fault(file, f"{where}.crs", what, cure)
    datum: Datum | None = source.datum if isinstance(source, OwnSource) else "wgs84"
    if datum is None and is_cgcs2000(system):
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
        option = Text(
            zh="请加 --datum wgs84、gcj02(高德、腾讯)、bd09(百度)或 cgcs2000",
            en="Add --datum wgs84, gcj02 (Amap, Tencent), bd09 (Baidu) or cgcs2000",
        )
        return Fault(file, f"{where}.datum", what, cure, option=option)
    if isinstance(source, OwnSource):
        return Georeference(system, datum, source.axes)
    return Georeference(system, datum, own=False)


def shifted_cells(stated: Georeference, *, where: str, file: str, shown: str) -> list[Fault]:
    """Return that a raster is in GCJ-02 or BD-09, which cannot be taken out of it; nothing where it is not."""
    if not is_shifted(stated.datum):
        return []
    what = Text(
        zh=f"{shown} 的基准是 {stated.datum}:栅格不能逐点还原,重采样会改变像元",
        en=f"{shown} is in {stated.datum}, which cannot be taken out of a raster without resampling it",
    )
    return [Fault(file, f"{where}.datum", what)]


def _turned(coordinates: np.ndarray) -> np.ndarray:
    """Return coordinates with their two axes exchanged."""
    return coordinates[:, ::-1]
