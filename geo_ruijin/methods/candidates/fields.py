"""Land where a park could be, before anything is cut out of it: what touches is one parcel, own parcels apart."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geo_ruijin.checks import polygonal
from geo_ruijin.methods.candidates.kinds import OWN
from geo_ruijin.methods.overlays import Shapes

_POLYGONS = (3, 6)  # shapely's type ids


@dataclass(frozen=True, eq=False)
class Fields:
    """Parcels that do not overlap, those of the own list first.

    Attributes
    ----------
    shapes
        Polygons: (n,).
    own
        The row of the own list each is; -1 of the others: (n,).
    """

    shapes: Shapes
    own: NDArray[np.intp]

    @property
    def kind(self) -> NDArray[np.object_]:
        """What each is, a key of `kinds.KINDS`."""
        return np.where(self.own >= 0, OWN, "parcel").astype(object)


def fields_of(land: Shapes, own: gpd.GeoDataFrame | None, zone: BaseGeometry | None) -> Fields:
    """Return the parcels of land inside a zone, pieces that touch joined.

    Parameters
    ----------
    land
        Polygons; they may overlap.
    own
        The user's sites, of which areas are parcels by themselves; what two hold is the first one's.
    zone
        What lies outside does not count; None for everything.

    Examples
    --------
    >>> pieces = np.array([shapely.box(0, 0, 10, 10), shapely.box(10, 0, 30, 10), shapely.box(50, 0, 60, 10)])
    >>> shapely.area(fields_of(pieces, None, None).shapes).tolist()
    [300.0, 100.0]
    """
    mine, rows = [], []
    earlier: BaseGeometry = shapely.Polygon()
    if own is not None:
        shapes = own.geometry.to_numpy()
        for row in np.flatnonzero(np.isin(shapely.get_type_id(shapes), _POLYGONS)):
            shape = polygonal(shapely.difference(shapes[row], earlier))
            earlier = shapely.union(earlier, shape)
            mine.append(shape)
            rows.append(row)
    inside = land if zone is None else _clipped(land, zone)
    whole = shapely.get_parts(polygonal(shapely.difference(shapely.union_all(inside), earlier)))
    whole = whole[shapely.area(whole) > 0]
    owner = np.concatenate([np.array(rows, dtype=np.intp), np.full(len(whole), -1)])
    return Fields(np.array([*mine, *whole, None], dtype=object)[:-1], owner)


def _clipped(land: Shapes, zone: BaseGeometry) -> Shapes:
    shapely.prepare(zone)
    return shapely.intersection(land[shapely.intersects(zone, land)], zone)
