"""How far an inventory of forest and land cover seen by satellite agree, and where they do not."""

from __future__ import annotations

from typing import Annotated

import geopandas as gpd
import numpy as np

from geo_ruijin.methods.landclasses import COVER, demand_classes
from geo_ruijin.methods.landcover.agreement_notes import notes_of, too_little
from geo_ruijin.methods.landcover.agreement_tables import kinds_table, land_table, patch_tables, zones_table
from geo_ruijin.methods.landcover.confusion import Confusion, confusion
from geo_ruijin.methods.landcover.differing import differing, too_many, with_places
from geo_ruijin.methods.landcover.groups import by_land_use, seen_by_kind, uses_of
from geo_ruijin.methods.landcover.overlay import gathered, pieces_of
from geo_ruijin.methods.landcover.years import place_of
from geo_ruijin.methods.landwords import land_word
from geo_ruijin.methods.method import Divisions, Gives, Limits, Need, Polygons, declare
from geo_ruijin.methods.overlays import largest, overlaps
from geo_ruijin.methods.ranges import between
from geo_ruijin.methods.reach import zones_of
from geo_ruijin.methods.shares import percent, reach
from geo_ruijin.raster import Raster
from geo_ruijin.results import Measure, Result
from geo_ruijin.text import Text, listed
from geo_ruijin.units import NOT_BELOW_0, OF_100, Between, Hectares, Percent
from geo_ruijin.zonal.coded import coded

LatestCover = Annotated[Raster, Need(("raster",), (COVER,))]
Parcels = Annotated[gpd.GeoDataFrame, Need(("polygon",), ("code",))]
Inventory = Annotated[gpd.GeoDataFrame, Need(("polygon",), ("land_type",))]

_OF = ("forest", "cover", "place")
_HECTARE = 10_000  # m²


@declare(
    measures={
        "agreement": Gives("%", of=_OF),
        "both": Gives("km²", of=_OF),
        "inventory_only": Gives("km²", of=_OF),
        "satellite_only": Gives("km²", of=_OF),
        "neither": Gives("km²", of=_OF),
        "unknown": Gives("km²", of=_OF),
        "inventory_seen": Gives("%", of=_OF),
        "trees_in_inventory": Gives("%", of=_OF),
    },
    tables={
        "zones": (*_OF, "by"),
        "land_use": (*_OF, "land_use"),
        "kinds": ("cover", "place", "inventory"),
        "inventory_patches": (*_OF, "by", "land_use"),
        "satellite_patches": (*_OF, "by", "land_use"),
    },
)
def cover_agreement(
    *,
    forest: Polygons,
    cover: LatestCover,
    place: Limits,
    by: Divisions | None = None,
    land_use: Parcels | None = None,
    inventory: Inventory | None = None,
    classes: tuple[str, ...],
    least_area: Annotated[Hectares, NOT_BELOW_0],
    core: Annotated[int, Between(1)],
    least_known: Annotated[Percent, OF_100],
) -> Result:
    """Return on how much land an inventory's forest and trees seen by satellite agree; neither is taken for the truth.

    Areas are on the ellipsoid; cells that a border of a parcel or a division crosses are cut along it. Polygons of
    where the two differ are made of whole cells, by what the inventory says at their middles.

    Parameters
    ----------
    forest
        The parcels of forest that count by law, such as the table `counted` of `forest_cover`.
    cover
        Classes of land cover, the latest year.
    place
        Polygons: what lies outside does not count.
    by
        Polygons with `name` to report by; what lies in none is a row of its own.
    land_use
        Parcels of the land survey with `code`, and `name` where they have one: on what the two differ.
    inventory
        All parcels of the inventory with `land_type`, and `age` where they have one: which of them look like trees.
    classes
        The classes that are trees.
    least_area
        The least area of a polygon of where they differ [ha].
    core
        How many cells wide and high a square must be that each of these holds: narrower strips come from the edges of
        cells.
    least_known
        How much of the place the image must tell of for a figure of agreement [%]; below there is a range alone.

    Raises
    ------
    MethodError
        If the place has no area, or the raster has no classes, or none of those asked for.

    References
    ----------
    G. M. Foody (2002), Status of land cover classification accuracy assessment, Remote Sensing of Environment 80,
    185-201, doi:10.1016/S0034-4257(01)00295-4: the confusion matrix and its readings. Its accuracies are here called
    what they are without a truth to compare with: agreement.
    """
    demand_classes([cover], classes)
    area = place_of(place)
    zones = zones_of(area, by, place)
    grid = coded(cover, COVER)
    shapes = forest.geometry.to_numpy()
    pieces = pieces_of(shapes, zones.geometry.to_numpy())
    wooded = gathered(pieces["geometry"].to_numpy(), pieces["zone"].to_numpy(), len(zones), zones.crs)
    found = confusion(grid, classes, wooded, zones.geometry)
    tables = {}
    if by is not None:
        tables["zones"] = zones_table(zones, found)
    if land_use is not None:
        tables["land_use"] = land_table(*by_land_use(grid, classes, shapes, land_use, area), found)
    if inventory is not None:
        tables["kinds"] = kinds_table(seen_by_kind(grid, classes, inventory, area))
    whole = gpd.GeoSeries([area], crs=place.crs)
    skipped = too_many(grid, whole)
    if not skipped:
        patches = differing(grid, classes, wooded, whole, least_area=least_area * _HECTARE, core=core)
        patches = with_places(patches, by)
        if land_use is not None:
            shared = overlaps(patches.geometry.to_numpy(), land_use.geometry.to_numpy(), uses_of(land_use))
            patches["land_use"] = largest(shared, len(patches))
        tables |= patch_tables(patches, least_area)
    known, unknown = float(found.known.sum()), float(found.unknown.sum())
    enough = bool(reach(known, known + unknown, least_known))
    thin = () if enough else too_little(least_known)
    notes = notes_of(cover, found, least_area=least_area, core=core, skipped=skipped)
    return Result(_measures(found, cover.year, classes, enough=enough), tables, (*thin, *notes))


