"""Tables by division joined by name, their shares then and now."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
import shapely

from geo_ruijin.compare.divisions import joined_by_name, shared_columns


def division(names: list[str | None], shares: list[float], people: list[float]) -> gpd.GeoDataFrame:
    shapes = [shapely.box(i, 0, i + 1, 1) for i in range(len(names))]
    data = {"name": names, "area_share": shares, "people": people, "note": "x"}
    return gpd.GeoDataFrame(pd.DataFrame(data), geometry=shapes, crs="EPSG:4548")


def test_divisions_are_joined_by_name() -> None:
    before = division(["东", "西", "南"], [10.0, 20.0, 30.0], [1, 2, 3])
    after = division(["西", "东", "北"], [25.0, 10.0, 40.0], [2, 1, 4])
    columns = shared_columns(before, after, {}, {})
    assert columns is not None
    assert {name: column.unit for name, column in columns.items()} == {"area_share": "%", "people": "1"}
    rows = joined_by_name(before, after, columns)
    assert rows[["name", "there"]].to_numpy().tolist() == [
        ["西", "both"],
        ["东", "both"],
        ["北", "after"],
        ["南", "before"],
    ]
    assert rows["area_share_change"].tolist()[:2] == [5, 0]
    assert rows["area_share_change"].isna().tolist() == [False, False, True, True]
    assert gpd.GeoDataFrame(rows).geometry.iloc[3].equals(shapely.box(2, 0, 3, 1))  # where it was
    assert shared_columns(division(["东", "东"], [1, 2], [1, 2]), after, {}, {}) is None  # a list of gaps
    assert shared_columns(before.drop(columns="area_share"), after, {}, {}) is None  # no shares
