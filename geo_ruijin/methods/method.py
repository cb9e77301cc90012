"""What a method needs and gives, read from its own signature.

A method is a pure function: GeoDataFrames and parameters in, a `Result` out. Its annotations declare what the checks,
the command line and the report need to know, so that nothing is written twice::

    @declare(
        measures={"area_share": Gives("%", of=("facilities", "region"))},
        tables={"unreached": ("facilities", "region")},
    )
    def service_coverage(*, facilities: Points, region: Polygons, radius: Metres) -> Result: ...
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
from geo_ruijin.results import Result
from geo_ruijin.spec import Geometry
from geo_ruijin.text import Text
from geo_ruijin.units import Unit


@dataclass(frozen=True)
class Need:
    """What an input must be: its geometry, and the columns a method reads from it."""

    geometry: Geometry
    columns: tuple[str, ...] = ()


Points = Annotated[gpd.GeoDataFrame, Need("point")]
Lines = Annotated[gpd.GeoDataFrame, Need("line")]
Polygons = Annotated[gpd.GeoDataFrame, Need("polygon")]
People = Annotated[gpd.GeoDataFrame, Need("point", ("people",))]
Divisions = Annotated[gpd.GeoDataFrame, Need("polygon", ("name",))]
WalkableStreets = Annotated[gpd.GeoDataFrame, Need("line", ("walk",))]


@dataclass(frozen=True)
class Input:
    """An input of a method and whether the method can do without it."""

    need: Need
    required: bool


@dataclass(frozen=True)
class Parameter:
    """A parameter of a method, its unit, and its default where it has one."""

    unit: str | None
    type: type
    required: bool


@dataclass(frozen=True)
class Gives:
    """The unit of a measure, and the inputs it is made of: a share of areas stays real though the people are not."""

    unit: str
    of: tuple[str, ...]


@dataclass(frozen=True)
class Method:
    """A method and its declaration.

    Attributes
    ----------
    compute
        Raises MethodError for an input that is not what the method declares.
    measures
        By id, in the order a reader sees them.
    tables
        By id, the inputs each is made of.
    """

    compute: Callable[..., Result]
    inputs: Mapping[str, Input]
    parameters: Mapping[str, Parameter]
    measures: Mapping[str, Gives]
    tables: Mapping[str, tuple[str, ...]]


Function = TypeVar("Function", bound=Callable[..., Result])

_DECLARATION = "__geo_ruijin_declaration__"


def declare(
    *, measures: Mapping[str, Gives], tables: Mapping[str, tuple[str, ...]] | None = None
) -> Callable[[Function], Function]:
    """Mark a function as a method that gives these `measures` and `tables`."""

    def mark(function: Function) -> Function:
        setattr(function, _DECLARATION, (dict(measures), dict(tables or {})))
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
        kind, marks = _annotation(hints[name])
        required = argument.default is inspect.Parameter.empty
        need = next((mark for mark in marks if isinstance(mark, Need)), None)
        unit = next((mark.symbol for mark in marks if isinstance(mark, Unit)), None)
        if need is not None:
            inputs[name] = Input(need, required)
        elif kind in (float, int, bool, str):
            parameters[name] = Parameter(unit, kind, required)
        else:
            message = f"{function!r}: cannot tell what '{name}' is from {hints[name]!r}"
            raise TypeError(message)
    measures, tables = declaration

    @functools.wraps(function)
    def compute(**given: Any) -> Result:  # noqa: ANN401 - inputs and parameters of any form
        for name in inputs.keys() & given.keys():
            if given[name] is not None:
                _refuse_unfit(name, given[name], inputs[name].need)
        return function(**given)

    return Method(compute, inputs, parameters, measures, tables)


def _refuse_unfit(name: str, given: pd.DataFrame, need: Need) -> None:
    """Refuse what is not of the shape and columns declared: the table of another analysis may be anything."""
    shape = need.geometry
    placed = isinstance(given, gpd.GeoDataFrame) and bool(given.geom_type.isin(SHAPES[shape]).all())
    if shape != "table" and not placed:
        raise MethodError(
            Text(zh=f"“{{{name}}}”应全部是 {shape} 要素", en=f"'{{{name}}}' should hold nothing but {shape} features")
        )
    for column in need.columns:
        if column not in given:
            raise MethodError(Text(zh=f"“{{{name}}}”缺少“{column}”这一列", en=f"'{{{name}}}' has no column '{column}'"))


def _annotation(hint: Any) -> tuple[Any, tuple[Any, ...]]:  # noqa: ANN401 - a type of any form
    """Return the bare type and its marks, looking through an optional."""
    if get_origin(hint) in (Union, types.UnionType):
        hint = next(member for member in get_args(hint) if member is not type(None))
    if get_origin(hint) is Annotated:
        kind, *marks = get_args(hint)
        return kind, tuple(marks)
    return hint, ()
