"""Whether a declared datum is true: told by how features lie to what they must lie along, off or inside.

Stops lie along streets, buildings keep off them. Shifted by some 500 m they do so no more than chance has it; the shift
at which they do it best is where they belong, if it stands out from all others.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import geopandas as gpd
import numpy as np
import shapely
from pyproj import CRS

from geo_ruijin.datum import from_true_coordinates, is_in_china, is_shifted, to_true_coordinates
from geo_ruijin.offset.scene import BESIDE, KERNELS, TOLERANCE, Lies, Numbers, Shift, burnt, scene
from geo_ruijin.offset.words import FEWEST, Words
from geo_ruijin.spec import Datum
from geo_ruijin.text import Text

__all__ = ["Fit", "Offset", "check_offset"]

#: How many standard deviations above other shifts a fit must be to be more than chance: that of a datum, and that of a
#: shift found by search, which is the best of thousands. One shift in a thousand reaches 4.5 to 4.9 by chance, and the
#: best of a search 5 to 7: measured with bus stops and shops of Helsinki and Andorra, moved at random.
SIGNIFICANT = 5.0
SIGNIFICANT_SHIFT = 7.5

#: How much better than as declared it must be, by the same measure.
BETTER = 2.0

#: The fewest features that tell a shift by search: fewer fit somewhere by their own inaccuracy.
_FEWEST_SEARCHED = 30

#: As many features as are needed, and how wide the part of the place is that they are of, where they are densest.
_ENOUGH = 200
_CELLS_WIDE = 5_000

#: What the coordinates may be in; CGCS2000 lies within a metre of WGS 84.
_DATUMS: tuple[Datum, ...] = ("wgs84", "gcj02", "bd09")


@dataclass(frozen=True)
class Fit:
    """How features lie if their coordinates are in one datum.

    Attributes
    ----------
    significance
        How far the fit stands out from those at other shifts, in their standard deviations.
    figure
        The median distance to the reference [m] of what lies along it; else the share of features that keep off it
        or lie inside it [%].
    """

    significance: float
    figure: float


@dataclass(frozen=True)
class Offset:
    """What is seen of a declared datum.

    Attributes
    ----------
    verdict
        "agrees": features lie as they should; "datum": they would in another datum; "shift": they would if shifted;
        "unknown": there are too few of them, or no shift stands out.
    features
        How many features were looked at.
    fits
        The fit in the declared datum, and in China in each other; WGS 84 stands for CGCS2000 as well.
    better
        The datum the features fit better.
    shift
        How far east and north of where they belong the features lie [m]; None where that is not seen.
    statement
        All that for a planner.
    """

    verdict: Literal["agrees", "datum", "shift", "unknown"]
    features: int
    fits: Mapping[Datum, Fit]
    better: Datum | None
    shift: Shift | None
    statement: Text


def check_offset(
    features: gpd.GeoDataFrame,
    reference: gpd.GeoDataFrame,
    *,
    lies: Lies,
    declared: Datum,
    title: Text,
    against: Text,
) -> Offset:
    """Return whether features lie to a reference as they should, and in which datum or by which shift they would.

    Of many features a sample is looked at, the same at every run, in the 25 or 50 km where they are densest.

    Parameters
    ----------
    features
        In a coordinate system in metres, where the declared datum puts them.
    reference
        What they lie along, off or inside, truly placed, in the same coordinate system.
    lies
        "along" lines, "off" them, or "inside" polygons.
    declared
        The datum that is declared of the features.
    title, against
        The names of the features and of the reference, for the statement.

    Notes
    -----
    The reference is burnt into cells of 5 or 10 m, and how much of it lies at each shift from the features is added
    up, each weighted by how rarely it has reference around. A fit is what there is more of (or, "off", less of) within
    some metres than around them; it is judged against those at all other shifts at which there is no less of it.
    """
    words = Words(lies, title, against)
    sample = _sample(features.geometry, within=_CELLS_WIDE * KERNELS[lies].near)
    if len(sample) < FEWEST:
        return _unknown(words.too_few(len(sample)), features=len(sample))
    ground = burnt(reference.geometry, around=_points(sample), lies=lies)
    placed = _in_each_datum(sample, declared)
    scenes = {datum: scene(_points(there), ground) for datum, there in placed.items()}
    stated = _one(declared)
    if scenes[stated].features < FEWEST:
        return _unknown(words.too_sparse(), features=len(sample))
    tree = shapely.STRtree(reference.geometry.to_numpy())
    fits = {
        datum: Fit(scenes[datum].significance((0.0, 0.0)), _figure(there, tree, lies))
        for datum, there in placed.items()
        if scenes[datum].features >= FEWEST
    }
    said = words.fit(declared, fits[stated].figure)
    at_least = fits[stated].significance + BETTER
    searched = scenes[stated].best()
    searched_for = scenes[stated].significance(searched)
    off = (-searched[0], -searched[1])
    best = max(fits, key=lambda datum: fits[datum].significance)
    if fits[best].significance >= max(SIGNIFICANT, at_least):
        shift = _between(placed[stated], placed[best])
        if math.dist(shift, off) <= BESIDE or searched_for < fits[best].significance + BETTER:
            statement = words.better(said, words.other(best, fits[best].figure), shift)
            return Offset("datum", len(sample), fits, best, shift, statement)
    enough = len(sample) >= _FEWEST_SEARCHED and math.hypot(*off) > TOLERANCE
    if enough and searched_for >= max(SIGNIFICANT_SHIFT, at_least):
        moved = _figure(placed[stated].translate(*searched), tree, lies)
        return Offset("shift", len(sample), fits, None, off, words.shifted(said, words.moved(moved), off))
    if fits[stated].significance >= SIGNIFICANT:
        return Offset("agrees", len(sample), fits, None, None, words.agrees(said))
    return _unknown(words.no_peak(said), features=len(sample), fits=fits)


def _unknown(statement: Text, *, features: int, fits: Mapping[Datum, Fit] | None = None) -> Offset:
    return Offset("unknown", features, fits or {}, None, None, statement)


def _one(datum: Datum) -> Datum:
    return datum if is_shifted(datum) else "wgs84"


def _sample(shapes: gpd.GeoSeries, *, within: float) -> gpd.GeoSeries:
    """Return shapes from where they are densest in a square [m], one a spot: those beside one another tell the same."""
    shapes = gpd.GeoSeries(shapes[~(shapes.isna() | shapes.is_empty)])
    bounds = shapes.bounds.to_numpy(dtype=float)
    centres = (bounds[:, :2] + bounds[:, 2:]) / 2
    spots = np.unique(np.floor(centres / TOLERANCE), axis=0, return_index=True)[1]
    random = np.random.default_rng(0)
    some = centres[random.permutation(spots)[:_ENOUGH]]
    if not len(some):
        return shapes
    beside = (np.abs(some[:, None] - some[None]) <= within / 2).all(axis=2)
    middle = some[beside.sum(axis=1).argmax()]
    inside = spots[(np.abs(centres[spots] - middle) <= within / 2).all(axis=1)]
    return gpd.GeoSeries(shapes.iloc[random.permutation(inside)[:_ENOUGH]])


def _in_each_datum(sample: gpd.GeoSeries, declared: Datum) -> dict[Datum, gpd.GeoSeries]:
    """Return where features would lie if what the file says were in each datum; outside China there is one only."""
    features = gpd.GeoDataFrame(geometry=sample)
    placed = {_one(declared): sample}
    if is_in_china(features):
        written = from_true_coordinates(features, datum=declared)
        for datum in _DATUMS:
            if datum not in placed:
                placed[datum] = to_true_coordinates(written, datum=datum).geometry.to_crs(CRS(sample.crs))
    return placed


def _between(placed: gpd.GeoSeries, there: gpd.GeoSeries) -> Shift:
    """Return how far east and north of `there` features are placed, on average [m]."""
    east, north = (_points(placed) - _points(there)).mean(axis=0)
    return float(east), float(north)


def _points(shapes: gpd.GeoSeries) -> Numbers:
    """Return one point on each shape, shape (n, 2)."""
    points: Numbers = shapely.get_coordinates(shapely.point_on_surface(shapes.to_numpy()))
    return points


def _figure(shapes: gpd.GeoSeries, reference: shapely.STRtree, lies: Lies) -> float:
    """Return the median distance to the reference [m], or the share of shapes off or inside it [%]."""
    if lies == "along":
        points = shapely.points(_points(shapes))
        return float(np.median(reference.query_nearest(points, all_matches=False, return_distance=True)[1]))
    touching = len(np.unique(reference.query(shapes.to_numpy(), predicate="intersects")[0])) / len(shapes)
    return 100 * (touching if lies == "inside" else 1 - touching)
