"""The figures of strips along rivers, and between what they lie where something is not known."""

from __future__ import annotations

from collections.abc import Mapping

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo_ruijin.methods.rivers.courses import KILOMETRE
from geo_ruijin.methods.rivers.middle import LEFT, RIGHT, UNSIDED
from geo_ruijin.methods.rivers.missing import Missing
from geo_ruijin.methods.rivers.profile import Profile
from geo_ruijin.methods.rivers.tables import HECTARE
from geo_ruijin.methods.shares import percent
from geo_ruijin.results import Measure
from geo_ruijin.text import Text
from geo_ruijin.units import Metres, Percent

_BOTH = Text(zh="两岸", en="both banks")
_LEFT = Text(zh="左岸", en="the left bank")
_RIGHT = Text(zh="右岸", en="the right bank")


def measures_of(
    rows: pd.DataFrame,
    profile: Profile,
    broken: NDArray[np.bool_],
    gaps: gpd.GeoDataFrame,
    most_gaps: gpd.GeoDataFrame,
    missing: Missing,
    *,
    width: Metres,
    below: Percent,
    least: Metres,
) -> dict[str, Measure]:
    """Return the figures of one width.

    Parameters
    ----------
    rows
        See `strip_rows`.
    profile, broken
        The banks, and where they are broken.
    gaps, most_gaps
        The stretches listed; and those that would be if the banks behind which nothing is known were broken too.
    missing
        Where there should be banks.
    width, below, least
        As given.
    """
    own = rows[rows["width"] == width]
    w, b = f"{width:g}", f"{below:g}"
    strip = Text(
        zh=f"{{bank}} {w} 米缓冲带内自然覆盖 ÷ 缓冲带面积(地类已知的;不含开阔水面)",
        en=f"Natural cover in strips of {w} m along {{bank}} / the strips, where it is known; without open water",
    )
    known, length = float(profile.length[profile.known].sum()), float(profile.length.sum())
    torn, absent = float(profile.length[broken].sum()), missing.length()
    unsided = bool((own["side"] == UNSIDED).any())
    return {
        "bank_length": Measure(
            length / KILOMETRE,
            "km",
            Text(
                zh="量算的岸线长度(两岸相加,不含支流口、桥下)",
                en="Banks measured, both sides; without mouths of tributaries and bridges",
            ),
            *_up_to(length, length + absent, KILOMETRE, absent > 0),
        ),
        "strip_area": Measure(
            float(own["area"].sum()),
            "ha",
            Text(zh=f"两岸 {w} 米缓冲带面积(不含开阔水面)", en=f"Strips of {w} m along both banks, without open water"),
            *_up_to(float(own["area"].sum()), float(own["area"].sum()) + absent * width / HECTARE, 1, absent > 0),
        ),
        "natural_share": _share(own, absent * width / HECTARE, strip.fill(bank=_BOTH)),
        "natural_share_left": _side(own, LEFT, missing, width, strip.fill(bank=_LEFT), unsided=unsided),
        "natural_share_right": _side(own, RIGHT, missing, width, strip.fill(bank=_RIGHT), unsided=unsided),
        "broken_share": Measure(
            percent(torn, known),
            "%",
            Text(
                zh=f"{w} 米宽度内自然覆盖不足 {b}% 的岸线 ÷ 岸线(地类已知的)",
                en=f"Banks with natural cover on less than {b} % of the {w} m behind them / banks, where known",
            ),
            *_open(torn, length - known + absent, length + absent),
        ),
        **_gaps(gaps, most_gaps, absent, least),
    }


def _gaps(gaps: gpd.GeoDataFrame, most: gpd.GeoDataFrame, absent: Metres, least: Metres) -> Mapping[str, Measure]:
    """Return number, length and longest of gaps: as known, and if all that is not known were gap."""
    (count, total, longest), (many, whole, farthest) = (
        (len(some), float(some["length"].sum()), float(some["length"].max()) if len(some) else None)
        for some in (gaps, most)
    )
    is_open = bool(absent) or not np.isclose(total, whole)
    numbers = sorted((float(count), float(many)))
    return {
        "gaps": Measure(
            float(count),
            "places",
            Text(
                zh=f"缓冲带断缺段(下称断带)数,长 {least:g} 米以上;范围:地类不明的岸线全不算、全算断带",
                en=f"Number of gaps of {least:g} m or more; range: banks of unknown cover as none, and all as gaps",
            ),
            *(numbers if is_open else (None, None)),
        ),
        "gaps_length": Measure(
            total / KILOMETRE,
            "km",
            Text(zh="断带总长(沿岸)", en="Their length along the banks"),
            *_up_to(total, whole + absent, KILOMETRE, is_open),
        ),
        "longest_gap": Measure(
            longest,
            "m",
            Text(zh="最长的断带", en="The longest of them"),
            *((longest or 0.0, (farthest or 0.0)) if is_open else (None, None)),
        ),
    }


def _side(rows: pd.DataFrame, side: int, missing: Missing, width: Metres, about: Text, *, unsided: bool) -> Measure:
    if unsided:
        return Measure(None, "%", about)
    return _share(rows[rows["side"] == side], missing.length(side=side) * width / HECTARE, about)


def _share(rows: pd.DataFrame, absent: float, about: Text) -> Measure:
    area, natural, unknown = (float(rows[name].sum()) for name in ("area", "natural", "unknown"))
    return Measure(percent(natural, area - unknown), "%", about, *_open(natural, unknown + absent, area + absent))


def _up_to(low: float, high: float, per: float, is_open: bool) -> tuple[float | None, float | None]:  # noqa: FBT001
    return (low / per, high / per) if is_open else (None, None)


def _open(part: float, unknown: float, whole: float) -> tuple[float | None, float | None]:
    """Return between which a share lies whatever the unknown is [%]; nothing where all is known."""
    if not unknown or not whole:
        return None, None
    return percent(part, whole), percent(part + unknown, whole)
