"""`results.xlsx` is found one's way in, prints on A4, and opens in an office program with the figures of the page."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from geo_ruijin.figures import show_figure
from geo_ruijin.report import write_workbook
from geo_ruijin.report.cells import WIDEST
from geo_ruijin.report.sheets import LINE, Sheet
from geo_ruijin.report.view import score_rows
from geo_ruijin.text import Text
from tests.office import needs_office, printed
from tests.records import BUS, RUN

SCENARIO = Sheet("情景", ["名称"], [["甲"]], above=["情景是假设"])


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("workbook") / "results.xlsx"
    apart = replace(BUS, name="apart", title=Text(zh="谁的'表'?", en="Whose?"))
    write_workbook(replace(RUN, analyses=(BUS, apart)), made, language="zh", more=[SCENARIO])
    return made


@pytest.fixture(scope="module")
def book(path: Path) -> Workbook:
    return openpyxl.load_workbook(path)


def test_the_sheets_come_by_the_number_of_their_question(book: Workbook) -> None:
    numbered = [name.partition(" ")[0] for name in book.sheetnames]
    assert numbered == ["计分板", "目录", "1", "1.1", "1.2", "1.3", "2", "2.1", "2.2", "2.3", "情景", "数据来源"]


def test_the_contents_lead_to_every_sheet_and_every_sheet_back(book: Workbook) -> None:
    contents = book["目录"]
    places = [str(cell.hyperlink.location) for row in contents.iter_rows() for cell in row if cell.hyperlink]
    assert sorted(places) == sorted(
        "'" + name.replace("'", "''") + "'!A1" for name in book.sheetnames if name != "目录"
    )
    for sheet in book.worksheets:
        if sheet is not contents:
            back = [cell for row in sheet.iter_rows(max_col=1) for cell in row if cell.hyperlink]
            assert "'目录'!A1" in [str(cell.hyperlink.location) for cell in back]


def test_the_contents_say_which_target_a_question_answers_and_how_many_rows_a_table_has(book: Workbook) -> None:
    rows = {str(row[0]): row for row in book["目录"].iter_rows(values_only=True) if row[0]}
    target = next(row for row in score_rows(RUN) if row.analysis is not None and row.analysis.name == BUS.name)
    assert target.verdict.text.zh in str(rows["1"][3])
    assert "%" in str(rows["1"][4])
    assert not rows["2"][3]
    assert [rows[f"1.{one}"][5] for one in (1, 2, 3)] == [len(table.data) for table in BUS.tables.values()]


def test_tabs_have_the_colour_of_their_question_and_grey_answers_no_target(book: Workbook) -> None:
    colours = {name.partition(" ")[0]: book[name].sheet_properties.tabColor.rgb for name in book.sheetnames}
    assert colours["1"] == colours["1.1"] != colours["2"] == colours["情景"]


def test_every_sheet_prints_as_wide_as_a_page_with_its_headings_and_page_numbers(book: Workbook) -> None:
    for sheet in book.worksheets:
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) in {("landscape", 9), ("landscape", 8)}
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.page_setup.fitToHeight == 0  # as many pages as it takes; one in width is the usual
        assert sheet.freeze_panes == f"A{int(sheet.print_title_rows.rpartition('$')[2]) + 1}"
        assert "内部工作用数据" in sheet.oddFooter.left.text
        assert "第 &P 页" in sheet.oddFooter.right.text


def test_long_words_are_broken_into_lines_that_are_all_seen(tmp_path: Path) -> None:
    long = replace(
        BUS, notes=(), measures={"m": replace(next(iter(BUS.measures.values())), about=Text(zh="长" * 50, en=""))}
    )
    write_workbook(replace(RUN, analyses=(long,)), tmp_path / "r.xlsx", language="zh")
    sheet = openpyxl.load_workbook(tmp_path / "r.xlsx").worksheets[2]
    [cell] = [cell for row in sheet.iter_rows() for cell in row if cell.value == "长" * 50]
    assert sheet.column_dimensions[cell.column_letter].width == pytest.approx(WIDEST, abs=1)
    assert sheet.row_dimensions[cell.row].height >= 3 * LINE  # 100 letters wide, in 44


@needs_office
def test_an_office_program_prints_every_sheet_with_the_figures_of_the_page(
    path: Path, book: Workbook, tmp_path: Path
) -> None:
    pages = printed(path, tmp_path)
    assert len(pages) >= len(book.sheetnames)
    footers = [page.rstrip().splitlines()[-1] for page in pages]
    assert all("内部工作用数据" in footer for footer in footers)
    for name in book.sheetnames:
        assert any(name in footer for footer in footers)
    words = "\n".join(pages)
    for row in score_rows(RUN):
        if row.verdict.value is not None:
            assert show_figure(row.verdict.value, row.verdict.unit, beside=[row.verdict.target]) in words
