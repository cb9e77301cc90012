"""From the sources of a raster layer to checked rasters, one for each year there is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from pyproj import CRS
from rasterio import windows
from rasterio.features import geometry_mask
from shapely.geometry.base import BaseGeometry

from geo_ruijin.choice import Choice, choose, passed_over, shown, year_of
from geo_ruijin.errors import Fault, FaultsError, NoDataError
from geo_ruijin.georeference import declared, shifted_cells
from geo_ruijin.provenance import nature_of, record_of
from geo_ruijin.raster import Raster
from geo_ruijin.record import LayerRecord
from geo_ruijin.sources.editions import edition_of
from geo_ruijin.sources.legends import LEGENDS
from geo_ruijin.sources.products import PRODUCTS
from geo_ruijin.sources.rasters import open_raster, opened
from geo_ruijin.spec import FileSource, LayerSpec, ProductSource, Value
from geo_ruijin.text import Text


def read_rasters(
    name: str, spec: LayerSpec, *, folder: Path, crs: str, place: BaseGeometry | None, at: Path | None = None
) -> tuple[list[LayerRecord], tuple[Raster, ...], list[Fault]]:
    """Return the rasters of a layer by year, each from the first source of its year that is there.

    Returns
    -------
    records, rasters, faults
        The record of each raster, and what is wrong that does not keep them from being used.

    Raises
    ------
    NoDataError, FaultsError, SourceError
        As `layers.read_layer`.
    """
    choices, missing = _choices(name, spec, folder) if at is None else ([Choice(0, spec.sources[0], at)], [])
    file = f"layers/{name}.toml"
    rasters, records, faults = [], [], missing
    for choice in choices:
        try:
            raster = _opened(choice, spec, crs=crs, place=place, toml=file, used=shown(choice.source, name, folder))
        except FaultsError as error:
            faults += error.faults
            continue
        rasters.append(raster)
        records.append(replace(record_of(name, spec, choice), crs=raster.crs.to_string()))
        faults += raster.remarks
    if serious := [fault for fault in faults if fault.serious]:
        raise FaultsError(serious)
    return records, tuple(rasters), faults


def _choices(name: str, spec: LayerSpec, folder: Path) -> tuple[list[Choice], list[Fault]]:
    """Return the source to use of each year there is, and the remarks on those passed over."""
    found, faults = [], []
    years = sorted({year_of(source) for source in spec.sources}, key=lambda year: year or 0) if spec.by_year else [None]
    why: NoDataError | None = None
    for year in years or [None]:
        try:
            choice = choose(name, spec, folder, has=lambda _: False, year=year)
        except NoDataError as error:
            why = error
            continue
        found.append(choice)
        before = [one for one in spec.sources[: choice.position] if not spec.by_year or year_of(one) == year]
        faults += passed_over(name, before, shown(choice.source, name, folder))
    if not found and why is not None:
        raise why
    real = [choice for choice in found if nature_of(choice.source) == "real"]
    if real and len(real) < len(found):  # what changes between a modelled year and a real one is no change
        left = ", ".join(str(year_of(choice.source)) for choice in found if choice not in real)
        what = Text(
            zh=f"已有实际的年份,模拟的年份不用:{left}",
            en=f"there are real years, so that modelled ones are left out: {left}",
        )
        return real, [*faults, Fault(f"layers/{name}.toml", "sources", what, serious=False)]
    return found, faults


def _opened(choice: Choice, spec: LayerSpec, *, crs: str, place: BaseGeometry | None, toml: str, used: str) -> Raster:
    source, path = choice.source, choice.path
    assert path is not None  # noqa: S101 - only another layer has none
    assert isinstance(source, FileSource | ProductSource)  # noqa: S101 - no other source gives rasters
    given = source.crs if isinstance(source, FileSource) else None
    values, nodata = _meanings(source, spec)
    with opened(path) as file:
        system = None if file.crs is None else CRS.from_user_input(file.crs)
    stated = declared(system, source, to=CRS(crs), where=choice.where, file=toml, shown=used)
    faults = [stated] if isinstance(stated, Fault) else shifted_cells(stated, where=choice.where, file=toml, shown=used)
    raster = _checked(
        faults, path, columns=spec.columns, values=values, nodata=nodata, crs=given, year=source.year, file=toml
    )
    raster = replace(raster, edition=edition_of(source))
    legend = source.legend if isinstance(source, FileSource) else None
    if legend is not None and (doubt := LEGENDS[legend].doubtful) is not None:
        raster = replace(raster, remarks=(*raster.remarks, Fault(toml, "legend", doubt, serious=False)))
    if place is not None:
        there = gpd.GeoSeries([place], crs=crs).to_crs(raster.crs).union_all()
        if not shapely.intersects(there, shapely.box(*raster.bounds)):
            west, south, east, north = raster.bounds
            what = Text(
                zh=f"{used} 不覆盖本地:它在 {west:g}, {south:g} 至 {east:g}, {north:g}({raster.crs.name})",
                en=f"{used} does not cover the place: it lies from {west:g}, {south:g} to {east:g}, {north:g} "
                f"({raster.crs.name})",
            )
            raise FaultsError([Fault(toml, choice.where, what)])
    return raster


def _checked(faults: list[Fault], path: Path, **given: Any) -> Raster:  # noqa: ANN401 - those of `open_raster`
    """Return a raster of whose place nothing is wrong; else everything wrong at once, with what its cells hold.

    Raises
    ------
    FaultsError
        If there are faults, or it cannot be used.
    """
    try:
        raster = open_raster(path, **given)
    except FaultsError as error:
        said = {
            fault.where for fault in error.faults
        }  # of the coordinate system it asks with what the numbers look like
        others = [fault for fault in faults if fault.where.rpartition(".")[2] not in said]
        raise FaultsError([*others, *error.faults]) from error
    if faults:
        raise FaultsError(faults)
    return raster


def _meanings(
    source: FileSource | ProductSource, spec: LayerSpec
) -> tuple[Mapping[str, Mapping[str, Value]], Sequence[float] | None]:
    """Return what the codes of each band mean, and which numbers stand for nothing; None where nobody says."""
    first = list(spec.columns)[:1]  # products have one band
    if isinstance(source, ProductSource):
        return dict.fromkeys(first, PRODUCTS[source.product].values), None
    if source.legend is None:
        return source.values, source.nodata
    legend = LEGENDS[source.legend]
    table = {str(code): word for code, word in legend.values.items()}
    values = {**source.values, **{column: {**table, **source.values.get(column, {})} for column in first}}
    return values, (legend.nothing or None) if source.nodata is None else source.nodata


def covered_share(raster: Raster, place: BaseGeometry, *, crs: str) -> float:
    """Return the share of a place that a raster has values for [%], by the centres of its cells.

    Parameters
    ----------
    raster
        The raster.
    place
        The place.
    crs
        The coordinate system of the place.
    """
    there = gpd.GeoSeries([place], crs=crs).to_crs(raster.crs).union_all()
    inside = shapely.intersection(there, shapely.box(*raster.bounds))
    if inside.is_empty:
        return 0.0
    column = next(iter(raster.bands))
    cells = valid = 0
    for window, values in raster.blocks(column, raster.pieces(raster.window(inside.bounds))):
        placed = geometry_mask(
            [inside], transform=windows.transform(window, raster.transform), out_shape=values.shape, invert=True
        )
        cells += int(placed.sum())
        valid += int((placed & ~np.ma.getmaskarray(values)).sum())
    whole = 100 * valid / cells * inside.area / there.area if cells else 0.0
    return round(whole, 6)  # what the sides of polygons leave of the whole is no news
