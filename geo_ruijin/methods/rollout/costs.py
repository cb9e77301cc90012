"""What the roofs cost, what their electricity costs, and when they have paid for themselves.

Words in braces in the texts ("{roofs}") are the titles of the inputs; whoever runs the method fills them in.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Annotated

import pandas as pd

from geo_ruijin.errors import MethodError
from geo_ruijin.methods.installed.plants import DcAcRatio, Roofs
from geo_ruijin.methods.method import Gives, Points, declare
from geo_ruijin.methods.parameter import Range, Ranges
from geo_ruijin.methods.rollout.candidates import Candidates, candidate_notes, candidates
from geo_ruijin.methods.rollout.cases import CASES, Case, Flows, Prices, flows_of, together
from geo_ruijin.methods.rollout.cost_tables import cases_table, classes_table
from geo_ruijin.methods.rollout.ends import BOUNDS, End, yields_by_class
from geo_ruijin.results import Measure, Result
from geo_ruijin.text import Text
from geo_ruijin.units import NOT_BELOW_0, Between, Metres, Unit

PercentRange = Annotated[Range, Unit("%")]
PercentRanges = Annotated[Ranges, Unit("%")]
YuanPerWattRanges = Annotated[Ranges, Unit("yuan/W")]
YuanPerKilowattHourRange = Annotated[Range, Unit("yuan/kWh")]
YuanPerKilowattHourRanges = Annotated[Ranges, Unit("yuan/kWh")]

_OF, _ALSO = ("roofs",), ("installed",)
#: The whole of a share [%].
_WHOLE = 100.0
#: kW in a MW.
_KILO = 1000.0
#: The columns of roofs that say between what their yield lies.
_SPREAD = {f"{of}_{end}" for of in ("capacity", "energy") for end in BOUNDS}
#: Yuan in what investments are told in.
_TEN_THOUSAND = 10_000.0


@declare(
    measures={
        "investment": Gives("10000 yuan", of=_OF, also=_ALSO),
        "lcoe": Gives("yuan/kWh", of=_OF, also=_ALSO),
        "payback": Gives("a", of=_OF, also=_ALSO),
        "capacity": Gives("MWp", of=_OF, also=_ALSO),
    },
    tables={"classes": (*_OF, *_ALSO), "cases": (*_OF, *_ALSO)},
)
def pv_costs(
    *,
    roofs: Roofs,
    installed: Points | None = None,
    investment: YuanPerWattRanges,
    operation: PercentRange,
    own_use: PercentRanges,
    own_tariff: YuanPerKilowattHourRanges,
    feed_in_tariff: YuanPerKilowattHourRange,
    discount: PercentRange,
    ageing_first: PercentRange,
    ageing_yearly: PercentRange,
    lifetime: Annotated[int, Between(1, 100)],
    dc_ac_ratio: DcAcRatio,
    tolerance: Annotated[Metres, NOT_BELOW_0] | None = None,
) -> Result:
    """Return the investment [10,000 yuan], levelised cost [yuan/kWh] and simple payback [a] of the roofs.

    Before tax, without loans and subsidies. A kWh used on the spot saves what it would cost to buy, the rest is fed
    in. The least and the most of each figure take every parameter at its most and least favourable end at once, and the
    yield of each class where the roofs say between what it lies: bounds, no likely range.

    Parameters
    ----------
    roofs
        Footprints with `class`, `capacity` [kWp] and `energy` of the first year [kWh].
    installed
        Points, a row a rooftop plant: what stands is taken off what its roof can carry.
    investment
        By class, of the modules' capacity [yuan/W]. A class that this, `own_use` or `own_tariff` lacks is not costed.
    operation
        And maintenance a year, of the investment [%].
    own_use
        By class, the share of the energy used on the spot [%].
    own_tariff
        By class, the price of a kWh bought [yuan/kWh].
    feed_in_tariff
        The price of a kWh fed in [yuan/kWh].
    discount
        Rate a year [%].
    ageing_first, ageing_yearly
        By how much modules age in the first year, and in each after it [%].
    lifetime
        The life of a plant [a].
    dc_ac_ratio
        Modules over inverters [kWp/kW], of plants filed by their inverters alone.
    tolerance
        A plant is on the roof it stands on, else on the nearest no further than this [m]; needed with `installed`.

    Raises
    ------
    MethodError
        If a share is not between 0 and 100 %, a price or rate is below 0, the life is less than a year, or modules
        age to nothing within it.

    References
    ----------
    W. Short, D. J. Packey and T. Holt (1995), A manual for the economic evaluation of energy efficiency and renewable
    energy technologies, NREL/TP-462-5173, doi:10.2172/35391: levelised cost and simple payback.
    """
    prices = Prices(
        investment=investment,
        operation=operation,
        own_use=own_use,
        own_tariff=own_tariff,
        feed_in_tariff=feed_in_tariff,
        discount=discount,
        ageing_first=ageing_first,
        ageing_yearly=ageing_yearly,
        lifetime=lifetime,
    )
    _refuse_amiss(prices)
    costed = [name for name in investment if name in own_use and name in own_tariff]
    found = candidates(roofs, classes=costed, dc_ac_ratio=dc_ac_ratio, installed=installed, tolerance=tolerance)
    sums = _by_class(found.rows, costed)
    flows = {
        name: {case: flows_of(name, float(sums["kwp"][name]), energy, prices, case) for case in CASES}
        for name, energy in _energies(sums, yields_by_class(roofs)).items()
    }
    total = {
        case: together(
            (own[case] for own in flows.values()), lifetime=lifetime, discount=getattr(discount, case) / _WHOLE
        )
        for case in CASES
    }
    return Result(
        _measures(total, float(sums["kwp"].sum()) / _KILO),
        {"classes": classes_table(sums, flows, total), "cases": cases_table(prices, total)},
        (*_notes(found, total, lifetime, between=set(roofs) >= _SPREAD), *candidate_notes(found)),
    )


def _energies(sums: pd.DataFrame, yields: pd.DataFrame) -> dict[str, dict[End, float]]:
    """Return what the roofs of each class yield in the first year, the least, the most likely and the most [kWh]."""
    ends: dict[End, pd.Series[float]] = {"mid": sums["kwh"]}
    ends |= {end: sums["kwh"] * yields[end].reindex(sums.index) for end in BOUNDS}
    return {str(name): {end: float(kwh[name]) for end, kwh in ends.items()} for name in sums.index}


def _by_class(rows: pd.DataFrame, classes: list[str]) -> pd.DataFrame:
    """Return roofs, kwp and kwh of each class there is, in the order of `classes`."""
    groups = rows.groupby("class")
    sums = pd.DataFrame(
        {"roofs": groups.size(), "kwp": groups["capacity"].sum(), "kwh": groups["energy"].sum(min_count=1)}, dtype=float
    )
    return sums.loc[[name for name in classes if name in sums.index]]


def _refuse_amiss(prices: Prices) -> None:
    shares = {
        "operation": prices.operation,
        "discount": prices.discount,
        "ageing_first": prices.ageing_first,
        "ageing_yearly": prices.ageing_yearly,
        **{f"own_use.{name}": share for name, share in prices.own_use.items()},
    }
    amounts = {
        "feed_in_tariff": prices.feed_in_tariff,
        **{f"investment.{name}": price for name, price in prices.investment.items()},
        **{f"own_tariff.{name}": price for name, price in prices.own_tariff.items()},
    }
    ill = [name for name, one in shares.items() if not 0 <= one.low <= one.high <= _WHOLE]
    ill += [name for name, one in amounts.items() if one.low < 0]
    if ill:
        raise MethodError(
            Text(
                zh=f"参数 {'、'.join(ill)} 应不小于 0,百分数不大于 100",
                en=f"parameters should be 0 or more, percentages 100 or less: {', '.join(ill)}",
            )
        )
    if prices.lifetime < 1:
        raise MethodError(Text(zh="lifetime 应不小于 1", en="'lifetime' should be 1 or more"))


def _measures(total: Mapping[Case, Flows], mwp: float) -> dict[str, Measure]:
    invested = {case: flows.investment / _TEN_THOUSAND for case, flows in total.items()}
    cost = {case: flows.levelised_cost for case, flows in total.items()}
    paid = {case: flows.payback if mwp else None for case, flows in total.items()}
    return {
        "investment": Measure(
            invested["mid"],
            "10000 yuan",
            Text(
                zh="各类屋顶组件容量 × 单位投资之和(税前,不计补贴);上下限只计单位投资,组件容量取中值",
                en="Modules of each class x investment per W, added up, before tax and without subsidies; the bounds "
                "are of the investment per W, the modules stay in the middle",
            ),
            invested["low"],
            invested["high"],
        ),
        "lcoe": Measure(
            cost["mid"],
            "yuan/kWh",
            Text(
                zh="度电成本:投资与逐年运维的现值之和 ÷ 逐年发电量的现值之和(税前,不计补贴)",
                en="Levelised cost: investment and discounted operation over discounted energy, before tax and "
                "without subsidies",
            ),
            cost["low"],
            cost["high"],
        ),
        "payback": Measure(
            paid["mid"],
            "a",
            Text(
                zh="静态回收期:累计(节省的电费 + 上网收入 − 运维)达到投资的年数(税前,不贴现,不计补贴)",
                en="Simple payback: years until savings and sales less operation equal the investment, before tax, not "
                "discounted, without subsidies",
            ),
            paid["low"],
            # beyond the life of the plant there is no bound
            (math.inf if paid["high"] is None else paid["high"]) if paid["low"] is not None else None,
        ),
        "capacity": Measure(
            mwp,
            "MWp",
            Text(zh="计入造价的屋顶组件容量", en="Modules of the roofs that are costed"),
        ),
    }


def _notes(found: Candidates, total: Mapping[Case, Flows], lifetime: int, *, between: bool) -> Iterator[Text]:
    energy = (
        Text(
            zh="各类单位容量发电量也取高、取低的一端(由容量和发电量的上下限得出,屋顶面积和组件功率的不确定不算在内)",
            en="and the specific yield of each class at its high and low, as the bounds of capacity and energy give "
            "it, what is not known of room and modules apart",
        )
        if between
        else Text(
            zh="发电量不变({roofs}没有给出上下限)",
            en="but leave the energy as it is ({roofs} do not say between what it lies)",
        )
    )
    yield Text(
        zh="税前、不计贷款、不计补贴、按首年价格。低、高值是把每个参数同时取最有利、最不利的一端,"
        f"{energy.zh};组件容量取中值。是上下限,不是可能范围。",
        en="Before tax, without loans and subsidies, in prices of the first year. Low and high take every parameter at "
        f"its most and least favourable end at once, {energy.en}; the capacity stays in the middle. Bounds, no likely "
        "range.",
    )
    yield Text(
        zh="电价是参数,不是预测:2025 年起新投产项目的上网电量原则上进入市场,价格由交易形成"
        "(发改价格〔2025〕136号),因此上网电价给出低、中、高三值。",
        en="Tariffs are parameters, no forecast. From 2025 the energy of new plants in China is sold on the market, in "
        "principle (NDRC price document 136 of 2025), hence a low, a middle and a high price.",
    )
    if not len(found.rows) or not found.sunny:
        return
    if total["mid"].payback is None:
        yield Text(
            zh=f"按最可能的取值,{lifetime} 年内收不回投资,没有回收期。",
            en=f"At the most likely values the investment is not paid back within {lifetime} years.",
        )
    elif total["high"].payback is None:
        yield Text(
            zh=f"按最不利的取值,{lifetime} 年内收不回投资,回收期没有上限。",
            en=f"At the least favourable values the investment is not paid back within {lifetime} years: the payback "
            "has no upper bound.",
        )
