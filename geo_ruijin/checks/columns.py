"""Columns and the values in them, against what the layer declares."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from geo_ruijin.checks.rows import first_cell, in_rows
from geo_ruijin.checks.typed import Typed, as_text, excel_days, not_finite, typed, without_blanks
from geo_ruijin.checks.words import check_names, check_text
from geo_ruijin.conversion import likely
from geo_ruijin.errors import NOTHING, Fault, closest, nearest
from geo_ruijin.figures import show_unit
from geo_ruijin.spec import ColumnSpec, ColumnType
from geo_ruijin.text import Text, as_argument

_TYPES: Mapping[ColumnType, Text] = {
    "text": Text(zh="文字", en="text"),
    "number": Text(zh="数字", en="numbers"),
    "integer": Text(zh="整数", en="whole numbers"),
    "boolean": Text(zh="是/否 (true/false)", en="true or false"),
    "date": Text(zh="日期", en="dates"),
}

#: No day a city writes down of what it still has lies before this; Excel's empty days do.
_EARLIEST = pd.Timestamp(1900, 1, 1)

#: How many of the words found a message names: a table of codes has about as many.
_NAMED = 20

#: How many numbers tell by their median in which unit they are.
_TELLING = 3


#: The unit and the most of a column of shares, which anybody else writes in percent.
_SHARE = ("1", 1.0)


def check_columns(
    rows: pd.DataFrame,
    columns: Mapping[str, ColumnSpec],
    *,
    file: str,
    path: str,
    today: dt.date | None = None,
) -> tuple[pd.DataFrame, list[Fault]]:
    """Return the rows with their columns in the declared types, and every fault of the values.

    Parameters
    ----------
    rows
        The rows as read, columns already in our names and words.
    columns
        What the layer declares.
    file
        The layer's TOML file, for readers.
    path
        The data file, for readers.
    today
        The day from which on dates are in the future; the present one where none is given.
    """
    rows = rows.reset_index(drop=True)
    checked = rows.copy()
    faults = check_names(rows.columns, file=file, path=path)
    for name, column in columns.items():
        where = f"columns.{name}"
        if name not in rows:
            if column.required:
                faults.append(_no_column(name, rows, file=file, where=where, path=path))
            continue
        cells = without_blanks(rows[name])
        read = typed(cells, column.type)
        checked[name], found = _without_unstated(read.values, column, file=file, where=where)
        faults += found
        faults += _of_type(cells, read, column, file=file, where=where)
        if column.required and (missing := cells.isna()).any():
            faults.append(in_rows(file, where, Text(zh="缺失", en="missing"), missing))
        if column.type in ("number", "integer"):
            limits = _beyond_limits(name, read, column, file=file, where=where)
            faults += limits or _unusual(name, read, column, file=file, where=where)
        elif column.type == "date":
            faults += _odd_dates(read.values, today=today or dt.datetime.now(tz=dt.UTC).date(), file=file, where=where)
        elif column.type == "text":
            faults += check_text(read.values, file=file, where=where)
        faults += _other_words(name, read.values, column, file=file, where=where)
        faults += _again(read.values, column, file=file, where=where)
    return checked, faults


def _no_column(name: str, rows: pd.DataFrame, *, file: str, where: str, path: str) -> Fault:
    what = Text(zh=f"{path} 里没有“{name}”这一列", en=f"{path} has no column '{name}'")
    cure = closest(name, map(str, rows.columns.drop("geometry", errors="ignore")))
    map_it = Text(
        zh=f'列名不同时,在 [[sources]] 里写 columns = {{ {name} = "文件里的列名" }}。',
        en=f'If it has another name there, write columns = {{ {name} = "its name there" }} in [[sources]].',
    )
    option = Text(
        zh=f"列名不同时,写 --column {name}=文件里的列名。",
        en=f"If it has another name there, --column {name}=ITS-NAME-THERE.",
    )
    both = [Text(zh=f"{cure.zh} {one.zh}", en=f"{cure.en} {one.en}") for one in (map_it, option)]
    return Fault(file, where, what, both[0], option=both[1])


def _of_type(cells: pd.Series, read: Typed, column: ColumnSpec, *, file: str, where: str) -> list[Fault]:
    """Return the cells that are not of their column's type, and those read though they are oddly written."""
    faults = []
    days = excel_days(cells.where(read.ill)) if column.type == "date" else pd.Series(pd.NaT, index=cells.index)
    counted = days.notna()
    if counted.any():
        cell, day = first_cell(cells[counted]), days[counted].iloc[0].date()
        problem = Text(
            zh=f"是 Excel 的天数(如“{cell}”,即 {day})", en=f"days as Excel counts them (such as '{cell}', {day})"
        )
        cure = Text(
            zh="请在 Excel 中把该列设为日期格式(如 2021-01-01)后另存。",
            en="Format the column as dates (such as 2021-01-01) in Excel and save it again.",
        )
        faults.append(in_rows(file, where, problem, counted, cure=cure))
    if (ill := read.ill & ~counted).any():
        kind, cell = _TYPES[column.type], first_cell(cells[ill])
        problem = Text(zh=f"不是{kind.zh}(如“{cell}”)", en=f"not {kind.en} (such as '{cell}')")
        faults.append(in_rows(file, where, problem, ill, cure=_how_to_write(column)))
    if read.mended.any():
        cell, number = first_cell(cells[read.mended]), read.values[read.mended].iloc[0]
        problem = Text(
            zh=f"带千位逗号或全角数字,已按数字读入(如“{cell}”读作 {number:.15g})",
            en=f"with separators or full-width digits, read all the same (such as '{cell}' as {number:.15g})",
        )
        faults.append(in_rows(file, where, problem, read.mended, serious=False))
    return faults


