"""Landscape metrics of one class: patches, edges, cores and the effective mesh, from cells."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from geo_ruijin.errors import MethodError
from geo_ruijin.methods.shares import percent
from geo_ruijin.text import Text
from geo_ruijin.zonal.patches import NEIGHBOURS

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
Labels = NDArray[np.int32]
Sizes = NDArray[np.int64]

#: What lengths and areas that are sums of cells may miss by rounding [1].
_ROUNDING = 1e-9


@dataclass(frozen=True)
class Pattern:
    """One class in one landscape, all by whole cells.

    Attributes
    ----------
    land
        All that is known of the landscape [m²], CA and TA of FRAGSTATS being `area` and this.
    area
        Of the class [m²].
    patches
        How many are of the least area or more.
    counted
        The area of these [m²].
    largest
        The area of the largest patch [m²].
    squares
        The sum of the squares of the areas of all patches, cut at the border [m⁴].
    whole_squares
        The sum, over all patches, of the part inside times the whole, also what lies beyond the border [m⁴].
    edge
        The length of the sides between a cell of the class and one of another inside [m].
    core
        What of the class lies deeper than the edge [m²].
    unknown
        What of the landscape nothing is known of [m²], which is in none of the others.
    """

    land: float
    area: float
    patches: int
    counted: float
    largest: float
    squares: float
    whole_squares: float
    edge: float
    core: float
    unknown: float = 0.0

    @property
    def share(self) -> float | None:
        """PLAND: the class of the landscape [%]."""
        return percent(self.area, self.land)

    @property
    def density(self) -> float | None:
        """PD: patches a square kilometre, which is 100 ha [1/km²]."""
        return self.patches / self.land * 1e6 if self.land else None

    @property
    def largest_share(self) -> float | None:
        """LPI: the largest patch of the landscape [%]."""
        return percent(self.largest, self.land)

    @property
    def edge_density(self) -> float | None:
        """ED [m/ha]."""
        return self.edge / self.land * 1e4 if self.land else None

    @property
    def mean(self) -> float | None:
        """AREA_MN of the patches that count [m²]."""
        return self.counted / self.patches if self.patches else None

    @property
    def weighted_mean(self) -> float | None:
        """AREA_AM: the patch that a cell of the class lies in, on average [m²]."""
        return self.squares / self.area if self.area else None

    @property
    def core_share(self) -> float | None:
        """The core of the class [%]."""
        return percent(self.core, self.area)

    @property
    def mesh(self) -> float | None:
        """MESH: the effective mesh size, patches cut at the border [m²]."""
        return self.squares / self.land if self.land else None

    @property
    def whole_mesh(self) -> float | None:
        """The effective mesh size by cross-boundary connections: patches as large as they are beyond it too [m²]."""
        return self.whole_squares / self.land if self.land else None

    @property
    def together(self) -> float | None:
        """How likely two points of the class, taken at random, lie in one patch [%]."""
        return percent(self.squares, self.area**2)


def labelled(wanted: Bools, connectivity: int) -> Labels:
    """Return the number of the patch of each cell, from 1, 0 where it is of none: (rows, columns).

    Raises
    ------
    MethodError
        If connectivity is neither 4 (cells that share a side) nor 8 (or a corner).
    """
    if connectivity not in NEIGHBOURS:
        raise MethodError(
            Text(
                zh=f"参数 connectivity 应为 4(共边)或 8(共边或共角),现为 {connectivity}",
                en=f"the parameter 'connectivity' should be 4 (shared sides) or 8 (corners too), is {connectivity}",
            )
        )
    labels: Labels = ndimage.label(wanted, structure=NEIGHBOURS[connectivity], output=np.int32)[0]
    return labels


def sizes_of(labels: Labels) -> Sizes:
    """Return how many cells each patch has, the first for none: (patches + 1,)."""
    return np.bincount(labels.ravel())


def core_of(wanted: Bools, known: Bools, *, side: float, depth: float) -> Bools:
    """Return the cells whose middle lies further than a depth from cells known to be of another class.

    Distances run from the middle of a cell to the near side of the other: of cells that meet, half a side. What nothing
    is known of is no other class, and the end of the window no edge.

    Parameters
    ----------
    wanted, known
        Whether each cell is of the class, and whether it is known what it is of: (rows, columns).
    side, depth
        Of a cell, and of the edge [m].

    Examples
    --------
    Cells of 10 m beside another class: with an edge of 10 m the first is edge and the second, from 10 to 20 m, core.

    >>> core_of(np.array([[False, True, True]]), np.ones((1, 3), bool), side=10, depth=10)
    array([[False, False,  True]])
    """
    reach = (depth / side + 0.5) * (1 + _ROUNDING)  # to the middle of the other cell
    free = (wanted | ~known).astype(np.uint8)
    core = wanted.copy()
    for away in range(min(int(reach), len(wanted) - 1) + 1):
        # the disc row by row: the least of a line is had in one sweep, however long
        line = 2 * int(math.sqrt(reach**2 - away**2)) + 1
        deep = ndimage.minimum_filter1d(free, line, axis=1, mode="constant", cval=1) > 0
        core[away:] &= deep[: len(deep) - away]
        core[: len(core) - away] &= deep[away:]
    return core


def pattern_of(
    within: Bools,
    known: Bools,
    wanted: Bools,
    core: Bools,
    whole: Labels,
    sizes: Sizes,
    *,
    cut: Sizes,
    side: float,
    least: float,
) -> Pattern:
    """Return the metrics of a landscape.

    Parameters
    ----------
    within, known
        The cells of the landscape, and those of which anything is known: (rows, columns).
    wanted, core
        The cells of the class, and those of its core: (rows, columns).
    whole
        The patches that reach beyond the landscape too, as of `labelled`: (rows, columns).
    sizes
        How many cells each of these has, in all, the first for none: (patches + 1,).
    cut
        How many cells each patch has that is cut at the border of the landscape, the first for none.
    side
        Of a cell [m].
    least
        The least area of a patch that counts [m²]; exactly that counts.

    References
    ----------
    K. McGarigal, S. A. Cushman and E. Ene (2012), FRAGSTATS v4. J. A. G. Jaeger (2000), Landscape division, splitting
    index, and effective mesh size, doi:10.1023/A:1008129329289. B. Moser et al. (2007), Modification of the effective
    mesh size for measuring landscape fragmentation to solve the boundary problem, doi:10.1007/s10980-006-9023-0.
    """
    cell = side**2
    land = within & known
    own = wanted & land
    patches = cut[1:] * cell
    counts = patches >= least * (1 - _ROUNDING)
    inside = np.bincount(whole[own], minlength=len(sizes)).astype(np.float64)
    inside[0] = 0
    return Pattern(
        land=float(land.sum() * cell),
        area=float(own.sum() * cell),
        patches=int(counts.sum()),
        counted=float(patches[counts].sum()),
        largest=float(patches.max(initial=0)),
        squares=float((patches**2).sum()),
        whole_squares=float(inside @ sizes * cell**2),
        edge=_sides(own, land) * side,
        core=float((core & land).sum() * cell),
        unknown=float((within & ~known).sum() * cell),
    )


def _sides(wanted: Bools, land: Bools) -> float:
    """Return how many sides part a cell of the class from one of another, both in the landscape."""
    across = (wanted[:, 1:] != wanted[:, :-1]) & land[:, 1:] & land[:, :-1]
    down = (wanted[1:] != wanted[:-1]) & land[1:] & land[:-1]
    return float(across.sum() + down.sum())
