"""What a caller gives one by one, a demand or a site: read, or refused."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from geo_ruijin.errors import MethodError
from geo_ruijin.text import Text

WEIGHTS = Text(zh="需求权重", en="weights")
CAPACITIES = Text(zh="容量", en="capacities")
PRICES = Text(zh="建设费用", en="prices")


def each(values: ArrayLike, count: int, name: Text, *, one: bool = True) -> NDArray[np.float64]:
    """Return `count` values, none below 0 or missing; one may stand for all where `one` says so.

    Raises
    ------
    MethodError
        Naming what is wrong.
    """
    given = np.asarray(values, dtype=np.float64)
    if given.shape != (count,) and not (one and given.ndim == 0):
        raise MethodError(
            Text(
                zh=f"{name.zh}应有 {count} 个，实有形状为 {given.shape}",
                en=f"there must be {count} {name.en}, and their shape is {given.shape}",
            )
        )
    if not (given >= 0).all():
        raise MethodError(Text(zh=f"{name.zh}不能小于 0 或缺失", en=f"{name.en} may not be below 0 or missing"))
    return np.broadcast_to(given, (count,)).copy()
