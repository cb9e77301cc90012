"""The encodings of text, told from its bytes: UTF-8, or the GB 18030 of Chinese Windows."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable
from pathlib import Path

from geo_ruijin.errors import SourceError
from geo_ruijin.sources.formats import unreadable
from geo_ruijin.text import Text, same

#: The share of letters that are everyday Chinese characters in text that was read in the right encoding.
_USUAL = 0.9

#: How many characters beyond Latin a damaged text in UTF-8 has at least for each damage; GBK read as UTF-8 has few.
_SOUND = 2

_CUT_OFF = ("unexpected end of data", "incomplete multibyte sequence")

_SAY = Text(
    zh='请另存为 UTF-8,或写明 encoding = "…"。', en='Save it as UTF-8, or say which it is by encoding = "…".'
)  # fmt: skip


def codec(name: str) -> str | None:
    """Return the Python codec of an encoding as .cpg files and people write it, None where nobody knows it.

    GBK and GB 2312 are read as GB 18030, which holds both.

    Examples
    --------
    >>> codec("ANSI 936"), codec("65001"), codec("?")
    ('gb18030', 'utf-8', None)
    """
    word = name.strip().strip("\x00").lower().removeprefix("ansi").removeprefix("oem").strip(" _-")
    word = {"65001": "utf-8", "88591": "latin-1", "": "?"}.get(word, word)
    for candidate in (f"cp{word}" if word.isdigit() else word, word.replace("iso8859", "iso-8859-")):
        try:
            found = codecs.lookup(candidate).name
        except (LookupError, ValueError):
            continue
        return "gb18030" if found in ("gbk", "gb2312", "cp936") else found
    return None


def encoding_of(values: Iterable[bytes], *, declared: str | None = None) -> str | None:
    """Return the encoding that texts are in, None where they are in none that is known.

    UTF-8 leaves its mark on every character beyond ASCII, so what is valid in it is in it; GB 18030 does not, so that
    what is read in it, or in another declared encoding, must also look like Chinese.

    Parameters
    ----------
    values
        The bytes of each text; the last character may be cut off, as it is in a field too narrow.
    declared
        The codec the file says it is in.

    Examples
    --------
    >>> encoding_of(["中心站".encode("gbk")], declared="latin-1")
    'gb18030'
    """
    texts = [value for value in set(values) if not value.isascii()]
    if not texts:
        return declared or "utf-8"
    read = {name: _decoded(texts, name) for name in dict.fromkeys(filter(None, (declared, "utf-8", "gb18030")))}
    utf8, chinese, said = read["utf-8"], read["gb18030"], read.get(declared or "")
    if said is not None and (declared == "utf-8" or _is_chinese(said)):
        by_chance = declared == "utf-8" or utf8 is None or not _is_chinese(utf8)
        return declared if by_chance else "utf-8"
    if utf8 is not None and (_is_chinese(utf8) or not (chinese and _is_chinese(chinese))):
        return "utf-8"
    if chinese is not None and (_is_chinese(chinese) or said is None):
        return "gb18030"
    return declared if said is not None else None


def is_in(values: Iterable[bytes], name: str) -> bool:
    """Whether texts can be in an encoding."""
    return _decoded([value for value in values if not value.isascii()], name) is not None


def decode(data: bytes, path: Path, *, encoding: str | None = None) -> tuple[str, list[Text]]:
    """Return the text of a file, and what a reader should know of how it was read.

    Raises
    ------
    SourceError
        If it is no text, or in an encoding that cannot be told.
    """
    remarks: list[Text] = []
    marked = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    chosen = _named(encoding, path) if encoding else "utf-16" if marked else "utf-8"
    if not marked and not chosen.startswith("utf-16") and b"\x00" in data:
        raise unreadable(path, Text(zh="含有 NUL 字节,不是文本", en="it holds NUL bytes, which no text does"), _SAY)
    try:
        text = data.decode(chosen)
    except UnicodeDecodeError as error:
        if encoding or marked or error.start >= len(data.rstrip()) - 3 and error.reason in _CUT_OFF:  # noqa: RUF021
            raise _undecodable(path, chosen, data[: error.start].count(b"\n") + 1) from error
        text = _as_chinese(data, path)
        said = Text(zh=f"{path.name} 按 GB 18030(GBK)编码读取", en=f"{path.name} is read as GB 18030 (GBK)")
        remarks.append(said)
    text = text.removeprefix("\ufeff")
    if "\ufeff" in text:
        text = text.replace("\ufeff", "")
        said = Text(
            zh=f"{path.name} 中间有字节顺序标记(BOM),已去掉:它可能由几个文件拼成",
            en=f"{path.name} has a byte order mark in its middle, taken out: it may be several files in one",
        )
        remarks.append(said)
    return text, remarks


def _decoded(texts: list[bytes], name: str) -> str | None:
    words = []
    for text in texts:
        try:
            words.append(text.decode(name))
        except UnicodeDecodeError as error:
            if error.reason not in _CUT_OFF or text[: error.start].isascii():
                return None
            words.append(text[: error.start].decode(name))
    return "".join(words)


def _is_chinese(words: str) -> bool:
    """Whether what is beyond ASCII is everyday Chinese, which the wrong encoding seldom makes."""
    letters = re.findall(r"[^\W\d_]", re.sub(r"[\x00-\x7f]", "", words))
    usual = sum(letter >= "\u2e80" and letter.encode("gb2312", "ignore") != b"" for letter in letters)
    return bool(letters) and usual >= _USUAL * len(letters) and not re.search(r"[\x80-\x9f\ue000-\uf8ff]", words)


def _as_chinese(data: bytes, path: Path) -> str:
    guess = data.decode("utf-8", errors="replace")
    broken = guess.count("\ufffd")
    if len(re.findall("[\u0800-\ufffc]", guess)) > _SOUND * broken:
        raise _undecodable(path, "UTF-8", guess[: guess.index("\ufffd")].count("\n") + 1)
    try:
        return data.decode("gb18030")
    except UnicodeDecodeError as error:
        raise _undecodable(path, same("UTF-8, GB 18030").en, data[: error.start].count(b"\n") + 1) from error


def _undecodable(path: Path, name: str, line: int) -> SourceError:
    what = Text(
        zh=f"第 {line} 行起不是 {name} 编码的文字,文件可能损坏、不完整或是其他编码",
        en=f"from line {line} on it is no text in {name}: it may be damaged, cut off or in another encoding",
    )
    return unreadable(path, what, _SAY)


def _named(encoding: str, path: Path) -> str:
    found = codec(encoding)
    if found is None:
        what = Text(zh=f"不认识的编码“{encoding}”", en=f"'{encoding}' is no known encoding")
        cure = Text(zh='例如 encoding = "GB18030"。', en='For example encoding = "GB18030".')
        raise unreadable(path, what, cure)
    return found
