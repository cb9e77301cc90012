"""Stretches of banks: where natural cover is broken, and where it is not."""

from __future__ import annotations

from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from pyproj import CRS

from geo_ruijin.methods.columns import worded
from geo_ruijin.methods.counting.rows import division_of
from geo_ruijin.methods.rivers.courses import KILOMETRE, Course
from geo_ruijin.methods.rivers.land import UNKNOWN, Kinds
from geo_ruijin.methods.rivers.middle import LEFT
from geo_ruijin.methods.rivers.profile import Profile
from geo_ruijin.text import Text

#: By `LEFT`, `RIGHT` and `UNSIDED`.
SIDES = (Text(zh="左岸", en="left"), Text(zh="右岸", en="right"), Text(zh="岸别不明", en="not known"))

NAMELESS = Text(zh="(无名)", en="(no name)")

_UNSAID = Text(zh="不明", en="not known")


def stretches_of(
    profile: Profile,
    chosen: NDArray[np.bool_],
    courses: Sequence[Course],
    kinds: Kinds,
    by: gpd.GeoDataFrame | None,
    crs: CRS,
) -> gpd.GeoDataFrame:
    """Return the stretches of pieces of a bank that follow one another and are all chosen, the longest first.

    Returns
    -------
    GeoDataFrame
        river, part, side, from and to (along the course from its upper end) [km], length (along the bank) [m], natural
        (mean share of the strip) [%], cover (most of what is not natural), division (where its middle is, with `by`),
        x and y of the middle [m], and the lines.
    """
    chosen = chosen & (profile.length > 0)
    edge = np.ones(len(chosen), dtype=bool)
    edge[1:] = (
        (chosen[1:] != chosen[:-1])
        | (profile.course[1:] != profile.course[:-1])
        | (profile.side[1:] != profile.side[:-1])
        | (profile.start[1:] != profile.stop[:-1]).any(axis=1)
    )
    run = np.cumsum(edge) - 1
    pieces = pd.DataFrame(
        {
            "run": run,
            "course": profile.course,
            "side": profile.side,
            "length": profile.length,
            "along": profile.along / KILOMETRE,
            "weighed": profile.natural * profile.length,
            "kind": profile.kind,
        }
    )[chosen]
    runs = pieces.groupby("run").agg(
        course=("course", "first"),
        side=("side", "first"),
        length=("length", "sum"),
        low=("along", "min"),
        high=("along", "max"),
        weighed=("weighed", "sum"),
    )
    runs["natural"] = (runs["weighed"] / runs["length"]).clip(upper=100)  # rounding goes beyond
    middles = profile.middle[_halfway(pieces)]
    runs["x"], runs["y"] = middles.T
    data = gpd.GeoDataFrame(geometry=_lines(profile, run, chosen), crs=crs, index=runs.index)
    own = [courses[at] for at in runs["course"]]
    data["river"] = worded([one.river or NAMELESS for one in own], data.index)
    data["part"] = [float(one.part) for one in own]
    data["side"] = worded([SIDES[side] for side in runs["side"]], data.index)
    data = data.assign(**runs[["low", "high", "length", "natural", "x", "y"]])
    data["cover"] = worded([_UNSAID if kind == UNKNOWN else kinds.names[kind] for kind in _main(pieces)], data.index)
    if by is not None:
        data["division"] = division_of(gpd.GeoSeries(shapely.points(middles), index=data.index, crs=crs), by)
    data["left"] = (runs["side"] == LEFT).to_numpy()
    return data.sort_values(
        ["length", "low", "left"], ascending=[False, True, False], kind="stable", ignore_index=True
    ).drop(columns="left")


def _halfway(pieces: pd.DataFrame) -> NDArray[np.intp]:
    """Return the position of the piece that holds the middle of each run."""
    upto = pieces.groupby("run")["length"].cumsum()
    total = pieces.groupby("run")["length"].transform("sum")
    held = upto >= total / 2
    return np.asarray(pieces[held].groupby("run").head(1).index, dtype=np.intp)


def _main(pieces: pd.DataFrame) -> list[int]:
    """Return what most of each run is covered with beside natural cover; of equals the first."""
    said = pieces[pieces["kind"] != UNKNOWN]
    sums = said.groupby(["run", "kind"])["length"].sum().reset_index()
    first = sums.sort_values(["length", "kind"], ascending=[False, True]).groupby("run")["kind"].first()
    return [int(kind) for kind in first.reindex(pieces["run"].unique(), fill_value=UNKNOWN)]


def _lines(profile: Profile, run: NDArray[np.intp], chosen: NDArray[np.bool_]) -> NDArray[np.object_]:
    """Return the line of each run of pieces."""
    row = np.flatnonzero(chosen)
    number = np.unique(run[row], return_inverse=True)[1]
    last = np.r_[number[1:] != number[:-1], True] if len(row) else np.zeros(0, dtype=bool)
    xy = np.concatenate([profile.start[row], profile.stop[row][last]])
    owner = np.concatenate([number, number[last]])
    order = np.argsort(owner, kind="stable")
    return np.asarray(shapely.linestrings(xy[order], indices=owner[order]), dtype=object)
