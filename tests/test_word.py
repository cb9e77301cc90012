"""The Word report, opened again: every figure is in it as the page shows it, and nothing claims more than it knows."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import docx
import geopandas as gpd
import numpy as np
import pytest
import rasterio
from docx.document import Document as Document_
from docx.oxml.ns import qn
from docx.shared import Mm
from pyproj import Transformer
from scipy.sparse import csr_array

from geo_ruijin.figures import show_figure, show_target, with_unit
from geo_ruijin.record import AnalysisRecord, ParameterRecord, RunRecord
from geo_ruijin.report import MapLink, write_report
from geo_ruijin.report.view import proposals_for
from geo_ruijin.report.word.clean import in_chinese
from geo_ruijin.report.word.sites import MOST_SITES
from geo_ruijin.results import Measure
from geo_ruijin.text import Language, Text, same
from geo_ruijin.whatif import Reading, WhatIf
from tests.office import needs_office, printed
from tests.records import BUS, CRS, EAST, HOSTILE, LAYERS, NORTH, RUN, TARGETS, point_table, verdict

LANGUAGES: tuple[Language, ...] = ("zh", "en")
BUS_TARGET = next(target for target in TARGETS if target.id == "bus_stop_coverage_2025")
SEEN = replace(BUS, inputs={"facilities": "bus_stops", "region": "built_up_area"})


def opened(
    record: RunRecord,
    folder: Path,
    *,
    language: Language = "zh",
    maps: Sequence[MapLink] = (),
    pictures: Mapping[str, Path] | None = None,
) -> Document_:
    path = folder / "report.docx"
    write_report(record, path, language=language, maps=maps, pictures=pictures)
    return docx.Document(str(path))


def rows(document: Document_, heading: str) -> list[list[str]]:
    """Return the rows of all tables that have a column of this name."""
    tables = [table for table in document.tables if heading in [cell.text for cell in table.rows[0].cells]]
    return [[cell.text for cell in row.cells] for table in tables for row in table.rows[1:]]


def words(document: Document_) -> str:
    cells = (cell.text for table in document.tables for row in table.rows for cell in row.cells)
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def siting(name: str, count: int = 3, **more: object) -> AnalysisRecord:
    """Return an answer that proposes sites 300 m apart, seeing the stand that `SEEN` sees."""
    names = [f"新站{number}" for number in range(1, count + 1)]
    table = replace(point_table(names), title=same("新增地点"), field=True)
    values: dict[str, object] = {
        "name": name,
        "title": same(f"选址 {name}"),
        "inputs": {**SEEN.inputs, "candidates": "somewhere.candidates"},
        "tables": {"sites": table},
        "parameters": (),
        "what_if": None,
    }
    return replace(SEEN, **(values | more))  # type: ignore[arg-type] # fields of a record


def with_sites(*sitings: AnalysisRecord, **more: object) -> RunRecord:
    values: dict[str, object] = {"analyses": (SEEN, *sitings), "targets": (BUS_TARGET,)}
    return replace(RUN, **(values | more))  # type: ignore[arg-type] # fields of a record


# --- figures ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_target_is_in_the_first_table_with_the_figure_of_the_page(tmp_path: Path, language: Language) -> None:
    document = opened(RUN, tmp_path, language=language)
    lines = [line for line in rows(document, "年份" if language == "zh" else "Year") if line[0] != line[1]]
    board = lines[: len(TARGETS)]
    for target, line in zip(TARGETS, sorted(board, key=lambda line: order(line, language)), strict=True):
        figure = with_unit(
            show_figure(target.value, target.unit, beside=[target.target]), target.unit, language=language
        )
        bound = with_unit(show_target(target.bound, target.target), target.unit, language=language)
        assert (line[2], line[3]) == (figure, bound)


def order(line: Sequence[str], language: Language) -> int:
    said = [target.text.say(language) for target in TARGETS]
    return [in_chinese(text) if language == "zh" else text for text in said].index(line[1])


def test_a_share_misses_its_bound_by_percentage_points_and_an_amount_by_its_unit(tmp_path: Path) -> None:
    gaps = {line[1]: line[7] for line in rows(opened(RUN, tmp_path), "差距")}
    assert gaps["单位地区生产总值能耗较2020年下降14%"] == "0.02个百分点"
    assert gaps["充电桩达到900根"] == "488根"
    assert gaps["绿色建筑执行比例达到95%以上"] == "—"


def test_a_figure_known_between_two_numbers_says_so(tmp_path: Path) -> None:
    measures = {"area_share": Measure(99.96, "%", same("占比"), low=99.96, high=100.0)}
    record = replace(RUN, analyses=(replace(BUS, measures=measures),), targets=(BUS_TARGET,))
    assert "实际值的范围为99.96–100.0%。" in words(opened(record, tmp_path))


def test_what_has_no_data_stands_in_a_line_with_its_reason(tmp_path: Path) -> None:
    missing = rows(opened(RUN, tmp_path), "无数据的原因")
    assert len(missing) == sum(target.value is None for target in TARGETS) == 5
    assert missing[0][1] == "星级绿色建筑占比达到30%以上"
    assert missing[0][5] == "统计表 layers/statistics.toml 中没有这一项；请由牵头单位填报"


# --- demonstration ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_demonstration_is_announced_on_top_and_on_every_page(tmp_path: Path, language: Language) -> None:
    document = opened(with_sites(), tmp_path, language=language)
    wanted = {"zh": "示例数据", "en": "Demonstration data"}[language]
    assert wanted in document.paragraphs[0].text
    assert document.paragraphs[0].text.rstrip("。.").endswith(LAYERS[4].title.say(language))
    section = document.sections[0]
    assert section.header.paragraphs[0].text.startswith(wanted)
    assert section.even_page_header.paragraphs[0].text.startswith(wanted)
    mark, met = {"zh": ("评估结论：", "达标"), "en": ("Verdict: ", "Met")}[language]
    claims = [line.split(mark)[1] for line in words(document).splitlines() if mark in line]
    assert len(claims) == 1
    assert met not in claims[0]


def test_real_data_are_not_called_a_demonstration(tmp_path: Path) -> None:
    real = replace(
        RUN,
        analyses=(replace(SEEN, modelled=()),),
        targets=(replace(BUS_TARGET, verdict="short"),),
        layers=tuple(replace(layer, nature="real") for layer in LAYERS),
    )
    document = opened(real, tmp_path)
    assert document.paragraphs[0].style is not None
    assert document.paragraphs[0].style.name == "Title"
    assert "示例数据" not in words(document) + document.sections[0].header.paragraphs[0].text


# --- form -------------------------------------------------------------------------------------------------------------


def test_the_page_is_that_of_an_official_document(tmp_path: Path) -> None:
    section = opened(RUN, tmp_path).sections[0]
    sizes = (section.page_width, section.page_height, section.top_margin, section.left_margin)
    for size, wanted in zip(sizes, (210, 297, 37, 28), strict=True):
        assert size == pytest.approx(Mm(wanted), abs=700)  # a twentieth of a point
    assert "".join(run.text for run in section.footer.paragraphs[0].runs) == "—  PAGE 1 —".replace(" PAGE ", "")


def test_headings_are_headings_and_the_contents_name_them(tmp_path: Path) -> None:
    document = opened(RUN, tmp_path)
    headings = {
        level: [one.text for one in document.paragraphs if one.style and one.style.name == f"Heading {level}"]
        for level in (1, 2, 3)
    }
    assert headings[1][0] == "一、总体情况"
    assert headings[2][1] == "（二）能源绿色低碳转型行动"
    assert headings[3][0] == "1.非化石能源消费比重超过27.4%"
    entries = [
        "".join(text.text or "" for text in one.paragraph_format.element.iter(qn("w:t")))
        for one in document.paragraphs
        if one.style and one.style.name in ("toc 1", "toc 2")
    ]
    assert set(entries) == {*headings[1], *headings[2]}
    anchors = {link.get(qn("w:anchor")) for link in document.element.iter(qn("w:hyperlink"))}
    assert anchors <= {mark.get(qn("w:name")) for mark in document.element.iter(qn("w:bookmarkStart"))}
    fields = [part.get(qn("w:fldCharType")) for part in document.element.iter(qn("w:fldChar"))]
    assert fields == ["begin", "separate", "end"]


def test_a_plan_without_actions_has_its_targets_on_the_second_level(tmp_path: Path) -> None:
    document = opened(replace(RUN, targets=(replace(BUS_TARGET, action=None),)), tmp_path)
    assert "（一）城市公共交通站点500米覆盖率达到100%" in [one.text for one in document.paragraphs]


def test_tables_repeat_their_heading_and_keep_rows_whole(tmp_path: Path) -> None:
    table = opened(RUN, tmp_path).tables[0]
    properties = [list(one) for one in table._tbl.iter(qn("w:trPr"))]  # noqa: SLF001 - python-docx has no word for it
    assert qn("w:tblHeader") in [child.tag for child in properties[0]]
    assert all(qn("w:cantSplit") in [child.tag for child in one] for one in properties)


# --- maps and sites ---------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def picture(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("pictures") / "transit.png"
    pixels = np.full((1, 70, 99), 200, dtype=np.uint8)
    shape = {"driver": "PNG", "width": 99, "height": 70, "count": 1, "dtype": "uint8"}
    with rasterio.open(path, "w", **shape, transform=rasterio.Affine(2, 0, 0, 0, -2, 0)) as file:
        file.write(pixels)
    return path


def test_the_map_of_a_target_is_in_it_once_with_words_for_who_cannot_see_it(tmp_path: Path, picture: Path) -> None:
    again = replace(BUS_TARGET, id="again", text=same("又一项"))
    link = MapLink(Text(zh="公交", en="Transit"), "maps/transit.html", "transit", frozenset({BUS.name}))
    record = with_sites(targets=(BUS_TARGET, again))
    document = opened(record, tmp_path, maps=[link], pictures={"transit": picture})
    assert len(document.inline_shapes) == 1
    about = [one.get("descr") for one in document.element.iter(qn("wp:docPr"))]
    assert about == [f"地图:公交。用于指标:{BUS_TARGET.text.zh}(示例数据)"]
    said = [one.text for one in document.paragraphs]
    assert "图1\u3000公交（示例数据）" in said
    assert "位置见图1。" in said


def test_sites_are_listed_with_their_degrees_and_the_rest_is_pointed_to(tmp_path: Path) -> None:
    document = opened(with_sites(siting("many", MOST_SITES + 5)), tmp_path)
    lines = rows(document, "经度 [°, EPSG:4490]")
    assert len(lines) == MOST_SITES
    assert lines[1][:2] == ["2", "新站2"]
    degrees = Transformer.from_crs(CRS, "EPSG:4490", always_xy=True).transform(EAST, NORTH)
    assert lines[0][3:5] == [f"{degree:.6f}" for degree in degrees]
    assert "表中列前30处" in words(document)


def test_a_place_without_sites_says_nothing_of_sites(tmp_path: Path) -> None:
    said = words(opened(with_sites(), tmp_path))
    assert "备选地点：" not in said
    assert "经度" not in said


def test_what_sees_another_stand_proposes_nothing() -> None:
    elsewhere = siting("elsewhere", inputs={"facilities": "bus_stops", "region": "villages"})
    empty = siting("empty", 0)
    assert proposals_for(with_sites(elsewhere, empty), BUS_TARGET) == ()


def test_what_starts_from_the_analysis_behind_a_target_proposes_for_it() -> None:
    after = siting("after", inputs={"gap": f"{BUS.name}.unreached"})
    (proposal,) = proposals_for(with_sites(after), BUS_TARGET)
    assert (proposal.analysis.name, proposal.name, proposal.answers) == ("after", "sites", True)


def test_sites_of_another_radius_are_named_and_not_listed(tmp_path: Path) -> None:
    wider = siting("wider", parameters=(ParameterRecord("radius", 800, "m", same("某标准"), "confirmed"),))
    document = opened(with_sites(wider, siting("same")), tmp_path)
    assert [proposal.answers for proposal in proposals_for(with_sites(wider, siting("same")), BUS_TARGET)] == [
        True,
        False,
    ]
    assert len(rows(document, "经度 [°, EPSG:4490]")) == 3
    assert "但参数“半径”取800米,与本项不同" in words(document).replace("，", ",")


def test_sites_chosen_by_another_reading_do_not_answer() -> None:
    def reading(name: str) -> Reading:
        one = np.array([1.0])
        return Reading(name, same(name), "people", one, np.array([0]), csr_array(np.array([[1.0]])))

    data = point_table(["a"]).data
    assert isinstance(data, gpd.GeoDataFrame)
    sites = gpd.GeoDataFrame(data.assign(present=False, chosen=True))
    by = {
        name: siting(name, what_if=WhatIf(sites, ("镇",), tuple(map(reading, order))))
        for name, order in {"walking": ("people_walking", "area"), "area": ("area", "people_walking")}.items()
    }
    found = {one.analysis.name: one.answers for one in proposals_for(with_sites(*by.values()), BUS_TARGET)}
    assert found == {"area": True, "walking": False}


# --- safe and the same ------------------------------------------------------------------------------------------------


def test_hostile_words_read_as_typed(tmp_path: Path) -> None:
    record = with_sites(replace(siting("s"), tables={"sites": replace(point_table(), field=True)}))
    names = [line[1] for line in rows(opened(record, tmp_path), "经度 [°, EPSG:4490]")]
    assert names == list(HOSTILE)


def test_what_no_document_may_hold_is_left_out_and_what_is_too_long_is_cut(tmp_path: Path) -> None:
    bad = "\x00\x08\x0b\ufffe\u202e名" + "长" * 10_000
    target = verdict("bad", "short", text=same(bad), lead=same(bad), why=same(bad), action=same(bad))
    document = opened(replace(RUN, targets=(target,), place=same(bad)), tmp_path)
    said = words(document)
    assert "\u202e" not in said
    assert "名长长长" in said
    assert max(map(len, said.splitlines())) < 1_600


def test_the_same_run_gives_the_same_bytes_without_traces_of_when(tmp_path: Path) -> None:
    one, other = tmp_path / "a.docx", tmp_path / "b.docx"
    for path in (one, other):
        write_report(RUN, path, language="zh")
    assert one.read_bytes() == other.read_bytes()
    with zipfile.ZipFile(one) as file:
        assert {info.date_time for info in file.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert not [name for name in file.namelist() if "thumbnail" in name]
    properties = docx.Document(str(one)).core_properties
    assert (properties.author, properties.title) == ("", "瑞金市碳达峰实施方案指标评估报告")
    assert properties.created is not None
    assert properties.created.date().isoformat() == RUN.issued


def test_braces_in_a_name_are_no_gaps_to_be_filled(tmp_path: Path) -> None:
    named = replace(siting("s"), title=same("{count} {number}"))
    assert "备选地点：“{count} {number}”提出“新增地点”共3处" in words(opened(with_sites(named), tmp_path))


def test_marks_beside_chinese_are_wide_and_those_of_figures_stay() -> None:
    assert in_chinese("三(四)2条:1,200兆瓦,见 EPSG:4548") == "三（四）2条：1,200兆瓦，见 EPSG:4548"
    assert in_chinese(r"C:\项目\2024") == r"C:\项目\2024"
    assert in_chinese("(a)(") == "(a)("


# --- printed ----------------------------------------------------------------------------------------------------------


@needs_office
def test_every_page_names_the_demonstration_and_has_its_number(tmp_path: Path, picture: Path) -> None:
    link = MapLink(same("公交"), "maps/transit.html", "transit", frozenset({BUS.name}))
    path = tmp_path / "report.docx"
    write_report(RUN, path, language="zh", maps=[link], pictures={"transit": picture})
    pages = printed(path, tmp_path)
    assert len(pages) > 5
    for number, page in enumerate(pages, start=1):
        assert "示例数据 · 不作达标结论" in page
        assert f"—{number}—" in page.replace(" ", "")
    assert "Error" not in "".join(pages)
    assert "99.96%" in "".join(pages)
