"""The patterns of a place and of its divisions in one year."""

from __future__ import annotations

from dataclasses import dataclass, replace

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo_ruijin.methods.landscape.mosaic import Mosaic, Squares
from geo_ruijin.methods.landscape.pattern import Bools, Labels, Pattern, Sizes, core_of, labelled, pattern_of, sizes_of
from geo_ruijin.text import Text
from geo_ruijin.units import Metres, SquareMetres
from geo_ruijin.zonal.patches import NEIGHBOURS, Patches, polygons

#: From which share on a patch lies in a zone: the rest is a rim across its border.
_WHOLE = 0.9


@dataclass(frozen=True)
class Choices:
    """What counts; see `fragmentation`."""

    edge_depth: Metres
    least: SquareMetres
    connectivity: int


#: A place at least and at most.
Ends = tuple[Pattern, Pattern]


@dataclass(frozen=True)
class Landscapes:
    """A place and its divisions in one year.

    Attributes
    ----------
    year
        Where known.
    whole
        The place.
    otherwise
        The place with cells that share a corner joined where they are apart in `whole`, and apart where joined.
    parts
        Its divisions.
    core
        The cells of the core: (rows, columns).
    labels
        The patches of the place: (rows, columns).
    sizes
        How many cells each has, the first for none: (patches + 1,).
    small
        How many patches of the place are below the least area.
    edition
        Of which product and version it is; None where nobody says.
    """

    year: int | None
    whole: Pattern
    otherwise: Pattern
    parts: tuple[Pattern, ...]
    core: Bools
    labels: Labels
    sizes: Sizes
    small: int
    edition: str | None = None


def landscapes_of(
    mosaic: Mosaic, squares: Squares, place: gpd.GeoSeries, zones: gpd.GeoSeries, *, choices: Choices, year: int | None
) -> Landscapes:
    """Return the pattern of a place, and of each of some zones of it.

    Parameters
    ----------
    mosaic
        The cells of the window of `squares`.
    place
        The whole, one row.
    zones
        Parts of it.
    choices
        What counts.
    year
        That the mosaic shows.

    Raises
    ------
    MethodError
        If the connectivity is neither 4 nor 8.
    """
    rows, columns, within = squares.inside(place)
    core = core_of(mosaic.wanted, mosaic.known, side=squares.side, depth=choices.edge_depth)
    wanted = np.zeros_like(mosaic.wanted)
    wanted[rows, columns] = mosaic.wanted[rows, columns] & within
    joined = choices.connectivity
    labels = labelled(wanted, joined)

    def pattern(rows: slice, columns: slice, within: Bools, whole: Labels, cut: Sizes | None = None) -> Pattern:
        there = (rows, columns)
        return pattern_of(
            within,
            mosaic.known[there],
            wanted[there],
            core[there],
            whole[there],
            sizes if cut is None else cut,
            cut=sizes_of(labelled(wanted[there] & within, joined)) if cut is None else cut,
            side=squares.side,
            least=choices.least,
        )

    sizes = sizes_of(labels)
    whole = pattern(rows, columns, within, labels, sizes)
    others = labelled(wanted, _other(joined))
    return Landscapes(
        year=year,
        whole=whole,
        otherwise=pattern(rows, columns, within, others, sizes_of(others)),
        parts=tuple(pattern(*squares.inside(gpd.GeoSeries(zones.iloc[[at]])), labels) for at in range(len(zones))),
        core=core,
        labels=labels,
        sizes=sizes,
        small=len(sizes) - 1 - whole.patches,
    )


