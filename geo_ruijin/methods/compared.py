"""Whether a year is compared with others, in words."""

from __future__ import annotations

from geo_ruijin.results import Column
from geo_ruijin.text import Text

COMPARED = Column(Text(zh="是否用于比较", en="Compared"))
KNOWN = Column(Text(zh="有结果的土地", en="Land known"), "%")

YES = Text(zh="是", en="yes")
TOO_LITTLE = Text(zh="否(资料不足)", en="no: too little known")
OTHER_EDITION = Text(zh="否(产品版本不同)", en="no: another edition")
OTHER_CELLS = Text(zh="否(像元大小不同)", en="no: cells of another size")
