"""Which sites cover which demands: the pairs within a radius, as a sparse matrix of ones."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse
from scipy.spatial import KDTree

Ints = NDArray[np.intp]


def within(cost: NDArray[Any] | sparse.coo_array, radius: float) -> sparse.csr_array:
    """Return which sites cover each demand, as stored ones: (n_demand, n_sites), sorted, each pair once.

    Parameters
    ----------
    cost
        Dense, or the stored pairs: a stored 0 is a distance of 0, a pair stored twice counts with the less. What is
        infinite or NaN is no way.
    radius
        Itself included.
    """
    if isinstance(cost, np.ndarray):
        row, column = np.nonzero((cost <= radius) & (cost < np.inf) if radius == np.inf else cost <= radius)
    else:
        keep = (cost.data <= radius) & (cost.data < np.inf)
        row, column = cost.coords[0][keep], cost.coords[1][keep]
    return ones(row, column, (cost.shape[0], cost.shape[1]))


def ones(row: NDArray[np.integer], column: NDArray[np.integer], shape: tuple[int, int]) -> sparse.csr_array:
    """Return the matrix that has 1 at these places, however often they are named, and nothing elsewhere."""
    matrix = sparse.csr_array((np.ones(len(row)), (row, column)), shape=shape)
    matrix.sum_duplicates()
    matrix.data[:] = 1.0
    return matrix


def too_close(points: ArrayLike, spacing: float) -> Ints:
    """Return the pairs of sites that lie nearer to each other than `spacing`, for `Conditions.apart`.

    Parameters
    ----------
    points
        x and y of each site, in metres of a projected CRS: (n_sites, 2).
    spacing
        [m]; two sites exactly as far apart may both stand.

    Returns
    -------
    NDArray
        (k, 2), the lesser number first, ascending.

    Examples
    --------
    Sites at 0, 200 and 500 m, which are to be 300 m apart:

    >>> too_close([[0, 0], [200, 0], [500, 0]], 300).tolist()
    [[0, 1]]
    """
    places = np.asarray(points, dtype=np.float64).reshape(-1, 2)
    pairs = KDTree(places).query_pairs(spacing, output_type="ndarray").astype(np.intp).reshape(-1, 2)
    apart = np.hypot(*(places[pairs[:, 0]] - places[pairs[:, 1]]).T)
    pairs = np.sort(pairs[apart < spacing], axis=1)
    return pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))]
