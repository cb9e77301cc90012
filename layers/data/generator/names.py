"""Names for what is modelled: made from streets, communities and villages nearby."""

from __future__ import annotations

from dataclasses import dataclass

import shapely
from city import AVENUES
from settlements import Settlements
from streets import Streets

STREET = 90.0  # m, within which a place is called by its street


@dataclass(frozen=True)
class Namer:
    """Avenues, and the places of committees, that others are called by."""

    avenues: shapely.STRtree
    avenue_names: list[str]
    places: shapely.STRtree
    place_names: list[str]

    def place(self, point: shapely.Point) -> str:
        """Return the avenue beside `point`, else the community or village it is nearest to."""
        near = self.avenues.query(point, predicate="dwithin", distance=STREET)
        if not len(near):
            return self.community(point)
        away = shapely.distance(self.avenues.geometries[near], point)
        return self.avenue_names[int(near[away.argmin()])]

    def community(self, point: shapely.Point) -> str:
        """Return the community or village nearest to `point`."""
        return self.place_names[int(self.places.nearest(point))]


def build(settlements: Settlements, streets: Streets) -> Namer:
    """Return the names there are to make others from."""
    avenues = streets.lines[streets.lines["name"].isin(AVENUES)]
    villages = settlements.villages
    return Namer(
        avenues=shapely.STRtree(avenues.geometry.to_numpy()),
        avenue_names=avenues["name"].tolist(),
        places=shapely.STRtree(villages.geometry.to_numpy()),
        place_names=villages["name"].map(short).tolist(),
    )


def short(committee: str) -> str:
    """Return the name of a committee's place, as one says it."""
    if "经济" in committee:
        return "经开区"
    return committee.replace("社区居委会", "社区").replace("居民委员会", "社区").replace("居委会", "社区")


def unique(names: list[str]) -> list[str]:
    """Return the names, those that come again numbered from 2."""
    seen: dict[str, int] = {}
    out = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        out.append(name if seen[name] == 1 else f"{name}{seen[name]}")
    return out
