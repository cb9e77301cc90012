"""Rasters on maps: every pixel says what the cell at its middle says, in no colour but those of the legend."""

from __future__ import annotations

import re
import warnings
from collections.abc import Mapping
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import rasterio
from affine import Affine
from numpy.typing import NDArray
from pyproj import CRS, Transformer
from rasterio.enums import Resampling
from rasterio.errors import NotGeoreferencedWarning
from rasterio.io import MemoryFile
from shapely import box

from geo_ruijin.draw import Shown, ShownRaster, draw_map, picture
from geo_ruijin.draw.palettes import PALETTES
from geo_ruijin.draw.picture import MAP_CRS, Picture, Tile, picture_of
from geo_ruijin.raster import Band, Raster
from geo_ruijin.spec import Side, Value
from geo_ruijin.text import Language, Text, same
from tests.records import EAST, HOSTILE, NORTH, RUN
from tests.test_draw import SCRIPTS

WORDS: Mapping[int, Value] = {10: "tree", 20: "shrub", 30: "grass", 80: "water"}
COLOURS = {word: str(shade.colour) for word, shade in PALETTES["cover"].items()}
METRES = ("EPSG:4548", Affine(30, 0, EAST, 0, -30, NORTH + 900))
DEGREES = ("EPSG:4326", Affine(0.0003, 0, 116.0, 0, -0.0003, 25.9))
SHOWN = ("EPSG:3857", Affine(10, 0, 12_900_000, 0, -10, 2_980_000))
TITLE = Text(zh="地表覆盖", en="Land cover")


def made(
    folder: Path,
    cells: NDArray[np.generic],
    grid: tuple[str, Affine] = METRES,
    *,
    band: Band | None = None,
    name: str = "made",
    year: int | None = 2020,
) -> Raster:
    """Return a raster of land cover, or of `band`; 0 is nothing."""
    crs, transform = grid
    band = band or Band(1, 0, str(cells.dtype), WORDS)
    rows, columns = cells.shape
    size = {"width": columns, "height": rows, "count": 1}
    path = folder / f"{name}.tif"
    with rasterio.open(
        path, "w", "GTiff", **size, crs=crs, transform=transform, dtype=cells.dtype, nodata=band.nodata
    ) as file:
        file.write(cells, 1)
    return Raster(path, year, CRS(crs), transform, columns, rows, {"cover": band})


def mixed(rows: int = 30, columns: int = 40) -> NDArray[np.uint8]:
    """Return cells of every class side by side, some of them nothing."""
    return np.random.default_rng(3).choice(np.array([0, *WORDS], dtype=np.uint8), (rows, columns))


def all_of(raster: Raster, margin: float = 0.0) -> gpd.GeoSeries:
    """Return a place that the raster covers, up to `margin` beyond it in its own units."""
    west, south, east, north = raster.bounds
    return gpd.GeoSeries([box(west - margin, south - margin, east + margin, north + margin)], crs=raster.crs)


def decoded(tile: Tile) -> NDArray[np.str_]:
    """Return the colour of each pixel of a picture; "" where it is clear."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", NotGeoreferencedWarning)
        with MemoryFile(tile.png) as memory, memory.open() as file:
            assert file.driver == "PNG"
            ranks, colours = file.read(1), file.colormap(1)
    table = ["" if alpha == 0 else f"#{red:02x}{green:02x}{blue:02x}" for red, green, blue, alpha in colours.values()]
    found: NDArray[np.str_] = np.array(table)[ranks]
    return found


def middles(tile: Tile, shape: tuple[int, ...], crs: CRS) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return where the middles of the pixels lie in a coordinate system: two of `shape`."""
    west, south, east, north = tile.bounds
    x, y = Transformer.from_crs(4326, MAP_CRS, always_xy=True).transform((west, east), (south, north))
    across, down = np.meshgrid((np.arange(shape[1]) + 0.5) / shape[1], (np.arange(shape[0]) + 0.5) / shape[0])
    found: tuple[NDArray[np.float64], NDArray[np.float64]] = Transformer.from_crs(
        MAP_CRS, crs, always_xy=True
    ).transform(x[0] + across * (x[1] - x[0]), y[1] + down * (y[0] - y[1]))
    return found


