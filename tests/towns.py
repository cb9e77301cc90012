"""Tiny Town to experiment on: a copy of `tests/tiny_town`, and a way to spoil it."""

from __future__ import annotations

import shutil
from pathlib import Path

TINY_TOWN = Path(__file__).parent / "tiny_town"


def copy_town(tmp_path: Path) -> Path:
    """Return a fresh copy of Tiny Town below `tmp_path`."""
    return Path(shutil.copytree(TINY_TOWN, tmp_path / "town", ignore=shutil.ignore_patterns("outputs")))


def edit(path: Path, old: str, new: str) -> None:
    """Replace `old`, which must be there exactly once, by `new`."""
    text = path.read_text(encoding="utf-8")
    found = text.count(old)
    if found != 1:
        message = f"{path.name} holds {old!r} {found} times, not once"
        raise ValueError(message)
    path.write_text(text.replace(old, new), encoding="utf-8")
