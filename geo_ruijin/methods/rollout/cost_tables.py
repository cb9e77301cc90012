"""The tables behind the costs: each class, and the whole in each case."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from geo_ruijin.methods.rollout.candidates import CLASS, ENERGY, ROOFS, class_word
from geo_ruijin.methods.rollout.cases import CASES, Case, Flows, Prices
from geo_ruijin.results import Column, Table
from geo_ruijin.text import Text

#: kW in a MW, kWh in a GWh, yuan in what investments are told in.
_KILO, _GIGA, _TEN_THOUSAND = 1000.0, 1e6, 10_000.0

_TOTAL = Text(zh="合计", en="total")
_ENDS: Mapping[Case, Text] = {
    "low": Text(zh="低", en="low"),
    "mid": Text(zh="中", en="middle"),
    "high": Text(zh="高", en="high"),
}


def _three(flows: Mapping[Case, Flows]) -> dict[str, float | None]:
    """Return investment [10,000 yuan], levelised cost [yuan/kWh] and payback [a] in each case."""
    return {
        **{f"investment_{case}": flows[case].investment / _TEN_THOUSAND for case in CASES},
        **{f"lcoe_{case}": flows[case].levelised_cost for case in CASES},
        **{f"payback_{case}": flows[case].payback for case in CASES},
    }


def _columns(key: str, title: Text, unit: str) -> dict[str, Column]:
    return {
        f"{key}_{case}": Column(Text(zh=f"{title.zh}({end.zh})", en=f"{title.en}, {end.en}"), unit)
        for case, end in _ENDS.items()
    }


def classes_table(sums: pd.DataFrame, flows: Mapping[str, Mapping[Case, Flows]], total: Mapping[Case, Flows]) -> Table:
    """Return a row for every class and one for all.

    Parameters
    ----------
    sums
        By class: roofs, kwp [kWp], kwh of the first year [kWh].
    flows
        By class and case.
    total
        Of all, by case.
    """
    told = [
        {"class": class_word(str(name)), **sums.loc[name].to_dict(), **_three(flows[str(name)])} for name in sums.index
    ]
    told.append({"class": _TOTAL, **sums.sum(skipna=False).to_dict(), **_three(total)})
    data = pd.DataFrame(told)
    # None, where there is nothing to tell, is no number
    data = data.astype(dict.fromkeys(data.columns.drop("class"), np.float64))
    data["mwp"], data["gwh"] = data["kwp"] / _KILO, data["kwh"] / _GIGA
    return Table(
        Text(zh="各类屋顶的投资、度电成本和回收期", en="Investment, levelised cost and payback by class"),
        data,
        {
            "class": CLASS,
            "roofs": ROOFS,
            "mwp": Column(Text(zh="组件容量", en="Modules"), "MWp"),
            "gwh": ENERGY,
            **_columns("investment", Text(zh="投资", en="Investment"), "10000 yuan"),
            **_columns("lcoe", Text(zh="度电成本", en="Levelised cost"), "yuan/kWh"),
            **_columns("payback", Text(zh="静态回收期", en="Simple payback"), "a"),
        },
    )


def cases_table(prices: Prices, total: Mapping[Case, Flows]) -> Table:
    """Return a row for each case: what was taken, and the figures of all roofs."""
    told = [
        {
            "case": word,
            "operation": getattr(prices.operation, case),
            "discount": getattr(prices.discount, case),
            "ageing_first": getattr(prices.ageing_first, case),
            "ageing_yearly": getattr(prices.ageing_yearly, case),
            "investment": total[case].investment / _TEN_THOUSAND,
            "income": float(total[case].income.sum()) / _TEN_THOUSAND,
            "running": float(total[case].operation.sum()) / _TEN_THOUSAND,
            "energy": float(total[case].energy.sum()) / _GIGA,
            "lcoe": total[case].levelised_cost,
            "payback": total[case].payback,
        }
        for case, word in CASES.items()
    ]
    data = pd.DataFrame(told)
    data = data.astype(dict.fromkeys(data.columns.drop("case"), np.float64))
    return Table(
        Text(zh=f"三种情形({prices.lifetime} 年)", en=f"Three cases over {prices.lifetime} years"),
        data,
        {
            "case": Column(Text(zh="情形", en="Case")),
            "investment": Column(Text(zh="投资", en="Investment"), "10000 yuan"),
            "running": Column(Text(zh="运维合计", en="Operation in all"), "10000 yuan"),
            "income": Column(Text(zh="收入合计(省下的电费和上网)", en="Savings and sales in all"), "10000 yuan"),
            "energy": Column(Text(zh="发电量合计", en="Energy in all"), "GWh"),
            "lcoe": Column(Text(zh="度电成本", en="Levelised cost"), "yuan/kWh"),
            "payback": Column(Text(zh="静态回收期", en="Simple payback"), "a"),
            "operation": Column(Text(zh="年运维费率", en="Operation a year"), "%"),
            "discount": Column(Text(zh="贴现率", en="Discount rate"), "%"),
            "ageing_first": Column(Text(zh="首年衰减", en="First year's ageing"), "%"),
            "ageing_yearly": Column(Text(zh="以后每年衰减", en="Yearly ageing after"), "%"),
        },
    )
