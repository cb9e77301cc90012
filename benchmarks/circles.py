"""700 circles of 500 m united, in four ways: what the coverage by circles costs.

python benchmarks/circles.py [--stops 700] [--rounds 15]
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from statistics import median

import numpy as np
import shapely
from made_streets import make
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

RADIUS = 500.0  # [m]
QUARTER = 64  # segments of a quarter circle

Union = Callable[[NDArray[np.object_]], BaseGeometry]

WAYS: dict[str, Union] = {
    "one buffered MultiPoint": lambda points: shapely.buffer(shapely.union_all(points), RADIUS, quad_segs=QUARTER),
    "disjoint_subset_union_all": lambda points: shapely.disjoint_subset_union_all(
        shapely.buffer(points, RADIUS, quad_segs=QUARTER)
    ),
    "union_all": lambda points: shapely.union_all(shapely.buffer(points, RADIUS, quad_segs=QUARTER)),
    "one by one": lambda points: one_by_one(shapely.buffer(points, RADIUS, quad_segs=QUARTER)),
}


def one_by_one(circles: NDArray[np.object_]) -> BaseGeometry:
    """Return the union, grown circle by circle."""
    grown: BaseGeometry = shapely.Polygon()
    for circle in circles:
        grown = grown.union(circle)
    return grown


def main() -> None:
    """Print the median of each way [s], its ratio to the first, and the area it found."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--stops", type=int, default=700)
    parser.add_argument("--rounds", type=int, default=15)
    wanted = parser.parse_args()
    points = shapely.points(make(100_000, homes=1, stops=wanted.stops).stops)
    seconds: dict[str, list[float]] = {name: [] for name in WAYS}
    area = {}
    for _ in range(wanted.rounds):
        for name, way in WAYS.items():
            begun = time.process_time()
            united = way(points)
            seconds[name].append(time.process_time() - begun)
            area[name] = united.area
    first = median(next(iter(seconds.values())))
    for name, every in seconds.items():
        print(f"{name:26} {median(every):7.3f} s  x {median(every) / first:5.2f}  {area[name]:.3f} m²")


if __name__ == "__main__":
    main()
