"""A project for any place: its files, its coordinate system, its people, and its figures against brute force."""

from __future__ import annotations

import math
import re
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import prcoords
import pytest
import rasterio
import shapely
from shapely.geometry import Polygon, box

from geo_ruijin import new
from geo_ruijin.network import Network
from geo_ruijin.new import working_crs
from geo_ruijin.project import open_project
from geo_ruijin.reading import read_layers
from tests.command import geo_ruijin, run_json
from tests.extracts import ANDORRA, helsinki, needs_andorra
from tests.made_town import EACH, PEOPLE, made_town
from tests.osm_elements import node, way
from tests.walking_peer import EXACT, brute_force

pytestmark = pytest.mark.usefixtures("no_pictures")


def at(lon: float, lat: float) -> gpd.GeoDataFrame:
    """Return a small place."""
    return gpd.GeoDataFrame(geometry=[box(lon - 0.05, lat - 0.05, lon + 0.05, lat + 0.05)], crs="EPSG:4326")


def boundary_file(path: Path, shape: Polygon, crs: str = "EPSG:4326") -> Path:
    gpd.GeoDataFrame({"name": ["x"]}, geometry=[shape], crs=crs).to_file(path)
    return path


def plan(folder: Path) -> dict[str, Any]:
    return tomllib.loads((folder / "plan.toml").read_text(encoding="utf-8"))


def hidden(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir() if path.name.startswith(".")]


# -- the coordinate system ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lon", "lat", "epsg"),
    [
        # the zone of 75 E is EPSG:4534, and every 3 degrees one more
        (76.0, 39.5, 4534),  # Kashgar
        (87.6, 43.8, 4538),  # Urumqi, 87 E
        (91.1, 29.65, 4539),  # Lhasa, 90 E
        (116.03, 25.89, 4548),  # Ruijin, 117 E
        (121.47, 31.2, 4549),  # Shanghai, 120 E
        (134.3, 48.35, 4554),  # Fuyuan, 135 E
        # on either side of 118.5 E and 91.5 E, where the registry's boxes overlap
        (118.499, 26, 4548),
        (118.501, 26, 4549),
        (91.495, 30, 4539),
        (91.505, 30, 4540),
        # elsewhere UTM: 32600 + zone, 32700 + zone in the south; zone 1 begins at 180 W
        (1.5, 42.5, 32631),  # Andorra
        (24.94, 60.17, 32635),  # Helsinki
        (-78.5, -0.2, 32717),  # Quito
    ],
)
def test_the_zone_of_a_place(lon: float, lat: float, epsg: int) -> None:
    assert working_crs(at(lon, lat)) == f"EPSG:{epsg}"


def test_on_the_border_of_two_zones_either_but_always_the_same() -> None:
    assert working_crs(at(118.5, 26)) == working_crs(at(118.5, 27)) == "EPSG:4549"


# -- a town whose people can be counted --------------------------------------------------------------------------------

#: Houses as large in degrees are as large in metres, but for the scale of the projection.
EQUAL = 1e-4


def test_a_made_town_counted_by_hand(tmp_path: Path) -> None:
    said = geo_ruijin("new", tmp_path / "town", "--name", "小城", "--pbf", made_town(tmp_path / "town.osm"))
    assert said.status == 0
    assert "EPSG:4548" in said.words
    assert f"geo-ruijin run {tmp_path / 'town'}" in said.words
    assert plan(tmp_path / "town")["place"] == {"zh": "小城", "en": "Made Town"}
    assert geo_ruijin("check", tmp_path / "town").status == 0
    assert geo_ruijin("run", tmp_path / "town").status == 0
    found = run_json(tmp_path / "town" / "outputs")
    measures = {name: one["value"] for name, one in found["analyses"]["bus_stop_coverage"]["measures"].items()}
    assert measures["people"] == pytest.approx(PEOPLE)
    # a and b are 100 m east and west of the stop and 100 m south of the street; c is 1.2 km away
    assert measures["people_circles"] == pytest.approx(EACH["a"] + EACH["b"], rel=EQUAL)
    assert measures["people_share_walking"] == pytest.approx(100 * 300 / 500, rel=EQUAL)
    # the whole town is the denominator: 0.02 by 0.01 degrees
    width, height = 0.02 * 111_320 * math.cos(math.radians(26.005)), 0.01 * 110_770
    assert measures["region_area"] == pytest.approx(width * height / 1e6, rel=0.002)
    assert found["layers"]["townships"]["features"] == 2
    assert "OpenStreetMap" in found["layers"]["built_up_area"]["title"]
    assert found["layers"]["population"]["nature"] == "modelled"
    assert "500" in found["layers"]["population"]["source"]
    targets = {target["id"]: target["verdict"] for target in found["targets"]}
    assert targets == {"bus_people_500m": "demonstration", "bus_area_500m": "short"}


