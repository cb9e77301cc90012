"""Which of OpenStreetMap's ways can be walked and driven: a table, and how a way's own tags override it.

Sources
-------
- Defaults by road type: https://wiki.openstreetmap.org/wiki/OSM_tags_for_routing/Access_restrictions, worldwide row;
  China's is the same. What that page leaves out (corridor, platform, elevator) as GraphHopper's and osmnx's walking
  profiles agree with Key:highway: people may walk there.
- Order of the keys, meaning of the values: https://wiki.openstreetmap.org/wiki/Key:access. The more specific key wins:
  access < foot; access < vehicle < motor_vehicle < motorcar. The general ``access=yes`` forbids nothing and opens
  nothing: on a motorway it means no walking, on a footpath no driving.
- https://wiki.openstreetmap.org/wiki/Key:motorroad: closed to people on foot unless ``foot`` says otherwise.
- https://wiki.openstreetmap.org/wiki/Tag:foot%3Duse_sidepath: to be treated as closed. ``sidewalk=separate`` is not: it
  says where the pavement is drawn, not that the road may not be used, and pavements drawn apart often do not join up.
- https://wiki.openstreetmap.org/wiki/Key:oneway: binds vehicles; implied by motorways and roundabouts. The very rare
  ``oneway:foot`` and ``foot:backward`` are not read: such a way counts as walkable both ways. Lanes that change
  direction by the hour (reversible, alternating) count as open both ways.
- https://wiki.openstreetmap.org/wiki/Relation:restriction: turn restrictions do not apply to people on foot; for
  driving they are not read. Neither are hours (``access:conditional``) and gates on nodes.
"""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import CRS

from geo_ruijin.sources.osm_tags import features

#: highway=* -> (walked, driven) where nothing else is tagged. A way of any other type (under construction, proposed,
#: abandoned, a via ferrata, a guided busway, an escape lane) is no street, whatever else it says.
HIGHWAYS: dict[str, tuple[bool, bool]] = {
    "motorway": (False, True),
    "motorway_link": (False, True),
    "trunk": (True, True),
    "trunk_link": (True, True),
    "primary": (True, True),
    "primary_link": (True, True),
    "secondary": (True, True),
    "secondary_link": (True, True),
    "tertiary": (True, True),
    "tertiary_link": (True, True),
    "unclassified": (True, True),
    "residential": (True, True),
    "living_street": (True, True),
    "service": (True, True),
    "road": (True, True),
    "track": (True, False),
    "pedestrian": (True, False),
    "footway": (True, False),
    "path": (True, False),
    "steps": (True, False),
    "corridor": (True, False),
    "elevator": (True, False),
    "platform": (True, False),
    "cycleway": (False, False),
    "bridleway": (False, False),
    "busway": (False, False),
    "raceway": (False, False),
}

_DEFAULTS = pd.DataFrame.from_dict(HIGHWAYS, orient="index", columns=["walk", "drive"])

#: From the general key to the specific one.
WALKING_KEYS = ("access", "foot")
DRIVING_KEYS = ("access", "vehicle", "motor_vehicle", "motorcar")

#: Values that open a way, where the key names the kind of traffic. A way "for destinations" or "for customers" is one
#: to end a trip on; that it may not be passed through is not modelled. Values in neither set say nothing.
OPEN = ("yes", "designated", "official", "permissive", "destination", "customers")
CLOSED = (
    *("no", "private", "use_sidepath", "permit", "residents", "delivery", "restricted", "military", "emergency"),
    *("agricultural", "forestry", "agricultural;forestry", "psv", "bus"),
)

ONEWAY = {"yes": 1, "true": 1, "1": 1, "-1": -1, "reverse": -1, "no": 0, "reversible": 0, "alternating": 0}
ROUNDABOUTS = ("roundabout", "circular")

#: OSM's keys this module reads, by the name of the column they are read into.
KEYS = {key: key for key in ("highway", *WALKING_KEYS, *DRIVING_KEYS[1:], "motorroad", "oneway", "junction")}


def streets(raw: gpd.GeoDataFrame, *, crs: str | CRS | None) -> gpd.GeoDataFrame:
    """Return every way that is a highway and no area, with who may use it.

    Parameters
    ----------
    raw
        Ways with `osm_id` and OSM's keys as columns, in WGS 84.
    crs
        The CRS to deliver in; WGS 84 where None.

    Returns
    -------
    GeoDataFrame
        Lines with `osm_id`, `name`, `highway`, `walk`, `drive` and `oneway`: whether it is open to vehicles in drawing
        direction only. A way that is one-way against its drawing is turned round.
    """
    ways = features(raw, tags={"highway": True}, geometry="line", columns=KEYS, crs=crs)
    known = ways["highway"].isin(HIGHWAYS)
    default = _DEFAULTS.reindex(ways["highway"], fill_value=False).set_axis(ways.index)
    implied = (ways["highway"] == "motorway") | ways["junction"].isin(ROUNDABOUTS)
    direction = ways["oneway"].map(ONEWAY).where(ways["oneway"].isin(ONEWAY), implied.astype("int64"))
    shapes, against = np.array(ways.geometry, dtype=object), (direction < 0).to_numpy()
    shapes[against] = shapely.reverse(shapes[against])
    return gpd.GeoDataFrame(
        {
            "osm_id": ways["osm_id"],
            "name": ways["name"],
            "highway": ways["highway"],
            "walk": known & _open(ways, WALKING_KEYS, default["walk"] & (ways["motorroad"] != "yes")),
            "drive": known & _open(ways, DRIVING_KEYS, default["drive"]),
            "oneway": direction != 0,
        },
        geometry=shapes,
        crs=ways.crs,
    )


def _open(ways: pd.DataFrame, keys: tuple[str, ...], default: pd.Series[bool]) -> pd.Series[bool]:
    """Return which ways are open, each key overruling the more general ones before it."""
    result = default & ~ways[keys[0]].isin(CLOSED)
    for key in keys[1:]:
        result = (result & ~ways[key].isin(CLOSED)) | ways[key].isin(OPEN)
    return result