def _measures(found: Confusion, year: int | None, classes: tuple[str, ...], *, enough: bool) -> dict[str, Measure]:
    said = listed(map(land_word, classes))
    image = Text(zh=f"{year} 年影像" if year else "影像", en=f"the image of {year}" if year else "the image")
    parts = {
        name: float(np.sum(getattr(found, name)))
        for name in ("both", "inventory_only", "satellite_only", "neither", "unknown", "known", "alike")
    }
    areas = {
        "both": Text(
            zh=f"{{forest}},{image.zh}上也是{said.zh}", en=f"Of {{forest}}, where {image.en} shows {said.en} too"
        ),
        "inventory_only": Text(
            zh=f"{{forest}},{image.zh}上不是{said.zh}", en=f"Of {{forest}}, where {image.en} shows no {said.en}"
        ),
        "satellite_only": Text(
            zh=f"{image.zh}上是{said.zh},不在{{forest}}中", en=f"Where {image.en} shows {said.en} outside {{forest}}"
        ),
        "neither": Text(zh="两者都不是", en="Neither of the two"),
        "unknown": Text(zh=f"{image.zh}没有结果的土地", en=f"Land that {image.en} says nothing of"),
    }
    whole = parts["known"] + parts["unknown"]
    low, high = (percent(area, whole) or 0.0 for area in (parts["alike"], parts["alike"] + parts["unknown"]))
    agreement = Measure(
        percent(parts["alike"], parts["known"]) if enough else None,
        "%",
        Text(
            zh=f"{image.zh}与{{forest}}一致的面积(都是、都不是)÷ {{place}}内影像有结果的土地。"
            "两者都不是真值,口径也不同,这是一致程度,不是精度",
            en=f"Land on which {{forest}} and {image.en} agree, both or neither / land inside {{place}} that the image "
            "tells of. Neither is the truth and they define forest differently: it is agreement, not accuracy",
        ),
        *between(low, high, "%"),
    )
    shares = {
        "inventory_seen": Measure(
            percent(parts["both"], parts["both"] + parts["inventory_only"]),
            "%",
            Text(
                zh=f"{{forest}}中,{image.zh}上是{said.zh}的面积占比",
                en=f"Of {{forest}}, the share where {image.en} shows {said.en}",
            ),
        ),
        "trees_in_inventory": Measure(
            percent(parts["both"], parts["both"] + parts["satellite_only"]),
            "%",
            Text(
                zh=f"{image.zh}上的{said.zh}落在{{forest}}以内的面积占比",
                en=f"Of the {said.en} that {image.en} shows, the share inside {{forest}}",
            ),
        ),
    }
    told = {name: Measure(parts[name] / 1e6, "km²", about) for name, about in areas.items()}
    return {"agreement": agreement, **told, **shares}
