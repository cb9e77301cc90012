"""Trees that no parcel holds: reported by number and by area, or not at all."""

from __future__ import annotations

import pytest

from geo_ruijin.methods.forest.beside import Beside, beside_of, land_asked, stock_asked
from tests.forests import statistics


def beside(**figures: tuple[float | None, str]) -> Beside:
    return beside_of(statistics(**figures), land_asked(trees="trees", trees_per_ha=1650.0, shelterbelts="belts"))


def test_trees_are_amount_too() -> None:
    found = beside(trees=(3300, "trees"), belts=(5, "ha"))  # 3300 / 1650 + 5
    assert found.amount == pytest.approx(7)
    assert not found.open


def test_none_is_a_figure() -> None:
    found = beside(trees=(0, "株"), belts=(0, "公顷"))
    assert found.amount == 0
    assert not found.open


@pytest.mark.parametrize(
    ("figures", "amount"),
    [
        ({"trees": (3300, "trees"), "belts": (None, "ha")}, 2),
        ({"belts": (5, "ha")}, 5),  # no row
        ({"trees": (3300, "ha"), "belts": (5, "ha")}, 5),  # in another unit
        ({"trees": (None, "trees"), "belts": (None, "ha")}, None),
    ],
)
def test_what_is_not_reported_leaves_it_open(
    figures: dict[str, tuple[float | None, str]], amount: float | None
) -> None:
    found = beside(**figures)
    assert found.amount == (None if amount is None else pytest.approx(amount))
    assert found.open
    assert any("lower bound" in note.en for note in found.notes)


def test_nothing_is_open_where_nothing_is_asked_for() -> None:
    assert beside_of(None, land_asked(trees=None, trees_per_ha=None, shelterbelts=None)) == Beside()


def test_without_any_statistics() -> None:
    found = beside_of(None, land_asked(trees=None, trees_per_ha=None, shelterbelts="belts"))
    assert found.open
    assert found.amount is None


def test_a_row_that_is_not_real_says_so() -> None:
    rows = statistics(belts=(5, "ha")).assign(nature="modelled")
    (note,) = beside_of(rows, land_asked(trees=None, trees_per_ha=None, shelterbelts="belts")).notes
    assert "a demonstration" in note.en


def test_the_volume_of_trees_beside_houses() -> None:
    asked = stock_asked("volume")
    assert beside_of(statistics(volume=(250_000, "m³")), asked).amount == 250_000
    lacking = beside_of(statistics(volume=(None, "m³")), asked)
    assert lacking.open
    assert "so the growing stock is a lower bound" in lacking.notes[0].en
    assert beside_of(None, stock_asked(None)) == Beside()
