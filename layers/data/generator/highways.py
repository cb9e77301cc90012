"""National and provincial roads from end to end, through the city's streets too: the courses are modelled."""

from __future__ import annotations

from itertools import pairwise

import geopandas as gpd
import numpy as np
import shapely
from pyproj import Transformer
from real import CRS, Known
from roads import ROUTES
from ways import Ways

CLASSES = {"国道": ("national", "G"), "省道": ("provincial", "S")}


def build(known: Known, ways: Ways) -> gpd.GeoDataFrame:
    """Return the roads: ref, class, nature; a stretch that two roads share is there once, as "G206;G319"."""
    to_metres = Transformer.from_crs("EPSG:4326", CRS, always_xy=True).transform
    places = dict(zip(known.seats["name"], known.seats.geometry, strict=True)) | known.places
    refs: dict[int, list[str]] = {}
    for _, name, stops in ROUTES:
        if name[-2:] not in CLASSES:
            continue
        at = [to_metres(*stop) if isinstance(stop, tuple) else places[stop].coords[0] for stop in stops]
        ref = CLASSES[name[-2:]][1] + name[:-2]
        nodes = [ways.node(np.array(xy)) for xy in at]
        own: set[int] = set()
        for a, b in pairwise(nodes):
            _, lead = ways.tree(a, favour=name)
            own |= set(ways.path(lead, b))
        for street in sorted(_without_spurs(own, ways, {nodes[0], nodes[-1]})):
            refs.setdefault(street, []).append(ref)
    by_ref: dict[str, list[int]] = {}
    for street, own in sorted(refs.items()):
        by_ref.setdefault(";".join(sorted(set(own))), []).append(street)
    rows = [
        {"ref": ref, "class": "national" if ref.startswith("G") else "provincial", "geometry": line}
        for ref, streets in sorted(by_ref.items())
        for line in shapely.get_parts(shapely.line_merge(shapely.multilinestrings(ways.lines[streets])))
    ]
    return gpd.GeoDataFrame(rows, crs=CRS).assign(nature="modelled")[["ref", "class", "nature", "geometry"]]


def _without_spurs(streets: set[int], ways: Ways, keep: set[int]) -> set[int]:
    """Return the streets but for those that lead off the road to a place and no further; `keep` are its ends."""
    left = sorted(streets)
    while True:
        degree = np.bincount(ways.ends[left].ravel(), minlength=len(ways.xy))
        degree[list(keep)] += 1
        through = (degree[ways.ends[left]] > 1).all(axis=1)
        if through.all():
            return set(left)
        left = np.array(left)[through].tolist()
