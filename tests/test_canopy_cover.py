"""Canopy and its loss: cells of a hectare, the limit, the years, and what nobody says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import exactextract
import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import pytest
import rasterio
from shapely import box

from geo_ruijin.errors import MethodError
from geo_ruijin.methods import METHODS
from geo_ruijin.raster import Band, Raster
from geo_ruijin.results import Result
from tests.covers import raster_of, square
from tests.planes import frame
from tests.test_real_data import NEIBA, RASTERS

#: Three columns and two rows: six hectares, of which 4 above 30 %, one at it, one below.
PLACE = frame(square(0, 0, 3, 2))
CANOPY = [[80, 31, 30], [100, 50, 10]]
#: Lost: the first in 2001, the fifth in 2003; of the cells that are no trees one in 2002.
LOSS = [[1, 0, 2], [0, 3, 0]]
HANSEN = "Hansen_GFC-2023-v1.11_{}_20N_080W.tif"


def answer(folder: Path, *, canopy: Any = CANOPY, loss: Any = LOSS, **given: object) -> Result:  # noqa: ANN401 - cells
    rasters: dict[str, Any] = {"canopy": raster_of(folder, canopy, "tree_cover", amounts=True)}
    if loss is not None:
        rasters["loss"] = raster_of(folder, loss, "loss_year", amounts=True)
    chosen: dict[str, Any] = {"place": PLACE, "threshold": 30.0, "base_year": 2000, "last_year": 2003, **given}
    return METHODS["canopy_cover"].compute(**rasters, **chosen)


def figures(found: Result) -> dict[str, float | None]:
    return {key: measure.value for key, measure in found.measures.items()}


def test_trees_are_above_the_limit_and_not_at_it(tmp_path: Path) -> None:
    assert figures(answer(tmp_path))["base_share"] == pytest.approx(100 * 4 / 6)
    assert figures(answer(tmp_path, threshold=29.9))["base_share"] == pytest.approx(100 * 5 / 6)


def test_losses_are_of_trees_of_the_base_year(tmp_path: Path) -> None:
    found = answer(tmp_path)
    assert figures(found) == pytest.approx(
        {
            "base_share": 100 * 4 / 6,
            "base_area": 0.04,
            "known_share": 100,
            "lost_area": 2,
            "lost_share": 50,
            "left_area": 0.02,
            "left_share": 100 * 2 / 6,
        },
        rel=1e-5,
    )
    assert any("1.0 ha more were lost" in note.en for note in found.notes)  # where the canopy was at the limit


def test_losses_have_a_row_a_year_those_without_any_too(tmp_path: Path) -> None:
    table = answer(tmp_path, last_year=2004).tables["losses"]
    assert table.data["year"].tolist() == [2001, 2002, 2003, 2004]
    assert table.data["lost"].tolist() == pytest.approx([1, 0, 1, 0], rel=1e-5)
    assert table.data["share"].tolist() == pytest.approx([25, 0, 25, 0])
    assert table.data["left"].tolist() == pytest.approx([0.03, 0.03, 0.02, 0.02], rel=1e-5)
    assert table.trend is not None
    assert table.trend.y == ("lost",)


def test_years_at_the_end_without_any_loss_are_asked_about(tmp_path: Path) -> None:
    notes = [note.en for note in answer(tmp_path, last_year=2005).notes]
    assert any(note.startswith("From 2004 to 2005 nothing was lost") for note in notes)
    assert not any("nothing was lost" in note.en for note in answer(tmp_path).notes)


def test_a_loss_after_the_last_year_counts_and_is_told(tmp_path: Path) -> None:
    found = answer(tmp_path, last_year=2002)
    assert found.tables["losses"].data["year"].tolist() == [2001, 2002, 2003]
    assert figures(found)["lost_area"] == pytest.approx(2, rel=1e-5)
    assert any("after last_year (2002)" in note.en for note in found.notes)


def test_where_nothing_was_lost_all_is_left(tmp_path: Path) -> None:
    found = answer(tmp_path, loss=[[0, 0, 0], [0, 0, 0]])
    assert figures(found)["lost_area"] == 0
    assert figures(found)["left_share"] == pytest.approx(100 * 4 / 6)
    assert found.tables["losses"].data["lost"].tolist() == [0, 0, 0]


def test_without_the_loss_the_base_year_is_answered(tmp_path: Path) -> None:
    found = answer(tmp_path, loss=None, by=frame(square(0, 0, 3, 2), name=["甲"]))
    assert list(found.measures) == ["base_share", "base_area", "known_share"]
    assert list(found.tables) == ["zones"]
    assert list(found.tables["zones"].columns) == ["name", "base_share", "base_area"]


def test_trees_of_which_nothing_says_whether_they_were_lost_leave_it_open(tmp_path: Path) -> None:
    # of four hectares of trees one is lost, two stand, of one nobody says
    found = answer(tmp_path, loss=[[1, 255, 0], [0, 0, 0]])
    lost, left = found.measures["lost_area"], found.measures["left_area"]
    assert (lost.value, lost.low, lost.high) == pytest.approx((1, 1, 2), rel=1e-5)
    assert (left.value, left.low, left.high) == pytest.approx((0.02, 0.02, 0.03), rel=1e-5)
    share = found.measures["lost_share"]
    assert (share.value, share.low, share.high) == pytest.approx((100 / 3, 25, 50))
    assert any("1.0 ha of trees nothing says" in note.en for note in found.notes)


def test_land_of_unknown_canopy_leaves_the_base_open(tmp_path: Path) -> None:
    found = answer(tmp_path, canopy=[[80, 31, 255], [100, 50, 10]])
    share = found.measures["base_share"]
    assert (share.value, share.low, share.high) == pytest.approx((80, 100 * 4 / 6, 100 * 5 / 6))
    assert figures(found)["known_share"] == pytest.approx(500 / 6)
    assert any("1.0 ha of {place} nothing is known" in note.en and "83.3 %" in note.en for note in found.notes)
    assert not any("nothing is known" in note.en for note in answer(tmp_path).notes)


@pytest.mark.parametrize("threshold", [30.0, 0.3])
def test_a_canopy_that_looks_like_a_fraction_is_refused(tmp_path: Path, threshold: float) -> None:
    with pytest.raises(MethodError, match="Multiply it by 100"):
        answer(tmp_path, canopy=[[1, 0, 1], [1, 1, 0]], threshold=threshold)
    none = answer(tmp_path, canopy=[[0, 0, 0], [0, 0, 0]], threshold=threshold)  # a desert is no mistake
    assert figures(none)["base_share"] == 0
    few = answer(tmp_path, canopy=[[1, 0, 2], [1, 1, 0]])  # one cell above 1 %
    assert figures(few)["base_share"] == 0


def test_divisions_split_losses_along_their_border(tmp_path: Path) -> None:
    by = frame(square(0, 0, 1.5, 2), square(1.5, 0, 3, 2), name=["西", "东"])
    found = answer(tmp_path, by=by)
    rows = pd.DataFrame(found.tables["zones"].data).set_index("name")
    assert rows.loc[["西", "东"], "lost"].to_list() == pytest.approx(
        [1.5, 0.5], rel=1e-5
    )  # half of the fifth cell each
    years = pd.DataFrame(found.tables["losses_by_zone"].data).set_index("name")
    told = years.loc["西"]
    assert [told[f"lost_{year}"] for year in (2001, 2002, 2003)] == pytest.approx([1, 0, 0.5], rel=1e-5)
    assert years[["lost_2001", "lost_2003"]].to_numpy().sum() == pytest.approx(2, rel=1e-5)


def test_a_loss_raster_of_another_grid_is_read_at_the_middle_of_each_cell(tmp_path: Path) -> None:
    found = answer(tmp_path, loss=None).measures["base_area"].value
    canopy = raster_of(tmp_path, CANOPY, "tree_cover", amounts=True)
    finer = raster_of(tmp_path, np.kron(LOSS, np.ones((3, 3))).tolist(), "loss_year", amounts=True, cell=100 / 3)
    chosen: dict[str, Any] = {"place": PLACE, "threshold": 30.0, "base_year": 2000, "last_year": 2003}
    two = METHODS["canopy_cover"].compute(canopy=canopy, loss=finer, **chosen)
    assert figures(two)["lost_area"] == pytest.approx(2, rel=1e-5)
    assert figures(two)["base_area"] == found


@pytest.mark.parametrize("last", [2000, 1999, 2100])
def test_years_that_cannot_be_are_refused(last: int, tmp_path: Path) -> None:
    with pytest.raises(MethodError, match="should be 1 to 99 years after base_year"):
        answer(tmp_path, last_year=last)


def _opened(path: Path, column: str) -> Raster:
    with rasterio.open(path) as file:
        band = Band(1, file.nodata, str(file.dtypes[0]))
        crs = pyproj.CRS.from_user_input(file.crs)
        return Raster(path, None, crs, file.transform, file.width, file.height, {column: band})


@pytest.fixture
def hispaniola(tmp_path: Path) -> tuple[Path, Path, gpd.GeoDataFrame]:
    """Return canopy, loss and a zone: Hansen's clips and a protected area, or others like them where they are not."""
    if NEIBA.is_file():
        return RASTERS / HANSEN.format("treecover2000"), RASTERS / HANSEN.format("lossyear"), gpd.read_file(NEIBA)
    random = np.random.default_rng(7)
    transform = rasterio.Affine(0.00025, 0, -71.73775, 0, -0.00025, 18.687)
    paths = tmp_path / "canopy.tif", tmp_path / "loss.tif"
    cells = random.integers(0, 101, (221, 192)), random.integers(0, 24, (221, 192)) * random.integers(0, 2, (221, 192))
    options = {"driver": "GTiff", "width": 192, "height": 221, "count": 1, "dtype": "uint8", "nodata": 255}
    for path, values in zip(paths, cells, strict=True):
        with rasterio.open(path, "w", crs="EPSG:4326", transform=transform, **options) as file:
            file.write(values.astype(np.uint8), 1)
    zone = gpd.GeoDataFrame(geometry=[box(-71.735, 18.6353, -71.6921, 18.684).buffer(-0.004)], crs="EPSG:4326")
    return *paths, zone


