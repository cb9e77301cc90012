"""People counted by zones, brought to points in a place."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import rasterio
from affine import Affine
from hypothesis import given
from hypothesis import strategies as st
from shapely import box
from shapely.geometry.base import BaseGeometry

from geo_ruijin.errors import Fault
from geo_ruijin.inhabitants import at_points, overlapping, zones_of_raster
from geo_ruijin.project import open_project
from geo_ruijin.reading import read_layers
from geo_ruijin.spec import ColumnSpec
from tests.county import CRS, SIDE, SOUTH, WEST
from tests.test_add import add, first_source, there


def zones(*people: float) -> gpd.GeoDataFrame:
    """Return zones of 100 m by 100 m in a row."""
    squares = [box(100 * n, 0, 100 * n + 100, 100) for n in range(len(people))]
    return gpd.GeoDataFrame({"people": people}, geometry=squares, crs=CRS)


def houses(*shapes: BaseGeometry, **columns: object) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame({"use": "house", **columns}, geometry=list(shapes), crs=CRS, index=range(len(shapes)))


def points(
    of: gpd.GeoDataFrame, place: BaseGeometry | None, buildings: gpd.GeoDataFrame | None = None
) -> tuple[gpd.GeoDataFrame, list[Fault]]:
    return at_points(of, place=place, buildings=buildings, storeys=2, file="f", where="sources[0]")


def test_a_zone_across_the_border_counts_by_its_area_and_the_rest_is_said() -> None:
    # the place ends in the middle of the second zone: 10 + 20 / 2 of 30
    found, (remark,) = points(zones(10, 20), box(0, 0, 150, 100))
    assert found["people"].tolist() == [10, 10]
    assert found.geometry.x.tolist() == pytest.approx([50, 125])
    assert not remark.serious
    assert "10 people outside the boundary" in remark.say("en")


def test_all_count_where_the_place_is_not_known() -> None:
    found, faults = points(zones(10, 20), None)
    assert (found["people"].tolist(), faults) == ([10, 20], [])


def test_people_live_in_housing_by_its_floor_area() -> None:
    # in the first zone 100 m² of 1 storey and 100 m² of 3: a quarter and three quarters of 12; the second has none
    buildings = houses(box(10, 10, 20, 20), box(30, 10, 40, 20), floors=[1, 3])
    found, (remark,) = points(zones(12, 4), None, buildings)
    assert found["people"].tolist() == [3, 9, 4]
    assert found["nature"].tolist() == ["modelled"] * 3
    assert "1 zones have no housing: their 4 people" in remark.say("en")  # a quarter of all, and no more


def test_floors_that_are_not_known_are_assumed() -> None:
    buildings = houses(box(10, 10, 20, 20), box(30, 10, 40, 20), floors=[None, 6])  # 2 storeys assumed, and 6
    assert points(zones(8), None, buildings)[0]["people"].tolist() == [2, 6]


@given(st.lists(st.floats(0, 1e5), min_size=1, max_size=6), st.floats(1, 599))
def test_nobody_is_lost(people: list[float], end: float) -> None:
    place = box(0, 0, end, 100)
    found, _ = points(zones(*people), place, houses(box(20, 20, 250, 60)))
    inside = sum(one * min(max((end - 100 * n) / 100, 0), 1) for n, one in enumerate(people))
    assert found["people"].sum() == pytest.approx(inside, rel=1e-9, abs=1e-9)


def test_people_of_townships_are_spread_over_the_buildings_of_the_county(county: Path, tmp_path: Path) -> None:
    halves = [box(WEST, SOUTH, WEST + SIDE / 2, SOUTH + SIDE), box(WEST + SIDE / 2, SOUTH, WEST + SIDE, SOUTH + SIDE)]
    gpd.GeoDataFrame({"人口": [600, 400]}, geometry=halves, crs=CRS).to_file(tmp_path / "乡镇.gpkg")
    command = ("population", tmp_path / "乡镇.gpkg", "--over", "buildings")
    said = add(county, *command)
    assert said.status == 1
    assert "there are no data of 'buildings' to spread people over" in said.words
    homes = [box(WEST + 500 * n, SOUTH + 100, WEST + 500 * n + 10, SOUTH + 110) for n in (1, 2, 8)]
    houses(*homes, floors=[2, 2, 2]).to_file(tmp_path / "建筑.gpkg")
    assert add(county, "buildings", tmp_path / "建筑.gpkg").status == 0
    said = add(county, *command)
    assert said.status == 0, said.words
    assert there(county, "population")["people"].tolist() == pytest.approx([300, 300, 400])
    assert (first_source(county, "population")["over"], first_source(county, "population")["storeys"]) == (
        "buildings",
        2,
    )
    record = read_layers(open_project(county), ["population"]).layers["population"].record
    assert record.nature == "modelled"
    assert "spread over housing by floor area" in record.source.en


def test_only_people_are_spread(county: Path, tmp_path: Path) -> None:
    pd.DataFrame({"lon": [116.0], "lat": [25.9]}).to_csv(tmp_path / "a.csv", index=False)
    said = add(county, "bus_stops", tmp_path / "a.csv", "--datum", "wgs84", "--over", "parks")
    assert said.status == 1
    assert "only points with the column people are spread" in said.words


CELLS = np.array([[1, 2, 3], [4, -99999, 6], [7, 0, 9]], dtype=np.float32)


def raster(folder: Path, cells: np.ndarray = CELLS, *, scale: float = 1) -> Path:
    """Write cells of 100 m whose lower left corner is at 0, 0."""
    path = folder / "people.tif"
    grid = {"width": cells.shape[1], "height": cells.shape[0], "transform": Affine(100, 0, 0, 0, -100, 300)}
    with rasterio.open(path, "w", driver="GTiff", count=1, dtype="float32", crs=CRS, nodata=-99999, **grid) as file:
        file.write(cells, 1)
        file.scales = (scale,)
    return path


def people_in(path: Path, place: BaseGeometry) -> gpd.GeoDataFrame:
    zones_ = zones_of_raster(path, ColumnSpec(type="number", min=0), place=place, crs=CRS, file="f")
    return points(zones_, place)[0]


def test_cells_become_points_in_their_middle(tmp_path: Path) -> None:
    found = people_in(raster(tmp_path), box(0, 0, 300, 300))
    assert dict(zip(zip(found.geometry.x, found.geometry.y, strict=True), found["people"], strict=True)) == {
        (50, 250): 1,  # without the cell that holds nothing and the one that holds nobody
        (150, 250): 2,
        (250, 250): 3,
        (50, 150): 4,
        (250, 150): 6,
        (50, 50): 7,
        (250, 50): 9,
    }


@pytest.mark.parametrize(
    ("shape", "count"),
    [
        (box(0, 0, 50, 50), 7 / 4),
        (box(-500, -500, 900, 900), 32),  # larger than the raster on all sides
        (box(0, 0, 100, 300).union(box(200, 0, 300, 150)), 1 + 4 + 7 + 9 + 6 / 2),
        (box(9000, 9000, 9900, 9900), 0),
    ],
)
def test_cells_count_by_their_area_in_the_place(tmp_path: Path, shape: BaseGeometry, count: float) -> None:
    assert people_in(raster(tmp_path), shape)["people"].sum() == pytest.approx(count)


def test_a_scale_is_part_of_the_numbers(tmp_path: Path) -> None:
    assert people_in(raster(tmp_path, scale=10), box(0, 0, 300, 300))["people"].sum() == pytest.approx(320)


def test_a_total_among_the_zones_is_told() -> None:
    twice = pd.concat([zones(10, 20), houses(box(0, 0, 200, 100)).assign(people=30)])
    (fault,) = overlapping(twice, file="f", where="sources[0]")
    assert fault.serious
    assert "50.0% of their area" in fault.say("en")
    assert overlapping(zones(10, 20), file="f", where="sources[0]") == []


def test_where_no_housing_is_known_for_many_nobody_is_spread() -> None:
    found, (fault,) = points(zones(12, 5), None, houses(box(10, 10, 20, 20)).assign(use="农房"))
    assert fault.serious
    assert "17 people" in fault.say("en")
    assert "use is: 农房" in fault.say("en")
    assert found["people"].sum() == 17
