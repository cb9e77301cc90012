"""The order of sites: by how many of the others each is as good as, criterion by criterion."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

import numpy as np
import pandas as pd

from geo_ruijin.errors import MethodError, closest
from geo_ruijin.text import Text

#: Columns sites may be ranked by, and whether more of it is better.
CRITERIA: Mapping[str, bool] = MappingProxyType(
    {"area": True, "slope": False, "sunny": True, "road_km": False, "substation_km": False, "mine": True}
)


def score(sites: pd.DataFrame, criteria: Sequence[str]) -> pd.Series[float]:
    """Return how good each site is among these [%]: 100 where none is better by any criterion.

    By each criterion a site gets the share of the sites, itself included, that it is at least as good as; sites that
    are equal share the mean of their places. The score is the mean over the criteria, each of the same weight. It says
    which of these sites comes first, not how good one is by itself: it changes when sites are added.

    Parameters
    ----------
    sites
        With the columns of `CRITERIA`, as far as they are known; a column that is not there has no part.
    criteria
        Those to go by.

    Raises
    ------
    MethodError
        If a criterion is none.

    Examples
    --------
    The larger of two is second in slope: half of 100 and half of 50.

    >>> score(pd.DataFrame({"area": [20.0, 10.0], "slope": [9.0, 5.0]}), ["area", "slope"]).tolist()
    [75.0, 75.0]

    References
    ----------
    J.-C. de Borda (1781), Mémoire sur les élections au scrutin: the sum of ranks.
    """
    for criterion in criteria:
        if criterion not in CRITERIA:
            cure = closest(criterion, CRITERIA)
            raise MethodError(
                Text(zh=f"不能按“{criterion}”排序。{cure.zh}", en=f"cannot rank by '{criterion}'. {cure.en}")
            )
    there = [criterion for criterion in criteria if criterion in sites]
    if not there:
        return pd.Series(np.nan, index=sites.index)
    ranks = [sites[name].rank(pct=True, ascending=CRITERIA[name], na_option="top") for name in there]
    return pd.concat(ranks, axis=1).mean(axis=1) * 100
