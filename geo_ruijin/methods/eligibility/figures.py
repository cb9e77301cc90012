"""The figures of eligible land and of its sites."""

from __future__ import annotations

from collections.abc import Sequence

import geopandas as gpd

from geo_ruijin.methods.eligibility.control_lines import ControlLine, lines_counted, reservation
from geo_ruijin.methods.eligibility.effects import Effects
from geo_ruijin.methods.eligibility.grid import Grid
from geo_ruijin.methods.eligibility.site_rows import HECTARE, KILOMETRE
from geo_ruijin.methods.parameter import Range
from geo_ruijin.methods.shares import percent
from geo_ruijin.results import Measure
from geo_ruijin.text import Text
from geo_ruijin.units import Hectares

_WHOLE = 100  # %


def measures_of_land(grid: Grid, found: Effects, lines: Sequence[ControlLine]) -> dict[str, Measure]:
    """Return the area of the place, what of it is eligible, and how many control lines were looked at."""
    said = reservation(lines)
    return {
        "area": Measure(
            grid.area / KILOMETRE**2, "km²", Text(zh="{place}的面积(按像元)", en="Area of {place}, by its cells")
        ),
        "eligible": Measure(
            found.eligible * grid.cell_area / HECTARE,
            "ha",
            _reserved("没有被任何一条规则排除的土地(按像元)", "Land that no rule takes, by its cells", said),
        ),
        "eligible_share": Measure(
            percent(found.eligible, found.whole),
            "%",
            _reserved("可用土地 ÷ {place}面积", "Eligible land / area of {place}", said),
        ),
        "control_lines": Measure(
            float(lines_counted(lines)),
            "lines",
            Text(
                zh=f"三区三线中已提供、完整并用于排除的条数({said.zh})",
                en=f"Control lines of three that were supplied whole and applied ({said.en})",
            ),
        ),
    }


def measures_of_sites(
    rows: gpd.GeoDataFrame, said: Text, *, least_area: Hectares, density: Range, specific_yield: Range | None
) -> dict[str, Measure]:
    """Return how many sites there are, their area, and what they carry and yield.

    Parameters
    ----------
    rows
        The sites with `area` [ha].
    said
        What must be said of the control lines.
    least_area
        The least area of a site [ha].
    density
        [MWp/ha].
    specific_yield
        [kWh/kWp]; None where there is no weather.
    """
    area = float(rows["area"].sum())
    low, mid, high = (area * value for value in density)
    measures = {
        "sites": Measure(
            float(len(rows)),
            "places",
            _reserved(f"连片 {least_area:g} 公顷以上的地块数", f"Contiguous sites of {least_area:g} ha or more", said),
        ),
        "sites_area": Measure(
            area, "ha", _reserved("地块面积合计(按实际边界裁切后)", "Area of the sites, cut to the true borders", said)
        ),
        "capacity": Measure(
            mid,
            "MWp",
            _reserved(
                f"地块可装容量:面积 × {density.mid:g} 兆瓦/公顷({density.low:g}—{density.high:g})",
                f"Capacity of the sites: area × {density.mid:g} MWp/ha ({density.low:g} to {density.high:g})",
                said,
            ),
            low,
            high,
        ),
    }
    if "mine" in rows:
        measures["sites_on_mines"] = Measure(
            float((rows["area"] * rows["mine"]).sum() / _WHOLE),
            "ha",
            _reserved("其中在{mines}图斑上的地块面积", "Of the sites, what lies on {mines}", said),
        )
    if specific_yield is None:
        return measures
    measures["energy"] = Measure(
        mid * specific_yield.mid / KILOMETRE,
        "GWh",
        _reserved(
            "地块首年发电量:可装容量 × 单位容量发电量,系统损失以外不另计遮挡",
            "Energy of the sites in the first year: capacity × specific yield, with no shade beyond the losses",
            said,
        ),
        low * specific_yield.low / KILOMETRE,
        high * specific_yield.high / KILOMETRE,
    )
    measures["specific_yield"] = Measure(
        specific_yield.mid,
        "kWh/kWp",
        Text(
            zh="朝赤道固定支架首年的单位容量发电量(逐时模拟,系统损失以外不另计遮挡;上下限按系统损失)",
            en="Specific yield of racks that face the equator, first year, simulated hour by hour with no shade "
            "beyond the losses; from the most to the least losses",
        ),
        specific_yield.low,
        specific_yield.high,
    )
    return measures


def _reserved(zh: str, en: str, said: Text) -> Text:
    return Text(zh=f"{zh}({said.zh})", en=f"{en} ({said.en})")
