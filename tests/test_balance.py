"""Two-step catchments on a grid: three by three cells by hand, conserved supply, and loops that say the same."""

from __future__ import annotations

from math import exp, hypot, nan, sqrt

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from geo_ruijin.errors import MethodError
from geo_ruijin.methods.balance.catchment import DECAYS
from geo_ruijin.methods.balance.sharing import Balance, two_step

# Nine cells of 100 m, radius 200 m. People P and supply S [m²], rows from north to south:
#
#     P 10 S 600 |        |            from the north-west: the centre is 141 m away, the south-east 283 m: too far
#                |  P 20  |
#     S 300      |        |  P 40      from the south-west: the centre is 141 m away, both other corners exactly 200 m
PEOPLE = [[10, 0, 0], [0, 20, 0], [0, 0, 40]]
SUPPLY = [[600, 0, 0], [0, 0, 0], [300, 0, 0]]


def by_hand(decay: str, need: float = 10, exponent: float | None = None) -> Balance:
    return two_step(PEOPLE, SUPPLY, cell_size=100, radius=200, decay=decay, need=need, exponent=exponent)


def lived_in(found: Balance) -> list[float]:
    """Return what people reach in the north-west, the centre, the south-east; elsewhere nobody lives."""
    assert np.isnan(found.accessible).sum() == 6
    return [float(value) for value in np.diagonal(found.accessible)]


def test_dichotomy_by_hand() -> None:
    # R(nw) = 600 / (10 + 20) = 20; R(sw) = 300 / (10 + 20 + 40) = 30/7
    found = by_hand("dichotomy")
    assert lived_in(found) == pytest.approx([20 + 30 / 7, 20 + 30 / 7, 30 / 7])
    assert found.ratio[0, 0] == 20
    assert found.ratio[2, 0] == pytest.approx(30 / 7)
    assert (found.people_in_deficit, found.people_in_surplus, found.people_in_balance) == (40, 30, 0)
    assert found.total_people == 70
    assert np.diagonal(found.per_person).tolist() == pytest.approx([10 + 30 / 7, 10 + 30 / 7, 30 / 7 - 10])
    assert np.diagonal(found.in_all).tolist() == pytest.approx([100 + 300 / 7, 200 + 600 / 7, 1200 / 7 - 400])
    assert found.in_all.sum() == pytest.approx(900 - 70 * 10)  # all supply less all need
    assert found.deficit == pytest.approx(400 - 1200 / 7)
    assert (found.total_supply, found.unreached_supply) == (900, 0)


def test_density_by_hand() -> None:
    # f(0) = 0.75, f(141) = 0.75 (1 - 1/2) = 0.375, f(200) = 0.
    # R(nw) = 600 / (10 · 0.75 + 20 · 0.375) = 40: 40 · 0.75 = 30 to the north-west, 40 · 0.375 = 15 to the centre
    # R(sw) = 300 / (20 · 0.375) = 40: 15 more to the centre; the corners at exactly 200 m have nothing of it
    found = by_hand("density")
    assert lived_in(found) == pytest.approx([30, 30, 0])
    assert found.accessible[2, 2] == 0
    assert found.people_in_deficit == 40
    assert found.deficit == 400


def test_gaussian_by_hand() -> None:
    # (d / r)² = 1/2 at the centre: b = (exp(-1/4) - exp(-1/2)) / (1 - exp(-1/2)) = 0.4377; f(0) = 1, f(200) = 0
    # R(nw) = 600 / (10 + 20 b); R(sw) = 300 / (20 b): 15 m² to each in the centre
    b = (exp(-1 / 4) - exp(-1 / 2)) / (1 - exp(-1 / 2))
    ratio = 600 / (10 + 20 * b)
    assert lived_in(by_hand("gaussian")) == pytest.approx([ratio, ratio * b + 15, 0])


def test_exponential_by_hand() -> None:
    # f(0) = 1, b = f(141) = exp(-√½), c = f(200) = exp(-1)
    b, c = exp(-sqrt(0.5)), exp(-1)
    north, south = 600 / (10 + 20 * b), 300 / (20 * b + 50 * c)
    assert lived_in(by_hand("exponential")) == pytest.approx([north + south * c, north * b + south * b, south * c])


def test_power_by_hand() -> None:
    # exponent 2: f(0) = 1, f(141) = 1/20000, f(200) = 1/40000.
    # R(nw) = 600 / (10 + 20/20000) = 600 / 10.001; R(sw) = 300 / (20/20000 + 50/40000) = 300 / 0.00225 = 400000/3:
    # 10/3 m² to each in the corners, 20/3 to each in the centre
    north = 600 / 10.001
    expected = [north + 10 / 3, north / 20_000 + 20 / 3, 10 / 3]
    assert lived_in(by_hand("power", exponent=2)) == pytest.approx(expected)


def test_supply_that_reaches_nobody() -> None:
    # cells in a row, 1 m: the 7 beside the people are shared, the 5 two cells off reach nobody
    found = two_step([[4, 0, 0]], [[0, 7, 5]], cell_size=1, radius=1, decay="dichotomy", need=2)
    assert found.unreached_supply == 5
    assert found.used == 7
    assert found.accessible[0, 0] == 7 / 4
    assert np.isnan(found.ratio[0]).tolist() == [True, False, True]


