"""What the terminal and a log show of what is being done."""

from __future__ import annotations

import io
import re

import pytest
from rich.console import Console

from geo_ruijin.cli.console import progress
from geo_ruijin.errors import NoDataError
from geo_ruijin.text import same


@pytest.mark.parametrize("terminal", [True, False])
def test_a_step_that_comes_to_nothing_ends_its_line_too(*, terminal: bool) -> None:
    said = io.StringIO()
    with progress(Console(file=said, width=80, force_terminal=terminal, color_system=None), "en") as step:
        with step(same("read")):
            pass
        with pytest.raises(NoDataError), step(same("absent [1]")):
            raise NoDataError(same("none"))
    lines = [" ".join(re.sub(r"\x1b\[\S*?[A-Za-z]", "", line).split()) for line in said.getvalue().splitlines()]
    assert [line for line in lines if line][-2:] == ["✓ read 0:00:00", "— absent [1] 0:00:00"]


def test_a_log_has_a_line_for_what_is_done_before_the_rest_is() -> None:
    said = io.StringIO()
    with progress(Console(file=said, width=80), "en") as step:
        with step(same("read")):
            pass
        assert said.getvalue() == "✓ read 0:00:00\n"


def test_what_goes_on_has_no_mark() -> None:
    said = io.StringIO()
    with pytest.raises(KeyboardInterrupt), progress(Console(file=said, width=80), "en") as step, step(same("long")):
        raise KeyboardInterrupt
    assert "✓" not in said.getvalue()
