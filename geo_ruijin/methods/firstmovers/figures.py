"""The figures of the roofs that go first."""

from __future__ import annotations

import pandas as pd

from geo_ruijin.methods.firstmovers.eligible import Eligible
from geo_ruijin.methods.rollout.ends import ROOFS_BETWEEN, bounds
from geo_ruijin.methods.rollout.supply import Lacking
from geo_ruijin.methods.shares import percent
from geo_ruijin.results import Measure
from geo_ruijin.siting import Answer
from geo_ruijin.text import Text

#: kWh in a GWh, t in what a GWh saves for each kg/kWh.
_GIGA = 1e6
_TONNES = 1000.0
_WHOLE = 100.0


def ends_of(rows: pd.DataFrame, column: str) -> tuple[float, float, float]:
    """Return the sum of a column, its least and its most."""
    value, low, high = (float(rows[name].sum()) for name in (column, f"{column}_low", f"{column}_high"))
    return value, low, high


def measures_of(
    among: Eligible, answer: Answer, lacking: Lacking | None, *, least: float | None, factor: float | None
) -> dict[str, Measure]:
    """Return the figures.

    Parameters
    ----------
    among
        The roofs there were to choose among.
    answer
        The choice, in kWh.
    lacking
        What lacks to the target; None where nobody says.
    least
        What the quotas cost at least [10,000 yuan]; None without quotas.
    factor
        The emission factor of the grid [kg/kWh]; None: no carbon is told.
    """
    rows = among.rows.iloc[list(answer.chosen)]
    mw, gwh, cost = (ends_of(rows, column) for column in ("mw", "gwh", "price"))
    measures = {
        "roofs": Measure(float(len(rows)), "roofs", Text(zh="先行安装的屋顶栋数", en="Roofs that go first")),
        "capacity": Measure(
            mw[0],
            "MW",
            Text(
                zh=f"这些屋顶还可装的容量(交流侧);{ROOFS_BETWEEN.zh}",
                en=f"What these roofs can still carry, alternating current; {ROOFS_BETWEEN.en}",
            ),
            *bounds(mw[0], mw[1:]),
        ),
        "energy": Measure(
            gwh[0],
            "GWh",
            Text(
                zh=f"这些屋顶首年的发电量,所选条件下最多;{ROOFS_BETWEEN.zh}",
                en=f"What these roofs yield in the first year, the most under the conditions; {ROOFS_BETWEEN.en}",
            ),
            *bounds(gwh[0], gwh[1:]),
        ),
        "investment": Measure(
            cost[0],
            "10000 yuan",
            Text(
                zh="组件容量 × 单位投资(中值),不超过预算;上下限只计单位投资的高低",
                en="Modules x investment per W, the middle within the budget; the bounds are of the investment per W",
            ),
            *bounds(cost[0], cost[1:]),
        ),
    }
    if lacking is not None:
        share = percent(mw[0], lacking.value)
        between = (_WHOLE * mw[1] / lacking.high, _WHOLE * mw[2] / lacking.low) if lacking.low else ()
        measures["share_of_gap"] = Measure(
            share,
            "%",
            Text(
                zh="先行屋顶的容量 ÷ 距目标还缺的装机(交流侧);上下限计入两者的上下限",
                en="Capacity of the first roofs over what lacks to the target, alternating current; its bounds hold "
                "those of both",
            ),
            *bounds(share, between),
        )
    if factor is not None:
        value, *edges = (one * _TONNES * factor for one in gwh)
        measures["avoided"] = Measure(
            value,
            "t",
            Text(
                zh="首年减排二氧化碳:首年发电量 × 电网平均排放因子;上下限只计发电量的高低",
                en="Carbon dioxide saved in the first year: its energy x the average emission factor of the grid; the "
                "bounds are those of the energy",
            ),
            *bounds(value, edges),
        )
    if among.names:
        measures["divisions"] = Measure(
            float(len(set(rows["place"]) & set(among.names))),
            "divisions",
            Text(
                zh=f"有先行屋顶的{{by}}数(共 {len(among.names)} 个)",
                en=f"Of {len(among.names)} {{by}}, how many have one",
            ),
        )
    if least is not None:
        measures["least_budget"] = Measure(
            least,
            "10000 yuan",
            Text(zh="只满足各{by}栋数要求的最少投资", en="The least that what every division shall have costs"),
        )
    return measures | {
        "optimality_gap": Measure(
            _WHOLE * answer.gap,
            "%",
            Text(
                zh="任何别的选法的发电量最多能高出多少;0 为已证明最优",
                en="By how much any other choice could yield more, at most; 0 where this one is proven optimal",
            ),
        ),
        "eligible": Measure(
            float(among.rows["mw"].sum()),
            "MW",
            Text(zh="参与挑选的屋顶还可装的容量(交流侧)", en="Capacity of the roofs there are to choose among"),
        ),
    }
