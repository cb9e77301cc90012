"""Datums of Chinese data: which one coordinates are in, and how to bring them to WGS 84.

GCJ-02 (Amap, Tencent) and BD-09 (Baidu) shift coordinates by some 500 m; files carry the label of WGS 84 all the same.
CGCS2000 and WGS 84 differ by less than a metre and are taken as one, as their registry entries do.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import geopandas as gpd
import numpy as np
import prcoords
from pyproj import CRS

from geo_ruijin.spec import Datum

#: Exact inverses (1e-5 m); their fast forms are some 2 m off.
_INVERSE: Mapping[Datum, Callable[..., tuple[float, float]]] = {
    "gcj02": prcoords.gcj_wgs_bored,
    "bd09": prcoords.bd_wgs_bored,
}


def is_cgcs2000(crs: CRS) -> bool:
    """Return whether a coordinate reference system is on the CGCS2000 datum.

    Examples
    --------
    >>> is_cgcs2000(CRS("EPSG:4548")), is_cgcs2000(CRS("EPSG:4326"))
    (True, False)
    """
    return crs.geodetic_crs is not None and crs.geodetic_crs.equals(CRS("EPSG:4490"), ignore_axis_order=True)


def to_true_coordinates(features: gpd.GeoDataFrame, *, datum: Datum) -> gpd.GeoDataFrame:
    """Return `features` on the datum their label says, with the shift of GCJ-02 or BD-09 taken out.

    Parameters
    ----------
    features
        Features whose coordinates really are in `datum`, whatever their label.
    datum
        With "wgs84" or "cgcs2000" the coordinates are already true and come back unchanged.

    References
    ----------
    The inverse is that of PRCoords (`prcoords` 1.0), iterated until the forward shift agrees to 1e-5 m.
    """
    inverse = _INVERSE.get(datum)
    if inverse is None:
        return features
    degrees = features.to_crs("EPSG:4326")

    def shift(coordinates: np.ndarray) -> np.ndarray:
        true = [inverse((latitude, longitude), check_china=False) for longitude, latitude in coordinates]
        return np.array(true, dtype=float).reshape(-1, 2)[:, ::-1]

    return degrees.set_geometry(degrees.geometry.transform(shift))
