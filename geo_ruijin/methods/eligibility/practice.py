"""What practice avoids and law does not forbid: steep and shaded slopes, long ways, and land of another kind."""

from __future__ import annotations

import numpy as np
import pandas as pd

from geo_ruijin.methods.counting.rows import truths, words
from geo_ruijin.methods.eligibility.exclusion import Exclusion, not_applied
from geo_ruijin.methods.eligibility.grid import Bools, Shapes
from geo_ruijin.methods.eligibility.ground import Ground
from geo_ruijin.methods.parameter import needed
from geo_ruijin.text import Text, same

_METRES = 1000  # in a kilometre

#: What borders that differ by a hair leave without a parcel is no news [ha].
_NEWS = 1


def steep(key: str, ground: Ground) -> Exclusion:
    """Return the rule on slopes; what has no height is taken too."""
    limit = ground.choices.slope
    title = Text(zh=f"坡度超过 {limit:g}°(惯例)", en=f"slopes over {limit:g}° (practice)")
    if ground.terrain is None:
        return not_applied(key, title)
    slope = ground.terrain.slope
    unknown = np.isnan(slope)
    remarks: tuple[Text, ...] = ()
    if unknown.any():
        hectares = unknown.sum() * ground.grid.cell_area / 1e4
        remarks = (
            Text(
                zh=f"有 {hectares:,.0f} 公顷没有高程,坡度不明,一并排除。",
                en=f"{hectares:,.0f} ha have no height: their slope is not known, and they are left out too.",
            ),
        )
    return Exclusion(key, title, (slope > limit) | unknown, remarks=remarks)


def away_from_sun(key: str, ground: Ground) -> Exclusion:
    """Return the rule on slopes that face the nearer pole."""
    choices = ground.choices
    title = Text(
        zh=f"背阳坡(坡向距极向 {choices.pole_sector:g}° 以内)且坡度超过 {choices.pole_slope:g}°(惯例)",
        en=f"slopes over {choices.pole_slope:g}° that face within {choices.pole_sector:g}° of the pole (practice)",
    )
    if ground.terrain is None:
        return not_applied(key, title)
    away = ground.terrain.from_pole <= choices.pole_sector
    return Exclusion(key, title, away & (ground.terrain.slope > choices.pole_slope))


def far_from_roads(key: str, ground: Ground) -> Exclusion:
    """Return the rule on the distance to roads open to vehicles."""
    limit = ground.choices.road_distance
    title = Text(zh=f"离道路超过 {limit:g} 米(惯例)", en=f"more than {limit:g} m from a road (practice)")
    roads = roads_of(ground)
    if roads is None:
        return not_applied(key, title)
    if not len(roads):
        return not_applied(key, title, Text(zh="没有可行车的道路", en="no road is open to vehicles"))
    return Exclusion(key, title, ~ground.grid.near(roads, limit), remarks=(_between_cells(ground, "道路", "roads"),))


def far_from_substations(key: str, ground: Ground) -> Exclusion:
    """Return the rule on the distance to substations of a voltage."""
    limit, least = ground.choices.substation_distance, ground.choices.least_kv
    title = Text(
        zh=f"离 {least:g} 千伏以上变电站超过 {limit:g} 公里(惯例)",
        en=f"more than {limit:g} km from a substation of {least:g} kV or more (practice)",
    )
    stations = substations_of(ground)
    if stations is None:
        return not_applied(key, title)
    if stations.empty:
        why = Text(zh=f"没有一座写明 {least:g} 千伏以上", en=f"none says that it is of {least:g} kV or more")
        return not_applied(key, title, why)
    unsaid = int(ground.layers["substations"]["kv"].isna().sum()) if "kv" in ground.layers["substations"] else 0
    cell = ground.grid.cell
    remarks = [
        Text(
            zh=f"规则中到变电站的距离从像元中心量,像元内各处与此相差不到一个像元({cell:g} 米)。",
            en=f"The rule measures from substations to the middles of cells; elsewhere in a cell it is less than a "
            f"cell ({cell:g} m) more or less.",
        )
    ]
    if unsaid:
        said = Text(
            zh=f"有 {unsaid} 座变电站没有写电压,未采用。",
            en=f"{unsaid} substations do not say their voltage: not used.",
        )
        remarks.append(said)
    near = ground.grid.near_points(stations.geometry.to_numpy(), limit * _METRES)
    return Exclusion(key, title, ~near, remarks=tuple(remarks))


