"""What a siting problem is given: read as meant, or refused with every fault."""

from __future__ import annotations

import re
import subprocess
import sys

import numpy as np
import pytest
from scipy import sparse

from geo_ruijin import siting
from geo_ruijin.errors import MethodError
from geo_ruijin.methods import siting as beside
from geo_ruijin.siting import Conditions, lscp, mclp, too_close
from geo_ruijin.siting.given import read
from geo_ruijin.siting.pairs import within

# Homes at 0, 400 and 900 m on a line; sites at 0 and 900 m.
LINE = np.array([[0.0, 900.0], [400.0, 500.0], [900.0, 0.0]])


def refused(*words: str) -> pytest.RaisesExc[MethodError]:
    """Expect a refusal that has these words, in this order."""
    return pytest.RaisesExc(MethodError, match=".*".join(map(re.escape, words)))


def test_exactly_at_the_radius_is_covered() -> None:
    assert mclp(LINE, [1, 1, 5], new=1, radius=500).objective == 6
    assert mclp(LINE, [1, 1, 5], new=1, radius=499.9).objective == 5


def test_site_0_stands_like_any_other() -> None:
    found = mclp(LINE, [1, 1, 5], new=0, radius=400, existing=[0])
    assert (found.chosen, found.objective, found.proven) == ((), 2, True)
    assert lscp(LINE, radius=400, existing=np.array([0])).chosen == (1,)


def test_numpy_numbers_are_numbers() -> None:
    assert mclp(LINE, np.ones(3), new=np.int32(1), radius=np.float32(500), existing=[np.uint8(1)]).chosen == (0,)  # type: ignore[arg-type]


@pytest.mark.parametrize("form", ["coo", "csr", "csc", "lil"])
def test_a_stored_0_is_a_distance_of_0(form: str) -> None:
    stored = sparse.coo_array(([0.0, 400.0, 500.0, 0.0], ([0, 1, 1, 2], [0, 0, 1, 1])), shape=(3, 2)).asformat(form)
    kept = within(read(stored).cost, 400).toarray().tolist()
    assert kept == ([[1, 0], [1, 0], [0, 1]] if form != "lil" else within(read(LINE).cost, 400).toarray().tolist())
    assert mclp(stored, [1, 1, 5], new=2, radius=0).objective == 6


def test_of_a_pair_stored_twice_the_shorter_way_counts() -> None:
    stored = sparse.coo_array(([300.0, 300.0, 700.0], ([0, 0, 1], [0, 0, 0])), shape=(2, 1))
    assert mclp(stored, [1, 1], new=1, radius=500).objective == 1


def test_no_way_is_no_way_however_far_one_goes() -> None:
    assert mclp([[np.inf], [np.nan], [1e9]], [1, 2, 4], new=1, radius=np.inf).objective == 4


def test_formats_that_lose_zeros_are_refused() -> None:
    with refused("bsr", "distance of 0"):
        mclp(sparse.bsr_array(LINE), [1, 1, 1], new=1, radius=1)


@pytest.mark.parametrize(
    ("cost", "words"),
    [([1, 2, 3], "two dimensions"), ([[1], [1, 2]], "two dimensions"), (LINE < 500, "not whether a site")],
)
def test_what_is_no_cost(cost: object, words: str) -> None:
    with refused(words):
        lscp(cost, radius=500)


def test_every_fault_at_once() -> None:
    with refused("cost: some are below 0", "weight: 3 are needed", "new: a whole number", "radius", "existing: site 2"):
        mclp(-LINE, [1, 1], new=1.5, radius=np.nan, existing=[2])  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("weight", "words"),
    [([1, -1, 1], "demand 1 is below 0"), ([1, 1, np.nan], "demand 2 is no finite"), ([1, 1, np.inf], "no finite")],
)
def test_weights(weight: list[float], words: str) -> None:
    with refused(words):
        mclp(LINE, weight, new=1, radius=500)


@pytest.mark.parametrize(
    ("existing", "words"),
    [
        ([0, 0], "site 0 is named twice"),
        ([-1], "site -1 is not among 0 to 1"),
        ([True, False], "whole site numbers"),
        ([0.0], "whole site numbers"),
    ],
)
def test_existing(existing: list[int], words: str) -> None:
    with refused("existing", words):
        lscp(LINE, radius=500, existing=existing)


@pytest.mark.parametrize("share", [-0.1, 1.1, np.nan])
def test_share(share: float) -> None:
    with refused("share: 0 to 1"):
        lscp(LINE, radius=500, share=share)


@pytest.mark.parametrize("new", [-1, 1.0, True, "1"])
def test_new(new: object) -> None:
    with refused("new: a whole number from 0"):
        mclp(LINE, [1, 1, 1], new=new, radius=500)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("conditions", "words"),
    [
        (Conditions(forbidden=[0]), "site 0 exists already"),
        (Conditions(forbidden=[5]), "forbidden: site 5"),
        (Conditions(closable=[1]), "closable: site 1 does not exist"),
        (Conditions(apart=np.array([[0, 2]])), "apart: some numbers"),
        (Conditions(apart=np.array([[1, 1]])), "apart: site 1 is paired with itself"),
        (Conditions(apart=np.array([0, 1])), "apart: rows of two"),
        (Conditions(least={0: 1}), "group: that of each of the 2 sites"),
        (Conditions(group=np.array([0, 0]), least={0: 2}, most={0: 1}), "group 0: least is more"),
        (Conditions(group=np.array([0, 0]), most={0: -1}), "most: whole numbers"),
        (Conditions(price=np.array([1.0, 0.0])), "price: that of site 1"),
        (Conditions(price=np.array([1.0])), "price: 2 are needed"),
        (Conditions(budget=np.nan), "budget: 0 or more"),
    ],
)
def test_conditions(conditions: Conditions, words: str) -> None:
    with refused(words):
        mclp(LINE, [1, 1, 1], new=1, radius=500, existing=[0], conditions=conditions)


def test_too_close_leaves_what_is_exactly_as_far() -> None:
    # 0-1: 200 m, 1-2: 300 m, 0-2: 500 m
    assert too_close([[0, 0], [200, 0], [500, 0]], 300).tolist() == [[0, 1]]
    assert too_close(np.zeros((0, 2)), 300).shape == (0, 2)


def test_nothing_is_printed() -> None:
    program = "from geo_ruijin import siting; siting.mclp([[0, 9], [4, 5], [9, 0]], [1, 1, 5], new=1, radius=5)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("", "")


def test_the_library_is_found_where_methods_are() -> None:
    assert {name: getattr(beside, name) for name in siting.__all__} == {
        name: getattr(siting, name) for name in siting.__all__
    }
