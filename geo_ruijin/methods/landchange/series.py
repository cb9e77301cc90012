"""The rasters of several years on one grid, with what they say nothing about as a class of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import geopandas as gpd
import numpy as np
from rasterio.windows import Window

from geo_ruijin.errors import MethodError, NoDataError
from geo_ruijin.methods.editions import comparable, edition_notes, years_listed
from geo_ruijin.methods.landclasses import COVER, demand_classes
from geo_ruijin.methods.landwords import UNKNOWN
from geo_ruijin.raster import Raster
from geo_ruijin.text import Text
from geo_ruijin.windows import bent_into, clipped, window_of
from geo_ruijin.zonal.cells import cell_areas
from geo_ruijin.zonal.coded import Coded, coded

#: By how much of a cell one grid may lie beside another and be taken for it, and the sizes of their cells differ [1].
_SHIFTED = 1e-3

#: The area of a cell is that of another where it differs by no more [1].
_ALIKE = 1e-3


@dataclass(frozen=True)
class Series:
    """Land cover of several years on one grid.

    Attributes
    ----------
    years
        In their order.
    grids
        One a year; `UNKNOWN` is the last class of each.
    within
        The cells that touch the place.
    brought
        The years whose own grid is another one.
    classes
        The classes in the table of each year, `UNKNOWN` left out.
    remarks
        What must be said of years left out, and of those that do not say their edition.
    """

    years: tuple[int, ...]
    grids: tuple[Coded, ...]
    within: Window
    brought: tuple[int, ...]
    classes: tuple[tuple[object, ...], ...]
    remarks: tuple[Text, ...]


def series_of(
    cover: Sequence[Raster], place: gpd.GeoSeries, *, watched: Sequence[str], first: int | None, last: int | None
) -> Series:
    """Return the years from the first to the last one on the grid with the largest cells, of equals the earliest.

    A fine raster brought on a coarse grid is asked at the middle of each cell, which keeps areas true on the whole.
    Brought the other way round, the steps of the coarse cells would lie across the finer ones as strips several cells
    wide, which no test tells from change. Years of another edition than the last one's are left out.

    Raises
    ------
    NoDataError
        If there are not two years that can be compared.
    MethodError
        If one of those named is not there or of another edition, a raster does not tell the classes watched, or no
        raster touches the place.
    """
    by_year = _by_year(cover)
    chosen, left_out = comparable(_chosen(by_year, first, last))
    _demand_two(by_year, chosen, left_out, first)
    demand_classes(chosen, watched)
    size = [_cell_size(raster, place) for raster in chosen]
    base = chosen[next(i for i, one in enumerate(size) if one >= max(size) * (1 - _ALIKE))]
    grids = [coded(raster, COVER, grid=base) for raster in chosen]
    west, south, east, north = bent_into(place, base.crs).total_bounds
    within = clipped(window_of(base.transform, (west, south, east, north)), grids[0].window)
    if not within.width or not within.height:
        raise MethodError(
            Text(
                zh="{cover}与{place}没有重叠。请检查栅格的坐标系和范围。",
                en="{cover} and {place} lie apart. Check the coordinate system and the extent of the rasters.",
            )
        )
    return Series(
        years=tuple(raster.year or 0 for raster in chosen),
        grids=tuple(replace(grid, classes=(*grid.classes, UNKNOWN)) for grid in grids),
        within=within,
        brought=tuple(raster.year or 0 for raster in chosen if not _aligned(raster, base)),
        classes=tuple(grid.classes for grid in grids),
        remarks=edition_notes(chosen, left_out),
    )


def _by_year(cover: Sequence[Raster]) -> dict[int, Raster]:
    """Return the rasters by their years, the earliest first."""
    if any(raster.year is None for raster in cover):
        raise MethodError(
            Text(
                zh="{cover}有栅格没有写明年份,无法比较。请在图层文件中给每个来源写上 year。",
                en="A raster of {cover} does not say its year. Write `year` with each source in the layer's file.",
            )
        )
    return dict(sorted((raster.year or 0, raster) for raster in cover))


def _chosen(by_year: Mapping[int, Raster], first: int | None, last: int | None) -> list[Raster]:
    """Return the rasters from the first to the last year."""
    years = list(by_year)
    for year in (first, last):
        if year is not None and year not in by_year:
            said = "、".join(map(str, years)), ", ".join(map(str, years))
            raise MethodError(
                Text(
                    zh=f"{{cover}}没有 {year} 年的栅格,现有:{said[0]}。请改 from_year、to_year,或用 geo-ruijin add "
                    "加入。",
                    en=f"{{cover}} has no raster of {year}, only of {said[1]}. Change from_year or to_year, or add one "
                    "with geo-ruijin add.",
                )
            )
    start, end = years[0] if first is None else first, years[-1] if last is None else last
    if len(years) < 2:  # noqa: PLR2004 - a change is between two
        raise NoDataError(
            Text(
                zh=f"{{cover}}只有 {years[0]} 年一期,看不出变化。请用 geo-ruijin add 加入另一年的栅格(同一套产品)。",
                en=f"{{cover}} is there for {years[0]} alone: no change can be seen. Add another year of the same "
                "product with geo-ruijin add.",
            )
        )
    if start >= end:
        raise MethodError(
            Text(
                zh=f"起始年 {start} 应早于终止年 {end}(from_year、to_year)。",
                en=f"the first year, {start}, should be before the last, {end} (from_year, to_year).",
            )
        )
    return [by_year[year] for year in years if start <= year <= end]


def _demand_two(
    by_year: Mapping[int, Raster], chosen: Sequence[Raster], left_out: Sequence[Raster], first: int | None
) -> None:
    """Refuse years that cannot be compared, and say of which edition each is."""
    apart, others = years_listed(left_out), years_listed(chosen)
    why = Text(
        zh=f"{apart.zh}与 {others.zh}不是同一产品的同一版本,差异不是变化",
        en=f"{apart.en} and {others.en} are of different products or versions, and what differs between "
        "them is no change",
    )
    mend = Text(
        zh="确属同一版本的,在图层文件的来源里写同样的 edition",
        en="Where they are of one, write the same `edition` in their sources",
    )
    if first in {raster.year for raster in left_out}:
        raise MethodError(
            Text(
                zh=f"{{cover}}:{why.zh}。请改 from_year 或 to_year;{mend.zh}。",
                en=f"{{cover}}: {why.en}. Change from_year or to_year. {mend.en}.",
            )
        )
    if len(chosen) > 1:
        return
    rasters = list(by_year.values())
    ends = [one.year for at, one in enumerate(rasters, start=1) if len(comparable(rasters[:at])[0]) > 1]
    earlier = Text(zh="", en="")
    if ends:
        earlier = Text(
            zh=f"也可写 to_year = {ends[-1]},比较较早的年份。",
            en=f" Or compare earlier years: to_year = {ends[-1]}.",
        )
    raise NoDataError(
        Text(
            zh=f"{{cover}}没有可以比较的两年:{why.zh}。请用 geo-ruijin add 加入同一产品、同一版本的另一年。"
            f"{earlier.zh}{mend.zh}。",
            en=f"{{cover}} has no two years to compare: {why.en}. Add another year of the same product and version "
            f"with geo-ruijin add.{earlier.en} {mend.en}.",
        )
    )


def _cell_size(raster: Raster, place: gpd.GeoSeries) -> float:
    """Return the area of a cell in the middle of the place [m²]."""
    west, south, east, north = bent_into(place, raster.crs).total_bounds
    x, y = (west + east) / 2, (south + north) / 2
    middle = window_of(raster.transform, (x, y, x, y), margin=1)
    return float(cell_areas(raster.crs, raster.transform, middle).mean())


def _aligned(one: Raster, base: Raster) -> bool:
    """Return whether the cells of one grid are cells of the other, however far each goes."""
    if one is base:
        return True
    if one.crs != base.crs or not np.allclose(
        one.pixel_size, base.pixel_size, rtol=_SHIFTED / max(one.width, one.height)
    ):
        return False
    across = (one.transform.c - base.transform.c) / base.transform.a
    down = (one.transform.f - base.transform.f) / base.transform.e
    return abs(across - round(across)) <= _SHIFTED and abs(down - round(down)) <= _SHIFTED
