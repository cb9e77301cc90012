"""The roofs among which first movers are chosen: what each costs, where it lies, and which substation takes it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo_ruijin.errors import MethodError, NoDataError
from geo_ruijin.methods.counting.rows import division_of
from geo_ruijin.methods.parameter import Range
from geo_ruijin.methods.rollout.candidates import Candidates
from geo_ruijin.methods.rollout.hosting import nearest_station
from geo_ruijin.results import OUTSIDE
from geo_ruijin.text import Text
from geo_ruijin.units import Metres

#: W in a kW, yuan in what investments are told in.
_WATTS, _TEN_THOUSAND = 1000.0, 10_000.0
#: No substation, no quota.
NONE = -1


@dataclass(frozen=True)
class Eligible:
    """The roofs there are to choose among.

    Attributes
    ----------
    rows
        As of `Candidates`, the index reset, with `price`, `price_low` and `price_high` [10,000 yuan], `station`, the
        position of the substation it belongs to, `NONE` where none are given, and where divisions are given `place`,
        the name of its own, and `example`, whether it counts for the quota.
    stations
        The substations with `name` and `hosting` [MW]; None where none are given.
    names
        The divisions, in the order of their names; those without a roof too.
    small
        How many roofs are too small.
    far
        How many, else large enough, have no substation in reach.
    """

    rows: gpd.GeoDataFrame
    stations: gpd.GeoDataFrame | None
    names: tuple[str, ...]
    small: int
    far: int

    @property
    def group(self) -> NDArray[np.intp]:
        """The position of the division for whose quota each roof counts, -1 where it counts for none."""
        place = pd.Index(self.names).get_indexer(pd.Index(self.rows["place"])).astype(np.intp)
        return np.where(self.rows["example"].to_numpy(dtype=bool), place, NONE)

    @property
    def examples(self) -> NDArray[np.intp]:
        """How many roofs there are for the quota of each division."""
        group = self.group
        return np.bincount(group[group >= 0], minlength=len(self.names)).astype(np.intp)

    def quotas(self, each: int) -> dict[int, int]:
        """Return how many roofs each division shall have: `each`, or all where it has fewer; without those of none."""
        own = self.examples
        return {int(one): int(min(each, own[one])) for one in np.flatnonzero(own)}


def eligible(
    found: Candidates,
    *,
    investment: Mapping[str, Range],
    least_capacity: float,
    stations: gpd.GeoDataFrame | None,
    reach: Metres | None,
    by: gpd.GeoDataFrame | None,
    quota_classes: Sequence[str] | None,
) -> Eligible:
    """Return the roofs that may be first.

    Parameters
    ----------
    found
        The roofs that can carry more than they do.
    investment
        By class [yuan/W].
    least_capacity
        Smaller roofs are left out [kWp].
    stations
        With `name` and `hosting` [MW], NaN where it is not known.
    reach
        A roof farther from every one of them is left out [m].
    by
        The divisions.
    quota_classes
        Of which classes roofs count for their quotas; None: of all.

    Raises
    ------
    MethodError
        If a class of the roofs has no investment above 0.
    NoDataError
        If nobody knows what the roofs yield, or there is none to choose among.
    """
    if not found.sunny:
        raise NoDataError(
            Text(
                zh="{roofs}没有发电量(缺气象资料),无从挑选。请加入 weather 或 solar_normals。",
                en="{roofs} know no energy, for want of weather: there is nothing to choose by. Add weather or "
                "solar_normals.",
            )
        )
    large = found.rows["capacity"] >= least_capacity
    rows = found.rows[large].reset_index(drop=True)
    unpriced = sorted({name for name in rows["class"] if name not in investment or not investment[name].low > 0})
    if unpriced:
        raise MethodError(
            Text(
                zh=f"参数 investment 缺少这些类别的单位投资(大于 0):{'、'.join(unpriced)}",
                en=f"the parameter 'investment' lacks what these classes cost, above 0: {', '.join(unpriced)}",
            )
        )
    small, near = int((~large).sum()), np.full(len(rows), NONE, dtype=np.intp)
    far = np.zeros(len(rows), dtype=bool)
    if stations is not None and reach is not None:
        near = nearest_station(rows.geometry.centroid, stations, reach)[0]
        far = near == NONE
    for column, end in (("price", "mid"), ("price_low", "low"), ("price_high", "high")):
        each = rows["class"].map({name: getattr(one, end) for name, one in investment.items()}).astype(np.float64)
        rows[column] = rows["capacity"] * each * _WATTS / _TEN_THOUSAND
    rows["station"] = near
    rows = rows[~far].reset_index(drop=True)
    if by is not None:
        rows["place"] = division_of(rows.geometry.centroid, by)
        rows["example"] = True if quota_classes is None else rows["class"].isin(list(quota_classes))
    if rows.empty:
        raise NoDataError(
            Text(
                zh="{roofs}中没有可以挑选的屋顶:所列类别已装满、太小或附近没有变电站。请检查 classes、least_capacity。",
                en="{roofs} have none to choose among: those of the classes listed are full, too small, or have no "
                "substation in reach. See 'classes' and 'least_capacity'.",
            )
        )
    names = () if by is None else tuple(sorted(set(by["name"]) - {OUTSIDE.zh}))
    return Eligible(rows, stations, names, small, int(far.sum()))
