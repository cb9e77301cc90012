"""What is said of an answer: how good it is, and what is not known."""

from __future__ import annotations

from geo_ruijin.methods.siting.demand import Fewest
from geo_ruijin.siting import Answer
from geo_ruijin.text import Text

PROVEN = Text(zh="已证明最优", en="proven optimal")
_ON_GRID = Text(zh="格网上", en=" on the grid")


def how_good(answer: Answer, *, grid: bool = False) -> Text:
    """Return whether an answer is proven optimal, or within what of the best it is; of land, on a grid alone.

    Examples
    --------
    >>> how_good(Answer((0,), objective=90.0, bound=99.0, proven=False)).en
    'within 10 % of the best'
    """
    said = PROVEN if answer.proven else _within(100 * answer.gap)
    return Text(zh=_ON_GRID.zh + said.zh, en=said.en + _ON_GRID.en) if grid else said


def how_few(needed: Fewest) -> Text:
    """Return whether fewer sites would do."""
    if needed.proven:
        return PROVEN
    return Text(
        zh=f"尚未证明最少:至少要 {needed.least} 处",
        en=f"not proven to be the fewest: no fewer than {needed.least} would do",
    )


def _within(percent: float) -> Text:
    return Text(zh=f"与最优相差不超过 {percent:.2g}%", en=f"within {percent:.2g} % of the best")
