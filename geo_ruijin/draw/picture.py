"""A raster as pictures a page carries: in the projection of the map, cell by cell, cut at the border of the place."""

from __future__ import annotations

import base64
import math
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import rasterio.windows
from affine import Affine
from numpy.typing import NDArray
from pyproj import CRS, Geod, Transformer
from rasterio.enums import Resampling
from rasterio.errors import NotGeoreferencedWarning
from rasterio.features import geometry_mask
from rasterio.io import MemoryFile
from rasterio.windows import Window

from geo_ruijin.draw.features import SHOWN_CRS
from geo_ruijin.draw.palettes import RELIEF, Shade, ramp_of, shades_of
from geo_ruijin.draw.relief import LOOKS, relief_ranks
from geo_ruijin.raster import Band, Raster
from geo_ruijin.text import same
from geo_ruijin.windows import Bounds, bent_into, bounds_of, pieces, window_of

#: The projection Leaflet draws in; pictures are stretched evenly in it.
MAP_CRS = CRS(3857)

#: The longest side of all pictures of a raster together, and of one [pixel]: phones decode no larger pictures.
MOST_ACROSS, MOST_TILE = 4096, 2048

#: The most that the pictures of a raster may weigh [bytes], so that a page of two years can still be sent by mail.
MOST_BYTES = 3_000_000

#: The same of a relief, which is on many pages and only the ground of them.
RELIEF_ACROSS, RELIEF_BYTES = 1024, 160_000

#: In how many colours PNG needs four bits a pixel only.
_FOUR_BITS = 16

#: Of what is too heavy, the part that is aimed at: coarser cells weigh more each.
_AIM = 0.9

#: Of degrees, so that pictures side by side end where the next begins: a tenth of a millimetre.
_DECIMALS = 9

#: The colour of a class that is left clear: no pixel has it.
_UNUSED = "#000000"

Ranks = NDArray[np.uint8]


@dataclass(frozen=True)
class Tile:
    """One picture.

    Attributes
    ----------
    png
        Of palette colours; 0 is clear.
    bounds
        West, south, east and north of its outermost pixels [degree].
    """

    png: bytes
    bounds: Bounds

    @property
    def url(self) -> str:
        """The picture as an address that loads nothing."""
        return f"data:image/png;base64,{base64.b64encode(self.png).decode()}"


@dataclass(frozen=True)
class Look:
    """How cells become pixels.

    Attributes
    ----------
    shades
        All there are.
    ranked
        From cells, and the width of a pixel on the ground [m], to ranks: 1 is the first shade, 0 is clear.
    resampling
        Nearest, so that no colour is invented, but of a relief, which stands for no class.
    """

    shades: tuple[Shade, ...]
    ranked: Callable[[np.ma.MaskedArray, float], Ranks]
    resampling: Resampling = Resampling.nearest


@dataclass(frozen=True)
class Picture:
    """A raster as it is shown.

    Attributes
    ----------
    tiles
        Beside one another; none where there is nothing to be seen.
    shades
        The classes that are there and seen, in the order of the legend; none of a relief.
    coarser
        The width of a pixel on the ground where it is wider than a cell [m]; None where every cell is drawn, and of a
        relief.
    """

    tiles: tuple[Tile, ...]
    shades: tuple[Shade, ...]
    coarser: float | None


def picture_of(
    raster: Raster, column: str, style: str | None, *, within: gpd.GeoSeries, most: int | None = None
) -> Picture:
    """Return the pictures of a band.

    Each pixel has the colour of the cell at its middle: colours are never mixed and overviews never asked. Where the
    cells are too many for a page, pixels are wider than cells, and cells between their middles are left out. A relief
    is the exception: it is a look and no class, and its heights are blended.

    Parameters
    ----------
    raster, column
        Of classes or amounts.
    style
        A key of `PALETTES` or `RAMPS`, or `RELIEF`.
    within
        The place; pixels whose middle lies outside are clear.
    most
        What the pictures may weigh [bytes]; None for `MOST_BYTES`.

    Raises
    ------
    GeoRuijinError
        For an unknown style.
    SourceError
        If the file is damaged.
    """
    relief = style == RELIEF
    look = look_of(raster.bands[column], style)
    across, limit = (RELIEF_ACROSS, RELIEF_BYTES) if relief else (MOST_ACROSS, MOST_BYTES if most is None else most)
    outline = bent_into(within, MAP_CRS)
    cells = cell_grid(raster, outline)
    west, south, east, north = map(float, outline.total_bounds)
    wider = max(1.0, (east - west) / cells.a / across, (south - north) / cells.e / across)
    while True:
        grid = cells * Affine.scale(wider)
        whole = window_of(grid, (west, south, east, north))
        transform, size = rasterio.windows.transform(whole, grid), Window(0, 0, whole.width, whole.height)
        drawn = list(ranks_on(raster, column, look, outline, transform=transform, whole=size))
        tiles = tuple(Tile(_png(ranks, look.shades), _degrees(transform, window)) for window, ranks in drawn)
        weight = sum(len(tile.png) for tile in tiles)
        if weight <= limit:
            break
        wider *= math.sqrt(weight / (_AIM * limit))
    if relief:
        return Picture(tiles, (), None)
    seen = sorted({rank for _, ranks in drawn for rank in np.unique(ranks).tolist()} - {0})
    return Picture(
        tiles, tuple(look.shades[rank - 1] for rank in seen), _on_the_ground(transform, MAP_CRS) if wider > 1 else None
    )


