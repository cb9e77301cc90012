"""Charging piles, counted: every kind, by division and by place, and how many vehicles share the public ones.

Words in braces in the texts ("{stations}") are the titles of the inputs; whoever runs the method fills them in.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import geopandas as gpd
import pandas as pd

from geo_ruijin.methods.counting.pile_tables import KINDS, PLACES, places_table, uncounted_table, zones_table
from geo_ruijin.methods.counting.rows import counts, division_of, elsewhere, inside, words
from geo_ruijin.methods.method import Divisions, Gives, Limits, Points, Statistics, declare
from geo_ruijin.results import Measure, Result
from geo_ruijin.statistic import Statistic, statistic
from geo_ruijin.text import Text

_STATIONS = ("stations",)


@declare(
    measures={
        "piles": Gives("piles", of=_STATIONS, also=("within",)),
        "piles_public": Gives("piles", of=_STATIONS, also=("within",)),
        "piles_dedicated": Gives("piles", of=_STATIONS, also=("within",)),
        "piles_private": Gives("piles", of=_STATIONS, also=("within",)),
        "piles_unknown": Gives("piles", of=_STATIONS, also=("within",)),
        "fast_piles": Gives("piles", of=_STATIONS, also=("within",)),
        "vehicles_per_public_pile": Gives("vehicles/pile", of=("stations", "statistics"), also=("within",)),
        "vehicles": Gives("vehicles", of=("statistics",)),
        "stations": Gives("places", of=_STATIONS, also=("within",)),
        "stations_without_count": Gives("places", of=_STATIONS, also=("within",)),
    },
    tables={
        "zones": ("stations", "within", "by"),
        "places": ("stations", "within"),
        "uncounted": ("stations", "within", "by"),
    },
)
def pile_count(
    *,
    stations: Points,
    within: Limits | None = None,
    by: Divisions | None = None,
    statistics: Statistics | None = None,
    vehicles: str | None = None,
    places: tuple[str, ...] = tuple(PLACES),
) -> Result:
    """Return the charging piles of a place [piles], by kind, and the vehicles that share a public one [vehicles/pile].

    A station that does not say how many piles it has is counted as a station and adds no pile: sums are then lower
    bounds, the ratio an upper bound, and their definitions say so. Where no station says, there is no sum.

    Parameters
    ----------
    stations
        Points, a row a station, with what is known of `kind` (public, dedicated, private), `piles`, `fast_piles`,
        `place` and `name`.
    within
        Polygons: the stations inside them count. Without it all do.
    by
        Polygons with `name` to report by; without them there is no table "zones".
    statistics
        The table of reported figures; without it there is no ratio.
    vehicles
        The id of the row that reports how many vehicles charge here [vehicles].
    places
        The places of stations in the order to list them.

    Raises
    ------
    MethodError
        If a number of piles is below 0.

    References
    ----------
    Plan of Jiangxi for charging facilities, 2021-2023: a public pile for every 8 vehicles at least, so at most
    8 vehicles per public pile.
    """
    rows, outside = station_rows(stations, within)
    lacking = int(rows["piles"].isna().sum())
    measures = _measures(rows)
    notes = [*elsewhere("stations", outside), *_notes(rows)]
    tables = {"places": places_table(rows, places)}
    if by is not None:
        rows["division"] = division_of(rows.geometry, by)
        tables["zones"] = zones_table(rows, by)
    if lacking:
        tables["uncounted"] = uncounted_table(rows, divided=by is not None)
    if statistics is not None and vehicles is not None:
        found = statistic(statistics, vehicles, unit="vehicles")
        measures |= _shared(rows, found)
        notes += _sharing(rows, found, vehicles)
    return Result(measures, tables, tuple(notes))


def station_rows(stations: gpd.GeoDataFrame, within: gpd.GeoDataFrame | None) -> tuple[gpd.GeoDataFrame, int]:
    """Return the stations that count, and how many lie elsewhere.

    Returns
    -------
    GeoDataFrame
        name, kind and place ("unknown" where a row does not say), piles and fast_piles (NaN likewise) and the points;
        the index reset.

    Raises
    ------
    MethodError
        If a number of piles is below 0.
    """
    there, outside = inside(stations, within)
    rows = gpd.GeoDataFrame(
        {
            "name": words(there, "name"),
            "kind": words(there, "kind", among=KINDS).fillna("unknown"),
            "place": words(there, "place", among=PLACES).fillna("unknown"),
            "piles": counts(there, "piles"),
            "fast_piles": counts(there, "fast_piles"),
        },
        geometry=there.geometry,
    )
    return rows, outside


def _total(numbers: pd.Series[float]) -> float | None:
    """Return the sum of the numbers that are said; None where rows are there and none says."""
    return None if len(numbers) and numbers.isna().all() else float(numbers.sum())


def _kinds_said(rows: pd.DataFrame) -> bool:
    """Return whether any station says who may use it: without, nobody knows that none is public."""
    return rows.empty or bool((rows["kind"] != "unknown").any())


def _bounded(about: Text, lacking: int) -> Text:
    """Return a definition, and that its figure is a lower bound where stations do not say how many they have."""
    if not lacking:
        return about
    return Text(
        zh=f"{about.zh};有 {lacking} 处没有写桩数,未计入,因此是下限",
        en=f"{about.en}; a lower bound: {lacking} stations do not say how many they have and add nothing",
    )


def _measures(rows: pd.DataFrame) -> dict[str, Measure]:
    abouts = {kind: Text(zh=f"{said.zh}充电桩数", en=f"Piles, {said.en}") for kind, said in KINDS.items()}
    abouts["unknown"] = Text(zh="类别不明的充电桩数(已计入总数)", en="Piles whose kind is not said, part of the total")
    lacking = rows["piles"].isna()
    every = Text(
        zh="各类充电桩总数:公用、专用、自用和类别不明的合计",
        en="Piles of every kind, public, dedicated, private and not said",
    )
    total = _total(rows["piles"])
    open_ = (total, math.inf) if total is not None and lacking.any() else ()
    measures = {"piles": Measure(total, "piles", _bounded(every, int(lacking.sum())), *open_)}
    for kind, about in abouts.items():
        own = rows["kind"] == kind
        about_own = _bounded(about, int((own & lacking).sum()))
        known = kind == "unknown" or _kinds_said(rows)
        count = _total(rows["piles"][own]) if known else None
        more = bool((own & lacking).any()) or (kind != "unknown" and bool((rows["kind"] == "unknown").any()))
        open_ = (count, math.inf) if count is not None and more else ()
        measures[f"piles_{kind}"] = Measure(count, "piles", about_own, *open_)
    fast = Text(zh="快充(直流)桩数", en="Fast piles (DC)")
    slow = int(rows["fast_piles"].isna().sum())
    return measures | {
        "fast_piles": Measure(_total(rows["fast_piles"]), "piles", _bounded(fast, slow)),
        "stations": Measure(float(len(rows)), "places", Text(zh="充电站(点)数", en="Number of stations")),
        "stations_without_count": Measure(
            float(lacking.sum()),
            "places",
            Text(zh="没有写桩数的站(点)数", en="Stations that do not say how many piles they have"),
        ),
    }


def _notes(rows: pd.DataFrame) -> Iterator[Text]:
    if lacking := int(rows["piles"].isna().sum()):
        yield Text(
            zh=f"{len(rows)} 处中有 {lacking} 处没有写桩数,不按 1 根估计:桩数是下限。请补填这些站的桩数(见表)。",
            en=f"{lacking} of {len(rows)} stations do not say how many piles they have. None is guessed: the sums are "
            "lower bounds. Fill in the numbers of these stations (see the table).",
        )
    if not _kinds_said(rows):
        yield Text(
            zh="没有一处写明类别(公用、专用、自用),不能分类统计。",
            en="No station says whether it is public, dedicated or private: they cannot be told apart.",
        )
    if more := int((rows["fast_piles"] > rows["piles"]).sum()):
        yield Text(
            zh=f"有 {more} 处的快充桩数大于总桩数,请核对。",
            en=f"{more} stations state more fast piles than piles in all: check them.",
        )


def _shared(rows: pd.DataFrame, found: Statistic) -> dict[str, Measure]:
    public = rows["kind"] == "public"
    piles = _total(rows["piles"][public])
    about = Text(zh="上报的新能源汽车数 ÷ 公用充电桩数", en="Vehicles reported / public piles")
    if lacking := int((public & rows["piles"].isna()).sum()):
        about = Text(
            zh=f"{about.zh};有 {lacking} 处公用站没有写桩数,因此是上限",
            en=f"{about.en}; an upper bound: {lacking} public stations do not say how many piles they have",
        )
    ratio = found.value / piles if found.value is not None and piles else None
    open_ = ratio is not None and (lacking or bool((rows["kind"] == "unknown").any()))
    return {
        "vehicles": Measure(found.value, "vehicles", found.why),
        "vehicles_per_public_pile": Measure(ratio, "vehicles/pile", about, *((0.0, ratio) if open_ else ())),
    }


def _sharing(rows: pd.DataFrame, found: Statistic, row: str) -> Iterator[Text]:
    if found.value is None:
        yield Text(
            zh=f"车桩比未计算:{found.why.zh}。请在{{statistics}}的“{row}”一行填写数值、年份和出处。",
            en=f"No vehicles per pile: {found.why.en}. Fill in value, year and source in row '{row}' of "
            "{statistics}.",
        )
        return
    if found.modelled:
        yield Text(
            zh=f"{{statistics}}“{row}”一行标明不是实际数,车桩比只作示例。",
            en=f"Row '{row}' of {{statistics}} says that it is not real: the vehicles per pile are a demonstration.",
        )
    public = float(rows["piles"][rows["kind"] == "public"].sum())
    unknown = float(rows["piles"][rows["kind"] == "unknown"].sum())
    if unknown:
        yield Text(
            zh=f"类别不明的 {unknown:.0f} 根若全是公用桩,车桩比为 {found.value / (public + unknown):.2f} 辆/根。",
            en=f"Were all {unknown:.0f} piles of unknown kind public, {found.value / (public + unknown):.2f} vehicles "
            "would share one.",
        )
