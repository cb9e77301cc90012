"""Roofs with what they carry: their plants summed, and what of a set of roofs is covered, by three readings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo_ruijin.methods.counting.rows import counts
from geo_ruijin.methods.installed.plants import NO_ROOF, module_areas, roof_of
from geo_ruijin.methods.parameter import Range
from geo_ruijin.methods.shares import percent
from geo_ruijin.text import Text
from geo_ruijin.units import Metres

Floats = NDArray[np.float64]

#: What "coverage" may mean, the default first: what is counted and over what.
READINGS: Mapping[str, Text] = {
    "area_share": Text(zh="组件面积 ÷ 屋顶面积", en="Module area / roof area"),
    "roof_share": Text(zh="有光伏的栋数 ÷ 栋数", en="Roofs with PV / roofs"),
    "usable_share": Text(zh="组件面积 ÷ 可用屋顶面积", en="Module area / usable roof area"),
}


@dataclass(frozen=True)
class Share:
    """A share and between which it lies [%]; None where there is nothing to divide by."""

    value: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Equipped:
    """Roofs with the plants on them.

    Attributes
    ----------
    roofs
        As given, and `plants` on each, `kw` [kW], `kwp` [kWp], the area of modules `array`, `array_low` and
        `array_high` [m²], no more than the roof, `over` what was more [m²], and `unsized`, plants of unknown size.
    plants
        Rows of `Plants`, and `roof`, the position of the roof of each, -1 for none.
    estimated
        How many plants on roofs do not state their area, and have it from their power.
    """

    roofs: gpd.GeoDataFrame
    plants: gpd.GeoDataFrame
    estimated: int


def equip(roofs: gpd.GeoDataFrame, plants: gpd.GeoDataFrame, *, tolerance: Metres, module_power: Range) -> Equipped:
    """Return roofs with what they carry; several plants on one roof are summed.

    Parameters
    ----------
    roofs
        Footprints with `roof_area` [m²].
    plants
        Rows of `Plants`.
    tolerance
        How far a plant may lie from its roof [m].
    module_power
        Of modules of unknown area [W/m²].

    Raises
    ------
    MethodError
        If `tolerance` or `module_power` is not above 0, or an area of a roof below 0.
    """
    found = roofs.reset_index(drop=True)
    placed = plants.assign(roof=roof_of(plants.geometry.to_numpy(), found.geometry.to_numpy(), tolerance=tolerance))
    areas = module_areas(placed, module_power)
    on = placed["roof"] != NO_ROOF
    each = pd.DataFrame(
        {
            "plants": 1.0,
            "kw": placed["kw"],
            "kwp": placed["kwp"],
            "array": areas["mid"],
            "array_low": areas["low"],
            "array_high": areas["high"],
            "unsized": areas["mid"].isna().astype(np.float64),
        }
    )[on]
    sums = each.groupby(placed["roof"][on]).sum().reindex(range(len(found))).fillna(0.0)
    area = counts(found, "roof_area").fillna(0.0)
    for column in ("roof_area", "usable_area", "capacity"):
        found[column] = counts(found, column).fillna(0.0)
    found["over"] = (sums["array"] - area).clip(lower=0.0)
    for column in ("array", "array_low", "array_high"):
        sums[column] = sums[column].clip(upper=area)
    # a plant of unknown size may cover all of its roof
    sums["array_high"] = sums["array_high"].where(sums["unsized"] == 0, area)
    found[sums.columns] = sums
    return Equipped(found, placed, estimated=int((on & placed["area"].isna() & placed["kwp"].notna()).sum()))


def shares(roofs: pd.DataFrame, sure: NDArray[np.bool_], maybe: NDArray[np.bool_]) -> dict[str, Share]:
    """Return what is covered of roofs, by each reading [%].

    Parameters
    ----------
    roofs
        Of `Equipped`.
    sure
        Which of them are meant: (n,).
    maybe
        Which may be meant too, nobody says: (n,). The share lies between the least and the greatest that any choice
        of these gives.
    """
    carries: Floats = np.asarray(roofs["plants"] > 0, dtype=np.float64)
    area, usable = roofs["roof_area"].to_numpy(dtype=np.float64), roofs["usable_area"].to_numpy(dtype=np.float64)
    low, mid, high = (roofs[name].to_numpy(dtype=np.float64) for name in ("array_low", "array", "array_high"))
    return {
        "area_share": share((low, mid, high), area, sure, maybe),
        "roof_share": share((carries, carries, carries), np.ones(len(roofs)), sure, maybe),
        "usable_share": share((low, mid, high), usable, sure, maybe),
    }


def share(
    parts: tuple[Floats, Floats, Floats], wholes: Floats, sure: NDArray[np.bool_], maybe: NDArray[np.bool_]
) -> Share:
    """Return the share of sums over some rows, and its bounds where it is not known of all whether they are meant [%].

    Parameters
    ----------
    parts
        The least, the most likely and the most of each row: (n,) each.
    wholes
        What they are parts of: (n,).
    sure, maybe
        Which rows are meant, and which may be: (n,).

    Examples
    --------
    Of 100 m² 30 are covered; another roof of 100 m², all of it covered, may be meant too: 30 or 130 / 200.

    >>> part, whole = np.array([30.0, 100.0]), np.array([100.0, 100.0])
    >>> share((part, part, part), whole, np.array([True, False]), np.array([False, True]))
    Share(value=30.0, low=30.0, high=65.0)
    """
    least, likely, most = parts
    total = float(wholes[sure].sum())
    value = percent(float(likely[sure].sum()), total)
    if value is None:
        return Share(None, None, None)
    low = 0.0 - _greatest(-least, wholes, sure, maybe)  # 0 has no sign
    return Share(value, low, _greatest(most, wholes, sure, maybe))


def _greatest(part: Floats, whole: Floats, sure: NDArray[np.bool_], maybe: NDArray[np.bool_]) -> float:
    """Return the greatest share [%] that the sure rows and any choice of the others give.

    The best choice is those of the largest ratios, as long as these exceed what there is.
    """
    rows = np.flatnonzero(maybe & ~sure & ((part != 0) | (whole > 0)))
    with np.errstate(divide="ignore"):
        order = rows[np.argsort(-(part[rows] / whole[rows]), kind="stable")]
    parts = part[sure].sum() + np.concatenate([[0.0], np.cumsum(part[order])])
    wholes = whole[sure].sum() + np.concatenate([[0.0], np.cumsum(whole[order])])
    return float((parts / wholes).max() * 100)