def _how_to_write(column: ColumnSpec) -> Text:
    if column.type in ("number", "integer"):
        zh, en = (show_unit(column.unit, language=language) for language in ("zh", "en"))
        return Text(
            zh="请只写数字,不带单位和文字" + (f"(单位:{zh})。" if zh else "。"),
            en="Write the number alone" + (f", in {en}." if en else "."),
        )
    if column.type == "date":
        return Text(zh="请写成 2020-11-01。", en="Write it as 2020-11-01.")
    return NOTHING


def _without_unstated(values: pd.Series, column: ColumnSpec, *, file: str, where: str) -> tuple[pd.Series, list[Fault]]:
    """Return values without the numbers that stand for nothing being known, and a remark on them."""
    unstated = values.isin(column.unstated)
    if not unstated.any():
        return values, []
    number = f"{values[unstated].iloc[0]:g}"
    problem = Text(zh=f"是 {number},按没有写明计", en=f"of {number}, taken as not stated")
    return values.mask(unstated), [in_rows(file, where, problem, unstated, serious=False)]


def _beyond_limits(name: str, read: Typed, column: ColumnSpec, *, file: str, where: str) -> list[Fault]:
    found = [(not_finite(read.values) & ~read.ill, Text(zh="不是有限数", en="not finite"))]
    if column.min is not None:
        found.append((read.values < column.min, Text(zh=f"小于 {column.min:g}", en=f"below {column.min:g}")))
    if column.max is not None:
        found.append((read.values > column.max, Text(zh=f"大于 {column.max:g}", en=f"above {column.max:g}")))
    masks = [(mask.fillna(value=False), problem) for mask, problem in found]
    cure = _in_unit(name, _other_unit(read, column))
    return [in_rows(file, where, problem, mask, cure=cure) for mask, problem in masks if mask.any()]


def _unusual(name: str, read: Typed, column: ColumnSpec, *, file: str, where: str) -> list[Fault]:
    """Return a remark where the numbers together look like those of another unit."""
    unit, there = _other_unit(read, column), read.values.dropna()
    if column.usual is None or unit is None or len(there) < _TELLING:
        return []
    median, (low, high) = float(there.median()), column.usual
    what = Text(
        zh=f"中位数是 {median:g} {column.unit},通常在 {low:g} 至 {high:g} 之间",
        en=f"the median is {median:g} {column.unit}, which usually is from {low:g} to {high:g}",
    )
    return [Fault(file, where, what, _in_unit(name, unit), serious=False)]


def _other_unit(read: Typed, column: ColumnSpec) -> str | None:
    """Return the unit that numbers seem to be in instead of ours: one in which their median is usual; None if none."""
    there, usual = read.values[~read.ill].dropna(), column.usual
    if usual is None and (column.unit, column.max) == _SHARE:
        there, usual = there[there != 0], [column.min or 0.0, 1.0]  # 0 is 0 in percent too, as where no trees are
    if usual is None or not len(there):
        return None
    return likely(float(there.median()), column.unit, low=usual[0], high=usual[1])


