"""The map itself: rasters, shapes and their labels in a frame of the sheet, with scale bar and north arrow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import get_args

import numpy as np
from affine import Affine
from matplotlib.artist import Artist
from matplotlib.backend_bases import RendererBase
from matplotlib.transforms import Affine2D, Bbox
from numpy.typing import NDArray
from pyproj import CRS
from rasterio.windows import Window

from geo_ruijin.draw.picture import look_of as look_of_cells
from geo_ruijin.draw.picture import ranks_on
from geo_ruijin.draw.shown import Shown, ShownRaster
from geo_ruijin.draw.static.furniture import furniture
from geo_ruijin.draw.static.labels import Wanted, placed
from geo_ruijin.draw.static.lettering import point_boxes, wanted_labels, write
from geo_ruijin.draw.static.page import DPI, GROUND, INK, Box, Page
from geo_ruijin.draw.static.shapes import View, bounds_in, drawn, in_sight, tiny
from geo_ruijin.draw.styles import Style, style_of
from geo_ruijin.spec import Side
from geo_ruijin.text import Language
from geo_ruijin.windows import Bounds, bent_into

#: Around what the map opens on [of its longer side], and how much ground there is at least [m].
_MARGIN, _LEAST = 0.03, 400.0

#: Where everything is but so much larger than what the page opens on, all of it is shown: no border is cut off.
_NEAR = 1.25


@dataclass(frozen=True)
class Part:
    """One of the maps on a sheet: all of it, or a side of a comparison.

    Attributes
    ----------
    title
        Of a side; empty for the only map.
    shown
        What is on it.
    """

    title: str
    shown: tuple[Shown | ShownRaster, ...]


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
    """

    missed: int
    seen: dict[int, set[int]]
    dots: bool


def look_of(one: Shown) -> tuple[Style, str]:
    """Return the style of features and their geometry type.

    Raises
    ------
    GeoRuijinError
        For an unknown style.
    """
    geometry = next((str(kind) for kind in one.data.geom_type if kind), "Polygon")
    return style_of(one.style, geometry=geometry), geometry


def parts_of(shown: Sequence[Shown | ShownRaster], *, language: Language) -> list[Part]:
    """Return the maps on the sheet: two beside one another where the page has a divider."""
    sides = {one.side: one for one in shown if isinstance(one, ShownRaster) and one.side is not None}
    if len(sides) != len(get_args(Side)):
        return [Part("", tuple(shown))]
    return [
        Part(
            sides[side].title.say(language),
            tuple(one for one in shown if not isinstance(one, ShownRaster) or one.side in {None, side}),
        )
        for side in get_args(Side)
    ]


def view_of(shown: Sequence[Shown | ShownRaster], box: Box, *, crs: str) -> View:
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


def _weight(one: Shown | ShownRaster) -> int:
    if isinstance(one, ShownRaster):
        return 1
    style, _ = look_of(one)
    return 2 if style.frames else int(not style.ground)


def _bounds(one: Shown | ShownRaster, crs: str) -> Bounds | None:
    return bounds_in(one.within if isinstance(one, ShownRaster) else one.data.geometry, crs)


def draw_part(page: Page, part: Part, box: Box, view: View, *, language: Language) -> Outcome:
    """Draw one map, and return what must be said of how it came out.

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
    dots, points, wanted = False, list[Box](), list[Wanted]()
    features = [one for one in part.shown if isinstance(one, Shown)]
    for order, one in enumerate(features, 1):
        style, _ = look_of(one)
        sight = in_sight(one, view)
        for made in drawn(one, sight, style, view, transform, order=order):
            made.set_clip_box(clip)
            page.figure.add_artist(made)
        dots |= bool(tiny(sight.shapes, style, view).any())
        points += point_boxes(page, sight, style, view, transform)
        wanted[:0] = wanted_labels(page, one, sight, style, view, transform, language=language)
    top = len(features) + 2
    taken = furniture(page, part.title, box, view, order=top, language=language)
    found, missed = placed(wanted, box, taken, points)
    for label, where in found:
        write(page, label, where, order=top - 1)
    page.fill(box, "none", edge=INK, weight=0.6, order=top + 1)
    return Outcome(missed, seen, dots)


def _draw_rasters(page: Page, part: Part, box: Box, view: View) -> dict[int, set[int]]:
    """Fill the frame with the ground and the rasters, pixel by pixel; return the ranks seen of each raster."""
    left, upper, right, lower = box.pixels
    image = np.empty((lower - upper, right - left, 3), dtype=np.uint8)
    image[:] = _bytes(GROUND)
    west, _, _, north = view.bounds
    seen: dict[int, set[int]] = {}
    for one in part.shown:
        if not isinstance(one, ShownRaster):
            continue
        look = look_of_cells(one.raster.bands[one.column], one.style)
        colours = np.array([(0, 0, 0), *(_bytes(shade.colour or GROUND) for shade in look.shades)], dtype=np.uint8)
        opacity = np.array([0.0, *(shade.opacity for shade in look.shades)])
        seen[id(one)] = set()
        for window, ranks in ranks_on(
            one.raster,
            one.column,
            look,
            bent_into(one.within, CRS(view.crs)),
            transform=Affine(view.pixel, 0, west, 0, -view.pixel, north),
            whole=Window(0, 0, right - left, lower - upper),
        ):
            rows, columns = window.toslices()
            over = opacity[ranks][..., None]
            image[rows, columns] = np.rint((1 - over) * image[rows, columns] + over * colours[ranks]).astype(np.uint8)
            seen[id(one)] |= set(np.unique(ranks).tolist()) - {0}
    low = round(page.figure.get_figheight() * DPI) - lower
    page.figure.add_artist(_Pixels(np.flipud(image), left, low))
    return seen


def _bytes(colour: str) -> tuple[int, ...]:
    return tuple(bytes.fromhex(colour.removeprefix("#")))