def test_targets_of_forest_wait_to_be_taken_up(tmp_path: Path) -> None:
    border = boundary_file(tmp_path / "border.gpkg", box(116.0, 26.0, 116.02, 26.01))
    said = geo_ruijin("new", tmp_path / "town", "--name", "某县", "--boundary", border, "--datum", "wgs84")
    assert said.status == 0, said.words
    assert set(plan(tmp_path / "town")["targets"]) == {"bus_people_500m", "bus_area_500m"}
    path = tmp_path / "town/plan.toml"
    text = path.read_text(encoding="utf-8")
    begun = text.index("# [targets.forest_cover]")
    taken_up = re.sub("^# ?", "", text[begun:], flags=re.MULTILINE)
    path.write_text(text[:begun] + taken_up, encoding="utf-8")
    rows = tmp_path / "town/layers/data/statistics.csv"
    told = rows.read_text(encoding="utf-8-sig")
    assert re.findall("^(?:beside|shelterbelt)_[a-z]+", told, flags=re.MULTILINE) == [
        "beside_trees",
        "shelterbelt_area",
        "beside_stock",
    ]
    reported = "forest_cover,森林覆盖率,71.5,%,2024,县林业局,"
    rows.write_text(re.sub("^forest_cover,.*", reported, told, flags=re.MULTILINE), encoding="utf-8-sig")
    geo_ruijin("run", tmp_path / "town")  # of the targets of buses there are no data yet
    targets = {one["id"]: one for one in run_json(tmp_path / "town" / "outputs")["targets"]}
    assert (targets["forest_cover"]["value"], targets["forest_cover"]["verdict"]) == (71.5, "met")
    assert targets["growing_stock"]["verdict"] == "no data"


def test_the_total_given_comes_before_that_of_the_map(tmp_path: Path) -> None:
    extract = made_town(tmp_path / "town.osm")
    assert geo_ruijin("new", tmp_path / "town", "--name", "小城", "--pbf", extract, "--people", 1000).status == 0
    people = gpd.read_parquet(tmp_path / "town/layers/data/osm/population.parquet")
    assert sorted(people["people"]) == pytest.approx([200, 400, 400], rel=EQUAL)
    assert "--people" in (tmp_path / "town/layers/population.toml").read_text(encoding="utf-8")


def test_floors_that_are_no_floors_are_not_known(tmp_path: Path) -> None:
    # below the ground, a list, a word: none is a number of floors, so 2 are assumed and the layer stays sound
    corners = [(116.006, 26.004), (116.0061, 26.004), (116.0061, 26.0041), (116.006, 26.0041)]
    odd = [node(80 + number, *corner) for number, corner in enumerate(corners)]
    odd += [
        way(90 + number, [80, 81, 82, 83, 80], building="house", **{"building:levels": levels})
        for number, levels in enumerate(["-1", "2;3", "two", "inf"])
    ]
    extract = made_town(tmp_path / "town.osm", *odd)
    assert geo_ruijin("new", tmp_path / "town", "--name", "小城", "--pbf", extract).status == 0
    people = gpd.read_parquet(tmp_path / "town/layers/data/osm/population.parquet")
    assert sorted(people["people"]) == pytest.approx([500 * floors / 13 for floors in (1, 2, 2, 2, 2, 2, 2)], rel=EQUAL)
    assert geo_ruijin("check", tmp_path / "town").status == 0


