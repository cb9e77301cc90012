"""The command line: statuses, languages, and words instead of tracebacks."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.command import geo_ruijin, run_json
from tests.towns import copy_town, edit

pytestmark = pytest.mark.usefixtures("no_pictures")


@pytest.fixture
def town(tmp_path: Path) -> Path:
    return copy_town(tmp_path)


def test_a_sound_project_has_no_faults(town: Path) -> None:
    said = geo_ruijin("check", town)
    assert said.status == 0
    assert said.words.strip().endswith("No errors.")
    assert "error " not in said.words


def test_two_faults_in_two_files_are_both_told(town: Path) -> None:
    edit(town / "analyses/bus_stop_coverage.toml", "radius =", "radus =")
    edit(town / "layers/clinics.toml", "geometry =", "geometri =")
    for command in ("check", "run"):
        said = geo_ruijin(command, town)
        assert said.status == 1, command
        assert re.search(r"error analyses/bus_stop_coverage\.toml: 'parameters\.radus': .*'radius'", said.words)
        assert re.search(r"error layers/clinics\.toml: 'geometri': .*'geometry'", said.words)
    assert (town / "outputs" / "index.html").is_file()


def test_faults_in_files_and_in_data_are_told_together(town: Path) -> None:
    edit(town / "layers/data/population.geojson", '"people": 50', '"people": -50')
    edit(town / "maps/transit.toml", 'data = "streets"', 'data = "street"')
    said = geo_ruijin("check", town)
    assert said.status == 1
    assert "layers/population.toml" in said.words
    assert "Did you mean 'streets'?" in said.words


def test_a_fault_in_the_plan_is_told_with_all_others_and_nothing_is_run(town: Path) -> None:
    edit(town / "plan.toml", 'crs = "EPSG:4548"', 'crs = "EPSG:4490"')
    edit(town / "layers/clinics.toml", "geometry =", "geometri =")
    for command in ("check", "run"):
        said = geo_ruijin(command, town)
        assert said.status == 1, command
        assert "'EPSG:4490' is not a projected system in metres" in said.words
        assert "'geometri'" in said.words
    assert not (town / "outputs").exists()


def test_a_remark_is_no_error(town: Path) -> None:
    # of six homes two lie outside the place: said, and used all the same
    edit(town / "layers/data/population.geojson", "[400500, 2860600]", "[390500, 2860600]")
    edit(town / "layers/data/population.geojson", "[400900, 2860700]", "[390900, 2860700]")
    said = geo_ruijin("check", town)
    assert said.status == 0
    assert "remark layers/population.toml" in said.words
    assert "No errors." in said.words


def test_the_language_is_chosen_by_switch_and_by_environment(town: Path) -> None:
    assert "没有发现错误" in geo_ruijin("check", town, lang="zh").words
    assert "No errors." in geo_ruijin("check", town, lang="en").words
    assert "No errors." in geo_ruijin("check", town, "--lang", "en", lang="zh").words
    geo_ruijin("run", town, "--lang", "zh", lang="en")
    assert run_json(town / "outputs")["place"] == "小镇"
    assert '<html lang="zh' in (town / "outputs" / "index.html").read_text(encoding="utf-8")
    geo_ruijin("run", town, lang="en")
    assert run_json(town / "outputs")["place"] == "Tiny Town"
    assert '<html lang="en' in (town / "outputs" / "index.html").read_text(encoding="utf-8")
    assert geo_ruijin("check", town, "--lang", "fr").status == 2


def test_words_in_brackets_are_no_markup(tmp_path: Path) -> None:
    town = copy_town(tmp_path)
    odd = shutil.move(town, tmp_path / "town [red]x")
    edit(Path(odd) / "plan.toml", 'zh = "充电桩900根"', 'zh = "充电桩[/]900根"')
    said = geo_ruijin("run", odd, lang="zh")
    assert "充电桩[/]900根" in said.words
    assert "town [red]x" in said.words


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    for command in ("run", "check"):
        said = geo_ruijin(command, tmp_path / "nowhere")
        assert (said.status, said.words.strip()) == (1, f"there is no folder {tmp_path / 'nowhere'}")


def test_a_project_without_a_plan_says_so(town: Path) -> None:
    (town / "plan.toml").unlink()
    said = geo_ruijin("run", town)
    assert said.status == 1
    assert "there is no plan.toml" in said.words
    assert not (town / "outputs").exists()


def test_fetch_never_writes_into_the_shipped_sample(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    said = geo_ruijin("fetch", "--endpoint", "http://127.0.0.1:9/api", "--attempts", "1")
    assert said.status == 1
    assert "there is no plan.toml" in said.words


def test_as_a_process_it_leaves_with_the_status(town: Path) -> None:
    (town / "layers/data/bus_stops.geojson").unlink()
    run = subprocess.run(
        [sys.executable, "-m", "geo_ruijin", "check", town],
        check=False,
        capture_output=True,
        encoding="utf-8",
    )
    assert run.returncode == 1
    assert "错误 layers/bus_stops.toml" in run.stdout
    assert "Traceback" not in run.stderr
