"""Which place an extract is about, by any of its names, and what it is made of."""

from __future__ import annotations

from itertools import count
from pathlib import Path

import pandas as pd
import pytest
from shapely.geometry import Polygon, box

from geo_ruijin.errors import SourceError
from geo_ruijin.sources import osm
from tests.extracts import ANDORRA, helsinki, needs_andorra
from tests.osm_elements import Element, node, relation, way, write_osm


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


def test_helsinki_has_no_boundary_and_says_so() -> None:
    with pytest.raises(SourceError, match=r"does not hold the whole administrative boundary\. Give --boundary FILE"):
        osm.read_boundary(helsinki())


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
