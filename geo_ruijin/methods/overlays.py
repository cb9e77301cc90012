"""What sites lie on, in and near: kinds by share, the largest, the nearest."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo_ruijin.checks import polygonal
from geo_ruijin.methods.counting.rows import words
from geo_ruijin.results import OUTSIDE
from geo_ruijin.text import Text

Floats = NDArray[np.float64]
Shapes = NDArray[np.object_]

#: Land that no parcel covers, or that does not say what it is.
UNSAID = Text(zh="不明", en="not known")

#: Kinds of land of less than this share of a site are not named [%].
_NAMED = 1


def overlaps(sites: Shapes, shapes: Shapes, words_of: pd.Series[Any]) -> pd.DataFrame:
    """Return which sites share an area with which words or texts: site (position), word, area [m²]; each pair once."""
    site, which = shapely.STRtree(shapes).query(sites, predicate="intersects")
    area = shapely.area(shapely.intersection(sites[site], shapes[which]))
    pairs = pd.DataFrame({"site": site, "word": words_of.to_numpy(dtype=object)[which], "area": area})
    return pairs[pairs["area"] > 0].groupby(["site", "word"])["area"].sum().reset_index()


def add_places(rows: gpd.GeoDataFrame, layers: Mapping[str, gpd.GeoDataFrame]) -> None:
    """Add the division that most of each site lies in, and the nearest village, as far as layers say.

    Parameters
    ----------
    rows
        The sites; `division` and `village` are added.
    layers
        Divisions with `name` as "by", points with `name` as "villages"; either may be absent.
    """
    shapes = rows.geometry.to_numpy()
    if "by" in layers:
        by = layers["by"]
        rows["division"] = largest(overlaps(shapes, by.geometry.to_numpy(), by["name"].fillna(UNSAID.zh)), len(rows))
    villages = layers.get("villages")
    if villages is not None and len(villages):
        which, _ = nearest(shapes, villages.geometry.to_numpy())
        rows["village"] = words(villages, "name").iloc[which].set_axis(rows.index)


def paired_words(first: pd.Series[str], second: pd.Series[str]) -> pd.Series[Any]:
    """Return two words of each row as one text; of the first it is told where it is not said, the second left out."""
    pairs = pd.MultiIndex.from_arrays([first.fillna(""), second.fillna("")])
    which, kinds = pairs.factorize()
    texts: NDArray[np.object_] = np.empty(len(kinds), dtype=object)
    for i, (one, other) in enumerate(kinds):  # few kinds, however many rows
        texts[i] = Text(zh=f"{one or UNSAID.zh} {other}".strip(), en=f"{one or UNSAID.en} {other}".strip())
    return pd.Series(texts[which], index=first.index, dtype=object)


def largest(pairs: pd.DataFrame, sites: int) -> list[str]:
    """Return the word that shares most with each site; of equals the one that sorts first."""
    first = pairs.sort_values(["area", "word"], ascending=[False, True], kind="stable").groupby("site")["word"].first()
    first = first.astype(object)
    return [str(word) for word in first.reindex(range(sites), fill_value=OUTSIDE.zh)]


def listed(pairs: pd.DataFrame, areas: Floats) -> pd.Series[Any]:
    """Return the texts of each site with their shares, the largest first: "0404 62 %, 1201 38 %"."""
    shares = pairs.assign(share=pairs["area"] / areas[pairs["site"]] * 100)
    shares = shares[shares["share"] >= _NAMED].sort_values(["share", "word"], ascending=[False, True], kind="stable")
    shares["zh"] = [f"{word.zh} {share:.0f}%" for word, share in zip(shares["word"], shares["share"], strict=True)]
    shares["en"] = [f"{word.en} {share:.0f} %" for word, share in zip(shares["word"], shares["share"], strict=True)]
    listed = shares.groupby("site").agg({"zh": "、".join, "en": ", ".join}).astype(object)
    listed = listed.reindex(range(len(areas)), fill_value="")
    texts = [Text(zh=zh, en=en) for zh, en in zip(listed["zh"], listed["en"], strict=True)]
    return pd.Series(texts, index=range(len(areas)), dtype=object)


def nearest(sites: Shapes, others: Shapes) -> tuple[NDArray[np.intp], Floats]:
    """Return which of others lies nearest to each site, and how far away in a straight line [m]."""
    (_, which), distance = shapely.STRtree(others).query_nearest(sites, return_distance=True, all_matches=False)
    return which, distance


def parts_within(sites: Shapes, shapes: Shapes) -> Shapes:
    """Return the part of polygons that lies in each site: (k,)."""
    site, which = shapely.STRtree(shapes).query(sites, predicate="intersects")
    parts = shapely.intersection(sites[site], shapes[which])
    some = shapely.area(parts) > 0
    # where edges meet, lines and points come along with the polygons
    site, parts = site[some], np.array([polygonal(part) for part in parts[some]], dtype=object)
    bounds = np.searchsorted(site, np.arange(len(sites) + 1))
    there = [shapely.union_all(parts[start:end]) for start, end in itertools.pairwise(bounds)]
    return np.array(there, dtype=object)
