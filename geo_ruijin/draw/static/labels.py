"""Words on the map: each in a place where it covers no other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from geo_ruijin.draw.static.page import INK, Box, leading

#: Between a point and the words beside it, and around words [mm].
_APART, _AROUND = 0.6, 0.25

#: How much of a line of type letters take [of its height].
_TALL = 0.72


@dataclass(frozen=True)
class Wanted:
    """Words to be put on the map.

    Attributes
    ----------
    x, y
        The place they are for, on the sheet [mm].
    width
        Of the words [mm].
    size
        Of the type [pt].
    radius
        Of the point they are for [mm]; 0 for an area.
    fill
        The colour of the point; None for an area.
    colour
        Of the words beside it.
    """

    words: str
    x: float
    y: float
    width: float
    size: float
    radius: float = 0.0
    fill: str | None = None
    colour: str = INK

    @property
    def inside(self) -> bool:
        """Whether the words have room in their point."""
        return self.fill is not None and self.width <= 2 * self.radius

    @property
    def height(self) -> float:
        """The height of the letters [mm]."""
        return leading(self.size) * _TALL


def placed(
    wanted: Sequence[Wanted], frame: Box, taken: Sequence[Box], better_free: Sequence[Box] = ()
) -> tuple[list[tuple[Wanted, Box]], int]:
    """Return the words with their boxes, and for how many there was no room.

    Parameters
    ----------
    wanted
        The more important ones first.
    frame
        What they must stay in.
    taken
        Where nothing may be.
    better_free
        Where nothing is if there is room elsewhere.
    """
    full, found, left = list(taken), [], 0
    for one in wanted:
        free = [box for box in _tried(one) if _within(box, frame) and not any(_meet(box, it) for it in full)]
        if not free:
            left += 1
            continue
        box = free[0]
        if not one.inside:
            box = next((box for box in free if not any(_meet(box, it) for it in better_free)), box)
        full.append(box)
        found.append((one, box))
    return found, left


def _tried(one: Wanted) -> Iterator[Box]:
    """Return the boxes to try, the best first."""
    width, height = one.width + 2 * _AROUND, one.height + 2 * _AROUND
    across, down = one.radius + _APART + width / 2, one.radius + _APART / 2 + height / 2
    if one.inside or not one.radius:
        shifts = [(0.0, 0.0)]
        if not one.radius:
            shifts += [(x * width, y * height) for y in (-1, 1, -2, 2) for x in (0, -0.5, 0.5)]
            shifts += [(-width / 2, 0), (width / 2, 0)]
    else:
        shifts = [(across, 0), (-across, 0), (0, -down), (0, down)]
        shifts += [(x * across, y * down) for x in (1, -1) for y in (-0.7, 0.7)]
    for x, y in shifts:
        yield Box(one.x + x - width / 2, one.y + y - height / 2, width, height)


def _within(box: Box, frame: Box) -> bool:
    return (
        frame.left <= box.left
        and box.left + box.width <= frame.left + frame.width
        and frame.top <= box.top
        and box.top + box.height <= frame.top + frame.height
    )


def _meet(one: Box, other: Box) -> bool:
    return (
        one.left < other.left + other.width
        and other.left < one.left + one.width
        and one.top < other.top + other.height
        and other.top < one.top + one.height
    )
