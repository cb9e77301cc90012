"""Cells of a table in few bytes: each distinct word once, and a code a row."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo_ruijin.draw.varints import steps, varints
from geo_ruijin.figures import DECIMALS, show_cell
from geo_ruijin.text import Language

_NUMBER = re.compile(r"-?\d[\d,]*(?:\.(\d+))?")

#: So near to the middle between two figures, what a double is decides which is shown: each is asked for by itself.
_NEAR_HALF = 1e-3

#: Beyond this a double carries no decimals to round, and a page no whole number to format.
_LARGE = 2.0**50


@dataclass(frozen=True)
class Cells:
    """The cells of a column.

    Attributes
    ----------
    decimals, grouped
        How the numbers among them are written: "1,234.5" has one decimal and is grouped.
    numbers
        The distinct ones without their point, ascending: 12345.
    words
        Whatever is written in another way.
    codes
        Of each row: the place of its number, or, from the number of numbers on, of its word.
    """

    decimals: int
    grouped: bool
    numbers: NDArray[np.int64]
    words: tuple[str, ...]
    codes: NDArray[np.int64]

    @property
    def width(self) -> int:
        """How many bytes a code takes."""
        return max(1, (max(0, len(self.numbers) + len(self.words) - 1).bit_length() + 7) // 8)

    def packed(self) -> tuple[bytes, bytes]:
        """Return the numbers and the codes; of these the lowest bytes of all rows first, which pack better so."""
        planes = [((self.codes >> (8 * plane)) & 0xFF).astype(np.uint8) for plane in range(self.width)]
        return varints(steps(self.numbers)), b"".join(plane.tobytes() for plane in planes)


def cells_of(column: pd.Series, unit: str, *, language: Language) -> Cells:
    """Return the cells of a column, each the very word that `show_cell` gives.

    Parameters
    ----------
    unit
        Of the column.
    """
    groups = _groups(column, unit)
    _, firsts, which = np.unique(groups, return_index=True, return_inverse=True)
    said = [show_cell(value, unit, language=language) for value in column.iloc[firsts]]
    codes, words = pd.factorize(np.array(said, dtype=object))
    return _split([str(word) for word in words], codes.astype(np.int64)[which.reshape(-1)])


def _groups(column: pd.Series, unit: str) -> NDArray[np.int64]:
    """Return a number a row, the same only for rows that surely read alike.

    To write a figure takes microseconds, and a million cells of a table have few figures that read differently.
    """
    if column.dtype.kind in "iubM" and not isinstance(column.dtype, pd.api.extensions.ExtensionDtype):
        return pd.factorize(column, use_na_sentinel=False)[0].astype(np.int64)
    if column.dtype != np.float64:
        known: dict[tuple[str, str], int] = {}
        alike = [known.setdefault((type(value).__name__, str(value)), len(known)) for value in column]
        return np.array(alike, dtype=np.int64)
    values = column.to_numpy()
    exact = pd.factorize(values, use_na_sentinel=False)[0].astype(np.int64)
    whole = 10.0 ** DECIMALS.get(unit, 0)
    with np.errstate(over="ignore", invalid="ignore"):
        shifted = values * whole
        rounded = np.rint(shifted)
        safe = np.isfinite(shifted) & (np.abs(shifted) < _LARGE) & (rounded != 0)
        safe &= np.abs(np.abs(shifted - np.floor(shifted)) - 0.5) > _NEAR_HALF
        if unit == "%":
            safe &= rounded != 100 * whole
        if unit == "1":  # whole numbers get no decimals
            safe &= values != np.rint(values)
    by_figure = pd.factorize(np.where(safe, rounded, 0.0))[0].astype(np.int64)
    return np.where(safe, by_figure, by_figure.max(initial=0) + 1 + exact)


def _split(words: Sequence[str], codes: NDArray[np.int64]) -> Cells:
    """Return words as numbers where they are written like most numbers of the column."""
    found = [_NUMBER.fullmatch(word) for word in words]
    usual = Counter(len(match[1] or "") for match in found if match).most_common(1)
    decimals, grouped = usual[0][0] if usual else 0, any(match and "," in match[0] for match in found)
    numbers: dict[int, int] = {}
    others: list[int] = []
    for place, (word, match) in enumerate(zip(words, found, strict=True)):
        number = int(re.sub("[,.]", "", word)) if match and word.isascii() else None
        if number is None or abs(number) > _LARGE or written(number, decimals=decimals, grouped=grouped) != word:
            others.append(place)
        else:
            numbers[number] = place
    ascending = sorted(numbers)
    new = np.empty(len(words), dtype=np.int64)
    new[[*(numbers[number] for number in ascending), *others]] = np.arange(len(words))
    return Cells(
        decimals,
        grouped,
        np.array(ascending, dtype=np.int64),
        tuple(words[place] for place in others),
        new[codes] if len(words) else codes,
    )


def written(number: int, *, decimals: int, grouped: bool) -> str:
    """Return a number as the page writes it.

    Examples
    --------
    >>> written(12345, decimals=1, grouped=True), written(-5, decimals=2, grouped=False)
    ('1,234.5', '-0.05')
    """
    whole, rest = divmod(abs(number), 10**decimals)
    said = f"{whole:,}" if grouped else str(whole)
    return f"{'-' if number < 0 else ''}{said}{f'.{rest:0{decimals}d}' if decimals else ''}"
