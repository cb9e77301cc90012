"""A method's declaration, read from its own signature, and what it refuses before it computes."""

from __future__ import annotations

from typing import Annotated

import geopandas as gpd
import pandas as pd
import pytest
from shapely import LineString, Point, box
from shapely.geometry.base import BaseGeometry

from geo_ruijin.errors import MethodError
from geo_ruijin.methods import METHODS, Gives, Input, Parameter, declare, known_methods
from geo_ruijin.methods.method import Divisions, Lines, Need, People, Points, Polygons, method
from geo_ruijin.results import Measure, Result
from geo_ruijin.text import same
from geo_ruijin.units import UNITS, Metres, Percent


@declare(measures={"n": Gives("1", of=("stops",))}, tables={"rows": ("stops", "people")})
def count(
    *,
    stops: Points,
    people: People | None = None,
    by: Divisions | None = None,
    streets: Lines | None = None,
    radius: Metres,
    share: Percent = 50.0,
    rounds: int = 1,
    strict: bool = False,
) -> Result:
    """Return the number of stops."""
    assert radius or share or rounds or strict or people is by is streets is None
    return Result({"n": Measure(float(len(stops)), "1", same("n"))})


def rows(*shapes: BaseGeometry, **columns: list[object]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(columns, geometry=list(shapes), crs="EPSG:4548")


def test_the_signature_is_the_declaration() -> None:
    declared = method(count)
    assert declared.inputs == {
        "stops": Input(Need(("point",)), required=True),
        "people": Input(Need(("point",), ("people",)), required=False),
        "by": Input(Need(("polygon",), ("name",)), required=False),
        "streets": Input(Need(("line",)), required=False),
    }
    assert declared.parameters == {
        "radius": Parameter("m", ("number",), required=True),
        "share": Parameter("%", ("number",), required=False),
        "rounds": Parameter(None, ("whole",), required=False),
        "strict": Parameter(None, ("truth",), required=False),
    }
    assert declared.measures == {"n": Gives("1", of=("stops",))}
    assert declared.tables == {"rows": ("stops", "people")}
    assert declared.compute(stops=rows(Point(0, 0)), radius=5.0).measures["n"].value == 1


def test_a_function_that_is_not_marked_is_no_method() -> None:
    def unmarked(*, stops: Points) -> Result:
        raise NotImplementedError(stops)

    with pytest.raises(TypeError, match="not marked with"):
        method(unmarked)


@pytest.mark.parametrize("annotation", [list, Annotated[gpd.GeoDataFrame, "points"], gpd.GeoDataFrame, dict[str, int]])
def test_an_argument_must_be_an_input_or_a_parameter(annotation: object) -> None:
    def strange(*, stops: object) -> Result:
        raise NotImplementedError(stops)

    strange.__annotations__["stops"] = annotation
    with pytest.raises(TypeError, match="cannot tell what 'stops' is"):
        method(declare(measures={})(strange))


@pytest.mark.parametrize(
    ("given", "en"),
    [
        ({"stops": rows(Point(0, 0), box(0, 0, 1, 1))}, "'{stops}' should hold nothing but point features"),
        ({"stops": rows(Point(0, 0)), "people": rows(Point(0, 0))}, "'{people}' has no column 'people'"),
        ({"stops": rows(Point(0, 0)), "by": rows(Point(0, 0), name=["a"])}, "'{by}' should hold nothing but polygon"),
        ({"stops": rows(Point(0, 0)), "by": pd.DataFrame({"name": ["a"]})}, "'{by}' should hold nothing but polygon"),
        ({"stops": rows(Point(0, 0)), "streets": rows(Point(0, 0))}, "'{streets}' should hold nothing but line"),
    ],
)
def test_what_is_not_as_declared_is_refused(given: dict[str, gpd.GeoDataFrame], en: str) -> None:
    # the tables of other analyses, which no layer's checks have seen
    with pytest.raises(MethodError) as raised:
        method(count).compute(**given, radius=1.0)
    assert raised.value.say("en").startswith(en)
    assert raised.value.say("zh").startswith("“{")


def test_none_and_nothing_are_as_declared() -> None:
    stops = gpd.GeoDataFrame(geometry=[], crs="EPSG:4548")
    assert method(count).compute(stops=stops, people=None, radius=1.0).measures["n"].value == 0
    line = LineString([(0, 0), (1, 1)])
    assert method(count).compute(stops=stops, streets=rows(line), radius=1.0).measures["n"].value == 0


@pytest.mark.parametrize("name", METHODS)
def test_every_method_gives_what_readers_know(name: str) -> None:
    declared = METHODS[name]
    assert {gives.unit for gives in declared.measures.values()} <= set(UNITS)
    assert {wanted.unit for wanted in declared.parameters.values()} <= {*UNITS, None}
    for of in [*(gives.rests_on for gives in declared.measures.values()), *declared.tables.values()]:
        assert set(of) <= set(declared.inputs)


def test_the_methods_of_this_package_are_known() -> None:
    assert METHODS.items() <= known_methods().items()
    with pytest.raises(TypeError):
        METHODS["mine"] = method(count)  # type: ignore[index]


def test_polygons_are_polygons() -> None:
    @declare(measures={})
    def area(*, region: Polygons) -> Result:
        return Result({"area": Measure(float(region.area.sum()), "m²", same("area"))})

    assert method(area).compute(region=rows(box(0, 0, 2, 2))).measures["area"].value == 4
