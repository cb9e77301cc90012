"""The room that roofs have left for photovoltaics, beside what lacks to a target."""

from __future__ import annotations

import math
from collections.abc import Iterator

import geopandas as gpd
import numpy as np

from geo_ruijin.methods.counting.rows import counts
from geo_ruijin.methods.installed.plants import NO_ROOF, Plants, roof_of
from geo_ruijin.methods.parameter import needed
from geo_ruijin.methods.rollout.stations import Amount, between
from geo_ruijin.methods.rooftops.vocabulary import UNKNOWN
from geo_ruijin.methods.shares import percent
from geo_ruijin.results import Measure
from geo_ruijin.text import Text
from geo_ruijin.units import Megawatts, Metres

_KILO = 1000.0
_TOLERANCE = Text(zh="归属距离 tolerance", en="tolerance")


def gap_to(target: Megawatts, total: Amount) -> Amount:
    """Return what a capacity lacks to a target [MW], 0 where nothing; none where the capacity is not known.

    Examples
    --------
    >>> gap_to(300, Amount(250.0, 250.0, math.inf))
    Amount(value=50.0, low=0.0, high=50.0)
    """
    if total.value is None:
        return Amount(None)
    low, high = total.ends
    return between(max(target - total.value, 0.0), max(target - high, 0.0), max(target - low, 0.0))


def room_on_roofs(
    roofs: gpd.GeoDataFrame, panels: Plants | None, *, dc_ac_ratio: float, tolerance: Metres | None
) -> Amount:
    """Return what roofs could carry beyond what they do [MW, alternating current].

    Those of unknown use are in the upper bound alone, as they are in no total of the potential.

    Parameters
    ----------
    roofs
        Footprints with `class` and `capacity` [kWp].
    panels
        What they carry; a plant of unknown size fills its roof, one on no roof takes no room. Where nobody lists them
        the room is an upper bound.
    dc_ac_ratio
        Modules over inverters [kWp/kW].
    tolerance
        How far a plant may lie from its roof [m]; needed with `panels`.

    Raises
    ------
    MethodError
        If `tolerance` is needed and not given, or a capacity is below 0.
    """
    capacity = counts(roofs, "capacity").fillna(0.0).to_numpy(dtype=np.float64)
    known = (roofs["class"] != UNKNOWN).to_numpy(dtype=bool)
    per_megawatt = dc_ac_ratio * _KILO
    if panels is None:
        return between(float(capacity[known].sum()) / per_megawatt, 0.0, float(capacity.sum()) / per_megawatt)
    if tolerance is None:
        raise needed(_TOLERANCE)
    roof = roof_of(panels.rows.geometry.to_numpy(), roofs.geometry.to_numpy(), tolerance=tolerance)
    on = roof != NO_ROOF
    taken = np.bincount(roof[on], panels.rows["kwp"].fillna(np.inf).to_numpy()[on], minlength=len(roofs))
    left = (capacity - taken).clip(min=0.0) / per_megawatt
    sure = float(left[known].sum())
    return between(sure, sure, sure + float(left[~known].sum()))


def room_measures(room: Amount, gap: Amount | None) -> dict[str, Measure]:
    """Return the room and, where there is a target, how much of what lacks to it that could fill."""
    about = Text(
        zh="屋顶还能装的容量(交流):可装容量减去已装,再除以容配比;用途不明的屋顶只在上限里",
        en="What roofs could still carry (AC): their capacity less what is installed, over the ratio of modules to "
        "inverters; those of unknown use are in the upper bound alone",
    )
    measures = {"roof_capacity": Measure(room.value, "MW", about, room.low, room.high)}
    if gap is None:
        return measures
    share = None if gap.value is None or room.value is None else percent(room.value, gap.value)
    bounds: tuple[float, ...] = ()
    if share is not None:
        (least, most), (small, large) = room.ends, gap.ends
        bounds = 100 * least / large, 100 * most / small if small else math.inf
    said = Text(
        zh="屋顶还能装的容量 ÷ 缺口(超过 100% 即足以补上)",
        en="What roofs could still carry / the gap; above 100 % they can fill it",
    )
    open_ = bool(bounds) and (room.low is not None or gap.low is not None)
    return measures | {"roof_share_of_gap": Measure(share, "%", said, *(bounds if open_ else ()))}


def room_notes(panels: Plants | None) -> Iterator[Text]:
    """Yield what the room takes to be full, and what it does not take off."""
    if panels is None:
        yield Text(
            zh="没有已装屋顶光伏的资料,屋顶还能装的容量没有扣除已装的,是上限。",
            en="Nobody lists rooftop PV: what roofs could still carry is an upper bound, nothing is taken off.",
        )
        return
    if unsized := int(panels.rows["kwp"].isna().sum()):
        yield Text(
            zh=f"有 {unsized} 个屋顶光伏没有写容量,所在屋顶视为已装满。",
            en=f"{unsized} rooftop plants state no capacity: their roofs count as full.",
        )
