"""Which features of a layer an entry of a scenario takes away."""

from __future__ import annotations

from collections.abc import Mapping

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from geo_ruijin.columns import code
from geo_ruijin.datum import to_true_coordinates
from geo_ruijin.errors import Fault, SourceError, closest, nearest
from geo_ruijin.layers import Layer, rows_where
from geo_ruijin.scenarios.ground import Ground
from geo_ruijin.spec import RemovalSpec
from geo_ruijin.text import Text

#: How far from the place in a list of changes the feature may lie that it takes away [m]: the place is its own.
SAME_PLACE = 1.0

_NAME = "name"
_NAMED = 5

#: Up to so many values of a column are listed where one is misspelt beyond recognition.
_LISTED = 20

Mask = NDArray[np.bool_]


def removed_by(removal: RemovalSpec, ground: Ground, *, where: str) -> tuple[Mask, list[Fault]]:
    """Return which features of its layer an entry takes away, shape (n_features,), and what is wrong with it."""
    layer = ground.layers[removal.layer]
    if removal.where is not None:
        return _of_values(layer, removal.where, ground, where=f"{where}.where")
    points = removal.near or []
    written = gpd.GeoDataFrame(
        geometry=gpd.points_from_xy([one.lon for one in points], [one.lat for one in points]), crs="EPSG:4326"
    )
    try:
        places = to_true_coordinates(written, datum=removal.datum or "wgs84").to_crs(ground.crs)
    except SourceError as error:
        return np.zeros(len(layer.data), dtype=bool), [Fault(ground.file, f"{where}.datum", error.message)]
    return removed_at(places, layer, removal.within, ground, where=f"{where}.near")


def removed_at(
    places: gpd.GeoDataFrame, layer: Layer, within: float, ground: Ground, *, where: str
) -> tuple[Mask, list[Fault]]:
    """Return the feature near each place, and the places near which there is none, or more than one.

    Parameters
    ----------
    places
        In the project's coordinate system; of several features that are near, the one that bears their `name` counts.
    layer
        What is taken from.
    within
        How far from a place its feature may lie [m].
    ground, where
        What the scenario is laid on, and the key of the places.
    """
    features = layer.features
    removed = np.zeros(len(features), dtype=bool)
    place, feature = shapely.STRtree(features.geometry.to_numpy()).query(
        places.geometry.to_numpy(), predicate="dwithin", distance=within
    )
    names = features[_NAME].to_numpy(dtype=object) if _NAME in features else np.full(len(features), None)
    wanted = places[_NAME].to_numpy(dtype=object) if _NAME in places else np.full(len(places), None)
    faults = []
    for index in range(len(places)):
        near = np.sort(feature[place == index])
        if len(near) > 1 and (named := near[names[near] == wanted[index]]).size:
            near = named
        if len(near) == 1 and not removed[near[0]]:
            removed[near[0]] = True
        else:
            faults.append(_not_one(f"{where}[{index}]", [names[one] for one in near], layer, within, ground))
    return removed, faults


def _not_one(where: str, names: list[object], layer: Layer, within: float, ground: Ground) -> Fault:
    title = layer.record.title
    if not names:
        what = Text(
            zh=f"{within:g} 米以内没有“{title.zh}”的要素",
            en=f"there is no feature of '{title.en}' within {within:g} m",
        )
        return Fault(ground.file, where, what, Text(zh="请核对位置和 datum。", en="Check the place and the datum."))
    listed = ", ".join(str(name) for name in names[:_NAMED])
    if len(names) == 1:
        what = Text(zh=f"{listed} 已在前面去掉了", en=f"{listed} is taken away already")
        return Fault(ground.file, where, what)
    what = Text(
        zh=f"{within:g} 米以内有 {len(names)} 个“{title.zh}”的要素({listed}),应恰好有一个",
        en=f"there are {len(names)} features of '{title.en}' within {within:g} m ({listed}) and should be one",
    )
    cure = Text(
        zh="请写得更准,缩小 within,或改用 where", en="Say more exactly where, make within smaller, or use where"
    )
    return Fault(ground.file, where, what, cure)


def _of_values(
    layer: Layer, values: Mapping[str, list[str]], ground: Ground, *, where: str
) -> tuple[Mask, list[Fault]]:
    """Return the features with one of the values of each column, and the values that none has."""
    if unknown := [column for column in values if column not in layer.data]:
        title = layer.record.title
        what = Text(zh=f"“{title.zh}”的数据里没有这一列", en=f"the data of '{title.en}' have no such column")
        return np.zeros(len(layer.data), dtype=bool), [Fault(ground.file, f"{where}.{one}", what) for one in unknown]
    faults = []
    for column, wanted in values.items():
        there = set(layer.data[column].dropna().map(code))
        for value in wanted:
            if value not in there:
                what = Text(zh=f"没有一个要素是“{value}”", en=f"no feature is '{value}'")
                near = nearest(value, there)
                known = there if len(there) <= _LISTED else [near] if near is not None else []
                faults.append(Fault(ground.file, f"{where}.{column}", what, closest(value, known)))
    rows = rows_where(layer, values)
    if rows.empty and not faults:
        what = Text(zh="没有一个要素同时符合各列", en="no feature has all of these")
        faults.append(Fault(ground.file, where, what))
    return layer.data.index.isin(rows.index), faults
