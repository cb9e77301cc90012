"""Coverage in three readings: Tiny Town by arithmetic, borders and limits; see also test_coverage_properties."""

from __future__ import annotations

from collections.abc import Mapping
from math import acos, pi, sin, sqrt
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from shapely import LineString, Point, box
from shapely.geometry.base import BaseGeometry

from geo_ruijin.errors import MethodError
from geo_ruijin.methods.coverage.service import service_coverage
from geo_ruijin.methods.facilities import POLYGON_DEFICIT, QUARTER
from geo_ruijin.network import Network
from geo_ruijin.project import open_project
from geo_ruijin.record import AnalysisRecord
from geo_ruijin.results import Result
from geo_ruijin.run import run_project
from geo_ruijin.units import UNITS
from tests.towns import TINY_TOWN

CRS = "EPSG:4548"
SHARES = ("area_share", "people_share_circles", "people_share_walking")

# A regular polygon of n corners on a circle of radius r has the area n/2 · sin(2π/n) · r².
CORNERS = 4 * QUARTER
POLYGON_500 = CORNERS / 2 * sin(2 * pi / CORNERS) * 500**2  # 785,319.3 m²
CIRCLE_500 = pi * 500**2  # 785,398.2 m²


@pytest.fixture(scope="module")
def tiny() -> Mapping[str, AnalysisRecord]:
    return {record.name: record for record in run_project(open_project(TINY_TOWN)).record.analyses}


def values(record: AnalysisRecord | Result) -> dict[str, float | None]:
    return {name: measure.value for name, measure in record.measures.items()}


def rows(record: AnalysisRecord | Result, table: str) -> gpd.GeoDataFrame:
    data = record.tables[table].data
    assert isinstance(data, gpd.GeoDataFrame)
    return data


# Tiny Town. Distances in metres from its south-west corner:
# stops (500, 500) and (2300, 500); built-up area 2000 × 1000; homes
#   A (500, 600): 100 to the stop
#   B (1000, 500): exactly 500
#   C (1000, 600): √(500² + 100²) = 510
#   D (1600, 890): √(700² + 390²) = 801 to the eastern stop
#   F (900, 700): √(400² + 200²) = 447
#   G (2300, 600): outside the built-up area


def test_tiny_town_by_area(tiny: Mapping[str, AnalysisRecord]) -> None:
    found = values(tiny["bus_stop_coverage"])
    # The western circle lies wholly inside and touches x = 0, x = 1000, y = 0 and y = 1000. Of the eastern one the
    # segment beyond a chord 300 m from its centre: r² · acos(300/500) - 300 · √(500² - 300²) = 111,824 m².
    segment = 500**2 * acos(300 / 500) - 300 * 400
    reached = found["area_reached"]
    assert reached is not None
    reached *= 1e6
    assert CIRCLE_500 + segment - 2 * CIRCLE_500 * POLYGON_DEFICIT <= reached <= CIRCLE_500 + segment
    assert POLYGON_500 + segment - CIRCLE_500 * POLYGON_DEFICIT <= reached <= POLYGON_500 + segment
    assert found["region_area"] == 2.0
    assert found["area_share"] == pytest.approx(100 * reached / 2_000_000)
    assert found["area_share"] == pytest.approx(44.86, abs=0.005)
    assert found["facilities"] == 2


def test_tiny_town_by_people_in_circles(tiny: Mapping[str, AnalysisRecord]) -> None:
    found = values(tiny["bus_stop_coverage"])
    assert found["people"] == 100 + 50 + 30 + 20 + 40
    assert found["people_elsewhere"] == 10  # G
    assert found["people_circles"] == 100 + 50 + 40  # A, B exactly at the limit, F
    assert found["people_share_circles"] == pytest.approx(100 * 190 / 240)


def test_tiny_town_by_people_walking(tiny: Mapping[str, AnalysisRecord]) -> None:
    found = values(tiny["bus_stop_coverage"])
    # A walks 100 straight to 主街, where the stop is; B 500 along 主街. C walks 100 down 横街, then 500: 600. F goes
    # 100 straight to 横街, 200 down, 500 along: 800, though it is 447 as the crow flies. D's nearest street is 孤巷,
    # which leads nowhere.
    assert found["people_walking"] == 100 + 50
    assert found["people_share_walking"] == 62.5
    assert found["people_on_islands"] == 20
    # of the people's metres, 100 · 100 are A's straight leg; 50 · 500 are B's street
    assert found["access_leg_share"] == pytest.approx(100 * 10_000 / 35_000)


