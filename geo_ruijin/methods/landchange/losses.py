"""Patches of loss: where they lie, when it went, what is there now, and whose land it is."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from geo_ruijin.methods.columns import worded
from geo_ruijin.methods.counting.rows import division_of, words
from geo_ruijin.methods.landchange.parcels import said_by
from geo_ruijin.methods.landchange.series import Series
from geo_ruijin.methods.landchange.transitions import HECTARE
from geo_ruijin.methods.landwords import UNKNOWN, land_word
from geo_ruijin.methods.overlays import nearest
from geo_ruijin.units import Hectares
from geo_ruijin.windows import pieces
from geo_ruijin.zonal.coded import Coded
from geo_ruijin.zonal.middles import zone_numbers
from geo_ruijin.zonal.patches import Patches, large, patches_of, polygons, with_core

Shapes = NDArray[np.object_]
States = NDArray[np.uint8]

_KILOMETRE = 1000  # m

#: What a cell is: not known, another class, one of those watched.
_UNKNOWN, _OTHER, _WATCHED = 0, 1, 2

#: In what pieces rasters are read [rows, columns].
_BLOCK = (512, 512)

#: Beyond which share of a patch it counts as known in a year, and of what is known as gone.
_MOST = 0.5


@dataclass(frozen=True)
class Losses:
    """The patches that pass, and what all cells of loss come to.

    Attributes
    ----------
    patches
        Those of at least the least area that hold a core.
    cells_area
        The area of all cells of loss whose middle lies in the place [ha].
    found
        How many patches they make.
    small
        Of them, how many are smaller than the least area, and how large these are together [ha].
    thin
        Of the rest, how many hold no core, and how large these are together [ha].
    """

    patches: Patches
    cells_area: Hectares
    found: int
    small: tuple[int, Hectares]
    thin: tuple[int, Hectares]


def losses_of(
    series: Series,
    place: gpd.GeoSeries,
    *,
    watched: Collection[object],
    least_area: Hectares,
    least_core: int,
    connectivity: int,
) -> Losses:
    """Return the patches of what was one of the classes watched in the first year and is none in the last.

    Parameters
    ----------
    series
        The years.
    place
        Cells count whose middle lies in it.
    watched
        The classes.
    least_area
        The minimum mapping unit.
    least_core
        The side of the square that a patch must hold [cells].
    connectivity
        4 or 8.
    """
    first, last = series.grids[0], series.grids[-1]
    lost = states(first, series, watched) == _WATCHED
    lost &= states(last, series, watched) == _OTHER
    lost &= zone_numbers(place, crs=first.crs, transform=first.transform, window=series.within) > 0
    every = patches_of(lost, crs=first.crs, transform=first.transform, window=series.within, connectivity=connectivity)
    enough = large(every, least_area * HECTARE)
    passed = with_core(enough, least_core)
    sizes = [float(one.area.sum()) / HECTARE for one in (every, enough, passed)]
    return Losses(
        patches=passed,
        cells_area=sizes[0],
        found=len(every),
        small=(len(every) - len(enough), sizes[0] - sizes[1]),
        thin=(len(enough) - len(passed), sizes[1] - sizes[2]),
    )


def states(grid: Coded, series: Series, watched: Collection[object]) -> States:
    """Return what each cell near the place is in a year: a byte each, so that large places can be held."""
    state = np.array(
        [_UNKNOWN if name == UNKNOWN else _WATCHED if name in watched else _OTHER for name in grid.classes],
        dtype=np.uint8,
    )
    return _looked_up(grid, series, state)


def loss_rows(
    losses: Losses,
    series: Series,
    *,
    crs: str,
    watched: Collection[object],
    rank_by: Sequence[str],
    by: gpd.GeoDataFrame | None = None,
    villages: gpd.GeoDataFrame | None = None,
    over: Mapping[str, gpd.GeoDataFrame],
    inventory: gpd.GeoDataFrame | None = None,
) -> gpd.GeoDataFrame:
    """Return a row a patch that passes, ranked.

    Parameters
    ----------
    losses
        The patches.
    series
        The years.
    crs
        Of the polygons, projected in metres.
    watched
        The classes.
    rank_by
        By which columns, the first one first, the largest first.
    by, villages
        Divisions and settlements with `name`.
    over
        Areas by the name of the column that says how much of a patch lies in them.
    inventory
        Parcels of which one says what a patch is by the books.

    Returns
    -------
    GeoDataFrame
        rank, area [ha], cells, since (the period), became; where layers are given division, village, village_km, the
        hectares in each of `over`, forest_farm_name, and `PARCEL` as far as parcels say; the polygons.
    """
    patches = losses.patches
    rows = polygons(patches, crs).drop(columns="number")
    rows["area"] = patches.area / HECTARE
    rows["since"] = _periods(patches, series, watched)
    rows["became"] = _became(patches, series)
    inside = rows.geometry.representative_point()
    if by is not None:
        rows["division"] = division_of(inside, by)
    if villages is not None and len(villages) and len(rows):
        which, distance = nearest(rows.geometry.to_numpy(), villages.geometry.to_numpy())
        rows["village"] = words(villages, "name").iloc[which].set_axis(rows.index)
        rows["village_km"] = distance / _KILOMETRE
    for name, areas in over.items():
        rows[name], names = _shared(rows.geometry.to_numpy(), areas)
        rows[name] *= rows["area"]
        if name == "forest_farm":
            rows["forest_farm_name"] = worded(names, rows.index)
    if inventory is not None:
        rows = rows.assign(**said_by(inventory, rows.geometry.to_numpy()))
    order = [name for name in rank_by if name in rows]
    rows = rows.sort_values([*order, "area"], ascending=False, kind="stable", ignore_index=True)
    rows.insert(0, "rank", np.arange(1, len(rows) + 1))
    return rows


def _looked_up(grid: Coded, series: Series, values: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return the value of the class of each cell near the place."""
    within = series.within
    found = np.empty((within.height, within.width), dtype=np.uint8)
    for piece in pieces(within, block=_BLOCK):
        top, left = piece.row_off - within.row_off, piece.col_off - within.col_off
        found[top : top + piece.height, left : left + piece.width] = values[grid.read(piece)]
    return found


