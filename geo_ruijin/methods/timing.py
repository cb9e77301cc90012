"""How long people walk, where the heights of the ground are known."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd

from geo_ruijin.figures import show_figure
from geo_ruijin.methods.parameter import needed
from geo_ruijin.network import Network
from geo_ruijin.raster import Raster
from geo_ruijin.sampling import bilinear
from geo_ruijin.text import Text
from geo_ruijin.units import Metres
from geo_ruijin.walking_time import WalkingTime, by_slope

#: Seconds in a minute.
_MINUTE = 60


def timed(network: Network, heights: Raster, over: Metres | None) -> WalkingTime:
    """Return the walking times of a network over the ground, slopes measured over at least `over` [m].

    Raises
    ------
    MethodError
        If the length is not given, or not above 0.
    """
    if over is None:
        raise needed(Text(zh="量坡度的长度 slope_over", en="slope_over"))
    return by_slope(network, lambda places: bilinear(heights, "elevation", places, crs=network.crs), over=over)


def minutes(timing: WalkingTime, homes: gpd.GeoSeries, doors: gpd.GeoSeries) -> pd.Series[float]:
    """Return the time of the quickest walk from each home to a door [min], missing where no way leads there."""
    return timing.network.nearest(homes, doors) / _MINUTE


def timing_note(timing: WalkingTime) -> Text:
    """Return how times came about."""
    level = show_figure(timing.unknown / 1000, "km")
    zh, en = "", ""
    if timing.unknown > 0:
        zh = f";其中 {level} 公里道路高程不详,按平路计"
        en = f"; {level} km of street have no known height and count as level"
    return Text(
        zh="步行时间按 Tobler (1993) 坡度速度函数由{heights}推算:平路每小时 5.04 公里,上坡、下坡分别计"
        f"{zh}。桥梁和隧道沿地面起伏计,偏慢。",
        en="Walking times follow Tobler's hiking function (1993) over {heights}: 5.04 km/h on the level, uphill and "
        f"downhill apart{en}. Bridges and tunnels are walked "
        "over the ground beneath or above them, which is too slow.",
    )