def test_tiny_town_people_not_reached_on_foot(tiny: Mapping[str, AnalysisRecord]) -> None:
    far = rows(tiny["bus_stop_coverage"], "unreached_people")
    assert far["people"].tolist() == [40, 30, 20]  # F, C, D: most people first
    assert far["distance"].tolist()[:2] == [800, 600]
    assert np.isnan(far["distance"].iloc[2])
    assert far["straight"].tolist() == pytest.approx(
        [sqrt(400**2 + 200**2), sqrt(500**2 + 100**2), sqrt(700**2 + 390**2)]
    )
    assert far["island"].tolist() == [False, False, True]


def test_tiny_town_by_division(tiny: Mapping[str, AnalysisRecord]) -> None:
    zones = rows(tiny["bus_stop_coverage"], "zones").set_index("name")
    assert sorted(zones.index) == ["东区", "西区"]
    assert zones["area"].tolist() == [1, 1]
    assert zones.loc["西区", "area_reached"] == pytest.approx(POLYGON_500 / 1e6, rel=1e-12)  # the whole western circle
    # A and F live in the west, D in the east, B and C on the border: with the east, whose name sorts first
    assert zones["people"].to_dict() == {"西区": 100 + 40, "东区": 20 + 50 + 30}
    assert zones["people_circles"].to_dict() == {"西区": 100 + 40, "东区": 50}
    assert zones["people_walking"].to_dict() == {"西区": 100, "东区": 50}
    assert zones["people_share_circles"].to_dict() == {"西区": 100, "东区": 50}
    assert zones["people_share_walking"].to_dict() == {"西区": pytest.approx(100 * 100 / 140), "东区": 50}


def test_tiny_town_gaps(tiny: Mapping[str, AnalysisRecord]) -> None:
    gaps = rows(tiny["bus_stop_coverage"], "unreached")
    assert gaps["people"].sum() == 30 + 20  # C, D
    assert gaps["area"].sum() / 1e6 + (values(tiny["bus_stop_coverage"])["area_reached"] or 0) == pytest.approx(2)
    # the western circle touches all four sides of its division and leaves four equal corners
    corners = gaps[gaps["name"] == "西区"]
    assert corners["area"].tolist() == pytest.approx([(1e6 - POLYGON_500) / 4] * 4)
    assert gaps["people"].is_monotonic_decreasing


def test_tiny_town_clinics(tiny: Mapping[str, AnalysisRecord]) -> None:
    found = values(tiny["clinic_coverage"])
    # one clinic at (1500, 500), its circle wholly inside; B exactly at 500 m and D at √(100² + 390²) = 403 m in it,
    # C at √(500² + 100²) = 510 m not; on foot B alone, all of whose way is street
    assert found["area_share"] == pytest.approx(100 * POLYGON_500 / 2_000_000, rel=1e-12)
    assert found["people_circles"] == 50 + 20
    assert found["people_walking"] == 50
    assert found["access_leg_share"] == 0
    assert set(tiny["clinic_coverage"].tables) == {"reached", "unreached", "unreached_people"}  # no divisions given
    assert "name" not in rows(tiny["clinic_coverage"], "unreached")


def test_tiny_town_where_no_bus_stops(tiny: Mapping[str, AnalysisRecord]) -> None:
    found = values(tiny["clinic_beyond_bus"])
    # The clinic's circle without the lens it shares with that of the stop 800 m away:
    # 2 r² · acos(400/500) - 400 · √(4 r² - 800²) = 81,751 m². It touches that of the stop 1,000 m away.
    lens = 2 * 500**2 * acos(400 / 500) - 400 * sqrt(4 * 500**2 - 800**2)
    assert found["area_reached"] == pytest.approx((CIRCLE_500 - lens) / 1e6, abs=CIRCLE_500 * POLYGON_DEFICIT / 1e6)
    assert found["region_area"] == pytest.approx(2 - (values(tiny["bus_stop_coverage"])["area_reached"] or 0))
    assert set(found) == {"area_share", "region_area", "area_reached", "facilities"}


