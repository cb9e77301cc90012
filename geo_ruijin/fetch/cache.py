"""What is kept to be faster next time: whole answers of servers, parts of public rasters, layers already checked."""

from __future__ import annotations

import shutil
from pathlib import Path

#: Where a project keeps it, below its folder; whoever removes it loses time and nothing else.
CACHE = "cache"


def cache_of(folder: Path, what: str) -> Path:
    """Return the folder that keeps one kind of what a project need not have."""
    return folder / CACHE / what


def clear_cache(folder: Path) -> tuple[int, int]:
    """Remove the cache of a project; return how many files that were, and their bytes."""
    files = [(path, path.stat().st_size) for path in (folder / CACHE).rglob("*") if path.is_file()]
    shutil.rmtree(folder / CACHE, ignore_errors=True)
    return len(files), sum(size for _, size in files)
