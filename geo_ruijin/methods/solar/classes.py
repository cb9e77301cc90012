"""What class each roof is of, and which rule tells it."""

from __future__ import annotations

from collections.abc import Mapping

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo_ruijin.methods.counting.rows import counts, words
from geo_ruijin.methods.solar.vocabulary import (
    AMENITIES,
    GENERIC,
    HOUSING,
    MIXED_PARCEL,
    OFFICES,
    PARCELS,
    TOURISM,
    UNKNOWN,
    USES,
)

Truths = NDArray[np.bool_]


def parcel_of(shapes: NDArray[np.object_], parcels: gpd.GeoDataFrame) -> pd.Series[str]:
    """Return the code of the parcel that holds most of each shape, "" where none does.

    Parameters
    ----------
    shapes
        Footprints: (n,).
    parcels
        Polygons with `code`; of two that hold as much, the one that comes first.

    Returns
    -------
    pandas.Series
        (n,), indexed from 0.

    Examples
    --------
    >>> land = gpd.GeoDataFrame({"code": ["0701", "0601"]}, geometry=[shapely.box(0, 0, 6, 9), shapely.box(6, 0, 9, 9)])
    >>> parcel_of(np.array([shapely.box(4, 1, 7, 2), shapely.box(20, 0, 21, 1)]), land).to_list()
    ['0701', '']
    """
    codes = words(parcels, "code").fillna("").to_numpy(dtype=object)
    grounds = parcels.geometry.to_numpy()
    # asked from the parcels, which have many corners: each is prepared once
    ground, shape = shapely.STRtree(shapes).query(grounds, predicate="intersects")
    common = np.ones(len(shape))
    shared = np.bincount(shape, minlength=len(shapes))[shape] > 1
    common[shared] = shapely.area(shapely.intersection(shapes[shape[shared]], grounds[ground[shared]]))
    order = np.lexsort((ground, -common, shape))
    first = order[np.unique(shape[order], return_index=True)[1]]
    found = pd.Series("", index=range(len(shapes)), dtype=object)
    found.iloc[shape[first]] = codes[ground[first]]
    return found


def classify(
    rows: pd.DataFrame,
    *,
    code: pd.Series[str] | None,
    in_town: Truths | None,
    floors_from: float,
    factory_from: float | None = None,
) -> pd.DataFrame:
    """Return the class of each building and the rule that told it; the use that a building has wins over its land.

    Parameters
    ----------
    rows
        Buildings with what is known of `use`, `amenity`, `office`, `shop`, `tourism`, `leisure`, `floors`, and their
        `roof_area` [m²].
    code
        The code of the parcel under each, "" for none; None where no land use is known.
    in_town
        Whether each lies in the built-up area; None where that is not known.
    floors_from
        Housing of so many floors and more is urban where neither parcel nor built-up area tell.
    factory_from
        A roof of this area and more of which nothing else is known is industry's [m²]; None: it stays unknown.

    Returns
    -------
    DataFrame
        With the index of `rows`: `class` and `rule`, codes of `vocabulary.CLASSES` and `vocabulary.RULES`, and
        `parcel`, the class its parcel alone would give, missing where it gives none.

    Examples
    --------
    >>> town = pd.DataFrame({"use": ["school", "house", "yes", "yes"], "roof_area": [500.0, 90.0, 900.0, 900.0]})
    >>> code = pd.Series(["0702", "0702", "0601", ""])
    >>> classify(town, code=code, in_town=None, floors_from=5)[["class", "rule"]].to_numpy().tolist()
    [['school', 'use'], ['rural_house', 'housing_parcel'], ['industrial', 'parcel'], ['unknown', 'none']]
    """
    use = words(rows, "use").str.strip().str.lower().fillna("")
    codes = pd.Series("", index=rows.index, dtype=object) if code is None else code.set_axis(rows.index)
    parcel = codes.map(PARCELS)
    own, further = use.map(USES), _further(rows)
    housing, silent = use.isin(HOUSING), ~use.isin(HOUSING) & own.isna()
    built = pd.Series(UNKNOWN, index=rows.index, dtype=object)
    rule = pd.Series("none", index=rows.index, dtype=object)
    floors = counts(rows, "floors")
    known_town = np.full(len(rows), in_town is not None)
    urban = np.zeros(len(rows), dtype=bool) if in_town is None else in_town
    # what was decided by an earlier rule stays
    steps: tuple[tuple[str, pd.Series[bool] | Truths, object], ...] = (
        ("use", own.notna(), own),
        ("other_use", silent & further.notna(), further),
        ("housing_parcel", housing & codes.isin(["0701", "0702"]), parcel),
        ("housing_town", housing & known_town, np.where(urban, "urban_housing", "rural_house")),
        ("housing_floors", housing & floors.notna(), np.where(floors >= floors_from, "urban_housing", "rural_house")),
        ("housing_open", housing, UNKNOWN),
        ("parcel_08H2", silent & (codes == MIXED_PARCEL), parcel),
        ("parcel", silent & parcel.notna(), parcel),
        ("size", silent & (rows["roof_area"] >= (np.inf if factory_from is None else factory_from)), "industrial"),
    )
    for name, applies, decided in steps:
        now = np.asarray(applies, dtype=bool) & (rule == "none").to_numpy()
        built = built.mask(now, decided)
        rule = rule.mask(now, name)
    return pd.DataFrame({"class": built, "rule": rule, "parcel": parcel})


def contradicted(found: pd.DataFrame) -> Truths:
    """Return where the land says another class than the building's own use.

    Shops, sheds and homes of either kind among homes are no contradiction, nor is what is in no class of its own.
    """
    homes = ["rural_house", "urban_housing"]
    at_home = found["class"].isin([*homes, "commercial", "other"]) & found["parcel"].isin(homes)
    by_use = found["rule"].isin(["use", "other_use"]) | found["rule"].str.startswith("housing")
    differs = found["parcel"].notna() & (found["parcel"] != found["class"])
    return np.asarray(by_use & differs & ~at_home & ~found["class"].isin(["other", UNKNOWN]), dtype=bool)


def unheard(rows: pd.DataFrame) -> Mapping[str, int]:
    """Return the words of uses that tell nothing here, and how many buildings have each, the most first."""
    use = words(rows, "use").str.strip().str.lower().fillna("")
    strange = use[~use.isin([*USES, *HOUSING, *GENERIC])]
    return {str(word): int(count) for word, count in strange.value_counts().items()}


def _further(rows: pd.DataFrame) -> pd.Series[str]:
    """Return the class that the further columns of OpenStreetMap tell, missing where they tell none."""
    office, tourism = words(rows, "office"), words(rows, "tourism")
    shop, leisure = words(rows, "shop"), words(rows, "leisure")
    commerce = pd.Series("commercial", index=rows.index, dtype=object)
    other = pd.Series("other", index=rows.index, dtype=object)
    found = words(rows, "amenity").map(AMENITIES).astype(object)
    for told in (
        office.map(OFFICES).astype(object).where(office.notna()).fillna(commerce.where(office.notna())),
        commerce.where(shop.notna()),
        tourism.map(TOURISM).astype(object).fillna(other.where(tourism.notna())),
        other.where(leisure.notna()),
    ):
        found = found.where(found.notna(), told)
    return found
