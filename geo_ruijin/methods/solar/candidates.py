"""The roofs a question is about: of the classes named, able to carry photovoltaics, and without any so far."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo_ruijin.errors import MethodError
from geo_ruijin.methods.counting.rows import words
from geo_ruijin.methods.method import Need
from geo_ruijin.results import Column
from geo_ruijin.text import Text, same
from geo_ruijin.units import Unit

Floats = NDArray[np.float64]

#: The roofs of an analysis of what they can carry: capacity [kWp], specific_yield [kWh/kWp], energy [kWh].
Roofs = Annotated[
    gpd.GeoDataFrame,
    Need(("polygon",), ("class", "roof_area", "usable_area", "capacity", "specific_yield", "energy")),
]
#: Direct current of the modules over alternating current of the inverters.
ModulesPerInverter = Annotated[float, Unit("1")]

#: kW in a MW, and kWh in a MWh.
_KILO = 1000.0
#: kWh in a GWh.
_GIGA = 1e6
#: What a point on a roof may miss it by [m].
_TOUCHING = 1e-6

#: What buildings are for, in words.
CLASS_WORDS: Mapping[str, Text] = {
    "government": Text(zh="党政机关", en="government"),
    "school": Text(zh="学校", en="school"),
    "hospital": Text(zh="医院", en="hospital"),
    "village_committee": Text(zh="村(居)委会", en="village committee"),
    "industrial": Text(zh="厂房", en="industrial"),
    "commercial": Text(zh="商业", en="commercial"),
    "rural_house": Text(zh="农房", en="rural house"),
    "urban_housing": Text(zh="城镇住宅", en="urban housing"),
    "other": Text(zh="其他", en="other"),
    "unknown": Text(zh="用途不明", en="unknown use"),
}

CLASS = Column(Text(zh="类别", en="Class"))
ROOFS = Column(Text(zh="屋顶", en="Roofs"), "roofs")
CAPACITY_AC = Column(Text(zh="可装容量(交流)", en="Capacity (AC)"), "MW")
ENERGY = Column(Text(zh="首年发电量", en="Energy of the first year"), "GWh")
YIELD = Column(Text(zh="单位容量年发电量", en="Specific yield"), "kWh/kWp")
VILLAGE = Column(Text(zh="村(居)", en="Village"))


@dataclass(frozen=True)
class Candidates:
    """The roofs that a question is about.

    Attributes
    ----------
    rows
        With what the table of roofs holds and `mw`, the alternating current they can feed [MW], and `gwh`, the energy
        of their first year [GWh]; the index reset.
    left_out
        Roofs and capacity [MW] by class of those of no class asked for that could carry some.
    equipped
        The roofs that carry photovoltaics already, of the classes asked for.
    """

    rows: gpd.GeoDataFrame
    left_out: pd.DataFrame
    equipped: gpd.GeoDataFrame


def candidates(
    roofs: gpd.GeoDataFrame,
    *,
    classes: Sequence[str],
    modules_per_inverter: float,
    installed: gpd.GeoDataFrame | None = None,
    tolerance: float = 0.0,
) -> Candidates:
    """Return the roofs of `classes` that can carry photovoltaics and carry none.

    Parameters
    ----------
    roofs
        Footprints with `class`, `capacity` [kWp], `energy` [kWh] and `specific_yield` [kWh/kWp].
    classes
        Those asked for.
    modules_per_inverter
        Direct over alternating current [kWp/kW].
    installed
        Points of what is installed, with what is known of `status` and `place`: the roof one stands on, or that is
        nearest within `tolerance`, is equipped. What is planned only, or stands on the ground, equips none.
    tolerance
        How far a point may lie from its roof [m].

    Raises
    ------
    MethodError
        If `modules_per_inverter` is not above 0, or capacity or energy is missing, infinite or below 0.

    Examples
    --------
    >>> from shapely import box
    >>> roofs = gpd.GeoDataFrame(
    ...     {"class": ["school", "unknown"], "capacity": [120.0, 60.0], "specific_yield": 1000.0,
    ...      "energy": [120e3, 60e3]}, geometry=[box(0, 0, 9, 9), box(20, 0, 29, 9)])
    >>> found = candidates(roofs, classes=["school"], modules_per_inverter=1.2)
    >>> found.rows["mw"].tolist(), found.left_out["mw"].tolist()
    ([0.1], [0.05])
    """
    if not 0 < modules_per_inverter < np.inf:
        raise MethodError(
            Text(
                zh=f"容配比应大于 0,现为 {modules_per_inverter:g}",
                en=f"the capacity of modules per inverter should be above 0, is {modules_per_inverter:g}",
            )
        )
    every = roofs.reset_index(drop=True)
    for column in ("capacity", "energy"):
        numbers = pd.to_numeric(every[column], errors="coerce").astype(np.float64)
        every[column] = numbers
        if ill := int((~(numbers >= 0) | np.isinf(numbers)).sum()):
            raise MethodError(
                Text(
                    zh=f"“{{roofs}}”的“{column}”有 {ill} 行缺失、无限或小于 0",
                    en=f"'{{roofs}}' has {ill} rows whose '{column}' is missing, infinite or below 0",
                )
            )
    every["mw"] = every["capacity"] / modules_per_inverter / _KILO
    every["gwh"] = every["energy"] / _GIGA
    asked = every["class"].isin(list(classes))
    able = every["capacity"] > 0
    there = pd.Series(_equipped(every, installed, tolerance), index=every.index)
    sums = every[able & ~asked].groupby("class")["mw"].agg(["size", "sum"])
    return Candidates(
        rows=every[able & asked & ~there].reset_index(drop=True),
        left_out=sums.set_axis(["roofs", "mw"], axis=1),
        equipped=every[asked & there].reset_index(drop=True),
    )


def _equipped(roofs: gpd.GeoDataFrame, installed: gpd.GeoDataFrame | None, tolerance: float) -> NDArray[np.bool_]:
    """Return the roofs that plants stand on: of those that share a point or are equally near, the first."""
    found = np.zeros(len(roofs), dtype=bool)
    if installed is None:
        return found
    planned, grounded = words(installed, "status") == "planned", words(installed, "place") == "ground"
    plants = installed[~(planned | grounded).fillna(value=False)].geometry.to_numpy()
    if len(plants) and len(roofs):
        plant, roof = shapely.STRtree(roofs.geometry.to_numpy()).query_nearest(
            plants, max_distance=max(tolerance, _TOUCHING)
        )
        found[pd.Series(roof).groupby(plant).min().to_numpy(dtype=np.intp)] = True
    return found


def class_word(name: str) -> Text:
    """Return a class in words; one that is not known reads as written."""
    return CLASS_WORDS.get(name, same(name))


def listed(names: Sequence[str]) -> Text:
    """Return classes in words, one after the other."""
    words = [class_word(name) for name in names]
    return Text(zh="、".join(word.zh for word in words), en=", ".join(word.en for word in words))


def candidate_notes(found: Candidates) -> tuple[Text, ...]:
    """Return which roofs do not count, and why."""
    notes = []
    if len(found.left_out):
        names, mw = listed(list(found.left_out.index)), float(found.left_out["mw"].sum())
        count = int(found.left_out["roofs"].sum())
        notes.append(
            Text(
                zh=f"未列入 classes 的类别({names.zh})有 {count} 栋、可装 {mw:.1f} 兆瓦,不计入。",
                en=f"{count} roofs for {mw:.1f} MW are of classes not listed in 'classes' ({names.en}) and do not "
                "count.",
            )
        )
    if len(found.equipped):
        mw = float(found.equipped["mw"].sum())
        notes.append(
            Text(
                zh=f"已有光伏的 {len(found.equipped)} 栋(共可装 {mw:.1f} 兆瓦)整栋不再计入。",
                en=f"{len(found.equipped)} roofs that carry photovoltaics already (able to carry {mw:.1f} MW in all) "
                "do not count, not even in part.",
            )
        )
    return tuple(notes)
