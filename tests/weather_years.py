"""A year of weather at a place, made from pvlib's clear sky under a cloud now and then, in the files it comes in."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from pvlib.clearsky import haurwitz
from pvlib.irradiance import erbs
from pvlib.solarposition import get_solarposition

#: The middle of Ruijin.
LATITUDE, LONGITUDE, ALTITUDE = 25.886, 116.027, 200.0

#: Which of its hour a value of PVGIS is of, after the hour by UTC [h].
OFFSET = 0.1761

_EPW_HEAD = """LOCATION,瑞金,江西,CHN,CSWD,579000,{latitude},{longitude},{zone:.1f},{altitude}
DESIGN CONDITIONS,0
TYPICAL/EXTREME PERIODS,0
GROUND TEMPERATURES,0
HOLIDAYS/DAYLIGHT SAVINGS,No,0,0,0
COMMENTS 1,made for a test
COMMENTS 2,
DATA PERIODS,1,1,Data,Sunday, 1/ 1,12/31
"""
_TMY3_HEAD = "Date (MM/DD/YYYY),Time (HH:MM),GHI (W/m^2),DNI (W/m^2),DHI (W/m^2),Dry-bulb (C),Wspd (m/s)\n"


@dataclass(frozen=True)
class Place:
    """Where a year of weather is of, and its standard time [h ahead of UTC]."""

    latitude: float = LATITUDE
    longitude: float = LONGITUDE
    zone: float = 8.0


def hours(place: Place = Place(), *, at: float = 0.5, zone: float | None = None) -> pd.DataFrame:
    """Return 8760 rows in order: month, day, hour and the weather `at` hours after it, by a clock `zone` ahead of UTC.

    The sky is clear on one day in four and lets half through on the others; the beam is what Erbs leaves.
    """
    offset = place.zone if zone is None else zone
    clock = pd.date_range("2001-01-01", periods=8760, freq="h")
    times = (clock + pd.Timedelta(hours=at - offset)).tz_localize("UTC")
    zenith = get_solarposition(times, place.latitude, place.longitude)["zenith"]
    day = times.day_of_year.to_numpy()
    ghi = haurwitz(zenith)["ghi"].to_numpy() * np.where(day % 4 == 0, 1.0, 0.5)
    parted = erbs(ghi, zenith.to_numpy(), day)
    season = np.cos(2 * np.pi * (clock.day_of_year - 200) / 365) * np.sign(place.latitude)
    return pd.DataFrame(
        {
            "month": clock.month,
            "day": clock.day,
            "hour": clock.hour,
            "ghi": ghi.round(2),
            "dni": np.asarray(parted["dni"]).round(2),
            "dhi": np.asarray(parted["dhi"]).round(2),
            "temperature": (18 + 10 * season).round(1),
            "wind": 2.0,
        }
    )


def _each(rows: pd.DataFrame) -> Iterator[Any]:
    """Yield rows with their cells as attributes of any type."""
    yield from rows.itertuples()


def write_epw(path: Path, rows: pd.DataFrame, place: Place = Place(), *, encoding: str = "utf-8") -> Path:
    """Write hours as an EPW file, where hour n ends at n o'clock."""
    head = _EPW_HEAD.format(**vars(place), altitude=ALTITUDE)
    lines = [
        f"2001,{row.month},{row.day},{row.hour + 1},60,?9?9,{row.temperature},10,80,99000,9999,9999,300,"
        f"{row.ghi},{row.dni},{row.dhi},999999,999999,999999,9999,180,{row.wind},"
        "9,9,9999,99999,9,999999999,99,0.1,0,88,0.2,0,1"
        for row in _each(rows)
    ]
    path.write_text(head + "\n".join(lines) + "\n", encoding=encoding)
    return path


def write_tmy3(path: Path, rows: pd.DataFrame, place: Place = Place()) -> Path:
    """Write hours as a TMY3 file, whose stamps 01:00 to 24:00 end their hours."""
    head = f'579000,"RUIJIN",JX,{place.zone:.1f},{place.latitude},{place.longitude},{ALTITUDE:.0f}\n{_TMY3_HEAD}'
    lines = [
        f"{row.month:02}/{row.day:02}/2001,{row.hour + 1:02}:00,{row.ghi},{row.dni},{row.dhi},{row.temperature},"
        f"{row.wind}"
        for row in _each(rows)
    ]
    path.write_text(head + "\n".join(lines) + "\n", encoding="utf-8")
    return path


def write_pvgis_csv(path: Path, rows: pd.DataFrame, place: Place = Place()) -> Path:
    """Write hours by UTC as PVGIS writes a typical year in CSV."""
    head = (
        f"Latitude (decimal degrees): {place.latitude}\nLongitude (decimal degrees): {place.longitude}\n"
        f"Elevation (m): {ALTITUDE}\nIrradiance Time Offset (h): {OFFSET}\nmonth,year\n"
        + "".join(f"{month},{2004 + month}\n" for month in range(1, 13))
        + "time(UTC),T2m,RH,G(h),Gb(n),Gd(h),IR(h),WS10m,WD10m,SP\n"
    )
    lines = [
        f"{2004 + row.month}{row.month:02}{row.day:02}:{row.hour:02}00,{row.temperature},80.0,{row.ghi},{row.dni},"
        f"{row.dhi},300.0,{row.wind},180.0,99000.0"
        for row in _each(rows)
    ]
    path.write_text(head + "\n".join(lines) + "\n\nT2m: 2-m air temperature (degree Celsius)\n", encoding="utf-8")
    return path


def write_pvgis_json(path: Path, rows: pd.DataFrame, place: Place = Place()) -> Path:
    """Write hours by UTC as PVGIS writes a typical year in JSON."""
    where = {
        "latitude": place.latitude,
        "longitude": place.longitude,
        "elevation": ALTITUDE,
        "irradiance_time_offset": OFFSET,
    }
    hourly = [
        {
            "time(UTC)": f"{2004 + row.month}{row.month:02}{row.day:02}:{row.hour:02}00",
            "T2m": row.temperature,
            "G(h)": row.ghi,
            "Gb(n)": row.dni,
            "Gd(h)": row.dhi,
            "WS10m": row.wind,
        }
        for row in _each(rows)
    ]
    written = {
        "inputs": {"location": where, "meteo_data": {"radiation_db": "PVGIS-SARAH3"}},
        "outputs": {"months_selected": [], "tmy_hourly": hourly},
        "meta": {"inputs": {}},
    }
    path.write_text(json.dumps(written), encoding="utf-8")
    return path


def write_table(path: Path, rows: pd.DataFrame, *, encoding: str = "utf-8") -> Path:
    """Write hours as a bureau does: times that start their hours, columns in Chinese, no word on zone or place."""
    times = [f"2001-{row.month:02}-{row.day:02} {row.hour:02}:00" for row in _each(rows)]
    table = pd.DataFrame({"时间": times, "总辐射": rows["ghi"], "气温": rows["temperature"]})
    if path.suffix == ".xlsx":
        table.to_excel(path, index=False)
    else:
        table.to_csv(path, index=False, encoding=encoding)
    return path
