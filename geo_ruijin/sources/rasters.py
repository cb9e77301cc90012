"""Open a raster of somebody's own, with everything that is wrong with it; read people from one."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import rasterio
import shapely
from pyproj import CRS
from pyproj.exceptions import CRSError
from rasterio.errors import NotGeoreferencedWarning, RasterioError

from geo_ruijin.errors import FaultsError, SourceError
from geo_ruijin.raster import Raster
from geo_ruijin.sources.categories import category_names
from geo_ruijin.sources.raster_checks import check_bands, check_cells, check_grid, is_readable, system_of
from geo_ruijin.sources.raster_questions import check_frame
from geo_ruijin.spec import ColumnSpec, Value
from geo_ruijin.text import Text
from geo_ruijin.windows import Bounds

#: The formats read. A virtual raster (VRT) is none of them: it is a list of other files, even of addresses.
DRIVERS = ("GTiff", "HFA", "AAIGrid", "JP2OpenJPEG", "SRTMHGT", "ENVI", "EHdr")


@contextmanager
def opened(path: Path) -> Iterator[rasterio.DatasetReader]:
    """Open a raster file of one of the formats read.

    Raises
    ------
    SourceError
        If it is none, or is found to be damaged while it is read.
    """
    if not path.is_file():
        raise _unreadable(path, "no such file")
    try:
        with rasterio.Env(), warnings.catch_warnings():
            warnings.simplefilter("ignore", NotGeoreferencedWarning)  # said in our own words where it matters
            raster = rasterio.DatasetReader(str(path), driver=list(DRIVERS))
        with raster:
            yield raster
    except RasterioError as error:
        raise _unreadable(path, error.__cause__ or error) from error


def is_raster(path: Path) -> bool:
    """Return whether a file is a raster of one of the formats read."""
    try:
        with opened(path):
            return True
    except SourceError:
        return False


def open_raster(
    path: Path,
    *,
    columns: Mapping[str, ColumnSpec],
    values: Mapping[str, Mapping[str, Value]],
    nodata: Sequence[float] | None = None,
    crs: str | None = None,
    year: int | None = None,
    file: str | None = None,
) -> Raster:
    """Return a checked raster; every cell of it is read once, a piece at a time.

    Parameters
    ----------
    path
        The file.
    columns
        What the layer declares of each band, in the order of the bands. Of type "text" or "boolean" they are
        categorical, else amounts.
    values
        Of each categorical band, the file's codes ("10") -> our words.
    nodata
        Numbers that stand for nothing besides those the file names; where it is empty, nothing does. None where nobody
        says.
    crs
        The coordinate system, where the file states none or a wrong one.
    year
        The year it shows.
    file
        The file that faults name; the raster itself where None.

    Raises
    ------
    FaultsError
        If it cannot be used; every fault at once. Those that are not serious are the raster's `remarks`.
    SourceError
        If it cannot be opened.
    """
    name = file or path.name
    with opened(path) as raster:
        faults = check_grid(raster, crs=crs, file=name)
        bands, found = check_bands(raster, columns, values, nodata=nodata, file=name)
        try:
            system = system_of(raster, crs) or CRS("EPSG:4326")
        except CRSError:
            system = CRS("EPSG:4326")
        checked = Raster(path, year, system, raster.transform, raster.width, raster.height, bands)
        readable = is_readable(raster)
        names = category_names(raster)
    faults += found + (check_cells(checked, columns, names=names, file=name) if readable else [])
    if readable and nodata is None:
        faults += check_frame(checked, columns, file=name)
    if any(fault.serious for fault in faults):
        raise FaultsError(faults)
    return replace(checked, remarks=tuple(sorted(faults)))


def population_cells(raster: Raster, column: str = "people", *, bounds: Bounds | None = None) -> gpd.GeoDataFrame:
    """Return the cells of a raster that hold people, as polygons.

    Parameters
    ----------
    raster
        Its cells hold people, as WorldPop's do; not people per km².
    column
        Our name of the band.
    bounds
        West, south, east and north in the raster's coordinate system; cells that touch them count, all where None.

    Returns
    -------
    GeoDataFrame
        Cells in the raster's coordinate system with `people`. Neighbours share their corners exactly, and so they do in
        every system they are brought to.

    Raises
    ------
    SourceError
        If the raster is damaged.
    """
    found = []
    for window, cells in raster.blocks(column, raster.pieces(raster.window(bounds))):
        rows, columns = np.nonzero(cells.filled(0))
        found.append((rows + window.row_off, columns + window.col_off, cells.data[rows, columns].astype(np.float64)))
    if not found:  # bounds beside the raster
        return gpd.GeoDataFrame({"people": np.array([])}, geometry=[], crs=raster.crs)
    rows, columns, people = (np.concatenate([part[i] for part in found]) for i in range(3))
    left, across, top, down = raster.transform.c, raster.transform.a, raster.transform.f, raster.transform.e
    corners = left + columns * across, top + (rows + 1) * down, left + (columns + 1) * across, top + rows * down
    return gpd.GeoDataFrame({"people": people}, geometry=shapely.box(*corners), crs=raster.crs)


def _unreadable(path: Path, why: object) -> SourceError:
    return SourceError(
        Text(
            zh=f"无法读取栅格 {path.name}:{why}。文件可能损坏、不完整,或不是 GeoTIFF 等支持的格式。",
            en=f"The raster {path.name} cannot be read: {why}. It may be damaged, cut off, or in another format than "
            "GeoTIFF and the like.",
        )
    )
