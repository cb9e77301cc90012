"""What all commands share: their options, their console, and how they say what went wrong."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.console import Console, RenderableType
from rich.markup import escape
from rich.progress import Progress, SpinnerColumn, Task, TextColumn, TimeElapsedColumn
from rich.text import Text as Words

from geo_ruijin.errors import Fault, GeoRuijinError, SourceError
from geo_ruijin.project import PLAN, Project, open_project, shipped_project
from geo_ruijin.reading import Step
from geo_ruijin.text import Language, Text

Folder = Annotated[Path, typer.Argument(help="项目文件夹 / the project's folder", show_default=False)]
ProjectOption = Annotated[Path, typer.Option("--project", help="项目文件夹 / the project's folder", show_default=False)]
LangOption = Annotated[Language, typer.Option("--lang", envvar="GEO_RUIJIN_LANG", help="语言 / language")]


@contextmanager
def opened(folder: Path, lang: Language, console: Console) -> Iterator[Project]:
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


class _Mark(SpinnerColumn):
    """What is being done turns; what is done has its mark, and what came to nothing another."""

    def render(self, task: Task) -> RenderableType:
        return Words(task.fields["mark"]) if task.finished else super().render(task)


@contextmanager
def progress(console: Console, lang: Language) -> Iterator[Step]:
    """Show what is being done and for how long; in a file or a pipe, a line for all that is done."""
    if not console.is_terminal:
        yield _lines(console, lang)
        return
    with Progress(_Mark(), TextColumn("{task.description}"), TimeElapsedColumn(), console=console) as shown:

        @contextmanager
        def step(words: Text) -> Iterator[None]:
            task = shown.add_task(escape(words.say(lang)), total=1, mark="✓")
            try:
                yield
            except BaseException:  # a layer without data goes on without it: its line has come to its end all the same
                shown.update(task, mark="—")
                raise
            finally:
                shown.update(task, completed=1)

        yield step


def _lines(console: Console, lang: Language) -> Step:
    """Return what prints a line when something is done: a bar that moves says nothing there before the end."""

    @contextmanager
    def step(words: Text) -> Iterator[None]:
        begun, mark = time.monotonic(), "✓"
        try:
            yield
        except BaseException:
            mark = "—"
            raise
        finally:
            spent = dt.timedelta(seconds=round(time.monotonic() - begun))
            console.print(f"{mark} {escape(words.say(lang))} {spent}", soft_wrap=True, highlight=False)

    return step


@contextmanager
def told(lang: Language) -> Iterator[None]:
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


def say(console: Console, words: Text, lang: Language) -> None:
    """Print a line as it is: names may hold brackets."""
    console.print(escape(words.say(lang)), soft_wrap=True, highlight=False)


def print_faults(faults: Iterable[Fault], console: Console, lang: Language) -> None:
    """Print faults and remarks, a line each."""
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
