"""Parameters as files give them and methods get them."""

from __future__ import annotations

import math
from typing import Annotated, get_args

import pytest

from geo_ruijin.methods.parameter import KINDS, Kind, Parameter, Range, Step, kinds_of
from geo_ruijin.units import Between, Unit

STEPS = [{"area_from": 400, "value": 300}, {"area_from": 5000, "value": 500.0}]


@pytest.mark.parametrize(
    ("kinds", "value", "read"),
    [
        (("number",), 500, 500),
        (("whole",), 3, 3),
        (("truth",), True, True),
        (("text",), "gaussian", "gaussian"),
        (("numbers",), [25, 50.5], (25, 50.5)),
        (("texts",), ["村"], ("村",)),
        (("range",), {"low": 0.3, "mid": 0.35, "high": 0.4}, Range(0.3, 0.35, 0.4)),
        (("ranges",), {"school": {"low": 0.4, "mid": 0.4, "high": 0.5}}, {"school": Range(0.4, 0.4, 0.5)}),
        (("amounts",), {"2021": 0.5, "2022": 1}, {"2021": 0.5, "2022": 1}),
        (("number", "steps"), 500, 500),
        (("number", "steps"), STEPS, (Step(5000, 500), Step(400, 300))),  # the largest first
    ],
)
def test_what_fits_is_read(kinds: tuple[Kind, ...], value: object, read: object) -> None:
    assert Parameter(None, kinds, required=True).read(value) == read


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("number", "500"),
        ("number", True),
        ("number", float("nan")),
        ("number", [500]),
        ("whole", 3.0),
        ("whole", False),
        ("truth", 1),
        ("text", 1),
        ("numbers", []),
        ("numbers", [1, "2"]),
        ("numbers", [float("inf")]),
        ("texts", "村"),
        ("texts", []),
        ("steps", []),
        ("steps", [{"area_from": 400}]),
        ("steps", [{"area_from": 400, "value": "300"}]),
        ("steps", [{"area_from": 400, "value": 300, "unit": "m"}]),
        ("steps", [STEPS[0], STEPS[0]]),
        ("steps", 500),
        ("range", {"low": 0.3, "mid": 0.35}),
        ("range", {"low": 0.3, "mid": 0.45, "high": 0.4}),
        ("range", 0.3),
        ("ranges", {}),
        ("amounts", {}),
        ("amounts", {"2021": "0.5"}),
        ("amounts", {"2021": math.inf}),
        ("ranges", {"school": 0.4}),
        ("ranges", {"low": 0.3, "mid": 0.35, "high": 0.4}),
    ],
)
def test_what_does_not_fit_is_refused(kind: Kind, value: object) -> None:
    with pytest.raises(ValueError, match=r".*"):
        Parameter(None, (kind,), required=True).read(value)


def test_every_kind_is_said_and_annotated() -> None:
    assert set(KINDS.values()) == set(get_args(Kind))
    for kind in get_args(Kind):
        assert Parameter(None, (kind,), required=True).said.zh
    assert Parameter("m", ("number", "steps"), required=True).said.en.startswith("a number, and finite or a list")


def test_types_of_arguments() -> None:
    assert kinds_of([float]) == ("number",)
    assert kinds_of([tuple[Step, ...], float]) == ("number", "steps")
    assert kinds_of([float, dict]) == kinds_of([]) == kinds_of([Annotated[float, Unit("m")]]) == ()


def test_numbers_that_may_not_be_are_refused() -> None:
    share = Parameter("%", ("number", "range"), required=True, between=Between(0, 100))
    assert share.read(0) == 0
    assert share.read({"low": 0, "mid": 50, "high": 100}) == Range(0, 50, 100)
    for wrong in (-0.1, 100.1, {"low": 0, "mid": 50, "high": 101}):
        with pytest.raises(ValueError, match=r".*"):
            share.read(wrong)
    above = Parameter("m", ("number", "steps"), required=True, between=Between(0, above=True))
    with pytest.raises(ValueError, match="0"):
        above.read(0)
    assert above.read([{"area_from": 0, "value": 300}]) == (Step(0, 300),)  # the area is no number of the parameter
    assert above.said.en.endswith("above 0")
