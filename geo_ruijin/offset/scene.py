"""How well features fit what is around them, at every shift."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import geopandas as gpd
import numpy as np
import shapely
from affine import Affine
from numpy.typing import NDArray
from rasterio.features import rasterize
from scipy.ndimage import gaussian_filter, uniform_filter

Lies = Literal["along", "off", "inside"]
Numbers = NDArray[np.float64]

#: East and north [m].
Shift = tuple[float, float]

#: How far features are looked for [m], and how far a datum moves them at most: BD-09 by some 1,200 at Ruijin.
REACH = 1_500.0
_FARTHEST = 2_000.0

#: Data are no better than this [m]: a smaller shift is none.
TOLERANCE = 30.0

#: Shifts this near [m] to the one that is judged do not count as others.
BESIDE = 150.0

#: Over which width [m] it is seen whether there is as much of the reference as elsewhere.
_AROUND = 600.0


@dataclass(frozen=True)
class Kernel:
    """What a fit is: more of the reference within `near` than within `around` [m], or, by its sign, less of it.

    It is seen in cells as wide as `near`.
    """

    near: float
    around: float
    sign: int

    @property
    def steps(self) -> int:
        """How many cells there are to where features are looked for."""
        return int(REACH / self.near)

    def distances(self, shift: Shift) -> Numbers:
        """Return how far every shift of a scene is from one [m]; rows go from north to south."""
        steps = np.arange(-self.steps, self.steps + 1) * self.near
        distances: Numbers = np.hypot(steps[None, :] - shift[0], -steps[:, None] - shift[1])
        return distances


KERNELS: Mapping[Lies, Kernel] = {
    "along": Kernel(near=10, around=100, sign=1),
    "inside": Kernel(near=10, around=100, sign=1),
    "off": Kernel(near=5, around=20, sign=-1),
}


@dataclass(frozen=True)
class Ground:
    """Cells of a kernel that are 1 where the reference is, their west and their north [m]."""

    kernel: Kernel
    cells: NDArray[np.uint8]
    west: float
    north: float


@dataclass(frozen=True)
class Scene:
    """The fit of features at every shift of up to `REACH`.

    Attributes
    ----------
    kernel
        What a fit is.
    features
        How many of them have any of the reference around.
    fit
        How much more of the reference is at them than around them, or less where they lie off it.
    comparable
        At which shifts there is no less of the reference than on average, so that a fit is no mere absence of it.
    """

    kernel: Kernel
    features: int
    fit: NDArray[np.float32]
    comparable: NDArray[np.bool_]

    def significance(self, shift: Shift) -> float:
        """Return how many standard deviations the best fit about a shift is above the fits elsewhere."""
        distance = self.kernel.distances(shift)
        others = self.fit[self.comparable & (distance > BESIDE)]
        spread = float(others.std()) if others.size else 0.0
        return float(self.fit[distance <= TOLERANCE].max() - others.mean()) / spread if spread else 0.0

    def best(self) -> Shift:
        """Return the shift at which features fit best."""
        fit = np.where(self.comparable, self.fit, -np.inf)
        row, column = np.unravel_index(np.argmax(fit), fit.shape)
        return float(column - self.kernel.steps) * self.kernel.near, float(self.kernel.steps - row) * self.kernel.near


def burnt(reference: gpd.GeoSeries, *, around: Numbers, lies: Lies) -> Ground:
    """Return the reference around points, and as far beyond as they are moved and looked around from there.

    Parameters
    ----------
    reference
        Lines; or polygons, of which the outlines count unless features lie inside them.
    around
        The points, shape (n, 2).
    lies
        How features lie to it.
    """
    kernel, margin = KERNELS[lies], REACH + _FARTHEST
    cell = kernel.near
    (west, south), (east, north) = around.min(axis=0) - margin, around.max(axis=0) + margin
    cells = np.zeros((math.ceil((north - south) / cell), math.ceil((east - west) / cell)), dtype=np.uint8)
    shapes = np.asarray(reference)[reference.sindex.query(shapely.box(west, south, east, north))]
    if lies == "inside" and len(shapes):
        rasterize(shapes, out=cells, transform=Affine(cell, 0, west, 0, -cell, north))
    else:
        points = shapely.get_coordinates(shapely.segmentize(shapes, cell))
        columns, rows = (np.floor((points - (west, north)) / (cell, -cell))).astype(int).T
        there = (columns >= 0) & (columns < cells.shape[1]) & (rows >= 0) & (rows < cells.shape[0])
        cells[rows[there], columns[there]] = 1
    return Ground(kernel, cells, west, north)


def scene(points: Numbers, ground: Ground) -> Scene:
    """Return how well points fit the ground at every shift; each counts the more, the rarer the reference is there."""
    kernel, steps = ground.kernel, ground.kernel.steps
    columns, rows = np.floor((points - (ground.west, ground.north)) / (kernel.near, -kernel.near)).astype(int).T
    total = np.zeros((2 * steps + 1, 2 * steps + 1), dtype=np.float32)
    features = 0
    for row, column in zip(rows, columns, strict=True):
        around = ground.cells[row - steps : row + steps + 1, column - steps : column + steps + 1]
        if met := np.count_nonzero(around):
            total += np.float32(-math.log(met / around.size)) * around
            features += 1
    near, far = (gaussian_filter(total, width / kernel.near) for width in (kernel.near, kernel.around))
    density = uniform_filter(total, round(_AROUND / kernel.near))
    within = kernel.distances((0.0, 0.0)) <= REACH
    return Scene(kernel, features, kernel.sign * (near - far), within & (density >= density[within].mean()))
