"""The edges of a network as a graph that is searched from the facilities, against the direction of travel."""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_array

from geo_ruijin._runs import Floats, Indices, runs


def arcs_backwards(u: Indices, v: Indices, *, length: Floats, ahead: Floats, behind: Floats, nodes: int) -> csr_array:
    """Return the cost from each node to those before it: of parallel arcs the cheapest, never their sum.

    Parameters
    ----------
    u, v, length, ahead, behind
        The edges, as in `geo_ruijin.network.Network`.
    nodes
        How many nodes there are.

    Returns
    -------
    scipy.sparse.csr_array
        (nodes, nodes); a cost of 0 is stored.
    """
    return graph(
        np.concatenate([v, u]), np.concatenate([u, v]), np.concatenate([length * ahead, length * behind]), nodes
    )


def along(distance: Floats, pace: Floats) -> Floats:
    """Return the cost of going some way at a pace; 0 where there is no way to go, were it closed or not."""
    return np.multiply(distance, pace, out=np.zeros_like(distance), where=distance > 0)


def graph(tail: Indices, head: Indices, cost: Floats, nodes: int) -> csr_array:
    """Return arcs as a graph of `nodes` nodes, those of infinite cost left out."""
    tail, head = tail.astype(np.int32), head.astype(np.int32)
    order = runs(np.arange(len(cost), dtype=np.int32), by=head, size=nodes)[0]
    order = order[np.isfinite(cost[order])]
    order, first = runs(order, by=tail[order], size=nodes)
    tail, head, cost = tail[order], head[order], cost[order]
    # a sparse matrix would add up parallel arcs, which now stand side by side
    fresh = np.ones(len(head), dtype=bool)
    fresh[1:] = (np.diff(head) != 0) | (np.diff(tail) != 0)
    if not fresh.all():
        cost = np.minimum.reduceat(cost, np.flatnonzero(fresh))
        first = np.append(0, np.cumsum(fresh))[first]
        head = head[fresh]
    return csr_array((cost, head, first), shape=(nodes, nodes))
