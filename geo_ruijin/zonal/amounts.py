"""Amounts of a raster in zones: their mean, least, most and quantiles, by exactextract with exact parts of cells."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from exactextract import exact_extract
from exactextract.raster import RasterSource
from numpy.typing import NDArray
from rasterio.windows import Window

from geo_ruijin.raster import Raster
from geo_ruijin.windows import bent_into
from geo_ruijin.zonal.cells import RowsColumns, areas_of

Floats = NDArray[np.float64]

#: How many cells exactextract may hold at once.
_CELLS = 2**21

_WHOLE = 100  # %


@dataclass(frozen=True)
class Amounts:
    """Amounts in zones, in the unit of the band; NaN where a zone holds no cell that says anything.

    Attributes
    ----------
    mean
        Weighed with the area on the ellipsoid: (zones,).
    least, most
        Of all cells a zone touches with any area: (zones,).
    total
        Of cells times the part inside: how many people, where a cell holds people: (zones,).
    quantiles
        Weighed with the part of cells inside, between two amounts in proportion: (zones, quantiles).
    """

    mean: Floats
    least: Floats
    most: Floats
    total: Floats
    quantiles: Floats


def amounts_in(raster: Raster, column: str, zones: gpd.GeoSeries, *, quantiles: Sequence[float] = ()) -> Amounts:
    """Return the amounts of a band in zones, of cells a border crosses with the exact part inside.

    The raster is read once, a piece at a time. Memory does not grow with it, but for quantiles: each zone's different
    amounts are kept.

    Parameters
    ----------
    raster
        The raster; its nodata, mask, scale and offset count, and so does the coordinate system declared of it.
    column
        Our name of a band of amounts.
    zones
        Polygons in any coordinate system; they may overlap.
    quantiles
        Which to give [%]: 50 is the median.

    Raises
    ------
    ValueError
        If the band holds classes.
    SourceError
        If the file is damaged.

    References
    ----------
    exactextract, https://github.com/isciences/exactextract: parts of cells by the algorithm of its `cover_fraction`.
    """
    if raster.bands[column].classes is not None:
        message = f"{column} holds classes, not amounts"
        raise ValueError(message)
    shapes = np.asarray(zones.array, dtype=object)
    there = np.flatnonzero(~(shapely.is_missing(shapes) | shapely.is_empty(shapes)))
    found = np.full((len(shapes), 4 + len(quantiles)), np.nan)
    if len(there):
        some = gpd.GeoSeries(shapes[there], crs=zones.crs)
        some = some if some.crs == raster.crs else bent_into(some, raster.crs)
        named = {"mean": "weighted_mean", "least": "min", "most": "max", "total": "sum"}
        asked = [f"{name}={statistic}" for name, statistic in named.items()]
        asked += [f"q{index}=quantile(q={one / _WHOLE!r})" for index, one in enumerate(quantiles)]
        read = exact_extract(
            _cells(raster, column),
            gpd.GeoDataFrame(geometry=some),
            asked,
            weights=_areas(raster),
            strategy="raster-sequential",
            max_cells_in_memory=_CELLS,
            output="pandas",
        )
        found[there] = read.to_numpy(dtype=np.float64)
        found[np.isnan(found[:, 1])] = np.nan  # the total of nothing is not known to be 0
    return Amounts(found[:, 0], found[:, 1], found[:, 2], found[:, 3], found[:, 4:])


class _Read(RasterSource):  # type: ignore[misc] # exactextract has no types
    """A grid as exactextract asks for it, read window by window by a function."""

    def __init__(self, raster: Raster, name: str, read: Callable[[Window], np.ndarray]) -> None:
        super().__init__()
        self.set_name(name)
        self._raster, self._read = raster, read

    def res(self) -> tuple[float, float]:
        return self._raster.pixel_size

    def extent(self) -> tuple[float, float, float, float]:
        return self._raster.bounds

    def srs_wkt(self) -> str:
        return self._raster.crs.to_wkt()

    def nodata_value(self) -> None:
        """None: where there is nothing stands NaN."""

    def read_window(self, x0: int, y0: int, nx: int, ny: int) -> np.ndarray:
        return self._read(Window(x0, y0, nx, ny))


def _cells(raster: Raster, column: str) -> _Read:
    def read(window: Window) -> np.ndarray:
        # as floats: of whole numbers the least of nothing would be 0
        return np.ma.filled(np.ma.asarray(raster.read(column, window), dtype=np.float64), np.nan)

    return _Read(raster, "amounts", read)


def _areas(raster: Raster) -> _Read:
    areas: Callable[[Window], RowsColumns] = areas_of(raster.crs, raster.transform)

    def read(window: Window) -> np.ndarray:
        rows, columns = areas(window)
        area: Floats = rows[:, np.newaxis] * columns
        return area

    return _Read(raster, "areas", read)
