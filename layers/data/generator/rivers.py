"""The rivers as lines that run downstream, with their names and widths, and the height of their beds."""

from __future__ import annotations

from itertools import pairwise

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from grid import Floats
from pyproj import Transformer
from real import CRS, Known
from scipy import ndimage
from terrain import RIVERS, Terrain

NEAR = 450.0  # m: a reach that keeps so close to a river that was laid bears its name
SHORTEST = 60.0  # m
BEND = 2.0  # m, what a line may be straightened by


def build(known: Known, terrain: Terrain) -> gpd.GeoDataFrame:
    """Return the reaches from confluence to confluence inside the boundary: name, width [m], nature."""
    joints = {tuple(shapely.get_coordinates(line)[-1]) for line in terrain.rivers}
    reaches = [reach for line in terrain.rivers for reach in _reaches(line, joints)]
    laid = _laid()
    names = [_name(reach, laid) for reach in reaches]
    outline = shapely.boundary(terrain.water)
    half = [_half(reach, outline) for reach in reaches]
    frame = gpd.GeoDataFrame(
        {"name": pd.Series(names, dtype="str"), "width": np.round(2 * np.array(half), 1), "nature": "modelled"},
        geometry=shapely.intersection(np.array(reaches), known.boundary.buffer(-1)),
        crs=CRS,
    ).explode(ignore_index=True)
    frame = frame[frame.length > SHORTEST].reset_index(drop=True)
    return frame.set_geometry(shapely.transform(frame.geometry.simplify(BEND).to_numpy(), np.round))


def beds(terrain: Terrain) -> list[Floats]:
    """Return x, y and the height of the bed [m] along each river, every 25 m; downstream it never rises."""
    floor = ndimage.minimum_filter(terrain.height, 5)
    beds: list[Floats] = []
    joined: dict[tuple[float, float], float] = {}
    for line in terrain.rivers:
        own = shapely.get_coordinates(line)
        fine = shapely.get_coordinates(shapely.segmentize(line, 25.0))
        bed = np.minimum.accumulate(terrain.grid.at(floor, fine))
        bed = np.maximum(bed, joined.get(tuple(own[-1]), -np.inf))
        along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(fine, axis=0).T))])
        at = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(own, axis=0).T))])
        joined |= dict(zip(map(tuple, own), np.interp(at, along, bed).tolist(), strict=True))
        beds.append(np.column_stack([fine, bed]))
    return beds


def _reaches(line: shapely.LineString, joints: set[tuple[float, ...]]) -> list[shapely.LineString]:
    """Return `line` in pieces that end where another river joins it."""
    xy = shapely.get_coordinates(line)
    cuts = [0, *(k for k in range(1, len(xy) - 1) if tuple(xy[k]) in joints), len(xy) - 1]
    return [shapely.LineString(xy[a : b + 1]) for a, b in pairwise(cuts)]


def _half(reach: shapely.LineString, outline: shapely.Geometry) -> float:
    """Return half the usual width of the water along a reach [m]; at its ends other rivers widen it."""
    points = shapely.points(shapely.get_coordinates(shapely.segmentize(reach, 25.0)))
    beside = shapely.clip_by_rect(outline, *reach.buffer(200).bounds)
    return float(np.quantile(shapely.distance(beside, points), 0.4))


def _laid() -> dict[str, shapely.LineString]:
    """Return the rivers that were laid by hand [m]."""
    to_metres = Transformer.from_crs("EPSG:4326", CRS, always_xy=True).transform
    return {name: shapely.LineString(np.column_stack(to_metres(*np.array(at).T))) for name, at in RIVERS.items()}


def _name(reach: shapely.LineString, laid: dict[str, shapely.LineString]) -> str | None:
    """Return the name of the laid river the reach keeps closest to, None where it keeps close to none."""
    points = shapely.points(shapely.get_coordinates(shapely.segmentize(reach, 100.0)))
    away = {name: float(np.median(shapely.distance(line, points))) for name, line in laid.items()}
    closest = min(away, key=lambda name: away[name])
    return closest if away[closest] < NEAR else None
