"""Weights by distance in five decays, exact at the radius; sums around cells, exact where they are nothing."""

from __future__ import annotations

from math import exp, sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.signal import fftconvolve

from geo_ruijin.errors import MethodError
from geo_ruijin.methods.balance.catchment import DECAYS, gather, kernel, weights


def weight(decay: str, distance: float, radius: float = 500) -> float:
    return float(weights(distance, radius=radius, decay=decay, exponent=2 if decay == "power" else None))


def test_each_decay_by_hand() -> None:
    # at 300 of 500 m the share is 0.6
    assert weight("dichotomy", 300) == 1
    assert weight("exponential", 300) == pytest.approx(exp(-0.6))
    assert weight("gaussian", 300) == pytest.approx((exp(-0.18) - exp(-0.5)) / (1 - exp(-0.5)))
    assert weight("density", 300) == pytest.approx(0.75 * (1 - 0.36))  # 0.48
    assert weight("power", 300) == pytest.approx(1 / 90_000)


def test_at_no_distance() -> None:
    assert [weight(decay, 0) for decay in DECAYS] == [1, 1, 1, 0.75, 1]
    assert weight("power", 0.5) == weight("power", 1) == 1  # within a metre it rises no further


def test_exactly_at_the_radius_counts_and_beyond_it_does_not() -> None:
    at = {decay: weight(decay, 500) for decay in DECAYS}
    assert at == {"dichotomy": 1, "exponential": exp(-1), "gaussian": 0, "density": 0, "power": 1 / 250_000}
    for decay in DECAYS:
        assert weight(decay, 500 + 1e-9) == weight(decay, 500 - 1e-9) == at[decay]  # what rounding does is at it
        assert weight(decay, 500.001) == 0


@given(st.sampled_from(DECAYS), st.floats(0, 2000), st.floats(0, 2000))
def test_further_never_weighs_more(decay: str, one: float, other: float) -> None:
    near, far = sorted((one, other))
    assert 0 <= weight(decay, far) <= weight(decay, near) <= 1


@pytest.mark.parametrize("decay", DECAYS)
def test_the_kernel_is_cut_at_the_radius(decay: str) -> None:
    # Cells of 100 m, radius 500: of the cells (3, 4), (4, 3) and (5, 0) the centres lie at exactly 500 m. (4, 4) lies
    # at 566, (5, 1) at 510 and (6, 0) would lie at 600.
    found = kernel(cell_size=100, radius=500, decay=decay, exponent=2 if decay == "power" else None)
    assert found.shape == (11, 11)
    centre = 5
    for down, right in ((3, 4), (4, 3), (5, 0), (0, -5), (-3, -4)):
        assert found[centre + down, centre + right] == weight(decay, 500)
    for down, right in ((4, 4), (5, 1), (1, -5)):
        assert found[centre + down, centre + right] == 0
    assert found[centre + 3, centre + 3] == pytest.approx(weight(decay, 300 * sqrt(2)))
    # inside: 81 cells have a centre within 500 m, counted by hand row by row: 1, 7, 9, 9, 9, 11, 9, 9, 9, 7, 1
    rows = [1, 7, 9, 9, 9, 11, 9, 9, 9, 7, 1]
    edge = 12 if decay in {"gaussian", "density"} else 0  # those at the radius itself weigh nothing there
    assert (found > 0).sum() == sum(rows) - edge
    assert (found == found[::-1]).all()
    assert (found == found.T).all()


@pytest.mark.parametrize("cell_size", [0, -1, 100.1, float("nan"), float("inf")])
def test_cells_that_do_not_fit_the_radius(cell_size: float) -> None:
    with pytest.raises(MethodError, match="at most the radius of 100 m"):
        kernel(cell_size=cell_size, radius=100, decay="dichotomy")


