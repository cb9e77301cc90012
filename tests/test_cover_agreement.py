"""Agreement of inventory and image: a square of hectares counted by eye, cells cut along parcels, and odd layers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo_ruijin.errors import MethodError
from geo_ruijin.methods import METHODS
from geo_ruijin.methods.landcover import differing
from geo_ruijin.results import Result
from tests.covers import NORTH, WEST, C, T, raster_of, square
from tests.planes import CRS, frame

#: Four columns and four rows: sixteen hectares, the western half trees by the image.
PLACE = frame(square(0, 0, 4, 4))
CELLS = [[T, T, C, C]] * 4
#: By the inventory the northern half is forest.
FOREST = frame(square(0, 0, 4, 2))


def answer(folder: Path, cells: Any = CELLS, **given_: object) -> Result:  # noqa: ANN401 - rows of cells
    chosen: dict[str, Any] = {
        "forest": FOREST,
        "place": PLACE,
        "classes": ("tree",),
        "least_area": 1.0,
        "core": 1,
        "least_known": 0.0,
        **given_,
    }
    return METHODS["cover_agreement"].compute(cover=raster_of(folder, cells, year=2023), **chosen)


def hectares(found: Result) -> dict[str, float]:
    """Return the areas [ha]."""
    names = ("both", "inventory_only", "satellite_only", "neither", "unknown")
    return {name: round(100 * (found.measures[name].value or 0.0), 3) for name in names}


def value(found: Result, name: str) -> float:
    figure = found.measures[name].value
    assert figure is not None
    return figure


def test_a_quarter_each(tmp_path: Path) -> None:
    found = answer(tmp_path)
    assert hectares(found) == {"both": 4, "inventory_only": 4, "satellite_only": 4, "neither": 4, "unknown": 0}
    shares = [value(found, name) for name in ("agreement", "inventory_seen", "trees_in_inventory")]
    assert shares == pytest.approx([50, 50, 50])


def test_cells_are_cut_along_parcels(tmp_path: Path) -> None:
    # a parcel of 1 x 1 across four cells, a quarter in each: two of trees, two of crops
    found = answer(tmp_path, forest=frame(square(1.5, 0.5, 2.5, 1.5)))
    assert hectares(found) == {"both": 0.5, "inventory_only": 0.5, "satellite_only": 7.5, "neither": 7.5, "unknown": 0}
    assert value(found, "inventory_seen") == pytest.approx(50)
    assert value(found, "trees_in_inventory") == pytest.approx(100 * 0.5 / 8)


def test_parcels_beyond_the_place_do_not_count(tmp_path: Path) -> None:
    found = answer(tmp_path, place=frame(square(0, 0, 4, 3)), forest=frame(square(-5, 2, 9, 9)))
    assert hectares(found) == {"both": 2, "inventory_only": 2, "satellite_only": 4, "neither": 4, "unknown": 0}


def test_land_that_two_parcels_hold_counts_once(tmp_path: Path) -> None:
    found = answer(tmp_path, forest=frame(square(0, 0, 3, 2), square(1.3, 0, 4, 2)))
    assert hectares(found)["both"] == 4
    assert hectares(found)["inventory_only"] == 4


def test_what_the_image_does_not_tell_is_in_no_share(tmp_path: Path) -> None:
    cells = [[T, 0, C, C], *CELLS[1:]]
    found = answer(tmp_path, cells, place=frame(square(0, 0, 4, 5)))
    assert hectares(found) == {"both": 3, "inventory_only": 4, "satellite_only": 4, "neither": 4, "unknown": 5}
    assert value(found, "agreement") == pytest.approx(100 * 7 / 15)
    share = found.measures["agreement"]  # of all twenty: none of the five, or all
    assert [share.low, share.high] == pytest.approx([100 * 7 / 20, 100 * 12 / 20], rel=1e-4)
    assert any("Of 5.0 ha the image says nothing" in note.en for note in found.notes)


@pytest.mark.parametrize(("least_known", "told"), [(75.0, 50.0), (75.1, None)])
def test_where_the_image_tells_too_little_there_is_a_range_alone(
    least_known: float, told: float | None, tmp_path: Path
) -> None:
    # the southern row of four is not known; of the twelve others six agree
    found = answer(tmp_path, [*CELLS[:3], [0] * 4], least_known=least_known, forest=FOREST)
    share = found.measures["agreement"]
    assert share.value == (None if told is None else pytest.approx(told))
    assert [share.low, share.high] == pytest.approx([100 * 6 / 16, 100 * 10 / 16], rel=1e-4)
    assert found.notes[0].en.startswith("The image tells of less than 75.1 %") == (told is None)


def test_without_forest_there_is_nothing_to_see(tmp_path: Path) -> None:
    found = answer(tmp_path, forest=FOREST.iloc[:0])
    assert hectares(found) == {"both": 0, "inventory_only": 0, "satellite_only": 8, "neither": 8, "unknown": 0}
    assert found.measures["inventory_seen"].value is None
    assert value(found, "trees_in_inventory") == 0


def test_divisions_and_what_lies_in_none(tmp_path: Path) -> None:
    by = frame(square(0, 0, 2, 2), square(2, 0, 4, 4), name=["甲", "乙"])
    rows = answer(tmp_path, by=by).tables["zones"].data
    assert rows["name"].tolist() == ["(区划之外)", "乙", "甲"]  # the least agreement first
    assert rows["agreement"].tolist() == pytest.approx([0, 50, 100])
    assert rows["satellite_only"].tolist() == pytest.approx([4, 0, 0], abs=1e-3)
    assert rows["inventory_share"].tolist() == pytest.approx([0, 50, 100])


def test_on_what_land_they_differ(tmp_path: Path) -> None:
    # in the south-west, trees outside the inventory: three hectares of orchard, one that no parcel covers
    use = frame(
        square(0, 2, 1, 4), square(1, 2, 2, 3), square(0, 0, 4, 2), code=["0201", "0201", "0301"], name=["果园"] * 3
    )
    rows = answer(tmp_path, land_use=use).tables["land_use"].data
    assert [str(name) for name in rows["use"]] == ["0201 果园", "(no parcel)", "0301 果园"]
    assert rows["satellite_only"].tolist() == pytest.approx([3, 1, 0], abs=1e-3)
    assert rows["satellite_only_share"].tolist() == pytest.approx([75, 25, 0], abs=1e-3)
    assert rows["inventory_only"].tolist() == pytest.approx([0, 0, 4], abs=1e-3)
    assert rows["neither"].tolist() == pytest.approx([0, 4, 0], abs=1e-3)


def test_land_use_without_names_goes_by_its_code(tmp_path: Path) -> None:
    use = frame(square(0, 0, 4, 4), code=["0201"])
    rows = answer(tmp_path, land_use=use).tables["land_use"].data
    assert rows["use"].tolist() == ["0201"]


def test_kinds_of_the_inventory_by_age_as_the_image_shows_them(tmp_path: Path) -> None:
    inventory = frame(
        square(0, 0, 3, 1),
        square(2.5, 1, 4, 2),
        square(0, 3, 2, 6),
        land_type=["乔木林", "未成林", "乔木林"],
        age=["成熟林", None, "幼龄林"],
    )
    rows = answer(tmp_path, inventory=inventory).tables["kinds"].data
    said = [(str(kind), str(age)) for kind, age in zip(rows["kind"], rows["age"], strict=True)]
    assert said == [("乔木林", "成熟林"), ("乔木林", "幼龄林"), ("未成林", "(not said)")]
    assert rows["known"].tolist() == pytest.approx([3, 2, 1.5], rel=1e-5)  # cut at the border of the place
    assert rows["share"].tolist() == pytest.approx([100 * 2 / 3, 100, 0], abs=1e-3)
    without = answer(tmp_path, inventory=inventory.drop(columns="age")).tables["kinds"].data
    assert without["share"].tolist() == pytest.approx([80, 0], abs=1e-3)


def test_polygons_of_where_they_differ_are_large_enough_and_wide_enough(tmp_path: Path) -> None:
    found = answer(tmp_path, least_area=4.0, core=2)
    inventory, satellite = (found.tables[name].data for name in ("inventory_patches", "satellite_patches"))
    assert isinstance(inventory, gpd.GeoDataFrame)
    assert isinstance(satellite, gpd.GeoDataFrame)
    assert inventory.geometry.iloc[0].equals(square(2, 0, 4, 2))
    assert satellite.geometry.iloc[0].equals(square(0, 2, 2, 4))
    assert inventory["area"].tolist() == pytest.approx([4], rel=1e-5)
    for more in ({"least_area": 4.1, "core": 2}, {"least_area": 4.0, "core": 3}):
        assert all(answer(tmp_path, **more).tables[f"{name}_patches"].data.empty for name in ("inventory", "satellite"))


def test_polygons_say_their_division_and_land_use(tmp_path: Path) -> None:
    use = frame(square(0, 2, 2, 3.5), square(0, 3.5, 2, 4), code=["0201", "0702"])
    by = frame(square(0, 0, 4, 4), name=["甲"])
    row = answer(tmp_path, by=by, land_use=use).tables["satellite_patches"].data.iloc[0]
    assert (row["rank"], row["division"], row["land_use"]) == (1, "甲", "0201")


def test_a_cell_is_in_the_inventory_if_its_middle_is(tmp_path: Path) -> None:
    # the parcel covers 40 % of the third column, and 60 % of the fourth: none of the former's middles
    forest = frame(square(3.4, 0, 4, 4), square(2, 0, 2.4, 4))
    table = answer(tmp_path, forest=forest).tables["inventory_patches"].data
    assert isinstance(table, gpd.GeoDataFrame)
    assert [shape.equals(square(3, 0, 4, 4)) for shape in table.geometry] == [True]


def test_of_too_many_cells_no_polygons_are_drawn_and_that_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(differing, "MOST_CELLS", 15)
    found = answer(tmp_path)
    assert "inventory_patches" not in found.tables
    assert hectares(found)["both"] == 4
    assert any("no polygons are drawn" in note.en for note in found.notes)


def test_a_raster_that_lies_elsewhere_tells_nothing(tmp_path: Path) -> None:
    far = square(100, 100, 104, 104)
    found = answer(tmp_path, place=frame(far), forest=frame(far))
    assert found.measures["agreement"].value is None
    assert hectares(found)["unknown"] == pytest.approx(16, abs=1e-2)
    assert found.tables["inventory_patches"].data.empty


def test_parcels_in_another_system_than_the_raster_agree(tmp_path: Path) -> None:
    plain = answer(tmp_path)
    system = "EPSG:32650"
    moved = answer(tmp_path, forest=FOREST.to_crs(system), place=PLACE.to_crs(system))
    assert list(hectares(moved).values()) == pytest.approx(list(hectares(plain).values()), abs=2e-2)
    table = moved.tables["inventory_patches"].data
    assert isinstance(table, gpd.GeoDataFrame)
    assert table.crs == system
    back = table.to_crs(CRS).geometry.iloc[0]
    assert back.symmetric_difference(square(2, 0, 4, 2)).area < 10  # [m²] of 40,000


def test_a_class_the_raster_does_not_have_is_refused(tmp_path: Path) -> None:
    with pytest.raises(MethodError, match="do not hold mangrove"):
        answer(tmp_path, classes=("mangrove",))


def test_neither_is_called_the_truth(tmp_path: Path) -> None:
    about = answer(tmp_path).measures["agreement"].about
    assert "两者都不是真值" in about.zh
    assert "agreement, not accuracy" in about.en


corner = st.integers(0, 16).map(lambda one: one / 4)


@settings(max_examples=40)
@given(
    cells=st.lists(st.lists(st.sampled_from([0, T, C]), min_size=4, max_size=4), min_size=4, max_size=4),
    edges=st.lists(st.tuples(corner, corner, corner, corner), max_size=4),
)
def test_the_five_kinds_of_land_add_up_to_the_place(
    cells: list[list[int]],
    edges: list[tuple[float, float, float, float]],
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    boxes = [square(min(a, b), min(c, d), max(a, b), max(c, d)) for a, b, c, d in edges]
    parcels = [box for box in boxes if shapely.area(box) > 0]
    found = answer(tmp_path_factory.mktemp("any"), cells, forest=frame(*parcels))
    areas = hectares(found)
    assert sum(areas.values()) == pytest.approx(16, abs=0.01)
    # by hand: sixteenths of a hectare, by the middle of each
    fine = np.kron(np.array(cells), np.ones((4, 4), dtype=int))
    row, column = np.indices(fine.shape)
    middles = shapely.points(WEST + (column + 0.5) * 25, NORTH - (row + 0.5) * 25)
    inside = shapely.intersects(shapely.union_all(parcels), middles)
    by_hand = {
        "both": inside & (fine == T),
        "inventory_only": inside & (fine == C),
        "satellite_only": ~inside & (fine == T),
        "neither": ~inside & (fine == C),
        "unknown": fine == 0,
    }
    assert areas == pytest.approx({name: cells_.sum() / 16 for name, cells_ in by_hand.items()}, abs=0.01)
