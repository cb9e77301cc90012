"""Class shares of 24.5 million cells in 20 and 300 zones, beside peers and beside merely reading the file.

python benchmarks/zonal.py [--side 4950] [--rounds 7] [--slow 1] [--file WorldCover.tif]
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import exactextract
import geopandas as gpd
import numpy as np
import rasterio
import rasterio.features
import shapely
from affine import Affine
from numpy.typing import NDArray
from pyproj import CRS
from rasterstats import zonal_stats
from scipy.ndimage import gaussian_filter, zoom

from geo_ruijin.raster import Band, Raster
from geo_ruijin.zonal.classes import class_areas
from geo_ruijin.zonal.coded import coded

CODES = (10, 20, 30, 40, 50, 60, 70, 80, 90, 95, 100)  # of WorldCover
MADE = (10, 20, 30, 40, 50, 60, 80, 90)
QUANTILES = (0.55, 0.60, 0.66, 0.86, 0.92, 0.94, 0.97)  # half of it trees
CELL = 10.0  # [m]
WEST, NORTH = 370_000.0, 2_900_000.0

Shares = NDArray[np.float64]


def made_cover(path: Path, side: int) -> None:
    """Write land cover: patches from 30 m to 5 km, with salt and pepper, in blocks of 1024 packed by deflate."""
    rng = np.random.default_rng(1)
    field = np.zeros((side, side), dtype=np.float32)
    for coarse, weight in ((64, 1.0), (8, 0.6)):
        small = gaussian_filter(rng.standard_normal((side // coarse + 2,) * 2), 2).astype(np.float32)
        field += weight * zoom(small / small.std(), coarse, order=1)[:side, :side]
    field += 0.25 * gaussian_filter(rng.standard_normal((side, side), dtype=np.float32), 1.2) / 0.23
    cover = np.array(MADE, dtype=np.uint8)[np.searchsorted(np.quantile(field[::7, ::7], QUANTILES), field)]
    with rasterio.open(
        path, "w", driver="GTiff", width=side, height=side, count=1, dtype="uint8", crs="EPSG:4548", nodata=0,
        transform=Affine(CELL, 0, WEST, 0, -CELL, NORTH), tiled=True, blockxsize=1024, blockysize=1024,
        compress="deflate",
    ) as file:  # fmt: skip
        file.write(cover, 1)


def made_zones(bounds: tuple[float, float, float, float], count: int, cell: float, crs: CRS) -> gpd.GeoSeries:
    """Return zones without gaps: Voronoi cells whose borders wind, a vertex every three cells."""
    west, south, east, north = bounds
    rng = np.random.default_rng(count)
    spots = shapely.MultiPoint(rng.uniform((west, south), (east, north), (count, 2)))
    frame = shapely.box(west + 0.3 * cell, south + 0.7 * cell, east - 0.4 * cell, north - 0.2 * cell)
    zones = shapely.get_parts(shapely.voronoi_polygons(spots, extend_to=frame))
    wave = 40 * cell

    def wound(places: NDArray[np.float64]) -> NDArray[np.float64]:
        x, y = places[:, 0] / wave, places[:, 1] / wave
        return places + 5 * cell * np.column_stack([np.sin(y) + np.sin(2.7 * y), np.sin(x) + np.sin(3.1 * x)])

    bent = shapely.transform(shapely.segmentize(zones, 3 * cell), wound)
    return gpd.GeoSeries(shapely.intersection(shapely.make_valid(bent), frame), crs=crs)


def read(path: Path) -> None:
    """Read the file block by block and do nothing with it."""
    with rasterio.open(path) as file:
        for _, window in file.block_windows(1):
            file.read(1, window=window)


def ours(raster: Raster, zones: gpd.GeoSeries) -> Shares:
    """Return shares of cells, as exactextract counts them."""
    found = class_areas(coded(raster, "cover"), zones, ellipsoidal=False)
    return found.areas / found.known[:, np.newaxis]


def on_ellipsoid(raster: Raster, zones: gpd.GeoSeries) -> Shares:
    """Return shares of areas on the ellipsoid, which methods ask for."""
    found = class_areas(coded(raster, "cover"), zones)
    return found.areas / found.known[:, np.newaxis]


def by_exactextract(raster: Raster, zones: gpd.GeoSeries) -> Shares:
    """Return shares by exactextract, with exact parts of cells."""
    found = exactextract.exact_extract(
        str(raster.path), gpd.GeoDataFrame(geometry=zones), ["frac", "unique"], output="pandas"
    )
    shares = np.zeros((len(zones), len(CODES)))
    for row, (fractions, codes) in enumerate(zip(found["frac"], found["unique"], strict=True)):
        shares[row, np.searchsorted(CODES, codes)] = fractions
    return shares


def by_rasterstats(raster: Raster, zones: gpd.GeoSeries) -> Shares:
    """Return shares by rasterstats: cells whose middle is inside."""
    found = zonal_stats(list(zones), str(raster.path), categorical=True)
    counts = np.array([[one.get(code, 0) for code in CODES] for one in found], dtype=np.float64)
    return counts / counts.sum(axis=1, keepdims=True)


def by_labels(raster: Raster, zones: gpd.GeoSeries) -> Shares:
    """Return shares by burning all zones into one array and counting pairs block by block: middles inside."""
    labels = rasterio.features.rasterize(
        zip(zones, range(1, len(zones) + 1), strict=True),
        (raster.height, raster.width),
        transform=raster.transform,
        dtype="uint16",
    )
    counts = np.zeros((len(zones) + 1) * 256, dtype=np.int64)
    with rasterio.open(raster.path) as file:
        for _, window in file.block_windows(1):
            keys = labels[window.toslices()].astype(np.intp) * 256 + file.read(1, window=window)
            counts += np.bincount(keys.ravel(), minlength=len(counts))
    known = counts.reshape(-1, 256)[1:, CODES]
    shares: Shares = known / known.sum(axis=1, keepdims=True)
    return shares


WAYS: dict[str, Callable[[Raster, gpd.GeoSeries], Shares]] = {
    "geo_ruijin": ours,
    "geo_ruijin, ellipsoid": on_ellipsoid,
    "rasterize, then count": by_labels,
}
SLOW = {"exactextract": by_exactextract, "rasterstats": by_rasterstats}


def opened(path: Path) -> Raster:
    """Return a file as a raster, unchecked."""
    with rasterio.open(path) as file:
        band = Band(1, file.nodata, file.dtypes[0], {code: str(code) for code in CODES})
        crs = CRS.from_user_input(file.crs)
        return Raster(path, None, crs, file.transform, file.width, file.height, {"cover": band})


def measured(raster: Raster, zones: gpd.GeoSeries, rounds: int, slow: int) -> None:
    """Print the median processor time of each way [s], its ratio to the read, and how far its shares are from ours."""
    seconds: dict[str, list[float]] = {"read": [], **{name: [] for name in (*WAYS, *SLOW)}}
    shares: dict[str, Shares] = {}
    for turn in range(rounds):
        begun = time.process_time()
        read(raster.path)
        seconds["read"].append(time.process_time() - begun)
        for name, way in {**WAYS, **(SLOW if turn < slow else {})}.items():
            begun = time.process_time()
            shares[name] = way(raster, zones)
            seconds[name].append(time.process_time() - begun)
    first = median(seconds["read"])
    for name, every in seconds.items():
        if every:
            off = f"{np.abs(shares[name] - shares['geo_ruijin']).max():.1e}" if name in shares else ""
            print(f"{len(zones):4} zones  {name:24} {median(every):7.3f} s  x {median(every) / first:6.1f}  {off}")


def main() -> None:
    """Make the raster and the zones, and measure."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--side", type=int, default=4950, help="cells")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--slow", type=int, default=1, help="rounds with exactextract and rasterstats")
    parser.add_argument("--file", type=Path, help="land cover with the codes of WorldCover instead")
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = wanted.file or Path(folder) / "cover.tif"
        if wanted.file is None:
            made_cover(path, wanted.side)
        raster = opened(path)
        bits = 8 * path.stat().st_size / raster.width / raster.height
        print(f"{raster.width:,} x {raster.height:,} cells, {bits:.2f} bits a cell")
        for count in (20, 300):
            zones = made_zones(raster.bounds, count, raster.pixel_size[0], raster.crs)
            measured(raster, zones, wanted.rounds, wanted.slow)


if __name__ == "__main__":
    main()
