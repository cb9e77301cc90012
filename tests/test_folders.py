"""Files that are there whole or not at all."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from geo_ruijin.folders import whole_file


def test_the_file_is_replaced_when_all_is_written(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b.txt"
    for words in ("one", "two"):
        with whole_file(path) as part:
            part.write_text(words)
            assert not path.exists() or path.read_text() == "one"
        assert path.read_text() == words
    assert list(path.parent.iterdir()) == [path]


def test_stopped_the_earlier_file_stays(tmp_path: Path) -> None:
    path = tmp_path / "b.txt"
    path.write_text("one")

    def stopped() -> None:
        with whole_file(path) as part:
            part.write_text("tw")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stopped()
    assert [(one.name, one.read_text()) for one in tmp_path.iterdir()] == [("b.txt", "one")]


def test_what_the_dead_left_goes_and_what_the_living_write_stays(tmp_path: Path) -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    dead, living, old = (tmp_path / f".b.txt.{pid}-0.part" for pid in (gone.pid, os.getpid(), 1))
    for left in (dead, living, old):
        left.touch()
    os.utime(old, (0, time.time() - 25 * 3600))  # number 1 is always alive, but nobody writes for a day
    with whole_file(tmp_path / "b.txt") as part:
        part.touch()
    assert {path.name for path in tmp_path.iterdir()} == {"b.txt", living.name}
