"""Hills in light and shade: lit from the north-west, clear where flat, and the ground of a map only."""

from __future__ import annotations

import re
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
from shapely import box

from geo_ruijin.draw import RELIEF, Shown, ShownRaster, draw_map, picture
from geo_ruijin.draw.picture import picture_of
from geo_ruijin.draw.relief import FLAT, LOOKS, relief_ranks
from geo_ruijin.raster import Band, Raster
from geo_ruijin.text import same
from tests.records import EAST, NORTH, RUN
from tests.test_draw_raster import METRES, TITLE, all_of, decoded, made

HEIGHTS = Band(1, -32768, "int16", None, "m")


def slope(east: float, north: float) -> np.ma.MaskedArray:
    """Return a plane that rises by so much a cell."""
    rows, columns = np.indices((5, 5))
    return np.ma.masked_array(columns * east - rows * north)


def hills(folder: Path, rows: int = 40, columns: int = 40) -> Raster:
    """Return waves of 100 m in cells of 30 m, flat in the northern half."""
    down, across = np.indices((rows, columns))
    heights = np.where(down < rows // 2, 300, 300 + 50 * np.sin(across / 2) + 50).astype(np.int16)
    return made(folder, heights, METRES, band=HEIGHTS)


@pytest.mark.parametrize(
    ("east", "north", "lit"),
    [(10, 0, True), (0, -10, True), (10, -10, True), (-10, 0, False), (0, 10, False), (-10, 10, False)],
)
def test_sides_that_look_west_and_north_are_lit(east: float, north: float, *, lit: bool) -> None:
    ranks = relief_ranks(slope(east, north), 30)
    assert len(np.unique(ranks)) == 1  # a plane has one light
    assert (ranks[2, 2] > FLAT) == lit
    assert ranks[2, 2] not in (0, FLAT)


def test_the_steeper_the_darker() -> None:
    ranks = [int(relief_ranks(slope(-rise, rise), 30)[2, 2]) for rise in (1, 2, 4, 8)]
    assert ranks == sorted(ranks, reverse=True)
    assert len(set(ranks)) == 4


def test_what_is_flat_or_unknown_is_clear() -> None:
    assert not relief_ranks(slope(0, 0), 30).any()
    unknown = np.ma.masked_array(slope(10, 0), mask=np.eye(5, dtype=bool))
    assert not relief_ranks(unknown, 30)[np.eye(5, dtype=bool)].any()
    assert not relief_ranks(np.ma.masked_array([[1.0, 9.0]]), 30).any()


def test_a_wider_cell_is_a_gentler_slope() -> None:
    assert (relief_ranks(slope(-10, 10), 30) == relief_ranks(slope(-30, 30), 90)).all()


def test_the_looks_fit_into_four_bits() -> None:
    assert len(LOOKS) + 1 <= 16
    assert LOOKS[FLAT - 1] == (None, 0.0)


def test_the_picture_is_clear_where_flat_and_names_no_classes(tmp_path: Path) -> None:
    drawn = picture_of(hills(tmp_path), "cover", RELIEF, within=all_of(hills(tmp_path)))
    (tile,) = drawn.tiles
    inked = decoded(tile) != ""
    assert not inked[2:18, 2:-2].any()
    assert inked[22:-2, 2:-2].mean() > 0.8
    assert drawn.shades == ()


def test_the_picture_is_light_however_large_the_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    raster = hills(tmp_path, 200, 200)
    whole = sum(len(tile.png) for tile in picture_of(raster, "cover", RELIEF, within=all_of(raster)).tiles)
    monkeypatch.setattr(picture, "RELIEF_BYTES", whole // 2)
    light = picture_of(raster, "cover", RELIEF, within=all_of(raster))
    assert 0 < sum(len(tile.png) for tile in light.tiles) <= whole // 2


def test_a_map_does_not_open_on_it_and_says_what_it_is_for(tmp_path: Path) -> None:
    raster = hills(tmp_path)
    place = gpd.GeoDataFrame(geometry=[box(EAST + 300, NORTH + 300, EAST + 500, NORTH + 500)], crs="EPSG:4548")
    relief = ShownRaster(same("relief"), raster, "cover", all_of(raster), ("boundary",), RELIEF)
    path = tmp_path / "map.html"
    draw_map([relief, Shown(same("a"), place, {}, ("boundary",))], path, title=TITLE, record=RUN, language="en")
    page = path.read_text(encoding="utf-8")
    west, south, east, north = place.to_crs(4326).total_bounds.tolist()
    assert re.findall(r"fitBounds\(\s*(\[\[.*?\]\])", page)[-1] == f"[[{south}, {west}], [{north}, {east}]]"
    assert "to look at, not to measure on" in page
