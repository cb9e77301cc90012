"""What a scenario's file may say: rows of files and lists of changes, and every fault of it at once."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import Point

from geo_ruijin.datum import from_true_coordinates
from geo_ruijin.layers import Layer
from geo_ruijin.project import open_project
from geo_ruijin.record import LayerRecord
from geo_ruijin.scenarios.ground import Ground
from geo_ruijin.scenarios.removals import removed_at
from geo_ruijin.text import Text, same
from tests.tiny_scenarios import at, degrees, said, stops, tried, write
from tests.towns import copy_town


@pytest.fixture
def town(tmp_path: Path) -> Path:
    return copy_town(tmp_path)


def faults(town: Path) -> dict[str, str]:
    """Return where something is wrong with the file of the scenario "s", and the whole line."""
    return {fault.where: fault.say("en") for fault in open_project(town).faults_of("scenarios/s.toml")}


# -- the file ----------------------------------------------------------------------------------------------------------

ADD = '[[add]]\nlayer = "bus_stops"\n'
REMOVE = '[[remove]]\nlayer = "bus_stops"\n'
POINT = "points = [{ lon = 116.0, lat = 25.8 }]\n"

#: (entry, where, what is said of it)
WRONG = [
    (ADD + "datum = 'wgs84'\n" + POINT.replace("lon", "lom"), "add[0].points[0]", "lon should be degrees"),
    (ADD + "datum = 'wgs84'\n" + POINT.replace("25.8", "95.8"), "add[0].points[0]", "lat should be degrees"),
    (ADD + POINT, "add[0]", "does not declare the datum"),
    (ADD + 'file = "a.csv"', "add[0]", "does not declare the datum"),
    (ADD + 'file = "../a.csv"\ndatum = "wgs84"', "add[0].file", "does not stay inside the scenarios folder"),
    (ADD, "add[0]", "needs exactly one of file, points and from"),
    (ADD + 'from = "a.b"\n' + POINT, "add[0]", "needs exactly one of file, points and from"),
    (ADD + 'form = "a.b"', "add[0].form", "Did you mean 'from'?"),
    (ADD + 'from = "bus_stop_coverage"', "add[0].from", "should be 'analysis.table'"),
    (ADD + 'from = "bus_stop_coverge.unreached"', "add[0].from", "Did you mean 'bus_stop_coverage'?"),
    (ADD + 'from = "bus_stop_coverage.unreachd"', "add[0].from", "Did you mean 'unreached'?"),
    (ADD + 'from = "bus_stop_coverage.unreached"\ndatum = "wgs84"', "add[0]", "datum does not go with from"),
    (ADD + "datum = 'wgs84'\nx = 'lon'\n" + POINT, "add[0]", "x does not go with points"),
    (ADD + "datum = 'wgs84'\npoints = [" + at(0, 0, nam="x") + "]", "add[0].points[0].nam", "Did you mean 'name'?"),
    (ADD + "datum = 'wgs84'\ncolumns = { nmae = 'a' }\nfile = 'a'", "add[0].columns.nmae", "Did you mean 'name'?"),
    (ADD.replace("bus_stops", "bus_stop") + "datum = 'wgs84'\n" + POINT, "add[0].layer", "Did you mean 'bus_stops'?"),
    (ADD.replace("bus_stops", "boundary") + "datum = 'wgs84'\n" + POINT, "add[0].layer", "cannot change the boundary"),
    (ADD.replace("bus_stops", "statistics") + "datum = 'wgs84'\n" + POINT, "add[0].layer", "no features to change"),
    (ADD.replace("bus_stops", "divisions") + "datum = 'wgs84'\n" + POINT, "add[0].points", "no points can be added"),
    (REMOVE, "remove[0]", "needs exactly one of near and where"),
    (REMOVE + "near = [{ lon = 116, lat = 25 }]", "remove[0]", "does not declare the datum"),
    (REMOVE + 'where = { nam = ["a"] }', "remove[0].where.nam", "Did you mean 'name'?"),
    (REMOVE + 'within = 0\nwhere = { name = ["a"] }', "remove[0].within", "above 0"),
    ('[[change]]\nlayer = "bus_stops"\nfile = "a.csv"', "change[0]", "does not declare the datum"),
    ("", "", "neither adds nor removes anything"),
]


@pytest.mark.parametrize(("entry", "where", "what"), WRONG)
def test_a_fault_says_where_it_is_and_how_to_mend_it(town: Path, entry: str, where: str, what: str) -> None:
    write(town, "s", entry)
    found = faults(town)
    assert list(found) == [where]
    assert what in found[where]


def test_every_fault_of_the_file_is_told_at_once(town: Path) -> None:
    write(town, "s", ADD.replace("bus_stops", "x") + "datum = 'wgs84'\n" + POINT, REMOVE + 'where = { nam = ["a"] }')
    assert list(faults(town)) == ["add[0].layer", "remove[0].where.nam"]


def test_every_fault_of_the_data_is_told_at_once(town: Path) -> None:
    lon, lat = degrees(1000, 500)
    write(
        town,
        "s",
        REMOVE + 'where = { name = ["北站"] }',
        f"{REMOVE}datum = 'wgs84'\nwithin = 100\nnear = [{{ lon = {lon}, lat = {lat} }}]",
        ADD + "datum = 'wgs84'\nfile = 'new.cvs'",
        REMOVE + 'where = { name = ["东站"] }',
        REMOVE + 'where = { name = ["东站"] }',
    )
    (town / "scenarios/new.csv").write_text("x\n1\n", encoding="utf-8")
    _, run, trial = tried(town)
    assert trial.run is None
    assert not trial.complete
    assert run.complete  # the present has nothing to do with it
    assert said(trial) == [
        ("add[0].file", "there is no file scenarios/new.cvs"),
        ("remove[0].where.name", "no feature is '北站'"),
        ("remove[1].near[0]", "there is no feature of 'Bus stops' within 100 m"),
        ("remove[3]", "takes away what is taken away already"),
    ]
    assert trial.faults[0].cure.en == "Did you mean 'new.csv'?"


def test_two_features_near_a_place_are_not_guessed_at(town: Path) -> None:
    lon, lat = degrees(1400, 500)  # 900 m from either stop
    write(town, "s", f"{REMOVE}datum = 'wgs84'\nwithin = 901\nnear = [{{ lon = {lon}, lat = {lat} }}]")
    [(where, what)] = said(tried(town)[2])
    assert where == "remove[0].near[0]"
    assert what == "there are 2 features of 'Bus stops' within 901 m (中心站, 东站) and should be one"


def test_points_far_away_are_refused(town: Path) -> None:
    lon, lat = degrees(0, 0)
    turned = f"{{ lon = {lat}, lat = {lon - 60} }}"
    write(town, "s", ADD + f"datum = 'wgs84'\npoints = [{turned}]")
    trial = tried(town)[2]
    assert trial.run is None
    assert "outside the place" in said(trial)[0][1]


@pytest.mark.parametrize(("confirmed", "serious"), [("", True), ('datum_confirmed = "surveyed"\n', False)])
def test_points_that_lie_as_in_another_datum_are_refused_unless_confirmed(
    town: Path, confirmed: str, *, serious: bool
) -> None:
    # ten stops along the two main streets, written in GCJ-02 and declared to be in WGS 84
    layer = town / "layers/bus_stops.toml"
    layer.write_text(
        layer.read_text(encoding="utf-8") + '\n[datum_check]\nagainst = "streets"\nlies = "along"\n', encoding="utf-8"
    )
    places = [(50, 500), (260, 500), (390, 500), (640, 500), (1210, 500), (1450, 500), (1000, 90), (1000, 330),
              (1000, 710), (1000, 860)]  # fmt: skip
    true = gpd.GeoDataFrame(geometry=[Point(*degrees(x, y)) for x, y in places], crs="EPSG:4326")
    written = from_true_coordinates(true, datum="gcj02").get_coordinates().to_numpy()
    points = ", ".join(f'{{ lon = {lon}, lat = {lat}, name = "{index}" }}' for index, (lon, lat) in enumerate(written))
    write(town, "s", f'{ADD}datum = "wgs84"\n{confirmed}points = [{points}]')
    trial = tried(town)[2]
    [fault] = [fault for fault in trial.faults if fault.where == "add[0].datum"]
    assert fault.serious == serious
    assert "datum_confirmed" in fault.cure.en


def test_one_on_top_of_another_is_remarked_on(town: Path) -> None:
    write(town, "s", stops(at(500.5, 500, name="x")))
    trial = tried(town)[2]
    [fault] = trial.faults
    assert (fault.where, fault.serious) == ("bus_stops", False)
    assert "within 1 m" in fault.what.en
    assert trial.complete


# -- files beside it ---------------------------------------------------------------------------------------------------


def csv(town: Path, name: str, rows: list[tuple[str, float, float, str]], *, datum: str = "wgs84") -> None:
    """Write places of Tiny Town as a table with a name, a change, and degrees in a datum."""
    points = gpd.GeoDataFrame(geometry=[Point(*degrees(x, y)) for _, x, y, _ in rows], crs="EPSG:4326")
    if datum != "wgs84":
        points = from_true_coordinates(points, datum="gcj02")
    lines = [
        f"{title},{change},{lon:.8f},{lat:.8f}"
        for (title, _, _, change), (lon, lat) in zip(rows, points.get_coordinates().to_numpy(), strict=True)
    ]
    (town / "scenarios").mkdir(exist_ok=True)
    text = "\n".join(["站名,change,经度,纬度", *lines, ""])
    (town / "scenarios" / name).write_text(text, encoding="utf-8-sig")


@pytest.mark.parametrize("datum", ["wgs84", "gcj02"])
def test_a_list_of_changes_adds_and_removes(town: Path, datum: str) -> None:
    csv(town, "list.csv", [("新站", 1500, 500, "add"), ("东站", 2300, 500, "remove")], datum=datum)
    columns = 'columns = { name = "站名" }'
    write(town, "s", f'[[change]]\nlayer = "bus_stops"\nfile = "list.csv"\ndatum = "{datum}"\n{columns}')
    trial = tried(town)[2]
    assert said(trial) == []
    assert trial.run is not None
    after = trial.run.layers["bus_stops"].features
    assert after["name"].tolist() == ["中心站", "新站"]
    assert np.allclose(after.get_coordinates(), [[400500, 2860500], [401500, 2860500]], atol=0.01)


def test_a_list_says_of_every_row_what_it_is_and_removes_only_what_is_there(town: Path) -> None:
    entry = '[[change]]\nlayer = "bus_stops"\nfile = "list.csv"\ndatum = "wgs84"\ncolumns = { name = "站名" }'
    csv(town, "list.csv", [("新站", 1500, 500, "new"), ("东站", 2300, 500, "")])
    write(town, "s", entry)
    [(where, what)] = said(tried(town)[2])
    assert (where, what) == ("change[0].file", "column 'change' of list.csv holds “”, “new”")
    csv(town, "list.csv", [("东站", 2302, 500, "remove")])
    [(where, what)] = said(tried(town)[2])
    assert (where, what) == ("change[0].file[0]", "there is no feature of 'Bus stops' within 1 m")


def test_a_file_is_checked_as_one_that_is_added_and_speaks_of_keys(town: Path) -> None:
    (town / "scenarios").mkdir()
    (town / "scenarios/new.csv").write_text("a,b\n新站,1\n", encoding="utf-8")
    write(town, "s", ADD + "datum = 'wgs84'\nfile = 'new.csv'")
    [(where, what)] = said(tried(town)[2])
    assert where == "add[0].file"
    assert "--" not in what  # the options of a command
    csv(town, "new.csv", [("新站", 1500, 500, "")])
    trial = tried(town)[2]
    assert ("add[0]: columns.name", "new.csv has no column 'name'") in said(trial)
    assert "[[add]]" in trial.faults[-1].cure.en


# -- properties --------------------------------------------------------------------------------------------------------


@settings(max_examples=30)
@given(st.lists(st.tuples(st.integers(-50, 50), st.integers(-50, 50)), min_size=1, unique=True), st.data())
def test_places_of_features_remove_these_alone(places: list[tuple[int, int]], data: st.DataObject) -> None:
    # on a grid of 10 m each place is within 1 m of its own feature and of no other
    wanted = data.draw(st.lists(st.sampled_from(range(len(places))), unique=True))
    features = gpd.GeoDataFrame(geometry=[Point(10 * x, 10 * y) for x, y in places], crs="EPSG:4548")
    title = Text(zh="点", en="Points")
    record = LayerRecord("points", title, same(""), "real", None, None, None, len(features), "")
    ground = Ground("s", Path(), "EPSG:4548", None, {}, {}, None)
    removed, wrong = removed_at(features.iloc[wanted], Layer(record, features, {}), 1.0, ground, where="near")
    assert wrong == []
    assert np.flatnonzero(removed).tolist() == sorted(wanted)
