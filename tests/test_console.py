"""What the terminal and a log show of what is being done."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from geo_ruijin.cli.console import progress
from geo_ruijin.errors import NoDataError
from geo_ruijin.text import same


def test_a_step_that_comes_to_nothing_ends_its_line_too() -> None:
    said = io.StringIO()
    with progress(Console(file=said, width=80), "en") as step:
        with step(same("read")):
            pass
        with pytest.raises(NoDataError), step(same("absent [1]")):
            raise NoDataError(same("none"))
    lines = said.getvalue().split("\n")
    assert [line[:12].rstrip() for line in lines if line.strip()] == ["✓ read", "— absent [1]"]


def test_what_goes_on_has_no_mark() -> None:
    said = io.StringIO()
    with pytest.raises(KeyboardInterrupt), progress(Console(file=said, width=80), "en") as step, step(same("long")):
        raise KeyboardInterrupt
    assert "✓" not in said.getvalue()
