"""On which step of a slider of years a row is."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable

from geo_ruijin.figures import plain_value

#: A day as a table holds it when it is written as text.
_DAY = re.compile(r"(\d{4})-\d{2}-\d{2}(?:[ T].*)?")


def steps_of(cells: Iterable[object]) -> list[str | None]:
    """Return on which step of a slider each row is: its year, or the period as it is written; None for undated ones.

    Examples
    --------
    >>> import pandas as pd
    >>> steps_of([2017, 2020.0, "2021-08-06", pd.Timestamp("2019-11-15"), "2017—2020", None, ""])
    ['2017', '2020', '2021', '2019', '2017—2020', None, None]
    """
    return [_step(cell) for cell in cells]


def _step(cell: object) -> str | None:
    plain = plain_value(cell)
    if plain is None or isinstance(plain, bool):
        return None
    if isinstance(plain, int | float):
        return str(int(plain)) if math.isfinite(plain) else None
    day = _DAY.fullmatch(plain.strip())
    return day[1] if day else plain.strip() or None
