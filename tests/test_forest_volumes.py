"""What volumes are in: those of parcels grow with their area, those of a hectare do not."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo_ruijin.errors import MethodError
from geo_ruijin.methods.forest.volumes import demand_unit, unit_by_size

AREAS = np.array([1.0, 3.0, 10.0, 30.0])
DENSE = np.array([90.0, 110.0, 95.0, 105.0])


def test_volumes_that_grow_with_their_parcels_are_of_parcels() -> None:
    assert unit_by_size(DENSE * AREAS, AREAS) == "m³"


def test_volumes_that_do_not_are_of_a_hectare() -> None:
    assert unit_by_size(DENSE, AREAS) == "m³/ha"


@pytest.mark.parametrize(
    ("volume", "hectares"),
    [
        (np.sqrt(AREAS), AREAS),  # a slope of 1/2, halfway between the two
        (DENSE, np.full(4, 3.1)),  # parcels of one size
        (np.array([95.0, 300.0]), AREAS[:2]),  # two points are on a line whatever they are
        (np.array([95.0, 0.0, np.nan, 2900.0]), AREAS),  # two are left
        (np.array([95.0, 20.0, 900.0, 100.0]), AREAS),  # no line
        (np.array([]), np.array([])),
    ],
)
def test_what_cannot_be_told(volume: np.ndarray, hectares: np.ndarray) -> None:
    assert unit_by_size(volume, hectares) is None


@given(st.integers(0, 2**32 - 1), st.sampled_from(["m³", "m³/ha"]))
def test_an_inventory_is_never_taken_for_the_other(seed: int, unit: str) -> None:
    """Parcels of 4 ha or so, stands of 20 to 300 m³ a hectare, old ones in larger parcels or not."""
    draw = np.random.default_rng(seed)
    hectares = np.exp(draw.normal(np.log(4), 0.8, 300))
    dense = np.exp(draw.normal(np.log(90), 0.6, 300)) * hectares ** draw.uniform(-0.1, 0.1)
    assert unit_by_size(dense * hectares if unit == "m³" else dense, hectares) == unit


def test_a_unit_that_somebody_said() -> None:
    assert demand_unit("m³/ha") == "m³/ha"
    assert demand_unit(None) is None
    with pytest.raises(MethodError, match="volume_unit knows no 'm3/ha', but m³, m³/ha"):
        demand_unit("m3/ha")
