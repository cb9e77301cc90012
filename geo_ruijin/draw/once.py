"""What several maps of a run have in common, made once: the ground is the same on all of them."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TypeVar, cast

Made = TypeVar("Made")


class Once:
    """Makes a thing once for the object it is made of.

    Examples
    --------
    >>> once, rows = Once(), [1, 2]
    >>> once(rows, "sum", make=lambda: sum(rows)), once(rows, "sum", make=lambda: 0)
    (3, 3)
    """

    def __init__(self) -> None:
        self._made: dict[tuple[Hashable, ...], tuple[object, object]] = {}

    def __call__(self, of: object, *more: Hashable, make: Callable[[], Made]) -> Made:
        """Return what `make` returns, or returned when it was asked for of the same object and the same more.

        Parameters
        ----------
        of
            An object that does not change.
        more
            What else decides on what is made.
        """
        key = (id(of), *more)
        if key not in self._made:
            self._made[key] = of, make()  # kept with what it is of, so that nothing else gets its id
        return cast("Made", self._made[key][1])
