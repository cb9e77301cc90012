"""What covers the ground along rivers: parcels of a survey, or a raster of classes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from pyproj import CRS, Transformer

from geo_ruijin.methods.counting.rows import words
from geo_ruijin.methods.landwords import land_word
from geo_ruijin.methods.rivers.courses import Shapes
from geo_ruijin.raster import Raster
from geo_ruijin.text import Text, same
from geo_ruijin.windows import clipped, window_of
from geo_ruijin.zonal.classes import class_areas
from geo_ruijin.zonal.coded import Coded, coded

Floats = NDArray[np.float64]
Truths = NDArray[np.bool_]
Whole = NDArray[np.intp]

#: Where nobody says what covers the ground.
UNKNOWN = -1

#: What areas may miss by rounding [1], and m² of the smallest pieces.
_ROUNDING = 1e-6


@dataclass(frozen=True)
class Kinds:
    """The kinds of cover that are told apart.

    Attributes
    ----------
    names
        In words.
    natural
        Which are natural cover: (kinds,).
    water
        Which are open water, and no ground of a strip: (kinds,).
    """

    names: tuple[Text, ...]
    natural: Truths
    water: Truths


class Land(Protocol):
    """What covers the ground, from whatever source."""

    @property
    def kinds(self) -> Kinds:
        """What is told apart."""

    def areas(self, pieces: Shapes) -> Floats:
        """Return the area of each kind in pieces that do not overlap [m²], last what is not known: (n, kinds + 1)."""

    def at(self, points: Floats) -> Whole:
        """Return the kind at points, `UNKNOWN` where nobody says: (n,)."""


@dataclass(frozen=True)
class Parcels:
    """Polygons; of those that overlap the first in the file holds."""

    kinds: Kinds
    shapes: Shapes
    kind: Whole

    def areas(self, pieces: Shapes) -> Floats:
        """Return the area of each kind in pieces [m², projected]; see `Land`."""
        table = np.zeros((len(pieces), len(self.kinds.names) + 1))
        whole = shapely.area(pieces)
        piece, parcel = shapely.STRtree(self.shapes).query(pieces, predicate="intersects")
        order = np.lexsort((parcel, piece))
        piece, parcel = piece[order], parcel[order]
        parts = shapely.intersection(pieces[piece], self.shapes[parcel])
        area = shapely.area(parts)
        some = area > 0
        piece, parcel, parts, area = piece[some], parcel[some], parts[some], area[some]
        area = _once(piece, parts, area)
        kind = self.kind[parcel]
        said = kind != UNKNOWN
        np.add.at(table, (piece[said], kind[said]), area[said])
        rest = whole - table.sum(axis=1)
        table[:, -1] = np.where(rest > _ROUNDING * (whole + 1), rest, 0.0)
        return table

    def at(self, points: Floats) -> Whole:
        """Return the kind at points; see `Land`."""
        places = np.asarray(shapely.points(points), dtype=object)
        parcel, point = shapely.STRtree(places).query(self.shapes, predicate="intersects")
        first = np.full(len(points), len(self.shapes))
        np.minimum.at(first, point, parcel)
        kind: Whole = np.append(self.kind, UNKNOWN)[first]
        return kind


@dataclass(frozen=True)
class Cells:
    """A raster of classes."""

    kinds: Kinds
    grid: Coded
    crs: CRS

    def areas(self, pieces: Shapes) -> Floats:
        """Return the area of each kind in pieces [m², on the ellipsoid]; see `Land`."""
        found = class_areas(self.grid, gpd.GeoSeries(pieces, crs=self.crs))
        return np.column_stack([found.areas, found.nothing + found.beyond])

    def at(self, points: Floats) -> Whole:
        """Return the kind of the cells that points lie in; see `Land`."""
        kind = np.full(len(points), UNKNOWN)
        if not len(points):
            return kind
        x, y = Transformer.from_crs(self.crs, self.grid.crs, always_xy=True).transform(*points.T)
        transform = self.grid.transform
        column = np.floor((x - transform.c) / transform.a).astype(np.intp)
        row = np.floor((y - transform.f) / transform.e).astype(np.intp)
        bounds = (float(x.min()), float(y.min()), float(x.max()), float(y.max()))
        known = len(self.kinds.names)
        for window, numbers in self.grid.blocks(clipped(window_of(transform, bounds, margin=1), self.grid.window)):
            down, across = row - window.row_off, column - window.col_off
            here = (down >= 0) & (down < window.height) & (across >= 0) & (across < window.width)
            found = numbers[down[here], across[here]].astype(kind.dtype)
            kind[here] = np.where(found < known, found, UNKNOWN)
        return kind


def parcels_of(land_use: gpd.GeoDataFrame, near: Shapes, natural: Sequence[str], water: Sequence[str]) -> Parcels:
    """Return the parcels that touch some shapes.

    Parameters
    ----------
    land_use
        Polygons with `code`; with `name` in words.
    near
        The shapes.
    natural, water
        How the codes begin that are natural cover, and open water.
    """
    rows = np.unique(shapely.STRtree(land_use.geometry.to_numpy()).query(near, predicate="intersects")[1])
    code = words(land_use, "code").str.strip().iloc[rows]
    kind, codes = pd.factorize(code)  # what is missing is -1
    name = words(land_use, "name").iloc[rows].fillna("").groupby(code.to_numpy(dtype=object)).first()
    names = tuple(same(f"{one} {name[one]}".strip()) for one in codes)
    kinds = Kinds(names, _begin(codes, natural), _begin(codes, water))
    return Parcels(kinds, land_use.geometry.to_numpy()[rows], kind.astype(np.intp))


def cells_of(cover: Raster, crs: CRS, natural: Sequence[str], water: Sequence[str]) -> Cells:
    """Return a raster with the band `cover`, of which some classes are natural cover or open water."""
    grid = coded(cover, "cover")
    names = tuple(land_word(one) for one in grid.classes)
    kinds = Kinds(names, *(np.array([one in some for one in grid.classes], dtype=bool) for some in (natural, water)))
    return Cells(kinds, grid, crs)


def _begin(codes: Iterable[object], among: Sequence[str]) -> Truths:
    return np.array([str(code).startswith(tuple(among)) for code in codes], dtype=bool)


def _once(piece: Whole, parts: Shapes, area: Floats) -> Floats:
    """Return the area of parts less what earlier ones in the same piece cover too."""
    first = np.unique(piece, return_index=True)[1]
    bounds = np.append(first, len(piece))
    summed = np.add.reduceat(area, first) if len(area) else area
    area = area.copy()
    for start, stop, total in zip(bounds[:-1], bounds[1:], summed, strict=True):
        if stop - start == 1 or total - shapely.union_all(parts[start:stop]).area <= _ROUNDING * total:
            continue
        for at in range(start + 1, stop):
            area[at] = shapely.difference(parts[at], shapely.union_all(parts[start:at])).area
    return area
