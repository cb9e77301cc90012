"""Tree cover by remote sensing: cells of a hectare, shares of the land known, years that count, and what is said."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo_ruijin.errors import MethodError
from geo_ruijin.methods import METHODS
from geo_ruijin.methods.landcover.years import product_notes
from geo_ruijin.raster import Band
from geo_ruijin.report.chart import points_of
from geo_ruijin.results import Line, Result
from tests.covers import C, S, T, raster_of, square
from tests.planes import frame

#: Four columns and two rows: eight hectares.
PLACE = frame(square(0, 0, 4, 2))
#: 5 of 8 trees, then 4 of 8, then 2 of 6 with two cells unknown.
CELLS = {
    2017: [[T, T, T, C], [T, T, C, C]],
    2020: [[T, T, T, C], [T, C, C, C]],
    2023: [[T, T, C, C], [0, 0, C, C]],
}


def cover(folder: Path, *years: int) -> tuple[Any, ...]:
    return tuple(raster_of(folder, CELLS[year], year=year) for year in years or CELLS)


def answer(rasters: tuple[Any, ...], **given_: object) -> Result:
    chosen: dict[str, Any] = {"place": PLACE, "classes": ("tree",), "least_known": 75.0, **given_}
    return METHODS["tree_cover"].compute(cover=rasters, **chosen)


def test_the_share_is_of_the_land_known_and_the_range_of_all(tmp_path: Path) -> None:
    found = answer(cover(tmp_path)).measures
    share, area = found["share"], found["area"]
    assert share.value == pytest.approx(100 * 2 / 6)
    assert (share.low, share.high) == pytest.approx((100 * 2 / 8, 100 * 4 / 8))  # the two unknown: none, or all
    assert area.value == pytest.approx(0.02, rel=1e-5)  # km²
    assert (area.low, area.high) == pytest.approx((0.02, 0.04), rel=1e-5)
    assert found["known_share"].value == pytest.approx(75)


def test_the_change_is_in_points_from_the_first_year_to_the_latest(tmp_path: Path) -> None:
    found = answer(cover(tmp_path, 2017, 2020)).measures
    assert found["change"].value == pytest.approx(50 - 62.5)
    assert found["change"].unit == "pp"
    assert found["change_a_year"].value == pytest.approx(-12.5 / 3)
    assert (found["change"].low, found["share"].low) == (None, None)  # all is known


def test_what_is_not_known_leaves_the_change_open(tmp_path: Path) -> None:
    change = answer(cover(tmp_path)).measures["change"]
    assert change.value == pytest.approx(100 / 3 - 62.5)
    assert (change.low, change.high) == pytest.approx((25 - 62.5, 50 - 62.5))


def test_a_year_exactly_as_well_known_as_asked_counts(tmp_path: Path) -> None:
    assert (
        answer(cover(tmp_path), least_known=75.0)
        .measures["share"]
        .about.en.startswith("Land seen as tree cover in 2023")
    )


def test_a_year_less_known_is_shown_and_not_compared(tmp_path: Path) -> None:
    found = answer(cover(tmp_path), least_known=75.1)
    assert found.notes[0].en.startswith("The figures are of 2020 and not of the latest raster, 2023: of that year")
    assert not any("not of the latest" in note.en for note in answer(cover(tmp_path), least_known=75.0).notes)
    assert found.measures["share"].about.en.startswith("Land seen as tree cover in 2020")
    assert found.measures["change"].value == pytest.approx(-12.5)
    years = found.tables["years"].data
    assert years["year"].tolist() == [2017, 2020, 2023]
    assert np.isnan(years["share"].iloc[2])
    assert years["known"].tolist() == pytest.approx([100, 100, 75])
    assert any("2023" in note.en and "not compared" in note.en for note in found.notes)


def test_where_no_year_is_known_well_enough_there_is_no_figure(tmp_path: Path) -> None:
    found = answer(cover(tmp_path, 2023), least_known=80.0).measures
    assert found["share"].value is None
    assert (found["share"].low, found["share"].high) == pytest.approx((25, 50))
    assert found["change"].value is None


def test_one_year_has_no_change(tmp_path: Path) -> None:
    found = answer(cover(tmp_path, 2017)).measures
    assert found["share"].value == pytest.approx(62.5)
    assert found["change"].value is None
    assert "change_a_year" not in found


def test_of_cells_on_the_border_the_part_inside_counts(tmp_path: Path) -> None:
    # a column and a half of the top row: all trees; half a column of crops beside it
    place = frame(square(0, 0, 3.5, 1))
    found = answer(cover(tmp_path, 2017), place=place).measures
    assert found["share"].value == pytest.approx(100 * 3 / 3.5)


def test_land_beyond_the_raster_is_not_known(tmp_path: Path) -> None:
    found = answer(cover(tmp_path, 2017), place=frame(square(0, 0, 5, 2)), least_known=80.0).measures
    assert found["share"].value == pytest.approx(62.5)
    assert found["known_share"].value == pytest.approx(80, abs=1e-3)
    assert (found["share"].low, found["share"].high) == pytest.approx((50, 70), abs=1e-3)


def test_divisions_have_a_row_each_and_so_has_what_lies_in_none(tmp_path: Path) -> None:
    by = frame(square(0, 0, 1, 2), square(1, 0, 3, 2), name=["甲", "乙"])
    rows = answer(cover(tmp_path, 2017, 2020), by=by).tables["zones"].data.set_index("name")
    assert rows["share_2017"].to_dict() == pytest.approx({"甲": 100, "乙": 75, "(区划之外)": 0})
    assert rows["share_2020"].to_dict() == pytest.approx({"甲": 100, "乙": 50, "(区划之外)": 0})
    assert rows["change"].to_dict() == pytest.approx({"甲": 0, "乙": -25, "(区划之外)": 0})
    assert rows["area"].sum() == pytest.approx(0.04, rel=1e-5)


def test_villages_are_reported_beside_townships(tmp_path: Path) -> None:
    villages = frame(square(0, 0, 2, 1), square(0, 1, 2, 2), square(2, 0, 4, 2), name=["一", "二", "三"])
    rows = answer(cover(tmp_path), villages=villages, least_known=80.0).tables["villages"].data.set_index("name")
    assert list(rows.columns) == ["geometry", "share_2017", "share_2020", "change", "area", "known"]  # not 2023
    assert rows["share_2020"].to_dict() == pytest.approx({"一": 100, "二": 50, "三": 25})


def test_several_classes_may_be_trees_and_each_is_told(tmp_path: Path) -> None:
    raster = raster_of(tmp_path, [[T, S, C, C]], year=2020)
    found = answer((raster,), place=frame(square(0, 0, 4, 1)), classes=("tree", "shrub"))
    assert found.measures["share"].value == pytest.approx(50)
    titles = {key: column.title.en for key, column in found.tables["years"].columns.items()}
    assert titles["class_shrub"] == "Shrub (counts as trees)"
    assert titles["class_crop"] == "Cropland"


def test_years_are_sorted_whatever_order_they_come_in(tmp_path: Path) -> None:
    assert answer(cover(tmp_path, 2020, 2017)).measures["change"].value == pytest.approx(-12.5)


def test_the_line_of_the_plan_says_that_it_is_another_definition(tmp_path: Path) -> None:
    trend = answer(cover(tmp_path), plan_line=75.6).tables["years"].trend
    assert trend is not None
    assert isinstance(trend.line, Line)
    assert trend.line.value == 75.6
    assert "another definition" in trend.line.about.en
    assert "不能据此判定" in trend.line.about.zh
    without = answer(cover(tmp_path)).tables["years"].trend
    assert without is not None
    assert without.line is None


def test_years_of_another_edition_are_told_and_not_compared(tmp_path: Path) -> None:
    of = {2017: "CLCD", 2020: "ESA WorldCover v100", 2023: None}
    rasters = [replace(one, edition=of[one.year]) for one in cover(tmp_path)]
    found = answer((*rasters[:2], replace(rasters[2], edition="CLCD")), by=frame(square(0, 0, 4, 2), name=["甲"]))
    assert found.measures["change"].value == pytest.approx(100 / 3 - 62.5)  # 2017 to 2023
    years = found.tables["years"]
    assert years.data["edition"].tolist() == ["CLCD", "ESA WorldCover v100", "CLCD"]
    assert years.data["class_tree"].tolist() == pytest.approx([62.5, 50, 100 / 3])  # all are told
    assert years.trend is not None
    ((drawn, shares),) = points_of(years, years.trend)
    assert (drawn.tolist(), shares.tolist()) == ([2017, 2023], pytest.approx([62.5, 100 / 3]))
    assert [one.en for one in years.data["counts"]] == ["yes", "no: another edition", "yes"]
    assert "share_2020" not in found.tables["zones"].data
    assert any("2020 年(ESA WorldCover v100)与 2017、2023 年(CLCD)" in note.zh for note in found.notes)
    unsaid = answer(tuple(rasters))  # the latest goes by the last that says what it is
    assert unsaid.measures["change"].value == pytest.approx(100 / 3 - 50)
    assert any("2023: product and version are not stated" in note.en for note in unsaid.notes)


def test_a_year_too_little_known_does_not_say_which_edition_counts(tmp_path: Path) -> None:
    of = {2017: "CLCD", 2020: "CLCD", 2023: "ESA WorldCover v200"}
    rasters = tuple(replace(one, edition=of[one.year]) for one in cover(tmp_path))
    assert answer(rasters, least_known=75.1).measures["change"].value == pytest.approx(-12.5)
    assert answer(rasters, least_known=75.0).measures["change"].value is None


def test_where_nobody_says_the_edition_there_is_no_column_of_it(tmp_path: Path) -> None:
    years = answer(cover(tmp_path)).tables["years"]
    assert "edition" not in years.columns
    assert "class_tree" not in years.columns  # the share tells it


@pytest.mark.parametrize("figure", ["share", "change"])
def test_every_headline_says_that_it_is_not_the_forest_cover(figure: str, tmp_path: Path) -> None:
    about = answer(cover(tmp_path)).measures[figure].about
    assert "不是森林覆盖率" in about.zh
    assert "not the forest cover of the law" in about.en


def test_a_class_no_year_has_is_refused_with_those_there_are(tmp_path: Path) -> None:
    with pytest.raises(MethodError, match=r"2017 do not hold mangrove .* It has: tree, crop, shrub"):
        answer(cover(tmp_path), classes=("tree", "mangrove"))


def test_a_year_whose_classes_lack_trees_is_refused_and_not_read_as_bare(tmp_path: Path) -> None:
    late = raster_of(tmp_path, CELLS[2023], year=2023)
    early = raster_of(tmp_path, CELLS[2017], year=2017, classes={1: "forest", 2: "crop", 3: "shrub"})
    with pytest.raises(MethodError, match=r"of 2017 do not hold tree cover .* Check values of the source"):
        answer((early, late))


def test_a_division_known_too_little_in_a_year_has_no_share_and_no_change(tmp_path: Path) -> None:
    # in 2023 the lower row of the left half is not known
    by = frame(square(0, 0, 2, 2), square(2, 0, 4, 2), name=["西", "东"])
    found = answer(cover(tmp_path, 2017, 2023), by=by, villages=by, least_known=75.0)
    for table in ("zones", "villages"):
        rows = found.tables[table].data.set_index("name")
        assert rows["known"].to_dict() == pytest.approx({"西": 50, "东": 100})
        assert rows["change"].isna().to_dict() == {"西": True, "东": False}
        assert rows["share_2023"].isna().to_dict() == {"西": True, "东": False}
        assert rows["change"]["东"] == pytest.approx(-25)  # of 4 cells 1, and then none
    assert any("Divisions with less than 75 % of the land known" in note.en for note in found.notes)
    half = answer(cover(tmp_path, 2017, 2023), by=by, least_known=50.0).tables["zones"].data.set_index("name")
    assert half["change"]["西"] == pytest.approx(0)  # exactly as much counts


def test_a_raster_without_classes_is_refused(tmp_path: Path) -> None:
    bare = replace(raster_of(tmp_path, CELLS[2017], year=2017), bands={"cover": Band(1, 0, "uint8")})
    with pytest.raises(MethodError, match="no table of classes"):
        answer((bare,))


@pytest.mark.parametrize("years", [(None,), (2017, 2017)])
def test_years_must_be_told_apart(years: tuple[int | None, ...], tmp_path: Path) -> None:
    raster = raster_of(tmp_path, CELLS[2017], year=2017)
    with pytest.raises(MethodError, match="write year with each source"):
        answer(tuple(replace(raster, year=year) for year in years))


def test_a_place_without_area_is_refused(tmp_path: Path) -> None:
    with pytest.raises(MethodError, match="has no area"):
        answer(cover(tmp_path), place=PLACE.iloc[:0])


def test_years_of_different_products_are_told(tmp_path: Path) -> None:
    (one,) = cover(tmp_path, 2017)
    finer = raster_of(tmp_path, np.kron(CELLS[2020], np.ones((2, 2))).tolist(), year=2020, cell=50)
    (note,) = product_notes((one, finer))
    assert "2017: 100×100" in note.en
    assert "2020: 50×50" in note.en
    assert answer((one, finer)).measures["change"].value == pytest.approx(-12.5)  # figures are given all the same


def test_years_with_other_classes_are_told(tmp_path: Path) -> None:
    (one,) = cover(tmp_path, 2017)
    other = raster_of(tmp_path, CELLS[2020], year=2020, classes={1: "tree", 2: "crop"})
    (note,) = product_notes((one, other))
    assert "not all years have: shrub" in note.en


def test_years_of_one_product_need_no_note(tmp_path: Path) -> None:
    assert product_notes(cover(tmp_path)) == ()


@given(cells=st.lists(st.lists(st.sampled_from([0, T, C, S]), min_size=4, max_size=4), min_size=2, max_size=2))
def test_shares_of_all_classes_add_up_and_the_range_holds_the_share(
    cells: list[list[int]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("any")
    found = answer((raster_of(folder, cells, year=2020),), classes=("tree", "shrub"), least_known=0.0)
    share = found.measures["share"]
    if not any(map(any, cells)):
        assert share.value is None
        return
    row = found.tables["years"].data.iloc[0]
    assert sum(row[name] for name in row.index if name.startswith("class_")) == pytest.approx(100)
    assert share.value is not None
    if share.low is not None and share.high is not None:
        assert share.low <= share.value + 1e-9
        assert share.value <= share.high + 1e-9
