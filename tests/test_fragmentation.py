"""Fragmentation: landscapes of a few hectares whose figures are counted by eye."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from affine import Affine
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from numpy.typing import NDArray
from scipy import ndimage
from shapely import box

from geo_ruijin.errors import MethodError
from geo_ruijin.methods import METHODS
from geo_ruijin.methods.landscape.pattern import core_of
from geo_ruijin.raster import Raster
from geo_ruijin.results import Result
from geo_ruijin.text import Text
from tests.covers import CELL, NORTH, WEST, cover, square
from tests.planes import frame, values

#: 36 cells of 1 ha: patches of 4 ha and of 9 ha in two corners.
CORNERS = ("TTcccc", "TTcccc", "cccccc", "cccTTT", "cccTTT", "cccTTT")


def fragmentation(*covers: Raster, **given: object) -> Result:
    """Return the answer for the extent of the first cover; `given` are inputs and parameters that differ."""
    first = covers[0]
    asked: dict[str, Any] = {
        "cover": covers,
        "place": frame(square(0, 0, first.width, first.height)),
        "classes": ("tree",),
        "edge_depth": 100.0,
        "connectivity": 8,
        "least_area": 0.5,
        "listed": 50,
        "least_known": 95.0,
        **given,
    }
    return METHODS["fragmentation"].compute(**asked)


def test_figures_of_two_patches(tmp_path: Path) -> None:
    found = values(fragmentation(cover(tmp_path, 2023, *CORNERS)))
    expected = {
        "area": 13,
        "share": 1300 / 36,
        "patches": 2,
        "patch_density": 2 / 0.36,
        "largest_patch": 25,
        "mean_patch": 6.5,
        "weighted_patch": (16 + 81) / 13,
        # 4 sides of 100 m around the patch in the corner, 6 around the other: the border of the place is no edge
        "edge_density": 1000 / 36,
        # the outermost cell of the first, and of the second the four that no other class touches
        "core": 5,
        "core_share": 500 / 13,
        "mesh": (16 + 81) / 36,
        "together": 100 * (16 + 81) / 169,
    }
    assert {name: found[name] for name in expected} == pytest.approx(expected, rel=1e-6)
    assert "mesh_change" not in found  # of one year there is no change


@pytest.mark.parametrize(("depth", "core"), [(0.0, 13), (49.0, 13), (50.0, 5), (149.0, 5), (150.0, 1), (250.0, 0)])
def test_what_lies_exactly_at_the_depth_is_edge(tmp_path: Path, depth: float, core: int) -> None:
    # middles of cells lie 50, 150, 250 m from the side of the nearest other cell
    assert values(fragmentation(cover(tmp_path, 2023, *CORNERS), edge_depth=depth))["core"] == pytest.approx(
        core, rel=1e-6
    )


def test_corners_join_or_part_and_the_range_tells(tmp_path: Path) -> None:
    drawn = cover(tmp_path, 2023, "TTcc", "TTcc", "ccTT", "ccTT")
    by_corners = fragmentation(drawn).measures
    assert by_corners["patches"].value == 1
    mesh = by_corners["mesh"]
    assert (mesh.low, mesh.value, mesh.high) == pytest.approx((2 * 16 / 16, 64 / 16, 64 / 16), rel=1e-6)
    by_sides = fragmentation(drawn, connectivity=4).measures
    assert by_sides["patches"].value == 2
    mesh = by_sides["mesh"]
    assert (mesh.low, mesh.value, mesh.high) == pytest.approx((2, 2, 4), rel=1e-6)
    assert by_sides["area"].low is None  # what does not depend on it has no range


def test_a_patch_of_exactly_the_least_area_counts(tmp_path: Path) -> None:
    drawn = cover(tmp_path, 2023, "Tccc", "cccc", "ccTT", "cccc")
    counted = values(fragmentation(drawn, least_area=2.0))
    assert counted["patches"] == 1
    assert counted["mean_patch"] == pytest.approx(2, rel=1e-6)
    assert counted["area"] == pytest.approx(3, rel=1e-6)  # scraps are no patches, and are trees all the same
    assert values(fragmentation(drawn, least_area=2.01))["patches"] == 0
    assert values(fragmentation(drawn, least_area=2.01))["mean_patch"] is None
    assert "1 scraps below 2 ha, 1.0 ha" in " ".join(note.en for note in fragmentation(drawn, least_area=2.0).notes)


def test_divisions_cut_patches_but_for_the_mesh(tmp_path: Path) -> None:
    by = frame(square(0, 0, 3, 2), square(3, 0, 6, 2), name=["甲", "乙"])
    zones = fragmentation(cover(tmp_path, 2023, "cTTTTc", "cccccc"), by=by).tables["zones"].data.set_index("name")
    # a patch of 4 ha, 2 ha of it on either side, 6 ha each
    assert zones["area"].tolist() == pytest.approx([2, 2], rel=1e-6)
    assert zones["patches"].tolist() == [1, 1]
    assert zones["cut_mesh"].tolist() == pytest.approx([2 * 2 / 6] * 2, rel=1e-6)
    assert zones["mesh"].tolist() == pytest.approx([2 * 4 / 6] * 2, rel=1e-6)
    # the border between them is no edge: 2 sides above... below each, and the end of the strip
    assert zones["edge_density"].tolist() == pytest.approx([300 / 6] * 2, rel=1e-6)


def test_land_in_no_division_is_a_row_of_its_own(tmp_path: Path) -> None:
    by = frame(square(0, 0, 3, 2), name=["甲"])
    zones = fragmentation(cover(tmp_path, 2023, "cTTTTc", "cccccc"), by=by).tables["zones"].data
    assert sorted(zones["name"]) == ["(区划之外)", "甲"]
    assert zones["area"].sum() == pytest.approx(4, rel=1e-6)


def test_unknown_cells_are_no_land_and_no_edge(tmp_path: Path) -> None:
    result = fragmentation(cover(tmp_path, 2023, "TT..", "TT.."), least_known=50.0)
    found = values(result)
    assert found["share"] == pytest.approx(100)
    assert found["edge_density"] == 0
    assert found["core_share"] == pytest.approx(100)  # nobody says that anything else is near
    assert any("4.0 ha" in note.en and "nothing is known" in note.en for note in result.notes)


def test_what_lies_beyond_the_place_makes_edge_where_it_is_known(tmp_path: Path) -> None:
    place = frame(square(0, 0, 2, 2))
    assert values(fragmentation(cover(tmp_path, 2023, "TTcc", "TTcc"), place=place))["core"] == pytest.approx(
        2, rel=1e-6
    )
    assert values(fragmentation(cover(tmp_path, 2023, "TT..", "TT.."), place=place))["core"] == pytest.approx(
        4, rel=1e-6
    )


def test_place_that_reaches_beyond_the_raster(tmp_path: Path) -> None:
    result = fragmentation(cover(tmp_path, 2023, "TT", "cc"), place=frame(square(-1, 0, 2, 2)), least_known=60.0)
    assert values(result)["share"] == pytest.approx(50)
    assert any("2.0 ha" in note.en for note in result.notes)
    with pytest.raises(MethodError, match="says nothing of"):
        fragmentation(cover(tmp_path, 2023, "TT", "cc"), place=frame(square(5, 0, 7, 2)))


def test_without_any_of_the_class(tmp_path: Path) -> None:
    found = values(fragmentation(cover(tmp_path, 2023, "cc", "cc")))
    assert (found["area"], found["patches"], found["mesh"], found["edge_density"]) == (0, 0, 0, 0)
    assert found["core_share"] is None
    assert found["together"] is None
    assert fragmentation(cover(tmp_path, 2023, "cc", "cc")).tables["patches"].data.empty


def test_changes_are_between_the_first_year_and_the_last(tmp_path: Path) -> None:
    years = (cover(tmp_path, 2017, "TTTT", "TTTT"), cover(tmp_path, 2023, "TTcc", "TTcc"))
    result = fragmentation(*years, by=frame(square(0, 0, 4, 2), name=["甲"]))
    found = values(result)
    assert found["area"] == pytest.approx(4, rel=1e-6)
    assert found["area_change"] == pytest.approx(-4, rel=1e-6)
    assert found["mesh_change"] == pytest.approx(16 / 8 - 64 / 8, rel=1e-6)
    assert result.tables["years"].data["year"].tolist() == ["2017", "2023"]
    assert result.tables["zones"].data["area_change"].tolist() == pytest.approx([-4], rel=1e-6)


def test_years_of_another_edition_are_told_and_not_compared(tmp_path: Path) -> None:
    drawn = {2017: "TTTT", 2020: "Tccc", 2023: "TTcc"}
    clcd, other, last = (cover(tmp_path, year, row, row) for year, row in drawn.items())
    clcd, other = replace(clcd, edition="CLCD"), replace(other, edition="ESA WorldCover v100")
    result = fragmentation(clcd, other, replace(last, edition="CLCD"))
    assert values(result)["area_change"] == pytest.approx(4 - 8, rel=1e-6)
    years = result.tables["years"].data
    assert years["edition"].tolist() == ["CLCD", "ESA WorldCover v100", "CLCD"]
    assert years["area"].tolist() == pytest.approx([8, 2, 4], rel=1e-6)
    assert any("2020 (ESA WorldCover v100) and 2017, 2023 (CLCD) are of different" in note.en for note in result.notes)
    alone = fragmentation(clcd, other, by=frame(square(0, 0, 4, 2), name=["甲"]))
    assert "area_change" not in alone.measures
    assert "area_change" not in alone.tables["zones"].data
    assert alone.tables["years"].data["year"].tolist() == ["2017", "2020"]
    assert not any("Between years" in note.en for note in alone.notes)
    unsaid = fragmentation(other, last)
    assert values(unsaid)["area_change"] == pytest.approx(4 - 2, rel=1e-6)
    assert any("2023: product and version are not stated" in note.en for note in unsaid.notes)


def test_an_earlier_year_on_another_grid_is_brought_on_the_cells_of_the_latest(tmp_path: Path) -> None:
    beside = cover(tmp_path, 2017, "TTT", "TTT", grid=Affine(CELL, 0, WEST - 40, 0, -CELL, NORTH))
    result = fragmentation(beside, cover(tmp_path, 2023, "TT", "Tc"), place=frame(square(0, 0, 2, 2)))
    assert values(result)["area_change"] == pytest.approx(-1, rel=1e-6)
    assert any("different grids" in note.en for note in result.notes)


def test_years_whose_cells_are_of_another_size_are_told_and_not_compared(tmp_path: Path) -> None:
    # one scene, first in cells of 200 m: the edge alone would look like 4 ha of core more or less
    coarse, fine = cover(tmp_path, 2017, "TTc", "TTc", cell=200.0), ("TTTTcc",) * 4
    early, late = (cover(tmp_path, year, *fine) for year in (2020, 2023))
    result = fragmentation(coarse, late, place=frame(square(0, 0, 6, 4)), by=frame(square(0, 0, 6, 4), name=["甲"]))
    assert "core_change" not in result.measures
    assert "core_change" not in result.tables["zones"].data
    assert [one.en for one in result.tables["years"].data["counts"]] == ["no: cells of another size", "yes"]
    assert any("2017: cells are of another size" in note.en for note in result.notes)
    three = fragmentation(coarse, early, late, place=frame(square(0, 0, 6, 4)))
    assert "2020 to 2023" in three.measures["core_change"].about.en
    assert values(three)["core_change"] == 0


# -- what is not known -------------------------------------------------------------------------------------------------

#: 100 cells of 1 ha, of which the left half is trees.
SCENE = ("TTTTTccccc",) * 10


def clouded(*holes: tuple[int, int]) -> list[str]:
    """Return the scene without the cells of these rows and columns."""
    return [
        "".join("." if (row, at) in holes else one for at, one in enumerate(line)) for row, line in enumerate(SCENE)
    ]


def test_clouds_are_no_change(tmp_path: Path) -> None:
    early, late = cover(tmp_path, 2017, *SCENE), cover(tmp_path, 2023, *clouded((0, 0), (5, 2), (5, 7)))
    for years in ((early, late), (replace(late, year=2017), replace(early, year=2023))):
        result = fragmentation(*years)
        change = result.measures["area_change"]
        assert change.value == 0
        assert sorted(abs(one or 0) for one in (change.low, change.high)) == pytest.approx([1, 2], rel=1e-6)
        assert (values(result)["core_change"], values(result)["mesh_change"]) == (0, 0)
        assert result.tables["years"].data["area"].tolist() == pytest.approx([48, 48], rel=1e-6)
        assert any("on the 97.0 ha that all of them know" in note.en for note in result.notes)


def test_clouds_of_different_years_are_taken_together(tmp_path: Path) -> None:
    years = [cover(tmp_path, year, *clouded(*holes)) for year, holes in ((2017, [(0, 0)]), (2023, [(9, 0)]))]
    assert values(fragmentation(*years, least_known=98.0))["area_change"] == 0  # exactly as much as asked
    over = fragmentation(*years, least_known=98.5)
    assert "area_change" not in over.measures
    assert [one.en for one in over.tables["years"].data["counts"]] == ["no: too little known", "yes"]
    assert any("2017: less than 98.5 % of the land is known" in note.en for note in over.notes)


def test_a_year_known_too_little_is_told_and_not_compared(tmp_path: Path) -> None:
    half = [line[:5] + "." * 5 for line in SCENE]
    early, middle, late = (cover(tmp_path, year, *rows) for year, rows in ((2017, SCENE), (2020, half), (2023, SCENE)))
    result = fragmentation(early, middle, late)
    assert values(result)["area_change"] == 0
    years = result.tables["years"].data
    assert [one.en for one in years["counts"]] == ["yes", "no: too little known", "yes"]
    assert years["known"].tolist() == pytest.approx([100, 50, 100])
    assert any("2020: nothing is known of 50.0 ha" in note.en for note in result.notes)
    # the latest itself: ranges alone, and the earlier years are held against each other
    last = fragmentation(early, replace(late, year=2020), replace(middle, year=2023))
    area = last.measures["area"]
    assert area.value is None
    assert [area.low, area.high] == pytest.approx([50, 100], rel=1e-6)
    assert "2017 to 2020" in last.measures["area_change"].about.en
    assert any("ranges are given and no figures" in note.en for note in last.notes)


def test_the_range_holds_what_unknown_land_may_be(tmp_path: Path) -> None:
    # two patches of 8 ha, between them 2 ha unknown, below them 9 ha of others
    measures = fragmentation(cover(tmp_path, 2023, "TTTT.TTTT", "TTTT.TTTT", "ccccccccc"), least_known=90.0).measures
    mesh = measures["mesh"]
    assert mesh.value == pytest.approx(128 / 25, rel=1e-6)
    assert (mesh.low, mesh.high) == pytest.approx((128 / 27, 18**2 / 27), rel=1e-6)
    together = measures["together"]
    assert (together.low, together.high) == pytest.approx((100 * 128 / 18**2, 100), rel=1e-6)
    assert (measures["area"].low, measures["area"].high) == pytest.approx((16, 18), rel=1e-6)
    # edges of 100 m: the upper row is deep, but for the two cells beside what is unknown where that is no tree
    core = measures["core"]
    assert [core.low, core.value, core.high] == pytest.approx([6, 8, 9], rel=1e-6)
    assert measures["patches"].low is None  # nothing can be said of it


def test_a_division_known_too_little_has_no_figures(tmp_path: Path) -> None:
    by = frame(square(0, 0, 10, 8), square(0, 8, 10, 10), name=["北", "南"])
    late = cover(tmp_path, 2023, *clouded((9, 0), (9, 1)))
    early = cover(tmp_path, 2017, *SCENE)
    result = fragmentation(early, late, by=by)
    zones = result.tables["zones"].data.set_index("name")
    assert zones["known"].to_dict() == pytest.approx({"北": 100, "南": 90})
    assert zones["area"].isna().to_dict() == {"北": False, "南": True}
    assert zones["area_change"].fillna(-1).to_dict() == {"北": 0, "南": -1}
    assert any(note.en.endswith("no figures, and no change: 南.") for note in result.notes)
    # the earlier year has the hole: figures, and no change
    other = fragmentation(replace(late, year=2017), replace(early, year=2023), by=by)
    zones = other.tables["zones"].data.set_index("name")
    assert zones["area"].to_dict() == pytest.approx({"北": 40, "南": 10})
    assert zones["area_change"].isna().to_dict() == {"北": False, "南": True}
    assert any(note.en.endswith("in all years compared: no change: 南.") for note in other.notes)


def test_a_change_whose_sign_hangs_on_corners_has_a_range_alone(tmp_path: Path) -> None:
    # two strips of 4 ha and of 2: corners joined they become one of 7 ha, by sides three of 3, 2 and 2 ha
    early = cover(tmp_path, 2017, "TTTTcTT", "ccccccc")
    late = cover(tmp_path, 2023, "TTTccTT", "cccTTcc")
    change = fragmentation(early, late).measures["mesh_change"]
    assert change.value is None
    assert "a range alone" in change.about.en
    assert (change.low, change.high) == pytest.approx(((9 + 4 + 4 - 16 - 4) / 14, (49 - 16 - 4) / 14), rel=1e-6)


@settings(max_examples=12, deadline=None)
@given(data=st.data(), cells=arrays.arrays(np.bool_, st.tuples(st.integers(2, 7), st.integers(2, 7))))
def test_the_truth_lies_in_the_range(data: st.DataObject, cells: NDArray[np.bool_]) -> None:
    hidden = data.draw(arrays.arrays(np.bool_, cells.shape))
    full = ["".join("T" if cell else "c" for cell in row) for row in cells]
    seen = [
        "".join("." if no else one for no, one in zip(gaps, row, strict=True))
        for gaps, row in zip(hidden, full, strict=True)
    ]
    if hidden.all():
        return
    with tempfile.TemporaryDirectory() as folder:
        truth = values(fragmentation(cover(Path(folder), 2023, *full)))
        found = fragmentation(cover(Path(folder), 2023, *seen), least_known=0.0).measures
    for name in ("area", "share", "core", "mesh", "largest_patch", "weighted_patch", "together", "core_share"):
        low, high, true = found[name].low, found[name].high, truth[name]
        if low is not None and high is not None and true is not None:
            assert low <= true * (1 + 1e-9) + 1e-9, name
            assert true <= high * (1 + 1e-9) + 1e-9, name


def test_largest_patches_are_drawn_and_placed(tmp_path: Path) -> None:
    by = frame(square(0, 0, 6, 2), square(0, 2, 6, 6), name=["北", "南"])
    found = fragmentation(cover(tmp_path, 2023, *CORNERS), by=by, listed=1).tables["patches"].data
    assert found["area"].tolist() == pytest.approx([9], rel=1e-6)
    assert found["name"].tolist() == ["南"]
    assert found["share"].tolist() == pytest.approx([900 / 13])
    assert found["core"].tolist() == pytest.approx([4], rel=1e-6)
    assert found.geometry.iloc[0].equals(square(3, 3, 6, 6))
    both = fragmentation(cover(tmp_path, 2023, *CORNERS), by=by).tables["patches"].data
    assert both["name"].tolist() == ["南", "北"]
    assert both.geometry.iloc[1].equals(square(0, 0, 2, 2))


@pytest.mark.parametrize(("edge", "name"), [(9, "西"), (8, Text(zh="西等", en="西 and others"))])
def test_a_patch_that_spans_divisions_is_not_said_to_lie_in_one(edge: int, name: object, tmp_path: Path) -> None:
    # of ten cells in a row nine are in the west, which is 90 % and enough; or eight, which is not
    by = frame(square(0, 0, edge, 2), square(edge, 0, 10, 2), name=["西", "东"])
    place = frame(square(0, 0, 10, 2))
    found = fragmentation(cover(tmp_path, 2023, "TTTTTTTTTT", "cccccccccc"), by=by, place=place).tables["patches"].data
    assert found["name"].tolist() == [name]


def test_cells_in_degrees_become_squares_of_the_same_area(tmp_path: Path) -> None:
    # half of 40 x 40 cells of 0.001° around 117° E 25.85° N, some 100 m x 111 m: squares of 105 m
    rows = ["T" * 20 + "c" * 20] * 40
    drawn = cover(tmp_path, 2023, *rows, crs="EPSG:4490", grid=Affine(0.001, 0, 116.98, 0, -0.001, 25.87))
    place = frame(box(498_700, 2_858_016, 501_300, 2_862_416))
    result = fragmentation(drawn, place=place)
    found = values(result)
    assert found["share"] == pytest.approx(50, abs=3)  # a cell of 105 m of 2,600 m more or less
    assert found["area"] == pytest.approx(26 * 44 / 2, rel=0.1)
    assert "Sides of 105." in result.notes[0].en
    assert "squares that replace" in result.notes[0].en


def test_larger_cells_on_request(tmp_path: Path) -> None:
    # middles of squares of 300 m: the grid is that of multiples of 300 m
    result = fragmentation(cover(tmp_path, 2023, *["T" * 30] * 30), cell=300.0)
    assert values(result)["share"] == pytest.approx(100)
    assert "Sides of 300.0 m" in result.notes[0].en


def test_refusals_name_the_cure(tmp_path: Path) -> None:
    drawn = cover(tmp_path, 2023, *CORNERS)
    with pytest.raises(MethodError, match=r"2023 do not hold mangrove .* It has: tree, crop, shrub"):
        fragmentation(drawn, classes=("mangrove",))
    with pytest.raises(MethodError, match="'connectivity' should be 4"):
        fragmentation(drawn, connectivity=6)
    with pytest.raises(MethodError, match="Set the parameter 'cell'"):
        fragmentation(drawn, cell=0.01)
    with pytest.raises(MethodError, match="above 0"):
        fragmentation(drawn, cell=0.0)


@settings(max_examples=30, deadline=None)
@given(cells=arrays.arrays(np.bool_, st.tuples(st.integers(2, 9), st.integers(4, 9))))
def test_meshes_of_divisions_add_up_to_that_of_the_place(cells: NDArray[np.bool_]) -> None:
    rows = ["".join("T" if cell else "c" for cell in row) for row in cells]
    height, width = cells.shape
    by = frame(square(0, 0, 2, height), square(2, 0, width, height), name=["甲", "乙"])
    with tempfile.TemporaryDirectory() as folder:
        result = fragmentation(cover(Path(folder), 2023, *rows), by=by)
    found, zones = values(result), result.tables["zones"].data
    # by cross-boundary connections, weighted by area (Moser et al. 2007)
    whole = (zones["mesh"] * zones["land"]).sum() / zones["land"].sum()
    assert found["mesh"] == pytest.approx(whole, rel=1e-6, abs=1e-9)
    assert (zones["cut_mesh"] <= zones["mesh"] + 1e-9).all()
    assert zones["area"].sum() == pytest.approx(cells.sum(), rel=1e-6)
    assert (found["core"] or 0) <= (found["area"] or 0)


@settings(max_examples=60, deadline=None)
@given(
    cells=arrays.arrays(np.int8, st.tuples(st.integers(1, 12), st.integers(1, 12)), elements=st.integers(0, 2)),
    depth=st.sampled_from([0.0, 14.9, 15.0, 45.0, 60.0, 100.0]),
)
def test_cores_are_those_of_distances(cells: NDArray[np.int8], depth: float) -> None:
    wanted, known = cells == 1, cells != 0
    # without another class there is no distance to any
    away = ndimage.distance_transform_edt(wanted | ~known, sampling=30.0) if (cells == 2).any() else np.inf
    expected = wanted & (away > (depth + 15.0) * (1 + 1e-9))
    assert (core_of(wanted, known, side=30.0, depth=depth) == expected).all()
