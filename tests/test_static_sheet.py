"""A whole map picture: what is on it, where, in which colour, and that hostile words are only words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
from matplotlib.text import Text as Words
from numpy.typing import NDArray
from PIL import Image
from shapely import Point, box

from geo_ruijin.draw import PALETTES, STYLES, Shown, ShownRaster, draw_picture
from geo_ruijin.draw.static.page import Page
from geo_ruijin.report.goals import goal_lines
from geo_ruijin.report.links import MapLink
from geo_ruijin.text import Language, Text, same
from tests.records import CRS, EAST, HOSTILE, NORTH, RUN, point_table, polygon_table
from tests.test_draw_raster import DEGREES, made, mixed

TITLE = Text(zh="公交站点覆盖", en="Bus stop coverage")
WHITE, GROUND, PARK = (255, 255, 255), (0xF6, 0xF5, 0xF1), (0x5A, 0xAE, 0x61)


def drawn(
    folder: Path, shown: Sequence[Shown | ShownRaster], *, language: Language = "zh", title: Text = TITLE
) -> NDArray[np.uint8]:
    path = folder / "map.png"
    draw_picture(shown, path, title=title, record=RUN, language=language)
    with Image.open(path) as png:
        return np.asarray(png.convert("RGB"))


def square(style: str = "plant", **more: object) -> Shown:
    """Return a square of 1 km in the middle of nothing, filled in full."""
    data = gpd.GeoDataFrame(geometry=[box(EAST, NORTH, EAST + 1000, NORTH + 1000)], crs=CRS)
    return Shown(same("方"), data, {}, (), style, **more)  # type: ignore[arg-type]


def share(image: NDArray[np.uint8], colour: tuple[int, ...]) -> float:
    return float((image == colour).all(axis=2).mean())


def watched(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return a list that all words of the pictures drawn from now on come into; demand that they are on the sheet."""
    said: list[str] = []
    png = Page.png

    def seen(page: Page) -> bytes:
        content = png(page)
        for one in page.figure.findobj(Words):
            words, extent = one.get_text(), one.get_window_extent()
            assert 0 <= extent.x0 <= extent.x1 <= 2339, words
            assert 0 <= extent.y0 <= extent.y1 <= 1654, words
            said.append(words)
        return content

    monkeypatch.setattr(Page, "png", seen)
    return said


def test_it_is_a_sheet_of_a4_with_the_colours_of_the_page(tmp_path: Path) -> None:
    image = drawn(tmp_path, [square()])
    assert image.shape == (1654, 2339, 3)
    fill = tuple(bytes.fromhex(str(STYLES["plant"].fill).removeprefix("#")))
    ys, xs = np.nonzero((image[:, :1600] == fill).all(axis=2))
    assert abs(np.ptp(xs) - np.ptp(ys)) <= 2  # a square is one: no Mercator
    assert np.ptp(xs) > 1000  # and the frame opens on it


def test_hidden_layers_are_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fill = tuple(bytes.fromhex(str(STYLES["plant"].fill).removeprefix("#")))
    said = watched(monkeypatch)
    data = gpd.GeoDataFrame(geometry=[Point(EAST, NORTH)], crs=CRS)
    image = drawn(tmp_path, [square("polygon"), Shown(same("藏"), data, {}, ("bus_stops",), "plant", hidden=True)])
    assert share(image, fill) == 0
    assert not any("藏" in one or "公交站点 [" in one for one in said)  # neither in the legend nor among the sources


def test_a_map_of_nothing_is_a_sheet_too(tmp_path: Path) -> None:
    assert share(drawn(tmp_path, []), GROUND) > 0.4


