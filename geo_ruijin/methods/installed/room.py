"""The room that roofs have left for photovoltaics, beside what lacks to a target."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import geopandas as gpd

from geo_ruijin.methods.installed.stations import Amount, between
from geo_ruijin.methods.rollout.candidates import Candidates, candidates, class_word
from geo_ruijin.methods.rollout.ends import ROOFS_BETWEEN
from geo_ruijin.methods.rooftops.vocabulary import UNKNOWN
from geo_ruijin.methods.shares import percent
from geo_ruijin.results import Measure
from geo_ruijin.text import Text, listed
from geo_ruijin.units import Megawatts, Metres


@dataclass(frozen=True)
class Room:
    """What roofs could carry beyond what they do.

    Attributes
    ----------
    amount
        The sum [MW, alternating current].
    classes
        Of which roofs; None for all but those of unknown use.
    found
        The roofs.
    listed
        Whether anybody lists what roofs carry.
    """

    amount: Amount
    classes: tuple[str, ...] | None
    found: Candidates
    listed: bool


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
    roofs: gpd.GeoDataFrame,
    rooftops: gpd.GeoDataFrame | None,
    *,
    classes: tuple[str, ...] | None,
    dc_ac_ratio: float,
    tolerance: Metres | None,
) -> Room:
    """Return what roofs could carry beyond what they do [MW, alternating current].

    Those of unknown use are in the upper bound alone, as they may be of any class.

    Parameters
    ----------
    roofs
        Footprints with `class` and `capacity` [kWp], and where known `capacity_low` and `capacity_high`.
    rooftops
        Points, a row a rooftop plant: see `installed_plants`. What stands takes room, whenever it was connected; a
        plant of unknown size fills its roof, one on no roof takes no room. Where nobody lists them the room is an
        upper bound.
    classes
        Those that count; without it all but the unknown.
    dc_ac_ratio
        Modules over inverters [kWp/kW].
    tolerance
        How far a plant may lie from its roof [m]; needed with `rooftops`.

    Raises
    ------
    MethodError
        If `tolerance` is needed and not given, or a capacity is missing or below 0.
    """
    own = sorted(set(roofs["class"]) - {UNKNOWN}) if classes is None else classes
    found = candidates(roofs, classes=own, dc_ac_ratio=dc_ac_ratio, installed=rooftops, tolerance=tolerance)
    value, low, high = found.available
    if rooftops is None:
        return Room(between(value, 0.0, high), classes, found, listed=False)
    return Room(between(value, low, high), classes, found, listed=True)


def room_measures(room: Room, gap: Amount | None) -> dict[str, Measure]:
    """Return the room and, where there is a target, how much of what lacks to it that could fill."""
    amount = room.amount
    names = None if room.classes is None else listed(map(class_word, room.classes))
    of = Text(zh="屋顶", en="roofs") if names is None else Text(zh=f"屋顶({names.zh})", en=f"roofs ({names.en})")
    about = Text(
        zh=f"{of.zh}还能装的容量(交流):可装容量减去已装,再除以容配比;{ROOFS_BETWEEN.zh};用途不明的屋顶只在上限里",
        en=f"What {of.en} could still carry (AC): their capacity less what is installed, over the ratio of modules to "
        f"inverters; {ROOFS_BETWEEN.en}; roofs of unknown use are in the upper bound alone",
    )
    measures = {"roof_capacity": Measure(amount.value, "MW", about, amount.low, amount.high)}
    if gap is None:
        return measures
    share = None if gap.value is None or amount.value is None else percent(amount.value, gap.value)
    ends: tuple[float, ...] = ()
    if share is not None:
        (least, most), (small, large) = amount.ends, gap.ends
        ends = 100 * least / large, 100 * most / small if small else math.inf
    said = Text(
        zh="屋顶还能装的容量 ÷ 缺口(超过 100% 即足以补上);上下限计入两者的上下限",
        en="What roofs could still carry / the gap; above 100 % they can fill it; its bounds hold those of both",
    )
    open_ = bool(ends) and (amount.low is not None or gap.low is not None)
    return measures | {"roof_share_of_gap": Measure(share, "%", said, *(ends if open_ else ()))}


def room_notes(room: Room) -> Iterator[Text]:
    """Yield what the room takes to be full, and what it does not take off."""
    if not room.listed:
        yield Text(
            zh="没有已装屋顶光伏的资料,屋顶还能装的容量没有扣除已装的,是上限。",
            en="Nobody lists rooftop PV: what roofs could still carry is an upper bound, nothing is taken off.",
        )
    elif room.found.unsized:
        yield Text(
            zh=f"有 {room.found.unsized} 栋屋顶已装多少不明,视为已装满。",
            en=f"Nobody says how much stands on {room.found.unsized} of the roofs, which count as full.",
        )
