"""A figure beside the target of the plan it answers."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from geo_ruijin.errors import closest
from geo_ruijin.record import Bound, Verdict, VerdictWord
from geo_ruijin.spec import TargetSpec
from geo_ruijin.text import Text

#: Two figures that differ by less than this share are one: what double arithmetic leaves of equality.
ROUNDING = 1e-9


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
    """

    value: float | None
    why: Text
    modelled: bool = False


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
    """Return the verdict on a target: "met" or "short" only where nothing behind the figure is modelled."""
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
        why=figure.why,
        measured_by=target.measured_by,
        about=target.about,
        bound_source=None if cited is None else cited.text,
    )


def reported(statistics: pd.DataFrame, identifier: str, *, unit: str) -> Figure:
    """Return the figure somebody reported under `identifier`.

    Parameters
    ----------
    statistics
        Rows with id, value, unit, year, source and nature; a figure is modelled unless its nature is "real" or blank.
    identifier
        The id of the row.
    unit
        The target's unit; a figure in another one is not used.
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
    if row["unit"] != unit:
        what = Text(
            zh=f"统计表“{identifier}”的单位是“{row['unit']}”,目标的单位是“{unit}”,未采用",
            en=f"row '{identifier}' is reported in '{row['unit']}', the target is in '{unit}'; not used",
        )
        return Figure(None, what)
    if not row["year"] or not row["source"]:
        what = Text(
            zh=f"统计表“{identifier}”没有写年份或来源,未采用",
            en=f"row '{identifier}' states no year or source; not used",
        )
        return Figure(None, what)
    why = Text(zh=f"填报数据:{row['year']} 年,{row['source']}", en=f"Reported for {row['year']}: {row['source']}")
    return Figure(float(value), why, modelled=row["nature"] not in ("", "real"))