def test_without_a_number_of_people_areas_are_measured(tmp_path: Path) -> None:
    extract, border = made_town(tmp_path / "town.osm"), boundary_file(tmp_path / "b.gpkg", box(116, 26, 116.02, 26.01))
    said = geo_ruijin(
        "new", tmp_path / "town", "--name", "城", "--pbf", extract, "--boundary", border, "--datum", "wgs84"
    )
    assert said.status == 0
    assert "(population): nobody says how many live here" in said.words
    said = geo_ruijin("run", tmp_path / "town")
    assert said.status == 0
    assert "remark layers/population.toml" in said.words
    found = run_json(tmp_path / "town" / "outputs")
    assert found["analyses"]["bus_stop_coverage"]["status"] == "done"
    assert {target["id"]: target["verdict"] for target in found["targets"]} == {
        "bus_people_500m": "no data",
        "bus_area_500m": "short",
    }
    # the file says how to give people, and what it says works
    layer = tmp_path / "town/layers/population.toml"
    assert "geo-ruijin add population" in layer.read_text(encoding="utf-8")
    homes = gpd.GeoDataFrame(
        {"people": [300, 200]}, geometry=gpd.points_from_xy([116.01, 116.012], [26.004] * 2), crs=4490
    )
    homes.to_file(tmp_path / "homes.gpkg")
    assert geo_ruijin("add", "population", tmp_path / "homes.gpkg", "--project", tmp_path / "town").status == 0
    assert geo_ruijin("run", tmp_path / "town").status == 0
    found = run_json(tmp_path / "town" / "outputs")
    assert found["analyses"]["bus_stop_coverage"]["measures"]["people"]["value"] == 500


# -- whole or not at all -----------------------------------------------------------------------------------------------


def test_a_folder_that_is_not_empty_is_refused(tmp_path: Path) -> None:
    extract = made_town(tmp_path / "town.osm")
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "notes.txt").write_text("mine")
    for folder in (tmp_path / "mine", extract):
        said = geo_ruijin("new", folder, "--name", "小城", "--pbf", extract)
        assert said.status == 1
        assert "not overwritten" in said.words
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["notes.txt"]
    assert hidden(tmp_path) == []


def test_an_empty_folder_is_filled_while_somebody_stands_in_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    extract = made_town(tmp_path / "town.osm")
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    assert geo_ruijin("new", ".", "--name", "小城", "--pbf", extract).status == 0
    assert geo_ruijin("run").status == 0
    assert Path("outputs/index.html").is_file()
    assert hidden(tmp_path) == []


def test_stopped_by_hand_nothing_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(new, "fetch_layers", stop)
    assert geo_ruijin("new", tmp_path / "a", "--name", "小城", "--pbf", made_town(tmp_path / "x.osm")).status != 0
    assert [path.name for path in tmp_path.iterdir()] == ["x.osm"]


KILLED = """
import os, sys
from geo_ruijin import cli, new
new.fetch_layers = lambda *_, **__: os._exit(9)
cli.app(["new", sys.argv[1], "--name", "小城", "--pbf", sys.argv[2]])
"""


def test_killed_there_is_no_project_and_the_next_one_tidies_up(tmp_path: Path) -> None:
    extract = made_town(tmp_path / "x.osm")
    killed = subprocess.run([sys.executable, "-c", KILLED, tmp_path / "a", extract], check=False, capture_output=True)
    assert killed.returncode == 9
    assert not (tmp_path / "a").exists()
    assert len(hidden(tmp_path)) == 1
    assert geo_ruijin("new", tmp_path / "a", "--name", "小城", "--pbf", extract).status == 0
    assert hidden(tmp_path) == []


# -- boundaries --------------------------------------------------------------------------------------------------------


def test_a_name_that_is_not_there_lists_those_that_are(tmp_path: Path) -> None:
    said = geo_ruijin("new", tmp_path / "a", "--name", "大城", "--pbf", made_town(tmp_path / "x.osm"))
    assert said.status == 1
    for name in ("大城", "小城", "West", "East"):
        assert name in said.words
    assert not (tmp_path / "a").exists()


@pytest.mark.parametrize(
    "options", [("--extent", "--boundary", "b.gpkg"), ("--people", "5", "--population-raster", "p.tif")]
)
def test_options_that_exclude_each_other(tmp_path: Path, options: tuple[str, ...]) -> None:
    said = geo_ruijin("new", tmp_path / "a", "--name", "x", "--pbf", tmp_path / "x.osm", *options)
    assert said.status == 1
    assert "not both" in said.words


def test_neither_an_extract_nor_a_boundary(tmp_path: Path) -> None:
    said = geo_ruijin("new", tmp_path / "a", "--name", "大城")
    assert said.status == 1
    assert "--pbf" in said.words
    assert "--boundary" in said.words


