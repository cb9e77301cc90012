"""The true area of shapes: on the ellipsoid, whatever coordinates they are drawn in."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS, Geod

from geo_ruijin.zonal.cells import radians_of

#: An edge that is straight on the map is bent on the ellipsoid: it is followed at so many units of the map.
_STEP = 1_000.0


def areas_on_ellipsoid(shapes: gpd.GeoSeries, *, step: float = _STEP) -> NDArray[np.float64]:
    """Return the area of polygons on the ellipsoid of their coordinate system [m²]: (n,).

    Parameters
    ----------
    shapes
        Polygons in any coordinate system.
    step
        How far apart the places of long edges are that are brought on the ellipsoid, in units of the coordinates.

    References
    ----------
    C. F. F. Karney (2013), Algorithms for geodesics, J. Geod. 87, doi:10.1007/s00190-012-0578-z.

    Examples
    --------
    In zone 39 of CGCS2000 a square of 1 km across the central meridian is true to scale:

    >>> square = gpd.GeoSeries([shapely.box(39_499_500, 2_850_000, 39_500_500, 2_851_000)], crs=4527)
    >>> areas_on_ellipsoid(square).round(1).tolist()
    [1000000.0]
    """
    crs = CRS(shapes.crs)
    geod, degrees = crs.get_geod() or Geod(ellps="WGS84"), np.degrees(radians_of(crs))
    bent = shapes.segmentize(step).to_crs(CRS(crs.geodetic_crs))
    placed = shapely.transform(np.asarray(bent.array, dtype=object), lambda places: places * degrees)
    return np.array([abs(geod.geometry_area_perimeter(one)[0]) for one in shapely.orient_polygons(placed)])
