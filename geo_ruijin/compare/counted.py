"""What inputs are to a figure: what it counts, or what it is taken over."""

from __future__ import annotations

#: The inputs of the methods that hold what a city adds and takes away: a change there is the change that is asked for.
#: Every other input is what a figure is taken over or told apart by, and with another one it is another figure. What
#: is counted by one method alone, and rules out land or is a denominator in others, bears the name of that method.
COUNTED = frozenset(
    {
        "facilities",
        "entrances",
        "supply",
        "stops",
        "stations",
        "car_parks",
        "plants",
        "rooftops",
        "installed",
        "substations",
        "gap",
        "orders",
        "inventory",
        "stock",
        "reported",
        "wetland_area.wetlands",
        "wetland_area.parks",
        "wetland_area.red_line",
        "wetland_area.reserves",
        "wetland_area.scenic_areas",
        "river_buffers.land_use",
        "restoration_sites.mines",
        "restoration_sites.land_use",
        "restoration_sites.forest",
        "restoration_sites.forest_inventory",
    }
)

#: Streets are built, and drawn in too: their change is said, and nothing is concluded from it.
WAYS = frozenset({"network"})


def role_of(method: str, name: str) -> str:
    """Return what an input is to a method: its name, with that of the method where it is counted there alone."""
    own = f"{method}.{name}"
    return own if own in COUNTED else name
