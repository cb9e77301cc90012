"""Words a planner reads: Chinese first, English on a switch."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

#: Signs that open another direction of writing, each with the one that closes it. An override turns digits around too.
_CLOSERS = dict.fromkeys("\u202a\u202b\u202d\u202e", "\u202c") | dict.fromkeys("\u2066\u2067\u2068", "\u2069")

#: A pattern of what `closed` closes.
TURNING = f"[{''.join(_CLOSERS)}]"

Language = Literal["zh", "en"]


@dataclass(frozen=True, order=True)
class Text:
    """One statement in both languages.

    Attributes
    ----------
    zh, en
        The same statement in Chinese and in English.

    Examples
    --------
    >>> Text(zh="公交站点", en="Bus stops").say("en")
    'Bus stops'
    """

    zh: str
    en: str

    def say(self, language: Language) -> str:
        """Return the statement in `language`."""
        return self.zh if language == "zh" else self.en

    def fill(self, **names: Text) -> Text:
        """Return the statement with "{name}" replaced by each of `names`, in its language; other braces stay."""
        zh, en = self.zh, self.en
        for key, name in names.items():
            zh, en = zh.replace(f"{{{key}}}", name.zh), en.replace(f"{{{key}}}", name.en)
        return Text(zh=zh, en=en)

    def __str__(self) -> str:
        return self.en


def same(words: str) -> Text:
    """Return a text that reads the same in both languages: names, numbers, citations."""
    return Text(zh=words, en=words)


def listed(texts: Iterable[Text]) -> Text:
    """Return texts one after the other, as a list in a sentence.

    Examples
    --------
    >>> listed([Text(zh="公园", en="parks"), Text(zh="河流", en="rivers")])
    Text(zh='公园、河流', en='parks, rivers')
    """
    several = tuple(texts)
    return Text(zh="、".join(one.zh for one in several), en=", ".join(one.en for one in several))


def closed(words: str) -> str:
    r"""Return words with every change of the direction of writing closed that they leave open.

    Whatever stands behind a name in a sentence, a list or a file would else be turned around with it, figures too:
    12.3 would read 3.21.

    Examples
    --------
    >>> closed("\u202e12").encode("unicode_escape"), closed("象湖镇")
    (b'\\u202e12\\u202c', '象湖镇')
    """
    still: list[str] = []
    for sign in words:
        if sign in _CLOSERS:
            still.append(_CLOSERS[sign])
        elif still and sign == still[-1]:
            still.pop()
        elif sign == "\u2069" and sign in still:  # it closes what was opened since as well
            del still[len(still) - 1 - still[::-1].index(sign) :]
    return words + "".join(reversed(still))


def as_argument(words: str) -> str:
    """Return words as one argument of a command line, as readers type it."""
    return f'"{words}"' if re.search(r"[\s&|<>();\\]", words) else words
