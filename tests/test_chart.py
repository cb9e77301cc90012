"""The chart of a trend: what it shows, and that it says so in words, marks and places to scale."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import openpyxl
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo_ruijin.report import write_questions, write_workbook
from geo_ruijin.report.chart import HEIGHT, WIDTH, chart
from geo_ruijin.results import Column, Line, Result, Table, Trend
from geo_ruijin.text import Language, Text, same
from tests.records import BUS, RUN

YEAR = Column(Text(zh="年份", en="Year"))
SHARE = Column(Text(zh="树木占比", en="Trees"), "%")
AREA = Column(Text(zh="面积", en="Area"), "ha")
PLAN = Line(75.6, Text(zh="方案目标(另一口径)", en="The plan's target (another definition)"))


def table(years: list[object], shares: list[object], *, line: Line | None = None, column: Column = SHARE) -> Table:
    """Return a table with a trend."""
    data = pd.DataFrame({"year": years, "share": shares})
    title = Text(zh="树木<逐年>", en="Trees <by year>")
    return Table(title, data, {"year": YEAR, "share": column}, trend=Trend("year", ("share",), line))


def drawn(of: Table, language: Language = "en") -> ET.Element:
    """Return the chart as elements."""
    return ET.fromstring(chart(of, language=language))  # noqa: S314 - our own


def words(svg: ET.Element) -> list[str]:
    return [one.text or "" for one in svg.iter("text")]


def place(svg: ET.Element, said: str) -> tuple[float, float]:
    """Return where a word stands."""
    (found,) = [one for one in svg.iter("text") if one.text == said]
    return float(found.get("x", "")), float(found.get("y", ""))


def corners(svg: ET.Element) -> list[tuple[float, float]]:
    """Return the points of the one line."""
    (line,) = svg.iter("polyline")
    pairs = [pair.split(",") for pair in line.get("points", "").split()]
    return [(float(x), float(y)) for x, y in pairs]


@pytest.mark.parametrize(("language", "heading"), [("zh", "树木占比 [%]"), ("en", "Trees [%]")])
def test_a_chart_says_what_it_shows_in_which_unit(language: Language, heading: str) -> None:
    svg = drawn(table([2017, 2020, 2023], [63.0, 62.5, 61.0], line=PLAN), language)
    said = words(svg)
    assert heading in said
    assert PLAN.about.say(language) in said
    assert {"63.0", "62.5", "61.0", "75.6"} <= set(said)
    assert {"2017", "2020", "2023"} <= set(said)
    assert svg.get("aria-label") == table([], []).title.say(language)


def test_years_are_to_scale() -> None:
    # of the ten years from 2010 to 2020, 2012 is a fifth of the way
    (x0, _), (x1, _), (x2, _) = corners(drawn(table([2010, 2012, 2020], [60, 60, 60])))
    assert (x1 - x0) / (x2 - x0) == pytest.approx(0.2, abs=1e-4)


def test_figures_are_to_scale_and_agree_with_the_axis() -> None:
    svg = drawn(table([2017, 2020, 2023], [60, 70, 65]))
    ticks = [int(one) for one in words(svg) if one.isdigit() and int(one) < 2000]
    (_, low), (_, high) = place(svg, str(ticks[0])), place(svg, str(ticks[-1]))
    ys = [y + 4 for _, y in corners(svg)]  # a tick's word stands 4 below its line
    for figure, y in zip([60, 70, 65], ys, strict=True):
        assert y == pytest.approx(low + (figure - ticks[0]) / (ticks[-1] - ticks[0]) * (high - low), abs=0.02)


def test_the_level_is_dashed_and_above_what_is_below_it() -> None:
    svg = drawn(table([2017, 2023], [63.0, 61.0], line=PLAN))
    dashed = [one for one in svg.iter("line") if one.get("stroke-dasharray")]
    across = max(dashed, key=lambda one: float(one.get("x2", "")) - float(one.get("x1", "")))
    assert len(dashed) == 2  # one beside its words, one across the plot
    assert float(across.get("y1", "")) < min(y for _, y in corners(svg))


def test_rows_in_any_order_are_drawn_by_year_and_those_without_a_figure_are_not() -> None:
    svg = drawn(table([2023, 2017, 2020, None], [61.0, 63.0, None, 62.0]))
    points = corners(svg)
    assert len(points) == 2
    assert points[0][0] < points[1][0]
    assert points[0][1] < points[1][1]  # 63 stands above 61
    assert "2020" not in words(svg)


@pytest.mark.parametrize(
    ("years", "shares"), [([], []), ([2020], [60.0]), ([2020, 2023], [60.0, None]), ([2020, 2020], [60.0, 61.0])]
)
def test_where_no_line_can_be_drawn_there_is_no_chart(years: list[object], shares: list[object]) -> None:
    assert chart(table(years, shares, line=PLAN), language="zh") == ""


def test_a_table_without_a_trend_has_no_chart() -> None:
    assert chart(replace(table([2017, 2023], [1, 2]), trend=None), language="zh") == ""


def test_all_of_a_share_ends_the_axis() -> None:
    said = words(drawn(table([2017, 2023], [99.0, 100.0])))
    ticks = [float(one) for one in said if one.replace(".", "", 1).isdigit() and float(one) < 2000]
    assert max(ticks) == 100


def test_amounts_far_apart_begin_at_zero() -> None:
    assert "0" in words(drawn(table([2001, 2002], [10.0, 100.0], column=AREA)))
    assert "0" not in words(drawn(table([2001, 2002], [99.0, 100.0], column=AREA)))


def test_several_lines_have_marks_of_their_own() -> None:
    one = table([2017, 2023], [60.0, 61.0])
    two = replace(
        one,
        data=one.data.assign(other=[50.0, 51.0]),
        columns={**one.columns, "other": Column(same("Other"), "%")},
        trend=Trend("year", ("share", "other")),
    )
    svg = drawn(two)
    assert len(list(svg.iter("polyline"))) == 2
    assert (len(list(svg.iter("circle"))), len(list(svg.iter("rect")))) == (3, 3)  # two points and the key


def test_of_many_points_the_ends_and_the_extremes_are_labelled_and_all_answer_the_pointer() -> None:
    shares = [50.0, 50.1, 50.2, 58.7, 50.4, 50.5, 50.6, 50.7, 50.8, 42.3, 51.0, 51.1, 51.2]  # 13
    svg = drawn(table(list(range(2001, 2014)), list(shares)))
    assert [one for one in words(svg) if "." in one] == ["50.0", "58.7", "42.3", "51.2"]
    said = [one.findtext("title") for one in svg.iter("circle")]
    assert "2002: 50.1" in said


@given(
    st.lists(st.floats(-1e6, 1e6).map(lambda one: round(one, 3)), min_size=2, max_size=30),
    st.none() | st.floats(-1e6, 1e6).map(lambda one: round(one, 3)),
)
def test_everything_drawn_lies_on_the_sheet(shares: list[float], level: float | None) -> None:
    line = None if level is None else Line(level, same("level"))
    svg = drawn(table(list(range(1990, 1990 + len(shares))), list(shares), line=line, column=AREA))
    for x, y in corners(svg):
        assert 0 <= x <= WIDTH
        assert 40 <= y <= HEIGHT - 34 + 0.01
    for one in svg.iter("line"):
        assert 0 <= float(one.get("y1", "")) <= HEIGHT


def test_the_names_of_inputs_are_filled_in_beside_the_level() -> None:
    line = Line(75.6, Text(zh="{forest}的目标", en="target of {forest}"))
    filled = Result({}, {"t": table([1, 2], [1, 2], line=line)}).fill(forest=Text(zh="森林", en="forest")).tables["t"]
    assert filled.trend is not None
    assert filled.trend.line == Line(75.6, Text(zh="森林的目标", en="target of forest"))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_page_has_the_chart_and_no_script(tmp_path: Path, language: Language) -> None:
    run = replace(RUN, analyses=(replace(BUS, tables={"years": table([2017, 2023], [63.0, 61.0], line=PLAN)}),))
    write_questions(replace(run, targets=()), tmp_path, language=language)
    page = (tmp_path / "analyses" / f"{BUS.name}.html").read_text(encoding="utf-8")
    assert page.count('<svg class="chart"') == 1
    assert "<逐年>" not in page
    assert "<by year>" not in page
    assert "<script" not in page


def test_the_workbook_has_a_native_chart_with_the_level(tmp_path: Path) -> None:
    run = replace(RUN, analyses=(replace(BUS, tables={"years": table([2017, 2023], [63.0, 61.0], line=PLAN)}),))
    write_workbook(run, tmp_path / "r.xlsx", language="en")
    sheet = next(one for one in openpyxl.load_workbook(tmp_path / "r.xlsx") if one.title.startswith("1.1 Trees"))
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    start = next(number for number, row in enumerate(rows) if row[0] == "Year")
    assert rows[start][:3] == ["Year", "Trees [%]", PLAN.about.en]
    assert rows[start + 1][:3] == [2017, 63, 75.6]
    with zipfile.ZipFile(tmp_path / "r.xlsx") as book:
        drawing = book.read("xl/charts/chart1.xml").decode()
    assert "scatterChart" in drawing  # as numbers: years to scale
    assert f"$A${start + 2}:$A${start + 3}" in drawing
    assert f"$C${start + 2}:$C${start + 3}" in drawing
