"""Two tiers chosen together, against every choice there is."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo_ruijin.errors import MethodError
from geo_ruijin.siting import Tier, chain_median, hierarchy

SEED = st.integers(0, 10_000)


def cost_of(
    first: np.ndarray, second: np.ndarray, weight: np.ndarray, lower: tuple[int, ...], upper: tuple[int, ...]
) -> float:
    """Return the weight x cost over open sites; infinite where somebody has no chain."""
    ways = first[:, list(lower)][:, :, None] + second[np.ix_(lower, upper)][None]
    return float(weight @ ways.min(axis=(1, 2), initial=np.inf))


@settings(max_examples=40)
@given(seed=SEED, new=st.tuples(st.integers(0, 2), st.integers(0, 2)), stand=st.tuples(st.booleans(), st.booleans()))
def test_no_choice_of_both_tiers_comes_to_less(seed: int, new: tuple[int, int], stand: tuple[bool, bool]) -> None:
    rng = np.random.default_rng(seed)
    first, second = rng.integers(0, 20, (5, 4)).astype(float), rng.integers(0, 20, (4, 3)).astype(float)
    first[rng.random(first.shape) < 0.2] = np.inf
    weight = rng.integers(1, 9, 5).astype(float)
    existing = ((0,) if stand[0] else (), (0,) if stand[1] else ())
    most = []
    for sites, there, number in zip(second.shape, existing, new, strict=True):
        fresh = [one for one in range(sites) if one not in there]
        most.append([(*there, *some) for size in range(number + 1) for some in itertools.combinations(fresh, size)])
    best = min((cost_of(first, second, weight, *some) for some in itertools.product(*most)), default=np.inf)
    if not np.isfinite(best):
        with pytest.raises(MethodError):
            chain_median(first, second, weight, new=new, existing=existing)
        return
    found = chain_median(first, second, weight, new=new, existing=existing)
    assert found.proven
    assert found.objective == pytest.approx(best)
    own = (*existing[0], *found.lower), (*existing[1], *found.upper)
    assert cost_of(first, second, weight, *own) == pytest.approx(best)
    assert len(found.lower) <= new[0]
    assert len(found.upper) <= new[1]


def test_the_flows_of_a_hierarchy_come_to_the_same() -> None:
    rng = np.random.default_rng(3)
    first, second, weight = rng.uniform(1, 9, (30, 8)), rng.uniform(1, 9, (8, 5)), rng.uniform(1, 9, 30)
    chains = chain_median(first, second, weight, new=(2, 1), existing=((0,), (0,)))
    flows = hierarchy(weight, [Tier(first, new=2, existing=(0,)), Tier(second, new=1, existing=(0,))])
    assert chains.objective == pytest.approx(flows.objective)
    assert (chains.lower, chains.upper) == tuple(tier.chosen for tier in flows.tiers)


def test_nobody_has_no_say() -> None:
    # the second demand has no way, and no weight
    found = chain_median([[1.0], [np.inf]], [[1.0]], [1.0, 0.0], new=(1, 1))
    assert found.objective == 2
    with pytest.raises(MethodError, match="1 demands have no way"):
        chain_median([[1.0], [np.inf]], [[1.0]], [1.0, 1.0], new=(1, 1))
