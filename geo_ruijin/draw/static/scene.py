"""The map itself: rasters, shapes and their labels in a frame of the sheet, with scale bar and north arrow."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
from affine import Affine
from matplotlib.artist import Artist
from matplotlib.backend_bases import RendererBase
from matplotlib.transforms import Affine2D, Bbox
from numpy.typing import NDArray
from PIL import Image
from pyproj import CRS
from rasterio.windows import Window

from geo_ruijin.draw.palettes import RELIEF, Shade
from geo_ruijin.draw.picture import RELIEF_ACROSS, cell_grid, ranks_on
from geo_ruijin.draw.picture import look_of as look_of_cells
from geo_ruijin.draw.shown import Shown, ShownChoropleth, ShownRaster
from geo_ruijin.draw.static.divisions import Divisions, drawn_divisions
from geo_ruijin.draw.static.furniture import furniture
from geo_ruijin.draw.static.labels import Wanted, placed
from geo_ruijin.draw.static.lettering import point_boxes, wanted_labels, write
from geo_ruijin.draw.static.page import DPI, GROUND, INK, Box, Page
from geo_ruijin.draw.static.parts import Part, Still
from geo_ruijin.draw.static.shapes import View, bounds_in, drawn, in_sight, swollen, tiny
from geo_ruijin.draw.styles import Style, style_of
from geo_ruijin.text import Language
from geo_ruijin.windows import Bounds, bent_into

#: Around what the map opens on [of its longer side], and how much ground there is at least [m].
_MARGIN, _LEAST = 0.03, 400.0

#: Where everything is but so much larger than what the page opens on, all of it is shown: no border is cut off.
_NEAR = 1.25


class _Pixels(Artist):
    """Pixels of the sheet as they are: what matplotlib draws a picture with looks for a scale first."""

    def __init__(self, image: NDArray[np.uint8], left: int, low: int) -> None:
        super().__init__()
        self.image, self.left, self.low = image, left, low
        self.set_zorder(0.5)

    def draw(self, renderer: RendererBase) -> None:
        """Put them on the sheet."""
        opaque = np.full((*self.image.shape[:2], 1), 255, dtype=np.uint8)
        context = renderer.new_gc()
        renderer.draw_image(context, self.left, self.low, np.concatenate([self.image, opaque], axis=2))
        context.restore()


@dataclass(frozen=True)
class Outcome:
    """How a map came out.

    Attributes
    ----------
    missed
        How many labels found no room.
    seen
        The ranks seen of each raster, by its id.
    dots
        Whether anything is marked by dots, because it is too small to be seen.
    swollen
        Whether anything looks larger than it is, because it is smaller than its outline is wide.
    """

    missed: int
    seen: dict[int, set[int]]
    dots: bool
    swollen: bool


def look_of(one: Shown) -> tuple[Style, str]:
    """Return the style of features and their geometry type.

    Raises
    ------
    GeoRuijinError
        For an unknown style.
    """
    geometry = next((str(kind) for kind in one.data.geom_type if kind), "Polygon")
    return style_of(one.style, geometry=geometry), geometry


def view_of(shown: Sequence[Still], box: Box, *, crs: str) -> View:
    """Return what a frame shows: what the page opens on, the areas in question before all else."""
    boxes = [(_weight(one), bounds) for one in shown if (bounds := _bounds(one, crs)) is not None]
    weight = max((one for one, _ in boxes), default=0)
    here = _around([bounds for of, bounds in boxes if of == weight] or [(-_LEAST, -_LEAST, _LEAST, _LEAST)])
    whole = _around([here, *(bounds for _, bounds in boxes)])
    near = all(whole[at + 2] - whole[at] <= _NEAR * (here[at + 2] - here[at]) for at in (0, 1))
    west, south, east, north = whole if near else here
    left, upper, right, lower = box.pixels
    margin = max((east - west), (north - south)) * _MARGIN
    across, down = max(east - west + 2 * margin, _LEAST), max(north - south + 2 * margin, _LEAST)
    pixel = max(across / (right - left), down / (lower - upper))
    x, y = (west + east) / 2, (south + north) / 2
    half_across, half_down = pixel * (right - left) / 2, pixel * (lower - upper) / 2
    return View(crs, (x - half_across, y - half_down, x + half_across, y + half_down), pixel)


def _around(boxes: Sequence[Bounds]) -> Bounds:
    west, south, east, north = zip(*boxes, strict=True)
    return min(west), min(south), max(east), max(north)


def _weight(one: Still) -> int:
    if isinstance(one, ShownRaster):
        return int(one.style != RELIEF)
    if isinstance(one, ShownChoropleth):
        return 1
    style, _ = look_of(one)
    return 2 if style.frames else int(not style.ground)


def _bounds(one: Still, crs: str) -> Bounds | None:
    return bounds_in(one.within if isinstance(one, ShownRaster) else one.data.geometry, crs)


def draw_part(
    page: Page, part: Part, box: Box, view: View, *, divisions: Mapping[int, Divisions], language: Language
) -> Outcome:
    """Draw one map, and return what must be said of how it came out.

    Parameters
    ----------
    divisions
        Those in the colours of their figures, by the id of what is shown.

    Raises
    ------
    GeoRuijinError
        For an unknown style.
    SourceError
        If a raster is damaged.
    """
    left, upper, right, lower = box.pixels
    height = round(page.figure.get_figheight() * DPI)
    clip = Bbox.from_extents(left, height - lower, right, height - upper)
    transform = Affine2D().translate(-view.bounds[0], -view.bounds[1]).scale(1 / view.pixel).translate(clip.x0, clip.y0)
    seen = _draw_rasters(page, part, box, view)
    dots, larger, points, wanted = False, False, list[Box](), list[Wanted]()
    features = [one for one in part.shown if not isinstance(one, ShownRaster)]
    for order, one in enumerate(features, 1):
        if isinstance(one, ShownChoropleth):
            for made in drawn_divisions(divisions[id(one)], view, transform, order=order):
                made.set_clip_box(clip)
                page.figure.add_artist(made)
            continue
        style, _ = look_of(one)
        sight = in_sight(one, view)
        for made in drawn(one, sight, style, view, transform, order=order):
            made.set_clip_box(clip)
            page.figure.add_artist(made)
        dotted = tiny(sight.shapes, style, view)
        dots |= bool(dotted.any())
        larger |= bool((swollen(sight.shapes, style, view) & ~dotted).any())
        points += point_boxes(page, sight, style, view, transform)
        wanted[:0] = wanted_labels(page, one, sight, style, view, transform, language=language)
    top = len(features) + 2
    taken = furniture(page, part.title, box, view, order=top, language=language)
    found, missed = placed(wanted, box, taken, points)
    for label, where in found:
        write(page, label, where, order=top - 1)
    page.fill(box, "none", edge=INK, weight=0.6, order=top + 1)
    return Outcome(missed, seen, dots, larger)


def _draw_rasters(page: Page, part: Part, box: Box, view: View) -> dict[int, set[int]]:
    """Fill the frame with the ground and the rasters, pixel by pixel; return the ranks seen of each raster."""
    left, upper, right, lower = box.pixels
    image = np.empty((lower - upper, right - left, 3), dtype=np.uint8)
    image[:] = _bytes(GROUND)
    seen: dict[int, set[int]] = {}
    for one in part.shown:
        if not isinstance(one, ShownRaster):
            continue
        look = look_of_cells(one.raster.bands[one.column], one.style)
        outline = bent_into(one.within, CRS(view.crs))
        wider = _wider(one, outline, view) if one.style == RELIEF else 1.0
        rows, columns = (math.ceil(side / wider) for side in image.shape[:2])
        grid = Affine(view.pixel, 0, view.bounds[0], 0, -view.pixel, view.bounds[3]) * Affine.scale(wider)
        ranks = np.zeros((rows, columns), dtype=np.uint8)
        window = Window(0, 0, columns, rows)
        for part_of, of_part in ranks_on(one.raster, one.column, look, outline, transform=grid, whole=window):
            ranks[part_of.toslices()] = of_part
        seen[id(one)] = set(np.unique(ranks).tolist()) - {0}
        image = _over(image, ranks, look.shades, wider)
    low = round(page.figure.get_figheight() * DPI) - lower
    page.figure.add_artist(_Pixels(np.flipud(image), left, low))
    return seen


def _wider(one: ShownRaster, outline: gpd.GeoSeries, view: View) -> float:
    """Return how much wider than a pixel those of a relief are: as on the page, for finer ones show rounded heights."""
    west, south, east, north = outline.total_bounds.tolist()
    least = max(cell_grid(one.raster, outline).a, (east - west) / RELIEF_ACROSS, (north - south) / RELIEF_ACROSS)
    return max(1.0, least / view.pixel)


def _over(
    image: NDArray[np.uint8], ranks: NDArray[np.uint8], shades: Sequence[Shade], wider: float
) -> NDArray[np.uint8]:
    """Return an image with a raster laid over it, smoothly where its pixels are wider."""
    clear = (*_bytes(GROUND), 0)
    colours = [(*_bytes(shade.colour or GROUND), round(255 * shade.opacity)) for shade in shades]
    laid = Image.fromarray(np.array([clear, *colours], dtype=np.uint8)[ranks])
    rows, columns = image.shape[:2]
    if wider > 1:
        laid = laid.resize((columns, rows), Image.Resampling.BILINEAR, box=(0, 0, columns / wider, rows / wider))
    whole = Image.fromarray(image).convert("RGBA")
    whole.alpha_composite(laid)
    return np.asarray(whole.convert("RGB"))


def _bytes(colour: str) -> tuple[int, ...]:
    return tuple(bytes.fromhex(colour.removeprefix("#")))
