"""Where a course has no bank though it should: the method looks at its own answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from geo_ruijin.methods.rivers.courses import KILOMETRE, Course
from geo_ruijin.methods.rivers.middle import LEFT, RIGHT, UNSIDED
from geo_ruijin.methods.rivers.profile import Profile
from geo_ruijin.units import Metres, Percent

#: What a share may miss by rounding [1].
_ROUNDING = 1e-9


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
    faces = np.hypot(*(profile.stop - profile.start).T) - profile.lost > 0
    seen = pd.MultiIndex.from_arrays(
        [profile.course[faces], profile.side[faces], (profile.along[faces] // bin_length).astype(int)]
    )
    both = {
        at: (UNSIDED,) if (profile.side[profile.course == at] == UNSIDED).any() else (LEFT, RIGHT)
        for at in range(len(courses))
    }
    bins = pd.DataFrame(
        [
            (courses[at].number, at, side, number * bin_length, min((number + 1) * bin_length, courses[at].line.length))
            for at, sides in both.items()
            for side in sides
            for number in range(int(np.ceil(courses[at].line.length / bin_length)))
        ],
        columns=["river", "course", "side", "low", "high"],
    )
    keys = [bins["course"], bins["side"], (bins["low"] / bin_length).round().astype(int)]
    bare = ~pd.MultiIndex.from_arrays(keys).isin(seen)
    length = bins["high"] - bins["low"]
    side = [bins["river"], bins["side"]]
    share = (length * ~bare).groupby(side).transform("sum") / length.groupby(side).transform("sum")
    return Missing(_joined(bins[bare & (share < least / 100 * (1 - _ROUNDING))]))


def _joined(bins: pd.DataFrame) -> pd.DataFrame:
    """Return stretches that follow one another as one."""
    new = (bins[["course", "side"]] != bins[["course", "side"]].shift()).any(axis=1) | (
        bins["low"] != bins["high"].shift()
    )
    joined = bins.groupby(new.cumsum())
    return joined.agg({"river": "first", "course": "first", "side": "first", "low": "first", "high": "last"})


def said(low: Metres, high: Metres) -> str:
    """Return a stretch as chainage [km]."""
    return f"{low / KILOMETRE:.1f}–{high / KILOMETRE:.1f}"
