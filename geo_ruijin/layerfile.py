"""A layer's TOML file with one more source, everything else in it as it was, comments and all."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Mapping

import tomlkit

from geo_ruijin.errors import SourceError
from geo_ruijin.spec import Source
from geo_ruijin.text import Text

_SOURCE = re.compile(r"\s*\[\[\s*sources\s*\]\]")
_OF_SOURCE = re.compile(r"\s*\[\[?\s*sources\s*\.")
_HEADER = re.compile(r"\s*\[")


def with_source(text: str, source: Source) -> str:
    """Return the text of a layer's file with a source on top of the others, in place of one of the same data.

    Parameters
    ----------
    text
        The file as it is.
    source
        The source; what it leaves at its default is not written.

    Examples
    --------
    >>> from geo_ruijin.spec import FileSource
    >>> own = FileSource(kind="file", path="data/own/x.csv", datum="gcj02")
    >>> print(with_source('title = "Stops"', own), end="")
    title = "Stops"
    <BLANKLINE>
    [[sources]]
    kind = "file"
    path = "data/own/x.csv"
    datum = "gcj02"

    Raises
    ------
    SourceError
        If the sources of the file are not written as tables of their own.
    """
    lines = text.rstrip().splitlines()
    starts = [number for number, line in enumerate(lines) if _SOURCE.match(line)]
    others = tomllib.loads(text).get("sources", [])
    if len(starts) != len(others):
        raise SourceError(
            Text(
                zh="来源没有写成一个个 [[sources]],无法自动加入。请改写后再试。",
                en="the sources are not written as [[sources]] tables, so that none can be added. Rewrite them first.",
            )
        )
    same = [position for position, other in enumerate(others) if _data(other) == _data(_values(source))]
    for position in reversed(same):
        del lines[starts[position] : _end(lines, starts[position])]
    first = next((number for number, line in enumerate(lines) if _SOURCE.match(line)), None)
    block = ["[[sources]]", *source_lines(source)]
    if first is None:
        lines = [*"\n".join(lines).rstrip().splitlines(), "", *block]
    else:
        while first and lines[first - 1].lstrip().startswith("#"):  # what is said of the source below
            first -= 1
        lines[first:first] = [*block, ""]
    return "\n".join(lines).lstrip("\n") + "\n"


def source_lines(source: Source) -> list[str]:
    """Return a source as lines of TOML, its kind and data first."""
    return [tomlkit.dumps({key: _item(value)}).rstrip() for key, value in _values(source).items()]


def _values(source: Source) -> dict[str, object]:
    values: dict[str, object] = source.model_dump(exclude_defaults=True)
    first: dict[str, object] = {key: values[key] for key in ("path", "url", "table") if key in values}
    return {"kind": source.kind, **first, **values}


def _end(lines: list[str], start: int) -> int:
    """Return where the table of a source that starts at a line ends; what is said of the next one is none of it."""
    after = range(start + 1, len(lines))
    end = next((n for n in after if _HEADER.match(lines[n]) and not _OF_SOURCE.match(lines[n])), len(lines))
    while end < len(lines) and lines[end - 1].lstrip().startswith("#"):
        end -= 1
    return end


def _data(source: Mapping[str, object]) -> tuple[object, ...]:
    """Return what tells the data of a source from those of others."""
    return tuple(source.get(key) for key in ("kind", "path", "layer", "url", "table", "year"))


def _item(value: object) -> object:
    if isinstance(value, dict):
        if set(value) == {"zh", "en"} and value["zh"] == value["en"]:
            return value["zh"]
        inline = tomlkit.inline_table()
        for key, one in value.items():
            inline.append(key, _item(one))
        return inline
    if isinstance(value, dt.date | str | int | float | list):
        return value
    message = f"no TOML for {value!r}"
    raise TypeError(message)
