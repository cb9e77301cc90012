"""Whole numbers in few bytes, and bytes as text for a page."""

from __future__ import annotations

import base64
from typing import Any

import numpy as np
from numpy.typing import NDArray

#: A byte of a packed number carries seven bits, and one that says whether more follow.
_BITS, _MORE = 7, 0x80


def unsigned(values: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return whole numbers as ones of no sign, small where they are small: 0, -1, 1, -2 as 0, 1, 2, 3."""
    return (values << 1) ^ (values >> 63)


def steps(values: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return how far each number lies from the one before, the first from 0, as numbers of no sign.

    Examples
    --------
    >>> steps(np.array([5, 4, 4, 6])).tolist()
    [10, 1, 0, 4]
    """
    return unsigned(np.diff(values, prepend=np.int64(0)))


def varints(values: NDArray[Any]) -> bytes:
    """Return whole numbers of no sign in as few bytes as each needs, lowest bits first (LEB128).

    Examples
    --------
    >>> varints(np.array([1, 127, 128, 300])).hex(" ")
    '01 7f 80 01 ac 02'
    """
    numbers = np.asarray(values, dtype=np.int64)
    width = max(1, -(-int(numbers.max(initial=0)).bit_length() // _BITS))
    shifted = numbers[:, None] >> (_BITS * np.arange(width))
    used = shifted > 0
    used[:, 0] = True
    more = np.zeros_like(used)
    more[:, :-1] = used[:, 1:]
    packed_bytes = (shifted & (_MORE - 1)) | np.where(more, _MORE, 0)
    return packed_bytes[used].astype(np.uint8).tobytes()


def as_base64(content: bytes) -> str:
    """Return bytes as text."""
    return base64.b64encode(content).decode("ascii")