def test_a_boundary_in_china_says_its_datum(tmp_path: Path) -> None:
    # the corners as Amap would give them: shifted from the true ones by the published forward formula
    true = [(116.0, 26.0), (116.02, 26.0), (116.02, 26.01), (116.0, 26.01)]
    shifted = [prcoords.wgs_gcj((lat, lon))[::-1] for lon, lat in true]
    border = boundary_file(tmp_path / "b.geojson", Polygon(shifted))
    said = geo_ruijin("new", tmp_path / "a", "--name", "城", "--boundary", border)
    assert said.status == 1
    assert "does not declare its datum" in said.words
    assert not (tmp_path / "a").exists()

    said = geo_ruijin("new", tmp_path / "a", "--name", "城", "--boundary", border, "--datum", "gcj02")
    assert said.status == 0
    assert f"geo-ruijin fetch --project {tmp_path / 'a'}" in said.words
    found = gpd.read_parquet(tmp_path / "a/layers/data/own/boundary.parquet")
    corners = shapely.get_coordinates(found.geometry.to_numpy())
    # each true corner is there to a centimetre; taken for WGS 84 they would be 590 m off
    for corner in true:
        assert np.abs(corners - corner).max(axis=1).min() < 1e-7
    assert plan(tmp_path / "a")["crs"] == "EPSG:4548"


def test_a_boundary_on_cgcs2000_or_abroad_says_enough(tmp_path: Path) -> None:
    for name, shape, crs, expected in (
        ("china", box(400_000, 2_860_000, 402_000, 2_861_000), "EPSG:4548", "EPSG:4548"),
        ("abroad", box(1.4, 42.4, 1.6, 42.6), "EPSG:4326", "EPSG:32631"),
    ):
        border = boundary_file(tmp_path / f"{name}.gpkg", shape, crs)
        assert geo_ruijin("new", tmp_path / name, "--name", name, "--boundary", border).status == 0
        assert plan(tmp_path / name)["crs"] == expected


def test_a_boundary_that_is_none(tmp_path: Path) -> None:
    line = tmp_path / "line.gpkg"
    gpd.GeoDataFrame(geometry=[shapely.LineString([(1, 42), (2, 43)])], crs="EPSG:4326").to_file(line)
    table = tmp_path / "table.csv"
    table.write_text("a,b\n1,2\n")
    xian = boundary_file(tmp_path / "xian.gpkg", box(116, 26, 116.1, 26.1), "EPSG:4610")
    for file, why in (
        (line, "polygons only"),
        (table, "holds no geometries"),
        (xian, "converted to CGCS2000"),
        (tmp_path / "absent.gpkg", "cannot be read"),
    ):
        said = geo_ruijin("new", tmp_path / "a", "--name", "x", "--boundary", file, "--datum", "wgs84")
        assert said.status == 1
        assert why in said.words
    assert not (tmp_path / "a").exists()


def test_a_boundary_that_crosses_itself_is_an_area_all_the_same(tmp_path: Path) -> None:
    # a square with a spike: mended to polygons alone, a line would be no area
    spike = Polygon([(1.4, 42.4), (1.6, 42.4), (1.6, 42.6), (1.5, 42.6), (1.5, 42.9), (1.5, 42.6), (1.4, 42.6)])
    border = boundary_file(tmp_path / "b.gpkg", spike)
    assert geo_ruijin("new", tmp_path / "a", "--name", "x", "--boundary", border).status == 0
    [shape] = gpd.read_parquet(tmp_path / "a/layers/data/own/boundary.parquet").geometry
    assert shape.geom_type == "Polygon"
    assert shape.equals(box(1.4, 42.4, 1.6, 42.6))


def test_an_extract_of_another_place_is_refused(tmp_path: Path) -> None:
    border = boundary_file(tmp_path / "b.gpkg", box(1.4, 42.4, 1.6, 42.6))
    extract = made_town(tmp_path / "x.osm")
    said = geo_ruijin("new", tmp_path / "a", "--name", "x", "--boundary", border, "--pbf", extract)
    assert said.status == 1
    assert "holds nothing of the place" in said.words
    assert not (tmp_path / "a").exists()
    assert hidden(tmp_path) == []


# -- a raster of people ------------------------------------------------------------------------------------------------


