"""Between what the potential lies."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo_ruijin.errors import MethodError
from geo_ruijin.methods.parameter import Range
from geo_ruijin.methods.rooftops.uncertainty import Ageing, Factors, Spread, spread, triangular
from tests.roofs import fixed

POWER = pd.Series({"school": 100.0, "other": 50.0, "unknown": 10.0})
NEW = Ageing(fixed(0), fixed(0), 1)
SHARES = {name: Range(0.4, 0.5, 0.6) for name in POWER.index}


def at(table: pd.DataFrame, name: str) -> list[float]:
    """Return the figures of a class, low, middle and high."""
    return [float(value) for value in table.loc[[name], ["low", "middle", "high"]].to_numpy()[0]]


def found(seed: int = 1, **factors: object) -> Spread:
    exact: dict[str, Any] = {
        "usable_share": dict.fromkeys(POWER.index, fixed(0.5)),
        "power_density": fixed(200),
        "irradiation": fixed(100),
        "losses": fixed(14),
        "ageing": NEW,
    }
    return spread(POWER, POWER, Factors(**{**exact, **factors}), counted=["school", "other"], draws=4000, seed=seed)


def test_what_is_known_exactly_has_no_spread() -> None:
    table = found().energy
    assert at(table, "school") == pytest.approx([100] * 3)
    assert at(table, "") == pytest.approx([150] * 3)  # the unknown is in no total


def test_the_same_seed_gives_the_same_figures() -> None:
    one, same, other = (found(seed, usable_share=SHARES).energy for seed in (1, 1, 2))
    pd.testing.assert_frame_equal(one, same)
    assert not one.equals(other)


def test_a_common_factor_spreads_the_whole_as_its_parts_and_own_factors_less() -> None:
    # a triangle from 0.8 to 1.2: one in ten lies below 0.8 + 0.4 x sqrt(0.1 x 0.5) = 0.889
    common = found(irradiation=Range(80, 100, 120)).energy
    assert common["low"].to_numpy() / common["middle"].to_numpy() == pytest.approx([0.889] * 4, abs=0.01)
    own = found(usable_share=SHARES).energy
    assert at(own, "school")[0] == pytest.approx(88.9, abs=1)
    assert 150 * 0.889 < at(own, "")[0] < 150


def test_losses_take_from_energy_what_they_exceed_their_middle() -> None:
    # from 0 to 20 % around 10 %: 80 to 100 over 90 is left; capacity stays
    figures = found(losses=Range(0, 10, 20))
    assert at(figures.capacity, "school")[0] == pytest.approx(100)
    assert at(figures.energy, "school")[0] == pytest.approx(100 * (80 + 20 * 0.2236) / 90, abs=0.5)


def test_ageing_spreads_the_mean_of_the_years_alone_and_with_the_other_factors() -> None:
    # one year: half of a first-year loss of 0 to 20 % around 10 %, 90 to 100 % kept and 95 % in the middle; a triangle
    # of which one in ten lies below 90 + 10 x sqrt(0.1 x 0.5) = 92.24, and above 97.76
    ageing = Ageing(Range(0, 10, 20), fixed(0), 1)
    figures = found(ageing=ageing)
    assert at(figures.energy, "school") == pytest.approx([100] * 3)
    assert at(figures.mean, "school") == pytest.approx([92.24, 95, 97.76], abs=0.1)
    # beside irradiation of 80 to 120 %, low at 88.9: both low at once is rarer than one case in ten
    wide = found(ageing=ageing, irradiation=Range(80, 100, 120)).mean
    assert 0.9224 * 88.9 < at(wide, "school")[0] < 0.95 * 88.9 + 0.5
    # what ages for sure widens nothing: 10 % of the first year, 10 % of each other, two years: (0.95 + 0.85) / 2
    sure = found(ageing=Ageing(fixed(10), fixed(10), 2), irradiation=Range(80, 100, 120))
    assert sure.mean.to_numpy() == pytest.approx(0.9 * sure.energy.to_numpy())


def test_the_widest_factor_weighs_most() -> None:
    assert found(irradiation=Range(80, 100, 120), power_density=Range(199, 200, 201)).heaviest == "irradiation"
    assert found(irradiation=Range(99, 100, 101), power_density=Range(180, 200, 220)).heaviest == "power_density"


def test_a_share_of_nothing_stays_nothing() -> None:
    assert at(found(usable_share={**SHARES, "other": Range(0, 0, 0.5)}).energy, "other") == [0, 0, 0]


@pytest.mark.parametrize(("draws", "losses"), [(0, 14.0), (10, 100.0)])
def test_no_draws_or_all_lost_is_refused(draws: int, losses: float) -> None:
    factors = Factors(SHARES, fixed(200), fixed(100), fixed(losses), NEW)
    with pytest.raises(MethodError, match="1 draw or more"):
        spread(POWER, POWER, factors, counted=["school"], draws=draws, seed=1)


@given(st.tuples(*[st.floats(0, 100)] * 3).map(sorted), st.floats(0, 1))
def test_a_triangle_stays_within_its_ends(ends: list[float], chance: float) -> None:
    between = Range(*ends)
    value = float(triangular(np.array([chance]), between)[0])
    assert between.low - 1e-9 <= value <= between.high + 1e-9


def test_a_triangle_has_its_mean_and_its_peak() -> None:
    chance = (np.arange(100_000) + 0.5) / 100_000
    drawn = triangular(chance, Range(0, 1, 5))
    assert drawn.mean() == pytest.approx(2, abs=1e-3)  # (0 + 1 + 5) / 3
    assert (drawn < 1).mean() == pytest.approx(1 / 5, abs=1e-3)  # the part below the peak
