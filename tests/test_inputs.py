"""What analyses are given: networks that hang together, and nothing where what limits them is not there."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pytest
from shapely import LineString, box

from geo_ruijin.errors import MethodError
from geo_ruijin.inputs import Inputs
from geo_ruijin.methods.method import Need
from geo_ruijin.network import Network
from geo_ruijin.project import open_project
from geo_ruijin.reading import Reading, read_layers
from geo_ruijin.run import run_project
from geo_ruijin.text import same
from tests.towns import copy_town, edit

WALK = Need(("line",), ("walk",), mode="walk")
SIDE = 12  # streets each way of a grid


def grid(town: Path, *, apart: float, towns: int = 1) -> None:
    """Draw streets that cross on a grid of 100 m, each block of its own, `apart` metres short of the crossing."""
    blocks = []
    for i in range(SIDE * towns):
        for j in range(SIDE):
            x, y = 400_000 + 100 * i + 1000 * (i // SIDE), 2_860_000 + 100 * j
            blocks += [
                LineString([(x + apart, y), (x + 100 - apart, y)]),
                LineString([(x, y + apart), (x, y + 100 - apart)]),
            ]
    edit(town / "layers/streets.toml", "data/streets.geojson", "data/streets.gpkg")
    streets = gpd.GeoDataFrame({"name": "街", "walk": True}, index=range(len(blocks)), geometry=blocks, crs="EPSG:4548")
    streets.to_file(town / "layers/data/streets.gpkg")


def inputs(town: Path) -> Inputs:
    return Inputs(read_layers(open_project(town), ["streets"]), {}, {"streets": same("Streets")})


def test_one_network_is_built_for_all(tmp_path: Path) -> None:
    given = inputs(copy_town(tmp_path))
    assert given.get("streets", WALK) is given.get("streets", WALK)


def test_streets_that_meet_are_a_network(tmp_path: Path) -> None:
    town = copy_town(tmp_path)
    grid(town, apart=0.0)
    assert inputs(town).get("streets", WALK)


def test_separate_towns_are_a_network(tmp_path: Path) -> None:
    town = copy_town(tmp_path)
    grid(town, apart=0.0, towns=3)
    network = inputs(town).get("streets", WALK)
    assert isinstance(network, Network)
    assert len(set(network.component)) == 3


def test_streets_that_do_not_meet_are_refused(tmp_path: Path) -> None:
    town = copy_town(tmp_path)
    grid(town, apart=0.5)
    with pytest.raises(MethodError, match="does not join up: 100 % of its length lies in scraps"):
        inputs(town).get("streets", WALK)
    run = run_project(open_project(town))
    answers = {answer.name: answer for answer in run.record.analyses}
    answer = answers["bus_stop_coverage"]  # what needs no streets is answered
    assert answer.status == "done"
    assert "area_share" in answer.measures
    assert "people_share_walking" not in answer.measures
    assert answer.why is not None
    assert answer.why.en == "without Streets; only the rest is answered"
    assert any("does not join up" in fault.what.en for fault in run.record.faults)
    assert not run.complete


def test_a_title_is_known_without_data() -> None:
    given = Inputs(Reading(), {}, {"parks": same("Parks")})
    assert (given.title("parks"), given.title("ponds")) == (same("Parks"), same("ponds"))
    assert not given.has("parks")


def test_without_what_limits_it_a_question_has_no_answer(tmp_path: Path) -> None:
    town = copy_town(tmp_path)
    (town / "layers/centre.toml").write_text(
        'title = "Centre"\ngeometry = "polygon"\n[[sources]]\nkind = "file"\npath = "data/centre.gpkg"\n',
        encoding="utf-8",
    )
    edit(town / "analyses/bus_stop_coverage.toml", 'people = "population"', 'people = "population"\nwithin = "centre"')
    gpd.GeoDataFrame(geometry=[box(400_000, 2_860_000, 401_000, 2_861_000)], crs="EPSG:4548").to_file(
        town / "layers/data/centre.gpkg"
    )
    statuses = []
    for _ in range(2):
        run = run_project(open_project(town))
        [answer] = [answer for answer in run.record.analyses if answer.name == "bus_stop_coverage"]
        statuses.append(answer.status)
        (town / "layers/data/centre.gpkg").unlink(missing_ok=True)
    assert statuses == ["done", "no data"]  # never a figure of a wider region


def test_of_when_a_layer_is(tmp_path: Path) -> None:
    town = copy_town(tmp_path)
    edit(town / "layers/bus_stops.toml", "date = 2025\n", "")
    edit(town / "layers/population.toml", "date = 2025\n", 'nature = "modelled"\n')
    names = ["clinics", "bus_stops", "population"]
    given = Inputs(read_layers(open_project(town), names), {}, {})
    assert given.date("clinics").en == "2025"
    assert given.date("bus_stops").en == "of no stated year, say it with geo-ruijin add … --date"
    assert given.date("population").zh == "模拟数据"
    assert given.date("other.table").zh == ""
