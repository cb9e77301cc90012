"""Corridors: where along main roads the next station is too far, by driving.

Words in braces in the texts ("{corridors}") are the titles of the inputs; whoever runs the method fills them in.
"""

from __future__ import annotations

import numpy as np

from geo_ruijin.methods.corridors.gaps import Stretches, Trips
from geo_ruijin.methods.corridors.notes import notes
from geo_ruijin.methods.corridors.roads import KILOMETRE
from geo_ruijin.methods.corridors.survey import Survey
from geo_ruijin.methods.corridors.tables import gap_rows, gaps_table, longest, roads_table, zones_table
from geo_ruijin.methods.method import Divisions, DriveNetwork, Gives, Limits, Lines, Points, declare
from geo_ruijin.results import Measure, Result
from geo_ruijin.text import Text
from geo_ruijin.units import Kilometres, Metres

_ROADS = ("corridors",)
_DRIVES = ("corridors", "facilities", "network")
_PLACE = ("within",)


@declare(
    measures={
        "share_within": Gives("%", of=_DRIVES, also=_PLACE),
        "share_within_open": Gives("%", of=_DRIVES, also=_PLACE),
        "length": Gives("km", of=_ROADS, also=_PLACE),
        "length_beyond": Gives("km", of=_DRIVES, also=_PLACE),
        "longest_spacing": Gives("km", of=_DRIVES, also=_PLACE),
        "gaps": Gives("places", of=_DRIVES, also=_PLACE),
        "gaps_open": Gives("places", of=_DRIVES, also=_PLACE),
        "stations": Gives("places", of=_DRIVES, also=_PLACE),
        "stations_off": Gives("places", of=_DRIVES, also=_PLACE),
    },
    tables={
        "gaps": (*_DRIVES, "within", "by"),
        "roads": (*_DRIVES, "within"),
        "zones": (*_DRIVES, "within", "by"),
    },
)
def corridor_gaps(
    *,
    corridors: Lines,
    facilities: Points,
    network: DriveNetwork,
    within: Limits | None = None,
    by: Divisions | None = None,
    spacing: Kilometres,
    access: Metres,
    step: Metres = 100.0,
    open_within: Metres = 0.0,
    far: Metres | None = None,
) -> Result:
    """Return how much of the main roads keeps a spacing of stations [%], and the gaps where they do not [km].

    The *trip* of a point on a road is the way from the nearest station to it plus the way from it to the nearest
    station, by driving, one-ways kept. Between two stations L apart along a road open both ways, the point x from the
    first has the trip 2·min(x, L - x): in the middle it is L, the spacing itself. So a point lies in a gap where its
    trip is longer than `spacing`. Of stations no further apart than `spacing` no point does; of two that are further
    apart, the middle L - `spacing` does. The furthest point is L/2 from a station.

    Points stand every `step` along each line; in between the trip changes by 2 m a metre, so that on roads open both
    ways lengths are exact, and elsewhere each end of a gap is off by less than a step.

    Where a road leads on beyond the place, stations there are not known. The gap at such an *open end* is counted as
    if there were none; beside it stands the share as if one stood right at every open end. The truth lies between.

    Parameters
    ----------
    corridors
        Lines with what is known of `ref`, the numbers of the roads ("G206;G319" where two share a stretch, drawn once),
        and `class`. A road drawn as two carriageways counts as long as it is drawn.
    facilities
        The stations that anybody may use; those outside the place help too.
    network
        The streets. Lines may be drawn beside them; see `far`.
    within
        Polygons: only the part of the roads inside them counts. Without it every end that no other road meets is open.
    by
        Polygons with `name` to report by; without them there is no table "zones".
    spacing
        The longest way between two stations that is no gap.
    access
        A station serves the roads if the detour from one of them and back is no longer than twice this [m]. It then
        serves every point of every road, from however far: the trip says how far.
    step
        How far apart points along the roads stand, at most [m].
    open_within
        An end of a road no further than this from the border of `within` leads on beyond it [m].
    far
        Points of the roads further than this from any street are told [m].

    Raises
    ------
    MethodError
        If spacing, access or step is not above 0, the step is longer than half the spacing, or no road lies inside
        `within`.

    References
    ----------
    No standard of China gives a spacing of charging along national and provincial roads: `spacing` is a choice.
    """
    survey = Survey.of(
        corridors, network, within=within, spacing=spacing, access=access, step=step, open_within=open_within
    )
    found = survey.trips(facilities.geometry)
    stretches = survey.stretches(found.known)
    gaps = gap_rows(stretches, found, by)
    tables = {"gaps": gaps_table(gaps, spacing, divided=by is not None), "roads": roads_table(stretches, found, gaps)}
    if by is not None:
        tables["zones"] = zones_table(stretches, by)
    said = notes(stretches, found, network, step=step, access=access, far=far, bounded=within is not None)
    return Result(_measures(stretches, found, len(gaps), int(gaps["closable"].sum()), spacing), tables, said)


