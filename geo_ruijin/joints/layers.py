"""What layer files name: columns, and other layers."""

from __future__ import annotations

from collections.abc import Mapping

from geo_ruijin.errors import Fault, closest
from geo_ruijin.joints.known import Known
from geo_ruijin.record import STATISTICS
from geo_ruijin.spec import (
    ColumnType,
    FileSource,
    Geometry,
    LayerSource,
    LayerSpec,
    OsmSource,
    OwnSource,
    ProductSource,
    Source,
    WeatherYear,
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

#: The columns without which a table is no year of weather.
_WEATHER: Mapping[WeatherYear, Mapping[str, ColumnType]] = {
    "hours": {
        "month": "integer",
        "day": "integer",
        "hour": "number",
        "utc_offset": "number",
        "stamp": "text",
        "ghi": "number",
        "temperature": "number",
        "latitude": "number",
        "longitude": "number",
    },
    "months": {
        "month": "integer",
        "ghi": "number",
        "temperature": "number",
        "latitude": "number",
        "longitude": "number",
    },
}

#: What the two layers must be that are known by their names.
_KNOWN: Mapping[str, Geometry] = {"boundary": "polygon", STATISTICS: "table"}


def layer_faults(name: str, layer: LayerSpec, known: Known) -> list[Fault]:
    """Return what is wrong with the names in a layer file, and with the two layers that every project knows."""
    file = f"layers/{name}.toml"
    faults = [
        fault
        for position, source in enumerate(layer.sources)
        for fault in _source_faults(file, f"sources[{position}]", layer, source, known)
    ]
    wanted = _KNOWN.get(name, layer.geometry)
    if layer.geometry != wanted:
        what = Text(zh=f"应为 {wanted},现在是 {layer.geometry}", en=f"should be {wanted}, is {layer.geometry}")
        faults.append(Fault(file, "geometry", what))
    if layer.by_year and layer.geometry != "raster":
        what = Text(zh="只有栅格图层可以按年份", en="only a raster layer can be there by years")
        faults.append(Fault(file, "by_year", what))
    if layer.weather is not None:
        faults += _weather_faults(file, layer, _WEATHER[layer.weather])
    for position, rule in enumerate(layer.completeness):
        where = f"completeness[{position}]"
        if rule.of is not None:
            faults += _layer_named(file, f"{where}.of", rule.of, known)
        if rule.column is not None and rule.column not in layer.columns:
            faults.append(_no_column(file, f"{where}.column", rule.column, layer))
    if layer.datum_check is not None:
        faults += _layer_named(file, "datum_check.against", layer.datum_check.against, known)
    return faults + (_statistics_faults(file, layer) if name == STATISTICS else [])


def _weather_faults(file: str, layer: LayerSpec, needed: Mapping[str, ColumnType]) -> list[Fault]:
    """Return what is wrong with the columns of a year of weather."""
    faults = []
    if layer.geometry != "table":
        what = Text(zh=f"气象数据应为 table,现在是 {layer.geometry}", en=f"weather is a table, not {layer.geometry}")
        faults.append(Fault(file, "weather", what))
    for name, kind in needed.items():
        if name not in layer.columns:
            faults.append(_no_column(file, f"columns.{name}", name, layer))
        elif layer.columns[name].type != kind:
            what = Text(
                zh=f"应为 {kind},现在是 {layer.columns[name].type}",
                en=f"should be {kind}, is {layer.columns[name].type}",
            )
            faults.append(Fault(file, f"columns.{name}.type", what))
    return faults


def _source_faults(file: str, where: str, layer: LayerSpec, source: Source, known: Known) -> list[Fault]:
    """Return what is wrong with the names in one source."""
    named: set[str] = set()
    if isinstance(source, OwnSource | OsmSource | LayerSource):
        named |= source.columns.keys()
    faults = [_no_column(file, f"{where}.columns.{column}", column, layer) for column in named - layer.columns.keys()]
    if isinstance(source, OwnSource | OsmSource):
        words = source.values.keys() - layer.columns.keys()
        faults += [_no_column(file, f"{where}.values.{column}", column, layer) for column in words]
    if isinstance(source, OwnSource):
        constants = source.constants.keys() - layer.columns.keys()
        faults += [_no_column(file, f"{where}.constants.{column}", column, layer) for column in constants]
        units = source.units.keys() - layer.columns.keys()
        faults += [_no_column(file, f"{where}.units.{column}", column, layer) for column in units]
    if isinstance(source, OwnSource) and source.x is None and source.y is not None:
        what = Text(zh="写了 y,没有写 x", en="there is a y without an x")
        faults.append(Fault(file, f"{where}.y", what))
    if isinstance(source, OwnSource) and source.over is not None:
        faults += _spread_faults(file, where, layer, source, known)
    if isinstance(source, LayerSource):
        faults += _layer_named(file, f"{where}.layer", source.layer, known)
        if source.layer in known.layers:
            faults += _selection_faults(file, where, layer, source, known.layers[source.layer])
    raster_only = isinstance(source, ProductSource) and layer.geometry not in ("raster", "point")
    vector_only = not isinstance(source, FileSource | ProductSource) and layer.geometry == "raster"
    if raster_only or vector_only:
        what = Text(zh=f"这种来源不能给出 {layer.geometry} 图层", en=f"such a source gives no {layer.geometry} layer")
        faults.append(Fault(file, f"{where}.kind", what))
    if layer.by_year and isinstance(source, FileSource | ProductSource) and source.year is None:
        what = Text(zh="按年份的图层,每个来源都要写 year", en="of a layer by years every source needs its year")
        option = Text(zh="请加 --year,例如 --year 2022", en="Add --year, as in --year 2022")
        faults.append(Fault(file, f"{where}.year", what, option=option))
    return faults


def _spread_faults(file: str, where: str, layer: LayerSpec, source: OwnSource, known: Known) -> list[Fault]:
    """Return what is wrong with spreading people over the buildings of another layer."""
    faults = _layer_named(file, f"{where}.over", source.over or "", known)
    if "people" not in layer.columns or layer.geometry != "point":
        what = Text(zh="只有人口图层(点,people 列)可以分摊", en="only points with the column people are spread")
        faults.append(Fault(file, f"{where}.over", what))
    housing = known.layers.get(source.over or "")
    if housing is not None and (housing.geometry != "polygon" or "use" not in housing.columns):
        what = Text(
            zh=f"“{source.over}”不是建筑(面,use 列)",
            en=f"'{source.over}' holds no buildings: polygons with the column use",
        )
        faults.append(Fault(file, f"{where}.over", what))
    if source.storeys is None:
        what = Text(
            zh="分摊时须写 storeys:未标层数的建筑按几层计", en="needs storeys: assumed of buildings that do not say"
        )
        faults.append(Fault(file, f"{where}.storeys", what))
    return faults


def _selection_faults(file: str, where: str, layer: LayerSpec, source: LayerSource, base: LayerSpec) -> list[Fault]:
    """Return what is wrong with a selection from another layer."""
    faults = [
        _no_column(f"layers/{source.layer}.toml", f"columns.{column}", column, base)
        for column in [*source.where, *source.columns.values()]
        if column not in base.columns
    ]
    if base.geometry != layer.geometry or base.geometry == "raster":
        what = Text(
            zh=f"“{source.layer}”是 {base.geometry} 图层,不能从中选出 {layer.geometry} 图层",
            en=f"'{source.layer}' is a {base.geometry} layer, from which no {layer.geometry} layer can be selected",
        )
        faults.append(Fault(file, f"{where}.layer", what))
    for column, values in source.where.items():
        allowed = base.columns[column].values if column in base.columns else None
        for value in values if allowed else ():
            if value not in (allowed or ()):
                what = Text(zh=f"“{value}”不是这一列的值", en=f"'{value}' is no value of this column")
                faults.append(Fault(file, f"{where}.where.{column}", what, closest(value, allowed or ())))
    if any(isinstance(other, LayerSource) for other in base.sources):
        what = Text(
            zh=f"“{source.layer}”自己也选自别的图层", en=f"'{source.layer}' is selected from another layer itself"
        )
        faults.append(Fault(file, f"{where}.layer", what, Text(zh="请直接选自原图层。", en="Select from that one.")))
    return faults


def _layer_named(file: str, where: str, name: str, known: Known) -> list[Fault]:
    if name in known.layer_names:
        return []
    what = Text(zh=f"没有“{name}”这个图层", en=f"there is no layer '{name}'")
    return [Fault(file, where, what, closest(name, known.layer_names))]


def _no_column(file: str, where: str, column: str, layer: LayerSpec) -> Fault:
    what = Text(zh=f"图层没有声明“{column}”这一列", en=f"the layer declares no column '{column}'")
    return Fault(file, where, what, closest(column, layer.columns))


def _statistics_faults(file: str, layer: LayerSpec) -> list[Fault]:
    """Return what keeps reported figures from being read."""
    faults = []
    for column, kind in _REPORTED.items():
        if column not in layer.columns:
            what = Text(zh="上报数需要这一列,图层没有声明", en="reported figures need this column, it is not declared")
            faults.append(Fault(file, f"columns.{column}", what, closest(column, layer.columns)))
        elif layer.columns[column].type != kind:
            what = Text(
                zh=f"应为 {kind},现在是 {layer.columns[column].type}",
                en=f"should be {kind}, is {layer.columns[column].type}",
            )
            faults.append(Fault(file, f"columns.{column}.type", what))
    return faults
