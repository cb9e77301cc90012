"""How fragmented a class of land cover is, in a place, its divisions and over years.

Words in braces in the texts ("{cover}") are the titles of the inputs; whoever runs the method fills them in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated

import geopandas as gpd
import shapely

from geo_ruijin.errors import MethodError
from geo_ruijin.methods.editions import edition_notes
from geo_ruijin.methods.landclasses import demand_classes
from geo_ruijin.methods.landscape.compared import years_of
from geo_ruijin.methods.landscape.figures import HECTARE, changes_of, measures_of
from geo_ruijin.methods.landscape.landscapes import (
    Choices,
    Ends,
    Landscapes,
    ends_of,
    landscapes_of,
    largest_patches,
)
from geo_ruijin.methods.landscape.mosaic import Bools, Mosaic, mosaic_of, squares_over
from geo_ruijin.methods.landscape.notes import notes, unknown_notes, years_note
from geo_ruijin.methods.landscape.tables import patches_table, years_table, zones_table
from geo_ruijin.methods.method import Covers, Divisions, Gives, Limits, declare
from geo_ruijin.methods.reach import zones_of
from geo_ruijin.raster import Raster
from geo_ruijin.results import Result
from geo_ruijin.text import Text
from geo_ruijin.units import ABOVE_0, NOT_BELOW_0, OF_100, Hectares, Metres, Percent

_OF = ("cover", "place")


@declare(
    measures={
        "mesh": Gives("ha", of=_OF),
        "area": Gives("ha", of=_OF),
        "share": Gives("%", of=_OF),
        "core": Gives("ha", of=_OF),
        "core_share": Gives("%", of=_OF),
        "patches": Gives("patches", of=_OF),
        "patch_density": Gives("1/km²", of=_OF),
        "largest_patch": Gives("%", of=_OF),
        "mean_patch": Gives("ha", of=_OF),
        "weighted_patch": Gives("ha", of=_OF),
        "edge_density": Gives("m/ha", of=_OF),
        "together": Gives("%", of=_OF),
        "area_change": Gives("ha", of=_OF),
        "core_change": Gives("ha", of=_OF),
        "mesh_change": Gives("ha", of=_OF),
    },
    tables={"zones": (*_OF, "by"), "years": _OF, "patches": (*_OF, "by")},
)
def fragmentation(
    *,
    cover: Covers,
    place: Limits,
    by: Divisions | None = None,
    classes: tuple[str, ...],
    edge_depth: Annotated[Metres, NOT_BELOW_0],
    connectivity: int,
    least_area: Annotated[Hectares, NOT_BELOW_0],
    listed: Annotated[int, ABOVE_0],
    least_known: Annotated[Percent, OF_100],
    cell: Metres | None = None,
) -> Result:
    """Return how the cells of some classes lie together in the latest year [ha], [%], [m/ha], and what changed.

    Cells are squares in metres: the raster's own, or where those are none, squares of the same area in the system of
    the place. A cell is in the place, and in one of its divisions, where its middle is. Lengths and areas are those of
    a cell in the middle of the place, on the ellipsoid. Earlier years are brought on the cells of the latest.
    Compared are those of its product and version whose own cells are of its size, on the cells that all of them know;
    the others are told.

    Patches end where the place ends. By division they are cut at its border too, but for `mesh`, which takes each patch
    as large as it is in the place (cross-boundary connections): a division of a large forest is not called fragmented
    because a border runs through it.

    Parameters
    ----------
    cover
        Rasters with `cover`, the earliest first.
    place
        Polygons.
    by
        Polygons with `name` to report by.
    classes
        Those that make up patches, together.
    edge_depth
        How deep light, wind and people reach into a patch [m]: what lies deeper is core.
    connectivity
        8: cells that share a corner are of one patch; 4: only those that share a side.
    least_area
        The least area of a patch that is counted [ha]; smaller ones have their part in all but `patches`,
        `patch_density` and `mean_patch`.
    listed
        How many of the largest patches are listed.
    least_known
        How much of the place, or of a division, must be known for its figures, and in all years compared for what
        changed [%]; exactly as much is enough.
    cell
        The side of cells that replace the raster's own [m].

    Raises
    ------
    MethodError
        If a year has not all of the classes, the latest says nothing of the place, cells are too many, or connectivity
        is neither 4 nor 8.
    SourceError
        If a file is damaged.

    References
    ----------
    K. McGarigal, S. A. Cushman and E. Ene (2012), FRAGSTATS v4. J. A. G. Jaeger (2000), Landscape division, splitting
    index, and effective mesh size, doi:10.1023/A:1008129329289. B. Moser, J. A. G. Jaeger, U. Tappeiner, E. Tasser and
    B. Eiselt (2007), Modification of the effective mesh size, doi:10.1007/s10980-006-9023-0. R. T. T. Forman (1995),
    Land Mosaics, ch. 3 (edge and interior).
    """
    area = shapely.union_all(place.geometry.to_numpy())
    whole = gpd.GeoSeries([area], crs=place.crs)
    zones = zones_of(area, by, place)
    rasters = _years(cover)
    demand_classes(rasters, classes)
    squares = squares_over(cover[-1], whole, cell=cell, margin=edge_depth)
    choices = Choices(edge_depth, least_area * HECTARE, connectivity)

    def seen(raster: Raster, common: Bools | None = None, *, parts: bool = True) -> tuple[Landscapes, Mosaic]:
        mosaic = mosaic_of(raster, squares, classes)
        mosaic = mosaic if common is None else mosaic.only(common)
        within = gpd.GeoSeries(zones.geometry if parts else [], crs=zones.crs)
        found = landscapes_of(mosaic, squares, whole, within, choices=choices, year=raster.year)
        return replace(found, edition=raster.edition), mosaic

    def ends(found: Landscapes, mosaic: Mosaic) -> tuple[Ends, Ends]:
        return ends_of(found, mosaic, squares, whole, choices=choices)

    last, mosaic = seen(cover[-1])
    if not last.whole.land:
        raise MethodError(
            Text(
                zh="“{cover}”最近一年在{place}内没有一个像元有值。请核对范围和坐标系。",
                en="'{cover}' of the latest year says nothing of {place}: check where it lies, and its coordinates.",
            )
        )
    open_last = ends(last, mosaic)
    years = years_of(rasters, squares, whole, classes, least_known=least_known)
    told = [
        last
        if one.raster is cover[-1] and years.common is None
        else seen(one.raster, years.common if one in years.compared else None)[0]
        for one in years.every
    ]
    measures = measures_of(last, open_last, least_known)
    patches = largest_patches(last, squares, zones, count=listed, least=choices.least)
    tables = {"patches": patches_table(patches, last)}
    compared = [found for one, found in zip(years.every, told, strict=True) if one in years.compared]
    span = (compared[0], compared[-1]) if len(compared) > 1 else None
    if by is not None:
        tables["zones"] = zones_table(zones, last, span, choices.least, least_known)
    if span is not None:
        own = [
            open_last if one.raster is cover[-1] else ends(*seen(one.raster, parts=False))
            for one in (years.compared[0], years.compared[-1])
        ]
        measures |= changes_of(*span, *own)
    if len(told) > 1:
        tables["years"] = years_table(years, told, choices.least)
    said = notes(squares, last, classes, choices, divided=by is not None)
    said += unknown_notes(years, last, zones, span, least_known, divided=by is not None)
    if span is not None:
        said += (years_note([one.raster for one in years.compared], squares),)
    return Result(measures, tables, (*said, *edition_notes(years.alike, years.others)))


def _years(cover: Sequence[Raster]) -> Sequence[Raster]:
    """Return the rasters that can be told of: those that say their year, and the latest."""
    return [one for one in cover[:-1] if one.year is not None] + [cover[-1]]
