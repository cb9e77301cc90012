"""The command `geo-ruijin` as its user has it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from geo_ruijin.cli import app


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


def run_json(folder: Path) -> dict[str, Any]:
    """Return the `run.json` of an outputs folder."""
    values: dict[str, Any] = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    return values