def test_supply_seen_with_no_weight_reaches_nobody() -> None:
    # exactly at the radius, where density is 0: nobody has any of it, and it is said
    found = two_step([[4, 0]], [[0, 7]], cell_size=1, radius=1, decay="density", need=2)
    assert (found.accessible[0, 0], found.used, found.unreached_supply) == (0, 0, 7)


def test_few_people_share_what_there_is() -> None:
    # half a person has the 1 m² whole, 2 m² a person; with the R = S of InVEST nobody would have the other half
    found = two_step([[0.5]], [[1]], cell_size=1, radius=1, decay="dichotomy", need=1)
    assert (found.accessible[0, 0], found.used) == (2, 1)


def test_exactly_what_is_needed_is_in_balance() -> None:
    found = two_step([[3, 0, 0, 3]], [[0.3, 0, 0, 0.3]], cell_size=1, radius=1, decay="dichotomy", need=0.1)
    assert (found.people_in_deficit, found.people_in_surplus, found.people_in_balance) == (0, 0, 6)
    assert found.deficit == 0


def test_nobody_and_nothing() -> None:
    empty = np.zeros((2, 3))
    nobody = two_step(empty, empty + 1, cell_size=1, radius=1, decay="density", need=1)
    assert np.isnan(nobody.accessible).all()
    assert (nobody.total_people, nobody.people_in_deficit, nobody.used, nobody.unreached_supply) == (0, 0, 0, 6)
    nothing = two_step(empty + 1, empty, cell_size=1, radius=1, decay="density", need=1)
    assert (nothing.accessible == 0).all()
    assert (nothing.people_in_deficit, nothing.deficit) == (6, 6)
    none = two_step(np.zeros((0, 0)), np.zeros((0, 0)), cell_size=1, radius=1, decay="density", need=1)
    assert none.total_people == none.total_supply == 0


def test_people_beyond_the_edge_would_share() -> None:
    # ten more people just beyond the array: who leaves them out gives the others twice as much
    whole = two_step([[10, 0, 10]], [[0, 100, 0]], cell_size=1, radius=1, decay="dichotomy", need=5)
    cut = two_step([[10, 0]], [[0, 100]], cell_size=1, radius=1, decay="dichotomy", need=5)
    assert (whole.accessible[0, 0], cut.accessible[0, 0]) == (5, 10)


# what must hold of any place

SIDE = st.integers(1, 7)
SHAPES = st.tuples(SIDE, SIDE)
COUNTS = st.integers(0, 4).map(float) | st.floats(0.001, 1e4)
FEW = settings(max_examples=40, deadline=None)


def weight(decay: str, distance: float, radius: float) -> float:
    """Return a weight as the definitions say it, nothing else."""
    if distance > radius + 1e-9:
        return 0
    share = min(distance / radius, 1)
    of_decay: dict[str, float] = {
        "dichotomy": 1.0,
        "exponential": exp(-share),
        "gaussian": (exp(-0.5 * share**2) - exp(-0.5)) / (1 - exp(-0.5)),
        "density": 0.75 * (1 - share**2),
        "power": max(distance, 1) ** -1.5,
    }
    return of_decay[decay]


def in_loops(people: np.ndarray, supply: np.ndarray, cell: float, radius: float, decay: str) -> np.ndarray:
    """Return accessible supply per person, NaN where nobody lives, cell by cell."""
    cells = list(np.ndindex(people.shape))
    found = np.full(people.shape, nan)

    def between(one: tuple[int, ...], other: tuple[int, ...]) -> float:
        return weight(decay, cell * hypot(one[0] - other[0], one[1] - other[1]), radius)

    for home in cells:
        if people[home] > 0:
            found[home] = 0
            for park in cells:
                sharers = sum(people[other] * between(other, park) for other in cells)
                if sharers > 0:
                    found[home] += supply[park] / sharers * between(home, park)
    return found


def two(decay: str, people: npt.ArrayLike, supply: npt.ArrayLike, cell: float, radius: float, need: float) -> Balance:
    exponent = 1.5 if decay == "power" else None
    return two_step(people, supply, cell_size=cell, radius=radius, decay=decay, need=need, exponent=exponent)


@pytest.mark.parametrize("decay", DECAYS)
def test_people_in_deficit_as_in_loops(decay: str) -> None:
    random = np.random.default_rng(360781)
    people = random.integers(1, 60, (9, 11)) * (random.random((9, 11)) < 0.6)
    supply = random.uniform(0, 2000, (9, 11)) * (random.random((9, 11)) < 0.2)
    found = two(decay, people, supply, 100, 300, 8)
    expected = in_loops(people, supply, 100, 300, decay)
    np.testing.assert_allclose(found.accessible, expected, rtol=1e-12)
    short = sum(people[cell] for cell in np.ndindex(people.shape) if people[cell] and expected[cell] < 8)
    over = sum(people[cell] for cell in np.ndindex(people.shape) if people[cell] and expected[cell] > 8)
    assert (found.people_in_deficit, found.people_in_surplus) == (short, over)
    assert 0 < short < people.sum()
    lacking = sum(people[cell] * (8 - expected[cell]) for cell in np.ndindex(people.shape) if expected[cell] < 8)
    assert found.deficit == pytest.approx(lacking)


