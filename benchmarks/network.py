"""People within 500 m of a stop along the streets: the whole way from arrays, by this package and by its peers.

Every way starts from the same arrays (nodes, edges, segments, 150,000 homes, 700 stops) and ends with which homes are
reached; building the graph, the index and whatever is precomputed is counted. Ours and the one in C take turns, round
by round; the slow ones run once. What is told is the median of processor time, and each way's over ours.

    python benchmarks/network.py [--nodes 100000 1000000] [--rounds 7] [--slow osmnx pandana]
"""

from __future__ import annotations

import argparse
import ctypes
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import geopandas as gpd
import networkx as nx
import numpy as np
import osmnx as ox
import pandas as pd
import shapely
from made_streets import Floats, Town, make
from numpy.typing import NDArray
from pyproj import CRS

from geo_ruijin._search import search
from geo_ruijin._snap import Segments, snap
from geo_ruijin._streets import Topology
from geo_ruijin.network import Network

LIMIT = 500.0  # [m]
CELL = 40.0  # [m] the side at which the one in C is quickest, of 20, 30, 40, 50 and 70
EPSG = 4548

Reached = NDArray[np.bool_]
Way = Callable[[Town, Segments, Floats], Reached]


def main() -> None:
    """Print processor times and ratios, town by town."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--nodes", type=int, nargs="+", default=[100_000, 1_000_000])
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--slow", nargs="*", choices=["osmnx", "pandana"], default=["osmnx", "pandana"])
    wanted = parser.parse_args()
    slow = {"osmnx": by_osmnx, "pandana": by_pandana}
    medians = []
    with tempfile.TemporaryDirectory() as folder:
        in_c = compiled(Path(folder))
        for nodes in wanted.nodes:
            town = make(nodes)
            segments, length = measured(town)
            print(f"{len(town.nodes):,} nodes, {len(town.u):,} edges, {len(town.start):,} segments", flush=True)
            seconds, reached = turns(
                {"ours": by_arrays, "frames": by_network, "C": in_c}, (town, segments, length), wanted.rounds
            )
            for name in wanted.slow:
                once = turns({name: slow[name]}, (town, segments, length), 1)
                seconds |= once[0]
                reached |= once[1]
            tell(seconds, reached, town.people)
            medians.append(median(seconds["ours"]))
    if len(medians) > 1:
        print(f"from {wanted.nodes[0]:,} to {wanted.nodes[-1]:,} nodes: x {medians[-1] / medians[0]:.1f}")


def turns(
    ways: dict[str, Way], given: tuple[Town, Segments, Floats], rounds: int
) -> tuple[dict[str, list[float]], dict[str, Reached]]:
    """Return the processor time of each way in each round [s], one after the other, and what it found."""
    seconds: dict[str, list[float]] = {name: [] for name in ways}
    reached = {}
    town, parts, length = given
    for _ in range(rounds):
        for name, way in ways.items():
            # nothing built in one round is there in the next
            fresh = Segments(parts.start, parts.stop, parts.edge, parts.begin, parts.end)
            begun = time.process_time()
            reached[name] = way(town, fresh, length)
            seconds[name].append(time.process_time() - begun)
    return seconds, reached


def tell(seconds: dict[str, list[float]], reached: dict[str, Reached], people: Floats) -> None:
    """Print the median of each way, its share of ours, and whether it found the same people."""
    ours = median(seconds["ours"])
    for name, every in seconds.items():
        other = int((reached[name] != reached["ours"]).sum())
        covered = people[reached[name]].sum() / people.sum()
        print(
            f"  {name:8} {median(every):8.2f} s ({min(every):.2f} to {max(every):.2f})  x {median(every) / ours:6.2f}"
            f"  {covered:.4%} of the people, {other} homes unlike ours",
            flush=True,
        )


def measured(town: Town) -> tuple[Segments, Floats]:
    """Return the segments with their offsets along the edges, and the length of each edge [m]."""
    span = np.hypot(*(town.stop - town.start).T)
    end = pd.Series(span).groupby(town.edge).cumsum().to_numpy()
    opens = np.diff(town.edge, prepend=-1) != 0
    segments = Segments(town.start, town.stop, town.edge, np.where(opens, 0.0, np.roll(end, 1)), end)
    return segments, end[np.append(opens[1:], True)]


def by_network(town: Town, segments: Segments, length: Floats) -> Reached:
    """Ours, as it is called: points made of coordinates, the network, its grid and its graph built, and searched."""
    homes, stops = (gpd.GeoSeries(shapely.points(places), crs=EPSG) for places in (town.homes, town.stops))
    return put_together(town, segments, length).nearest(homes, stops, limit=LIMIT).notna().to_numpy()


def by_arrays(town: Town, segments: Segments, length: Floats) -> Reached:
    """Ours on bare arrays: the same without the making of points, which costs what snapping them costs."""
    network = put_together(town, segments, length)
    here, there = snap(town.homes, segments), snap(town.stops, segments)
    streets = Topology(town.nodes, town.u, town.v, length, network.ahead, network.behind, segments)
    way, _ = search(there, streets=streets, arcs=network.arcs, limit=LIMIT).ways_from(here)
    return here.access + way <= LIMIT


def put_together(town: Town, segments: Segments, length: Floats) -> Network:
    """Return the network, every street open both ways."""
    pace = np.ones(len(length))
    return Network(CRS(EPSG), town.nodes, town.u, town.v, length, ahead=pace, behind=pace, segments=segments)


def compiled(folder: Path) -> Way:
    """Compile peer.c and return it as a way."""
    target = folder / "peer.so"
    compiler = shutil.which("cc") or "cc"
    source = Path(__file__).with_name("peer.c")
    subprocess.run([compiler, "-O2", "-shared", "-fPIC", source, "-o", target, "-lm"], check=True)  # noqa: S603
    covered = ctypes.CDLL(str(target)).covered
    covered.restype = None

    def in_c(town: Town, segments: Segments, length: Floats) -> Reached:
        """Grid of segments and bucket queue in C; copying the arrays to its number types is counted."""
        reached = np.zeros(len(town.homes), dtype=np.uint8)

        def at(array: NDArray[np.generic], kind: type) -> tuple[ctypes.c_void_p, NDArray[np.generic]]:
            held = np.ascontiguousarray(array, dtype=kind)
            return ctypes.c_void_p(held.ctypes.data), held

        u, v, edge = (at(array, np.int32) for array in (town.u, town.v, town.edge))
        lengths, begin, span, home, stop, ends = (
            at(array, np.float64)
            for array in (
                length,
                segments.begin,
                segments.end - segments.begin,
                town.homes,
                town.stops,
                np.concatenate([town.start, town.stop], axis=1),
            )
        )
        number = ctypes.c_int64
        covered(
            number(len(town.nodes)), number(len(town.u)), u[0], v[0], lengths[0],
            number(len(town.edge)), ends[0], edge[0], begin[0], span[0],
            number(len(town.homes)), home[0], number(len(town.stops)), stop[0],
            ctypes.c_double(CELL), ctypes.c_double(LIMIT), ctypes.c_void_p(reached.ctypes.data),
        )  # fmt: skip
        return reached.astype(bool)

    return in_c


def by_osmnx(town: Town, segments: Segments, length: Floats) -> Reached:
    """OSMnx's graph, homes and stops to the nearest edge by sjoin_nearest, NetworkX's Dijkstra from all stops at once.

    The stops become nodes joined to the ends of their edge, so that the answer is the exact one.
    """
    del segments
    last = np.flatnonzero(np.append(np.diff(town.edge) != 0, True))
    edge = np.concatenate([town.edge, town.edge[last]])
    order = np.argsort(edge, kind="stable")
    lines = shapely.linestrings(np.concatenate([town.start, town.stop[last]])[order], indices=edge[order])
    edges = gpd.GeoDataFrame({"edge": np.arange(len(lines)), "length": length}, geometry=lines, crs=EPSG)
    nodes = gpd.GeoDataFrame(
        {"x": town.nodes[:, 0], "y": town.nodes[:, 1]}, geometry=shapely.points(town.nodes), crs=EPSG
    )
    both = pd.concat([edges.assign(u=town.u, v=town.v), edges.assign(u=town.v, v=town.u)])
    both["key"] = both.groupby(["u", "v"]).cumcount()
    graph = ox.graph_from_gdfs(nodes, both.set_index(["u", "v", "key"]))

    def entered(places: Floats) -> tuple[NDArray[np.intp], Floats, Floats]:
        """Return the edge, the way along it from `u` and the access leg."""
        points = gpd.GeoDataFrame(geometry=shapely.points(places), crs=EPSG)
        joined = gpd.sjoin_nearest(points, edges, distance_col="access")
        joined = joined[~joined.index.duplicated()]
        near = joined["edge"].to_numpy()
        return near, shapely.line_locate_point(lines[near], joined.geometry.to_numpy()), joined["access"].to_numpy()

    edge, offset, access = entered(town.stops)
    stops = [f"stop {row}" for row in range(len(town.stops))]
    for stop, line, along, leg in zip(stops, edge.tolist(), offset.tolist(), access.tolist(), strict=True):
        graph.add_edge(stop, int(town.u[line]), length=leg + along)
        graph.add_edge(stop, int(town.v[line]), length=leg + length[line] - along)
    found = nx.multi_source_dijkstra_path_length(graph, set(stops), cutoff=LIMIT, weight="length")
    distance = np.full(len(town.nodes), np.inf)
    at = np.array([node for node in found if isinstance(node, int)])
    distance[at] = [found[node] for node in at.tolist()]

    home, on, leg = entered(town.homes)
    way = np.minimum(distance[town.u[home]] + on, distance[town.v[home]] + length[home] - on)
    pairs = pd.DataFrame({"edge": home, "home": np.arange(len(home)), "on": on}).merge(
        pd.DataFrame({"edge": edge, "offset": offset, "access": access})
    )
    np.minimum.at(way, pairs["home"].to_numpy(), (pairs["on"] - pairs["offset"]).abs().to_numpy() + pairs["access"])
    return leg + way <= LIMIT


def by_pandana(town: Town, segments: Segments, length: Floats) -> Reached:
    """Pandana, its contraction hierarchies and its range precomputed; it enters at nodes, so the answer is another."""
    del segments
    import pandana  # noqa: PLC0415 -- it need not be there where it is not asked for

    network = pandana.Network(
        pd.Series(town.nodes[:, 0]),
        pd.Series(town.nodes[:, 1]),
        pd.Series(town.u),
        pd.Series(town.v),
        pd.DataFrame({"length": length}),
        twoway=True,
    )
    network.precompute(LIMIT)
    network.set_pois("stops", LIMIT, 1, pd.Series(town.stops[:, 0]), pd.Series(town.stops[:, 1]))
    nearest = network.nearest_pois(LIMIT, "stops", num_pois=1)[1]
    at = network.get_node_ids(pd.Series(town.homes[:, 0]), pd.Series(town.homes[:, 1]))
    return nearest.loc[at].to_numpy() < LIMIT  # beyond the limit it says the limit


if __name__ == "__main__":
    main()
