"""The check of a declared datum: features whose true place is known are written in one datum and read in another."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from shapely.geometry import LineString, Point, box
from shapely.geometry.base import BaseGeometry

from geo_ruijin.datum import from_true_coordinates, to_true_coordinates
from geo_ruijin.offset import Offset, check_offset
from geo_ruijin.offset.scene import Lies
from geo_ruijin.sources import osm
from geo_ruijin.spec import Datum
from geo_ruijin.text import Text
from tests.extracts import ANDORRA, helsinki, needs_andorra

SAMPLE = Path(__file__).parents[1] / "layers" / "data" / "sample"
WORKING = "EPSG:4548"
MIDDLE = np.array([402_000.0, 2_865_000.0])  # of Ruijin
STOPS, STREETS = Text(zh="公交站点", en="Bus stops"), Text(zh="街道", en="streets")


def features(shapes: Iterable[BaseGeometry | None]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(geometry=np.array(list(shapes), dtype=object), crs=WORKING)


def streets(seed: int = 1) -> gpd.GeoDataFrame:
    """Return 400 straight streets of 600 m, in all directions, over 6 km by 6 km."""
    random = np.random.default_rng(seed)
    middles, turns = MIDDLE + random.uniform(-3_000, 3_000, (400, 2)), random.uniform(0, np.pi, 400)
    along = 300 * np.column_stack([np.cos(turns), np.sin(turns)])
    return features([LineString([a, b]) for a, b in zip(middles - along, middles + along, strict=True)])


def stops(lines: gpd.GeoDataFrame, number: int, *, seed: int = 2) -> gpd.GeoDataFrame:
    """Return points on some of the streets, some 5 m off, as maps are."""
    random = np.random.default_rng(seed)
    some = lines.geometry.to_numpy()[random.permutation(len(lines))[:number]]
    on = shapely.line_interpolate_point(some, random.uniform(0, 1, number), normalized=True)
    return features([Point(at) for at in shapely.get_coordinates(on) + random.normal(0, 5, (number, 2))])


def read_as(true: gpd.GeoDataFrame, *, written: Datum, declared: Datum) -> gpd.GeoDataFrame:
    """Return where features end up that are written in one datum and declared to be in another."""
    there = to_true_coordinates(from_true_coordinates(true, datum=written), datum=declared)
    return there.to_crs(WORKING)


def moved(shapes: gpd.GeoDataFrame, east: float, north: float) -> gpd.GeoDataFrame:
    return shapes.set_geometry(shapes.translate(east, north))


def checked(
    seen: gpd.GeoDataFrame, reference: gpd.GeoDataFrame, *, lies: Lies = "along", declared: Datum = "wgs84"
) -> Offset:
    return check_offset(seen, reference, lies=lies, declared=declared, title=STOPS, against=STREETS)


@pytest.mark.parametrize("declared", ["wgs84", "cgcs2000", "gcj02", "bd09"])
@pytest.mark.parametrize("written", ["wgs84", "gcj02", "bd09"])
def test_the_datum_something_is_written_in_is_found(written: Datum, declared: Datum) -> None:
    lines = streets()
    true = stops(lines, 60)
    seen = read_as(true, written=written, declared=declared)
    found = checked(seen, lines, declared=declared)
    if written == declared or (written, declared) == ("wgs84", "cgcs2000"):
        assert (found.verdict, found.better, found.shift) == ("agrees", None, None)
        assert f"按声明的 {declared}" in found.statement.zh
        return
    assert (found.verdict, found.better) == ("datum", written)
    # features lie off by as much as the two datums differ
    off = (seen.get_coordinates().to_numpy() - true.get_coordinates().to_numpy()).mean(axis=0)
    assert found.shift == pytest.approx(off, abs=5)
    assert set(found.fits) == {"wgs84", "gcj02", "bd09"}
    assert found.fits[written].figure < 5 < found.fits["wgs84" if declared == "cgcs2000" else declared].figure


def test_what_a_planner_reads() -> None:
    lines = streets()
    said = checked(read_as(stops(lines, 60), written="gcj02", declared="wgs84"), lines).statement
    assert said.zh.startswith("公交站点与街道的位置不符:按声明的 wgs84,中位距离 ")
    assert "若按 gcj02,中位距离 " in said.zh
    assert "估计偏移 向东 4" in said.zh  # some 480 m east and 340 m south here
    assert "、向南 3" in said.zh
    assert said.en.startswith("Bus stops do not lie to streets as they should: in wgs84, as declared, the median")


@pytest.mark.parametrize("turn", [0.3, 2.0, 4.5])
def test_a_shift_of_no_datum_is_estimated_without_a_name(turn: float) -> None:
    # as Xian 1980 taken for CGCS2000: 100 m
    lines = streets()
    off = 100 * np.array([np.cos(turn), np.sin(turn)])
    found = checked(moved(stops(lines, 60), *off), lines)
    assert (found.verdict, found.better) == ("shift", None)
    assert found.shift == pytest.approx(off, abs=15)
    assert "移回后" in found.statement.zh
    assert "Xian 1980" in found.statement.en


def test_a_shift_within_what_maps_are_off_is_none() -> None:
    lines = streets()
    assert checked(moved(stops(lines, 60), 15, -15), lines).verdict == "agrees"


@pytest.mark.parametrize("seed", range(6))
def test_what_lies_anywhere_tells_nothing(seed: int) -> None:
    random = np.random.default_rng(seed)
    anywhere = features([Point(at) for at in MIDDLE + random.uniform(-2_500, 2_500, (100, 2))])
    found = checked(anywhere, streets(seed))
    assert (found.verdict, found.better, found.shift) == ("unknown", None, None)
    assert "看不出基准是否正确" in found.statement.zh


def test_streets_that_repeat_themselves_are_not_mistaken() -> None:
    # every 100 m each way: any shift by a whole number of blocks fits as well, so none is named
    ticks = np.arange(-3_000, 3_001, 100)
    ends = [((x, -3_000), (x, 3_000)) for x in ticks] + [((-3_000, y), (3_000, y)) for y in ticks]
    lines = features([LineString(np.array(pair) + MIDDLE) for pair in ends])
    random = np.random.default_rng(3)
    on = np.column_stack([random.choice(ticks[10:-10], 60), random.uniform(-2_000, 2_000, 60)])
    found = checked(features([Point(at) for at in MIDDLE + on]), lines)
    assert (found.better, found.shift) == (None, None)


@pytest.mark.parametrize("number", [0, 1, 7])
def test_too_few_features_tell_nothing(number: int) -> None:
    lines = streets()
    found = checked(stops(lines, number), lines)
    assert (found.verdict, found.features, dict(found.fits)) == ("unknown", number, {})
    assert f"只有 {number} 处" in found.statement.zh


def test_a_dozen_tell_a_datum_but_no_shift_of_none() -> None:
    # a datum is one of three guesses, a shift one of thousands
    lines = streets()
    true = stops(lines, 12)
    found = checked(read_as(true, written="gcj02", declared="wgs84"), lines)
    assert (found.verdict, found.better) == ("datum", "gcj02")
    assert checked(moved(true, -60, 80), lines).verdict == "unknown"


def test_many_features_at_one_spot_are_one() -> None:
    lines = streets()
    east, north = stops(lines, 1).get_coordinates().to_numpy()[0]
    found = checked(features([Point(east + i / 100, north) for i in range(100)]), lines)
    assert found.verdict == "unknown"
    assert found.features <= 2  # the spots are squares of 30 m, and they may lie in two


@pytest.mark.parametrize("reference", [features([]), moved(streets(), 40_000, 0)])
def test_without_a_reference_around_nothing_is_told(reference: gpd.GeoDataFrame) -> None:
    found = checked(stops(streets(), 60), reference)
    assert found.verdict == "unknown"
    assert "周围几乎没有街道" in found.statement.zh


def test_features_without_a_place_do_not_count() -> None:
    lines = streets()
    shapes = [*stops(lines, 60).geometry, None, Point()]
    assert checked(features(shapes), lines).features <= 60


def test_the_same_is_said_at_every_run() -> None:
    lines = streets()
    seen = read_as(stops(lines, 300), written="bd09", declared="wgs84")
    assert checked(seen, lines) == checked(seen, lines)


def test_lines_lie_along_lines() -> None:
    lines = streets()
    found = checked(read_as(lines.iloc[::5], written="gcj02", declared="wgs84"), lines)
    assert (found.verdict, found.better) == ("datum", "gcj02")


def test_homes_lie_inside_their_land() -> None:
    random = np.random.default_rng(4)
    corners = MIDDLE + random.uniform(-3_000, 3_000, (200, 2))
    land = features([box(x, y, x + 60, y + 90) for x, y in corners])
    homes = features([Point(at) for at in corners + random.uniform(5, 55, (200, 2))])
    found = checked(homes, land, lies="inside")
    assert (found.verdict, found.fits["wgs84"].figure) == ("agrees", 100)
    found = checked(read_as(homes, written="gcj02", declared="wgs84"), land, lies="inside")
    assert (found.verdict, found.better, found.fits["gcj02"].figure) == ("datum", "gcj02", 100)
    assert "100% 位于街道之内" in found.statement.zh


def test_houses_keep_off_streets() -> None:
    lines = streets()
    random = np.random.default_rng(6)
    # on both sides of streets, 14 m from their middle, none on another street
    sides = shapely.offset_curve(lines.geometry.to_numpy()[::2].repeat(6), np.tile([14, -14], 600))
    spots = shapely.line_interpolate_point(sides, random.uniform(0, 1, 1_200), normalized=True)
    free = features(shapely.buffer(spots, 6, cap_style="square"))
    free = free[~free.intersects(lines.union_all())]
    found = checked(free, lines, lies="off")
    assert (found.verdict, found.fits["wgs84"].figure) == ("agrees", 100)
    found = checked(read_as(free, written="gcj02", declared="wgs84"), lines, lies="off")
    assert (found.verdict, found.better, found.fits["gcj02"].figure) == ("datum", "gcj02", 100)
    assert found.fits["wgs84"].figure < 97


@pytest.mark.parametrize(("layer", "lies"), [("bus_stops", "along"), ("villages", "along"), ("buildings", "off")])
def test_the_sample_is_where_it_says(layer: str, lies: Lies) -> None:
    lines = gpd.read_parquet(SAMPLE / "streets.parquet")
    true = gpd.read_parquet(SAMPLE / f"{layer}.parquet")
    true = true.iloc[:: max(1, len(true) // 5_000)]
    assert checked(true, lines, lies=lies).verdict == "agrees"
    found = checked(read_as(true, written="gcj02", declared="cgcs2000"), lines, lies=lies, declared="cgcs2000")
    assert (found.verdict, found.better) == ("datum", "gcj02")


def of_extract(path: Path, crs: str) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """Return the streets, the bus stops and the buildings of an extract."""
    lines = osm.read_streets(path, crs=crs)
    points = osm.read_features(path, tags={"highway": ["bus_stop"]}, geometry="point", crs=crs)
    return lines, points, osm.read_features(path, tags={"building": True}, geometry="polygon", crs=crs)


@pytest.mark.parametrize(
    ("path", "crs"),
    [
        pytest.param(helsinki(), "EPSG:32635", id="helsinki"),
        pytest.param(ANDORRA, "EPSG:32631", id="andorra", marks=needs_andorra),
    ],
)
def test_real_towns_are_where_they_are_and_found_when_moved(path: Path, crs: str) -> None:
    lines, points, houses = of_extract(path, crs)
    cases: list[tuple[gpd.GeoDataFrame, Lies]] = [(points, "along"), (houses, "off")]
    for shapes, lies in cases:
        assert checked(shapes, lines, lies=lies).verdict == "agrees"
        for off in [(560, -155), (-70, 70)]:
            found = checked(moved(shapes, *off), lines, lies=lies)
            assert (found.verdict, found.better, set(found.fits)) == ("shift", None, {"wgs84"})  # no GCJ-02 there
            assert found.shift == pytest.approx(off, abs=15)


def test_a_real_town_at_ruijin_in_a_shifted_datum() -> None:
    # the stops of Helsinki, carried to Ruijin with their streets
    lines, points, _ = of_extract(helsinki(), "EPSG:32635")
    by = MIDDLE - points.get_coordinates().to_numpy().mean(axis=0)
    lines, points = (moved(shapes, *by).set_crs(WORKING, allow_override=True) for shapes in (lines, points))
    for written in ("gcj02", "bd09"):
        found = checked(read_as(points, written=written, declared="wgs84"), lines)
        assert (found.verdict, found.better) == ("datum", written)
        assert checked(read_as(points, written=written, declared=written), lines, declared=written).verdict == "agrees"


def test_points_on_small_roofs_tell_their_datum() -> None:
    # 400 houses of 12 m at random in 2 km, a plant in the middle of every fifth: GCJ-02 lies some 590 m off here
    corner = np.random.default_rng(4).uniform((402_000, 2_863_000), (404_000, 2_865_000), (400, 2)).round()
    houses = gpd.GeoDataFrame(geometry=shapely.box(*corner.T, *(corner + 12).T), crs="EPSG:4548")
    plants = gpd.GeoDataFrame(geometry=houses.iloc[::5].centroid)
    shifted = from_true_coordinates(plants, datum="gcj02").set_crs("EPSG:4326", allow_override=True)
    for points, verdict, better in ((plants, "agrees", None), (shifted.to_crs("EPSG:4548"), "datum", "gcj02")):
        seen = check_offset(points, houses, lies="inside", declared="wgs84", title=STOPS, against=STREETS)
        assert (seen.verdict, seen.better) == (verdict, better), seen.statement
