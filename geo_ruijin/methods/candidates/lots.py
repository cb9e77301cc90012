"""Parcels cut to what may be built on, and to lots that are neither too small, too narrow nor too large."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geo_ruijin.checks import polygonal
from geo_ruijin.methods.overlays import Floats, Shapes, parts_within
from geo_ruijin.methods.pieces import halves
from geo_ruijin.units import Metres, SquareMetres

#: What a sum of areas may miss by rounding [1].
_SHARE = 1e-9

#: What is narrower by no more than twice this is wide enough: less cannot be eroded and grown back [m].
_SLACK = 5e-3

#: Corners no further apart than this are one: growing back doubles some [m].
_MILLIMETRE = 1e-3


@dataclass(frozen=True, eq=False)
class Lots:
    """What is left of parcels.

    Attributes
    ----------
    shapes
        The lots: (n,).
    parcel
        The position of the parcel of each: (n,).
    rest
        What of each parcel is no lot: (k,).
    taken
        What each kind of land takes of each parcel [m²]; kinds may overlap: (k,) each.
    narrow, small
        What of each parcel is free but too narrow, wide enough but in pieces too small [m²]: (k,).
    """

    shapes: Shapes
    parcel: NDArray[np.intp]
    rest: Shapes
    taken: Mapping[str, Floats]
    narrow: Floats
    small: Floats


def lots_of(
    parcels: Shapes, land: Mapping[str, Shapes], *, least: SquareMetres, width: Metres, most: SquareMetres | Floats
) -> Lots:
    """Return the lots of parcels that do not overlap.

    Parameters
    ----------
    parcels
        Polygons: (k,).
    land
        Polygons that nothing may be built on, by kind.
    least, most
        How large a lot is [m²]; exactly the least counts. What is larger than the most, one for all or of each parcel,
        is halved until it is not.
    width
        What is narrower is no part of a lot [m]; exactly that is wide enough.

    Examples
    --------
    A field of 40 m by 20 m, half of it wetland, with a path 3 m wide leading to it:

    >>> field = shapely.union(shapely.box(0, 0, 40, 20), shapely.box(40, 0, 90, 3))
    >>> found = lots_of(np.array([field]), {"wetlands": np.array([shapely.box(0, 0, 20, 20)])}, least=400, width=8,
    ...     most=10_000)
    >>> shapely.area(found.shapes).tolist(), found.taken["wetlands"].tolist(), found.narrow.tolist()
    ([400.0], [400.0], [150.0])
    """
    cut = {key: parts_within(parcels, shapes) for key, shapes in land.items()}
    free = parcels
    for parts in cut.values():
        free = shapely.difference(free, parts)
    pieces, owner = shapely.get_parts(free, return_index=True)
    wide, of = shapely.get_parts(_opened(pieces, width), return_index=True)
    owner_of_wide = owner[of]
    limit = np.broadcast_to(np.asarray(most, dtype=np.float64), len(parcels))[owner_of_wide]
    shapes, parcel = _sized(wide, owner_of_wide, least=least, width=width, most=limit)
    area, count = shapely.area(free), len(parcels)
    wide_area = np.bincount(owner_of_wide, weights=shapely.area(wide), minlength=count)
    kept = np.bincount(parcel, weights=shapely.area(shapes), minlength=count)
    rest = np.empty(count, dtype=object)
    for i in range(count):
        rest[i] = polygonal(shapely.difference(parcels[i], shapely.union_all(shapes[parcel == i])))
    return Lots(
        shapes,
        parcel,
        rest,
        {key: np.asarray(shapely.area(parts), dtype=np.float64) for key, parts in cut.items()},
        np.asarray(area - wide_area, dtype=np.float64),
        np.asarray(wide_area - kept, dtype=np.float64),
    )


def _opened(shapes: Shapes, width: Metres) -> Shapes:
    """Return of each polygon what is at least so wide; corners stay as they are."""
    half = max(width / 2 - _SLACK, 0.0)
    core = shapely.buffer(shapes, -half, join_style="mitre")
    back = shapely.intersection(shapely.buffer(core, half, join_style="mitre"), shapes)
    clean = shapely.remove_repeated_points(back, _MILLIMETRE)
    return np.array([polygonal(one) for one in clean], dtype=object)


def _sized(
    pieces: Shapes, owner: NDArray[np.intp], *, least: SquareMetres, width: Metres, most: Floats
) -> tuple[Shapes, NDArray[np.intp]]:
    """Return pieces of the sizes wanted, and the owner of each."""
    found, owners = [], []
    for piece, own, limit in zip(pieces, owner, most, strict=True):
        parts = [
            part
            for half in _halved(piece, float(limit))
            for part in shapely.get_parts(_opened(np.array([half]), width))
        ]
        large = [part for part in parts if part.area >= least * (1 - _SHARE)]
        found += large
        owners += [own] * len(large)
    return np.array([*found, None], dtype=object)[:-1], np.array(owners, dtype=np.intp)


def _halved(shape: BaseGeometry, most: SquareMetres) -> list[BaseGeometry]:
    """Return a polygon in pieces no larger than the most, halved across its longer side again and again."""
    todo, done = [shape], []
    while todo:
        one = todo.pop()
        if one.area <= most * (1 + _SHARE):
            done.append(one)
            continue
        for half in reversed(halves(one)):
            part = shapely.get_parts(polygonal(shapely.clip_by_rect(one, *half)))
            todo += [piece for piece in part if piece.area > 0]
    return done
