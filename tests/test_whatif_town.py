"""From a question to the page on which its sites are tried, in Tiny Town."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
from scipy.sparse import csr_array

from geo_ruijin.mapped import about_map, choice_on
from geo_ruijin.methods import Gives, declare, known_methods
from geo_ruijin.methods.method import People, Points, method
from geo_ruijin.outputs import write_outputs
from geo_ruijin.project import Project, open_project
from geo_ruijin.reading import quietly
from geo_ruijin.results import Measure, Result
from geo_ruijin.run import Run, run_project
from geo_ruijin.text import same
from geo_ruijin.whatif import Reading, WhatIf, choice_share
from tests.towns import copy_town, edit


@declare(measures={"share": Gives("%", of=("stops", "people"))}, tables={})
def try_stops(*, stops: Points, people: People) -> Result:
    """Try a stop at every home, beside those that stand."""
    sites = gpd.GeoDataFrame(
        {"name": [*stops["name"], *people["home"]], "present": np.arange(len(stops) + len(people)) < len(stops)},
        geometry=[*stops.geometry, *people.geometry],
        crs=stops.crs,
    ).assign(chosen=False)
    near = np.array([people.geometry.distance(place) <= 450 for place in sites.geometry])
    reading = Reading(
        "people",
        same("450"),
        "people",
        people["people"].to_numpy(dtype=float),
        np.zeros(len(people), dtype=np.intp),
        csr_array(near),
        90.0,
    )
    what_if = WhatIf(sites, ("小镇",), (reading,), stand="stops")
    share = choice_share(what_if, "people", what_if.present).share
    return Result({"share": Measure(share, "%", same("share"))}, what_if=what_if)


@pytest.fixture
def town(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return Tiny Town with a map on which stops are tried."""
    methods = known_methods() | {"try_stops": method(try_stops)}
    monkeypatch.setattr("geo_ruijin.project.known_methods", lambda: methods)
    town = copy_town(tmp_path)
    edit(town / "layers/population.toml", "[columns.people]", '[columns.home]\ntype = "text"\n[columns.people]')
    (town / "analyses/new_stops.toml").write_text(
        'title = { zh = "新站", en = "New stops" }\nmethod = "try_stops"\n'
        '[inputs]\nstops = "bus_stops"\npeople = "population"\n',
        encoding="utf-8",
    )
    edit(town / "maps/transit.toml", 'coverage" }\n', 'coverage" }\nwhat_if = "new_stops"\n')
    return town


def run(town: Path) -> tuple[Project, Run]:
    project = open_project(town)
    assert project.faults == ()
    return project, run_project(project)


def test_the_page_of_a_map_has_the_sites_of_the_analysis_it_names(town: Path, tmp_path: Path) -> None:
    project, done = run(town)
    choice = choice_on(project.maps["transit"], done)
    assert choice is not None
    assert (choice.name, choice.layer, choice.layers) == ("new_stops", "bus_stops", ("bus_stops", "population"))
    (answer,) = (answer for answer in done.record.analyses if answer.name == "new_stops")
    # A is 100 m from the central stop, E √(400² + 200²) = 447 m, F 100 m from the east stop; B and C are 500 m and more
    people = dict(zip("ABCDEF", choice.what_if.readings[0].weights, strict=True))
    assert answer.measures["share"].value == pytest.approx(
        100 * (people["A"] + people["E"] + people["F"]) / sum(people.values())
    )
    outputs = tmp_path / "outputs"
    outputs.mkdir()
    write_outputs(done, project, outputs, language="zh", step=quietly)
    page = (outputs / "maps/transit.html").read_text(encoding="utf-8")
    assert '"layer": "bus_stops"' in page
    assert '"modelled": false' in page
    about = about_map(project.maps["transit"], done, project)
    assert about is None or "试选" not in about.zh


def test_a_map_says_that_the_sites_to_try_are_lacking(town: Path) -> None:
    edit(town / "analyses/new_stops.toml", 'method = "try_stops"', 'method = "service_coverage"')
    project = open_project(town)
    done = run_project(project)
    assert choice_on(project.maps["transit"], done) is None
    about = about_map(project.maps["transit"], done, project)
    assert about is not None
    assert "“新站”可试选的站点" in about.zh
    assert "sites to be tried of 'New stops'" in about.en


def test_a_map_names_an_analysis_that_there_is(town: Path) -> None:
    edit(town / "maps/transit.toml", '"new_stops"', '"new_stop"')
    (fault,) = open_project(town).faults
    assert (fault.file, fault.where) == ("maps/transit.toml", "what_if")
    assert "'new_stops'" in fault.say("en")
