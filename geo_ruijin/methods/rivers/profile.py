"""The banks of courses in short pieces: what the strip behind each of them is covered with."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geo_ruijin.methods.rivers.courses import Shapes
from geo_ruijin.methods.rivers.land import UNKNOWN, Land
from geo_ruijin.methods.rivers.middle import UNSIDED
from geo_ruijin.methods.rivers.raw import HAIR
from geo_ruijin.methods.rivers.water import Water
from geo_ruijin.units import Metres, Percent

Floats = NDArray[np.float64]
Whole = NDArray[np.intp]

#: What a share may miss by rounding [%].
_ROUNDING = 1e-9


@dataclass(frozen=True)
class Profile:
    """Banks in pieces, in the order in which they follow one another along each bank.

    Attributes
    ----------
    start, stop
        The ends of each piece [m]: (n, 2).
    length
        What of it faces land inside the place [m]: (n,).
    course
        The position of the course: (n,).
    side
        `LEFT`, `RIGHT` or `UNSIDED`: (n,).
    along
        How far from the upper end of the course [m]: (n,).
    lost
        What of it faces water of rivers that is not this one's: mouths, or water not told to be its own [m]: (n,).
    natural
        The share of the strip behind it under natural cover [%], NaN where nobody knows: (n,).
    kind
        What covers most of the strip that is not natural, `UNKNOWN` where nothing is known to: (n,).
    """

    start: Floats
    stop: Floats
    length: Floats
    course: Whole
    side: Whole
    along: Floats
    lost: Floats
    natural: Floats
    kind: Whole

    @property
    def middle(self) -> Floats:
        """The middles of the pieces [m]: (n, 2)."""
        middle: Floats = (self.start + self.stop) / 2
        return middle

    @property
    def known(self) -> NDArray[np.bool_]:
        """Which pieces have a strip that somebody knows the cover of: (n,)."""
        return (self.length > 0) & ~np.isnan(self.natural)

    def broken(self, below: Percent) -> NDArray[np.bool_]:
        """Return which pieces have less natural cover behind them than a share; exactly that is enough: (n,)."""
        return self.known & (self.natural < below - _ROUNDING)


def profile_of(
    waters: Sequence[Water],
    others: Sequence[BaseGeometry],
    rivals: Sequence[BaseGeometry],
    place: BaseGeometry,
    land: Land,
    *,
    width: Metres,
    step: Metres,
    across: Metres,
    unsided: Collection[int] = (),
) -> Profile:
    """Return the banks of rivers in pieces of at most `step`, with the cover across a strip of `width` behind each.

    Across means along the normal of the bank, taken over as much of it as the strip is wide, at points that part the
    strip evenly, at most `across` apart; those in open water do not count. Of `others`, the open water around each
    river, `rivals` are that of rivers. Rivers `unsided` have no left and right.
    """
    starts, stops, lengths, courses, sides, alongs, losts, outwards = ([] for _ in range(8))
    for one, other, rival in zip(waters, others, rivals, strict=True):
        closed = shapely.union_all(shapely.buffer([other, one.beyond, *one.raw.bridges], HAIR))
        rival_water = shapely.buffer(rival, HAIR)
        way = one.way
        for ring in shapely.get_rings(shapely.orient_polygons(shapely.get_parts(one.shape))):
            start, stop = _pieces(ring, step)
            length = _free(start, stop, closed, place)
            turn = int(np.argmin(length > 0))  # a piece that is no bank first, so that none is cut in two
            start, stop, length = (np.roll(array, -turn, axis=0) for array in (start, stop, length))
            side, course, along = way.beside(np.asarray(shapely.points((start + stop) / 2), dtype=object))
            starts.append(start)
            stops.append(stop)
            lengths.append(length)
            courses.append(course)
            sides.append(np.full(len(start), UNSIDED) if one.river in unsided else side)
            alongs.append(along)
            losts.append(_within(start, stop, rival_water))
            outwards.append(_outward(start, stop, max(1, round(width / step))))
    start, stop, outward = (np.concatenate([np.zeros((0, 2)), *some]) for some in (starts, stops, outwards))
    length, along, lost = (np.concatenate([np.zeros(0), *some]) for some in (lengths, alongs, losts))
    course, side = (np.concatenate([np.zeros(0, dtype=np.intp), *some]) for some in (courses, sides))
    offset = _offsets(width, across)
    natural, kind, wet = _covered((start + stop) / 2, outward, length > 0, land, offset)
    length = np.where(wet, 0.0, length)  # water on either side of a spit is no bank of this river
    return Profile(start, stop, length, course, side, along, lost, natural, kind)


def _pieces(ring: shapely.LinearRing, step: Metres) -> tuple[Floats, Floats]:
    xy = shapely.get_coordinates(shapely.segmentize(ring, step))
    return xy[:-1], xy[1:]


def _free(start: Floats, stop: Floats, closed: BaseGeometry, place: BaseGeometry) -> Floats:
    """Return what of pieces of a bank lies inside a place and faces land [m]."""
    pieces: Shapes = np.asarray(shapely.linestrings(np.stack([start, stop], axis=1)), dtype=object)
    length = shapely.length(pieces)
    shapely.prepare([closed, place])
    touched = shapely.intersects(closed, pieces) | ~shapely.covers(place, pieces)
    left = shapely.intersection(shapely.difference(pieces[touched], closed), place)
    length[touched] = shapely.length(left)
    return np.where(length > HAIR, length, 0.0)


def _within(start: Floats, stop: Floats, shape: BaseGeometry) -> Floats:
    """Return what of pieces of a bank a shape holds [m]."""
    pieces: Shapes = np.asarray(shapely.linestrings(np.stack([start, stop], axis=1)), dtype=object)
    shapely.prepare(shape)
    touched = shapely.intersects(shape, pieces)
    length = np.zeros(len(pieces))
    length[touched] = shapely.length(shapely.intersection(pieces[touched], shape))
    return length


def _offsets(width: Metres, across: Metres) -> Floats:
    """Return how far from the bank the points across a strip are that part it evenly [m]."""
    count = int(np.ceil(width / across))
    return (np.arange(count) + 0.5) / count * width


def _outward(start: Floats, stop: Floats, reach: int) -> Floats:
    """Return the direction away from the water, which lies left of a ring: (n, 2)."""
    reach = min(reach, (len(start) - 1) // 2)
    chord = np.roll(stop, -reach, axis=0) - np.roll(start, reach, axis=0)
    size = np.hypot(*chord.T)[:, None]
    return np.column_stack([chord[:, 1], -chord[:, 0]]) / np.where(size > 0, size, 1.0)


def _covered(
    middle: Floats, outward: Floats, bank: NDArray[np.bool_], land: Land, offset: Floats
) -> tuple[Floats, Whole, NDArray[np.bool_]]:
    """Return the share of natural cover across the strip [%], what most of the rest is, and where all is water."""
    kinds = land.kinds
    points = middle[bank, None, :] + outward[bank, None, :] * offset[None, :, None]
    found = land.at(points.reshape(-1, 2)).reshape(-1, len(offset))
    water, natural = np.append(kinds.water, False), np.append(kinds.natural, False)
    counted = (found != UNKNOWN) & ~water[found]
    share = np.full(len(middle), np.nan)
    known = counted.sum(axis=1)
    share[bank] = (counted & natural[found]).sum(axis=1) / np.where(known > 0, known, np.nan) * 100
    kind = np.full(len(middle), UNKNOWN)
    tally = np.zeros((len(found), len(kinds.names) + 1), dtype=np.intp)
    bare = counted & ~natural[found]
    np.add.at(tally, (np.nonzero(bare)[0], found[bare]), 1)
    kind[bank] = np.where(bare.any(axis=1), tally.argmax(axis=1), UNKNOWN)
    wet = np.zeros(len(middle), dtype=bool)
    wet[bank] = water[found].all(axis=1)
    return share, kind, wet
