"""The order in which roofs fill a gap, and the roofs a question is about."""

from __future__ import annotations

import math
from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import box

from geo_ruijin.errors import MethodError
from geo_ruijin.methods import METHODS
from geo_ruijin.methods.parameter import Range
from geo_ruijin.methods.rollout.candidates import candidates
from geo_ruijin.methods.rollout.supply import supply_curve
from geo_ruijin.results import Result
from tests.planes import CRS, points, values

CLASSES = ("school", "industrial", "rural_house")


def roofs(*rows: tuple[str, float, float], **columns: Sequence[object]) -> gpd.GeoDataFrame:
    """Return roofs of 10 m side, 100 m apart: class, capacity [kWp], specific yield [kWh/kWp]."""
    names, capacity, good = zip(*rows, strict=True) if rows else ((), (), ())
    kwp, each = np.array(capacity, dtype=float), np.array(good, dtype=float)
    return gpd.GeoDataFrame(
        {
            "building": range(1, len(rows) + 1),
            "class": list(names),
            "roof_area": 100.0,
            "usable_area": 50.0,
            "capacity": kwp,
            "specific_yield": each,
            "energy": kwp * each,
            **columns,
        },
        geometry=[box(100 * i, 0, 100 * i + 10, 10) for i in range(len(rows))],
        crs=CRS,
    )


#: 1 MW at 1,000, 2 MW at 900, 0.5 MW at 1,100; 3 MW of unknown use.
FOUR = roofs(
    ("industrial", 1000.0, 1000.0),
    ("rural_house", 2000.0, 900.0),
    ("school", 500.0, 1100.0),
    ("unknown", 3000.0, 1000.0),
)


def gap(value: float, *, low: float | None = None, high: float | None = None) -> pd.DataFrame:
    """Return what lacks to a target, and between what it lies [MW]."""
    least, most = (value if end is None else end for end in (low, high))
    return pd.DataFrame({"gap": [value], "low": [least], "high": [most]})


NOBODY = points(power_kw=[])


def curve(**changes: object) -> Result:
    given: dict[str, object] = {
        "roofs": FOUR, "gap": gap(1.5), "installed": NOBODY, "classes": CLASSES, "dc_ac_ratio": 1.0, "tolerance": 5.0,
    }  # fmt: skip
    return METHODS["supply_curve"].compute(**(given | changes))


def test_each_order_fills_the_gap_with_its_own_roofs() -> None:
    # 1.5 MW are missing. By yield: 0.5 (1,100) + 1 (1,000), exactly enough: 2 roofs. By size: the 2 MW
    # roof alone. By class: school 0.5, then factory 1: 2 roofs
    result = curve()
    assert values(result) == {
        "available": 3.5,  # the unknown roof does not count
        "gap": 1.5,
        "roofs_by_yield": 2,
        "roofs_by_size": 1,
        "roofs_by_class": 2,
    }
    orders = result.tables["orders"].data.set_index("id")
    assert orders["gwh"].to_dict() == pytest.approx({"yield": 1.55, "size": 1.8, "class": 1.55})
    assert orders["marginal"].to_dict() == {"yield": 1000, "size": 900, "class": 1000}
    assert orders["specific_yield"]["yield"] == pytest.approx(1550 / 1.5)  # 1,550 MWh from 1.5 MWp
    assert orders["filled"].all()
    assert "1 more roofs for 3.0 MW are of classes that are not asked for (use unknown)" in said(result)


def said(result: Result) -> str:
    return " ".join(note.en for note in result.notes)


def test_the_order_by_cost_is_investment_per_kwh() -> None:
    # school 5.5 / 1,100 = 0.005, factory 3 / 1,000 = 0.003, house 3.6 / 900 = 0.004 kyuan/kWh: factory, house
    cost = {name: Range(one, one, one) for name, one in (("school", 5.5), ("industrial", 3.0), ("rural_house", 3.6))}
    result = curve(investment=cost)
    assert values(result)["roofs_by_cost"] == 2
    assert result.tables["curve_cost"].data["marginal"].drop_duplicates().tolist() == [1000, 900, 1100]
    lacking = curve(investment={"school": cost["school"]})
    assert "roofs_by_cost" not in lacking.measures
    assert "lacks classes" in said(lacking)


def test_in_a_class_the_largest_is_first() -> None:
    some = roofs(("industrial", 300.0, 1000.0), ("school", 100.0, 900.0), ("school", 200.0, 800.0))
    result = curve(roofs=some, gap=gap(0.25))
    assert result.tables["filling"].data["building"].tolist() == [3, 2]  # 0.2, 0.3 MW
    assert values(result)["roofs_by_class"] == 2


def test_the_curve_ends_with_all_and_says_where_the_gap_is_filled() -> None:
    data = curve(steps=2).tables["curve_class"].data
    # school 0.5, factory 1.5, house 3.5 MW; half of 3.5 is reached with the house; the gap with the factory
    assert data["mw"].tolist() == [1.5, 3.5]
    assert data["roofs"].tolist() == [2, 3]
    assert data["fills"].tolist() == [True, False]
    assert data["gwh"].iloc[-1] == pytest.approx(0.55 + 1.0 + 1.8)
    assert data[[f"mw_{name}" for name in CLASSES]].to_numpy().tolist() == [[0.5, 1, 0], [0.5, 1, 2]]
    assert data["share"].iloc[-1] == 100


