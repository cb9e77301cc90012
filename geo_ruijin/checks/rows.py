"""A fault of some rows, counted and named as their file counts them."""

from __future__ import annotations

import pandas as pd

from geo_ruijin.errors import NOTHING, Fault
from geo_ruijin.text import Text

#: How many row numbers a message names before it says how many more there are.
_NAMED = 5

#: How many letters of a cell a message shows.
_SHOWN = 20


def in_rows(
    file: str,
    where: str,
    problem: Text,
    mask: pd.Series,
    *,
    cure: Text = NOTHING,
    serious: bool = True,
) -> Fault:
    """Return a fault that counts the rows and names the first by the mask's index, from 1 without the header."""
    numbers = [row_number(row) for row in mask.index[mask.to_numpy(dtype=bool)]]
    named = ", ".join(map(str, numbers[:_NAMED]))
    more = len(numbers) - _NAMED
    tail = Text(zh=f" 等,另有 {more} 行", en=f" and {more} more") if more > 0 else NOTHING
    what = Text(
        zh=f"{len(mask)} 行中有 {len(numbers)} 行{problem.zh}(第 {named} 行{tail.zh},不计表头)",
        en=f"{len(numbers)} of {len(mask)} values {problem.en} (rows {named}{tail.en}, not counting the header)",
    )
    return Fault(file, where, what, cure, serious)


def row_number(position: object) -> int:
    """Return the number of the row at a position of an index, as readers count: from 1, without the header."""
    return int(str(position)) + 1


def first_cell(cells: pd.Series) -> str:
    """Return the first cell as it is written, cut short."""
    return f"{cells.iloc[0]}"[:_SHOWN] if len(cells) else ""
