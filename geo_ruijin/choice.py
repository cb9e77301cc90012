"""Which of a layer's sources is used: the first that is there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from geo_ruijin.errors import Fault, NoDataError, SourceError
from geo_ruijin.sources import files
from geo_ruijin.sources.store import fetched_path
from geo_ruijin.spec import FileSource, LayerSource, LayerSpec, OwnSource, ProductSource, Source
from geo_ruijin.text import Text


@dataclass(frozen=True)
class Choice:
    """A source that is there.

    Attributes
    ----------
    position
        Its place among the layer's sources, from 0.
    path
        Where its data lie; None where they are those of another layer.
    """

    position: int
    source: Source
    path: Path | None

    @property
    def where(self) -> str:
        """The key of the source in its file."""
        return f"sources[{self.position}]"


def choose(
    name: str, spec: LayerSpec, folder: Path, *, has: Callable[[LayerSource], bool], year: int | None = None
) -> Choice:
    """Return the first source of a layer that is there; of those with a year, of that year.

    Parameters
    ----------
    name, spec
        The layer.
    folder
        The layers folder.
    has
        Whether another layer has what a source selects from it.
    year
        The year wanted of a layer by years.

    Raises
    ------
    NoDataError
        If none is there.
    SourceError
        If the one that is there leads out of the layers folder.
    """
    for position, source in enumerate(spec.sources):
        if spec.by_year and year_of(source) != year:
            continue
        if isinstance(source, LayerSource):
            if has(source):
                return Choice(position, source, None)
        elif files.exists(path := path_of(source, name, folder)):
            demand_inside(path, folder)
            return Choice(position, source, path)
    if not spec.sources:
        raise NoDataError(
            Text(
                zh=f"图层“{spec.title.zh}”({name})没有数据:layers/{name}.toml 没有写来源 [[sources]]。"
                f"用 geo-ruijin add {name} 文件 加入",
                en=f"layer '{spec.title.en}' ({name}) has no data: layers/{name}.toml names no [[sources]]. "
                f"Add a file with geo-ruijin add {name} FILE",
            )
        )
    sought = [shown(source, name, folder) for source in spec.sources]
    raise NoDataError(
        Text(
            zh=f"图层“{spec.title.zh}”({name})没有数据:layers/{name}.toml 的来源都不在({'、'.join(sought)})",
            en=f"layer '{spec.title.en}' ({name}) has no data: none of the sources in layers/{name}.toml is there "
            f"({', '.join(sought)})",
        )
    )


def year_of(source: Source) -> int | None:
    """Return the year a source is of, None where it has none."""
    return source.year if isinstance(source, OwnSource | ProductSource) else None


def path_of(source: Source, name: str, folder: Path) -> Path:
    """Return where a source's data lie when they are there."""
    return folder / source.path if isinstance(source, FileSource) else fetched_path(folder, name, source)


def shown(source: Source, name: str, folder: Path) -> str:
    """Return what a reader is told a source is: its path below the layers folder, or the other layer."""
    if isinstance(source, LayerSource):
        chosen = "; ".join(f"{column} = {', '.join(values)}" for column, values in source.where.items())
        return f"layers/{source.layer}.toml, {chosen}" if chosen else f"layers/{source.layer}.toml"
    return path_of(source, name, folder).relative_to(folder).as_posix()


def passed_over(name: str, sources: Sequence[Source], used: str) -> list[Fault]:
    """Return a remark for each real file that is declared and not there: the figures are made from another one."""
    return [
        Fault(
            f"layers/{name}.toml",
            "sources",
            Text(
                zh=f"首选的数据 {source.path} 不在:以下数字用的是 {used}",
                en=f"the preferred {source.path} is not there: the figures below are made from {used}",
            ),
            serious=False,
        )
        for source in sources
        if isinstance(source, FileSource) and source.nature == "real"
    ]


def demand_inside(path: Path, folder: Path) -> None:
    """Refuse a link that leads out of a folder: a project is handed on whole.

    Raises
    ------
    SourceError
        If the file, or one that belongs to it, lies elsewhere.
    """
    if not all(part.resolve().is_relative_to(folder.resolve()) for part in [path, *files.parts(path)]):
        name = path.relative_to(folder).as_posix()
        raise SourceError(
            Text(
                zh=f"{name} 是指向 {folder.name} 文件夹之外的链接。请把文件本身放进来。",
                en=f"{name} is a link that leads out of the {folder.name} folder. Put the file itself there.",
            )
        )
