"""Power plants of the kinds that count: what runs, what may run, and what only comes."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator
from dataclasses import dataclass

import geopandas as gpd
import pandas as pd

from geo_ruijin.methods.counting.rows import counts, words
from geo_ruijin.methods.installed.capacity_tables import KINDS, UNSAID
from geo_ruijin.methods.installed.plants import LATE, STATES, after
from geo_ruijin.text import Text


@dataclass(frozen=True)
class Amount:
    """A capacity and between which it lies [MW]; None where nobody knows it."""

    value: float | None
    low: float | None = None
    high: float | None = None

    @property
    def ends(self) -> tuple[float, float]:
        """Between which it lies; from 0 to infinity where nobody knows it."""
        if self.value is None:
            return 0.0, math.inf
        return self.value if self.low is None else self.low, self.value if self.high is None else self.high

    def __add__(self, other: Amount) -> Amount:
        """Return the sum; a part that nobody knows leaves it open how much more it is."""
        if self.value is None and other.value is None:
            return Amount(None)
        (low, high), (more, most) = self.ends, other.ends
        return between((self.value or 0.0) + (other.value or 0.0), low + more, high + most)


def between(value: float, low: float, high: float) -> Amount:
    """Return an amount with its bounds; bounds that do not differ are none."""
    return Amount(value) if low == high else Amount(value, low, high)


def amount_of(numbers: pd.Series[float]) -> Amount:
    """Return a sum: a lower bound where some do not say, unknown where there are some and none says.

    Examples
    --------
    >>> amount_of(pd.Series([3.0, None]))
    Amount(value=3.0, low=3.0, high=inf)
    >>> amount_of(pd.Series([float("nan")])).value, amount_of(pd.Series([], dtype=float)).value
    (None, 0.0)
    """
    if len(numbers) and numbers.isna().all():
        return Amount(None)
    total = float(numbers.sum())
    return Amount(total, total, math.inf) if numbers.isna().any() else Amount(total)


@dataclass(frozen=True)
class Stations:
    """The power plants of a place.

    Attributes
    ----------
    rows
        name, kind, `mw` [MW], state, commissioned and the geometry; a state is one of `STATES`, `LATE` or `UNSAID`.
    kinds
        Those that count.
    listed
        Whether any plant of the layer states its capacity: a layer where none does is a drawing, and no list from
        which a kind that is not in it is known not to be there.
    """

    rows: gpd.GeoDataFrame
    kinds: frozenset[str]
    listed: bool

    @property
    def own(self) -> gpd.GeoDataFrame:
        """Those of the kinds that count."""
        return self.rows[self.rows["kind"].isin(list(self.kinds))]

    def of(self, state: str, kinds: Collection[str] | None = None) -> Amount:
        """Return the capacity in a state, of all kinds that count or of these."""
        kinds = self.kinds if kinds is None else kinds
        rows = self.rows[self.rows["kind"].isin(list(kinds))]
        unsure = self.rows[self.rows["kind"].isna() & self.rows["state"].isin([state, UNSAID])]
        unsure = pd.concat([unsure, rows[rows["state"] == UNSAID]])
        relevant = pd.concat([rows, unsure])
        if not self.listed or (len(relevant) and (relevant["state"] == UNSAID).all()):
            return Amount(None)
        sure = amount_of(rows["mw"][rows["state"] == state])
        if sure.value is None or unsure.empty:
            return sure
        more = math.inf if unsure["mw"].isna().any() else float(unsure["mw"].sum())
        low, high = sure.ends
        return between(sure.value, low, high + more)

    def notes(self, until: int | None) -> Iterator[Text]:
        """Yield which plants leave the figures open."""
        own = self.own
        running = own["state"] == "operating"
        if not self.listed:
            yield Text(
                zh="{plants}中没有一座写装机容量(例如来自 OpenStreetMap),装机容量无从知道;不在其中的类别也不等于没有。",
                en="None of {plants} states its capacity, as in OpenStreetMap: nobody knows the capacity, and a kind "
                "that is not among them may be there all the same.",
            )
        elif lacking := int((running & own["mw"].isna()).sum()):
            yield Text(
                zh=f"有 {lacking} 座已投产的没有写装机容量,未计入:合计是下限。",
                en=f"{lacking} plants in operation state no capacity and add nothing: the sum is a lower bound.",
            )
        if unsaid := int((own["state"] == UNSAID).sum()):
            yield Text(
                zh=f"有 {unsaid} 座没有写状态和投产日期,未计入,上限把它们计入。",
                en=f"{unsaid} plants state neither their state nor a date: they do not count, and the upper bound "
                "takes them in.",
            )
        if unknown := int(self.rows["kind"].isna().sum()):
            yield Text(
                zh=f"有 {unknown} 座没有写类别,未计入,上限把它们计入。",
                en=f"{unknown} plants do not say their kind: they do not count, and the upper bound takes them in.",
            )
        if late := int((own["state"] == LATE).sum()):
            yield Text(
                zh=f"有 {late} 座在 {until} 年以后投产,未计入。",
                en=f"{late} plants began after {until} and do not count.",
            )


def stations_of(plants: gpd.GeoDataFrame, *, kinds: Collection[str], until: int | None, listed: bool) -> Stations:
    """Return the power plants of a place, their states told.

    One that does not say its state runs if it says since when.

    Parameters
    ----------
    plants
        Points with what is known of `kind`, `power_mw` [MW], `status`, `commissioned` and `name`.
    kinds
        The kinds that count.
    until
        The last year that counts; plants without a date count.
    listed
        Whether any plant of the layer states its capacity.

    Raises
    ------
    MethodError
        If a capacity is below 0.
    """
    state = words(plants, "status", among=STATES)
    dated = plants["commissioned"].notna() if "commissioned" in plants else state.isna() & False
    state = state.mask(state.isna() & dated, "operating").fillna(UNSAID)
    state = state.mask((state == "operating") & after(plants, until), LATE)
    data = {
        "name": words(plants, "name"),
        "kind": words(plants, "kind", among=KINDS),
        "mw": counts(plants, "power_mw"),
        "state": state,
        "commissioned": plants.get("commissioned"),
    }
    rows = gpd.GeoDataFrame(data, geometry=plants.geometry).reset_index(drop=True)
    return Stations(rows, frozenset(kinds), listed)
