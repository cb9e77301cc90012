"""Which hour of the year a row is of: what is said of stamps, and the middles of hours they come to."""

from __future__ import annotations

import re
from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo_ruijin.checks.rows import in_rows
from geo_ruijin.errors import Fault
from geo_ruijin.text import Text

Floats = NDArray[np.float64]

#: What a stamp means of its hour, and how far the middle of the hour is from it [h].
STAMPS: Mapping[str, float] = {"start": 0.5, "middle": 0.0, "end": -0.5}

#: The time zones there are [h].
ZONES = (-12.0, 14.0)

_DAY = 24
_MINUTES = 60.0
_FEBRUARY, _LEAP_DAY = 2, 29

#: The days before each month of a common year and of a leap year.
_BEFORE = {leap: np.cumsum([0, 31, 28 + leap, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]) for leap in (False, True)}

#: Times as programs and people write them: 2023-01-01T05:00+08:00, 2023/1/1 5:00, 20230101:0500, 2023年1月1日5时.
_TIME = re.compile(
    r"^\s*\d{4}[-/.年]?(\d{1,2})[-/.月]?(\d{1,2})日?[T\s:]*(?:(\d{1,2})[:时]?(?:(\d{2})(?:[:分](\d{2}(?:\.\d+)?)秒?)?分?)?)?"
    r"\s*(Z|UTC|[+-]\d{2}:?\d{2})?\s*$"
)

_ZONE_CURE = Text(
    zh="写 constants = { utc_offset = 8 }(命令行 --set utc_offset=8);北京时间为 8,世界时(UTC)为 0",
    en="Write constants = { utc_offset = 8 } (--set utc_offset=8): hours ahead of UTC, in standard time",
)

#: What must be said of every hourly table, since nothing in its numbers says it; what is wrong without, and the cure.
_NEEDED: Mapping[str, tuple[Text, Text]] = {
    "utc_offset": (Text(zh="没有说明是哪个时区的时间", en="nobody says which time zone its hours are in"), _ZONE_CURE),
    "stamp": (
        Text(
            zh="没有说明时刻是一小时的开头、中间还是结尾",
            en="nobody says whether a stamp is the start, the middle or the end of its hour",
        ),
        Text(
            zh='写 constants = { stamp = "end" }(命令行 --set stamp=end);start 开头、middle 中间、end 结尾',
            en='Write constants = { stamp = "end" } (--set stamp=end): start, middle or end',
        ),
    ),
}