def demand_colours_of_cells(drawn: Picture, raster: Raster) -> int:
    """Demand that each pixel has the colour of the cell its middle lies in; return how many are not clear."""
    cells = raster.read("cover").filled(0)
    seen = 0
    for tile in drawn.tiles:
        colours = decoded(tile)
        columns, rows = ~raster.transform * middles(tile, colours.shape, raster.crs)
        inside = (columns > 0) & (rows > 0) & (columns < raster.width) & (rows < raster.height)
        # what lies within a thousandth of a cell from its edge may go either way
        sure = np.maximum(abs(columns % 1 - 0.5), abs(rows % 1 - 0.5)) < 0.498
        codes = np.zeros(colours.shape, dtype=int)
        codes[inside] = cells[rows[inside].astype(int), columns[inside].astype(int)]
        expected = np.array([COLOURS.get(str(WORDS.get(code, "")), "") for code in range(256)])[codes]
        assert sure.mean() > 0.95
        assert (colours == expected)[sure].all()
        seen += int((colours != "").sum())
    return seen


# -- cells -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("grid", [METRES, DEGREES, SHOWN])
def test_every_pixel_has_the_colour_of_the_cell_at_its_middle(tmp_path: Path, grid: tuple[str, Affine]) -> None:
    raster = made(tmp_path, mixed(), grid)
    drawn = picture_of(raster, "cover", "cover", within=all_of(raster, margin=raster.pixel_size[0] / 2))
    seen = demand_colours_of_cells(drawn, raster)
    assert drawn.coarser is None
    assert seen == pytest.approx(np.count_nonzero(mixed()), rel=0.05)  # a pixel a cell
    assert [shade.title.en for shade in drawn.shades] == ["trees", "shrubs", "grass", "water"]


def test_cells_of_the_maps_own_grid_are_pixels_as_they_are(tmp_path: Path) -> None:
    raster = made(tmp_path, mixed(), SHOWN)
    (tile,) = picture_of(raster, "cover", None, within=all_of(raster)).tiles
    expected = np.array([COLOURS.get(str(WORDS.get(code, "")), "") for code in range(256)])[mixed()]
    assert (decoded(tile) == expected).all()
    corners = Transformer.from_crs(4326, MAP_CRS, always_xy=True).transform(tile.bounds[::2], tile.bounds[1::2])
    assert np.transpose(corners).ravel() == pytest.approx(raster.bounds, abs=1e-4)  # a tenth of a millimetre


def test_what_lies_outside_the_place_is_clear(tmp_path: Path) -> None:
    raster = made(tmp_path, np.full((30, 40), 10, dtype=np.uint8), SHOWN)
    west, south, _, north = raster.bounds
    # the place ends in the middle of the 21st column: its middle is on the border, those west of it inside
    place = gpd.GeoSeries([box(west - 1000, south, west + 204, north)], crs=raster.crs)
    (tile,) = picture_of(raster, "cover", "cover", within=place).tiles
    columns, _ = ~raster.transform * middles(tile, decoded(tile).shape, raster.crs)
    assert ((decoded(tile) != "") == ((columns > 0) & (columns < 20.4))).all()
    assert (decoded(tile) != "").sum() == 30 * 20


def test_a_place_without_cells_has_no_picture(tmp_path: Path) -> None:
    raster = made(tmp_path, mixed(), SHOWN)
    west, south, _, _ = raster.bounds
    place = gpd.GeoSeries([box(west - 500, south - 500, west - 100, south - 100)], crs=raster.crs)
    assert picture_of(raster, "cover", "cover", within=place) == Picture((), (), None)


