"""Words as a picture can print them: in which font, how wide, broken into lines, and what no font has."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from matplotlib import get_data_path
from matplotlib.font_manager import FontProperties, fontManager
from matplotlib.ft2font import FT2Font, LoadFlags

#: What stands for a character that no font has (GB/T 2312: the sign for one that is missing).
MISSING = "〓"
CUT = "…"

#: The font that comes along, and the one matplotlib brings, which has ✔ and other scripts.
_BUNDLED = Path(__file__).parents[1] / "fonts" / "GeoRuijinSansSC-Regular.otf"
_SYMBOLS = Path(get_data_path(), "fonts", "ttf", "DejaVuSans.ttf")

#: Fonts of Windows, Debian and macOS with rarer characters, asked in this order where they are there.
_SYSTEM = (
    r"C:\Windows\Fonts\simsun.ttc",
    r"C:\Windows\Fonts\simsunb.ttf",
    r"C:\Windows\Fonts\msyh.ttc",
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/truetype/hanazono/HanaMinA.ttf",
    "/usr/share/fonts/truetype/hanazono/HanaMinB.ttf",
    "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc",
    "/System/Library/Fonts/Hiragino Sans GB.ttc",
    "/System/Library/Fonts/Supplemental/Songti.ttc",
    "/System/Library/Fonts/Supplemental/Arial Unicode.ttf",
)

#: No more of a word than this is looked at, however long it is.
_MOST = 4_000

#: Widths are measured at this size [pt].
_MEASURED = 100.0
_FIXED = 65_536

#: What breaks no line: a Latin word, or one character; with brackets before it and what may not begin a line behind.
_UNIT = re.compile(r"[((《“「〔◇]*(?:[\u0021-\u024f]+|\S)[,。、;:!?)》”」〕%…]*|\s+")


@dataclass(frozen=True)
class Typeface:
    """The fonts of a picture.

    Attributes
    ----------
    families
        Their names, in the order they are asked.
    known
        Whether any of them has a character.
    advance
        The width of a character [em].
    """

    families: tuple[str, ...]
    known: Callable[[str], bool]
    advance: Callable[[str], float]

    def font(self, size: float) -> FontProperties:
        """Return what matplotlib needs to know of type of this size [pt]."""
        return FontProperties(family=list(self.families), size=size)

    def printable(self, words: str) -> str:
        """Return words as one line of characters that can be printed; 〓 stands for those that no font has."""
        kept = (" " if one.isspace() else one for one in unicodedata.normalize("NFC", words[:_MOST]))
        return "".join(one if self.known(one) else MISSING for one in kept if not _silent(one)).strip()

    def missing(self, words: str) -> frozenset[str]:
        """Return the characters of words that no font has."""
        return frozenset(one for one in words[:_MOST] if not (one.isspace() or _silent(one) or self.known(one)))

    def width(self, words: str, size: float) -> float:
        """Return the width of printable words [pt]."""
        return sum(map(self.advance, words)) * size

    def shortened(self, words: str, size: float, width: float) -> str:
        """Return words cut with … where they are wider than `width` [pt]."""
        words = self.printable(words)
        if self.width(words, size) <= width:
            return words
        return self._fitting(words, size, width - self.width(CUT, size)).rstrip() + CUT

    def lines(self, words: str, size: float, width: float, *, most: int = 1_000) -> list[str]:
        """Return words in at most some lines no wider than `width` [pt]; the last ends with … where there is more.

        Chinese breaks between any two characters, but no line begins with a comma; other words break where they end,
        unless one is wider than a line.
        """
        lines: list[str] = []
        rest, line = [found[0] for found in _UNIT.finditer(self.printable(words))], ""
        while rest:
            unit = rest.pop(0)
            if self.width(line + unit.rstrip(), size) <= width:
                line += unit
                continue
            if not line.strip():
                line = self._fitting(unit, size, width) or unit[0]
                rest.insert(0, unit[len(line) :])
            elif unit.strip():
                rest.insert(0, unit)
            if len(lines) == most - 1 and any(map(str.strip, rest)):
                return [*lines, self.shortened(line + "".join(rest), size, width)]
            lines.append(line.strip())
            line = ""
        return [*lines, line.strip()] if line.strip() else lines

    def _fitting(self, words: str, size: float, width: float) -> str:
        """Return as much of the beginning of words as is no wider than `width`."""
        taken = 0.0
        for at, one in enumerate(words):
            taken += self.advance(one) * size
            if taken > width:
                return words[:at]
        return words


@functools.cache
def typeface() -> Typeface:
    """Return the fonts that are there: the one that comes along first."""
    there = {Path(entry.fname) for entry in fontManager.ttflist}
    found = {path: FT2Font(path) for path in (_BUNDLED, _SYMBOLS)}
    for path in filter(Path.is_file, map(Path, _SYSTEM)):
        with suppress(RuntimeError, OSError):  # a damaged font is one that is not there
            found[path] = FT2Font(path)
    for path in found:
        if path not in there:
            fontManager.addfont(path)
    fonts = list(found.values())
    for font in fonts:
        font.set_size(_MEASURED, 72.0)

    @functools.cache
    def font_of(character: str) -> FT2Font | None:
        return next((font for font in fonts if font.get_char_index(ord(character))), None)

    @functools.cache
    def advance(character: str) -> float:
        font = font_of(character) or fonts[0]
        glyph = font.load_char(ord(character), flags=LoadFlags.NO_HINTING)
        return float(glyph.linearHoriAdvance) / _FIXED / _MEASURED

    families = tuple(dict.fromkeys(font.family_name for font in fonts))
    return Typeface(families, lambda character: font_of(character) is not None, advance)


def _silent(character: str) -> bool:
    """Return whether a character is none to be seen: controls, marks of direction, joiners, choices of variants."""
    if unicodedata.category(character) in {"Cc", "Cf", "Cs"}:
        return not character.isspace()
    return unicodedata.name(character, "").startswith("VARIATION SELECTOR")
