"""Which parcels count as forest: by their kind and their canopy, and which nobody can tell."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo_ruijin.errors import MethodError
from geo_ruijin.methods.counting.rows import counts, words
from geo_ruijin.text import Text

#: What a parcel is, in the order in which land that two hold is given to one: forest; forest by its kind, whose canopy
#: nobody says; land of a kind that may be forest, or of none; sparse trees and shrub; something else.
FOREST, LIKELY, OPEN, SPARSE, OTHER = range(5)

#: A cover of no more may be a fraction of 1, or none may have been filled in [%].
_SURELY_PERCENT = 1.0

#: No kind is known.
NO_KIND = Text(zh="(未填)", en="(not said)")


@dataclass(frozen=True)
class Rules:
    """What counts; see `forest_cover`."""

    kind: str
    counted: tuple[str, ...]
    canopy_kinds: tuple[str, ...] = ()
    open_kinds: tuple[str, ...] = ()
    least_canopy: float = 0.0
    cover_kinds: tuple[str, ...] = ()
    least_cover: float = 0.0


def kinds_of(rows: pd.DataFrame, rules: Rules) -> pd.Series[str]:
    """Return the kind of each parcel, missing where it has none.

    Raises
    ------
    MethodError
        If there is no column of kinds.
    """
    if rules.kind not in rows:
        raise MethodError(
            Text(
                zh=f"“{{inventory}}”缺少地类一列“{rules.kind}”。请用 add 的 --column 对应,或改参数 kind",
                en=f"'{{inventory}}' has no column '{rules.kind}' of kinds. Name it with --column when adding the "
                "file, or change the parameter 'kind'",
            )
        )
    said = words(rows, rules.kind).str.strip()
    return said.where(said != "")


def is_one_of(kinds: pd.Series[str], begin: tuple[str, ...]) -> NDArray[np.bool_]:
    """Return which kinds begin like one of some: "0301" stands for "0301K" too.

    Examples
    --------
    >>> is_one_of(pd.Series(["0301K", "0305", None], dtype="string"), ("0301",)).tolist()
    [True, False, False]
    """
    if not begin:
        return np.zeros(len(kinds), dtype=bool)
    return kinds.str.startswith(begin).fillna(value=False).to_numpy(dtype=bool)


def states_of(rows: pd.DataFrame, kinds: pd.Series[str], rules: Rules) -> NDArray[np.intp]:
    """Return what each parcel is: (n,), one of `FOREST` to `OTHER`.

    A canopy of 0 in a stand of trees was not filled in: by its very kind it has one. Nor was a cover of shrub of 1 % or
    less, unless it is no percentage; shrub that does not say its cover counts by its kind.

    Raises
    ------
    MethodError
        If a canopy is below 0, or above 1 and hence in percent.
    """
    canopy = counts(rows, "canopy").replace(0.0, np.nan)
    if (above := int((canopy > 1).sum())) and rules.canopy_kinds:
        raise MethodError(
            Text(
                zh=f"“canopy”列有 {above} 行大于 1:郁闭度应为 0—1,像是百分数,请除以 100",
                en=f"column 'canopy' has {above} rows above 1: a canopy is from 0 to 1; divide percent by 100",
            )
        )
    needs = is_one_of(kinds, rules.canopy_kinds)
    counted = is_one_of(kinds, rules.counted)
    may = is_one_of(kinds, rules.open_kinds) | kinds.isna().to_numpy()
    unknown = needs & canopy.isna().to_numpy()
    cover = counts(rows, "cover")
    thin = needs & (canopy < rules.least_canopy).to_numpy()
    thin |= is_one_of(kinds, rules.cover_kinds) & ((cover > _SURELY_PERCENT) & (cover < rules.least_cover)).to_numpy()
    return np.select([counted & thin, counted & unknown, counted, may], [SPARSE, LIKELY, FOREST, OPEN], OTHER).astype(
        np.intp
    )
