"""A hierarchy as flows: what goes over each way, tier by tier."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from geo_ruijin.siting.blocks import Blocks
from geo_ruijin.siting.tiers.tier import Level, Tiered

Floats = NDArray[np.float64]


def flows(levels: Sequence[Level], weights: Floats, total: float, *, split: bool) -> Tiered:
    """Return the program whose columns are the sites of each tier and the weight on each way.

    Parameters
    ----------
    weights
        Shares of the whole weight, `total`: (n_demand,).
    split
        Whether the weight of a place may go several ways; else there is a column a way for whether it is taken.
    """
    blocks = Blocks()
    opens: list[int] = []
    carries: list[int] = []
    supply, arriving = weights, None  # the most that leaves each place below, and what arrives there
    for level in levels:
        ways, sites, count = level.ways, level.sites, len(level.ways)
        conditions, existing = level.tier.conditions, level.tier.existing
        leaves, arrives = ways.incidence()
        can = np.minimum(np.bincount(ways.site, supply[ways.demand], minlength=sites), 1.0)
        can = np.minimum(can, level.capacity / total)
        along = np.minimum(supply[ways.demand], can[ways.site])
        least, most = conditions.bounds(sites, existing)
        open_ = blocks.columns(sites, least=least, most=most, whole=True)
        carry = blocks.columns(count, cost=ways.length, most=along)
        if arriving is None:
            blocks.rows({carry: leaves}, lower=weights, upper=weights)
        else:
            blocks.rows({carry: leaves, carries[-1]: -arriving}, lower=0.0, upper=0.0)
        blocks.rows({open_: -sparse.diags_array(can), carry: arrives}, upper=0.0)
        blocks.rows({open_: -sparse.diags_array(along) @ arrives.T, carry: sparse.eye_array(count)}, upper=0.0)
        if not split:
            taken = blocks.columns(count, most=1.0, whole=True)
            blocks.rows({carry: sparse.eye_array(count), taken: -sparse.diags_array(along)}, upper=0.0)
            blocks.rows({taken: leaves}, upper=1.0)
        bound = conditions.rows(sites, existing, new=level.tier.new)
        blocks.rows({open_: bound.matrix}, lower=bound.lower, upper=bound.upper)
        opens.append(open_)
        carries.append(carry)
        supply, arriving = can, arrives
    program = blocks.program()
    whole = sparse.eye_array(len(program.cost), format="csr")
    return Tiered(program, [blocks.part(open_) for open_ in opens], [whole[blocks.part(carry)] for carry in carries])