def test_the_same_map_gives_the_same_bytes(tmp_path: Path) -> None:
    points = point_table()
    shown = [square("division"), Shown(points.title, gpd.GeoDataFrame(points.data), points.columns, ("population",))]
    first, second = tmp_path / "1.png", tmp_path / "2.png"
    for path in (first, second):
        draw_picture(shown, path, title=TITLE, record=RUN, language="zh", about=TITLE)
    assert first.read_bytes() == second.read_bytes()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_word_is_on_the_sheet_and_inside_it(
    tmp_path: Path, language: Language, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = watched(monkeypatch)
    polygons, points = polygon_table(), point_table()
    shown = [
        Shown(polygons.title, gpd.GeoDataFrame(polygons.data), polygons.columns, ("boundary",), "division"),
        Shown(points.title, gpd.GeoDataFrame(points.data), points.columns, ("population",), "unreached"),
    ]
    draw_picture(
        shown, tmp_path / "a.png", title=TITLE, record=RUN, language=language, about=same("说明"), lines=["目标"]
    )
    words = "\n".join(said)
    for one in (TITLE.say(language), "目标", "说明", "象湖镇", "EPSG:4548", "2026-11-23", points.title.say(language)):
        assert one in words
    banner = {"zh": "示例", "en": "Demonstration"}[language]
    assert banner in words
    assert {"zh": "审图号", "en": "Map review"}[language] in words
    assert f"{points.title.say(language)} ({len(points.data)})" in words


def test_hostile_words_are_only_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said = watched(monkeypatch)
    words = [*HOSTILE, "$\\frac{1}{0}$", "$", "\u202e反\u202c", "长" * 10_000, "a\nb", "<script>$x$</script>"]
    table = point_table(words)
    shown = [
        Shown(same(word), gpd.GeoDataFrame(table.data), table.columns, ("population",), "ranked_site") for word in words
    ]
    drawn(tmp_path, [square("division"), *shown[:4]], title=same(words[-3]))
    assert any(one.startswith("瑞金市·长长长") and one.endswith("…") for one in said)
    drawn(tmp_path, [square("division"), *shown[4:]], title=same(words[7]))
    assert "瑞金市·$\\frac{1}{0}$" in said
    assert r"C:\项目\2024" in said
    assert "a b" in said


def test_missing_characters_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said = watched(monkeypatch)
    drawn(tmp_path, [replace(square(), title=same("\U00013001"))], title=same("\U00013000村"))
    assert any("〓村" in one for one in said)
    assert any("U+13000 U+13001" in one for one in said)


def test_a_raster_has_the_colours_of_its_classes_and_no_others(tmp_path: Path) -> None:
    raster = made(tmp_path, mixed())
    place = gpd.GeoSeries([box(*raster.bounds)], crs=raster.crs)
    image = drawn(tmp_path, [ShownRaster(same("覆盖"), raster, "cover", place, ())])
    frame = image[300:1400, 300:1300].reshape(-1, 3)
    known = {PALETTES["cover"][word].colour for word in ("tree", "shrub", "grass", "water")}
    assert {f"#{bytes(one).hex()}" for one in np.unique(frame, axis=0)} == {*known, "#f6f5f1"}


def test_a_raster_that_is_drawn_coarser_than_it_is_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Cells of some 33 m: 40 of them over the frame are seen each; half a degree over it is 80 m a pixel."""
    raster = made(tmp_path, mixed(), DEGREES)
    west, south, east, north = raster.bounds
    for margin, coarser in ((0.0, False), (0.25, True)):
        said = watched(monkeypatch)
        place = gpd.GeoSeries([box(west - margin, south - margin, east + margin, north + margin)], crs=raster.crs)
        drawn(tmp_path, [ShownRaster(same("覆盖"), raster, "cover", place, ())])
        assert any("比原数据粗" in one for one in said) == coarser
        monkeypatch.undo()


def test_two_years_are_drawn_side_by_side(tmp_path: Path) -> None:
    cells = np.full((30, 30), 10, dtype=np.uint8)
    sides = [made(tmp_path, cells, name="a", year=2017), made(tmp_path, cells + 70, name="b", year=2023)]
    place = gpd.GeoSeries([box(*sides[0].bounds)], crs=sides[0].crs)
    image = drawn(
        tmp_path,
        [
            ShownRaster(same("2017"), sides[0], "cover", place, (), side="left"),
            ShownRaster(same("2023"), sides[1], "cover", place, (), side="right"),
        ],
    )
    tree, water = ((0x1E, 0x8A, 0x1C), (0x00, 0x64, 0xC8))
    left, right = image[:, :830], image[:, 850:1600]
    assert share(left, tree) > 0.2
    assert share(left, water) == 0
    assert share(right, water) > 0.2
    assert share(right, tree) == 0


def test_a_damaged_style_is_an_error_of_ours(tmp_path: Path) -> None:
    with pytest.raises(Exception, match="plont"):
        drawn(tmp_path, [square("plont")])


def test_many_points_outside_the_project_crs_are_brought_to_it(tmp_path: Path) -> None:
    data = gpd.GeoDataFrame(geometry=[Point(EAST, NORTH), Point(EAST + 900, NORTH)], crs=CRS).to_crs(4326)
    image = drawn(tmp_path, [Shown(same("点"), data, {}, (), "park")])
    assert share(image, PARK) == 0  # half clear, on the ground
    assert share(image, GROUND) > 0.3


def test_targets_are_said_with_figure_and_bound() -> None:
    bus = MapLink(TITLE, "a.html", "a", frozenset({"bus_stop_coverage"}))
    lines = goal_lines(RUN, bus, language="zh")
    assert lines
    assert all("目标" in line for line in lines)
    assert goal_lines(RUN, MapLink(TITLE, "b.html", "b"), language="zh") == []
