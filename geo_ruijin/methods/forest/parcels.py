"""Parcels of an inventory or a survey: each piece of land once, cut to the place, and parted among divisions."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geo_ruijin.checks import polygonal
from geo_ruijin.methods.pieces import Shapes, apart

#: Square metres of a hectare.
HECTARE = 10_000.0

#: Square metres of a mu, of which 15 are a hectare.
MU = HECTARE / 15

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Parcels:
    """Parcels of which no two hold the same land.

    Attributes
    ----------
    whole
        Each parcel without what an earlier one holds, beyond the place too: (n,).
    inside
        What of it lies in the place: (n,), empty where nothing does.
    drawn
        The area of each as it is drawn [m²]: (n,).
    """

    whole: Shapes
    inside: Shapes
    drawn: Floats

    @property
    def area(self) -> Floats:
        """What each has inside the place [m²]: (n,)."""
        return np.asarray(shapely.area(self.inside), dtype=np.float64)

    @property
    def share(self) -> Floats:
        """The share of each parcel as drawn that lies in the place and in no other parcel [1]: (n,)."""
        return np.divide(self.area, self.drawn, out=np.zeros(len(self.drawn)), where=self.drawn > 0)

    @property
    def twice(self) -> float:
        """The land that more than one parcel holds, counted as often as it is too much [m²]."""
        return float(self.drawn.sum() - shapely.area(self.whole).sum())

    @property
    def beyond(self) -> float:
        """The land of parcels outside the place [m²]."""
        return float(shapely.area(self.whole).sum() - self.area.sum())


def parcels_in(shapes: Shapes, place: BaseGeometry, *, rank: NDArray[np.intp]) -> Parcels:
    """Return parcels apart from each other and cut to a place.

    Parameters
    ----------
    shapes
        Valid polygons: (n,).
    place
        The place.
    rank
        Which keeps the land that two hold: the lower, and the one that comes first among equals: (n,).
    """
    whole = apart(shapes, rank)
    shapely.prepare(place)
    cut = np.flatnonzero(~shapely.covers(place, whole))
    inside = whole.copy()
    inside[cut] = [polygonal(part) for part in shapely.intersection(whole[cut], place)]
    return Parcels(whole, inside, np.asarray(shapely.area(shapes), dtype=np.float64))


def pieces_of(shapes: Shapes, zones: gpd.GeoSeries) -> pd.DataFrame:
    """Return the pieces of parcels in zones that do not overlap: row, zone (positions), area [m²] and geometry.

    Examples
    --------
    >>> zones = gpd.GeoSeries([shapely.box(0, 0, 1, 1), shapely.box(1, 0, 3, 1)])
    >>> pieces_of(np.array([shapely.box(0, 0, 3, 1)]), zones)[["row", "zone", "area"]].to_numpy().tolist()
    [[0.0, 0.0, 1.0], [0.0, 1.0, 2.0]]
    """
    places = zones.to_numpy()
    zone, row = shapely.STRtree(shapes).query(places, predicate="intersects")
    crossing = np.bincount(row, minlength=len(shapes))[row] > 1
    parts = shapes[row]
    parts[crossing] = [polygonal(one) for one in shapely.intersection(parts[crossing], places[zone[crossing]])]
    pieces = pd.DataFrame({"row": row, "zone": zone, "area": shapely.area(parts), "geometry": parts})
    return pieces[pieces["area"] > 0].reset_index(drop=True)
