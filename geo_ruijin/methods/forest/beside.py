"""Trees that no parcel holds, as somebody reports them: beside houses, roads and water, and shelterbelts of fields."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from geo_ruijin.statistic import Statistic, statistic
from geo_ruijin.text import Text


@dataclass(frozen=True)
class Beside:
    """What is reported of trees that no parcel holds.

    Attributes
    ----------
    hectares
        The land they cover, of what is reported [ha]; None where nothing is.
    open
        Whether something that is asked for is not reported: all of it is more than this.
    notes
        What is reported, and what is not.
    """

    hectares: float | None = None
    open: bool = False
    notes: tuple[Text, ...] = ()


def beside_of(
    reported: pd.DataFrame | None, *, trees: str | None, trees_per_ha: float | None, shelterbelts: str | None
) -> Beside:
    """Return the land under trees that no parcel holds.

    Parameters
    ----------
    reported
        The table of reported figures.
    trees, shelterbelts
        The ids of the rows: how many trees stand beside houses, villages, roads and water; how many hectares
        shelterbelts cover. Without an id, that part is not asked for.
    trees_per_ha
        How many trees count as a hectare; without it trees are not counted.
    """
    asked: list[tuple[str, str, float, Text]] = []
    if trees is not None and trees_per_ha is not None:
        asked.append((trees, "trees", 1 / trees_per_ha, Text(zh="四旁树", en="trees beside houses, roads and water")))
    if shelterbelts is not None:
        asked.append((shelterbelts, "ha", 1.0, Text(zh="农田林网", en="shelterbelts of fields")))
    hectares: float | None = None
    notes: list[Text] = []
    lacking = False
    for row, unit, factor, what in asked:
        found = _found(reported, row, unit)
        if found.value is None:
            lacking = True
            notes.append(_missing(what, found))
            continue
        hectares = (hectares or 0.0) + found.value * factor
        notes.append(_told(what, found, found.value * factor))
    return Beside(hectares, lacking, tuple(notes))


def _found(reported: pd.DataFrame | None, row: str, unit: str) -> Statistic:
    if reported is None:
        return Statistic(None, Text(zh="没有上报统计数", en="nothing is reported"))
    if not reported["id"].isin([row]).any():  # other places have other rows
        return Statistic(None, Text(zh=f"{{reported}}没有“{row}”这一行", en=f"{{reported}} have no row '{row}'"))
    return statistic(reported, row, unit=unit)


def _missing(what: Text, found: Statistic) -> Text:
    return Text(
        zh=f"{what.zh}未计入({found.why.zh}),森林覆盖率是下限。确实没有或已在图斑中的,填 0。",
        en=f"The {what.en} are not counted ({found.why.en}): the share is a lower bound. Report 0 where there are "
        "none, or where parcels hold them.",
    )


def _told(what: Text, found: Statistic, hectares: float) -> Text:
    modelled = Text(zh=";标明不是实际数,只作示例", en="; it says that it is not real: a demonstration")
    more = modelled if found.modelled else Text(zh="", en="")
    return Text(
        zh=f"{what.zh}计入 {hectares:,.1f} 公顷({found.why.zh}{more.zh});已在图斑中的会重复,请核对。"
        "分列的各表不含这部分。",
        en=f"Of the {what.en}, {hectares:,.1f} ha count ({found.why.en}{more.en}); those that parcels hold too would "
        "count twice. The tables do not hold them.",
    )
