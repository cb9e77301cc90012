"""How much of the roofs carries photovoltaics: of new public buildings, of new factories, by class.

Words in braces in the texts ("{installed}") are the titles of the inputs; whoever runs the method fills them in.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo_ruijin.methods.counting.rows import counts, elsewhere, inside
from geo_ruijin.methods.installed.coverage_most import READINGS_BESIDE, most_area, most_share, note_of_most, pilot_notes
from geo_ruijin.methods.installed.coverage_notes import new_notes, plant_notes, roof_notes
from geo_ruijin.methods.installed.coverage_tables import (
    PILOTS,
    able,
    classes_table,
    new_roofs_table,
    pilots_table,
    unmatched_table,
)
from geo_ruijin.methods.installed.equipped import READINGS, Equipped, Share, equip, shares
from geo_ruijin.methods.installed.plants import NO_ROOF, NOT_LISTED, DcAcRatio, ModulePower, Stock, installed_plants
from geo_ruijin.methods.method import Gives, Limits, Points, declare
from geo_ruijin.methods.rooftops.vocabulary import UNKNOWN
from geo_ruijin.results import Measure, Result, Table
from geo_ruijin.text import Text
from geo_ruijin.units import Metres, Percent

_BOTH = ("roofs", "installed")
_KILO = 1000.0
_GROUPS: Mapping[str, Text] = {
    "new_public": Text(zh="新建公共机构建筑", en="new public buildings"),
    "new_factory": Text(zh="新建厂房", en="new factories"),
}


@declare(
    measures={
        **{
            f"{group}_{reading}": Gives("%", of=_BOTH, also=("within",))
            for group, reading in itertools.product(_GROUPS, READINGS)
        },
        **{
            f"{group}_{what}": Gives("roofs", of=("roofs",) if what == "roofs" else _BOTH, also=("within",))
            for group, what in itertools.product(_GROUPS, ("roofs", "without"))
        },
        **{f"{group}_most_share": Gives("%", of=("roofs",), also=("installed", "within")) for group in _GROUPS},
        **{f"pilot_{name}": Gives("%", of=_BOTH, also=("within",)) for name in PILOTS},
        **{reading: Gives("%", of=_BOTH, also=("within",)) for reading in READINGS},
        "roofs_with_pv": Gives("roofs", of=_BOTH, also=("within",)),
        "array_area": Gives("m²", of=_BOTH, also=("within",)),
        "power_on_roofs": Gives("MW", of=_BOTH, also=("within",)),
        "power_off_roofs": Gives("MW", of=_BOTH, also=("within",)),
        "plants": Gives("places", of=("installed",), also=("within",)),
        "plants_off_roofs": Gives("places", of=_BOTH, also=("within",)),
    },
    tables={
        "classes": ("roofs", "installed", "within"),
        "pilots": ("roofs", "installed", "within"),
        "new_roofs": ("roofs", "installed", "within"),
        "unmatched": ("roofs", "installed", "within"),
    },
)
def rooftop_coverage(
    *,
    roofs: Stock,
    installed: Points,
    within: Limits | None = None,
    tolerance: Metres,
    module_power: ModulePower,
    dc_ac_ratio: DcAcRatio,
    new_from: int,
    public_classes: tuple[str, ...],
    factory_classes: tuple[str, ...],
    new_least: Percent | None = None,
    government_least: Percent,
    public_least: Percent,
    business_least: Percent,
    rural_least: Percent,
) -> Result:
    """Return how much of the roofs carries photovoltaics [%], by three readings of what that means.

    A roof whose year nobody says may be new, and one whose class nobody says may be of any: where such roofs are, the
    figures of new roofs have bounds, the least and the greatest share that any choice of them gives.

    Parameters
    ----------
    roofs
        Footprints of all buildings with `class`, `roof_area`, `usable_area` [m²], `capacity` [kWp] and, where known,
        `year_built` and `module_area` [m²], what their modules would cover.
    installed
        Points, a row a plant: see `installed_plants`.
    within
        Polygons: the plants inside them count. Without it all do.
    tolerance
        A plant is on the roof it stands on, else on the nearest no further than this [m].
    module_power
        Of plants that state no area: power of their modules per area of them [W/m²].
    dc_ac_ratio
        Of plants that state the power of their inverters alone: modules over inverters [kWp/kW].
    new_from
        The first year a new building may be of.
    public_classes, factory_classes
        The classes of public buildings and of factories.
    new_least
        What is wanted of new buildings at least [%]: where their roofs cannot carry that much, it is said.
    government_least, public_least, business_least, rural_least
        What the national pilots want at least [%].

    Raises
    ------
    MethodError
        If an area, a power, the tolerance or the power of modules is not as it should be.

    References
    ----------
    National Energy Administration (2021-06-20), notice on county-wide pilots of rooftop photovoltaics: 50 % of party
    and government roofs, 40 % of schools, hospitals and village committees, 30 % of industry and commerce, 20 % of
    rural houses. "Coverage" has no national formula; Shanghai's, module area over roof area, comes first.
    """
    rows, outside = inside(installed, within)
    chosen = installed_plants(rows, dc_ac_ratio=dc_ac_ratio)
    found = equip(roofs, chosen.rows, tolerance=tolerance, module_power=module_power)
    groups = {"new_public": public_classes, "new_factory": factory_classes}
    year = counts(found.roofs, "year_built")
    new = (year >= new_from).to_numpy(dtype=bool)
    most = most_area(found.roofs)
    measures: dict[str, Measure] = {}
    for name, classes in groups.items():
        measures |= _new(name, classes, found, most, new, year.isna().to_numpy(dtype=bool), new_from)
    least = {
        "government": government_least,
        "public": public_least,
        "business": business_least,
        "rural": rural_least,
    }
    measures |= _pilots(found.roofs, least)
    measures |= _all(found)
    notes = [
        *elsewhere("installed", outside),
        *chosen.notes("installed"),
        *plant_notes(found, tolerance, module_power),
        *roof_notes(found.roofs, year, [*public_classes, *factory_classes], new_from),
    ]
    # where no roof of the groups says its year, that is said of all of them
    own = found.roofs["class"].isin([*public_classes, *factory_classes])
    dated = bool(year[own].notna().any()) or not own.any()
    for name, classes in groups.items():
        if dated:
            notes += new_notes(_GROUPS[name], found.roofs["class"].isin(classes), year, new_from)
        if most is not None:
            filled = measures[f"{name}_most_share"].value
            notes += note_of_most(_titled(_GROUPS[name]), filled, new_least, READINGS_BESIDE)
    if most is not None:
        notes += pilot_notes(found.roofs, most, least)
    tables = {
        "classes": classes_table(found.roofs),
        "pilots": pilots_table(found.roofs, least, most),
        "new_roofs": new_roofs_table(found.roofs, [*public_classes, *factory_classes], new),
        **_unmatched(found),
    }
    if installed.empty:  # a map without any is no list from which to know that there are none
        notes.append(NOT_LISTED.fill(layer=Text(zh="{installed}", en="{installed}")))
        return Result(_unknown(measures), {}, tuple(notes))
    return Result(measures, tables, tuple(notes))


def _unknown(measures: Mapping[str, Measure]) -> dict[str, Measure]:
    """Return measures of which only the numbers of roofs are known."""
    roofs = {f"{name}_roofs" for name in _GROUPS}
    return {
        name: one if name in roofs else replace(one, value=None, low=None, high=None) for name, one in measures.items()
    }


def _measure(share: Share, about: Text) -> Measure:
    """Return a share as a measure; bounds that do not differ are none."""
    if share.low == share.high:
        return Measure(share.value, "%", about)
    return Measure(share.value, "%", about, share.low, share.high)


def _new(
    name: str,
    classes: tuple[str, ...],
    found: Equipped,
    most: pd.Series[float] | None,
    new: NDArray[np.bool_],
    undated: NDArray[np.bool_],
    new_from: int,
) -> dict[str, Measure]:
    """Return the figures of the new roofs of a group of classes."""
    kind = found.roofs["class"]
    own, any_ = kind.isin(list(classes)).to_numpy(), (kind == UNKNOWN).to_numpy()
    sure = own & new
    maybe = (own | any_) & (new | undated) & ~sure
    said = _GROUPS[name]
    since = Text(zh=f"{said.zh}({new_from} 年起建成)", en=f"{said.en} (built from {new_from} on)")
    measures = {
        f"{name}_{reading}": _measure(share, _of(READINGS[reading], since))
        for reading, share in shares(found.roofs, sure, maybe).items()
    }
    if most is not None:
        filled = Text(
            zh="全部装满时的组件面积 ÷ 屋顶面积(按可用比例和排间距的中值,已装更多的按已装)",
            en="Module area / roof area were all roofs filled, with usable shares and rows as assumed (as installed "
            "where that is more)",
        )
        measures[f"{name}_most_share"] = _measure(most_share(found.roofs, most, sure, maybe), _of(filled, since))
    without = sure & (found.roofs["plants"] == 0).to_numpy()
    counted = {"roofs": (sure, _of(Text(zh="栋数", en="Roofs"), since))}
    counted["without"] = (without, _of(Text(zh="没有光伏的栋数", en="Roofs without PV"), since))
    more = float(maybe.sum())
    for what, (rows, about) in counted.items():
        count = float(rows.sum())
        idle = more if what == "roofs" else float((maybe & (found.roofs["plants"] == 0).to_numpy()).sum())
        bounds = (count, count + idle) if idle else ()
        measures[f"{name}_{what}"] = Measure(count, "roofs", about, *bounds)
    return measures


def _titled(said: Text) -> Text:
    return Text(zh=said.zh, en=f"{said.en[0].upper()}{said.en[1:]}")


def _of(reading: Text, roofs: Text) -> Text:
    return Text(zh=f"{roofs.zh}:{reading.zh}", en=f"{reading.en}, {roofs.en}")


def _pilots(roofs: pd.DataFrame, least: Mapping[str, Percent]) -> dict[str, Measure]:
    """Return what is covered of the roofs that can carry photovoltaics, of each group of the pilots."""
    carrying = able(roofs)
    unknown = (roofs["class"] == UNKNOWN).to_numpy() & carrying
    measures = {}
    for name, pilot in PILOTS.items():
        sure = roofs["class"].isin(pilot.classes).to_numpy() & carrying
        about = Text(
            zh=f"{pilot.title.zh}:组件面积 ÷ 能装光伏的屋顶面积(试点要求不低于 {least[name]:g}%)",
            en=f"Module area / area of roofs able to carry PV, {pilot.title.en} (pilots: at least {least[name]:g} %)",
        )
        measures[f"pilot_{name}"] = _measure(shares(roofs, sure, unknown)["area_share"], about)
    return measures


def _all(found: Equipped) -> dict[str, Measure]:
    """Return the figures of all roofs and of all plants."""
    roofs, plants = found.roofs, found.plants
    every = np.ones(len(roofs), dtype=bool)
    whole = Text(zh="全部屋顶", en="all roofs")
    off = plants["roof"] == NO_ROOF
    array = float(roofs["array"].sum())
    low, high = float(roofs["array_low"].sum()), float(roofs["array_high"].sum())
    area = Text(
        zh="屋顶上的组件面积(不大于所在屋顶的面积)", en="Area of modules on roofs, no more than that of the roof"
    )
    measures = {
        reading: _measure(one, _of(READINGS[reading], whole)) for reading, one in shares(roofs, every, ~every).items()
    }
    measures |= {
        "roofs_with_pv": Measure(
            float((roofs["plants"] > 0).sum()), "roofs", Text(zh="有光伏的屋顶", en="Roofs with PV")
        ),
        "array_area": Measure(array, "m²", area, *((low, high) if low < high else ())),
    }
    for name, rows, about in (
        ("power_on_roofs", plants[~off], Text(zh="屋顶上已装容量(交流)", en="Installed on roofs (AC)")),
        ("power_off_roofs", plants[off], Text(zh="附近没有屋顶的已装容量(交流)", en="Installed, no roof near (AC)")),
    ):
        value, bounds = _power(rows["kw"])
        measures[name] = Measure(value, "MW", about, *bounds)
    count, strays = float(len(plants)), float(off.sum())
    return measures | {
        "plants": Measure(count, "places", Text(zh="已装屋顶光伏项目数", en="Rooftop plants installed")),
        "plants_off_roofs": Measure(strays, "places", Text(zh="其中附近没有屋顶的", en="of which no roof is near")),
    }


def _power(kw: pd.Series[float]) -> tuple[float | None, tuple[float, ...]]:
    """Return a sum [MW], None where plants are there and none says, and its bounds where some do not."""
    if len(kw) and kw.isna().all():
        return None, ()
    total = float(kw.sum()) / _KILO
    return total, (total, np.inf) if kw.isna().any() else ()


def _unmatched(found: Equipped) -> dict[str, Table]:
    return {"unmatched": unmatched_table(found.plants)} if (found.plants["roof"] == NO_ROOF).any() else {}
