"""Which features of a layer appeared or went, moved or changed between two runs."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import Literal, get_args

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo_ruijin.compare.matching import (
    ROUNDING,
    SAME_PLACE,
    Features,
    common_share,
    match_points,
    match_polygons,
    same_outline,
)
from geo_ruijin.figures import plain_value

Kind = Literal["appeared", "went", "moved", "reshaped", "changed", "unchanged"]
KINDS: tuple[Kind, ...] = get_args(Kind)

_NAME = "name"

#: Columns that say something of the data and nothing of the place.
_ASIDE = frozenset({"nature"})

#: The dimension of a polygon.
_SOLID = 2


@dataclass(frozen=True)
class FeatureChanges:
    """What became of the features of a layer.

    Attributes
    ----------
    rows
        A row a feature, those of before that went among them: `kind`; `row_before`, `row_after`, its rows in the two
        frames, -1 where it is not there; `name_before`, `name`; `distance`, how far it moved, a polygon by its
        centroid [m]; `columns`, the names of the columns that differ; `area_before`, `area_after` [m²] and `overlap`,
        the share of the union that is common [1], of polygons; the geometry of after, of before for what went. Sorted
        by kind, name and place.
    compared
        The columns that were compared.
    only_before, only_after
        The columns that were not, as they are there in one only.
    """

    rows: gpd.GeoDataFrame
    compared: tuple[str, ...]
    only_before: tuple[str, ...]
    only_after: tuple[str, ...]

    @property
    def counts(self) -> dict[Kind, int]:
        """How many features there are of each kind."""
        found = self.rows["kind"].value_counts()
        return {kind: int(found.get(kind, 0)) for kind in KINDS}

    @property
    def same(self) -> bool:
        """Whether nothing differs."""
        return bool((self.rows["kind"] == "unchanged").all())


def compare_features(before: gpd.GeoDataFrame, after: gpd.GeoDataFrame) -> FeatureChanges:
    """Return what became of each feature, one to one.

    - **unchanged**: at the same place (points no more than 1 m apart, outlines nowhere more than that), and alike.
    - **changed**: at the same place, with other attributes.
    - **moved**: a point of the same name 1 to 100 m away, a polygon of the same name up to 100 m away; nearest first.
    - **reshaped**: a polygon of the same name that has area in common with it, or one of another name with at least
      half of their union in common, and another outline.
    - **appeared**, **went**: all others. What has no name and moved by more than 1 m counts among them.

    Parameters
    ----------
    before, after
        Points, or polygons; columns of the same name are compared, `nature` aside.
    """
    if after.crs is not None and before.crs != after.crs:
        before = before.to_crs(after.crs)
    compared = tuple(name for name in _columns(after) if name in before)
    codes = _codes(before, after, compared)
    alike = np.unique(codes, axis=0, return_inverse=True)[1].ravel()
    names = codes[:, compared.index(_NAME)] if _NAME in compared else np.full(len(codes), -1)
    here = Features(before.geometry.to_numpy(), names[: len(before)], alike[: len(before)])
    there = Features(after.geometry.to_numpy(), names[len(before) :], alike[len(before) :])
    partner = _partners(here, there)
    first = np.flatnonzero(partner >= 0)
    second = partner[first]
    differs = codes[: len(before)][first] != codes[len(before) :][second]
    pairs = _pairs(here.shapes[first], there.shapes[second], differs.any(axis=1))
    pairs["columns"] = pd.Series([tuple(itertools.compress(compared, line)) for line in differs], dtype=object)
    pairs["row_before"], pairs["row_after"] = first, second
    went = np.flatnonzero(partner < 0)
    appeared = np.setdiff1d(np.arange(len(after)), second)
    alone = pd.DataFrame(
        {
            "kind": ["went"] * len(went) + ["appeared"] * len(appeared),
            "columns": [()] * (len(went) + len(appeared)),
            "row_before": [*went, *[-1] * len(appeared)],
            "row_after": [*[-1] * len(went), *appeared],
        }
    )
    rows = pd.concat([pairs, alone], ignore_index=True).astype({"row_before": int, "row_after": int})
    return FeatureChanges(
        _described(rows, before, after),
        compared,
        tuple(name for name in _columns(before) if name not in after),
        tuple(name for name in _columns(after) if name not in before),
    )


def _columns(frame: gpd.GeoDataFrame) -> list[str]:
    return [str(name) for name in frame.columns if name != frame.geometry.name and name not in _ASIDE]


def _codes(before: gpd.GeoDataFrame, after: gpd.GeoDataFrame, columns: tuple[str, ...]) -> np.ndarray:
    """Return a number for each value of each column, those of before first; the same for equal values, -1 for none."""
    codes = np.zeros((len(before) + len(after), len(columns)), dtype=np.int64)
    for position, column in enumerate(columns):
        sides = [before[column], after[column]]
        if all(pd.api.types.is_numeric_dtype(side) for side in sides):
            values = pd.concat([side.astype("Float64").astype(np.float64) for side in sides])
        else:
            values = pd.concat([side.map(_words) for side in sides])
        codes[:, position] = pd.factorize(values, sort=True)[0]
    return codes


def _words(value: object) -> str | None:
    """Return a cell as words; a missing one and an empty one are the same."""
    plain = plain_value(value)
    return None if plain is None else str(plain).strip() or None


def _partners(here: Features, there: Features) -> np.ndarray:
    """Return the partner of each feature; in an order of their own, so that the order of rows says nothing."""
    orders = []
    for side in (here, there):
        bounds = shapely.bounds(side.shapes).reshape(-1, 4)
        orders.append(np.lexsort((*bounds.T[::-1], side.attributes)))
    mine, theirs = orders
    solids = [bool((shapely.get_dimensions(side.shapes) == _SOLID).any()) for side in (here, there)]
    partner = np.full(len(here.shapes), -1)
    if solids[0] != solids[1]:  # points became polygons: none is at the place of another
        return partner
    match = match_polygons if solids[0] else match_points
    found = match(
        *(
            Features(side.shapes[order], side.names[order], side.attributes[order])
            for side, order in zip((here, there), orders, strict=True)
        )
    )
    partner[mine] = np.where(found < 0, -1, theirs[found]) if len(theirs) else found
    return partner


def _pairs(one: np.ndarray, other: np.ndarray, differs: np.ndarray) -> pd.DataFrame:
    """Return what became of features that are there in both, by their shapes and whether their attributes differ."""
    distance = shapely.distance(shapely.centroid(one), shapely.centroid(other))
    common = common_share(one, other)
    solid = shapely.get_dimensions(other) == _SOLID
    still = np.where(solid, same_outline(one, other), distance <= SAME_PLACE + ROUNDING)
    kinds = np.select(
        [still & ~differs, still, solid & (common > 0)], ["unchanged", "changed", "reshaped"], default="moved"
    )
    return pd.DataFrame(
        {
            "kind": kinds.astype(object),
            "distance": np.where(kinds == "moved", distance, np.nan),
            "overlap": np.where(solid, common, np.nan),
        }
    )


def _described(rows: pd.DataFrame, before: gpd.GeoDataFrame, after: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the rows with names, areas and geometry, sorted."""
    for frame, end in ((before, "before"), (after, "after")):
        row = rows[f"row_{end}"].to_numpy()
        there = row >= 0
        shapes = np.full(len(rows), None, dtype=object)
        shapes[there] = frame.geometry.to_numpy()[row[there]]
        area = shapely.area(shapes)
        rows[f"area_{end}"] = np.where(shapely.get_dimensions(shapes) == _SOLID, area, np.nan)
        rows[f"shape_{end}"] = shapes
        names = np.full(len(rows), None, dtype=object)
        if _NAME in frame:
            names[there] = np.array([_words(name) for name in frame[_NAME]], dtype=object)[row[there]]
        rows[f"name_{end}"] = names
    rows["name"] = rows["name_after"].where(rows["row_after"] >= 0, rows["name_before"])
    shape = rows["shape_after"].where(rows["row_after"] >= 0, rows["shape_before"])
    found = gpd.GeoDataFrame(
        rows.drop(columns=["shape_after", "shape_before", "name_after"]), geometry=shape.to_list(), crs=after.crs
    )
    bounds = found.bounds
    order = np.lexsort(
        (bounds["miny"], bounds["minx"], found["name"].fillna("").astype(str), found["kind"].map(KINDS.index))
    )
    columns = ["kind", "name", "name_before", "distance", "columns", "area_before", "area_after", "overlap"]
    return found.iloc[order].reset_index(drop=True)[[*columns, "row_before", "row_after", "geometry"]]
