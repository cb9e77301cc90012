"""Parts of map pictures: what is in sight, where labels go, which colours a PNG keeps."""

from __future__ import annotations

import io

import geopandas as gpd
import numpy as np
import pytest
import shapely
from matplotlib.colors import to_hex, to_rgba_array
from matplotlib.transforms import IdentityTransform
from PIL import Image
from shapely import LineString, Point, box

from geo_ruijin.draw import STYLES, Shown
from geo_ruijin.draw.static.furniture import bar_length
from geo_ruijin.draw.static.labels import Wanted, placed
from geo_ruijin.draw.static.page import Box
from geo_ruijin.draw.static.png import small_png
from geo_ruijin.draw.static.shapes import View, drawn, in_sight, swollen, tiny
from geo_ruijin.results import Column
from geo_ruijin.text import same
from tests.records import CRS

#: 100 by 100 pixels of 10 m.
VIEW = View(CRS, (0.0, 0.0, 1000.0, 1000.0), 10.0)


def shown(*shapes: shapely.Geometry | None, style: str | None = None) -> Shown:
    return Shown(same("a"), gpd.GeoDataFrame(geometry=np.array(shapes, dtype=object), crs=CRS), {}, (), style)


def test_what_is_out_of_sight_is_left_out() -> None:
    sight = in_sight(shown(Point(5, 5), None, Point(5000, 5), box(0, 0, 500, 500)), VIEW)
    assert sight.rows.tolist() == [0, 3]


def test_large_shapes_are_cut_a_little_beyond_the_frame() -> None:
    circle = Point(0, 0).buffer(100_000, quad_segs=64)
    (cut,) = in_sight(shown(circle), VIEW).shapes
    assert cut.bounds == (-120, -120, 1120, 1120)


def test_lines_are_no_finer_than_half_a_pixel() -> None:
    wiggly = LineString([(x, x % 2) for x in range(0, 1000, 5)])
    assert shapely.get_num_coordinates(in_sight(shown(wiggly), VIEW).shapes).tolist() == [2]


def test_shapes_smaller_than_a_pixel_stay() -> None:
    sight = in_sight(shown(box(0, 0, 1, 1)), VIEW)
    assert len(sight.shapes) == 1
    assert tiny(sight.shapes, STYLES["site"], VIEW).all()
    assert not tiny(sight.shapes, STYLES["forest"], VIEW).any()  # a forest has no labels, and a thousand parts


def test_a_white_outline_does_not_hide_what_is_smaller_than_it() -> None:
    one = shown(box(0, 0, 5, 5), box(0, 0, 500, 500), style="plant")
    (made,) = drawn(one, in_sight(one, VIEW), STYLES["plant"], VIEW, IdentityTransform(), order=1)
    edges = to_rgba_array(made.get_edgecolor())
    assert to_hex(edges[0]) == STYLES["plant"].fill
    assert to_hex(edges[1]) == STYLES["plant"].stroke


def test_the_class_of_what_is_small_is_not_hidden_by_its_outline() -> None:
    style = STYLES["roof_energy"]
    data = gpd.GeoDataFrame({"energy": [6000.0]}, geometry=[box(0, 0, 5, 5)], crs=CRS)
    one = Shown(same("a"), data, {"energy": Column(same("a"), "kWh")}, (), "roof_energy")
    (made,) = drawn(one, in_sight(one, VIEW), style, VIEW, IdentityTransform(), order=1)
    assert to_hex(to_rgba_array(made.get_edgecolor())[0]) == style.classes[1][1]


def test_what_is_narrower_than_its_outline_looks_larger_than_it_is() -> None:
    """An outline of 1.6 pixels of the page is 3.3 pixels of the picture, which are 33 m."""
    sight = in_sight(shown(box(0, 0, 30, 30), box(0, 0, 40, 40)), VIEW)
    assert swollen(sight.shapes, STYLES["site"], VIEW).tolist() == [True, False]
    assert not swollen(sight.shapes, STYLES["forest"], VIEW).any()  # it has none


def test_points_are_marks_of_their_shape() -> None:
    one = shown(Point(500, 500), style="unreached")
    (made,) = drawn(one, in_sight(one, VIEW), STYLES["unreached"], VIEW, IdentityTransform(), order=1)
    (path,) = made.get_paths()
    corners = np.asarray(path.vertices)
    assert len(corners) == 4  # a triangle, closed
    assert (corners[:, 1].max(), corners[:, 1].min()) == (1.3, -0.85)  # that points upwards


def test_a_hole_turns_the_other_way() -> None:
    one = shown(box(0, 0, 900, 900) - box(300, 300, 600, 600))
    (made,) = drawn(one, in_sight(one, VIEW), STYLES["polygon"], VIEW, IdentityTransform(), order=1)
    (path,) = made.get_paths()
    outer, inner = (shapely.LinearRing(np.asarray(ring)) for ring in path.to_polygons())
    assert outer.is_ccw != inner.is_ccw


def test_labels_cover_neither_one_another_nor_the_furniture() -> None:
    frame, corner = Box(0, 0, 100, 100), Box(0, 0, 20, 20)
    wanted = [Wanted("象湖镇", x, 50, 8, 7) for x in (50, 51, 52)] + [Wanted("九堡镇", 10, 10, 8, 7)]
    found, missed = placed(wanted, frame, [corner])
    assert len(found) + missed == 4
    boxes = [box(one.left, one.top, one.left + one.width, one.top + one.height) for _, one in found]
    assert all(shapely.intersection(one, other).area == 0 for at, one in enumerate(boxes) for other in boxes[:at])
    assert all(shapely.intersection(one, box(0, 0, 20, 20)).area == 0 for one in boxes)
    assert all(box(0, 0, 100, 100).covers(one) for one in boxes)


def test_a_label_without_room_is_counted() -> None:
    assert placed([Wanted("瑞金", 5, 5, 30, 7)], Box(0, 0, 10, 10), []) == ([], 1)


def test_a_label_moves_off_a_point_where_it_can() -> None:
    ((_, where),), _ = placed([Wanted("瑞金", 50, 50, 6, 7)], Box(0, 0, 100, 100), [], [Box(49, 49, 2, 2)])
    assert where.top >= 51 or where.top + where.height <= 49 or where.left >= 51 or where.left + where.width <= 49


@pytest.mark.parametrize(("pixel", "length"), [(3.2, 1.0), (32.0, 10.0), (0.5, 0.1)])
def test_the_scale_bar_is_of_a_round_length(pixel: float, length: float) -> None:
    # 40 mm at 200 dots an inch are 315 dots: 1.008 km, 10.08 km, 157 m
    assert bar_length(View(CRS, (0, 0, 1, 1), pixel)) == pytest.approx(length)


def test_a_png_keeps_the_colours_of_fillings() -> None:
    noise = np.random.default_rng(1).integers(0, 256, (60, 60, 3), dtype=np.uint8)
    image = np.full((200, 200, 3), (255, 255, 255), dtype=np.uint8)
    image[:100] = (246, 245, 241)
    image[140:, 140:] = noise
    image[150:170, :140:2] = (1, 2, 3)  # more pixels than the swatch, none of them beside another
    image[180:190, :10] = (247, 244, 235)
    content = small_png(image, dpi=200)
    with Image.open(io.BytesIO(content)) as png:
        assert png.mode == "P"
        assert png.info["dpi"] == pytest.approx((200, 200), abs=0.1)
        read = np.asarray(png.convert("RGB"))
    assert (read[:, :140] == image[:, :140]).all()
    assert np.abs(read.astype(int) - image).mean() < 3
    assert small_png(image, dpi=200) == content
