"""`geo-ruijin keep`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from geo_ruijin.cli.console import LangOption, ProjectOption, say, told
from geo_ruijin.compare.kept import keep_run
from geo_ruijin.text import Text


def keep(
    name: Annotated[
        str | None, typer.Argument(help="保存名,默认为计算年份 / what to call it", show_default=False)
    ] = None,
    outputs: Annotated[
        Path | None,
        typer.Option("--from", help="输出文件夹,默认为项目里的 outputs / the outputs to keep", show_default=False),
    ] = None,
    project: ProjectOption = Path(),
    lang: LangOption = "zh",
) -> None:
    """留存这次的结果(runs/名称.json),以后的计分板据此画出历年趋势。 / Keep this run, for the trend of later ones."""
    with told(lang):
        kept = keep_run(project, outputs or project / "outputs", name)
    say(Console(), Text(zh=f"已留存:{kept}", en=f"Kept: {kept}"), lang)
