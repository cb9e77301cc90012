"""Parts of parcels: where each is, and how much of its parcel."""

from __future__ import annotations

import geopandas as gpd
from shapely import MultiPolygon, box

from geo_ruijin.methods.forest.parts import parts_of


def test_parts_say_what_their_parcel_says_whatever_its_index() -> None:
    three = MultiPolygon([box(0, 0, 1, 1), box(2, 0, 3, 2), box(4, 0, 5, 1)])
    parcels = gpd.GeoDataFrame({"kind": ["a", "b", "c"]}, geometry=[box(9, 0, 10, 3), three, box(7, 7, 8, 8)])
    parts = parts_of(parcels.set_index(parcels.index[::-1]))
    assert parts.rows["kind"].tolist() == ["a", "b", "b", "b", "c"]
    assert parts.rows.index.tolist() == [0, 1, 2, 3, 4]
    assert parts.parcel.tolist() == [0, 1, 1, 1, 2]
    assert parts.portion.tolist() == [1, 0.25, 0.5, 0.25, 1]


def test_no_parcels_have_no_parts() -> None:
    assert len(parts_of(gpd.GeoDataFrame({"kind": []}, geometry=[])).rows) == 0
