"""Reading the features of an extract."""

from __future__ import annotations

from pathlib import Path

import pytest
from shapely.geometry import LineString, Point, box

from geo_ruijin.sources import osm
from tests.extracts import helsinki
from tests.osm_elements import Element, node, relation, way, write_osm


def corner(first: int, lon: float, lat: float, side: float) -> list[Element]:
    """Return the four corners of a square."""
    return [
        node(first + i, lon + x * side, lat + y * side) for i, (x, y) in enumerate([(0, 0), (1, 0), (1, 1), (0, 1)])
    ]


@pytest.fixture
def town(tmp_path: Path) -> Path:
    return write_osm(
        tmp_path / "town.osm",
        [
            *corner(1, 116, 26, 0.004),
            *corner(11, 116.001, 26.001, 0.001),
            node(21, 116.1, 26.1, highway="bus_stop", name="People's Park", routes="3;5"),
            node(22, 116.2, 26.1, amenity="bus_station"),
            node(23, 116.3, 26.1, amenity="school", note="x"),
            node(24, 116.3, 26.2, note="nothing of interest"),
            way(31, [1, 2, 3, 4, 1], amenity="bus_station", name="客运站"),
            way(32, [1, 2, 3, 4, 1]),
            way(33, [11, 12, 13, 14, 11]),
            way(34, [1, 2, 3, 4, 1], amenity="school", area="no"),
            way(35, [1, 3, 2, 4, 1], landuse="grass"),  # crosses itself in the middle
            way(36, [1, 2], waterway="stream"),
            way(37, [1, 2, 3, 4, 1], waterway="stream"),
            way(38, [1, 2, 3], public_transport="platform"),
            relation(41, [32], [33], landuse="forest", **{"name:en": "Wood"}),
            relation(42, [32, 999], [], landuse="meadow"),  # a way of it is not in the file
        ],
    )


def test_any_of_the_tags(town: Path) -> None:
    found = osm.read_features(
        town,
        tags={"highway": "bus_stop", "amenity": ["bus_station", "ferry_terminal"], "public_transport": True},
        geometry="point",
        columns={"lines": "routes", "missing": "none_has_this"},
    ).set_index("osm_id")
    assert list(found.columns) == ["name", "lines", "missing", "geometry"]
    assert sorted(found.index) == ["node/21", "node/22", "way/31", "way/38"]
    assert list(found.loc["node/21", ["name", "lines"]]) == ["People's Park", "3;5"]
    assert found["missing"].isna().all()
    assert found.geometry["node/21"] == Point(116.1, 26.1)
    assert box(116, 26, 116.004, 26.004).contains(found.geometry["way/31"])
    assert found.geometry["way/38"].distance(LineString([(116, 26), (116.004, 26), (116.004, 26.004)])) < 1e-12


def test_a_quote_in_a_value(town: Path) -> None:
    found = osm.read_features(town, tags={"name": "People's Park"}, geometry="point")
    assert found["osm_id"].tolist() == ["node/21"]


def test_areas_of_ways_and_relations(town: Path) -> None:
    found = osm.read_features(
        town, tags={"landuse": True, "amenity": True, "waterway": True}, geometry="polygon", columns={"use": "landuse"}
    ).set_index("osm_id")
    # not the school, whose way is no area; not the stream; not the meadow, which is not whole
    assert sorted(found.index) == ["relation/41", "way/31", "way/35"]
    assert found["use"].dropna().to_dict() == {"relation/41": "forest", "way/35": "grass"}
    # in thousandths of a degree: 4 x 4; less 1 x 1; two triangles of 4 x 2 / 2
    areas = (found.geometry.map(lambda shape: shape.area) * 1e6).to_dict()
    assert areas == pytest.approx({"way/31": 16, "relation/41": 15, "way/35": 8})
    assert found.geometry.map(lambda shape: shape.is_valid).all()
    assert found.geometry.map(lambda shape: shape.geom_type).to_dict() == {
        "way/31": "Polygon", "relation/41": "Polygon", "way/35": "MultiPolygon",
    }  # fmt: skip


def test_lines_are_ways_rings_too(town: Path) -> None:
    found = osm.read_features(town, tags={"waterway": ["stream"], "landuse": "forest"}, geometry="line")
    assert found["osm_id"].tolist() == ["way/36", "way/37"]
    assert found.geometry.map(lambda line: line.is_ring).tolist() == [False, True]


def test_nothing_found_has_the_columns_and_the_crs(town: Path) -> None:
    none = osm.read_features(town, tags={"shop": True}, geometry="polygon", columns={"floors": "x"}, crs="EPSG:4548")
    assert none.empty
    assert list(none.columns) == ["osm_id", "name", "floors", "geometry"]
    assert none.crs == "EPSG:4548"


def test_helsinki_has_what_a_town_has() -> None:
    extent = osm.data_extent(helsinki())
    # the box the file was cut to, as its header says, in the middle of the town
    assert box(24.935176, 60.164155, 24.953415, 60.179114).buffer(1e-6).contains(extent)
    assert extent.contains(Point(24.9414, 60.1710))  # the main railway station
    stops = osm.read_features(helsinki(), tags={"highway": "bus_stop"}, geometry="point")
    houses = osm.read_features(
        helsinki(), tags={"building": True}, geometry="polygon", columns={"floors": "building:levels"}
    )
    assert "Rautatientori" in set(stops["name"])  # the stops on the Railway Square
    assert len(houses) > 400
    assert houses.geometry.map(lambda shape: shape.is_valid).all()
    assert houses["floors"].dropna().str.fullmatch(r"\d+").mean() > 0.9
