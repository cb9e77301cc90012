"""Candidates cut to what may be planted, each piece of land once, and sorted out by size."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo_ruijin.checks import polygonal
from geo_ruijin.methods.overlays import Floats, Shapes, parts_within
from geo_ruijin.units import SquareMetres

#: What a sum of areas may miss by rounding [1].
_ROUNDING = 1e-9


@dataclass(frozen=True)
class Candidates:
    """Sites, and what became of the land looked at.

    Attributes
    ----------
    rows
        `kind` and polygons, of the least area or more.
    looked_at
        All land of candidates in the place, each piece once [m²].
    left_out
        What of it is left as it is, by reason, each piece with the first [m²].
    small
        How many pieces are below the least area, and their area [m²].
    """

    rows: gpd.GeoDataFrame
    looked_at: SquareMetres
    left_out: Mapping[str, SquareMetres]
    small: tuple[int, SquareMetres]


def candidates_of(
    raw: Mapping[str, Shapes], taken: Mapping[str, Shapes], place: gpd.GeoSeries, *, least: SquareMetres
) -> Candidates:
    """Return the sites: of each kind what hangs together, without what an earlier kind holds and what is taken.

    Parameters
    ----------
    raw
        Shapes of candidates by kind; they may overlap.
    taken
        Shapes to leave as they are, by reason.
    place
        What lies outside does not count; one row.
    least
        The least area of a site; exactly that counts.
    """
    whole: BaseGeometry = place.iloc[0]
    kinds, shapes = [], []
    earlier: BaseGeometry = shapely.Polygon()
    for kind, some in raw.items():
        there = polygonal(shapely.intersection(shapely.union_all(some), whole))
        own = shapely.get_parts(polygonal(shapely.difference(there, earlier)))
        earlier = shapely.union(earlier, there)
        kinds += [kind] * len(own)
        shapes += list(own)
    rest: Shapes = np.array(shapes, dtype=object)
    left_out = {}
    for reason, others in taken.items():
        before = float(shapely.area(rest).sum())
        if len(rest) and len(others):
            rest = shapely.difference(rest, parts_within(rest, others))
        left_out[reason] = before - float(shapely.area(rest).sum())
    parts, which = shapely.get_parts(rest, return_index=True)
    area = np.asarray(shapely.area(parts), dtype=np.float64)
    fits = area >= least * (1 - _ROUNDING)
    crumbs: Floats = area[~fits & (area > 0)]
    rows = gpd.GeoDataFrame(
        {"kind": np.array(kinds, dtype=object)[which[fits]]}, geometry=gpd.GeoSeries(parts[fits], crs=place.crs)
    )
    return Candidates(rows, float(earlier.area), left_out, (len(crumbs), float(crumbs.sum())))
