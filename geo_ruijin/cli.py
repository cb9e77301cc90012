"""The command `geo-ruijin`: thin; every command opens, calls and prints."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from geo_ruijin.errors import Fault, GeoRuijinError, SourceError
from geo_ruijin.fetch import Fetched, fetch_layers
from geo_ruijin.folders import replaced
from geo_ruijin.new import Place, demand_empty, new_project, place_of_extent, place_of_extract, place_of_file
from geo_ruijin.outputs import OURS, RUN, write_outputs
from geo_ruijin.project import PLAN, Project, open_project, shipped_project
from geo_ruijin.reading import Step, check_project
from geo_ruijin.report.terminal import print_scoreboard
from geo_ruijin.run import run_project
from geo_ruijin.sources.maps import Extract, Online, OpenStreetMap
from geo_ruijin.sources.overpass_answers import Server
from geo_ruijin.spec import Datum
from geo_ruijin.text import Language, Text

#: Where a project keeps what Overpass answered.
CACHE = "cache"

app = typer.Typer(
    name="geo-ruijin",
    help="把图层变成覆盖分析、地图和规划目标计分板。 / Layers into coverage, maps and a scoreboard against the plan.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


Folder = Annotated[Path, typer.Argument(help="项目文件夹 / the project's folder", show_default=False)]
LangOption = Annotated[Language, typer.Option("--lang", envvar="GEO_RUIJIN_LANG", help="语言 / language")]


@app.command()
def run(
    folder: Folder = Path(),
    out: Annotated[
        Path | None, typer.Option(help="输出文件夹,默认为项目里的 outputs / where to write", show_default=False)
    ] = None,
    lang: LangOption = "zh",
) -> None:
    """运行全部分析,打印计分板,写出网页和表格。 / Run everything, print the scoreboard, write pages and tables."""
    console = Console()
    target = out or (folder / "outputs")
    with (
        _told(lang),
        _project(folder, lang, console) as project,
        replaced(target, mark=RUN, ours=OURS) as written,
        _progress(console, lang) as step,
    ):
        result = run_project(project, step=step)
        write_outputs(result, project, written, language=lang, step=step)
    print_scoreboard(result.record, console=console, language=lang)
    for answer in result.record.analyses:
        if answer.why is not None:
            line = Text(zh=f"{answer.title.zh}:{answer.why.zh}", en=f"{answer.title.en}: {answer.why.en}").say(lang)
            console.print(f"[{'yellow' if answer.status == 'done' else 'red'}]{escape(line)}[/]", soft_wrap=True)
    _print_faults(result.record.faults, console, lang)
    where = Text(zh="结果:", en="Results: ").say(lang) + str(target / "index.html")
    console.print(escape(where), soft_wrap=True, highlight=False)
    if not result.complete:
        raise typer.Exit(1)


@app.command()
def check(folder: Folder = Path(), lang: LangOption = "zh") -> None:
    """检查配置文件和数据,一次列出全部问题。 / Check files and data, list every fault at once."""
    console = Console()
    with _told(lang), _project(folder, lang, console) as project, _progress(console, lang) as step:
        faults = check_project(project, step=step)
    _print_faults(faults, console, lang)
    if any(fault.serious for fault in faults):
        raise typer.Exit(1)
    console.print(Text(zh="没有发现错误。", en="No errors.").say(lang))


@app.command()
def new(  # noqa: PLR0913, PLR0917 - options of a command
    folder: Annotated[Path, typer.Argument(help="新项目的文件夹 / folder of the new project")],
    name: Annotated[str, typer.Option(help="地名 / name of the place")],
    pbf: Annotated[Path | None, typer.Option(help="OpenStreetMap 数据 .osm.pbf / an extract")] = None,
    boundary: Annotated[Path | None, typer.Option(help="边界文件 / file with the boundary")] = None,
    datum: Annotated[Datum | None, typer.Option(help="边界文件的基准 / datum of that file")] = None,
    extent: Annotated[
        bool, typer.Option("--extent", help="以数据范围为边界 / take what the extract covers as the place")
    ] = False,
    people: Annotated[float | None, typer.Option(min=1, help="总人口 / people in all")] = None,
    population_raster: Annotated[Path | None, typer.Option(help="人口栅格 / population raster")] = None,
    lang: LangOption = "zh",
) -> None:
    """为任何地方新建项目。 / Make a project for any place."""
    console = Console()
    given = {
        "--boundary": boundary is not None,
        "--extent": extent,
        "--people": people is not None,
        "--population-raster": population_raster is not None,
    }
    with _told(lang), _progress(console, lang) as step:
        _demand_one_of(given, "--boundary", "--extent")
        _demand_one_of(given, "--people", "--population-raster")
        demand_empty(folder)
        with step(Text(zh="确定边界", en="Finding the boundary")):
            place = _place(name, pbf=pbf, boundary=boundary, datum=datum, extent=extent)
        if people is not None:
            place = replace(place, people=(people, Text(zh="--people 给定", en="given by --people")))
        fetched = new_project(folder, place, extract=pbf, raster=population_raster, step=step)
    _print_fetched(fetched, console, lang)
    then = "run" if pbf else "fetch --project"
    ready = Text(
        zh=f"新建项目 {folder}(坐标系 {place.crs})。下一步:geo-ruijin {then} {folder}",
        en=f"Made {folder} in {place.crs}. Next: geo-ruijin {then} {folder}",
    )
    console.print(escape(ready.say(lang)), soft_wrap=True, highlight=False)


@app.command()
def fetch(
    layers: Annotated[list[str] | None, typer.Argument(help="图层,默认全部 / layers, by default all")] = None,
    project: Annotated[Path, typer.Option(help="项目文件夹 / the project's folder")] = Path(),
    pbf: Annotated[Path | None, typer.Option(help="改从 .osm.pbf 读取 / read from an extract instead")] = None,
    endpoint: Annotated[
        str, typer.Option(envvar="GEO_RUIJIN_OVERPASS", help="Overpass 服务器 / Overpass server")
    ] = Server.endpoint,
    timeout: Annotated[float, typer.Option(min=1, help="请求时限(秒) / seconds an answer may take")] = Server.timeout,
    attempts: Annotated[int, typer.Option(min=1, help="重试次数 / attempts")] = Server.attempts,
    refresh: Annotated[bool, typer.Option("--refresh", help="重新获取已有的图层 / bring again what is there")] = False,
    lang: LangOption = "zh",
) -> None:
    """从 OpenStreetMap 获取图层(联网,或用 .osm.pbf)。 / Bring layers from OpenStreetMap."""
    console = Console()
    with _told(lang), _progress(console, lang) as step:
        opened = open_project(project)
        source: OpenStreetMap = (
            Extract(pbf)
            if pbf is not None
            else Online(
                Server(
                    cache=opened.folder / CACHE,
                    endpoint=endpoint,
                    timeout=timeout,
                    attempts=attempts,
                    report=lambda words: console.print(escape(words.say(lang)), soft_wrap=True),
                )
            )
        )
        if refresh:
            shutil.rmtree(opened.folder / CACHE, ignore_errors=True)
        fetched = fetch_layers(opened, source, step=step, names=layers or (), refresh=refresh)
    _print_fetched(fetched, console, lang)
    if any(layer.failed for layer in fetched):
        raise typer.Exit(1)


def _demand_one_of(given: Mapping[str, bool], one: str, other: str) -> None:
    if given[one] and given[other]:
        raise GeoRuijinError(Text(zh=f"{one} 和 {other} 只能给一个。", en=f"Give either {one} or {other}, not both."))


def _place(name: str, *, pbf: Path | None, boundary: Path | None, datum: Datum | None, extent: bool) -> Place:
    if boundary is not None:
        return place_of_file(boundary, name=name, datum=datum)
    if pbf is not None:
        return place_of_extent(pbf, name=name) if extent else place_of_extract(pbf, name=name)
    raise GeoRuijinError(
        Text(
            zh="请给出 --pbf(OpenStreetMap 数据)或 --boundary(边界文件),或两者都给。",
            en="Give --pbf (an OpenStreetMap extract) or --boundary (a file), or both.",
        )
    )


def _print_fetched(fetched: list[Fetched], console: Console, lang: Language) -> None:
    for layer in fetched:
        mark = "[red]✗[/]" if layer.failed else "[green]✓[/]" if layer.kept else "[yellow]—[/]"
        said = f"{layer.features:,}" if layer.why is None else layer.why.say(lang)
        line = f"{mark} {escape(layer.title.say(lang))} ({escape(layer.name)}): {escape(said)}"
        console.print(line, soft_wrap=True, highlight=False)


@contextmanager
def _project(folder: Path, lang: Language, console: Console) -> Iterator[Project]:
    """Open the project in `folder`; in a folder without one, the shipped sample."""
    if (folder / PLAN).is_file() or any((folder / part).is_dir() for part in ("layers", "analyses", "maps")):
        yield open_project(folder)
        return
    if not folder.is_dir():
        raise GeoRuijinError(Text(zh=f"没有文件夹 {folder}", en=f"there is no folder {folder}"))
    console.print(
        Text(
            zh="此文件夹没有 plan.toml:运行随软件附带的瑞金示例。",
            en="There is no plan.toml in this folder: running the shipped sample of Ruijin.",
        ).say(lang)
    )
    yield open_project(shipped_project())


@contextmanager
def _progress(console: Console, lang: Language) -> Iterator[Step]:
    """Show what is being done and for how long."""
    with Progress(
        SpinnerColumn(finished_text="✓"), TextColumn("{task.description}"), TimeElapsedColumn(), console=console
    ) as progress:

        @contextmanager
        def step(words: Text) -> Iterator[None]:
            task = progress.add_task(escape(words.say(lang)), total=1)
            yield
            progress.update(task, completed=1)

        yield step


@contextmanager
def _told(lang: Language) -> Iterator[None]:
    """Print what this package raises on purpose, without a traceback, and leave with status 1."""
    try:
        yield
    except KeyboardInterrupt:
        stopped = Text(zh="已中断,原有结果保持不变。", en="Stopped; what was there before is as it was.")
        Console(stderr=True).print(stopped.say(lang))
        raise typer.Exit(130) from None
    except GeoRuijinError as error:
        _fail(error, lang)
    except OSError as error:
        said = f"{error.strerror or error}: {error.filename}" if error.filename else str(error)
        _fail(SourceError(Text(zh=f"无法读写文件:{said}", en=f"a file cannot be read or written: {said}")), lang)


def _fail(error: GeoRuijinError, lang: Language) -> NoReturn:
    Console(stderr=True).print(f"[bold red]{escape(error.say(lang))}[/]", soft_wrap=True, highlight=False)
    raise typer.Exit(1) from error


def _print_faults(faults: tuple[Fault, ...], console: Console, lang: Language) -> None:
    words = {
        True: Text(zh="错误", en="error"),
        False: Text(zh="提示", en="remark"),
    }
    for fault in faults:
        colour = "red" if fault.serious else "yellow"
        console.print(
            f"[{colour}]{words[fault.serious].say(lang)}[/] {escape(fault.say(lang))}",
            soft_wrap=True,
            highlight=False,
        )


def main() -> None:
    """Run the command."""
    for stream in (sys.stdout, sys.stderr):  # a Windows console in GBK lacks ✓ and m²
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    app()
