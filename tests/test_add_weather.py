"""A user's weather taken into a project: understood and checked by `add`, read again by `check`, refused whole."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from geo_ruijin.layers import Layer
from geo_ruijin.project import open_project, shipped_project
from geo_ruijin.reading import read_layers
from geo_ruijin.solar.hourly import weather_of_hours
from tests.command import Said, geo_ruijin
from tests.weather_years import (
    LATITUDE,
    LONGITUDE,
    OFFSET,
    Place,
    hours,
    write_epw,
    write_pvgis_csv,
    write_pvgis_json,
    write_table,
    write_tmy3,
)

LOCAL = hours()
UTC = hours(at=OFFSET, zone=0)
PLACE = ("--set", f"latitude={LATITUDE}", "--set", f"longitude={LONGITUDE}")
SAID = ("--set", "utc_offset=8", "--set", "stamp=start", *PLACE)


def add(county: Path, path: Path, *options: str, layer: str = "weather", lang: str = "en") -> Said:
    return geo_ruijin("add", layer, path, *options, "--project", county, lang=lang)


def there(county: Path, name: str = "weather") -> Layer:
    read = read_layers(open_project(county), [name])
    assert name in read.layers, read.missing
    return read.layers[name]


def sources(county: Path, name: str = "weather") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = tomllib.loads((county / f"layers/{name}.toml").read_text("utf-8")).get("sources", [])
    return found


GOOD: dict[str, tuple[Callable[[Path], Path], tuple[str, ...]]] = {
    "EPW": (lambda folder: write_epw(folder / "瑞金.epw", LOCAL, encoding="gbk"), ()),
    "TMY3": (lambda folder: write_tmy3(folder / "a.csv", LOCAL), ()),
    "PVGIS CSV": (lambda folder: write_pvgis_csv(folder / "a.csv", UTC), ()),
    "PVGIS JSON": (lambda folder: write_pvgis_json(folder / "a.json", UTC), ()),
    "CSV in GBK": (lambda folder: write_table(folder / "逐时.csv", LOCAL, encoding="gbk"), SAID),
    "Excel": (lambda folder: write_table(folder / "逐时.xlsx", LOCAL), SAID),
}


@pytest.mark.parametrize(("kind", "lang"), [*((kind, "en") for kind in GOOD), ("EPW", "zh"), ("CSV in GBK", "zh")])
def test_a_good_year_is_taken_and_read_again(kind: str, lang: str, county: Path, tmp_path: Path) -> None:
    write, options = GOOD[kind]
    said = add(county, write(tmp_path), *options, lang=lang)
    assert said.status == 0, said.words
    # the sum of the hours that were written, in Wh/m²
    year = UTC if kind.startswith("PVGIS") else LOCAL
    total = f"{year['ghi'].sum() / 1000:,.0f} kWh/m²"
    assert (f"全年水平面总辐射 {total}" if lang == "zh" else f"{total} a year on the horizontal") in said.words
    weather = weather_of_hours(there(county).data)
    assert weather.annual_ghi == pytest.approx(LOCAL["ghi"].sum() / 1000, rel=0.002)
    checked = geo_ruijin("check", "--project", county, lang=lang)
    assert "layers/weather.toml" not in checked.words


def _leap(rows: pd.DataFrame) -> pd.DataFrame:
    return pd.concat([rows[:1416], rows[1392:1416].assign(day=29), rows[1416:]])


def _scaled(factor: float) -> pd.DataFrame:
    return LOCAL.assign(**{name: LOCAL[name] * factor for name in ("ghi", "dni", "dhi")})


def _cut(folder: Path) -> Path:
    path = write_epw(folder / "a.epw", LOCAL)
    path.write_text(path.read_text("utf-8")[:500_000], "utf-8")
    return path


def _epw(rows: pd.DataFrame, place: Place | None = None) -> Callable[[Path], Path]:
    return lambda folder: write_epw(folder / "a.epw", rows, place or Place())


BAD: dict[str, tuple[Callable[[Path], Path], str, str]] = {
    "a missing month": (_epw(LOCAL[LOCAL["month"] != 3]), "all of month 3", "整月缺 3 月"),
    "eight hours off": (_epw(hours(zone=0)), "these look like hours of UTC+0", "像是 UTC+0"),
    "an hour off": (_epw(hours(zone=9)), "these look like hours of UTC+9", "像是 UTC+9"),
    "kWh": (_epw(_scaled(1e-3)), "it looks like kWh/m²", "像是 kWh/m²"),
    "MJ": (_epw(_scaled(3.6e-3)), "it looks like MJ/m²", "像是 MJ/m²"),
    "kelvins": (_epw(LOCAL.assign(temperature=LOCAL["temperature"] + 273.15)), "kelvins", "开尔文"),
    "a cut file": (_cut, "cells and the others 35", "其他行有 35 格"),
    "swapped columns": (_epw(LOCAL.rename(columns={"dni": "dhi", "dhi": "dni"})), "dni = dhi", "dni = dhi"),
    "another place": (_epw(hours(Place(42.5, 1.5, 1)), Place(42.5, 1.5, 1)), "km away", "距本地"),
}


@pytest.mark.parametrize("fault", BAD)
def test_a_wrong_year_is_refused_and_nothing_written(fault: str, county: Path, tmp_path: Path) -> None:
    write, english, chinese = BAD[fault]
    path = write(tmp_path)
    for lang, words in (("en", english), ("zh", chinese)):
        said = add(county, path, lang=lang)
        assert said.status != 0
        assert words in said.words.replace("\n", ""), said.words
    assert sources(county) == []
    assert not list((county / "layers/data/own").glob("weather*"))


def test_a_leap_day_is_remarked_on_and_left_out(county: Path, tmp_path: Path) -> None:
    said = add(county, write_epw(tmp_path / "a.epw", _leap(LOCAL)))
    assert said.status == 0, said.words
    assert "24 of 8784 values of 29 February, left out" in said.words
    assert there(county).record.features == 8760


def test_a_table_that_does_not_say_its_zone_stamp_and_place_is_refused(county: Path, tmp_path: Path) -> None:
    path = write_table(tmp_path / "a.csv", LOCAL)
    said = add(county, path)
    assert said.status != 0
    for option in ("--set utc_offset=8", "--set stamp=end", "--set latitude"):
        assert option in said.words.replace("\n", " "), said.words
    as_utc = [option.replace("utc_offset=8", "utc_offset=0") for option in SAID]
    said = add(county, path, *as_utc)
    assert "these look like hours of UTC+8" in said.words.replace("\n", " ")


def test_the_zone_a_file_names_wrongly_is_mended_by_values(county: Path, tmp_path: Path) -> None:
    path = write_epw(tmp_path / "a.epw", hours(zone=0))  # hours of UTC under a head that says +8
    said = add(county, path, "--values", "utc_offset:8=0")
    assert said.status == 0, said.words
    assert weather_of_hours(there(county).data).annual_ghi == pytest.approx(LOCAL["ghi"].sum() / 1000, rel=0.002)


def test_swapped_columns_are_mended_by_column(county: Path, tmp_path: Path) -> None:
    path = write_epw(tmp_path / "a.epw", LOCAL.rename(columns={"dni": "dhi", "dhi": "dni"}))
    said = add(county, path, "--column", "dni=dhi", "--column", "dhi=dni")
    assert said.status == 0, said.words


def _normals(path: Path, factor: float = 1.0) -> Path:
    ghi = [1.93, 2.37, 2.63, 3.43, 3.78, 4.04, 5.49, 4.99, 4.17, 3.44, 2.60, 2.36]
    table = pd.DataFrame({"月份": range(1, 13), "总辐射": [value * factor for value in ghi], "平均气温": 19.0})
    table.to_csv(path, index=False, encoding="gbk")
    return path


def test_normals_are_taken_or_refused(county: Path, tmp_path: Path) -> None:
    said = add(county, _normals(tmp_path / "a.csv", 3.6), *PLACE, layer="solar_normals")
    assert said.status != 0
    assert "MJ/m²/d" in said.words
    said = add(county, _normals(tmp_path / "b.csv"), layer="solar_normals")
    assert said.status != 0
    assert "nobody says where it was observed" in said.words
    said = add(county, _normals(tmp_path / "b.csv"), *PLACE, layer="solar_normals")
    assert said.status == 0, said.words
    # by days of the months: 31 x 1.93 + 28 x 2.37 + ... = 1,257
    assert "1,257 kWh/m² a year" in said.words
    assert there(county, "solar_normals").record.features == 12


def test_a_new_project_has_no_normals_of_another_place(county: Path) -> None:
    assert sources(county, "solar_normals") == []
    assert sources(county) == []


def test_the_shipped_normals_are_sound_and_say_what_is_assumed() -> None:
    layer = there(shipped_project(), "solar_normals")
    assert layer.record.faults == ()
    assert len(layer.data) == 12
    assert layer.data["remark"].str.contains("假定").all()
    assert "assumed here (unverified)" in layer.record.source.en
