"""Divisions whose parcels are missing: next to nothing there, of what parcels hold of the place."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely import box

from geo_ruijin.methods.forest.gaps import Gaps, gaps_of
from geo_ruijin.results import OUTSIDE
from tests.forests import HALVES, cover, parcel, stand, statistics


def gaps(*held: float, least: float | None = 20.0, names: tuple[str, ...] = ("甲", "乙", "丙")) -> Gaps:
    """Return what is missing of strips of 1 ha, of which parcels hold so much [m²]."""
    strips = [box(100 * i, 0, 100 * i + 100, 100) for i in range(len(held))]
    zones = gpd.GeoDataFrame({"name": list(names[: len(held)])}, geometry=strips, crs="EPSG:4548")
    return gaps_of(pd.DataFrame({"zone": np.arange(len(held)), "area": held}), zones, least)


def test_a_division_without_parcels_is_missing() -> None:
    found = gaps(9000, 6000, 0)
    assert found.names == ("丙",)
    assert found.hectares == 1


@pytest.mark.parametrize(("held", "missing"), [(1000, False), (999, True)])
def test_exactly_the_least_share_is_there(held: float, *, missing: bool) -> None:
    # of three hectares 15,000 m² are held, a half: a fifth of that is 1,000 m² of one
    assert (gaps(15_000 - held - 5000, 5000, held).names == ("丙",)) is missing


def test_what_lies_in_no_division_is_not_looked_at() -> None:
    assert gaps(9000, 9000, 0, names=("甲", "乙", OUTSIDE.zh)) == Gaps((), 0.0, 20.0)


def test_none_are_looked_for_unless_somebody_asks() -> None:
    assert gaps(9000, 9000, 0, least=None) == Gaps()
    assert gaps(9000, 9000, 0, least=0.0).names == ()


def test_forest_cover_is_open_where_parcels_are_missing() -> None:
    # 10 ha of the western half; the eastern half, 50 ha, is not there but for 1 ha
    asked = {"by": HALVES, "least_held": 20.0, "beside_stock": "volume", "reported": statistics(volume=(0, "m³"))}
    result = cover(stand(0, 0, 500, 200, volume=1000), parcel(900, 0, 100, 100, land_type="疏林"), **asked)
    share, stock = result.measures["share"], result.measures["growing_stock"]
    assert (share.value, share.low, share.high) == (10, 10, 59)  # + 50 - 1
    assert (stock.value, stock.low, stock.high) == (1000, 1000, float("inf"))
    assert "东乡: next to no parcels" in result.notes[0].en
    assert "49 ha there are in no parcel" in result.notes[0].en
    whole = cover(stand(0, 0, 500, 200, volume=1000), stand(500, 0, 500, 100, volume=500), **asked)
    assert whole.measures["share"].high is None
    assert whole.measures["growing_stock"].high is None
