"""What of a covering problem can be left out without changing its best answers: exact, on sparse arrays alone."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.csgraph import connected_components

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]
Bools = NDArray[np.bool_]

#: Pairs of rows that are compared in one go: some 200 MB.
_PAIRS = 4_000_000


def merged(near: sparse.csr_array, weight: Floats) -> tuple[sparse.csr_array, Floats]:
    """Return the demands with those that the same sites cover made one, their weights added.

    Parameters
    ----------
    near
        Which sites cover each demand, as stored ones, sorted: (n_demand, n_sites).
    weight
        (n_demand,).

    Examples
    --------
    >>> near, weight = merged(sparse.csr_array([[1, 0], [1, 1], [1, 0]]), np.array([1.0, 2.0, 4.0]))
    >>> near.toarray().tolist(), weight.tolist()
    ([[1, 0], [1, 1]], [5.0, 2.0])
    """
    size = np.diff(near.indptr)
    mark = np.random.default_rng(0).integers(1, 2**63, near.shape[1], dtype=np.uint64)
    total = np.append(np.uint64(0), np.cumsum(mark[near.indices]))  # of uint64, which wraps: any order gives the same
    first, same = np.unique(total[near.indptr[1:]] - total[near.indptr[:-1]], return_index=True, return_inverse=True)[
        1:
    ]
    like = first[same]
    differs = size != size[like]
    row = np.repeat(np.arange(near.shape[0]), size)[~np.repeat(differs, size)]
    place = np.arange(len(near.indices))[~np.repeat(differs, size)]
    twin = near.indptr[like[row]] + place - near.indptr[row]
    differs[row[near.indices[place] != near.indices[twin]]] = True  # marks that add up alike by chance
    like = np.where(differs, np.arange(near.shape[0]), like)
    kept, own = np.unique(like, return_inverse=True)
    return near[kept], np.bincount(own, weights=weight, minlength=len(kept)).astype(np.float64, copy=False)


def inside(sets: sparse.csr_array) -> tuple[Ints, Ints]:
    """Return every pair of rows of which the first is a subset of the second; rows that are alike are so both ways.

    Empty rows are left out. Only rows that share the rarest column of the first are compared, column by column.

    Examples
    --------
    >>> inner, outer = inside(sparse.csr_array([[1, 0, 0], [1, 1, 0], [0, 1, 1]]))
    >>> inner.tolist(), outer.tolist()
    ([0], [1])
    """
    count = sets.shape[0]
    within = sets.T.tocsr()
    size, often = np.diff(sets.indptr), np.diff(within.indptr)
    row = np.repeat(np.arange(count), size)
    rarest = sets.indices[np.lexsort((often[sets.indices], row))]
    keys = row.astype(np.int64) * sets.shape[1] + sets.indices
    some = np.flatnonzero(size)
    least = rarest[sets.indptr[some]]
    turn = np.cumsum(often[least], dtype=np.int64) // _PAIRS
    found = [np.zeros((2, 0), dtype=np.intp)]
    for part in np.split(np.arange(len(some)), np.flatnonzero(np.diff(turn)) + 1):
        own = least[part]
        inner = np.repeat(some[part], often[own])
        outer = within.indices[runs(within.indptr[own], often[own])].astype(np.intp)
        found += _subsets(sets, inner, outer, rarest, keys)
    pairs = np.concatenate(found, axis=1)
    return pairs[0], pairs[1]


def _subsets(sets: sparse.csr_array, inner: Ints, outer: Ints, rarest: Ints, keys: Ints) -> list[Ints]:
    """Return those pairs of which the first is a subset of the second; they share the first of `rarest`."""
    size = np.diff(sets.indptr)
    alive = (inner != outer) & (size[outer] >= size[inner])
    found, step = [], 1
    while len(inner := inner[alive]):
        outer = outer[alive]
        ended = size[inner] <= step
        found.append(np.stack([inner[ended], outer[ended]]))
        inner, outer = inner[~ended], outer[~ended]
        wanted = outer.astype(np.int64) * sets.shape[1] + rarest[sets.indptr[inner] + step]
        alive = keys[np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)] == wanted
        step += 1
    return found


def implied(near: sparse.csr_array) -> Bools:
    """Return the demands that are covered whenever another is: its sites are among theirs."""
    inner, outer = inside(near)
    size = np.diff(near.indptr)
    return np.isin(np.arange(near.shape[0]), outer[(size[inner] < size[outer]) | (inner < outer)])


def parts(near: sparse.csr_array, tied: Ints) -> tuple[Ints, Ints]:
    """Return the part of each demand and of each site; no site covers demands of two, no tie joins two.

    Parameters
    ----------
    near
        (n_demand, n_sites).
    tied
        Pairs of sites that a condition binds: (k, 2).
    """
    demands, sites = near.shape
    ties = sparse.csr_array((np.ones(len(tied)), (tied[:, 0], tied[:, 1])), shape=(sites, sites))
    label = connected_components(sparse.block_array([[None, near], [near.T, ties]]), directed=False)[1]
    return label[:demands], label[demands:]


def runs(start: Ints, count: Ints) -> Ints:
    """Return the numbers start, start + 1, … of each run, one after the other."""
    return np.repeat(start - np.cumsum(count) + count, count) + np.arange(int(count.sum()))
