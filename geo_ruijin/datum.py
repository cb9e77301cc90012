"""Datums of Chinese data: which one coordinates are in, and how to bring them to WGS 84.

GCJ-02 (Amap, Tencent) and BD-09 (Baidu) shift coordinates by some 500 m; files carry the label of WGS 84 all the same.
CGCS2000 and WGS 84 differ by less than a metre and are taken as one, as their registry entries do.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping

import geopandas as gpd
import numpy as np
import prcoords
from pyproj import CRS
from pyproj.transformer import TransformerGroup

from geo_ruijin.errors import SourceError
from geo_ruijin.spec import Datum
from geo_ruijin.text import Text

#: How true coordinates are shifted; both are (latitude, longitude) in degrees.
_SHIFT: Mapping[Datum, Callable[..., prcoords.Coords]] = {"gcj02": prcoords.wgs_gcj, "bd09": prcoords.wgs_bd}

#: Where the inverse stops: some 1e-5 m. The `*_bored` inverses of `prcoords` stop 2 mm (GCJ-02) to 2 cm (BD-09) off.
_EXACT = 1e-10
_ROUNDS = 20

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
    if crs.ellipsoid is not None and crs.ellipsoid.semi_major_metre == _HALF_AXIS:
        return True
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # that a better way would need a grid file
        return bool(TransformerGroup(crs, to, always_xy=True, allow_ballpark=False).transformers)


def to_true_coordinates(features: gpd.GeoDataFrame, *, datum: Datum) -> gpd.GeoDataFrame:
    """Return `features` on the datum their label says, with the shift of GCJ-02 or BD-09 taken out.

    Parameters
    ----------
    features
        Features whose coordinates really are in `datum`, whatever their label.
    datum
        With "wgs84" or "cgcs2000" the coordinates are already true and come back unchanged.

    Raises
    ------
    SourceError
        If coordinates said to be shifted lie outside China, where there is no such shift.

    References
    ----------
    The shift is that of PRCoords (`prcoords` 1.0); its inverse is iterated until the shift agrees to 1e-5 m.
    """
    shift = _SHIFT.get(datum)
    if shift is None:
        return features
    degrees = features.to_crs("EPSG:4326")

    def undo(coordinates: np.ndarray) -> np.ndarray:
        true = [_undo(shift, prcoords.Coords(latitude, longitude)) for longitude, latitude in coordinates.tolist()]
        return np.array(true, dtype=float).reshape(-1, 2)[:, ::-1]

    return degrees.set_geometry(degrees.geometry.transform(undo))


def _undo(shift: Callable[..., prcoords.Coords], given: prcoords.Coords) -> prcoords.Coords:
    """Return the coordinates that `shift` brings to `given`: the shift is smooth, so that a few rounds do."""
    if not prcoords.sanity_in_china_p(given):
        place = f"{given.lon:g} E, {given.lat:g} N"
        raise SourceError(
            Text(
                zh=f"GCJ-02 和 BD-09 只用于中国,而数据里有坐标在 {place}。请检查 datum、坐标系以及经纬度是否颠倒。",
                en=f"GCJ-02 and BD-09 are used in China only, but there are coordinates at {place}. "
                "Check the datum, the coordinate system and the order of longitude and latitude.",
            )
        )
    true = given
    for _ in range(_ROUNDS):
        error = shift(true, check_china=False) - given
        true -= error
        if abs(error) <= _EXACT:
            break
    return true
