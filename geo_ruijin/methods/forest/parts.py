"""The parts of parcels: one drawn in several pieces is in as many places, and each may be in another patch."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray

from geo_ruijin.methods.forest.parcels import Floats


@dataclass(frozen=True)
class Parts:
    """Parcels, a row a part.

    Attributes
    ----------
    rows
        What the parcel says, and the shape of the part.
    parcel
        The position of the parcel each is of: (n,).
    portion
        Its share of the area of its parcel [1]: (n,).
    """

    rows: gpd.GeoDataFrame
    parcel: NDArray[np.intp]
    portion: Floats


def parts_of(parcels: gpd.GeoDataFrame) -> Parts:
    """Return the parts of parcels, in their order.

    Examples
    --------
    >>> from shapely import MultiPolygon, box
    >>> drawn = MultiPolygon([box(0, 0, 3, 1), box(5, 0, 6, 1)])
    >>> parts = parts_of(gpd.GeoDataFrame(geometry=[box(9, 0, 10, 1), drawn]))
    >>> parts.parcel.tolist(), parts.portion.tolist()
    ([0, 1, 1], [1.0, 0.75, 0.25])
    """
    rows = parcels.reset_index(drop=True).explode()
    parcel, area = rows.index.to_numpy(dtype=np.intp), rows.area.to_numpy()
    whole = np.bincount(parcel, weights=area, minlength=len(parcels))[parcel]
    portion = np.divide(area, whole, out=np.ones(len(rows)), where=whole > 0)
    return Parts(rows.reset_index(drop=True), parcel, portion)
