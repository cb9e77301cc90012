"""People on the map: spread over housing, or read from a raster."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import rasterio
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from rasterio.transform import from_origin
from shapely import Point, box
from shapely.geometry.base import BaseGeometry

from geo_ruijin.errors import SourceError
from geo_ruijin.sources.people import spread_people
from geo_ruijin.sources.rasters import read_population

CRS = "EPSG:4548"

#: Of rasterio's own use of affine.
pytestmark = pytest.mark.filterwarnings("ignore:Use `@` matmul:PendingDeprecationWarning")


def buildings(*rows: tuple[str | None, object, float]) -> gpd.GeoDataFrame:
    """Return buildings of a use, floors and a ground area [m²], 100 m apart."""
    return gpd.GeoDataFrame(
        {"use": [use for use, _, _ in rows], "floors": [floors for _, floors, _ in rows]},
        geometry=[box(100 * i, 0, 100 * i + area, 1) for i, (_, _, area) in enumerate(rows)],
        crs=CRS,
    )


def test_people_live_where_the_floor_area_is() -> None:
    # 10 m² × 1 floor, 10 × 3, 20 × 2 (assumed), and a school: 10 + 30 + 40 = 80 m² for 160 people, 2 a square metre
    houses = buildings(("house", 1, 10), ("apartments", 3, 10), ("yes", None, 20), ("school", 4, 50))
    people = spread_people(houses, total=160, storeys=2)
    assert people["people"].tolist() == [20, 60, 80]
    assert people["nature"].tolist() == ["modelled"] * 3
    assert all(house.contains(home) for house, home in zip(houses.geometry, people.geometry, strict=False))
    assert people.crs == houses.crs


def test_nobody_lives_in_a_spa() -> None:
    # building=yes says no more, but leisure=… does; a hotel flat above a shop is housing by its own value
    houses = buildings(("yes", 1, 10), ("yes", 1, 90), ("apartments", 1, 10)).assign(
        leisure=pd.Series([None, "spa", None], dtype="string"), shop=pd.Series([None, None, "bakery"], dtype="string")
    )
    assert spread_people(houses, total=100, storeys=2)["people"].tolist() == [50, 50]


@pytest.mark.parametrize("floors", ["3;4", "", "none", -1, 0, None, np.nan, "nan"])
def test_floors_that_are_no_number_are_assumed(floors: object) -> None:
    # 2 floors assumed against 2 floors known: half each
    people = spread_people(buildings(("house", floors, 10), ("house", "2", 10)), total=10, storeys=2)
    assert people["people"].tolist() == [5, 5]


def test_nobody_lives_in_what_is_no_housing_or_has_no_area() -> None:
    people = spread_people(buildings(("house", 1, 10), ("house", 1, 0), (None, 1, 10)), total=7, storeys=1)
    assert people["people"].tolist() == [7]


@pytest.mark.parametrize("houses", [buildings(), buildings(("school", 1, 10)), buildings(("house", 1, 0))])
def test_people_need_housing(houses: gpd.GeoDataFrame) -> None:
    with pytest.raises(SourceError, match="--population-raster"):
        spread_people(houses, total=10, storeys=1)


@given(
    st.lists(st.tuples(st.sampled_from(["house", "school"]), st.integers(0, 30), st.integers(1, 90)), max_size=9),
    st.floats(1, 1e7),
)
def test_they_sum_to_the_total(rows: list[tuple[str, int, int]], total: float) -> None:
    people = spread_people(buildings(("house", 1, 10.0), *rows), total=total, storeys=2)
    assert people["people"].sum() == pytest.approx(total, rel=1e-12)
    assert (people["people"] > 0).all()


# rasters: 100 m cells from (0, 300) down; the place is the lower left corner unless said otherwise


def raster(folder: Path, cells: NDArray[np.float32], *, crs: str | None = CRS, nodata: float | None = -99999) -> Path:
    path = folder / "people.tif"
    with rasterio.open(
        path,
        "w",
        driver="GTiff",
        width=cells.shape[1],
        height=cells.shape[0],
        count=1,
        dtype="float32",
        crs=crs,
        transform=from_origin(0, 100 * cells.shape[0], 100, 100),
        nodata=nodata,
    ) as file:
        file.write(cells, 1)
    return path


def place(shape: BaseGeometry) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(geometry=[shape], crs=CRS)


CELLS = np.array([[1, 2, 3], [4, -99999, 6], [7, 0, 9]], dtype=np.float32)


def test_cells_become_points_at_their_centres(tmp_path: Path) -> None:
    people = read_population(raster(tmp_path, CELLS), boundary=place(box(0, 0, 300, 300)))
    found = dict(zip(zip(people.geometry.x, people.geometry.y, strict=True), people["people"], strict=True))
    assert found == {  # without the cell that holds nothing and the one that holds nobody
        (50, 250): 1,
        (150, 250): 2,
        (250, 250): 3,
        (50, 150): 4,
        (250, 150): 6,
        (50, 50): 7,
        (250, 50): 9,
    }
    assert people.crs == CRS


@pytest.mark.parametrize(
    ("shape", "count"),
    [
        (box(0, 0, 50, 50), 7),  # exactly at the centre of the lower left cell
        (box(0, 0, 249, 149), 7),  # the cells of 6 and 9 stick out with their centres
        (box(0, 0, 250, 149), 7 + 9),
        (box(-500, -500, 120, 120), 7),  # larger than the raster on two sides
        (box(-500, -500, 900, 900), 32),
        (box(0, 0, 300, 300) - box(10, 10, 290, 290), None),  # a ring through no centre
        (box(0, 0, 100, 300).union(box(200, 0, 300, 300)), 1 + 4 + 7 + 3 + 6 + 9),
    ],
)
def test_cells_whose_centre_is_in_the_place_count(tmp_path: Path, shape: BaseGeometry, count: float | None) -> None:
    path = raster(tmp_path, CELLS)
    if count is None:
        with pytest.raises(SourceError, match="holds nobody"):
            read_population(path, boundary=place(shape))
    else:
        assert read_population(path, boundary=place(shape))["people"].sum() == count


def test_endless_and_negative_cells_hold_nobody(tmp_path: Path) -> None:
    cells = np.array([[np.nan, np.inf, -5], [1, 1, 1]], dtype=np.float32)
    assert (
        read_population(raster(tmp_path, cells, nodata=None), boundary=place(box(0, 0, 300, 200)))["people"].sum() == 3
    )


def test_the_place_may_be_in_another_system(tmp_path: Path) -> None:
    # cells of 0.001° around Ruijin, some 100 m; a place in metres around the centre of one of them
    path = tmp_path / "people.tif"
    with rasterio.open(
        path,
        "w",
        driver="GTiff",
        width=3,
        height=3,
        count=1,
        dtype="float32",
        crs="EPSG:4326",
        transform=from_origin(116, 25.903, 0.001, 0.001),
    ) as file:
        file.write(np.arange(1, 10, dtype=np.float32).reshape(3, 3), 1)
    centre = gpd.GeoSeries([Point(116.0015, 25.9015)], crs="EPSG:4326").to_crs(CRS)
    people = read_population(path, boundary=place(centre.buffer(20).iloc[0]))
    assert people["people"].tolist() == [5]
    assert people.crs == "EPSG:4326"


def test_a_raster_elsewhere(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"people\.tif"):
        read_population(raster(tmp_path, CELLS), boundary=place(box(9000, 9000, 9900, 9900)))


def test_a_raster_without_a_system(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="states no coordinate system"):
        read_population(raster(tmp_path, CELLS, crs=None), boundary=place(box(0, 0, 300, 300)))


@pytest.mark.parametrize("content", [b"", b"II*\x00 half a picture"])
def test_a_damaged_raster(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "people.tif").write_bytes(content)
    with pytest.raises(SourceError, match="cannot be read"):
        read_population(tmp_path / "people.tif", boundary=place(box(0, 0, 1, 1)))
