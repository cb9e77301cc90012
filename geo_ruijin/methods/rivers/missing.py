"""Where a course has no bank though it should: the method looks at its own answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from geo_ruijin.methods.rivers.courses import KILOMETRE, Course
from geo_ruijin.methods.rivers.middle import UNSIDED
from geo_ruijin.methods.rivers.profile import Profile
from geo_ruijin.units import Metres, Percent


@dataclass(frozen=True)
class Missing:
    """The stretches of courses that have no bank on one side, of rivers of which too much is so.

    Attributes
    ----------
    stretches
        river (the number), course (the position), side, from and to [m].
    """

    stretches: pd.DataFrame

    def length(self, river: int | None = None, side: int | None = None) -> Metres:
        """Return their length [m], of one river or side alone."""
        own = self.stretches
        own = own if river is None else own[own["river"] == river]
        own = own if side is None else own[own["side"] == side]
        return float((own["high"] - own["low"]).sum())


def missing_banks(profile: Profile, courses: Sequence[Course], *, bin_length: Metres, least: Percent) -> Missing:
    """Return where banks are missing.

    A stretch of a course has a bank on a side where a piece of bank is beside it, be it outside the place or at a
    lake; not where what is beside it is water of rivers only, as at mouths. Up to a share such places are mouths; of
    rivers with more of them something is wrong, and they are returned.

    Parameters
    ----------
    profile
        The banks.
    courses
        The courses.
    bin_length
        Into what stretches courses are cut [m].
    least
        The share of either side of a river that must have a bank [%]; exactly that is enough.
    """
    pieces = np.hypot(*(profile.stop - profile.start).T)
    rows = pd.DataFrame(
        {
            "course": profile.course,
            "side": profile.side,
            "bin": (profile.along // bin_length).astype(int),
            "bank": np.maximum(pieces - profile.lost, 0.0),
        }
    )
    rows = rows[rows["bank"] > 0]
    found = set(zip(rows["course"], rows["side"], rows["bin"], strict=True))
    sides_of = rows.groupby("course")["side"].unique()
    lacking, whole = [], {}
    for at, course in enumerate(courses):
        sides = [UNSIDED] if UNSIDED in sides_of.get(at, ()) else [0, 1]
        length = course.line.length
        for side in sides:
            whole[course.number, side] = whole.get((course.number, side), 0.0) + length
            for number in range(int(np.ceil(length / bin_length))):
                if (at, side, number) not in found:
                    low = number * bin_length
                    lacking.append((course.number, at, side, low, min(low + bin_length, length)))
    data = pd.DataFrame(lacking, columns=["river", "course", "side", "low", "high"])
    data["length"] = data["high"] - data["low"]
    sums = data.groupby(["river", "side"])["length"].sum()
    bad = {key for key, length in sums.items() if whole[key] - length < least / 100 * whole[key] * (1 - 1e-9)}
    data = data[[key in bad for key in zip(data["river"], data["side"], strict=True)]]
    return Missing(_joined(data))


def _joined(data: pd.DataFrame) -> pd.DataFrame:
    """Return stretches that follow one another as one."""
    data = data.sort_values(["river", "course", "side", "low"])
    keys = ["river", "course", "side"]
    new = (data[keys] != data[keys].shift()).any(axis=1) | (data["low"] != data["high"].shift())
    return data.groupby(new.cumsum()).agg(
        river=("river", "first"),
        course=("course", "first"),
        side=("side", "first"),
        low=("low", "first"),
        high=("high", "last"),
    )


def said(low: Metres, high: Metres) -> str:
    """Return a stretch as chainage [km]."""
    return f"{low / KILOMETRE:.1f}–{high / KILOMETRE:.1f}"
