"""A program put together from blocks of columns and blocks of rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse

from geo_ruijin.siting.highs import Program

Floats = NDArray[np.float64]


class Blocks:
    """Columns and rows of a program, block by block.

    Examples
    --------
    The least ``2 x`` where ``x >= 3``:

    >>> blocks = Blocks()
    >>> x = blocks.columns(1, cost=2.0)
    >>> blocks.rows({x: sparse.eye_array(1)}, lower=3.0)
    >>> blocks.program().lower.tolist()
    [3.0]
    """

    def __init__(self) -> None:
        self._columns: list[tuple[Floats, ...]] = []
        self._rows: list[tuple[Mapping[int, Any], Floats, Floats]] = []

    def columns(
        self,
        count: int,
        *,
        cost: ArrayLike = 0.0,
        least: ArrayLike = 0.0,
        most: ArrayLike = np.inf,
        whole: bool = False,
    ) -> int:
        """Add `count` columns and return the number of their block."""
        self._columns.append(
            (*(_spread(values, count) for values in (cost, least, most)), np.full(count, float(whole)))
        )
        return len(self._columns) - 1

    def rows(self, parts: Mapping[int, Any], *, lower: ArrayLike = -np.inf, upper: ArrayLike = np.inf) -> None:
        """Add the rows ``lower <= sum of parts[block] @ columns of the block <= upper``."""
        count = next(iter(parts.values())).shape[0]
        self._rows.append((parts, _spread(lower, count), _spread(upper, count)))

    def part(self, block: int) -> slice:
        """Return where the columns of a block are in the program."""
        start = sum(len(cost) for cost, *_ in self._columns[:block])
        return slice(start, start + len(self._columns[block][0]))

    def program(self) -> Program:
        """Return what was put together."""
        cost, least, most, whole = (np.concatenate(values) for values in zip(*self._columns, strict=True))
        lines = []
        for parts, lower, _ in self._rows:
            gaps = [sparse.csr_array((len(lower), len(own))) for own, *_ in self._columns]
            lines.append(sparse.hstack([parts.get(block, gap) for block, gap in enumerate(gaps)], format="csr"))
        return Program(
            cost=cost,
            least=least,
            most=most,
            whole=whole > 0,
            rows=sparse.csr_array(sparse.vstack(lines, format="csr")),
            lower=np.concatenate([lower for _, lower, _ in self._rows]),
            upper=np.concatenate([upper for *_, upper in self._rows]),
        )


def _spread(values: ArrayLike, count: int) -> Floats:
    return np.broadcast_to(np.asarray(values, dtype=np.float64), (count,)).copy()
