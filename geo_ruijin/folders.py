"""Folders and files that are there whole or not at all, whenever the process that writes them is stopped."""

from __future__ import annotations

import glob
import os
import shutil
import sys
import time
import uuid
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from geo_ruijin.errors import SourceError
from geo_ruijin.text import Text

#: How long what a killed process left is kept where nobody can tell whether it is still written [s].
_ABANDONED = 24 * 3600


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """Give the path of a file to write beside `path`, which takes its place when all is written.

    Of two that write at once the last one stays. What killed processes left there is removed.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    for left in path.parent.glob(f".{glob.escape(path.name)}.*.part"):
        if not _is_written(left):
            left.unlink(missing_ok=True)
    part = path.with_name(f".{path.name}.{os.getpid()}-{uuid.uuid4().hex}.part")
    try:
        yield part
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _is_written(part: Path) -> bool:
    """Whether a process may still be writing a file, whose name has its number in front."""
    with suppress(OSError):
        if time.time() - part.stat().st_mtime > _ABANDONED:
            return False
    number = part.suffixes[-2].strip(".").partition("-")[0]
    if sys.platform == "win32" or not number.isdecimal():  # nothing there asks after a process and leaves it alone
        return number.isdecimal()
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


@contextmanager
def in_the_making(folder: Path) -> Iterator[Path]:
    """Give an empty folder beside `folder`, to be renamed when all is written; what is not renamed is removed.

    Those that killed processes left there are removed too.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    for left in folder.parent.glob(f".{glob.escape(folder.name)}.*.part"):
        with _claimed(left) as ours:
            if ours:
                shutil.rmtree(left, ignore_errors=True)
    part = folder.with_name(f".{folder.name}.{uuid.uuid4().hex}.part")
    part.mkdir()
    try:
        with _claimed(part):
            yield part
    finally:
        shutil.rmtree(part, ignore_errors=True)


@contextmanager
def replaced(folder: Path, *, mark: str, ours: Collection[str], option: str = "--out") -> Iterator[Path]:
    """Give an empty folder to write in, which takes the place of `folder` when all is written.

    Killed half-way, the earlier folder is still there; killed at the very end, the next call finishes or undoes.

    Parameters
    ----------
    folder
        Not there yet, empty, or written by an earlier call.
    mark
        A file that every call writes: a folder without it is somebody else's.
    ours
        Patterns of what a call writes; everything else in the folder is its owner's and is carried over.
    option
        How the command is told of another folder.

    Raises
    ------
    SourceError
        If the folder is somebody else's, or cannot be replaced.
    """
    folder = folder.resolve()  # a link stays a link
    old = folder.with_name(f".{folder.name}.old")
    if old.exists() and folder.exists():
        _settle(old, folder, ours)
    elif old.exists():
        old.rename(folder)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())) and not (folder / mark).is_file():
        raise SourceError(
            Text(
                zh=f"{folder} 里有别的文件,不会覆盖。请换一个输出文件夹({option})。",
                en=f"{folder} holds other files and is not overwritten. Choose another folder with {option}.",
            )
        )
    with in_the_making(folder) as new:
        yield new
        _swap(new, folder, old)
        if old.exists():
            _settle(old, folder, ours)


def _swap(new: Path, folder: Path, old: Path) -> None:
    try:
        if folder.exists():
            folder.rename(old)
        new.rename(folder)
    except OSError as error:
        if old.exists() and not folder.exists():
            old.rename(folder)
        raise SourceError(
            Text(
                zh=f"无法替换 {folder}:{error.strerror}。请关闭在 Excel、WPS 或 QGIS 中打开的结果。",
                en=f"{folder} cannot be replaced: {error.strerror}. Close results open in Excel, WPS or QGIS.",
            )
        ) from error


def _settle(old: Path, folder: Path, ours: Collection[str]) -> None:
    """Carry what is the owner's over from the folder that was replaced, and remove that."""
    for path in sorted(old.rglob("*")):
        name = path.relative_to(old)
        if path.exists() and not (folder / name).exists() and not any(name.match(pattern) for pattern in ours):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            path.rename(folder / name)
    shutil.rmtree(old)


@contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Wait until no other process holds a folder, and hold it for as long."""
    if sys.platform == "win32":  # has no such lock on folders
        yield
        return
    import fcntl  # noqa: PLC0415 - not on Windows

    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


@contextmanager
def _claimed(folder: Path) -> Iterator[bool]:
    """Hold a folder for as long as this process lives; tell whether it is ours rather than another's."""
    if sys.platform == "win32":  # has no such lock on folders
        yield time.time() - folder.stat().st_mtime > _ABANDONED
        return
    import fcntl  # noqa: PLC0415 - not on Windows

    handle = os.open(folder, os.O_RDONLY)
    try:
        ours = False
        with suppress(OSError):
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            ours = True
        yield ours
    finally:
        os.close(handle)
