"""What became of wetland between two surveys, by each definition."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
import shapely
from pyproj import CRS

from geo_ruijin.methods.columns import DIVISION, worded
from geo_ruijin.methods.counting.rows import division_of
from geo_ruijin.methods.pieces import in_pieces, shared
from geo_ruijin.methods.wetlands.definitions import LAW, TITLES, Wetlands
from geo_ruijin.methods.wetlands.survey import HECTARE
from geo_ruijin.methods.wetlands.tables import HA, KIND, kind_texts
from geo_ruijin.results import Column, Table
from geo_ruijin.text import Text
from geo_ruijin.units import SquareMetres


def compared(before: Wetlands, now: Wetlands) -> pd.DataFrame:
    """Return of each definition the area before and now, what is new and what is gone, and the balance [ha]."""
    rows = {}
    for key, one in now.kept.items():
        earlier = before.kept[key]
        both = float(shared(one.shapes, earlier.shapes).area.sum())
        rows[key] = {
            "before": earlier.area,
            "now": one.area,
            "gained": max(one.area - both, 0.0),
            "gone": max(earlier.area - both, 0.0),
            "net": one.area - earlier.area,
        }
    return pd.DataFrame.from_dict(rows, orient="index") / HECTARE


def changes_table(changes: pd.DataFrame) -> Table:
    """Return the definitions with what changed."""
    data = changes.assign(definition=worded([TITLES[key] for key in changes.index], changes.index))
    columns = {
        "definition": Column(Text(zh="口径", en="Definition")),
        "before": Column(Text(zh="前期", en="Earlier"), "ha"),
        "now": Column(Text(zh="本期", en="Now"), "ha"),
        "gained": Column(Text(zh="新增", en="New"), "ha"),
        "gone": Column(Text(zh="减少", en="Gone"), "ha"),
        "net": Column(Text(zh="净变化", en="Balance"), "ha"),
    }
    title = Text(zh="湿地变化:{earlier}到{wetlands}", en="Change of wetland: {earlier} to {wetlands}")
    return Table(title, data[list(columns)].reset_index(drop=True), columns)


def lost_table(before: Wetlands, now: Wetlands, by: gpd.GeoDataFrame | None, *, least: SquareMetres, crs: CRS) -> Table:
    """Return what was wetland by the law and is no more, in pieces of at least an area, the largest first."""
    earlier = before.kept[LAW]
    pieces = in_pieces(shapely.union_all(now.kept[LAW].shapes))
    left = earlier.shapes.copy()
    tree = shapely.STRtree(pieces)
    for at, shape in enumerate(left):
        near = tree.query(shape, predicate="intersects")
        if len(near):
            left[at] = shapely.difference(shape, shapely.union_all(pieces[near]))
    parts, of = shapely.get_parts(left, return_index=True)
    large = (shapely.area(parts) >= least) & (shapely.area(parts) > 0)
    rows = gpd.GeoDataFrame({"area": shapely.area(parts[large]) / HECTARE}, geometry=parts[large], crs=crs)
    rows["kind"] = worded(kind_texts(earlier.code[of[large]], before.names), rows.index)
    middles = gpd.GeoSeries(shapely.point_on_surface(parts[large]), index=rows.index, crs=crs)
    rows["x"], rows["y"] = middles.x, middles.y
    if by is not None:
        rows["division"] = division_of(middles, by)
    columns = {"kind": KIND, "area": HA} | ({} if by is None else {"division": DIVISION})
    columns |= {
        "x": Column(Text(zh="点位 X(东)", en="Easting"), "m"),
        "y": Column(Text(zh="点位 Y(北)", en="Northing"), "m"),
    }
    data = rows.sort_values("area", ascending=False, kind="stable", ignore_index=True)
    title = Text(
        zh="减少的湿地(湿地保护法口径):在{earlier}中是、在{wetlands}中不是",
        en="Wetland gone, by the law: in {earlier}, not in {wetlands}",
    )
    return Table(title, data, columns)
