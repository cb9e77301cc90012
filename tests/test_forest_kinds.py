"""What counts as forest: by kind, by canopy, and what nobody can tell."""

from __future__ import annotations

import pandas as pd
import pytest

from geo_ruijin.errors import MethodError
from geo_ruijin.methods.forest.kinds import FOREST, LIKELY, OPEN, OTHER, SPARSE, Rules, kinds_of, states_of

INVENTORY = Rules("land_type", ("乔木林", "竹林"), ("乔木林",), (), 0.2)
SHRUB = Rules("land_type", ("灌木",), cover_kinds=("灌木",), least_cover=30.0)
SURVEY = Rules("code", ("0301", "0302"), (), ("0305",))


def state(kind: str | None, canopy: float | None = None, rules: Rules = INVENTORY) -> int:
    rows = pd.DataFrame({rules.kind: pd.array([kind], dtype="string"), "canopy": [canopy]})
    return int(states_of(rows, kinds_of(rows, rules), rules)[0])


@pytest.mark.parametrize(
    ("kind", "canopy", "found"),
    [
        ("乔木林", 0.2, FOREST),  # exactly at the limit
        ("乔木林", 0.19, SPARSE),
        ("乔木林", 1.0, FOREST),
        ("乔木林", None, LIKELY),
        ("乔木林", 0.0, LIKELY),  # never filled in
        ("乔木林地", 0.5, FOREST),
        (" 竹林 ", None, FOREST),  # no canopy is asked of bamboo
        ("竹林", 0.1, FOREST),
        ("疏林", 0.15, OTHER),
        ("一般灌木林", None, OTHER),
        ("国家特别规定灌木林", None, OTHER),  # of these rules
        (None, 0.9, OPEN),
        (" ", 0.9, OPEN),
    ],
)
def test_of_an_inventory(kind: str | None, canopy: float | None, found: int) -> None:
    assert state(kind, canopy) == found


@pytest.mark.parametrize(
    ("code", "found"),
    [("0301", FOREST), ("0301K", FOREST), ("0305", OPEN), ("0307", OTHER), ("0201", OTHER), ("1030", OTHER)],
)
def test_of_a_land_survey(code: str, found: int) -> None:
    assert state(code, rules=SURVEY) == found


def test_percent_is_refused() -> None:
    with pytest.raises(MethodError, match="1 rows above 1: a canopy is from 0 to 1; divide percent by 100"):
        state("乔木林", 60)


def test_a_canopy_nobody_asks_for_may_be_anything() -> None:
    assert state("0301", 60, SURVEY) == FOREST


def test_without_a_canopy_column() -> None:
    rows = pd.DataFrame({"land_type": ["乔木林", "竹林"]})
    assert states_of(rows, kinds_of(rows, INVENTORY), INVENTORY).tolist() == [LIKELY, FOREST]


def test_without_a_column_of_kinds() -> None:
    with pytest.raises(MethodError, match="has no column 'land_type' of kinds"):
        kinds_of(pd.DataFrame({"kind": ["乔木林"]}), INVENTORY)


@pytest.mark.parametrize(
    ("cover", "found"),
    [
        (30.0, FOREST),  # exactly at the limit
        (29.9, SPARSE),
        (80.0, FOREST),
        (None, FOREST),
        (0.0, FOREST),  # never filled in
        (0.25, FOREST),  # no percentage
        (1.0, FOREST),
        (1.1, SPARSE),
    ],
)
def test_shrub_needs_a_cover(cover: float | None, found: int) -> None:
    rows = pd.DataFrame({"land_type": ["灌木"], "cover": [cover]})
    assert states_of(rows, kinds_of(rows, SHRUB), SHRUB).tolist() == [found]
    other = rows.assign(land_type="其他")
    assert states_of(other, kinds_of(other, SHRUB), SHRUB).tolist() == [OTHER]


def test_shrub_without_a_column_of_covers() -> None:
    rows = pd.DataFrame({"land_type": ["灌木"]})
    assert states_of(rows, kinds_of(rows, SHRUB), SHRUB).tolist() == [FOREST]
