"""Layers from a server that answers like Overpass: the same as from an extract, and on from where it stopped."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import geopandas as gpd
import pytest
from geopandas.testing import assert_geodataframe_equal
from shapely.geometry import box

from geo_ruijin.sources.store import read_origin
from tests.command import Said, geo_ruijin, run_json
from tests.osm_elements import write_osm
from tests.overpass_server import TOWN, Reply, Script, gateway_timeout, overpass
from tests.towns import copy_town, edit

pytestmark = pytest.mark.usefixtures("no_pictures")

BROUGHT = ["buildings", "built_up_area", "bus_stops", "streets"]
#: What these tests are about; the other layers are fetched in the same way.
LAYERS = [*BROUGHT, "boundary", "population", "townships"]


@pytest.fixture
def script() -> Iterator[Script]:
    with overpass() as running:
        yield running


def make_project(folder: Path, *options: object) -> Path:
    """Make a project of the server's town, whose forest stands for its built-up area."""
    border = folder.with_suffix(".gpkg")
    gpd.GeoDataFrame(geometry=[box(115.999, 25.989, 116.021, 26.001)], crs="EPSG:4326").to_file(border)
    made = geo_ruijin("new", folder, "--name", "红井", "--boundary", border, "--datum", "wgs84", *options)
    assert made.status == 0
    edit(folder / "layers/built_up_area.toml", '"residential"', '"forest", "residential"')
    for path in (folder / "layers").glob("*.toml"):
        if path.stem not in LAYERS:
            path.unlink()
    for path in [*(folder / "analyses").glob("*.toml"), *(folder / "maps").glob("*.toml")]:
        if path.stem not in ("bus_stop_coverage", "transit"):  # others ask for layers that are not here
            path.unlink()
    if "--people" not in options:  # what is brought of public rasters is tested elsewhere
        edit(
            folder / "layers/population.toml",
            '[[sources]]\nkind = "product"\nproduct = "worldpop"\nyear = 2020\ncountry = "CHN"\n',
            "",
        )
    return folder


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return make_project(tmp_path / "town")


def fetch(project: Path, script: Script, *arguments: object) -> Said:
    return geo_ruijin("fetch", *arguments, "--project", project, "--endpoint", script.url, "--attempts", 1)


def kept(project: Path) -> dict[str, gpd.GeoDataFrame]:
    paths = sorted((project / "layers/data/osm").glob("*"))
    assert all(path.suffix == ".parquet" and not path.name.startswith(".") for path in paths)
    return {path.stem: gpd.read_parquet(path) for path in paths}


# -- brought -----------------------------------------------------------------------------------------------------------


def test_the_server_and_an_extract_bring_the_same_layers(project: Path, script: Script, tmp_path: Path) -> None:
    said = fetch(project, script)
    assert said.status == 0
    online = kept(project)
    assert list(online) == BROUGHT
    assert "✓ Bus stops (bus_stops): 1" in said.words
    assert "✓ Streets (streets): 3" in said.words
    assert "— Townships (townships): OpenStreetMap has none" in said.words
    again = make_project(tmp_path / "again")
    assert geo_ruijin("fetch", "--project", again, "--pbf", write_osm(tmp_path / "town.osm", TOWN)).status == 0
    offline = kept(again)
    assert list(offline) == BROUGHT
    for name, layer in online.items():
        one, other = (rows.sort_values("osm_id", ignore_index=True) for rows in (layer, offline[name]))
        grid = one.geometry.set_precision(1e-7), other.geometry.set_precision(1e-7)  # OpenStreetMap's
        assert_geodataframe_equal(one.set_geometry(grid[0]), other.set_geometry(grid[1]), normalize=True)


def test_what_was_fetched_is_run_with_its_origin(project: Path, script: Script) -> None:
    fetch(project, script)
    asked = len(script.asked)
    assert geo_ruijin("run", project).status == 0
    assert len(script.asked) == asked  # a run touches no network
    found = run_json(project / "outputs")
    stops = found["layers"]["bus_stops"]
    assert (stops["features"], stops["nature"]) == (1, "real")
    assert "Overpass" in stops["source"]
    assert "ODbL" in stops["licence"]
    assert stops["date"] == read_origin(project / "layers/data/osm/bus_stops.parquet").date


def test_only_the_layers_named_are_asked_for(project: Path, script: Script) -> None:
    assert fetch(project, script, "bus_stops").status == 0
    assert list(kept(project)) == ["bus_stops"]
    [query] = script.asked
    assert "bus_stop" in query
    said = fetch(project, script, "bus_stop", "boundary")
    assert said.status == 1
    assert "Did you mean 'bus_stops'?" in said.words
    assert "'boundary'" in said.words  # a file of this project, nothing to fetch
    assert len(script.asked) == 1


# -- from where it stopped ---------------------------------------------------------------------------------------------


def test_one_layer_that_fails_stops_no_other_and_is_asked_for_again(project: Path, script: Script) -> None:
    script.replies.extend([Reply(), Reply(), gateway_timeout()])  # layers are asked for in the order of their names
    said = fetch(project, script)
    assert said.status == 1
    assert "✗ Bus stops (bus_stops):" in said.words
    assert "HTTP 504" in said.words
    assert list(kept(project)) == ["buildings", "built_up_area", "streets"]
    asked = len(script.asked)

    said = fetch(project, script)
    assert said.status == 0
    [query] = script.asked[asked:]
    assert "bus_stop" in query
    assert "✓ Streets (streets): there already" in said.words
    assert list(kept(project)) == BROUGHT


