"""Park area per resident: squares and people by arithmetic."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pytest
from shapely import Point, box

from geo_ruijin.errors import MethodError
from geo_ruijin.methods.counting.provision import area_per_person
from geo_ruijin.results import Result

CRS = "EPSG:4548"

# A town of 1000 m by 1000 m in two halves. Parks: 100 x 100 in the west, 200 x 100 of which half lies outside in the
# east, 200 x 100 that overlaps the first by 50 x 100, 10 x 10 in the west, and 100 x 100 outside.
TOWN = gpd.GeoDataFrame({"name": ["西", "东"]}, geometry=[box(0, 0, 500, 1000), box(500, 0, 1000, 1000)], crs=CRS)
PARKS = gpd.GeoDataFrame(
    geometry=[
        box(0, 0, 100, 100),
        box(900, 0, 1100, 100),
        box(50, 0, 250, 100),
        box(300, 300, 310, 310),
        box(2000, 0, 2100, 100),
    ],
    crs=CRS,
)
PEOPLE = gpd.GeoDataFrame(
    {"people": [4000.0, 1000.0, 77.0]}, geometry=[Point(10, 10), Point(1000, 500), Point(3000, 0)], crs=CRS
)


def ask(**more: Any) -> Result:  # noqa: ANN401 - inputs and parameters of any form
    given: dict[str, Any] = {"facilities": PARKS, "region": TOWN, "people": PEOPLE, "least": 8.0}
    return area_per_person(**(given | more))


def values(result: Result) -> dict[str, float | None]:
    return {name: measure.value for name, measure in result.measures.items()}


def test_the_area_inside_over_the_people_inside() -> None:
    found = values(ask())
    inside = 250 * 100 + 100 * 100 + 10 * 10  # the first and the third together are 250 x 100
    assert found["area"] == pytest.approx(inside / 1e4)
    assert found["people"] == 5000  # whoever lives on the border is inside
    assert found["people_elsewhere"] == 77
    assert found["area_per_person"] == pytest.approx(inside / 5000)  # 7.02
    assert found["deficit"] == pytest.approx((8 * 5000 - inside) / 1e4)
    assert found["area_outside"] == pytest.approx(2)  # 100 x 100 of the second, and the last
    assert found["facilities"] == 4
    assert found["facilities_small"] == 0


@pytest.mark.parametrize(("area_from", "small"), [(100.0, 0), (100.1, 1)])
def test_a_park_just_large_enough_counts(area_from: float, small: int) -> None:
    found = values(ask(area_from=area_from))
    assert found["facilities_small"] == small
    assert found["area"] == pytest.approx(3.5 + (0 if small else 0.01))


def test_by_division() -> None:
    zones = ask(by=TOWN).tables["zones"].data.set_index("name")
    assert zones["per_person"].to_dict() == pytest.approx({"西": 25_100 / 4000, "东": 10})
    assert zones["deficit"].to_dict() == pytest.approx({"西": (32_000 - 25_100) / 1e4, "东": 0})
    assert zones["area"].sum() == pytest.approx(values(ask())["area"])
    assert zones["people"].sum() == 5000


def test_divisions_lack_more_than_the_whole_where_one_has_to_spare_and_a_note_says_so() -> None:
    found = ask(by=TOWN)
    assert found.tables["zones"].data["deficit"].sum() > (values(found)["deficit"] or 0)
    assert len(found.notes) == 1
    assert ask(by=TOWN, least=1.0).notes == ()  # nobody lacks anything
    assert ask(by=TOWN, least=1000.0).notes == ()  # nobody has to spare


def test_without_people_there_is_nothing_to_divide_by() -> None:
    found = ask(people=PEOPLE.iloc[2:], by=TOWN)
    assert values(found)["area_per_person"] is None
    assert values(found)["deficit"] == 0
    assert np.isnan(found.tables["zones"].data["per_person"]).all()


def test_all_parks_too_small() -> None:
    found = values(ask(area_from=1e9))
    assert found["area_per_person"] == 0
    assert found["deficit"] == pytest.approx(4)  # 8 · 5000 m²


def test_a_region_without_area_is_refused() -> None:
    with pytest.raises(MethodError, match="has no area"):
        ask(region=TOWN.iloc[:0])


def test_a_park_in_pieces_is_one_in_size() -> None:
    # two halves of 300 m² that meet are 600 m²
    halves = gpd.GeoDataFrame({"name": ["园", "园"]}, geometry=[box(0, 0, 30, 10), box(0, 10, 30, 20)], crs=CRS)
    found = values(ask(facilities=halves, area_from=400.0))
    assert (found["area"], found["facilities_small"]) == (0.06, 0)
    assert values(ask(facilities=halves, area_from=601.0))["facilities_small"] == 1
