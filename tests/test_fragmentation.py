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
from tests.covers import cover, square
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
    result = fragmentation(cover(tmp_path, 2023, "TT..", "TT.."))
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
    result = fragmentation(cover(tmp_path, 2023, "TT", "cc"), place=frame(square(-1, 0, 2, 2)))
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


def test_an_earlier_year_on_other_cells_is_brought_on_those_of_the_latest(tmp_path: Path) -> None:
    years = (cover(tmp_path, 2017, "T", cell=200.0), cover(tmp_path, 2023, "TT", "Tc"))
    result = fragmentation(*years, place=frame(square(0, 0, 2, 2)))
    assert values(result)["area_change"] == pytest.approx(-1, rel=1e-6)
    assert any("different grids" in note.en for note in result.notes)


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
    with pytest.raises(MethodError, match="no class mangrove, only tree, crop, shrub"):
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
