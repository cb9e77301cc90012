"""The command `geo-ruijin` as its user has it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from typer.testing import CliRunner

from geo_ruijin.cli import app
from geo_ruijin.draw import static
from geo_ruijin.report import word


@dataclass(frozen=True)
class Said:
    """What a command printed and the status it left with."""

    status: int
    words: str


def geo_ruijin(*arguments: object, lang: str = "en") -> Said:
    """Run the command in this process; a traceback is a traceback here too."""
    runner = CliRunner(env={"GEO_RUIJIN_LANG": lang, "COLUMNS": "160"})
    result = runner.invoke(app, [str(argument) for argument in arguments])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return Said(result.exit_code, result.output)


@pytest.fixture(scope="module")
def no_pictures() -> Iterator[None]:
    """Let runs leave out the pictures of maps and the report, where neither is in question: half of a small run."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(static, "draw_picture", lambda _, path, **__: Image.new("RGB", (1, 1)).save(path))
        patch.setattr(word, "write_report", lambda _, path, **__: path.write_bytes(b""))
        yield


def run_json(folder: Path) -> dict[str, Any]:
    """Return the `run.json` of an outputs folder."""
    values: dict[str, Any] = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    return values
