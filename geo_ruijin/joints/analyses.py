"""What analysis files name: methods, inputs, parameters and their units."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from geo_ruijin.errors import Fault, closest, nearest
from geo_ruijin.joints.known import Known, data_faults
from geo_ruijin.methods import Input, Parameter
from geo_ruijin.spec import AnalysisSpec, LayerSpec, ParameterSpec
from geo_ruijin.text import Text


def analysis_faults(name: str, analysis: AnalysisSpec, known: Known) -> list[Fault]:
    """Return what is wrong with the names, units and geometries in an analysis file.

    An input that may be absent, from an analysis that is not there, is a remark: the rest can be answered.
    """
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
            source, _, table = data.partition(".")
            gone = bool(table) and source not in known.analysis_names
            spared = gone and not wanted.required and not wanted.need.limits
            faults += [replace(one, serious=not spared) for one in data_faults(file, where, data, known)]
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


def _spoilt(file: str, where: str, other: str) -> Fault:
    """Return that a file cannot be used because of the faults of another one."""
    what = Text(zh=f"{other} 有错", en=f"{other} is at fault")
    return Fault(file, where, what, Text(zh=f"先改正 {other}。", en="Mend it first."))


def _need_faults(file: str, where: str, data: str, layer: LayerSpec, wanted: Input) -> list[Fault]:
    """Return how a layer differs from what an input must be."""
    need = wanted.need
    if layer.geometry not in need.geometries:
        what = Text(
            zh=f"应为 {' 或 '.join(need.geometries)} 图层,“{data}”是 {layer.geometry}",
            en=f"should be a {' or '.join(need.geometries)} layer, '{data}' is {layer.geometry}",
        )
        return [Fault(file, where, what)]
    return [
        Fault(
            file,
            where,
            Text(
                zh=f"需要“{column}”这一列,layers/{data}.toml 没有声明",
                en=f"needs the column '{column}', which layers/{data}.toml does not declare",
            ),
            closest(column, layer.columns),
        )
        for column in need.columns
        if column not in layer.columns
    ]


def _parameter_faults(file: str, where: str, given: ParameterSpec, wanted: Parameter) -> list[Fault]:
    faults = []
    try:
        wanted.read(given.value)
    except ValueError:
        what = Text(
            zh=f"应为{wanted.said.zh},现在是 {given.value!r}", en=f"should be {wanted.said.en}, is {given.value!r}"
        )
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
