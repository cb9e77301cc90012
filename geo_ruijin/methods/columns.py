"""Columns that the tables of several methods have."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd

from geo_ruijin.results import Column
from geo_ruijin.text import Text

DIVISION = Column(Text(zh="区划", en="Division"))
NAME = Column(Text(zh="名称", en="Name"))
RESIDENTS = Column(Text(zh="居民", en="Residents"), "people")


def worded(words: Iterable[object], index: pd.Index[Any]) -> pd.Series[Any]:
    """Return a column of texts, which read in the language of whoever reads them, and of names, which stay."""
    return pd.Series(list(words), index=index, dtype=object)
