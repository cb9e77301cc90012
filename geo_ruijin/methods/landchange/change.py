"""Change of land cover between years: gain, loss, what became what, and the patches of loss to be looked at."""

from __future__ import annotations

from collections.abc import Collection
from typing import Annotated

import geopandas as gpd
import pandas as pd
import shapely

from geo_ruijin.errors import MethodError, closest
from geo_ruijin.methods.landchange.figures import known_enough, loss_figures, measures_of
from geo_ruijin.methods.landchange.losses import loss_rows, losses_of
from geo_ruijin.methods.landchange.notes import Asked, notes_of, too_little
from geo_ruijin.methods.landchange.series import series_of
from geo_ruijin.methods.landchange.tables import (
    long_table,
    losses_table,
    periods_table,
    transitions_table,
    zones_table,
)
from geo_ruijin.methods.landchange.transitions import change_of, transitions_of
from geo_ruijin.methods.landwords import land_word
from geo_ruijin.methods.method import Covers, Divisions, Gives, Limits, Need, Polygons, declare
from geo_ruijin.methods.reach import zones_of
from geo_ruijin.raster import MOST_AT_ONCE
from geo_ruijin.results import Result, Table
from geo_ruijin.text import Text, listed, same
from geo_ruijin.units import NOT_BELOW_0, OF_100, Between, Hectares, Percent
from geo_ruijin.zonal.patches import NEIGHBOURS

#: Villages and the like.
Named = Annotated[gpd.GeoDataFrame, Need(("point",), ("name",))]
Inventory = Annotated[gpd.GeoDataFrame, Need(("polygon",), ("land_type",))]
Farms = Annotated[gpd.GeoDataFrame, Need(("polygon",), ("name",))]

#: What patches may be ranked by.
RANKS = ("area", "red_line", "protected", "forest_farm")

_OF = ("cover", "place")
_LAYERS = ("by", "villages", "red_line", "forest_farms", "wetland_parks", "scenic_areas", "inventory")


