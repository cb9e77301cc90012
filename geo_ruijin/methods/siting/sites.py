"""The sites one may choose among, and whom and what each of them reaches."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scipy.sparse import csr_array

from geo_ruijin.errors import MethodError, NoDataError
from geo_ruijin.methods.candidates.kinds import KINDS
from geo_ruijin.methods.columns import worded
from geo_ruijin.methods.counting.rows import words
from geo_ruijin.methods.facilities import QUARTER, ROUNDING, Facilities, facilities_of
from geo_ruijin.methods.parameter import Steps
from geo_ruijin.network import Network
from geo_ruijin.text import Text, same
from geo_ruijin.units import Metres

Shapes = NDArray[np.object_]
Ints = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Sites:
    """Places that serve, or would: who and what each reaches by itself. Of one in several pieces the first row stands.

    Attributes
    ----------
    served
        Their reach and their doors.
    count
        How many there are, told by their rows.
    """

    served: Facilities
    count: int

    @property
    def usable(self) -> NDArray[np.bool_]:
        """Which are large enough to reach anybody."""
        return np.isin(np.arange(self.count), self.served.place)

    def discs(self, slack: Metres = 0.0) -> Shapes:
        """Return what each shape of `served` reaches in a straight line, drawn as `Facilities.circles` does."""
        discs: Shapes = shapely.buffer(self.served.shapes, self.served.radius + slack, quad_segs=QUARTER)
        return discs

    def holding(self, points: Shapes) -> csr_array:
        """Return in whose circles, as they are drawn, points lie: (points, sites), 1 where one does."""
        disc, point = shapely.STRtree(points).query(self.discs(ROUNDING), predicate="intersects")
        return self.relation(point, disc, len(points))

    def near(self, points: Shapes) -> csr_array:
        """Return which sites reach points in a straight line: (points, sites), 1 where one does."""
        reach = self.served.radius + ROUNDING
        shape, point = shapely.STRtree(points).query(self.served.shapes, predicate="dwithin", distance=reach)
        return self.relation(point, shape, len(points))

    def walked(self, network: Network, points: gpd.GeoSeries) -> csr_array:
        """Return which sites reach points along the streets: (points, sites), 1 where one does."""
        radius = self.served.door_radius
        ways = network.pairs(points, self.served.doors, limit=float(radius.max(initial=0.0)) + ROUNDING)
        point = np.repeat(np.arange(len(points)), np.diff(ways.indptr))
        within = ways.data <= radius[ways.indices] + ROUNDING
        return self._pairs(point[within], self.served.door_place[ways.indices[within]], len(points))

    def relation(self, row: Ints, shape: Ints, rows: int) -> csr_array:
        """Return pairs of rows and shapes of `served` as what sites reach: (rows, sites), 1 where one is."""
        return self._pairs(row, self.served.place[shape], rows)

    def _pairs(self, point: Ints, site: Ints, points: int) -> csr_array:
        pairs = np.unique(point.astype(np.int64) * max(self.count, 1) + site)
        row, column = np.divmod(pairs, max(self.count, 1))
        return csr_array((np.ones(len(pairs)), (row, column)), shape=(points, self.count))


def kinds_of(rows: gpd.GeoDataFrame) -> pd.Series[Any]:
    """Return what kind of site each row is, in words; nothing where it does not say."""
    said = words(rows, "kind")
    return worded([None if pd.isna(kind) else KINDS.get(kind, same(str(kind))) for kind in said], rows.index)


def candidate_sites(
    candidates: gpd.GeoDataFrame, radius: Metres | Steps, *, border_spacing: Metres | None
) -> tuple[gpd.GeoDataFrame, Sites]:
    """Return candidates with a name each, and as sites, each by itself even where it meets another.

    Parameters
    ----------
    candidates
        Points or areas; those without a `name` get a number.
    radius, border_spacing
        As of `facilities_of`.

    Raises
    ------
    NoDataError
        If there are none.
    MethodError
        If all are too small to serve.
    """
    if candidates.empty:
        raise NoDataError(
            Text(
                zh="没有备选点:“{candidates}”一处也没有(由分析选出的,见该分析“未列入的地点及原因”)",
                en="no site to choose: '{candidates}' holds none (an analysis that chooses them says why)",
            )
        )
    rows = candidates.reset_index(drop=True)
    numbers = pd.Series([str(number) for number in range(1, len(rows) + 1)], index=rows.index)
    names = words(rows, "name").fillna("")
    rows["name"] = names.where(names != "", numbers).astype(str)
    try:
        served = facilities_of(rows.assign(name=numbers)[["name", "geometry"]], radius, border_spacing=border_spacing)
    except MethodError as error:
        raise MethodError(error.message.fill(facilities=same("{candidates}"))) from error
    return rows, Sites(served, len(rows))
