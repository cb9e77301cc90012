"""The figures of a siting answer: how many, what they come to, and what is beyond reach."""

from __future__ import annotations

from collections.abc import Iterator

import geopandas as gpd
import numpy as np
import pandas as pd

from geo_ruijin.methods.coverage.words import Wording
from geo_ruijin.methods.shares import percent
from geo_ruijin.methods.siting.demand import enough
from geo_ruijin.methods.siting.plan import Plan, Prospect
from geo_ruijin.methods.siting.situation import AREA, CIRCLES, READINGS, WALKING, Situation
from geo_ruijin.methods.siting.words import how_few
from geo_ruijin.results import Measure
from geo_ruijin.text import Text
from geo_ruijin.units import Percent


def measures_of(
    prospect: Prospect, plan: Plan, after: Situation, unreachable: gpd.GeoDataFrame, words: Wording, *, share: Percent
) -> dict[str, Measure]:
    """Return the figures but for what is worth it; see `worth_of`."""
    reading, needed, reach = READINGS[plan.reading], plan.needed, possible(prospect, plan)
    asked = asked_of(plan, reach, share)
    least = float(needed.least) if not needed.proven else None
    most = float(len(needed.chosen)) if not needed.proven else None
    said = how_few(needed)
    found = {
        "sites_needed": Measure(
            float(len(needed.chosen)),
            "places",
            Text(
                zh=f"{asked.zh}所需最少新增{{facilities}}数({said.zh})",
                en=f"Fewest new {{facilities}} {asked.en} ({said.en})",
            ),
            low=least,
            high=most,
        ),
        "sites_chosen": Measure(
            float(len(plan.chosen)),
            "places",
            Text(zh="列出的新增地点数", en="New sites in the list"),
        ),
        **dict(_shares(prospect, after, words, len(plan.chosen))),
        "reachable_share": Measure(
            reach,
            "%",
            Text(
                zh=f"全部备选点都建时的覆盖率:{reading.zh}",
                en=f"Share were every candidate built: {reading.en}",
            ),
        ),
        "candidates": Measure(float(prospect.sites.count), "places", Text(zh="备选点数", en="Candidates")),
    }
    if plan.reading == AREA:
        found["unreachable_area"] = Measure(
            float(unreachable["area"].sum()) / 1e6,
            "km²",
            Text(
                zh=f"现有和备选地点都到不了的{words.region.zh}面积",
                en=f"Area of {words.region.en} beyond reach of all that stands and of every candidate",
            ),
        )
    if "people" in unreachable:
        found["unreachable_people"] = Measure(
            float(unreachable["people"].sum()),
            "people",
            Text(
                zh=f"现有和备选地点都到不了的{_of_people(plan.reading).zh}",
                en=f"Beyond reach of all that stands and of every candidate: {_of_people(plan.reading).en}",
            ),
        )
    return found


def asked_of(plan: Plan, reach: Percent | None, share: Percent) -> Text:
    """Return what the fewest sites are the fewest for: the share that is asked for, or all that can be had of it."""
    reading = READINGS[plan.reading]
    if plan.needed.most is not None:
        return Text(
            zh=f"按最小间距覆盖尽可能多({share:g}% 达不到,{reading.zh})",
            en=f"that reach as much as the spacing lets ({share:g} % is out of reach; {reading.en})",
        )
    if beyond_all(reach, share):
        return Text(
            zh=f"覆盖备选点能够覆盖的全部({share:g}% 达不到,{reading.zh})",
            en=f"that reach all that any candidate does ({share:g} % is out of reach; {reading.en})",
        )
    return Text(zh=f"使{reading.zh}覆盖率达到 {share:g}%", en=f"that bring the share ({reading.en}) to {share:g} %")


def possible(prospect: Prospect, plan: Plan) -> float | None:
    """Return the share were every candidate built [%]; of land by circles, not by a grid."""
    reached = prospect.land.possible if plan.reading == AREA else plan.demand.possible
    return percent(reached, plan.demand.whole)


def beyond_all(reach: Percent | None, share: Percent) -> bool:
    """Return whether a share is out of reach even with every candidate, which come to `reach` [%].

    Examples
    --------
    >>> beyond_all(99.99999999999999, 100.0), beyond_all(99.9, 100.0)
    (False, True)
    """
    return reach is not None and not enough(reach, share)


def worth_of(plan: Plan, curve: pd.DataFrame, worth: float) -> dict[str, Measure]:
    """Return how many of the sites listed are worth it, and what share the best of so many come to.

    Parameters
    ----------
    curve
        The rows of `curve_rows`.
    worth
        What one site more must add [km² or people].
    """
    few = np.flatnonzero(curve["gain"].to_numpy()[1:] < worth)
    if len(curve) == 1:
        return {}  # nothing is to be built
    number = int(few[0]) if len(few) else int(curve["share"].notna().sum()) - 1
    land, reading = plan.reading == AREA, READINGS[plan.reading]
    least = Text(zh=f"{worth:g} {'平方公里' if land else '人'}", en=f"{worth:g} {'km²' if land else 'people'}")
    return {
        "sites_worth": Measure(
            float(number),
            "places",
            Text(
                zh=f"所列地点中,每多一处、最优选址至少多覆盖 {least.zh}的处数({reading.zh})",
                en=f"Of the sites listed, as many as the best choice gains {least.en} or more by each ({reading.en})",
            ),
        ),
        "share_worth": Measure(
            float(curve["share"].iloc[number]),
            "%",
            Text(
                zh=f"这么多处的最优选址的覆盖率:{reading.zh}",
                en=f"Share with the best choice of so many: {reading.en}",
            ),
        ),
    }


def _of_people(reading: str) -> Text:
    return READINGS[CIRCLES if reading == AREA else reading]


def _shares(prospect: Prospect, after: Situation, words: Wording, number: int) -> Iterator[tuple[str, Measure]]:
    """Yield every reading before and after, as `service_coverage` tells it."""
    area = prospect.place.area.area
    said = {
        "before": (prospect.before, Text(zh="现状", en="As things stand")),
        "after": (after, Text(zh=f"新增 {number} 处后", en=f"With the {number} new sites")),
    }

    def told(when: Text, about: Text) -> Text:
        return Text(zh=f"{when.zh},{about.zh}", en=f"{when.en}. {about.en}")

    for key, (situation, when) in said.items():
        share = percent(situation.reached, area)
        yield f"area_share_{key}", Measure(share, "%", told(when, words.area_share))
    for reading, about, count in (
        (CIRCLES, words.share_circles, words.people_circles),
        (WALKING, words.share_walking, words.people_walking),
    ):
        for key, (situation, when) in said.items():
            homes, near = situation.homes, situation.near(reading)
            if homes is not None and near is not None:
                share = percent(homes.count(near), homes.count())
                yield f"{reading.replace('people', 'people_share')}_{key}", Measure(share, "%", told(when, about))
                yield f"{reading}_{key}", Measure(homes.count(near), "people", told(when, count))
