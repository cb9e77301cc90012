"""What the plan and the maps name."""

from __future__ import annotations

from collections.abc import Iterable

from geo_ruijin.draw import PALETTES, RAMPS, RELIEF, STYLES
from geo_ruijin.errors import Fault, closest
from geo_ruijin.joints.known import Known, data_faults
from geo_ruijin.record import STATISTICS
from geo_ruijin.spec import ColumnType, LayerSpec, MapSpec, PlanSpec, ShowSpec
from geo_ruijin.text import Text

#: What holds classes, and so takes a palette; other columns of a raster take a ramp.
_CATEGORICAL: tuple[ColumnType, ...] = ("text", "boolean")


def map_faults(name: str, drawn: MapSpec, known: Known) -> list[Fault]:
    """Return what is wrong with the names in a map file."""
    file = f"maps/{name}.toml"
    faults: list[Fault] = []
    for index, shown in enumerate(drawn.show):
        faults += _show_faults(file, f"show[{index}]", shown, known)
    return faults + _side_faults(file, drawn) + _what_if_faults(file, drawn, known)


def ground_faults(plan: PlanSpec, known: Known) -> list[Fault]:
    """Return what is wrong with the ground that a plan puts under all maps."""
    faults: list[Fault] = []
    for index, shown in enumerate(plan.ground):
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
    return faults + _feature_faults(file, where, shown)


def _feature_faults(file: str, where: str, shown: ShowSpec) -> list[Fault]:
    """Return what is wrong with how points, lines or polygons are shown."""
    faults = [
        Fault(
            file, f"{where}.{key}", Text(zh=f"“{shown.data}”不是栅格,不能写 {key}", en=f"'{shown.data}' is no raster")
        )
        for key, given in (("year", shown.year), ("side", shown.side))
        if given is not None
    ]
    if shown.style is not None and shown.style not in STYLES:
        faults.append(_no_style(file, where, shown.style, STYLES))
    return faults


def _raster_faults(file: str, where: str, shown: ShowSpec, layer: LayerSpec) -> list[Fault]:
    """Return what is wrong with how a raster is shown."""
    faults = []
    if shown.year is not None and not layer.by_year:
        what = Text(zh=f"“{shown.data}”不按年份", en=f"'{shown.data}' is not there by years")
        faults.append(Fault(file, f"{where}.year", what))
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


def _side_faults(file: str, drawn: MapSpec) -> list[Fault]:
    """Return what is wrong with the two sides of a divider."""
    sides = [shown.side for shown in drawn.show if shown.side is not None]
    if sorted(sides) in ([], ["left", "right"]):
        return []
    what = Text(
        zh='对比两边各要一项:一项写 side = "left",一项写 side = "right"',
        en='to compare, one entry has side = "left" and one side = "right"',
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
