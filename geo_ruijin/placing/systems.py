"""Coordinate systems by the names a planner knows them by."""

from __future__ import annotations

from pyproj import CRS

from geo_ruijin.spec import Axes
from geo_ruijin.text import Text, same

#: How the registry names the zones of China, and those of the world.
ZONES = ("CGCS2000 / 3-degree Gauss-Kruger", "CGCS2000 / Gauss-Kruger", "WGS 84 / UTM zone")
WEB_MERCATOR = "EPSG:3857"

#: An easting beyond it [m] has the number of its zone in front, in millions.
_ZONE_UNIT = 1_000_000


def name_of(crs: CRS) -> str:
    """Return how a source names a system: by its code, else as it was given."""
    code = crs.to_epsg()
    return crs.to_string() if code is None else f"EPSG:{code}"


def about(crs: CRS, axes: Axes) -> Text:
    """Return a coordinate system and the order of its axes for a planner."""
    if crs.is_geographic:
        return (
            Text(zh="经度在前、纬度在后(度)", en="longitude, latitude in degrees")
            if axes == "xy"
            else Text(zh="纬度在前、经度在后(度)", en="latitude, longitude in degrees")
        )
    order = Text(zh="东坐标在前", en="easting first") if axes == "xy" else Text(zh="北坐标在前", en="northing first")
    name = _zone(crs)
    return Text(zh=f"{name.zh},{order.zh}(米)", en=f"{name.en}, {order.en}, in metres")


def _zone(crs: CRS) -> Text:
    if name_of(crs) == WEB_MERCATOR:
        return Text(zh="网络墨卡托", en="Web Mercator")
    if not is_gauss_krueger(crs):
        return same(crs.name)
    operation = crs.coordinate_operation
    values = {parameter.name: float(parameter.value) for parameter in operation.params} if operation else {}
    meridian, easting = values["Longitude of natural origin"], values["False easting"]
    width = Text(zh="三度带", en="3-degree zone") if "3-degree" in crs.name else Text(zh="六度带", en="6-degree zone")
    prefix = int(easting // _ZONE_UNIT)
    front = (
        Text(zh=f"横坐标带带号 {prefix}", en=f"zone {prefix} in front of the easting")
        if prefix
        else Text(zh="横坐标不带带号", en="no zone in front of the easting")
    )
    return Text(
        zh=f"CGCS2000 {width.zh}、中央经线 {meridian:g}°、{front.zh}",
        en=f"CGCS2000 {width.en} of {meridian:g}° E with {front.en}",
    )


def is_gauss_krueger(crs: CRS) -> bool:
    """Return whether a system is a zone of CGCS2000."""
    return crs.name.startswith(ZONES[:2])
