"""The figures of what roofs can carry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from geo_ruijin.methods.rooftops.carrying import reference_yield
from geo_ruijin.methods.rooftops.months import months_of
from geo_ruijin.methods.rooftops.sun import Sun
from geo_ruijin.methods.rooftops.uncertainty import Ageing, Spread
from geo_ruijin.methods.rooftops.vocabulary import UNKNOWN
from geo_ruijin.methods.shares import percent
from geo_ruijin.results import Measure
from geo_ruijin.text import Text

_SPREAD = Text(
    zh="数值按各因素的中值算,不是中位数;上下限:各不确定因素一同随机变化时,有一成的情形低于下限、一成高于上限",
    en="The figure takes the middle of every factor and is not the median; low and high: with all uncertain factors "
    "varied together, one case in ten lies below, one in ten above",
)
_FIRST = Text(zh="首年(组件未衰减,交流侧)", en="in the first year, modules as new, alternating current")


@dataclass(frozen=True)
class Sunny:
    """What is known of yields.

    Attributes
    ----------
    annual_ghi
        Global horizontal irradiation [kWh/m²].
    reference
        Yield of unshaded racks of `reference_tilt` [degree] that face the equator [kWh/kWp].
    months
        The year of the reference month by month: see `months_of`.
    efficiency
        K of the plain estimate [%].
    ageing
        What modules lose over the years.
    """

    annual_ghi: float
    reference: float
    reference_tilt: float
    months: pd.DataFrame
    efficiency: float
    ageing: Ageing

    @property
    def plain(self) -> float:
        """Yield by the plain monthly estimate [kWh/kWp]."""
        return float(self.months["plain"].sum())


def sunny_of(sun: Sun, tilt: float, efficiency: float, ageing: Ageing) -> Sunny:
    """Return what is known of yields beside those of the roofs; the efficiency in [%]."""
    return Sunny(
        annual_ghi=sun.weather.annual_ghi,
        reference=reference_yield(sun, tilt),
        reference_tilt=tilt,
        months=months_of(sun, tilt, efficiency=efficiency / 100),
        efficiency=efficiency,
        ageing=ageing,
    )


def measures_of(
    rows: pd.DataFrame, found: Spread, sunny: Sunny | None, *, shaded: Mapping[str, bool]
) -> dict[str, Measure]:
    """Return the figures of the roofs; those of the sun only where it is known.

    Parameters
    ----------
    rows
        Roofs with class, roof_area, usable_area [m²], capacity [kWp], unshaded [kWh/kWp], energy [kWh] and losses [%].
    found
        Between what capacity [kWp] and energy [kWh] lie.
    sunny
        What is known of yields.
    shaded
        Whether the shade of "buildings", of "terrain" was reckoned.
    """
    known = rows["class"] != UNKNOWN
    counted = rows[known]
    area = float(rows["roof_area"].sum())
    capacity = float(counted["capacity"].sum())
    measures = {
        "capacity": Measure(
            capacity / 1e3,
            "MWp",
            Text(
                zh=f"用途已知的屋顶可装光伏容量:屋顶面积 × 可用比例 × 组件功率密度(平屋顶扣除排间距)。{_SPREAD.zh}",
                en="What roofs of known use can carry: roof area x usable share x power of modules, with space between "
                f"rows on flat roofs. {_SPREAD.en}",
            ),
            found.between("capacity", "low") / 1e3,
            found.between("capacity", "high") / 1e3,
        ),
        "roofs": Measure(float(len(rows)), "roofs", Text(zh="屋顶数,一栋一个", en="Roofs, one a building")),
        "roof_area": Measure(
            area / 1e6,
            "km²",
            Text(zh="屋顶面积(水平投影),重叠只计一次", en="Area of roofs as footprints, what overlaps counted once"),
        ),
        "usable_area": Measure(
            float(counted["usable_area"].sum()) / 1e6,
            "km²",
            Text(zh="用途已知的屋顶中可用的面积", en="Usable area of the roofs of known use"),
        ),
        "unknown_share": Measure(
            percent(float(rows["roof_area"][~known].sum()), area),
            "%",
            Text(
                zh="用途不明的屋顶面积 ÷ 全部屋顶面积;这些屋顶自成一类,不计入总容量",
                en="Area of roofs of unknown use / of all roofs; they are a class of their own, in no total",
            ),
        ),
        "unknown_capacity": Measure(
            float(rows["capacity"][~known].sum()) / 1e3,
            "MWp",
            Text(zh="用途不明的屋顶可装容量,另计", en="What roofs of unknown use could carry, beside the total"),
        ),
    }
    if sunny is None:
        return measures
    return measures | _of_sun(rows, found, sunny, shaded)


def _of_sun(rows: pd.DataFrame, found: Spread, sunny: Sunny, shaded: Mapping[str, bool]) -> dict[str, Measure]:
    counted = rows[rows["class"] != UNKNOWN]
    capacity, energy = float(counted["capacity"].sum()), float(counted["energy"].sum())
    free = float((counted["capacity"] * counted["unshaded"]).sum())
    low, high = found.between("energy", "low"), found.between("energy", "high")
    off = [name for name in ("buildings", "terrain") if shaded[name]]
    zh, en = {"buildings": "建筑", "terrain": "地形"}, {"buildings": "buildings", "terrain": "the terrain"}
    taken = Text(zh="未计遮挡", en="without shade")
    if off:
        taken = Text(
            zh=f"已扣{'和'.join(zh[name] for name in off)}的遮挡",
            en=f"less the shade of {' and '.join(en[name] for name in off)}",
        )
    words = {
        "buildings": Text(zh="周围建筑", en="buildings around"),
        "terrain": Text(zh="地形(在建筑遮挡之外)", en="the terrain where buildings cast none"),
    }
    measures = {
        "energy": Measure(
            energy / 1e6,
            "GWh",
            Text(
                zh=f"用途已知的屋顶{_FIRST.zh}发电量,{taken.zh}。{_SPREAD.zh}",
                en=f"Energy of the roofs of known use {_FIRST.en}, {taken.en}. {_SPREAD.en}",
            ),
            low / 1e6,
            high / 1e6,
        ),
        "mean_energy": Measure(
            energy * sunny.ageing.kept / 1e6,
            "GWh",
            Text(
                zh=f"{sunny.ageing.years} 年平均每年发电量,计组件衰减(衰减与其他因素一同随机变化)。{_SPREAD.zh}",
                en=f"Mean yearly energy over {sunny.ageing.years} years, with the ageing of modules, which is varied "
                f"with the other factors. {_SPREAD.en}",
            ),
            found.between("mean", "low") / 1e6,
            found.between("mean", "high") / 1e6,
        ),
        "specific_yield": Measure(
            energy / capacity if capacity else None,
            "kWh/kWp",
            Text(zh="首年发电量 ÷ 可装容量(等效利用小时数)", en="Energy of the first year / potential capacity"),
        ),
        "energy_unshaded": Measure(
            free / 1e6,
            "GWh",
            Text(
                zh="不计建筑和地形遮挡时的首年发电量",
                en="Energy of the first year without shade of buildings and terrain",
            ),
        ),
    }
    for name, said in words.items():
        if shaded[name]:
            lost = float((counted["capacity"] * counted["unshaded"] * counted[f"loss_{name}"]).sum()) / 100
            measures[f"lost_to_{name}"] = Measure(
                lost / 1e6, "GWh", Text(zh=f"{said.zh}遮挡损失的电量", en=f"Energy lost to the shade of {said.en}")
            )
            measures[f"lost_share_{name}"] = Measure(
                percent(lost, free),
                "%",
                Text(
                    zh=f"{said.zh}遮挡损失 ÷ 不计遮挡的发电量",
                    en=f"Energy lost to the shade of {said.en} / energy without shade",
                ),
            )
    unknown = float(rows["energy"][rows["class"] == UNKNOWN].sum())
    return measures | {
        "unknown_energy": Measure(
            unknown / 1e6,
            "GWh",
            Text(zh="用途不明的屋顶首年发电量,另计", en="Energy of roofs of unknown use, beside the total"),
        ),
        "annual_ghi": Measure(
            sunny.annual_ghi, "kWh/m²", Text(zh="全年水平面总辐照量", en="Global horizontal irradiation of the year")
        ),
        "reference_yield": Measure(
            sunny.reference,
            "kWh/kWp",
            Text(
                zh=f"朝向赤道、倾角 {sunny.reference_tilt:g}°、无遮挡的支架阵列的首年等效小时数",
                en=f"First year's yield of racks tilted {sunny.reference_tilt:g}° to the equator, without shade",
            ),
        ),
        "plain_yield": Measure(
            sunny.plain,
            "kWh/kWp",
            Text(
                zh=f"GB 50797 简易估算:水平面总辐照量 × 综合效率 {sunny.efficiency:g}%,不分朝向",
                en=f"Plain estimate of GB 50797: irradiation on the level x efficiency of {sunny.efficiency:g} %, "
                "whichever way arrays look",
            ),
        ),
        "plain_energy": Measure(
            capacity * sunny.plain / 1e6,
            "GWh",
            Text(
                zh="按 GB 50797 简易估算的年发电量,供对照",
                en="Energy by the plain estimate of GB 50797, to compare with",
            ),
        ),
    }
