"""Whether a table holds every hour of a year, each once."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo_ruijin.checks.rows import in_rows
from geo_ruijin.errors import Fault
from geo_ruijin.solar.stamps import is_leap_day, positions
from geo_ruijin.solar.weather import HOURS
from geo_ruijin.text import Text

_DAY = 24
_MINUTES = 60

#: How many of the missing hours a message names.
_NAMED = 5

_FIRST = pd.Timestamp(2001, 1, 1)

_CURE = Text(
    zh=f"全年应有 {HOURS} 行,每小时一行;请补齐或换一个完整的文件,不要用 0 填",
    en=f"A year has {HOURS} rows, one an hour: complete them or take a file that is whole, and fill no gap with zeros",
)


def whole_year(rows: pd.DataFrame, *, file: str) -> tuple[pd.DataFrame, list[Fault]]:
    """Return the rows of a year in order of time without its leap day, and which hours are missing or doubled.

    Parameters
    ----------
    rows
        With month, day and hour, the middle of each hour [h]; their index counts them as the file does.
    file
        The layer's TOML file, for readers.

    Returns
    -------
    rows : DataFrame
        In order of time; those of 29 February are left out, since a typical year has none.
    faults : list of Fault
        What is wrong; a leap day and a wrong order are but remarks.
    """
    faults = []
    if (leap := is_leap_day(rows)).any():
        problem = Text(
            zh="是 2 月 29 日,已略去:典型年没有闰日", en="of 29 February, left out: a typical year has no leap day"
        )
        faults.append(in_rows(file, "columns.day", problem, leap, serious=False))
        rows = rows[~leap]
    where = pd.Series(positions(rows), index=rows.index)
    odd = _uneven(where, file=file)
    if odd:
        return rows, faults + odd
    hours = where.floordiv(1).astype(int)
    if (again := hours.duplicated()).any():
        problem = Text(zh="与前面某一行是同一小时", en="of the same hour as an earlier row")
        cure = Text(zh="请删去重复的行;多年的数据请只留一年", en="Take them out; of several years keep one")
        faults.append(in_rows(file, "columns.hour", problem, again, cure=cure))
    if len(missing := np.setdiff1d(np.arange(HOURS), hours)):
        faults.append(Fault(file, "columns.hour", _missing(missing, len(rows)), _CURE))
    if (np.diff(hours) < 0).sum() > 1:  # one step back is a year that begins at another hour
        what = Text(zh="各行不按时间先后,已排序", en="the rows are not in order of time; they are sorted")
        faults.append(Fault(file, "columns.hour", what, serious=False))
    return rows.loc[where.sort_values(kind="stable").index], faults


def _uneven(where: pd.Series, *, file: str) -> list[Fault]:
    """Return a fault where the middles do not all lie at the same minute: there are no hours then."""
    minutes = (where.mod(1) * _MINUTES).round(1).mod(_MINUTES)
    kinds = minutes.value_counts()
    if len(kinds) <= 1:
        return []
    shown = ", ".join(f"{minute:g}" for minute in sorted(kinds.index)[:_NAMED])
    what = Text(
        zh=f"不是逐小时数据:时刻落在每小时的第 {shown} 分钟",
        en=f"these are no hours: their times lie {shown} minutes past",
    )
    cure = Text(zh="请先求每小时的平均值", en="Take the mean of each hour first")
    return [Fault(file, "columns.hour", what, cure)]


def _missing(missing: NDArray[np.int64], count: int) -> Text:
    """Return which hours are missing: whole months by their number, others one by one."""
    times = pd.DatetimeIndex(_FIRST + pd.to_timedelta(missing, unit="h"))
    by_month = Counter(times.month.tolist())
    length = {month: _DAY * _FIRST.replace(month=month).days_in_month for month in by_month}
    whole = sorted(month for month, hours in by_month.items() if hours == length[month])
    rest = [time for time in times if time.month not in whole]
    named = [f"{time.month}-{time.day} {time.hour}:00" for time in rest[:_NAMED]]
    more = len(rest) - len(named)
    zh = [f"整月缺 {'、'.join(map(str, whole))} 月"] if whole else []
    en = [f"all of month {', '.join(map(str, whole))}"] if whole else []
    if named:
        zh.append(f"{'、'.join(named)}" + (f" 等,另有 {more} 个" if more else ""))
        en.append(", ".join(named) + (f" and {more} more" if more else ""))
    return Text(
        zh=f"{count} 行中缺 {len(missing)} 个小时({';'.join(zh)})",
        en=f"{len(missing)} hours of the year are missing from {count} rows ({'; '.join(en)})",
    )
