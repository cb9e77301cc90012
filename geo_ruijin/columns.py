"""The columns of data as their owner has them, in our names and our words."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping

import pandas as pd

from geo_ruijin.checks.typed import typed, without_blanks
from geo_ruijin.conversion import factor, is_per_hectare, symbol_of, unit_in_head
from geo_ruijin.errors import Fault, closest
from geo_ruijin.spec import ColumnSpec, LayerSource, OsmSource, OwnSource, Source, Value
from geo_ruijin.text import Text

#: The analyses with a parameter that says whether a column is a total or per hectare.
_SAID_IN: Mapping[str, str] = {"volume": "analyses/forest_cover.toml"}

#: Places kept of a number that was converted: more are not known, and fewer than a double's noise.
_DECIMALS = 9


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
        rows, found = _in_our_units(rows, source, columns, where=where, file=file)
        faults += found
    if isinstance(source, OwnSource | OsmSource):
        for name in source.values.keys() & set(rows.columns):
            rows = rows.assign(**{name: _worded(rows[name], source.values[name])})
    if isinstance(source, OwnSource):
        rows, found = _otherwise_said(rows, columns, file=file)
        faults += found
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


def _in_our_units(
    rows: pd.DataFrame, source: OwnSource, columns: Mapping[str, ColumnSpec], *, where: str, file: str
) -> tuple[pd.DataFrame, list[Fault]]:
    """Return rows with numbers in the units the layer declares, and which were converted or cannot be.

    The unit is the one said of the column, else the one in its head.
    """
    faults = []
    for name, column in columns.items():
        head = source.columns.get(name, name)
        in_head = unit_in_head(head) if name in source.columns and column.unit is not None else None
        said = source.units.get(name) or (in_head and in_head[1])
        if said is None or name not in rows or column.type not in ("number", "integer"):
            continue
        given = symbol_of(said) or said
        times = None if column.unit is None else factor(given, column.unit)
        if times is None:
            faults.append(_other_unit(name, head, given, columns, where=where, file=file))
        elif times != 1:
            read = typed(without_blanks(rows[name]), "number")
            converted = (read.values * times).round(_DECIMALS)
            rows = rows.assign(**{name: converted.astype(object).where(~read.ill, rows[name])})
            what = Text(
                zh=f"“{head}”按 {given} 换算成 {column.unit}(乘以 {times:g})",
                en=f"'{head}' is converted from {given} to {column.unit} (times {times:g})",
            )
            faults.append(Fault(file, f"columns.{name}", what, serious=False))
    return rows, faults


def _other_unit(name: str, head: str, given: str, columns: Mapping[str, ColumnSpec], *, where: str, file: str) -> Fault:
    """Return a fault that a column is in a unit which cannot become ours, with the columns that it would suit."""
    ours = columns[name].unit or "1"
    what = Text(
        zh=f"“{head}”的单位是 {given},不能换算成 {name} 的 {ours}",
        en=f"'{head}' is in {given}, which cannot be converted to the {ours} of {name}",
    )
    if name in _SAID_IN and is_per_hectare(given):
        cure = Text(
            zh=f"每公顷的数不在这里换算:去掉 --unit {name}={given}(来源里的 units),在 {_SAID_IN[name]} 里写明 "
            f"{name}_unit",
            en=f"What is per hectare is not converted here: leave out --unit {name}={given} (units in the source), and "
            f"say so by {name}_unit in {_SAID_IN[name]}",
        )
        return Fault(file, f"{where}.columns.{name}", what, cure)
    others = [
        other for other, column in columns.items() if column.unit is not None and factor(given, column.unit) is not None
    ]
    zh = "".join(f"若是 {other},加 --column {other}={head};" for other in others)
    en = "".join(f"If it is {other}, say --column {other}={head}; " for other in others)
    wrong = f"--column {name}={head} --unit {name}={ours}"
    cure = Text(
        zh=f"{zh}若表头写错、实为 {ours},加 {wrong}(来源里写 units)",
        en=f"{en}if the head is wrong and it is in {ours}, say {wrong} (units in the source)",
    )
    return Fault(file, f"{where}.columns.{name}", what, cure)


def _otherwise_said(
    rows: pd.DataFrame, columns: Mapping[str, ColumnSpec], *, file: str
) -> tuple[pd.DataFrame, list[Fault]]:
    """Return rows with what the layer knows to be another word for ours in our words, and which these were."""
    faults = []
    for name, column in columns.items():
        if name not in rows or not column.words:
            continue
        said = rows[name].astype("string").str.strip()
        known = said.isin(list(column.words)).to_numpy(dtype=bool)
        if known.any():
            rows = rows.assign(**{name: rows[name].astype(object).where(~known, said.map(column.words))})
            listed = list(dict.fromkeys(said[known]))
            what = Text(
                zh=f"{'、'.join(f'“{word}”读作“{column.words[word]}”' for word in listed)},共 {int(known.sum())} 行",
                en=f"{', '.join(f'{word!r} is read as {column.words[word]!r}' for word in listed)}; "
                f"{int(known.sum())} rows",
            )
            faults.append(Fault(file, f"columns.{name}", what, serious=False))
    return rows, faults


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
