"""A broken file is a message and never a traceback, a guess or a file changed."""

from __future__ import annotations

import os
import re
import tempfile
from pathlib import Path

import pandas as pd
import pytest

from geo_ruijin.errors import SourceError
from geo_ruijin.sources.files import digest, exists, layers_of, read_file
from tests.broken import CORPUS, Broken

LEAST = 60


def test_each_is_told_apart() -> None:
    assert len({broken.name for broken in CORPUS}) == len(CORPUS) >= LEAST


@pytest.mark.parametrize("broken", CORPUS, ids=lambda broken: broken.name)
def test_it_is_refused_with_the_reason_or_read(broken: Broken, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, scratch = tmp_path / "files", tmp_path / "scratch"
    folder.mkdir()
    scratch.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    path = broken.make(folder)
    if exists(path) and not os.access(path, os.R_OK):
        pytest.skip("nothing is forbidden to root")
    if broken.name == "no permission" and os.geteuid() == 0:
        pytest.skip("nothing is forbidden to root")
    before = _state(folder)
    if broken.rows is None:
        with pytest.raises(SourceError, match=broken.words) as raised:
            read_file(path, **broken.options)
        assert re.match(r"无法读取 |.* 有多个图层", raised.value.say("zh"))
        assert str(tmp_path) not in raised.value.say("zh") + raised.value.say("en")
    else:
        rows = read_file(path, **broken.options)
        said = "\n".join(remark.en for remark in rows.attrs["remarks"])
        assert isinstance(rows, pd.DataFrame)
        assert len(rows) == broken.rows
        assert re.search(broken.words, said) if broken.words else not said
    try:
        layers_of(path)
    except SourceError:
        assert broken.rows is None
    assert _state(folder) == before
    assert list(scratch.iterdir()) == []


def _state(folder: Path) -> dict[str, str]:
    """Return every file below a folder with its content; of links to nowhere the link."""
    return {
        str(path.relative_to(folder)): digest(path) if path.is_file() else str(path.is_symlink())
        for path in sorted(folder.rglob("*"))
    }
