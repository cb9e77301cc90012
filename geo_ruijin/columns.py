"""The columns of data as their owner has them, in our names and our words."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping

import pandas as pd

from geo_ruijin.checks.typed import typed
from geo_ruijin.errors import Fault, closest
from geo_ruijin.spec import ColumnSpec, LayerSource, OsmSource, OwnSource, Source, Value
from geo_ruijin.text import Text


def in_our_words(
    rows: pd.DataFrame, source: Source, columns: Mapping[str, ColumnSpec], *, where: str, file: str, shown: str
) -> tuple[pd.DataFrame, list[Fault]]:
    """Return rows with the columns named and worded as the layer declares, and what the source names wrongly.

    A column that gives way to another one is left out. OpenStreetMap's tags are free text: what the layer does
    not allow is missing there, where in somebody's own data it would be a fault.

    Parameters
    ----------
    rows
        As they are in the file.
    source
        What is declared of it.
    columns
        The layer's.
    where, file, shown
        The source, the layer's TOML file and the data file, for readers.
    """
    if isinstance(source, OwnSource | LayerSource):
        rows, faults = _renamed(rows, source.columns, where=f"{where}.columns", file=file, shown=shown)
    else:
        faults = []
    if isinstance(source, OwnSource):
        for name, constant in source.constants.items():
            if name in rows:
                what = Text(zh=f"{shown} 里已有“{name}”这一列", en=f"{shown} has a column '{name}' already")
                faults.append(Fault(file, f"{where}.constants.{name}", what))
            else:
                rows = rows.assign(**{name: constant})
    if isinstance(source, OwnSource | OsmSource):
        for name in source.values.keys() & set(rows.columns):
            rows = rows.assign(**{name: _worded(rows[name], source.values[name])})
    if isinstance(source, OsmSource):
        rows = rows.assign(**{name: _allowed(rows[name], columns[name]) for name in columns if name in rows})
    return rows, faults


def _renamed(
    rows: pd.DataFrame, names: Mapping[str, str], *, where: str, file: str, shown: str
) -> tuple[pd.DataFrame, list[Fault]]:
    faults = [
        Fault(
            file,
            f"{where}.{ours}",
            Text(zh=f"{shown} 里没有“{theirs}”这一列", en=f"{shown} has no column '{theirs}'"),
            closest(theirs, map(str, rows.columns.drop("geometry", errors="ignore"))),
        )
        for ours, theirs in names.items()
        if theirs not in rows
    ]
    there = {ours: theirs for ours, theirs in names.items() if theirs in rows}
    kept = rows.drop(columns=[*{*there.values()}, *({*there} & set(rows.columns))])
    return kept.assign(**{ours: rows[theirs] for ours, theirs in there.items()}), faults


def _worded(values: pd.Series, words: Mapping[str, Value]) -> pd.Series:
    """Return values in our words; those without one stay what they are. A code is the same as 10, 10.0 and "10"."""
    return values.astype("object").map(lambda value: words.get(code(value), value), na_action="ignore")


def _allowed(values: pd.Series, column: ColumnSpec) -> pd.Series:
    """Return values as the column's type; those that are not of it, or that it does not allow, are missing."""
    read = typed(values, column.type)
    found, good = read.values, ~read.ill
    if column.values is not None:
        good &= found.isin(column.values)
    if column.type in ("number", "integer"):
        low = -math.inf if column.min is None else column.min
        high = math.inf if column.max is None else column.max
        good &= found.between(low, high) & ~found.isin([math.inf, -math.inf])
    return found.where(good.fillna(value=False))


def code(value: object) -> str:
    """Return a value as it is written in a TOML file's key: a whole number without decimals, true and false small.

    Examples
    --------
    >>> code(10.0), code("10.0"), code(" 10 "), code(True)
    ('10', '10', '10', 'true')
    """
    words = str(value).strip()
    if words in ("True", "False"):
        return words.lower()
    return words.partition(".")[0] if re.fullmatch(r"-?\d+\.0+", words) else words
