"""What of a map's entries there is: the years asked for, and what is said where there are none."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
import rasterio
from affine import Affine

from geo_ruijin.draw import ShownChoropleth, ShownRaster, ShownYears, Whole
from geo_ruijin.mapped import about_map, shown_on
from geo_ruijin.project import Project, open_project, shipped_project
from geo_ruijin.run import Run, run_project
from tests.towns import copy_town

#: What is at (399500, 2859500)-(403000, 2861500): the boundary of Tiny Town, in cells of 500 m.
GRID = Affine(500, 0, 399_500, 0, -500, 2_861_500)

MAP = """title = "t"
about = { zh = "说明。", en = "About." }
[[show]]
data = "cover"
year = %s
side = "left"
[[show]]
data = "cover"
side = "right"
[[show]]
data = "boundary"
"""


@pytest.fixture
def town(tmp_path: Path) -> Path:
    """Return Tiny Town without questions, all trees in 2018 and all water in 2021 and 2024."""
    town = copy_town(tmp_path)
    shutil.rmtree(town / "analyses")
    (town / "maps" / "transit.toml").unlink()
    (town / "plan.toml").write_text(
        'place = { zh = "小镇", en = "Tiny Town" }\ncrs = "EPSG:4548"\nplan = { title = "p" }\n', encoding="utf-8"
    )
    layer = 'title = { zh = "覆盖", en = "Cover" }\ngeometry = "raster"\nby_year = true\n'
    layer += '[columns.cover]\ntype = "text"\nvalues = ["tree", "water"]\n'
    for year, code in ((2024, 2), (2018, 1), (2021, 2)):
        layer += f'[[sources]]\nkind = "file"\npath = "data/{year}.tif"\nyear = {year}\n'
        layer += 'values = { cover = { 1 = "tree", 2 = "water" } }\n'
        size = {"width": 7, "height": 4, "count": 1, "dtype": "uint8", "nodata": 0}
        path = town / "layers" / "data" / f"{year}.tif"
        with rasterio.open(path, "w", "GTiff", **size, crs="EPSG:4548", transform=GRID) as file:
            file.write(np.full((1, 4, 7), code, dtype=np.uint8))
    (town / "layers" / "cover.toml").write_text(layer, encoding="utf-8")
    return town


def opened(town: Path, left: str = '"earliest"') -> tuple[Project, Run]:
    (town / "maps" / "cover.toml").write_text(MAP % left, encoding="utf-8")
    project = open_project(town)
    assert not project.faults
    return project, run_project(project)


def rasters(project: Project, run: Run) -> list[tuple[int | None, str | None]]:
    """Return year and side of the rasters shown."""
    return [(one.raster.year, one.side) for one in shown_on(project.maps["cover"], run) if isinstance(one, ShownRaster)]


@pytest.mark.parametrize(("left", "year"), [('"earliest"', 2018), ("2021", 2021)])
def test_the_years_asked_for_whatever_the_order_of_sources(town: Path, left: str, year: int) -> None:
    project, run = opened(town, left)
    assert rasters(project, run) == [(year, "left"), (2024, "right")]
    first, second, border = shown_on(project.maps["cover"], run)
    assert (first.title.zh, second.title.en, border.title.en) == (f"覆盖({year}年)", "Cover, 2024", "Boundary")
    assert first.layers == ("cover",)
    assert about_map(project.maps["cover"], run, project) == project.maps["cover"].about


def test_a_year_that_is_not_there_is_said_and_the_rest_shown(town: Path) -> None:
    project, run = opened(town, "2020")
    assert rasters(project, run) == [(2024, "right")]
    about = about_map(project.maps["cover"], run, project)
    assert about is not None
    assert "结果):覆盖(2020年)。空白" in about.zh
    assert "an answer: Cover, 2020. An empty" in about.en
    assert about.en.endswith("About.")


@pytest.mark.parametrize(
    ("left", "right", "said"),
    [("CLCD", "ESA WorldCover v200", True), ("CLCD", "CLCD", False), ("CLCD", "", False)],
)
def test_sides_of_different_editions_are_said_to_be(town: Path, left: str, right: str, *, said: bool) -> None:
    layer = town / "layers" / "cover.toml"
    text = layer.read_text(encoding="utf-8").replace("year = 2018\n", f'year = 2018\nedition = "{left}"\n')
    layer.write_text(text.replace("year = 2024\n", f'year = 2024\nedition = "{right}"\n'), encoding="utf-8")
    project, run = opened(town)
    about = about_map(project.maps["cover"], run, project)
    assert about is not None
    assert ("左边 2018 (CLCD)、右边 2024 (ESA WorldCover v200) 不是同一产品的同一版本" in about.zh) == said
    assert ("Left 2018 (CLCD) and right 2024 (ESA WorldCover v200)" in about.en) == said


def test_where_there_is_one_year_it_is_shown_once_and_said(town: Path) -> None:
    for year in (2018, 2021):
        (town / "layers" / "data" / f"{year}.tif").unlink()
    project, run = opened(town)
    assert rasters(project, run) == [(2024, "right")]
    about = about_map(project.maps["cover"], run, project)
    assert about is not None
    assert about.zh == "只有 2024 年的数据,没有可对比的年份。说明。"
    assert about.en == "There are data of 2024 alone, and no other year to compare with. About."


def test_without_any_year_the_map_is_there_and_says_so(town: Path) -> None:
    for year in (2018, 2021, 2024):
        (town / "layers" / "data" / f"{year}.tif").unlink()
    project, run = opened(town)
    assert [one.title.en for one in shown_on(project.maps["cover"], run)] == ["Boundary"]
    about = about_map(project.maps["cover"], run, project)
    assert about is not None
    assert about.zh.startswith("本图缺少(没有数据或没有结果):覆盖。")


GROUND = """
[[ground]]
data = "streets"
style = "lane"
[[ground]]
data = "boundary"
"""


def shown_with_ground(town: Path, map_: str) -> list[str]:
    """Return the titles of what is on a map from the bottom up, in a project with streets and border as ground."""
    plan = town / "plan.toml"
    plan.write_text(plan.read_text(encoding="utf-8") + GROUND, encoding="utf-8")
    (town / "maps" / "some.toml").write_text(f'title = "t"\n{map_}', encoding="utf-8")
    project = open_project(town)
    assert not project.faults
    shown = shown_on(project.maps["some"], run_project(project), ground=project.plan.ground)
    return [one.title.en for one in shown]


@pytest.mark.parametrize(
    ("map_", "titles"),
    [
        ('[[show]]\ndata = "bus_stops"', ["Streets", "Boundary", "Bus stops"]),
        ('[[show]]\ndata = "boundary"\n[[show]]\ndata = "bus_stops"', ["Streets", "Boundary", "Bus stops"]),
        ('ground = false\n[[show]]\ndata = "bus_stops"', ["Bus stops"]),
        ('[[show]]\ndata = "cover"', ["Cover, 2024"]),
        ('[[show]]\ndata = "cover"\nhidden = true', ["Streets", "Boundary", "Cover, 2024"]),
        ("show = []", []),
    ],
)
def test_the_ground_lies_under_maps_but_those_of_rasters(town: Path, map_: str, titles: list[str]) -> None:
    assert shown_with_ground(town, map_) == titles


def test_sites_of_two_questions_on_one_map_are_told_apart() -> None:
    # tables of one method have one title, unless the map gives its own
    shipped = open_project(shipped_project())
    for name, drawn in shipped.maps.items():
        tables = [(entry.title, entry.data.partition(".")) for entry in drawn.show]
        sites = [
            str(title or (shipped.analyses[analysis].method, table))
            for title, (analysis, _, table) in tables
            if table in {"sites", "candidates"} and analysis.startswith(("new_", "charging", "highway"))
        ]
        assert len(sites) == len(set(sites)), name


def transit(folder: Path, *entries: str) -> tuple[Project, Run]:
    """Return Tiny Town with these entries on a map, and its run."""
    town = copy_town(folder)
    (town / "maps" / "more.toml").write_text("title = 't'\n" + "\n".join(entries), encoding="utf-8")
    project = open_project(town)
    assert not project.faults
    return project, run_project(project)


ZONES = '[[show]]\ndata = "bus_stop_coverage.zones"\nstyle = "choropleth"\n'


def test_divisions_stand_beside_the_figure_of_the_whole_and_its_target(tmp_path: Path) -> None:
    project, run = transit(tmp_path, ZONES + 'column = "area_share"\nbounds = [50]\n')
    (one,) = shown_on(project.maps["more"], run)
    assert isinstance(one, ShownChoropleth)
    assert (one.column, one.bounds) == ("area_share", (50.0,))
    area = next(target for target in run.record.targets if target.measured_by == "bus_stop_coverage.area_share")
    assert one.wholes["area_share"] == Whole(area.value, ("at_least", 100.0, 2025))
    assert one.wholes["people"].target is None
    assert "area" not in one.wholes  # no measure is called so


def test_another_figure_of_the_whole_may_be_named_and_must_be_of_the_same_unit(tmp_path: Path) -> None:
    named = 'column = "area_share"\nmeasure = "%s"\n'
    project, run = transit(tmp_path, ZONES + named % "people_share_circles", ZONES + named % "people")
    walking, people = shown_on(project.maps["more"], run)
    assert isinstance(walking, ShownChoropleth)
    assert isinstance(people, ShownChoropleth)
    measures = run.inputs.answers["bus_stop_coverage"].measures
    assert walking.wholes["area_share"] == Whole(measures["people_share_circles"].value, ("at_least", 75.0, None))
    assert "area_share" not in people.wholes


def test_a_column_that_is_not_there_is_told_with_the_nearest(tmp_path: Path) -> None:
    project, run = transit(tmp_path, ZONES + 'column = "area_shar"\n', '[[show]]\ndata = "bus_stops"\ntime = "nam"\n')
    assert shown_on(project.maps["more"], run) == []
    about = about_map(project.maps["more"], run, project)
    assert about is not None
    assert "没有可用的列“area_shar”,未画。是否想写“area_share”" in about.zh
    assert "'bus_stops' has no column 'nam'" in about.en


def test_all_years_are_one_layer_and_other_editions_are_told(town: Path) -> None:
    layer = town / "layers" / "cover.toml"
    text = layer.read_text(encoding="utf-8").replace("year = 2018\n", 'year = 2018\nedition = "CLCD"\n')
    layer.write_text(text.replace("year = 2021\n", 'year = 2021\nedition = "WorldCover"\n'), encoding="utf-8")
    show = '[[show]]\ndata = "cover"\nyear = "all"\n[[show]]\ndata = "boundary"\n'
    (town / "maps" / "years.toml").write_text(f'title = "t"\n{show}', encoding="utf-8")
    project, run = opened(town)
    years = shown_on(project.maps["years"], run)[0]
    assert isinstance(years, ShownYears)
    assert [raster.year for raster in years.rasters] == [2018, 2021, 2024]
    about = about_map(project.maps["years"], run, project)
    assert about is not None
    assert "各年(2018 (CLCD), 2021 (WorldCover), 2024 (" in about.zh
    assert "年与年之间的差异不一定是变化" in about.zh
