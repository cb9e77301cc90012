"""Car parks that count: which are chosen, what each states of its spaces, and who may count but does not say."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

import geopandas as gpd
import pandas as pd
import shapely

from geo_ruijin.methods.counting.rows import counts, truths, words
from geo_ruijin.methods.shares import percent
from geo_ruijin.text import Text
from geo_ruijin.units import Metres


@dataclass(frozen=True)
class Lots:
    """Car parks that count.

    Attributes
    ----------
    rows
        name, spaces, charging and the geometry; NaN where a row does not say.
    impossible
        The names of those that stated more charging than spaces; their charging is not used.
    """

    rows: gpd.GeoDataFrame
    impossible: tuple[str, ...]

    @classmethod
    def of(cls, chosen: gpd.GeoDataFrame) -> Self:
        """Return the car parks of these rows."""
        rows = gpd.GeoDataFrame(
            {
                "name": words(chosen, "name"),
                "spaces": counts(chosen, "spaces"),
                "charging": counts(chosen, "charging_spaces"),
            },
            geometry=chosen.geometry,
        ).reset_index(drop=True)
        impossible = rows["charging"] > rows["spaces"]
        rows["charging"] = rows["charging"].mask(impossible)
        return cls(rows, tuple(rows["name"][impossible].fillna("?")))

    @property
    def complete(self) -> gpd.GeoDataFrame:
        """Those that state both numbers."""
        return self.rows[self.rows["spaces"].notna() & self.rows["charging"].notna()]

    @property
    def incomplete(self) -> gpd.GeoDataFrame:
        """Those that do not."""
        return self.rows.drop(self.complete.index)

    def bounds(self) -> tuple[float | None, float | None]:
        """Return the share with none and with all of the spaces charging that nobody tells [%].

        Of the car parks that state their spaces; None where there are no spaces.
        """
        stated = self.rows[self.rows["spaces"].notna()]
        spaces = float(stated["spaces"].sum())
        charging = float(stated["charging"].sum())
        untold = float(stated["spaces"][stated["charging"].isna()].sum())
        return percent(charging, spaces), percent(charging + untold, spaces)


@dataclass(frozen=True)
class Chosen:
    """Which car parks count.

    Attributes
    ----------
    at_hub
        Whether each is at a transport hub, NA where nobody knows; true where that is not asked.
    is_open
        Whether each is open to the public, likewise.
    near
        How many are at a hub by their distance alone.
    """

    at_hub: pd.Series[bool]
    is_open: pd.Series[bool]
    near: int

    @classmethod
    def of(
        cls, rows: gpd.GeoDataFrame, *, hub: bool, public: bool, hubs: gpd.GeoDataFrame | None, within: Metres | None
    ) -> Self:
        """Return which of these rows count; `hubs` and `within` [m] are for rows that do not say where they are."""
        every = pd.Series(data=True, index=rows.index, dtype="boolean")
        at_hub = truths(rows, "hub") if hub else every
        beside = every & False if hubs is None or within is None else _beside(rows, hubs, within)
        near = int((at_hub.isna() & beside).sum())
        known = hubs is not None and within is not None
        return cls(at_hub.fillna(beside) if known else at_hub, truths(rows, "public") if public else every, near)

    @property
    def maybe(self) -> pd.Series[bool]:
        """Those that may count and do not say."""
        return (self.at_hub & self.is_open).isna()

    @property
    def counted(self) -> pd.Series[bool]:
        """Those that do."""
        return (self.at_hub & self.is_open).fillna(value=False).astype(bool)

    def unsure(self, rows: gpd.GeoDataFrame) -> Iterator[Text]:
        """Yield how many may count but do not say."""
        spaces = counts(rows, "spaces")
        for asked, column, zh, en in (
            (self.at_hub.isna() & self.is_open.fillna(value=True), "hub", "是否在交通枢纽", "are at a hub"),
            (
                self.is_open.isna() & self.at_hub.fillna(value=True),
                "public",
                "是否对社会开放",
                "are open to the public",
            ),
        ):
            if count := int(asked.sum()):
                stated = float(spaces[asked.to_numpy(dtype=bool)].sum())
                yield Text(
                    zh=f"有 {count} 处{{car_parks}}没有注明{zh}(已知车位 {stated:.0f} 个),未计入。请填“{column}”列。",
                    en=f"{count} of {{car_parks}} do not say whether they {en} ({stated:.0f} spaces are known) and "
                    f"do not count. Fill in the column '{column}'.",
                )


def _beside(rows: gpd.GeoDataFrame, hubs: gpd.GeoDataFrame, within: Metres) -> pd.Series[bool]:
    """Return which rows lie within a straight distance of a hub."""
    tree = shapely.STRtree(hubs.geometry.to_numpy())
    row, _ = tree.query(rows.geometry.to_numpy(), predicate="dwithin", distance=within)
    return pd.Series(rows.index.isin(rows.index[row]), index=rows.index, dtype="boolean")
