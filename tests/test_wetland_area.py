"""Wetland by three definitions: what counts, what overlaps, what is protected, what changed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyproj
import pytest
import rasterio
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, box

from geo_ruijin.errors import MethodError
from geo_ruijin.methods import METHODS
from geo_ruijin.raster import Band, Raster
from geo_ruijin.results import Result
from tests.covers import raster_of
from tests.planes import CRS, frame, values

#: 10 km x 10 km: 10,000 ha.
PLACE = frame(box(0, 0, 10_000, 10_000))

#: 100 m x 100 m is 1 ha: a marsh of 10 ha, a reservoir of 8 ha, a pond of 2 ha and a fish pond of 9 ha, all apart.
MARSH, LAKE, POND, FISH = (
    box(0, 1000, 1000, 1100),
    box(2000, 1000, 2800, 1100),
    box(4000, 1000, 4200, 1100),
    box(6000, 1000, 6900, 1100),
)
STILL = frame(
    MARSH, LAKE, POND, FISH, code=["1108", "1103", "1104", "1104A"], kind=["沼泽", "水库", "坑塘", "养殖坑塘"]
)


def choices(**changed: object) -> dict[str, Any]:
    """Return the parameters of `wetland_area`; `changed` replaces what differs."""
    return {
        "law_codes": ("1108", "1106", "1101", "1103", "1104"),
        "survey_codes": ("1108", "1106", "1101", "1103", "1104", "1104A"),
        "class_codes": ("1108", "1106"),
        "pond_codes": ("1104",),
        "fish_pond_codes": ("1104A", "1104K"),
        "river_codes": ("1101",),
        "least_patch": 8.0,
        "least_river_width": 10.0,
        "least_river_length": 5.0,
        "river_gap": 1000.0,
        "least_lost": 0.1,
        "least_known": 95.0,
        **changed,
    }


def wetland(**given: object) -> Result:
    """Return the answer of `wetland_area`; `given` are inputs and parameters that differ."""
    return METHODS["wetland_area"].compute(**{"place": PLACE, "wetlands": STILL, **choices(), **given})


def rows(result: Result, table: str) -> list[dict[str, Any]]:
    """Return the rows of a table in Chinese."""
    said = result.tables[table].say("zh")
    return [dict(zip(said.columns, row, strict=True)) for row in said.data[list(said.columns)].itertuples(index=False)]


def test_three_definitions_stand_side_by_side() -> None:
    found = values(wetland())
    assert found["law_area"] == pytest.approx(10 + 8 + 2)  # no fish pond
    assert found["survey_area"] == pytest.approx(10 + 8 + 9)  # no pond of 2 ha
    assert found["class_area"] == pytest.approx(10)
    assert found["law_share"] == pytest.approx(0.2)  # of 10,000 ha


def test_kinds_add_up() -> None:
    kinds = {row["kind"]: row for row in rows(wetland(), "kinds")}
    assert list(kinds) == ["1103 水库", "1104 坑塘", "1104A 养殖坑塘", "1108 沼泽", "合计"]
    assert [kinds["1104A 养殖坑塘"][key] for key in ("law", "survey", "class")] == [0, pytest.approx(9), 0]
    assert [kinds["合计"][key] for key in ("law", "survey", "class")] == pytest.approx([20, 27, 10])


@pytest.mark.parametrize(("width", "recorded"), [(100, 8.0), (99.9, 0.0)])
def test_exactly_the_least_patch_is_recorded(width: float, recorded: float) -> None:
    pool = frame(box(0, 0, 800, width), code=["1103"])
    assert values(wetland(wetlands=pool))["survey_area"] == pytest.approx(recorded)


def test_a_patch_is_what_touches_and_is_of_one_kind() -> None:
    halves = box(0, 0, 400, 100), box(400, 0, 800, 100)
    assert values(wetland(wetlands=frame(*halves, code=["1103"] * 2)))["survey_area"] == pytest.approx(8)
    assert values(wetland(wetlands=frame(*halves, code=["1103", "1108"])))["survey_area"] == 0
    apart = frame(halves[0], box(402, 0, 802, 100), code=["1103"] * 2)  # 2 m between them
    assert values(wetland(wetlands=apart))["survey_area"] == 0


def test_a_patch_across_the_border_is_as_large_as_drawn_and_counts_inside() -> None:
    across = frame(box(-400, 0, 400, 100), code=["1103"])
    assert values(wetland(wetlands=across))["survey_area"] == pytest.approx(4)


@pytest.mark.parametrize(
    ("length", "width", "recorded"), [(5000, 10, 5.0), (4999, 10, 0.0), (5000, 9.9, 0.0), (9000, 30, 27.0)]
)
def test_rivers_are_recorded_by_the_length_and_width_of_their_lines(
    length: float, width: float, recorded: float
) -> None:
    half = width / 2
    river = frame(
        box(0, 500 - half, length / 2, 500 + half), box(length / 2, 500 - half, length, 500 + half), code=["1101"] * 2
    )
    # the line is drawn in two, one says its width
    line = frame(
        LineString([(0, 500), (length / 2, 500)]),
        LineString([(length / 2, 500), (length, 500)]),
        name=["甲河"] * 2,
        width=[width, None],
    )
    assert values(wetland(wetlands=river, rivers=line))["survey_area"] == pytest.approx(recorded)
    # without a width the area of the polygons over the length tells it
    bare = line.drop(columns="width")
    assert values(wetland(wetlands=river, rivers=bare))["survey_area"] == pytest.approx(recorded)
    # without lines the outline of the polygons tells both
    alone = wetland(wetlands=river)
    assert values(alone)["survey_area"] == pytest.approx(recorded)
    assert any("No line runs in" in note.en for note in alone.notes)


def test_what_overlaps_counts_once() -> None:
    twice = frame(MARSH, MARSH, box(500, 1000, 1500, 1100), code=["1108", "1108", "1103"])
    found = wetland(wetlands=twice)
    assert values(found)["law_area"] == pytest.approx(15)
    assert values(found)["class_area"] == pytest.approx(10)
    assert values(found)["survey_area"] == pytest.approx(15)  # each is large enough by itself
    kinds = {row["kind"]: row["law"] for row in rows(found, "kinds")}
    assert kinds == {"1103": pytest.approx(5), "1108": pytest.approx(10), "合计": pytest.approx(15)}


def test_a_kind_that_does_not_count_takes_nothing_from_one_that_does() -> None:
    under = frame(FISH, FISH, code=["1104A", "1103"])
    assert values(wetland(wetlands=under))["law_area"] == pytest.approx(9)


def test_ponds_that_may_be_fish_ponds_leave_the_law_open() -> None:
    silent = wetland(wetlands=STILL.iloc[:3])
    law = silent.measures["law_area"]
    assert [law.low, law.value, law.high] == pytest.approx([18, 20, 20])
    assert any("no fish ponds are told apart" in note.en for note in silent.notes)
    assert wetland().measures["law_area"].low is None  # here one is


def test_polygons_without_a_code_are_in_the_upper_bounds_only() -> None:
    bare = frame(MARSH, LAKE, FISH, code=["1108", None, "1104A"])
    area = wetland(wetlands=bare).measures["class_area"]
    assert [area.low, area.value, area.high] == pytest.approx([10, 10, 18])


def test_land_with_and_without_a_code_is_in_no_upper_bound() -> None:
    """A marsh of 10 ha, drawn once more without a code: 10 ha are the most, in whatever order."""
    for code in ([None, "1108"], ["1108", None]):
        area = wetland(wetlands=frame(MARSH, MARSH, code=code)).measures["class_area"]
        assert area.value == pytest.approx(10)
        assert area.high is None


def test_brooks_that_meet_are_no_river_of_their_sum() -> None:
    """Three of 2 km meet: 4 km to the mouth, though 6 km are drawn; 12 m wide."""
    lines = [LineString(ends) for ends in ([(0, 0), (2000, 0)], [(2000, 2000), (2000, 0)], [(2000, 0), (4000, 0)])]
    water = frame(shapely.union_all([line.buffer(6, cap_style="flat") for line in lines]), code=["1101"])
    asked = {"place": frame(box(-5000, -5000, 9000, 5000)), "wetlands": water}
    brooks = frame(*lines, name=[None] * 3, width=[12.0] * 3)
    assert values(wetland(**asked, rivers=brooks))["survey_area"] == 0
    assert values(wetland(**asked, rivers=brooks, least_river_length=4.0))["survey_area"]


def test_a_river_cut_at_the_border_may_be_long_enough_beyond() -> None:
    river = frame(box(0, 490, 3000, 510), code=["1101"])
    short = wetland(wetlands=river, rivers=frame(LineString([(0, 500), (3000, 500)]), name=["甲河"], width=[20.0]))
    area = short.measures["survey_area"]
    assert [area.low, area.value, area.high] == pytest.approx([0, 0, 6])
    assert any("lines end at" in note.en for note in short.notes)
    # drawn beyond the border it is as long as it is
    whole = wetland(wetlands=river, rivers=frame(LineString([(-9, 500), (3000, 500)]), name=["甲河"], width=[20.0]))
    assert (whole.measures["survey_area"].value, whole.measures["survey_area"].high) == (0, None)


def test_codes_are_those_written_and_no_beginnings() -> None:
    found = values(wetland(wetlands=frame(POND, FISH, code=[" 1104", "1104K"])))
    assert found["law_area"] == pytest.approx(2)
    assert found["survey_area"] == 0


def test_without_codes_nothing_can_be_told() -> None:
    with pytest.raises(MethodError, match="has no column 'code'"):
        wetland(wetlands=frame(MARSH))


def test_without_any_wetland_all_is_0() -> None:
    found = values(wetland(wetlands=STILL.iloc[:0]))
    assert (found["law_area"], found["survey_area"], found["class_area"]) == (0, 0, 0)
    assert "law_protected" not in found


PARK = frame(box(0, 1000, 500, 1200), name=["湿地公园"], area=[11.0])  # 10 ha, 5 of them marsh


def test_the_rate_of_a_park_stands_beside_the_reported_one() -> None:
    result = wetland(parks=PARK, reported_rates={"湿地公园": 51.78})
    assert values(result)["park_area"] == pytest.approx(10)
    assert values(result)["park_law_rate"] == pytest.approx(50)
    assert "51.78" in result.measures["park_law_rate"].about.en
    (park,) = rows(result, "parks")
    assert (park["approved"], park["reported"]) == (11, 51.78)
    assert park["class"] == pytest.approx(5)


def test_zones_of_a_park_are_one_park() -> None:
    zones = frame(box(0, 1000, 250, 1200), box(250, 1000, 500, 1200), name=["湿地公园"] * 2, area=[5.0, 6.0])
    (park,) = rows(wetland(parks=zones), "parks")
    assert (park["approved"], park["area"]) == (11, pytest.approx(10))


def test_wetland_in_two_protected_areas_is_protected_once() -> None:
    line = frame(box(400, 1000, 700, 1200))
    far = frame(box(9000, 9000, 9100, 9100))
    result = wetland(parks=PARK, red_line=line, reserves=far, scenic_areas=far)
    assert values(result)["law_protected"] == pytest.approx(100 * 7 / 20)  # 700 m of the marsh
    assert result.measures["law_protected"].low is None
    assert values(result)["class_protected"] == pytest.approx(70)


@pytest.mark.parametrize("missing", ["parks", "red_line", "reserves", "scenic_areas"])
def test_without_any_layer_of_protection_the_share_is_a_lower_bound(missing: str) -> None:
    given = dict.fromkeys(("parks", "red_line", "reserves", "scenic_areas"), PARK) | {missing: None}
    result = wetland(**given)
    protected = result.measures["law_protected"]
    assert [protected.low, protected.value, protected.high] == pytest.approx([25, 25, 100])
    assert "at least" in protected.about.en
    assert any("drinking water" in note.en for note in result.notes)


def test_scenic_areas_protect_too() -> None:
    assert values(wetland(scenic_areas=PARK))["law_protected"] == pytest.approx(100 * 5 / 20)


def test_protection_counts_in_the_division_it_lies_in() -> None:
    """One river over two townships, a park in the western alone: all of it there, nothing in the east."""
    river = frame(box(4000, 1000, 6000, 1050), code=["1101"])
    by = frame(box(0, 0, 5000, 10_000), box(5000, 0, 10_000, 10_000), name=["西乡", "东乡"])
    park = frame(box(4000, 900, 5000, 1200), name=["湿地公园"])
    zones = {row["name"]: row["protected"] for row in rows(wetland(wetlands=river, parks=park, by=by), "zones")}
    assert zones == {"西乡": pytest.approx(100), "东乡": pytest.approx(0)}


def test_parks_that_overlap_count_once_together() -> None:
    """500 m of marsh in either, 200 m in both: 8 ha together, and 5 in each."""
    both = frame(box(0, 1000, 500, 1100), box(300, 1000, 800, 1100), name=["甲园", "乙园"])
    result = wetland(parks=both)
    assert values(result)["park_law"] == pytest.approx(8)
    assert values(result)["park_area"] == pytest.approx(8)
    assert values(result)["park_law_rate"] == pytest.approx(100)
    assert [row["law"] for row in rows(result, "parks")] == pytest.approx([5, 5])
    assert any("2.0 ha lie in more than one" in note.en for note in result.notes)
    assert not any("more than one" in note.en for note in wetland(parks=PARK).notes)


def test_what_the_layer_calls_protected_is_protected() -> None:
    flagged = STILL.assign(protected=pd.array([True, None, False, True], dtype="boolean"))
    result = wetland(wetlands=flagged)
    assert values(result)["law_protected"] == pytest.approx(50)  # the marsh; the fish pond does not count
    assert values(result)["survey_protected"] == pytest.approx(100 * 19 / 27)


def test_without_a_word_on_protection_there_is_no_share() -> None:
    result = wetland(red_line=frame(box(20_000, 0, 21_000, 10)))  # nothing inside the place
    assert "law_protected" not in result.measures
    assert any("no protected share" in note.en for note in result.notes)


def test_divisions_hold_their_own() -> None:
    by = frame(box(0, 0, 500, 10_000), box(500, 0, 10_000, 10_000), name=["西乡", "东乡"])
    zones = {row["name"]: row for row in rows(wetland(by=by, parks=PARK), "zones")}
    assert zones["西乡"]["law"] == pytest.approx(5)
    assert zones["东乡"]["law"] == pytest.approx(15)
    assert zones["西乡"]["share"] == pytest.approx(100 * 5 / 500)


def test_patches_are_listed_from_the_least_area_on() -> None:
    patches = rows(wetland(parks=PARK), "patches")
    assert [(row["kind"], row["area"]) for row in patches] == [
        ("1108 沼泽", pytest.approx(10)),
        ("1103 水库", pytest.approx(8)),
    ]
    assert patches[0]["protected"] == pytest.approx(50)


def test_change_tells_what_is_new_and_what_is_gone() -> None:
    earlier = frame(box(500, 1000, 1500, 1100), LAKE, code=["1108", "1103"])  # 500 m of marsh east of today's
    result = wetland(earlier=earlier, by=frame(box(0, 0, 10_000, 10_000), name=["甲乡"]))
    change = {row["definition"]: row for row in rows(result, "changes")}["三调湿地类"]
    assert [change[key] for key in ("before", "now", "gained", "gone", "net")] == pytest.approx([10, 10, 5, 5, 0])
    assert values(result)["law_change"] == pytest.approx(2)  # the pond
    (lost,) = rows(result, "lost")
    assert (lost["kind"], lost["area"], lost["division"]) == ("1108", pytest.approx(5), "甲乡")


@pytest.mark.parametrize(("least", "listed"), [(5.0, 1), (5.001, 0)])
def test_lost_wetland_is_listed_from_an_area_on(least: float, listed: int) -> None:
    earlier = frame(box(500, 1000, 1500, 1100), code=["1108"])
    assert len(rows(wetland(earlier=earlier, least_lost=least), "lost")) == listed


#: The place in cells of 100 m: water in the two southern rows.
GRID = (100, 0, 0, 0, -100, 10_000)
ROWS = np.repeat(np.arange(100)[:, np.newaxis], 100, axis=1)
SOUTHERN = np.where(ROWS < 98, 1, 2)


def seen(folder: Path, year: int, wet: int) -> Raster:
    """Return the place in cells of 100 m, `wet` of them water and one without anything."""
    grid = rasterio.Affine(100, 0, 0, 0, -100, 10_000)
    cells = np.full(10_000, 1, dtype=np.uint8)
    cells[:wet], cells[wet] = 2, 0
    path = folder / f"{year}.tif"
    with rasterio.open(
        path, "w", driver="GTiff", width=100, height=100, count=1, dtype="uint8", crs=CRS, transform=grid, nodata=0
    ) as file:
        file.write(cells.reshape(100, 100), 1)
    band = Band(1, 0, "uint8", {1: "crop", 2: "water"})
    return Raster(path, year, pyproj.CRS(CRS), grid, 100, 100, {"cover": band})


def test_what_satellites_see_is_a_figure_of_its_own(tmp_path: Path) -> None:
    covers = (seen(tmp_path, 2017, 300), seen(tmp_path, 2023, 250))
    result = wetland(cover=covers, seen_water=("water",), seen_wetland=("wetland",))
    area = result.measures["seen_area"]
    assert area.value == pytest.approx(250, rel=0.01)  # on the ellipsoid, 500 km west of the meridian
    assert area.high == pytest.approx(251, rel=0.01)
    # of the 50 gone one is not known in 2023: it may be water yet, as the one not known in 2017 may have been
    change = result.measures["seen_change"]
    assert [change.low, change.value, change.high] == pytest.approx([-51, -49, -49], rel=0.01)
    assert [row["year"] for row in rows(result, "seen")] == ["2017", "2023"]
    assert values(result)["law_area"] == pytest.approx(20)


def test_what_satellites_see_is_compared_within_one_edition(tmp_path: Path) -> None:
    years = (seen(tmp_path, 2017, 300), seen(tmp_path, 2020, 900), seen(tmp_path, 2023, 250))
    of = ("CLCD", "ESA WorldCover v100", "CLCD")
    covers = tuple(replace(one, edition=edition) for one, edition in zip(years, of, strict=True))
    given = {"seen_water": ("water",), "seen_wetland": ("wetland",)}
    result = wetland(cover=covers, **given)
    assert values(result)["seen_change"] == pytest.approx(-49, rel=0.01)  # the fiftieth is not known
    told = rows(result, "seen")
    assert [row["edition"] for row in told] == list(of)
    assert told[1]["both"] == pytest.approx(900, rel=0.01)
    assert np.isnan(told[1]["change"])
    assert told[2]["change"] == pytest.approx(-49, rel=0.01)  # since 2017
    assert any("2020 (ESA WorldCover v100) and 2017, 2023 (CLCD)" in note.en for note in result.notes)
    alone = wetland(cover=covers[:2], **given)
    assert "seen_change" not in alone.measures
    assert values(alone)["seen_area"] == pytest.approx(900, rel=0.01)
    unsaid = wetland(cover=years, **given)
    assert "edition" not in unsaid.tables["seen"].columns
    assert any("2017, 2020, 2023: product and version are not stated" in note.en for note in unsaid.notes)


@pytest.mark.parametrize(("rows_known", "told"), [(45, None), (95, 0.0)])
def test_years_that_do_not_cover_the_same_land_are_compared_where_both_are_known(
    tmp_path: Path, rows_known: int, told: float | None
) -> None:
    """Water in the two southern rows, 200 ha, in both years; the later one tells of so many northern rows alone."""
    one, other = (
        raster_of(tmp_path, cells, year=year, classes={1: "crop", 2: "water"}, grid=rasterio.Affine(*GRID))
        for year, cells in zip((2017, 2023), (SOUTHERN, np.where(rows_known > ROWS, SOUTHERN, 0)), strict=True)
    )
    result = wetland(cover=(one, other), seen_water=("water",), seen_wetland=("wetland",))
    change, area = result.measures["seen_change"], result.measures["seen_area"]
    unknown = 100.0 * (100 - rows_known)
    assert change.value == (None if told is None else pytest.approx(told, abs=1e-6))
    # all water may be gone, or all land not known be water
    assert [change.low, change.high] == pytest.approx([-200, unknown - 200], rel=0.01)
    if told is None:  # the earlier year is known enough, and the later one stands in the table alone
        assert area.value == pytest.approx(200, rel=0.01)
        assert any("2023: the image ({cover}) tells of less than 95 %" in note.en for note in result.notes)
    else:
        assert [area.low, area.high] == pytest.approx([0, unknown], abs=10)
    alone = wetland(cover=(other,), seen_water=("water",), seen_wetland=("wetland",)).measures["seen_area"]
    assert alone.value == (None if told is None else 0)
    assert alone.high == pytest.approx(unknown, rel=0.01)


def test_where_all_is_known_the_change_is_that_of_the_areas_whatever_the_grids(tmp_path: Path) -> None:
    """200 ha in cells of 200 m, then 100 ha in cells of 100 m: asked at middles, either all or none of it is left."""
    fine = np.where(ROWS == 99, 2, 1)
    coarse = np.where(np.repeat(np.arange(50)[:, np.newaxis], 50, axis=1) < 49, 1, 2)
    words = {1: "crop", 2: "water"}
    wide = rasterio.Affine(200, 0, 0, 0, -200, 10_000)
    one = raster_of(tmp_path, coarse, year=2017, classes=words, grid=wide)
    other = raster_of(tmp_path, fine, year=2023, classes=words, grid=rasterio.Affine(*GRID))
    change = wetland(cover=(one, other), seen_water=("water",), seen_wetland=("wetland",)).measures["seen_change"]
    assert change.value == pytest.approx(-100, rel=0.01)
    assert change.low is None


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(-5, 60), st.integers(-5, 60), st.integers(1, 40), st.integers(1, 40), st.integers(0, 3)),
        max_size=6,
    )
)
def test_areas_are_those_of_the_union(boxes: list[tuple[int, int, int, int, int]]) -> None:
    shapes = [box(x, y, x + w, y + h) for x, y, w, h, _ in boxes]
    codes = [("1108", "1103", "1104A", "0101")[code] for *_, code in boxes]
    place = frame(box(0, 0, 50, 50))
    found = values(wetland(place=place, wetlands=frame(*shapes, code=codes), least_patch=0.0))
    for key, counted in (("law", ("1108", "1103")), ("survey", ("1108", "1103", "1104A")), ("class", ("1108",))):
        own = [shape for shape, code in zip(shapes, codes, strict=True) if code in counted]
        whole = shapely.intersection(shapely.union_all(own), place.geometry.iloc[0])
        assert found[f"{key}_area"] == pytest.approx(whole.area / 10_000, abs=1e-9)
