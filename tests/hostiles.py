"""Words as anyone can type them into a table or a project's file, put wherever words can be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any

import pandas as pd
from pydantic import BaseModel

from geo_ruijin.text import Text, same

#: Each would set `window.hit`, ask for something, or upset what stands beside it. Overrides of the direction of writing
#: are left open, as they come out of a copied cell.
HOSTILES: Mapping[str, str] = {
    "image": "<img src=x onerror=\"window.hit=1\"><b onmouseover='window.hit=1'>粗</b>",
    "script": "</script><script>window.hit=1</script>",
    "literal": "${window.hit=1}$&$'$$ {title} {shown} {{7*7}} {% x %}",
    "backtick": "`+(window.hit=1)+`",
    "title": "</title></style></textarea></svg>--><script>window.hit=1</script>",
    "bidi": "反\u202eab12\u202d\u2067\u05d0",
    "long": "长" * 10_000,
    "path": r"C:\项目\2024",
}

#: Values of these names are words of readers, though they are plain.
_CODES = frozenset({"there", "change"})
_PLAIN = frozenset({"title", "text", "why", "about", "plan", "place", "action", "lead", "source", "licence", "clause"})


def spoilt(value: Any, words: str) -> Any:  # noqa: ANN401 - whatever it is it stays, but for its words
    """Return a value of the same kind in which all that readers read is `words`; names of things stay."""
    if isinstance(value, Text):
        return same(words)
    if isinstance(value, pd.DataFrame):
        return value.assign(**{name: _cells(value[name], words) for name in value if name not in _CODES and _worded(value[name])})
    if isinstance(value, BaseModel):
        told = {name: _field(name, getattr(value, name), words) for name in type(value).model_fields}
        return value.model_copy(update=told)
    if is_dataclass(value) and not isinstance(value, type):
        told = {one.name: _field(one.name, getattr(value, one.name), words) for one in fields(value) if one.init}
        return replace(value, **told)
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
