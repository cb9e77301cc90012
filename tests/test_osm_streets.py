"""Who may use which street: each rule by the table and the pages named in `osm_streets`."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import LineString

from geo_ruijin.sources import osm
from geo_ruijin.sources.osm_streets import CLOSED, HIGHWAYS, OPEN, streets
from tests.extracts import ANDORRA, helsinki, joined_share, needs_andorra
from tests.osm_elements import node, way, write_osm

#: Tags -> (walk, drive, oneway).
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


def test_helsinki_hangs_together_on_foot() -> None:
    found = osm.read_streets(helsinki(), crs="EPSG:3067")
    assert found["osm_id"].is_unique
    assert joined_share(found[found["walk"]]) > 0.95
    assert set(found.loc[~found["highway"].isin(HIGHWAYS), ["walk", "drive"]].to_numpy().ravel()) == {False}


@needs_andorra
def test_andorra_hangs_together_on_foot() -> None:
    found = osm.read_streets(ANDORRA, crs="EPSG:25831")
    assert joined_share(found[found["walk"]]) > 0.95
