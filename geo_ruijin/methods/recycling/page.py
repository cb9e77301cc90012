"""What a page needs to try another choice of drop-off points."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from geo_ruijin.methods.proofs import proof
from geo_ruijin.methods.recycling.dropoffs import CIRCLES, WALKING, DropOffs
from geo_ruijin.methods.recycling.tiers import Tier
from geo_ruijin.text import Text
from geo_ruijin.units import Percent
from geo_ruijin.whatif import Reading, WhatIf

#: A page with more candidates is slow to open and to look through.
MOST_CANDIDATES = 600
_TITLES = {
    WALKING: Text(zh="步行可达交投点的居民", en="Residents who can walk to a drop-off point"),
    CIRCLES: Text(zh="圆内有交投点的居民", en="Residents with a drop-off point in a circle"),
}


def what_if_of(tier: Tier, near: DropOffs, zones: gpd.GeoDataFrame, *, share: Percent) -> tuple[WhatIf, int]:
    """Return what a page needs, and how many candidates that reach somebody it leaves out."""
    kept, held_back = _shown(tier, near)
    rows = tier.rows.iloc[kept]
    sites = gpd.GeoDataFrame(
        {
            "name": rows["name"].fillna("").astype(str).to_numpy(),
            "present": rows["stands"].to_numpy(dtype=bool),
            "chosen": rows.index.isin(near.chosen),
        },
        geometry=rows.geometry.to_numpy(),
        crs=rows.crs,
    )
    weights = near.before.rows["people"].to_numpy(dtype=np.float64)
    group = near.before.rows["zone"].to_numpy(dtype=np.intp)
    order = [near.reading, *(name for name in near.reached if name != near.reading)]
    readings = tuple(
        Reading(
            f"people_{name}",
            _TITLES[name],
            "people",
            weights,
            group,
            csr_array(near.reached[name].T.tocsr()[kept]),
            share if name == near.reading else None,
        )
        for name in order
    )
    groups = tuple("" if name is None else str(name) for name in zones["name"])
    number, said = len(near.chosen), proof(near.fewest)
    answer = Text(zh=f"最少新增交投点 {number} 处({said.zh})", en=f"{number} new drop-off points at least ({said.en})")
    return WhatIf(sites, groups, readings, answer), held_back


def _shown(tier: Tier, near: DropOffs) -> tuple[NDArray[np.intp], int]:
    """Return the sites that reach somebody: all that stand, the chosen, and the candidates that add most to today."""
    reach = np.zeros(len(tier.rows), dtype=bool)
    for one in near.reached.values():
        reach[one.indices] = True
    chief = near.reached[near.reading]
    left = near.before.rows["people"].to_numpy(dtype=np.float64).copy()
    left[np.asarray(chief[:, list(tier.existing)].sum(axis=1)).ravel() > 0] = 0.0
    gains = np.asarray(chief.T @ left, dtype=np.float64)
    gains[list(near.chosen)] = np.inf
    fresh = np.flatnonzero(reach & ~tier.rows["stands"].to_numpy(dtype=bool))
    best = fresh[np.argsort(-gains[fresh], kind="stable")[: max(MOST_CANDIDATES, len(near.chosen))]]
    stand = np.flatnonzero(reach & tier.rows["stands"].to_numpy(dtype=bool))
    return np.sort(np.concatenate([stand, best])), len(fresh) - len(best)
