"""Whether the light of an hourly table falls when and where the sun stands above its place."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo_ruijin.checks.rows import in_rows
from geo_ruijin.errors import Fault
from geo_ruijin.solar.stamps import ZONES
from geo_ruijin.solar.sun import Sun
from geo_ruijin.text import Text

Floats = NDArray[np.float64]

#: An hour is light from this share of the brightest on [1].
_LIGHT = 0.005

#: By how much the middle of daylight may be off noon [h]: mountains in the east or west move it by a third of an hour;
#: half an hour is a stamp taken for another one; more is another time zone.
_HALF_HOUR, _ZONE = 0.35, 0.75

#: How much of a day must be dark for its middle to be known [1].
_KNOWN = 0.1

#: From how far below the horizon on a whole hour is dark: the sun moves by 15 degrees in one [degree].
_NIGHT = -9.0
_LAMP = 20.0

#: Where the sun is high enough for the middle of an hour to stand for the whole of it [degree].
_HIGH, _CLOSED = 15.0, 10.0

#: How much more than outside the atmosphere clouds may send for a whole hour, and in which share of hours [1].
_ENHANCED, _RARELY = 1.15, 0.01

#: From which difference on, as a share of the global, beam and diffuse do not add up to it: remarked on, refused; and
#: what another order of the columns must reach to be named [1].
_OPEN, _BROKEN, _FITS = 0.1, 0.3, 0.1

#: What the middle of an hour, standing for the whole of it, leaves of a difference at the most where all is right [1].
_CLOSES = 0.03

#: Nearer to the equator than this the seasons do not tell the hemisphere [degree].
_TROPICS = 15.0
_AGAINST, _WITH = -0.3, 0.5

_DAY = 24.0


def off_noon(ghi: Floats, sun: Sun) -> float | None:
    """Return by how much the middle of daylight is off the highest stand of the sun [h], None where that is not known.

    The middle is that of the hours with light, which clouds of the afternoon do not move, and not that of the light.

    Parameters
    ----------
    ghi
        Global irradiance in any unit: (n,).
    sun
        The sun in its hours, if its clock is right.
    """
    light = ghi > _LIGHT * np.quantile(ghi, 0.999)
    if not light.any():
        return None
    turn = np.exp(2j * np.pi * sun.clock[light] / _DAY).mean()
    if abs(turn) < _KNOWN:
        return None
    middle = float(np.angle(turn)) / (2 * np.pi) * _DAY
    return middle % _DAY - _DAY / 2


def right_zone(rows: pd.DataFrame, sun: Sun, *, file: str) -> list[Fault]:
    """Return a fault where the light comes at other hours than the sun does, with the zone that would fit.

    Parameters
    ----------
    rows
        With ghi, in any unit, and utc_offset [h].
    sun
        The sun in its hours.
    file
        The layer's TOML file, for readers.
    """
    off = off_noon(rows["ghi"].to_numpy(dtype=float), sun)
    if off is None or abs(off) < _HALF_HOUR:
        return []
    said = float(rows["utc_offset"].iloc[0])
    seen = Text(
        zh=f"按声明的时区(UTC{said:+g})和经度,白昼的正中在真太阳时 {12 + off:.1f} 时,偏 {off:+.1f} 小时",
        en=f"by the zone (UTC{said:+g}) and the longitude, the middle of daylight is at {12 + off:.1f} h solar time, "
        f"{off:+.1f} h off noon",
    )
    if abs(off) < _ZONE:
        cure = Text(
            zh="请核对 stamp:时刻是一小时的开头、中间还是结尾",
            en="See whether stamps are the start, the middle or the end of their hours",
        )
        return [Fault(file, "columns.stamp", seen, cure, serious=False)]
    fits = round((said + off) * 2) / 2
    fits -= _DAY * (fits > ZONES[1]) - _DAY * (fits < ZONES[0])
    what = Text(zh=f"{seen.zh};这些时刻像是 UTC{fits:+g} 的", en=f"{seen.en}; these look like hours of UTC{fits:+g}")
    stamps = Text(
        zh="请先核对 stamp:start 与 end 写反正好偏 1 小时(--set stamp=…)。",
        en="See first whether start and end of the stamps are mistaken, which is one hour (--set stamp=...). ",
    )
    first = stamps if abs(abs(off) - 1) < _HALF_HOUR and "stamp" in rows else Text(zh="", en="")
    cure = Text(
        zh=f"{first.zh}若是时区错,写 utc_offset = {fits:g}:文件里没有时区的,命令行 --set utc_offset={fits:g};"
        f"文件自带的,--values utc_offset:{said:g}={fits:g}。也可能是经度错",
        en=f"{first.en}If it is the zone, write utc_offset = {fits:g}: --set utc_offset={fits:g} where the file names "
        f"none, --values utc_offset:{said:g}={fits:g} where it does. Or the longitude is wrong",
    )
    return [Fault(file, "columns.utc_offset", what, cure)]


def right_hemisphere(rows: pd.DataFrame, sun: Sun, latitude: float, *, file: str) -> list[Fault]:
    """Return a fault where the bright months are those of the other hemisphere."""
    if abs(latitude) < _TROPICS:
        return []
    months = rows["month"].to_numpy(dtype=int)
    sums = pd.DataFrame({"ghi": rows["ghi"].to_numpy(dtype=float), "above": sun.horizontal}).groupby(months).sum()
    return other_hemisphere(sums["ghi"].to_numpy(dtype=float), sums["above"].to_numpy(dtype=float), file=file)


def other_hemisphere(light: Floats, above: Floats, *, file: str) -> list[Fault]:
    """Return a fault where twelve months go against the sun, and with it six months later."""
    if not light.std() or not above.std():
        return []
    here = float(np.corrcoef(light, above)[0, 1])
    there = float(np.corrcoef(light, np.roll(above, 6))[0, 1])
    if here > _AGAINST or there < _WITH:
        return []
    what = Text(
        zh="各月辐射的多少与此纬度相反,像是另一半球的", en="its bright months are those of the other hemisphere"
    )
    cure = Text(
        zh="请核对纬度的正负号(南纬为负)和月份",
        en="Look at the sign of the latitude (south is negative) and the months",
    )
    return [Fault(file, "columns.latitude", what, cure)]


def at_night(rows: pd.DataFrame, sun: Sun, *, file: str) -> list[Fault]:
    """Return hours with light while the sun is down, and hours with more than it sends."""
    faults = []
    ghi = rows["ghi"].to_numpy(dtype=float)
    if (dark := pd.Series((sun.elevation < _NIGHT) & (ghi > _LAMP), index=rows.index)).any():
        problem = Text(zh="在夜间有辐射", en="with radiation at night")
        faults.append(in_rows(file, "columns.ghi", problem, dark))
    high = sun.elevation > _HIGH
    over = pd.Series(high & (ghi > _ENHANCED * sun.horizontal), index=rows.index)
    if over.any():
        problem = Text(zh="超过大气层外的辐射", en="above what the sun sends outside the atmosphere")
        faults.append(in_rows(file, "columns.ghi", problem, over, serious=bool(over.sum() > _RARELY * high.sum())))
    return faults


def adds_up(rows: pd.DataFrame, sun: Sun, *, file: str) -> list[Fault]:
    """Return what is wrong where beam and diffuse do not add up to the global irradiance.

    GHI = DNI cos Z + DHI, with the zenith angle Z in the middle of the hour.
    """
    if not {"dni", "dhi"} <= set(rows.columns):
        return []
    names = ("ghi", "dni", "dhi")
    high = sun.elevation > _CLOSED
    cosine = sun.cosine[high]
    parts = {name: rows[name].to_numpy(dtype=float)[high] for name in names}

    def apart(order: tuple[str, ...]) -> float:
        ghi, dni, dhi = (parts[name] for name in order)
        return float(np.abs(ghi - dni * cosine - dhi).sum() / max(ghi.sum(), 1e-9))

    error = apart(names)
    flat = float(np.abs(parts["ghi"] - parts["dni"] - parts["dhi"]).sum() / max(parts["ghi"].sum(), 1e-9))
    if error > _CLOSES and flat < min(_FITS, error / 3):
        return [_of_the_horizontal(error, flat, file=file)]
    if error < _OPEN:
        return []
    what = Text(
        zh=f"直射 × cos Z + 散射 与总辐射平均相差 {error:.0%}",
        en=f"dni x cos Z + dhi is {error:.0%} off ghi on average",
    )
    best = min(itertools.permutations(names), key=apart)
    if best != names and apart(best) < _FITS:
        pairs = [f"{ours} = {theirs}" for ours, theirs in zip(names, best, strict=True) if ours != theirs]
        listed = ", ".join(pairs)
        cure = Text(
            zh=f"看来列写反了,调换后相符:{listed}(命令行 --column)",
            en=f"The columns seem to be swapped; they fit as {listed} (--column)",
        )
        return [Fault(file, "columns.dni", what, cure)]
    cure = Text(
        zh="请核对三列的单位和含义(直射是法向的),或不要直射和散射两列",
        en="Look at the units of the three columns (beam is that normal to the sun), or leave beam and diffuse out",
    )
    return [Fault(file, "columns.dni", what, cure, serious=error >= _BROKEN)]


def _of_the_horizontal(error: float, flat: float, *, file: str) -> Fault:
    """Return a fault that the beam is that on the horizontal."""
    what = Text(
        zh=f"直射 + 散射 与总辐射相差 {flat:.0%},乘以 cos Z 后相差 {error:.0%}:直射像是水平面直接辐射,不是法向的",
        en=f"dni + dhi is {flat:.0%} off ghi and dni x cos Z + dhi {error:.0%}: the beam seems to be that on the "
        "horizontal, not that normal to the sun",
    )
    cure = Text(
        zh="请除以太阳天顶角的余弦换算成法向,或不要直射这一列(由总辐射和散射算出)",
        en="Divide it by the cosine of the zenith angle, or leave the column out: it follows from ghi and dhi",
    )
    return Fault(file, "columns.dni", what, cure)
