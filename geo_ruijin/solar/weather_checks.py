"""Everything wrong with a table of weather, at once."""

from __future__ import annotations

from typing import Literal

import pandas as pd
from shapely.geometry.base import BaseGeometry

from geo_ruijin.errors import Fault
from geo_ruijin.solar.amounts import hourly_unit, running_totals
from geo_ruijin.solar.calendar import whole_year
from geo_ruijin.solar.gaps import dark_hours, dull_months
from geo_ruijin.solar.months import check_months
from geo_ruijin.solar.readings import checked_values, too_bright
from geo_ruijin.solar.stamps import known_hours, positions
from geo_ruijin.solar.station import check_station
from geo_ruijin.solar.sun import Sun, sun_of
from geo_ruijin.solar.sunlight import adds_up, at_night, right_hemisphere, right_zone
from geo_ruijin.solar.year import DAYS
from geo_ruijin.text import Text

_VALUES = ("ghi", "temperature")
_WH_PER_KWH = 1000.0


def check_weather(
    rows: pd.DataFrame, kind: Literal["hours", "months"], *, place: BaseGeometry | None, crs: str, file: str
) -> tuple[pd.DataFrame, list[Fault]]:
    """Return a table of weather as methods take it, and everything wrong with it.

    What one fault explains is not said again as others: light at night where the time zone is wrong, irradiance above
    the sun's where the unit is.

    Parameters
    ----------
    rows
        In the types the layer declares: of hours, month, day and hour or time, stamp, utc_offset [h], ghi [W/m²],
        temperature [°C], latitude, longitude [degree], and where known dni, dhi [W/m²], wind [m/s], altitude [m]; of
        months, month, ghi [kWh/m²/d], temperature, latitude, longitude, wind.
    kind
        Hours of a year, or the means of its months.
    place
        The boundary of the place, in `crs`; None where it is not known.
    crs
        The project's coordinate system.
    file
        The layer's TOML file, for readers.

    Returns
    -------
    rows : DataFrame
        In order of time, of hours their middles in standard time, without a leap day.
    faults : list of Fault
        What is wrong, and remarks.
    """
    needed = (*_VALUES, "month") if kind == "months" else _VALUES
    if any(name not in rows for name in needed):
        return rows, []  # which is said already
    station, faults = check_station(rows, place=place, crs=crs, file=file)
    if kind == "months":
        rows, found = check_months(rows, latitude=station[0] if station else None, file=file)
        return rows, faults + found
    rows, found = known_hours(rows, file=file)
    timed = not found
    faults += found
    rows, found = checked_values(rows, file=file)
    faults += found
    if timed:
        rows, found = whole_year(rows, file=file)
        faults += found
        whole = not any(fault.serious and fault.where == "columns.hour" for fault in found)
        if whole and station is not None and not rows["ghi"].isna().any():
            faults += _against_sun(rows, *station, file=file)
    return rows, faults


def year_in_words(rows: pd.DataFrame, kind: Literal["hours", "months"]) -> Text:
    """Return what a checked table of weather comes to: irradiation, temperature, zone and where it is of."""
    place = ", ".join(f"{float(rows[name].iloc[0]):.3f}°" for name in ("latitude", "longitude"))
    if kind == "months":
        total, temperature = float((rows["ghi"] * DAYS).sum()), float(rows["temperature"].mean())
        zone = ""
    else:
        total, temperature = float(rows["ghi"].sum()) / _WH_PER_KWH, float(rows["temperature"].mean())
        zone = f", UTC{float(rows['utc_offset'].iloc[0]):+g}"
    return Text(
        zh=f"全年水平面总辐射 {total:,.0f} kWh/m²,平均气温 {temperature:.1f} ℃;地点(纬度、经度){place}{zone}",
        en=f"{total:,.0f} kWh/m² a year on the horizontal, {temperature:.1f} °C on average; at latitude and longitude "
        f"{place}{zone}",
    )


def _against_sun(rows: pd.DataFrame, latitude: float, longitude: float, *, file: str) -> list[Fault]:
    """Return what the sun says of a whole year: its zone, its unit, its hemisphere, and then its hours."""
    zone = float(rows["utc_offset"].iloc[0])
    sun = sun_of(positions(rows), utc_offset=zone, latitude=latitude, longitude=longitude)
    unit = running_totals(rows["ghi"], file=file)
    if unit:
        return unit
    unit, clock = hourly_unit(rows["ghi"], sun, file=file), right_zone(rows, sun, file=file)
    hemisphere = right_hemisphere(rows, sun, latitude, file=file)
    faults = [*unit, *clock, *hemisphere]
    if not unit:
        faults += too_bright(rows, file=file)
    if any(fault.serious for fault in clock + hemisphere):
        return faults
    parts = adds_up(rows, sun, file=file)
    mixed = unit or any(fault.serious for fault in parts)
    if mixed:
        return [*faults, *parts]
    return [*faults, *parts, *at_night(rows, sun, file=file), *_too_little(rows, sun, file=file)]


def _too_little(rows: pd.DataFrame, sun: Sun, *, file: str) -> list[Fault]:
    """Return hours, else months, with less light than there can be."""
    dark = dark_hours(rows, sun, file=file)
    if any(fault.serious for fault in dark):
        return dark
    sums = pd.DataFrame({"ghi": rows["ghi"].to_numpy(dtype=float), "above": sun.horizontal}) / _WH_PER_KWH
    months, days = sums.groupby(rows["month"].to_numpy(dtype=int)).sum(), DAYS
    light, above = (months[name].to_numpy(dtype=float) / days for name in ("ghi", "above"))
    return [*dark, *dull_months(light, above, days, file=file)]
