"""What a run leaves is there whole or not at all, whenever it is stopped; what is its owner's stays."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote

import pyogrio
import pytest

from geo_ruijin import outputs
from geo_ruijin.errors import SourceError
from geo_ruijin.folders import in_the_making, replaced
from tests.command import geo_ruijin, run_json
from tests.towns import copy_town, edit

pytestmark = pytest.mark.usefixtures("no_pictures")

OURS = ("made", "maps", "maps/*.html")


@pytest.fixture
def town(tmp_path: Path) -> Path:
    return copy_town(tmp_path)


def contents(folder: Path) -> dict[str, bytes]:
    """Return the files below a folder, hidden ones too."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def beside(folder: Path) -> list[str]:
    """Return what lies beside a folder that was not there before."""
    return sorted(path.name for path in folder.parent.iterdir() if path.name.startswith(f".{folder.name}."))


def make(folder: Path, words: str) -> None:
    with replaced(folder, mark="made", ours=OURS) as new:
        (new / "maps").mkdir()
        (new / "maps" / "a.html").write_text(words)
        (new / "made").write_text(words)


# -- killed ------------------------------------------------------------------------------------------------------------

STUCK = """
import sys, time
from geo_ruijin import cli, outputs

def draw(*arguments, **options):
    print("drawing", flush=True)
    time.sleep(60)

outputs.draw_map = draw
cli.app(["run", sys.argv[1]])
"""


