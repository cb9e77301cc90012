"""Every fault of a layer's shapes, by count and by the number of the row in the file."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely import GeometryCollection, LineString, MultiPoint, MultiPolygon, Point, Polygon, affinity, box
from shapely.geometry.base import BaseGeometry

from geo_ruijin.checks import check_geometry, check_place, check_placed, repeats
from geo_ruijin.errors import Fault
from geo_ruijin.spec import Geometry

FILE = "layers/x.toml"
CRS = "EPSG:4548"
BOW_TIE = Polygon([(0, 0), (2, 2), (2, 0), (0, 2)])  # two triangles of 1 m² that run against each other: area 0


def features(*shapes: BaseGeometry | None) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame({"row": range(1, len(shapes) + 1)}, geometry=np.array(shapes, dtype=object), crs=CRS)


def shaped(geometry: Geometry, *shapes: BaseGeometry | None) -> tuple[gpd.GeoDataFrame, list[Fault]]:
    return check_geometry(features(*shapes), geometry, file=FILE)


@pytest.mark.parametrize(
    ("geometry", "shapes"),
    [
        ("point", [Point(0, 0), Point(1, 1, 5)]),
        ("line", [LineString([(0, 0), (1, 1)]), shapely.MultiLineString([[(0, 0), (1, 1)], [(2, 2), (3, 3)]])]),
        ("polygon", [box(0, 0, 1, 1), MultiPolygon([box(0, 0, 1, 1), box(2, 2, 3, 3)])]),  # mixed, as GeoJSON has it
    ],
)
def test_sound_shapes(geometry: Geometry, shapes: list[BaseGeometry]) -> None:
    found, faults = shaped(geometry, *shapes)
    assert faults == []
    assert found.geometry.tolist() == shapes


def test_features_without_a_place_are_left_out_and_said() -> None:
    found, (fault,) = shaped("point", Point(0, 0), None, Point(), Point(1, 1))
    assert found["row"].tolist() == [1, 4]
    assert not fault.serious
    assert fault.what.en == "2 of 4 values without a place, left out (rows 2, 3, not counting the header)"


def test_rows_are_counted_as_in_the_file_though_some_were_left_out() -> None:
    _, faults = shaped("point", None, MultiPoint([(0, 0)]), Point(1, 1), LineString([(0, 0), (1, 1)]))
    assert "of shape LineString, should be point (rows 4," in faults[1].what.en
    _, faults = shaped("line", None, LineString([(0, 0), (1, 1)]), LineString([(0, 0), (np.inf, 1)]))
    assert "not finite (rows 3," in faults[1].what.en
    assert faults[1].serious


def test_rows_are_counted_as_in_the_file_after_they_were_placed() -> None:
    found, _ = shaped("polygon", None, box(5, 5, 6, 6), BOW_TIE, box(50, 50, 60, 60))
    placed, (fault,) = check_placed(found, "polygon", file=FILE)
    assert "(rows 3," in fault.what.en
    (outside,) = check_place(placed, box(0, 0, 10, 10), file=FILE)
    assert "(rows 4," in outside.what.en


def test_a_group_of_one_point_is_a_point() -> None:
    found, faults = shaped("point", MultiPoint([(3, 4)]), Point(1, 1))
    assert faults == []
    assert found.geometry.tolist() == [Point(3, 4), Point(1, 1)]


def test_a_group_of_points_would_count_its_people_twice() -> None:
    _, (fault,) = shaped("point", Point(0, 0), MultiPoint([(0, 0), (1, 1)]))
    assert fault.serious
    assert "1 of 2 values of more than one point (rows 2," in fault.what.en


@pytest.mark.parametrize("geometry", ["point", "line", "polygon"])
def test_a_collection_is_no_shape(geometry: Geometry) -> None:
    _, faults = shaped(geometry, GeometryCollection([Point(0, 0), LineString([(0, 0), (1, 1)])]))
    assert all(fault.serious for fault in faults)
    assert faults


@pytest.mark.parametrize("geometry", ["point", "line", "polygon"])
def test_no_features_are_no_fault_of_shape(geometry: Geometry) -> None:
    found, faults = shaped(geometry)
    assert (len(found), faults) == (0, [])
    assert check_placed(found, geometry, file=FILE)[1] == []


def test_a_polygon_that_crosses_itself_is_repaired_and_the_change_is_said() -> None:
    found, (fault,) = check_placed(features(box(5, 0, 25, 10), BOW_TIE), "polygon", file=FILE)
    assert found.area.tolist() == [200.0, 2.0]
    assert not fault.serious  # 2 of 202 m²: less than a hundredth
    assert "1 of 2 values crossing themselves, repaired, areas changed by 2.0 m² in all (rows 2," in fault.what.en
    assert "面积合计变化 2.0 平方米" in fault.what.zh


def test_a_repair_that_changes_the_layer_is_for_its_owner() -> None:
    _, (fault,) = check_placed(features(box(5, 0, 24, 10), BOW_TIE), "polygon", file=FILE)
    assert fault.serious  # 2 of 192 m²


def test_a_polygon_without_area_is_left_out() -> None:
    found, (fault,) = check_placed(features(Polygon([(0, 0), (1, 1), (0, 0)]), box(0, 0, 1, 1)), "polygon", file=FILE)
    assert found["row"].tolist() == [2]
    assert "1 of them have no area" in fault.what.en


def test_holes_stay_holes() -> None:
    ring = box(0, 0, 10, 10) - box(4, 4, 6, 6)
    found, faults = check_placed(features(ring), "polygon", file=FILE)
    assert faults == []
    assert found.area.tolist() == [96.0]


def test_points_that_are_the_same_in_all_are_remarked_on() -> None:
    points = features(Point(0, 0), Point(0, 0), Point(0, 0))
    found, faults = check_placed(points, "point", file=FILE)  # two stops may share a place
    assert (len(found), faults) == (3, [])
    points["row"] = [1, 1, 2]
    found, (fault,) = check_placed(points, "point", file=FILE)
    assert len(found) == 3
    assert not fault.serious
    assert "1 of 3 values the same as an earlier row in all, counted again (rows 2," in fault.what.en


def test_coordinates_the_system_cannot_hold() -> None:
    # latitude 116: longitude and latitude are swapped
    placed = gpd.GeoDataFrame(geometry=[Point(116, 25.9), Point(25.9, 116)], crs=4326).to_crs(CRS)
    _, (fault,) = check_placed(placed, "point", file=FILE)
    assert fault.serious
    assert "(rows 2," in fault.what.en
    assert "longitude and latitude" in fault.cure.en


def test_areas_that_reach_beyond_the_place_are_remarked_on() -> None:
    # 25 of 150 m² lie outside; a hundredth of the area and less does not matter
    (fault,) = check_place(features(box(0, 0, 10, 10), box(5, 0, 15, 5)), box(0, 0, 10, 10), file=FILE)
    assert not fault.serious
    assert "1 areas reach beyond" in fault.what.en
    assert "16.7 % of the layer's area (25 m²)" in fault.what.en
    assert check_place(features(box(0, 0, 10.1, 10)), box(0, 0, 10, 10), file=FILE) == []
    assert check_place(features(Point(5, 5)), box(0, 0, 10, 10), file=FILE) == []


@pytest.mark.parametrize(("outside", "serious"), [(1, False), (2, False), (3, True)])
def test_more_out_than_in_is_another_place(outside: int, serious: bool) -> None:  # noqa: FBT001
    points = features(*[Point(50, 50)] * outside, *[Point(5, 5)] * (4 - outside))  # of four; half is not more
    (fault,) = check_place(points, box(0, 0, 10, 10), file=FILE)
    assert fault.serious == serious
    assert f"{outside} of 4 values outside" in fault.what.en
    assert bool(fault.cure.en) == serious


def test_on_the_border_is_inside() -> None:
    assert check_place(features(Point(10, 5), box(10, 0, 20, 10)), box(0, 0, 10, 10), file=FILE) == []


def test_mixed_shapes_are_counted_by_kind() -> None:
    _, (fault,) = shaped("polygon", box(0, 0, 1, 1), LineString([(0, 0), (1, 1)]), Point(0, 0), Point(1, 1))
    assert fault.serious
    assert "3 of 4 values of shape LineString (1), Point (2), should be polygon (rows 2, 3, 4," in fault.what.en
    assert "split it and keep the polygon features" in fault.cure.en


def test_the_worst_repairs_are_named_by_row() -> None:
    # bow ties 1, 2, 3 and 4 times as large: 2, 8, 18 and 32 m²
    ties = [affinity.translate(affinity.scale(BOW_TIE, k, k, origin=(0, 0)), 100 * k) for k in (1, 2, 3, 4)]
    found, (fault,) = check_placed(features(box(-100, 0, 0, 100), *ties), "polygon", file=FILE)
    assert found.area.tolist() == [10_000, 2, 8, 18, 32]
    assert (
        "4 of 5 values crossing themselves, repaired, areas changed by 60.0 m² in all, "
        "most of all row 5 by 32.0 m², row 4 by 18.0 m², row 3 by 8.0 m² (rows 2, 3, 4, 5," in fault.what.en
    )
    assert "最多的是第 5 行 32.0 平方米、第 4 行 18.0 平方米、第 3 行 8.0 平方米" in fault.what.zh


# what is there twice


LINE = LineString([(0, 0), (1, 1), (2, 0)])


@pytest.mark.parametrize(
    ("geometry", "shape", "again"),
    [
        ("line", LINE, LINE),
        ("line", LINE, shapely.reverse(LINE)),  # drawn the other way round
        ("polygon", box(0, 0, 1, 1), box(0, 0, 1, 1, ccw=False)),
        ("polygon", box(0, 0, 1, 1), Polygon([(1, 1), (0, 1), (0, 0), (1, 0)])),  # begun at another corner
    ],
)
def test_the_same_line_or_polygon_again(geometry: Geometry, shape: BaseGeometry, again: BaseGeometry) -> None:
    other = shapely.transform(shape, lambda xy: xy + 10)
    found, faults = check_placed(features(shape, other, again), geometry, file=FILE)
    assert len(found) == 3
    assert not any(fault.serious for fault in faults)
    assert "1 of 3 values of the same shape as an earlier row, counted again (rows 3," in faults[0].what.en


def test_overlaps_are_stated_in_square_metres() -> None:
    # the first two share 1 x 10 m; the fourth lies in the third, 2 x 2 m; the last only touches
    shapes = [box(0, 0, 10, 10), box(9, 0, 20, 10), box(30, 0, 40, 10), box(32, 2, 34, 4), box(20, 0, 30, 10)]
    found, (fault,) = check_placed(features(*shapes), "polygon", file=FILE)
    assert len(found) == 5
    assert not fault.serious
    # 14 of 100 + 110 + 100 + 4 + 100 m²
    assert "4 of 5 values overlapping others, by 14 m² in all (3.4 %)" in fault.what.en
    assert "(rows 1, 2, 3, 4," in fault.what.en


@pytest.mark.parametrize(("overlap", "told"), [(0.0, False), (0.02, False), (0.021, True)])
def test_slivers_are_no_overlap(overlap: float, told: bool) -> None:  # noqa: FBT001
    # of two squares of 100 m², up to a thousandth of both: 0.2 m² along 10 m are 0.02 m
    _, faults = check_placed(features(box(0, 0, 10, 10), box(10 - overlap, 0, 20 - overlap, 10)), "polygon", file=FILE)
    assert bool(faults) == told


def test_overlaps_are_found_among_many_parcels_and_their_cost_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(repeats, "_PAIRS", 20)
    monkeypatch.setattr(repeats, "_AT_ONCE", 7)
    parcels = [box(x, y, x + 1, y + 1) for x in range(10) for y in range(10)]  # 342 pairs of neighbours
    assert repeats.overlapping(features(*parcels), file=FILE) == []
    (fault,) = repeats.overlapping(features(*parcels, box(4.25, 4.25, 4.75, 4.75)), file=FILE)
    assert "2 of 101 values overlapping others, by 0 m² in all (0.2 %)" in fault.what.en  # 0.25 of 100.25 m²
    everywhere = [box(0, 0, 10, 10)] * 10  # 45 pairs, of which 20 are looked at: 20 x 100 m² of 1,000
    (fault,) = repeats.overlapping(features(*everywhere), file=FILE)
    assert "by at least 2,000 m² in all (200.0 %)" in fault.what.en
    assert "合计至少 2,000 平方米" in fault.what.zh


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20), st.integers(1, 9)), min_size=1, max_size=12))
def test_overlap_is_what_pairs_have_in_common(squares: list[tuple[int, int, int]]) -> None:
    shapes = [box(x, y, x + side, y + side) for x, y, side in squares]
    common = sum(one.intersection(other).area for at, one in enumerate(shapes) for other in shapes[:at])
    faults = repeats.overlapping(features(*shapes), file=FILE)
    assert [f"by {common:,.0f} m² in all" in fault.what.en for fault in faults] == ([True] if common else [])
