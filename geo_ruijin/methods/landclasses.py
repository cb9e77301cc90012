"""Whether the rasters of land cover can tell the classes that are looked at."""

from __future__ import annotations

from collections.abc import Sequence

from geo_ruijin.errors import MethodError
from geo_ruijin.methods.landwords import land_word
from geo_ruijin.raster import Raster
from geo_ruijin.text import Text

#: Our name of the band of classes.
COVER = "cover"


def demand_classes(cover: Sequence[Raster], classes: Sequence[str]) -> None:
    """Refuse amounts, and years that could not tell one of some classes: they would read as none of it.

    Raises
    ------
    MethodError
        If there are any.
    """
    for raster in cover:
        words = raster.bands[COVER].classes
        if words is None:
            raise MethodError(
                Text(
                    zh=f"“{{cover}}”({raster.path.name})没有类别对照表:不知道各数值是什么地表覆盖。"
                    "请在图层文件的来源中写明 values",
                    en=f"'{{cover}}' ({raster.path.name}) has no table of classes: nobody says what its numbers are. "
                    "Write values with its source",
                )
            )
        there = dict.fromkeys(map(str, words.values()))
        if absent := [name for name in classes if name not in there]:
            zh, en = (f"{raster.year} 年", f" of {raster.year}") if raster.year is not None else ("", "")
            several = [land_word(name) for name in absent]
            raise MethodError(
                Text(
                    zh=f"“{{cover}}”{zh}的类别对照表里没有{'、'.join(one.zh for one in several)}({'、'.join(absent)}),"
                    f"会被误当作没有。它有:{'、'.join(there)}。请核对来源中的 values,或改参数 classes",
                    en=f"the classes of '{{cover}}'{en} do not hold {', '.join(one.en for one in several)} "
                    f"({', '.join(absent)}), which would read as none of it. It has: {', '.join(there)}. Check values "
                    "of the source, or change the parameter classes",
                )
            )
