"""Checked layers kept by what they were made from, so that nothing is read and checked twice.

An entry can be lost, damaged or taken away at any moment: then there is none, and the layer is read again. Nobody
waits for anybody: an entry is written beside its place and renamed into it, and one who reads it holds the whole.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import time
import uuid
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path

import pyogrio
import pyproj
import rasterio
import shapely
from pydantic import BaseModel
from pyproj._network import is_network_enabled

from geo_ruijin._entry import UNKEEPABLE, Entry, packed, same, unpacked

__all__ = ["Entry", "Usage", "clear", "get", "key_of", "put", "usage"]

#: How many entries of a layer are kept: one may go to and fro between two states of it.
_KEPT = 3

#: After how long the part-written entry of a killed process is cleared away [s].
_ABANDONED = 3600

_SUFFIX, _PART = ".cache", ".part"

#: How many digits of its key are in an entry's name.
_NAMED_BY = 32

_OURS = re.compile(r".+\.[0-9a-f]{32}\.cache|\.[0-9a-f]{32}\.part")

#: Whose versions shape what is kept.
_LIBRARIES = (
    "geopandas",
    "numpy",
    "pandas",
    "prcoords",
    "pvlib",
    "pyarrow",
    "pyogrio",
    "pyproj",
    "rasterio",
    "shapely",
)


@dataclass(frozen=True)
class Usage:
    """How many entries there are, and how much room they take [bytes]."""

    entries: int
    bytes: int


def key_of(spec: BaseModel, *, files: Iterable[str], crs: str, place: bytes = b"") -> str:
    """Return the key of a layer: a digest of all that its rows depend on.

    Parameters
    ----------
    spec
        What the layer's TOML file says.
    files
        The digests of the files it is read from, in their order.
    crs
        The project's coordinate system.
    place
        The boundary it is checked against, as bytes.
    """
    parts = [spec.model_dump_json(), *files, crs, hashlib.sha256(place).hexdigest(), _made_by()]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def get(folder: Path, layer: str, key: str) -> Entry | None:
    """Return the entry of a layer under a key, None where there is none that is whole.

    Parameters
    ----------
    folder
        The folder of the cache.
    layer
        The layer's name.
    key
        As `key_of` returns it.
    """
    path = _path(folder, layer, key)
    try:
        entry = unpacked(path.read_bytes(), key) if path.is_file() else None
    except (OSError, *UNKEEPABLE):
        return None
    if entry is not None:
        with suppress(OSError):
            os.utime(path)  # what is in use is not the first to go
    return entry


def put(folder: Path, layer: str, key: str, entry: Entry) -> bool:
    """Keep an entry, and drop the oldest of the layer; return whether it is kept.

    It is not kept where it would not come back exactly as it is, or where there is no room for it or no leave to write.
    """
    part = folder / f".{uuid.uuid4().hex}{_PART}"
    if not entry.data.columns.is_unique:
        return False
    try:
        content = packed(entry, key)
        if not same(unpacked(content, key), entry):
            return False
        folder.mkdir(parents=True, exist_ok=True)
        part.write_bytes(content)
        part.replace(_path(folder, layer, key))
        _prune(folder, layer)
    except (OSError, *UNKEEPABLE):
        return False
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
    return True


def usage(folder: Path) -> Usage:
    """Return how much is kept in a folder."""
    sizes = [status.st_size for _, status in _files(folder)]
    return Usage(len(sizes), sum(sizes))


def clear(folder: Path) -> Usage:
    """Drop all that is kept in a folder, and return how much it was; files that are no entries stay."""
    gone = [status.st_size for path, status in _files(folder) if _dropped(path)]
    return Usage(len(gone), sum(gone))


def _path(folder: Path, layer: str, key: str) -> Path:
    return folder / f"{layer}.{key[:_NAMED_BY]}{_SUFFIX}"


def _prune(folder: Path, layer: str) -> None:
    """Drop the oldest entries of a layer, and what killed processes left."""
    entries = []
    for path, status in _files(folder):
        if path.suffix == _SUFFIX and path.stem.rpartition(".")[0] == layer:
            entries.append((status.st_mtime, path))
        elif path.suffix == _PART and time.time() - status.st_mtime > _ABANDONED:
            _dropped(path)
    for _, path in sorted(entries)[:-_KEPT]:
        _dropped(path)


def _files(folder: Path) -> Iterator[tuple[Path, os.stat_result]]:
    """Yield the files that are ours, with what the system knows of them; others may take them away meanwhile."""
    with suppress(OSError):
        for path in folder.iterdir():
            with suppress(OSError):
                if _OURS.fullmatch(path.name) and path.is_file():
                    yield path, path.stat()


def _dropped(path: Path) -> bool:
    try:
        path.unlink()
    except OSError:
        return False
    return True


@cache
def _made_by() -> str:
    """Return a digest of the code and of the libraries that rows pass through."""
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parent.rglob("*.py")):
        digest.update(path.read_bytes())
    libraries = [f"{name} {version(name)}" for name in _LIBRARIES]
    engines = [shapely.geos_version, pyproj.proj_version_str, pyogrio.__gdal_version__, rasterio.__gdal_version__]
    digest.update(repr((libraries, engines, is_network_enabled())).encode())
    return digest.hexdigest()
