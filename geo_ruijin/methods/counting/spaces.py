"""Parking spaces with charging: their share, at transport hubs, in public car parks, and where they are missing.

Words in braces in the texts ("{car_parks}") are the titles of the inputs; whoever runs the method fills them in.
"""

from __future__ import annotations

from collections.abc import Iterator

import geopandas as gpd
import numpy as np
import pandas as pd

from geo_ruijin.methods.columns import DIVISION, NAME
from geo_ruijin.methods.counting.lots import Chosen, Lots
from geo_ruijin.methods.counting.rows import by_division, division_of, elsewhere, inside
from geo_ruijin.methods.method import Divisions, Gives, Limits, Points, declare
from geo_ruijin.methods.shares import percent, percents
from geo_ruijin.results import Column, Measure, Result, Table
from geo_ruijin.text import Text
from geo_ruijin.units import Metres, Percent

#: What double arithmetic may leave of a whole number of spaces.
_ROUNDING = 1e-9

_CAR_PARKS = ("car_parks",)
_SELECTED = ("within", "hubs")
_SPACES = Column(Text(zh="车位", en="Spaces"), "spaces")
_CHARGING = Column(Text(zh="充电车位", en="with charging"), "spaces")
_SHARE = Column(Text(zh="充电车位占比", en="Share with charging"), "%")
_MISSING = Column(Text(zh="还差充电车位", en="Spaces with charging still missing"), "spaces")


@declare(
    measures={
        "share": Gives("%", of=_CAR_PARKS, also=_SELECTED),
        "share_low": Gives("%", of=_CAR_PARKS, also=_SELECTED),
        "share_high": Gives("%", of=_CAR_PARKS, also=_SELECTED),
        "spaces": Gives("spaces", of=_CAR_PARKS, also=_SELECTED),
        "charging_spaces": Gives("spaces", of=_CAR_PARKS, also=_SELECTED),
        "spaces_missing": Gives("spaces", of=_CAR_PARKS, also=_SELECTED),
        "car_parks": Gives("places", of=_CAR_PARKS, also=_SELECTED),
        "car_parks_below": Gives("places", of=_CAR_PARKS, also=_SELECTED),
        "car_parks_incomplete": Gives("places", of=_CAR_PARKS, also=_SELECTED),
    },
    tables={
        "zones": ("car_parks", "within", "hubs", "by"),
        "below": ("car_parks", "within", "hubs", "by"),
        "incomplete": ("car_parks", "within", "hubs", "by"),
    },
)
def equipped_spaces(
    *,
    car_parks: Points,
    hubs: Points | None = None,
    within: Limits | None = None,
    by: Divisions | None = None,
    least: Percent,
    hub: bool = False,
    public: bool = False,
    hub_within: Metres | None = None,
) -> Result:
    """Return the share of parking spaces that have charging [%].

    All spaces of all car parks together: a large one weighs more. Only car parks that state both numbers are in the
    share; those that state their spaces alone are in its bounds, with none and with all of them charging. More charging
    than spaces cannot be: such a row is taken not to state its charging, and named.

    Parameters
    ----------
    car_parks
        Points, a row a car park, with what is known of `spaces`, `charging_spaces`, `hub`, `public` and `name`.
    hubs
        Transport hubs of any kind, for car parks that do not say whether they are at one.
    within
        Polygons: the car parks inside them count. Without it all do.
    by
        Polygons with `name` to report by; without them there is no table "zones".
    least
        The share wanted [%]: car parks below it are listed, those that lack most spaces first.
    hub
        Whether only car parks at transport hubs count.
    public
        Whether only car parks open to the public count.
    hub_within
        A car park that does not say is at a hub if one is no further than this, in a straight line [m]. Those that
        nobody can tell do not count and are said.

    Raises
    ------
    MethodError
        If a number of spaces is below 0.
    """
    rows, outside = inside(car_parks, within)
    chosen = Chosen.of(rows, hub=hub, public=public, hubs=hubs, within=hub_within)
    lots = Lots.of(rows[chosen.counted])
    if by is not None:
        lots.rows["division"] = division_of(lots.rows.geometry, by)
    notes = [*elsewhere("car_parks", outside), *chosen.unsure(rows), *_notes(lots)]
    if chosen.near:
        notes.append(
            Text(
                zh=f"有 {chosen.near} 处没有注明是否在交通枢纽,距{{hubs}}(含货运枢纽)直线 {hub_within:g} 米以内,"
                "视为枢纽停车场。",
                en=f"{chosen.near} do not say whether they are at a hub and are taken to be: one of {{hubs}}, freight "
                f"ones included, is within {hub_within:g} m in a straight line.",
            )
        )
    said = _selection(hub=hub, public=public)
    return Result(
        _measures(lots, least, said=said, maybe=bool(chosen.maybe.any())), _tables(lots, by, least), tuple(notes)
    )


def _selection(*, hub: bool, public: bool) -> Text:
    """Return which car parks count."""
    zh = ("交通枢纽" if hub else "") + ("公共" if public else "")
    en = ("public " if public else "") + "car parks" + (" at transport hubs" if hub else "")
    return Text(zh=f"{zh}停车场", en=en)


def _missing(spaces: pd.Series[float], charging: pd.Series[float], least: Percent) -> pd.Series[float]:
    """Return how many more spaces need charging to reach a share, in whole spaces."""
    wanted = pd.Series(np.ceil(least * spaces / 100 - _ROUNDING))
    return (wanted - charging).clip(lower=0.0) + 0.0  # never minus nothing