@declare(
    measures={
        **dict.fromkeys(("loss", "gain", "net"), Gives("ha", of=_OF)),
        **dict.fromkeys(("net_share", "annual_rate"), Gives("%", of=_OF)),
        **dict.fromkeys(("before", "after", "unknown"), Gives("ha", of=_OF)),
        "loss_patches": Gives("patches", of=_OF),
        "loss_patches_area": Gives("ha", of=_OF),
        "loss_red_line": Gives("ha", of=(*_OF, "red_line")),
        "loss_protected": Gives("ha", of=_OF, also=("wetland_parks", "scenic_areas")),
        "loss_forest_farms": Gives("ha", of=(*_OF, "forest_farms")),
    },
    tables={
        "periods": _OF,
        "zones": (*_OF, "by"),
        "transitions": _OF,
        "zone_transitions": (*_OF, "by"),
        "loss_patches": (*_OF, *_LAYERS),
    },
)
def cover_change(
    *,
    cover: Covers,
    place: Limits,
    by: Divisions | None = None,
    villages: Named | None = None,
    red_line: Polygons | None = None,
    forest_farms: Farms | None = None,
    wetland_parks: Polygons | None = None,
    scenic_areas: Polygons | None = None,
    inventory: Inventory | None = None,
    classes: tuple[str, ...],
    from_year: Annotated[int, Between(1900, 2200)] | None = None,
    to_year: Annotated[int, Between(1900, 2200)] | None = None,
    least_area: Annotated[Hectares, NOT_BELOW_0],
    least_core: Annotated[int, Between(1, 100)],
    connectivity: int,
    least_known: Annotated[Percent, OF_100],
    rank_by: tuple[str, ...] = ("area",),
) -> Result:
    """Return how much of some classes of land cover was won and lost between two years, and where it was lost.

    Gain and loss are told twice. As areas of all cells, exactly cut at the borders of zones: these hold what is read
    otherwise at the edges of things from one image to the next. And as patches of loss that are large and wide enough
    to be none of that. Neither says why: see the notes.

    Parameters
    ----------
    cover
        Land cover of two years at least of one edition.
    place
        What counts.
    by
        Divisions with `name`.
    villages
        Points with `name`; the nearest one to each patch is named.
    red_line, forest_farms, wetland_parks, scenic_areas
        How much of each patch lies in them; farms with `name`.
    inventory
        Parcels with `land_type`, and `ownership`, `category` and `protection` where they have them: what the one says
        that most of a patch lies in.
    classes
        The classes watched, taken as one.
    from_year, to_year
        The years compared; where not given the last there is, and the first of its edition. Those between narrow down
        when it went.
    least_area
        The minimum mapping unit of patches [ha]; exactly that counts.
    least_core
        The side of a square of cells a patch must hold; 1 takes all.
    connectivity
        Whether cells of a patch share a side (4) or at least a corner (8).
    least_known
        How much of the place must be known in both years for figures of it [%]; below there are ranges alone.
    rank_by
        What patches are ranked by, the first one first: `area`, or the hectares in `red_line`, `protected`,
        `forest_farm`; what no layer says is passed over.

    Raises
    ------
    NoDataError
        If there are not two years that can be compared.
    MethodError
        If one named is not there or of another edition than the last, the classes watched are not among those of a
        raster, no raster touches the place, or a parameter may not be what it is.
    """
    _demand_sound(connectivity, rank_by)
    outline = gpd.GeoSeries([shapely.union_all(place.geometry.to_numpy())], crs=place.crs)
    watched = frozenset(classes)
    if not outline.area.iloc[0]:
        raise MethodError(Text(zh="{place}没有面积", en="{place} has no area"))
    series = series_of(cover, outline, watched=classes, first=from_year, last=to_year)
    zones, names = _zones(outline, by)
    last = len(series.years) - 1
    whole = transitions_of(series, 0, last, zones)
    change = change_of(whole, watched)
    if change.unknown[0] >= whole.areas[0].sum():
        raise MethodError(
            Text(
                zh="{cover}在{place}内没有两年都有数据的像元,无法比较。",
                en="No cell of {cover} inside {place} is known in both years: there is nothing to compare.",
            )
        )
    said = listed(map(land_word, classes))
    enough = known_enough(whole, change, least_known)
    figures = measures_of(whole, change, said, enough=enough)
    tables: dict[str, Table] = {}
    if last > 1:
        steps = [transitions_of(series, one, one + 1, outline) for one in range(last)]
        tables["periods"] = periods_table([*steps, whole], watched, said)
    tables["transitions"] = transitions_table(whole)
    losses, rows = None, None
    if series.within.width * series.within.height <= MOST_AT_ONCE:
        losses = losses_of(
            series,
            outline,
            watched=watched,
            least_area=least_area,
            least_core=least_core,
            connectivity=connectivity,
        )
        over = _over(red_line=red_line, forest_farm=forest_farms, parks=wetland_parks, scenic=scenic_areas)
        rows = loss_rows(
            losses,
            series,
            crs=str(place.crs),
            watched=watched,
            rank_by=rank_by,
            by=by,
            villages=villages,
            over=over,
            inventory=inventory,
        )
        given = {"wetland_parks": wetland_parks, "scenic_areas": scenic_areas}
        protected = listed([same(f"{{{name}}}") for name, areas in given.items() if areas is not None])
        figures |= loss_figures(rows, whole, said, protected)
        tables["loss_patches"] = losses_table(rows, said, protected, beside=_LAYERS)
    if by is not None:
        tables["zones"] = zones_table(whole, names, by, rows, watched, said)
        tables["zone_transitions"] = long_table(whole, names)
    asked = Asked(said, least_area, least_core, connectivity, red_line is not None, inventory is not None)
    thin = () if enough else too_little(least_known)
    return Result(figures, tables, (*thin, *notes_of(series, whole, change, losses, asked)))


def _demand_sound(connectivity: int, rank_by: Collection[str]) -> None:
    if connectivity not in NEIGHBOURS:
        raise MethodError(
            Text(
                zh=f"connectivity 应为 4(共边)或 8(共边或共角),现为 {connectivity}",
                en=f"connectivity should be 4 (sides) or 8 (sides and corners), is {connectivity}",
            )
        )
    for name in rank_by:
        if name not in RANKS:
            cure = closest(name, RANKS)
            raise MethodError(
                Text(zh=f"rank_by 不认识“{name}”。{cure.zh}", en=f"rank_by does not know '{name}'. {cure.en}")
            )


def _zones(outline: gpd.GeoSeries, by: gpd.GeoDataFrame | None) -> tuple[gpd.GeoSeries, list[str]]:
    """Return the place, the parts of it in each division, what is in none; and the names of all but the place."""
    if by is None:
        return outline, []
    parts = zones_of(outline.iloc[0], by, gpd.GeoDataFrame(geometry=outline))
    return gpd.GeoSeries([*outline, *parts.geometry], crs=outline.crs), [*map(str, parts["name"])]


def _over(
    *,
    red_line: gpd.GeoDataFrame | None,
    forest_farm: gpd.GeoDataFrame | None,
    parks: gpd.GeoDataFrame | None,
    scenic: gpd.GeoDataFrame | None,
) -> dict[str, gpd.GeoDataFrame]:
    """Return the areas that patches are laid over, by column; those protected together."""
    protected = [one[["geometry"]] for one in (parks, scenic) if one is not None]
    both = gpd.GeoDataFrame(pd.concat(protected, ignore_index=True)) if protected else None
    over = {"red_line": red_line, "protected": both, "forest_farm": forest_farm}
    return {name: areas for name, areas in over.items() if areas is not None}
