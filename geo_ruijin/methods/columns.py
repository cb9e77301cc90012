"""Columns that the tables of several methods have."""

from __future__ import annotations

from geo_ruijin.results import Column
from geo_ruijin.text import Text

DIVISION = Column(Text(zh="区划", en="Division"))
NAME = Column(Text(zh="名称", en="Name"))
RESIDENTS = Column(Text(zh="居民", en="Residents"), "people")
