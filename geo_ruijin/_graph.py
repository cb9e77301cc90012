"""Streets as arrays: where they join, how long and how quick each edge is."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal, Self, get_args

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from geo_ruijin._arcs import arcs_backwards
from geo_ruijin._snap import Floats, Indices, Segments
from geo_ruijin._streets import Topology, metric, topology
from geo_ruijin.errors import MethodError, closest
from geo_ruijin.text import Text

Mode = Literal["walk", "drive"]


@dataclass(frozen=True, eq=False)
class Graph:
    """Streets that can be walked or driven, joined where their vertices coincide exactly.

    Attributes
    ----------
    crs
        The projected CRS, in metres.
    nodes
        Ends of streets, and vertices that two streets share or one visits twice: (n, 2) [m].
    u, v
        The nodes each edge runs between, in drawing direction.
    length
        The length of each edge [m].
    ahead, behind
        The pace along each edge from `u` to `v` and from `v` to `u` [cost per metre]: 1 where the cost is the distance,
        infinite where closed.
    segments
        The straight pieces of the edges, for entering points.
    level
        The pace of the straight access legs [cost per metre].
    """

    crs: CRS
    nodes: Floats
    u: Indices
    v: Indices
    length: Floats
    ahead: Floats
    behind: Floats
    segments: Segments
    level: float = 1.0

    @classmethod
    def from_streets(cls, streets: gpd.GeoDataFrame, *, mode: Mode = "walk") -> Self:
        """Return the network of the streets open to `mode`.

        Parameters
        ----------
        streets
            Lines in a projected CRS in metres. A boolean column named like the mode says which are open to it; without
            the column all are. For driving, a boolean column ``oneway`` marks those open in drawing direction only;
            one-ways bind vehicles, so walking ignores it. Heights are ignored: a bridge joins what it crosses only
            where both have the same vertex. Missing and empty geometries are passed over.
        mode
            ``"walk"`` or ``"drive"``.

        Raises
        ------
        MethodError
            If the CRS is not in metres, a geometry is no sound line, a flag is not boolean, or no street is open.

        Examples
        --------
        A street that another meets half-way is two edges:

        >>> lines = gpd.GeoSeries.from_wkt(["LINESTRING (0 0, 200 0, 400 0)", "LINESTRING (200 0, 200 50)"], crs=4548)
        >>> Graph.from_streets(gpd.GeoDataFrame(geometry=lines)).edges.length.tolist()
        [200.0, 200.0, 50.0]
        """
        if mode not in get_args(Mode):
            cure = closest(mode, get_args(Mode))
            raise MethodError(
                Text(zh=f"没有“{mode}”这种出行方式。{cure.zh}", en=f"There is no mode '{mode}'. {cure.en}")
            )
        return cls(metric(streets.crs), *topology(streets, mode=mode))

    @property
    def oneway(self) -> NDArray[np.bool_]:
        """Whether each edge leads from `u` to `v` only."""
        return np.isinf(self.behind)

    @cached_property
    def edges(self) -> gpd.GeoDataFrame:
        """The edges: nodes `u` and `v`, `length` [m] and geometry, in drawing direction."""
        parts, every = self.segments, np.arange(len(self.u))
        edge = np.concatenate([parts.edge, every])
        order = np.argsort(edge, kind="stable")
        stops = parts.stop[np.searchsorted(parts.edge, every, side="right") - 1]
        lines = shapely.linestrings(np.concatenate([parts.start, stops])[order], indices=edge[order])
        return gpd.GeoDataFrame({"u": self.u, "v": self.v, "length": self.length}, geometry=lines, crs=self.crs)

    @cached_property
    def arcs(self) -> csr_array:
        """The cost from each node to those before it, (nodes, nodes): of parallel edges the cheapest."""
        return arcs_backwards(
            self.u, self.v, length=self.length, ahead=self.ahead, behind=self.behind, nodes=len(self.nodes)
        )

    def scattered_share(self, *, few: int) -> float:
        """Return the share of the length of streets in pieces of fewer than `few` edges that hang together [1]."""
        piece = self.component[self.u]
        edges = np.bincount(piece)
        return float(self.length[edges[piece] < few].sum() / self.length.sum())

    @cached_property
    def component(self) -> Indices:
        """The island each node lies on: its connected component, one-ways taken as open both ways."""
        links = csr_array((np.ones(len(self.u)), (self.u, self.v)), shape=(len(self.nodes), len(self.nodes)))
        return np.asarray(connected_components(links, directed=False)[1], dtype=np.intp)

    @property
    def topology(self) -> Topology:
        """The arrays alone."""
        return Topology(self.nodes, self.u, self.v, self.length, self.ahead, self.behind, self.segments)
