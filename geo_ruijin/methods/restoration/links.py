"""Patches of forest, and what sites between them would join."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geo_ruijin.checks import polygonal
from geo_ruijin.methods.facilities import chained
from geo_ruijin.methods.overlays import Floats, Shapes, nearest
from geo_ruijin.methods.pieces import apart
from geo_ruijin.units import Metres

Numbers = NDArray[np.intp]


@dataclass(frozen=True)
class Forest:
    """The forest of a place.

    Attributes
    ----------
    shapes
        Its parcels inside the place: (n,).
    patch
        The patch each is of: parcels no further apart than `link` hang together: (n,).
    area
        Of each patch [m²].
    link
        How far apart forest still hangs together [m].
    land
        The area of the place [m²].
    twice
        What several parcels hold, counted as often as it is too much [m²].
    """

    shapes: Shapes
    patch: Numbers
    area: Floats
    link: Metres
    land: float
    twice: float

    @property
    def mesh(self) -> float:
        """The effective mesh size [m²]."""
        return float((self.area**2).sum() / self.land)


@dataclass(frozen=True)
class Gains:
    """What each site would bring were it the only one: (sites,).

    Attributes
    ----------
    distance
        To the nearest forest, from border to border [m]; NaN where there is none.
    patches
        How many patches it is within reach of.
    joined
        The area of these but for the largest: what it joins on to it [m²].
    mesh
        By how much the effective mesh size would rise [m²].
    """

    distance: Floats
    patches: Numbers
    joined: Floats
    mesh: Floats


def forest_patches(shapes: Shapes, place: BaseGeometry, *, link: Metres) -> Forest:
    """Return the patches of some parcels of forest, each piece of land once, cut at the border of a place."""
    shapely.prepare(place)
    shapes = shapes[shapely.intersects(place, shapes)]
    across = ~shapely.covers(place, shapes)
    shapes = shapes.copy()
    shapes[across] = [polygonal(part) for part in shapely.intersection(shapes[across], place)]
    drawn = float(shapely.area(shapes).sum())
    shapes = apart(shapes)
    shapes = shapes[shapely.area(shapes) > 0]
    one, other = shapely.STRtree(shapes).query(shapes, predicate="dwithin", distance=link)
    patch = chained(one, other, len(shapes)) if len(shapes) else np.zeros(0, dtype=np.intp)
    area = np.bincount(patch, weights=shapely.area(shapes)).astype(np.float64)
    return Forest(shapes, patch, area, link, place.area, drawn - float(area.sum()))


def gains_of(sites: Shapes, forest: Forest) -> Gains:
    """Return what each site would bring by itself; gains of several do not add up.

    Examples
    --------
    In a place of 1,000 m², a site of 10 m² that touches two forests of 100 m² and 50 m² makes one patch of 160 m²: the
    mesh grows from (100² + 50²) / 1,000 = 12.5 m² to 160² / 1,000 = 25.6 m².

    >>> shapes = np.array([shapely.box(0, 0, 10, 10), shapely.box(11, 0, 16, 10)])
    >>> forest = forest_patches(shapes, shapely.box(0, 0, 50, 20), link=0)
    >>> gains = gains_of(np.array([shapely.box(10, 0, 11, 10)]), forest)
    >>> gains.patches, gains.joined, gains.mesh.round(6)
    (array([2]), array([50.]), array([13.1]))

    References
    ----------
    S. Saura and L. Pascual-Hortal (2007), A new habitat availability index to integrate connectivity in landscape
    conservation planning, doi:10.1016/j.landurbplan.2007.03.005: what one piece of land adds to the whole.
    """
    own = np.asarray(shapely.area(sites), dtype=np.float64)
    site, patch = _reached(sites, forest)
    area = forest.area[patch]
    count = len(sites)
    total = np.bincount(site, weights=area, minlength=count)
    squares = np.bincount(site, weights=area**2, minlength=count)
    largest = np.zeros(count)
    np.maximum.at(largest, site, area)
    distance = np.full(count, np.nan)
    if len(forest.shapes) and count:
        distance = nearest(sites, forest.shapes)[1]
    return Gains(
        distance=distance,
        patches=np.bincount(site, minlength=count).astype(np.intp),
        joined=total - largest,
        mesh=((own + total) ** 2 - squares) / forest.land,
    )


def mesh_with(sites: Shapes, forest: Forest) -> float:
    """Return the effective mesh size were all of some sites forest [m²]."""
    patches = len(forest.area)
    site, patch = _reached(sites, forest)
    one, other = shapely.STRtree(sites).query(sites, predicate="dwithin", distance=forest.link)
    ends = np.concatenate([patch, patches + one]), np.concatenate([patches + site, patches + other])
    area = np.concatenate([forest.area, shapely.area(sites)])
    if not len(area):
        return 0.0
    whole = np.bincount(chained(*ends, len(area)), weights=area)
    return float((whole**2).sum() / forest.land)


def _reached(sites: Shapes, forest: Forest) -> tuple[Numbers, Numbers]:
    """Return which sites are within reach of which patches, each pair once."""
    site, parcel = shapely.STRtree(forest.shapes).query(sites, predicate="dwithin", distance=forest.link)
    if not len(site):
        return np.zeros(0, dtype=np.intp), np.zeros(0, dtype=np.intp)
    pairs = np.unique(np.stack([site, forest.patch[parcel]]), axis=1)
    return pairs[0], pairs[1]