def test_units_and_languages(tiny: Mapping[str, AnalysisRecord]) -> None:
    for record in tiny.values():
        texts = [measure.about for measure in record.measures.values()] + list(record.notes)
        for table in record.tables.values():
            assert set(table.columns) <= set(table.data.columns)
            texts += [table.title] + [column.title for column in table.columns.values()]
            assert {column.unit for column in table.columns.values()} <= set(UNITS)
        for text in texts:
            assert text.zh
            assert text.en
            assert "{" not in text.zh + text.en  # the titles of the inputs are filled in


# towns made for one question

REGION = box(0, 0, 2000, 1000)
STREET: list[tuple[float, float]] = [(0, 500), (2000, 500)]


def frame(*shapes: BaseGeometry, **columns: Any) -> gpd.GeoDataFrame:  # noqa: ANN401 - columns of any type
    return gpd.GeoDataFrame(columns, geometry=list(shapes), crs=CRS)


def stops(*places: tuple[float, float]) -> gpd.GeoDataFrame:
    return frame(*map(Point, places))


def homes(*rows: tuple[float, float, float]) -> gpd.GeoDataFrame:
    return frame(*(Point(x, y) for x, y, _ in rows), people=[float(count) for _, _, count in rows])


def streets(*lines: list[tuple[float, float]]) -> Network:
    return Network.from_streets(frame(*map(LineString, lines), walk=[True] * len(lines)))


def ask(**changes: Any) -> Result:  # noqa: ANN401 - inputs and parameters
    """Return the coverage of one stop in the west of a region of 2 km × 1 km, with what is asked for changed."""
    town: dict[str, Any] = {
        "facilities": stops((500, 500)),
        "region": frame(REGION),
        "people": homes((500, 600, 10), (1500, 600, 20)),
        "network": streets(STREET),
        "radius": 500.0,
    }
    return service_coverage(**(town | changes))


@pytest.mark.parametrize(("x", "reached"), [(1000, 1), (1000 + 1e-9, 1), (1000.001, 0), (999.999, 1)])
def test_exactly_at_the_limit_is_reached(x: float, reached: int) -> None:
    found = values(ask(people=homes((x, 500, 1))))
    assert found["people_circles"] == found["people_walking"] == reached


def test_a_walk_of_three_legs_exactly_at_the_limit() -> None:
    # 100 from home to the street, 250 along it, 150 to the clinic off the street: 500
    found = values(ask(facilities=stops((500, 350)), people=homes((750, 600, 1), (751, 600, 2))))
    assert found["people_walking"] == 1
    assert found["access_leg_share"] == pytest.approx(100 * 250 / 500)


def test_a_stop_outside_the_region_reaches_in() -> None:
    # 300 m beyond the eastern border: a segment of 111,824 m² of the region
    segment = 500**2 * acos(300 / 500) - 300 * 400
    found = values(
        ask(facilities=stops((2300, 500)), people=homes((1900, 500, 7)), network=streets([(0, 500), (2300, 500)]))
    )
    assert found["area_reached"] == pytest.approx(segment / 1e6, abs=CIRCLE_500 * POLYGON_DEFICIT / 1e6)
    assert found["people_circles"] == found["people_walking"] == 7  # 400 m


def test_a_stop_that_touches_the_region_reaches_none_of_it() -> None:
    found = ask(facilities=stops((-500, 500)), by=frame(REGION, name=["a"]))
    assert values(found)["area_share"] == 0
    assert rows(found, "reached").empty
    assert rows(found, "unreached")["area"].tolist() == [2_000_000]


@pytest.mark.parametrize("place", [(0, 0), (2000, 1000), (0, 500), (1234.5, 0)])
def test_homes_on_the_border_of_the_region_are_in_it(place: tuple[float, float]) -> None:
    found = values(ask(people=homes((*place, 5), (-1e-6, 500, 3))))
    assert (found["people"], found["people_elsewhere"]) == (5, 3)


