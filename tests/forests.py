"""A made-up square of 1,000 m x 1,000 m, 100 ha, with parcels of forest, for tests of forest cover."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import geopandas as gpd
import pandas as pd
from shapely import box

from geo_ruijin.methods import METHODS
from geo_ruijin.methods.parameter import Range
from geo_ruijin.results import Result
from tests.planes import frame

PLACE = frame(box(0, 0, 1000, 1000))
HALVES = frame(box(0, 0, 500, 1000), box(500, 0, 1000, 1000), name=["西乡", "东乡"])

Parcel = tuple[tuple[float, float, float, float], Mapping[str, object]]


def parcel(x: float, y: float, width: float, height: float, **columns: object) -> Parcel:
    """Return a parcel: its lower left corner, its size [m], its columns."""
    return (x, y, x + width, y + height), columns


def stand(x: float, y: float, width: float, height: float, **columns: object) -> Parcel:
    """Return a stand of trees with canopy enough."""
    return parcel(x, y, width, height, **{"land_type": "乔木林", "canopy": 0.6, **columns})


def inventory(*parcels: Parcel) -> gpd.GeoDataFrame:
    """Return an inventory; a column that a parcel lacks is empty there."""
    columns = pd.DataFrame([columns for _, columns in parcels])
    return gpd.GeoDataFrame(columns, geometry=[box(*corners) for corners, _ in parcels], crs=PLACE.crs)


def statistics(**figures: tuple[float | None, str]) -> pd.DataFrame:
    """Return reported figures: value and unit by id, of 2024."""
    values, units = zip(*figures.values(), strict=True)
    return pd.DataFrame(
        {"id": list(figures), "value": values, "unit": units, "year": 2024, "source": "林业局", "nature": "real"}
    )


def cover(*parcels: Parcel, **given: object) -> Result:
    """Return the answer of `forest_cover` for the square; `given` are inputs and parameters that differ."""
    settings: dict[str, Any] = {
        "place": PLACE,
        "kind": "land_type",
        "counted": ("乔木林", "竹林"),
        "canopy_kinds": ("乔木林",),
        "least_canopy": 0.2,
        "least_patch": 1.0,
        "touching": 1.0,
        "usual_stock": Range(10.0, 90.0, 300.0),
    }
    if parcels:
        settings["inventory"] = inventory(*parcels)
    return METHODS["forest_cover"].compute(**settings | given)