def _below(lots: Lots, least: Percent) -> gpd.GeoDataFrame:
    """Return the car parks below the share, those that lack most spaces first."""
    rows = lots.complete.copy()
    rows["share"] = percents(rows["charging"], rows["spaces"])
    rows["missing"] = _missing(rows["spaces"], rows["charging"], least)
    return rows[rows["missing"] > 0].sort_values(
        ["missing", "spaces"], ascending=False, kind="stable", ignore_index=True
    )


def _measures(lots: Lots, least: Percent, *, said: Text, maybe: bool) -> dict[str, Measure]:
    complete = lots.complete
    spaces, charging = float(complete["spaces"].sum()), float(complete["charging"].sum())
    lacking = len(lots.incomplete)
    share = Text(zh=f"{said.zh}:充电车位 ÷ 车位", en=f"Spaces with charging / spaces of {said.en}")
    if lacking:
        share = Text(
            zh=f"{share.zh};只计两个数都有的 {len(complete)} 处,另有 {lacking} 处数据不全",
            en=f"{share.en}; of the {len(complete)} that state both, {lacking} more do not",
        )
    low, high = lots.bounds()
    totals = pd.Series([spaces]), pd.Series([charging])
    # a car park that does not say how large it is, or whether it counts, may move the share anywhere
    anywhere = maybe or bool(lots.rows["spaces"].isna().any())
    open_ = (0.0, 100.0) if anywhere else (low, high) if lacking else (None, None)
    return {
        "share": Measure(percent(charging, spaces), "%", share, *open_),
        "share_low": Measure(
            low,
            "%",
            Text(zh="同上的下限:没有注明的充电车位都按 0 计", en="The same if no space that is not told has charging"),
        ),
        "share_high": Measure(
            high,
            "%",
            Text(
                zh="同上的上限:没有注明的车位都按有充电计", en="The same if every space that is not told has charging"
            ),
        ),
        "spaces": Measure(
            spaces, "spaces", Text(zh="车位(分母,两个数都有的停车场)", en="Spaces, denominator, where both are stated")
        ),
        "charging_spaces": Measure(charging, "spaces", Text(zh="其中有充电设施的车位", en="of which have charging")),
        "spaces_missing": Measure(
            float(_missing(*totals, least).iloc[0]) if len(complete) else None,
            "spaces",
            Text(zh=f"合计达到 {least:g}% 还差的充电车位", en=f"Spaces with charging missing to {least:g} % in all"),
        ),
        "car_parks": Measure(float(len(lots.rows)), "places", Text(zh=f"{said.zh}数", en=f"Number of {said.en}")),
        "car_parks_below": Measure(
            float(len(_below(lots, least))),
            "places",
            Text(zh=f"自身不到 {least:g}% 的停车场数", en=f"Car parks below {least:g} % by themselves"),
        ),
        "car_parks_incomplete": Measure(
            float(lacking),
            "places",
            Text(zh="车位或充电车位没有注明的停车场数", en="Car parks that do not state both numbers"),
        ),
    }


def _notes(lots: Lots) -> Iterator[Text]:
    lacking = len(lots.incomplete)
    low, high = lots.bounds()
    if lacking and low is not None and high is not None:
        silent = int(lots.rows["spaces"].isna().sum())
        yield Text(
            zh=f"{len(lots.rows)} 处中有 {lacking} 处没有写全两个数,没有计入占比。没有写的充电车位按 0 到全部计,占比在 "
            f"{low:.1f}% 到 {high:.1f}% 之间;连车位数也没有写的 {silent} 处不在其内。",
            en=f"{lacking} of {len(lots.rows)} do not state both numbers and are not in the share. With none to all of "
            f"the untold spaces charging it lies between {low:.1f} and {high:.1f} %; the {silent} that do "
            "not even state their spaces are in neither.",
        )
    if lots.impossible:
        named = "、".join(lots.impossible)
        yield Text(
            zh=f"充电车位多于车位,不可能,按没有注明处理,请核对:{named}。",
            en=f"More spaces with charging than spaces cannot be; taken as not stated, check: {named}.",
        )


def _tables(lots: Lots, by: gpd.GeoDataFrame | None, least: Percent) -> dict[str, Table]:
    division = {} if by is None else {"division": DIVISION}
    numbers = {"spaces": _SPACES, "charging": _CHARGING}
    tables = {
        "below": Table(
            Text(zh=f"充电车位不到 {least:g}% 的停车场", en=f"Car parks with less than {least:g} % charging"),
            _below(lots, least),
            {"name": NAME, **division, **numbers, "share": _SHARE, "missing": _MISSING},
        )
    }
    incomplete = lots.incomplete.reset_index(drop=True)
    if len(incomplete):
        title = Text(zh="没有写全车位数和充电车位数的停车场", en="Car parks that do not state both numbers")
        tables["incomplete"] = Table(title, incomplete, {"name": NAME, **division, **numbers})
    if by is not None:
        tables["zones"] = _zones(lots, by, least)
    return tables


def _zones(lots: Lots, by: gpd.GeoDataFrame, least: Percent) -> Table:
    complete = lots.complete
    sums = complete[["spaces", "charging"]].groupby(complete["division"]).sum()
    sums["car_parks"] = complete.groupby("division").size().astype(np.float64)
    data = by_division(sums, by)
    data["share"] = percents(data["charging"], data["spaces"])
    data["missing"] = _missing(data["spaces"], data["charging"], least)
    return Table(
        Text(zh="各区划停车场的充电车位", en="Spaces with charging by division"),
        data.sort_values(["missing", "spaces"], ascending=False, kind="stable", ignore_index=True),
        {
            "name": DIVISION,
            "car_parks": Column(Text(zh="停车场数", en="Car parks")),
            "spaces": _SPACES,
            "charging": _CHARGING,
            "share": _SHARE,
            "missing": _MISSING,
        },
    )
