"""Who has enough of what all share: a row of cells by hand, edges, and the same by points."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Point, box
from shapely.geometry.base import BaseGeometry

from geo_ruijin.errors import MethodError
from geo_ruijin.methods import METHODS
from geo_ruijin.methods.balance.catchment import DECAYS
from geo_ruijin.methods.balance.sharing import pairs_within, two_step_points
from geo_ruijin.methods.balance.supply import supply_balance
from geo_ruijin.project import open_project
from geo_ruijin.results import Result
from geo_ruijin.run import run_project
from geo_ruijin.units import UNITS
from tests.towns import copy_town

CRS = "EPSG:4548"
SHIPPED = Path(__file__).parent.parent


def frame(*shapes: BaseGeometry, **columns: Any) -> gpd.GeoDataFrame:  # noqa: ANN401
    return gpd.GeoDataFrame(columns, geometry=list(shapes), crs=CRS)


def homes(*places: tuple[float, float, float]) -> gpd.GeoDataFrame:
    return frame(*(Point(x, y) for x, y, _ in places), people=[float(people) for _, _, people in places])


# A row of cells of 100 m; the region is cells 0 to 9; dichotomy within 300 m. People p and parks of 10,000 m² each:
#
#     cell     0    1    2    3    4    5    6    7    8    9   | 10   11   12   13   14
#     people  10p                                           20p |          20p
#     park               A              B                       |  C                   D
#
# A: 10 people within 200 m, 1000 m² each. B: nobody, the nearest are 400 and 500 m off. C: 20 in cell 9 and 20 outside
# the region in cell 12: 250 m² each. D: those in cell 12 alone.
REGION = frame(box(0, 0, 1000, 100))
PEOPLE = homes((50, 50, 10), (950, 50, 20), (1250, 50, 20))
PARKS = frame(*(box(x, 0, x + 100, 100) for x in (200, 500, 1000, 1400)))
HALVES = frame(box(0, 0, 500, 100), box(500, 0, 1000, 100), name=["西", "东"])


def ask(**changes: Any) -> Result:  # noqa: ANN401
    given_ = {"supply": PARKS, "region": REGION, "people": PEOPLE, "radius": 300.0, "decay": "dichotomy", "need": 300.0}
    return supply_balance(**{**given_, "cell_size": 100.0, **changes})


def values(found: Result) -> dict[str, float | None]:
    return {name: measure.value for name, measure in found.measures.items()}


def rows(found: Result, table: str) -> gpd.GeoDataFrame:
    data = found.tables[table].data
    assert isinstance(data, gpd.GeoDataFrame)
    return data


def test_the_row_by_hand() -> None:
    assert values(ask()) == {
        "share_in_deficit": pytest.approx(100 * 20 / 30),
        "people_in_deficit": 20,  # in cell 9, 250 m² each
        "people_in_surplus": 10,
        "people_in_balance": 0,
        "people": 30,  # those in cell 12 are not judged, though they share
        "accessible_mean": pytest.approx(15_000 / 30),
        "deficit": 20 * 50,
        "supply_area": 30_000,  # A, B and C; D is outside and beyond reach
        "supply_used": 10_000 + 20 * 250,
        "supply_elsewhere": 20 * 250,
        "supply_unreached": 10_000,  # B
    }


def test_exactly_what_is_needed() -> None:
    found = values(ask(need=250.0))
    assert (found["people_in_deficit"], found["people_in_balance"], found["people_in_surplus"]) == (0, 20, 10)


def test_by_division() -> None:
    found = ask(by=HALVES)
    zones = rows(found, "zones").set_index("name")
    assert zones.index.tolist() == ["东", "西"]  # most people in deficit first
    assert zones["people"].tolist() == [20, 10]
    assert zones["short"].tolist() == [20, 0]
    assert zones["share"].tolist() == [100, 0]
    assert zones["over"].tolist() == [0, 10]
    assert zones["accessible"].tolist() == [250, 1000]
    assert zones["lacking"].tolist() == [1000, 0]
    short = rows(found, "deficit")
    assert short[["name", "people", "accessible", "lacking"]].to_numpy().tolist() == [["东", 20, 250, 1000]]
    assert shapely.get_coordinates(short.geometry).tolist() == [[950, 50]]
    assert values(found) == values(ask())


def test_without_divisions() -> None:
    found = ask()
    assert set(found.tables) == {"deficit"}
    assert "name" not in found.tables["deficit"].columns


def test_a_division_where_nobody_lives() -> None:
    thirds = frame(box(0, 0, 400, 100), box(400, 0, 800, 100), box(800, 0, 1000, 100), name=["a", "b", "c"])
    zones = rows(ask(by=thirds), "zones")
    empty = zones[zones["name"] == "b"]
    assert empty[["people", "short", "lacking"]].to_numpy().tolist() == [[0, 0, 0]]
    assert empty[["share", "accessible"]].isna().to_numpy().all()


def test_a_cell_of_two_divisions_is_of_the_one_with_most_people() -> None:
    people = homes((910, 50, 5), (990, 50, 7), (50, 50, 1))
    split = frame(box(0, 0, 950, 100), box(950, 0, 1000, 100), name=["a", "b"])
    found = ask(people=people, by=split, supply=PARKS.iloc[:1])
    table = rows(found, "deficit")
    assert table[["name", "people"]].to_numpy().tolist() == [["b", 12]]
    assert rows(found, "zones").set_index("name")["short"].to_dict() == {"b": 7, "a": 5}


def test_most_people_come_first() -> None:
    found = rows(ask(people=homes((50, 50, 1), (150, 50, 9), (750, 50, 5)), need=1e9), "deficit")
    assert found["people"].tolist() == [9, 5, 1]


def test_people_and_parks_far_off_change_nothing() -> None:
    # beyond two radii of the region nobody can share what its residents reach
    far = pd.concat([PEOPLE, homes((1650, 50, 500), (50, 5000, 500))])
    assert values(ask(people=far)) == values(ask())
    parks = pd.concat([PARKS, frame(box(1450, 0, 1500, 100), box(90_000, 0, 90_100, 100))])
    assert values(ask(supply=parks)) == values(ask())


def test_a_part_of_a_cell_counts_with_its_part() -> None:
    # a quarter of A, across the border of cells 1 and 2: 2,500 m² in all
    found = values(ask(supply=frame(box(175, 25, 225, 75))))
    assert found["supply_area"] == found["supply_used"] == pytest.approx(2500)


def test_overlapping_parks_count_once_and_it_is_said() -> None:
    twice = pd.concat([PARKS, frame(box(250, 0, 300, 100))])
    found = ask(supply=twice)
    assert values(found) == values(ask())
    assert "5000 平方米重叠" in found.notes[-1].zh
    assert not any("重叠" in note.zh for note in ask().notes)


@pytest.mark.parametrize("kind", ["int32", "Int64", "Float64", "double[pyarrow]"])
def test_people_of_any_kind_of_number(kind: str) -> None:
    people = PEOPLE.assign(people=PEOPLE["people"].astype(kind))  # type: ignore[call-overload]
    assert values(ask(people=people)) == values(ask())
    people.index = pd.Index([7, 7, 7])
    assert values(ask(people=people)) == values(ask())


def test_no_parks_no_people() -> None:
    nothing = values(ask(supply=PARKS.iloc[:0]))
    assert (nothing["people_in_deficit"], nothing["deficit"], nothing["supply_area"]) == (30, 9000, 0)
    nobody = ask(people=homes(), by=HALVES)
    assert values(nobody)["share_in_deficit"] is values(nobody)["accessible_mean"] is None
    # nobody reaches A, B: in the region; C and D are outside
    assert (values(nobody)["supply_area"], values(nobody)["supply_unreached"]) == (20_000, 20_000)
    assert len(rows(nobody, "deficit")) == 0
    empty_homes = values(ask(people=pd.concat([PEOPLE, homes((650, 50, 0))])))
    assert empty_homes == values(ask())  # a home without people reaches nothing for anybody


@pytest.mark.parametrize("decay", DECAYS)
def test_each_decay_is_said_in_the_notes(decay: str) -> None:
    found = ask(decay=decay, exponent=1.5 if decay == "power" else None)
    assert any(f"({decay})" in note.en for note in found.notes)
    assert any(f"({decay})" in note.zh for note in found.notes)


def test_it_gives_what_it_declares() -> None:
    method, found = METHODS["supply_balance"], ask(by=HALVES)
    assert list(found.measures) == list(method.measures)
    assert set(found.tables) == set(method.tables)
    for name, measure in found.measures.items():
        assert measure.unit == method.measures[name].unit
        assert measure.unit in UNITS
    for table in found.tables.values():
        assert set(table.columns) <= set(table.data.columns)
    assert {name: one.unit for name, one in method.parameters.items()} == {
        "radius": "m",
        "decay": None,
        "need": "m²/person",
        "cell_size": "m",
        "exponent": None,
    }


def test_what_is_refused() -> None:
    with pytest.raises(MethodError, match="no area"):
        ask(region=REGION.iloc[:0])
    with pytest.raises(MethodError, match="at most the radius"):
        ask(cell_size=301.0)
    with pytest.raises(MethodError, match="Did you mean 'gaussian'"):
        ask(decay="gausian")
    with pytest.raises(MethodError, match="1 rows whose people"):
        ask(people=homes((50, 50, -1)))
    with pytest.raises(MethodError, match="need should be above 0"):
        ask(need=0.0)
    with pytest.raises(MethodError, match="million"):
        ask(region=frame(box(0, 0, 1e5, 1e5)), cell_size=1.0)


# the whole way, from a project's files


def test_tiny_town(tmp_path: Path) -> None:
    # Two parks are added to Tiny Town, in cells of 100 m: 100 m² 200 m west of A, and a whole cell of 10,000 m² within
    # 500 m of D (3 cells and 2) and of G (4 cells), who lives outside the built-up area. Nobody else is in reach.
    town = copy_town(tmp_path)
    west, north = 400_000, 2_860_000
    parks = [box(west + x, north + 600, west + x + side, north + 600 + side) for x, side in ((300, 10), (1900, 100))]
    frame(*parks).to_file(town / "layers/data/parks.geojson")
    layer = (town / "layers/built_up_area.toml").read_text(encoding="utf-8").replace("built_up_area", "parks")
    (town / "layers/parks.toml").write_text(layer, encoding="utf-8")
    asked = (SHIPPED / "analyses/park_balance.toml").read_text(encoding="utf-8")
    for shipped, ours in (
        ('"townships"', '"divisions"'),
        ('"gaussian"', '"dichotomy"'),
        ("value = 20,", "value = 100,"),
    ):
        assert asked.count(shipped) == 1
        asked = asked.replace(shipped, ours)
    (town / "analyses/park_balance.toml").write_text(asked, encoding="utf-8")
    answers = {record.name: record for record in run_project(open_project(town)).record.analyses}
    answer = answers["park_balance"]
    assert answer.status == "done"
    found = {name: measure.value for name, measure in answer.measures.items()}
    assert (found["people"], found["people_in_surplus"]) == (240, 20)  # D has 10,000 / (20 + 10) m²
    assert found["people_in_deficit"] == 100 + 50 + 30 + 40  # A with 1 m² each, B, C and F with none
    assert found["deficit"] == pytest.approx(100 * 7 + 120 * 8)
    assert found["supply_area"] == pytest.approx(10_100)
    assert found["supply_elsewhere"] == pytest.approx(10_000 / 3)
    assert "{" not in "".join(measure.about.zh + measure.about.en for measure in answer.measures.values())
    assert "{" not in "".join(note.zh + note.en for note in answer.notes)
    assert answer.tables["deficit"].data["people"].tolist() == [100, 50, 40, 30]
    assert set(answer.tables["zones"].data["name"]) == {"西区", "东区"}


PLACES = st.lists(st.tuples(st.integers(-4, 12), st.integers(-4, 12), st.integers(0, 50)), min_size=1, max_size=15)
FIELDS = st.lists(st.tuples(st.integers(-4, 12), st.integers(-4, 12)), min_size=1, max_size=6, unique=True)


@settings(max_examples=30, deadline=None)
@given(PLACES, FIELDS, st.sampled_from(DECAYS), st.integers(1, 4))
def test_on_centres_of_cells_it_is_as_on_points(
    places: list[tuple[int, int, int]], fields: list[tuple[int, int]], decay: str, steps: int
) -> None:
    # homes at the centres of cells of 100 m, each park a cell; the region holds cells 0 to 7 each way
    exponent, radius = 1.5 if decay == "power" else None, 100.0 * steps
    people = homes(*((100 * x + 50, 100 * y + 50, count) for x, y, count in places))
    parks = frame(*(box(100 * x, 100 * y, 100 * x + 100, 100 * y + 100) for x, y in fields))
    found = values(
        ask(
            supply=parks,
            region=frame(box(0, 0, 800, 800)),
            people=people,
            radius=radius,
            decay=decay,
            need=150.0,
            exponent=exponent,
        )
    )
    where, centres = shapely.get_coordinates(people.geometry), shapely.get_coordinates(parks.centroid)
    counts = people["people"].to_numpy()
    points = two_step_points(
        pairs_within(where, centres, radius=radius),
        counts,
        np.full(len(fields), 1e4),
        radius=radius,
        decay=decay,
        need=150,
        exponent=exponent,
    )
    judged = (where > 0).all(axis=1) & (where < 800).all(axis=1)
    balance = points.per_person
    assert found["people"] == counts[judged].sum()
    assert found["people_in_deficit"] == counts[judged & (balance < 0)].sum()
    assert found["people_in_surplus"] == counts[judged & (balance > 0)].sum()
    lived_in = counts > 0
    shares = np.where(lived_in, points.accessible * counts, 0)
    assert found["supply_used"] == pytest.approx(shares[judged].sum())
    lacking = -np.minimum(np.where(lived_in, balance, 0) * counts, 0)
    assert found["deficit"] == pytest.approx(lacking[judged].sum())
    # a park counts where it lies in the region or has residents of it within reach; what nobody shares is unreached
    inside = (centres > 0).all(axis=1) & (centres < 800).all(axis=1)
    own = two_step_points(
        pairs_within(where, centres, radius=radius),
        np.where(judged, counts, 0),
        np.full(len(fields), 1e4),
        radius=radius,
        decay=decay,
        need=150,
        exponent=exponent,
    )
    counted = inside | ~np.isnan(own.ratio)
    assert found["supply_area"] == pytest.approx(1e4 * counted.sum())
    assert found["supply_unreached"] == pytest.approx(1e4 * (counted & np.isnan(points.ratio)).sum())


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10**6), st.sampled_from([7.0, 20.0, 33.3, 100.0]))
def test_the_order_of_rows_changes_nothing(seed: int, cell_size: float) -> None:
    random = np.random.default_rng(seed)
    places = random.uniform(-500, 1500, (30, 2))
    people = homes(*((x, y, int(count)) for (x, y), count in zip(places, random.integers(0, 40, 30), strict=True)))
    corners = random.uniform(-300, 1200, (6, 2))
    parks = frame(*(box(x, y, x + a, y + a) for (x, y), a in zip(corners, random.uniform(5, 200, 6), strict=True)))
    town = {"region": frame(box(0, 0, 1000, 900)), "cell_size": cell_size, "decay": "gaussian", "need": 40.0}
    one = values(ask(people=people, supply=parks, **town))
    other = values(ask(people=people.sample(frac=1, random_state=seed), supply=parks.iloc[::-1], **town))
    assert other == pytest.approx(one, rel=1e-9, abs=1e-6)
    parts = (one["supply_used"] or 0) + (one["supply_elsewhere"] or 0) + (one["supply_unreached"] or 0)
    assert parts == pytest.approx(one["supply_area"], rel=1e-9)
    whole = (one["people_in_deficit"] or 0) + (one["people_in_surplus"] or 0) + (one["people_in_balance"] or 0)
    assert whole == one["people"]
