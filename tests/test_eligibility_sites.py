"""Sites: what belongs together, what is large enough, and that none of them lies on what is forbidden."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import box

from geo_ruijin.methods.eligibility.ranking import score
from geo_ruijin.results import Result
from tests.lands import eligibility
from tests.planes import frame, values

#: The square but for two fields that only meet at a corner, the lower left and the upper right.
CORNERS = frame(box(0, 50, 50, 100), box(50, 0, 100, 50))


def areas(result: Result) -> list[float]:
    """Return the areas of the sites, the largest first [ha]."""
    return sorted(result.tables["sites"].data["area"].round(9), reverse=True)


def test_what_only_shares_a_corner_is_apart() -> None:
    assert areas(eligibility(scenic_areas=CORNERS, rules=("scenic_areas",))) == [0.25, 0.25]


def test_what_shares_a_side_is_one() -> None:
    hole = frame(box(40, 40, 60, 60))
    result = eligibility(scenic_areas=hole, rules=("scenic_areas",))
    assert areas(result) == [0.96]
    assert len(shapely.get_parts(shapely.boundary(result.tables["sites"].data.geometry.iloc[0]))) == 2  # with its hole


@pytest.mark.parametrize(("least", "sites"), [(0.24, 2), (0.25, 2), (0.2501, 0)])
def test_exactly_the_least_area_counts(least: float, sites: int) -> None:
    result = eligibility(scenic_areas=CORNERS, rules=("scenic_areas",), least_area=least)
    assert values(result)["sites"] == sites


def test_a_site_is_cut_to_the_true_border_and_then_weighed() -> None:
    # the middles at 25 are free of what ends at 24: 8 columns of cells, cut to 76 m
    scenic = frame(box(0, 0, 24, 100))
    assert areas(eligibility(scenic_areas=scenic, rules=("scenic_areas",))) == [0.76]
    assert areas(eligibility(scenic_areas=scenic, rules=("scenic_areas",), least_area=0.77)) == []
    # the middles at 25 are not free of what ends at 26: 7 columns, the 4 m before them are not given back
    assert areas(eligibility(scenic_areas=frame(box(0, 0, 26, 100)), rules=("scenic_areas",))) == [0.70]


def test_land_that_is_looked_for_is_cut_too() -> None:
    land = frame(box(0, 0, 76, 100), box(76, 0, 100, 100), code=["0404", "0201"])
    assert areas(eligibility(land_use=land)) == [0.76]


def test_crumbs_are_left_out() -> None:
    # a road of 2 m that no middle lies on parts a strip of 9 m x 100 m from the rest; so much stays, 90 m² would not
    road = frame(box(9, 0, 11, 100))
    assert areas(eligibility(scenic_areas=road, rules=("scenic_areas",))) == [0.98]
    cross = frame(box(9, 0, 11, 100), box(0, 9, 100, 11))  # parts off a corner of 81 m²
    assert areas(eligibility(scenic_areas=cross, rules=("scenic_areas",))) == [round((98 * 98 - 9 * 9) / 10_000, 9)]


@settings(max_examples=25, deadline=None)
@given(
    boxes=st.lists(
        st.tuples(st.floats(-10, 95), st.floats(-10, 95), st.floats(1, 60), st.floats(1, 60)), min_size=1, max_size=4
    )
)
def test_no_site_lies_on_what_is_forbidden(boxes: list[tuple[float, float, float, float]]) -> None:
    forbidden = frame(*(box(x, y, x + width, y + height) for x, y, width, height in boxes))
    result = eligibility(scenic_areas=forbidden, rules=("scenic_areas",))
    sites = shapely.union_all(result.tables["sites"].data.geometry.to_numpy())
    assert shapely.intersection(sites, forbidden.union_all()).area == pytest.approx(0, abs=1e-6)
    assert values(result)["sites_area"] == pytest.approx(sites.area / 10_000)
    assert sites.area <= round(values(result)["eligible"] or 0, 9) * 10_000 + 1e-6


def test_rank_by_one_criterion() -> None:
    fields = frame(box(0, 0, 20, 20), box(50, 50, 90, 90), box(0, 60, 30, 90), status=[None] * 3)
    orchard = frame(box(0, 0, 100, 100), code=["0201"])
    rows = eligibility(land_use=orchard, candidates=fields).tables["sites"].data
    assert rows["area"].tolist() == pytest.approx([0.16, 0.09, 0.04])
    assert rows["rank"].tolist() == [1, 2, 3]
    assert rows["score"].tolist() == pytest.approx([100, 200 / 3, 100 / 3])


def test_a_score_is_the_mean_of_places() -> None:
    sites = pd.DataFrame({"area": [3.0, 2, 2, 1], "slope": [5.0, 5, 9, np.nan]})
    # area: 4th, two that share 2nd and 3rd, 1st of 4. slope, the flatter the better: two share 3rd and 4th, 2nd, 1st
    expected = [(100 + 87.5) / 2, (62.5 + 87.5) / 2, (62.5 + 50) / 2, (25 + 25) / 2]
    assert score(sites, ["area", "slope"]).tolist() == pytest.approx(expected)
    assert score(sites, ["area", "slope", "road_km"]).tolist() == pytest.approx(expected)  # nobody knows of roads
    assert score(sites, ["road_km"]).isna().all()
