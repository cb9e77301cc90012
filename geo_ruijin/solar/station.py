"""Where weather was observed, and whether that is near the place it is used for."""

from __future__ import annotations

from collections.abc import Mapping

import geopandas as gpd
import pandas as pd
import shapely
from pyproj import Geod
from shapely.geometry.base import BaseGeometry

from geo_ruijin.checks.rows import in_rows
from geo_ruijin.errors import NOTHING, Fault
from geo_ruijin.text import Text

#: From how far on weather is remarked on, and refused [km]. The some hundred stations of China that observe radiation
#: lie some 300 km apart, so that from there on another one is nearer; within 100 km monthly means differ by little more
#: than from year to year. Both are assumed here.
REMARKED, REFUSED = 100.0, 300.0

_M_PER_KM = 1e3
_LIMITS: Mapping[str, float] = {"latitude": 90.0, "longitude": 180.0}


def check_station(
    rows: pd.DataFrame, *, place: BaseGeometry | None, crs: str, file: str
) -> tuple[tuple[float, float] | None, list[Fault]]:
    """Return where rows were observed as (latitude, longitude) [degree], and what is wrong with that.

    Parameters
    ----------
    rows
        With latitude and longitude, the same in every row.
    place
        The boundary of the place, in `crs`; None where it is not known.
    crs
        The project's coordinate system.
    file
        The layer's TOML file, for readers.
    """
    cure = Text(
        zh="写 constants = { latitude = 25.9, longitude = 116.0 }(命令行 --set latitude=… --set longitude=…)",
        en="Write constants = { latitude = 25.9, longitude = 116.0 } (--set latitude=… --set longitude=…)",
    )
    lacking = [name for name in _LIMITS if name not in rows or rows[name].isna().all()]
    if lacking:
        what = Text(zh="没有说明是哪里的数据", en="nobody says where it was observed")
        return None, [Fault(file, f"columns.{name}", what, cure) for name in lacking]
    faults = []
    for name, limit in _LIMITS.items():
        values = rows[name].astype(float)
        if (other := values.ne(values.iloc[0])).any():
            problem = Text(zh="与第一行不是同一个地点", en="of another place than the first row")
            faults.append(in_rows(file, f"columns.{name}", problem, other))
        elif abs(values.iloc[0]) > limit:
            what = Text(zh=f"{values.iloc[0]:g} 不是经纬度", en=f"{values.iloc[0]:g} is no such degree")
            faults.append(Fault(file, f"columns.{name}", what, cure))
    if faults:
        return None, faults
    latitude, longitude = (float(rows[name].iloc[0]) for name in _LIMITS)
    if place is not None:
        faults = _far(latitude, longitude, place, crs=crs, file=file)
    return (latitude, longitude), faults


def distance_to(place: BaseGeometry, latitude: float, longitude: float) -> float:
    """Return how far a point lies from a place on the ellipsoid [km], 0 within it.

    Parameters
    ----------
    place
        In WGS 84.
    latitude, longitude
        Of the point [degree].

    Examples
    --------
    >>> round(distance_to(shapely.box(116, 25, 117, 26), 27, 116.5))  # a degree of latitude
    111
    """
    _, near = shapely.get_coordinates(shapely.shortest_line(shapely.Point(longitude, latitude), place))
    return float(Geod(ellps="WGS84").inv(longitude, latitude, *near)[2]) / _M_PER_KM


def _far(latitude: float, longitude: float, place: BaseGeometry, *, crs: str, file: str) -> list[Fault]:
    """Return a fault, or a remark, where weather is not from the place."""
    there = gpd.GeoSeries([place], crs=crs).to_crs("EPSG:4326").iloc[0]
    distance = distance_to(there, latitude, longitude)
    if distance < REMARKED:
        return []
    what = Text(
        zh=f"数据的地点(纬度 {latitude:g}、经度 {longitude:g})距本地 {distance:,.0f} 公里",
        en=f"it was observed {distance:,.0f} km away (latitude {latitude:g}, longitude {longitude:g})",
    )
    if distance < REFUSED:
        return [Fault(file, "columns.latitude", what, serious=False)]
    readings = {
        Text(zh="经纬度写反了", en="latitude and longitude are swapped"): (longitude, latitude),
        Text(zh="纬度的正负号错了", en="the sign of the latitude is wrong"): (-latitude, longitude),
        Text(zh="经度的正负号错了", en="the sign of the longitude is wrong"): (latitude, -longitude),
    }
    likely = next(
        (
            said
            for said, (north, east) in readings.items()
            if abs(north) <= _LIMITS["latitude"] and distance_to(there, north, east) < REFUSED
        ),
        NOTHING,
    )
    zh = f"看来是{likely.zh}。" if likely.zh else ""
    en = f"It seems that {likely.en}. " if likely.en else ""
    cure = Text(
        zh=f"{zh}请用 {REFUSED:g} 公里以内的数据;{REMARKED:g} 公里以内为宜",
        en=f"{en}Take weather from within {REFUSED:g} km, better within {REMARKED:g}",
    )
    return [Fault(file, "columns.latitude", what, cure)]