def test_the_people_of_a_raster_are_those_inside(tmp_path: Path) -> None:
    # cells of 0.005 degrees from 26.015 down and 115.995 on: middles at 26.0125, 26.0075, 26.0025, 25.9975 and
    # 115.9975, 116.0025 ... 116.0225; the place holds the middle two rows and the middle four columns
    cells = np.arange(1, 25, dtype="float32").reshape(4, 6)
    cells[1, 1] = -9999  # nodata
    cells[2, 2] = 0
    path = tmp_path / "people.tif"
    with rasterio.open(
        path, "w", driver="GTiff", width=6, height=4, count=1, dtype="float32", crs="EPSG:4326", nodata=-9999,
        transform=rasterio.Affine(0.005, 0, 115.995, 0, -0.005, 26.015),
    ) as raster:  # fmt: skip
        raster.write(cells, 1)
    extract = made_town(tmp_path / "x.osm")
    made = geo_ruijin("new", tmp_path / "a", "--name", "小城", "--pbf", extract, "--population-raster", path)
    assert made.status == 0
    people = gpd.read_parquet(tmp_path / "a/layers/data/own/population.parquet")
    # row 1 is 7 8 9 10 11 12, row 2 is 13 14 15 16 17 18; of each the middle four, less 8 and 15
    # its border and theirs are the same lines, but for what a straight line in degrees bends in metres
    whole = people["people"][people["people"] > 0.1]
    assert sorted(whole) == pytest.approx([9, 10, 11, 14, 16, 17], rel=1e-4)
    assert geo_ruijin("run", tmp_path / "a").status == 0
    found = run_json(tmp_path / "a" / "outputs")
    measures = found["analyses"]["bus_stop_coverage"]["measures"]
    assert measures["people"]["value"] == pytest.approx(9 + 10 + 11 + 14 + 16 + 17, rel=1e-4)
    assert found["layers"]["population"]["nature"] == "real"
    assert found["layers"]["population"]["source"] == "people.tif"
    assert not found["demonstration"]


def test_a_raster_of_elsewhere_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "people.tif"
    with rasterio.open(
        path, "w", driver="GTiff", width=2, height=2, count=1, dtype="float32", crs="EPSG:4326",
        transform=rasterio.Affine(1, 0, 10, 0, -1, 50),
    ) as raster:  # fmt: skip
        raster.write(np.ones((2, 2), "float32"), 1)
    extract = made_town(tmp_path / "x.osm")
    for raster_file in (path, extract, tmp_path / "absent.tif"):
        said = geo_ruijin("new", tmp_path / "a", "--name", "小城", "--pbf", extract, "--population-raster", raster_file)
        assert said.status == 1
        assert raster_file.name in said.words
    assert not (tmp_path / "a").exists()


# -- real extracts, as a user would ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("extract", "options", "homes"),
    [
        pytest.param(helsinki, ["--name", "赫尔辛基", "--extent", "--people", "650000"], 381, id="Helsinki"),  # all
        pytest.param(lambda: ANDORRA, ["--name", "安道尔"], 520, id="Andorra", marks=needs_andorra),
    ],
)
def test_a_real_city_walks_as_brute_force_does(
    tmp_path: Path, extract: Callable[[], Path], options: list[str], homes: int
) -> None:
    folder = tmp_path / "city"
    assert geo_ruijin("new", folder, *options, "--pbf", extract()).status == 0
    assert geo_ruijin("run", folder).status == 0
    measures = run_json(folder / "outputs")["analyses"]["bus_stop_coverage"]["measures"]
    value = {name: measure["value"] for name, measure in measures.items()}
    assert 0 < value["area_share"] <= 100
    assert 0 < value["people_share_walking"] <= value["people_share_circles"] <= 100  # no walk is shorter than straight

    read = read_layers(open_project(folder), ["population", "streets", "bus_stops", "built_up_area"])
    people, streets, stops, built_up = (
        read.layers[name].features for name in ("population", "streets", "bus_stops", "built_up_area")
    )
    chosen = people.iloc[np.random.default_rng(20230823).choice(len(people), min(homes, len(people)), replace=False)]
    expected = np.array(brute_force(streets[streets["walk"]], chosen.geometry, stops.geometry))
    # the same distance from each, none where brute force finds no way
    distance = Network.from_streets(streets).nearest(chosen, stops).to_numpy()
    np.testing.assert_allclose(distance, expected, rtol=0, atol=EXACT)
    # whom the run calls unreached, brute force does
    unreached = gpd.read_file(folder / "outputs/results.gpkg", layer="bus_stop_coverage__unreached_people")
    far = set(shapely.to_wkb(unreached.geometry.to_numpy()))
    called = np.array([shape in far for shape in shapely.to_wkb(chosen.geometry.to_numpy())])
    inside = chosen.intersects(built_up.union_all()).to_numpy()
    assert (called == inside & ~(expected <= 500 + EXACT)).all()
    assert 0 < called.sum() < inside.sum()
    # and whom it does not, it counts as reached
    everybody = people["people"][people.intersects(built_up.union_all())].sum()
    assert value["people"] == pytest.approx(everybody)
    assert value["people_walking"] == pytest.approx(everybody - unreached["people"].sum())
