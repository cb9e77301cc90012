"""Distances along streets by brute force in networkx: slow, simple, and sharing nothing with what it checks."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

import geopandas as gpd
import networkx as nx
import numpy as np
import shapely

from geo_ruijin.network import Mode

EXACT = 1e-6  # [m]

#: A straight piece of street: its two ends, and whether it is open from the first to the second only.
Piece = tuple[tuple[float, ...], tuple[float, ...], bool]


def brute_force(
    lines: gpd.GeoDataFrame, homes: gpd.GeoSeries, stops: gpd.GeoSeries, *, mode: Mode = "walk"
) -> list[float]:
    """Return the distances by networkx: every segment an edge, cut at every foot, homes and stops hung on [m]."""
    graph, _ = _hung(_pieces(lines, mode), {"home": homes, "stop": stops})
    lengths = nx.multi_source_dijkstra_path_length(graph, {("stop", i) for i in range(len(stops))})
    return [lengths.get(("home", i), math.nan) for i in range(len(homes))]


def brute_force_lengths(
    lines: gpd.GeoDataFrame, stops: gpd.GeoSeries, *, radii: Sequence[float], mode: Mode = "walk"
) -> list[float]:
    """Return the length of street from which a stop is within each radius, piece by piece [m].

    A piece that is drawn twice counts once, and is open in each direction that one of its drawings is.
    """
    drawn: dict[frozenset[object], tuple[Piece, set[bool]]] = {}
    for a, b, bound in _pieces(lines, mode):
        (first, *_), opened = drawn.setdefault(frozenset((a[:2], b[:2])), ((a, b, bound), set()))
        forth = first[:2] == a[:2]
        opened |= {forth} if bound else {True, False}
    pieces = [
        (a, b, True) if opened == {True} else (b, a, True) if opened == {False} else (a, b, False)
        for (a, b, _), opened in drawn.values()
    ]
    graph, cut = _hung(pieces, {"stop": stops})
    lengths = nx.multi_source_dijkstra_path_length(graph, {("stop", i) for i in range(len(stops))})
    totals = [0.0] * len(radii)
    for tail, head, span, bound in cut:
        for number, radius in enumerate(radii):
            onward = max(0.0, radius - lengths.get(head, math.inf))
            back = 0.0 if bound else max(0.0, radius - lengths.get(tail, math.inf))
            totals[number] += min(span, onward + back)
    return totals


def _pieces(lines: gpd.GeoDataFrame, mode: Mode) -> list[Piece]:
    """Return every straight piece of the streets."""
    one_way = lines["oneway"] if mode == "drive" else [False] * len(lines)
    return [
        (a, b, bound)
        for line, bound in zip(lines.geometry, one_way, strict=True)
        for a, b in pairwise(line.coords)
        if a != b
    ]


def _hung(
    pieces: list[Piece], points: dict[str, gpd.GeoSeries]
) -> tuple[nx.MultiDiGraph[object], list[tuple[object, object, float, bool]]]:
    """Return the graph of all pieces with the points hung on, against the direction of travel; and the pieces, cut.

    Each cut piece is its two nodes in drawing direction, its length [m], and whether it is open in that one only.
    """
    start, stop = (np.array([piece[side] for piece in pieces], dtype=float)[:, :2] for side in (0, 1))
    run, middle = stop - start, (start + stop) / 2
    half = np.hypot(*run.T) / 2

    feet: dict[int, list[tuple[float, object]]] = {}
    legs: list[tuple[object, object, float]] = []
    for kind, places in points.items():
        for i, place in enumerate(shapely.get_coordinates(places.to_numpy())):
            # only segments whose middle is no further than the nearest end, plus half their length, can be nearest
            some = np.flatnonzero(np.hypot(*(place - middle).T) - half <= np.hypot(*(place - start).T).min() + EXACT)
            vector = run[some]
            share = np.clip(
                np.einsum("ij,ij->i", place - start[some], vector) / np.einsum("ij,ij->i", vector, vector), 0, 1
            )
            foot = start[some] + share[:, None] * vector
            foot[share == 1] = stop[some][share == 1]
            away = np.sqrt(((place - foot) ** 2).sum(axis=1))
            near = np.flatnonzero(away <= away.min() + 1e-12)
            best = near[np.lexsort((foot[near, 1], foot[near, 0]))[0]]
            feet.setdefault(int(some[best]), []).append((float(share[best]), (kind, i, "foot")))
            legs.append(((kind, i), (kind, i, "foot"), float(away[best])))

    graph: nx.MultiDiGraph[object] = nx.MultiDiGraph()
    cut: list[tuple[object, object, float, bool]] = []
    for number, (a, b, bound) in enumerate(pieces):
        span = math.dist(a[:2], b[:2])
        chain = sorted([(0.0, ("at", *a[:2])), *feet.get(number, []), (1.0, ("at", *b[:2]))], key=lambda at: at[0])
        for (from_share, tail), (to_share, head) in pairwise(chain):
            weight = (to_share - from_share) * span
            cut.append((tail, head, weight, bound))
            graph.add_edge(head, tail, weight=weight)
            if not bound or weight == 0:
                graph.add_edge(tail, head, weight=weight)
    for point, foot_node, leg in legs:
        graph.add_edge(point, foot_node, weight=leg)
        graph.add_edge(foot_node, point, weight=leg)
    return graph, cut
