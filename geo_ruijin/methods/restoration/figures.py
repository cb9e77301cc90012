"""The figures and tables of sites to restore."""

from __future__ import annotations

from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import pandas as pd

from geo_ruijin.methods.columns import DIVISION, worded
from geo_ruijin.methods.counting.rows import by_division
from geo_ruijin.methods.restoration.ground import HECTARE, KINDS
from geo_ruijin.methods.restoration.links import Forest, mesh_with
from geo_ruijin.methods.shares import percents
from geo_ruijin.results import Column, Measure, Table
from geo_ruijin.text import Text, listed
from geo_ruijin.units import Degrees, Hectares

_AREA = Column(Text(zh="面积", en="Area"), "ha")
_SITES = Column(Text(zh="地块数", en="Sites"))


def measures_of(
    rows: gpd.GeoDataFrame,
    forest: Forest | None,
    *,
    named: Sequence[str],
    least_area: Hectares,
    steep: Degrees,
    said: Text,
) -> dict[str, Measure]:
    """Return how many sites there are, their area, how much of it is steep or ruled, and what they would join."""
    least, total = f"{least_area:g}", float(rows["area"].sum())
    found = {
        **_named(rows, named),
        "sites": Measure(
            float(len(rows)),
            "places",
            Text(
                zh=f"不小于 {least} 公顷的备选地块数,各类合计({said.zh})",
                en=f"Sites of {least} ha or more, of all kinds ({said.en})",
            ),
        ),
        "area": Measure(
            total,
            "ha",
            Text(zh=f"这些地块的面积,各类合计({said.zh})", en=f"Area of these sites, of all kinds ({said.en})"),
        ),
    }
    if "slope" in rows:
        above, unknown = float(rows["steep_area"].sum()), float(rows["unmeasured"].sum())
        found["steep_area"] = Measure(
            above,
            "ha",
            Text(
                zh=f"其中坡度超过 {steep:g}° 的面积,须另作工程措施(按像元)",
                en=f"Of it, steeper than {steep:g}°: needs other works (by cells)",
            ),
            low=above if unknown else None,
            high=above + unknown if unknown else None,
        )
    if forest is not None:
        with_all = mesh_with(rows.geometry.to_numpy(), forest)
        link = f"{forest.link:g}"
        found["linking_sites"] = Measure(
            float((rows["patches"] > 1).sum()),
            "places",
            Text(
                zh=f"{link} 米以内有两块以上互不相连的森林的地块数",
                en=f"Sites with two forests or more within {link} m that do not hang together",
            ),
        )
        found["mesh"] = Measure(
            forest.mesh / HECTARE,
            "ha",
            Text(
                zh=f"现有森林的有效网格面积:∑斑块面积² ÷ {{place}}面积,相距不超过 {link} 米算相连",
                en=f"Effective mesh size of the forest there is: sum of the squares of patches / area of {{place}}; no "
                f"further apart than {link} m hangs together",
            ),
        )
        found["mesh_gain"] = Measure(
            (with_all - forest.mesh) / HECTARE,
            "ha",
            Text(zh="全部地块恢复成林后有效网格面积的增加", en="Rise of the mesh were all sites forest"),
        )
    if "red_line" in rows:
        found["red_line_area"] = Measure(
            float(rows["red_line"].sum()),
            "ha",
            Text(
                zh="其中在{ecological_red_line}以内的面积:可以修复,方式受限",
                en="Of it, within {ecological_red_line}: works there are limited",
            ),
        )
    if "solar" in rows:
        found["solar_area"] = Measure(
            float(rows["solar"].sum()),
            "ha",
            Text(zh="与{solar_sites}重叠的面积:两种用途只能选一", en="On {solar_sites} too: one use or the other"),
        )
    return found


def _named(rows: gpd.GeoDataFrame, kinds: Sequence[str]) -> dict[str, Measure]:
    """Return what of the sites is of the kinds that the plan names, where it is said which these are."""
    if not kinds:
        return {}
    own = rows[rows["named"].to_numpy(dtype=bool)]
    said = listed(KINDS[kind] for kind in kinds)
    return {
        "named_sites": Measure(
            float(len(own)),
            "places",
            Text(zh=f"方案点名的类别({said.zh})的地块数", en=f"Sites of kinds the plan names: {said.en}"),
        ),
        "named_area": Measure(
            float(own["area"].sum()),
            "ha",
            Text(zh=f"方案点名的类别({said.zh})的地块面积", en=f"Area of sites of kinds the plan names: {said.en}"),
        ),
    }