def ends_of(
    found: Landscapes, mosaic: Mosaic, squares: Squares, place: gpd.GeoSeries, *, choices: Choices
) -> tuple[Ends, Ends]:
    """Return a place at least and at most, by the connectivity chosen and by the other one.

    At least what nothing is known of is of another class, at most of this one; what lies beyond the place stays as it
    is known. Where all is known the two are the same.
    """
    known_as = {choices.connectivity: found.whole, _other(choices.connectivity): found.otherwise}
    if not found.whole.unknown:
        return (found.whole, found.whole), (found.otherwise, found.otherwise)
    rows, columns, within = squares.inside(place)
    there = (rows, columns)
    gaps = np.zeros_like(mosaic.known)
    gaps[there] = within & ~mosaic.known[there]
    known, every = mosaic.known | gaps, mosaic.wanted | gaps
    low, high = (
        core_of(wanted, known, side=squares.side, depth=choices.edge_depth) for wanted in (mosaic.wanted, every)
    )
    inside = np.zeros_like(every)
    inside[there] = every[there] & within
    core = float((low[there] & within).sum() * squares.area)

    def ends(connectivity: int, one: Pattern) -> Ends:
        labels = labelled(inside, connectivity)
        sizes = sizes_of(labels)
        least = replace(one, land=one.land + one.unknown, core=core, unknown=0.0)
        most = pattern_of(
            within,
            known[there],
            inside[there],
            high[there],
            labels[there],
            sizes,
            cut=sizes,
            side=squares.side,
            least=choices.least,
        )
        return least, most

    first, other = (ends(connectivity, one) for connectivity, one in known_as.items())
    return first, other


def _other(connectivity: int) -> int:
    return next(one for one in NEIGHBOURS if one != connectivity)


def largest_patches(
    found: Landscapes, squares: Squares, zones: gpd.GeoDataFrame, *, count: int, least: SquareMetres
) -> gpd.GeoDataFrame:
    """Return the largest patches of a place that are of some least area, the largest first.

    Returns
    -------
    GeoDataFrame
        `rank`, `area` [m²], `core` [m²], `name` of the zone that most of it lies in and, where less than `_WHOLE` of it
        does, that there are others, and polygons in the system of `zones`.
    """
    sizes = found.sizes.copy()
    sizes[0] = 0
    order = np.argsort(-sizes, kind="stable")[:count]
    chosen = order[sizes[order] * squares.area >= least * (1 - 1e-9)]
    rank = np.zeros(len(sizes), dtype=np.int32)
    rank[chosen] = np.arange(1, len(chosen) + 1)
    ranks = rank[found.labels]
    cells = sizes[chosen]
    held = np.zeros((len(zones), len(chosen) + 1))
    for at in range(len(zones)):
        rows, columns, within = squares.inside(gpd.GeoSeries(zones.geometry.iloc[[at]]))
        held[at] = np.bincount(ranks[rows, columns][within], minlength=len(chosen) + 1)
    names = zones["name"].to_numpy(dtype=object)
    deep = np.bincount(ranks[found.core & (ranks > 0)], minlength=len(chosen) + 1)[1:]
    data = pd.DataFrame(
        {
            "rank": np.arange(1, len(chosen) + 1),
            "area": cells * squares.area,
            "core": deep * squares.area,
            "name": _mostly(names, held[:, 1:]),
        }
    )
    grid = squares.grid
    patches = Patches(
        grid.crs, grid.transform, squares.window, ranks, np.ones_like(cells), cells, data["area"].to_numpy(float)
    )
    return gpd.GeoDataFrame(data, geometry=polygons(patches, zones.crs).geometry)


def _mostly(names: NDArray[np.object_], held: NDArray[np.float64]) -> list[object]:
    """Return the name of the zone that has most of each patch: of one that spans several, no name says where it is.

    Parameters
    ----------
    names
        Of zones.
    held
        How many cells of each patch are in each zone: (zones, patches).
    """
    most, total = held.argmax(axis=0), held.sum(axis=0)
    alone = held.max(axis=0) >= _WHOLE * total
    return [
        name if whole else Text(zh=f"{name}等", en=f"{name} and others")
        for name, whole in zip(names[most], alone, strict=True)
    ]
