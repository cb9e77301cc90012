"""Files made ready for GDAL, which guesses at names and writes beside what it reads: a copy where need be."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from geo_ruijin.sources.companions import companion, parts
from geo_ruijin.sources.encodings import decode
from geo_ruijin.sources.formats import Format, unreadable
from geo_ruijin.text import Text

#: Where an SQLite file says that changes go to a journal beside it first, and its word for that.
_JOURNAL, _WAL = 18, 2

#: What pyogrio takes for a part of an address in a path.
_ADDRESS = frozenset("!;?")

_DECLARATION = re.compile(rb"""(?:\xef\xbb\xbf)?<\?xml[^>]*?encoding\s*=\s*["']([\w.-]+)["']""")
_SCHEMA = re.compile(rb"""\w+:schemaLocation\s*=\s*(?:"[^"]*"|'[^']*')""")


@contextmanager
def staged(path: Path, format_: Format) -> Iterator[Path]:
    """Give a path that GDAL can read: the file's own, or that of a copy in a temporary folder.

    Raises
    ------
    SourceError
        If a GeoPackage has changes that are not written yet, or text is in an encoding that cannot be told.
    """
    text = _as_utf8(path, format_)
    if text is None and not _needs_copy(path, format_):
        yield path.absolute()
        return
    with tempfile.TemporaryDirectory(prefix="geo-ruijin-") as folder:
        copy = Path(folder, f"data{path.suffix.lower()}")
        if path.is_dir():
            shutil.copytree(path, copy)
        for part in [] if path.is_dir() else parts(path):
            shutil.copyfile(part, Path(folder, "data" + part.name[len(path.stem) :].lower()))
        if text is not None:
            copy.write_bytes(text)
        yield copy


def _needs_copy(path: Path, format_: Format) -> bool:
    if format_ == "geopackage":
        journal = path.with_name(f"{path.name}-wal")
        if journal.is_file() and journal.stat().st_size:
            what = Text(
                zh="有尚未写入的修改(旁边有 -wal 文件)", en="it has changes not yet written (a -wal is beside it)"
            )
            cure = Text(zh="请先在 QGIS 等程序中关闭它。", en="Close it in QGIS and elsewhere first.")
            raise unreadable(path, what, cure)
        with path.open("rb") as file:
            if _WAL in file.read(_JOURNAL + 1)[_JOURNAL:]:
                return True
    if format_ == "shapefile":
        for suffix in (".shx", ".dbf", ".prj"):
            found = companion(path, suffix)
            if found is not None and found.name not in (path.stem + suffix, path.stem + suffix.upper()):
                return True
    return bool(_ADDRESS & set(str(path.absolute())))


def _as_utf8(path: Path, format_: Format) -> bytes | None:
    """Return JSON or XML as UTF-8 where it is in another encoding, and GML without the schemas it refers to."""
    if format_ not in ("geojson", "kml", "gml"):
        return None
    data = path.read_bytes()
    declaration = _DECLARATION.match(data)
    said = declaration[1].decode().lower() if declaration else "utf-8"
    try:
        data.decode(said)
    except (UnicodeDecodeError, LookupError):
        said = ""  # it is not what it says: told from its bytes
    if said not in ("utf-8", "utf8"):
        words, _ = decode(data, path, encoding=said or None)
        data = re.sub(r"^<\?xml.*?\?>", '<?xml version="1.0" encoding="UTF-8"?>', words, flags=re.DOTALL).encode()
    elif format_ != "gml":
        return None
    return _SCHEMA.sub(b"", data) if format_ == "gml" else data
