"""`geo-ruijin fetch`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape

from geo_ruijin.cli.console import LangOption, ProjectOption, progress, say, told
from geo_ruijin.fetch import Fetched, Means, cache_of, clear_cache, fetch_layers
from geo_ruijin.project import open_project
from geo_ruijin.sources.maps import Extract, Online
from geo_ruijin.sources.overpass_answers import Server
from geo_ruijin.sources.range_answers import RasterServer
from geo_ruijin.text import Language, Text


def fetch(  # noqa: PLR0913, PLR0917 - options of a command
    layers: Annotated[list[str] | None, typer.Argument(help="图层,默认全部 / layers, by default all")] = None,
    project: ProjectOption = Path(),
    pbf: Annotated[Path | None, typer.Option(help="改从 .osm.pbf 读取 / read from an extract instead")] = None,
    raster: Annotated[
        Path | None, typer.Option(help="改从本地栅格文件或文件夹读取 / read rasters from a file or folder instead")
    ] = None,
    endpoint: Annotated[
        str, typer.Option(envvar="GEO_RUIJIN_OVERPASS", help="Overpass 服务器 / Overpass server")
    ] = Server.endpoint,
    mirror: Annotated[
        str | None, typer.Option(envvar="GEO_RUIJIN_PRODUCTS", help="公开栅格的镜像 / mirror of the public rasters")
    ] = None,
    timeout: Annotated[float, typer.Option(min=1, help="请求时限(秒) / seconds an answer may take")] = Server.timeout,
    attempts: Annotated[int, typer.Option(min=1, help="重试次数 / attempts")] = Server.attempts,
    refresh: Annotated[bool, typer.Option("--refresh", help="重新获取已有的图层 / bring again what is there")] = False,
    lang: LangOption = "zh",
) -> None:
    """获取图层:联网,或用 .osm.pbf、本地栅格。 / Bring layers from OpenStreetMap, public rasters and databases."""
    console = Console()
    with told(lang), progress(console, lang) as step:
        opened = open_project(project)

        def report(words: Text) -> None:
            say(console, words, lang)

        if refresh:
            clear_cache(opened.folder)
        if pbf is not None or raster is not None:  # offline: what neither holds is not asked for
            means = Means(None if pbf is None else Extract(pbf), raster)
        else:
            answers = cache_of(opened.folder, "overpass")
            server = Server(cache=answers, endpoint=endpoint, timeout=timeout, attempts=attempts, report=report)
            rasters = RasterServer(
                scratch=cache_of(opened.folder, "products"),
                base=mirror,
                timeout=timeout,
                attempts=attempts,
                report=report,
            )
            means = Means(Online(server), rasters, databases=True)
        fetched = fetch_layers(opened, means, step=step, names=layers or (), refresh=refresh)
    print_fetched(fetched, console, lang)
    if any(layer.failed for layer in fetched):
        raise typer.Exit(1)


def print_fetched(fetched: Sequence[Fetched], console: Console, lang: Language) -> None:
    """Print what became of each layer."""
    for layer in fetched:
        mark = "[red]✗[/]" if layer.failed else "[green]✓[/]" if layer.kept else "[yellow]—[/]"
        said = f"{layer.features:,}" if layer.why is None else layer.why.say(lang)
        line = f"{mark} {escape(layer.title.say(lang))} ({escape(layer.name)}): {escape(said)}"
        console.print(line, soft_wrap=True, highlight=False)
