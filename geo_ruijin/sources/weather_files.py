"""A year of weather in the files that are passed around: EPW, TMY3, PVGIS.

Each says itself where it was observed, in which time, and which moment its stamps mean; here that becomes columns, as
any other table has them, so that nothing need be declared. Whether the year is whole and fits the sun is checked later.
"""

from __future__ import annotations

import io
import json
import re
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path

import pandas as pd

from geo_ruijin import _pvlib as pvlib
from geo_ruijin.sources.encodings import decode
from geo_ruijin.sources.formats import unreadable, weather_kind
from geo_ruijin.text import Text, same

#: pvlib's names for what a layer of weather has.
_OURS = {"ghi": "ghi", "dni": "dni", "dhi": "dhi", "temp_air": "temperature", "wind_speed": "wind"}

#: How a stamp of PVGIS begins: 20180101:0010.
_PVGIS_STAMP = re.compile(r"^\d{8}:\d{4},", re.MULTILINE)

#: By how much the irradiance of PVGIS is off its stamp, which newer files say [h].
_OFFSET = re.compile(r"Irradiance Time Offset \(h\):\s*(-?\d+(?:\.\d+)?)")

#: Who made the EPW files of PVGIS, as they say themselves.
_BY_PVGIS = "based on the ECMWF-ERA"

#: How many lines stand above the hours of an EPW and a TMY3 file.
_ABOVE = {"epw": 8, "tmy3": 2}

_HOURS = 8760
_MINUTES = 60.0

_LABELS = {
    "epw": same("EPW"),
    "tmy3": same("TMY3"),
    "pvgis csv": Text(zh="PVGIS(CSV)", en="PVGIS (CSV)"),
    "pvgis json": Text(zh="PVGIS(JSON)", en="PVGIS (JSON)"),
}

_AGAIN = Text(
    zh="文件可能被截断或改动过;请重新下载或导出。", en="It may be cut off or changed: download or export it again."
)


def read_weather(path: Path, *, encoding: str | None = None) -> pd.DataFrame:
    """Return a year of weather as the rows of a table, in the order of the file.

    Parameters
    ----------
    path
        An EPW file, a TMY3 file, or one of PVGIS: its typical year or one year of hours on a horizontal plane, as CSV
        or JSON. Which it is is told by its content.
    encoding
        The encoding of its text, where it is none that can be told.

    Returns
    -------
    DataFrame
        Columns month, day, hour as stamped, stamp ("start", "middle" or "end": what of its hour a stamp means),
        utc_offset [h], ghi, dni and dhi [W/m²] as far as there, temperature [°C], wind [m/s], latitude, longitude
        [degree], altitude [m].

    Raises
    ------
    SourceError
        If it is damaged, cut off, of several years or of an inclined plane.

    References
    ----------
    EnergyPlus Auxiliary Programs, EPW; NREL/TP-581-43156 (TMY3); PVGIS 5.3 (JRC).
    """
    text, remarks = decode(path.read_bytes(), path, encoding=encoding)
    kind = weather_kind(text[:65536].encode())
    if kind is None:
        raise unreadable(path, Text(zh="不是气象数据文件,或已损坏", en="it is no weather file, or damaged"), _AGAIN)
    _demand_even_lines(path, text, kind)
    try:
        rows, found = _READERS[kind](path, text)
    except (ValueError, KeyError, IndexError, TypeError, AttributeError) as error:
        label = _LABELS[kind]
        what = Text(
            zh=f"按 {label.zh} 格式读不通({type(error).__name__}: {str(error)[:80]})",
            en=f"it does not read as {label.en} ({type(error).__name__}: {str(error)[:80]})",
        )
        raise unreadable(path, what, _AGAIN) from error
    rows.attrs = {"remarks": [*remarks, *found]}
    return rows


#: Rows, and what a reader should know of how they were read.
_Read = tuple[pd.DataFrame, list[Text]]


