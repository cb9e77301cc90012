"""Archives are looked through before anything is unpacked, and unpacked into a temporary folder alone."""

from __future__ import annotations

import zipfile
from pathlib import Path

import geopandas as gpd
import pytest

from geo_ruijin.errors import SourceError
from geo_ruijin.sources import archives
from geo_ruijin.sources.archives import data_in, unpacked
from geo_ruijin.sources.files import layers_of, read_file
from tests.broken import NAMES, STOPS, zip_gbk, zipped

TABLE = b"id\n1\n"


def _packed(path: Path, members: dict[str, bytes]) -> Path:
    return zipped(path.name, members)(path.parent)


def _folder_zipped(folder: Path, target: Path) -> Path:
    with zipfile.ZipFile(target, "w") as archive:
        for part in sorted(folder.rglob("*")):
            archive.write(part, part.relative_to(folder.parent))
    return target


def test_what_systems_leave_there_is_no_data(tmp_path: Path) -> None:
    members = ("a.csv", "__MACOSX/._a.csv", ".DS_Store", "Thumbs.db", "图/", "readme.txt")
    path = _packed(tmp_path / "a.zip", dict.fromkeys(members, TABLE))
    assert data_in(path) == ["a.csv"]
    assert read_file(path)["id"].tolist() == ["1"]


def test_names_of_chinese_windows(tmp_path: Path) -> None:
    assert data_in(zip_gbk(tmp_path)) == ["公交站/stops.shp"]
    assert read_file(tmp_path / "a.zip")["name"].tolist() == NAMES


def test_a_folder_of_windows_is_a_folder(tmp_path: Path) -> None:
    assert data_in(_packed(tmp_path / "a.zip", {"数据\\a.csv": TABLE})) == ["数据/a.csv"]


def test_parts_of_a_shapefile_in_upper_case_belong_together(tmp_path: Path) -> None:
    STOPS.to_file(tmp_path / "stops.shp", encoding="UTF-8")
    members = {f"STOPS{part.suffix.upper()}": part.read_bytes() for part in tmp_path.glob("stops.*")}
    rows = read_file(_packed(tmp_path / "a.zip", members))
    assert rows["name"].tolist() == NAMES


def test_a_filegdb_is_one_thing(tmp_path: Path) -> None:
    STOPS.to_file(tmp_path / "a.gdb", driver="OpenFileGDB")
    path = _folder_zipped(tmp_path / "a.gdb", tmp_path / "a.zip")
    assert data_in(path) == ["a.gdb"]
    assert layers_of(path) == ["a"]
    assert read_file(path)["name"].tolist() == NAMES


def test_one_of_several_is_named_by_what_is_listed(tmp_path: Path) -> None:
    for layer in ("one", "two"):
        STOPS.to_file(tmp_path / "b.gpkg", layer=layer)
    path = _packed(tmp_path / "a.zip", {"表/a.csv": TABLE, "b.gpkg": (tmp_path / "b.gpkg").read_bytes()})
    choices = ["b.gpkg/one", "b.gpkg/two", "表/a.csv"]
    assert layers_of(path) == choices
    with pytest.raises(SourceError, match=r"several layers \(b\.gpkg/one, b\.gpkg/two, 表/a\.csv\)"):
        read_file(path)
    assert [len(read_file(path, layer=choice)) for choice in choices] == [2, 2, 1]
    with pytest.raises(SourceError, match="Did you mean 'one'"):
        read_file(path, layer="b.gpkg/on")
    with pytest.raises(SourceError, match=r"the archive has no 'c\.csv'"):
        read_file(path, layer="c.csv")


def test_the_map_in_a_kmz(tmp_path: Path) -> None:
    STOPS.to_file(tmp_path / "a.kml", driver="LIBKML")
    kml = (tmp_path / "a.kml").read_bytes()
    path = _packed(tmp_path / "a.kmz", {"doc.kml": kml, "files/icon.png": b"\x89PNG"})
    rows = read_file(path)
    assert isinstance(rows, gpd.GeoDataFrame)
    assert rows["Name"].tolist() == NAMES


@pytest.mark.parametrize(("size", "refused"), [(100, False), (101, True)])
def test_no_more_is_unpacked_than_the_limit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int, *, refused: bool
) -> None:
    monkeypatch.setattr(archives, "MOST_BYTES", 100)
    path = _packed(tmp_path / "a.zip", {"a.csv": b"x" * size})
    if refused:
        with pytest.raises(SourceError, match="zip bomb"):
            data_in(path)
    else:
        assert data_in(path) == ["a.csv"]


def test_what_a_member_says_of_its_size_binds_it(tmp_path: Path) -> None:
    """A header that says 4 bytes of 5 yields no fifth: the checksum is wrong then."""
    path = _packed(tmp_path / "a.zip", {"a.csv": TABLE})
    content = path.read_bytes()
    at = content.index(b"PK\x01\x02") + 24
    path.write_bytes(content[:at] + (4).to_bytes(4, "little") + content[at + 4 :])
    with pytest.raises(SourceError, match="cannot be unpacked"), unpacked(path, "a.csv"):
        pass


def test_nothing_stays_behind(tmp_path: Path) -> None:
    with unpacked(_packed(tmp_path / "a.zip", {"表/a.csv": TABLE}), "表/a.csv") as file:
        assert file.is_file()
    assert not file.exists()
    assert not file.parent.exists()
