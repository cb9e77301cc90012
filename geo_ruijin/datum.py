"""Datums of Chinese data: which one coordinates are in, and how to bring them to WGS 84.

GCJ-02 (Amap, Tencent) and BD-09 (Baidu) shift coordinates by some 500 m; files carry the label of WGS 84 all the same.
CGCS2000 and WGS 84 differ by less than a metre and are taken as one, as their registry entries do.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from types import FunctionType

import geopandas as gpd
import numpy as np
import prcoords
from pyproj import CRS
from pyproj.transformer import TransformerGroup

from geo_ruijin.errors import SourceError
from geo_ruijin.spec import Datum
from geo_ruijin.text import Text

#: Brings true coordinates, (latitude, longitude) in degrees, to the datum; takes arrays as well.
Shift = Callable[..., prcoords.Coords]


def _on_arrays() -> Mapping[Datum, Shift]:
    """Return the shifts of PRCoords, its own code, with the functions of numpy where it has those of `math`."""
    names = {**vars(prcoords), "math": np}
    for name in ("wgs_gcj", "gcj_bd", "wgs_bd"):
        original = getattr(prcoords, name)
        names[name] = FunctionType(original.__code__, names, name, original.__defaults__)
    return {"gcj02": names["wgs_gcj"], "bd09": names["wgs_bd"]}


_SHIFT = _on_arrays()

#: Where the inverse stops [degrees]: some 1e-5 m. The `*_bored` inverses of `prcoords` stop 2 mm to 2 cm off.
_EXACT = 1e-10
_ROUNDS = 20

#: Chinese datums before CGCS2000, for which the registry has only ways that hold elsewhere.
_NOT_PUBLIC = ("Beijing 1954", "New Beijing", "Xian 1980")

#: The half-axis of WGS 84, CGCS2000 and GRS 80 [m]: datums on it lie within metres of one another.
_HALF_AXIS = 6_378_137.0


def is_cgcs2000(crs: CRS) -> bool:
    """Return whether a coordinate reference system is on the CGCS2000 datum.

    Examples
    --------
    >>> is_cgcs2000(CRS("EPSG:4548")), is_cgcs2000(CRS("EPSG:4326"))
    (True, False)
    """
    return crs.geodetic_crs is not None and crs.geodetic_crs.equals(CRS("EPSG:4490"), ignore_axis_order=True)


def is_convertible(crs: CRS, to: CRS) -> bool:
    """Return whether the way between two systems is known; from Xian 1980 and Beijing 1954 it is not public.

    Examples
    --------
    >>> is_convertible(CRS("EPSG:4326"), CRS("EPSG:4548")), is_convertible(CRS("EPSG:4610"), CRS("EPSG:4548"))
    (True, False)
    """
    if crs.geodetic_crs is not None and crs.geodetic_crs.name.startswith(_NOT_PUBLIC):
        return False
    if crs.ellipsoid is not None and crs.ellipsoid.semi_major_metre == _HALF_AXIS:
        return True
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # that a better way would need a grid file
        return bool(TransformerGroup(crs, to, always_xy=True, allow_ballpark=False).transformers)


def is_shifted(datum: Datum) -> bool:
    """Return whether coordinates in a datum lie some 500 m off the truth.

    Examples
    --------
    >>> is_shifted("gcj02"), is_shifted("cgcs2000")
    (True, False)
    """
    return datum in _SHIFT


def is_in_china(features: gpd.GeoDataFrame) -> bool:
    """Return whether all features lie in the box that PRCoords takes for China; elsewhere no datum is shifted."""
    longitudes, latitudes = features.to_crs("EPSG:4326").get_coordinates().to_numpy().T
    return _all_in_china(prcoords.Coords(lat=latitudes, lon=longitudes))


def to_true_coordinates(features: gpd.GeoDataFrame, *, datum: Datum) -> gpd.GeoDataFrame:
    """Return `features` on the datum their label says, with the shift of GCJ-02 or BD-09 taken out.

    Parameters
    ----------
    features
        Features whose coordinates really are in `datum`, whatever their label.
    datum
        With "wgs84" or "cgcs2000" the coordinates are already true and come back unchanged; else they come back in
        longitude and latitude, without heights.

    Raises
    ------
    SourceError
        If coordinates said to be shifted lie outside China, where there is no such shift.

    References
    ----------
    The shift is that of PRCoords (`prcoords` 1.0); its inverse is iterated until the shift agrees to 1e-5 m.

    Examples
    --------
    >>> stop = gpd.GeoDataFrame(geometry=gpd.points_from_xy([116.0248539], [25.8870110]), crs="EPSG:4326")
    >>> to_true_coordinates(stop, datum="gcj02").get_coordinates().round(6).to_numpy().tolist()
    [[116.02, 25.89]]
    """
    shift = _SHIFT.get(datum)
    return features if shift is None else _moved(features, lambda given: _unshifted(given, shift))


def from_true_coordinates(features: gpd.GeoDataFrame, *, datum: Datum) -> gpd.GeoDataFrame:
    """Return `features` as they would be written in `datum`: the way back of `to_true_coordinates`.

    Raises
    ------
    SourceError
        If coordinates lie outside China, where there is no such shift.
    """
    shift = _SHIFT.get(datum)
    return features if shift is None else _moved(features, lambda true: shift(true, check_china=False))


def _moved(features: gpd.GeoDataFrame, move: Callable[[prcoords.Coords], prcoords.Coords]) -> gpd.GeoDataFrame:
    """Return features in WGS 84 with every vertex moved."""
    degrees = features.to_crs("EPSG:4326")

    def moved(coordinates: np.ndarray) -> np.ndarray:
        given = prcoords.Coords(lat=coordinates[:, 1], lon=coordinates[:, 0])
        _demand_china(given)
        there = move(given)
        return np.column_stack([there.lon, there.lat])

    return degrees.set_geometry(degrees.geometry.transform(moved))


def _unshifted(given: prcoords.Coords, shift: Shift) -> prcoords.Coords:
    """Return the coordinates that `shift` brings to `given`: the shift is smooth, so that a few rounds do."""
    true = given
    for _ in range(_ROUNDS):
        error = shift(true, check_china=False) - given
        true -= error
        if np.max(np.abs(error), initial=0) <= _EXACT:
            break
    return true


def _demand_china(given: prcoords.Coords) -> None:
    if _all_in_china(given):
        return
    points = (prcoords.Coords(*point) for point in zip(*given, strict=True))
    first = next(point for point in points if not prcoords.sanity_in_china_p(point))
    place = f"{first.lon:g} E, {first.lat:g} N"
    raise SourceError(
        Text(
            zh=f"GCJ-02 和 BD-09 只用于中国,而数据里有坐标在 {place}。请检查 datum、坐标系以及经纬度是否颠倒。",
            en=f"GCJ-02 and BD-09 are used in China only, but there are coordinates at {place}. "
            "Check the datum, the coordinate system and the order of longitude and latitude.",
        )
    )


def _all_in_china(given: prcoords.Coords) -> bool:
    """Return whether all points are in PRCoords' box of China; they are if its corners of least and most are."""
    corners = (prcoords.Coords(*(edge(values) for values in given)) for edge in (np.min, np.max))
    return given.lat.size == 0 or all(prcoords.sanity_in_china_p(corner) for corner in corners)
