"""Classes of land cover in words."""

from __future__ import annotations

from collections.abc import Iterable

from geo_ruijin.methods.landwords import land_word
from geo_ruijin.text import Text


def listed(names: Iterable[object]) -> Text:
    """Return classes as a list of words."""
    words = [land_word(name) for name in names]
    return Text(zh="、".join(word.zh for word in words), en=", ".join(word.en for word in words))