def test_modules_are_turned_into_alternating_current() -> None:
    # 1.5 MW of alternating current are 1.8 MWp: 0.5 + 1 do not do, by size the 2 MWp still do
    result = curve(dc_ac_ratio=1.2)
    assert values(result)["roofs_by_yield"] == 3
    assert values(result)["roofs_by_size"] == 1
    assert values(result)["available"] == pytest.approx(3.5 / 1.2)


def test_what_stands_is_taken_off_its_roof() -> None:
    # 400 of the 1,000 kWp of the factory stand: 600 kWp are left; what is planned, or on the ground, takes nothing
    stands = points(
        (5, 5), (105, 5), (205, 5), (-5, 5),
        power_kw=[400.0, 2000.0, 500.0, 200.0], status=["operating", "planned", "operating", "operating"],
        place=["roof", "roof", "ground", "roof"],
    )  # fmt: skip
    found = candidates(FOUR, classes=CLASSES, dc_ac_ratio=1.0, installed=stands, tolerance=4.0)
    assert found.rows["capacity"].tolist() == [600, 2000, 500]
    assert found.rows["gwh"].tolist() == pytest.approx([0.6, 1.8, 0.55])
    assert (found.equipped, found.taken) == (1, 0.4)
    # the last stands 5 m from the factory: exactly as far as it may
    nearer = candidates(FOUR, classes=CLASSES, dc_ac_ratio=1.0, installed=stands, tolerance=5.0)
    assert nearer.rows["capacity"].tolist() == [400, 2000, 500]


def test_a_plant_of_unknown_size_fills_its_roof() -> None:
    found = candidates(FOUR, classes=CLASSES, dc_ac_ratio=1.0, installed=points((5, 5), name=["甲"]), tolerance=1.0)
    assert found.rows["capacity"].tolist() == [2000, 500]
    assert found.unsized == 1


def test_the_gap_is_open_where_not_all_that_stands_is_known() -> None:
    # by yield 1 roof fills 0.5 MW, 2 fill 1.5, 3 fill 2; by size 1, 1, 1; 3.6 MW are more than there are
    found = curve(gap=gap(1.5, low=0.5, high=2.0)).measures
    assert (found["gap"].low, found["gap"].high) == (0.5, 2.0)
    assert (found["roofs_by_yield"].low, found["roofs_by_yield"].high) == (1, 3)
    assert found["roofs_by_size"].low is None  # 1 roof at either end
    assert curve(gap=gap(1.5, low=0.0, high=3.6)).measures["roofs_by_yield"].high == math.inf
    assert curve().measures["gap"].low is None


#: Roofs that carry four fifths to twice of it, and yield three fifths to 2.5 times.
WIDE = FOUR.assign(
    capacity_low=0.8 * FOUR["capacity"], capacity_high=2 * FOUR["capacity"],
    energy_low=0.6 * FOUR["energy"], energy_high=2.5 * FOUR["energy"],
)  # fmt: skip


def test_roofs_that_carry_less_are_more_of_them() -> None:
    # by yield and by class 1.5 MW are 0.5 + 1, of the least 0.4 + 0.8 + 1.6, of the most 1 + 2; by size one roof of
    # 2 MW, 1.6 or 4. All are 3.5 MW, 2.8 to 7, and 6 more of unknown use
    result = curve(roofs=WIDE)
    assert values(result) == values(curve())
    found = result.measures
    assert (found["available"].low, found["available"].high) == pytest.approx((2.8, 13))
    assert (found["roofs_by_yield"].low, found["roofs_by_yield"].high) == (2, 3)
    assert found["roofs_by_size"].low is None
    row = result.tables["orders"].data.set_index("id").loc["size"]
    assert (row["gwh_low"], row["gwh"], row["gwh_high"]) == pytest.approx((1.08, 1.8, 4.5))
    # with an open gap too: 0.4 MW takes the first of them; 3 MW are more than the least of all
    both = curve(roofs=WIDE, gap=gap(1.5, low=0.4, high=3.0)).measures["roofs_by_class"]
    assert (both.low, both.value, both.high) == (1, 2, math.inf)


def test_what_stands_is_taken_off_either_end() -> None:
    # 1,200 of the factory's 1,000 kWp, 800 to 2,000, stand: it is full, or 800 kWp are left
    found = candidates(WIDE, classes=CLASSES, dc_ac_ratio=1.0, installed=points((5, 5), power_kw=[1200.0]), tolerance=1)
    assert found.rows["capacity"].tolist() == [2000, 500]
    assert found.ends["low"]["capacity"].tolist() == [1600, 400]
    assert found.ends["high"]["capacity"].tolist() == [800, 4000, 1000]
    assert found.ends["high"]["gwh"].tolist() == pytest.approx([2.5 * 0.4, 4.5, 1.375])


