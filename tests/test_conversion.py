"""Units in the heads of columns and behind numbers: converted where they are ours' multiples, refused where not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from geo_ruijin.checks import check_columns
from geo_ruijin.columns import in_our_words
from geo_ruijin.conversion import factor, likely, unit_in_head
from geo_ruijin.errors import Fault
from geo_ruijin.spec import ColumnSpec, FileSource
from geo_ruijin.understanding import alike, known_columns
from tests.command import geo_ruijin

POWER = ColumnSpec(type="number", unit="MW", min=0, max=22_500, usual=[0.03, 300], required=False, aliases=["装机容量"])
PEAK = ColumnSpec(type="number", unit="kWp", required=False, aliases=["组件容量"])
COLUMNS = {"power_mw": POWER, "power_kwp": PEAK}


@pytest.mark.parametrize(
    ("head", "unit"),
    [
        ("装机容量(MW)", "MW"),
        ("装机容量（kW）", "kW"),
        ("装机容量 (万千瓦)", "万千瓦"),
        ("装机容量[千瓦]", "kW"),
        ("装机容量(单位:兆瓦)", "MW"),
        ("装机容量_ＫＷ", "kW"),
        ("装机容量/万kW", "万千瓦"),
    ],
)
def test_a_unit_in_a_head_is_known_and_the_column_by_the_rest(head: str, unit: str) -> None:
    assert unit_in_head(head) == ("装机容量", unit)
    assert known_columns(pd.DataFrame({head: [1]}), COLUMNS, {}) == {"power_mw": head}


@pytest.mark.parametrize("head", ["装机容量(规划)", "装机容量", "MW", "(MW)"])
def test_other_words_in_brackets_are_no_unit(head: str) -> None:
    assert unit_in_head(head) is None


def read(cells: list[object], head: str, **said: Any) -> tuple[list[object], list[Fault]]:  # noqa: ANN401
    source = FileSource(kind="file", path="a.csv", columns={"power_mw": head}, **said)
    rows = pd.DataFrame({head: cells})
    found, faults = in_our_words(rows, source, COLUMNS, where="sources[0]", file="f", shown="a.csv")
    return found["power_mw"].tolist(), faults


@pytest.mark.parametrize(
    ("head", "said", "cells", "megawatts"),
    [
        ("装机容量(万千瓦)", {}, [4.0, "1,000"], [40.0, 10_000.0]),  # 1 万千瓦 is 10 MW
        ("装机容量(kW)", {}, ["40000", 0.3], [40.0, 0.0003]),
        ("容量", {"units": {"power_mw": "千瓦"}}, [40_000], [40.0]),
        ("装机容量(kW)", {"units": {"power_mw": "MW"}}, [40], [40]),  # what is said goes before the head
    ],
)
def test_numbers_are_converted(head: str, said: dict[str, Any], cells: list[object], megawatts: list[float]) -> None:
    values, faults = read(cells, head, **said)
    assert values == megawatts
    assert not any(fault.serious for fault in faults)
    assert len(faults) == (values != cells)  # a conversion is said


def test_what_is_no_number_stays_to_be_named_and_a_gap_stays_one() -> None:
    values, _ = read(["4万", None, 2], "装机容量(万千瓦)")
    assert values[0] == "4万"
    assert pd.Series(values).isna().tolist() == [False, True, False]
    assert values[2] == 20


def test_another_kind_of_unit_is_refused_with_both_ways_out() -> None:
    _, (fault,) = read([40], "装机容量(kWp)")
    assert fault.serious
    assert "is in kWp, which cannot be converted to the MW" in fault.what.en
    assert "--column power_kwp=装机容量(kWp)" in fault.cure.en
    assert "--unit power_mw=MW" in fault.cure.en
    _, (fault,) = read([40], "容量", units={"power_mw": "斤"})
    assert fault.serious


def check(cells: list[float]) -> list[Fault]:
    rows = pd.DataFrame({"power_mw": cells})
    return check_columns(rows, {"power_mw": POWER}, file="f", path="a.csv")[1]


def test_kilowatts_taken_for_megawatts_are_named_by_their_size() -> None:
    (fault,) = check([40_000.0, 25_000.0, 320.0])  # a median of 25 MW, if they are kW
    assert fault.serious
    assert "above 22500" in fault.what.en
    assert "--unit power_mw=kW" in fault.cure.en
    (fault,) = check([100.0, 320.0, 1_260.0])  # little hydropower: below the limit, yet 320 MW in the middle
    assert not fault.serious
    assert "They look like kW" in fault.cure.en
    assert check([100.0, 300.0, 1_260.0]) == []  # just usual
    assert check([320.0, 1_260.0]) == []  # two tell nothing


CANOPY = ColumnSpec(type="number", unit="1", min=0, max=1, required=False, aliases=["郁闭度"])
FOREST = {
    "canopy": CANOPY,
    "cover": ColumnSpec(type="number", unit="%", min=0, max=100, required=False, aliases=["覆盖度"]),
    "volume": ColumnSpec(type="number", unit="m³", min=0, required=False, aliases=["蓄积"]),
}


def read_forest(head: str, name: str, **units: str) -> tuple[list[object], list[Fault]]:
    source = FileSource(kind="file", path="a.csv", columns={name: head}, units=units)
    found, faults = in_our_words(
        pd.DataFrame({head: [70, 20]}), source, FOREST, where="sources[0]", file="f", shown="a.csv"
    )
    return found[name].tolist(), faults


def test_percent_becomes_a_share_where_it_is_said_or_in_the_head() -> None:
    for head, units in (("郁闭度", {"canopy": "%"}), ("YBD", {"canopy": "百分数"}), ("郁闭度(％)", {})):
        values, (fault,) = read_forest(head, "canopy", **units)
        assert values == [0.7, 0.2]
        assert not fault.serious
    assert known_columns(pd.DataFrame({"郁闭度(%)": [70]}), FOREST, {}) == {"canopy": "郁闭度(%)"}
    assert unit_in_head("canopy_1") is None


@pytest.mark.parametrize(
    ("cells", "named"),
    [([70.0, 20.0, 1.0], True), ([0.0, 0.0, 0.0, 70.0], True), ([0.7, 0.2, 70.0], False), ([700.0], False)],
)
def test_shares_that_look_like_percent_are_named_so(cells: list[float], *, named: bool) -> None:
    (fault,) = check_columns(pd.DataFrame({"canopy": cells}), {"canopy": CANOPY}, file="f", path="a.csv")[1]
    assert fault.serious
    assert ("像是百分数:加 --unit canopy=%" in fault.cure.zh) is named
    assert "cover" not in fault.cure.en


def test_a_volume_per_hectare_is_said_of_the_analysis() -> None:
    _, (fault,) = read_forest("蓄积", "volume", volume="m3/ha")
    assert fault.serious
    assert "volume_unit in analyses/forest_cover.toml" in fault.cure.en
    assert "volume_unit" not in read_forest("蓄积", "volume", volume="ha")[1][0].cure.en


def test_a_single_slip_is_no_other_unit() -> None:
    (fault,) = check([40.0, 25.0, 40_000.0])
    assert fault.serious
    assert not fault.cure.en


def test_units_convert_there_and_back() -> None:
    assert factor("mu", "ha") == pytest.approx(1 / 15)
    assert likely(20_000, "kW", low=1, high=3_000) == "W"
    assert likely(0.4, "MW", low=1, high=3_000) == "万千瓦"  # 4 MW; as GW 400 MW would do too, and is farther


def test_a_column_that_looks_like_what_is_missing_is_named() -> None:
    assert alike(["装机容量(规划)"], COLUMNS, set()) == {"power_mw": "装机容量(规划)"}
    assert alike(["装机容量(规划)"], COLUMNS, {"power_mw"}) == {}


@pytest.mark.parametrize(
    ("head", "cells", "said"),
    [
        ("装机容量(万千瓦)", [4, 6], "converted from 万千瓦 to MW (times 10)"),
        ("核准装机容量", [40, 60], "'核准装机容量', not used, looks like it"),
    ],
)
def test_adding_plants_says_what_became_of_their_capacity(
    head: str, cells: list[int], said: str, county: Path, tmp_path: Path
) -> None:
    shipped = Path(__file__).parents[1] / "layers/power_plants.toml"
    text = shipped.read_text(encoding="utf-8").partition("[[sources]]")[0]
    (county / "layers/power_plants.toml").write_text(text, encoding="utf-8")
    path = tmp_path / "电站.csv"
    rows = pd.DataFrame({"名称": ["a", "b"], head: cells, "经度": [116.02, 116.03], "纬度": [25.88, 25.89]})
    rows.to_csv(path, index=False)
    found = geo_ruijin("add", "power_plants", path, "--datum", "wgs84", "--project", county, "--lang", "en")
    assert found.status == 0, found.words
    assert said in " ".join(found.words.split())
