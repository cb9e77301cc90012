"""Text that was read in the wrong encoding is told from text that was not."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from geo_ruijin.checks import check_columns
from geo_ruijin.checks.words import damage
from geo_ruijin.errors import Fault
from geo_ruijin.spec import ColumnSpec

#: The most common 3,755 characters, in the order of GB 2312.
COMMON = [
    bytes([row, cell]).decode("gb2312")
    for row in range(0xB0, 0xD8)
    for cell in range(0xA1, 0xFF)
    if (row, cell) < (0xD7, 0xFA)
]
NAMES = st.text(st.sampled_from(COMMON), min_size=3, max_size=12)


def faults_of(texts: list[str | None], name: str = "name") -> list[Fault]:
    columns = {name: ColumnSpec(type="text", required=False)}
    return check_columns(pd.DataFrame({name: texts}), columns, file="layers/x.toml", path="data/x.csv")[1]


@pytest.mark.parametrize(
    ("text", "encoding", "meant"),
    [
        ("鐟為噾", "utf-8", "瑞金"),
        ("鐟為噾甯\ufffd", "utf-8", "瑞金"),  # the last of nine bytes makes no letter of two
        ("鐟為噾甯?", "utf-8", "瑞金"),
        ("娌欐床鍧\ufffd", "utf-8", "沙洲"),
        ("涓€鍙锋ゼ", "utf-8", "一号楼"),  # Windows reads byte 80 as the euro sign
        ("ç\x91\x9eé\x87\x91", "utf-8", "瑞金"),  # as Latin-1
        ("ç‘žé‡‘", "utf-8", "瑞金"),  # as Windows reads it
        ("Ã©", "utf-8", "é"),
        ("çåº", "utf-8", ""),  # with letters lost in between
        ("Èð½ð", "gb18030", "瑞金"),
        ("ÖÐ¹ú 1 ºÅ", "gb18030", "中国"),
        ("\ufffd\ufffd\ufffd", "gb18030", ""),
        ("锟斤拷", None, ""),
    ],
)
def test_damage_is_seen_and_undone(text: str, encoding: str | None, meant: str) -> None:
    found = damage(text)
    assert found is not None
    assert (found.encoding, found.meant) == (encoding, meant)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Ruijin",
        "瑞金市",
        "中国联通",
        "象湖镇（一）",
        "“公用”……",
        "café",
        "naïve",
        "jäääär",
        "Île",
        "12 m²",
        "5°±2",
        "A座·2号",
    ],
)
def test_sound_words_are_left_in_peace(text: str) -> None:
    assert damage(text) is None


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


@given(NAMES)
def test_names_are_sound_as_they_are_and_damaged_in_another_encoding(name: str) -> None:
    assert damage(name) is None
    assume(not _is_utf8(name.encode("gb18030")))  # a few names are letters in both
    western = damage(name.encode("gb18030").decode("latin-1"))
    assert western is not None
    assert western.encoding == "gb18030"
    assume(b"\x80" not in name.encode())  # of which Python makes no letter
    twice = damage(name.encode("utf-8").decode("gb18030", errors="replace"))
    assert twice is not None
    assert twice.encoding == "utf-8"
    assert name.startswith(twice.meant)


def test_a_file_read_in_the_wrong_encoding_is_a_fault_with_its_cure() -> None:
    (fault,) = faults_of(["鐟為噾", "璞℃箹", "Ruijin", None])  # 2 of 3
    assert fault.serious
    assert "2 of 4 values garbled (such as '鐟為噾', probably '瑞金') (rows 1, 2," in fault.what.en
    assert "是乱码(如“鐟為噾”,本来可能是“瑞金”)" in fault.what.zh
    assert 'encoding = "utf-8"' in fault.cure.en


def test_a_few_damaged_names_are_remarked_on() -> None:
    (fault,) = faults_of(["象湖", "锟斤拷"])  # half is not more
    assert not fault.serious
    assert "(rows 2," in fault.what.en
    assert "export it again from the original" in fault.cure.en


def test_damaged_names_of_columns_are_named() -> None:
    rows = pd.DataFrame({"name": ["a"], "Ãû³Æ": ["b"], "µØÖ·": ["c"]})  # 名称, 地址
    (fault,) = check_columns(rows, {"name": ColumnSpec(type="text")}, file="layers/x.toml", path="data/x.csv")[1]
    assert (fault.where, fault.serious) == ("columns", False)
    assert fault.what.en == ("2 names of columns of data/x.csv garbled (such as 'Ãû³Æ', probably '名称'): Ãû³Æ, µØÖ·")
    assert 'encoding = "gb18030"' in fault.cure.zh


@pytest.mark.parametrize("text", ["=HYPERLINK(1)", "+cmd", "-A1", "@SUM(1)"])
def test_words_like_formulas_are_remarked_on(text: str) -> None:
    (fault,) = faults_of(["象湖", text])
    assert not fault.serious
    assert f"1 of 2 values like a formula (such as '{text}') (rows 2," in fault.what.en


@pytest.mark.parametrize("text", ["-5", "+86 797", "A=B", "=", "—象湖", "- 无"])
def test_other_signs_are_no_formula(text: str) -> None:
    assert faults_of([text]) == []


def test_a_name_turns_the_direction_of_writing_for_itself_alone() -> None:
    columns = {"name": ColumnSpec(type="text", required=False)}
    names = ["象湖镇", "\u202e12", "\u2067\u202dab\u2069", "\u202ea\u202c", None]
    found, _ = check_columns(pd.DataFrame({"name": names}), columns, file="layers/x.toml", path="x.csv")
    assert found["name"].fillna("").tolist() == [
        "象湖镇",
        "\u202e12\u202c",
        "\u2067\u202dab\u2069",
        "\u202ea\u202c",
        "",
    ]