def test_a_gap_nobody_knows_leaves_the_curves() -> None:
    for unknown in (None, gap(np.nan), gap(1.0).iloc[:0]):
        result = curve(gap=unknown)
        assert set(result.measures) == {"available"}
        assert "filling" not in result.tables
        assert not result.tables["curve_yield"].data["fills"].any()
        assert "gap to the target is not known" in said(result)


def test_no_gap_needs_no_roof_and_too_large_a_gap_has_no_answer() -> None:
    assert values(curve(gap=gap(0.0)))["roofs_by_yield"] == 0
    assert len(curve(gap=gap(0.0)).tables["filling"].data) == 0
    far = curve(gap=gap(200.0))
    assert values(far)["roofs_by_class"] is None
    assert "do not fill the gap (200.0 MW)" in said(far)
    assert not far.tables["orders"].data["filled"].any()
    assert len(far.tables["filling"].data) == 3


def test_roofs_and_villages_that_fill_the_gap() -> None:
    rows = FOUR.assign(village=["甲", "乙", "甲", ""], division=["东", "东", "东", "东"])
    result = curve(roofs=rows, gap=gap(2.5))
    filling = result.tables["filling"].data  # 2.5 MW: school, factory, house
    assert filling["building"].tolist() == [3, 1, 2]
    assert filling["so_far"].tolist() == [0.5, 1.5, 3.5]
    villages = result.tables["villages"].data
    assert villages["village"].tolist() == ["乙", "甲"]  # 2 MW, 1.5 MW
    assert villages["roofs"].tolist() == [1, 2]
    # the middles of the factory (5, 5) and the school (205, 5), 1 MW and 0.5 MW: (5 + 102.5) / 1.5
    assert villages.geometry.iloc[1].x == pytest.approx(107.5 / 1.5)
    cut = curve(roofs=rows, gap=gap(2.5), longest=1).tables["filling"]
    assert len(cut.data) == 1
    assert cut.title.en.endswith("1 of 3")
    assert "holds the first 1 of 3" in said(curve(roofs=rows, gap=gap(2.5), longest=1))
    assert "holds the first" not in said(curve(roofs=rows, gap=gap(2.5), longest=3))


def test_without_sun_there_is_an_order_by_size_and_by_class() -> None:
    dark = FOUR.assign(specific_yield=np.nan, energy=np.nan)
    result = curve(roofs=dark)
    assert set(result.measures) == {"available", "gap", "roofs_by_size", "roofs_by_class"}
    assert "no figure that rests on it" in said(result)


def test_nothing_to_take() -> None:
    result = curve(roofs=FOUR[FOUR["class"] == "unknown"])
    assert values(result)["available"] == 0
    assert values(result)["roofs_by_yield"] is None
    empty = roofs().set_crs(CRS, allow_override=True)
    assert values(curve(roofs=empty))["available"] == 0


@pytest.mark.parametrize(
    ("changes", "en"),
    [
        ({"steps": 0}, "should be 1 or more"),
        ({"longest": 0}, "should be 1 or more"),
        ({"gap": gap(-1.0)}, "should be 0 MW or more and finite"),
        ({"gap": gap(1.0, low=2.0)}, "should be 0 MW or more and finite"),
        ({"dc_ac_ratio": 0.0}, "dc_ac_ratio should be above 0"),
        ({"tolerance": None}, "'tolerance' is needed"),
        ({"roofs": FOUR.assign(capacity=[1.0, np.nan, 1.0, 1.0])}, "1 rows whose 'capacity' is missing"),
        ({"roofs": FOUR.assign(energy=[1.0, np.nan, 1.0, 1.0])}, "1 rows whose 'energy' is missing"),
    ],
)
def test_what_cannot_be_is_refused(changes: dict[str, object], en: str) -> None:
    with pytest.raises(MethodError) as raised:
        curve(**changes)
    assert en in raised.value.say("en")


@settings(max_examples=50, deadline=None)
@given(
    rows=st.lists(
        st.tuples(st.sampled_from(CLASSES), st.floats(1.0, 1e4), st.floats(500.0, 1500.0)), min_size=1, max_size=20
    ),
    share=st.floats(0.01, 1.0),
)
def test_no_order_needs_fewer_roofs_than_the_largest_first(rows: list[tuple[str, float, float]], share: float) -> None:
    some = roofs(*rows)
    missing = share * float(some["capacity"].sum()) / 1000
    result = supply_curve(
        roofs=some, gap=gap(missing), installed=NOBODY, classes=CLASSES, dc_ac_ratio=1.0, tolerance=1.0
    )
    needed = {name: one for name, one in values(result).items() if name.startswith("roofs_by") and one is not None}
    assert min(needed.values(), default=0) == needed.get("roofs_by_size", 0)
    for name in ("yield", "size", "class"):
        last = result.tables[f"curve_{name}"].data.iloc[-1]
        assert last["mw"] == pytest.approx(values(result)["available"])
        assert last["roofs"] == len(rows)


def test_a_roof_in_no_class_listed_counts_once_asked_for() -> None:
    assert values(curve(classes=(*CLASSES, "unknown")))["available"] == 6.5