def test_a_hole_in_the_region_is_not_in_it() -> None:
    found = values(ask(region=frame(REGION - box(400, 400, 600, 600)), people=homes((500, 500, 1), (400, 500, 2))))
    # 200 m × 200 m less, above and below the line
    assert found["region_area"] == pytest.approx(1.96)
    assert found["area_reached"] == pytest.approx((POLYGON_500 - 40_000) / 1e6)
    assert (found["people"], found["people_elsewhere"]) == (2, 1)  # on the border of the hole is in


def test_regions_that_overlap_count_once() -> None:
    found = values(ask(region=frame(box(0, 0, 1200, 1000), box(800, 0, 2000, 1000))))
    assert found["region_area"] == 2
    assert found["people"] == 30


def test_stops_at_one_place_reach_no_more() -> None:
    once, thrice = values(ask()), values(ask(facilities=stops(*[(500, 500)] * 3)))
    assert thrice.pop("facilities") == 3
    assert once.pop("facilities") == 1
    assert thrice == once


def test_the_polygon_of_a_circle_lacks_a_ten_thousandth() -> None:
    found = values(ask())["area_reached"]
    assert found is not None
    assert 1 - found * 1e6 / CIRCLE_500 == pytest.approx(POLYGON_DEFICIT, rel=1e-6)
    assert 0 < POLYGON_DEFICIT < 1.01e-4
    assert any(f"{100 * POLYGON_DEFICIT:.2f}" in note.zh for note in ask().notes)


def test_all_of_a_region_is_a_hundred_per_cent() -> None:
    found = ask(radius=5000.0)
    assert [values(found)[share] for share in SHARES] == [100, 100, 100]
    assert rows(found, "unreached").empty
    assert rows(found, "unreached_people").empty


@pytest.mark.parametrize(
    ("changes", "none"),
    [
        (
            {"people": homes((500, 600, 0), (1500, 600, 0))},
            {"people_share_circles", "people_share_walking", "access_leg_share"},
        ),
        ({"people": homes((9999, 9999, 5))}, {"people_share_circles", "people_share_walking", "access_leg_share"}),
        ({"people": homes()}, {"people_share_circles", "people_share_walking", "access_leg_share"}),
        ({"facilities": stops()}, {"access_leg_share"}),  # nobody walks
        ({"people": homes((1900, 900, 5))}, {"access_leg_share"}),
    ],
)
def test_nothing_to_divide_by_is_no_share(changes: dict[str, Any], none: set[str]) -> None:
    found = ask(**changes, by=frame(REGION, name=["a"]))
    assert {name for name, value in values(found).items() if value is None} == none
    assert all(np.isfinite(value) for value in values(found).values() if value is not None)


def test_without_stops_nobody_is_reached() -> None:
    found = ask(facilities=stops())
    assert [values(found)[share] for share in SHARES] == [0, 0, 0]
    assert rows(found, "unreached")["people"].sum() == 30


def test_without_people_only_areas_are_measured() -> None:
    found = ask(people=None)
    assert set(values(found)) == {"area_share", "region_area", "area_reached", "facilities"}
    assert set(found.tables) == {"reached", "unreached"}
    assert "没有人口" in "".join(note.zh for note in found.notes)


def test_without_streets_nobody_walks() -> None:
    found = ask(network=None, by=frame(REGION, name=["a"]))
    assert "people_share_circles" in values(found)
    assert not {name for name in values(found) if "walking" in name or "island" in name or "leg" in name}
    assert set(found.tables) == {"zones", "reached", "unreached"}
    assert "没有道路" in "".join(note.zh for note in found.notes)


@pytest.mark.parametrize("radius", [0, -1, float("nan"), float("inf")])
def test_a_radius_is_above_nought_and_finite(radius: float) -> None:
    with pytest.raises(MethodError, match="radius"):
        ask(radius=radius)


@pytest.mark.parametrize("region", [[], [Point(0, 0)], [LineString([(0, 0), (1, 1)])]])
def test_a_region_has_an_area(region: list[BaseGeometry]) -> None:
    with pytest.raises(MethodError, match="no area"):
        ask(region=frame(*region))