def _measures(stretches: Stretches, found: Trips, gaps: int, closable: int, spacing: Kilometres) -> dict[str, Measure]:
    length = float(stretches.roads.length.sum())
    beyond = float(stretches.beyond.sum())
    least = Stretches(stretches.roads, found.least, stretches.limit)
    spaced = longest(found.least)
    s, half = f"{spacing:g}", f"{spacing / 2:g}"
    return {
        "share_within": Measure(
            stretches.share,
            "%",
            Text(
                zh=f"{{corridors}}上驾车 {half} 公里(间距 {s} 公里的一半,去回平均)以内有{{facilities}}的里程 ÷ "
                "{corridors}里程;界外的站不知道,按没有计",
                en=f"Length of {{corridors}} within {half} km of {{facilities}} by driving (half the spacing of {s} "
                "km; there and back, averaged) / their length; as if none stood outside the place",
            ),
        ),
        "share_within_open": Measure(
            least.share,
            "%",
            Text(
                zh="同上,但道路出界处都按有站计(上限)",
                en="The same as if one stood wherever a road leaves the place; an upper bound",
            ),
        ),
        "length": Measure(
            length / KILOMETRE,
            "km",
            Text(zh="{corridors}里程(共线路段只计一次)", en="Length of {corridors}, shared stretches once"),
        ),
        "length_beyond": Measure(
            beyond / KILOMETRE,
            "km",
            Text(
                zh=f"其中离最近的站超过 {half} 公里的里程:两站相距超过 {s} 公里时,只是中间的这一段",
                en=f"of which the nearest station is more than {half} km away: of a section between stations more than "
                f"{s} km apart only the middle",
            ),
        ),
        "longest_spacing": Measure(
            None if np.isnan(spaced) else spaced,
            "km",
            Text(
                zh="最长的站距(驾车);道路出界处按有站计,因此至少有这么长",
                en="The longest way from one station to the next by driving; at least this, as if one stood wherever a "
                "road leaves the place",
            ),
        ),
        "gaps": Measure(
            float(gaps),
            "places",
            Text(
                zh=f"站距超过 {s} 公里的空白数(按路线分别计)",
                en=f"Number of gaps: sections between stations more than {s} km apart, road by road",
            ),
        ),
        "gaps_open": Measure(
            float(closable),
            "places",
            Text(
                zh="其中通到界外、界外近处若有站即不成空白的",
                en="of which lead out of the place and would be none if a station stood right there",
            ),
        ),
        "stations": Measure(
            float(found.serving.sum()), "places", Text(zh="计入的{facilities}数", en="Number of {facilities} used")
        ),
        "stations_off": Measure(
            float((~found.serving).sum()),
            "places",
            Text(zh="离{corridors}太远、未计入的{facilities}数", en="Number of {facilities} too far off {corridors}"),
        ),
    }
