"""Type on map pictures: no silent boxes, no line too wide, nothing lost where there is room."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import geopandas as gpd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.ft2font import FT2Font

from geo_ruijin.draw.static import typeface as module
from geo_ruijin.draw.static.typeface import CUT, MISSING, typeface
from tests.records import HOSTILE

ROOT = Path(__file__).parents[1]
SIZE = 8.0
#: A hieroglyph, which none of the fonts has.
RARE = "\U00013000"


def test_a_character_that_no_font_has_is_replaced_and_named() -> None:
    assert typeface().printable(f"瑞金{RARE}村") == f"瑞金{MISSING}村"
    assert typeface().missing(f"瑞金{RARE}村") == {RARE}


@pytest.mark.parametrize("words", [*HOSTILE, "$x^2$", r"\alpha", "〇䶮𡎚", "✔▲◇◌—≥≤→²³·…", "شارع"])
def test_words_are_printed_as_typed(words: str) -> None:
    assert typeface().printable(words) == words
    assert not typeface().missing(words)


def test_what_cannot_be_seen_is_left_out() -> None:
    assert typeface().printable("\u202e瑞\u200b金\ufe0f\n市\t\x00") == "瑞金 市"
    assert not typeface().missing("\u202e\u200b\ufe0f\n\x00")


def test_lines_are_no_wider_than_asked_and_begin_with_no_comma() -> None:
    lines = typeface().lines("象湖镇、沙洲坝镇、叶坪镇、黄柏乡。" * 8, SIZE, 9.5 * SIZE)
    assert len(lines) > 3
    assert all(typeface().width(line, SIZE) <= 9.5 * SIZE for line in lines)
    assert not any(line[0] in "、。" for line in lines)


def test_latin_words_stay_whole() -> None:
    assert typeface().lines("bus stops", SIZE, typeface().width("bus stop", SIZE)) == ["bus", "stops"]


def test_what_has_no_room_ends_with_an_ellipsis() -> None:
    width = typeface().width("公交站点", SIZE)
    assert typeface().shortened("公交站点", SIZE, width) == "公交站点"
    assert typeface().shortened("公交站点覆盖", SIZE, width) == "公交站" + CUT
    assert typeface().lines("公交站点覆盖的居民人数", SIZE, width, most=2) == ["公交站点", "覆盖的" + CUT]


def test_ten_thousand_characters_are_cut() -> None:
    lines = typeface().lines("长" * 10_000, SIZE, 20 * SIZE, most=3)
    assert len(lines) == 3
    assert lines[-1].endswith(CUT)


@given(st.text(alphabet=st.characters(codec="gb2312"), max_size=80), st.floats(3 * SIZE, 40 * SIZE))
def test_nothing_is_lost_where_there_is_room(words: str, width: float) -> None:
    lines = typeface().lines(words, SIZE, width)
    assert "".join(lines).replace(" ", "") == typeface().printable(words).replace(" ", "")


def said_by_the_sample() -> Iterator[str]:
    """Return all words of the sample's files, and those of the pages."""

    def strings(value: object) -> Iterator[str]:
        if isinstance(value, str):
            yield value
        for one in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
            yield from strings(one)

    tables = [path for part in ("layers", "analyses", "maps", "scenarios") for path in ROOT.glob(f"{part}/*.toml")]
    for path in (ROOT / "plan.toml", *tables):
        yield from strings(tomllib.loads(path.read_text(encoding="utf-8")))
    for path in ROOT.glob("layers/data/sample/*.parquet"):
        table = gpd.read_parquet(path)
        for name in table.select_dtypes(["object", "string"]):
            yield from (one for one in table[name].unique() if isinstance(one, str))
    for folder in ("draw", "report"):
        for file in files("geo_ruijin").joinpath(folder).iterdir():
            if file.name.endswith("words.py"):
                yield file.read_text(encoding="utf-8")


def test_the_fonts_that_come_along_have_every_character_of_the_sample() -> None:
    fonts = [FT2Font(path) for path in (module._BUNDLED, module._SYMBOLS)]  # noqa: SLF001
    characters = {one for words in said_by_the_sample() for one in words if one.isprintable()}
    assert len(characters) > 1_000
    assert [one for one in sorted(characters) if not any(font.get_char_index(ord(one)) for font in fonts)] == []


def test_the_font_has_the_standard_characters_and_stays_small() -> None:
    path = module._BUNDLED  # noqa: SLF001
    font = FT2Font(path)
    gb = {bytes([row, cell]).decode("gb2312") for row in range(0xB0, 0xD7) for cell in range(0xA1, 0xFA)}
    assert all(font.get_char_index(ord(one)) for one in gb)
    assert all(
        font.get_char_index(ord(one)) for one in "㑇埜"
    )  # of the general standard table, and of a village's name
    assert hashlib.sha256(path.read_bytes()).hexdigest() in (path.parent / "README.md").read_text(encoding="utf-8")
    assert path.stat().st_size < 4 * 2**20
    assert font.family_name == "Geo Ruijin Sans SC"  # a changed font may not bear the name of the original
