"""What the sample's built city offers: parks, charging, hubs, bus lines, numbered roads, power, recycling."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from shapely.geometry.base import BaseGeometry

from geo_ruijin.layers import read_layer
from geo_ruijin.spec import LayerSpec
from geo_ruijin.toml import read_toml

LAYERS = Path(__file__).parent.parent / "layers"
NAMES = (
    "parks",
    "park_entrances",
    "car_parks",
    "charging_stations",
    "transport_hubs",
    "highways",
    "bus_routes",
    "power_plants",
    "rooftop_pv",
    "substations",
    "waste_points",
)
BESIDE = ("built_up_area", "buildings", "bus_stops", "population", "streets", "town_seats", "townships", "villages")


def read(name: str) -> gpd.GeoDataFrame:
    return gpd.read_parquet(LAYERS / "data" / "sample" / f"{name}.parquet")


@pytest.fixture(scope="module")
def sample() -> dict[str, gpd.GeoDataFrame]:
    return {name: read(name) for name in (*NAMES, *BESIDE)}


@pytest.fixture(scope="module")
def place() -> BaseGeometry:
    outline: BaseGeometry = read("boundary").geometry.iloc[0]
    shapely.prepare(outline)
    return outline


def spec_of(name: str) -> LayerSpec:
    path = LAYERS / f"{name}.toml"
    spec, faults = read_toml(LayerSpec, path, file=f"layers/{name}.toml")
    assert not faults
    assert spec is not None
    return spec


@pytest.mark.parametrize("name", [*NAMES, *BESIDE])
def test_each_layer_file_reads_its_sample(name: str, place: BaseGeometry) -> None:
    spec = spec_of(name)
    layer = read_layer(name, spec, folder=LAYERS, crs="EPSG:4548", place=place)
    faults = layer.record.faults if name in NAMES else [fault for fault in layer.record.faults if fault.serious]
    assert [fault.say("en") for fault in faults] == []
    assert layer.record.nature == "modelled"
    assert layer.record.features == len(read(name))
    for column, declared in spec.columns.items():
        if declared.values is not None and column in layer.data:
            assert set(layer.data[column].dropna()) <= set(declared.values), column


@pytest.mark.parametrize("name", NAMES)
def test_every_row_is_modelled_and_inside(sample: dict[str, gpd.GeoDataFrame], name: str, place: BaseGeometry) -> None:
    layer = sample[name]
    assert (layer["nature"] == "modelled").all()
    assert layer.crs == "EPSG:4548"
    assert layer.geometry.is_valid.all()
    assert shapely.contains(place, layer.geometry.to_numpy()).all()
    step = 0.5 if name in ("parks", "park_entrances") else 1.0
    parts = shapely.get_coordinates(layer.geometry) / step
    assert (parts == np.round(parts)).all()
    if "name" in layer:
        assert layer["name"].is_unique


def test_parks_are_where_there_is_room(sample: dict[str, gpd.GeoDataFrame]) -> None:
    parks = sample["parks"]
    assert set(parks.geom_type) == {"Polygon"}
    assert parks.area.min() >= 400  # the least that counts (建城〔2022〕2号)
    for other in ("buildings", "streets"):
        assert not parks.sindex.query(sample[other].geometry, predicate="intersects").size, other
    assert not parks.sindex.query(parks.geometry, predicate="overlaps").size
    # CJJ/T 85-2017: a comprehensive park has 10 ha at least, a community park 1 ha.
    assert parks.area[parks["class"] == "comprehensive"].min() >= 10e4
    assert parks.area[parks["class"] == "community"].min() >= 1e4
    city = sample["built_up_area"].geometry.iloc[0]
    per_person = (
        parks.area[parks.intersects(city)].sum()
        / sample["population"]["people"][sample["population"].within(city)].sum()
    )
    assert 3 < per_person < 12  # m²; 8.0 are required (GB 55014-2021)


def test_entrances_lie_on_their_park_beside_a_street(sample: dict[str, gpd.GeoDataFrame]) -> None:
    parks, gates = sample["parks"].set_index("name"), sample["park_entrances"]
    assert set(gates["park"]) == set(parks.index)
    parks_of = parks.loc[gates["park"].tolist()].geometry.to_numpy()
    assert (
        shapely.distance(gates.geometry.to_numpy(), shapely.boundary(parks_of)).max() <= np.sqrt(2) / 4
    )  # half a step each way
    lines = sample["streets"].geometry.to_numpy()
    near = shapely.STRtree(lines).nearest(gates.geometry.to_numpy())
    way = shapely.shortest_line(gates.geometry.to_numpy(), lines[near])
    assert shapely.length(way).max() < 41
    assert not sample["buildings"].sindex.query(way, predicate="intersects").size


def test_points_stand_on_free_ground_near_a_street(sample: dict[str, gpd.GeoDataFrame]) -> None:
    streets = sample["streets"]
    driven = shapely.STRtree(streets[streets["drive"]].geometry.to_numpy())
    for name in ("car_parks", "charging_stations", "transport_hubs", "substations", "waste_points"):
        points = sample[name].geometry.to_numpy()
        away = driven.query_nearest(points, return_distance=True, all_matches=False)[1]
        assert away.min() > 2, name
        assert away.max() < 50, name
        for other in ("buildings", "parks"):
            assert not sample[other].sindex.query(points, predicate="intersects").size, (name, other)


def test_charging_is_counted_once(sample: dict[str, gpd.GeoDataFrame]) -> None:
    stations, car_parks = sample["charging_stations"], sample["car_parks"]
    assert stations["piles"].min() >= 1
    assert (stations["fast_piles"] <= stations["piles"]).all()
    assert 0 < stations["piles"].sum() < 900  # of the plan's piles some are still to be built
    assert set(stations["kind"]) == {"public", "dedicated", "private"}
    assert (stations["kind"] == "private").equals(stations["place"] == "housing")
    # 7 kW a slow pile, 60 or 120 a fast one.
    slow = (stations["piles"] - stations["fast_piles"]) * 7
    assert (((stations["power_kw"] - slow) / 60) % 1 == 0).all()
    # Every car park's charging is a station on its place with as many piles.
    with_charging = car_parks[car_parks["charging_spaces"] > 0]
    assert (car_parks["charging_spaces"] <= car_parks["spaces"]).all()
    at = dict(zip(shapely.to_wkb(stations.geometry.to_numpy()), stations["piles"], strict=True))
    piles = [at[key] for key in shapely.to_wkb(with_charging.geometry.to_numpy())]
    assert piles == with_charging["charging_spaces"].tolist()


def test_hubs_have_public_car_parks(sample: dict[str, gpd.GeoDataFrame]) -> None:
    hubs, car_parks = sample["transport_hubs"], sample["car_parks"]
    own = car_parks[car_parks["hub"]]
    assert own["public"].all()
    assert set(hubs["kind"]) == {"rail", "coach", "bus"}
    for hub in hubs.geometry:
        assert own.distance(hub).min() < 200
    for car_park in own.geometry:
        assert hubs.distance(car_park).min() < 200
    share = own["charging_spaces"].sum() / own["spaces"].sum()
    assert 0.05 < share < 0.15  # the plan's 15 % are not reached yet


def test_stations_between_cities_stand_along_the_main_roads(sample: dict[str, gpd.GeoDataFrame]) -> None:
    stations = sample["charging_stations"]
    between = stations[stations["place"] == "highway"]
    assert len(between) >= 4
    assert between.distance(sample["highways"].union_all()).max() < 100
    assert between.distance(sample["built_up_area"].union_all()).min() > 1000


def test_rooftop_plants_stand_on_roofs_and_fit_them(sample: dict[str, gpd.GeoDataFrame]) -> None:
    panels, buildings = sample["rooftop_pv"], sample["buildings"]
    shapes = buildings.geometry.to_numpy()
    roof, away = shapely.STRtree(shapes).query_nearest(
        panels.geometry.to_numpy(), return_distance=True, all_matches=False
    )
    on = away < 1.0  # points lie on whole metres
    assert 0.99 < on.mean() < 1  # a few were noted wrongly, as in any list
    own = buildings.iloc[roof[1]].reset_index(drop=True)
    assert (panels["array_area"] < own.geometry.area.to_numpy())[on & panels["array_area"].notna()].all()
    assert 20_000 < panels["power_kw"][panels["status"] == "operating"].sum() < 40_000
    # Some of the plan's new public buildings and factories have one, some have none.
    for uses in (["government", "school", "hospital"], ["industrial"]):
        new = buildings.index[buildings["use"].isin(uses) & (buildings["year_built"] >= 2021)]
        assert 0 < len(set(new) & set(roof[1][on])) < len(new)
    # Never connected before the building stood, and only what runs has been.
    since = panels["commissioned"].map(lambda day: day.year, na_action="ignore")
    assert (since.isna() == (panels["status"] != "operating")).all()
    assert (since > own["year_built"])[on & since.notna()].all()
    # As much as inverters and modules of the time give: 1.0 to 1.15 kWp a kW, 165 to 219 W on a m².
    stated = panels[panels["power_kwp"].notna() & panels["array_area"].notna()]
    assert (stated["power_kwp"] / stated["array_area"]).between(0.16, 0.22).all()
    assert panels["owner_class"].value_counts().index[0] == "household"


def test_main_roads_run_through(sample: dict[str, gpd.GeoDataFrame]) -> None:
    roads = sample["highways"]
    streets = sample["streets"][sample["streets"]["drive"]].union_all()
    shapely.prepare(streets)
    assert shapely.covers(streets, roads.geometry.to_numpy()).all()
    numbers = sorted({ref for shared in roads["ref"] for ref in shared.split(";")})
    assert numbers == ["G206", "G319", "G323", "S219"]
    for ref in numbers:
        own = roads[[ref in shared.split(";") for shared in roads["ref"]]]
        joined = shapely.line_merge(shapely.union_all(own.geometry.to_numpy()))
        assert joined.geom_type == "LineString", ref  # without a gap, through the city too, and without a spur
        assert joined.length > 15_000
    # A stretch two roads share is there once.
    assert not len(shapely.STRtree(roads.geometry).query(roads.geometry.to_numpy(), predicate="overlaps").T)


def test_every_served_stop_is_on_a_line(sample: dict[str, gpd.GeoDataFrame]) -> None:
    stops, lines = sample["bus_stops"], sample["bus_routes"]
    served = stops[stops["served"]]
    assert not (stops["served"] & stops["on_demand"]).any()
    assert 0 < stops["on_demand"].sum() < 0.1 * len(stops)
    assert served.distance(lines.union_all()).max() < 1.0
    tree = shapely.STRtree(served.geometry.to_numpy())
    counted = [len(tree.query(line, predicate="dwithin", distance=5.0)) for line in lines.geometry]
    assert counted == lines["stops"].tolist()
    assert lines.length.min() > 1000
    # Lines follow streets: the middle of each of their pieces lies on one.
    xy, line = shapely.get_coordinates(lines.geometry, return_index=True)
    middle = ((xy[1:] + xy[:-1]) / 2)[line[1:] == line[:-1]]
    streets = shapely.STRtree(sample["streets"].geometry.to_numpy())
    away = streets.query_nearest(shapely.points(middle), return_distance=True, all_matches=False)[1]
    assert away.max() < 1e-6


def test_stops_in_town_are_all_served(sample: dict[str, gpd.GeoDataFrame]) -> None:
    stops = sample["bus_stops"]
    assert stops["served"][stops.within(sample["built_up_area"].union_all())].all()


def test_plants(sample: dict[str, gpd.GeoDataFrame]) -> None:
    plants = sample["power_plants"]
    assert plants["name"].str.startswith("模拟").all()
    assert (plants["commissioned"].notna() == (plants["status"] == "operating")).all()
    power = plants.groupby(["kind", "status"])["power_mw"].sum()
    assert power["pumped_storage", "planned"] == 1200
    # Solar 40 + 30 + 20, wind 48, biomass 12: half of the plan's 300 MW.
    running = plants[plants["status"] == "operating"]
    new = running["power_mw"][running["kind"].isin(["solar", "wind", "biomass"])].sum()
    assert new == 150
    # 40 kW or 20 MW would be an error of units here: none is smaller than 1 MW.
    assert plants["power_mw"].min() >= 1
    built = sample["built_up_area"].geometry.iloc[0]
    outside = plants[plants["kind"] != "thermal"]
    assert outside.distance(built).min() > 500


def test_substations(sample: dict[str, gpd.GeoDataFrame]) -> None:
    stations = sample["substations"]
    assert set(stations["kv"]) == {35.0, 110.0, 220.0}
    assert stations["hosting_mw"].min() > 0
    # One in each town: every seat outside the city has one within 2 km.
    seats = sample["town_seats"]
    for seat in seats.geometry[seats.distance(sample["built_up_area"].geometry.iloc[0]) > 300]:
        assert stations.distance(seat).min() < 2000


def test_recycling_has_three_tiers(sample: dict[str, gpd.GeoDataFrame]) -> None:
    tiers = sample["waste_points"]["tier"].value_counts()
    assert tiers["drop_off"] > 5 * tiers["transfer"] > 5 * tiers["sorting"] > 0
    assert len(sample["waste_points"]) > 200


def test_roofs(sample: dict[str, gpd.GeoDataFrame]) -> None:
    buildings = sample["buildings"]
    assert set(buildings["roof"]) == {"flat", "pitched"}
    pitched = (buildings["roof"] == "pitched").groupby(buildings["use"]).mean()
    assert pitched["apartments"] < 0.1 < pitched["school"] < 0.4 < pitched["industrial"]
    assert (buildings["roof"] == "pitched")[buildings["floors"] > 6].mean() < 0.06
