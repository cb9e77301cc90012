"""What the forest inventory says of the land of a patch: what is asked first when a loss is looked into."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo_ruijin.methods.counting.rows import words
from geo_ruijin.methods.overlays import overlaps
from geo_ruijin.results import Column
from geo_ruijin.text import Text

#: The columns of a patch, each that of the inventory with `parcel_` before it.
PARCEL: Mapping[str, Column] = MappingProxyType(
    {
        "parcel_land_type": Column(Text(zh="小班地类", en="Kind of land by the inventory")),
        "parcel_ownership": Column(Text(zh="林木所有权", en="Owner of the trees")),
        "parcel_category": Column(Text(zh="公益林/商品林", en="Public welfare or commercial forest")),
        "parcel_protection": Column(Text(zh="林地保护等级", en="Protection class")),
    }
)


def said_by(inventory: gpd.GeoDataFrame, patches: NDArray[np.object_]) -> dict[str, pd.Series[str]]:
    """Return what the parcel says that shares most with each patch, by `PARCEL`; missing where none does.

    Parameters
    ----------
    inventory
        Parcels; of the columns those that are there.
    patches
        Polygons: (n,).
    """
    shared = overlaps(patches, inventory.geometry.to_numpy(), pd.Series(np.arange(len(inventory))))
    # of equals the parcel that comes first
    first = shared.sort_values(["area", "word"], ascending=[False, True], kind="stable").groupby("site")["word"].first()
    parcel = first.reindex(range(len(patches)))
    found = {}
    for name in PARCEL:
        column = name.removeprefix("parcel_")
        if column in inventory:
            said = words(inventory, column).reset_index(drop=True)
            found[name] = said.reindex(parcel.to_numpy(dtype=np.float64)).set_axis(range(len(patches)))
    return found
