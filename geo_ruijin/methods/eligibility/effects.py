"""What each rule takes: alone, in order after those before it, and what no other rule takes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo_ruijin.errors import MethodError
from geo_ruijin.methods.eligibility.grid import Bools
from geo_ruijin.text import Text

Counts = NDArray[np.int64]

#: So many rules fit into the flags of a cell.
MOST = 32


@dataclass(frozen=True)
class Effects:
    """Cells by rule, in the order of the rules.

    Attributes
    ----------
    whole
        All cells.
    alone
        What each takes by itself: (rules,).
    new
        What each takes that none before it took: (rules,). With `eligible` they add up to the whole.
    only
        What each takes that no other does, so that it would be eligible without the rule: (rules,).
    eligible
        What none takes.
    """

    whole: int
    alone: Counts
    new: Counts
    only: Counts
    eligible: int

    @property
    def left(self) -> Counts:
        """What is left after each: (rules,)."""
        return self.whole - np.cumsum(self.new)


def flags_of(taken: Sequence[Bools], cells: int) -> NDArray[np.uint32]:
    """Return the rules that take each cell, the first in the lowest bit: (n,).

    Raises
    ------
    MethodError
        If there are more than `MOST` rules.

    Examples
    --------
    >>> flags_of([np.array([True, False]), np.array([True, True])], 2)
    array([3, 2], dtype=uint32)
    """
    if len(taken) > MOST:
        raise MethodError(Text(zh=f"规则超过 {MOST} 条", en=f"more than {MOST} rules"))
    flags = np.zeros(cells, dtype=np.uint32)
    for position, takes in enumerate(taken):
        flags |= takes.astype(np.uint32) << np.uint32(position)
    return flags


def effects_of(flags: NDArray[np.uint32], rules: int) -> Effects:
    """Return what each of some rules takes.

    Examples
    --------
    Two rules on four cells: one cell taken by both, one by the second alone, two by none:

    >>> found = effects_of(np.array([3, 2, 0, 0], dtype=np.uint32), 2)
    >>> found.alone, found.new, found.only, found.eligible
    (array([1, 2]), array([1, 1]), array([0, 1]), 2)
    """
    combination, cells = np.unique(flags, return_counts=True)
    bit = np.uint32(1) << np.arange(rules, dtype=np.uint32)
    has = (combination & bit[:, np.newaxis]) > 0
    before = (combination & (bit[:, np.newaxis] - np.uint32(1))) > 0
    return Effects(
        whole=len(flags),
        alone=(has * cells).sum(axis=1),
        new=((has & ~before) * cells).sum(axis=1),
        only=((combination == bit[:, np.newaxis]) * cells).sum(axis=1),
        eligible=int(cells[combination == 0].sum()),
    )
