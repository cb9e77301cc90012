"""A figure beside the target of the plan it answers."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from geo_ruijin.errors import NOTHING, closest
from geo_ruijin.record import STATUSES, Bound, LayerRecord, Verdict, VerdictWord
from geo_ruijin.spec import CitedSpec, TargetSpec
from geo_ruijin.text import Text
from geo_ruijin.units import UNITS

#: Two figures that differ by less than this share are one: what double arithmetic leaves of equality.
ROUNDING = 1e-9

#: The whole of a share [%].
_WHOLE = 100


@dataclass(frozen=True)
class Figure:
    """What is known of a target.

    Attributes
    ----------
    value
        In the target's unit; None where nothing is known.
    why
        Where the figure comes from, or why there is none.
    modelled
        Whether anything behind it is modelled.
    refused
        Whether somebody gave a figure that cannot be used.
    weakest
        The layer with the worst grade of completeness behind it; None where none is graded.
    """

    value: float | None
    why: Text
    modelled: bool = False
    refused: bool = False
    weakest: LayerRecord | None = None


def misses_by(value: float, bound: Bound, target: float) -> float | None:
    """Return how much `value` lacks to the bound, in its unit; None where it keeps it.

    A figure at the bound keeps "at least" and "at most", and misses "more than" and "less than" by 0.

    Examples
    --------
    >>> misses_by(88.5, "at_least", 100)
    11.5
    >>> misses_by(27.4, "more_than", 27.4)
    0.0
    """
    above = value - target if bound in ("at_least", "more_than") else target - value
    if abs(above) <= ROUNDING * max(abs(value), abs(target)):
        return None if bound in ("at_least", "at_most") else 0.0
    return None if above > 0 else -above


def judge(name: str, target: TargetSpec, figure: Figure) -> Verdict:
    """Return the verdict on a target: "met" or "short" only where nothing behind the figure is modelled.

    Where a layer behind the figure is poor, the verdict says so.
    """
    bound, wanted = target.bound
    missing = None if figure.value is None else misses_by(figure.value, bound, wanted)
    verdict: VerdictWord
    if figure.value is None:
        verdict = "no data"
    elif figure.modelled:
        verdict = "demonstration"
    else:
        verdict = "met" if missing is None else "short"
    cited = target.bound_source
    return Verdict(
        id=name,
        clause=target.clause,
        action=target.action,
        text=target.text,
        bound=bound,
        target=wanted,
        unit=target.unit,
        year=target.year,
        lead=target.lead,
        strive=target.strive,
        value=figure.value,
        verdict=verdict,
        short_by=missing,
        why=_with_grade(figure),
        measured_by=target.measured_by,
        about=target.about,
        bound_source=None if cited is None else _cited(cited),
    )


def _with_grade(figure: Figure) -> Text:
    """Return where a figure comes from, and how poor the data behind it are, if they are."""
    worst = figure.weakest.worst if figure.weakest else None
    if figure.value is None or worst is None or worst.grade != "poor":
        return figure.why
    return Text(
        zh=f"{figure.why.zh}。数据{worst.word.zh},结论不可靠——{worst.statement.zh}",
        en=f"{figure.why.en}. Not to be relied on, the data are {worst.word.en}: {worst.statement.en}",
    )


def _cited(cited: CitedSpec) -> Text:
    checked = STATUSES[cited.status]
    return Text(zh=f"{cited.text.zh}({checked.zh})", en=f"{cited.text.en} ({checked.en})")


def reported(statistics: pd.DataFrame, identifier: str, target: TargetSpec) -> Figure:
    """Return the figure somebody reported under `identifier`.

    Parameters
    ----------
    statistics
        Rows with id, value, unit, year, source and nature; a figure is modelled unless its nature is "real" or blank.
    identifier
        The id of the row.
    target
        The target it answers. A figure in another unit, without year or source, beyond 100 %, or below 0 where that
        cannot be, is not used.
    """
    reports = statistics.reindex(columns=["id", "value", "unit", "year", "source", "nature"])
    rows = reports[(reports["id"] == identifier).fillna(value=False)]
    if len(rows) != 1:
        if rows.empty:
            cure = closest(identifier, reports["id"].dropna().astype(str))
            what = Text(
                zh=f"统计表里没有“{identifier}”这一行。{cure.zh}", en=f"no row '{identifier}' is reported. {cure.en}"
            )
        else:
            what = Text(
                zh=f"统计表里“{identifier}”有 {len(rows)} 行,只应有一行",
                en=f"'{identifier}' is reported in {len(rows)} rows, should be in one",
            )
        return Figure(None, what)
    row = rows.iloc[0].astype("string").fillna("")
    value = pd.to_numeric(row["value"], errors="coerce")
    if pd.isna(value):
        return Figure(
            None, Text(zh=f"统计表“{identifier}”尚未填报数值", en=f"nothing is reported yet in row '{identifier}'")
        )
    if (trouble := _unusable(row, float(value), target)) is not None:
        what = Text(
            zh=f"统计表“{identifier}”{trouble.zh},未采用", en=f"row '{identifier}' {trouble.en}; the figure is not used"
        )
        return Figure(None, what, refused=True)
    early = target.year is not None and int(row["year"]) < target.year
    note = Text(zh=f"(早于目标年份 {target.year})", en=f" (before the target's {target.year})") if early else NOTHING
    why = Text(
        zh=f"填报数据:{row['year']} 年{note.zh},{row['source']}",
        en=f"Reported for {row['year']}{note.en}: {row['source']}",
    )
    return Figure(float(value), why, modelled=row["nature"] not in ("", "real"))


def _unusable(row: pd.Series[str], value: float, target: TargetSpec) -> Text | None:
    """Return why a reported figure cannot be held against a target."""
    unit = target.unit
    if _plain_unit(row["unit"]) not in {_plain_unit(known) for known in (unit, UNITS[unit].zh, UNITS[unit].en)}:
        return Text(
            zh=f"的单位是“{row['unit']}”,目标的单位是“{unit}”", en=f"is in '{row['unit']}', the target in '{unit}'"
        )
    if not row["year"] or not row["source"]:
        return Text(zh="没有写年份或来源", en="states no year or source")
    if unit == "%" and abs(value) > _WHOLE:
        return Text(zh=f"填了 {value:g}%,超出 ±100%", en=f"says {value:g} %, beyond ±100 %")
    if unit != "%" and value < 0:
        return Text(zh=f"填了负数 {value:g}", en=f"says {value:g}, below 0")
    return None


def _plain_unit(unit: str) -> str:
    """Return a unit without what a table saved in GBK loses (m³ becomes m?), or a keyboard lacks."""
    return unit.strip().replace("％", "%").replace("³", "3").replace("²", "2").replace("m?", "m3")
