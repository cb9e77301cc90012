"""Polygons cut along others, and gathered in groups."""

from __future__ import annotations

import contextlib
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from pyproj import CRS
from shapely.geometry.base import BaseGeometry

from geo_ruijin.checks import polygonal
from geo_ruijin.methods.pieces import CRUMB, Shapes


def pieces_of(shapes: Shapes, zones: Shapes) -> pd.DataFrame:
    """Return what of each shape lies in each zone.

    Parameters
    ----------
    shapes, zones
        Valid polygons in one coordinate system: (n,), (z,). Zones that overlap each have what lies in them.

    Returns
    -------
    pandas.DataFrame
        `shape` and `zone`, positions among those given, and `geometry`; crumbs are left out.

    Examples
    --------
    >>> zones = np.array([shapely.box(0, 0, 1, 1), shapely.box(1, 0, 9, 1)])
    >>> found = pieces_of(np.array([shapely.box(0, 0, 3, 1)]), zones)
    >>> [(zone, part.area) for zone, part in zip(found["zone"], found["geometry"])]
    [(0, 1.0), (1, 2.0)]
    """
    tree, count = shapely.STRtree(shapes), max(len(shapes), 1)
    pairs, whole, within, beside = (
        np.ravel_multi_index(tree.query(zones, predicate=how), (len(zones), count))
        for how in ("intersects", "covers", "covered_by", "touches")
    )
    # most lie whole in each other, or only touch, and need no cutting. Along borders cut before, rounding says
    # what covers and what overlaps, and may say neither: all the rest is cut
    rest = np.setdiff1d(pairs, np.concatenate([whole, within, beside]))
    zone, shape = np.divmod(np.concatenate([whole, within, rest]), count)
    geometry = np.concatenate([shapes[whole % count], zones[within // count], np.empty(len(rest), dtype=object)])
    cut = shapely.intersection(shapes[rest % count], zones[rest // count])
    geometry[len(geometry) - len(rest) :] = [polygonal(one) for one in cut]
    pieces = pd.DataFrame({"shape": shape, "zone": zone, "geometry": geometry})
    pieces = pieces[shapely.area(geometry) > CRUMB].drop_duplicates(
        ["shape", "zone"]
    )  # of equals each covers the other
    return pieces.sort_values(["shape", "zone"], ignore_index=True)


def gathered(parts: Shapes, group: NDArray[np.integer[Any]], count: int, crs: CRS | None) -> gpd.GeoSeries:
    """Return polygons united by group, empty where a group has none: (count,).

    Parameters
    ----------
    parts
        Polygons: (n,).
    group
        The group of each: (n,).
    count
        How many groups there are.
    crs
        Their coordinate system.

    Examples
    --------
    >>> parts = np.array([shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1), shapely.box(5, 0, 6, 1)])
    >>> [one.area for one in gathered(parts, np.array([0, 0, 2]), 3, None)]
    [2.0, 0.0, 1.0]
    """
    made = np.full(count, shapely.MultiPolygon(), dtype=object)
    order = np.argsort(group, kind="stable")
    numbers, starts = np.unique(group[order], return_index=True)
    for number, own in zip(numbers, np.split(parts[order], starts[1:]), strict=False):
        made[number] = _united(own)
    return gpd.GeoSeries(made, crs=crs)


def _united(parts: Shapes) -> BaseGeometry:
    # parcels of a sound survey meet along their edges: these are united ten times as fast
    if shapely.coverage_is_valid(parts):
        with contextlib.suppress(shapely.errors.GEOSException):  # slivers may pass for sound
            return shapely.coverage_union_all(parts)
    return shapely.union_all(parts)
