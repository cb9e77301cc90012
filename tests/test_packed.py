"""When features are packed, from which zoom on they are drawn one by one, and in what order all lies."""

from __future__ import annotations

import json
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from shapely import LineString, Point

from geo_ruijin.draw import STYLES, Shown, draw_map
from geo_ruijin.draw.layers import panes_of
from geo_ruijin.draw.packed import MOST_CORNERS, MOST_FEATURES, is_packed, pack
from geo_ruijin.draw.packing import PACKED_CRS
from geo_ruijin.results import Column
from geo_ruijin.text import same
from tests.records import RUN
from tests.test_draw import TITLE

MANY = MOST_FEATURES + 1


def squares(side: float, count: int = MANY) -> gpd.GeoDataFrame:
    """Return squares, each a metre east of the last, of a side in metres of Web Mercator."""
    west = np.arange(float(count))
    south = np.zeros(count)
    shapes = shapely.box(west, south, west + side, south + side)
    return gpd.GeoDataFrame({"name": ["甲"] * count}, geometry=shapes, crs=PACKED_CRS)


def of(*shapes: shapely.Geometry) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(geometry=list(shapes), crs=PACKED_CRS)


def test_features_are_packed_where_there_are_many_or_their_corners_are() -> None:
    assert not is_packed(squares(1, MOST_FEATURES))
    assert is_packed(squares(1, MOST_FEATURES + 1))
    assert not is_packed(of(LineString([(i, i % 2) for i in range(MOST_CORNERS)])))
    assert is_packed(of(LineString([(i, i % 2) for i in range(MOST_CORNERS + 1)])))


@pytest.mark.parametrize(
    ("data", "below"),
    [
        (squares(10), 13),  # a pixel at zoom 13 is 19.1 m; they are never counted from there on
        (squares(300), 10),  # at zoom 9 it is 305.7 m, at 10 152.9 m
        (squares(10, MOST_FEATURES), 0),  # few are drawn as they are
        (squares(200_000), 0),  # a pixel at zoom 0 is 156,543 m
        (of(*[Point(i, 0) for i in range(MANY)]), 13),
        (of(*[LineString([(i, 0), (i, 10)]) for i in range(MANY)]), 0),
    ],
)
def test_a_small_map_counts_what_is_below_a_pixel(data: gpd.GeoDataFrame, below: int) -> None:
    assert pack(data, {}, STYLES["roof"], language="zh").grid.below == below


def test_counts_have_the_colour_of_their_layer_but_none_of_a_class() -> None:
    assert pack(squares(10), {}, STYLES["roof"], language="zh").grid.colour == STYLES["roof"].fill
    style = STYLES["roof_energy"]
    grid = pack(squares(10), {}, style, language="zh").grid
    assert grid.colour not in {look.fill for look in (*style.looks, style.unsaid)}
    assert [words for words, _ in grid.swatches] == ["1–4", "5–19", "20–99", "≥\u00a0100"]
    assert pack(squares(10, 1), {}, style, language="zh").grid.swatches == ()


def test_what_does_not_answer_has_no_cells() -> None:
    columns = {"name": Column(same("名称"))}
    assert pack(squares(10), columns, STYLES["roof"], language="zh").fields == ("名称",)
    assert pack(squares(10), columns, STYLES["street"], language="zh").fields == ()


def shown(data: gpd.GeoDataFrame) -> Shown:
    return Shown(same("甲"), data, {}, ())


def test_features_under_packed_ones_have_panes_of_their_own() -> None:
    few, many = shown(squares(10, 1)), shown(squares(10))
    assert panes_of([few, few]) == (None, None)
    assert panes_of([few, few, many, few, many, few]) == (
        "features-0",
        "features-0",
        "packed-2",
        "features-1",
        "packed-4",
        None,
    )
    assert panes_of([many]) == ("packed-0",)


def test_a_page_brings_what_unpacks_only_where_something_is_packed(tmp_path: Path) -> None:
    pages = []
    for data in (squares(10, 1), squares(10)):
        path = tmp_path / "map.html"
        draw_map([shown(data)], path, title=TITLE, record=RUN, language="zh")
        pages.append(path.read_text(encoding="utf-8"))
    assert ["Copyright (c) 2026 Arjun Barrett" in page for page in pages] == [False, True]
    assert [json.dumps("缩小时显示每格个数").strip('"') in page for page in pages] == [False, True]
