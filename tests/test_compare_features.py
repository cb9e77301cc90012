"""What became of the features of a layer: each kind by hand, then what must hold of any two layers."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo_ruijin.compare.features import compare_features

CRS = "EPSG:4548"
EAST, NORTH = 400_000.0, 2_860_000.0


def stops(*rows: tuple[float, str | None, int | None]) -> gpd.GeoDataFrame:
    """Return stops on a line: x, name, routes."""
    places = [shapely.Point(EAST + x, NORTH) for x, _, _ in rows]
    columns = {"name": [name for _, name, _ in rows], "routes": [routes for _, _, routes in rows]}
    return gpd.GeoDataFrame(columns, geometry=places, crs=CRS)


def parks(*rows: tuple[float, float, str]) -> gpd.GeoDataFrame:
    """Return parks of 100 m depth: x, width, name."""
    places = [shapely.box(EAST + x, NORTH, EAST + x + width, NORTH + 100) for x, width, _ in rows]
    return gpd.GeoDataFrame({"name": [name for _, _, name in rows]}, geometry=places, crs=CRS)


def test_every_kind_of_change_of_points() -> None:
    before = stops((0, "a", 1), (1000, "b", 2), (2000, "c", 3), (3000, "d", 4), (4000, None, None))
    after = stops((0, "a", 1), (1050, "b", 2), (2000.5, "c", 5), (3000, "e", 4), (4000, None, None), (5000, "f", 1))
    changes = compare_features(before, after)
    assert changes.counts == {"appeared": 1, "went": 0, "moved": 1, "reshaped": 0, "changed": 2, "unchanged": 2}
    rows = (
        changes.rows.drop(columns="geometry")
        .assign(name=lambda table: table["name"].fillna("nameless"))
        .set_index("name")
    )
    assert rows.loc["b", "distance"] == pytest.approx(50)
    assert rows.loc["c", "columns"] == ("routes",)
    assert rows.loc["e", "columns"] == ("name",)
    assert rows.loc["e", "name_before"] == "d"
    assert rows.loc["nameless", "kind"] == "unchanged"
    assert list(rows.loc["f", ["kind", "row_before", "row_after"]]) == ["appeared", -1, 5]
    assert not changes.same


def test_one_that_moved_and_changed_is_moved_and_says_what_changed() -> None:
    [row] = compare_features(stops((0, "a", 1)), stops((100, "a", 2))).rows.to_dict("records")
    assert (row["kind"], row["distance"], row["columns"]) == ("moved", pytest.approx(100), ("routes",))


def test_what_went_is_shown_where_it_was() -> None:
    rows = compare_features(stops((0, "a", 1), (500, "b", 1)), stops((0, "a", 1))).rows
    went = rows[rows["kind"] == "went"]
    assert went["name"].tolist() == ["b"]
    assert went.geometry.x.tolist() == [EAST + 500]


def test_every_kind_of_change_of_polygons() -> None:
    before = parks((0, 100, "a"), (1000, 100, "b"), (2000, 100, "c"), (3000, 100, "d"), (4000, 100, "e"))
    after = parks((0, 100, "a"), (1000, 150, "b"), (2150, 100, "c"), (3000, 100, "x"), (5000, 100, "e"))
    changes = compare_features(before, after)
    assert changes.counts == {"appeared": 1, "went": 1, "moved": 1, "reshaped": 1, "changed": 1, "unchanged": 1}
    rows = changes.rows.drop(columns="geometry").set_index("kind")
    # b grew from 100 x 100 to 150 x 100 m: 10,000 of the union of 15,000 m² are common
    assert list(rows.loc["reshaped", ["area_before", "area_after", "overlap"]]) == pytest.approx([1e4, 1.5e4, 2 / 3])
    assert rows.loc["moved", "distance"] == pytest.approx(150)  # between the centroids, 50 m from edge to edge


def test_points_that_became_polygons_are_others() -> None:
    counts = compare_features(stops((50, "a", 1)), parks((0, 100, "a"))).counts
    assert (counts["went"], counts["appeared"]) == (1, 1)


def test_nature_and_columns_of_one_side_are_not_compared() -> None:
    before, after = stops((0, "a", 1)), stops((0, "a", 1)).drop(columns="routes")
    before["nature"], after["nature"], after["lines"] = "modelled", "real", 3
    changes = compare_features(before, after)
    assert changes.same
    assert (changes.compared, changes.only_before, changes.only_after) == (("name",), ("routes",), ("lines",))


def test_a_column_of_numbers_that_lost_one_is_still_numbers() -> None:
    before, after = stops((0, "a", 1), (500, "b", 2)), stops((0, "a", 1), (500, "b", None))  # integers, then floats
    assert compare_features(before, after).rows["columns"].tolist() == [("routes",), ()]
    after["served"], before["served"] = [True, None], [True, True]
    assert compare_features(before.head(1), after.head(1)).same


def test_another_coordinate_system_is_no_move() -> None:
    before = stops((0, "a", 1), (5000, "b", 2))
    assert compare_features(before.to_crs("EPSG:4527"), before).same


def test_layers_without_columns_or_rows() -> None:
    bare = stops((0, "a", 1))[["geometry"]]
    assert compare_features(bare, bare).same
    assert compare_features(bare, bare.head(0)).counts["went"] == 1
    assert compare_features(bare.head(0), bare).counts["appeared"] == 1
    assert compare_features(bare.head(0), bare.head(0)).same


@st.composite
def layers(draw: st.DrawFn) -> gpd.GeoDataFrame:
    rows = draw(
        st.lists(
            st.tuples(st.integers(0, 60), st.sampled_from(["a", "b", None]), st.sampled_from([1, 2, None])), max_size=12
        )
    )
    return stops(*((x * 7.0, name, routes) for x, name, routes in rows))


@given(layers(), layers())
def test_each_counts_once_and_the_order_of_rows_says_nothing(before: gpd.GeoDataFrame, after: gpd.GeoDataFrame) -> None:
    changes = compare_features(before, after)
    counts = changes.counts
    both = counts["moved"] + counts["changed"] + counts["unchanged"]
    assert both + counts["went"] == len(before)
    assert both + counts["appeared"] == len(after)
    for side in ("row_before", "row_after"):
        rows = changes.rows[side][changes.rows[side] >= 0]
        assert rows.is_unique
    order = np.random.default_rng(len(before)).permutation(len(before))
    again = compare_features(before.iloc[order], after)
    assert again.counts == counts
    pd.testing.assert_series_equal(again.rows["name"], changes.rows["name"])


@given(layers())
def test_a_layer_beside_itself_is_unchanged(layer: gpd.GeoDataFrame) -> None:
    assert compare_features(layer, layer.iloc[::-1]).same
