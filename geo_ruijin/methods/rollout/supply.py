"""The supply curve of roofs: in which order they fill what the plan still lacks, and how many it takes.

Words in braces in the texts ("{roofs}") are the titles of the inputs; whoever runs the method fills them in.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated

import pandas as pd

from geo_ruijin.errors import MethodError
from geo_ruijin.methods.installed.plants import DcAcRatio, Roofs
from geo_ruijin.methods.method import Gives, Need, Points, declare
from geo_ruijin.methods.parameter import Ranges
from geo_ruijin.methods.rollout.candidates import Candidates, candidate_notes, candidates, class_word
from geo_ruijin.methods.rollout.ends import ROOFS_BETWEEN, End, bounds
from geo_ruijin.methods.rollout.orders import ORDERS, Order, orders_of
from geo_ruijin.methods.rollout.supply_tables import curve_table, cut_notes, filling_table, orders_table, village_table
from geo_ruijin.results import Measure, Result
from geo_ruijin.text import Text, listed
from geo_ruijin.units import NOT_BELOW_0, Between, Metres, Unit

#: In its first row what lacks to a target, and between what it lies [MW, alternating current].
Gap = Annotated[pd.DataFrame, Need(("table",), ("gap", "low", "high"))]

_OF, _ALSO = ("roofs",), ("installed",)
_GAP = ("roofs", "gap")


@declare(
    measures={
        "gap": Gives("MW", of=("gap",)),
        "available": Gives("MW", of=_OF, also=_ALSO),
        "roofs_by_yield": Gives("roofs", of=_GAP, also=_ALSO),
        "roofs_by_size": Gives("roofs", of=_GAP, also=_ALSO),
        "roofs_by_class": Gives("roofs", of=_GAP, also=_ALSO),
        "roofs_by_cost": Gives("roofs", of=_GAP, also=_ALSO),
    },
    tables={
        "orders": (*_GAP, *_ALSO),
        **{f"curve_{name}": (*_GAP, *_ALSO) for name in ORDERS},
        "filling": (*_GAP, *_ALSO),
        "villages": (*_GAP, *_ALSO),
    },
)
def supply_curve(
    *,
    roofs: Roofs,
    gap: Gap | None = None,
    installed: Points | None = None,
    classes: tuple[str, ...],
    dc_ac_ratio: DcAcRatio,
    investment: Annotated[Ranges, Unit("yuan/W")] | None = None,
    tolerance: Annotated[Metres, NOT_BELOW_0] | None = None,
    steps: Annotated[int, Between(1, 1000)] = 100,
    longest: Annotated[int, NOT_BELOW_0] = 2000,
) -> Result:
    """Return how many roofs fill a gap [roofs] in each order they can be taken in, and the curve of each.

    A supply curve adds roof after roof: after each, how much power stands [MW], how much it yields [GWh]. Where it
    passes the gap, so many roofs are needed. Roofs are taken whole.

    Parameters
    ----------
    roofs
        Footprints with `class`, `capacity` [kWp], `specific_yield` [kWh/kWp] and `energy` of the first year [kWh];
        where they have `village` and `division`, villages are listed.
    gap
        A table of one row: what lacks to a target, as `installed_capacity` tells it. Without it the curves are told,
        and not how many roofs are needed.
    installed
        Points, a row a rooftop plant: what stands is taken off what its roof can carry.
    classes
        The classes that count, in the order to take them.
    dc_ac_ratio
        Modules over inverters [kWp/kW]: the gap is alternating current, roofs carry direct.
    investment
        By class [yuan/W]; without it there is no order by cost.
    tolerance
        A plant is on the roof it stands on, else on the nearest no further than this [m]; needed with `installed`.
    steps
        The curve is told at so many even steps of power.
    longest
        The list of roofs that fill the gap has so many rows at most.

    Raises
    ------
    MethodError
        If there is less than one step or row, the gap is below 0, or numbers of the roofs are amiss.

    References
    ----------
    A. Meier, J. Wright and A. H. Rosenfeld (1983), Supplying energy through greater efficiency: the supply curve of
    conserved energy, whose form this is.
    """
    if steps < 1 or longest < 1:
        raise MethodError(
            Text(zh="steps 和 longest 应不小于 1", en="'steps' and 'longest' should be 1 or more"),
        )
    found = candidates(
        roofs,
        classes=classes,
        dc_ac_ratio=dc_ac_ratio,
        installed=installed,
        tolerance=tolerance,
    )
    lacking = lacking_of(gap)
    wanted = None if lacking is None else lacking.value
    orders = dict(orders_of(found.rows, classes=classes, investment=investment))
    ends = {end: dict(orders_of(rows, classes=classes, investment=investment)) for end, rows in found.ends.items()}
    tables = {"orders": orders_table(found.rows, orders, wanted, gwh=_energy(orders, ends, lacking))}
    tables |= {
        f"curve_{name}": curve_table(found.rows, order, wanted, ORDERS[name], classes=classes, steps=steps)
        for name, order in orders.items()
    }
    if wanted is not None:
        taken = orders["class"].taken(wanted)
        tables["filling"] = filling_table(found.rows, orders["class"], taken, longest=longest)
        if "village" in found.rows:
            tables["villages"] = village_table(found.rows, orders["class"].rows[:taken])
    return Result(
        _measures(found, orders, ends, lacking),
        tables,
        (
            *candidate_notes(found),
            *_notes(found, orders, wanted, classes, given=investment is not None),
            *(() if wanted is None else cut_notes(orders["class"].taken(wanted), longest)),
        ),
    )


@dataclass(frozen=True)
class Lacking:
    """What lacks to a target, and between what it lies [MW]."""

    value: float
    low: float
    high: float

    @property
    def open(self) -> bool:
        """Whether the data leave it open."""
        return self.low != self.high


def lacking_of(gap: pd.DataFrame | None) -> Lacking | None:
    """Return what lacks to the target; None where nobody says.

    Raises
    ------
    MethodError
        If it is below 0, or the bounds do not hold it.
    """
    if gap is None or gap.empty or pd.isna(gap["gap"].iloc[0]):
        return None
    value, low, high = (float(gap[name].iloc[0]) for name in ("gap", "low", "high"))
    if not 0 <= low <= value <= high < math.inf:
        raise MethodError(
            Text(
                zh=f"“{{gap}}”应不小于 0 且有限,现为 {value:g} 兆瓦({low:g}—{high:g})",
                en=f"'{{gap}}' should be 0 MW or more and finite, is {value:g} ({low:g} to {high:g})",
            )
        )
    return Lacking(value, low, high)


def _energy(
    orders: Mapping[str, Order], ends: Mapping[End, Mapping[str, Order]], gap: Lacking | None
) -> dict[str, tuple[float, float]]:
    """Return between what the energy of the roofs lies that each order takes [GWh]."""
    between = {}
    for name, order in orders.items():
        own = order.energy(None if gap is None else gap.value)
        low = ends["low"][name].energy(None if gap is None else gap.low)
        high = ends["high"][name].energy(None if gap is None else gap.high)
        between[name] = (min(low, own), max(high, own))
    return between


def _measures(
    found: Candidates, orders: Mapping[str, Order], ends: Mapping[End, Mapping[str, Order]], gap: Lacking | None
) -> dict[str, Measure]:
    """Return the figures.

    Parameters
    ----------
    found
        The roofs.
    orders, ends
        In which order they are taken, with what they are most likely to carry, and with the least and the most.
    gap
        What lacks; without it nothing fills it.
    """
    available = Text(
        zh=f"所列类别的屋顶还可装的容量(可装组件减去已装,再除以容配比);{ROOFS_BETWEEN.zh};用途不明的屋顶只在上限里",
        en="What roofs of the classes listed could still carry: their capacity less what is installed, over the ratio "
        f"of modules to inverters; {ROOFS_BETWEEN.en}; roofs of unknown use are in the upper bound alone",
    )
    lacking = Text(zh="距目标还缺的装机", en="Capacity missing to the target")
    mw, *edges = found.available
    measures = {"available": Measure(mw, "MW", available, *bounds(mw, edges))}
    if gap is None:
        return measures
    measures["gap"] = Measure(gap.value, "MW", lacking, *((gap.low, gap.high) if gap.open else ()))
    for name, order in orders.items():
        needed, said = order.needed(gap.value), ORDERS[name]
        # what all the roofs do not fill has no bound
        least, most = ends["high"][name].needed(gap.low), ends["low"][name].needed(gap.high)
        count = None if needed is None else float(needed)
        measures[f"roofs_by_{name}"] = Measure(
            count,
            "roofs",
            Text(
                zh=f"补足缺口需要的屋顶:{said.zh};下限为缺口取低、屋顶可装取高,上限反之",
                en=f"Roofs that fill the gap, {said.en}; fewest where the gap is least and roofs carry most, most the "
                "other way round",
            ),
            *bounds(count, [math.inf if end is None else float(end) for end in (least, most)]),
        )
    return measures


def _notes(
    found: Candidates, orders: Mapping[str, Order], gap: float | None, classes: tuple[str, ...], *, given: bool
) -> Iterator[Text]:
    names = listed(map(class_word, classes))
    yield Text(
        zh=f"类别先后:{names.zh}。屋顶整栋取用;组件容量按容配比折成交流容量再与缺口相比。",
        en=f"Classes in order: {names.en}. Roofs are taken whole; modules are turned into alternating current before "
        "they are compared with the gap.",
    )
    available = float(found.rows["mw"].sum())
    if gap is None:
        yield Text(
            zh="距目标的缺口不明。只给出供给曲线,不给出需要多少屋顶。",
            en="The gap to the target is not known. The curves are told, not how many roofs are needed.",
        )
    elif orders["size"].needed(gap) is None:
        yield Text(
            zh=f"屋顶全部用上({available:.1f} 兆瓦)也补不足缺口({gap:.1f} 兆瓦)。",
            en=f"All the roofs together ({available:.1f} MW) do not fill the gap ({gap:.1f} MW).",
        )
    if "cost" in orders:
        yield Text(
            zh="每度电投资 = 单位投资 ÷ 首年单位容量发电量。各类寿命、贴现率、衰减和运维费率相同时,"
            "它与度电成本成正比,先后相同。",
            en="Investment per kWh is investment over the specific yield of the first year. Where lifetime, discount "
            "rate, ageing and the share for operation are the same for all, the levelised cost is proportional to "
            "it: the order is the same.",
        )
    elif given and found.sunny:
        yield Text(
            zh="参数 investment 没有写全各类的单位投资,不按投资排序。",
            en="The parameter 'investment' lacks classes: there is no order by cost.",
        )