def _epw(path: Path, text: str) -> _Read:
    """Read an EPW file; its hour n ends at n o'clock, in standard time.

    Those that PVGIS makes count their hours in UTC, whatever their header says, and hold values of a moment.
    """
    # in a leap year any date that is written is one
    data, said = pvlib.iotools.read_epw(io.StringIO(text), coerce_year=2000)
    rows = _rows(data, latitude=said["latitude"], longitude=said["longitude"], altitude=said["altitude"])
    stamps = {"month": data["month"], "day": data["day"], "hour": data["hour"].astype(float)}
    head = "\n".join(text.splitlines()[: _ABOVE["epw"]])
    if _BY_PVGIS not in head:
        return _stamped(rows, **stamps, stamp="end", utc_offset=said["TZ"]), []
    offset = _OFFSET.search(head)
    stamps["hour"] = stamps["hour"] + (float(offset[1]) if offset else -0.5)
    remark = Text(
        zh=f"{path.name} 是 PVGIS 的 EPW:各小时按 UTC 读取,不按文件头的时区 {said['TZ']:+g}",
        en=f"{path.name} is an EPW file of PVGIS: its hours are read as UTC, not in the zone {said['TZ']:+g} it names",
    )
    return _stamped(rows, **stamps, stamp="middle", utc_offset=0.0), [remark]


def _tmy3(_: Path, text: str) -> _Read:
    """Read a TMY3 file; a stamp ends its hour, in standard time: 01:00 to 24:00, elsewhere 01:00 to 00:00."""
    data, said = pvlib.iotools.read_tmy3(io.StringIO(text))
    rows = _rows(data, latitude=said["latitude"], longitude=said["longitude"], altitude=said["altitude"])
    date = data["Date (MM/DD/YYYY)"].str.extract(r"(\d+)/(\d+)").astype(int)
    time = data["Time (HH:MM)"].str.extract(r"(\d+):(\d+)").astype(float)
    hour = time[0] + time[1] / _MINUTES
    return _stamped(rows, month=date[0], day=date[1], hour=hour, stamp="end", utc_offset=said["TZ"]), []


def _pvgis_csv(path: Path, text: str) -> _Read:
    """Read a CSV file of PVGIS: UTC, values of the moment their stamps say, but for an offset."""
    if "time(UTC)" not in text:
        data, said = pvlib.iotools.read_pvgis_hourly(io.StringIO(text), pvgis_format="csv")
        inputs = said["inputs"]
        return _pvgis_hours(path, data, inputs, slope=float(re.sub(r"[^\d.+-].*", "", str(inputs["Slope"]))))
    count = len(_PVGIS_STAMP.findall(text))
    if count != _HOURS:
        months = Counter(int(stamp[4:6]) for stamp in _PVGIS_STAMP.findall(text))
        listed = ", ".join(f"{month}: {hours}" for month, hours in sorted(months.items()))
        what = Text(
            zh=f"典型年应有 {_HOURS} 小时,现有 {count} 小时(各月:{listed})",
            en=f"a typical year has {_HOURS} hours, and it has {count} (by month: {listed})",
        )
        raise unreadable(path, what, _AGAIN)
    data, said = pvlib.iotools.read_pvgis_tmy(io.BytesIO(text.encode()), pvgis_format="csv")
    inputs = said["inputs"]
    return _pvgis_rows(data, inputs, offset=inputs.get("irradiance time offset", 0.0))


def _pvgis_json(path: Path, text: str) -> _Read:
    """Read a JSON file of PVGIS."""
    if "hourly" in json.loads(text)["outputs"]:
        data, said = pvlib.iotools.read_pvgis_hourly(io.StringIO(text), pvgis_format="json")
        plane = next(iter(said["inputs"]["mounting_system"].values()))
        return _pvgis_hours(path, data, said["inputs"]["location"], slope=float(plane["slope"]["value"]))
    data, said = pvlib.iotools.read_pvgis_tmy(io.StringIO(text), pvgis_format="json")
    place = said["inputs"]["location"]
    return _pvgis_rows(data, place, offset=place.get("irradiance_time_offset", 0.0))


