"""What a method needs and gives, read from its own signature.

A method is a pure function: GeoDataFrames and parameters in, a `Result` out. Its annotations declare what the checks,
the command line and the report need to know, so that nothing is written twice::

    @declare(
        measures={"area_share": Gives("%", of=("facilities", "region"))},
        tables={"unreached": ("facilities", "region")},
    )
    def service_coverage(*, facilities: Points, region: Polygons, radius: Metres) -> Result: ...

A method that measures along streets is given the network built of them, not the streets: one build serves all.
"""

from __future__ import annotations

import functools
import inspect
import types
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin, get_type_hints

import geopandas as gpd
import pandas as pd

from geo_ruijin.checks import SHAPES
from geo_ruijin.errors import MethodError
from geo_ruijin.methods.parameter import Parameter, kinds_of
from geo_ruijin.network import Mode, Network
from geo_ruijin.raster import Raster
from geo_ruijin.results import Result
from geo_ruijin.spec import Geometry
from geo_ruijin.text import Text
from geo_ruijin.units import Between, Unit


@dataclass(frozen=True)
class Need:
    """What an input must be.

    Attributes
    ----------
    geometries
        Any of these.
    columns
        Those a method reads.
    mode
        Where the method is given the network of these lines: how it is travelled.
    limits
        Whether it says what counts: a file that names it has no answer without it.
    series
        Whether the method is given the rasters of all years, the earliest first, instead of the latest alone.
    """

    geometries: tuple[Geometry, ...]
    columns: tuple[str, ...] = ()
    mode: Mode | None = None
    limits: bool = False
    series: bool = False


Points = Annotated[gpd.GeoDataFrame, Need(("point",))]
Lines = Annotated[gpd.GeoDataFrame, Need(("line",))]
Polygons = Annotated[gpd.GeoDataFrame, Need(("polygon",))]
#: What lies outside does not count.
Limits = Annotated[gpd.GeoDataFrame, Need(("polygon",), limits=True)]
#: What is served: points, or areas whose border is where they begin.
Places = Annotated[gpd.GeoDataFrame, Need(("point", "polygon"))]
People = Annotated[gpd.GeoDataFrame, Need(("point",), ("people",))]
Divisions = Annotated[gpd.GeoDataFrame, Need(("polygon",), ("name",))]
#: Streets with the columns `walk`, `drive` and `oneway`, as the network of those open to people on foot, to vehicles.
WalkNetwork = Annotated[Network, Need(("line",), ("walk",), mode="walk")]
DriveNetwork = Annotated[Network, Need(("line",), ("drive", "oneway"), mode="drive")]
#: Figures that somebody reports, one a row.
Statistics = Annotated[pd.DataFrame, Need(("table",), ("id", "value", "unit", "year", "source"))]
#: A typical year, a row an hour: its middle in the standard time of `utc_offset`.
HourlyWeather = Annotated[
    pd.DataFrame,
    Need(("table",), ("month", "day", "hour", "utc_offset", "ghi", "temperature", "latitude", "longitude")),
]
#: Long-term means, a row a month.
MonthlyNormals = Annotated[pd.DataFrame, Need(("table",), ("month", "ghi", "temperature", "latitude", "longitude"))]
#: Heights of the ground.
Heights = Annotated[Raster, Need(("raster",), ("elevation",))]
#: What covers the ground, in every year it is known for, the earliest first; at least one.
Covers = Annotated[tuple[Raster, ...], Need(("raster",), ("cover",), series=True)]


@dataclass(frozen=True)
class Input:
    """An input of a method and whether the method can do without it."""

    need: Need
    required: bool


@dataclass(frozen=True)
class Gives:
    """A measure as it is declared.

    Attributes
    ----------
    unit
        Its unit.
    of
        The inputs it cannot be had without: a share of areas stays real though the people are not.
    also
        Inputs that it is made of too, where they are given.
    """

    unit: str
    of: tuple[str, ...]
    also: tuple[str, ...] = ()

    @property
    def rests_on(self) -> tuple[str, ...]:
        """All inputs it is made of."""
        return self.of + self.also


@dataclass(frozen=True)
class Method:
    """A method and its declaration.

    Attributes
    ----------
    compute
        Raises MethodError for an input that is not what the method declares, and NoDataError where it is but there is
        not enough of it to answer from.
    measures
        By id, in the order a reader sees them.
    tables
        By id, the inputs each is made of.
    proposes
        Whether it says where new ones should go, rather than what is there.
    """

    compute: Callable[..., Result]
    inputs: Mapping[str, Input]
    parameters: Mapping[str, Parameter]
    measures: Mapping[str, Gives]
    tables: Mapping[str, tuple[str, ...]]
    proposes: bool = False