def sites_table(rows: gpd.GeoDataFrame, said: Text) -> Table:
    """Return the sites as a reader sees them; of what no layer says there is no column."""
    columns = {
        "rank": Column(Text(zh="排名", en="Rank")),
        "said": Column(Text(zh="类别", en="Kind")),
        "named": Column(Text(zh="方案点名", en="Named by the plan")),
        "division": DIVISION,
        "village": Column(Text(zh="最近的村(居)委会", en="Nearest village committee")),
        "area": _AREA,
        "kind_rank": Column(Text(zh="类内排名", en="Rank in its kind")),
        "slope": Column(Text(zh="平均坡度", en="Mean slope"), "°"),
        "steep_area": Column(Text(zh="陡坡面积", en="Steep"), "ha"),
        "forest_m": Column(Text(zh="到森林的距离", en="To forest"), "m"),
        "patches": Column(Text(zh="可接通的森林斑块数", en="Forests in reach")),
        "joined": Column(Text(zh="接到最大斑块上的森林", en="Forest joined to the largest of them"), "ha"),
        "gain": Column(Text(zh="单独恢复时有效网格面积的增加", en="Rise of the mesh by itself"), "ha"),
        "mines": Column(Text(zh="矿山(治理状态)", en="Mines (restoration)")),
        "land_use": Column(Text(zh="现状地类", en="Land use now")),
        "forest_inventory": Column(Text(zh="森林小班(地类、树种)", en="Forest inventory (kind, species)")),
        "conflicts": Column(Text(zh="冲突与限制", en="Conflicts and limits")),
        "score": Column(Text(zh="排序得分", en="Score of the ranking")),
    }
    return Table(
        Text(zh=f"植被恢复备选地块({said.zh})", en=f"Sites to restore ({said.en})"),
        rows,
        {name: column for name, column in columns.items() if name in rows},
        field=True,
        beside=("ecological_red_line", "solar_sites", "villages", "by"),
    )


def kinds_table(rows: gpd.GeoDataFrame) -> Table:
    """Return a row a kind that was looked for, the largest area first."""
    sums = rows.assign(sites=1.0)
    if "patches" in rows:
        sums["linking"] = rows["patches"] > 1
    names = [name for name in ("sites", "area", "steep_area", "linking") if name in sums]
    data = sums.groupby("kind")[names].sum().astype(np.float64).reset_index()
    data["said"] = worded([KINDS[kind] for kind in data["kind"]], data.index)
    data["share"] = percents(data["area"], np.full(len(data), data["area"].sum()))
    columns = {
        "said": Column(Text(zh="类别", en="Kind")),
        "sites": _SITES,
        "area": _AREA,
        "share": Column(Text(zh="占比", en="Share"), "%"),
        "steep_area": Column(Text(zh="陡坡面积", en="Steep"), "ha"),
        "linking": Column(Text(zh="能接通森林斑块的地块数", en="Sites that join forests")),
    }
    return Table(
        Text(zh="备选地块(按类别)", en="Sites by kind"),
        data.sort_values("area", ascending=False, kind="stable", ignore_index=True),
        {name: column for name, column in columns.items() if name in data},
    )


def zones_table(rows: gpd.GeoDataFrame, by: gpd.GeoDataFrame) -> Table:
    """Return a row a division with the sites that lie mostly in it, the largest area first; they add up to all."""
    wide = pd.crosstab(rows["division"], rows["kind"], values=rows["area"], aggfunc="sum").fillna(0.0)
    kinds = [kind for kind in KINDS if kind in wide]
    own = rows.assign(sites=1.0).groupby("division")[["sites", "area"]].sum().join(wide)
    data = by_division(own, by).sort_values("area", ascending=False, kind="stable", ignore_index=True)
    return Table(
        Text(zh="备选地块(按区划)", en="Sites by division"),
        data,
        {
            "name": DIVISION,
            "sites": _SITES,
            "area": _AREA,
            **{kind: Column(Text(zh=f"其中:{KINDS[kind].zh}", en=f"Of it, {KINDS[kind].en}"), "ha") for kind in kinds},
        },
    )
