"""The roofs of a place, each once: what class, which rule told it, in which division, near which village."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray

from geo_ruijin.errors import MethodError
from geo_ruijin.methods.counting.rows import counts, division_of
from geo_ruijin.methods.method import Need
from geo_ruijin.methods.rooftops.classes import classify, contradicted, parcel_of, unheard
from geo_ruijin.methods.rooftops.footprints import Footprints, footprints
from geo_ruijin.methods.rooftops.places import inside_of, villages_of
from geo_ruijin.methods.rooftops.told import told
from geo_ruijin.methods.rooftops.vocabulary import CLASSES, RULES
from geo_ruijin.text import Text

Parcels = Annotated[gpd.GeoDataFrame, Need(("polygon",), ("code",))]
Villages = Annotated[gpd.GeoDataFrame, Need(("point",), ("name",))]


@dataclass(frozen=True)
class Ground:
    """What is known of a place beside its buildings; None where nothing is.

    Attributes
    ----------
    within
        The place.
    land_use
        Parcels with `code`.
    built_up_area
        Of the town.
    by
        Divisions with `name`.
    villages
        Points with `name`.
    """

    within: gpd.GeoDataFrame | None
    land_use: gpd.GeoDataFrame | None
    built_up_area: gpd.GeoDataFrame | None
    by: gpd.GeoDataFrame | None
    villages: gpd.GeoDataFrame | None


@dataclass(frozen=True)
class Telling:
    """By what roofs are told apart where nothing else does.

    Attributes
    ----------
    same_from
        Two footprints that share this much of the larger one and more are the same building [1].
    urban_floors
        Housing of so many floors and more is urban.
    factory_from
        A roof of this size and more is industry's [m²]; None: its use is not known.
    """

    same_from: float
    urban_floors: float
    factory_from: float | None


@dataclass(frozen=True)
class Census:
    """The roofs of a place.

    Attributes
    ----------
    rows
        One a building: building, class, class_name, rule, rule_name, roof_area [m²], year_built, division, village,
        village_row (position among `villages`, -1 for none), floors, roof where said; footprints.
    points
        A point of each, inside it: (n,).
    others
        What else is drawn, inside the place and outside, with `floors`: it has no roof, but casts shade.
    outside
        How many buildings lie outside the place.
    covered
        How footprints overlap.
    clashing
        Of how many buildings that are drawn twice the two tell different classes.
    contradicted
        Of how many the land says another class than the use.
    unheard
        The words of uses that tell no class, and how many buildings have each.
    villages
        The villages with their division; None where none are given.
    """

    rows: gpd.GeoDataFrame
    points: NDArray[np.object_]
    others: gpd.GeoDataFrame
    outside: int
    covered: Footprints
    clashing: int
    contradicted: int
    unheard: Mapping[str, int]
    villages: gpd.GeoDataFrame | None


def census(buildings: gpd.GeoDataFrame, ground: Ground, telling: Telling) -> Census:
    """Return the roofs of a place.

    A building is where a point inside it is: it lies in one place, one division and near one village, or in none.

    Raises
    ------
    MethodError
        If there are no buildings in the place.
    """
    every = buildings.reset_index(drop=True)
    points = every.geometry.representative_point()
    there = inside_of(np.asarray(points.to_numpy()), ground.within)
    if not there.any():
        where = Text(zh="", en="") if ground.within is None else Text(zh="{within}内", en=" inside {within}")
        raise MethodError(Text(zh=f"{where.zh}没有{{buildings}}", en=f"there are no {{buildings}}{where.en}"))
    shapes = every.geometry.to_numpy()
    covered = footprints(np.asarray(shapes[there]), same_from=telling.same_from)
    kept = np.flatnonzero(there)[~covered.repeats]
    all_told, clashing = told(every[there].reset_index(drop=True), covered)
    known = gpd.GeoDataFrame(all_told[~covered.repeats].reset_index(drop=True), crs=buildings.crs)
    others = gpd.GeoDataFrame({"floors": counts(every, "floors")}, geometry=every.geometry, crs=buildings.crs)
    others = others[~np.isin(np.arange(len(every)), kept)].reset_index(drop=True)
    points = gpd.GeoSeries(points.to_numpy()[kept], crs=buildings.crs)
    known["roof_area"] = covered.area[~covered.repeats]
    found = classify(
        known,
        code=None if ground.land_use is None else parcel_of(np.asarray(shapes[kept]), ground.land_use),
        in_town=None if ground.built_up_area is None else inside_of(points.to_numpy(), ground.built_up_area),
        floors_from=telling.urban_floors,
        factory_from=telling.factory_from,
    )
    columns = {
        "building": kept + 1,
        "class": found["class"],
        "class_name": found["class"].map({name: said.zh for name, said in CLASSES.items()}),
        "rule": found["rule"],
        "rule_name": found["rule"].map({name: said.zh for name, said in RULES.items()}),
        "roof": known["roof"],
        "roof_area": known["roof_area"],
        "floors": known["floors"],
        "year_built": known["year_built"],
    }
    rows = gpd.GeoDataFrame(columns, geometry=known.geometry, crs=buildings.crs)
    rows["division"] = "" if ground.by is None else division_of(points, ground.by)
    villages, at = None, np.full(len(rows), -1, dtype=np.intp)
    if ground.villages is not None:
        divisions = None if ground.by is None else rows["division"]
        villages, at = villages_of(points.to_numpy(), ground.villages, divisions=divisions, by=ground.by)
    rows["village_row"] = at
    names = ["", *([] if villages is None else villages["name"].astype(str))]
    rows["village"] = np.array(names, dtype=object)[at + 1]
    conflicts = int(contradicted(found).sum())
    return Census(
        rows=rows,
        points=points.to_numpy(),
        others=others,
        outside=int((~there).sum()),
        covered=covered,
        clashing=clashing,
        contradicted=conflicts,
        unheard=unheard(known),
        villages=villages,
    )
