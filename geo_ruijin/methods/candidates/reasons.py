"""Reasons against sites that several questions ask for."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo_ruijin.methods.candidates.land import LAND
from geo_ruijin.methods.candidates.pool import Bools, Floats, Objects, Reason, reason
from geo_ruijin.methods.facilities import ROUNDING
from geo_ruijin.methods.overlays import Shapes, nearest
from geo_ruijin.text import Text
from geo_ruijin.units import Metres


def less(values: Floats) -> Floats:
    """Return values that are less than something in whole numbers that are less too: not "200 m, less than 200 m".

    Examples
    --------
    >>> less(np.array([199.97, 150.0])).tolist()
    [199.0, 150.0]
    """
    return np.asarray(np.floor(values + ROUNDING), dtype=np.float64)


def more(values: Floats) -> Floats:
    """Return values that are more than something in whole numbers that are more too.

    Examples
    --------
    >>> more(np.array([500.02, 600.0])).tolist()
    [501.0, 600.0]
    """
    return np.asarray(np.ceil(values - ROUNDING), dtype=np.float64)


def outside(shapes: Shapes, region: BaseGeometry | None, margin: Metres) -> tuple[Reason, ...]:
    """Return the reason against what lies further than a margin [m] from the region; none where there is no region."""
    if region is None:
        return ()
    shapely.prepare(region)
    away = np.asarray(shapely.distance(region, shapes), dtype=np.float64)
    return (
        reason(
            "outside",
            Text(zh="界外", en="outside"),
            away > margin + ROUNDING,
            f"在范围以外 {{:,.0f}} 米(容许 {margin:g} 米)",
            f"{{:,.0f}} m outside ({margin:g} m are allowed)",
            more(away),
        ),
    )


def near_existing(shapes: Shapes, existing: Shapes | None, least: Metres | Floats) -> tuple[Reason, ...]:
    """Return the reason against what lies nearer than so many metres to one there is; exactly as far is far enough.

    Parameters
    ----------
    shapes
        The sites: (n,).
    existing
        Those there are; None where nobody says.
    least
        How far a site must be away, one for all or of each [m].
    """
    if existing is None or not len(existing) or not len(shapes):
        return ()
    _, away = nearest(shapes, existing)
    wanted = np.broadcast_to(np.asarray(least, dtype=np.float64), len(shapes))
    return (
        reason(
            "near_existing",
            Text(zh="离现有站点太近", en="too near one there is"),
            away < wanted - ROUNDING,
            "距现有站点 {:,.0f} 米,不足 {:g} 米",
            "{:,.0f} m from one there is, less than {:g} m",
            less(away),
            wanted,
        ),
    )


def on_land(shapes: Shapes, land: Mapping[str, Shapes]) -> tuple[Reason, ...]:
    """Return a reason a kind of land that nothing may be built on, against the points on it; a border counts."""
    return tuple(_on(shapes, key, there) for key, there in land.items())


def never(key: str, title: Text, holds: Bools) -> Reason:
    """Return a reason that needs no number."""
    said: Objects = np.empty(len(holds), dtype=object)
    for i in np.flatnonzero(holds):
        said[i] = title
    return Reason(key, title, holds, said)


def _on(shapes: Shapes, key: str, there: Shapes) -> Reason:
    holds = np.zeros(len(shapes), dtype=bool)
    site, _ = shapely.STRtree(there).query(shapes, predicate="intersects")
    holds[site] = True
    return never(key, LAND[key], holds)
