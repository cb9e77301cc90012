"""What class each roof is of, and which rule tells it."""

from __future__ import annotations

from collections.abc import Mapping

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo_ruijin.methods.counting.rows import counts, words
from geo_ruijin.methods.rooftops.vocabulary import (
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
Words = NDArray[np.object_]

_HOMES = ["rural_house", "urban_housing"]
#: Housing by its words, which do not tell rural from urban, and the classes it may be of.
HOMES = ("home", *_HOMES)
#: The columns whose words tell a class.
WORDED = ("use", "amenity", "office", "shop", "tourism", "leisure")


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
    shapely.prepare(grounds)
    common = shapely.area(shapes[shape])
    part = ~shapely.covers(grounds[ground], shapes[shape])  # most roofs lie in one parcel whole
    common[part] = shapely.area(shapely.intersection(shapes[shape[part]], grounds[ground[part]]))
    shape, ground, common = (one[common > 0] for one in (shape, ground, common))
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
        `parcel`, the class its parcel alone would give, "" where it gives none.

    Examples
    --------
    >>> town = pd.DataFrame({"use": ["school", "house", "yes", "yes"], "roof_area": [500.0, 90.0, 900.0, 900.0]})
    >>> code = pd.Series(["0702", "0702", "0601", ""])
    >>> classify(town, code=code, in_town=None, floors_from=5)[["class", "rule"]].to_numpy().tolist()
    [['school', 'use'], ['rural_house', 'housing_parcel'], ['industrial', 'parcel'], ['unknown', 'none']]
    """
    own, housing, further = _by_words(rows)
    codes = np.full(len(rows), "", dtype=object) if code is None else code.to_numpy(dtype=object)
    parcel = _among(codes, PARCELS)
    silent = ~housing & (own == "")
    floors = counts(rows, "floors").to_numpy()
    town = np.zeros(len(rows), dtype=bool) if in_town is None else in_town
    large = rows["roof_area"].to_numpy() >= (np.inf if factory_from is None else factory_from)
    told: dict[str, tuple[Truths, Words]] = {
        "use": (own != "", own),
        "other_use": (silent & (further != ""), further),
        "housing_parcel": (housing & ((parcel == _HOMES[0]) | (parcel == _HOMES[1])), parcel),
        "housing_town": (housing & (in_town is not None), _homes(town)),
        "housing_floors": (housing & np.isfinite(floors), _homes(floors >= floors_from)),
        "housing_open": (housing, np.full(len(rows), UNKNOWN, dtype=object)),
        "parcel_08H2": (silent & (codes == MIXED_PARCEL), parcel),
        "parcel": (silent & (parcel != ""), parcel),
        "size": (silent & large, np.full(len(rows), "industrial", dtype=object)),
    }
    # the first rule that applies decides
    applies = [one for one, _ in told.values()]
    return pd.DataFrame(
        {
            "class": np.select(applies, [decided for _, decided in told.values()], UNKNOWN),
            "rule": np.select(applies, list(told), "none"),
            "parcel": parcel,
        },
        index=rows.index,
        dtype=object,
    )


def class_by_words(rows: pd.DataFrame) -> Words:
    """Return the class that the words of each building tell by themselves: (n,).

    It is one of `vocabulary.CLASSES`, or "home", which is either kind of housing, or "" where they tell none.

    Examples
    --------
    >>> class_by_words(pd.DataFrame({"use": ["house", "yes", "yes"], "shop": [None, "bakery", None]})).tolist()
    ['home', 'commercial', '']
    """
    own, housing, further = _by_words(rows)
    return np.select([own != "", housing], [own, np.full(len(rows), HOMES[0], dtype=object)], further).astype(object)


def contradicted(found: pd.DataFrame) -> Truths:
    """Return where the land says another class than the building's own use.

    Shops, sheds and homes of either kind among homes are no contradiction, nor is what is in no class of its own.
    """
    at_home = found["class"].isin([*_HOMES, "commercial"]) & found["parcel"].isin(_HOMES)
    by_use = found["rule"].isin(["use", "other_use", "housing_town", "housing_floors"])
    differs = (found["parcel"] != "") & (found["parcel"] != found["class"])
    return np.asarray(by_use & differs & ~at_home & (found["class"] != "other"), dtype=bool)


def unheard(rows: pd.DataFrame) -> Mapping[str, int]:
    """Return the words of uses that tell nothing here, and how many buildings have each, the most first."""
    counted = pd.Series(_word(rows, "use"), dtype=object).value_counts()
    heard = {*USES, *HOUSING, *GENERIC}
    return {str(word): int(count) for word, count in counted.items() if word not in heard}


def _by_words(rows: pd.DataFrame) -> tuple[Words, Truths, Words]:
    """Return the class by a building's use, whether it is housing, and the class by its further words; "" for none."""
    use = _word(rows, "use")
    return _among(use, USES), _among(use, dict.fromkeys(HOUSING, HOMES[0])) != "", _further(rows)


def _homes(urban: Truths) -> Words:
    return np.where(urban, "urban_housing", "rural_house").astype(object)


def _word(rows: pd.DataFrame, column: str) -> Words:
    """Return the words of a column that may be absent, "" where there is none."""
    codes, said = pd.factorize(words(rows, column))
    # each word is cleaned once; the last stands for none, whose code is -1
    return np.array([*(str(word).strip().lower() for word in said), ""], dtype=object)[codes]


def _among(said: Words, known: Mapping[str, str]) -> Words:
    """Return what words stand for, "" for a word that is not known."""
    codes, unique = pd.factorize(said)
    return np.array([known.get(word, "") for word in unique], dtype=object)[codes]


def _further(rows: pd.DataFrame) -> Words:
    """Return the class that the further columns of OpenStreetMap tell, "" where they tell none."""
    amenity, office, shop, tourism, leisure = (_word(rows, column) for column in WORDED[1:])
    official, lodging = _among(office, OFFICES), _among(tourism, TOURISM)
    amenities = _among(amenity, AMENITIES)
    applies = [amenities != "", official != "", (office != "") | (shop != ""), lodging != ""]
    applies.append((tourism != "") | (leisure != ""))
    return np.select(applies, [amenities, official, "commercial", lodging, "other"], "").astype(object)
