"""The tables behind the figures of coverage: by division, what is reached, what and who is not."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geo_ruijin.checks import polygonal
from geo_ruijin.methods.columns import DIVISION, RESIDENTS
from geo_ruijin.methods.coverage.words import Wording
from geo_ruijin.methods.reach import Homes, gaps_of
from geo_ruijin.methods.shares import percents
from geo_ruijin.results import Column, Table
from geo_ruijin.text import Text


def area_tables(
    zones: gpd.GeoDataFrame,
    land: NDArray[np.object_],
    circles: BaseGeometry,
    homes: Homes | None,
    words: Wording,
) -> dict[str, Table]:
    """Return the zones with every reading, what the circles reach, and what they leave out.

    Parameters
    ----------
    zones
        Name and geometry, as of `zones_of`.
    land
        The part of each zone whose area counts.
    circles
        All within reach of the facilities in a straight line.
    homes
        The people, where they are known.
    words
        What the figures are called.
    """
    r, region = words.short, words.region
    square_metres = Column(Text(zh="面积", en="Area"), "m²")
    reached = polygonal(shapely.intersection(shapely.union_all(land), circles))
    covered = gpd.GeoDataFrame({"area": [reached.area]}, geometry=[reached], crs=zones.crs)
    covered = covered[covered["area"] > 0]
    gaps = gaps_of(zones, land, circles, homes)
    rows = zones.assign(area=shapely.area(land) / 1e6)
    rows["area_reached"] = rows["area"] - shapely.area(shapely.difference(land, circles)) / 1e6
    rows["area_share"] = percents(rows["area_reached"], rows["area"])
    columns = {
        "name": DIVISION,
        "area": Column(Text(zh=f"{region.zh}面积", en=f"Area of {region.en}"), "km²"),
        "area_reached": Column(Text(zh=f"{r.zh}圆内面积", en=f"Area within {r.en}"), "km²"),
        "area_share": Column(Text(zh="面积覆盖率(圆)", en="Area share, circles"), "%"),
    }
    if homes is not None:
        rows["people"] = homes.by_zone(len(zones))
        columns["people"] = RESIDENTS
        readings = {"circles": (homes.near, Text(zh="圆", en="circles"))}
        if homes.walking is not None:
            readings["walking"] = (homes.walking, Text(zh="步行", en="walking"))
        for reading, (within, said) in readings.items():
            rows[f"people_{reading}"] = homes.by_zone(len(zones), within)
            rows[f"people_share_{reading}"] = percents(rows[f"people_{reading}"], rows["people"])
            columns[f"people_{reading}"] = Column(
                Text(zh=f"{r.zh}内居民({said.zh})", en=f"Residents within {r.en}, {said.en}"), "people"
            )
            columns[f"people_share_{reading}"] = Column(
                Text(zh=f"人口覆盖率({said.zh})", en=f"People share, {said.en}"), "%"
            )
    return {
        "zones": Table(
            Text(zh=f"{region.zh}的覆盖情况(按区划)", en=f"Coverage of {region.en} by division"),
            rows.sort_values("area", ascending=False, kind="stable", ignore_index=True),
            columns,
        ),
        "reached": Table(
            Text(zh=f"{region.zh}中{words.gap}{words.short.zh}圆覆盖的区域", en=f"{region.en} within {r.en}"),
            covered,
            {"area": square_metres},
        ),
        "unreached": Table(
            Text(zh=f"{region.zh}中{words.gap}{words.short.zh}圆未覆盖的区域", en=f"{region.en} beyond {r.en}"),
            gaps,
            {"name": DIVISION, "people": RESIDENTS, "area": square_metres},
        ),
    }


def walked_table(walked: BaseGeometry, region: gpd.GeoDataFrame, words: Wording) -> Table:
    """Return the part of the region from which a walk along the streets leads to a facility."""
    reached = polygonal(walked)
    rows = gpd.GeoDataFrame({"area": [reached.area]}, geometry=[reached], crs=region.crs)
    return Table(
        Text(
            zh=f"{words.region.zh}中步行{words.gap}{words.short.zh}以内的区域",
            en=f"{words.region.en} within {words.short.en} on foot",
        ),
        rows[rows["area"] > 0],
        {"area": Column(Text(zh="面积", en="Area"), "m²")},
    )


def home_tables(zones: gpd.GeoDataFrame, homes: Homes, words: Wording) -> dict[str, Table]:
    """Return the people beyond the radius walking; nothing where no streets are known."""
    if homes.walking is None:
        return {}
    far = homes.rows[~homes.walking].sort_values("people", ascending=False, kind="stable", ignore_index=True)
    named = far.assign(name=pd.Series(zones["name"].to_numpy()[far["zone"]], dtype=zones["name"].dtype))
    return {
        "unreached_people": Table(
            Text(
                zh=f"步行{words.gap}{words.short.zh}以内到不了{words.doors.zh}的居民",
                en=f"Residents beyond {words.short.en} walking",
            ),
            named[["name", "people", "straight", "distance", "island", "geometry"]],
            {
                "name": DIVISION,
                "people": RESIDENTS,
                "straight": Column(Text(zh="直线距离", en="Straight line"), "m"),
                "distance": Column(Text(zh="步行距离", en="Walking distance"), "m"),
                "island": Column(Text(zh="道路不连通", en="Streets not connected")),
            },
        )
    }


def undivided(table: Table) -> Table:
    """Return the table without the column that names divisions."""
    columns = {name: column for name, column in table.columns.items() if column is not DIVISION}
    return Table(table.title, table.data[[*columns, "geometry"]], columns)
