"""What no parcel holds, as somebody reports it: trees beside houses, roads and water, their volume; shelterbelts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from geo_ruijin.statistic import Statistic, statistic
from geo_ruijin.text import Text
from geo_ruijin.units import UNITS

_FOREST_COVER = Text(zh="森林覆盖率", en="share")
_GROWING_STOCK = Text(zh="活立木蓄积", en="growing stock")


@dataclass(frozen=True)
class Asked:
    """A figure that is asked for.

    Attributes
    ----------
    row, unit
        Its row of the reported figures, and what that is in.
    what
        What it is of.
    adds_to, as_unit
        What it adds to, and what that is in.
    factor
        By which it is multiplied to be in `as_unit`.
    """

    row: str
    unit: str
    what: Text
    adds_to: Text
    as_unit: str
    factor: float = 1.0


@dataclass(frozen=True)
class Beside:
    """What is reported of what no parcel holds.

    Attributes
    ----------
    amount
        How much, of what is reported: land [ha] or volume [m³]; None where nothing is.
    open
        Whether something that is asked for is not reported: all of it is more than this.
    notes
        What is reported, and what is not.
    """

    amount: float | None = None
    open: bool = False
    notes: tuple[Text, ...] = ()


def land_asked(*, trees: str | None, trees_per_ha: float | None, shelterbelts: str | None) -> tuple[Asked, ...]:
    """Return what is asked for of land under trees that no parcel holds.

    Parameters
    ----------
    trees, shelterbelts
        The ids of the rows: how many trees stand beside houses, villages, roads and water; how many hectares
        shelterbelts cover. Without an id, that part is not asked for.
    trees_per_ha
        How many trees count as a hectare; without it trees are not counted.
    """
    asked: tuple[Asked, ...] = ()
    if trees is not None and trees_per_ha is not None:
        what = Text(zh="四旁树", en="trees beside houses, roads and water")
        asked = (Asked(trees, "trees", what, _FOREST_COVER, "ha", 1 / trees_per_ha),)
    if shelterbelts is not None:
        asked = (
            *asked,
            Asked(shelterbelts, "ha", Text(zh="农田林网", en="shelterbelts of fields"), _FOREST_COVER, "ha"),
        )
    return asked


def stock_asked(row: str | None) -> tuple[Asked, ...]:
    """Return what is asked for of the volume of trees beside houses, roads and water, by the id of its row."""
    if row is None:
        return ()
    what = Text(zh="四旁树蓄积", en="volume of trees beside houses, roads and water")
    return (Asked(row, "m³", what, _GROWING_STOCK, "m³"),)


def beside_of(reported: pd.DataFrame | None, asked: Sequence[Asked]) -> Beside:
    """Return what is reported of what is asked for.

    Parameters
    ----------
    reported
        The table of reported figures.
    asked
        What is asked for, all of it in the same unit.
    """
    amount: float | None = None
    notes: list[Text] = []
    lacking = False
    for one in asked:
        found = _found(reported, one)
        if found.value is None:
            lacking = True
            notes.append(_missing(one, found))
            continue
        amount = (amount or 0.0) + found.value * one.factor
        notes.append(_told(one, found))
    return Beside(amount, lacking, tuple(notes))


def _found(reported: pd.DataFrame | None, asked: Asked) -> Statistic:
    if reported is None:
        return Statistic(None, Text(zh="没有上报统计数", en="nothing is reported"))
    if not reported["id"].isin([asked.row]).any():  # other places have other rows
        return Statistic(
            None, Text(zh=f"{{reported}}没有“{asked.row}”这一行", en=f"{{reported}} have no row '{asked.row}'")
        )
    return statistic(reported, asked.row, unit=asked.unit)


def _missing(asked: Asked, found: Statistic) -> Text:
    return Text(
        zh=f"{asked.what.zh}未计入({found.why.zh}),{asked.adds_to.zh}是下限。确实没有或已在{{parcels}}中的,填 0。",
        en=f"Not counted: {asked.what.en} ({found.why.en}), so the {asked.adds_to.en} is a lower bound. Report 0 where "
        "there is none, or where parcels hold it.",
    )


def _told(asked: Asked, found: Statistic) -> Text:
    amount, unit = (found.value or 0.0) * asked.factor, UNITS[asked.as_unit]
    modelled = Text(zh=";标明不是实际数,只作示例", en="; it says that it is not real: a demonstration")
    more = modelled if found.modelled else Text(zh="", en="")
    return Text(
        zh=f"{asked.what.zh}计入 {amount:,.1f} {unit.zh}({found.why.zh}{more.zh});已在{{parcels}}中的会重复,请核对。"
        "分列的各表不含这部分。",
        en=f"Counted as reported: {asked.what.en}, {amount:,.1f} {unit.en} ({found.why.en}{more.en}); what parcels "
        "hold too would count twice. The tables do not hold it.",
    )
