"""Where the files of a project name one another, and what is wrong there."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from geo_ruijin.draw import STYLES
from geo_ruijin.errors import Fault, closest, nearest
from geo_ruijin.methods import Input, Method, Parameter
from geo_ruijin.record import STATISTICS
from geo_ruijin.spec import (
    AnalysisSpec,
    ColumnType,
    FileSource,
    Geometry,
    LayerSpec,
    MapSpec,
    OsmSource,
    ParameterSpec,
    PlanSpec,
)
from geo_ruijin.text import Text

#: The columns that reported figures are read from.
_REPORTED: Mapping[str, ColumnType] = {
    "id": "text",
    "value": "number",
    "unit": "text",
    "year": "integer",
    "source": "text",
}

#: What the two layers must be that are known by their names.
_KNOWN: Mapping[str, Geometry] = {"boundary": "polygon", STATISTICS: "table"}


_PARAMETERS: Mapping[type, Text] = {
    float: Text(zh="数字", en="a number"),
    int: Text(zh="整数", en="a whole number"),
    bool: Text(zh=" true 或 false", en="true or false"),
    str: Text(zh="文字", en="text"),
}


@dataclass(frozen=True)
class Known:
    """What the files of a project may name.

    Attributes
    ----------
    layers, analyses
        Those whose files are sound.
    layer_names, analysis_names
        Of all files, sound or not.
    methods
        The methods there are.
    """

    layers: Mapping[str, LayerSpec]
    layer_names: Collection[str]
    analyses: Mapping[str, AnalysisSpec]
    analysis_names: Collection[str]
    methods: Mapping[str, Method]


def layer_faults(name: str, layer: LayerSpec) -> list[Fault]:
    """Return what is wrong with the column names in a layer file, and with the two layers that every project knows."""
    file = f"layers/{name}.toml"
    faults = [
        Fault(
            file,
            f"sources[{position}].columns.{column}",
            Text(zh=f"图层没有声明“{column}”这一列", en=f"the layer declares no column '{column}'"),
            closest(column, layer.columns),
        )
        for position, source in enumerate(layer.sources)
        if isinstance(source, FileSource | OsmSource)
        for column in source.columns
        if column not in layer.columns
    ]
    wanted = _KNOWN.get(name, layer.geometry)
    if layer.geometry != wanted:
        what = Text(zh=f"应为 {wanted},现在是 {layer.geometry}", en=f"should be {wanted}, is {layer.geometry}")
        faults.append(Fault(file, "geometry", what))
    if name == STATISTICS:
        for column, kind in _REPORTED.items():
            if column not in layer.columns:
                what = Text(
                    zh="上报数需要这一列,图层没有声明", en="reported figures need this column, it is not declared"
                )
                faults.append(Fault(file, f"columns.{column}", what, closest(column, layer.columns)))
            elif layer.columns[column].type != kind:
                what = Text(
                    zh=f"应为 {kind},现在是 {layer.columns[column].type}",
                    en=f"should be {kind}, is {layer.columns[column].type}",
                )
                faults.append(Fault(file, f"columns.{column}.type", what))
    return faults


def analysis_faults(name: str, analysis: AnalysisSpec, known: Known) -> list[Fault]:
    """Return what is wrong with the names, units and geometries in an analysis file."""
    file = f"analyses/{name}.toml"
    method = known.methods.get(analysis.method)
    if method is None:
        what = Text(zh=f"没有“{analysis.method}”这个方法", en=f"there is no method '{analysis.method}'")
        return [Fault(file, "method", what, closest(analysis.method, known.methods))]
    faults = [
        *_key_faults(file, "inputs", analysis.inputs, method.inputs),
        *_key_faults(file, "parameters", analysis.parameters, method.parameters),
    ]
    for key, data in analysis.inputs.items():
        wanted = method.inputs.get(key)
        if wanted is not None:
            where = f"inputs.{key}"
            faults += _data_faults(file, where, data, known)
            source, _, table = data.partition(".")
            if data in known.layers:
                faults += _need_faults(file, where, data, known.layers[data], wanted)
            elif data in known.layer_names:
                faults.append(_spoilt(file, where, f"layers/{data}.toml"))
            elif table and source in known.analysis_names and source not in known.analyses:
                faults.append(_spoilt(file, where, f"analyses/{source}.toml"))
    for key, given in analysis.parameters.items():
        if key in method.parameters:
            faults += _parameter_faults(file, f"parameters.{key}", given, method.parameters[key])
    return faults


def map_faults(name: str, drawn: MapSpec, known: Known) -> list[Fault]:
    """Return what is wrong with the names in a map file."""
    file = f"maps/{name}.toml"
    faults: list[Fault] = []
    for index, shown in enumerate(drawn.show):
        where = f"show[{index}].data"
        faults += _data_faults(file, where, shown.data, known)
        if shown.data in known.layers and known.layers[shown.data].geometry == "table":
            what = Text(
                zh=f"“{shown.data}”是表格,不能画在地图上", en=f"'{shown.data}' is a table and has no place on a map"
            )
            faults.append(Fault(file, where, what))
        if shown.style is not None and shown.style not in STYLES:
            what = Text(zh=f"没有“{shown.style}”这种样式", en=f"there is no style '{shown.style}'")
            faults.append(Fault(file, f"show[{index}].style", what, closest(shown.style, STYLES)))
    return faults


def target_faults(plan: PlanSpec, known: Known) -> list[Fault]:
    """Return what is wrong with what the targets of a plan say they are measured by."""
    faults: list[Fault] = []
    for name, target in plan.targets.items():
        if target.reported is not None and STATISTICS not in known.layer_names:
            what = Text(zh="没有统计表 layers/statistics.toml", en="there is no layers/statistics.toml to report in")
            faults.append(Fault("plan.toml", f"targets.{name}.reported", what))
        if target.measured_by is None:
            continue
        where = f"targets.{name}.measured_by"
        analysis, _, measure = target.measured_by.partition(".")
        if analysis not in known.analysis_names:
            what = Text(zh=f"没有“{analysis}”这个分析", en=f"there is no analysis '{analysis}'")
            faults.append(Fault("plan.toml", where, what, closest(analysis, known.analysis_names)))
            continue
        method = known.methods.get(known.analyses[analysis].method) if analysis in known.analyses else None
        if method is None:
            continue  # its own file says what is wrong
        if measure not in method.measures:
            what = Text(zh=f"分析“{analysis}”没有“{measure}”这个指标", en=f"'{analysis}' has no measure '{measure}'")
            faults.append(Fault("plan.toml", where, what, closest(measure, method.measures)))
        elif (unit := method.measures[measure].unit) != target.unit:
            what = Text(
                zh=f"指标的单位是“{unit}”,目标写的是“{target.unit}”",
                en=f"the measure is in '{unit}', the target in '{target.unit}'",
            )
            faults.append(Fault("plan.toml", f"targets.{name}.unit", what, closest(unit, [unit])))
        given = known.analyses[analysis].inputs
        for key in method.measures[measure].of if measure in method.measures else ():
            # an input that must be given or is misspelt is the analysis's own fault
            if key not in given and not method.inputs[key].required and given.keys() <= method.inputs.keys():
                what = Text(
                    zh=f"这个指标要用到输入“{key}”,analyses/{analysis}.toml 里没有写",
                    en=f"this measure is made of the input '{key}', which analyses/{analysis}.toml does not give",
                )
                faults.append(Fault("plan.toml", where, what))
    return faults


def _key_faults(
    file: str, table: str, given: Collection[str], known: Mapping[str, Input] | Mapping[str, Parameter]
) -> list[Fault]:
    """Return keys that the method does not know, and keys it needs that are missing."""
    unknown = [
        Fault(file, f"{table}.{key}", Text(zh="没有这个键", en="there is no such key"), closest(key, known))
        for key in given
        if key not in known
    ]
    misspelt = {nearest(key, known) for key in given if key not in known}
    missing = [
        Fault(file, f"{table}.{key}", Text(zh="缺少这个键", en="this key is missing"))
        for key, wanted in known.items()
        if wanted.required and key not in given and key not in misspelt
    ]
    return unknown + missing


def _data_faults(file: str, where: str, data: str, known: Known) -> list[Fault]:
    """Return what is wrong with a reference to a layer, or to a table of an analysis."""
    if data in known.layer_names:
        return []
    analysis, dot, table = data.partition(".")
    if not dot and analysis not in known.analysis_names:
        what = Text(zh=f"没有“{data}”这个图层", en=f"there is no layer '{data}'")
        return [Fault(file, where, what, closest(data, known.layer_names))]
    if analysis not in known.analysis_names:
        what = Text(zh=f"没有“{analysis}”这个分析", en=f"there is no analysis '{analysis}'")
        return [Fault(file, where, what, closest(analysis, known.analysis_names))]
    method = known.methods.get(known.analyses[analysis].method) if analysis in known.analyses else None
    if method is not None and table not in method.tables:
        what = Text(zh=f"分析“{analysis}”没有“{table}”这个表", en=f"'{analysis}' has no table '{table}'")
        return [Fault(file, where, what, closest(table, method.tables))]
    return []


def _spoilt(file: str, where: str, other: str) -> Fault:
    """Return that a file cannot be used because of the faults of another one."""
    what = Text(zh=f"{other} 有错", en=f"{other} is at fault")
    return Fault(file, where, what, Text(zh=f"先改正 {other}。", en="Mend it first."))


def _need_faults(file: str, where: str, data: str, layer: LayerSpec, wanted: Input) -> list[Fault]:
    """Return how a layer differs from what an input must be."""
    need = wanted.need
    if layer.geometry != need.geometry:
        what = Text(
            zh=f"应为 {need.geometry} 图层,“{data}”是 {layer.geometry}",
            en=f"should be a {need.geometry} layer, '{data}' is {layer.geometry}",
        )
        return [Fault(file, where, what)]
    return [
        Fault(
            f"layers/{data}.toml",
            f"columns.{column}",
            Text(zh=f"{file} 需要这一列,图层没有声明", en=f"{file} needs this column, the layer does not declare it"),
            closest(column, layer.columns),
        )
        for column in need.columns
        if column not in layer.columns
    ]


def _parameter_faults(file: str, where: str, given: ParameterSpec, wanted: Parameter) -> list[Fault]:
    faults = []
    value = given.value
    fits = isinstance(value, int | float) if wanted.type is float else isinstance(value, wanted.type)
    if not fits or (isinstance(value, bool) and wanted.type is not bool):
        kind = _PARAMETERS[wanted.type]
        what = Text(zh=f"应为{kind.zh},现在是 {value!r}", en=f"should be {kind.en}, is {value!r}")
        faults.append(Fault(file, f"{where}.value", what))
    elif isinstance(value, float) and not math.isfinite(value):
        what = Text(zh=f"应为有限的数,现在是 {value!r}", en=f"should be a finite number, is {value!r}")
        faults.append(Fault(file, f"{where}.value", what))
    if given.unit != wanted.unit:
        unit, now = wanted.unit, given.unit
        if unit is None:
            what = Text(zh=f"这个参数没有单位,写了“{now}”", en=f"this parameter has no unit, '{now}' is given")
            cure = Text(zh="删去 unit", en="Leave unit out")
        else:
            what = Text(
                zh=f"单位应为“{unit}”," + (f"现在是“{now}”" if now else "没有写"),
                en=f"should be in '{unit}', " + (f"is in '{now}'" if now else "states no unit"),
            )
            cure = Text(zh=f'写 unit = "{unit}",并把数值换算过去', en=f'Write unit = "{unit}" and convert the value')
        faults.append(Fault(file, f"{where}.unit", what, cure))
    return faults
