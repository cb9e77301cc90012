"""Where banks are missing, the method says so of its own answer."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import shapely
from shapely import LineString, box

from geo_ruijin.methods.rivers.courses import Course
from geo_ruijin.methods.rivers.middle import LEFT, RIGHT
from geo_ruijin.methods.rivers.missing import missing_banks
from geo_ruijin.methods.rivers.profile import Profile
from tests.planes import frame, values
from tests.riverside import LINE, RIVER, WATER, buffers, land

#: 1 km with a piece of bank every 10 m on either side.
COURSE = Course("甲河", 0, 1, (0,), LINE)
X = np.tile(np.arange(0.0, 1000, 10), 2)
Y = np.repeat([10.0, -10.0], 100)
BANKS = Profile(
    start=np.column_stack([X, Y]),
    stop=np.column_stack([X + 10, Y]),
    length=np.full(200, 10.0),
    course=np.zeros(200, dtype=np.intp),
    side=np.repeat([LEFT, RIGHT], 100),
    along=X + 5,
    lost=np.zeros(200),
    natural=np.full(200, 100.0),
    kind=np.zeros(200, dtype=np.intp),
)


def without(*stretches: tuple[float, float]) -> Profile:
    """Return banks of which the left one faces other water from one place along the course to another."""
    lost = [any(low <= x < high for low, high in stretches) for x in BANKS.along]
    return replace(BANKS, lost=np.where(lost & (BANKS.side == LEFT), 10.0, 0.0))


def test_banks_that_are_all_there_miss_nothing() -> None:
    assert missing_banks(BANKS, [COURSE], bin_length=100, least=85).length() == 0


@pytest.mark.parametrize(("least", "missing"), [(80.0, 0), (80.1, 200)])
def test_exactly_the_least_share_is_enough(least: float, missing: float) -> None:
    found = missing_banks(without((300, 500)), [COURSE], bin_length=100, least=least)
    assert found.length() == missing
    assert found.length(side=RIGHT) == 0


def test_stretches_that_follow_one_another_are_one() -> None:
    found = missing_banks(without((300, 500), (700, 800)), [COURSE], bin_length=100, least=85).stretches
    assert found[["side", "low", "high"]].to_numpy().tolist() == [[LEFT, 300, 500], [LEFT, 700, 800]]


def test_a_mouth_within_a_stretch_is_no_matter() -> None:
    assert missing_banks(without((310, 390)), [COURSE], bin_length=100, least=100).length() == 0


def test_figures_are_ranges_where_banks_are_missing() -> None:
    # two rivers in one water of 60 m without land between: all of it is the first one's
    both = box(0, -50, 1000, 10)
    lines = frame(LINE, LineString([(0, -40), (999, -40)]), name=["甲河", "乙河"], width=[20.0, 20.0])
    use = land((both, "1101"), (box(-500, 10, 1500, 500), "0101"), (box(-500, -500, 1500, -50), "0301"), river=False)
    result = buffers(rivers=lines, land_use=use, names=("乙河", "甲河"))
    assert values(result)["bank_length"] == pytest.approx(2.0, rel=0.02)
    assert result.measures["bank_length"].high == pytest.approx(2.0 + 2 * 0.999, rel=0.02)
    assert result.measures["natural_share"].value == pytest.approx(50, abs=1)
    assert result.measures["natural_share"].low == pytest.approx(25, abs=1)
    assert any("乙河, left bank: 1.0 km have none" in note.en for note in result.notes)


def test_a_lake_beside_a_river_is_no_missing_bank() -> None:
    lake = box(0, 10, 1000, 300)
    use = frame(WATER, lake, box(-500, -500, 1500, -10), code=["1101", "1102", "0301"])
    result = buffers(rivers=RIVER, land_use=use)
    assert values(result)["bank_length"] == pytest.approx(1.0, rel=0.02)
    assert result.measures["bank_length"].low is None


def test_river_water_left_out_beside_a_river_is_a_missing_bank() -> None:
    # nothing but water: polygons of rivers that no line is near are all around a line of 8 m
    use = frame(shapely.difference(box(-500, -500, 1500, 500), box(-100, -40, 1100, 40)), code=["1101"])
    use = land((use.geometry.iloc[0], "1101"), (box(-100, 10, 1100, 40), "0101"), river=False)
    result = buffers(rivers=RIVER.assign(width=[80.0]), land_use=use)
    measure = result.measures["bank_length"]
    assert measure.low is not None
    assert measure.high == pytest.approx(2.0, rel=0.2)
    assert any("km have none" in note.en for note in result.notes)
