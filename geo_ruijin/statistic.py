"""A figure that somebody reports: one row of the table of statistics, and why it cannot be used."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from geo_ruijin.errors import closest
from geo_ruijin.text import Text
from geo_ruijin.units import UNITS

#: The whole of a share [%].
_WHOLE = 100


@dataclass(frozen=True)
class Statistic:
    """What is reported under an id.

    Attributes
    ----------
    value
        In the unit asked for; None where nothing can be used.
    why
        Where the figure is from, or why there is none.
    year
        The year it is of; None without a value.
    source
        Where it is from, in the words of the table.
    modelled
        Whether the row says that it is anything but real.
    refused
        Whether somebody gave a figure that cannot be used.
    """

    value: float | None
    why: Text
    year: int | None = None
    source: str = ""
    modelled: bool = False
    refused: bool = False


def statistic(statistics: pd.DataFrame, identifier: str, *, unit: str, dated: bool = True) -> Statistic:
    """Return the figure somebody reported under `identifier`.

    Parameters
    ----------
    statistics
        Rows with id, value, unit, year, source and nature; a figure is modelled unless its nature is "real" or blank.
    identifier
        The id of the row.
    unit
        The unit it should be in. A figure in another unit, without source or year, beyond 100 %, or below 0 where that
        cannot be, is refused.
    dated
        Whether a figure without a year is refused too: the area of a county hardly changes with the years.

    Examples
    --------
    >>> rows = pd.DataFrame({"id": ["cars"], "value": [3], "unit": ["辆"], "year": [2025], "source": ["市统计局"]})
    >>> statistic(rows, "cars", unit="vehicles").value
    3.0
    """
    reports = statistics.reindex(columns=["id", "value", "unit", "year", "source", "nature"])
    rows = reports[(reports["id"] == identifier).fillna(value=False)]
    if rows.empty:
        cure = closest(identifier, reports["id"].dropna().astype(str))
        return Statistic(
            None,
            Text(zh=f"统计表里没有“{identifier}”这一行。{cure.zh}", en=f"no row '{identifier}' is reported. {cure.en}"),
        )
    if len(rows) != 1:
        return Statistic(
            None,
            Text(
                zh=f"统计表里“{identifier}”有 {len(rows)} 行,只应有一行",
                en=f"'{identifier}' is reported in {len(rows)} rows, should be in one",
            ),
        )
    row = rows.iloc[0].astype("string").fillna("")
    value = pd.to_numeric(row["value"], errors="coerce")
    if pd.isna(value):
        return Statistic(
            None, Text(zh=f"统计表“{identifier}”尚未填报数值", en=f"nothing is reported yet in row '{identifier}'")
        )
    if (trouble := _unusable(row, float(value), unit, dated=dated)) is not None:
        return Statistic(
            None,
            Text(
                zh=f"统计表“{identifier}”{trouble.zh},未采用",
                en=f"row '{identifier}' {trouble.en}; the figure is not used",
            ),
            refused=True,
        )
    year = int(float(row["year"])) if row["year"] else None
    why = (
        Text(zh=f"填报数据:{row['source']}", en=f"Reported: {row['source']}")
        if year is None
        else Text(zh=f"填报数据:{year} 年,{row['source']}", en=f"Reported for {year}: {row['source']}")
    )
    modelled = row["nature"] not in ("", "real")
    return Statistic(float(value), why, year, row["source"], modelled=modelled)


def _unusable(row: pd.Series[str], value: float, unit: str, *, dated: bool) -> Text | None:
    """Return why a reported figure cannot be used."""
    if _plain_unit(row["unit"]) not in {_plain_unit(known) for known in (unit, UNITS[unit].zh, UNITS[unit].en)}:
        return Text(zh=f"的单位是“{row['unit']}”,应为“{unit}”", en=f"is in '{row['unit']}', should be in '{unit}'")
    if not row["source"] or (dated and not row["year"]):
        return Text(zh="没有写年份或来源", en="states no year or source")
    if unit == "%" and abs(value) > _WHOLE:
        return Text(zh=f"填了 {value:g}%,超出 ±100%", en=f"says {value:g} %, beyond ±100 %")
    if unit != "%" and value < 0:
        return Text(zh=f"填了负数 {value:g}", en=f"says {value:g}, below 0")
    return None


def _plain_unit(unit: str) -> str:
    """Return a unit without what a table saved in GBK loses (m³ becomes m?), or a keyboard lacks."""
    return unit.strip().replace("％", "%").replace("³", "3").replace("²", "2").replace("m?", "m3")
