"""Tree cover by canopy in a base year, and what of it was lost since, year by year."""

from __future__ import annotations

from typing import Annotated

import numpy as np

from geo_ruijin.errors import MethodError
from geo_ruijin.methods.landcover.canopy_notes import canopy_note, loss_notes, unknown_note
from geo_ruijin.methods.landcover.canopy_tables import loss_by_zone_table, losses_table, zones_table
from geo_ruijin.methods.landcover.canopy_zones import MOST_YEARS, Trees, trees_of
from geo_ruijin.methods.landcover.years import place_of
from geo_ruijin.methods.method import Divisions, Gives, Limits, Need, declare
from geo_ruijin.methods.ranges import between
from geo_ruijin.methods.reach import zones_of
from geo_ruijin.methods.shares import percent
from geo_ruijin.raster import Raster
from geo_ruijin.results import Measure, Result
from geo_ruijin.text import Text
from geo_ruijin.units import OF_100, Percent

Canopy = Annotated[Raster, Need(("raster",), ("tree_cover",))]
LossYears = Annotated[Raster, Need(("raster",), ("loss_year",))]

_BASE = ("canopy", "place")
_LOSS = (*_BASE, "loss")


@declare(
    measures={
        "base_share": Gives("%", of=_BASE),
        "base_area": Gives("km²", of=_BASE),
        "known_share": Gives("%", of=_BASE),
        "lost_area": Gives("ha", of=_LOSS),
        "lost_share": Gives("%", of=_LOSS),
        "left_area": Gives("km²", of=_LOSS),
        "left_share": Gives("%", of=_LOSS),
    },
    tables={"losses": _LOSS, "zones": (*_LOSS, "by"), "losses_by_zone": (*_LOSS, "by")},
)
def canopy_cover(
    *,
    canopy: Canopy,
    place: Limits,
    loss: LossYears | None = None,
    by: Divisions | None = None,
    threshold: Annotated[Percent, OF_100],
    base_year: int,
    last_year: int,
) -> Result:
    """Return the tree cover of a base year, what of it was lost in each year since, and what is left.

    A cell is under trees where its canopy is more than `threshold`. It is lost in the year the loss raster says; what
    grew since is not seen, so that what is left is no tree cover of today. Areas are on the ellipsoid, and of cells on
    a border the exact part counts.

    Parameters
    ----------
    canopy
        Canopy cover of the base year [%].
    place
        Polygons: what lies outside does not count.
    loss
        Years since the base year, 0 where nothing was lost; of another grid, the cell at the middle of each of those
        of the canopy.
    by
        Polygons with `name` to report by; what lies in none is a row of its own.
    threshold
        The canopy that a cell must exceed [%]; exactly as much is not enough.
    base_year
        The year of the canopy, and year 0 of the loss.
    last_year
        The last year the loss raster tells of.

    Raises
    ------
    MethodError
        If the place has no area, the years cannot be, or the canopy looks like a fraction of 1.

    References
    ----------
    M. C. Hansen et al. (2013), High-resolution global maps of 21st-century forest cover change, Science 342, 850-853,
    doi:10.1126/science.1244693.
    """
    if not 0 < last_year - base_year <= MOST_YEARS:
        raise MethodError(
            Text(
                zh=f"last_year({last_year})应在 base_year({base_year})之后 1—{MOST_YEARS} 年",
                en=f"last_year ({last_year}) should be 1 to {MOST_YEARS} years after base_year ({base_year})",
            )
        )
    zones = zones_of(place_of(place), by, place)
    found = trees_of(canopy, loss, zones.geometry, threshold)
    seen = int(np.flatnonzero(found.lost.sum(axis=0))[-1]) + 1 if found.lost.any() else 0
    spoken = max(last_year - base_year, seen)
    years = range(base_year + 1, base_year + spoken + 1)
    lost = found.lost[:, :spoken]
    measures = _base_measures(found, f"{threshold:g}", base_year)
    tables = {}
    if loss is not None:
        measures |= _loss_measures(found, base_year, years[-1])
        tables["losses"] = losses_table(years, lost.sum(axis=0), float(found.followed.sum()))
    if by is not None:
        tables["zones"] = zones_table(zones, found, base_year, lost=loss is not None)
        if loss is not None:
            tables["losses_by_zone"] = loss_by_zone_table(zones, years, lost)
    told = () if loss is None else loss_notes(found, seen, base_year, last_year)
    return Result(measures, tables, (canopy_note(threshold), *unknown_note(found, base_year), *told))


