"""Parts of edges, and where they run."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from geo_ruijin._snap import Floats, Indices, Segments


class Stretches(NamedTuple):
    """Parts of edges: from one offset to another along each, in drawing direction [m]."""

    edge: Indices
    begin: Floats
    end: Floats


class Corners(NamedTuple):
    """The vertices of stretches, in order, the ends of each among them.

    Attributes
    ----------
    place
        Where each lies: (n, 2) [m].
    stretch
        The stretch each belongs to.
    offset
        How far along its edge [m].
    """

    place: Floats
    stretch: Indices
    offset: Floats


def corners(stretches: Stretches, segments: Segments) -> Corners:
    """Return the vertices of stretches."""
    first = _segment(segments, stretches.edge, stretches.begin)
    # of two segments that meet at the end the one before
    last = np.searchsorted(_keys(segments), stretches.edge + 1j * stretches.end, side="left") - 1
    row = np.arange(len(first))
    between = np.repeat(row, last - first)  # a vertex closes each segment but the last
    inner = first[between] + np.arange(len(between)) - np.searchsorted(between, between)
    begins, ends = _on(segments, first, stretches.begin), _on(segments, last, stretches.end)
    stretch = np.concatenate([row, between, row])
    order = np.argsort(stretch, kind="stable")
    return Corners(
        np.concatenate([begins, segments.stop[inner], ends])[order],
        stretch[order],
        np.concatenate([stretches.begin, segments.end[inner], stretches.end])[order],
    )


def lines(stretches: Stretches, segments: Segments) -> NDArray[np.object_]:
    """Return the stretches as lines."""
    found = corners(stretches, segments)
    return np.asarray(shapely.linestrings(found.place, indices=found.stretch), dtype=object)


def places(edge: Indices, offset: Floats, segments: Segments) -> Floats:
    """Return where offsets along edges lie: (n, 2) [m]."""
    return _on(segments, _segment(segments, edge, offset), offset)


def _keys(segments: Segments) -> NDArray[np.complex128]:
    return segments.edge + 1j * segments.begin


def _segment(segments: Segments, edge: Indices, offset: Floats) -> Indices:
    """Return the segment that each offset lies on; of two that meet there the one after."""
    return np.searchsorted(_keys(segments), edge + 1j * offset, side="right") - 1


def _on(segments: Segments, at: Indices, offset: Floats) -> Floats:
    """Return where an offset along its edge lies on a segment; at a vertex that vertex, to the last bit."""
    begin, end, start, stop = segments.begin[at], segments.end[at], segments.start[at], segments.stop[at]
    share = ((offset - begin) / (end - begin))[:, None]
    return np.where((offset == end)[:, None], stop, start + share * (stop - start))
