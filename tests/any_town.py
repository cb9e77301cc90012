"""Any town for hypothesis: points or areas that serve, streets that join, cross or lead nowhere, people, divisions."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import geopandas as gpd
import shapely
from hypothesis import strategies as st
from shapely import LineString, MultiPoint, Point, Polygon, box
from shapely.geometry.base import BaseGeometry

from geo_ruijin.methods.coverage.service import service_coverage
from geo_ruijin.network import Network
from geo_ruijin.results import Result

CRS = "EPSG:4548"


@dataclass(frozen=True)
class Town:
    """A region of 2 km × 1 km in two overlapping parts, and what is in and around it."""

    facilities: list[BaseGeometry]
    streets: list[LineString]
    homes: list[tuple[Point, int]]
    radius: float
    entrances: list[Point] | None = None
    region: list[Polygon] = field(default_factory=lambda: [box(0, 0, 1200, 1000), box(900, 0, 2000, 1000)])
    by: list[tuple[Polygon, str]] = field(
        default_factory=lambda: [(box(0, 0, 700, 1000), "a"), (box(700, 0, 1500, 1000), "b")]
    )

    @property
    def network(self) -> Network:
        """The streets, all of them open."""
        return Network.from_streets(frame(self.streets))

    def ask(self) -> Result:
        """Return the coverage."""
        return service_coverage(
            facilities=frame(self.facilities),
            region=frame(self.region),
            people=frame([home for home, _ in self.homes], people=[float(count) for _, count in self.homes]),
            network=self.network,
            entrances=None if self.entrances is None else frame(self.entrances),
            by=frame([part for part, _ in self.by], name=[name for _, name in self.by]),
            radius=self.radius,
            entrance_within=1.0,
            border_spacing=50.0,
        )


def frame(shapes: list[Any], **columns: Any) -> gpd.GeoDataFrame:  # noqa: ANN401 - columns of any type
    return gpd.GeoDataFrame(columns, geometry=gpd.GeoSeries(shapes, crs=CRS))


PLACE = st.tuples(st.integers(-300, 2300), st.integers(-300, 1300))
NEAR = st.tuples(st.integers(-150, 150), st.integers(-150, 150))
RADIUS = st.integers(1, 1500).map(float)
POINT = PLACE.map(Point)


def hull(place: tuple[int, int], corners: list[tuple[int, int]]) -> BaseGeometry:
    return shapely.transform(MultiPoint(corners).convex_hull, lambda at: at + place)


CONVEX = st.builds(hull, PLACE, st.lists(NEAR, min_size=3, max_size=6, unique=True)).filter(lambda one: one.area > 100)
BENT = st.builds(lambda one, other: one - other, CONVEX, CONVEX).filter(
    lambda one: one.geom_type == "Polygon" and one.area > 100
)
AREA = st.one_of(CONVEX, BENT)
PLACES = st.one_of(st.lists(POINT, min_size=1, max_size=5), st.lists(st.one_of(AREA, POINT), min_size=1, max_size=3))
LOOSE = st.lists(PLACE, min_size=2, max_size=4, unique=True).map(LineString)


@st.composite
def blocks(draw: st.DrawFn) -> list[LineString]:
    """Return streets that join: those of a crooked grid, some left out, some bent; and loose ones across them."""
    columns, lines = draw(st.integers(2, 5)), draw(st.integers(2, 4))
    moved = draw(st.lists(NEAR, min_size=columns * lines, max_size=columns * lines))
    corner = [
        (2000 * (i % columns) // (columns - 1) + x // 2, 1000 * (i // columns) // (lines - 1) + y // 2)
        for i, (x, y) in enumerate(moved)
    ]
    pairs = [(i, i + 1) for i in range(len(corner)) if (i + 1) % columns]
    pairs += [(i, i + columns) for i in range(len(corner) - columns)]
    kinds = draw(st.lists(st.sampled_from(["straight", "bent", "none"]), min_size=len(pairs), max_size=len(pairs)))
    streets = [
        LineString([corner[a], *([(corner[a][0] + 60, corner[b][1] - 60)] if kind == "bent" else []), corner[b]])
        for (a, b), kind in zip(pairs, kinds, strict=True)
        if kind != "none"
    ]
    return streets + draw(st.lists(LOOSE, min_size=0 if streets else 1, max_size=3))


def _everywhere(x: int, y: int) -> list[tuple[Point, int]]:
    """Return a home every 199 m, so that what is reached a little further shows, of 1, 2, 3, ... people."""
    places = [Point(x + 199 * i, y + 199 * j) for i in range(11) for j in range(6)]
    return [(place, 1 + number) for number, place in enumerate(places)]


@st.composite
def towns(draw: st.DrawFn) -> Town:
    """Return a town; entrances lie on the border of areas, some areas having none."""
    facilities = draw(PLACES)
    areas = [one for one in facilities if isinstance(one, Polygon)]
    at = st.builds(
        lambda area, share: area.exterior.interpolate(share, normalized=True),
        st.sampled_from(areas or [box(0, 0, 1, 1)]),
        st.floats(0, 1),
    )
    return Town(
        facilities=facilities,
        streets=draw(blocks()),
        homes=_everywhere(*draw(NEAR)) + draw(st.lists(st.tuples(POINT, st.integers(0, 99)), max_size=6)),
        radius=draw(RADIUS),
        entrances=draw(st.none() | st.lists(at, min_size=1, max_size=4)) if areas else None,
    )
