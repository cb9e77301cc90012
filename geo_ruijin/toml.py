"""TOML file in, model or faults out."""

from __future__ import annotations

import tomllib
import types
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from geo_ruijin.errors import Fault, closest, nearest
from geo_ruijin.text import Text, same

Model = TypeVar("Model", bound=BaseModel)

_KINDS = {
    "string": Text(zh="文字", en="text"),
    "float": Text(zh="数字", en="a number"),
    "finite": Text(zh="有限的数", en="a finite number"),
    "int": Text(zh="整数", en="a whole number"),
    "bool": Text(zh="true 或 false", en="true or false"),
    "date": Text(zh="日期,如 2023-08-23", en="a date such as 2023-08-23"),
    "list": Text(zh="列表 [ … ]", en="a list [ … ]"),
    "dict": Text(zh="表 { … }", en="a table { … }"),
    "model": Text(zh="表 { … }", en="a table { … }"),
}


def read_toml(model: type[Model], path: Path, *, file: str) -> tuple[Model | None, list[Fault]]:
    """Return the model in the file at `path`, or None and every fault in it.

    Parameters
    ----------
    model
        One of the models of `geo_ruijin.spec`.
    path
        The file.
    file
        Its name for readers, relative to the project.
    """
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError:
        what = Text(zh="不是 UTF-8 编码的文本", en="is not text in UTF-8")
        cure = Text(zh="请另存为 UTF-8 编码", en="Save it again in UTF-8")
        return None, [Fault(file, "", what, cure)]
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        what = Text(zh=f"不是正确的 TOML:{error}", en=f"is not valid TOML: {error}")
        return None, [Fault(file, "", what)]
    except OSError as error:
        what = Text(zh=f"无法读取:{error.strerror}", en=f"cannot be read: {error.strerror}")
        return None, [Fault(file, "", what)]
    try:
        return model.model_validate(values), []
    except ValidationError as error:
        wrong = error.errors()
    misspelt = {_meant(model, details["loc"]) for details in wrong if details["type"] == "extra_forbidden"}
    # a key that is misspelt is not missing as well
    said = [details for details in wrong if details["type"] != "missing" or details["loc"] not in misspelt]
    return None, [_fault(model, file, details) for details in said]


def _meant(model: type[BaseModel], location: tuple[int | str, ...]) -> tuple[int | str | None, ...]:
    *table, key = location
    return (*table, nearest(str(key), _keys(model, tuple(table))))


def _fault(model: type[BaseModel], file: str, details: ErrorDetails) -> Fault:
    location = details["loc"]
    kind = details["type"]
    context = details.get("ctx", {})
    where = _where(model, location)
    if kind == "geo_ruijin":
        what = Text(zh=str(context["zh"]), en=str(context["en"]))
        return Fault(file, where, what, Text(zh=str(context["cure_zh"]), en=str(context["cure_en"])))
    if kind == "extra_forbidden":
        cure = closest(str(location[-1]), _keys(model, location[:-1]))
        return Fault(file, where, Text(zh="没有这个键", en="there is no such key"), cure)
    if kind == "missing":
        return Fault(file, where, Text(zh="缺少这个键", en="this key is missing"))
    given = details["input"]
    if kind in ("literal_error", "union_tag_invalid"):
        expected = str(context.get("expected", context.get("expected_tags", ""))).replace(" or ", ", ")
        names = [name.strip(" '") for name in expected.split(",")]
        if kind == "union_tag_invalid":
            given, where = context.get("tag", given), f"{where}.kind"
        what = Text(zh=f"不能是“{given}”", en=f"cannot be '{given}'")
        return Fault(file, where, what, closest(str(given), names))
    if kind == "union_tag_not_found":
        return Fault(file, f"{where}.kind", Text(zh="缺少这个键", en="this key is missing"))
    expected_kind = _KINDS.get(kind.split("_")[0], same(details["msg"]))
    if kind == "greater_than":
        expected_kind = Text(zh=f"大于 {context['gt']:g} 的数", en=f"a number above {context['gt']:g}")
    return Fault(
        file,
        where,
        Text(zh=f"应为{expected_kind.zh},现在是 {given!r}", en=f"should be {expected_kind.en}, is {given!r}"),
    )


def _where(model: type[BaseModel], location: tuple[int | str, ...]) -> str:
    """Return the key as it is written in the file; union tags in pydantic's location are no keys."""
    written = ""
    for part, is_key in zip(location, _is_key(model, location), strict=True):
        if isinstance(part, int):
            written += f"[{part}]"
        elif is_key:
            written += f".{part}" if written else part
    return written


def _is_key(model: type[BaseModel], location: tuple[int | str, ...]) -> list[bool]:
    kept = []
    for depth in range(len(location)):
        before = _annotation(model, location[:depth])
        kept.append(not (_members(before) and location[depth] in _tags(before)))
    return kept


def _keys(model: type[BaseModel], location: tuple[int | str, ...]) -> list[str]:
    annotation = _annotation(model, location)
    return list(_fields(annotation)) if _is_model(annotation) else []


def _fields(model: type[BaseModel]) -> dict[str, FieldInfo]:
    """Return the fields of a model by their keys in the file, which may be words that Python keeps for itself."""
    return {field.alias or name: field for name, field in model.model_fields.items()}


def _annotation(model: Any, location: tuple[int | str, ...]) -> Any:  # noqa: ANN401 - a type of any form
    """Return the type that `location` points at, following models, tables, lists and tagged unions."""
    here: Any = model
    for part in location:
        here = _plain(here)
        if members := _members(here):
            tagged = _tags(here)
            if part in tagged:
                here = tagged[str(part)]
                continue
            here = next(iter(members))
        if _is_model(here):
            field = _fields(here).get(str(part))
            here = field.annotation if field else None
        elif get_origin(here) in (dict, Mapping):
            here = get_args(here)[1]
        elif get_origin(here) is list:
            here = get_args(here)[0]
        else:
            return None
    return _plain(here)


def _plain(annotation: Any) -> Any:  # noqa: ANN401 - a type of any form
    """Return the type without Annotated and without the None of an optional one."""
    while get_origin(annotation) is Annotated:
        annotation = get_args(annotation)[0]
    if get_origin(annotation) in (Union, types.UnionType):
        members = [member for member in get_args(annotation) if member is not type(None)]
        return _plain(members[0]) if len(members) == 1 else annotation
    return annotation


def _members(annotation: Any) -> list[Any]:  # noqa: ANN401 - a type of any form
    return list(get_args(annotation)) if get_origin(annotation) in (Union, types.UnionType) else []


def _tags(annotation: Any) -> dict[str, Any]:  # noqa: ANN401 - a type of any form
    return {
        get_args(member.model_fields["kind"].annotation)[0]: member
        for member in _members(annotation)
        if _is_model(member) and "kind" in member.model_fields
    }


def _is_model(annotation: Any) -> bool:  # noqa: ANN401 - a type of any form
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)
