"""An extract by hand: a town of two parishes whose people can be counted.

Squares of 0.01 degrees, 1.1 km from south to north; the houses stand by the street, the stop in the west::

    26.01  +-----------+-----------+
           |  West     |  East     |      street n1-n2-n3 at 26.005, stop at n2
    26.005 n1 -- n2 ---+--------- n3
           |  a  b     |      c    |      houses a (1 floor), b (2), c (not said: 2), all as large
    26.00  +-----------+-----------+
         116.00     116.01       116.02
"""

from __future__ import annotations

from pathlib import Path

from tests.osm_elements import Element, node, relation, way, write_osm

PEOPLE = 500
#: Of 1 + 2 + 2 equal floors.
EACH = {"a": 100, "b": 200, "c": 200}


def made_town(path: Path, *more: Element) -> Path:
    """Write the extract, with more elements if given, and return its path."""
    admin = {"type": "boundary", "boundary": "administrative"}
    corners = [(x, y) for y in (26.00, 26.01) for x in (116.00, 116.01, 116.02)]  # nodes 10 to 15
    elements = [
        *(node(10 + number, *corner) for number, corner in enumerate(corners)),
        way(20, [10, 11]), way(21, [11, 12]), way(22, [12, 15]), way(23, [15, 14]), way(24, [14, 13]),
        way(25, [13, 10]), way(26, [11, 14]),
        relation(30, [20, 21, 22, 23, 24, 25], [], name="小城", **{"name:en": "Made Town"}, admin_level="6",
                 population=str(PEOPLE), **admin),
        relation(31, [20, 26, 24, 25], [], name="West", admin_level="8", **admin),
        relation(32, [21, 22, 23, 26], [], name="East", admin_level="8", **admin),
        relation(33, [20, 21, 22, 23, 24, 25], [], landuse="residential"),
        node(1, 116.00, 26.005), node(2, 116.003, 26.005, highway="bus_stop", name="站"), node(3, 116.02, 26.005),
        way(40, [1, 2, 3], highway="residential", name="街"),
        *_house(50, 116.002, **{"building:levels": "1"}),
        *_house(60, 116.004, **{"building:levels": "2"}),
        *_house(70, 116.015),
        *more,
    ]  # fmt: skip
    return write_osm(path, elements)


def _house(number: int, lon: float, **tags: str) -> list[Element]:
    corners = [(lon, 26.004), (lon + 0.0001, 26.004), (lon + 0.0001, 26.0041), (lon, 26.0041)]
    nodes = [node(number + at, *corner) for at, corner in enumerate(corners)]
    numbers = [int(element["id"]) for element in nodes]
    return [*nodes, way(number + 4, [*numbers, numbers[0]], building="house", **tags)]
