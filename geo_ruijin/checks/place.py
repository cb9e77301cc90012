"""Features outside the place they are said to lie in."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from geo_ruijin.checks.rows import in_rows
from geo_ruijin.errors import NOTHING, Fault
from geo_ruijin.text import Text

#: How far from the place the features of a province may lie that it is part of [m]; what is further is a mistake.
FAR = 500_000.0

TURNED = Text(
    zh="请检查坐标系、基准(datum)以及经纬度是否颠倒。",
    en="Check the coordinate system, the datum and the order of longitude and latitude.",
)


#: From which share of a layer's area on what lies outside is remarked on [1].
_BEYOND = 0.01


def check_place(features: gpd.GeoDataFrame, place: BaseGeometry, *, file: str) -> list[Fault]:
    """Return a remark on features outside `place`, and on areas that reach beyond it.

    Where more than half lie outside it, or any so far that they can be no neighbours, that is a serious fault: rows in
    another zone, with their axes exchanged, at 0, 0.
    """
    shapely.prepare(place)
    outside = pd.Series(~shapely.intersects(place, features.geometry.to_numpy()), index=features.index)
    reaching = _reaching(features[~outside], place, file=file)
    if not outside.any():
        return reaching
    away = shapely.distance(shapely.box(*place.bounds), features.geometry.to_numpy())
    if (lost := pd.Series(~(away <= FAR), index=features.index)).any():  # not a number is far too
        problem = Text(zh=f"离本地超过 {FAR / 1000:.0f} 公里", en=f"more than {FAR / 1000:.0f} km from the place")
        return [in_rows(file, "geometry", problem, lost, cure=TURNED)]
    serious = bool(outside.mean() > 0.5)  # noqa: PLR2004 - more out than in is another place
    problem = Text(zh="位于行政区边界之外", en="outside the boundary of the place")
    return [
        in_rows(file, "geometry", problem, outside, cure=TURNED if serious else NOTHING, serious=serious),
        *reaching,
    ]


def _reaching(features: gpd.GeoDataFrame, place: BaseGeometry, *, file: str) -> list[Fault]:
    """Return a remark on areas that lie partly outside the place: some figures measure them whole, others cut them."""
    shapes = features.geometry.to_numpy()
    crossing = shapes[~shapely.covers(place, shapes)]
    total = float(shapely.area(shapes).sum())
    inside = shapely.area(shapely.intersection(crossing, place))
    crossing, inside = crossing[inside > 0], inside[inside > 0]
    beyond = float((shapely.area(crossing) - inside).sum())
    if not beyond > _BEYOND * total:
        return []
    share = f"{100 * beyond / total:.1f}"
    what = Text(
        zh=f"有 {len(crossing)} 个面伸出行政区边界,界外部分占图层面积的 {share}%({beyond:,.0f} 平方米)。"
        "图层照原样保留,只计界内还是整块计入,见各指标的定义",
        en=f"{len(crossing)} areas reach beyond the boundary of the place; the part outside, {share} % of the layer's "
        f"area ({beyond:,.0f} m²), stays in it. Whether a figure counts it is said where the figure is defined",
    )
    cure = Text(
        zh="哪里都不应计入的,请先按边界裁剪再加入。",
        en="Cut them at the boundary and add them again if no figure should.",
    )
    return [Fault(file, "geometry", what, cure, serious=False)]
