"""Sites: contiguous land that no rule takes, cut to the true borders of what the rules forbid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from rasterio.features import shapes as outlined
from scipy import ndimage
from shapely.geometry import shape as geometry_of
from shapely.geometry.base import BaseGeometry

from geo_ruijin.checks import polygonal
from geo_ruijin.methods.eligibility.exclusion import Exclusion
from geo_ruijin.methods.eligibility.grid import Bools, Grid, Shapes
from geo_ruijin.methods.overlays import parts_within
from geo_ruijin.units import SquareMetres

#: What a sum of areas may miss by rounding [1].
_ROUNDING = 1e-9


@dataclass(frozen=True)
class Sites:
    """Sites as they are cut, and the cells they were found by.

    Attributes
    ----------
    shapes
        The polygons: (k,).
    of
        Which of them each cell inside the place belongs to, -1 where none: (n,).
    uncut
        The area of the cells of each [m²]: (k,).
    """

    shapes: Shapes
    of: NDArray[np.intp]
    uncut: NDArray[np.float64]

    def mean(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the mean over the cells of each site of what is known of them: (k,), NaN where nothing is."""
        known = (self.of >= 0) & ~np.isnan(values)
        size = np.bincount(self.of[known], minlength=len(self.shapes))
        total = np.bincount(self.of[known], weights=values[known], minlength=len(self.shapes))
        return np.asarray(total / np.where(size > 0, size, np.nan))


def sites_of(grid: Grid, eligible: Bools, exclusions: Sequence[Exclusion], *, least: SquareMetres) -> Sites:
    """Return the sites of at least an area, in the order of their northernmost cells.

    Cells that share a side belong together; those that only share a corner do not. What polygons forbid is then cut out
    of them along its true borders, and what is not inside those that are looked for likewise; crumbs smaller than a
    cell are left out. A site is never larger than its cells, and none of it lies on forbidden polygons.

    Parameters
    ----------
    grid
        The cells.
    eligible
        Those that no rule takes: (n,).
    exclusions
        The rules that were applied.
    least
        The least area of a site after it is cut; exactly that counts.
    """
    labels, count = ndimage.label(grid.laid_out(eligible, fill=False))
    sizes = np.bincount(labels.ravel(), minlength=count + 1) * grid.cell_area
    sizes[0] = 0
    least *= 1 - _ROUNDING
    large = sizes >= least
    number = np.where(large, np.cumsum(large) - 1, -1)
    placed = number[labels].astype(np.int32)
    outlines: Shapes = np.empty(int(large.sum()), dtype=object)
    for outline, value in outlined(placed, mask=placed >= 0, connectivity=4, transform=grid.transform):
        outlines[int(value)] = geometry_of(outline)
    cut = _cut(outlines, grid, exclusions)
    kept = (shapely.area(cut) >= least) & ~shapely.is_empty(cut)
    renumbered = np.append(np.where(kept, np.cumsum(kept) - 1, -1), -1)
    of = renumbered[placed[grid.inside]].astype(np.intp)
    return Sites(cut[kept], of, sizes[large][kept].astype(np.float64))


def _cut(sites: Shapes, grid: Grid, exclusions: Sequence[Exclusion]) -> Shapes:
    """Return sites less what the polygons of the rules take, without crumbs."""
    whole: Shapes = np.array([grid.place], dtype=object)
    for kept in (whole, *(one.kept for one in exclusions if one.kept is not None)):
        sites = shapely.intersection(sites, parts_within(sites, kept))
    taken = [one.taken for one in exclusions if one.taken is not None]
    if taken:
        sites = shapely.difference(sites, parts_within(sites, np.concatenate(taken)))
    return np.array([_without_crumbs(site, grid.cell_area) for site in sites], dtype=object)


def _without_crumbs(site: BaseGeometry, least: SquareMetres) -> BaseGeometry:
    parts = shapely.get_parts(polygonal(site))
    large = parts[shapely.area(parts) >= least * (1 - _ROUNDING)]
    whole: BaseGeometry = shapely.union_all(large)
    return whole
