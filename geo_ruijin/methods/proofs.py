"""The words for how good an answer is known to be."""

from __future__ import annotations

from geo_ruijin.siting import Answer, Modules
from geo_ruijin.text import Text


def proof(answer: Answer | Modules) -> Text:
    """Return that an answer is proven the best, or within what share of the best it is.

    Examples
    --------
    >>> proof(Answer((0, 3), 2.0, 2.0, proven=True)).en
    'proven optimal'
    >>> proof(Answer((0, 3), 200.0, 199.0, proven=False)).zh
    '与最优相差不超过 0.5%'
    """
    if answer.proven:
        return Text(zh="已证明最优", en="proven optimal")
    gap = f"{100 * answer.gap:.2g}"
    return Text(zh=f"与最优相差不超过 {gap}%", en=f"within {gap} % of the best there can be")