def _in_unit(name: str, unit: str | None) -> Text:
    if unit is None:
        return NOTHING
    if unit == "%":
        return Text(
            zh=f"像是百分数:加 --unit {name}=%(来源里写 units),会换算成 0—1。",
            en=f"They look like percent: say --unit {name}=% (units in the source), and they are converted to 0–1.",
        )
    return Text(
        zh=f"像是 {unit}。若是,加 --unit {name}={unit}(来源里写 units),会换算。",
        en=f"They look like {unit}. If so, say --unit {name}={unit} (units in the source): they are converted.",
    )


def _odd_dates(values: pd.Series, *, today: dt.date, file: str, where: str) -> list[Fault]:
    """Return remarks on days that can hardly be meant; a plan may well hold future ones."""
    found = [
        (values < _EARLIEST, Text(zh="早于 1900 年", en="before 1900")),
        (values >= pd.Timestamp(today) + pd.Timedelta(days=1), Text(zh=f"晚于今天({today})", en=f"after {today}")),
    ]
    cure = Text(zh="请核对日期。", en="Check the dates.")
    return [in_rows(file, where, what, mask, cure=cure, serious=False) for mask, what in found if mask.any()]


def _other_words(name: str, values: pd.Series, column: ColumnSpec, *, file: str, where: str) -> list[Fault]:
    """Return a fault for the words that are not among those allowed, with the nearest one and how to map them.

    Where any word may stand, a remark on words of which not one is known: then nothing is made of the column.
    """
    allowed = column.values or column.known or []
    words = as_text(values)
    other = words.notna() & ~words.isin(allowed)
    if not allowed or not other.any() or (column.values is None and words.isin(allowed).any()):
        return []
    counts = words[other].value_counts()
    named = list(counts.index[:_NAMED])
    listed = ", ".join(f"“{word}” {counts[word]}" for word in named)
    listed_en = listed.replace("“", "'").replace("”", "'")
    more = len(counts) - _NAMED
    problem = Text(
        zh=f"是不认识的词:{listed}" + (f" 等 {len(counts)} 种" if more > 0 else ""),
        en=f"unknown words: {listed_en}" + (f" and {more} more words" if more > 0 else ""),
    )
    ours = {str(word): nearest(str(word), allowed) or "…" for word in named}  # "…" cannot be copied blindly
    valid, first = ", ".join(allowed), str(named[0])
    example = f'values = {{ {name} = {{ "{first}" = "{ours[first]}" }} }}'
    cure = Text(
        zh=f"可用的词:{valid}。请在 [[sources]] 里写出对应关系,例如 {example}。",
        en=f"Valid words: {valid}. Say in [[sources]] which each of them is, such as {example}.",
    )
    lines = " ".join(f"--values {as_argument(f'{name}:{theirs}={word}')}" for theirs, word in ours.items())
    option = Text(
        zh=f"可用的词:{valid}。请写明各是哪个词(把 … 换成上面的词):\n{lines}",
        en=f"Valid words: {valid}. Say which each of them is, with one of these words for each …:\n{lines}",
    )
    return [replace(in_rows(file, where, problem, other, cure=cure, serious=column.values is not None), option=option)]


def _again(values: pd.Series, column: ColumnSpec, *, file: str, where: str) -> list[Fault]:
    """Return what is to say of values that are there twice: a fault where none may be, a remark where they are parts.

    Whether rows of one name are one thing in parts or two things, only people know.
    """
    again = values.duplicated(keep=False if column.parts else "first") & values.notna()
    if not (column.unique or column.parts) or not again.any():
        return []
    cell = first_cell(values[again])
    if column.unique:
        problem = Text(zh=f"与前面某一行重复(如“{cell}”)", en=f"the same as in an earlier row (such as '{cell}')")
        cure = Text(zh="这一列的值应各不相同,请删去重复的行。", en="Its values should differ: delete what is doubled.")
    else:
        problem = Text(
            zh=f"与别的行同名,按同一单元合并计算(如“{cell}”)",
            en=f"named as others are, counted as one (such as '{cell}')",
        )
        cure = Text(
            zh="若本是两个单元,请在名称里区分;若是同一单元的几块(如飞地),无须改动。",
            en="If they are two, tell them apart by name; if they are pieces of one, leave them.",
        )
    return [in_rows(file, where, problem, again, cure=cure, serious=column.unique)]
