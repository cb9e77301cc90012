"""`geo-ruijin new`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from geo_ruijin.cli.console import LangOption, progress, say, told
from geo_ruijin.cli.fetch import print_fetched
from geo_ruijin.errors import GeoRuijinError
from geo_ruijin.new import Place, demand_empty, new_project, place_of_extent, place_of_extract, place_of_file
from geo_ruijin.spec import Datum
from geo_ruijin.text import Text, as_argument


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
    with told(lang), progress(console, lang) as step:
        _demand_one_of(given, "--boundary", "--extent")
        _demand_one_of(given, "--people", "--population-raster")
        demand_empty(folder)
        with step(Text(zh="确定边界", en="Finding the boundary")):
            place = _place(name, pbf=pbf, boundary=boundary, datum=datum, extent=extent)
        if people is not None:
            place = replace(place, people=(people, Text(zh="--people 给定", en="given by --people")))
        fetched = new_project(folder, place, extract=pbf, raster=population_raster, step=step)
    print_fetched(fetched, console, lang)
    then, typed = "run" if pbf else "fetch --project", as_argument(str(folder))
    ready = Text(
        zh=f"新建项目 {folder}(坐标系 {place.crs})。下一步:geo-ruijin {then} {typed}",
        en=f"Made {folder} in {place.crs}. Next: geo-ruijin {then} {typed}",
    )
    say(console, ready, lang)


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
