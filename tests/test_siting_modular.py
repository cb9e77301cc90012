"""Units at sites: by eye, and against every choice of small problems."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog
from scipy.sparse import csr_array

from geo_ruijin.errors import MethodError
from geo_ruijin.siting import modular_mclp

#: Three estates of 10, 6 and 2 cars, the sites in the first two reach the last.
ESTATES = np.array([[0.0, np.inf], [np.inf, 0.0], [400.0, 500.0]])
CARS = np.array([10.0, 6.0, 2.0])


def test_enough_units_serve_everybody_and_no_more_are_given() -> None:
    found = modular_mclp(ESTATES, CARS, units=100, radius=500, per_unit=2, most=50)
    # 18 cars of which 10 at the first site: 5 units, and 8 / 2 = 4, or 12 / 2 = 6 and 3
    assert found.units.sum() == 9
    assert found.objective == 18
    assert found.proven
    assert found.served.sum() == pytest.approx(18)


def test_few_units_go_where_they_serve_most() -> None:
    # a unit at the first site serves 5 cars, at the second 3: of 12 in reach of the first two units serve 10, and the
    # third all 3 it can at the second
    found = modular_mclp(ESTATES, CARS, units=3, radius=500, per_unit=[5, 3], most=50)
    assert found.units.tolist() == [2, 1]
    assert found.objective == 13


def test_what_stands_serves_first() -> None:
    # 4 piles at the first site serve 8 cars; a further unit there 2, at the second 2
    found = modular_mclp(ESTATES, CARS, units=1, radius=500, per_unit=2, most=[0, 50], present=[4, 0])
    assert found.units.tolist() == [0, 1]
    assert found.objective == 10
    assert found.served.tolist() == pytest.approx([8, 2])


def test_a_site_is_not_begun_for_too_few() -> None:
    # the second site would get 4 for its 8 cars; with no fewer than 5 a unit idles, and 5 more serve the first
    alone = modular_mclp(ESTATES, CARS, units=4, radius=500, per_unit=2, most=50, least=5)
    assert alone.units.tolist() == [0, 0]
    both = modular_mclp(ESTATES, CARS, units=10, radius=500, per_unit=2, most=50, least=5)
    assert both.objective == 18
    assert both.units.tolist() in ([5, 5], [6, 0])  # 12 at the first is not all
    assert both.units.sum() == 10
    grown = modular_mclp(ESTATES, CARS, units=1, radius=500, per_unit=2, most=50, least=5, present=[1, 0])
    assert grown.units.tolist() == [1, 0]  # what stands may grow by one


def test_the_fewest_sites_of_as_many_units() -> None:
    # three sites reach the same 12 cars, none takes all
    found = modular_mclp(np.zeros((1, 3)), [12], units=4, radius=0, per_unit=3, most=3)
    assert sorted(found.units.tolist()) in ([0, 1, 3], [0, 2, 2])


def test_the_radius_itself_counts_and_stored_zeros_are_no_distance() -> None:
    pairs = csr_array((np.array([0.0, 500.0, 501.0]), (np.array([0, 0, 1]), np.array([0, 1, 1]))), shape=(2, 2))
    found = modular_mclp(pairs, [3, 7], units=9, radius=500, per_unit=1, most=[1, 9])
    assert found.objective == 3
    assert found.units.sum() == 3


@pytest.mark.parametrize("wrong", [{"per_unit": 0}, {"most": -1}, {"units": -1}, {"present": [1, 2, 3]}])
def test_what_cannot_be_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(MethodError):
        modular_mclp(ESTATES, CARS, **({"units": 1, "radius": 500, "per_unit": 1, "most": 1} | wrong))  # type: ignore[arg-type] # wrong on purpose


def served(near: np.ndarray[tuple[int, int], np.dtype[np.bool_]], weight: list[int], capacity: list[float]) -> float:
    """Return the most that sites of some capacities serve, by a linear program written out."""
    demands, sites = near.shape
    rows = [[float(i == d) for d in range(demands) for _ in range(sites)] for i in range(demands)]
    rows += [[float(j == s) for _ in range(demands) for s in range(sites)] for j in range(sites)]
    most = [(0.0, None if near[d, s] else 0.0) for d in range(demands) for s in range(sites)]
    found = linprog(-np.ones(demands * sites), A_ub=rows, b_ub=[*weight, *capacity], bounds=most)
    return -float(found.fun)


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.lists(st.booleans(), min_size=3, max_size=3), min_size=1, max_size=4),
    st.lists(st.integers(0, 7), min_size=4, max_size=4),
    st.integers(0, 4),
    st.lists(st.integers(1, 3), min_size=3, max_size=3),
    st.lists(st.integers(0, 2), min_size=3, max_size=3),
    st.lists(st.sampled_from([0, 0, 1]), min_size=3, max_size=3),
    st.integers(1, 2),
)
def test_no_other_choice_serves_more(
    reach: list[list[bool]],
    cars: list[int],
    units: int,
    per_unit: list[int],
    most: list[int],
    present: list[int],
    least: int,
) -> None:
    near = np.array(reach)
    weight = cars[: len(near)]
    found = modular_mclp(
        np.where(near, 0.0, np.inf),
        weight,
        units=units,
        radius=0,
        per_unit=per_unit,
        most=most,
        least=least,
        present=present,
    )
    choices = {
        choice: served(near, weight, [p * (a + b) for p, a, b in zip(per_unit, present, choice, strict=True)])
        for choice in product(*(range(one + 1) for one in most))
        if sum(choice) <= units
        and all(not one or stands or one >= least for one, stands in zip(choice, present, strict=True))
    }
    best = max(choices.values())
    assert found.objective == pytest.approx(best, abs=1e-5)
    assert found.bound == pytest.approx(best, abs=1e-5)
    assert found.proven
    assert choices[tuple(found.units.tolist())] == pytest.approx(best, abs=1e-5)
