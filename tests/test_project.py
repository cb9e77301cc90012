"""A project folder opened: joined, put in order, and every fault of every file told at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from geo_ruijin.errors import Fault, FaultsError, NoDataError
from geo_ruijin.project import open_project, shipped_project
from geo_ruijin.reading import check_project, read_layers, wanted_layers
from geo_ruijin.text import Language
from tests.towns import TINY_TOWN, copy_town, edit

BUS = "analyses/bus_stop_coverage.toml"
BEYOND = "analyses/clinic_beyond_bus.toml"


def test_the_shipped_project_has_no_faults() -> None:
    assert open_project(shipped_project()).faults == ()


def test_tiny_town_has_no_faults() -> None:
    project = open_project(TINY_TOWN)
    assert project.faults == ()
    assert check_project(project).faults == ()
    assert set(project.layers) == set(project.names["layers"])


def test_an_analysis_comes_after_the_one_it_reads_from() -> None:
    order = list(open_project(TINY_TOWN).analyses)
    assert sorted(order) == ["bus_stop_coverage", "clinic_beyond_bus", "clinic_coverage"]
    assert order.index("bus_stop_coverage") < order.index("clinic_beyond_bus")


def test_an_analysis_may_bear_the_name_of_its_layer(tmp_path: Path) -> None:
    town = copy_town(tmp_path)
    (town / "analyses/clinic_coverage.toml").rename(town / "analyses/clinics.toml")  # reads the layer "clinics"
    edit(town / "plan.toml", "clinic_coverage.area_share", "clinics.area_share")
    assert open_project(town).faults == ()


def test_the_shipped_project_is_found() -> None:
    assert (shipped_project() / "plan.toml").is_file()


def test_no_project_here(tmp_path: Path) -> None:
    with pytest.raises(NoDataError, match=r"no plan\.toml"):
        open_project(tmp_path)


# (file to spoil, what to replace, by what): (file of the fault, key, English, Chinese)
SPOILT = [
    # a typo in a key
    (("layers/bus_stops.toml", "geometry =", "geometri ="), ("layers/bus_stops.toml", "geometri", "geometry")),
    ((BUS, "radius =", "radus ="), (BUS, "parameters.radus", "radius")),
    ((BUS, "facilities =", "facilites ="), (BUS, "inputs.facilites", "facilities")),
    ((BUS, "network =", "netwrk ="), (BUS, "inputs.netwrk", "network")),
    # an unknown layer
    ((BUS, '"bus_stops"', '"bus_stop"'), (BUS, "inputs.facilities", "bus_stops")),
    (("maps/transit.toml", '"streets"', '"strets"'), ("maps/transit.toml", "show[3].data", "streets")),
    # an unknown method, table
    ((BUS, '"service_coverage"', '"service_covrage"'), (BUS, "method", "service_coverage")),
    ((BEYOND, ".unreached", ".unreach"), (BEYOND, "inputs.region", "unreached")),
    # a wrong unit
    ((BUS, 'unit = "m"', 'unit = "km"'), (BUS, "parameters.radius.unit", "m")),
    ((BUS, 'unit = "m"', 'unit = "mm"'), (BUS, "parameters.radius.unit", "m")),
]


@pytest.mark.parametrize(("spoil", "told"), SPOILT)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_one_message_names_file_key_and_nearest_name(
    tmp_path: Path, spoil: tuple[str, str, str], told: tuple[str, str, str], language: Language
) -> None:
    town = copy_town(tmp_path)
    file, old, new = spoil
    edit(town / file, old, new)
    at, key, nearest = told
    faults = [fault for fault in open_project(town).faults if "有错" not in fault.what.zh]  # of files that depend on it
    (line,) = (fault.say(language) for fault in faults)
    assert line.startswith(f"{at}: '{key}': ")
    assert (f"“{nearest}”" if language == "zh" else f"'{nearest}'") in line or f'"{nearest}"' in line


def test_the_files_that_depend_on_a_spoilt_one_say_so(tmp_path: Path) -> None:
    town = copy_town(tmp_path)
    edit(town / "layers/bus_stops.toml", "geometry =", "geometri =")
    assert [(fault.file, fault.where, fault.what.en) for fault in open_project(town).faults] == [
        (BUS, "inputs.facilities", "layers/bus_stops.toml is at fault"),
        ("layers/bus_stops.toml", "geometri", "there is no such key"),
    ]


def test_a_missing_column_in_the_declaration(tmp_path: Path) -> None:
    town = copy_town(tmp_path)
    edit(town / "layers/population.toml", "[columns.people]", "[columns.peopel]")
    edit(town / BUS, 'people = "population"\n', "")  # leaves one analysis that needs them
    edit(town / "plan.toml", "bus_stop_coverage.people_share_circles", "bus_stop_coverage.area_share")
    (fault,) = open_project(town).faults
    assert (fault.file, fault.where) == ("analyses/clinic_coverage.toml", "inputs.people")
    assert "which layers/population.toml does not declare" in fault.say("en")
    assert "'peopel'" in fault.say("en")
    assert "“peopel”" in fault.say("zh")


def test_a_missing_column_in_the_data(tmp_path: Path) -> None:
    town = copy_town(tmp_path)
    data = town / "layers/data/population.geojson"
    data.write_text(data.read_text(encoding="utf-8").replace('"people":', '"peopel":'), encoding="utf-8")
    (fault,) = check_project(open_project(town)).faults
    assert (fault.file, fault.where) == ("layers/population.toml", "columns.people")
    assert "data/population.geojson has no column 'people'. Did you mean 'peopel'?" in fault.say("en")
    assert "data/population.geojson 里没有“people”这一列。是否想写“peopel”?" in fault.say("zh")


def test_a_circle_of_analyses(tmp_path: Path) -> None:
    town = copy_town(tmp_path)
    edit(town / BUS, 'region = "built_up_area"', 'region = "clinic_beyond_bus.unreached"')
    project = open_project(town)
    assert [(fault.file, fault.where) for fault in project.faults] == [
        (BUS, "inputs.region"),
        (BEYOND, "inputs.region"),
    ]
    for fault in project.faults:
        assert "bus_stop_coverage" in fault.say("zh")
        assert "clinic_beyond_bus" in fault.say("en")
        assert "in a circle" in fault.say("en")
        assert "循环" in fault.say("zh")
    assert next(iter(project.analyses)) == "clinic_coverage"  # what is not in the circle can be run


def test_an_analysis_of_itself_is_a_circle(tmp_path: Path) -> None:
    town = copy_town(tmp_path)
    edit(town / BEYOND, "bus_stop_coverage.unreached", "clinic_beyond_bus.unreached")
    (fault,) = open_project(town).faults
    assert (fault.file, fault.where) == (BEYOND, "inputs.region")
    assert "clinic_beyond_bus → clinic_beyond_bus" in fault.say("zh")


def test_two_faults_in_two_files_are_both_told(tmp_path: Path) -> None:
    town = copy_town(tmp_path)
    edit(town / BUS, 'unit = "m"', 'unit = "km"')
    edit(town / "maps/transit.toml", '"gap"', '"gapp"')
    assert [(fault.file, fault.where) for fault in open_project(town).faults] == [
        (BUS, "parameters.radius.unit"),
        ("maps/transit.toml", "show[2].style"),
    ]


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ('unit = "piles"', 'unit = "pile"', "targets.piles.unit"),
        ("bus_stop_coverage.area_share", "bus_stop_coverage.area_shar", "targets.bus_area.measured_by"),
    ],
)
def test_a_fault_in_the_plan_keeps_the_project_closed_and_tells_the_others(
    tmp_path: Path, old: str, new: str, key: str
) -> None:
    town = copy_town(tmp_path)
    edit(town / "plan.toml", old, new)
    edit(town / BUS, 'unit = "m"', 'unit = "km"')
    edit(town / "layers/clinics.toml", "geometry =", "geometri =")
    with pytest.raises(FaultsError) as raised:
        open_project(town)
    told = {(fault.file, fault.where) for fault in raised.value.faults}
    assert {("plan.toml", key), (BUS, "parameters.radius.unit"), ("layers/clinics.toml", "geometri")} <= told
    for language in ("zh", "en"):
        assert raised.value.say("zh" if language == "zh" else "en").count("\n") == len(told) - 1


# reading


def test_only_what_is_asked_for_is_read(tmp_path: Path) -> None:
    town = copy_town(tmp_path)
    (town / "layers/spare.toml").write_text('title = "s"\ngeometry = "table"', encoding="utf-8")
    assert wanted_layers(open_project(town)) == {
        "boundary",
        "built_up_area",
        "bus_stops",
        "clinics",
        "divisions",
        "population",
        "statistics",
        "streets",
    }


@pytest.mark.parametrize(
    ("geometry", "told"), [("point", "should be polygon, is point"), ("table", "should be polygon, is table")]
)
def test_a_boundary_that_is_none_is_no_traceback(tmp_path: Path, geometry: str, told: str) -> None:
    town = copy_town(tmp_path)
    edit(town / "layers/boundary.toml", '"polygon"', f'"{geometry}"')
    project = open_project(town)
    assert told in project.faults[0].say("en")
    assert "built_up_area" in read_layers(project, ["built_up_area"]).layers


def test_a_damaged_layer_stops_no_other(tmp_path: Path) -> None:
    town = copy_town(tmp_path)
    (town / "layers/data/clinics.geojson").write_text("{", encoding="utf-8")
    (town / "layers/data/streets.geojson").unlink()
    read = read_layers(open_project(town), ["clinics", "streets", "population"])
    assert set(read.layers) == {"boundary", "population"}
    assert {name: outcome for name, (outcome, _) in read.missing.items()} == {"clinics": "failed", "streets": "no data"}
    assert {fault.file for fault in read.faults} == {"layers/clinics.toml", "layers/streets.toml"}
    assert all(isinstance(fault, Fault) and fault.serious for fault in read.faults)
