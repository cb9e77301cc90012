"""Rasters of somebody's own: whatever is wrong with them is said, all of it at once."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import rasterio
from affine import Affine
from rasterio.enums import ColorInterp

from geo_ruijin.errors import FaultsError, SourceError
from geo_ruijin.raster import Raster
from geo_ruijin.sources.people import resample_people
from geo_ruijin.sources.products import PRODUCTS
from geo_ruijin.sources.rasters import open_raster, population_cells
from geo_ruijin.spec import ColumnSpec, Value

REAL = Path(__file__).parents[2] / "shared" / "cases" / "raster"
GRID = Affine(10, 0, 100, 0, -10, 200)
AMOUNT = {"height": ColumnSpec(type="number", min=0, max=100, unit="m")}
COVER = {"cover": ColumnSpec(type="text", values=["tree", "crop", "water"])}
WORDS: dict[str, dict[str, Value]] = {"cover": {"10": "tree", "40": "crop"}}


def write(path: Path, bands: np.ndarray, **profile: object) -> Path:
    """Write bands, shape (bands, rows, columns), with cells of 10 m."""
    count, rows, columns = bands.shape
    said = {"crs": "EPSG:4548", "transform": GRID, "dtype": bands.dtype, **profile}
    with rasterio.open(path, "w", driver="GTiff", width=columns, height=rows, count=count, **said) as file:
        file.write(bands)
    return path


#: A raster that is a list of other files.
VRT = (
    b'<VRTDataset rasterXSize="1" rasterYSize="1"><VRTRasterBand band="1" dataType="Byte"><SimpleSource>'
    b'<SourceFilename relativeToVRT="0">other.tif</SourceFilename></SimpleSource></VRTRasterBand></VRTDataset>'
)


def heights(*rows: list[float], dtype: str = "float32") -> np.ndarray:
    return np.array([rows], dtype=dtype)


def said(
    path: Path,
    columns: Mapping[str, ColumnSpec] = AMOUNT,
    values: Mapping[str, Mapping[str, Value]] | None = None,
    crs: str | None = None,
) -> list[str]:
    """Return what is wrong with a raster, in English."""
    with pytest.raises(FaultsError) as caught:
        open_raster(path, columns=columns, values=values or {}, crs=crs, file="layers/elevation.toml")
    assert all(fault.file == "layers/elevation.toml" for fault in caught.value.faults)
    assert all(fault.what.zh for fault in caught.value.faults)
    return [f"{fault.where}: {fault.what.en}" for fault in caught.value.faults]


def remarks(raster: Raster) -> list[str]:
    return [f"{fault.where}: {fault.what.en}" for fault in raster.remarks]


def test_a_raster_as_it_should_be(tmp_path: Path) -> None:
    path = write(tmp_path / "dem.tif", heights([1, 2.5], [-9999, 100]), nodata=-9999)
    found = open_raster(path, columns=AMOUNT, values={}, year=2021)
    assert (found.year, found.width, found.height) == (2021, 2, 2)
    assert found.crs == "EPSG:4548"
    assert found.bounds == (100, 180, 120, 200)
    assert found.bands["height"].unit == "m"
    assert found.read("height").tolist() == [[1, 2.5], [None, 100]]  # 100 is at the limit, and allowed
    assert found.remarks == ()


def test_codes_become_words(tmp_path: Path) -> None:
    path = write(tmp_path / "cover.tif", heights([10, 40], [0, 10], dtype="uint8"), nodata=0)
    found = open_raster(path, columns=COVER, values=WORDS)
    assert found.bands["cover"].classes == {10: "tree", 40: "crop"}
    assert found.read("cover").tolist() == [[10, 40], [None, 10]]


@pytest.mark.parametrize("dtype", ["uint8", "uint16", "int16", "int32", "float32"])
def test_codes_nobody_explains_are_counted(tmp_path: Path, dtype: str) -> None:
    path = write(tmp_path / "cover.tif", heights([10, 50], [50, 80], dtype=dtype))
    assert said(path, COVER, WORDS) == [
        "values.cover: codes that nobody says the meaning of (cells): 50 (2), 80 (1)",
    ]


def test_many_codes_are_not_all_named(tmp_path: Path) -> None:
    path = write(tmp_path / "cover.tif", heights(list(range(100, 112)), dtype="uint8"))
    [fault] = said(path, COVER, WORDS)
    assert fault.endswith("107 (1) and 4 more")


def test_a_table_of_codes_that_is_wrong(tmp_path: Path) -> None:
    path = write(tmp_path / "cover.tif", heights([10, 10], dtype="uint8"))
    assert said(path, COVER, {"cover": {"10": "trees", "ten": "crop"}}) == [
        "values.cover: 'ten' is no code of a raster, a whole number",
        "values.cover: the layer has no such values: trees",
    ]


def test_limits(tmp_path: Path) -> None:
    path = write(tmp_path / "dem.tif", heights([-5, -0.5], [101, 50]))
    assert said(path) == [
        "columns.height: 1 of 4 cells above 100, the most 101",
        "columns.height: 2 of 4 cells below 0, the least -5",
    ]
    whole = {"floors": ColumnSpec(type="integer")}
    assert said(path, whole) == ["columns.floors: 1 of 4 cells no whole numbers"]


def test_limits_are_those_of_scaled_amounts(tmp_path: Path) -> None:
    path = write(tmp_path / "dem.tif", heights([0, 1000], dtype="int16"), nodata=-1)
    with rasterio.open(path, "r+") as file:
        file.scales, file.offsets = (0.1,), (0.5,)
    assert said(path) == ["columns.height: 1 of 2 cells above 100, the most 100.5"]


def test_everything_at_once(tmp_path: Path) -> None:
    path = write(tmp_path / "dem.tif", heights([-5, 7]), crs=None, transform=Affine(10, 0, 0, 0, 10, 0))
    assert said(path, {**AMOUNT, "slope": ColumnSpec(type="number")}) == [
        ": the raster is upside down or mirrored",
        "columns: the raster has only 1 bands: slope missing",
        "columns.height: 1 of 2 cells below 0, the least -5",
        "crs: the raster states no coordinate system",
    ]


def test_a_system_may_be_declared(tmp_path: Path) -> None:
    path = write(tmp_path / "dem.tif", heights([1, 2]), crs=None)
    assert open_raster(path, columns=AMOUNT, values={}, crs="EPSG:4527").crs == "EPSG:4527"
    assert said(path, crs="EPSG:1") == ["crs: unknown coordinate reference system 'EPSG:1'"]


@pytest.mark.parametrize(
    ("transform", "what"),
    [
        (Affine(10, 0, 100, 0, 10, 200), "upside down"),
        (Affine(-10, 0, 100, 0, -10, 200), "mirrored"),
        (Affine(10, 2, 100, 2, -10, 200), "rotated or sheared"),
        (Affine(10, 1, 100, 0, -10, 200), "rotated or sheared"),
        (Affine.identity(), "does not say where its cells lie"),
    ],
)
@pytest.mark.filterwarnings("ignore::rasterio.errors.NotGeoreferencedWarning")  # when it is written
def test_rows_that_do_not_run_west_to_east_from_the_north(tmp_path: Path, transform: Affine, what: str) -> None:
    [fault] = said(write(tmp_path / "dem.tif", heights([1, 2], [3, 4]), transform=transform))
    assert what in fault


def test_bands_beyond_the_columns_are_remarked_on_and_masks_are_no_bands(tmp_path: Path) -> None:
    two = np.array([[[1, 2]], [[3, 4]]], dtype=np.float32)
    found = open_raster(write(tmp_path / "two.tif", two), columns=AMOUNT, values={})
    assert remarks(found) == ["columns: the raster has 2 bands, of which the first 1 are used"]
    with rasterio.open(write(tmp_path / "alpha.tif", np.array([[[10, 40]], [[255, 0]]], dtype=np.uint8)), "r+") as file:
        file.colorinterp = (ColorInterp.gray, ColorInterp.alpha)
    found = open_raster(tmp_path / "alpha.tif", columns=COVER, values=WORDS)
    assert found.remarks == ()
    assert found.read("cover").tolist() == [[10, None]]


def test_a_band_that_may_be_missing(tmp_path: Path) -> None:
    columns = {**AMOUNT, "slope": ColumnSpec(type="number", required=False)}
    found = open_raster(write(tmp_path / "dem.tif", heights([1, 2])), columns=columns, values={})
    assert list(found.bands) == ["height"]


def test_whole_numbers_without_nodata_are_remarked_on(tmp_path: Path) -> None:
    path = write(tmp_path / "dem.tif", heights([1, 2], dtype="int16"))
    assert remarks(open_raster(path, columns=AMOUNT, values={})) == [
        "columns.height: states no nodata: every cell counts"
    ]
    with rasterio.Env(GDAL_TIFF_INTERNAL_MASK=True), rasterio.open(path, "r+") as file:
        file.write_mask(np.array([[255, 0]], dtype=np.uint8))
    found = open_raster(path, columns=AMOUNT, values={})
    assert found.remarks == ()
    assert found.read("height").tolist() == [[1, None]]


def test_a_palette_is_for_classes(tmp_path: Path) -> None:
    path = tmp_path / "cover.tif"
    with rasterio.open(
        path, "w", driver="GTiff", width=2, height=1, count=1, dtype="uint8", crs="EPSG:4548", transform=GRID, nodata=0
    ) as file:
        file.write_colormap(1, {10: (0, 100, 0, 255)})
        file.write(heights([10, 40], dtype="uint8"))
    assert open_raster(path, columns=COVER, values=WORDS).remarks == ()
    assert remarks(open_raster(path, columns=AMOUNT, values={})) == [
        "columns.height: has a palette; its codes are taken as amounts"
    ]


def test_numbers_that_are_no_amounts(tmp_path: Path) -> None:
    path = write(tmp_path / "radar.tif", np.ones((1, 1, 2), dtype=np.complex64))
    assert said(path) == ["columns.height: band 1 holds complex64, which is no 'number'"]
    assert said(write(tmp_path / "dem.tif", heights([1, 2])), {"day": ColumnSpec(type="date")}) == [
        "columns.day: band 1 holds float32, which is no 'date'"
    ]


@pytest.mark.parametrize("cells", [[-9999.0, -9999.0], [np.nan, np.inf]])
def test_nothing_but_nodata(tmp_path: Path, cells: list[float]) -> None:
    path = write(tmp_path / "dem.tif", heights(cells), nodata=-9999)
    assert said(path) == ["columns.height: holds nothing but nodata"]


@pytest.mark.parametrize(
    "layout", [{"tiled": True, "blockxsize": 4096, "blockysize": 4096}, {"blockysize": 100_000, "compress": "deflate"}]
)
def test_a_header_is_not_believed(tmp_path: Path, layout: dict[str, Any]) -> None:
    # 100,000 × 100,000 cells in a file of a few hundred bytes, in tiles or all in one block
    path = tmp_path / "bomb.tif"
    size = {"width": 100_000, "height": 100_000, "count": 1, "dtype": "uint8"}
    with rasterio.open(
        path,
        "w",
        driver="GTiff",
        crs="EPSG:4548",
        transform=GRID,
        nodata=0,
        sparse_ok=True,
        bigtiff="yes",
        **size,
        **layout,
    ):
        pass
    assert path.stat().st_size < 1_000_000
    [fault] = said(path)
    assert "100,000 × 100,000 cells" in fault


def test_a_file_that_was_cut_off(tmp_path: Path) -> None:
    noise = np.random.default_rng(1).random((1, 300, 300), dtype=np.float32)
    path = write(tmp_path / "dem.tif", noise, compress="deflate")
    path.write_bytes(path.read_bytes()[:100_000])
    with pytest.raises((FaultsError, SourceError), match=r"dem\.tif.*cannot be read"):
        open_raster(path, columns=AMOUNT, values={})


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"II*\x00 half a picture",
        b"name,people\nRuijin,613894\n",
        VRT,
    ],
)
def test_what_is_no_raster(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "dem.tif").write_bytes(content)
    with pytest.raises(SourceError, match=r"dem\.tif cannot be read"):
        open_raster(tmp_path / "dem.tif", columns=AMOUNT, values={})


def test_a_path_where_nothing_is(tmp_path: Path) -> None:
    for path in (tmp_path / "none.tif", tmp_path):
        with pytest.raises(SourceError, match="cannot be read"):
            open_raster(path, columns=AMOUNT, values={})


def test_cells_with_people_are_polygons(tmp_path: Path) -> None:
    path = write(tmp_path / "people.tif", heights([1, 0, 3], [-1, np.nan, 6]), nodata=-1)
    cells = population_cells(open_raster(path, columns={"people": ColumnSpec(type="number", min=0)}, values={}))
    # 10 m from (100, 200) down; nodata, nobody and no number are left out
    assert [(*shape.bounds, count) for shape, count in zip(cells.geometry, cells["people"], strict=True)] == [
        (100, 190, 110, 200, 1),
        (120, 190, 130, 200, 3),
        (120, 180, 130, 190, 6),
    ]
    some = open_raster(path, columns={"people": ColumnSpec(type="number")}, values={})
    assert population_cells(some, bounds=(121, 181, 129, 189))["people"].tolist() == [6]
    assert population_cells(some, bounds=(900, 900, 990, 990)).empty


# -- real ones ---------------------------------------------------------------------------------------------------------


@pytest.mark.skipif(not REAL.is_dir(), reason="the real rasters are not here")
@pytest.mark.parametrize(
    ("name", "column", "most"),
    [
        ("Hansen_GFC-2023-v1.11_lossyear_20N_080W.tif", "loss_year", 23),
        ("Hansen_GFC-2023-v1.11_treecover2000_20N_080W.tif", "tree_cover", 100),
        ("NASADEM_HGT_n18w072.tif", "elevation", 8849),
        ("occurrence_60W_10Nv1_4_2021.tif", "water", 100),
        ("burundi_worldpop.tif", "people", 1e6),
        ("ppp_2020_1km_Aggregated.tif", "people", 1e6),
    ],
)
def test_real_rasters_open(name: str, column: str, most: float) -> None:
    found = open_raster(REAL / name, columns={column: ColumnSpec(type="number", min=0, max=most)}, values={})
    assert found.crs == "EPSG:4326"
    assert found.read(column).count()


@pytest.mark.skipif(not REAL.is_dir(), reason="the real rasters are not here")
def test_the_real_worldcover_opens() -> None:
    path = REAL / "ESA_WorldCover_10m_2021_v200_N00E006_Map.tif"
    found = open_raster(
        path, columns={"cover": ColumnSpec(type="text")}, values={"cover": PRODUCTS["esa_worldcover"].values}
    )
    assert (found.width, found.height, found.remarks) == (36_000, 36_000, ())


@pytest.mark.skipif(not REAL.is_dir(), reason="the real rasters are not here")
@pytest.mark.parametrize("name", ["burundi_worldpop.tif", "ppp_2020_1km_Aggregated.tif"])
def test_nobody_of_a_real_raster_is_lost(name: str) -> None:
    raster = open_raster(REAL / name, columns={"people": ColumnSpec(type="number", min=0)}, values={})
    cells = population_cells(raster)
    total = raster.read("people").sum(dtype=np.float64)
    assert cells["people"].sum() == pytest.approx(total, rel=1e-12)
    metres = cells.to_crs(cells.estimate_utm_crs())
    west, south, east, north = metres.total_bounds
    from_west = metres.geometry.clip_by_rect(west, south, (west + east) / 2, north).union_all().envelope
    halves = metres.iloc[:2][["geometry"]].set_geometry([from_west, from_west.buffer(1e6) - from_west], crs=metres.crs)
    shared = resample_people(cells, halves)
    assert shared.zones["people"].min() > 0.1 * total
    assert shared.zones["people"].sum() + shared.outside == pytest.approx(total, rel=1e-9)
