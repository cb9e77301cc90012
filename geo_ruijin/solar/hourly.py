"""An hourly table as a typical year of weather."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo_ruijin import _pvlib as pvlib
from geo_ruijin.errors import MethodError
from geo_ruijin.solar.stamps import positions
from geo_ruijin.solar.sun import Sun, sun_of
from geo_ruijin.solar.weather import HOURS, Weather
from geo_ruijin.text import Text

Floats = NDArray[np.float64]

_NEEDED = ("month", "day", "hour", "utc_offset", "ghi", "temperature", "latitude", "longitude")
_DEGREES_AN_HOUR = 15.0
_WATTS_PER_KW = 1000.0


def weather_of_hours(rows: pd.DataFrame, *, wind: float = 1.0) -> Weather:
    """Return the year of weather that an hourly table holds.

    The year begins at the midnight of the zone that the place lies in by its longitude, whatever zone the table is in;
    hours before it are those of the year's end, since a typical year is followed by itself. Where the table has no
    beam and no diffuse, the global irradiance is parted by Erbs, Klein & Duffie; where it has one of them, the other
    one is what is left.

    Parameters
    ----------
    rows
        One an hour: month, day, hour [middle of the hour, h], utc_offset [h], ghi [W/m²], temperature [°C], latitude,
        longitude [degree], and where known dni, dhi [W/m²], wind [m/s], altitude [m].
    wind
        Taken where the table has none [m/s]; by default that of the nominal cell temperature (IEC 61215).

    Returns
    -------
    Weather
        Its middles are those of the table, in UTC.

    Raises
    ------
    MethodError
        If it is not a whole year, or lacks a column or values.

    References
    ----------
    Erbs, Klein & Duffie (1982), doi:10.1016/0038-092X(82)90302-4.
    """
    _demand_whole(rows)
    where, first = positions(rows), rows.iloc[0]
    latitude, longitude, offset = (float(first[name]) for name in ("latitude", "longitude", "utc_offset"))
    zone = round(longitude / _DEGREES_AN_HOUR)
    local = (where - offset + zone) % HOURS
    order = np.argsort(local, kind="stable")
    rows, sun = rows.iloc[order], sun_of(local[order], utc_offset=zone, latitude=latitude, longitude=longitude)
    ghi = np.maximum(rows["ghi"].to_numpy(dtype=float), 0.0)
    beam, diffuse, how = _parts(ghi, rows, sun)
    known = _column(rows, "wind")
    speed = np.full(HOURS, wind) if known is None else np.where(np.isnan(known), wind, known)
    height = _column(rows, "altitude")
    if height is None or np.isnan(height).all():
        altitude = float(pvlib.location.lookup_altitude(latitude, longitude))
    else:
        altitude = float(height[~np.isnan(height)][0])
    total = ghi.sum() / _WATTS_PER_KW
    return Weather(
        middles=sun.middles,
        ghi=ghi,
        dni=beam,
        dhi=diffuse,
        temperature=rows["temperature"].to_numpy(dtype=float),
        wind=speed,
        latitude=latitude,
        longitude=longitude,
        altitude=altitude,
        about=Text(
            zh=f"逐小时气象数据,年总辐射 {total:,.0f} kWh/m²;{how.zh}",
            en=f"Hourly weather, {total:,.0f} kWh/m² a year on the horizontal; {how.en}",
        ),
    )


def _parts(ghi: Floats, rows: pd.DataFrame, sun: Sun) -> tuple[Floats, Floats, Text]:
    """Return beam and diffuse irradiance [W/m²], and what they are."""
    beam, diffuse = _column(rows, "dni"), _column(rows, "dhi")
    usable = [values for values in (beam, diffuse) if values is not None and not np.isnan(values).any()]
    if len(usable) > 1:
        said = Text(zh="直射、散射取自数据", en="beam and diffuse are its own")
        return np.maximum(usable[0], 0.0), np.maximum(usable[1], 0.0), said
    if not usable:
        parted = pvlib.irradiance.erbs(ghi, sun.zenith, sun.middles.day_of_year.to_numpy())
        said = Text(zh="直射、散射由总辐射按 Erbs 模型分出", en="beam and diffuse are parted by the model of Erbs")
        return _plain(parted["dni"]), _plain(parted["dhi"]), said
    if beam is not None and usable[0] is beam:
        rest = np.clip(ghi - np.maximum(beam, 0.0) * sun.cosine, 0.0, ghi)
        said = Text(zh="直射取自数据,散射为其余", en="beam is its own and diffuse the rest")
        return np.maximum(beam, 0.0), rest, said
    sky = np.clip(usable[0], 0.0, ghi)
    said = Text(zh="散射取自数据,直射为其余", en="diffuse is its own and beam the rest")
    return _plain(pvlib.irradiance.dni(pd.Series(ghi), pd.Series(sky), pd.Series(sun.zenith))), sky, said


def _plain(values: object) -> Floats:
    found: Floats = np.nan_to_num(np.asarray(values, dtype=float), nan=0.0)
    return found


def _column(rows: pd.DataFrame, name: str) -> Floats | None:
    if name not in rows:
        return None
    found: Floats = rows[name].to_numpy(dtype=float, na_value=np.nan)
    return found


def _demand_whole(rows: pd.DataFrame) -> None:
    lacking = [name for name in _NEEDED if name not in rows]
    if lacking:
        columns = ", ".join(lacking)
        raise MethodError(Text(zh=f"气象数据缺少列:{columns}", en=f"the weather lacks the columns {columns}"))
    empty = [name for name in _NEEDED if rows[name].isna().any()]
    if empty:
        columns = ", ".join(empty)
        raise MethodError(Text(zh=f"气象数据有空值:{columns}", en=f"the weather has empty cells in {columns}"))
    hours = np.unique(np.floor(positions(rows)))
    if len(rows) != HOURS or len(hours) != HOURS:
        raise MethodError(
            Text(
                zh=f"气象数据应有全年 {HOURS} 个小时,现有 {len(rows)} 行、{len(hours)} 个不同的小时",
                en=f"the weather should hold the {HOURS} hours of a year; it has {len(rows)} rows of "
                f"{len(hours)} hours",
            )
        )
