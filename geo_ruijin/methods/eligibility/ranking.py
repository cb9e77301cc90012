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


def score(
    sites: pd.DataFrame,
    criteria: Sequence[str] | Mapping[str, float],
    *,
    better: Mapping[str, bool] = CRITERIA,
) -> pd.Series[float]:
    """Return how good each site is among these [%]: 100 where none is better by any criterion.

    By each criterion a site gets the share of the sites, itself included, that it is at least as good as; sites that
    are equal share the mean of their places. The score is the mean over the criteria, each of the same weight
    unless weights are given. It says
    which of these sites comes first, not how good one is by itself: it changes when sites are added.

    Parameters
    ----------
    sites
        With the columns of `better`, as far as they are known; a column that is not there has no part.
    criteria
        Those to go by, with their weights where these differ.
    better
        The criteria there are, and whether more of each is better.

    Raises
    ------
    MethodError
        If a criterion is none, or a weight is below 0.

    Examples
    --------
    The larger of two is second in slope: half of 100 and half of 50.

    >>> score(pd.DataFrame({"area": [20.0, 10.0], "slope": [9.0, 5.0]}), ["area", "slope"]).tolist()
    [75.0, 75.0]

    References
    ----------
    J.-C. de Borda (1781), Mémoire sur les élections au scrutin: the sum of ranks.
    """
    weights = dict(criteria) if isinstance(criteria, Mapping) else dict.fromkeys(criteria, 1.0)
    for criterion, weight in weights.items():
        if criterion not in better:
            cure = closest(criterion, better)
            raise MethodError(
                Text(zh=f"不能按“{criterion}”排序。{cure.zh}", en=f"cannot rank by '{criterion}'. {cure.en}")
            )
        if weight < 0:
            raise MethodError(
                Text(zh=f"“{criterion}”的权重不能小于 0", en=f"the weight of '{criterion}' should not be below 0")
            )
    there = {criterion: weight for criterion, weight in weights.items() if criterion in sites and weight > 0}
    if not there:
        return pd.Series(np.nan, index=sites.index)
    ranks = [sites[name].rank(pct=True, ascending=better[name], na_option="top") * there[name] for name in there]
    return pd.concat(ranks, axis=1).sum(axis=1) / sum(there.values()) * 100
