"""Zip archives: what is in them, checked before anything is unpacked."""

from __future__ import annotations

import re
import shutil
import stat
import tempfile
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from geo_ruijin.errors import SourceError, closest
from geo_ruijin.sources.formats import unreadable
from geo_ruijin.text import Text

#: What an archive may hold unpacked: twice the largest shapefile there can be [bytes].
MOST_BYTES = 4 * 2**30

#: How often what is unpacked may be larger than the archive, once it is large: tables of blanks reach some 200.
MOST_RATIO = 250
_LARGE = 100 * 2**20

#: How many files; a FileGDB of a county has some hundreds.
MOST_MEMBERS = 10_000

#: What operating systems leave in archives.
_LITTER = ("__macosx", ".ds_store", "thumbs.db", "desktop.ini")

#: The flag of a member whose name is in UTF-8, and of one that is encrypted (APPNOTE 4.4.4).
_UTF8, _ENCRYPTED = 0x800, 0x1

_READ = (
    ".shp", ".gpkg", ".geojson", ".json", ".geojsonl", ".geojsons", ".ndjson", ".jsonl", ".fgb", ".kml", ".gml",
    ".parquet", ".geoparquet", ".pq", ".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".xls", ".ods", ".kmz", ".epw",
)  # fmt: skip

Members = Mapping[str, zipfile.ZipInfo]


def data_in(path: Path) -> list[str]:
    """Return the data files in an archive, and its FileGDB folders, by their names in it.

    Raises
    ------
    SourceError
        If the archive is damaged, encrypted, larger than it may be, or has members that would land elsewhere.
    """
    return _data(check_archive(path))


def check_archive(path: Path) -> Members:
    """Return the members of an archive by their names, its litter and folders left out; raise as `data_in` does."""
    try:
        with zipfile.ZipFile(path) as archive:
            infos = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        what = Text(zh="压缩包损坏或不完整", en="the archive is damaged or cut off")
        raise unreadable(path, what, Text(zh="请重新下载或复制。", en="Download or copy it again.")) from error
    _check_size(path, infos)
    members = {_name(info): info for info in infos}
    for name, info in members.items():
        _check_member(path, name, info)
    return {name: info for name, info in members.items() if not name.endswith("/") and not _is_litter(name)}


@contextmanager
def unpacked(path: Path, name: str) -> Iterator[Path]:
    """Give a data file of an archive, unpacked into a temporary folder with all that belongs to it.

    Raises
    ------
    SourceError
        As `data_in`, or if the archive has no such file.
    """
    members = check_archive(path)
    if name not in (data := _data(members)):
        what = Text(zh=f"压缩包里没有“{name}”", en=f"the archive has no '{name}'")
        raise unreadable(path, what, closest(name, data))
    stem = re.sub(r"[^\w.-]", "_", PurePosixPath(name).stem)[:40] or "data"
    suffix = PurePosixPath(name).suffix.lower()
    with tempfile.TemporaryDirectory(prefix="geo-ruijin-") as folder:
        top = Path(folder, stem + suffix)
        if suffix == ".gdb":
            top.mkdir()
            parts = {top / PurePosixPath(member).name: member for member in members if member.startswith(f"{name}/")}
        elif suffix == ".shp":
            root = name[: -len(suffix)].lower() + "."
            same_stem = [m for m in members if m.lower().startswith(root) and "/" not in m[len(root) :]]
            parts = {Path(folder, f"{stem}.{member[len(root) :].lower()}"): member for member in same_stem}
        else:
            parts = {top: name}
        _unpack(path, {target: members[member] for target, member in parts.items()})
        yield top


def _unpack(path: Path, targets: Mapping[Path, zipfile.ZipInfo]) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            for target, info in targets.items():
                with archive.open(info) as packed, target.open("wb") as file:
                    shutil.copyfileobj(packed, file)  # never more than `info.file_size`, which was checked
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        what = Text(zh=f"压缩包里的文件解不开({error})", en=f"a member cannot be unpacked ({error})")
        cure = Text(zh="请解压后重新压缩为普通 zip。", en="Unpack it and zip it again the plain way.")
        raise unreadable(path, what, cure) from error


def _name(info: zipfile.ZipInfo) -> str:
    """Return the name of a member; what is not said to be in UTF-8 is in the encoding of the Windows that packed it."""
    name = info.orig_filename
    if not info.flag_bits & _UTF8:
        packed = name.encode("cp437", errors="replace")
        for encoding in ("utf-8", "gb18030", "cp437"):
            try:
                name = packed.decode(encoding)
                break
            except UnicodeDecodeError:
                continue
    return name.replace("\\", "/")


def _data(members: Members) -> list[str]:
    found: dict[str, None] = {}
    for name in members:
        if folder := re.match(r"(.+?\.gdb)/", name, flags=re.IGNORECASE):
            found[folder[1]] = None
        elif name.lower().endswith(_READ):
            found[name] = None
    if len(found) > 1:  # notes that lie beside the data are no data
        notes = [name for name in found if name.lower().endswith(".txt")]
        found = {name: None for name in found if name not in notes} or found
    return sorted(found)


def _is_litter(name: str) -> bool:
    return any(part.lower() in _LITTER or part.startswith("._") for part in name.split("/"))


def _check_size(path: Path, infos: list[zipfile.ZipInfo]) -> None:
    total, packed = sum(info.file_size for info in infos), max(path.stat().st_size, 1)
    if len(infos) > MOST_MEMBERS:
        raise _refused(
            path,
            Text(
                zh=f"有 {len(infos)} 个文件,多于 {MOST_MEMBERS} 个的上限",
                en=f"it has {len(infos)} files, more than the {MOST_MEMBERS} it may have",
            ),
        )
    if total > MOST_BYTES or (total > _LARGE and total > MOST_RATIO * packed):
        mega = 2**20
        raise _refused(
            path,
            Text(
                zh=f"解压后有 {total // mega} MB,是压缩包的 {total // packed} 倍"
                f"(上限 {MOST_BYTES // mega} MB;超过 {_LARGE // mega} MB 时不超过 {MOST_RATIO} 倍),疑为压缩炸弹",
                en=f"unpacked it has {total // mega} MB, {total // packed} times the archive "
                f"(at most {MOST_BYTES // mega} MB, and {MOST_RATIO} times beyond {_LARGE // mega} MB): a zip bomb?",
            ),
        )


def _check_member(path: Path, name: str, info: zipfile.ZipInfo) -> None:
    if name.startswith("/") or re.match(r"[A-Za-z]:", name) or ".." in name.split("/") or "\x00" in name:
        raise _refused(
            path,
            Text(zh=f"其中的“{name}”会写到文件夹之外", en=f"'{name}' in it would land outside its folder"),
        )
    if stat.S_ISLNK(info.external_attr >> 16):
        raise _refused(path, Text(zh=f"其中的“{name}”是符号链接", en=f"'{name}' in it is a symbolic link"))
    if info.flag_bits & _ENCRYPTED:
        raise _refused(path, Text(zh="压缩包有密码", en="the archive has a password"))


def _refused(path: Path, what: Text) -> SourceError:
    cure = Text(zh="请只把数据文件重新压缩为 zip。", en="Zip the data files again, and them alone.")
    return unreadable(path, what, cure)
