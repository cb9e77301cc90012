"""The three tiers: what stands in each, and where new ones may."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo_ruijin.errors import NoDataError
from geo_ruijin.methods.counting.rows import words
from geo_ruijin.text import Text

DROP_OFF, TRANSFER, SORTING = "drop_off", "transfer", "sorting"
#: From where people bring things to where these are sorted.
TIERS: Mapping[str, Text] = {
    DROP_OFF: Text(zh="交投点", en="drop-off points"),
    TRANSFER: Text(zh="中转站", en="transfer stations"),
    SORTING: Text(zh="分拣中心", en="sorting centres"),
}
#: Sites of one's own list are for any tier.
_OWN = "own"


@dataclass(frozen=True)
class Tier:
    """The sites of one tier: those that stand, then those that may be added.

    Attributes
    ----------
    rows
        Points with `name`, `kind` and `township`, missing where nobody says, and `stands`; the index reset.
    """

    rows: gpd.GeoDataFrame

    @property
    def existing(self) -> tuple[int, ...]:
        """The positions of those that stand."""
        return tuple(range(int(self.rows["stands"].sum())))

    @property
    def standing(self) -> int:
        """How many stand."""
        return len(self.existing)

    def of(self, chosen: Sequence[int]) -> gpd.GeoDataFrame:
        """Return those that stand and those chosen, in the order of the tier; the index are positions."""
        return self.rows.iloc[sorted({*self.existing, *chosen})]


def tiers_of(
    facilities: gpd.GeoDataFrame, candidates: gpd.GeoDataFrame, kinds: Mapping[str, Sequence[str] | None]
) -> tuple[dict[str, Tier], int]:
    """Return the tiers by name, and how many facilities are of none that is known.

    Parameters
    ----------
    facilities
        Points with `tier` and, where known, `name`.
    candidates
        Points or areas, with what is known of `name`, `kind` and `township`.
    kinds
        By tier which kinds of candidates may become one; None: all.

    Raises
    ------
    NoDataError
        If there is no drop-off point, and no candidate for one.
    """
    tier = words(facilities, "tier", among=TIERS).fillna("")
    kind = words(candidates, "kind")
    found = {}
    for name in TIERS:
        wanted = kinds[name]
        fits = np.ones(len(candidates), dtype=bool) if wanted is None else kind.isin([*wanted, _OWN]).to_numpy()
        parts = [_rows(facilities[(tier == name).to_numpy()], stands=True), _rows(candidates[fits], stands=False)]
        found[name] = Tier(gpd.GeoDataFrame(pd.concat(parts, ignore_index=True), crs=facilities.crs))
    if found[DROP_OFF].rows.empty:
        raise NoDataError(
            Text(
                zh="没有交投点,也没有可以设交投点的备选点。请在{facilities}中写明级别(tier),或放宽 drop_off_kinds。",
                en="There is no drop-off point, and no candidate for one. Say the tier of '{facilities}', or widen "
                "'drop_off_kinds'.",
            )
        )
    return found, int((tier == "").sum())


def _rows(sites: gpd.GeoDataFrame, *, stands: bool) -> gpd.GeoDataFrame:
    columns = {name: words(sites, name).to_numpy(dtype=object) for name in ("name", "kind", "township")}
    points = shapely.point_on_surface(sites.geometry.to_numpy())
    return gpd.GeoDataFrame({**columns, "stands": np.full(len(sites), stands)}, geometry=points, crs=sites.crs)
