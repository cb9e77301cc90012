"""What the plan and the maps name."""

from __future__ import annotations

from collections.abc import Mapping

from geo_ruijin.draw import STYLES
from geo_ruijin.errors import Fault, closest
from geo_ruijin.joints.known import Known, data_faults
from geo_ruijin.record import STATISTICS
from geo_ruijin.spec import Geometry, MapSpec, PlanSpec
from geo_ruijin.text import Text

#: The layers that maps do not draw.
_UNDRAWN: Mapping[Geometry | None, Text] = {
    "table": Text(zh="表格", en="table"),
    "raster": Text(zh="栅格", en="raster"),
}


def map_faults(name: str, drawn: MapSpec, known: Known) -> list[Fault]:
    """Return what is wrong with the names in a map file."""
    file = f"maps/{name}.toml"
    faults: list[Fault] = []
    for index, shown in enumerate(drawn.show):
        where = f"show[{index}].data"
        faults += data_faults(file, where, shown.data, known)
        geometry = known.layers[shown.data].geometry if shown.data in known.layers else None
        if geometry in _UNDRAWN:
            what = Text(
                zh=f"“{shown.data}”是{_UNDRAWN[geometry].zh},不能画在地图上",
                en=f"'{shown.data}' is a {_UNDRAWN[geometry].en} and cannot be drawn on a map",
            )
            faults.append(Fault(file, where, what))
        if shown.style is not None and shown.style not in STYLES:
            what = Text(zh=f"没有“{shown.style}”这种样式", en=f"there is no style '{shown.style}'")
            faults.append(Fault(file, f"show[{index}].style", what, closest(shown.style, STYLES)))
    return faults


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
