"""Land gathered by its use, and an inventory by its kinds, to see on what it differs from an image."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geo_ruijin.methods.counting.rows import words
from geo_ruijin.methods.landcover.confusion import Confusion, confusion
from geo_ruijin.methods.landcover.overlay import gathered, pieces_of
from geo_ruijin.methods.pieces import Shapes
from geo_ruijin.zonal.classes import class_areas
from geo_ruijin.zonal.coded import Coded

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Seen:
    """What an image shows of parcels, by kind and age.

    Attributes
    ----------
    kind, age
        Of each group, missing where its parcels do not say: (g,).
    trees, known
        Land under trees, and all the image tells of, on the ellipsoid [m²]: (g,).
    """

    kind: pd.Series[str]
    age: pd.Series[str] | None
    trees: Floats
    known: Floats


def uses_of(land_use: gpd.GeoDataFrame) -> pd.Series[str]:
    """Return what the use of each parcel is called: its code and, where it has one, its name."""
    code, name = words(land_use, "code"), words(land_use, "name")
    return code.where(name.isna(), code + " " + name)


def by_land_use(
    cover: Coded, classes: tuple[str, ...], forest: Shapes, land_use: gpd.GeoDataFrame, place: BaseGeometry
) -> tuple[pd.Series[str], Confusion]:
    """Return the uses of land there are, and how inventory and image agree on the land of each.

    Parameters
    ----------
    cover
        Classes of land cover.
    classes
        Those that are trees.
    forest
        The forest of the inventory.
    land_use
        Parcels of the land survey.
    place
        The place. Parcels are cut along it, and not along divisions: these would leave slivers between them.
    """
    number, names = pd.factorize(uses_of(land_use), sort=True)
    land = pieces_of(land_use.geometry.to_numpy(), np.array([place]))
    land = land[number[land["shape"]] >= 0]  # those that say no use are with the land that has no parcel
    use = number[land["shape"]]
    parcels = land["geometry"].to_numpy()
    wooded = pieces_of(parcels, forest)
    own = gathered(wooded["geometry"].to_numpy(), use[wooded["shape"]], len(names), land_use.crs)
    whole = gathered(parcels, use, len(names), land_use.crs)
    return pd.Series(names, dtype="string"), confusion(cover, classes, own, whole)


def seen_by_kind(cover: Coded, classes: tuple[str, ...], inventory: gpd.GeoDataFrame, place: BaseGeometry) -> Seen:
    """Return how much of each kind of an inventory's land an image shows as trees, by age where parcels say it."""
    by = {"kind": words(inventory, "land_type")}
    if "age" in inventory:
        by["age"] = words(inventory, "age")
    rows = pd.DataFrame(by)
    number = rows.groupby(list(by), dropna=False, sort=True).ngroup().to_numpy()
    names = rows.assign(group=number).drop_duplicates("group").sort_values("group", ignore_index=True)
    pieces = pieces_of(inventory.geometry.to_numpy(), np.array([place]))
    land = gathered(pieces["geometry"].to_numpy(), number[pieces["shape"]], len(names), inventory.crs)
    found = class_areas(cover, land)
    return Seen(names["kind"], names.get("age"), found.of(*classes), found.known)


def remainder(whole: Floats, parts: Floats) -> float:
    """Return what parts leave of a whole; never less than nothing, though parts overlap."""
    return max(float(whole.sum() - parts.sum()), 0.0)
