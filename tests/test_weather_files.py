"""A year of weather in the files it comes in: read as it is meant, refused where it is damaged."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pvlib
import pytest

from geo_ruijin.errors import SourceError
from geo_ruijin.solar.weather_checks import check_weather
from geo_ruijin.sources.files import read_file
from tests.weather_years import (
    ALTITUDE,
    LATITUDE,
    LONGITUDE,
    OFFSET,
    hours,
    write_epw,
    write_pvgis_csv,
    write_pvgis_json,
    write_tmy3,
)

LOCAL = hours()
UTC = hours(at=OFFSET, zone=0)

#: How each is written, what it is called, the year that is written, and of its first row: hour, stamp, zone.
FILES: dict[str, tuple[Callable[[Path, pd.DataFrame], Path], str, pd.DataFrame, float, str, float]] = {
    "EPW": (write_epw, "a.epw", LOCAL, 1.0, "end", 8.0),
    "EPW called CSV": (write_epw, "a.csv", LOCAL, 1.0, "end", 8.0),
    "TMY3": (write_tmy3, "a.csv", LOCAL, 1.0, "end", 8.0),
    "PVGIS CSV": (write_pvgis_csv, "a.csv", UTC, OFFSET, "middle", 0.0),
    "PVGIS JSON": (write_pvgis_json, "a.json", UTC, OFFSET, "middle", 0.0),
}


@pytest.mark.parametrize("kind", FILES)
def test_a_file_is_read_with_what_it_says_of_itself(kind: str, tmp_path: Path) -> None:
    write, name, year, hour, stamp, zone = FILES[kind]
    rows = read_file(write(tmp_path / name, year))
    assert len(rows) == 8760
    first = rows.iloc[0]
    assert (first["month"], first["day"], first["hour"]) == (1, 1, pytest.approx(hour))
    assert (first["stamp"], first["utc_offset"]) == (stamp, zone)
    assert (first["latitude"], first["longitude"], first["altitude"]) == (LATITUDE, LONGITUDE, ALTITUDE)
    for column in ("ghi", "dni", "dhi", "temperature", "wind"):
        assert np.allclose(rows[column], year[column]), column


def test_a_name_in_gbk_and_a_zip_around_it_are_read_too(tmp_path: Path) -> None:
    path = write_epw(tmp_path / "瑞金.epw", LOCAL, encoding="gbk")
    with zipfile.ZipFile(tmp_path / "瑞金.zip", "w") as archive:
        archive.write(path, path.name)
    rows = read_file(tmp_path / "瑞金.zip")
    assert rows["ghi"].sum() == pytest.approx(LOCAL["ghi"].sum())
    assert any("GB 18030" in remark.en for remark in rows.attrs["remarks"])


def test_an_epw_of_pvgis_counts_its_hours_in_utc(tmp_path: Path) -> None:
    path = write_epw(tmp_path / "a.epw", UTC)
    said = "COMMENTS 1,Sensor Point System data - based on the ECMWF-ERA\nCOMMENTS 2,Irradiance Time Offset (h):-0.8239"
    path.write_text(path.read_text("utf-8").replace("COMMENTS 1,made for a test\nCOMMENTS 2,", said), "utf-8")
    rows = read_file(path)
    assert rows["hour"].iloc[0] == pytest.approx(1 - 0.8239)  # the 0.1761 h after 0:00 that its CSV says
    assert set(rows["utc_offset"]) == {0.0}
    assert "read as UTC" in rows.attrs["remarks"][-1].en


def test_a_year_of_hours_of_pvgis_on_the_horizontal_is_taken_apart(tmp_path: Path) -> None:
    text = (
        "Latitude (decimal degrees):\t25.886\nLongitude (decimal degrees):\t116.027\nElevation (m):\t200\n"
        "Radiation database:\tPVGIS-SARAH3\n\n\nSlope: 0 deg. \nAzimuth: 0 deg. \n"
        "time,Gb(i),Gd(i),Gr(i),H_sun,T2m,WS10m,Int\n"
        "20160101:0410,300.0,100.0,0.0,40.0,9.0,1.0,0.0\n"
        "20160101:0510,200.0,120.0,0.0,40.0,9.5,1.0,0.0\n\nGb(i): Beam\n"
    )
    path = tmp_path / "a.csv"
    path.write_text(text)
    rows = read_file(path)
    assert rows["ghi"].tolist() == [400.0, 320.0]  # the beam and the sky on a plane that lies flat
    assert rows["dhi"].tolist() == [100.0, 120.0]
    assert rows["hour"].tolist() == pytest.approx([4 + 10 / 60, 5 + 10 / 60])
    path.write_text(text.replace("Slope: 0 deg.", "Slope: 30 deg."))
    with pytest.raises(SourceError, match="inclined by 30°"):
        read_file(path)
    path.write_text(text.replace("20160101:0510", "20170101:0510"))
    with pytest.raises(SourceError, match="the years 2016 to 2017"):
        read_file(path)


def _cut_in_a_line(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    path.write_text(text[: len(text) // 2].rpartition("\n")[0] + "\n2001,6", encoding="utf-8")


def _without_hours(path: Path) -> None:
    path.write_text("\n".join(path.read_text(encoding="utf-8").splitlines()[:8]) + "\n", encoding="utf-8")


def _words(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("2001,6,1,", "2001,六月,1,"), encoding="utf-8")


def _headless(path: Path) -> None:
    path.write_text(path.read_text(encoding="utf-8").partition("\n")[2], encoding="utf-8")


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (_cut_in_a_line, "has 2 cells and the others 35"),
        (_without_hours, "holds no hours"),
        (_words, "does not read as EPW"),
        (_headless, "is not a weather file"),
    ],
)
def test_a_damaged_epw_is_refused(damage: Callable[[Path], None], words: str, tmp_path: Path) -> None:
    path = write_epw(tmp_path / "a.epw", LOCAL)
    damage(path)
    with pytest.raises(SourceError, match=words) as refused:
        read_file(path)
    assert refused.value.say("zh").startswith("无法读取 a.epw")


def test_a_typical_year_of_pvgis_without_a_month_is_refused(tmp_path: Path) -> None:
    path = write_pvgis_csv(tmp_path / "a.csv", UTC[UTC["month"] != 3])
    with pytest.raises(SourceError, match=r"8760 hours, and it has 8016 \(by month: 1: 744, 2: 672, 4: 720"):
        read_file(path)


@pytest.mark.parametrize("name", ["723170TYA.CSV", "703165TY.csv"])
def test_observed_years_pass_all_checks(name: str) -> None:
    """Greensboro, North Carolina, and Sand Point, Alaska, as pvlib carries them: clouds, coasts and all."""
    rows = read_file(Path(pvlib.__file__).parent / "data" / name)
    assert check_weather(rows, "hours", place=None, crs="EPSG:4326", file="layers/weather.toml")[1] == []