@pytest.mark.parametrize("count", [np.nan, None, -1, pd.NA])
def test_people_are_counted_or_refused(count: object) -> None:
    with pytest.raises(MethodError, match="1 rows whose people"):
        ask(people=frame(Point(1, 1), Point(2, 2), people=pd.Series([count, 5]).astype("Float64")))


@pytest.mark.parametrize("kind", ["int64", "Int64", "Float64", "float32", "int32", "double[pyarrow]"])
def test_people_of_any_kind_of_number(kind: str) -> None:
    given_ = homes((500, 600, 10), (1500, 600, 20))
    given_["people"] = given_["people"].astype(kind)  # type: ignore[call-overload]
    by = frame(box(0, 0, 1000, 1000), box(1000, 0, 2000, 1000), name=["a", "b"])
    found, usual = ask(people=given_, by=by), ask(by=by)
    assert values(found) == values(usual)
    assert rows(found, "zones")["people"].tolist() == [10, 20]


def test_rows_with_one_index_are_two_homes() -> None:
    given_ = homes((500, 600, 10), (1500, 600, 20))
    given_.index = pd.Index([7, 7])
    assert values(ask(people=given_)) == values(ask())


def test_heights_are_no_distance() -> None:
    high = frame(Point(500, 600, 900), Point(1500, 600, 0), people=[10.0, 20.0])
    assert values(ask(people=high, facilities=frame(Point(500, 500, 300)))) == values(ask())


# divisions


def zones_of(found: Result) -> dict[str, tuple[float, float]]:
    """Return area [km²] and people by division."""
    table = rows(found, "zones")
    return {name: (area, people) for name, area, people in table[["name", "area", "people"]].itertuples(index=False)}


WEST, EAST = box(0, 0, 1000, 1000), box(1000, 0, 2000, 1000)


def test_what_lies_in_no_division_is_a_part_of_its_own() -> None:
    assert zones_of(ask(by=frame(WEST, name=["西"]))) == {"西": (1, 10), "(区划之外)": (1, 20)}
    assert zones_of(ask(by=frame(name=[]))) == {"(区划之外)": (2, 30)}


def test_divisions_of_one_name_are_one() -> None:
    assert zones_of(ask(by=frame(WEST, EAST, name=["村", "村"]))) == {"村": (2, 30)}


def test_where_divisions_overlap_the_first_name_has_it_and_it_is_said() -> None:
    # 1200 m and 1200 m of 2000 m: 400 m × 1000 m twice
    found = ask(by=frame(box(800, 0, 2000, 1000), box(0, 0, 1200, 1000), name=["乙", "丙"]), people=homes((1000, 1, 5)))
    assert zones_of(found) == {"丙": (1.2, 5), "乙": (0.8, 0)}
    assert "400000 平方米重叠" in "".join(note.zh for note in found.notes)
    assert not any("重叠" in note.zh for note in ask(by=frame(WEST, EAST, name=["a", "b"])).notes)


def test_a_division_that_touches_the_region_elsewhere_is_an_area() -> None:
    # beyond the eastern border it meets the region in a line; in the south-west it has 10 m × 10 m of it
    twofold = shapely.union_all([box(2000, 0, 3000, 1000), box(-10, -10, 10, 10)])
    found = rows(ask(by=frame(twofold, box(10, 0, 2000, 1000), name=["a", "b"])), "zones").set_index("name")
    assert found.geom_type["a"] == "Polygon"
    assert found["area"]["a"] == pytest.approx(1e-4)


def test_a_region_smaller_than_a_sliver_has_its_division() -> None:
    found = ask(region=frame(box(0, 0, 0.5, 0.5)), by=frame(WEST, name=["西"]), people=homes((0.25, 0.25, 3)))
    assert list(zones_of(found)) == ["西"]
    assert zones_of(found)["西"] == pytest.approx((2.5e-7, 3))


@pytest.mark.parametrize("names", [[1, 2], pd.Categorical(["a", "b"]), pd.array(["a", "b"], dtype="string")])
def test_names_of_any_kind(names: Any) -> None:  # noqa: ANN401
    assert sorted(zones_of(ask(by=frame(WEST, EAST, name=names))).values()) == [(1, 10), (1, 20)]