def test_what_is_there_is_brought_again_when_asked(project: Path, script: Script) -> None:
    fetch(project, script)
    stops = project / "layers/data/osm/bus_stops.parquet"
    gpd.read_parquet(stops).iloc[:0].to_parquet(stops)
    assert "Bus stops (bus_stops): there already" in fetch(project, script, "bus_stops").words
    assert "Bus stops (bus_stops): 1" in fetch(project, script, "bus_stops", "--refresh").words
    assert len(kept(project)["bus_stops"]) == 1


def test_a_refresh_that_fails_leaves_what_was_there(project: Path, script: Script, tmp_path: Path) -> None:
    fetch(project, script)
    before = kept(project)
    for answer in (project / "cache").glob("*.json"):
        answer.unlink()
    script.always = gateway_timeout()
    assert fetch(project, script, "--refresh").status == 1
    for name, layer in kept(project).items():
        assert_geodataframe_equal(layer, before[name])


def test_what_a_killed_fetch_left_is_written_over(project: Path, script: Script) -> None:
    folder = project / "layers/data/osm"
    folder.mkdir(parents=True)
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    (folder / f".bus_stops.parquet.{gone.pid}-0.part").write_bytes(b"half")
    fetch(project, script)
    assert list(kept(project)) == BROUGHT


def test_no_network_is_said(project: Path) -> None:
    # nobody listens on port 9 of this machine
    said = geo_ruijin(
        "fetch", "bus_stops", "--project", project, "--endpoint", "http://127.0.0.1:9/api", "--attempts", 1
    )
    assert said.status == 1
    assert "from the Overpass server http://127.0.0.1:9/api: the server cannot be reached" in said.words
    assert "or use an .osm.pbf file" in said.words
    assert kept(project) == {}


# -- places and people -------------------------------------------------------------------------------------------------


def test_people_without_housing_are_not_spread(tmp_path: Path, script: Script) -> None:
    project = make_project(tmp_path / "town", "--people", 100)
    said = fetch(project, script)
    assert said.status == 1
    assert "no building is residential" in said.words  # there is but a school
    (project / "layers/buildings.toml").unlink()
    said = fetch(project, script, "population")
    assert said.status == 1
    assert "there is no layers/buildings.toml" in said.words


def test_a_boundary_that_is_there_serves_where_the_map_cannot_tell(tmp_path: Path, script: Script) -> None:
    # Tiny Town's boundary and stops are to come from the map, or else from the files
    town = copy_town(tmp_path)
    sources = {"boundary": 'kind = "osm_boundary"', "bus_stops": 'kind = "osm"\ntags = { highway = "bus_stop" }'}
    for name, source in sources.items():
        edit(town / f"layers/{name}.toml", "[[sources]]", f"[[sources]]\n{source}\n\n[[sources]]")
    said = fetch(town, script)
    assert said.status == 0
    assert "✓ Boundary (boundary): there already" in said.words
    assert "— Bus stops (bus_stops): OpenStreetMap has none" in said.words  # 1 km to the north of them
    extract = write_osm(tmp_path / "town.osm", TOWN)
    said = geo_ruijin("fetch", "--project", town, "--pbf", extract)
    assert said.status == 1
    assert "✗ Boundary (boundary): town.osm does not hold" in said.words
    assert "— Bus stops" in said.words

    (town / "layers/data/boundary.geojson").unlink()
    said = fetch(town, script)
    assert said.status == 1
    assert "Online no boundary is found by a place's name" in said.words
    said = geo_ruijin("fetch", "--project", town, "--pbf", extract)
    assert said.status == 1
    assert "town.osm does not hold" in said.words
    assert "Bus stops" not in said.words.split("does not hold")[1]


def test_a_damaged_extract_is_said_of_every_layer(project: Path, tmp_path: Path) -> None:
    (tmp_path / "x.osm.pbf").write_bytes(b"no extract")
    said = geo_ruijin("fetch", "--project", project, "--pbf", tmp_path / "x.osm.pbf")
    assert said.status == 1
    assert said.words.count("✗") == 5
    assert kept(project) == {}


def test_a_project_with_nothing_to_fetch_says_so(tmp_path: Path, script: Script) -> None:
    said = fetch(copy_town(tmp_path), script)
    assert said.status == 1
    assert "no layer can be had" in said.words


def test_a_file_of_somebody_elses_among_the_fetched_is_refused(project: Path, script: Script) -> None:
    fetch(project, script)
    stops = project / "layers/data/osm/bus_stops.parquet"
    gpd.read_parquet(stops).to_parquet(stops)
    said = geo_ruijin("check", project)
    assert said.status == 1
    assert "layers/bus_stops.toml" in said.words
    assert "bus_stops.parquet was not written by geo-ruijin fetch" in said.words


def test_an_origin_is_kept_in_the_file(project: Path, tmp_path: Path) -> None:
    extract = write_osm(tmp_path / "town.osm", TOWN)
    geo_ruijin("fetch", "bus_stops", "--project", project, "--pbf", extract)
    origin = read_origin(project / "layers/data/osm/bus_stops.parquet")
    assert (origin.en, origin.date) == ("OpenStreetMap, town.osm", None)
    assert origin.zh == "OpenStreetMap,town.osm"
