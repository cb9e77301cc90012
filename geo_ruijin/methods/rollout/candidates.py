"""The roofs a question is about: of the classes named, with what they could carry beyond what they do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd

from geo_ruijin.errors import MethodError
from geo_ruijin.methods.installed.plants import NO_ROOF, installed_plants, roof_of
from geo_ruijin.methods.parameter import demand_above_0, needed
from geo_ruijin.methods.rollout.ends import BOUNDS, End, Energy, at_end
from geo_ruijin.methods.rooftops.vocabulary import CLASSES, UNKNOWN
from geo_ruijin.results import Column
from geo_ruijin.text import Text, listed, same

#: kW in a MW, kWh in a GWh.
_KILO, _GIGA = 1e3, 1e6

CLASS = Column(Text(zh="类别", en="Class"))
ROOFS = Column(Text(zh="屋顶", en="Roofs"), "roofs")
CAPACITY_AC = Column(Text(zh="可装容量(交流)", en="Capacity (AC)"), "MW")
ENERGY = Column(Text(zh="首年发电量", en="Energy, first year"), "GWh")
YIELD = Column(Text(zh="年等效小时数", en="Specific yield"), "kWh/kWp")
VILLAGE = Column(Text(zh="村(居)", en="Village"))


@dataclass(frozen=True)
class Candidates:
    """The roofs that a question is about.

    Attributes
    ----------
    rows
        Those that can carry more than they do, the index reset: as in the table of roofs, with `capacity` [kWp] and
        `energy` [kWh] of what is left, and `mw` [MW, alternating current] and `gwh` [GWh], of these the least and the
        most too: `mw_low`, `mw_high`, `gwh_low`, `gwh_high`.
    ends
        The same with the capacity and energy that the usable shares, the modules and the sun make the least and the
        most; as `rows` where nobody says.
    unknown
        What roofs of unknown use could carry at most, unless they were asked for [MW, alternating current].
    left_out
        Roofs and capacity [MW] by class of those of no class asked for that could carry some.
    equipped
        How many roofs of the classes asked for carry some already.
    taken
        What of the capacity of the classes asked for is taken by what they carry [MW, alternating current].
    unsized
        How many roofs count as full since nobody says how much they carry.
    """

    rows: gpd.GeoDataFrame
    ends: Mapping[End, gpd.GeoDataFrame]
    unknown: float
    left_out: pd.DataFrame
    equipped: int
    taken: float
    unsized: int

    @property
    def available(self) -> tuple[float, float, float]:
        """What the roofs could carry beyond what they do, the least and the most of it [MW, alternating current].

        Roofs of unknown use, which may be of a class asked for, are in the most.
        """
        low, mid, high = (float(rows["mw"].sum()) for rows in (self.ends["low"], self.rows, self.ends["high"]))
        return mid, low, high + self.unknown

    @property
    def energy(self) -> Energy:
        """What they yield in the first year, the least and the most of it; NaN where it is not known [GWh]."""
        return Energy(*(float(rows["gwh"].sum()) for rows in (self.rows, self.ends["low"], self.ends["high"])))

    @property
    def sunny(self) -> bool:
        """Whether it is known what the roofs yield."""
        return bool(self.rows["energy"].notna().all())


def candidates(
    roofs: gpd.GeoDataFrame,
    *,
    classes: Sequence[str],
    dc_ac_ratio: float,
    installed: gpd.GeoDataFrame | None = None,
    tolerance: float | None = None,
) -> Candidates:
    """Return the roofs of `classes` that can carry photovoltaics beyond those they carry.

    Parameters
    ----------
    roofs
        Footprints with `class`, `capacity` [kWp] and, where known, `energy` [kWh] and `specific_yield` [kWh/kWp],
        `capacity_low` and `capacity_high`, `energy_low` and `energy_high`.
    classes
        Those asked for.
    dc_ac_ratio
        Modules over inverters [kWp/kW].
    installed
        Points, a row a rooftop plant: see `installed_plants`. What stands on a roof is taken off its capacity; one of
        unknown size fills its roof.
    tolerance
        A plant is on the roof it stands on, else on the nearest no further than this [m]; needed with `installed`.

    Raises
    ------
    MethodError
        If `dc_ac_ratio` or `tolerance` is not above 0, or `tolerance` is needed and not given; if a capacity
        is missing, or an energy while other roofs have one, or below 0.

    Examples
    --------
    >>> from shapely import box
    >>> roofs = gpd.GeoDataFrame(
    ...     {"class": ["school", "unknown"], "capacity": [120.0, 60.0], "energy": [120e3, 60e3]},
    ...     geometry=[box(0, 0, 9, 9), box(20, 0, 29, 9)])
    >>> found = candidates(roofs, classes=["school"], dc_ac_ratio=1.2)
    >>> found.rows["mw"].tolist(), found.left_out["mw"].tolist()
    ([0.1], [0.05])
    """
    demand_above_0(dc_ac_ratio, Text(zh="容配比(dc_ac_ratio)", en="dc_ac_ratio"))
    every = roofs.reset_index(drop=True)
    _read_numbers(every)
    per_megawatt = dc_ac_ratio * _KILO
    carried = _carried(every, installed, dc_ac_ratio, tolerance)
    left = {end: _left(every, carried, end, per_megawatt) for end in _ENDS}
    taken = every["capacity"] - left["mid"]["capacity"]
    asked = every["class"].isin(list(classes))
    able = asked & (left["mid"]["capacity"] > 0)
    own = {end: rows[asked & (rows["capacity"] > 0)].reset_index(drop=True) for end, rows in left.items()}
    ends = {f"{of}_{end}": left[end].loc[able, of].to_numpy() for of in ("mw", "gwh") for end in BOUNDS}
    others = left["mid"][~asked & (left["mid"]["capacity"] > 0)]
    sums = others.groupby("class")["mw"].agg(["size", "sum"])
    return Candidates(
        rows=own["mid"].assign(**ends),
        ends={"low": own["low"], "high": own["high"]},
        unknown=float(left["high"]["mw"][~asked & (every["class"] == UNKNOWN)].sum()),
        left_out=sums.set_axis(["roofs", "mw"], axis=1),
        equipped=int((asked & (carried > 0)).sum()),
        taken=float(taken[asked].sum()) / per_megawatt,
        unsized=int((asked & np.isinf(carried)).sum()),
    )


_ENDS: tuple[End, ...] = ("low", "mid", "high")


def _left(roofs: gpd.GeoDataFrame, carried: pd.Series[float], end: End, per_megawatt: float) -> gpd.GeoDataFrame:
    """Return the roofs with what they can carry beyond what they do, at an end of what they can."""
    whole, energy = at_end(roofs, "capacity", end), at_end(roofs, "energy", end)
    left = (whole - carried).clip(lower=0.0)
    rows = roofs.assign(capacity=left, energy=energy * (left / whole).where(whole > 0, 0.0), mw=left / per_megawatt)
    return rows.assign(gwh=rows["energy"] / _GIGA)


def _read_numbers(roofs: gpd.GeoDataFrame) -> None:
    """Make capacity and energy plain numbers; refuse what cannot be."""
    for column in ("capacity", "energy", "specific_yield"):
        if column == "energy" and column not in roofs:
            roofs[column] = np.nan
        elif column in roofs:
            roofs[column] = pd.to_numeric(roofs[column], errors="coerce").astype(np.float64)
    able = roofs["capacity"] > 0
    missing = roofs["energy"].isna() & able
    ill = {
        "capacity": ~(roofs["capacity"] >= 0) | np.isinf(roofs["capacity"]),
        # where nobody knows the weather, no roof has an energy
        "energy": (roofs["energy"] < 0) | np.isinf(roofs["energy"]) | (missing & (missing.sum() < able.sum())),
    }
    for column, rows in ill.items():
        if rows.any():
            count = int(rows.sum())
            raise MethodError(
                Text(
                    zh=f"“{{roofs}}”的“{column}”有 {count} 行缺失、无限或小于 0",
                    en=f"'{{roofs}}' has {count} rows whose '{column}' is missing, infinite or below 0",
                )
            )


def _carried(
    roofs: gpd.GeoDataFrame, installed: gpd.GeoDataFrame | None, dc_ac_ratio: float, tolerance: float | None
) -> pd.Series[float]:
    """Return the modules each roof carries [kWp]: infinity where nobody says how many."""
    if installed is None:
        return pd.Series(0.0, index=roofs.index)
    if tolerance is None:
        raise needed(Text(zh="归属距离 tolerance", en="tolerance"))
    plants = installed_plants(installed, dc_ac_ratio=dc_ac_ratio).rows
    roof = roof_of(plants.geometry.to_numpy(), roofs.geometry.to_numpy(), tolerance=tolerance)
    on = roof != NO_ROOF
    modules = plants["kwp"].fillna(np.inf).to_numpy(dtype=np.float64)[on]
    return pd.Series(np.bincount(roof[on], modules, minlength=len(roofs)), index=roofs.index)


def class_word(name: str) -> Text:
    """Return a class in words; one that is not known reads as written."""
    return CLASSES.get(name, same(name))


def candidate_notes(found: Candidates) -> tuple[Text, ...]:
    """Return which roofs do not count, and why."""
    notes = []
    if len(found.left_out):
        names, mw = listed(map(class_word, found.left_out.index)), float(found.left_out["mw"].sum())
        count = int(found.left_out["roofs"].sum())
        notes.append(
            Text(
                zh=f"另有 {count} 栋、可装 {mw:.1f} 兆瓦的屋顶({names.zh})不在所问的类别之内,不计入。",
                en=f"{count} more roofs for {mw:.1f} MW are of classes that are not asked for ({names.en}) and do not "
                "count.",
            )
        )
    if found.equipped:
        notes.append(
            Text(
                zh=f"有 {found.equipped} 栋已装光伏,从可装容量中扣除 {found.taken:.1f} 兆瓦。",
                en=f"{found.equipped} roofs carry photovoltaics already: {found.taken:.1f} MW are taken off what they "
                "can carry.",
            )
        )
    if found.unsized:
        notes.append(
            Text(
                zh=f"其中 {found.unsized} 栋已装多少不明,视为已装满。",
                en=f"Of {found.unsized} of them nobody says how much they carry: they count as full.",
            )
        )
    if not found.sunny:
        notes.append(
            Text(
                zh="{roofs}没有发电量(缺气象资料),凡依据发电量的数都不能给出。",
                en="{roofs} know no energy, for want of weather: no figure that rests on it is told.",
            )
        )
    return tuple(notes)
