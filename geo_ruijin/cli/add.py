"""`geo-ruijin add`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Annotated, Any, get_args

import pandas as pd
import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from geo_ruijin.add import add_file, add_table, is_address
from geo_ruijin.added import Added
from geo_ruijin.cli.console import LangOption, ProjectOption, print_faults, progress, say, told
from geo_ruijin.errors import NOTHING, FaultsError, GeoRuijinError, SourceError, closest
from geo_ruijin.new import STOREYS
from geo_ruijin.project import open_project
from geo_ruijin.spec import YEARS, Axes, Datum, Legend
from geo_ruijin.text import Language, Text, same

_ROWS, _WIDTH = 5, 24  # of the preview


def _names(kind: object) -> str:
    return ", ".join(get_args(kind))


def add(  # noqa: PLR0913, PLR0917 - options of a command
    layer: Annotated[str, typer.Argument(help="图层,如 bus_stops / the layer")],
    data: Annotated[
        str,
        typer.Argument(
            help="文件、一套分幅栅格的文件夹,或 postgresql://用户@主机/库/模式.表 / a file, a folder of tiles, or a "
            "PostGIS table"
        ),
    ],
    project: ProjectOption = Path(),
    column: Annotated[
        list[str] | None, typer.Option(help="列名:我们的=文件的,如 name=站名 / our column=theirs", show_default=False)
    ] = None,
    values: Annotated[
        list[str] | None,
        typer.Option(help="取值:列:文件的=我们的,如 use:厂房=industrial / column:theirs=ours", show_default=False),
    ] = None,
    constants: Annotated[
        list[str] | None,
        typer.Option("--set", help="整列同一个值,如 use=yes / the same in every row", show_default=False),
    ] = None,
    units: Annotated[
        list[str] | None,
        typer.Option("--unit", help="单位:表头没写时,如 power_mw=kW / the unit a column is in", show_default=False),
    ] = None,
    datum: Annotated[
        str | None,
        typer.Option(help=f"坐标基准 / datum of the coordinates: {_names(Datum)}", show_default=False),
    ] = None,
    datum_confirmed: Annotated[
        str | None, typer.Option(help="谁、凭什么确认了基准 / who made sure of the datum, and how", show_default=False)
    ] = None,
    crs: Annotated[str | None, typer.Option(help="坐标系,如 EPSG:4527 / coordinate system", show_default=False)] = None,
    axes: Annotated[str | None, typer.Option(help="yx:纵坐标或纬度在前 / northing first", show_default=False)] = None,
    x: Annotated[
        str | None, typer.Option(help="经度或横坐标(东)所在的列 / column of eastings", show_default=False)
    ] = None,
    y: Annotated[
        str | None, typer.Option(help="纬度或纵坐标(北)所在的列 / column of northings", show_default=False)
    ] = None,
    sheet: Annotated[
        str | None,
        typer.Option("--layer", help="文件中的图层或工作表 / layer or sheet in the file", show_default=False),
    ] = None,
    encoding: Annotated[str | None, typer.Option(help="文字编码,如 gb18030 / encoding", show_default=False)] = None,
    legend: Annotated[
        str | None,
        typer.Option(
            help=f"分类栅格:用哪套产品的图例 / whose codes a raster has: {_names(Legend)}", show_default=False
        ),
    ] = None,
    nodata: Annotated[
        list[str] | None,
        typer.Option(help="栅格:哪些数是空值,none 为没有 / numbers that stand for nothing", show_default=False),
    ] = None,
    edition: Annotated[
        str | None,
        typer.Option(
            help="栅格:哪套产品、哪个版本,如 'CLCD v01' / product and version of a raster", show_default=False
        ),
    ] = None,
    year: Annotated[
        int | None, typer.Option(help="按年份的图层:哪一年 / the year it shows", show_default=False)
    ] = None,
    origin: Annotated[str | None, typer.Option(help="数据出处 / where the data are from", show_default=False)] = None,
    date: Annotated[str | None, typer.Option(help="数据日期 2024-05-01 或 2024 / date", show_default=False)] = None,
    licence: Annotated[str | None, typer.Option(help="使用许可 / licence", show_default=False)] = None,
    over: Annotated[
        str | None,
        typer.Option(
            help="人口:分摊到这个建筑图层的住宅上 / people: spread over the housing of a layer", show_default=False
        ),
    ] = None,
    storeys: Annotated[
        float, typer.Option(min=0.1, help="分摊时,未标层数的按几层 / storeys of buildings that do not say")
    ] = STOREYS,
    modelled: Annotated[bool, typer.Option("--modelled", help="模拟数据,非实测 / modelled data")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", "-n", help="只看不加 / only look at it")] = False,
    lang: LangOption = "zh",
) -> None:
    """把自己的数据加进一个图层;原文件不动。 / Take your own data into a layer; the file itself stays as it is."""
    console = Console()
    with told(lang):
        given = {
            "columns": dict(_pair(one, "--column") for one in column or ()),
            "values": _values(values or ()),
            "constants": dict(_pair(one, "--set") for one in constants or ()),
            "units": dict(_pair(one, "--unit") for one in units or ()),
            "datum": _one_of(datum, Datum, "--datum"),
            "datum_confirmed": None if datum_confirmed is None else same(datum_confirmed),
            "crs": crs,
            "axes": _one_of(axes, Axes, "--axes"),
            "x": x,
            "y": y,
            "layer": sheet,
            "encoding": encoding,
            "legend": _one_of(legend, Legend, "--legend"),
            "nodata": _nodata(nodata),
            "edition": edition,
            "over": over,
            "storeys": None if over is None else storeys,
            "year": _year(year),
            "origin": None if origin is None else same(origin),
            "date": _date(date),
            "licence": licence,
            "nature": "modelled" if modelled else None,
        }
        told_of = {key: value for key, value in given.items() if value not in (None, {})}
        with progress(console, lang) as step, _hinted():
            take = add_table if is_address(data) else add_file
            added = take(open_project(project), layer, data, told_of, step=step, keep=not dry_run)
    _print_added(added, console, lang)


@contextmanager
def _hinted() -> Iterator[None]:
    """Say the cures of faults as options of this command, and of those that are keys of a source that it has them."""
    try:
        yield
    except (FaultsError, SourceError) as error:
        faults = error.faults if isinstance(error, FaultsError) else ()
        message = FaultsError(fault.as_option for fault in faults).message if faults else error.message
        hint = Text(zh="什么也没有写入。", en="Nothing is written.")
        if not faults or any(fault.option == NOTHING for fault in faults):
            hint = Text(
                zh=f"{hint.zh}要在来源里写的,在这条命令里是选项:--column --values --set --unit --datum --crs --axes "
                "--x --y --layer --encoding --year --legend --nodata --edition",
                en=f"{hint.en} What is to be written in a source is an option of this command: --column --values "
                "--set --unit --datum --crs --axes --x --y --layer --encoding --year --legend --nodata --edition",
            )
        said = Text(zh=f"{message.zh}\n{hint.zh}", en=f"{message.en}\n{hint.en}")
        raise GeoRuijinError(said) from error


def _one_of(words: str | None, kind: object, option: str) -> str | None:
    """Return words that are one of a kind of names; click would refuse others in English, and name none that is near.

    Raises
    ------
    GeoRuijinError
        If they are none.
    """
    names = get_args(kind)
    if words is None or words in names:
        return words
    near = closest(words, names)
    raise GeoRuijinError(Text(zh=f"{option} 不能是“{words}”。{near.zh}", en=f"{option} cannot be '{words}'. {near.en}"))


def _pair(words: str, option: str) -> tuple[str, str]:
    ours, equals, theirs = words.partition("=")
    if not (ours and equals and theirs):
        raise GeoRuijinError(
            Text(
                zh=f"{option} 应写成“我们的=文件的”,现在是“{words}”。例如 --column name=站名",
                en=f"{option} should be ours=theirs, is '{words}'. For example --column name=站名",
            )
        )
    return ours.strip(), theirs.strip()


def _values(given: Sequence[str]) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for words in given:
        column, colon, pair = words.partition(":")
        theirs, equals, ours = pair.rpartition("=")
        if not (column and colon and theirs and equals and ours):
            raise GeoRuijinError(
                Text(
                    zh=f"--values 应写成“列:文件的=我们的”,现在是“{words}”。例如 --values use:厂房=industrial",
                    en=f"--values should be column:theirs=ours, is '{words}'. For example --values use:厂房=industrial",
                )
            )
        found.setdefault(column.strip(), {})[theirs.strip()] = ours.strip()
    return found


def _nodata(given: Sequence[str] | None) -> list[float] | None:
    """Return the numbers that stand for nothing; none of them where it is said that nothing does."""
    if not given:
        return None
    try:
        return [] if list(given) == ["none"] else [float(one) for one in given]
    except ValueError:
        raise GeoRuijinError(
            Text(
                zh=f"--nodata 应为数字或 none,现在是“{' '.join(given)}”。例如 --nodata 0 --nodata 255",
                en=f"--nodata should be a number or none, is '{' '.join(given)}'. For example --nodata 0 --nodata 255",
            )
        ) from None


def _year(year: int | None) -> int | None:
    first, last = YEARS
    if year is None or first <= year <= last:
        return year
    raise GeoRuijinError(
        Text(
            zh=f"--year 应为 {first} 至 {last} 之间的年份,现在是 {year}。例如 --year 2022",
            en=f"--year should be a year from {first} to {last}, is {year}. For example --year 2022",
        )
    )


def _date(words: str | None) -> dt.date | int | None:
    """Return a day or a year that is not to come."""
    if words is None:
        return None
    year = words.isdecimal() and len(words) == len("2024")
    today = dt.datetime.now(tz=dt.UTC).astimezone().date()
    with suppress(ValueError):
        day = dt.date(int(words), 1, 1) if year else dt.date.fromisoformat(words)
        if day <= today:
            return int(words) if year else day
    raise GeoRuijinError(
        Text(
            zh=f"--date 应为 2024-05-01 或 2024,并且不在将来,现在是“{words}”",
            en=f"--date should be 2024-05-01 or 2024, and no day to come, is '{words}'",
        )
    )


def _print_added(added: Added, console: Console, lang: Language) -> None:
    """Print what was understood of the data, and where they are now."""
    if len(added.layer.data.columns):
        console.print(_preview(added, lang))
    for line in added.summary:
        say(console, line, lang)
    print_faults([fault.as_option for fault in added.layer.record.faults], console, lang)
    if added.kept is None:
        say(console, Text(zh="只是查看,没有写入。", en="Only looked at; nothing is written."), lang)
        return
    file = f"layers/{added.layer.record.name}.toml"
    done = Text(
        zh=f"✓ 已加入 {file}(首选来源),数据在 {added.kept}。下一步:geo-ruijin check",
        en=f"✓ Now the first source in {file}; the data are in {added.kept}. Next: geo-ruijin check",
    )
    say(console, done, lang)


def _preview(added: Added, lang: Language) -> Table:
    """Return the first rows as a table: our columns by the names they have in the data."""
    table = Table(title=escape(added.layer.record.title.say(lang)), title_justify="left")
    theirs = added.source.columns
    shown = [column for column in added.layer.columns if column in added.layer.data]
    for column in shown:
        named = f"{column} ← {theirs[column]}" if column in theirs else column
        table.add_column(escape(named), overflow="fold")
    for row in added.layer.data[shown].head(_ROWS).itertuples(index=False):
        table.add_row(*(escape(_cell(value)) for value in row))
    return table


def _cell(value: Any) -> str:  # noqa: ANN401 - a cell of any type
    words = "" if pd.isna(value) else f"{value:.10g}" if isinstance(value, float) else str(value)
    return words if len(words) <= _WIDTH else words[: _WIDTH - 1] + "…"
