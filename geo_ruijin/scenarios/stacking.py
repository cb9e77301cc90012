"""Features of several frames as one, without their columns changing their types."""

from __future__ import annotations

from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import pandas as pd


def stacked(frames: Sequence[gpd.GeoDataFrame]) -> gpd.GeoDataFrame:
    """Return the features of several frames, one below the other; a column has the type it has where it comes first.

    Examples
    --------
    >>> one = gpd.GeoDataFrame({"n": pd.array([1], "Int64")}, geometry=gpd.points_from_xy([0], [0]))
    >>> other = gpd.GeoDataFrame({"m": [0.5]}, geometry=gpd.points_from_xy([1], [0]))
    >>> stacked([one, other])[["n", "m"]].dtypes.astype(str).tolist()
    ['Int64', 'float64']
    """
    names = dict.fromkeys(str(name) for frame in frames for name in frame.columns if name != frame.geometry.name)
    columns = {name: pd.concat(_parts(frames, name), ignore_index=True) for name in names}
    geometry = np.concatenate([frame.geometry.to_numpy() for frame in frames])
    return gpd.GeoDataFrame(pd.DataFrame(columns, index=range(len(geometry))), geometry=geometry, crs=frames[0].crs)


def _parts(frames: Sequence[gpd.GeoDataFrame], name: str) -> list[pd.Series]:
    """Return a column of each frame in one type; where a frame lacks it, nothing is known of its rows."""
    kind = next(frame[name].dtype for frame in frames if name in frame)
    if any(name not in frame for frame in frames) and isinstance(kind, np.dtype) and kind.kind in "iub":
        kind = np.dtype(object)
    return [
        frame[name].astype(kind) if name in frame else pd.Series([None] * len(frame), dtype=kind) for frame in frames
    ]
