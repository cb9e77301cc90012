"""The rasters of several years on one grid, with what they say nothing about as a class of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import geopandas as gpd
import numpy as np
from rasterio.windows import Window

from geo_ruijin.errors import MethodError
from geo_ruijin.methods.landwords import UNKNOWN, land_word
from geo_ruijin.raster import Raster, bent_into, clipped, window_of
from geo_ruijin.text import Text
from geo_ruijin.zonal.cells import cell_areas
from geo_ruijin.zonal.coded import Coded, coded

_BAND = "cover"

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
    """

    years: tuple[int, ...]
    grids: tuple[Coded, ...]
    within: Window
    brought: tuple[int, ...]
    classes: tuple[tuple[object, ...], ...]


def series_of(
    cover: Sequence[Raster], place: gpd.GeoSeries, *, watched: Sequence[str], first: int | None, last: int | None
) -> Series:
    """Return the years from the first to the last one on the grid with the largest cells, of equals the earliest.

    A fine raster brought on a coarse grid is asked at the middle of each cell, which keeps areas true on the whole.
    Brought the other way round, the steps of the coarse cells would lie across the finer ones as strips several cells
    wide, which no test tells from change.

    Raises
    ------
    MethodError
        If there are not two years, or one of those named is not there, a raster does not tell the classes watched, or
        no raster touches the place.
    """
    chosen = _chosen(cover, first, last)
    for raster in chosen:
        _demand_classes(raster, watched)
    size = [_cell_size(raster, place) for raster in chosen]
    base = chosen[next(i for i, one in enumerate(size) if one >= max(size) * (1 - _ALIKE))]
    grids = [coded(raster, _BAND, grid=base) for raster in chosen]
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
    )


def _chosen(cover: Sequence[Raster], first: int | None, last: int | None) -> list[Raster]:
    """Return the rasters from the first to the last year."""
    if any(raster.year is None for raster in cover):
        raise MethodError(
            Text(
                zh="{cover}有栅格没有写明年份,无法比较。请在图层文件中给每个来源写上 year。",
                en="A raster of {cover} does not say its year. Write `year` with each source in the layer's file.",
            )
        )
    by_year = {raster.year or 0: raster for raster in cover}
    years = sorted(by_year)
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
        raise MethodError(
            Text(
                zh=f"{{cover}}只有 {years[0]} 年一期,看不出变化。请用 geo-ruijin add 加入另一年的栅格(同一套产品)。",
                en=f"{{cover}} is there for {years[0]} alone: no change can be seen. Add another year of the same "
                "product "
                "with geo-ruijin add.",
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


def _demand_classes(raster: Raster, watched: Sequence[str]) -> None:
    """Refuse amounts, and a raster that could not tell what is watched: it would read as none of it."""
    classes = raster.bands[_BAND].classes
    if classes is None:
        raise MethodError(
            Text(
                zh=f"{raster.path.name} 的 cover 是数量,不是分类。请在图层文件中写明各代码的含义(values)。",
                en=f"cover of {raster.path.name} holds amounts and no classes. Say what its codes mean (values).",
            )
        )
    if absent := [name for name in watched if name not in classes.values()]:
        names = [land_word(name) for name in absent]
        raise MethodError(
            Text(
                zh=f"{raster.year} 年的分类表里没有“{'、'.join(one.zh for one in names)}”,会被误当作没有。"
                "请核对图层文件中的 values,或改 classes。",
                en=f"the classes of {raster.year} do not hold {', '.join(one.en for one in names)}, which would read "
                "as "
                "none of it. Check `values` in the layer's file, or change `classes`.",
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
