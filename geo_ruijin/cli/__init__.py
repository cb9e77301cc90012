"""The command `geo-ruijin`: thin; every command opens, calls and prints."""

from __future__ import annotations

import sys

import typer

from geo_ruijin.cli import add, cache, compare, fetch, keep, new, run

app = typer.Typer(
    name="geo-ruijin",
    help="把图层变成覆盖分析、地图和规划目标计分板。 / Layers into coverage, maps and a scoreboard against the plan.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command()(run.run)
app.command()(run.check)
app.command()(compare.compare)
app.command()(keep.keep)
app.command()(add.add)
app.command()(fetch.fetch)
app.command()(new.new)
app.add_typer(cache.app, name="cache")


def main() -> None:
    """Run the command."""
    for stream in (sys.stdout, sys.stderr):  # a Windows console in GBK lacks ✓ and m²
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    app()
