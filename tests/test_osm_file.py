"""The file itself: its date, and that a damaged one is never taken for a small one."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from geopandas.testing import assert_geodataframe_equal

from geo_ruijin.errors import SourceError
from geo_ruijin.sources import osm, osm_file
from tests.extracts import ANDORRA, helsinki, needs_andorra


def pbf_header(seconds: int) -> bytes:
    """Return the head of an .osm.pbf, by hand: BlobHeader, then Blob, then HeaderBlock with its timestamp."""

    def varint(value: int) -> bytes:
        low, rest = value & 0x7F, value >> 7
        return bytes([low | 0x80]) + varint(rest) if rest else bytes([low])

    def text(field: int, value: bytes) -> bytes:
        return varint(field << 3 | 2) + varint(len(value)) + value

    block = text(4, b"OsmSchema-V0.6") + varint(32 << 3) + varint(seconds)
    blob = varint(2 << 3) + varint(len(block)) + text(3, zlib.compress(block))
    head = text(1, b"OSMHeader") + varint(3 << 3) + varint(len(blob))
    return len(head).to_bytes(4, "big") + head + blob


@pytest.mark.parametrize("day", [date(2004, 8, 9), date(2023, 7, 12), date(2100, 1, 1)])
def test_the_date_is_read_from_the_header(tmp_path: Path, day: date) -> None:
    path = tmp_path / "x.osm.pbf"
    path.write_bytes(pbf_header(int(datetime(day.year, day.month, day.day, 23, 59, 59, tzinfo=UTC).timestamp())))
    assert osm.extract_date(path) == day


@pytest.mark.parametrize("content", [b"", b"hello world", pbf_header(1)[:30], b"\0\0\0\x0e" + b"\xff" * 40])
def test_no_date_where_the_file_says_none(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.osm.pbf"
    path.write_bytes(content)
    assert osm.extract_date(path) is None


@pytest.mark.parametrize("read", [osm.read_streets, osm.read_boundary, osm.data_extent])
@pytest.mark.parametrize("fault", ["missing", "empty", "text", "cut", "damaged", "xml", "unsorted"])
def test_a_file_that_cannot_be_read_says_so(tmp_path: Path, fault: str, read: Callable[[Path], object]) -> None:
    whole = helsinki().read_bytes()
    middle = len(whole) // 2
    contents = {
        "empty": b"",
        "text": b"hello world",
        "cut": whole[:middle],
        "damaged": whole[:middle] + bytes(64) + whole[middle + 64 :],
        "xml": b'<?xml version="1.0"?><osm version="0.6"><node id="1" lat="26" lo',
        "unsorted": b'<osm version="0.6"><node id="2" lat="26" lon="116"/><node id="1" lat="26" lon="116"/></osm>',
    }
    path = tmp_path / ("x.osm" if fault in ("xml", "unsorted") else "x.osm.pbf")
    if fault in contents:
        path.write_bytes(contents[fault])
    with pytest.raises(SourceError, match="is not there" if fault == "missing" else "cannot be read") as raised:
        read(path)
    assert "x.osm" in raised.value.message.zh


def test_nodes_beyond_the_memory_need_no_working_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usual = osm.read_streets(helsinki())
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    monkeypatch.setattr(osm_file, "_index_size", lambda _: "1")  # three quarters of it hold nodes: they take more
    assert_geodataframe_equal(osm.read_streets(helsinki()), usual)


@needs_andorra
def test_the_date_of_a_real_extract() -> None:
    assert osm.extract_date(ANDORRA) == date(2023, 7, 12)
    assert osm.extract_date(helsinki()) is None
