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

from geo_ruijin.draw import (
    PALETTES,
    STYLES,
    Sheet,
    Shown,
    ShownChoropleth,
    ShownRaster,
    ShownYears,
    Thing,
    Whole,
)
from geo_ruijin.draw.choropleth import column_as_shown
from geo_ruijin.draw.static import draw_picture
from geo_ruijin.draw.static.page import Page
from geo_ruijin.results import Column
from geo_ruijin.text import Language, Text, same
from tests.records import CRS, EAST, HOSTILE, NORTH, RUN, point_table, polygon_table
from tests.test_draw_raster import DEGREES, made, mixed

TITLE = Text(zh="公交站点覆盖", en="Bus stop coverage")
WHITE, GROUND, PARK = (255, 255, 255), (0xF6, 0xF5, 0xF1), (0x5A, 0xAE, 0x61)


def drawn(folder: Path, shown: Sequence[Thing], *, language: Language = "zh", title: Text = TITLE) -> NDArray[np.uint8]:
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
        shown,
        tmp_path / "a.png",
        title=TITLE,
        record=RUN,
        language=language,
        about=same("说明"),
        sheet=Sheet(RUN.targets),
    )
    words = "\n".join(said)
    for one in (
        TITLE.say(language),
        RUN.targets[0].text.say(language),
        "说明",
        "象湖镇",
        "EPSG:4548",
        "2026-11-23",
        points.title.say(language),
    ):
        assert one in words
    banner = {"zh": "示例", "en": "Demonstration"}[language]
    assert banner in words
    assert {"zh": "审图号", "en": "Map review"}[language] in words
    count = {"zh": f"{len(points.data)} 处", "en": f"{len(points.data)}"}[language]
    assert f"{points.title.say(language)} ({count})" in words
    groups = {"zh": ["覆盖与缺口", "底图"], "en": ["Coverage and gaps", "Ground"]}[language]
    assert [one for one in said if one in groups] == groups


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


def test_a_reviewed_map_is_no_internal_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said = watched(monkeypatch)
    draw_picture([], tmp_path / "a.png", title=TITLE, record=RUN, language="zh", sheet=Sheet(review="赣S(2026)001号"))
    assert "赣S(2026)001号" in said
    assert not any("内部工作用图" in one for one in said)


def divided(unit: str, **more: object) -> ShownChoropleth:
    """Return three squares of 1 km side by side, with figures of 20, 80 and none."""
    squares = [box(EAST + 1000 * i, NORTH, EAST + 1000 * (i + 1), NORTH + 1000) for i in range(3)]
    data = gpd.GeoDataFrame({"name": ["西", "中", "东"], "figure": [20.0, 80.0, np.nan]}, geometry=squares, crs=CRS)
    columns = {"name": Column(same("区划")), "figure": Column(same("数"), unit)}
    return ShownChoropleth(same("各区划"), data, columns, (), "figure", **more)  # type: ignore[arg-type]


def over_ground(colour: str, opacity: float) -> tuple[int, ...]:
    fill = bytes.fromhex(colour.removeprefix("#"))
    return tuple(round(opacity * one + (1 - opacity) * under) for one, under in zip(fill, GROUND, strict=True))


def near(image: NDArray[np.uint8], colour: tuple[int, ...]) -> NDArray[np.intp]:
    """Return the columns of the map that have a colour, give or take the rounding of two ways to mix it."""
    alike = (np.abs(image[:, 100:1600].astype(int) - colour) <= 1).all(axis=2)
    return np.flatnonzero(alike.sum(axis=0) > 100)


def test_divisions_have_the_colours_and_the_legend_of_the_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said = watched(monkeypatch)
    one = divided("%", bounds=(50.0,), wholes={"figure": Whole(60.0, ("at_least", 50.0, 2025))})
    image = drawn(tmp_path, [one])
    low, high = (column_as_shown(one, "figure", language="zh")[1]["legend"][at]["colour"] for at in (0, 1))
    west, middle = near(image, over_ground(low, 0.65)), near(image, over_ground(high, 0.65))
    assert 300 < len(west) < 600
    assert 300 < len(middle) < 600
    assert west.max() < middle.min()
    for line in ("数(%)", "总体 60.0% · 目标 ≥ 50%(2025年)", "< 50 (1)", "≥ 50 (1) ← 目标", "无数据 (1)"):
        assert line in said


def test_totals_stand_as_circles_by_area(tmp_path: Path) -> None:
    image = drawn(tmp_path, [divided("people")])
    more = over_ground("#2c7fb8", 0.8)
    blue = (np.abs(image[:, 100:1600].astype(int) - more) <= 14).all(axis=2)  # white and ground lie under them
    columns = np.flatnonzero(blue.any(axis=0))
    gap = int(np.argmax(np.diff(columns)))
    wide = [float(np.ptp(part)) for part in (columns[: gap + 1], columns[gap + 1 :])]
    assert wide[1] / wide[0] == pytest.approx(2, rel=0.1)  # of four times the figure


@pytest.mark.parametrize("count", [2, 3])
def test_few_years_are_drawn_side_by_side(tmp_path: Path, count: int, monkeypatch: pytest.MonkeyPatch) -> None:
    said = watched(monkeypatch)
    image = drawn(tmp_path, [years(tmp_path, count)])
    tree, water = ((0x1E, 0x8A, 0x1C), (0x00, 0x64, 0xC8))
    columns = [np.flatnonzero((image[:, 100:1600] == colour).all(axis=2).sum(axis=0) > 100) for colour in (tree, water)]
    assert columns[0].max() < columns[1].min()  # the last year is all water, and on the right
    assert [f"覆盖,{2015 + year}年" in said for year in range(count)] == [True] * count


def test_of_many_years_the_latest_is_drawn_and_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said = watched(monkeypatch)
    image = drawn(tmp_path, [years(tmp_path, 4)])
    assert share(image, (0x1E, 0x8A, 0x1C)) == 0
    assert share(image, (0x00, 0x64, 0xC8)) > 0.2
    assert "覆盖,2018年,最近一年;另有 3 个年份见网页" in said


def years(folder: Path, count: int) -> ShownYears:
    """Return a place that is all trees from 2015 on, and all water in the last year."""
    cells = np.full((30, 30), 10, dtype=np.uint8)
    rasters = tuple(made(folder, cells + 70 * (at == count - 1), name=f"y{at}", year=2015 + at) for at in range(count))
    place = gpd.GeoSeries([box(*rasters[0].bounds)], crs=rasters[0].crs)
    return ShownYears(same("覆盖"), rasters, "cover", place, ())


def test_features_of_one_side_are_not_on_the_other(tmp_path: Path) -> None:
    image = drawn(tmp_path, [square("plant", side="left"), square("substation", side="right")])
    plant, substation = (tuple(bytes.fromhex(str(STYLES[one].fill)[1:])) for one in ("plant", "substation"))
    assert near(image, plant).max() < near(image, substation).min()


def test_a_gap_is_hatched(tmp_path: Path) -> None:
    """Along a row of the square the line comes again every 8 pixels of the page: every 16.7 of the picture."""
    image = drawn(tmp_path, [square("gap")])
    row = image[image.shape[0] // 2, 300:1400].astype(int)
    dark = (row.sum(axis=1) < row.sum(axis=1).max() - 30).astype(int)
    assert (np.diff(dark) == 1).sum() == pytest.approx(1100 / (8 / 96 * 200), abs=2)
