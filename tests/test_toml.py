"""TOML files into models: every fault at once, each naming its file, its key and what was probably meant."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from geo_ruijin.errors import Fault
from geo_ruijin.spec import AnalysisSpec, FileSource, LayerSpec, MapSpec, OsmPeopleSource, PlanSpec, TargetSpec
from geo_ruijin.text import Text
from geo_ruijin.toml import read_toml
from tests.towns import TINY_TOWN

PLAN = 'place = { zh = "甲", en = "A" }\nplan = { title = "t" }\ncrs = "EPSG:4548"\n'
TARGET = f'{PLAN}[targets.a]\nclause = "1"\ntext = "t"\nunit = "%"\n'
LAYER = 'title = "t"\ngeometry = "point"\n'
SOURCE = f'{LAYER}[[sources]]\nkind = "file"\n'
PEOPLE = f'{LAYER}[[sources]]\nkind = "osm_people"\ntotal_from = "census"\n'
ANALYSIS = 'title = "t"\nmethod = "m"\n'


def faults(model: type[BaseModel], text: str, folder: Path) -> list[Fault]:
    path = folder / "x.toml"
    path.write_text(text, encoding="utf-8")
    found, wrong = read_toml(model, path, file="x.toml")
    assert (found is None) == bool(wrong)
    return wrong


@pytest.mark.parametrize("path", sorted(TINY_TOWN.glob("*/*.toml")), ids=lambda path: path.stem)
def test_sound_files_have_no_faults(path: Path) -> None:
    models: dict[str, type[BaseModel]] = {"layers": LayerSpec, "analyses": AnalysisSpec, "maps": MapSpec}
    model = models[path.parent.name]
    spec, wrong = read_toml(model, path, file=path.name)
    assert spec is not None
    assert wrong == []


@pytest.mark.parametrize(
    ("model", "text", "where", "zh", "en"),
    [
        # a misspelt key, with the valid one: one message, though the right one is missing as well
        (LayerSpec, 'title = "t"\ngeometri = "point"', "geometri", "“geometry”", "'geometry'"),
        (PlanSpec, TARGET + 'at_lest = 1\nreported = "a"', "targets.a.at_lest", "“at_least”", "'at_least'"),
        (LayerSpec, SOURCE + 'path = "a"\ndatun = "gcj02"', "sources[0].datun", "“datum”", "'datum'"),
        (LayerSpec, SOURCE + 'pth = "a"', "sources[0].pth", "“path”", "'path'"),
        (AnalysisSpec, ANALYSIS + '[input]\na = "b"', "input", "“inputs”", "'inputs'"),
        (MapSpec, 'title = "t"\n[[show]]\ndatta = "a"', "show[0].datta", "“data”", "'data'"),
        (
            AnalysisSpec,
            ANALYSIS + '[parameters]\nr = { value = 1, sorce = "s", status = "confirmed" }',
            "parameters.r.sorce",
            "“source”",
            "'source'",
        ),
        # a misspelt value
        (LayerSpec, 'title = "t"\ngeometry = "pont"', "geometry", "“point”", "'point'"),
        (LayerSpec, LAYER + '[columns.a]\ntype = "numbr"', "columns.a.type", "“number”", "'number'"),
        (LayerSpec, LAYER + '[columns.a]\ntype = "text"\nunit = "peple"', "columns.a.unit", "“people”", "'people'"),
        (LayerSpec, SOURCE + 'path = "a"\ndatum = "gcj2"', "sources[0].datum", "“gcj02”", "'gcj02'"),
        (LayerSpec, LAYER + '[[sources]]\nkind = "fil"\npath = "a"', "sources[0].kind", "“file”", "'file'"),
        (
            PlanSpec,
            TARGET.replace('"%"', '"pile"') + 'at_least = 1\nreported = "a"',
            "targets.a.unit",
            "“piles”",
            "'piles'",
        ),
        # what is missing
        (LayerSpec, 'title = "t"', "geometry", "缺少", "missing"),
        (LayerSpec, SOURCE, "sources[0].path", "缺少", "missing"),
        (LayerSpec, LAYER + '[[sources]]\npath = "a"', "sources[0].kind", "缺少", "missing"),
        # what is of another type
        (PlanSpec, TARGET + 'at_least = "1"\nreported = "a"', "targets.a.at_least", "应为数字", "a number"),
        (PlanSpec, TARGET + 'at_least = true\nreported = "a"', "targets.a.at_least", "应为数字", "a number"),
        (PlanSpec, TARGET + 'at_least = inf\nreported = "a"', "targets.a.at_least", "有限的数", "a finite number"),
        (PlanSpec, TARGET + 'at_least = 1\nreported = "a"\nyear = "2025"', "targets.a.year", "整数", "a whole number"),
        (PlanSpec, TARGET + 'at_least = 1\nreported = "a"\nstrive = 1', "targets.a.strive", "true", "true or false"),
        (PlanSpec, PLAN.replace('"t"', '"t", issued = 2023'), "plan.issued", "日期", "a date"),
        (LayerSpec, SOURCE + 'path = "a"\ndate = 2020.5', "sources[0].date", "日期或年份", "a date or a year"),
        (LayerSpec, LAYER + 'sources = ["a"]', "sources[0]", "表", "a table"),
        (LayerSpec, LAYER + '[sources]\nkind = "file"', "sources", "列表", "a list"),
        (LayerSpec, 'title = { zh = "甲" }\ngeometry = "point"', "title", "文字", "words"),
        (LayerSpec, LAYER + '[[sources]]\nkind = "osm"\ntags = { a = 5 }', "sources[0].tags.a", "文字", "text"),
        (LayerSpec, PEOPLE + "total = 0\nstoreys = 1", "sources[0].total", "大于 0 的数", "a number above 0"),
        # a target needs one bound and one origin
        (PlanSpec, TARGET + 'reported = "a"', "targets.a", "恰好有一个界限", "exactly one bound"),
        (
            PlanSpec,
            TARGET + 'at_least = 1\nat_most = 2\nreported = "a"',
            "targets.a",
            "恰好有一个界限",
            "exactly one bound",
        ),
        (PlanSpec, TARGET + "at_least = 1", "targets.a", "说明数的来源", "needs an origin"),
    ],
)
def test_one_message_names_the_key_and_the_cure(
    tmp_path: Path, model: type[BaseModel], text: str, where: str, zh: str, en: str
) -> None:
    (fault,) = faults(model, text, tmp_path)
    assert (fault.file, fault.where) == ("x.toml", where)
    for words, language in ((zh, "zh"), (en, "en")):
        said = fault.say("zh" if language == "zh" else "en")
        assert said.startswith(f"x.toml: '{where}': ")
        assert words in said


@pytest.mark.parametrize(("year", "good"), [(1899, False), (1900, True), (2100, True), (2101, False), (20220, False)])
def test_years_are_those_that_data_can_be_of(tmp_path: Path, year: int, *, good: bool) -> None:
    path = tmp_path / "a.toml"
    text = 'title = "a"\ngeometry = "raster"\nby_year = true\n[[sources]]\nkind = "file"\npath = "a"\nyear = '
    path.write_text(f"{text}{year}", encoding="utf-8")
    spec, faults = read_toml(LayerSpec, path, file="layers/a.toml")
    assert (spec is not None) is good
    assert [(fault.where, "no year from 1900 to 2100" in fault.what.en) for fault in faults] == (
        [] if good else [("sources[0].year", True)]
    )


def test_every_fault_at_once(tmp_path: Path) -> None:
    text = (
        'title = 5\ngeometry = "pont"\n[columns.a]\ntype = "text"\nmaxi = 3\n[[sources]]\nkind = "file"\npath = "../a"'
    )
    assert [fault.where for fault in faults(LayerSpec, text, tmp_path)] == [
        "title",
        "geometry",
        "columns.a.maxi",
        "sources[0].path",
    ]


@pytest.mark.parametrize("path", ["../a.gpkg", "/etc/passwd", "a/../../b", "C:/a.gpkg", "data\\\\own\\\\a.gpkg"])
def test_paths_stay_inside_the_layers_folder(tmp_path: Path, path: str) -> None:
    (fault,) = faults(LayerSpec, SOURCE + f'path = "{path}"', tmp_path)
    assert fault.where == "sources[0].path"
    assert "layers/data/own/" in fault.cure.zh


@pytest.mark.parametrize(
    ("crs", "en"),
    [
        ("EPSG:45488", "unknown"),
        ("瑞金", "unknown"),
        ("EPSG:4326", "not a projected system in metres"),
        ("EPSG:2263", "not a projected system in metres"),  # New York, in feet
        ("EPSG:3857", "Mercator"),  # at 25.9° N its metre is 0.9 m
        ("EPSG:3395", "Mercator"),
    ],
)
def test_lengths_need_a_projected_system_in_metres(tmp_path: Path, crs: str, en: str) -> None:
    (fault,) = faults(PlanSpec, PLAN.replace("EPSG:4548", crs), tmp_path)
    assert fault.where == "crs"
    assert en in fault.what.en
    assert crs in fault.what.zh


@pytest.mark.parametrize("crs", ["EPSG:4548", "EPSG:32650", "EPSG:3067", "EPSG:2056"])  # the last is oblique Mercator
def test_national_grids_are_projected_in_metres(tmp_path: Path, crs: str) -> None:
    assert faults(PlanSpec, PLAN.replace("EPSG:4548", crs), tmp_path) == []


@pytest.mark.parametrize(
    ("content", "en"),
    [
        (b"title = ", "not valid TOML"),
        (b"a = 1\na = 2", "not valid TOML"),
        (b"x = " + b"[" * 5000, "not valid TOML"),
        ("title = '甲'".encode("gb18030"), "UTF-8"),
        ("title = '甲'".encode("utf-16"), "UTF-8"),
    ],
)
def test_what_is_no_toml_is_one_fault(tmp_path: Path, content: bytes, en: str) -> None:
    (tmp_path / "x.toml").write_bytes(content)
    spec, wrong = read_toml(MapSpec, tmp_path / "x.toml", file="maps/x.toml")
    assert spec is None
    assert [(fault.file, fault.where) for fault in wrong] == [("maps/x.toml", "")]
    assert en in wrong[0].what.en


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    (tmp_path / "x.toml").mkdir()
    spec, (fault,) = read_toml(MapSpec, tmp_path / "x.toml", file="x.toml")
    assert spec is None
    assert "cannot be read" in fault.say("en")


def test_a_byte_order_mark_is_no_fault(tmp_path: Path) -> None:
    (tmp_path / "x.toml").write_text('title = "t"\nshow = []', encoding="utf-8-sig")
    assert read_toml(MapSpec, tmp_path / "x.toml", file="x.toml")[1] == []


def test_words_are_one_text_or_two(tmp_path: Path) -> None:
    (tmp_path / "x.toml").write_text('title = { zh = "站", en = "Stops" }\nabout = "OSM"\nshow = []', encoding="utf-8")
    spec, _ = read_toml(MapSpec, tmp_path / "x.toml", file="x.toml")
    assert spec is not None
    assert (spec.title, spec.about) == (Text("站", "Stops"), Text("OSM", "OSM"))


def test_dates_are_days_or_years() -> None:
    assert FileSource(kind="file", path="a", date=2020).date == 2020
    assert FileSource(kind="file", path="a", date=dt.date(2020, 11, 1)).date == dt.date(2020, 11, 1)


@pytest.mark.parametrize("name", ["at_least", "at_most", "more_than", "less_than"])
def test_the_bound_of_a_target_is_the_one_given(name: str) -> None:
    target = TargetSpec.model_validate({"clause": "1", "text": "t", "unit": "%", "reported": "a", name: 0})
    assert target.bound == (name, 0)  # nought is a bound


def test_people_need_somebody_and_storeys() -> None:
    source = OsmPeopleSource(kind="osm_people", total=1, total_from=Text("普查", "census"), storeys=2)
    assert (source.total, source.storeys) == (1, 2)


SCRAPS = st.recursive(
    st.sampled_from(["true", "5", "-1.5", "nan", '"point"', '"file"', '"osm"', '""', "2020-01-01", "07:00:00"]),
    lambda inner: (
        st.lists(inner, max_size=3).map(lambda parts: f"[{', '.join(parts)}]")
        | st.dictionaries(st.sampled_from(["kind", "path", "type", "zh", "en", "tags", "a"]), inner, max_size=3).map(
            lambda table: "{ " + ", ".join(f"{key} = {value}" for key, value in table.items()) + " }"
        )
    ),
    max_leaves=6,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@given(table=st.dictionaries(st.sampled_from(["title", "geometry", "columns", "sources", "steward", "a"]), SCRAPS))
def test_no_content_is_a_traceback(tmp_path: Path, table: dict[str, str]) -> None:
    text = "\n".join(f"{key} = {value}" for key, value in table.items())
    for fault in faults(LayerSpec, text, tmp_path):
        assert fault.say("zh").startswith("x.toml")
        assert "Input should" not in fault.say("en")  # pydantic's own words, in one language only
