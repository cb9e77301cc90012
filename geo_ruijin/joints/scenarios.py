"""What scenario files name: layers, their columns, tables of analyses."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from geo_ruijin.errors import Fault, closest
from geo_ruijin.joints.known import Known, data_faults
from geo_ruijin.record import BOUNDARY
from geo_ruijin.spec import AdditionSpec, LayerSpec, RemovalSpec, Rows, ScenarioSpec
from geo_ruijin.text import Text

#: What says where a point is, and is no column.
_WHERE = ("lon", "lat")


def scenario_faults(name: str, scenario: ScenarioSpec, known: Known) -> list[Fault]:
    """Return what is wrong with the names in a scenario file."""
    file = f"scenarios/{name}.toml"
    faults: list[Fault] = []
    for index, drawn in enumerate(scenario.maps or []):
        if drawn not in known.map_names:
            what = Text(zh=f"没有“{drawn}”这幅地图", en=f"there is no map '{drawn}'")
            faults.append(Fault(file, f"maps[{index}]", what, closest(drawn, known.map_names)))
    for key, entry in scenario.entries:
        layer = known.layers.get(entry.layer)
        if layer is None or entry.layer == BOUNDARY or layer.geometry in ("table", "raster"):
            faults.append(_no_layer(file, f"{key}.layer", entry.layer, known))
            continue
        if isinstance(entry, RemovalSpec):
            faults += _selection_faults(file, f"{key}.where", entry, layer)
            continue
        faults += _column_faults(file, key, entry, layer)
        if isinstance(entry, AdditionSpec):
            faults += _addition_faults(file, key, entry, layer, known)
    return faults


def _no_layer(file: str, where: str, name: str, known: Known) -> Fault:
    """Return why a layer cannot be changed."""
    if name not in known.layer_names:
        fit = [
            one for one, layer in known.layers.items() if layer.geometry not in ("table", "raster") and one != BOUNDARY
        ]
        return Fault(
            file, where, Text(zh=f"没有“{name}”这个图层", en=f"there is no layer '{name}'"), closest(name, fit)
        )
    if name not in known.layers:
        what = Text(zh=f"layers/{name}.toml 有错", en=f"layers/{name}.toml is at fault")
        return Fault(file, where, what, Text(zh="先改正它。", en="Mend it first."))
    if name == BOUNDARY:
        return Fault(file, where, Text(zh="情景不能改行政区边界", en="a scenario cannot change the boundary"))
    geometry = known.layers[name].geometry
    what = Text(
        zh=f"“{name}”是 {geometry},没有可以增减的要素", en=f"'{name}' is a {geometry}, which has no features to change"
    )
    return Fault(file, where, what)


def _selection_faults(file: str, where: str, removal: RemovalSpec, layer: LayerSpec) -> list[Fault]:
    """Return what is wrong with the columns and values that removed features are known by."""
    faults = _unknown(file, where, removal.where or {}, layer)
    for column, values in (removal.where or {}).items():
        allowed = layer.columns[column].values if column in layer.columns else None
        faults += [
            Fault(
                file,
                f"{where}.{column}",
                Text(zh=f"“{value}”不是这一列的值", en=f"'{value}' is no value of this column"),
                closest(value, allowed),
            )
            for value in values
            if allowed is not None and value not in allowed
        ]
    return faults


def _column_faults(file: str, key: str, rows: Rows, layer: LayerSpec) -> list[Fault]:
    """Return columns that are declared of rows and that the layer does not have."""
    declared: dict[str, Collection[str]] = {
        "columns": rows.columns,
        "values": rows.values,
        "constants": rows.constants,
        "units": rows.units,
    }
    return [fault for part, names in declared.items() for fault in _unknown(file, f"{key}.{part}", names, layer)]


def _addition_faults(file: str, key: str, addition: AdditionSpec, layer: LayerSpec, known: Known) -> list[Fault]:
    """Return what is wrong with points written in the file, or with the table that features come from."""
    if addition.from_ is not None:
        where = f"{key}.from"
        if "." not in addition.from_:
            what = Text(zh="应为“分析.表”", en="should be 'analysis.table'")
            example = Text(zh='例如 from = "new_bus_stops.sites"', en='For example from = "new_bus_stops.sites"')
            return [Fault(file, where, what, example)]
        return data_faults(file, where, addition.from_, known)
    if addition.points is None:
        return []
    if layer.geometry != "point":
        what = Text(
            zh=f"“{addition.layer}”是 {layer.geometry} 图层,不能写 points",
            en=f"'{addition.layer}' is a {layer.geometry} layer, to which no points can be added",
        )
        return [Fault(file, f"{key}.points", what, Text(zh="请写 file。", en="Write file instead."))]
    return [
        fault
        for index, point in enumerate(addition.points)
        for fault in _unknown(file, f"{key}.points[{index}]", [name for name in point if name not in _WHERE], layer)
    ]


def _unknown(file: str, where: str, names: Iterable[str], layer: LayerSpec) -> list[Fault]:
    return [
        Fault(
            file,
            f"{where}.{name}",
            Text(zh=f"图层没有声明“{name}”这一列", en=f"the layer declares no column '{name}'"),
            closest(name, layer.columns),
        )
        for name in names
        if name not in layer.columns
    ]