def known_hours(rows: pd.DataFrame, *, file: str) -> tuple[pd.DataFrame, list[Fault]]:
    """Return rows with month, day and hour as the middles of their hours, and what is wrong with their stamps.

    Parameters
    ----------
    rows
        With month, day and hour, or time; stamp and utc_offset [h].
    file
        The layer's TOML file, for readers.

    Returns
    -------
    rows : DataFrame
        The same rows, month and day of the middle, hour the middle [h] from 0 on, stamp "middle"; as they were where
        something is wrong.
    faults : list of Fault
        What is wrong.

    Examples
    --------
    >>> rows = pd.DataFrame({"month": [2], "day": [28], "hour": [24.0], "stamp": ["end"], "utc_offset": [8.0]})
    >>> known_hours(rows, file="layers/weather.toml")[0][["month", "day", "hour"]].to_numpy().tolist()
    [[2.0, 28.0, 23.5]]
    """
    rows, faults = _with_stamps(rows, file=file)
    faults += [
        Fault(file, f"columns.{name}", what, cure)
        for name, (what, cure) in _NEEDED.items()
        if name not in rows or rows[name].isna().all()
    ]
    if faults:
        return rows, faults
    faults = [*_varying(rows, file=file), *_impossible(rows, file=file)]
    if faults:
        return rows, faults
    leap = bool((rows["month"].eq(_FEBRUARY) & rows["day"].eq(_LEAP_DAY)).any())
    month, day, hour = (rows[name].to_numpy(dtype=float) for name in ("month", "day", "hour"))
    whole = _DAY * int(_BEFORE[leap][-1])
    shift = STAMPS[str(rows["stamp"].iloc[0])]
    position = ((_BEFORE[leap][month.astype(int) - 1] + day - 1) * _DAY + hour + shift) % whole
    days = (position // _DAY).astype(int)
    months = np.searchsorted(_BEFORE[leap], days, side="right")
    moved = rows.assign(
        month=months, day=days - _BEFORE[leap][months - 1] + 1, hour=position - days * _DAY, stamp="middle"
    )
    return moved, []


def positions(rows: pd.DataFrame) -> Floats:
    """Return where the middles of hours lie in a common year, from its first midnight [h]: (n,).

    Parameters
    ----------
    rows
        With month, day and hour, the middle of each hour; no leap day.

    Examples
    --------
    >>> positions(pd.DataFrame({"month": [1, 3], "day": [1, 1], "hour": [0.5, 0.5]})).tolist()
    [0.5, 1416.5]
    """
    month, day, hour = (rows[name].to_numpy(dtype=float) for name in ("month", "day", "hour"))
    found: Floats = (_BEFORE[False][month.astype(int) - 1] + day - 1) * _DAY + hour
    return found


def is_leap_day(rows: pd.DataFrame) -> pd.Series:
    """Return which rows are of 29 February."""
    return rows["month"].eq(_FEBRUARY) & rows["day"].eq(_LEAP_DAY)


def _with_stamps(rows: pd.DataFrame, *, file: str) -> tuple[pd.DataFrame, list[Fault]]:
    """Return rows with month, day and hour, taken from their time where that is what they have."""
    lacking = [name for name in ("month", "day", "hour") if name not in rows or rows[name].isna().all()]
    if not lacking:
        return rows, []
    if "time" not in rows:
        what = Text(
            zh=f"没有时间:缺 {'、'.join(lacking)} 列,也没有 time 列",
            en=f"it has no times: neither {', '.join(lacking)} nor a column time",
        )
        cure = Text(
            zh='写 columns = { time = "文件里的时间列" },或分别写 month、day、hour(命令行 --column time=…)',
            en='Write columns = { time = "its name there" }, or month, day and hour (--column time=…)',
        )
        return rows, [Fault(file, "columns.time", what, cure)]
    written = rows["time"].astype("string")
    parts = written.str.extract(_TIME)
    if (ill := written.notna() & parts[0].isna()).any():
        cell = str(written[ill].iloc[0])[:30]
        problem = Text(zh=f"不是时间(如“{cell}”)", en=f"no times (such as '{cell}')")
        cure = Text(zh="请写成 2023-01-01 05:00", en="Write them as 2023-01-01 05:00")
        return rows, [in_rows(file, "columns.time", problem, ill, cure=cure)]
    clock = parts[[2, 3, 4]].fillna("0").astype(float)
    hour = clock[2] + clock[3] / _MINUTES + clock[4] / _MINUTES**2
    rows = rows.assign(month=parts[0].astype(float), day=parts[1].astype(float), hour=hour)
    return _with_zone(rows, parts[5], file=file)


def _with_zone(rows: pd.DataFrame, zone: pd.Series, *, file: str) -> tuple[pd.DataFrame, list[Fault]]:
    """Return rows with the offset from UTC that their times say, where they say one."""
    if zone.isna().all():
        return rows, []
    signed = zone.replace({"Z": "+0000", "UTC": "+0000"}).str.replace(":", "")
    said = signed.str[:3].astype(float) + signed.str[0].map({"+": 1.0, "-": -1.0}) * signed.str[3:].astype(float) / 60
    if "utc_offset" not in rows or rows["utc_offset"].isna().all():
        return rows.assign(utc_offset=said), []
    if (other := said.notna() & rows["utc_offset"].ne(said)).any():
        cell, declared = float(said[other].iloc[0]), float(rows["utc_offset"].iloc[0])
        problem = Text(
            zh=f"的时区是 {cell:+g},与声明的 utc_offset = {declared:g} 不符",
            en=f"in the zone {cell:+g}, not as declared: utc_offset = {declared:g}",
        )
        return rows, [in_rows(file, "columns.utc_offset", problem, other)]
    return rows, []


def _varying(rows: pd.DataFrame, *, file: str) -> list[Fault]:
    """Return what should be the same in all rows and is not, or is nothing that there is."""
    faults = []
    cure = Text(
        zh="请全年用标准时间,不用夏令时", en="Use standard time all the year, without daylight saving"
    )  # what summer time does to a file, most of all
    for name in ("utc_offset", "stamp"):
        if (other := rows[name].ne(rows[name].iloc[0]) | rows[name].isna()).any():
            problem = Text(zh=f"与第一行的 {name} 不同", en=f"with another {name} than the first row")
            faults.append(in_rows(file, f"columns.{name}", problem, other, cure=cure))
    zone, stamp = rows["utc_offset"].iloc[0], str(rows["stamp"].iloc[0])
    if not ZONES[0] <= zone <= ZONES[1]:
        what = Text(zh=f"没有 {zone:+g} 这个时区", en=f"there is no time zone {zone:+g}")
        faults.append(Fault(file, "columns.utc_offset", what, _ZONE_CURE))
    if stamp not in STAMPS:
        what = Text(zh=f"stamp 不能是“{stamp}”", en=f"stamp cannot be '{stamp}'")
        faults.append(Fault(file, "columns.stamp", what, _NEEDED["stamp"][1]))
    return faults


def _impossible(rows: pd.DataFrame, *, file: str) -> list[Fault]:
    """Return the rows whose month, day or hour is none."""
    month = rows["month"].astype(float)
    good = month.between(1, 12) & month.mod(1).eq(0)
    days = np.diff(_BEFORE[True])[np.where(good, month, 1).astype(int) - 1]
    day, hour = rows["day"].astype(float), rows["hour"].astype(float)
    good &= day.ge(1) & day.le(pd.Series(days, index=rows.index)) & day.mod(1).eq(0) & hour.between(0, _DAY)
    if good.all():
        return []
    first = rows.loc[~good, ["month", "day", "hour"]].iloc[0]
    shown = f"{first['month']}-{first['day']} {first['hour']}"
    problem = Text(zh=f"没有这样的时刻(如 {shown})", en=f"no such time (such as {shown})")
    return [in_rows(file, "columns.hour", problem, ~good)]
