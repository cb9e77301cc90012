"""What a siting problem is answered with: the sites, how good they are, and how good any could be."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

Ints = NDArray[np.intp]


def _none() -> Ints:
    return np.zeros(0, dtype=np.intp)


@dataclass(frozen=True, eq=False)
class Answer:
    """The sites chosen, and what is known of every other choice.

    Attributes
    ----------
    chosen
        The numbers of the new sites, ascending; the existing ones that stay are not among them.
    objective
        What the choice comes to: the weight covered, the sites or their cost, the weighted distance, the greatest
        distance. What the existing facilities do is in it.
    bound
        No choice comes to more than this where more is better, to less where less is.
    proven
        Whether none is better: the bound meets the objective but for rounding.
    closed
        The numbers of the existing facilities given up, where that is allowed; ascending.
    assigned
        Of each demand the number of the site that serves it, -1 for none: shape (n_demand,). Where its weight is
        divided, the one that has most of it.
    flows
        The weight that each site serves of each demand, where capacities divide it: shape (n_demand, n_sites).
    tied
        Whether another choice is as good; None where nobody looked.
    """

    chosen: tuple[int, ...]
    objective: float
    bound: float
    proven: bool
    closed: tuple[int, ...] = ()
    assigned: Ints = field(default_factory=_none)
    flows: csr_array | None = None
    tied: bool | None = None

    @property
    def gap(self) -> float:
        """How far the bound lies from the objective, over the objective [1]: 0 where the answer is proven."""
        if self.proven:
            return 0.0
        return abs(self.bound - self.objective) / abs(self.objective) if self.objective else np.inf
