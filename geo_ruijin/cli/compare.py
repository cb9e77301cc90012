"""`geo-ruijin compare`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from geo_ruijin.cli.console import LangOption, progress, say, told
from geo_ruijin.compare import compare_runs, print_comparison, read_past, write_comparison
from geo_ruijin.report.runjson import RUN
from geo_ruijin.text import Text

#: The folder a comparison is written to, beside the outputs of the second run.
_FOLDER = "compare"


def compare(
    before: Annotated[Path, typer.Argument(help="前一次的输出文件夹 / outputs of the earlier run")],
    after: Annotated[Path, typer.Argument(help="后一次的输出文件夹 / outputs of the later run")],
    to: Annotated[
        Path | None,
        typer.Option(help="写到哪里,默认为后一次输出旁边的 compare / where to write", show_default=False),
    ] = None,
    lang: LangOption = "zh",
) -> None:
    """比较两次运行:目标、乡镇、增减的要素。 / Compare two runs: targets, townships, what appeared or went."""
    console = Console()
    with told(lang), progress(console, lang) as step:
        with step(Text(zh="读取两次结果", en="Reading both runs")):
            runs = read_past(before), read_past(after)
        with step(Text(zh="比较", en="Comparing")):
            comparison = compare_runs(*runs)
        outputs = after.parent if after.name == RUN and not after.is_dir() else after
        folder = to or outputs.resolve().parent / _FOLDER
        with step(Text(zh="编写报告", en="Writing the report")):
            write_comparison(comparison, folder, language=lang)
    print_comparison(comparison, console=console, language=lang)
    where = folder / "compare.html"
    say(console, Text(zh=f"结果:{where}", en=f"Results: {where}"), lang)
