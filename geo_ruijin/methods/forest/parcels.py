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

#: Square metres of a hectare.
HECTARE = 10_000.0

#: Square metres of a mu, of which 15 are a hectare.
MU = HECTARE / 15

#: What double arithmetic leaves where parcels meet, and no land [m²].
CRUMB = 0.01

Shapes = NDArray[np.object_]
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


def apart(shapes: Shapes, rank: NDArray[np.intp]) -> Shapes:
    """Return parcels without the land that one of a lower rank, or an earlier one of the same, holds too.

    Only parcels with edges that do not match those of their neighbours are looked at, and what they meet: in a sound
    inventory there are none.

    Examples
    --------
    >>> left, right = shapely.box(0, 0, 2, 1), shapely.box(1, 0, 3, 1)
    >>> [one.area for one in apart(np.array([left, right]), np.array([1, 0]))]
    [1.0, 2.0]
    """
    result = shapes.copy()
    pairs = _overlapping(shapes)
    place = np.argsort(np.argsort(rank, kind="stable"))  # where each stands in the order in which they have land
    pairs = np.take_along_axis(pairs, np.argsort(place[pairs], axis=0), axis=0)
    later, earlier = np.unique(pairs[::-1], axis=1)  # sorted by the later
    rows, starts = np.unique(later, return_index=True)
    for row, others in zip(rows, np.split(earlier, starts[1:]), strict=False):  # no row, and yet one part
        result[row] = polygonal(shapely.difference(shapes[row], shapely.union_all(shapes[others])))
    return result


def _overlapping(shapes: Shapes) -> NDArray[np.intp]:
    """Return the pairs of shapes that have land in common: (2, n), some of them twice."""
    suspects = np.flatnonzero(~shapely.is_empty(shapely.coverage_invalid_edges(shapes)))
    found, other = shapely.STRtree(shapes).query(shapes[suspects], predicate="intersects")
    pairs = np.stack([suspects[found], other])
    pairs = pairs[:, pairs[0] != pairs[1]]
    return pairs[:, shapely.area(shapely.intersection(*shapes[pairs])) > CRUMB]


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
