"""Points along streets: which lie in reach, what they are called, what speaks against their road."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geo_ruijin.errors import MethodError
from geo_ruijin.methods.along import along
from geo_ruijin.methods.candidates.kinds import ROADS
from geo_ruijin.methods.candidates.pool import Bools, Floats, Reason, called, reason
from geo_ruijin.methods.candidates.reasons import never
from geo_ruijin.methods.counting.rows import truths, words
from geo_ruijin.methods.facilities import ROUNDING
from geo_ruijin.text import Text, same
from geo_ruijin.units import Metres

_LINE = 1  # shapely's type id


@dataclass(frozen=True, eq=False)
class Roadside:
    """Points along streets.

    Attributes
    ----------
    points
        Points: (n,).
    name
        The name of the street of each, of two where two with names end; missing where it has none: (n,).
    road
        The class of its street; "" where none is said: (n,).
    drives
        Whether its street is open to vehicles: (n,).
    lines, classes, inside
        The lines in reach, whole, with the class of each and the length of it in reach [m]: (k,).
    """

    points: NDArray[np.object_]
    name: NDArray[np.object_]
    road: NDArray[np.object_]
    drives: Bools
    lines: NDArray[np.object_]
    classes: NDArray[np.object_]
    inside: Floats

    @classmethod
    def of(cls, streets: gpd.GeoDataFrame, *, spacing: Metres, region: BaseGeometry | None, margin: Metres) -> Self:
        """Return the points no further than a margin [m] from the region, of all streets where there is none.

        Raises
        ------
        MethodError
            If there were too many points, or the streets do not say their class.
        """
        kinds = _classes(streets)
        lines, row = shapely.get_parts(streets.geometry.to_numpy(), return_index=True)
        there = (shapely.get_type_id(lines) == _LINE) & (shapely.length(lines) > 0) & _reached(lines, region, margin)
        lines, row = lines[there], row[there]
        found = along(lines, step=spacing, name="spacing")
        near = _reached(found.points, region, margin)
        of = row[found.line[near]]
        points = found.points[near]
        drives = truths(streets, "drive").fillna(value=True).to_numpy(dtype=bool)
        names = called(streets, "name" if "name" in streets else "ref")
        reached = lines if region is None else shapely.intersection(lines, shapely.buffer(region, margin))
        inside = np.asarray(shapely.length(reached), dtype=np.float64)
        return cls(points, _crossings(points, names[of]), kinds[of], drives[of], lines, kinds[row], inside)

    def length_of(self, classes: tuple[str, ...]) -> Metres:
        """Return the length in reach of the streets of some classes [m]."""
        return float(self.inside[np.isin(self.classes.astype(str), classes)].sum())

    def order(self, classes: tuple[str, ...]) -> NDArray[np.intp]:
        """Return numbers that sort the points by the order of the classes, those of none last: (n,)."""
        place = {name: i for i, name in enumerate(classes)}
        return np.array([place.get(str(one), len(place)) for one in self.road], dtype=np.intp)

    def against(self, classes: tuple[str, ...]) -> Iterator[Reason]:
        """Yield the reasons against roads: not of one of the classes, closed to vehicles."""
        said: NDArray[np.object_] = np.empty(len(self.road), dtype=object)
        for i, one in enumerate(self.road):
            said[i] = ROADS.get(one, same(one)) if one else Text(zh="未注明", en="not said")
        wrong = ~np.isin(self.road.astype(str), classes)
        title = Text(zh="道路等级不符", en="class of road")
        yield reason("wrong_class", title, wrong, "道路等级不符:{}", "class of road: {}", said)
        yield never("closed", Text(zh="不通车", en="closed to vehicles"), ~self.drives)


def _classes(streets: gpd.GeoDataFrame) -> NDArray[np.object_]:
    """Return the class of each street, of streets in general or of main roads."""
    for column in ("highway", "class"):
        if column in streets:
            return words(streets, column).fillna("").to_numpy(dtype=object)
    raise MethodError(
        Text(
            zh="“{streets}”没有道路等级(highway 或 class 列),不知道哪些路可以设站。",
            en="'{streets}' has no class of roads, in a column highway or class: nobody says which roads will do.",
        )
    )


def _reached(shapes: NDArray[np.object_], region: BaseGeometry | None, margin: Metres) -> Bools:
    if region is None:
        return np.ones(len(shapes), dtype=bool)
    shapely.prepare(region)
    return np.asarray(shapely.dwithin(region, shapes, margin + ROUNDING), dtype=bool)


def _crossings(points: NDArray[np.object_], names: NDArray[np.object_]) -> NDArray[np.object_]:
    """Return names of which those of points in one place are joined: where streets meet, "八一路/红都大道"."""
    place = pd.Series(shapely.get_coordinates(points).view(np.complex128).ravel())
    rows = pd.DataFrame({"place": place.factorize()[0], "name": names})
    several = rows.dropna().drop_duplicates().sort_values("name").groupby("place")["name"].agg("/".join)
    found = rows["place"].map(several).astype(object)
    return np.asarray(found.where(found.notna(), None), dtype=object)