def near_houses(key: str, ground: Ground) -> Exclusion:
    """Return the rule on the distance to buildings."""
    limit = ground.choices.house_distance
    if limit is None:
        raise needed(same("house_distance"))
    title = Text(zh=f"离房屋 {limit:g} 米以内(本地选择)", en=f"within {limit:g} m of buildings (a choice)")
    if "buildings" not in ground.layers:
        return not_applied(key, title)
    near = ground.grid.near(ground.shapes("buildings"), limit)
    return Exclusion(key, title, near, remarks=(_between_cells(ground, "房屋", "buildings"),))


def other_land(key: str, ground: Ground) -> Exclusion:
    """Return the rule on land of no kind that is looked for, land that nobody surveyed included.

    Polygons in a state that is left out are no candidates whatever the land use says of them.
    """
    rows = ground.coded(ground.choices.suitable_codes)
    keeps, shapes = ground.cells_of(rows), ground.shapes("land_use", rows)
    remarks: tuple[Text, ...] = ()
    taken: Shapes | None = None
    title = Text(zh="不属于备选地类", en="land of no kind looked for")
    if "candidates" in ground.layers:
        left_out = left_out_of(ground)
        chosen, others = ground.shapes("candidates", ~left_out), ground.shapes("candidates", left_out)
        keeps = (keeps | ground.grid.burnt(chosen)) & ~ground.grid.burnt(others)
        shapes = np.concatenate([shapes, chosen])
        title = Text(zh="不属于备选地类,也不在备选图斑内", en="land of no kind looked for and in no candidate polygon")
        if left := len(others):
            taken = others
            states = "、".join(ground.choices.left_out_states)
            remarks = (
                Text(
                    zh=f"{{candidates}}中有 {left} 处{states},不论地类都不作备选。",
                    en=f"{left} of {{candidates}} are {states} and no candidates, whatever the land use.",
                ),
            )
    hectares = (ground.parcel < 0).sum() * ground.grid.cell_area / 1e4
    if hectares >= _NEWS:
        said = Text(
            zh=f"有 {hectares:,.0f} 公顷不在{{land_use}}的任何图斑内,地类不明,不作备选。",
            en=f"{hectares:,.0f} ha lie in no parcel of {{land_use}}: of no known kind, and no candidates by it.",
        )
        remarks = (*remarks, said)
    return Exclusion(key, title, ~keeps, taken=taken, kept=shapes, remarks=remarks)


def left_out_of(ground: Ground) -> Bools:
    """Return which candidates are in a state that is left out."""
    status = words(ground.layers["candidates"], "status")
    left: Bools = status.isin(ground.choices.left_out_states).fillna(value=False).to_numpy(dtype=bool)
    return left


def roads_of(ground: Ground) -> Shapes | None:
    """Return the roads that vehicles may use, those that do not say included; None where no layer is supplied."""
    if "roads" not in ground.layers:
        return None
    drive = truths(ground.layers["roads"], "drive").fillna(value=True).to_numpy(dtype=bool)
    return ground.shapes("roads", drive)


def substations_of(ground: Ground) -> pd.DataFrame | None:
    """Return the substations that say they are of the voltage asked for; None where no layer is supplied."""
    if "substations" not in ground.layers:
        return None
    rows = ground.layers["substations"]
    if "kv" not in rows:
        return rows.iloc[:0]
    return rows[pd.to_numeric(rows["kv"], errors="coerce") >= ground.choices.least_kv].reset_index(drop=True)


def _between_cells(ground: Ground, zh: str, en: str) -> Text:
    """Return by how much the distances of a rule may be off."""
    cell = ground.grid.cell
    return Text(
        zh=f"规则中到{zh}的距离从像元中心量到像元中心,误差不到一个像元({cell:g} 米);地块表中的距离按实际边界量。",
        en=f"The rule measures to {en} from middle to middle of cells, which may be off by up to a cell ({cell:g} m); "
        "the table of sites measures from true borders.",
    )