def test_areas_are_those_of_an_independent_count(hispaniola: tuple[Path, Path, gpd.GeoDataFrame]) -> None:
    canopy, loss, zone = hispaniola
    with rasterio.open(canopy) as file:
        cover, transform, bounds = file.read(1), file.transform, file.bounds
        place = zone.clip(box(*bounds))
    with rasterio.open(loss) as file:
        years = file.read(1)
    # parts of cells by exactextract, areas of cells by geographiclib, one row at a time
    parts = exactextract.exact_extract(
        str(canopy), place, ["cell_id", "coverage"], output="pandas", strategy="feature-sequential"
    )
    cell = np.concatenate([np.asarray(one, dtype=np.int64) for one in parts["cell_id"]])
    inside = np.concatenate([np.asarray(one, dtype=np.float64) for one in parts["coverage"]])
    west, south = transform.c, transform.f + np.arange(1, cover.shape[0] + 1) * transform.e
    sphere = pyproj.Geod(ellps="WGS84")
    row_area = np.array(
        [abs(sphere.geometry_area_perimeter(box(west, y, west + transform.a, y - transform.e))[0]) for y in south]
    )
    area = inside * row_area[cell // cover.shape[1]]
    trees = cover.ravel()[cell] > 30
    lost = years.ravel()[cell]
    chosen: dict[str, Any] = {"threshold": 30.0, "base_year": 2000, "last_year": 2023}
    found = METHODS["canopy_cover"].compute(
        canopy=_opened(canopy, "tree_cover"), loss=_opened(loss, "loss_year"), place=place, **chosen
    )
    got = figures(found)
    assert got["base_area"] == pytest.approx(area[trees].sum() / 1e6, rel=1e-6)
    assert got["base_share"] == pytest.approx(100 * area[trees].sum() / area.sum(), rel=1e-6)
    assert got["lost_area"] == pytest.approx(area[trees & (lost > 0)].sum() / 1e4, rel=1e-6)
    by_year = [area[trees & (lost == year)].sum() / 1e4 for year in range(1, 24)]
    assert found.tables["losses"].data["lost"].tolist() == pytest.approx(by_year, rel=1e-6, abs=1e-9)
    assert sum(by_year) > 0
