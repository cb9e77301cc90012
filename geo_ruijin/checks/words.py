"""Text that was read in the wrong encoding, and text that a spreadsheet would run."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

import pandas as pd

from geo_ruijin.checks.rows import in_rows
from geo_ruijin.errors import NOTHING, Fault
from geo_ruijin.text import Text

#: What stands where bytes were no text, and what it becomes when it is saved and read in GBK once more.
_GONE = ("\ufffd", "锟斤拷")

#: Letters and signs of the Western code page in a row, and that page's letters beyond Latin-1.
_WESTERN = re.compile(r"[\u0080-\u00ff€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]{2,}")
_FOREIGN = re.compile(r"[^\x00-\x7f\ufffd]{2,}")
_CONTROL = re.compile(r"[\u0080-\u009f]")
_LETTER, _SIGN = re.compile(r"[À-ÖØ-öø-ÿ]"), re.compile(r"[\u00a1-\u00bf]")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
#: What a UTF-8 text may turn out to be: accented Latin letters, or Chinese with its punctuation.
_SENSIBLE = re.compile(r"[\u00a0-\u00ff]+|[\u4e00-\u9fff\u3000-\u303f\uff00-\uffef]+")

#: The pairs of bytes of GBK that hold the 3,755 most common characters, which an ordinary name is mostly made of.
_COMMON = range(0xB0, 0xD8)

_FORMULA = r"^[=+\-@][A-Za-z]"


@dataclass(frozen=True)
class Damage:
    """What a text shows of the encoding it was wrongly read in.

    Attributes
    ----------
    encoding
        What it should have been read in; None where nothing brings it back.
    meant
        What it would read then, as far as it can be told.
    """

    encoding: str | None
    meant: str = ""


def damage(text: str) -> Damage | None:
    """Return what is wrong with a text that was read in another encoding than it was written in; None if nothing is.

    Examples
    --------
    >>> damage("鐟為噾甯").meant, damage("Èð½ðÊÐ").meant, damage("café"), damage("象湖镇")
    ('瑞金', '瑞金市', None, None)
    """
    if text.isascii():
        return None
    if _GONE[1] in text:
        return Damage(None)
    for run in _FOREIGN.findall(text):
        if meant := _utf8(b"".join(map(_gbk, run)), length=len(run)):
            return Damage("utf-8", meant)
    for run in _WESTERN.findall(text):
        if found := _of_western(run):
            return found
    return Damage("gb18030") if _GONE[0] in text or _CONTROL.search(text) else None


def check_text(values: pd.Series, *, file: str, where: str) -> list[Fault]:
    """Return what is wrong with the words of a column: read in the wrong encoding, or beginning like a formula.

    Damage to more than half of the words is serious: the whole file was read in the wrong encoding.
    """
    faults = []
    found = {text: harm for text in values.dropna().unique() if (harm := damage(str(text)))}
    if found:
        damaged = values.isin(list(found))
        problem = _damaged(str(text := values[damaged].iloc[0]), found[text])
        serious = bool(damaged.sum() > 0.5 * values.notna().sum())
        faults.append(in_rows(file, where, problem, damaged, cure=_cure(found.values()), serious=serious))
        faults[-1] = replace(faults[-1], option=_option(found.values()))
    formulas = values.str.contains(_FORMULA, regex=True).fillna(value=False).astype(bool)
    if formulas.any():
        first = str(values[formulas].iloc[0])[:20]
        problem = Text(zh=f"像公式(如“{first}”)", en=f"like a formula (such as '{first}')")
        cure = Text(
            zh="一律按文字处理,不会执行;请核对原表。", en="It is kept as text and never run; check the original."
        )
        faults.append(in_rows(file, where, problem, formulas, cure=cure, serious=False))
    return faults


def check_names(names: Iterable[object], *, file: str, path: str) -> list[Fault]:
    """Return a remark on names of columns that were read in the wrong encoding."""
    found = {name: harm for name in map(str, names) if (harm := damage(name))}
    if not found:
        return []
    listed = ", ".join(found)
    problem = _damaged(*next(iter(found.items())))
    what = Text(
        zh=f"{path} 有 {len(found)} 个列名{problem.zh}:{listed}",
        en=f"{len(found)} names of columns of {path} {problem.en}: {listed}",
    )
    return [Fault(file, "columns", what, _cure(found.values()), serious=False, option=_option(found.values()))]


def _gbk(letter: str) -> bytes:
    """Return the bytes Chinese Windows reads a letter from; it has the euro sign at 80 by itself."""
    return b"\x80" if letter == "€" else letter.encode("gb18030", errors="ignore")


def _of_western(run: str) -> Damage | None:
    """Return what a run of Western letters was, if UTF-8 or GBK."""
    raw = b"".join(
        bytes([ord(letter)]) if ord(letter) < 0x100 else letter.encode("cp1252")  # noqa: PLR2004 - Latin-1
        for letter in run
    )
    if meant := _utf8(raw, length=len(run)):
        return Damage("utf-8", meant)
    pairs = [raw[at] for at in range(0, len(raw) - 1, 2)]
    if len(pairs) > 1 and min(raw) > 0xA0 and sum(byte in _COMMON for byte in pairs) * 2 >= len(pairs):  # noqa: PLR2004
        return Damage("gb18030", raw[: 2 * len(pairs)].decode("gb18030", errors="replace"))
    if len(run) > 2 and _LETTER.search(run) and _SIGN.search(run):  # noqa: PLR2004 - "°²" is a pair of signs
        return Damage("utf-8")
    return None


def _utf8(raw: bytes, *, length: int) -> str:
    """Return what bytes say as UTF-8, but for a last letter cut short; empty if they are not that.

    Western letters are 1 byte each, so that 2 may be one accented letter; GBK is 2, so that 3 make two Chinese ones.
    """
    meant, _, rest = raw.decode("utf-8", errors="replace").partition("\ufffd")
    if rest.strip("\ufffd") or not _SENSIBLE.fullmatch(meant):
        return ""
    if len(raw) > length:  # GBK read as text: no single chance character, and nothing Western
        try:
            known = len(meant) > 1 and bool(_CHINESE.match(meant)) and bool(meant.encode("gb2312"))
        except UnicodeEncodeError:
            return ""
        return meant if known else ""
    return meant


def _damaged(sample: str, harm: Damage) -> Text:
    zh, en = (f",本来可能是“{harm.meant[:20]}”", f", probably '{harm.meant[:20]}'") if harm.meant else ("", "")
    return Text(zh=f"是乱码(如“{sample[:20]}”{zh})", en=f"garbled (such as '{sample[:20]}'{en})")


def _cure(harms: Iterable[Damage]) -> Text:
    encoding = next((harm.encoding for harm in harms if harm.encoding), None)
    if encoding is None:
        return Text(
            zh="这些字在存成这个文件之前就已丢失,请从原始数据重新导出。",
            en="The text was lost before this file was written: export it again from the original.",
        )
    return Text(
        zh=f'请在该来源写 encoding = "{encoding}";仍是乱码的,请从原始数据重新导出为 UTF-8。',
        en=f'Write encoding = "{encoding}" in this source; if it stays garbled, export it again as UTF-8.',
    )


def _option(harms: Iterable[Damage]) -> Text:
    encoding = next((harm.encoding for harm in harms if harm.encoding), None)
    if encoding is None:
        return NOTHING
    return Text(
        zh=f"请加 --encoding {encoding};仍是乱码的,请从原始数据重新导出为 UTF-8。",
        en=f"Add --encoding {encoding}; if it stays garbled, export it again as UTF-8.",
    )
