"""Which years may be compared."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo_ruijin.methods.editions import comparable, differ, edition_notes, years_listed


@dataclass(frozen=True)
class Made:
    """A year of some edition."""

    year: int | None
    edition: str | None


def years(*editions: str | None) -> list[Made]:
    """Return the years from 2001 on."""
    return [Made(2001 + at, edition) for at, edition in enumerate(editions)]


@pytest.mark.parametrize(
    ("editions", "compared"),
    [
        (["a", "b"], [2002]),
        (["a", "b", "a"], [2001, 2003]),
        (["a", None], [2001, 2002]),
        ([None, "a"], [2001, 2002]),
        ([None, None], [2001, 2002]),
        (["a", "b", None], [2002, 2003]),  # what the last does not say is as the one before
        (["A  v1", "a V1"], [2001, 2002]),
        ([], []),
    ],
)
def test_years_are_compared_with_the_latest(editions: list[str | None], compared: list[int]) -> None:
    kept, left_out = comparable(years(*editions))
    assert [one.year for one in kept] == compared
    assert [one.year for one in left_out] == [one.year for one in years(*editions) if one.year not in compared]


@given(st.lists(st.sampled_from(["a", "b", None]), min_size=1))
def test_no_two_that_are_compared_differ_and_the_latest_is_one(editions: list[str | None]) -> None:
    made = years(*editions)
    kept, left_out = comparable(made)
    assert not any(differ(one.edition, other.edition) for one in kept for other in kept)
    assert kept[-1] is made[-1]
    assert len(kept) + len(left_out) == len(made)


def test_what_is_left_out_and_what_is_not_stated_is_said() -> None:
    (left, unsaid) = edition_notes(*comparable(years("a", "b", None)))
    assert left.en.startswith("2001 (a) and 2002 (b), 2003 are of different products or versions")
    assert left.zh.startswith("2001 年(a)与 2002 年(b)、2003 年不是同一产品的同一版本")
    assert unsaid.en.startswith("2003: product and version are not stated")
    assert unsaid.zh.startswith("2003 年没有注明产品和版本")


@pytest.mark.parametrize("editions", [["a", "a"], ["a"], [None], []])
def test_of_one_edition_or_one_year_nothing_is_said(editions: list[str | None]) -> None:
    assert edition_notes(*comparable(years(*editions))) == ()


def test_a_year_that_nobody_knows() -> None:
    assert years_listed([Made(None, None)]).en == "?"