def test_cells_too_many_for_the_radius() -> None:
    assert kernel(cell_size=1, radius=1000, decay="dichotomy").shape == (2001, 2001)
    with pytest.raises(MethodError, match=r"more than 1000 cells; make them 1.001 m or wider"):
        kernel(cell_size=1, radius=1001, decay="dichotomy")


@pytest.mark.parametrize("radius", [0, -5, float("nan"), float("inf")])
def test_a_radius_that_is_none(radius: float) -> None:
    with pytest.raises(MethodError, match="radius should be above 0"):
        weights(1, radius=radius, decay="dichotomy")


def test_decays_that_are_none() -> None:
    with pytest.raises(MethodError, match="Did you mean 'gaussian'"):
        weights(1, radius=5, decay="gausian")
    with pytest.raises(MethodError, match="needs an exponent"):
        weights(1, radius=5, decay="power")
    with pytest.raises(MethodError, match="needs an exponent"):
        weights(1, radius=5, decay="power", exponent=-1)
    with pytest.raises(MethodError, match="only the decay 'power'"):
        weights(1, radius=5, decay="density", exponent=1)


@pytest.mark.parametrize("distance", [-1.0, float("nan")])
def test_distances_that_are_none(distance: float) -> None:
    with pytest.raises(MethodError, match="no numbers or below 0"):
        weights([1, distance], radius=5, decay="dichotomy")


def plain(values: np.ndarray, around: np.ndarray) -> np.ndarray:
    """Return the sums around cells, one term after another."""
    reach = len(around) // 2
    found = np.zeros(values.shape)
    for (row, column), value in np.ndenumerate(values):
        for (down, right), one in np.ndenumerate(around):
            to = row + down - reach, column + right - reach
            if 0 <= to[0] < values.shape[0] and 0 <= to[1] < values.shape[1]:
                found[to] += one * value
    return found


@pytest.mark.parametrize("shape", [(1, 1), (1, 7), (9, 1), (5, 6), (3, 97), (2, 200)])
@pytest.mark.parametrize("reach", [1, 2, 8])
def test_sums_around_cells(shape: tuple[int, int], reach: int) -> None:
    # kernels narrower and wider than the array, and arrays wider than what is gathered at once
    values = np.random.default_rng(reach).random(shape) * (np.random.default_rng(1).random(shape) < 0.4)
    around = kernel(cell_size=1, radius=reach, decay="exponential")
    found = gather(values, around, wanted=np.ones(shape, dtype=bool))
    np.testing.assert_allclose(found, plain(values, around), rtol=1e-13, atol=0)


def test_what_is_not_wanted_is_nothing() -> None:
    values = np.random.default_rng(3).random((30, 130))
    around = kernel(cell_size=1, radius=4, decay="density")
    wanted = np.random.default_rng(4).random(values.shape) < 0.01
    found, everything = (gather(values, around, wanted=which) for which in (wanted, np.ones_like(wanted)))
    assert (found[~wanted] == 0).all()
    np.testing.assert_allclose(found[wanted], everything[wanted], rtol=1e-14)


def test_a_full_cell_leaves_no_noise_in_others() -> None:
    # A billion at one end of the row, a hundredth of one at the other: 20 cells apart and no further than 3 cells seen.
    values = np.zeros((1, 25))
    values[0, 0], values[0, 20] = 1e9, 0.01
    around = kernel(cell_size=1, radius=3, decay="exponential")
    found = gather(values, around, wanted=np.ones(values.shape, dtype=bool))[0]
    assert (np.flatnonzero(found) == [0, 1, 2, 3, 17, 18, 19, 20, 21, 22, 23]).all()
    assert found[17] == pytest.approx(0.01 * exp(-1), rel=1e-14)
    # what the sums would be by Fourier transform: noise where nothing is, and a share that is wrong in its digits
    noisy = fftconvolve(values, around, mode="same")[0]
    assert np.abs(noisy[8:13]).max() > 0
    assert abs(noisy[17] / found[17] - 1) > 1e-9
