"""What the plan and the maps name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import get_args

from geo_ruijin.draw import CHOROPLETH, PALETTES, RAMPS, RELIEF, STYLES
from geo_ruijin.errors import Fault, closest
from geo_ruijin.joints.known import Known, data_faults
from geo_ruijin.record import STATISTICS
from geo_ruijin.spec import ColumnType, LayerSpec, MapSpec, PlanSpec, ShowSpec, Side
from geo_ruijin.text import Text

#: What holds classes, and so takes a palette; other columns of a raster take a ramp.
_CATEGORICAL: tuple[ColumnType, ...] = ("text", "boolean")


def map_faults(name: str, drawn: MapSpec, known: Known) -> list[Fault]:
    """Return what is wrong with the names in a map file."""
    file = f"maps/{name}.toml"
    faults: list[Fault] = []
    for index, shown in enumerate(drawn.show):
        faults += _show_faults(file, f"show[{index}]", shown, known)
    return faults + _side_faults(file, drawn, known) + _what_if_faults(file, drawn, known)


def ground_faults(plan: PlanSpec, known: Known) -> list[Fault]:
    """Return what is wrong with the ground that a plan puts under all maps.

    A layer that is not there is a remark: without it the maps stand on less, and nothing else is the worse for it.
    """
    faults: list[Fault] = []
    for index, shown in enumerate(plan.ground):
        if lacking := data_faults("plan.toml", f"ground[{index}].data", shown.data, known):
            faults += [replace(fault, serious=False) for fault in lacking]
            continue
        faults += _show_faults("plan.toml", f"ground[{index}]", shown, known)
        if shown.side is not None:
            what = Text(zh="衬底不分左右", en="the ground has no sides")
            faults.append(Fault("plan.toml", f"ground[{index}].side", what))
    return faults


def _show_faults(file: str, where: str, shown: ShowSpec, known: Known) -> list[Fault]:
    """Return what is wrong with one thing on a map."""
    faults = data_faults(file, f"{where}.data", shown.data, known)
    layer = known.layers.get(shown.data)
    if layer is not None and layer.geometry == "table":
        what = Text(
            zh=f"“{shown.data}”是表格,不能画在地图上",
            en=f"'{shown.data}' is a table and cannot be drawn on a map",
        )
        return [*faults, Fault(file, f"{where}.data", what)]
    if layer is not None and layer.geometry == "raster":
        return faults + _raster_faults(file, where, shown, layer)
    return faults + _feature_faults(file, where, shown) + _measure_faults(file, where, shown, known)


def _feature_faults(file: str, where: str, shown: ShowSpec) -> list[Fault]:
    """Return what is wrong with how points, lines or polygons are shown."""
    faults = []
    if shown.year is not None:
        what = Text(zh=f"“{shown.data}”不是栅格,不能写 year", en=f"'{shown.data}' is no raster")
        faults.append(Fault(file, f"{where}.year", what))
    if shown.style is not None and shown.style not in (known := [*STYLES, CHOROPLETH]):
        faults.append(_no_style(file, where, shown.style, known))
    return faults + _choropleth_faults(file, where, shown)


def _choropleth_faults(file: str, where: str, shown: ShowSpec) -> list[Fault]:
    """Return what is wrong with how divisions are coloured; whether a table has a column is known after a run only."""
    said = {"column": shown.column, "bounds": shown.bounds, "measure": shown.measure}
    if shown.style != CHOROPLETH:
        return [
            Fault(
                file,
                f"{where}.{key}",
                Text(zh=f'{key} 只与 style = "choropleth" 同用', en=f'{key} goes with style = "choropleth" alone'),
            )
            for key, given in said.items()
            if given is not None
        ]
    faults = []
    if shown.column is None:
        what = Text(zh="没有写按哪一列着色", en="does not say which column colours the divisions")
        cure = Text(zh='例如 column = "area_share"', en='For example column = "area_share"')
        faults.append(Fault(file, f"{where}.column", what, cure))
    faults += [
        Fault(file, f"{where}.{key}", Text(zh=f"分级着色不能写 {key}", en=f"a choropleth takes no {key}"))
        for key, given in (("side", shown.side), ("time", shown.time))
        if given is not None
    ]
    return faults


def _measure_faults(file: str, where: str, shown: ShowSpec, known: Known) -> list[Fault]:
    """Return what is wrong with the figure of the whole place that stands over divisions."""
    name = shown.data.partition(".")[0]
    method = known.methods.get(known.analyses[name].method) if name in known.analyses else None
    if shown.measure is None or method is None or shown.measure in method.measures:
        return []
    what = Text(zh=f"分析“{name}”没有“{shown.measure}”这个指标", en=f"'{name}' has no measure '{shown.measure}'")
    return [Fault(file, f"{where}.measure", what, closest(shown.measure, method.measures))]


def _raster_faults(file: str, where: str, shown: ShowSpec, layer: LayerSpec) -> list[Fault]:
    """Return what is wrong with how a raster is shown."""
    faults = []
    if shown.year is not None and not layer.by_year:
        what = Text(zh=f"“{shown.data}”不按年份", en=f"'{shown.data}' is not there by years")
        faults.append(Fault(file, f"{where}.year", what))
    if shown.year == "all" and shown.side is not None:
        what = Text(zh='year = "all" 不能放在一边', en='year = "all" cannot be on one side')
        faults.append(Fault(file, f"{where}.side", what))
    faults += [
        Fault(file, f"{where}.{key}", Text(zh=f"“{shown.data}”是栅格,不能写 {key}", en=f"'{shown.data}' is a raster"))
        for key in ("column", "bounds", "measure", "time")
        if getattr(shown, key) is not None
    ]
    column = next(iter(layer.columns.values()), None)
    if column is None:
        return faults  # its own file says what is wrong
    if column.type in _CATEGORICAL:
        if shown.style is not None and shown.style not in PALETTES:
            faults.append(_no_style(file, where, shown.style, PALETTES))
        return faults
    fitting = [name for name, ramp in RAMPS.items() if ramp.unit == column.unit]
    fitting += [RELIEF] if column.unit == RAMPS["height"].unit else []
    if shown.style not in fitting:
        if not fitting:
            what = Text(
                zh=f"“{shown.data}”的数值(单位 {column.unit or '未写'})没有可用的样式,不能画在地图上",
                en=f"there is no style for the amounts of '{shown.data}' (unit {column.unit or 'not given'})",
            )
            faults.append(Fault(file, f"{where}.style", what))
        elif shown.style is None:
            what = Text(zh=f"“{shown.data}”是数值,须写样式", en=f"'{shown.data}' holds amounts and needs a style")
            faults.append(Fault(file, f"{where}.style", what, closest("", fitting)))
        else:
            faults.append(_no_style(file, where, shown.style, fitting))
    return faults


def _side_faults(file: str, drawn: MapSpec, known: Known) -> list[Fault]:
    """Return what is wrong with the two sides of a divider: something on each, and of rasters one."""
    sided = [(shown.side, known.layers.get(shown.data)) for shown in drawn.show if shown.side is not None]
    rasters = [side for side, layer in sided if layer is not None and layer.geometry == "raster"]
    if len({side for side, _ in sided}) in (0, len(get_args(Side))) and len(rasters) == len(set(rasters)):
        return []
    what = Text(
        zh='对比要有两边:有的项写 side = "left",有的项写 side = "right";栅格每边一项',
        en='to compare, some entries have side = "left" and some side = "right"; of rasters one on each side',
    )
    return [Fault(file, "show", what)]


def _what_if_faults(file: str, drawn: MapSpec, known: Known) -> list[Fault]:
    """Return what is wrong with the analysis whose sites may be tried."""
    if drawn.what_if is None or drawn.what_if in known.analysis_names:
        return []
    what = Text(zh=f"没有“{drawn.what_if}”这个分析", en=f"there is no analysis '{drawn.what_if}'")
    return [Fault(file, "what_if", what, closest(drawn.what_if, known.analysis_names))]


def _no_style(file: str, where: str, style: str, known: Iterable[str]) -> Fault:
    what = Text(zh=f"没有“{style}”这种样式", en=f"there is no style '{style}'")
    return Fault(file, f"{where}.style", what, closest(style, known))


def target_faults(plan: PlanSpec, known: Known) -> list[Fault]:
    """Return what is wrong with what the targets of a plan say they are measured by, and are shown on."""
    faults: list[Fault] = []
    for name, target in plan.targets.items():
        if target.reported is not None and STATISTICS not in known.layer_names:
            what = Text(zh="没有统计表 layers/statistics.toml", en="there is no layers/statistics.toml to report in")
            faults.append(Fault("plan.toml", f"targets.{name}.reported", what))
        if target.map is not None and target.map not in known.map_names:
            what = Text(zh=f"没有“{target.map}”这幅地图", en=f"there is no map '{target.map}'")
            faults.append(Fault("plan.toml", f"targets.{name}.map", what, closest(target.map, known.map_names)))
        if target.measured_by is not None:
            faults += _measured_faults(name, target.measured_by, target.unit, known)
    return faults


def _measured_faults(name: str, measured_by: str, unit: str, known: Known) -> list[Fault]:
    """Return what is wrong with the measure of a target, which is in `unit`."""
    where = f"targets.{name}.measured_by"
    analysis, _, measure = measured_by.partition(".")
    if analysis not in known.analysis_names:
        what = Text(zh=f"没有“{analysis}”这个分析", en=f"there is no analysis '{analysis}'")
        return [Fault("plan.toml", where, what, closest(analysis, known.analysis_names))]
    method = known.methods.get(known.analyses[analysis].method) if analysis in known.analyses else None
    if method is None:
        return []  # its own file says what is wrong
    if measure not in method.measures:
        what = Text(zh=f"分析“{analysis}”没有“{measure}”这个指标", en=f"'{analysis}' has no measure '{measure}'")
        return [Fault("plan.toml", where, what, closest(measure, method.measures))]
    faults: list[Fault] = []
    gives = method.measures[measure]
    if gives.unit != unit:
        what = Text(
            zh=f"指标的单位是“{gives.unit}”,目标写的是“{unit}”",
            en=f"the measure is in '{gives.unit}', the target in '{unit}'",
        )
        faults.append(Fault("plan.toml", f"targets.{name}.unit", what, closest(gives.unit, [gives.unit])))
    given = known.analyses[analysis].inputs
    for key in gives.of:
        # an input that must be given or is misspelt is the analysis's own fault
        if key not in given and not method.inputs[key].required and given.keys() <= method.inputs.keys():
            what = Text(
                zh=f"这个指标要用到输入“{key}”,analyses/{analysis}.toml 里没有写",
                en=f"this measure is made of the input '{key}', which analyses/{analysis}.toml does not give",
            )
            faults.append(Fault("plan.toml", where, what))
    return faults
