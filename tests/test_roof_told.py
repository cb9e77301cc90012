"""What is told of a building that is drawn twice, or inside another, and the shade that every drawing casts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import pytest

from geo_ruijin.errors import MethodError
from geo_ruijin.methods.rooftops.horizons import Shading, horizons
from tests.planes import frame
from tests.roofs import ground, house, potential, town
from tests.suns import normals

SHADING = Shading(buildings=True, terrain=False, storey_height=3, building_radius=100, terrain_radius=1000)


def roofs(*rows: tuple[Any, ...], columns: Sequence[str] = ("use",), **more: object) -> pd.DataFrame:
    """Return the roofs of drawings, each a shape and what it says, by their row."""
    said = {name: [row[place + 1] for row in rows] for place, name in enumerate(columns)}
    table = potential(town(*(row[0] for row in rows), **said), **more).tables["roofs"].data
    return table.set_index("building")


def notes(*rows: tuple[Any, ...]) -> str:
    result = potential(town(*(row[0] for row in rows), use=[row[1] for row in rows]))
    return " ".join(note.en for note in result.notes)


def test_what_the_kept_does_not_say_is_taken_from_its_repeat() -> None:
    columns = ("use", "roof", "year_built", "floors")
    found = roofs(
        (house(0, 0), "yes", None, 2021, None), (house(0, 0, deep=9.5), "school", "pitched", 1999, 4), columns=columns
    )
    assert found.index.to_list() == [1]
    assert found[["class", "rule", "roof"]].to_numpy().tolist() == [["school", "use", "pitched"]]
    assert found[["year_built", "floors"]].to_numpy().tolist() == [[2021, 4]]  # it says its year itself
    assert found["roof_area"].to_list() == pytest.approx([100])


def test_of_several_repeats_the_larger_is_heard_first() -> None:
    found = roofs(
        (house(0, 0, deep=9), "hospital", 1), (house(0, 0), None, None), (house(0, 0, deep=9.5), "school", None),
        columns=("use", "floors"),
    )  # fmt: skip
    assert found[["class", "floors"]].to_numpy().tolist() == [["school", 1]]


def test_the_words_of_a_use_are_taken_together() -> None:
    # the kept says a word that tells nothing: all its words give way to those that do
    found = roofs((house(0, 0), "yes", None), (house(0, 0), "yes", "clinic"), columns=("use", "amenity"))
    assert found[["class", "rule"]].to_numpy().tolist() == [["hospital", "other_use"]]


def test_two_classes_of_one_building_are_told_and_the_kept_is_believed() -> None:
    rows = (house(0, 0), "school"), (house(0, 0, deep=9), "hospital"), (house(50, 0), "school"), (house(50, 0), "yes")
    assert roofs(*rows)["class"].to_list() == ["school", "school"]
    assert "say uses of different classes: 1." in notes(*rows)
    # a house may be an apartment house, and silence is no second class
    assert "different classes" not in notes((house(0, 0), "house"), (house(0, 0), "apartments"), *rows[2:])
    assert "different classes: 1." in notes((house(0, 0), "farm"), (house(0, 0), "apartments"))


def test_a_tower_on_its_podium_and_a_hospital_in_its_compound_keep_what_they_say() -> None:
    columns = ("use", "year_built")
    found = roofs(
        (house(0, 0, wide=40, deep=20), "retail", 2010), (house(5, 5), "apartments", 2015),
        (house(60, 0, wide=30), None, None),
        (house(65, 1, wide=8, deep=8), "hospital", 2001), columns=columns,
    )  # fmt: skip
    assert found["class"].to_list() == ["commercial", "urban_housing", "unknown", "hospital"]
    assert found["year_built"].fillna(0).to_list() == [2010, 2015, 0, 2001]
    assert found["roof_area"].to_list() == pytest.approx([700, 100, 236, 64])


@pytest.mark.parametrize("order", [[4, 3, 2, 1, 0], [2, 0, 3, 4, 1], [1, 2, 0, 3, 4]])
def test_the_order_of_rows_tells_nothing(order: list[int]) -> None:
    columns = ("use", "year_built", "floors")
    rows = [
        (house(0, 0), "yes", None, 5), (house(0, 0, deep=9.5), "school", 2001, None),
        (house(0, 0, deep=9), "hospital", 1990, 3), (house(2, 2, wide=3, deep=3), "shop", 2020, 9),
        (house(50, 0), None, None, None),
    ]  # fmt: skip
    wanted = roofs(*rows, columns=columns, draws=10)
    found = roofs(*(rows[at] for at in order), columns=columns, draws=10)
    found.index = pd.Index(np.array(order)[found.index - 1] + 1)
    told = ["class", "rule", "year_built", "floors", "roof_area", "capacity"]
    pd.testing.assert_frame_equal(found.sort_index()[told], wanted[told], check_names=False)


def test_ill_floors_of_a_repeat_are_refused_too() -> None:
    with pytest.raises(MethodError, match="floors"):
        roofs((house(0, 0), 2), (house(0, 0), -1), columns=("floors",))


def test_every_drawing_casts_shade_but_none_on_the_roof_it_is_drawn_over() -> None:
    def seen(*others: tuple[float, float]) -> float:
        """Return the highest horizon of a house of 1 floor among others, each from so far east and of such floors."""
        rows = frame(house(0, 0), floors=[1.0])
        shapes = [house(x, -100, wide=10, deep=210) if x >= 10 else house(x, 0) for x, _ in others]
        beside = frame(*shapes, floors=[floors for _, floors in others])
        points = rows.geometry.representative_point().to_numpy()
        found = horizons(rows, points, beside, None, SHADING).neighbours
        assert found is not None
        assert found.shape == (1, 72)
        return float(found.max())

    # 5 floors, 12 m higher, 12 m and 17.8 m from the points at 2.11 and 7.89 m: atan(12 / 12.11) = 44.7°, 33.7°
    east = np.sqrt((np.degrees(np.arctan(12 / (20 - 7.887))) ** 2 + np.degrees(np.arctan(12 / (20 - 2.113))) ** 2) / 2)
    assert seen((20, 5)) == pytest.approx(east, abs=0.01)
    assert seen((0, 5)) == 0  # drawn over it
    assert seen((120, 5)) == 0  # beyond 100 m
    assert seen((20, np.nan)) == 0


def test_what_stands_outside_the_place_casts_shade_into_it() -> None:
    # a home of 1 floor; a block of 10 floors in front of it, beyond the border of the place
    there = town(house(0, 0), house(-20, -30, wide=50), use=["house", "apartments"], floors=[1, 10])
    place = frame(ground(-100, -10, 200, 100), name=["城"])
    table = potential(there, within=place, normals=normals()).tables["roofs"].data
    assert len(table) == 1
    assert table["loss_buildings"][0] > 15
