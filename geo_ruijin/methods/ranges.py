"""Between which a figure lies where land is not known."""

from __future__ import annotations

from geo_ruijin.figures import show_figure


def between(low: float, high: float, unit: str) -> tuple[float, float] | tuple[()]:
    """Return between which a figure lies; nothing where both read alike, as a sliver along a border makes them.

    Examples
    --------
    >>> between(25, 50, "%"), between(77.81, 77.82, "%")
    ((25, 50), ())
    """
    return () if show_figure(low, unit) == show_figure(high, unit) else (low, high)
