"""Patches: connected cells of one class, large and wide enough to be more than noise at the edges of cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import rasterio.features
import rasterio.windows
import shapely
from affine import Affine
from numpy.typing import NDArray
from pyproj import CRS
from rasterio.windows import Window
from scipy import ndimage

from geo_ruijin.windows import bent_into
from geo_ruijin.zonal.cells import cell_areas

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
Cells = NDArray[np.bool_] | NDArray[np.unsignedinteger[Any]]

#: Which neighbours of a cell belong to its patch: those at its four sides, or those at its corners too.
NEIGHBOURS = {4: ndimage.generate_binary_structure(2, 1), 8: ndimage.generate_binary_structure(2, 2)}

#: How many columns are taken to have cells of one area in a row: the scale of a projection changes from west to east.
_COLUMNS = 512


@dataclass(frozen=True)
class Patches:
    """Patches of a window of a grid.

    Attributes
    ----------
    crs, transform, window
        The grid, and the cells of it that were looked at.
    labels
        Of each cell the number of its patch from 1, 0 where it is of none: (rows, columns).
    number
        The class of each patch: (n,).
    cells
        How many cells each has: (n,).
    area
        The area of each on the ellipsoid [m²]: (n,).
    """

    crs: CRS
    transform: Affine
    window: Window
    labels: NDArray[np.int32] = field(repr=False)
    number: Whole
    cells: Whole
    area: Floats

    def __len__(self) -> int:
        return len(self.area)

    def keep(self, wanted: NDArray[np.bool_]) -> Patches:
        """Return the patches that are wanted, (n,) bool, numbered anew in their order."""
        if wanted.all():
            return self
        new = np.zeros(len(self) + 1, dtype=np.int32)
        new[1:][wanted] = np.arange(1, wanted.sum() + 1)
        return replace(
            self,
            labels=new[self.labels],
            number=self.number[wanted],
            cells=self.cells[wanted],
            area=self.area[wanted],
        )


def patches_of(
    cells: Cells,
    *,
    crs: CRS,
    transform: Affine,
    window: Window | None = None,
    among: Sequence[int] = (1,),
    connectivity: int = 8,
) -> Patches:
    """Return the connected cells of each class, from the north-west.

    Parameters
    ----------
    cells
        The number of the class of each cell of the window, or whether it belongs: (rows, columns).
    crs, transform
        The grid.
    window
        The cells of the grid that `cells` are; those from its corner where None.
    among
        The classes looked at; 1 is also what True is.
    connectivity
        4: cells that share a side are of one patch; 8: those that share a corner too.

    Raises
    ------
    ValueError
        If the connectivity is neither 4 nor 8.

    Examples
    --------
    Two cells of 100 m² that meet in a corner:

    >>> cells = np.array([[True, False], [False, True]])
    >>> grid = {"crs": CRS(3035), "transform": Affine(10, 0, 4_321_000, 0, -10, 3_210_000)}
    >>> len(patches_of(cells, connectivity=4, **grid)), len(patches_of(cells, connectivity=8, **grid))
    (2, 1)
    >>> patches_of(cells, **grid).area.round()  # of an equal-area projection
    array([200.])
    """
    if connectivity not in NEIGHBOURS:
        message = f"connectivity should be 4 or 8, is {connectivity}"
        raise ValueError(message)
    window = Window(0, 0, cells.shape[1], cells.shape[0]) if window is None else window
    labels = np.zeros(cells.shape, dtype=np.int32)
    numbers: list[int] = []
    for number in among:
        found, count = ndimage.label(cells == number, structure=NEIGHBOURS[connectivity], output=np.int32)
        np.add(labels, found + np.int32(len(numbers)), out=labels, where=found > 0)
        numbers += [number] * count
    counted = np.bincount(labels.ravel(), minlength=len(numbers) + 1)[1:]
    area = label_areas(labels, len(numbers), crs=crs, transform=transform, window=window)
    return Patches(crs, transform, window, labels, np.array(numbers, dtype=np.int64), counted, area)


def large(patches: Patches, least: float) -> Patches:
    """Return the patches of at least some area [m²]: the minimum mapping unit."""
    # an area at the limit is at it, however its cells were summed
    return patches.keep((patches.area >= least) | np.isclose(patches.area, least, rtol=1e-9, atol=0))


def with_core(patches: Patches, side: int) -> Patches:
    """Return the patches that hold a square of `side` x `side` cells.

    A border between two classes falls on other cells when an image lies half a cell beside another, or when a cell that
    holds both is read once as one and once as the other. What changes there is a strip a cell wide, however long, which
    no least area sifts out; it holds no square of 2 x 2 cells. This is the test of a morphological opening: patches
    are kept whole where something of them is left by it, else dropped.

    References
    ----------
    J. Serra (1982), Image Analysis and Mathematical Morphology, ch. 2 (opening).

    Examples
    --------
    A strip of five cells, and a block of four:

    >>> cells = np.array([[1, 1, 1, 1, 1, 0, 0], [0, 0, 0, 0, 0, 0, 0], [1, 1, 0, 0, 0, 0, 0], [1, 1, 0, 0, 0, 0, 0]])
    >>> found = patches_of(cells.astype(bool), crs=CRS(4548), transform=Affine(30, 0, 450_000, 0, -30, 2_860_000))
    >>> found.cells, with_core(found, 2).cells
    (array([5, 4]), array([4]))
    """
    if side <= 1 or not len(patches):
        return patches
    # a square of one label lies whole in its patch; outside the window there is none
    least = ndimage.minimum_filter(patches.labels, size=side, mode="constant", cval=0)
    most = ndimage.maximum_filter(patches.labels, size=side, mode="constant", cval=0)
    wanted = np.zeros(len(patches) + 1, dtype=np.bool_)
    wanted[least[least == most]] = True
    return patches.keep(wanted[1:])


def polygons(patches: Patches, crs: CRS | str | None = None) -> gpd.GeoDataFrame:
    """Return patches as polygons along the sides of their cells, one a row in their order.

    Parameters
    ----------
    patches
        The patches.
    crs
        Of the polygons; that of the grid where None.

    Returns
    -------
    geopandas.GeoDataFrame
        `number` of the class, `cells`, `area` on the ellipsoid [m²], valid polygons; of several parts that touch in
        corners where the patch hangs together in corners only.
    """
    drawn = rasterio.features.shapes(
        patches.labels,
        mask=patches.labels > 0,
        connectivity=4,  # along corners the rings would cross themselves
        transform=rasterio.windows.transform(patches.window, patches.transform),
    )
    label, shapes = [], []
    for shape, number in drawn if patches.labels.size else ():  # of no cells no raster can be made
        label.append(int(number) - 1)
        rings = [np.asarray(ring) for ring in shape["coordinates"]]
        shapes.append(shapely.Polygon(rings[0], rings[1:]))
    parts, owner = np.array(shapes, dtype=object), np.array(label, dtype=np.int64)
    crossed = ~shapely.is_valid(parts)
    # a ring may touch itself where two cells that are not of the patch meet in a corner
    parts[crossed] = shapely.make_valid(parts[crossed], method="structure", keep_collapsed=False)
    parts, piece_of = shapely.get_parts(parts, return_index=True)
    owner = owner[piece_of]
    order = np.argsort(owner, kind="stable")
    parts, owner = parts[order], owner[order]
    whole = np.empty(len(patches), dtype=object)
    single = np.bincount(owner, minlength=len(patches)) == 1
    first = np.searchsorted(owner, np.arange(len(patches)))
    whole[single] = parts[first[single]]
    of_many = ~single[owner]
    if of_many.any():
        several = np.flatnonzero(~single)
        whole[several] = shapely.multipolygons(parts[of_many], indices=np.searchsorted(several, owner[of_many]))
    placed = gpd.GeoSeries(whole, crs=patches.crs)
    if crs is not None and CRS(crs) != patches.crs and len(patches):
        placed = bent_into(placed, CRS(crs))
    elif crs is not None:
        placed = placed.set_crs(crs, allow_override=True)
    data = pd.DataFrame({"number": patches.number, "cells": patches.cells, "area": patches.area})
    return gpd.GeoDataFrame(data, geometry=placed)


def label_areas(labels: NDArray[np.integer[Any]], count: int, *, crs: CRS, transform: Affine, window: Window) -> Floats:
    """Return the area of the cells of each label from 1 to `count` on the ellipsoid [m²]: (count,)."""
    total = np.zeros(count + 1)
    for left in range(0, window.width, _COLUMNS):
        part = labels[:, left : left + _COLUMNS]
        strip = Window(window.col_off + left, window.row_off, part.shape[1], window.height)
        row, column = np.nonzero(part)
        area = cell_areas(crs, transform, strip)
        total += np.bincount(part[row, column], weights=area[row], minlength=count + 1)
    return total[1:]
