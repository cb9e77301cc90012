"""The classes of roofs in words."""

from __future__ import annotations

from collections.abc import Mapping

from geo_ruijin.text import Text

#: The classes of roofs; what is not known is the last.
CLASSES: Mapping[str, Text] = {
    "government": Text(zh="党政机关", en="party and government"),
    "school": Text(zh="学校", en="schools"),
    "hospital": Text(zh="医院", en="hospitals"),
    "village_committee": Text(zh="村(居)委会", en="village committees"),
    "industrial": Text(zh="工业仓储", en="industry and storage"),
    "commercial": Text(zh="商业", en="commerce"),
    "rural_house": Text(zh="农村住房", en="rural houses"),
    "urban_housing": Text(zh="城镇住宅", en="urban housing"),
    "other": Text(zh="其他", en="other"),
    "unknown": Text(zh="用途不明", en="use unknown"),
}
UNKNOWN = "unknown"
