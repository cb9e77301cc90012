"""The parameters of methods: what a value in a TOML file may be, and how a method gets it."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal, NamedTuple, get_args

from geo_ruijin.errors import MethodError
from geo_ruijin.text import Text
from geo_ruijin.units import Between, Unit


class Step(NamedTuple):
    """A value for all from some size on: parks of at least 5,000 m² reach 500 m."""

    area_from: float
    value: float


#: A value by size; the largest step that something is no smaller than is its own, and what is smaller has none.
Steps = tuple[Step, ...]


class Range(NamedTuple):
    """A value that is not known better than this: the least, the most likely and the most it may be."""

    low: float
    mid: float
    high: float


#: Ranges by name: the usable share of the roofs of each class.
Ranges = Mapping[str, Range]

#: Numbers by name: the emission factor of each grid and year.
Amounts = Mapping[str, float]

#: A length [m], one for all or by area [m²].
MetresByArea = Annotated[float | Steps, Unit("m")]

Kind = Literal["number", "whole", "truth", "text", "numbers", "texts", "steps", "range", "ranges", "amounts"]

#: Annotations of a method's arguments, and the kinds they are in a file.
KINDS: Mapping[Any, Kind] = {
    float: "number",
    int: "whole",
    bool: "truth",
    str: "text",
    tuple[float, ...]: "numbers",
    tuple[str, ...]: "texts",
    Steps: "steps",
    Range: "range",
    Ranges: "ranges",
    Amounts: "amounts",
}

_SAID: Mapping[Kind, Text] = {
    "number": Text(zh="数字(有限的)", en="a number, and finite"),
    "whole": Text(zh="整数", en="a whole number"),
    "truth": Text(zh=" true 或 false", en="true or false"),
    "text": Text(zh="文字", en="text"),
    "numbers": Text(zh="数字列表", en="a list of numbers"),
    "texts": Text(zh="文字列表", en="a list of texts"),
    "steps": Text(
        zh="分级列表 [{ area_from = 面积(平方米), value = 数值 }, …]",
        en="a list of steps [{ area_from = m², value = … }, …], each area once",
    ),
    "range": Text(
        zh="范围 { low = 最低, mid = 最可能, high = 最高 },由小到大",
        en="a range { low = …, mid = …, high = … }, from the least to the most",
    ),
    "ranges": Text(
        zh="按名称分列的范围,例如 government = { low = …, mid = …, high = … }",
        en="ranges by name, such as government = { low = …, mid = …, high = … }",
    ),
    "amounts": Text(
        zh="按名称分列的数字,例如 { 甲 = 1.5, 乙 = 2 }", en="numbers by name, such as { one = 1.5, other = 2 }"
    ),
}


@dataclass(frozen=True)
class Parameter:
    """A parameter of a method.

    Attributes
    ----------
    unit
        A symbol of `geo_ruijin.units.UNITS`; None where it has none.
    kinds
        What a file may give, the first that fits is taken.
    required
        Whether there is no default.
    between
        What its numbers may be.
    """

    unit: str | None
    kinds: tuple[Kind, ...]
    required: bool
    between: Between | None = None

    def read(self, value: object) -> Any:  # noqa: ANN401 - whatever the method declares
        """Return a value of a file as the method gets it.

        Raises
        ------
        ValueError
            If it is of none of the kinds, or a number of it may not be.

        Examples
        --------
        >>> Parameter("m", ("number", "steps"), required=True).read([{"area_from": 400, "value": 300}])
        (Step(area_from=400, value=300),)
        """
        for kind in self.kinds:
            if _FITS[kind](value) and (self.between is None or all(map(self.between.holds, _numbers(value)))):
                return _MADE[kind](value) if kind in _MADE else value
        raise ValueError(value)

    @property
    def said(self) -> Text:
        """What a value should be, in words."""
        kinds = [_SAID[kind] for kind in self.kinds]
        said = Text(zh="或".join(kind.zh for kind in kinds), en=" or ".join(kind.en for kind in kinds))
        if self.between is None:
            return said
        return Text(zh=f"{said.zh},{self.between.said.zh}", en=f"{said.en}, {self.between.said.en}")


RADIUS = Text(zh="半径", en="the radius")


def demand_above_0(value: float, name: Text = RADIUS) -> None:
    """Refuse a length that is not above 0 and finite.

    Raises
    ------
    MethodError
        If it is not.
    """
    if not 0 < value < math.inf:
        raise MethodError(
            Text(
                zh=f"{name.zh}应大于 0 且有限,现为 {value:g}",
                en=f"{name.en} should be above 0 and finite, is {value:g}",
            )
        )


def needed(parameter: Text) -> MethodError:
    """Return the error of a parameter that only some questions need, and that this one lacks."""
    return MethodError(
        Text(
            zh=f"缺少参数“{parameter.zh}”:请在 [parameters] 中写明数值、单位、出处",
            en=f"the parameter '{parameter.en}' is needed: write it in [parameters] with its unit and source",
        )
    )


def kinds_of(types: Sequence[Any]) -> tuple[Kind, ...]:
    """Return the kinds of an argument's types, in the order of `Kind`; none if one of them is no parameter's."""
    if not types or any(one not in KINDS for one in types):
        return ()
    return tuple(sorted((KINDS[one] for one in types), key=get_args(Kind).index))


def _numbers(value: object) -> Iterator[float]:
    """Yield the numbers of a value; of a step by area, what it gives."""
    if isinstance(value, dict):
        for key, one in value.items():
            yield from () if key == "area_from" else _numbers(one)
    elif isinstance(value, list):
        for one in value:
            yield from _numbers(one)
    elif _is_number(value):
        yield float(value)  # type: ignore[arg-type] # a number


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _is_step(value: object) -> bool:
    return isinstance(value, dict) and set(value) == set(Step._fields) and all(map(_is_number, value.values()))


def _list_of(fits: Callable[[object], bool]) -> Callable[[object], bool]:
    return lambda value: isinstance(value, list) and bool(value) and all(map(fits, value))


def _are_steps(value: object) -> bool:
    if not isinstance(value, list) or not _list_of(_is_step)(value):
        return False
    return len({one["area_from"] for one in value}) == len(value)


def _is_range(value: object) -> bool:
    if not isinstance(value, dict) or set(value) != set(Range._fields) or not all(map(_is_number, value.values())):
        return False
    return bool(value["low"] <= value["mid"] <= value["high"])


def _are_ranges(value: object) -> bool:
    return isinstance(value, dict) and bool(value) and all(map(_is_range, value.values()))


def _are_amounts(value: object) -> bool:
    return isinstance(value, dict) and bool(value) and all(map(_is_number, value.values()))


_FITS: Mapping[Kind, Callable[[object], bool]] = {
    "number": _is_number,
    "whole": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "truth": lambda value: isinstance(value, bool),
    "text": lambda value: isinstance(value, str),
    "numbers": _list_of(_is_number),
    "texts": _list_of(lambda value: isinstance(value, str)),
    "steps": _are_steps,
    "range": _is_range,
    "ranges": _are_ranges,
    "amounts": _are_amounts,
}


def _steps(value: Any) -> Steps:  # noqa: ANN401 - what `_are_steps` found to be steps
    """Return steps, the largest first."""
    return tuple(sorted((Step(**one) for one in value), reverse=True))


#: From what a file gives to what a method gets, where that is another thing.
_MADE: Mapping[Kind, Callable[[Any], object]] = {
    "numbers": tuple,
    "texts": tuple,
    "steps": _steps,
    "range": lambda value: Range(**value),
    "ranges": lambda value: {name: Range(**one) for name, one in value.items()},
}
