"""Words as anyone can type them into a table or a project's file, put wherever words can be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any

import pandas as pd
from pydantic import BaseModel

from geo_ruijin.text import Text, closed, same

#: Each would set `window.hit`, ask for something, or upset what stands beside it.
HOSTILES: Mapping[str, str] = {
    "image": "<img src=x onerror=\"window.hit=1\"><b onmouseover='window.hit=1'>粗</b>",
    "script": "</script><script>window.hit=1</script>",
    "literal": "${window.hit=1}$&$'$$ {title} {shown} {{7*7}} {% x %}",
    "backtick": "`+(window.hit=1)+`",
    "title": "</title></style></textarea></svg>--><script>window.hit=1</script>",
    "bidi": closed("\u05d0反\u202eab12"),  # as a project holds it once it was read
    "long": "长" * 10_000,
    "path": r"C:\项目\2024",
}

#: Columns of words of the program.
_CODES = frozenset({"there", "change"})

#: Values of these names are words of readers, though they are plain.
_PLAIN = frozenset({"title", "text", "why", "about", "plan", "place", "action", "lead", "source", "licence", "clause"})


def spoilt(value: Any, words: str) -> Any:  # noqa: ANN401, PLR0911 - whatever it is it stays, but for its words
    """Return a value of the same kind in which all that readers read is `words`; names of things stay."""
    if isinstance(value, Text):
        return same(words)
    if isinstance(value, pd.DataFrame):
        said = value.copy()
        for name in [name for name in value if name not in _CODES and _worded(value[name])]:
            said[name] = pd.Series(_cells(value[name], words), index=value.index, dtype=object)
        return said
    if isinstance(value, BaseModel):
        fields_of = type(value).model_fields
        return value.model_copy(update={name: _field(name, getattr(value, name), words) for name in fields_of})
    if is_dataclass(value) and not isinstance(value, type):
        held = {one.name: getattr(value, one.name) for one in fields(value) if one.init}
        return replace(value, **{name: _field(name, one, words) for name, one in held.items()})
    if isinstance(value, dict):
        return {key: spoilt(one, words) for key, one in value.items()}
    if isinstance(value, tuple | list):
        return type(value)(spoilt(one, words) for one in value)
    return value


def _field(name: str, value: object, words: str) -> object:
    return words if isinstance(value, str) and name in _PLAIN else spoilt(value, words)


def _worded(cells: pd.Series) -> bool:
    return any(isinstance(cell, str | Text) for cell in cells)


def _cells(cells: pd.Series, words: str) -> list[object]:
    return [words if isinstance(cell, str) else spoilt(cell, words) for cell in cells]


#: All short ones in one, so that a page holds each at every place; and the long ones.
WHOLE: Mapping[str, str] = {
    "short": " ".join(words for words in HOSTILES.values() if len(words) < 100),
    "long": HOSTILES["long"],
}