def _pvgis_hours(path: Path, data: pd.DataFrame, place: Mapping[str, float], *, slope: float) -> _Read:
    """Return the hours of one year on a horizontal plane, whose parts are the beam and the sky on it."""
    if slope:
        what = Text(zh=f"是倾角 {slope:g}° 斜面上的辐射", en=f"it holds irradiance on a plane inclined by {slope:g}°")
        cure = Text(
            zh="请以 0° 倾角重新下载,或下载典型年(TMY)。",
            en="Download it with a slope of 0°, or the typical year (TMY).",
        )
        raise unreadable(path, what, cure)
    years = sorted({stamp.year for stamp in pd.DatetimeIndex(data.index)})
    if len(years) > 1:
        what = Text(zh=f"有 {years[0]} 至 {years[-1]} 多年的数据", en=f"it holds the years {years[0]} to {years[-1]}")
        cure = Text(zh="请只下载一年,或下载典型年(TMY)。", en="Download one year, or the typical year (TMY).")
        raise unreadable(path, what, cure)
    if "poa_global" in data:
        data = data.assign(ghi=data["poa_global"])
    else:
        parts = data[["poa_direct", "poa_sky_diffuse", "poa_ground_diffuse"]]
        data = data.assign(ghi=parts.sum(axis=1, skipna=False), dhi=data["poa_sky_diffuse"])
    return _pvgis_rows(data, place, offset=0.0)


def _pvgis_rows(data: pd.DataFrame, place: Mapping[str, float], *, offset: float) -> _Read:
    stamps = pd.DatetimeIndex(data.index)
    rows = _rows(data, latitude=place["latitude"], longitude=place["longitude"], altitude=place["elevation"])
    hour = pd.Series(stamps.hour + stamps.minute / _MINUTES + offset)
    month, day = pd.Series(stamps.month), pd.Series(stamps.day)
    return _stamped(rows, month=month, day=day, hour=hour, stamp="middle", utc_offset=0.0), []


_READERS: Mapping[str, Callable[[Path, str], _Read]] = {
    "epw": _epw,
    "tmy3": _tmy3,
    "pvgis csv": _pvgis_csv,
    "pvgis json": _pvgis_json,
}


def _rows(data: pd.DataFrame, **place: float) -> pd.DataFrame:
    """Return the values by our names, and where they are of."""
    there = [name for name in _OURS if name in data]
    rows = data[there].rename(columns=_OURS).astype(float).reset_index(drop=True)
    return rows.assign(**{name: float(value) for name, value in place.items()})


def _stamped(
    rows: pd.DataFrame, *, month: pd.Series, day: pd.Series, hour: pd.Series, stamp: str, utc_offset: float
) -> pd.DataFrame:
    times = pd.DataFrame({"month": month.to_numpy(), "day": day.to_numpy(), "hour": hour.to_numpy()})
    return pd.concat([times.assign(stamp=stamp, utc_offset=float(utc_offset)), rows], axis=1)


def _demand_even_lines(path: Path, text: str, kind: str) -> None:
    """Refuse a file with a line of hours that is shorter or longer than the first: it was cut off.

    Raises
    ------
    SourceError
        If there is one, or no hours at all.
    """
    if kind == "pvgis json":
        return
    lines = list(enumerate(text.splitlines(), start=1))
    if kind in _ABOVE:
        hours = [(number, line) for number, line in lines[_ABOVE[kind] :] if line.strip()]
    else:
        hours = [(number, line) for number, line in lines if _PVGIS_STAMP.match(line)]
    if not hours:
        raise unreadable(path, Text(zh="没有逐小时数据", en="it holds no hours"), _AGAIN)
    width = hours[0][1].count(",")
    odd = next(((number, line.count(",")) for number, line in hours if line.count(",") != width), None)
    if odd is not None:
        number, cells = odd
        what = Text(
            zh=f"第 {number} 行有 {cells + 1} 格,其他行有 {width + 1} 格",
            en=f"line {number} has {cells + 1} cells and the others {width + 1}",
        )
        raise unreadable(path, what, _AGAIN)
