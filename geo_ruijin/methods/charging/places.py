"""Where new piles may go: candidate sites of the kinds asked for, and how many piles each takes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self

import geopandas as gpd
import numpy as np
import pandas as pd

from geo_ruijin.methods.counting.rows import counts, division_of, inside, words


@dataclass(frozen=True, eq=False)
class Places:
    """Candidate sites that take a pile at least.

    Attributes
    ----------
    rows
        name, kind, division (where divisions are known), room (how many more piles it takes), cost [10,000 yuan] and a
        point; the index reset.
    outside
        How many candidates lie outside the place.
    other
        How many are of no kind asked for.
    unsaid
        How many do not say what they take, of kinds for which nothing is assumed, by kind.
    assumed
        Of how many an assumption by kind is taken instead, by kind.
    full
        How many take none, or fewer than a new site should have.
    """

    rows: gpd.GeoDataFrame
    outside: int
    other: int
    unsaid: Mapping[str, int]
    assumed: Mapping[str, int]
    full: int

    @classmethod
    def of(
        cls,
        candidates: gpd.GeoDataFrame,
        intercity: gpd.GeoDataFrame | None,
        *,
        within: gpd.GeoDataFrame | None,
        by: gpd.GeoDataFrame | None,
        order: Sequence[str],
        piles_unsaid: Mapping[str, float],
        piles_least: int,
        piles_most: int,
    ) -> Self:
        """Return the candidates that can be used; with `intercity`, these alone beside main roads."""
        given = _read(candidates)
        if intercity is not None:
            planned = _read(intercity).assign(kind="highway")
            given = gpd.GeoDataFrame(pd.concat([given[given["kind"] != "highway"], planned], ignore_index=True))
        there, outside = inside(given, within)
        asked = there["kind"].isin(list(order))
        rows = there[asked].reset_index(drop=True)
        said = rows["room"].notna()
        instead = rows["kind"].map(dict(piles_unsaid)).astype(np.float64)
        rows["room"] = np.floor(np.minimum(rows["room"].fillna(instead), float(piles_most)))
        takes = rows["room"] >= max(piles_least, 1)
        kept = gpd.GeoDataFrame(rows[takes].reset_index(drop=True))
        if by is not None:
            known = kept["division"].notna() & (kept["division"] != "")
            kept["division"] = kept["division"].where(known, division_of(kept.geometry, by))
        return cls(
            kept,
            outside,
            int((~asked).sum()),
            _by_kind(rows["kind"][rows["room"].isna()]),
            _by_kind(rows["kind"][~said & takes]),
            int((rows["room"].notna() & ~takes).sum()),
        )


def _read(candidates: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {
            "name": words(candidates, "name").fillna("?"),
            "kind": words(candidates, "kind").fillna("own"),
            "division": words(candidates, "township"),
            "room": counts(candidates, "capacity"),
            "cost": counts(candidates, "cost"),
        },
        geometry=candidates.geometry.representative_point(),
        crs=candidates.crs,
    ).reset_index(drop=True)


def _by_kind(kinds: pd.Series[str]) -> dict[str, int]:
    return {str(kind): int(count) for kind, count in kinds.value_counts(sort=False).items()}
