"""The figures of what the grid takes, and between what they lie."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import geopandas as gpd

from geo_ruijin.methods.rollout.ends import ROOFS_BETWEEN, bounds
from geo_ruijin.methods.shares import percent
from geo_ruijin.results import Measure
from geo_ruijin.text import Text


@dataclass(frozen=True)
class Hosted:
    """What the substations take of what roofs can carry.

    Attributes
    ----------
    near, far
        What roofs in reach of a substation could carry, and those beyond [MW].
    taken, energy
        What is taken by the substations that say what they can [MW], and its energy of the first year [GWh].
    open_taken, open_energy
        What those that do not say might take besides.
    exceeded, open_exceeded
        How many are exceeded, and how many more may be.
    substations
        How many there are.
    known
        Whether any says what it can take, or there is none.
    """

    near: float
    far: float
    taken: float
    energy: float
    open_taken: float
    open_energy: float
    exceeded: int
    open_exceeded: int
    substations: int
    known: bool

    @property
    def shares(self) -> tuple[float | None, float | None]:
        """What is taken of what all roofs can carry, the least and the most [%]."""
        total = self.near + self.far
        return percent(self.taken, total), percent(self.taken + self.open_taken, total)


def hosted(near: gpd.GeoDataFrame, far: gpd.GeoDataFrame, loads: gpd.GeoDataFrame) -> Hosted:
    """Return what substations take.

    Parameters
    ----------
    near, far
        The roofs in reach of a substation and those beyond, with mw [MW].
    loads
        The substations with mw [MW], gwh [GWh], hosting [MW], taken_mw [MW] and taken_gwh [GWh].
    """
    said = loads["hosting"].notna()
    return Hosted(
        near=float(near["mw"].sum()),
        far=float(far["mw"].sum()),
        taken=float(loads["taken_mw"].sum()),
        energy=float(loads["taken_gwh"].sum()),
        open_taken=float(loads["mw"][~said].sum()),
        open_energy=float(loads["gwh"][~said].sum()),
        exceeded=int((loads["mw"] > loads["hosting"]).sum()),
        open_exceeded=int((~said & (loads["mw"] > 0)).sum()),
        substations=len(loads),
        known=bool(said.any()) or not len(loads),
    )


def measures_of(likely: Hosted, ends: Iterable[Hosted], *, sunny: bool) -> dict[str, Measure]:
    """Return the figures.

    Parameters
    ----------
    likely, ends
        With what roofs are most likely to carry, and with the least and the most.
    sunny
        Whether it is known what roofs yield.
    """
    every = (likely, *ends)
    between = Text(
        zh=f"{ROOFS_BETWEEN.zh};没有写可接入容量的站,下限按不接入、上限按附近屋顶全部接入",
        en=f"{ROOFS_BETWEEN.en}; a substation that does not say takes nothing in the lower bound and all of its roofs "
        "in the upper",
    )

    def figure(
        value: float | None, unit: str, about: Text, *most: float | None, known: bool = True, rule: Text = between
    ) -> Measure:
        shown = value if known else None
        said = Text(zh=f"{about.zh};{rule.zh}", en=f"{about.en}; {rule.en}")
        return Measure(shown, unit, said, *bounds(shown, most))

    known = likely.known
    return {
        "hostable": figure(
            likely.taken,
            "MW",
            Text(
                zh="各变电站(附近屋顶可装容量与可接入容量中较小者)之和",
                en="The lesser of what its nearest roofs can feed and what it can connect, over the substations",
            ),
            *(mw for one in every for mw in (one.taken, one.taken + one.open_taken)),
            known=known,
        ),
        "hostable_share": figure(
            likely.shares[0],
            "%",
            Text(zh="可接入的容量 ÷ 全部可装容量", en="What can be connected over what the roofs can carry"),
            *(share for one in every for share in one.shares),
            known=known,
        ),
        "hostable_energy": figure(
            likely.energy,
            "GWh",
            Text(
                zh="可接入部分的首年发电量,各站按单位容量发电量由高到低接入",
                en="Energy of the first year of what can be connected, the highest specific yield first at each "
                "substation",
            ),
            *(gwh for one in every for gwh in (one.energy, one.energy + one.open_energy)),
            known=known and sunny,
        ),
        "within_reach": figure(
            likely.near,
            "MW",
            Text(zh="近处(参数 max_distance)有变电站的屋顶可装容量", en="Capacity of roofs with a substation in reach"),
            *(one.near for one in every),
            rule=ROOFS_BETWEEN,
        ),
        "beyond_reach": figure(
            likely.far,
            "MW",
            Text(
                zh="近处(参数 max_distance)没有变电站的屋顶可装容量",
                en="Capacity of roofs without a substation in reach",
            ),
            *(one.far for one in every),
            rule=ROOFS_BETWEEN,
        ),
        "substations_exceeded": figure(
            float(likely.exceeded),
            "substations",
            Text(
                zh="附近屋顶可装容量超过可接入容量的变电站数",
                en="Substations whose nearest roofs can feed more than they can connect",
            ),
            *(float(count) for one in every for count in (one.exceeded, one.exceeded + one.open_exceeded)),
            known=known,
        ),
        "substations": Measure(
            float(likely.substations), "substations", Text(zh="计入的变电站数", en="Substations that count")
        ),
    }
