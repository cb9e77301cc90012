"""What the models of all TOML files have in common: strictness, and the kinds of values in them."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import PurePosixPath
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict
from pydantic_core import PydanticCustomError
from pyproj import CRS
from pyproj.exceptions import CRSError

from geo_ruijin.errors import closest
from geo_ruijin.record import Bound
from geo_ruijin.text import Text, closed, same
from geo_ruijin.units import UNITS

Geometry = Literal["point", "line", "polygon", "table"]
ColumnType = Literal["text", "number", "integer", "boolean", "date"]
Datum = Literal["wgs84", "cgcs2000", "gcj02", "bd09"]
BOUNDS: tuple[Bound, ...] = ("at_least", "at_most", "more_than", "less_than")


#: The first and last year that data of a place can be of.
YEARS = (1900, 2100)


def wrong(what: Text, cure: Text) -> PydanticCustomError:
    """Return a validation error that carries both languages to the reader."""
    return PydanticCustomError(
        "geo_ruijin", "{en}", {"en": what.en, "zh": what.zh, "cure_en": cure.en, "cure_zh": cure.zh}
    )


def _words(value: object) -> object:
    if isinstance(value, Text):
        return value
    if isinstance(value, str) and value.strip():
        return same(closed(value))
    if (
        isinstance(value, dict)
        and set(value) == {"zh", "en"}
        and all(isinstance(part, str) and part.strip() for part in value.values())
    ):
        return Text(**{language: closed(words) for language, words in value.items()})
    raise wrong(
        Text(
            zh='应为文字(不能为空),或 { zh = "…", en = "…" }',
            en='should be words, none empty, or { zh = "…", en = "…" }',
        ),
        same(""),
    )


def _unit(value: object) -> object:
    if value in UNITS:
        return value
    raise wrong(Text(zh=f"不认识的单位“{value}”", en=f"unknown unit '{value}'"), closest(str(value), UNITS))


def _tag_rule(value: object) -> object:
    if isinstance(value, str | bool) or (isinstance(value, list) and all(isinstance(item, str) for item in value)):
        return value
    raise wrong(
        Text(zh="应为文字、true 或文字列表", en="should be text, true or a list of texts"),
        Text(zh='例如 highway = "bus_stop"', en='For example highway = "bus_stop"'),
    )


def _when(value: object) -> object:
    if isinstance(value, dt.date | int) and not isinstance(value, bool | dt.datetime):
        return value
    raise wrong(
        Text(zh="应为日期或年份", en="should be a date or a year"),
        Text(zh="例如 date = 2020-11-01 或 date = 2020", en="For example date = 2020-11-01 or date = 2020"),
    )


def _year(value: object) -> object:
    first, last = YEARS
    if isinstance(value, int) and not isinstance(value, bool) and not first <= value <= last:
        raise wrong(
            Text(zh=f"不是 {first} 至 {last} 之间的年份:{value}", en=f"is no year from {first} to {last}: {value}"),
            Text(zh="例如 year = 2022", en="For example year = 2022"),
        )
    return value


def stays_inside(value: object) -> bool:
    """Return whether a value is a relative path with forward slashes that leads nowhere above."""
    path = PurePosixPath(str(value))
    return isinstance(value, str) and not ("\\" in value or ":" in value or path.is_absolute() or ".." in path.parts)


def _inside(value: object) -> object:
    if stays_inside(value):
        return value
    raise wrong(
        Text(
            zh=f"路径“{value}”不在 layers 文件夹之内", en=f"the path '{value}' does not stay inside the layers folder"
        ),
        Text(
            zh="请把文件放进 layers/data/own/,并用正斜杠写相对路径",
            en="Put the file under layers/data/own/ and write the path relative, with forward slashes",
        ),
    )


def _beside(value: object) -> object:
    if stays_inside(value):
        return value
    raise wrong(
        Text(
            zh=f"路径“{value}”不在 scenarios 文件夹之内",
            en=f"the path '{value}' does not stay inside the scenarios folder",
        ),
        Text(
            zh="请把文件放进 scenarios/,并从这个文件夹起写路径,用正斜杠",
            en="Put the file under scenarios/ and write its path from there, with forward slashes",
        ),
    )


def _crs(value: object) -> object:
    try:
        crs = CRS.from_user_input(value)
    except CRSError as error:
        raise wrong(
            Text(zh=f"不认识的坐标系“{value}”", en=f"unknown coordinate reference system '{value}'"),
            Text(zh='例如 crs = "EPSG:4548"', en='For example crs = "EPSG:4548"'),
        ) from error
    projection = crs.coordinate_operation.method_name if crs.is_projected and crs.coordinate_operation else ""
    if projection.endswith("Pseudo Mercator") or projection.startswith("Mercator"):
        raise wrong(
            Text(
                zh=f"“{value}”是墨卡托投影,离赤道越远长度放大越多,不能量距离和面积",
                en=f"'{value}' is a Mercator projection, which stretches lengths away from the equator",
            ),
            Text(zh='例如 crs = "EPSG:4548"', en='For example crs = "EPSG:4548"'),
        )
    if not crs.is_projected or any(axis.unit_name != "metre" for axis in crs.axis_info):
        raise wrong(
            Text(zh=f"“{value}”不是以米为单位的投影坐标系", en=f"'{value}' is not a projected system in metres"),
            Text(zh='例如 crs = "EPSG:4548"', en='For example crs = "EPSG:4548"'),
        )
    return value


#: Of the mark that a province's or the nation's map office gives: "GS京(2023)1234号", "赣S(2026)001号".
_REVIEW_NUMBER = re.compile(r"\S*S\S*[(\uff08]\d{4}[)\uff09]\d+号")


def _review_number(value: object) -> object:
    if isinstance(value, str) and _REVIEW_NUMBER.fullmatch(value):
        return value
    raise wrong(
        Text(zh="应为审图号", en="should be a map review number"),
        Text(zh='例如 review_number = "赣S(2026)001号"', en='For example review_number = "赣S(2026)001号"'),
    )


Words = Annotated[Text, BeforeValidator(_words)]
Line = Annotated[str, AfterValidator(closed)]
UnitSymbol = Annotated[str, BeforeValidator(_unit)]
InsidePath = Annotated[str, BeforeValidator(_inside)]
BesidePath = Annotated[str, BeforeValidator(_beside)]
ReviewNumber = Annotated[str, BeforeValidator(_review_number)]
ProjectedCrs = Annotated[str, BeforeValidator(_crs)]
When = Annotated[dt.date | int, BeforeValidator(_when)]
DataYear = Annotated[int, BeforeValidator(_year)]
TagRule = Annotated[str | bool | list[str], BeforeValidator(_tag_rule)]


class Spec(BaseModel):
    """What every file and table of a project has in common: no unknown keys, no silent conversions."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)
