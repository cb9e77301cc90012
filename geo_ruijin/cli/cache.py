"""`geo-ruijin cache`."""

from __future__ import annotations

from pathlib import Path

import typer
from rich.console import Console

from geo_ruijin.cli.console import Folder, LangOption, say, told
from geo_ruijin.fetch import clear_cache
from geo_ruijin.text import Text

app = typer.Typer(help="缓存 / what is kept to be faster next time", no_args_is_help=True)


@app.callback()
def cache() -> None:
    """Keep `clear` a command of its own."""


@app.command()
def clear(folder: Folder = Path(), lang: LangOption = "zh") -> None:
    """清除缓存;数据和结果不受影响。 / Remove what is kept to be faster; data and results stay."""
    console = Console()
    with told(lang):
        files, size = clear_cache(folder)
    megabytes = size / 1e6
    cleared = Text(zh=f"已清除 {files} 个文件,{megabytes:.1f} MB。", en=f"Removed {files} files, {megabytes:.1f} MB.")
    say(console, cleared, lang)
