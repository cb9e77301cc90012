"""The figures and tables of strips along rivers."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from pyproj import CRS

from geo_ruijin.methods.columns import DIVISION, worded
from geo_ruijin.methods.counting.rows import by_division, division_of
from geo_ruijin.methods.reach import SLIVER
from geo_ruijin.methods.rivers.courses import KILOMETRE, Course
from geo_ruijin.methods.rivers.land import Kinds
from geo_ruijin.methods.rivers.middle import LEFT, RIGHT, UNSIDED
from geo_ruijin.methods.rivers.profile import Profile
from geo_ruijin.methods.rivers.stretches import NAMELESS, SIDES
from geo_ruijin.methods.rivers.strips import Strips
from geo_ruijin.methods.shares import percents
from geo_ruijin.results import Column, Table
from geo_ruijin.text import Text
from geo_ruijin.units import Metres

HECTARE = 10_000  # m²

RIVER = Column(Text(zh="河流", en="River"))
BANK_SIDE = Column(Text(zh="岸别(面向下游)", en="Bank, looking downstream"))
_BANK = Column(Text(zh="岸线长度", en="Length of bank"), "km")
NATURAL = Column(Text(zh="自然覆盖占比", en="Natural cover"), "%")


def strip_rows(
    strips: Mapping[Metres, Strips],
    areas: Mapping[Metres, NDArray[np.float64]],
    profile: Profile,
    courses: Sequence[Course],
    kinds: Kinds,
    unsided: Collection[int] = (),
) -> pd.DataFrame:
    """Return a row for every river, side and width.

    Returns
    -------
    DataFrame
        number (of the river), river, side, width [m], bank [km], area, natural and unknown [ha].
    """
    rivers = pd.Series({course.number: course.river for course in courses})
    river_of = np.array([course.number for course in courses])
    keys = [(number, side) for number in rivers.index for side in ((UNSIDED,) if number in unsided else (LEFT, RIGHT))]
    sides = pd.MultiIndex.from_tuples(keys, names=["number", "side"])
    bank = pd.Series(profile.length / KILOMETRE).groupby([river_of[profile.course], profile.side]).sum()
    bank.index.names = ["number", "side"]
    found = []
    for width, strip in strips.items():
        table = areas[width]
        part = pd.DataFrame(
            {
                "area": table.sum(axis=1) - table[:, :-1][:, kinds.water].sum(axis=1),
                "natural": table[:, :-1][:, kinds.natural & ~kinds.water].sum(axis=1),
                "unknown": table[:, -1],
            }
        )
        part = part.groupby([strip.river, strip.side]).sum() / HECTARE
        part.index.names = ["number", "side"]
        found.append(part.reindex(sides, fill_value=0.0).assign(width=width, bank=bank.reindex(sides, fill_value=0.0)))
    rows = pd.concat(found).reset_index()
    rows["river"] = worded([rivers[number] or NAMELESS for number in rows["number"]], rows.index)
    place = {number: at for at, number in enumerate(rivers.index)}
    rows["order"] = rows["number"].map(place)
    return rows.sort_values(["order", "side", "width"], kind="stable", ignore_index=True)


def rivers_table(rows: pd.DataFrame) -> Table:
    """Return rivers by side and width."""
    known = rows["area"] - rows["unknown"]
    data = rows.assign(
        side=worded([SIDES[side] for side in rows["side"]], rows.index),
        share=percents(rows["natural"], known),
        unsaid=percents(rows["unknown"], rows["area"]),
    )
    columns = {
        "river": RIVER,
        "side": BANK_SIDE,
        "width": Column(Text(zh="缓冲带宽", en="Width of the strip"), "m"),
        "bank": _BANK,
        "area": Column(Text(zh="缓冲带面积", en="Area of the strip"), "ha"),
        "natural": Column(Text(zh="其中自然覆盖", en="Under natural cover"), "ha"),
        "share": NATURAL,
        "unsaid": Column(Text(zh="地类不明占比", en="Not known"), "%"),
    }
    return Table(
        Text(zh="各河流两岸缓冲带的自然覆盖", en="Natural cover of strips by river and bank"),
        data[list(columns)],
        columns,
    )


def classes_table(strips: Strips, areas: NDArray[np.float64], kinds: Kinds, width: Metres) -> Table:
    """Return what covers the strips of one width on either side, the largest first."""
    land = ~kinds.water
    sides = np.stack([areas[strips.side == side].sum(axis=0) for side in (LEFT, RIGHT)]) / HECTARE
    names = [*(name for name, some in zip(kinds.names, land, strict=True) if some), Text(zh="不明", en="not known")]
    sides = sides[:, np.append(land, True)]
    data = pd.DataFrame({"area": sides.sum(axis=0), "left_area": sides[LEFT], "right_area": sides[RIGHT]})
    data["cover"] = worded(names, data.index)
    natural = [*kinds.natural[land], False]
    data["natural"] = worded(
        [Text(zh="是", en="yes") if one else Text(zh="否", en="no") for one in natural], data.index
    )
    data.loc[len(data) - 1, "natural"] = None
    for name, area in (("share", "area"), ("left", "left_area"), ("right", "right_area")):
        data[name] = percents(data[area], np.full(len(data), data[area].sum()))
    data = data[data["area"] * HECTARE >= SLIVER].sort_values("area", ascending=False, kind="stable", ignore_index=True)
    columns = {
        "cover": Column(Text(zh="地类", en="Cover")),
        "natural": Column(Text(zh="自然覆盖", en="Natural")),
        "area": Column(Text(zh="面积", en="Area"), "ha"),
        "share": Column(Text(zh="占比", en="Share"), "%"),
        "left": Column(Text(zh="左岸占比", en="Left bank"), "%"),
        "right": Column(Text(zh="右岸占比", en="Right bank"), "%"),
    }
    return Table(
        Text(zh=f"两岸 {width:g} 米缓冲带的地类构成", en=f"What covers the strips of {width:g} m"),
        data[list(columns)],
        columns,
    )


def stretches_table(rows: gpd.GeoDataFrame, title: Text, *, covers: bool = True) -> Table:
    """Return stretches of banks as a reader sees them; gaps, whose `covers` are told, are places to go to."""
    columns = {
        "river": RIVER,
        "side": BANK_SIDE,
        "low": Column(Text(zh="起点里程(自本段上游端)", en="From, km below the upper end of the part"), "km"),
        "high": Column(Text(zh="止点里程", en="To"), "km"),
        "part": Column(Text(zh="段", en="Part")),
        "length": Column(Text(zh="沿岸长度", en="Length along the bank"), "m"),
        "natural": NATURAL,
    }
    if covers:
        columns["cover"] = Column(Text(zh="主要地类(非自然)", en="Mostly (not natural)"))
    if "division" in rows:
        columns["division"] = DIVISION
    columns |= {
        "x": Column(Text(zh="中点 X(东)", en="Middle, easting"), "m"),
        "y": Column(Text(zh="中点 Y(北)", en="Middle, northing"), "m"),
    }
    return Table(title, rows[[*columns, "geometry"]], columns, field=covers)


def zones_table(
    profile: Profile, broken: NDArray[np.bool_], gaps: gpd.GeoDataFrame, by: gpd.GeoDataFrame, crs: CRS
) -> Table:
    """Return a row for every division that has banks; each piece of a bank is where its middle is."""
    some = profile.length > 0
    names = division_of(gpd.GeoSeries(shapely.points(profile.middle[some]), crs=crs), by)
    pieces = pd.DataFrame(
        {
            "bank": profile.length[some] / KILOMETRE,
            "known": np.where(profile.known, profile.length, 0.0)[some] / KILOMETRE,
            "broken": np.where(broken, profile.length, 0.0)[some] / KILOMETRE,
        }
    )
    sums = pieces.groupby(names).sum()
    sums["gaps"] = gaps.groupby("division").size().reindex(sums.index).fillna(0).astype(float)
    data = by_division(sums, by)
    data = data[data["bank"] > 0]
    data["share"] = percents(data["broken"], data["known"])
    columns = {
        "name": DIVISION,
        "bank": _BANK,
        "broken": Column(Text(zh="非自然岸线", en="Broken"), "km"),
        "share": Column(Text(zh="非自然岸线占比", en="Share broken"), "%"),
        "gaps": Column(Text(zh="断带数(按中点)", en="Gaps, by their middles")),
    }
    data = data.sort_values(["broken", "bank"], ascending=False, kind="stable", ignore_index=True)
    return Table(Text(zh="各区划岸线", en="Banks by division"), data, columns)
