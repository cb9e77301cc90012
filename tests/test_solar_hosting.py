"""What substations take of what their nearest roofs can feed."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import box

from geo_ruijin.errors import MethodError
from geo_ruijin.methods import METHODS
from geo_ruijin.results import Result
from tests.planes import frame, points, values
from tests.test_solar_supply import roofs, said

#: Middles at x = 5, 105, 205, 305: 1 MW at 1,000, 2 MW at 900, 1 MW at 1,100, 1 MW at 1,000.
FOUR = roofs(
    ("school", 1000.0, 1000.0), ("school", 2000.0, 900.0), ("school", 1000.0, 1100.0), ("school", 1000.0, 1000.0)
)
#: Two substations, in the west and in the east; halves meet between the second and the third roof.
TWO = points((5, 5), (305, 5), name=["西站", "东站"], kv=[35.0, 110.0], hosting_mw=[2.0, 5.0])


def hosting(substations: gpd.GeoDataFrame = TWO, **changes: object) -> Result:
    given_: dict[str, object] = {
        "roofs": FOUR, "substations": substations, "classes": ("school",), "kv_at_least": 35.0, "kv_at_most": 110.0,
        "max_distance": 1000.0, "dc_ac_ratio": 1.0, "tolerance": 5.0,
    }  # fmt: skip
    return METHODS["grid_hosting"].compute(**(given_ | changes))


def test_each_roof_with_its_nearest_and_no_more_than_there_is_room_for() -> None:
    # west: 1 + 2 = 3 MW against 2; east: 1 + 1 = 2 MW against 5. 2 + 2 of 5 MW
    result = hosting()
    assert values(result) == {
        "hostable": pytest.approx(4.0),
        "hostable_share": pytest.approx(80.0),
        # west: the 1 MW at 1,000, then half of the 2 MW at 900: 1,000 + 900 MWh; east: 1,100 + 1,000
        "hostable_energy": pytest.approx(4.0),
        "within_reach": pytest.approx(5.0),
        "beyond_reach": 0,
        "substations_exceeded": 1,
        "substations": 2,
    }
    data = result.tables["substations"].data
    assert data["name"].tolist() == ["西站", "东站"]  # the one exceeded first
    assert data["exceeding"].tolist() == pytest.approx([1.0, 0.0])
    assert data["used"].tolist() == pytest.approx([150.0, 40.0])
    assert data["taken_gwh"].tolist() == pytest.approx([1.9, 2.1])
    assert data["distance"].tolist() == pytest.approx([50.0, 50.0])
    assert data["roofs"].sum() == len(FOUR)


def test_exactly_full_is_not_exceeded() -> None:
    assert values(hosting(TWO.assign(hosting_mw=[3.0, 2.0])))["substations_exceeded"] == 0
    assert values(hosting(TWO.assign(hosting_mw=[3.0, 2.0])))["hostable"] == pytest.approx(5.0)


def test_equally_near_goes_to_the_first_by_name() -> None:
    middle = roofs(("school", 1000.0, 1000.0))
    ends = points((105, 5), (-95, 5), name=["乙", "丙"], kv=[35.0, 35.0], hosting_mw=[9.0, 9.0])
    for stations in (ends, ends.iloc[::-1]):
        data = hosting(stations, roofs=middle).tables["substations"].data
        assert data["name"].iloc[0] == "丙"  # by code point: 丙 before 乙
        assert data["roofs"].tolist() == [1, 0]


def test_modules_are_turned_into_alternating_current() -> None:
    # 3 / 1.5 = 2 MW in the west: just room
    assert values(hosting(dc_ac_ratio=1.5))["substations_exceeded"] == 0


def test_too_far_and_of_another_voltage() -> None:
    # within 100 m of a substation: the first, the second exactly, the third exactly, the fourth
    assert values(hosting(max_distance=100.0))["beyond_reach"] == 0
    halves = frame(box(-50, -50, 150, 50), box(150, -50, 250, 50), box(250, -50, 400, 50), name=["西", "中", "东"])
    result = hosting(max_distance=99.0, by=halves)
    assert values(result)["beyond_reach"] == pytest.approx(3.0)
    beyond = result.tables["beyond"].say("zh").data
    assert beyond["name"].tolist() == ["西", "中"]  # 2 MW, 1 MW; none in the east
    assert beyond["roofs"].tolist() == [1, 1]
    assert hosting(max_distance=99.0).tables["beyond"].say("zh").data["name"].tolist() == ["学校"]
    west = hosting(kv_at_most=35.0)
    assert values(west)["substations"] == 1
    assert "1 substations are of another voltage" in said(west)
    none = hosting(kv_at_least=220.0, kv_at_most=220.0)
    assert values(none)["hostable"] == 0
    assert values(none)["beyond_reach"] == pytest.approx(5.0)


def test_a_substation_that_does_not_say_leaves_the_figures_open() -> None:
    # east takes 0 to all of its 2 MW
    result = hosting(TWO.assign(hosting_mw=[2.0, np.nan]))
    measure = result.measures["hostable"]
    assert (measure.value, measure.low, measure.high) == pytest.approx((2.0, 2.0, 4.0))
    share = result.measures["hostable_share"]
    assert (share.value, share.high) == pytest.approx((40.0, 80.0))
    over = result.measures["substations_exceeded"]
    assert (over.value, over.low, over.high) == (1, 1, 2)
    data = result.tables["substations"].data
    assert np.isnan(data["taken_mw"].iloc[1])
    assert "1 of 2 substations do not say" in said(result)


def test_the_bounds_hold_those_of_the_roofs() -> None:
    """Half to twice the capacity, 0.4 to 2.2 times the energy; the west has 3 MW and takes 2, the east has 2 of 5."""
    wide = FOUR.assign(
        capacity_low=0.5 * FOUR["capacity"], capacity_high=2 * FOUR["capacity"],
        energy_low=0.4 * FOUR["energy"], energy_high=2.2 * FOUR["energy"],
    )  # fmt: skip
    found = {name: (one.low, one.value, one.high) for name, one in hosting(roofs=wide).measures.items()}
    assert found["within_reach"] == pytest.approx((2.5, 5, 10))
    # west 1.5, 2, 2; east 1, 2, 4
    assert found["hostable"] == pytest.approx((2.5, 4, 6))
    assert found["hostable_share"] == pytest.approx((60, 80, 100))  # 2.5 / 2.5, 6 / 10
    # at least all of 0.4 x 4.9; at most in the west 2 MW at 1,000 x 1.1, in the east all of 2.2 x 2.1
    assert found["hostable_energy"] == pytest.approx((1.96, 4.0, 2.2 + 4.62))
    assert found["substations_exceeded"] == (0, 1, 1)  # 1.5 in the west is less than 2
    assert found["beyond_reach"] == (None, 0, None)
    open_ = hosting(TWO.assign(hosting_mw=[2.0, np.nan]), roofs=wide).measures["hostable"]
    assert (open_.low, open_.value, open_.high) == pytest.approx((1.5, 2, 6))  # the west alone; and 4 of the east


def test_no_room_is_known_where_nobody_says() -> None:
    for stations in (TWO.drop(columns="hosting_mw"), TWO.assign(hosting_mw=np.nan), TWO[["geometry"]]):
        result = hosting(stations)
        assert values(result)["hostable"] is None
        assert values(result)["substations_exceeded"] is None
        assert values(result)["within_reach"] == pytest.approx(5.0)
        assert "not taken as 0" in said(result)


def test_no_room_at_all_is_not_unknown_room() -> None:
    assert values(hosting(TWO.assign(hosting_mw=0.0)))["hostable"] == 0
    assert values(hosting(TWO.assign(hosting_mw=0.0)))["substations_exceeded"] == 2


def test_substations_without_a_voltage() -> None:
    some = hosting(TWO.assign(kv=[35.0, np.nan]))
    assert values(some)["substations"] == 1
    assert "1 substations state no voltage and are left out" in said(some)
    none = hosting(TWO.drop(columns="kv"))
    assert values(none)["substations"] == 2
    assert "all are taken" in said(none)


def test_what_stands_is_taken_off_and_without_sun_no_energy() -> None:
    stands = points((5, 5), power_kw=[1000.0])
    assert values(hosting(installed=stands))["within_reach"] == pytest.approx(4.0)
    dark = hosting(roofs=FOUR.assign(energy=np.nan, specific_yield=np.nan))
    assert values(dark)["hostable"] == pytest.approx(4.0)
    assert values(dark)["hostable_energy"] is None


def test_no_roofs_and_no_substations() -> None:
    assert values(hosting(roofs=FOUR.assign(**{"class": "unknown"})))["hostable"] == 0
    assert values(hosting(roofs=FOUR.assign(**{"class": "unknown"})))["hostable_share"] is None
    assert values(hosting(TWO.iloc[:0]))["beyond_reach"] == pytest.approx(5.0)
    with pytest.raises(MethodError):
        hosting(max_distance=0.0)


@settings(max_examples=50, deadline=None)
@given(
    x=st.lists(st.integers(-500, 800), min_size=1, max_size=6),
    room=st.lists(st.just(0.0) | st.floats(1e-6, 4.0), min_size=6, max_size=6),  # from a watt on
    reach=st.floats(1.0, 600.0),
)
def test_every_roof_counts_once(x: list[int], room: list[float], reach: float) -> None:
    stations = points(*((one, 5) for one in x), hosting_mw=room[: len(x)])
    result = hosting(stations, max_distance=reach)
    found = values(result)
    near, far = result.tables["substations"].data, result.tables["beyond"].say("zh").data
    assert near["roofs"].sum() + far["roofs"].sum() == len(FOUR)
    assert (found["within_reach"] or 0) + (found["beyond_reach"] or 0) == pytest.approx(5.0)
    assert near["taken_mw"].sum() == pytest.approx(found["hostable"])
    assert (near["taken_mw"] <= near["mw"] + 1e-9).all()
    assert (near["taken_gwh"] <= near["gwh"] + 1e-9).all()