Function = TypeVar("Function", bound=Callable[..., Result])

_DECLARATION = "__geo_ruijin_declaration__"


def declare(
    *,
    measures: Mapping[str, Gives],
    tables: Mapping[str, tuple[str, ...]] | None = None,
    proposes: bool = False,
) -> Callable[[Function], Function]:
    """Mark a function as a method that gives these `measures` and `tables`.

    With `proposes` it says where new ones should go: a scenario, which is an answer to that already, asks it again only
    where a target rests on it.
    """

    def mark(function: Function) -> Function:
        setattr(function, _DECLARATION, (dict(measures), dict(tables or {}), proposes))
        return function

    return mark


def method(function: Callable[..., Result]) -> Method:
    """Return the declaration of a function marked with `declare`.

    Raises
    ------
    TypeError
        If the function is not marked, or an argument's annotation is neither an input nor a parameter.
    """
    declaration = getattr(function, _DECLARATION, None)
    if declaration is None:
        message = f"{function!r} is not marked with geo_ruijin.methods.declare"
        raise TypeError(message)
    hints = get_type_hints(function, include_extras=True)
    inputs: dict[str, Input] = {}
    parameters: dict[str, Parameter] = {}
    for name, argument in inspect.signature(function).parameters.items():
        kinds, marks = _annotation(hints[name])
        required = argument.default is inspect.Parameter.empty
        need = next((mark for mark in marks if isinstance(mark, Need)), None)
        unit = next((mark.symbol for mark in marks if isinstance(mark, Unit)), None)
        if need is not None:
            inputs[name] = Input(need, required)
        elif kinds := kinds_of(kinds):
            between = next((mark for mark in marks if isinstance(mark, Between)), None)
            parameters[name] = Parameter(unit, kinds, required, between)
        else:
            message = f"{function!r}: cannot tell what '{name}' is from {hints[name]!r}"
            raise TypeError(message)
    measures, tables, proposes = declaration

    @functools.wraps(function)
    def compute(**given: Any) -> Result:  # noqa: ANN401 - inputs and parameters of any form
        for name in inputs.keys() & given.keys():
            if given[name] is not None:
                _refuse_unfit(name, given[name], inputs[name].need)
        return function(**given)

    return Method(compute, inputs, parameters, measures, tables, proposes)


def _refuse_unfit(name: str, given: object, need: Need) -> None:
    """Refuse what is not of the shape and columns declared: the table of another analysis may be anything."""
    if need.mode is not None or "raster" in need.geometries:
        wanted = Raster if need.mode is None else Network
        if not all(isinstance(one, wanted) for one in (given if need.series and isinstance(given, tuple) else [given])):
            message = f"{name} should be a {wanted.__name__}, is a {type(given).__name__}"
            raise TypeError(message)
        return
    shapes = [kind for geometry in need.geometries for kind in SHAPES.get(geometry, ())]
    placed = isinstance(given, gpd.GeoDataFrame) and bool(given.geom_type.isin(shapes).all())
    if "table" not in need.geometries and not placed:
        said = {language: sep.join(need.geometries) for language, sep in (("zh", " 或 "), ("en", " or "))}
        raise MethodError(
            Text(
                zh=f"“{{{name}}}”应全部是 {said['zh']} 要素",
                en=f"'{{{name}}}' should hold nothing but {said['en']} features",
            )
        )
    assert isinstance(given, pd.DataFrame)  # noqa: S101 - a table is
    for column in need.columns:
        if column not in given:
            raise MethodError(Text(zh=f"“{{{name}}}”缺少“{column}”这一列", en=f"'{{{name}}}' has no column '{column}'"))


def _annotation(hint: Any) -> tuple[tuple[Any, ...], tuple[Any, ...]]:  # noqa: ANN401 - a type of any form
    """Return the bare types and their marks, looking through what may be None."""
    members = get_args(hint) if get_origin(hint) in (Union, types.UnionType) else (hint,)
    kinds: list[Any] = []
    marks: list[Any] = []
    for member in members:
        if get_origin(member) is Annotated:
            kind, *marked = get_args(member)
            inner, more = _annotation(kind)
            kinds += inner
            marks += [*more, *marked]
        elif member is not type(None):
            kinds.append(member)
    return tuple(kinds), tuple(marks)
