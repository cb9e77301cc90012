"""What class each roof is of, and which rule tells it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import pytest
from shapely import Polygon, box

from geo_ruijin.methods.rooftops.classes import classify, contradicted, parcel_of, unheard
from geo_ruijin.methods.rooftops.vocabulary import AMENITIES, CLASSES, PARCELS, RULES, USES
from tests.planes import frame


def told(
    code: str | None = None, *, in_town: bool | None = None, area: float = 100, factory_from: float | None = None,
    **columns: object,
) -> tuple[str, str]:  # fmt: skip
    rows = pd.DataFrame({name: [value] for name, value in columns.items()} | {"roof_area": [float(area)]})
    found = classify(
        rows,
        code=None if code is None else pd.Series([code]),
        in_town=None if in_town is None else np.array([in_town]),
        floors_from=7,
        factory_from=factory_from,
    )
    assert found["rule"][0] in RULES
    return found["class"][0], found["rule"][0]


@pytest.mark.parametrize("use", ["house", "residential", "detached"])
def test_homes_are_told_by_parcel_then_town_then_floors(use: str) -> None:
    assert told("0702", in_town=True, use=use, floors=20) == ("rural_house", "housing_parcel")
    assert told("0701", in_town=False, use=use, floors=1) == ("urban_housing", "housing_parcel")
    assert told("0301", in_town=True, use=use, floors=1) == ("urban_housing", "housing_town")
    assert told("0301", in_town=False, use=use, floors=20) == ("rural_house", "housing_town")
    assert told(use=use, floors=7) == ("urban_housing", "housing_floors")  # exactly at the limit
    assert told(use=use, floors=6) == ("rural_house", "housing_floors")
    assert told(use=use) == ("unknown", "housing_open")


def test_the_use_wins_over_the_land() -> None:
    assert told("0702", use="school") == ("school", "use")
    assert told("0701", use="apartments") == ("urban_housing", "use")
    assert told("0601", use=" Government ") == ("government", "use")


def test_a_further_use_tells_what_the_use_does_not() -> None:
    assert told("0702", use="yes", amenity="kindergarten") == ("school", "other_use")
    assert told(use=None, office="government") == ("government", "other_use")
    assert told(use="yes", office="company") == ("commercial", "other_use")
    assert told(use="yes", shop="bakery") == ("commercial", "other_use")
    assert told(use="yes", tourism="hotel") == ("commercial", "other_use")
    assert told(use="yes", tourism="museum") == ("other", "other_use")
    assert told(use="industrial", shop="bakery") == ("industrial", "use")
    # a fountain is no use of a building
    assert told("0601", use="yes", amenity="fountain") == ("industrial", "parcel")


@pytest.mark.parametrize(("code", "name"), PARCELS.items())
def test_the_land_tells_where_nothing_else_does(code: str, name: str) -> None:
    assert told(code, use="yes") == (name, "parcel_08H2" if code == "08H2" else "parcel")


def test_what_nothing_tells_stays_unknown_unless_size_may() -> None:
    assert told("0101", use="yes", area=5000) == ("unknown", "none")
    assert told(area=5000) == ("unknown", "none")  # without a column of uses
    assert told(area=1000, factory_from=1000) == ("industrial", "size")  # exactly at the limit
    assert told(area=999.9, factory_from=1000) == ("unknown", "none")


def test_every_word_leads_to_a_class() -> None:
    assert set(USES.values()) | set(AMENITIES.values()) | set(PARCELS.values()) <= set(CLASSES)


def test_contradictions_are_of_use_and_land() -> None:
    rows = pd.DataFrame({"use": ["school", "school", "house", "shop", "yes", "house"], "roof_area": 100.0})
    code = pd.Series(["0601", "08H2", "0701", "0702", "0601", "08H1"])
    found = classify(rows, code=code, in_town=np.full(6, fill_value=False), floors_from=7)
    # a school on industry's land and a home on the government's; not a village shop, nor what the land alone tells
    assert contradicted(found).tolist() == [True, False, False, False, False, True]


def test_strange_words_are_told_the_most_first() -> None:
    rows = pd.DataFrame({"use": ["厂房", "厂房", "仓库", "yes", None, "school"], "roof_area": 100.0})
    assert list(unheard(rows).items()) == [("厂房", 2), ("仓库", 1)]


def test_the_parcel_with_most_of_a_roof_is_its_own() -> None:
    land = frame(box(0, 0, 10, 10), box(10, 0, 20, 10), code=["0701", "0702"])
    shapes: Sequence[Polygon] = [
        box(4, 0, 14, 5),  # 6 m of 10 in the first
        box(8, 0, 18, 5),  # 8 m of 10 in the second
        box(9, 0, 11, 5),  # as much in both: the first
        box(18, 0, 30, 5),  # 2 m of 12 in the second, the rest in none
        box(20, 0, 30, 5),  # touches the second
        box(40, 0, 50, 5),
    ]
    assert parcel_of(np.array(shapes), land).to_list() == ["0701", "0702", "0701", "0702", "", ""]
