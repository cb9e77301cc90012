"""Access: how far people walk, and how unequally that is spread over the city."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo_ruijin.methods.columns import RESIDENTS
from geo_ruijin.methods.coverage.words import Wording
from geo_ruijin.methods.facilities import facilities_of
from geo_ruijin.methods.method import Divisions, Gives, Heights, People, Places, Points, Polygons, WalkNetwork, declare
from geo_ruijin.methods.parameter import MetresByArea
from geo_ruijin.methods.reach import Homes, homes_of, zones_of
from geo_ruijin.methods.shares import percent
from geo_ruijin.methods.spread import gini, palma, quantile
from geo_ruijin.methods.timing import minutes, timed, timing_note
from geo_ruijin.results import Column, Measure, Result, Table
from geo_ruijin.text import Text
from geo_ruijin.units import Metres

_WALKS = ("facilities", "region", "people", "network")
_ALSO = ("entrances",)

_SETTINGS = (Text(zh="城区", en="urban"), Text(zh="城区以外", en="rural"))


@declare(
    measures={
        "people_share": Gives("%", of=_WALKS, also=_ALSO),
        "people_share_urban": Gives("%", of=(*_WALKS, "urban"), also=_ALSO),
        "people_share_rural": Gives("%", of=(*_WALKS, "urban"), also=_ALSO),
        "people": Gives("people", of=("region", "people")),
        "people_urban": Gives("people", of=("region", "people", "urban")),
        "people_rural": Gives("people", of=("region", "people", "urban")),
        "mean_distance": Gives("m", of=_WALKS, also=_ALSO),
        "median_distance": Gives("m", of=_WALKS, also=_ALSO),
        "distance_of_90": Gives("m", of=_WALKS, also=_ALSO),
        "gini": Gives("1", of=_WALKS, also=_ALSO),
        "palma": Gives("1", of=_WALKS, also=_ALSO),
        "mean_time": Gives("min", of=(*_WALKS, "heights"), also=_ALSO),
        "time_of_90": Gives("min", of=(*_WALKS, "heights"), also=_ALSO),
        "people_without_way": Gives("people", of=_WALKS, also=_ALSO),
    },
    tables={"zones": (*_WALKS, *_ALSO, "by"), "settings": (*_WALKS, *_ALSO, "urban")},
)
def walking_access(
    *,
    facilities: Places,
    region: Polygons,
    people: People,
    network: WalkNetwork,
    urban: Polygons | None = None,
    entrances: Points | None = None,
    heights: Heights | None = None,
    by: Divisions | None = None,
    radius: MetresByArea,
    entrance_within: Metres | None = None,
    border_spacing: Metres | None = None,
    slope_over: Metres | None = None,
) -> Result:
    """Return how far the people of a region walk to the nearest facility, and how unequally that is spread.

    The distance is that of `service_coverage`: the straight leg from the home to the nearest street, the way along the
    streets, the straight leg to the facility. Equality is told by the share within `radius` in each division, in the
    city and outside, and by the Gini coefficient and the Palma ratio of the distance over people. Those from whose
    street no way leads to any facility have no distance: they count as not reached, and are told apart.

    Parameters
    ----------
    facilities, entrances, entrance_within, border_spacing, radius
        As for `service_coverage`.
    region
        Polygons: whose people count.
    people
        Points with `people`, the residents each stands for.
    network
        The streets.
    urban
        Polygons: people inside live in the city, others outside it. Without it the two are not told apart.
    heights
        The ground: with it the time of the quickest walk is told too, by Tobler's hiking function.
    by
        Polygons with `name` to report by; without them there is no table "zones".
    slope_over
        The shortest length that slopes are measured over [m]; no less than a cell of the heights.

    Raises
    ------
    MethodError
        As `service_coverage`.

    References
    ----------
    Gini and Palma: see `geo_ruijin.methods.spread`. C. Delbosc and G. Currie (2011), Using Lorenz curves to assess
    public transport equity, doi:10.1016/j.jtrangeo.2011.02.008.
    """
    area = shapely.union_all(region.geometry.to_numpy())
    served = facilities_of(
        facilities, radius, entrances=entrances, entrance_within=entrance_within, border_spacing=border_spacing
    )
    zones = zones_of(area, by, region)
    homes = homes_of(people, area, zones, served, network)
    rows = homes.rows.assign(reached=homes.walking)
    words = Wording.of(radius, served=served, entrances=entrances is not None, within=False)
    measures = _measures(rows, words)
    tables = {}
    if urban is not None:
        inside = shapely.intersects(shapely.union_all(urban.geometry.to_numpy()), rows.geometry.to_numpy())
        measures |= _by_setting(rows, inside, words)
        settings = pd.DataFrame(
            [
                {"name": word, **_figures(part)}
                for word, part in zip(_SETTINGS, (rows[inside], rows[~inside]), strict=True)
            ]
        )
        tables["settings"] = Table(
            Text(zh="城区与城区以外", en="Urban and rural"), settings, _columns(Text(zh="范围", en="Where"))
        )
    if by is not None:
        figures = pd.DataFrame([_figures(rows[rows["zone"] == zone]) for zone in zones.index], index=zones.index)
        table = gpd.GeoDataFrame(zones.join(figures), crs=zones.crs)
        ranked = table.sort_values("people_share", kind="stable", ignore_index=True)
        tables["zones"] = Table(
            Text(zh="步行距离(按区划,覆盖率低者在前)", en="Walking distance by division, least covered first"),
            ranked,
            _columns(Text(zh="区划", en="Division")),
        )
    notes = _notes(homes)
    if heights is not None:
        timing = timed(network, heights, slope_over)
        measures |= _times(minutes(timing, rows.geometry, served.doors), rows["people"], words.doors)
        notes = (*notes, timing_note(timing))
    return Result(measures, tables, notes)


def _figures(rows: pd.DataFrame) -> dict[str, float | None]:
    """Return what is told of some of the people: those of a division, of the city."""
    total = float(rows["people"].sum())
    walkers = rows[rows["distance"].notna()]
    distance, people = walkers["distance"], walkers["people"]
    reached = float(rows.loc[rows["reached"], "people"].sum())
    return {
        "people": total,
        "people_reached": reached,
        "people_share": percent(reached, total),
        "mean_distance": float(np.average(distance, weights=people)) if people.sum() else None,
        "median_distance": quantile(distance, people, 0.5),
        "distance_of_90": quantile(distance, people, 0.9),
        "gini": gini(distance, people),
        "palma": palma(distance, people),
        "people_without_way": total - float(people.sum()),
    }


def _measures(rows: pd.DataFrame, words: Wording) -> dict[str, Measure]:
    told, doors = _figures(rows), words.doors
    to = Text(
        zh=f"有路可达的居民到最近{doors.zh}的步行距离",
        en=f"walking distance to the nearest of {doors.en}, over the residents whom a way leads there",
    )
    return {
        "people_share": Measure(told["people_share"], "%", words.share_walking),
        "people": Measure(told["people"], "people", words.people),
        "mean_distance": Measure(told["mean_distance"], "m", Text(zh=f"{to.zh},按人平均", en=f"Mean of the {to.en}")),
        "median_distance": Measure(
            told["median_distance"], "m", Text(zh=f"{to.zh},其中半数不超过", en=f"Median of the {to.en}")
        ),
        "distance_of_90": Measure(
            told["distance_of_90"],
            "m",
            Text(zh=f"{to.zh},其中 90% 不超过", en=f"90th percentile of the {to.en}"),
        ),
        "gini": Measure(
            told["gini"],
            "1",
            Text(
                zh=f"{to.zh}的基尼系数(0 为人人相同,越大越不均)",
                en=f"Gini coefficient of {to.en}: 0 where all are the same",
            ),
        ),
        "palma": Measure(
            told["palma"],
            "1",
            Text(
                zh=f"{to.zh}的帕尔马比值:最远 10% 居民的距离之和 ÷ 最近 40% 居民的距离之和(人人相同时为 0.25)",
                en=f"Palma ratio of {to.en}: sum over the furthest 10 % of residents / over the nearest 40 %; 0.25 "
                "where all are the same",
            ),
        ),
        "people_without_way": Measure(
            told["people_without_way"],
            "people",
            Text(
                zh=f"无路可达任何{doors.zh}的居民(计为未覆盖,不计入距离)",
                en=f"Residents from whose street no way leads to {doors.en}: not reached, and without a distance",
            ),
        ),
    }


def _times(time: pd.Series[float], people: pd.Series[float], doors: Text) -> dict[str, Measure]:
    walkers = time.notna()
    time, people = time[walkers], people[walkers]
    to = Text(
        zh=f"有路可达的居民到最快可达{doors.zh}的步行时间",
        en=f"walking time to the quickest of {doors.en}, over the residents whom a way leads there",
    )
    mean = float(np.average(time, weights=people)) if people.sum() else None
    return {
        "mean_time": Measure(mean, "min", Text(zh=f"{to.zh},按人平均", en=f"Mean of the {to.en}")),
        "time_of_90": Measure(
            quantile(time, people, 0.9),
            "min",
            Text(zh=f"{to.zh},其中 90% 不超过", en=f"90th percentile of the {to.en}"),
        ),
    }


def _by_setting(rows: pd.DataFrame, inside: NDArray[np.bool_], words: Wording) -> dict[str, Measure]:
    measures = {}
    for key, word, part in zip(("urban", "rural"), _SETTINGS, (rows[inside], rows[~inside]), strict=True):
        told = _figures(part)
        where = Text(
            zh="{urban}以内" if key == "urban" else "{urban}以外",
            en=f"{'inside' if key == 'urban' else 'outside'} {{urban}}",
        )
        measures[f"people_share_{key}"] = Measure(
            told["people_share"],
            "%",
            Text(
                zh=f"{word.zh}({where.zh})沿路步行 {words.reach.zh}以内可达的居民 ÷ {word.zh}居民",
                en=f"Residents within {words.reach.en} on foot / residents, {word.en} ({where.en})",
            ),
        )
        measures[f"people_{key}"] = Measure(
            told["people"], "people", Text(zh=f"{word.zh}居民({where.zh})", en=f"Residents, {word.en} ({where.en})")
        )
    return measures


def _columns(first: Text) -> dict[str, Column]:
    return {
        "name": Column(first),
        "people": RESIDENTS,
        "people_reached": Column(Text(zh="半径以内居民(步行)", en="Residents within the radius, walking"), "people"),
        "people_share": Column(Text(zh="人口覆盖率(步行)", en="People share, walking"), "%"),
        "mean_distance": Column(Text(zh="平均步行距离", en="Mean walking distance"), "m"),
        "median_distance": Column(Text(zh="步行距离中位数", en="Median walking distance"), "m"),
        "distance_of_90": Column(Text(zh="90% 居民不超过", en="90 % of residents within"), "m"),
        "gini": Column(Text(zh="基尼系数", en="Gini")),
        "palma": Column(Text(zh="帕尔马比值", en="Palma")),
        "people_without_way": Column(Text(zh="无路可达", en="No way leads there"), "people"),
    }


def _notes(homes: Homes) -> tuple[Text, ...]:
    if not homes.count():
        return (Text(zh="区域内没有居民。", en="Nobody lives in the region."),)
    return (
        Text(
            zh="步行距离含住处到道路、道路到设施的两段直线;起终点都从道路边上最近的一点进入路网。",
            en="Distances include the straight legs from home to street and from street to facility; both enter the "
            "streets at the nearest point on an edge.",
        ),
        Text(
            zh="基尼系数与帕尔马比值只看差距,不看远近:人人都走 3 公里时也为最小值,须与平均距离一并阅读。",
            en="Gini and Palma tell of differences, not of distances: where everybody walks 3 km they are least; read "
            "them beside the mean.",
        ),
    )
