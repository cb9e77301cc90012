"""A checked layer as bytes, and back."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import json
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely
from geopandas.array import GeometryDtype
from pandas.api.types import is_object_dtype
from pandas.testing import assert_frame_equal
from pydantic import TypeAdapter

from geo_ruijin.errors import Fault
from geo_ruijin.text import Text

#: How many bytes of digest stand before the rest.
_DIGEST = 32

#: What stands before the kind and the words of a value that JSON does not know, and how each kind is read.
_MARK = "§"
_KINDS: Mapping[str, Callable[..., object]] = {
    "Text": Text,
    "date": dt.date.fromisoformat,
    "datetime": dt.datetime.fromisoformat,
    "time": dt.time.fromisoformat,
}

#: What is raised by rows and records that cannot be kept.
UNKEEPABLE = (ValueError, TypeError, KeyError, NotImplementedError)

_FAULTS: TypeAdapter[tuple[Fault, ...]] = TypeAdapter(tuple[Fault, ...])


@dataclass(frozen=True)
class Entry:
    """What is kept of a layer.

    Attributes
    ----------
    data
        Its checked rows.
    faults
        What the checks found.
    record
        What else is known of it: words, numbers, days and `Text`, in lists and in dicts by words.
    """

    data: pd.DataFrame
    faults: tuple[Fault, ...] = ()
    record: Mapping[str, Any] = field(default_factory=dict)


def packed(entry: Entry, key: str) -> bytes:
    """Return an entry as bytes: the digest of the rest, a line of JSON, and the rows in Arrow's own format.

    Cells of no common type, as workbooks have them, stand in the JSON: Arrow would make them of one.
    """
    objects = [name for name, dtype in entry.data.dtypes.items() if is_object_dtype(dtype)]
    systems = {name: gpd.GeoSeries(entry.data[name]).crs for name in _shapes(entry.data)}
    rows = entry.data.drop(columns=objects)
    rows.attrs = {}
    said = {
        "key": key,
        "features": isinstance(rows, gpd.GeoDataFrame),
        "columns": list(entry.data),
        "systems": {name: crs.srs for name, crs in systems.items() if crs is not None},
        "objects": {name: entry.data[name].tolist() for name in objects},
        "faults": _FAULTS.dump_python(entry.faults),
        "record": entry.record,
        "attrs": entry.data.attrs,
    }
    table = io.BytesIO()
    rows.to_feather(table, compression="zstd")
    body = json.dumps(said, default=_apart, ensure_ascii=False).encode() + b"\n" + table.getvalue()
    return hashlib.sha256(body).digest() + body


def unpacked(content: bytes, key: str) -> Entry | None:
    """Return the entry that bytes hold, None where they are not those that were written under this key."""
    if hashlib.sha256(memoryview(content)[_DIGEST:]).digest() != content[:_DIGEST]:
        return None
    line = content.index(b"\n", _DIGEST)
    said = json.loads(content[_DIGEST:line], object_hook=_again)
    if said["key"] != key:
        return None
    table: Any = io.BytesIO(content[line + 1 :])  # which the stubs do not know can be read from
    rows = gpd.read_feather(table) if said["features"] else pd.read_feather(table)
    for name, values in said["objects"].items():
        rows[name] = pd.Series(values, index=rows.index, dtype=object)
    for name, srs in said["systems"].items():  # what is in the table describes the same system in other words
        rows[name] = gpd.GeoSeries(rows[name]).set_crs(srs, allow_override=True)
    rows = rows[said["columns"]]
    rows.attrs = said["attrs"]
    return Entry(rows, _FAULTS.validate_python(said["faults"]), said["record"])


def same(one: Entry | None, other: Entry) -> bool:
    """Return whether two entries are the same to the last bit, types included."""
    if one is None or type(one.data) is not type(other.data) or one.data.attrs != other.data.attrs:
        return False
    if one.faults != other.faults or one.record != other.record:
        return False
    shapes = _shapes(other.data)
    plain, expected = (pd.DataFrame(entry.data).drop(columns=shapes) for entry in (one, other))
    try:
        assert_frame_equal(plain, expected, check_exact=True)
    except AssertionError:
        return False
    return (
        list(one.data) == list(other.data)
        and _active(one.data) == _active(other.data)
        and all(_same_shapes(gpd.GeoSeries(one.data[name]), gpd.GeoSeries(other.data[name])) for name in shapes)
    )


def _shapes(rows: pd.DataFrame) -> list[Hashable]:
    return [name for name, dtype in rows.dtypes.items() if isinstance(dtype, GeometryDtype)]


def _active(rows: pd.DataFrame) -> object:
    return rows.active_geometry_name if isinstance(rows, gpd.GeoDataFrame) else None


def _same_shapes(one: gpd.GeoSeries, other: gpd.GeoSeries) -> bool:
    mine, theirs = one.to_numpy(), other.to_numpy()
    missing = shapely.is_missing(mine) & shapely.is_missing(theirs)
    systems = {None if shapes.crs is None else shapes.crs.srs for shapes in (one, other)}
    return len(systems) == 1 and bool((missing | shapely.equals_identical(mine, theirs)).all())


def _apart(value: object) -> object:
    """Return what JSON has no words for in words of ours."""
    if isinstance(value, Text):
        words = [value.zh, value.en]
    elif isinstance(value, dt.date | dt.time) and type(value).__name__ in _KINDS:
        words = [value.isoformat()]
    else:
        message = f"{type(value).__name__} is not kept"
        raise TypeError(message)
    return {_MARK: [type(value).__name__, *words]}


def _again(value: dict[str, Any]) -> object:
    if value.keys() != {_MARK}:
        return value
    kind, *words = value[_MARK]
    return _KINDS[kind](*words)