@FEW
@given(st.data(), SHAPES, st.sampled_from(DECAYS), st.integers(1, 6))
def test_supply_is_conserved(data: st.DataObject, shape: tuple[int, int], decay: str, radius: int) -> None:
    people, supply = (data.draw(arrays(float, shape, elements=COUNTS)) for _ in range(2))
    found = two(decay, people, supply, 1, radius, 5)
    assert found.used + found.unreached_supply == pytest.approx(found.total_supply, rel=1e-9, abs=0)
    assert found.total_people == found.people_in_deficit + found.people_in_surplus + found.people_in_balance or (
        found.people_in_deficit + found.people_in_surplus + found.people_in_balance
    ) == pytest.approx(found.total_people)
    # the total balance is supply less need, whatever the radius, once all supply reaches somebody
    assert found.in_all.sum() == pytest.approx(
        found.total_supply - found.unreached_supply - 5 * found.total_people, rel=1e-9, abs=1e-6
    )


@FEW
@given(st.data(), SHAPES, st.sampled_from(DECAYS), st.integers(1, 3))
def test_turned_and_mirrored_it_is_the_same(
    data: st.DataObject, shape: tuple[int, int], decay: str, radius: int
) -> None:
    people, supply = (data.draw(arrays(float, shape, elements=COUNTS)) for _ in range(2))
    found, turned = two(decay, people, supply, 1, radius, 5), two(decay, people.T, supply.T, 1, radius, 5)
    np.testing.assert_allclose(turned.accessible.T, found.accessible, rtol=1e-12)
    mirrored = two(decay, people[::-1, ::-1], supply[::-1, ::-1], 1, radius, 5)
    np.testing.assert_allclose(mirrored.accessible[::-1, ::-1], found.accessible, rtol=1e-12)


@FEW
@given(st.data(), SHAPES, st.sampled_from(DECAYS), st.integers(1, 3))
def test_more_supply_lowers_nobodys(data: st.DataObject, shape: tuple[int, int], decay: str, radius: int) -> None:
    people, supply, more = (data.draw(arrays(float, shape, elements=COUNTS)) for _ in range(3))
    before, after = two(decay, people, supply, 1, radius, 5), two(decay, people, supply + more, 1, radius, 5)
    lived = people > 0
    assert (after.accessible[lived] >= before.accessible[lived] * (1 - 1e-12)).all()
    assert after.people_in_deficit <= before.people_in_deficit


# what is refused


@pytest.mark.parametrize("ill", [nan, -1, float("inf")])
@pytest.mark.parametrize("which", ["population", "supply"])
def test_amounts_that_are_none(ill: float, which: str) -> None:
    population, supply = ([[1.0, ill]] if which == name else [[1.0, 2.0]] for name in ("population", "supply"))
    with pytest.raises(MethodError, match=f"'{which}' has 1 values .* write 0 where there is nothing"):
        two_step(population, supply, cell_size=1, radius=1, decay="density", need=1)


def test_masked_cells_are_not_taken_for_amounts() -> None:
    masked = np.ma.array([[1, -9999]], mask=[[False, True]])
    with pytest.raises(MethodError, match="'population' has 1 values"):
        two_step(masked, [[1, 1]], cell_size=1, radius=1, decay="density", need=1)


def test_words_are_no_amounts() -> None:
    with pytest.raises(MethodError, match="'supply' does not hold numbers"):
        two_step([[1]], [["park"]], cell_size=1, radius=1, decay="density", need=1)


def test_arrays_that_are_not_aligned() -> None:
    with pytest.raises(MethodError, match=r"\(1, 2\) and supply \(2, 1\) differ"):
        two_step([[1, 2]], [[1], [2]], cell_size=1, radius=1, decay="density", need=1)
    with pytest.raises(MethodError, match="should have 2 dimension"):
        two_step([1, 2], [[1, 2]], cell_size=1, radius=1, decay="density", need=1)


@pytest.mark.parametrize("need", [0, -8, nan, float("inf")])
def test_a_need_that_is_none(need: float) -> None:
    with pytest.raises(MethodError, match="need should be above 0"):
        two_step([[1]], [[1]], cell_size=1, radius=1, decay="density", need=need)


def test_whole_numbers_and_single_precision_are_amounts() -> None:
    usual = two_step([[3, 0]], [[0, 9]], cell_size=1, radius=1, decay="dichotomy", need=1)
    for kind in (np.int32, np.float32, np.uint8):
        found = two_step(
            np.array([[3, 0]], kind), np.array([[0, 9]], kind), cell_size=1, radius=1, decay="dichotomy", need=1
        )
        assert found.accessible[0, 0] == usual.accessible[0, 0] == 3