#: The relief of any heights.
_RELIEF = Look(tuple(Shade(same(""), colour, opacity) for colour, opacity in LOOKS), relief_ranks, Resampling.bilinear)


def look_of(band: Band, style: str | None) -> Look:
    """Return how the cells of a band become pixels: a style of `PALETTES` or `RAMPS`, or `RELIEF`."""
    if style == RELIEF:
        return _RELIEF
    if band.classes is None:
        ramp = ramp_of(style, band)
        seen = np.array([0, *(rank if shade.colour else 0 for rank, shade in enumerate(ramp.shades, 1))])
        return Look(ramp.shades, lambda cells, _: _unmasked(cells, seen[np.digitize(cells.data, ramp.bounds) + 1]))
    shades = shades_of(style, band)
    words = list(shades)
    codes = np.array(sorted(band.classes))
    table = np.array([words.index(band.classes[code]) + 1 for code in codes.tolist()], dtype=np.uint8)
    of_bytes = np.zeros(256, dtype=np.uint8)
    short = (codes >= 0) & (codes < len(of_bytes))
    of_bytes[codes[short]] = table[short]

    def of_codes(cells: np.ma.MaskedArray, _: float) -> Ranks:
        if cells.dtype == np.uint8:  # as nearly all are: looked up in an eighth of the memory
            return _unmasked(cells, of_bytes[cells.data])
        at = np.minimum(np.searchsorted(codes, cells.data), len(codes) - 1)
        return _unmasked(cells, np.where(codes[at] == cells.data, table[at], 0))

    return Look(tuple(shades.values()), of_codes)


def _unmasked(cells: np.ma.MaskedArray, ranks: NDArray[np.integer]) -> Ranks:
    return np.where(np.ma.getmaskarray(cells), np.uint8(0), ranks.astype(np.uint8, copy=False))


def cell_grid(raster: Raster, outline: gpd.GeoSeries) -> Affine:
    """Return the grid that has a corner and the size of a cell of the raster in the middle of the place.

    It is in the coordinate system of `outline`, the place.
    """
    crs = outline.crs or MAP_CRS
    west, south, east, north = outline.total_bounds
    there = Transformer.from_crs(crs, raster.crs, always_xy=True).transform((west + east) / 2, (south + north) / 2)
    column, row = (math.floor(place) for place in ~raster.transform * there)
    corners = [raster.transform * (column + right, row + down) for right, down in ((0, 0), (1, 0), (0, 1))]
    x, y = Transformer.from_crs(raster.crs, crs, always_xy=True).transform(*np.transpose(corners))
    return Affine(math.hypot(x[1] - x[0], y[1] - y[0]), 0, x[0], 0, -math.hypot(x[2] - x[0], y[2] - y[0]), y[0])


def ranks_on(
    raster: Raster,
    column: str,
    look: Look,
    outline: gpd.GeoSeries,
    *,
    transform: Affine,
    whole: Window,
) -> Iterator[tuple[Window, Ranks]]:
    """Return the ranks of the pixels of a grid, a picture at a time; those with nothing to be seen are left out.

    Parameters
    ----------
    look
        As of `look_of`.
    outline
        The place, in the coordinate system of the grid.
    transform, whole
        The grid.
    """
    crs = outline.crs or MAP_CRS
    windows = pieces(whole, block=(MOST_TILE, MOST_TILE), cells=MOST_TILE**2)
    metres = _on_the_ground(transform, crs)
    warped = raster.warped(column, windows, crs=crs, transform=transform, resampling=look.resampling)
    for window, cells in warped:
        outside = geometry_mask(
            outline.geometry, out_shape=cells.shape, transform=rasterio.windows.transform(window, transform)
        )
        ranks = look.ranked(cells, metres)
        ranks[outside] = 0
        if ranks.any():
            yield window, ranks


def _png(ranks: Ranks, shades: Sequence[Shade]) -> bytes:
    """Return pixels as a PNG of palette colours, four bits each where that is enough."""
    colours = {0: (0, 0, 0, 0)} | {
        rank: (*bytes.fromhex((shade.colour or _UNUSED).removeprefix("#")), round(255 * shade.opacity))
        for rank, shade in enumerate(shades, 1)
    }
    rows, columns = ranks.shape
    bits = 4 if len(colours) <= _FOUR_BITS else 8
    with warnings.catch_warnings(), MemoryFile() as memory:
        warnings.simplefilter("ignore", NotGeoreferencedWarning)  # its place stands beside it
        with memory.open(driver="PNG", width=columns, height=rows, count=1, dtype="uint8", NBITS=bits) as file:
            file.write(ranks, 1)
            file.write_colormap(1, colours)
        png: bytes = memory.read()
    return png


def _degrees(transform: Affine, window: Window) -> Bounds:
    """Return west, south, east and north of a window of a grid of the map [degree]."""
    west, south, east, north = bounds_of(transform, window)
    x, y = Transformer.from_crs(MAP_CRS, SHOWN_CRS, always_xy=True).transform((west, east), (south, north))
    west, south, east, north = (round(value, _DECIMALS) for value in (x[0], y[0], x[1], y[1]))
    return west, south, east, north


def _on_the_ground(transform: Affine, crs: CRS) -> float:
    """Return the width of a pixel of a grid at its corner [m]."""
    x, y = Transformer.from_crs(crs, SHOWN_CRS, always_xy=True).transform(
        (transform.c, transform.c + transform.a), (transform.f, transform.f)
    )
    return float(Geod(ellps="WGS84").inv(x[0], y[0], x[1], y[1])[2])
