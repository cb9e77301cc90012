"""Photovoltaics that roofs carry already: which plants count, how large they are, and the roof each stands on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo_ruijin.errors import MethodError
from geo_ruijin.methods.counting.rows import counts, words
from geo_ruijin.methods.method import Need
from geo_ruijin.methods.parameter import Range, demand_above_0
from geo_ruijin.text import Text
from geo_ruijin.units import ABOVE_0, Metres, Unit

#: The roofs of an analysis of what they can carry: capacity [kWp], areas [m²].
_STOCK = ("class", "roof_area", "usable_area", "capacity")
#: Roofs with what they could carry, and with what that would yield.
Stock = Annotated[gpd.GeoDataFrame, Need(("polygon",), _STOCK)]
Roofs = Annotated[gpd.GeoDataFrame, Need(("polygon",), (*_STOCK, "specific_yield", "energy"))]
#: Power of modules per area of them.
ModulePower = Annotated[Range, Unit("W/m²")]
#: Power of the modules over that of the inverters.
DcAcRatio = Annotated[float, Unit("1"), ABOVE_0]

#: Whose a plant is.
OWNERS: Mapping[str, Text] = {
    "household": Text(zh="户用", en="households"),
    "business": Text(zh="工商业", en="business"),
    "public": Text(zh="公共机构", en="public institutions"),
}
#: What has become of a plant.
STATES: Mapping[str, Text] = {
    "operating": Text(zh="已投产", en="operating"),
    "building": Text(zh="在建", en="being built"),
    "planned": Text(zh="前期", en="planned"),
}
#: What the state of a plant is called that came after the year asked for.
LATE = "late"
_PLACES: Mapping[str, Text] = {"roof": Text(zh="屋顶", en="on a roof"), "ground": Text(zh="地面", en="on the ground")}

NO_ROOF = -1
_WATTS = 1000.0


@dataclass(frozen=True)
class Plants:
    """Rooftop plants that are installed.

    Attributes
    ----------
    rows
        name, owner, `kw` of the inverters [kW], `kwp` of the modules [kWp], `area` of the modules [m²], and the
        geometry, the index reset; NaN where nobody says and nothing tells.
    grounded
        How many rows stand on the ground, as they say.
    waiting
        How many are being built or planned only.
    late
        How many were connected after the year asked for.
    unsaid
        How many of `rows` do not say their state, and are taken to be installed as their layer says.
    states
        Every plant on a roof, whether installed or not: `state`, one of `STATES` or `LATE`, and `kw` [kW].
    repeated
        How many rows say again, cell for cell and at the same place, what another one with a name says.
    """

    rows: gpd.GeoDataFrame
    grounded: int
    waiting: int
    late: int
    unsaid: int
    states: pd.DataFrame
    repeated: int = 0

    def notes(self, layer: str, *, until: int | None = None) -> Iterator[Text]:
        """Yield which rows of the input `layer` do not count, and which do though they do not say."""
        if self.repeated:
            yield Text(
                zh=f"{{{layer}}}中有 {self.repeated} 行与另一行完全相同(名称、位置和各列),只计一次。",
                en=f"{self.repeated} rows of {{{layer}}} are the same as another one in name, place and every column, "
                "and count once.",
            )
        if self.grounded:
            yield Text(
                zh=f"{{{layer}}}中有 {self.grounded} 个写明不在屋顶,不算屋顶光伏;应填入电站图层。",
                en=f"{self.grounded} of {{{layer}}} say that they are not on a roof and do not count here; enter them "
                "as power plants.",
            )
        if self.waiting:
            yield Text(
                zh=f"{{{layer}}}中有 {self.waiting} 个在建或已备案未建,未计入。",
                en=f"{self.waiting} of {{{layer}}} are being built or only filed and do not count.",
            )
        if self.late:
            yield Text(
                zh=f"{{{layer}}}中有 {self.late} 个在 {until} 年以后并网,未计入。",
                en=f"{self.late} of {{{layer}}} were connected after {until} and do not count.",
            )
        if self.unsaid:
            yield Text(
                zh=f"{{{layer}}}中有 {self.unsaid} 个没有写状态,按已并网计。",
                en=f"{self.unsaid} of {{{layer}}} do not say their state and count as installed.",
            )


def installed_plants(rows: gpd.GeoDataFrame, *, dc_ac_ratio: float, until: int | None = None) -> Plants:
    """Return the plants of a filing list that are installed on roofs, with the power of inverters and of modules.

    A row that is there twice counts once; two of the same size at one place that bear no name may be two households.

    Parameters
    ----------
    rows
        Points with what is known of `power_kw` [kW], `power_kwp` [kWp], `array_area` [m²], `status`, `commissioned`,
        `place`, `owner_class` and `name`.
    dc_ac_ratio
        Of a plant that states one of its two powers alone, modules over inverters [kWp/kW].
    until
        The last year that counts; plants without a date count.

    Raises
    ------
    MethodError
        If a number is below 0, or `dc_ac_ratio` not above 0.

    Examples
    --------
    >>> list_ = gpd.GeoDataFrame({"power_kw": [10.0, None], "power_kwp": [None, 66.0]}, geometry=[None, None])
    >>> installed_plants(list_, dc_ac_ratio=1.1).rows[["kw", "kwp"]].round(6).to_numpy().tolist()
    [[10.0, 11.0], [60.0, 66.0]]
    """
    demand_above_0(dc_ac_ratio, Text(zh="容配比(dc_ac_ratio)", en="dc_ac_ratio"))
    again = _again(rows)
    rows = rows[~again]
    state, place = words(rows, "status", among=STATES), words(rows, "place", among=_PLACES)
    grounded = (place == "ground").fillna(value=False).astype(bool)
    waiting = ~grounded & state.isin(["building", "planned"])
    late = ~grounded & ~waiting & after(rows, until)
    roofed = rows[~grounded]
    kw, kwp = counts(roofed, "power_kw"), counts(roofed, "power_kwp")
    powers = pd.DataFrame({"kw": kw.fillna(kwp / dc_ac_ratio), "kwp": kwp.fillna(kw * dc_ac_ratio)})
    chosen = rows[~(grounded | waiting | late)]
    data = {
        "name": words(chosen, "name"),
        "owner": words(chosen, "owner_class", among=OWNERS),
        **powers.loc[chosen.index],
        "area": counts(chosen, "array_area"),
    }
    told = state[roofed.index].fillna("operating").mask(late[roofed.index], LATE)
    return Plants(
        gpd.GeoDataFrame(data, geometry=chosen.geometry).reset_index(drop=True),
        grounded=int(grounded.sum()),
        waiting=int(waiting.sum()),
        late=int(late.sum()),
        unsaid=int(state[chosen.index].isna().sum()),
        states=pd.DataFrame({"state": told, "kw": powers["kw"]}),
        repeated=int(again.sum()),
    )


#: Of a layer that holds no plant with its power: what is not in it may be there all the same.
NOT_LISTED = Text(
    zh="{layer}中没有一个写装机容量的项目(例如来自 OpenStreetMap),不等于没有屋顶光伏:已装多少无从知道。",
    en="{layer} holds no plant that states its power, as in OpenStreetMap; that does not mean that there is none: "
    "nobody knows what is installed.",
)


def states_power(rows: pd.DataFrame) -> bool:
    """Return whether any plant of a layer states its power: a layer where none does is a drawing and no list."""
    return any(bool(counts(rows, column).notna().any()) for column in ("power_kw", "power_kwp"))


def _again(rows: gpd.GeoDataFrame) -> pd.Series[bool]:
    """Return which rows repeat an earlier one in every cell and in place; of those without a name nobody can tell."""
    cells = pd.DataFrame({name: rows[name].astype("string") for name in rows.columns if name != rows.geometry.name})
    places = pd.Series(shapely.to_wkb(rows.geometry.to_numpy()), index=rows.index, dtype=object)
    named = words(rows, "name").notna()
    return cells.assign(geometry=places).duplicated() & named


def after(rows: pd.DataFrame, until: int | None) -> pd.Series[bool]:
    """Return which rows were commissioned after a year; those without a date were not."""
    if until is None or "commissioned" not in rows:
        return pd.Series(data=False, index=rows.index)
    return pd.to_datetime(rows["commissioned"], errors="coerce").dt.year.gt(until).fillna(value=False).astype(bool)


def roof_of(points: NDArray[np.object_], roofs: NDArray[np.object_], *, tolerance: Metres) -> NDArray[np.intp]:
    """Return the position of the roof each point stands on, else of the nearest within reach; -1 where there is none.

    Of roofs that overlap or are equally near, the first.

    Parameters
    ----------
    points
        Points in metres: (n,).
    roofs
        Footprints in metres: (m,).
    tolerance
        How far a point may lie from its roof; one exactly as far is on it [m].

    Raises
    ------
    MethodError
        If `tolerance` is not above 0.

    Examples
    --------
    >>> roof_of(shapely.points([[1, 1], [5, 1], [9, 1]]), shapely.box([0], [0], [2], [2]), tolerance=3).tolist()
    [0, 0, -1]
    """
    demand_above_0(tolerance, Text(zh="归属距离(tolerance)", en="tolerance"))
    found = np.full(len(points), NO_ROOF, dtype=np.intp)
    if len(points) and len(roofs):
        point, roof = shapely.STRtree(roofs).query_nearest(points, max_distance=tolerance)
        order = np.lexsort((roof, point))
        first = np.unique(point[order], return_index=True)[1]
        found[point[order][first]] = roof[order][first]
    return found


def module_areas(plants: gpd.GeoDataFrame, module_power: Range) -> pd.DataFrame:
    """Return the area of the modules of each plant [m²]: the least, the most likely and the most it may be.

    As stated; else from the power of the modules, which on one m² is the less the older they are. NaN where neither is
    known.

    Parameters
    ----------
    plants
        Rows of `Plants`.
    module_power
        Of modules of unknown area [W/m²].

    Raises
    ------
    MethodError
        If a power of modules is not above 0.

    Examples
    --------
    >>> rows = gpd.GeoDataFrame({"kwp": [20.0, 20.0], "area": [None, 90.0]}, geometry=[None, None])
    >>> module_areas(rows, Range(160.0, 200.0, 250.0)).to_numpy().tolist()
    [[80.0, 100.0, 125.0], [90.0, 90.0, 90.0]]
    """
    if not module_power.low > 0:
        raise MethodError(
            Text(
                zh=f"组件单位面积功率应大于 0,现为 {module_power.low:g}",
                en=f"the power of modules per area should be above 0, is {module_power.low:g}",
            )
        )
    watts = plants["kwp"].astype(np.float64) * _WATTS
    powers = {"low": module_power.high, "mid": module_power.mid, "high": module_power.low}
    stated = plants["area"].astype(np.float64)
    return pd.DataFrame({name: stated.fillna(watts / power) for name, power in powers.items()}, index=plants.index)
