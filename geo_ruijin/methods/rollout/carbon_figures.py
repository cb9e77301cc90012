"""The figures of the carbon that is saved, and what is to be said beside them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray

from geo_ruijin.methods.parameter import Range
from geo_ruijin.methods.rollout.carbon_tables import STATUS_WORDS, Factor
from geo_ruijin.methods.rollout.ends import Energy
from geo_ruijin.results import Measure
from geo_ruijin.text import Text

Floats = NDArray[np.float64]

#: kWh in a GWh, kg in a t, the whole of a share [%].
_GIGA, _TONNE, _WHOLE = 1e6, 1000.0, 100.0
#: By so much of itself a sum may miss what it should be: the last bits of adding.
_ROUNDING = 1e-12


def factor_of(chosen: Factor, name: str) -> Measure:
    """Return the factor that is taken."""
    status = STATUS_WORDS[chosen.status]
    return Measure(
        chosen.value,
        "kg/kWh",
        Text(
            zh=f"采用的电网平均排放因子:{name}({status.zh})",
            en=f"The average emission factor taken: {name} ({status.en})",
        ),
    )


def measures_of(
    energy: Mapping[str, Energy], known: Mapping[str, Factor], factor: str, by_year: Mapping[str, Floats]
) -> dict[str, Measure]:
    """Return the figures.

    Parameters
    ----------
    energy
        Of the first year by source [GWh]: "all" roofs, those that fill the "gap", what is "installed".
    known
        The factors by name.
    factor
        The name of the one taken.
    by_year
        What all roofs save in each year [t], the least, the most likely and the most.
    """
    chosen = known[factor]
    ends = [one.value for one in known.values()]
    said = Text(
        zh=f"首年发电量 × 电网平均排放因子({factor});下限为发电量取低、所列因子取最小,上限为都取高",
        en=f"Energy of the first year x the average factor of the grid ({factor}); the bounds are those of the least "
        "energy with the least factor listed, and of the most with the largest",
    )
    of = {
        "all": ("avoided_first_year", Text(zh="全部可装屋顶建成后", en="All roofs that can carry some, as new")),
        "gap": ("avoided_gap_first_year", Text(zh="补足缺口的屋顶(按类别先后)", en="The roofs that fill the gap")),
        "installed": ("avoided_installed", Text(zh="已装的屋顶光伏", en="Rooftop photovoltaics that stand")),
    }
    measures = {
        "factor": factor_of(chosen, factor),
        "avoided_lifetime": Measure(
            float(by_year["mid"].sum()),
            "t",
            Text(
                zh=f"全部可装屋顶分期建成、各自寿命期内的减排量合计({factor},计入衰减);"
                "下限为发电量取低、组件衰减和因子下降都取最快,上限为发电量取高、都取最慢",
                en=f"All roofs that can carry some, built in stages, over their lives ({factor}, ageing included); the "
                "bounds take the least energy with ageing and the fall of the factor at their fastest, and the most at "
                "their slowest",
            ),
            float(by_year["low"].sum()),
            float(by_year["high"].sum()),
        ),
    }
    for one, gwh in energy.items():
        name, whose = of[one]
        pairs = ((gwh.low, min(ends)), (gwh.mid, chosen.value), (gwh.high, max(ends)))
        least, value, most = (one * _GIGA * kg / _TONNE for one, kg in pairs)
        about = Text(zh=f"{whose.zh}:{said.zh}", en=f"{whose.en}: {said.en}")
        measures[name] = Measure(value, "t", about, least, most)
    return measures


def notes_of(
    chosen: Factor,
    factor: str,
    fall: Range,
    stages: tuple[float, ...],
    installed: gpd.GeoDataFrame | None,
    energy: Mapping[str, Energy],
) -> Iterator[Text]:
    """Return what is to be said: which factor, what it is not, how it falls, what stands."""
    status = STATUS_WORDS[chosen.status]
    yield Text(
        zh=f"采用“{factor}”{chosen.value:g} 千克/千瓦时({status.zh})。这是电网全部发电的平均因子,不是边际因子:"
        "光伏实际替代的是当时的边际机组,减排量会有不同。",
        en=f"Taken: '{factor}', {chosen.value:g} kg/kWh ({status.en}). It is the average of all generation of the "
        "grid, not its marginal factor: what photovoltaics displace is the plant at the margin of the hour, which is "
        "another figure.",
    )
    yield Text(
        zh=f"因子从首期起每年下降 {fall.mid:g}%(另按 {fall.low:g}%、{fall.high:g}% 给出上下限)。"
        "没有计入制造组件的排放。",
        en=f"The factor falls by {fall.mid:g} % a year from the first stage on (bounds: {fall.low:g} and "
        f"{fall.high:g} %). What making the modules emits is not counted.",
    )
    if sum(stages) < _WHOLE * (1 - _ROUNDING):
        yield Text(
            zh=f"各期合计只建成 {sum(stages):g}%。",
            en=f"The stages add up to {sum(stages):g} % of the roofs only.",
        )
    if "installed" in energy:
        yield Text(
            zh="已装部分按全部屋顶的平均单位容量发电量估算,从首期之年起按新组件衰减。",
            en="What stands is taken to yield what roofs yield on average, and to age from the first year on.",
        )
    elif installed is not None:
        yield Text(
            zh="“{installed}”没有写容量,已装部分的减排量不明。",
            en="'{installed}' states no capacity: what stands saves is not known.",
        )
