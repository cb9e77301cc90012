"""Whether two runs are of the same place, and which of them is the earlier."""

from __future__ import annotations

import shapely

from geo_ruijin.compare.past import PastRun
from geo_ruijin.compare.runfile import RunFile
from geo_ruijin.errors import SourceError
from geo_ruijin.record import BOUNDARY
from geo_ruijin.text import Text

#: Two places are the same where this much of what both cover is common [1]: borders are drawn anew, and move.
_SAME = 0.5


def demand_same_place(before: PastRun, after: PastRun) -> None:
    """Demand two runs of one place: by its boundary where both have kept it, else by its name.

    Raises
    ------
    SourceError
        If they are of different places, or nobody can tell.
    """
    names = before.file.place, after.file.place
    if before.has_layer(BOUNDARY) and after.has_layer(BOUNDARY):
        now = after.layer(BOUNDARY)
        was = before.layer(BOUNDARY)
        if now.crs is not None:
            was = was.to_crs(now.crs)
        one, other = was.union_all(), now.union_all()
        union = shapely.area(shapely.union(one, other))
        if shapely.area(shapely.intersection(one, other)) >= _SAME * union:
            return
        raise SourceError(
            Text(
                zh=f"两次运行不是同一个地方:{names[0]}、{names[1]}(边界重合不到一半)。",
                en=f"the runs are of different places: {names[0]}, {names[1]} (less than half of them is common).",
            )
        )
    if names[0] != names[1]:
        raise SourceError(
            Text(
                zh=f"两次运行不是同一个地方:{names[0]}、{names[1]}。若是同一个地方,请用同一种语言(--lang)和同一个地名"
                "重新运行其中一个。",
                en=f"the runs are of different places: {names[0]}, {names[1]}. If they are the same one, run one again "
                "in the language (--lang) and by the name of the other.",
            )
        )


def remarks_on_order(before: RunFile, after: RunFile) -> list[Text]:
    """Return what is to be said where the first run is not the earlier one: by dates of data, else of the runs."""
    if before.started == after.started:
        return [Text(zh="两个文件夹是同一次运行的结果。", en="Both folders are of the same run.")]
    later: list[str] = []
    earlier: list[str] = []
    for name, layer in after.layers.items():
        was = before.layers[name].date if name in before.layers else None
        order = _order(was, layer.date)
        if order:
            (later if order > 0 else earlier).append(f"{layer.title} ({was} → {layer.date})")
    if later:
        turned = Text(zh="是否把先后写反了?", en="Were the two given the wrong way round?")
        if earlier:
            turned = Text(zh="其他图层则是后一次较新。", en="Of other layers those of the second run are.")
        return [
            Text(
                zh=f"前一次的数据反而较新:{'、'.join(later)}。{turned.zh}",
                en=f"The data of the first run are the newer ones: {', '.join(later)}. {turned.en}",
            )
        ]
    if before.started > after.started and not earlier:
        times = [f"{run.started:%Y-%m-%d %H:%M}" for run in (before, after)]
        return [
            Text(
                zh=f"前一次算得较晚({times[0]},后一次 {times[1]}),数据又没有写明日期:是否把先后写反了?",
                en=f"The first run was computed after the second ({times[0]}, {times[1]}), and no dates of the data "
                "say otherwise. Were the two given the wrong way round?",
            )
        ]
    return []


def _order(before: str | None, after: str | None) -> int:
    """Return 1 where the first date is the later one, -1 where it is the earlier, 0 where neither is known to be.

    Examples
    --------
    >>> _order("2024", "2023-05-01"), _order("2023", "2023-05-01"), _order("2020, 2021", "2020, 2022")
    (1, 0, -1)
    """
    if before is None or after is None:
        return 0
    was, now = (date.rpartition(",")[2].strip() for date in (before, after))  # of a raster: its last year
    length = min(len(was), len(now))
    return (was[:length] > now[:length]) - (was[:length] < now[:length])
