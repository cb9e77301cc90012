"""What new piles come to: how many, of which, whom they serve."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray

from geo_ruijin.methods.charging.allotting import Allotment, Sites
from geo_ruijin.methods.charging.kinds import Served, is_public
from geo_ruijin.methods.charging.places import Places
from geo_ruijin.results import Measure
from geo_ruijin.statistic import Statistic
from geo_ruijin.text import Text
from geo_ruijin.units import Metres

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Outcome:
    """Stations, candidates and the piles these get.

    Attributes
    ----------
    now
        The stations, as of `counting.piles.station_rows`.
    places
        The candidates.
    sites
        Both as arrays, the candidates first.
    allotment
        The new piles.
    gap
        How many are lacking of the target.
    target
        How many there should be.
    cars
        How many vehicles there are.
    ratio
        How many may share a public pile at most.
    """

    now: gpd.GeoDataFrame
    places: Places
    sites: Sites
    allotment: Allotment
    gap: int
    target: int
    cars: float
    ratio: float

    @property
    def before(self) -> float:
        """The piles there are, of stations that say."""
        return float(self.now["piles"].sum())

    @property
    def lacking(self) -> int:
        """How many stations do not say how many piles they have."""
        return int(self.now["piles"].isna().sum())

    @property
    def new(self) -> Floats:
        """The new piles of each candidate."""
        return self.allotment.given[: len(self.places.rows)]

    @property
    def gap_left(self) -> int:
        """How many piles are still lacking."""
        return self.gap - int(self.new.sum())

    @property
    def public_before(self) -> float | None:
        """The piles that anybody may use; None where none of their stations says how many it has, or whose it is."""
        own = self.now["piles"][self.now["kind"] == "public"]
        if len(self.now) and (self.now["kind"] == "unknown").all():
            return None
        return None if len(own) and own.isna().all() else float(own.sum())

    @property
    def public_new(self) -> float:
        """The new piles that anybody may use."""
        return float(self.new[[is_public(kind) for kind in self.places.rows["kind"]]].sum())

    @property
    def public_lacking(self) -> int | None:
        """How many more public piles the vehicles should have, once the new ones stand; None where nobody knows."""
        if self.public_before is None:
            return None
        return max(math.ceil(self.cars / self.ratio) - int(self.public_before + self.public_new), 0)

    @cached_property
    def served(self) -> Floats:
        """How many vehicles each candidate serves; NaN of those that serve their own."""
        return self.sites.served(self.allotment.given)[: len(self.places.rows)]

    def share(self, served: Served, *, after: bool) -> float | None:
        """Return the share of vehicles that piles serve, as it is or with the new ones [%]; None without vehicles."""
        demand = self.sites.demands[served]
        count = len(self.sites.kinds)
        given = self.allotment.given if after else np.zeros(count)
        found = self.sites.allot(demand, given, room=np.zeros(count), units=0, least=0)
        return 100 * min(found.objective / self.cars, 1.0) if self.cars else None


def measures(outcome: Outcome, found: Statistic | None, *, walking: Metres, driving: Metres) -> dict[str, Measure]:
    """Return the figures of new piles."""
    return _piles(outcome) | _served(outcome, found, walking=walking, driving=driving) | _ratio(outcome)


def _piles(outcome: Outcome) -> dict[str, Measure]:
    open_ = bool(outcome.lacking)
    before = outcome.before
    lower = Text(
        zh=f";有 {outcome.lacking} 处没有写桩数,未计入,因此是下限" if open_ else "",
        en=f"; a lower bound: {outcome.lacking} stations do not say how many they have" if open_ else "",
    )
    target = outcome.target
    return {
        "piles_before": Measure(
            before,
            "piles",
            Text(
                zh=f"现有各类充电桩总数(与“充电桩数量”一致){lower.zh}",
                en=f"Piles of every kind as it is, as counted{lower.en}",
            ),
            *((before, math.inf) if open_ else ()),
        ),
        "gap": Measure(
            float(outcome.gap),
            "piles",
            Text(
                zh=f"距目标 {target} 根的缺口" + (";现有数是下限,因此缺口是上限" if open_ else ""),
                en=f"Piles lacking of the {target} promised" + ("; an upper bound" if open_ else ""),
            ),
            *((0.0, float(outcome.gap)) if open_ else ()),
        ),
        "new_piles": Measure(
            float(outcome.new.sum()), "piles", Text(zh="按次序可以安排的新桩", en="New piles that find a place")
        ),
        "new_sites": Measure(
            float((outcome.new > 0).sum()),
            "places",
            Text(zh="安排新桩的地点数", en="Number of places that get new piles"),
        ),
        "piles_after": Measure(
            before + float(outcome.new.sum()),
            "piles",
            Text(zh=f"现有桩加新桩{lower.zh}", en=f"Piles there are and new ones{lower.en}"),
            *((before + float(outcome.new.sum()), math.inf) if open_ else ()),
        ),
        "gap_left": Measure(
            float(outcome.gap_left),
            "piles",
            Text(
                zh=f"备选点容量用尽后,距目标 {target} 根仍差的桩数",
                en=f"Piles still lacking of {target} once candidates take no more",
            ),
        ),
        "piles_beyond_demand": Measure(
            float(outcome.allotment.beyond.sum()),
            "piles",
            Text(
                zh="新桩中,按容量安排、但可达范围内没有更多车辆要用的",
                en="Of the new piles, those placed because there is room, for which no more vehicles are in reach",
            ),
        ),
        "room": Measure(
            float(outcome.places.rows["room"].sum()),
            "piles",
            Text(zh="备选点还能容纳的桩数合计", en="How many more piles the candidates take in all"),
        ),
    }


def _served(outcome: Outcome, found: Statistic | None, *, walking: Metres, driving: Metres) -> dict[str, Measure]:
    said = Text(
        zh="新能源汽车数:尚未上报,用方案的数", en="New-energy vehicles: the number of the plan, for none is reported"
    )
    home = Text(
        zh=f"住处步行 {walking:g} 米以内有住宅小区的桩可用的车 ÷ 全部新能源汽车(按居民分摊)",
        en=f"Vehicles with a pile at housing within {walking:g} m on foot that has room for them / all, spread over "
        "the residents",
    )
    public = Text(
        zh=f"停车处行车 {driving:g} 米以内有公共桩可用的车 ÷ 全部新能源汽车(按公共停车位分摊)",
        en=f"Vehicles with a public pile within {driving:g} m by road that has room for them / all, spread over public "
        "car parks",
    )
    then = Text(zh="同上,加上新桩", en="The same with the new piles")
    return {
        "vehicles": Measure(
            outcome.cars, "vehicles", found.why if found is not None and found.value is not None else said
        ),
        "home_before": Measure(outcome.share("home", after=False), "%", home),
        "home_after": Measure(outcome.share("home", after=True), "%", then),
        "public_before": Measure(outcome.share("public", after=False), "%", public),
        "public_after": Measure(outcome.share("public", after=True), "%", then),
    }


def _ratio(outcome: Outcome) -> dict[str, Measure]:
    before = outcome.public_before
    after = None if before is None else before + outcome.public_new
    about = Text(zh="新能源汽车数 ÷ 现有公用充电桩数", en="Vehicles / public piles as it is")
    then = Text(zh="新能源汽车数 ÷ 公用充电桩数(含新桩)", en="Vehicles / public piles with the new ones")
    lacking = outcome.public_lacking
    ratios = {
        f"vehicles_per_public_pile_{when}": Measure(outcome.cars / piles if piles else None, "vehicles/pile", said)
        for when, piles, said in (("before", before, about), ("after", after, then))
    }
    return ratios | {
        "public_piles_lacking": Measure(
            None if lacking is None else float(lacking),
            "piles",
            Text(
                zh=f"新桩建成后,公用桩与车之比要达到 1:{outcome.ratio:g} 还差的公用桩",
                en=f"Public piles then still lacking of one for {outcome.ratio:g} vehicles",
            ),
        )
    }