def _base_measures(found: Trees, limit: str, base_year: int) -> dict[str, Measure]:
    trees, known, unknown = (float(part.sum()) for part in (found.trees, found.known, found.unknown))
    whole = known + unknown
    return {
        "base_share": Measure(
            percent(trees, known),
            "%",
            Text(
                zh=f"{base_year} 年树冠覆盖度大于 {limit}% 的面积 ÷ {{place}}内有结果的土地;遥感所见,含果木林,"
                "不是森林覆盖率",
                en=f"Land with a canopy of more than {limit} % in {base_year} / land inside {{place}} that it is known "
                "of; as satellites see it, orchards included, and not the forest cover of the law",
            ),
            *between(percent(trees, whole) or 0.0, percent(trees + unknown, whole) or 0.0, "%"),
        ),
        "base_area": Measure(
            trees / 1e6,
            "km²",
            Text(
                zh=f"{base_year} 年树冠覆盖度大于 {limit}% 的面积(椭球面积)",
                en=f"Land with a canopy of more than {limit} % in {base_year}, on the ellipsoid",
            ),
            *between(trees / 1e6, (trees + unknown) / 1e6, "km²"),
        ),
        "known_share": Measure(
            percent(known, whole),
            "%",
            Text(
                zh=f"{{place}}中{{canopy}}有 {base_year} 年结果的土地 ÷ {{place}}",
                en=f"Land inside {{place}} that {{canopy}} tells of in {base_year} / all of it",
            ),
        ),
    }


def _loss_measures(found: Trees, base_year: int, last: int) -> dict[str, Measure]:
    lost, followed, left = float(found.lost.sum()), float(found.followed.sum()), float(found.left.sum())
    told = float(found.told.sum())
    # trees nobody followed, and land of unknown canopy, may have been lost or may stand
    unsaid = found.unsaid + float(found.unknown.sum())
    period = f"{base_year + 1}—{last}"
    return {
        "lost_area": Measure(
            lost / 1e4,
            "ha",
            Text(
                zh=f"{base_year} 年有树的土地中 {period} 年损失过树木的面积;采伐、更新、灾害都算,之后的恢复看不出来",
                en=f"Of the land under trees in {base_year}, that which lost them from {base_year + 1} to {last}: "
                "felling, renewal and disasters; what grew again is not seen",
            ),
            *between(lost / 1e4, (lost + unsaid) / 1e4, "ha"),
        ),
        "lost_share": Measure(
            percent(lost, followed),
            "%",
            Text(
                zh=f"{period} 年损失的树木覆盖 ÷ {base_year} 年的树木覆盖(损失情况已知的部分)",
                en=f"Tree cover lost from {base_year + 1} to {last} / that of {base_year} of which it is known",
            ),
            *between(percent(lost, followed + unsaid) or 0.0, percent(lost + unsaid, followed + unsaid) or 0.0, "%"),
        ),
        "left_area": Measure(
            left / 1e6,
            "km²",
            Text(
                zh=f"{base_year} 年的树木覆盖中到 {last} 年没有损失过的面积;不含此后新长的树,不是 {last} 年的树木覆盖",
                en=f"Of the tree cover of {base_year}, what was not lost by {last}; trees grown since are not in it: "
                f"it is not the tree cover of {last}",
            ),
            *between(left / 1e6, (left + unsaid) / 1e6, "km²"),
        ),
        "left_share": Measure(
            percent(left, told),
            "%",
            Text(
                zh=f"{base_year} 年的树木覆盖中到 {last} 年没有损失过的面积 ÷ {{place}}内有结果的土地",
                en=f"Of the tree cover of {base_year}, what was not lost by {last} / land inside {{place}} known",
            ),
            *_share_range(left, told, found),
        ),
    }


def _share_range(left: float, told: float, found: Trees) -> tuple[float, float] | tuple[()]:
    whole = float((found.known + found.unknown).sum())
    return between(percent(left, whole) or 0.0, percent(left + whole - told, whole) or 0.0, "%")
