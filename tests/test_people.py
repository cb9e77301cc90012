"""People on the map: spread over housing, or read from a raster."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Polygon, box
from shapely.geometry.base import BaseGeometry

from geo_ruijin.errors import SourceError
from geo_ruijin.sources.people import resample_people, spread_over_homes, spread_people

CRS = "EPSG:4548"

#: Of rasterio's own use of affine.


def place(shape: BaseGeometry) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(geometry=[shape], crs=CRS)


def buildings(*rows: tuple[str | None, object, float]) -> gpd.GeoDataFrame:
    """Return buildings of a use, floors and a ground area [m²], 100 m apart."""
    return gpd.GeoDataFrame(
        {"use": [use for use, _, _ in rows], "floors": [floors for _, floors, _ in rows]},
        geometry=[box(100 * i, 0, 100 * i + area, 1) for i, (_, _, area) in enumerate(rows)],
        crs=CRS,
    )


def test_people_live_where_the_floor_area_is() -> None:
    # 10 m² × 1 floor, 10 × 3, 20 × 2 (assumed), and a school: 10 + 30 + 40 = 80 m² for 160 people, 2 a square metre
    houses = buildings(("house", 1, 10), ("apartments", 3, 10), ("yes", None, 20), ("school", 4, 50))
    people = spread_people(houses, total=160, storeys=2)
    assert people["people"].tolist() == [20, 60, 80]
    assert people["nature"].tolist() == ["modelled"] * 3
    assert all(house.contains(home) for house, home in zip(houses.geometry, people.geometry, strict=False))
    assert people.crs == houses.crs


def test_nobody_lives_in_a_spa() -> None:
    # building=yes says no more, but leisure=… does; a hotel flat above a shop is housing by its own value
    houses = buildings(("yes", 1, 10), ("yes", 1, 90), ("apartments", 1, 10)).assign(
        leisure=pd.Series([None, "spa", None], dtype="string"), shop=pd.Series([None, None, "bakery"], dtype="string")
    )
    assert spread_people(houses, total=100, storeys=2)["people"].tolist() == [50, 50]


@pytest.mark.parametrize("floors", ["3;4", "", "none", -1, 0, None, np.nan, "nan"])
def test_floors_that_are_no_number_are_assumed(floors: object) -> None:
    # 2 floors assumed against 2 floors known: half each
    people = spread_people(buildings(("house", floors, 10), ("house", "2", 10)), total=10, storeys=2)
    assert people["people"].tolist() == [5, 5]


def test_nobody_lives_in_what_is_no_housing_or_has_no_area() -> None:
    people = spread_people(buildings(("house", 1, 10), ("house", 1, 0), (None, 1, 10)), total=7, storeys=1)
    assert people["people"].tolist() == [7]


@pytest.mark.parametrize("houses", [buildings(), buildings(("school", 1, 10)), buildings(("house", 1, 0))])
def test_people_need_housing(houses: gpd.GeoDataFrame) -> None:
    with pytest.raises(SourceError, match="--population-raster"):
        spread_people(houses, total=10, storeys=1)


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(["house", "school"]), st.integers(0, 30), st.integers(1, 90)), max_size=9),
    st.floats(1, 1e7),
)
def test_they_sum_to_the_total(rows: list[tuple[str, int, int]], total: float) -> None:
    people = spread_people(buildings(("house", 1, 10.0), *rows), total=total, storeys=2)
    assert people["people"].sum() == pytest.approx(total, rel=1e-12)
    assert (people["people"] > 0).all()


# -- onto other zones: cells of 100 m a side in a row from (0, 0), 100 m high ------------------------------------------


def row(*people: float, start: float = 0, width: float = 100) -> gpd.GeoDataFrame:
    """Return zones side by side with people."""
    sides = [(start + i * width, start + (i + 1) * width) for i in range(len(people))]
    shapes = [box(west, 0, east, 100) for west, east in sides]
    return gpd.GeoDataFrame({"people": np.array(people, dtype=float)}, geometry=shapes, crs=CRS)


def test_people_are_split_as_the_area_of_their_cell_is() -> None:
    # zones of 150 m: the second cell lies half in each; of the fourth cell nothing is in any
    shared = resample_people(row(10, 20, 30, 40), row(0, 0, width=150))
    assert shared.zones["people"].tolist() == [20, 40]
    assert shared.outside == 40
    # a zone in the middle of a cell: 50 × 50 of 100 × 100 m
    shared = resample_people(row(12), place(box(20, 20, 70, 70)))
    assert (shared.zones["people"].tolist(), shared.outside) == ([3], 9)


def test_people_where_zones_overlap_are_not_counted_twice() -> None:
    # both zones hold the whole cell: half each; then one holds all and the other half of it: two thirds and one third
    twice = gpd.GeoDataFrame(geometry=[box(0, 0, 100, 100)] * 2, crs=CRS)
    assert resample_people(row(12), twice).zones["people"].tolist() == [6, 6]
    half = gpd.GeoDataFrame(geometry=[box(0, 0, 100, 100), box(0, 0, 50, 100)], crs=CRS)
    shared = resample_people(row(12), half)
    assert shared.zones["people"].tolist() == pytest.approx([8, 4], rel=1e-12)
    assert shared.outside == pytest.approx(0, abs=1e-12)


def test_zones_apart_from_all_cells() -> None:
    shared = resample_people(row(1, 2), row(0, start=900))
    assert (shared.zones["people"].tolist(), shared.outside) == ([0], 3)
    assert resample_people(row(), row(0)).zones["people"].tolist() == [0]


def test_zones_keep_their_columns_and_order() -> None:
    zones = row(0, 0).assign(name=["象湖", "叶坪"])
    zones.index = pd.Index([7, 3])
    shared = resample_people(row(1, 2), zones).zones
    assert shared.index.tolist() == [7, 3]
    assert shared["name"].tolist() == ["象湖", "叶坪"]
    assert shared["people"].tolist() == [1, 2]


@pytest.mark.parametrize("people", [np.nan, -1.0, np.inf])
def test_a_number_of_people_that_cannot_be(people: float) -> None:
    homes = buildings(("house", 1, 10))
    with pytest.raises(SourceError, match="1 of 2 zones"):
        resample_people(row(1, people), row(0))
    with pytest.raises(SourceError, match="1 of 2 zones"):
        spread_over_homes(row(1, people), homes, storeys=1)


def test_areas_are_not_compared_in_degrees() -> None:
    degrees = gpd.GeoDataFrame({"people": [1.0]}, geometry=[box(116, 25, 117, 26)], crs="EPSG:4326")
    with pytest.raises(SourceError, match="no projected coordinate system"):
        resample_people(row(1), degrees)
    with pytest.raises(SourceError, match="no projected coordinate system"):
        spread_over_homes(degrees, buildings(("house", 1, 10)), storeys=1)


counts = st.lists(st.floats(0, 1e6), min_size=1, max_size=36)


def grid(people: list[float], *, west: float, south: float, step: float, crs: str) -> gpd.GeoDataFrame:
    """Return cells with people, six in a row, whose neighbours share their corners exactly."""
    shapes = [
        box(
            west + (i % 6) * step,
            south + (i // 6) * step,
            west + (i % 6 + 1) * step,
            south + (i // 6 + 1) * step,
        )
        for i in range(len(people))
    ]
    return gpd.GeoDataFrame({"people": people}, geometry=shapes, crs=crs)


@settings(deadline=None)
@given(counts, st.floats(-900, 900), st.floats(-900, 900), st.floats(30, 400))
def test_nobody_is_lost_between_systems(people: list[float], west: float, south: float, step: float) -> None:
    # cells of 3 seconds of arc, some 90 m, onto cells of any size some of which lie beyond them
    cells = grid(people, west=116, south=25.9, step=1 / 1200, crs="EPSG:4326")
    origin = cells.to_crs(CRS).total_bounds
    zones = grid([0.0] * 30, west=origin[0] + west, south=origin[1] + south, step=step, crs=CRS)
    shared = resample_people(cells, zones)
    assert shared.zones["people"].sum() + shared.outside == pytest.approx(sum(people), rel=1e-9)
    assert shared.zones["people"].min() >= 0
    assert shared.outside >= 0
    whole = resample_people(cells, place(box(*origin).buffer(9)))
    assert whole.zones["people"].sum() == pytest.approx(sum(people), rel=1e-9)
    assert whole.outside <= 1e-9 * sum(people)


# -- onto homes --------------------------------------------------------------------------------------------------------


def test_people_of_a_zone_live_in_its_housing() -> None:
    # zone 0-100 m: a house of 10 m² and one of 30 with 1 floor, a quarter and three; zone 100-200 m: a school alone
    homes = gpd.GeoDataFrame(
        {"use": ["house", "house", "school"], "floors": [1, 1, 4]},
        geometry=[box(0, 0, 10, 1), box(20, 0, 50, 1), box(150, 0, 160, 1)],
        crs=CRS,
    )
    housed = spread_over_homes(row(8, 5), homes, storeys=2)
    assert housed.homes["people"].tolist() == [2, 6, 5]
    assert (housed.unhoused, housed.people_unhoused) == (1, 5)
    assert set(housed.homes["nature"]) == {"modelled"}
    assert housed.homes.within(
        gpd.GeoSeries([homes.geometry[0], homes.geometry[1], box(100, 0, 200, 100)], crs=CRS)
    ).all()


def test_a_building_across_zones_is_split() -> None:
    # 90-120 m, 4 floors: a third in the first zone, where nobody else lives; in the second 20 m² × 4 and 30 m² × 2
    homes = gpd.GeoDataFrame(
        {"use": ["apartments", "house"], "floors": [4, None]},
        geometry=[box(90, 0, 120, 1), box(130, 0, 160, 1)],
        crs=CRS,
    )
    housed = spread_over_homes(row(7, 28), homes, storeys=2)  # 80 m² of floors against 60 m²
    found = housed.homes.sort_values("people")
    assert found["people"].tolist() == pytest.approx([7, 12, 16])
    assert found.geometry.x.between([90, 130, 100], [100, 160, 120]).all()
    assert housed.unhoused == 0


def test_a_building_that_only_touches_a_zone_houses_nobody_of_it() -> None:
    housed = spread_over_homes(row(7, 3), buildings(("house", 1, 100)), storeys=1)  # 0-100 m
    assert housed.homes["people"].tolist() == [7, 3]
    assert housed.unhoused == 1


def test_zones_without_people_need_no_housing() -> None:
    housed = spread_over_homes(row(0, 3), buildings(("school", 1, 9)), storeys=1)
    assert (housed.homes["people"].tolist(), housed.unhoused) == ([3], 1)
    assert spread_over_homes(row(0), buildings(("house", 1, 9)), storeys=1).homes.empty


@settings(deadline=None)
@given(
    counts,
    st.lists(
        st.tuples(st.floats(-50, 650), st.floats(-50, 650), st.floats(1, 150), st.integers(0, 9), st.booleans()),
        max_size=25,
    ),
)
def test_nobody_is_lost_on_the_way_home(
    people: list[float], houses: list[tuple[float, float, float, int, bool]]
) -> None:
    zones = grid(people, west=0, south=0, step=100, crs=CRS)
    homes = gpd.GeoDataFrame(
        {
            "use": pd.Series(["house" if lived_in else "school" for *_, lived_in in houses], dtype="str"),
            "floors": pd.Series([floors for *_, floors, _ in houses], dtype="float"),
        },
        geometry=[Polygon([(x, y), (x + side, y + 1), (x + 1, y + side)]) for x, y, side, *_ in houses],
        crs=CRS,
    )
    housed = spread_over_homes(zones, homes, storeys=2)
    assert (housed.homes["people"] >= 0).all()
    assert housed.homes["people"].sum() == pytest.approx(sum(people), rel=1e-9)
    inside = gpd.sjoin(housed.homes, zones.drop(columns="people"), predicate="within")
    if len(inside) == len(housed.homes):  # none on an edge: then those of each zone are all there
        by_zone = inside.groupby("index_right")["people"].sum().reindex(zones.index, fill_value=0)
        assert by_zone.tolist() == pytest.approx(people, rel=1e-9, abs=1e-9)


# rasters: 100 m cells from (0, 300) down; the place is the lower left corner unless said otherwise