def _periods(patches: Patches, series: Series, watched: Collection[object]) -> NDArray[np.object_]:
    """Return between which two years most of each patch was lost first; a year that hardly knows it says nothing."""
    there = patches.labels > 0
    label = patches.labels[there] - 1
    since, until = np.zeros(len(patches), dtype=int), np.full(len(patches), len(series.years) - 1)
    found = np.zeros(len(patches), dtype=np.bool_)
    for position in range(1, len(series.years) - 1):
        state = states(series.grids[position], series, watched)[there]
        known = np.bincount(label[state != _UNKNOWN], minlength=len(patches))
        gone = np.bincount(label[state == _OTHER], minlength=len(patches))
        says = (known > _MOST * patches.cells) & ~found
        lost = says & (gone > _MOST * known)
        until[lost], found = position, found | lost
        since[says & ~lost] = position
    years = zip(since, until, strict=True)
    return np.array([f"{series.years[first]}—{series.years[last]}" for first, last in years], dtype=object)


def _became(patches: Patches, series: Series) -> NDArray[np.object_]:
    """Return what most of each patch is in the last year; of equals the class that comes first in the table."""
    grid = series.grids[-1]
    there = patches.labels > 0
    count = len(grid.classes)
    now = _looked_up(grid, series, np.arange(count, dtype=np.uint8))[there].astype(np.int64)
    cells = np.bincount((patches.labels[there].astype(np.int64) - 1) * count + now, minlength=len(patches) * count)
    largest = cells.reshape(len(patches), count).argmax(axis=1)
    names = np.empty(count, dtype=object)
    names[:] = [land_word(name) for name in grid.classes]
    found: NDArray[np.object_] = names[largest]
    return found


def _shared(patches: Shapes, areas: gpd.GeoDataFrame) -> tuple[NDArray[np.float64], list[str | None]]:
    """Return the share of each patch that lies in areas, which may overlap, and the names of those [1]."""
    shapes = areas.geometry.to_numpy()
    named = words(areas, "name")
    share = np.zeros(len(patches))
    names: list[str | None] = [None] * len(patches)
    patch, which = shapely.STRtree(shapes).query(patches, predicate="intersects")
    parts = shapely.intersection(patches[patch], shapes[which])
    real = shapely.area(parts) > 0
    patch, which, parts = patch[real], which[real], parts[real]
    for one in np.unique(patch):
        own = patch == one
        share[one] = shapely.area(shapely.union_all(parts[own])) / shapely.area(patches[one])
        said = named.iloc[which[own]].dropna().unique()
        names[one] = "、".join(sorted(said)) or None
    return np.minimum(share, 1.0), names
