"""Words from data made fit for a document."""

from __future__ import annotations

import re

#: So many characters of a cell or paragraph are enough: a name of 10,000 would fill four pages.
LONGEST = 1_500
#: And so many of a heading, which stands in the navigation pane and the contents too.
LONGEST_HEADING = 160

#: What XML does not allow, and the marks that would turn round the figures beside them in their paragraph.
_REFUSED = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff\u202a-\u202e\u2066-\u2069]"
)


#: Marks as a Chinese sentence has them, where the project's files have them in half width.
_WIDE = {",": "\uff0c", ";": "\uff1b", ":": "\uff1a", "?": "\uff1f", "!": "\uff01"}
_OPEN, _CLOSE, _WIDE_OPEN, _WIDE_CLOSE = "(", ")", "\uff08", "\uff09"
_CHINESE = re.compile("[\u3000-\u30ff\u3400-\u9fff\uf900-\uff60\u2018-\u201d\u2026]")


def clean(words: str, *, longest: int = LONGEST) -> str:
    """Return words without characters no document may hold, and cut where they are too long.

    Examples
    --------
    >>> clean("a" + chr(7) + "b"), clean("abcdef", longest=4)
    ('ab', 'abc…')
    """
    kept = _REFUSED.sub("", words).replace("\r\n", "\n").replace("\r", "\n").strip()
    return kept if len(kept) <= longest else kept[: longest - 1] + "…"


def one_line(words: str) -> str:
    """Return words as a heading has them: in one line, and short."""
    return clean(" ".join(_REFUSED.sub("", words).split()), longest=LONGEST_HEADING)


def in_chinese(words: str) -> str:
    """Return words with the marks beside Chinese characters in full width, as GB/T 15834 has it; figures stay.

    Examples
    --------
    >>> in_chinese("三(四)2:不低于1,200兆瓦,EPSG:4548(2013)")
    '三（四）2：不低于1,200兆瓦，EPSG:4548(2013)'
    """
    made = list(words)
    opened: list[int] = []
    for place, mark in enumerate(words):
        beside = words[max(place - 1, 0) : place] + words[place + 1 : place + 2]
        chinese = _CHINESE.search(beside) is not None
        if mark in _WIDE and chinese:
            made[place] = _WIDE[mark]
        elif mark == _OPEN:
            opened.append(place)
        elif mark == _CLOSE and opened:
            start = opened.pop()
            around = words[max(start - 1, 0) : start + 2]
            if chinese or _CHINESE.search(around):
                made[start], made[place] = _WIDE_OPEN, _WIDE_CLOSE
    return "".join(made)
