"""The tables behind the figures of coverage: by division, what is reached, what and who is not."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from geo_ruijin.checks import polygonal
from geo_ruijin.methods.reach import Homes, gaps_of
from geo_ruijin.results import Column, Table
from geo_ruijin.text import Text

_DIVISION = Column(Text(zh="区划", en="Division"))
_RESIDENTS = Column(Text(zh="居民", en="Residents"), "people")


def area_tables(zones: gpd.GeoDataFrame, circles: BaseGeometry, homes: Homes | None, r: str) -> dict[str, Table]:
    """Return the zones with every reading, what the circles reach, and what they leave out.

    Parameters
    ----------
    zones
        Name and geometry, as of `zones_of`.
    circles
        The circles of `r` metres around the facilities.
    homes
        The people, where they are known.
    r
        The radius in words [m].
    """
    square_metres = Column(Text(zh="面积", en="Area"), "m²")
    reached = polygonal(shapely.intersection(zones.union_all(), circles))
    covered = gpd.GeoDataFrame({"area": [reached.area]}, geometry=[reached], crs=zones.crs)
    covered = covered[covered["area"] > 0]
    gaps = gaps_of(zones, circles, homes)
    rows = zones.assign(area=zones.area / 1e6)
    rows["area_reached"] = rows["area"] - shapely.area(shapely.difference(zones.geometry.to_numpy(), circles)) / 1e6
    rows["area_share"] = 100 * rows["area_reached"] / rows["area"]
    columns = {
        "name": _DIVISION,
        "area": Column(Text(zh="{region}面积", en="Area of {region}"), "km²"),
        "area_reached": Column(Text(zh=f"{r} 米圆内面积", en=f"Area within {r} m"), "km²"),
        "area_share": Column(Text(zh="面积覆盖率(圆)", en="Area share, circles"), "%"),
    }
    if homes is not None:
        rows["people"] = homes.by_zone(len(zones))
        columns["people"] = _RESIDENTS
        readings = {"circles": (homes.near, Text(zh="圆", en="circles"))}
        if homes.walking is not None:
            readings["walking"] = (homes.walking, Text(zh="步行", en="walking"))
        for reading, (within, words) in readings.items():
            rows[f"people_{reading}"] = homes.by_zone(len(zones), within)
            rows[f"people_share_{reading}"] = 100 * rows[f"people_{reading}"] / rows["people"].where(rows["people"] > 0)
            columns[f"people_{reading}"] = Column(
                Text(zh=f"{r} 米内居民({words.zh})", en=f"Residents within {r} m, {words.en}"), "people"
            )
            columns[f"people_share_{reading}"] = Column(
                Text(zh=f"人口覆盖率({words.zh})", en=f"People share, {words.en}"), "%"
            )
    return {
        "zones": Table(
            Text(zh="{region}的覆盖情况(按区划)", en="Coverage of {region} by division"),
            rows.sort_values("area", ascending=False, kind="stable", ignore_index=True),
            columns,
        ),
        "reached": Table(
            Text(zh=f"{{region}}中 {r} 米圆覆盖的区域", en=f"{{region}} within {r} m"), covered, {"area": square_metres}
        ),
        "unreached": Table(
            Text(zh=f"{{region}}中 {r} 米圆未覆盖的区域", en=f"{{region}} beyond {r} m"),
            gaps,
            {"name": _DIVISION, "people": _RESIDENTS, "area": square_metres},
        ),
    }


def home_tables(zones: gpd.GeoDataFrame, homes: Homes, r: str) -> dict[str, Table]:
    """Return the people beyond `r` metres walking; nothing where no streets are known."""
    if homes.walking is None:
        return {}
    far = homes.rows[~homes.walking].sort_values("people", ascending=False, kind="stable", ignore_index=True)
    named = far.assign(name=pd.Series(zones["name"].to_numpy()[far["zone"]], dtype=zones["name"].dtype))
    return {
        "unreached_people": Table(
            Text(zh=f"步行 {r} 米以内到不了{{facilities}}的居民", en=f"Residents beyond {r} m walking"),
            named[["name", "people", "straight", "distance", "island", "geometry"]],
            {
                "name": _DIVISION,
                "people": _RESIDENTS,
                "straight": Column(Text(zh="直线距离", en="Straight line"), "m"),
                "distance": Column(Text(zh="步行距离", en="Walking distance"), "m"),
                "island": Column(Text(zh="街道不连通", en="Streets not connected")),
            },
        )
    }


def undivided(table: Table) -> Table:
    """Return the table without the column that names divisions."""
    columns = {name: column for name, column in table.columns.items() if column is not _DIVISION}
    return Table(table.title, table.data[[*columns, "geometry"]], columns)