def test_killed_while_drawing_the_earlier_outputs_are_there_whole(town: Path) -> None:
    geo_ruijin("run", town)
    before = contents(town / "outputs")
    with subprocess.Popen([sys.executable, "-c", STUCK, town], stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        assert any(line.strip() == "drawing" for line in running.stdout)
        running.kill()
    assert running.returncode == -9
    assert contents(town / "outputs") == before
    assert len(beside(town / "outputs")) == 1  # what the killed run had begun
    edit(town / "plan.toml", "at_least = 100\n", "at_least = 40\n")
    assert geo_ruijin("run", town).status == 0
    assert run_json(town / "outputs")["targets"][0]["verdict"] == "met"
    assert beside(town / "outputs") == []


# Leaves a process for each folder, without a word of farewell, at a rename: 1 of the earlier folder aside, 2 of the new
# one into its place, 3 and 4 of what is its owner's.
KILLED = """
import os, sys
from pathlib import Path
from geo_ruijin.folders import replaced

rename = Path.rename

def dying(path, target):
    global left
    left -= 1
    if not left:
        os._exit(9)
    return rename(path, target)

Path.rename = dying
for left, folder in enumerate(sys.argv[1:], 1):
    child = os.fork()
    if child == 0:
        with replaced(Path(folder), mark="made", ours=("made", "maps", "maps/*.html")) as new:
            (new / "maps").mkdir()
            (new / "maps" / "a.html").write_text("second")
            (new / "made").write_text("second")
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""


def test_killed_between_any_two_renames(tmp_path: Path) -> None:
    folders = [tmp_path / f"out{at}" for at in (1, 2, 3, 4)]
    for folder in folders:
        make(folder, "first")
        (folder / "notes.txt").write_text("mine")
        (folder / "maps" / "photo.png").write_bytes(b"mine too")
    killed = subprocess.run([sys.executable, "-c", KILLED, *folders], check=True, capture_output=True, text=True)
    assert killed.stdout.split() == ["9"] * 4
    for at, folder in enumerate(folders, 1):
        # one of the two is there whole, at its place or beside it
        there = folder if folder.exists() else folder.with_name(f".{folder.name}.old")
        words = b"first" if at < 3 else b"second"
        assert contents(there).items() >= {"made": words, "maps/a.html": words}.items()
        make(folder, "third")
        assert contents(folder) == {
            "made": b"third",
            "maps/a.html": b"third",
            "notes.txt": b"mine",
            "maps/photo.png": b"mine too",
        }
        assert beside(folder) == []


@pytest.mark.parametrize("stopped", [KeyboardInterrupt, MemoryError])
def test_stopped_by_hand_the_earlier_outputs_are_there(
    town: Path, monkeypatch: pytest.MonkeyPatch, stopped: type[BaseException]
) -> None:
    geo_ruijin("run", town)
    before = contents(town / "outputs")

    def stop(*_: object, **__: object) -> None:
        raise stopped

    monkeypatch.setattr(outputs, "write_workbook", stop)
    if stopped is KeyboardInterrupt:
        said = geo_ruijin("run", town)
        assert said.status != 0
        assert "Results" not in said.words
    else:
        with pytest.raises(stopped):
            geo_ruijin("run", town)
    assert contents(town / "outputs") == before
    assert beside(town / "outputs") == []


def test_stopped_between_the_renames_the_earlier_folder_is_put_back(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    make(folder, "first")
    folder.rename(tmp_path / ".out.old")
    with pytest.raises(FileExistsError), replaced(folder, mark="made", ours=OURS) as new:
        new.mkdir()
    assert contents(folder) == {"made": b"first", "maps/a.html": b"first"}
    assert beside(folder) == []


# -- whose is what -----------------------------------------------------------------------------------------------------


def test_what_is_its_owners_is_carried_over_and_what_is_ours_is_not(town: Path) -> None:
    geo_ruijin("run", town)
    folder = town / "outputs"
    (folder / "备注.docx").write_bytes(b"mine")
    (folder / "results.qgz").write_bytes(b"a project of QGIS")
    (folder / "photos").mkdir()
    (folder / "photos" / "index.html").write_bytes(b"an album")
    (folder / "maps" / "old.html").write_bytes(b"a map of ours that is no more")
    (folder / "results.gpkg-wal").write_bytes(b"of the earlier GeoPackage")
    assert geo_ruijin("run", town).status == 0
    found = contents(folder)
    assert found["备注.docx"] == b"mine"
    assert found["results.qgz"] == b"a project of QGIS"
    assert found["photos/index.html"] == b"an album"
    assert not {"maps/old.html", "results.gpkg-wal"} & set(found)
    assert beside(folder) == []


def test_somebody_elses_folder_is_refused_before_anything_is_done(town: Path, tmp_path: Path) -> None:
    foreign = tmp_path / "thesis"
    foreign.mkdir()
    (foreign / "chapter1.docx").write_bytes(b"years of work")
    said = geo_ruijin("run", town, "--out", foreign)
    assert said.status == 1
    assert "holds other files and is not overwritten" in said.words
    assert "Reading" not in said.words
    assert contents(foreign) == {"chapter1.docx": b"years of work"}
    assert geo_ruijin("run", town, "--out", town).status == 1  # nor the project itself
    assert (town / "plan.toml").is_file()
    assert beside(foreign) == []


def test_an_empty_folder_is_taken_and_one_that_is_not_there_made(town: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert geo_ruijin("run", town, "--out", tmp_path / "empty").status == 0
    assert geo_ruijin("run", town, "--out", tmp_path / "a" / "b").status == 0
    assert run_json(tmp_path / "a" / "b")["place"] == "Tiny Town"


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    (tmp_path / "out").symlink_to(tmp_path / "disk")
    make(tmp_path / "out", "first")
    make(tmp_path / "out", "second")
    assert (tmp_path / "out").is_symlink()
    assert (tmp_path / "disk" / "made").read_text() == "second"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["disk", "out"]


def test_a_file_in_the_way_is_no_folder(town: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"x")
    for out in (tmp_path / "file", tmp_path / "file" / "below"):
        said = geo_ruijin("run", town, "--out", out)
        assert said.status == 1
        assert str(tmp_path / "file") in said.words
    assert (tmp_path / "file").read_bytes() == b"x"


def test_a_folder_that_cannot_be_moved_is_left_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "out"
    make(folder, "first")
    rename = Path.rename

    def locked(path: Path, target: Path) -> Path:
        if path.name.endswith(".part"):
            raise PermissionError(13, "Permission denied")
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", locked)
    with pytest.raises(SourceError, match="Close results open in Excel"):
        make(folder, "second")
    assert contents(folder)["made"] == b"first"
    assert beside(folder) == []


def test_what_another_process_is_writing_is_let_be(tmp_path: Path) -> None:
    folder = tmp_path / "out[1]"  # a name that is a pattern too
    with in_the_making(folder) as mine, in_the_making(folder) as theirs:
        assert mine.is_dir()
        assert theirs.is_dir()
    left = folder.with_name(".out[1].0.part")
    left.mkdir()
    (left / "half").write_bytes(b"")
    with in_the_making(folder):
        assert not left.exists()


# -- maps --------------------------------------------------------------------------------------------------------------


def test_a_map_at_fault_is_left_out_and_said(town: Path) -> None:
    (town / "maps" / "空 #1.toml").write_text('title = "x"\n[[show]]\ndata = "bus_stop"\n', encoding="utf-8")
    said = geo_ruijin("run", town)
    assert said.status == 1
    assert "Did you mean 'bus_stops'?" in said.words
    assert {path.name for path in (town / "outputs" / "maps").iterdir()} == {"transit.html", "transit.png"}


def test_a_map_of_any_name_can_be_followed_from_the_page(town: Path) -> None:
    (town / "maps" / "transit.toml").rename(town / "maps" / "覆盖 50% #1.toml")
    assert geo_ruijin("run", town).status == 0
    page = (town / "outputs" / "index.html").read_text(encoding="utf-8")
    links = re.findall(r'href="(maps/[^"]*)"', page)
    assert links
    assert all((town / "outputs" / unquote(link)).is_file() and "#" not in link for link in links)


def test_a_target_leads_to_the_map_of_what_measures_it(town: Path) -> None:
    """One that is measured leads to the map of a table of its analysis; one that is reported to the map it names."""
    edit(town / "plan.toml", 'reported = "forest_cover"', 'map = "transit"\nreported = "forest_cover"')
    assert geo_ruijin("run", town).status == 0
    page = (town / "outputs" / "index.html").read_text(encoding="utf-8")
    rows = {row.split('"')[0]: row.split("</details>")[0] for row in page.split('id="target-')[1:]}
    led = {name for name, row in rows.items() if 'href="maps/transit.html"' in row}
    assert {"bus_area", "bus_people", "forest"} <= led
    assert not led & {"piles", "stock"}


def test_a_table_on_a_map_is_no_traceback(town: Path) -> None:
    (town / "maps" / "table.toml").write_text(
        'title = "x"\n[[show]]\ndata = "statistics"\n[[show]]\ndata = "bus_stops"\n', encoding="utf-8"
    )
    geo_ruijin("run", town)
    assert (town / "outputs" / "maps" / "transit.html").is_file()


def test_a_map_says_what_it_lacks(town: Path) -> None:
    (town / "layers/data/population.geojson").unlink()  # without people there is no table of those not reached
    assert geo_ruijin("run", town).status == 1
    page = (town / "outputs/maps/transit.html").read_text(encoding="utf-8")
    assert "Not on this map, for want of data or an answer: Bus stops within 500 m." in page
    geo_ruijin("run", town, lang="zh")
    page = (town / "outputs/maps/transit.html").read_text(encoding="utf-8")
    assert "本图缺少(没有数据或没有结果):公交站点500米覆盖率。空白不代表没有问题。" in page


# -- layers beside the results -----------------------------------------------------------------------------------------


def kept(folder: Path) -> set[str]:
    """Return the layers kept beside the results, after a look that `run.json` says the same."""
    stored = {
        name.removeprefix("layer__") for name, _ in pyogrio.list_layers(folder / "results.gpkg") if "layer__" in name
    }
    assert stored == set(run_json(folder)["kept"])
    return stored


def test_points_and_polygons_that_analyses_read_are_kept_and_the_boundary(town: Path) -> None:
    geo_ruijin("run", town)
    # neither streets, which are lines, nor the people, nor the statistics
    assert kept(town / "outputs") == {"boundary", "built_up_area", "bus_stops", "clinics", "divisions"}
    stops = pyogrio.read_dataframe(town / "outputs" / "results.gpkg", layer="layer__bus_stops")
    assert stops["name"].tolist() == ["中心站", "东站"]
    assert stops.crs == "EPSG:4548"
    said = run_json(town / "outputs")
    assert said["kept"]["bus_stops"] == {"features": 2, "columns": {"name": {"title": "name", "unit": "1"}}}
    assert said["analyses"]["bus_stop_coverage"]["inputs"]["facilities"] == {
        "data": "bus_stops",
        "layers": ["bus_stops"],
    }
    beyond = said["analyses"]["clinic_beyond_bus"]["inputs"]["region"]
    assert beyond["data"] == "bus_stop_coverage.unreached"
    assert "bus_stops" in beyond["layers"]


@pytest.mark.parametrize(("limit", "most"), [("MOST_FEATURES", 1), ("MOST_CORNERS", 2)])
def test_what_is_too_large_is_not_kept(town: Path, monkeypatch: pytest.MonkeyPatch, limit: str, most: int) -> None:
    monkeypatch.setattr(outputs, limit, most)
    geo_ruijin("run", town)
    # by features: two stops, two divisions, one of the others; by corners: only points are that small
    assert kept(town / "outputs") == (
        {"boundary", "built_up_area", "clinics"} if most == 1 else {"bus_stops", "clinics"}
    )


def test_a_column_named_as_gdal_names_its_own_is_kept(town: Path) -> None:
    edit(
        town / "layers/bus_stops.toml",
        "[columns.name]",
        '[columns.FID]\ntype = "integer"\nrequired = false\n[columns.name]',
    )
    stops = town / "layers/data/bus_stops.geojson"
    stops.write_text(stops.read_text(encoding="utf-8").replace('{"name"', '{"FID": 7, "name"'), encoding="utf-8")
    assert geo_ruijin("run", town).status == 0
    found = pyogrio.read_dataframe(town / "outputs" / "results.gpkg", layer="layer__bus_stops")
    assert found["FID_"].tolist() == [7, 7]
    assert list(run_json(town / "outputs")["kept"]["bus_stops"]["columns"]) == ["FID_", "name"]
