"""What is told of buildings, by whichever of their drawings tells it."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo_ruijin.methods.counting.rows import counts, words
from geo_ruijin.methods.rooftops.classes import HOMES, WORDED, class_by_words
from geo_ruijin.methods.rooftops.footprints import Footprints
from geo_ruijin.methods.rooftops.vocabulary import ROOFS


def told(rows: pd.DataFrame, covered: Footprints) -> tuple[pd.DataFrame, int]:
    """Return what is told of each roof; what the drawing that is kept leaves open is taken from its repeats.

    Parameters
    ----------
    rows
        Drawings, indexed from 0, with what is known of `use` and the further words of uses, `roof`, `floors` and
        `year_built`; the words of a use are taken together, from the largest drawing that tells a class.
    covered
        Which are drawn twice.

    Returns
    -------
    rows
        All drawings, with these columns (`roof`, `floors` and `year_built` added where they are not): those that are
        kept tell what any of theirs does, repeats what they told themselves.
    clashing
        Of how many roofs two drawings tell different classes: that of the kept, or else of the largest, is taken.

    Raises
    ------
    MethodError
        If a count of floors is below 0 or infinite.

    Examples
    --------
    A house that says its year, drawn again as a school of 1999 with 3 floors:

    >>> import shapely
    >>> from geo_ruijin.methods.rooftops.footprints import footprints
    >>> covered = footprints(np.array([shapely.box(0, 0, 9, 9), shapely.box(0, 0, 9, 8.8)]), same_from=0.9)
    >>> rows = pd.DataFrame({"use": ["yes", "school"], "year_built": [2010, 1999], "floors": [None, 3]})
    >>> print(*told(rows, covered)[0].loc[0, ["use", "year_built", "floors"]])
    school 2010 3.0
    """
    found = rows.assign(roof=words(rows, "roof", among=ROOFS), floors=counts(rows, "floors"), year_built=_years(rows))
    of_many = np.isin(covered.drawn_as, covered.drawn_as[covered.repeats])
    order = covered.order[of_many[covered.order]]
    roof = covered.drawn_as[order]
    for column in ("roof", "floors", "year_built"):
        first = found[column].iloc[order].groupby(roof).first()
        found.loc[first.index, column] = first
    by_words = class_by_words(rows)
    tells = by_words[order] != ""
    teller = pd.Series(order[tells]).groupby(roof[tells]).first()
    for column in WORDED:
        if column in rows:
            found.loc[teller.index, column] = rows[column].iloc[teller].to_numpy()
    others = by_words[order[tells]]
    clash = _differ(others, by_words[teller.reindex(roof[tells]).to_numpy(dtype=np.intp)])
    return found, len(np.unique(roof[tells][clash]))


def _differ(one: NDArray[np.object_], other: NDArray[np.object_]) -> NDArray[np.bool_]:
    """Return where two classes are not the same; a home may be of either kind of homes."""
    homes = np.isin(one, HOMES) & np.isin(other, HOMES) & ((one == HOMES[0]) | (other == HOMES[0]))
    return np.asarray((one != other) & ~homes, dtype=bool)


def _years(rows: pd.DataFrame) -> pd.Series[int]:
    """Return the years of construction, missing where a building does not say or the year is no whole number."""
    years = pd.Series(np.nan, index=rows.index) if "year_built" not in rows else rows["year_built"]
    numbers = pd.to_numeric(years, errors="coerce").astype(np.float64)
    return numbers.where(numbers == numbers.round()).astype("Int64")