def test_large_pictures_are_cut_and_fit_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    raster = made(tmp_path, mixed())
    place = all_of(raster)
    whole = picture_of(raster, "cover", "cover", within=place)
    assert len(whole.tiles) == 1
    monkeypatch.setattr(picture, "MOST_TILE", 16)
    cut = picture_of(raster, "cover", "cover", within=place)
    assert max(max(decoded(tile).shape) for tile in cut.tiles) == 16
    assert demand_colours_of_cells(cut, raster) == demand_colours_of_cells(whole, raster)
    # no seam: the edges of each are edges of its neighbours, to the last bit
    assert len({tile.bounds[0] for tile in cut.tiles} - {tile.bounds[2] for tile in cut.tiles}) == 1
    assert len({tile.bounds[1] for tile in cut.tiles} - {tile.bounds[3] for tile in cut.tiles}) == 1


# -- too many cells ----------------------------------------------------------------------------------------------------


def test_coarser_pixels_are_cells_and_never_overviews(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cells = np.where(np.indices((64, 64)).sum(axis=0) % 2, 30, 10).astype(np.uint8)  # a chess-board
    raster = made(tmp_path, cells)
    with rasterio.open(raster.path, "r+") as file:
        file.build_overviews([2, 4, 8], Resampling.average)  # all of 20, which is another class
    monkeypatch.setattr(picture, "MOST_ACROSS", 11)
    drawn = picture_of(raster, "cover", "cover", within=all_of(raster))
    assert [shade.title.en for shade in drawn.shades] == ["trees", "grass"]
    demand_colours_of_cells(drawn, raster)
    # the longer side of 64 cells of 30 m in 11 pixels of 174.5 m; turned a little, the place is a little wider
    assert drawn.coarser == pytest.approx(64 * 30 / 11, rel=0.02)


def test_pictures_too_heavy_are_drawn_coarser(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    raster = made(tmp_path, mixed(200, 200))
    whole = picture_of(raster, "cover", "cover", within=all_of(raster))
    weight = sum(len(tile.png) for tile in whole.tiles)
    monkeypatch.setattr(picture, "MOST_BYTES", weight // 4)
    light = picture_of(raster, "cover", "cover", within=all_of(raster))
    assert weight // 16 < sum(len(tile.png) for tile in light.tiles) <= weight // 4
    assert light.coarser == pytest.approx(60, rel=0.2)  # a quarter of the cells are twice as wide
    demand_colours_of_cells(light, raster)


# -- classes and amounts -----------------------------------------------------------------------------------------------


def test_codes_of_one_word_have_one_colour_and_more_than_fifteen_words_are_drawn_too(tmp_path: Path) -> None:
    words: Mapping[int, Value] = {-5: "tree", 300: "tree", **{code: f"word {code}" for code in range(18)}}
    cells = np.array([[-5, 300, *range(18)]], dtype=np.int16)
    raster = made(tmp_path, cells, SHOWN, band=Band(1, -1, "int16", words))
    drawn = picture_of(raster, "cover", "cover", within=all_of(raster))
    (tile,) = drawn.tiles
    (colours,) = decoded(tile)
    assert colours[0] == colours[1] == COLOURS["tree"]
    assert len(set(colours[2:11])) == 9
    assert [shade.title.zh for shade in drawn.shades] == ["树木", *(f"word {code}" for code in range(18))]


def test_an_amount_at_a_bound_belongs_to_the_class_above_and_what_is_nearly_nothing_is_clear(tmp_path: Path) -> None:
    cells = np.array([[0, 0.99, 1, 24.9, 25, 100, np.nan]], dtype=np.float32)
    raster = made(tmp_path, cells, SHOWN, band=Band(1, None, "float32", None, "%"))
    drawn = picture_of(raster, "cover", "occurrence", within=all_of(raster))
    (tile,) = drawn.tiles
    assert decoded(tile).tolist() == [["", "", "#cfe1f2", "#cfe1f2", "#93c3e0", "#123f82", ""]]
    assert [shade.title.en for shade in drawn.shades] == ["1–25", "25–50", "≥ 75"]


# -- pages -------------------------------------------------------------------------------------------------------------


def two_years(folder: Path) -> list[Shown | ShownRaster]:
    """Return a square of 900 m that was all trees in 2017 and all grass in 2023, and its border."""
    border = gpd.GeoDataFrame(geometry=[box(EAST, NORTH, EAST + 900, NORTH + 900)], crs="EPSG:4548")
    years: list[tuple[int, int, Side]] = [(2017, 10, "left"), (2023, 30, "right")]
    shown: list[Shown | ShownRaster] = [
        ShownRaster(
            Text(zh=f"地表覆盖({year}年)", en=f"Land cover, {year}"),
            made(folder, np.full((30, 30), code, dtype=np.uint8), name=str(year), year=year),
            "cover",
            border.geometry,
            ("population",),
            side=side,
        )
        for year, code, side in years
    ]
    return [*shown, Shown(Text(zh="界", en="Border"), border, {}, ("boundary",), "boundary")]


def drawn(folder: Path, shown: list[Shown | ShownRaster], *, language: Language = "zh") -> str:
    path = folder / "map.html"
    draw_map(shown, path, title=TITLE, record=RUN, language=language)
    return path.read_text(encoding="utf-8")


def test_a_raster_is_in_the_page_with_its_classes_and_sources(tmp_path: Path) -> None:
    page = drawn(tmp_path, two_years(tmp_path), language="en")
    assert len(re.findall(r'"url": "data:image/png;base64,[\w+/=]+"', page)) == 2
    assert "demonstrates the method" in page  # the population it is said to rest on is modelled
    entries = page.replace("\\u003c", "<").replace("\\u003e", ">")
    left, right = (re.findall(f"Land cover, {year}</bdi>.*?</small>", entries)[0] for year in (2017, 2023))
    assert "trees" in left
    assert "grass" not in left
    assert "grass" in right


@pytest.mark.parametrize("word", HOSTILE)
def test_no_hostile_word_of_a_raster_is_markup(tmp_path: Path, word: str) -> None:
    raster = made(tmp_path, np.ones((2, 2), dtype=np.uint8), band=Band(1, 0, "uint8", {1: word}))
    page = drawn(tmp_path, [ShownRaster(same(word), raster, "cover", all_of(raster), ("boundary",))])
    assert "<img" not in page
    assert "<script>alert" not in page
    assert page.count("</script>") == SCRIPTS + 1  # that of rasters


def test_a_page_with_rasters_is_the_same_twice(tmp_path: Path) -> None:
    assert drawn(tmp_path, two_years(tmp_path)) == drawn(tmp_path, two_years(tmp_path))


def test_a_divider_needs_two_sides_and_says_their_years(tmp_path: Path) -> None:
    left, right, border = two_years(tmp_path)
    call = re.compile(r"geoRuijin\.swipe\(.*?\[(\"[^\]]*)\]\);", re.DOTALL)
    (titles,) = call.findall(drawn(tmp_path, [left, right, border]))
    assert titles.encode().decode("unicode_escape") == '"2017年", "2023年"'
    assert not call.findall(drawn(tmp_path, [left, border]))


def test_a_map_opens_on_its_raster(tmp_path: Path) -> None:
    _, right, _ = two_years(tmp_path)
    bounds = re.findall(r"fitBounds\(\s*(\[\[.*?\]\])", drawn(tmp_path, [right]))[-1]
    assert isinstance(right, ShownRaster)
    (tile,) = picture_of(right.raster, "cover", None, within=right.within).tiles
    west, south, east, north = tile.bounds
    assert bounds == f"[[{south}, {west}], [{north}, {east}]]"
