"""Change of land cover between years: gain, loss, what became what, and the patches of loss."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import shapely
from affine import Affine
from shapely import box
from shapely.geometry.base import BaseGeometry

from geo_ruijin.errors import MethodError, NoDataError
from geo_ruijin.methods import METHODS
from geo_ruijin.methods.landchange import change as change_module
from geo_ruijin.methods.landwords import land_word
from geo_ruijin.project import open_project, shipped_project
from geo_ruijin.raster import Raster
from geo_ruijin.reading import read_layers
from geo_ruijin.results import Result
from tests.covers import CELL, LETTERS, NORTH, WEST, cover
from tests.planes import frame, points, values

#: A cell is a hectare but for what the scale of the projection takes there: on the middle meridian nothing.
NEAR = 1e-5


def cells(left: float, top: float, right: float, bottom: float) -> BaseGeometry:
    """Return the rectangle from a column and row to another."""
    return box(WEST + left * CELL, NORTH - bottom * CELL, WEST + right * CELL, NORTH - top * CELL)


def changed(*covers: Raster, place: BaseGeometry | None = None, **given: Any) -> Result:  # noqa: ANN401 - any input
    """Return the answer with the settings of most tests."""
    settings = {"classes": ("tree",), "least_area": 0.0, "least_core": 1, "connectivity": 4, "least_known": 0.0} | given
    whole = cells(0, 0, covers[0].width, covers[0].height) if place is None else place
    return METHODS["cover_change"].compute(cover=covers, place=frame(whole), **settings)


def notes(result: Result) -> str:
    return "\n".join(note.en for note in result.notes)


# -- areas -------------------------------------------------------------------------------------------------------------


def test_gain_loss_and_rate(tmp_path: Path) -> None:
    # of 8 trees 2 are gone, 1 is new: 7; in 6 years ln(7/8)/6
    result = changed(cover(tmp_path, 2017, "TTTT", "TTTT", "gggg"), cover(tmp_path, 2023, "TTbT", "TTgT", "gggT"))
    found = values(result)
    assert found["loss"] == pytest.approx(2, rel=NEAR)
    assert found["gain"] == pytest.approx(1, rel=NEAR)
    assert found["net"] == pytest.approx(-1, rel=NEAR)
    assert [found["before"], found["after"]] == pytest.approx([8, 7], rel=NEAR)
    assert found["net_share"] == pytest.approx(-12.5, rel=NEAR)
    assert found["annual_rate"] == pytest.approx(100 * math.log(7 / 8) / 6, rel=NEAR)
    assert found["unknown"] == 0
    assert result.measures["loss"].low is None
    assert "no data" not in notes(result)


def test_matrix_of_what_became_what(tmp_path: Path) -> None:
    result = changed(cover(tmp_path, 2017, "TTTT", "ggg."), cover(tmp_path, 2023, "TTbg", "gT.."))
    table = result.tables["transitions"]
    assert [column.title.en for column in table.columns.values()] == [
        "In 2017", "tree cover", "grass", "bare", "no data", "Total",
    ]  # fmt: skip
    assert [row.en for row in table.data["was"]] == ["tree cover", "grass", "no data", "Total"]
    assert table.data.drop(columns="was").to_numpy() == pytest.approx(
        np.array([[2, 1, 1, 0, 4], [1, 1, 0, 1, 3], [0, 0, 0, 1, 1], [3, 2, 1, 2, 8]]), rel=NEAR
    )


def test_what_is_not_known_is_neither_and_widens_the_ranges(tmp_path: Path) -> None:
    # trees of which one is not seen later (may be lost), grass seen late alone (may have been trees), a blank (either)
    result = changed(cover(tmp_path, 2017, "TTTg", "..TT"), cover(tmp_path, 2023, "Tg.T", "g.TT"))
    loss, gain, net = (result.measures[name] for name in ("loss", "gain", "net"))
    assert (loss.value, loss.low, loss.high) == pytest.approx((1, 1, 4), rel=NEAR)
    assert (gain.value, gain.low, gain.high) == pytest.approx((1, 1, 2), rel=NEAR)
    assert (net.value, net.low, net.high) == pytest.approx((0, -3, 1), abs=NEAR)
    assert values(result)["unknown"] == pytest.approx(3, rel=NEAR)
    assert values(result)["before"] == pytest.approx(4, rel=NEAR)  # of the 5 trees known in both
    # 4 before and after; at least 4 of 4 + 3, where all that is open was lost, at most 4 + 1 + 1 of 4 + 1
    share, rate = result.measures["net_share"], result.measures["annual_rate"]
    assert (share.low, share.high) == pytest.approx((100 * (4 / 7 - 1), 100 * (6 / 5 - 1)), rel=1e-4)
    assert (rate.low, rate.high) == pytest.approx((100 * math.log(4 / 7) / 6, 100 * math.log(6 / 5) / 6), rel=1e-4)
    assert "3.0 ha (37.50 %) have no data in a year at least" in notes(result)


@pytest.mark.parametrize(("least_known", "told"), [(50.0, True), (50.1, False)])
def test_where_too_little_is_known_there_are_ranges_alone(tmp_path: Path, least_known: float, told: bool) -> None:  # noqa: FBT001
    """Of four cells two are known in both years: a tree stays, a tree is gone; the others were trees."""
    result = changed(cover(tmp_path, 2017, "TTTT"), cover(tmp_path, 2023, "Tg.."), least_known=least_known)
    figures = {name: result.measures[name] for name in ("loss", "gain", "net", "net_share", "annual_rate")}
    assert [one.value is not None for one in figures.values()] == [told] * 5
    assert [figures["loss"].low, figures["loss"].high] == pytest.approx([1, 3], rel=NEAR)
    assert [figures["net"].low, figures["net"].high] == pytest.approx([-3, -1], rel=NEAR)
    before = result.measures["before"]
    if told:
        assert before.value == pytest.approx(2, rel=NEAR)
    else:
        assert [before.value, before.low, before.high] == [None, *map(pytest.approx, (2, 4))]
        assert result.notes[0].en.startswith("Less than 50.1 % of the land")
    assert values(result)["unknown"] == pytest.approx(2, rel=NEAR)


def test_beyond_the_raster_nothing_is_known(tmp_path: Path) -> None:
    before, after = cover(tmp_path, 2017, "TT"), cover(tmp_path, 2023, "Tg")
    found = values(changed(before, after, place=cells(0, 0, 4, 1)))
    assert [found["loss"], found["unknown"]] == pytest.approx([1, 2], rel=1e-4)


def test_a_cell_on_the_border_counts_by_its_part_and_for_patches_by_its_middle(tmp_path: Path) -> None:
    before, after = cover(tmp_path, 2017, "TTT"), cover(tmp_path, 2023, "gTg")
    found = values(changed(before, after, place=cells(0.25, 0, 2.25, 1)))
    assert found["loss"] == pytest.approx(1, rel=1e-4)  # 0.75 and 0.25
    assert [found["loss_patches"], found["loss_patches_area"]] == pytest.approx([1, 1], rel=NEAR)


def test_several_classes_are_one(tmp_path: Path) -> None:
    before, after = cover(tmp_path, 2017, "TTgg"), cover(tmp_path, 2023, "gbTb")
    result = changed(before, after, classes=("tree", "grass"))
    assert values(result)["loss"] == pytest.approx(2, rel=NEAR)
    assert values(result)["gain"] == 0
    assert "tree cover, grass" in result.measures["loss"].about.en


def test_where_there_was_nothing_there_is_no_share(tmp_path: Path) -> None:
    found = values(changed(cover(tmp_path, 2017, "gg"), cover(tmp_path, 2023, "gT")))
    assert (found["net_share"], found["annual_rate"]) == (None, None)


# -- years -------------------------------------------------------------------------------------------------------------


def test_periods_say_what_came_back(tmp_path: Path) -> None:
    years = [cover(tmp_path, 2017, "TTTT"), cover(tmp_path, 2020, "TgTT"), cover(tmp_path, 2023, "TTgT")]
    result = changed(*years)
    data = result.tables["periods"].data
    assert data["period"].tolist() == ["2017—2020", "2020—2023", "2017—2023"]
    assert data["loss"].tolist() == pytest.approx([1, 1, 1], rel=NEAR)  # the first of them has grown again
    assert data["gain"].tolist() == pytest.approx([0, 1, 0], rel=NEAR)
    assert data["rate"].tolist()[:2] == pytest.approx([100 * math.log(3 / 4) / 3, 0], abs=1e-3)
    assert result.tables["loss_patches"].data["since"].tolist() == ["2020—2023"]


def test_a_patch_is_dated_by_the_year_in_which_more_than_half_is_gone(tmp_path: Path) -> None:
    # above 2 of 4 cells in 2020, which is not most of it; below 2 of the 3 that are known
    years = ("TTTT", "wwww", "TTTT"), ("ggTT", "wwww", "ggT."), ("gggg", "wwww", "gggg")
    result = changed(*(cover(tmp_path, year, *rows) for year, rows in zip((2017, 2020, 2023), years, strict=True)))
    patches = result.tables["loss_patches"].data
    since = patches.loc[patches.geometry.bounds["maxy"].sort_values(ascending=False).index, "since"]
    assert since.tolist() == ["2020—2023", "2017—2020"]
    assert "between" in notes(changed(cover(tmp_path, 2017, "T"), cover(tmp_path, 2023, "g")))


def test_a_year_that_hardly_knows_a_patch_does_not_narrow_its_period(tmp_path: Path) -> None:
    # clouds in 2020: over all of the first patch, half of the second (what is seen is gone), a fourth of the third
    water = ("wwww",)
    drawn = [
        (first, *water, second, *water, third)
        for first, second, third in (("TTTT", "TTTT", "TTTT"), ("....", "gg..", "TTT."), ("gggg", "gggg", "gggg"))
    ]
    result = changed(*(cover(tmp_path, year, *rows) for year, rows in zip((2017, 2020, 2023), drawn, strict=True)))
    patches = result.tables["loss_patches"].data
    since = patches.loc[patches.geometry.bounds["maxy"].sort_values(ascending=False).index, "since"]
    assert since.tolist() == ["2017—2023", "2017—2023", "2020—2023"]
    assert "says nothing of half of it or more narrows nothing" in notes(result)
    # of two years between the one that is seen narrows it
    four = [cover(tmp_path, year, row) for year, row in ((2017, "TT"), (2019, "TT"), (2021, ".."), (2023, "gg"))]
    assert changed(*four).tables["loss_patches"].data["since"].tolist() == ["2019—2023"]
    four[1:3] = [cover(tmp_path, 2019, ".."), cover(tmp_path, 2021, "gg")]
    assert changed(*four).tables["loss_patches"].data["since"].tolist() == ["2017—2021"]


def test_years_named_are_compared(tmp_path: Path) -> None:
    years = [cover(tmp_path, 2023, "gg"), cover(tmp_path, 2017, "TT"), cover(tmp_path, 2020, "Tg")]  # in any order
    assert values(changed(*years))["loss"] == pytest.approx(2, rel=NEAR)
    assert values(changed(*years, to_year=2020))["loss"] == pytest.approx(1, rel=NEAR)
    assert "periods" not in changed(*years, from_year=2020).tables
    with pytest.raises(MethodError, match="no raster of 2019, only of 2017, 2020, 2023"):
        changed(*years, from_year=2019)
    with pytest.raises(MethodError, match="2023, should be before the last, 2020"):
        changed(*years, from_year=2023, to_year=2020)


def test_years_of_another_edition_are_left_out_and_told(tmp_path: Path) -> None:
    drawn = {2016: "TTTT", 2017: "TTTg", 2020: "gggg", 2023: "TTgg"}
    said = {2016: "CLCD", 2017: "CLCD", 2020: "ESA WorldCover v100", 2023: "CLCD"}
    years = [cover(tmp_path, year, row, edition=said[year]) for year, row in drawn.items()]
    result = changed(*years)
    assert values(result)["loss"] == pytest.approx(2, rel=NEAR)  # of 2016
    assert result.tables["periods"].data["period"].tolist() == ["2016—2017", "2017—2023", "2016—2023"]
    assert "2020 (ESA WorldCover v100) and 2016, 2017, 2023 (CLCD) are of different products" in notes(result)
    assert "2020 年(ESA WorldCover v100)与 2016、2017、2023 年(CLCD)不是" in "".join(one.zh for one in result.notes)
    assert values(changed(*years, to_year=2017))["loss"] == pytest.approx(1, rel=NEAR)


def test_years_that_do_not_say_their_edition_are_compared_and_told(tmp_path: Path) -> None:
    one, other = cover(tmp_path, 2017, "TT"), cover(tmp_path, 2023, "Tg")
    for years in ((one, other), (replace(one, edition="CLCD"), other), (one, replace(other, edition="CLCD"))):
        result = changed(*years)
        assert values(result)["loss"] == pytest.approx(1, rel=NEAR)
        assert "are not stated" in notes(result)
    alike = changed(replace(one, edition="CLCD v01"), replace(other, edition="clcd V01"))
    assert values(alike)["loss"] == pytest.approx(1, rel=NEAR)
    assert "product" not in notes(alike)


def test_without_two_years_of_one_edition_there_is_nothing_to_compare(tmp_path: Path) -> None:
    one, other = cover(tmp_path, 2020, "TT", edition="WorldCover v100"), cover(tmp_path, 2021, "gg", edition="v200")
    with pytest.raises(NoDataError) as raised:
        changed(one, other)
    assert "2020 (WorldCover v100) and 2021 (v200) are of different products or versions" in raised.value.say("en")
    assert "geo-ruijin add" in raised.value.say("zh")
    assert "to_year" not in raised.value.say("en")
    with pytest.raises(NoDataError, match="to_year = 2020"):  # two earlier ones are of one
        changed(one, other, cover(tmp_path, 2017, "TT", edition="WorldCover v100"))
    with pytest.raises(MethodError, match="Change from_year or to_year"):  # asked for by name
        changed(one, other, from_year=2020)


def test_bad_rasters_are_refused_with_a_cure(tmp_path: Path) -> None:
    one, other = cover(tmp_path, 2017, "TT"), cover(tmp_path, 2023, "Tg")
    with pytest.raises(NoDataError, match=r"2017 alone.*Add another year"):
        changed(one)
    with pytest.raises(MethodError, match="does not say its year"):
        changed(one, replace(other, year=None))
    with pytest.raises(MethodError, match=r"classes of .* of 2023 do not hold tree cover"):
        changed(one, cover(tmp_path, 2023, "gg", letters={"g": "grass"}))
    amounts = {"cover": replace(other.bands["cover"], classes=None)}
    with pytest.raises(MethodError, match="no table of classes"):
        changed(one, replace(other, bands=amounts))
    with pytest.raises(MethodError, match="lie apart"):
        changed(one, other, place=cells(50, 50, 60, 60))
    with pytest.raises(MethodError, match="known in both years"):
        changed(one, cover(tmp_path, 2023, ".."))
    with pytest.raises(MethodError, match="no area"):
        changed(one, other, place=shapely.Polygon())
    with pytest.raises(MethodError, match=r"4 .*or 8"):
        changed(one, other, connectivity=6)
    with pytest.raises(MethodError, match="Did you mean 'red_line'"):
        changed(one, other, rank_by=("redline",))


# -- grids -------------------------------------------------------------------------------------------------------------


def test_a_finer_raster_is_brought_on_the_coarse_grid(tmp_path: Path) -> None:
    coarse = cover(tmp_path, 2017, "TT", "TT")
    # cells of 100/3 m: of each coarse cell the one in the middle speaks
    fine = cover(
        tmp_path, 2023, "gggTTT", "gTgTgT", "gggTTT", "TTTTTT", "TTTTTT", "TTTTTT",
        grid=Affine(CELL / 3, 0, WEST, 0, -CELL / 3, NORTH),
    )  # fmt: skip
    for order in ((coarse, fine), (replace(fine, year=2017), replace(coarse, year=2023))):
        result = changed(*order, place=cells(0, 0, 2, 2))
        lost, won = values(result)["loss"], values(result)["gain"]
        assert max(lost or 0, won or 0) == pytest.approx(1, rel=NEAR)  # the upper right one
        assert "brought on the grid with the largest cells" in notes(result)
        assert values(result)["unknown"] == 0


def test_files_of_one_grid_that_are_cut_otherwise_are_not_brought(tmp_path: Path) -> None:
    before = cover(tmp_path, 2017, "TTTT", "TTTT")
    after = cover(tmp_path, 2023, "gT", grid=Affine(CELL, 0, WEST + CELL, 0, -CELL, NORTH - CELL))
    result = changed(before, after)
    assert values(result)["loss"] == pytest.approx(1, rel=NEAR)
    assert values(result)["unknown"] == pytest.approx(6, rel=NEAR)
    assert "brought on" not in notes(result)


def test_half_a_cell_beside_is_another_grid(tmp_path: Path) -> None:
    before = cover(tmp_path, 2017, "TTTT")
    after = cover(tmp_path, 2023, "TTggT", grid=Affine(CELL, 0, WEST - 0.3 * CELL, 0, -CELL, NORTH))
    result = changed(before, after)
    assert values(result)["loss"] == pytest.approx(2, rel=NEAR)
    assert "The raster of 2023" in notes(result)


def test_degrees_and_metres_agree(tmp_path: Path) -> None:
    # a lake of grass of 20 x 20 cells in 40 x 40 of trees; in degrees cells of about the same size
    def drawing(size: int) -> list[str]:
        inner = range(size // 4, 3 * size // 4)
        return ["".join("g" if x in inner and y in inner else "T" for x in range(size)) for y in range(size)]

    whole = ["T" * 40] * 40
    place = gpd.GeoSeries([cells(0, 0, 40, 40)], crs="EPSG:4548")
    west, south, east, north = place.to_crs(4490).total_bounds
    in_degrees = Affine((east - west) / 160, 0, west, 0, -(north - south) / 160, north)
    metres = changed(cover(tmp_path, 2017, *whole), cover(tmp_path, 2023, *drawing(40)))
    fine = [
        cover(tmp_path, year, *rows, crs="EPSG:4490", grid=in_degrees)
        for year, rows in ((2017, ["T" * 160] * 160), (2023, drawing(160)))
    ]
    degrees = changed(*fine, place=place.iloc[0])
    assert values(metres)["loss"] == pytest.approx(400, rel=1e-4)
    assert values(degrees)["loss"] == pytest.approx(400, rel=1e-3)
    assert values(degrees)["loss_patches_area"] == pytest.approx(400, rel=1e-3)


def test_other_classes_are_told(tmp_path: Path) -> None:
    more = {**LETTERS, "m": "moss"}
    result = changed(cover(tmp_path, 2017, "TT"), cover(tmp_path, 2023, "Tm", letters=more))
    assert "only in some there is moss and lichen" in notes(result)


# -- patches -----------------------------------------------------------------------------------------------------------

BEFORE = ("TTTTTTTT",) * 5
AFTER = ("ggTTbTTT", "ggTTTTTT", "TTgTTTTT", "TTTTTTTT", "gggggTTT")


def test_patches_large_and_wide_enough(tmp_path: Path) -> None:
    before, after = cover(tmp_path, 2017, *BEFORE), cover(tmp_path, 2023, *AFTER)
    every = changed(before, after).tables["loss_patches"].data
    assert every["cells"].tolist() == [5, 4, 1, 1]
    # exactly 4 ha counts: with cells that are a hair smaller the limit is that of the patch
    four = every["area"].iloc[1]
    assert changed(before, after, least_area=four).tables["loss_patches"].data["cells"].tolist() == [5, 4]
    result = changed(before, after, least_area=four, least_core=2)
    assert result.tables["loss_patches"].data["cells"].tolist() == [4]
    assert "11.0 ha in 4 patches" in notes(result)
    assert "2 that are too small, 2.0 ha, and 1 strips, 5.0 ha; 63.6 % in all" in notes(result)
    assert values(result)["loss"] == pytest.approx(11, rel=NEAR)  # all cells, whatever the patches
    corners = changed(before, after, connectivity=8).tables["loss_patches"].data
    assert corners["cells"].tolist() == [5, 5, 1]
    assert corners.geometry.is_valid.all()


def test_what_is_said_of_a_patch(tmp_path: Path) -> None:
    before, after = cover(tmp_path, 2017, *BEFORE), cover(tmp_path, 2023, *AFTER)
    towns = frame(cells(0, 0, 4, 5), cells(4, 0, 8, 5), name=["西镇", "东乡"])
    villages = points((WEST + 50, NORTH - 50), (WEST + 750, NORTH - 50), name=["西村", "东村"])
    farm = frame(cells(0, 0, 1, 5), cells(0, 0, 1, 5), name=["甲林场", "乙林场"])  # drawn twice: counts once
    line = frame(cells(4, 0, 5, 1), cells(3, 4, 5, 5))
    result = changed(
        before, after, by=towns, villages=villages, forest_farms=farm, red_line=line,
        wetland_parks=frame(cells(0, 0, 2, 1)), scenic_areas=frame(cells(1, 0, 2, 2)),
    )  # fmt: skip
    table = result.tables["loss_patches"]
    assert table.field
    assert list(table.columns)[:3] == ["rank", "division", "area"]
    rows = table.data
    assert rows["rank"].tolist() == [1, 2, 3, 4]
    assert rows["area"].tolist() == pytest.approx([5, 4, 1, 1], rel=NEAR)
    said = {name: rows[name].iloc[1] for name in table.columns}  # of the square
    assert [said[name] for name in ("division", "village", "village_km")] == ["西镇", "西村", 0]
    assert said["became"] == land_word("grass")
    assert said["forest_farm"] == pytest.approx(2, rel=NEAR)
    assert said["forest_farm_name"] == "乙林场、甲林场"
    assert said["protected"] == pytest.approx(3, rel=NEAR)
    assert sorted(rows["red_line"]) == pytest.approx([0, 0, 1, 2], rel=NEAR)
    assert {"lon", "lat"}.isdisjoint(rows.columns)  # workbook and waypoints say where each lies
    assert shapely.contains(cells(0, 0, 2, 2), rows.geometry.iloc[1].representative_point())
    assert {"by", "villages", "scenic_areas"} < set(table.beside)
    found = values(result)
    assert found["loss_red_line"] == pytest.approx(3, rel=NEAR)
    assert found["loss_protected"] == pytest.approx(3, rel=NEAR)
    assert found["loss_forest_farms"] == pytest.approx(3, rel=NEAR)
    assert "red line is not supplied" not in notes(result)
    # the bare cell lies wholly in the red line, the strip with two of its cells
    ranked = changed(before, after, red_line=line, rank_by=("red_line", "forest_farm")).tables["loss_patches"].data
    assert ranked["cells"].tolist() == [5, 1, 4, 1]
    assert ranked["red_line"].tolist() == pytest.approx([2, 1, 0, 0], rel=NEAR)


def test_the_parcel_that_shares_most_says_what_a_patch_is(tmp_path: Path) -> None:
    before, after = cover(tmp_path, 2017, *BEFORE), cover(tmp_path, 2023, *AFTER)
    # of the square of 2 x 2 cells three quarters lie in the first parcel; of the strip 2 of 5 cells, in the last
    parcels = frame(
        cells(0, 0, 2, 1.5), cells(0, 1.5, 2, 2), cells(3, 4, 5, 5),
        land_type=["乔木林", "竹林", None], ownership=["集体", "个人", "国有"], category=["公益林", "商品林", "商品林"],
    )  # fmt: skip
    table = changed(before, after, inventory=parcels).tables["loss_patches"]
    said = ["parcel_land_type", "parcel_ownership", "parcel_category"]
    rows = {cell: list(row) for cell, *row in table.data[["cells", *said]].fillna("").itertuples(index=False)}
    assert rows[4] == ["乔木林", "集体", "公益林"]
    assert rows[5] == ["", "国有", "商品林"]
    assert rows[1] == ["", "", ""]  # in no parcel
    assert "parcel_protection" not in table.columns  # no column, none here
    assert table.columns["parcel_category"].title.zh == "公益林/商品林"
    assert "shares most with a patch" in notes(changed(before, after, inventory=parcels))
    none = changed(before, after, inventory=parcels.iloc[:0]).tables["loss_patches"].data
    assert none["parcel_land_type"].isna().all()
    unlost = changed(before, replace(before, year=2023), inventory=parcels).tables["loss_patches"]
    assert list(unlost.data["parcel_land_type"]) == []


def test_divisions_that_overlap_do_not_count_land_twice(tmp_path: Path) -> None:
    before, after = cover(tmp_path, 2017, "TTTT"), cover(tmp_path, 2023, "gggg")
    zones = changed(before, after, by=frame(cells(0, 0, 3, 1), cells(2, 0, 4, 1), name=["甲", "乙"])).tables["zones"]
    assert zones.data.set_index("name")["loss"].to_dict() == pytest.approx({"乙": 2, "甲": 2}, rel=1e-4)


def test_without_other_layers_the_rest_is_answered(tmp_path: Path) -> None:
    result = changed(cover(tmp_path, 2017, *BEFORE), cover(tmp_path, 2023, *AFTER))
    assert set(result.tables) == {"transitions", "loss_patches"}
    assert not {"loss_red_line", "loss_protected", "loss_forest_farms"} & set(result.measures)
    assert not {"division", "village", "red_line", "protected"} & set(result.tables["loss_patches"].columns)
    assert "red line is not supplied" in notes(result)


def test_no_loss_is_an_empty_list(tmp_path: Path) -> None:
    before = cover(tmp_path, 2017, "TT")
    towns, none = frame(cells(0, 0, 2, 1), name=["镇"]), frame(name=[])
    result = changed(before, cover(tmp_path, 2023, "TT"), by=towns, villages=none, forest_farms=none, red_line=none)
    assert values(result)["loss_patches"] == 0
    assert result.tables["loss_patches"].data.empty
    assert result.tables["zone_transitions"].data.empty
    assert result.tables["zones"].data["loss"].tolist() == [0]
    full = changed(before, cover(tmp_path, 2023, "Tg"), villages=none, forest_farms=none)
    assert full.tables["loss_patches"].data["forest_farm"].tolist() == [0]


def test_divisions_and_what_lies_in_none_add_up(tmp_path: Path) -> None:
    before, after = cover(tmp_path, 2017, "TTTT", "gggg"), cover(tmp_path, 2023, "gTgg", "gTgg")
    # of the place: one and a half columns in a town drawn in two parts, which reaches beyond; two and a half in none
    towns = frame(cells(-3, 0, 1, 2), cells(1, 0, 1.5, 2), name=["镇", "镇"])
    result = changed(before, after, by=towns)
    zones = result.tables["zones"].data.set_index("name")
    assert zones["loss"].to_dict() == pytest.approx({"镇": 1, "(区划之外)": 2}, rel=NEAR)
    assert zones["gain"].to_dict() == pytest.approx({"镇": 0.5, "(区划之外)": 0.5}, rel=1e-4)
    assert zones["before"].to_dict() == pytest.approx({"镇": 1.5, "(区划之外)": 2.5}, rel=1e-4)
    assert zones["patches"].to_dict() == {"镇": 1, "(区划之外)": 1}
    long = result.tables["zone_transitions"].data
    assert long.groupby("division")["area"].sum().to_dict() == pytest.approx({"镇": 1.5, "(区划之外)": 2.5}, rel=1e-4)
    assert {(one.en, other.en) for one, other in zip(long["was"], long["became"], strict=True)} == {
        ("tree cover", "grass"),
        ("grass", "tree cover"),
    }


def test_a_place_too_large_for_patches_still_has_its_areas(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(change_module, "MOST_AT_ONCE", 39)
    towns = frame(cells(0, 0, 8, 5), name=["镇"])
    result = changed(cover(tmp_path, 2017, *BEFORE), cover(tmp_path, 2023, *AFTER), by=towns)
    assert values(result)["loss"] == pytest.approx(11, rel=NEAR)
    assert "loss_patches" not in result.tables
    assert "loss_patches" not in result.measures
    assert "patches" not in result.tables["zones"].columns
    assert "no patches were looked for" in notes(result)


# -- the sample --------------------------------------------------------------------------------------------------------


def test_sample_loses_its_trees_where_it_was_made_to() -> None:
    covers = read_layers(open_project(shipped_project()), ["land_cover"]).layers["land_cover"].rasters
    folder = shipped_project() / "layers/data/sample"
    place, stands, parcels = (
        gpd.read_parquet(folder / f"{name}.parquet") for name in ("boundary", "forest_inventory", "land_use")
    )
    result = changed(*covers, place=place.geometry.iloc[0], least_area=0.5, least_core=2)
    # stands that are bare or young now were felled, orchards planted, pits opened; only parts of other stands were too
    made = np.concatenate(
        [
            np.asarray(stands.geometry[stands["land_type"].isin(["未成林", "无立木"])]),
            np.asarray(parcels.geometry[parcels["code"].isin(["0201", "0602"])]),
        ]
    )
    largest = np.asarray(result.tables["loss_patches"].data["geometry"].head(50))
    there = shapely.union_all(made[np.unique(shapely.STRtree(made).query(largest)[1])])
    inside = shapely.area(shapely.intersection(largest, there)) / shapely.area(largest)
    assert (inside > 0.5).all()
    assert (inside > 0.9).sum() >= 45
    assert shapely.area(made).sum() < 0.1 * place.geometry.iloc[0].area  # by chance a tenth would lie there
