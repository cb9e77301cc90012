"""Roads: points along lines, numbers that share a stretch, ends that are open."""

from __future__ import annotations

from collections.abc import Sequence

import geopandas as gpd
import pytest
import shapely
from shapely import LineString, MultiLineString, Polygon, box

from geo_ruijin.errors import MethodError
from geo_ruijin.methods.corridors.roads import Roads

CRS = "EPSG:4548"


def roads(*lines: LineString | MultiLineString, **columns: Sequence[str | None]) -> Roads:
    return Roads.of(gpd.GeoDataFrame(columns, geometry=list(lines), crs=CRS), step=100.0, within=None)


def line(*xy: tuple[float, float]) -> LineString:
    return LineString(xy)


def test_points_stand_no_further_apart_than_the_step() -> None:
    found = roads(line((0, 0), (250, 0)), line((250, 0), (250, 40)))
    # 250 m in three pieces, 40 m in one; both ends of each line have a point
    assert found.line.tolist() == [0, 0, 0, 0, 1, 1]
    assert found.offset.tolist() == pytest.approx([0, 250 / 3, 500 / 3, 250, 0, 40])
    assert found.place[[0, 3, 4, 5]].tolist() == [0, 1, 1, 2]  # the lines meet at (250, 0)
    assert (found.place[[1, 2]] == -1).all()


def test_a_line_in_several_parts_is_several_lines() -> None:
    found = roads(MultiLineString([[(0, 0), (10, 0)], [(20, 0), (30, 0)]]), ref=["G1"])
    assert len(found.lines) == 2
    assert found.refs == (("G1",), ("G1",))


@pytest.mark.parametrize("ref", ["G206;G319", "G206\uff1bG319", "G319/G206", "G206、G319", " G206 , G319;G206"])
def test_roads_that_share_a_stretch(ref: str) -> None:
    assert roads(line((0, 0), (10, 0)), ref=[ref]).numbers == ("G206", "G319")


@pytest.mark.parametrize("columns", [{}, {"ref": [None]}, {"ref": [" ; "]}])
def test_lines_without_a_number_are_one_road(columns: dict[str, list[str | None]]) -> None:
    assert roads(line((0, 0), (10, 0)), **columns).numbers == ("(无编号)",)


def test_the_class_of_a_road_is_that_of_its_own_lines() -> None:
    found = roads(
        line((0, 0), (10, 0)), line((10, 0), (20, 0)), ref=["G1;S2", "S2"], **{"class": ["national", "provincial"]}
    )
    assert (found.class_of("G1"), found.class_of("S2")) == ("national", "provincial")
    assert roads(line((0, 0), (10, 0)), ref=["G1"]).class_of("G1") is None


def test_the_part_inside_counts_and_the_rest_is_cut_off() -> None:
    lines = gpd.GeoDataFrame({"ref": ["G1", "G2"]}, geometry=[line((0, 0), (100, 0)), line((0, 9), (9, 9))], crs=CRS)
    found = Roads.of(lines, step=50.0, within=box(20, -1, 50, 1))
    assert found.refs == (("G1",),)
    assert found.length.tolist() == [30]


def test_an_end_cut_off_at_a_slanting_border_lies_on_it() -> None:
    place = Polygon([(0.1, 0), (1000.7, 333.3), (700.3, 900.9)])
    lines = gpd.GeoDataFrame(geometry=[line((-500, 211.7), (2000, 313.3))], crs=CRS)
    found = Roads.of(lines, step=100.0, within=place)
    assert len(found.open_ends(border=shapely.boundary(place), within=0.0)) == 2


def test_lines_without_a_length_are_refused() -> None:
    with pytest.raises(MethodError, match="have no length"):
        roads(line((0, 0), (0, 0)))


@pytest.mark.parametrize(
    ("within", "expected"),
    [
        (0, [(0, 0), (1000, 0)]),
        (199, [(0, 0), (1000, 0)]),
        (200, [(0, 0), (500, 300), (1000, 0)]),
        (None, [(0, 0), (500, 300), (1000, 0)]),
    ],
)
def test_open_ends(within: float | None, expected: list[tuple[float, float]]) -> None:
    # from border to border, and a branch that ends 200 m from it; where the lines meet is no end
    found = roads(line((0, 0), (500, 0)), line((500, 0), (1000, 0)), line((500, 0), (500, 300)))
    border = None if within is None else shapely.boundary(box(0, -500, 1000, 500))
    points = found.open_ends(border=border, within=within or 0.0)
    assert sorted(map(tuple, shapely.get_coordinates(found.points[points]).tolist())) == expected
