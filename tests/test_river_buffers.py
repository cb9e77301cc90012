"""Strips along rivers: what is natural, on which bank, and where it is broken."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyproj
import pytest
import rasterio
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, box

from geo_ruijin.errors import MethodError, NoDataError
from geo_ruijin.raster import Band, Raster
from tests.planes import CRS, frame, values
from tests.riverside import HALVES, PLACE, RIVER, WATER, buffers, land, rows

#: Forest on both banks but for paddy left of the river from 400 m to 500 m.
ONE_GAP = land(
    (box(400, 10, 500, 500), "0101"),
    (box(-500, 10, 400, 500), "0301"),
    (box(500, 10, 1500, 500), "0301"),
    (box(-500, -500, 1500, -10), "0301"),
)


def test_the_banks_are_told_apart_looking_downstream() -> None:
    found = values(buffers())
    assert found["bank_length"] == pytest.approx(2.0, abs=1e-3)  # both sides of 1 km, without the ends
    assert found["strip_area"] == pytest.approx(2 * 1000 * 30 / 10_000, rel=1e-3)
    assert found["natural_share_left"] == pytest.approx(0)
    assert found["natural_share_right"] == pytest.approx(100)
    assert found["natural_share"] == pytest.approx(50, abs=1e-3)


def test_a_line_drawn_the_other_way_turns_the_banks() -> None:
    other = frame(shapely.reverse(RIVER.geometry.iloc[0]), name=["甲河"], width=[20.0])
    found = values(buffers(rivers=other))
    assert found["natural_share_left"] == pytest.approx(100)
    assert found["natural_share_right"] == pytest.approx(0)


def test_every_width_stands_in_the_table() -> None:
    found = {(row["side"], row["width"]): row for row in rows(buffers(), "rivers")}
    assert set(found) == {(side, width) for side in ("左岸", "右岸") for width in (15.0, 30.0)}
    assert found["左岸", 15.0]["area"] == pytest.approx(1.5, rel=1e-3)  # 1000 m x 15 m
    assert found["右岸", 30.0]["natural"] == pytest.approx(3.0, rel=1e-3)


def test_the_headline_width_need_not_be_among_those_compared() -> None:
    assert values(buffers(widths=(15.0,), width=20.0))["strip_area"] == pytest.approx(4.0, rel=1e-3)


def test_a_gap_has_chainage_length_cover_and_place() -> None:
    (gap,) = rows(buffers(land_use=ONE_GAP))
    assert (gap["river"], gap["side"], gap["cover"]) == ("甲河", "左岸", "0101")
    assert gap["length"] == pytest.approx(100, abs=10)  # ends may be a piece off
    assert gap["low"] == pytest.approx(0.4, abs=0.011)
    assert gap["high"] == pytest.approx(0.5, abs=0.011)
    assert (gap["x"], gap["y"]) == (pytest.approx(450, abs=10), pytest.approx(10))


def test_the_line_of_a_gap_lies_on_the_bank() -> None:
    line = buffers(land_use=ONE_GAP).tables["gaps"].data.geometry.iloc[0]
    assert line.hausdorff_distance(LineString([(400, 10), (500, 10)])) <= 10
    assert set(shapely.get_coordinates(line)[:, 1]) == {10.0}


@pytest.mark.parametrize(("least", "gaps"), [(100.0, 1), (100.1, 0)])
def test_exactly_the_least_length_is_listed(least: float, gaps: int) -> None:
    # pieces of 10 m from 400 m to 500 m: 10 of them, the middles at 405 ... 495
    result = buffers(land_use=ONE_GAP, least_gap=least)
    assert values(result)["gaps"] == gaps
    said = [note.en for note in result.notes if "shorter than" in note.en]
    assert len(said) == 1 - gaps


@pytest.mark.parametrize(("breadth", "broken"), [(12, 0), (6, 1)])
def test_a_bank_is_broken_below_the_share_and_not_at_it(breadth: float, broken: int) -> None:
    # points at 3, 9, 15, 21 and 27 m across: a belt of 12 m holds two of five, 40 %; one of 6 m holds one, 20 %
    belt = land(
        (box(-500, 10, 1500, 10 + breadth), "0301"),
        (box(-500, 10 + breadth, 1500, 500), "0101"),
        (box(-500, -500, 1500, -10), "0301"),
    )
    found = values(buffers(land_use=belt, broken_below=40.0))
    assert found["gaps"] == broken
    assert found["natural_share_left"] == pytest.approx(100 * breadth / 30, rel=1e-3)  # the share is exact


def test_without_polygons_the_width_of_the_line_holds() -> None:
    by_line = buffers(land_use=land((box(-500, 0, 1500, 500), "0101"), (box(-500, -500, 1500, 0), "0301"), river=False))
    assert values(by_line)["strip_area"] == pytest.approx(6.0, rel=1e-3)
    assert values(by_line)["natural_share"] == pytest.approx(50, abs=1e-3)
    assert set(by_line.tables["natural"].data.geometry.iloc[0].xy[1]) == {-10.0}  # half of 20 m
    assert any("1.0 km no polygon shows" in note.en for note in by_line.notes)


def test_without_a_width_either_the_assumed_one_is_told() -> None:
    bare = land((box(-500, -500, 1500, 500), "0301"), river=False)
    result = buffers(rivers=RIVER.drop(columns="width"), land_use=bare)
    assert set(result.tables["natural"].data.geometry.iloc[0].xy[1]) <= {-4.0, 4.0}  # half of 8 m
    assert any("say no width: 8 m is taken" in note.en for note in result.notes)


def test_polygons_hold_over_the_width_that_a_line_says() -> None:
    result = buffers(rivers=RIVER.assign(width=[60.0]))
    assert set(result.tables["natural"].data.geometry.iloc[0].xy[1]) == {-10.0}
    assert not any("no polygon shows" in note.en for note in result.notes)


def test_a_river_half_in_polygons_is_measured_in_one() -> None:
    half = land((box(0, -10, 500, 10), "1101"), (box(-500, 10, 1500, 500), "0101"), river=False)
    result = buffers(land_use=half)
    assert values(result)["bank_length"] == pytest.approx(2.0, rel=1e-3)
    assert any("0.5 km no polygon shows" in note.en for note in result.notes)


def test_the_mouth_of_a_tributary_is_neither_bank_nor_strip() -> None:
    # 40 m of lake at the left bank
    mouth = land(
        (box(500, 10, 540, 300), "1102"),
        (box(-500, 10, 500, 500), "0301"),
        (box(540, 10, 1500, 500), "0301"),
        (box(-500, -500, 1500, -10), "0301"),
    )
    found = values(buffers(land_use=mouth))
    assert found["bank_length"] == pytest.approx(2.0 - 0.04, abs=1e-3)
    assert found["strip_area"] == pytest.approx(6.0 - 40 * 30 / 10_000, rel=1e-3)
    assert found["natural_share"] == pytest.approx(100)


def test_the_arm_of_another_line_is_no_bank_of_the_river() -> None:
    # one polygon shows the river and a tributary 10 m wide from the north: its own banks are not the river's
    both = shapely.union(WATER, box(495, 0, 505, 300))
    use = frame(both, shapely.difference(PLACE.geometry.iloc[0], both), code=["1101", "0301"])
    lines = frame(RIVER.geometry.iloc[0], LineString([(500, 300), (500, 0)]), name=["甲河", "乙溪"], width=[20.0, 10.0])
    found = values(buffers(rivers=lines, land_use=use))
    assert found["bank_length"] == pytest.approx(2.0 - 0.01, abs=0.006)  # an arm of some metres is left


def test_islands_no_broader_than_the_river_are_no_banks() -> None:
    island = box(480, -3, 520, 3)
    use = land(
        (shapely.difference(WATER, island), "1101"),
        (island, "0101"),
        (box(-500, 10, 1500, 500), "0301"),
        (box(-500, -500, 1500, -10), "0301"),
        river=False,
    )
    found = values(buffers(land_use=use))
    assert found["bank_length"] == pytest.approx(2.0, rel=1e-3)
    assert found["natural_share"] == pytest.approx(100)


def test_what_lies_outside_the_place_does_not_count() -> None:
    found = values(buffers(place=frame(box(-500, -500, 600, 500))))
    assert found["bank_length"] == pytest.approx(1.2, rel=1e-3)
    assert found["strip_area"] == pytest.approx(3.6, rel=1e-3)


def test_a_strip_is_cut_at_the_border_beside_the_river() -> None:
    found = values(buffers(place=frame(box(-500, -500, 1500, 25))))  # 15 m left of the left bank
    assert found["strip_area"] == pytest.approx((15 + 30) * 1000 / 10_000, rel=1e-3)


def test_what_no_parcel_covers_leaves_the_share_open() -> None:
    # right of the river forest, left of it nobody knows
    result = buffers(land_use=land((box(-500, -500, 1500, -10), "0301")))
    share = result.measures["natural_share"]
    assert share.value == pytest.approx(100)  # of what is known
    assert [share.low, share.high] == pytest.approx([50, 100], abs=1e-3)
    assert values(result)["gaps"] == 0
    assert any("1.00 km of banks the cover is not known" in note.en for note in result.notes)


def test_parcels_without_a_code_are_unknown_too() -> None:
    silent = frame(*HALVES.geometry, code=[None, "0301", "1101"])
    share = buffers(land_use=silent).measures["natural_share"]
    assert [share.low, share.value] == pytest.approx([50, 100], abs=1e-3)


def test_parcels_drawn_twice_count_once() -> None:
    twice = frame(*HALVES.geometry, HALVES.geometry.iloc[1], code=[*HALVES["code"], "0101"])
    found = values(buffers(land_use=twice))
    assert found["strip_area"] == pytest.approx(6.0, rel=1e-3)
    assert found["natural_share"] == pytest.approx(50, abs=1e-3)  # the first in the file holds


def test_ponds_stay_in_the_strip_and_are_not_natural() -> None:
    pond = land((box(-500, 10, 1500, 500), "1104"), (box(-500, -500, 1500, -10), "0301"))
    found = values(buffers(land_use=pond))
    assert found["natural_share"] == pytest.approx(50, abs=1e-3)


def test_divisions_share_the_banks() -> None:
    by = frame(box(-500, -500, 250, 500), box(250, -500, 1500, 500), name=["西乡", "东乡"])
    result = buffers(by=by)
    zones = {row["name"]: row for row in rows(result, "zones")}
    assert zones["西乡"]["bank"] == pytest.approx(0.5, abs=0.011)
    assert zones["东乡"]["broken"] == pytest.approx(0.75, abs=0.011)
    assert rows(result)[0]["division"] == "东乡"  # the middle at 500 m
    assert sum(zone["gaps"] for zone in zones.values()) == 1


def test_what_lies_in_no_division_is_told_in_the_language_of_the_table() -> None:
    tables = buffers(by=frame(box(-500, -500, 250, 500), name=["西乡"])).tables
    for table, column in (("zones", "name"), ("gaps", "division")):
        for said, outside in (
            (tables[table].say("zh"), "(区划之外)"),
            (tables[table].say("en"), "(outside all divisions)"),
        ):
            assert outside in set(said.data[column])
            assert len(said.data) == len(tables[table].data)


def test_without_names_rivers_of_a_length_are_measured() -> None:
    lines = frame(RIVER.geometry.iloc[0], LineString([(0, 300), (499, 300)]), name=[None, "短溪"], width=[20.0, 4.0])
    result = buffers(rivers=lines, names=None)
    assert {row["river"] for row in rows(result, "rivers")} == {"(无名)"}
    assert {row["river"] for row in rows(buffers(rivers=lines, names=None, least_length=0.499), "rivers")} == {
        "(无名)",
        "短溪",
    }


def test_a_name_that_no_river_bears_is_told_with_the_nearest() -> None:
    with pytest.raises(MethodError, match="no river called 甲江"):
        buffers(names=("甲江",))
    result = buffers(names=("甲河", "乙河"))
    assert any("has no 乙河" in note.en for note in result.notes)


def test_rivers_without_names_cannot_be_named() -> None:
    with pytest.raises(MethodError, match="no river called"):
        buffers(rivers=RIVER.drop(columns="name"))


@pytest.mark.parametrize("place", [box(5000, 5000, 6000, 6000)])
def test_no_river_inside_the_place_is_said(place: shapely.Polygon) -> None:
    with pytest.raises(MethodError, match="no river"):
        buffers(place=frame(place), names=None)
    with pytest.raises(MethodError, match="no river"):
        buffers(rivers=RIVER.iloc[:0])


def test_without_anything_on_the_ground_there_is_no_answer() -> None:
    with pytest.raises(NoDataError, match="what covers the banks is not known"):
        buffers(land_use=None)


def raster(folder: Path) -> Raster:
    """Return classes in cells of 10 m: trees south of the river, crops north of it, water between."""
    grid = rasterio.Affine(10, 0, -500, 0, -10, 500)
    cells = np.full((100, 200), 1, dtype=np.uint8)
    cells[50:] = 2
    cells[49:51, 50:150] = 3
    path = folder / "cover.tif"
    with rasterio.open(
        path, "w", driver="GTiff", width=200, height=100, count=1, dtype="uint8", crs=CRS, transform=grid
    ) as file:
        file.write(cells, 1)
    classes = {1: "crop", 2: "tree", 3: "water"}
    return Raster(path, 2023, pyproj.CRS(CRS), grid, 200, 100, {"cover": Band(1, None, "uint8", classes)})


def test_a_raster_answers_where_there_is_no_land_use(tmp_path: Path) -> None:
    result = buffers(
        land_use=None, cover=raster(tmp_path), natural_classes=("tree",), water_classes=("water",), widths=(20.0,)
    )
    found = values(result)
    assert found["natural_share_left"] == pytest.approx(0)
    assert found["natural_share_right"] == pytest.approx(100)
    assert found["strip_area"] == pytest.approx(6.0, rel=1e-2)  # on the ellipsoid, 500 km west of the meridian
    (gap,) = rows(result)
    assert gap["length"] == pytest.approx(1000, rel=1e-3)
    assert any("remote sensing" in note.en for note in result.notes)


def test_a_raster_needs_to_be_told_what_is_natural(tmp_path: Path) -> None:
    with pytest.raises(MethodError, match="natural_classes"):
        buffers(land_use=None, cover=raster(tmp_path))


@settings(max_examples=8, deadline=None)
@given(
    bends=st.lists(st.floats(-120, 120), min_size=4, max_size=8),
    width=st.sampled_from([10.0, 20.0, 45.0]),
    cut=st.floats(-150, 150),
)
def test_shares_are_those_of_points_thrown_at_the_strip(bends: list[float], width: float, cut: float) -> None:
    line = LineString([(150 * at, y) for at, y in enumerate(bends)])
    reach = 150 * (len(bends) - 1)
    water = line.buffer(10, cap_style="flat", quad_segs=32)
    forest = shapely.difference(box(-900, -900, 2500, cut), water)
    field = shapely.difference(box(-900, cut, 2500, 900), water)
    use = frame(water, forest, field, code=["1101", "0301", "0101"])
    result = buffers(
        place=frame(box(-900, -900, 2500, 900)), rivers=frame(line, name=["甲河"]), land_use=use, width=width
    )
    x, y = (grid.ravel() for grid in np.meshgrid(np.arange(0.0, reach, 3), np.arange(-201.0, 201, 3)))
    thrown = np.random.default_rng(len(x)).uniform(0, 3, (2, len(x)))  # one in each square of 3 m
    x, y = x + thrown[0], y + thrown[1]
    points = shapely.points(x, y)
    near = (shapely.distance(points, water) <= width) & ~shapely.contains(water, points)
    # before and behind the ends nothing counts: those whose nearest place on the line is inside it
    along = shapely.line_locate_point(line, points)
    near &= (along > 0) & (along < line.length)
    natural = 100 * (y[near] < cut).mean()
    # a point stands for 9 m²; some corners at the ends are cut otherwise
    assert values(result)["natural_share"] == pytest.approx(natural, abs=3)
    assert values(result)["strip_area"] == pytest.approx(near.sum() * 9 / 10_000, rel=0.06)
