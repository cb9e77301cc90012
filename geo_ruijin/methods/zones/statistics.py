"""Mean, least, most and quantiles of a raster by zone: how high the townships lie.

Words in braces in the texts ("{place}") are the titles of the inputs; whoever runs the method fills them in.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo_ruijin.errors import MethodError
from geo_ruijin.figures import show_unit
from geo_ruijin.methods.columns import DIVISION
from geo_ruijin.methods.method import Divisions, Gives, Limits, Need, declare
from geo_ruijin.methods.shares import percent, percents
from geo_ruijin.methods.zones.areas import KNOWN_COLUMNS, gap_notes, known_measures, known_rows, zones_asked
from geo_ruijin.methods.zones.bands import band_named
from geo_ruijin.raster import Raster
from geo_ruijin.results import Column, Measure, Result, Table
from geo_ruijin.text import Text
from geo_ruijin.units import OF_100, Unit
from geo_ruijin.zonal.amounts import Amounts, amounts_in
from geo_ruijin.zonal.classes import ClassAreas, class_areas
from geo_ruijin.zonal.coded import coded

_OF = ("place", "raster")
_MEDIAN = 50


@declare(
    measures={
        "known_area": Gives("km²", of=_OF),
        "known_share": Gives("%", of=_OF),
        "above_share": Gives("%", of=_OF),
    },
    tables={"whole": _OF, "zones": (*_OF, "by")},
)
def zonal_statistics(
    *,
    place: Limits,
    raster: Annotated[Raster, Need(("raster",))],
    by: Divisions | None = None,
    band: str | None = None,
    quantiles: Annotated[tuple[float, ...], Unit("%"), OF_100] = (),
    above: float | None = None,
) -> Result:
    """Return the mean, least, most and quantiles of amounts, for the place and by division.

    Of cells that a border crosses the exact part inside counts. The mean is weighed with areas on the ellipsoid,
    quantiles with cells. Where the raster says nothing, it counts for nothing.

    Parameters
    ----------
    place
        Polygons whose union is the place.
    raster
        Amounts: heights, a share of canopy.
    by
        Polygons with `name` to report by.
    band
        Which band; needs not be said where there is one.
    quantiles
        Which to tell [%].
    above
        In the unit of the band: from which amount on the share of the area is told.

    Raises
    ------
    MethodError
        If the band is not there or holds classes, or the place has no area.
    """
    name = band_named(raster, band)
    if raster.bands[name].classes is not None:
        raise MethodError(
            Text(
                zh="{raster}是分类栅格,没有平均值:请改用方法 class_shares",
                en="{raster} holds classes, which have no mean: use the method class_shares",
            )
        )
    zones = zones_asked(place, by)
    amounts = amounts_in(raster, name, zones.geometry, quantiles=quantiles)
    bounds = () if above is None else (above,)
    found = class_areas(coded(raster, name, bounds=bounds), zones.geometry)
    measures = known_measures(found)
    if above is not None:
        measures["above_share"] = _above(found, above, raster.bands[name].unit)
    unit = raster.bands[name].unit or "1"
    rows, columns = _rows(amounts, found, quantiles, above, unit)
    data = zones.assign(**rows)
    whole = Text(zh="全域{raster}统计", en="Statistics of {raster} in all of {place}")
    tables = {"whole": Table(whole, pd.DataFrame(data.drop(columns=["name", "geometry"])).head(1), columns)}
    if by is not None:
        title = Text(zh="各区划{raster}统计", en="Statistics of {raster} by division")
        tables["zones"] = Table(title, data.iloc[1:].reset_index(drop=True), {"name": DIVISION, **columns})
    return Result(measures, tables, gap_notes(found))


def _above(found: ClassAreas, above: float, unit: str | None) -> Measure:
    least = _level(above, unit)
    return Measure(
        percent(float(found.of(above)[0]), float(found.known[0])),
        "%",
        Text(
            zh=f"{{raster}}不低于 {least.zh} 的面积 ÷ {{place}}内有数据的面积",
            en=f"Area where {{raster}} is {least.en} or more / area of {{place}} where it says anything",
        ),
    )


def _level(above: float, unit: str | None) -> Text:
    """Return a level with the unit of the raster."""
    gap = "" if unit == "%" else " "
    zh, en = show_unit(unit, language="zh"), show_unit(unit, language="en")
    return Text(zh=f"{above:g}{gap}{zh}".rstrip(), en=f"{above:g}{gap}{en}".rstrip())


def _rows(
    amounts: Amounts, found: ClassAreas, quantiles: Sequence[float], above: float | None, unit: str
) -> tuple[dict[str, NDArray[np.float64]], dict[str, Column]]:
    """Return the columns of all zones, and what they are called."""
    rows = {"mean": amounts.mean, "least": amounts.least, "most": amounts.most}
    columns = {
        "mean": Column(Text(zh="平均(按面积)", en="Mean, by area"), unit),
        "least": Column(Text(zh="最小", en="Least"), unit),
        "most": Column(Text(zh="最大", en="Most"), unit),
    }
    for index, one in enumerate(quantiles):
        rows[f"quantile_{one:g}"] = amounts.quantiles[:, index]
        title = (
            Text(zh="中位数", en="Median") if one == _MEDIAN else Text(zh=f"{one:g}% 分位", en=f"Quantile {one:g} %")
        )
        columns[f"quantile_{one:g}"] = Column(title, unit)
    if above is not None:
        rows["above_share"] = percents(found.of(above), found.known)
        columns["above_share"] = Column(
            Text(zh=f"不低于 {_level(above, unit).zh} 的面积占比", en=f"Share from {_level(above, unit).en} on"), "%"
        )
    return {**rows, **known_rows(found)}, {**columns, **KNOWN_COLUMNS}
