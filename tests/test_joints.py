"""Names, units and geometries where files name one another."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from pydantic import ValidationError

from geo_ruijin.errors import Fault
from geo_ruijin.joints import Known, analysis_faults, ground_faults, layer_faults, map_faults, target_faults
from geo_ruijin.methods import METHODS, Gives, Method, declare
from geo_ruijin.methods.method import Points, Polygons, method
from geo_ruijin.results import Result
from geo_ruijin.spec import AnalysisSpec, LayerSpec, MapSpec, PlanSpec
from geo_ruijin.units import Metres


@declare(measures={"near": Gives("%", of=("stops",)), "far": Gives("%", of=("stops", "area"))}, tables={"gaps": ()})
def ask(
    *, stops: Points, area: Polygons | None = None, radius: Metres, count: int = 1, word: str = "", strict: bool = False
) -> Result:
    """Answer nothing: it is here to be declared."""
    raise NotImplementedError


ASK: Mapping[str, Method] = {"ask": method(ask), **METHODS}
LAYERS = {
    "stops": LayerSpec.model_validate({"title": "s", "geometry": "point"}),
    "homes": LayerSpec.model_validate({"title": "h", "geometry": "point", "columns": {"peple": {"type": "number"}}}),
    "area": LayerSpec.model_validate({"title": "a", "geometry": "polygon"}),
}
SUN: dict[str, dict[str, str]] = {
    "month": {"type": "integer"},
    **{name: {"type": "number"} for name in ("ghi", "temperature", "latitude", "longitude")},
}
LAND = {"title": "l", "geometry": "polygon", "columns": {"code": {"type": "text", "values": ["0701", "0702"]}}}
LAYERS["land"] = LayerSpec.model_validate(LAND)
LAYERS["homes_land"] = LayerSpec.model_validate(LAND | {"sources": [{"kind": "layer", "layer": "land"}]})
EXPECTED = {"amount": "features", "good": 2, "fair": 1, "source": "s", "status": "unverified"}
RADIUS = {"value": 500, "unit": "m", "source": "s", "status": "confirmed"}


def analysis(**changes: Any) -> AnalysisSpec:  # noqa: ANN401 - values of a TOML file
    sound = {"title": "t", "method": "ask", "inputs": {"stops": "stops"}, "parameters": {"radius": RADIUS}}
    return AnalysisSpec.model_validate(sound | changes)


def faults_of(spec: AnalysisSpec, *, others: Mapping[str, AnalysisSpec] | None = None) -> list[Fault]:
    return analysis_faults("a", spec, known(others))


def known(others: Mapping[str, AnalysisSpec] | None = None) -> Known:
    return Known(LAYERS, [*LAYERS, "spoilt"], others or {}, [*(others or {}), "spoilt"], ASK)


def file(**changes: Any) -> dict[str, Any]:  # noqa: ANN401 - values of a TOML file
    return {"kind": "file", "path": "a"} | changes


def selection(**changes: Any) -> dict[str, Any]:  # noqa: ANN401 - values of a TOML file
    return {"kind": "layer", "layer": "land", "where": {"code": ["0701"]}} | changes


def said(faults: list[Fault]) -> list[tuple[str, str, str]]:
    return [(fault.file, fault.where, fault.say("en").split("': ", 1)[1]) for fault in faults]


def test_a_sound_analysis() -> None:
    assert faults_of(analysis()) == []


@pytest.mark.parametrize(
    ("changes", "where", "en", "zh"),
    [
        ({"method": "aks"}, "method", "'ask'", "“ask”"),
        ({"inputs": {"stop": "stops"}}, "inputs.stop", "'stops'", "“stops”"),  # and no second message
        ({"inputs": {}}, "inputs.stops", "missing", "缺少"),
        ({"inputs": {"stops": "stopps"}}, "inputs.stops", "'stops'", "“stops”"),
        ({"inputs": {"stops": "area"}}, "inputs.stops", "a point layer, 'area' is polygon", "“area”是 polygon"),
        ({"inputs": {"stops": "spoilt"}}, "inputs.stops", "layers/spoilt.toml is at fault", "layers/spoilt.toml 有错"),
        ({"inputs": {"stops": "spoilt.gaps"}}, "inputs.stops", "analyses/spoilt.toml is at fault", "有错"),
        ({"inputs": {"stops": "othr.gaps"}}, "inputs.stops", "'other'", "“other”"),
        ({"inputs": {"stops": "other.gap"}}, "inputs.stops", "'gaps'", "“gaps”"),
        ({"inputs": {"stops": "other"}}, "inputs.stops", "gaps", "gaps"),  # an analysis, but which of its tables?
        ({"parameters": {"radus": RADIUS}}, "parameters.radus", "'radius'", "“radius”"),
        ({"parameters": {}}, "parameters.radius", "missing", "缺少"),
        (
            {"parameters": {"radius": RADIUS | {"unit": "km"}}},
            "parameters.radius.unit",
            "should be in 'm', is in 'km'. Write unit = \"m\"",
            "单位应为“m”,现在是“km”",
        ),
        (
            {"parameters": {"radius": {"value": 1, "source": "s", "status": "confirmed"}}},
            "parameters.radius.unit",
            "should be in 'm', states no unit",
            "没有写",
        ),
        ({"parameters": {"radius": RADIUS | {"value": "500"}}}, "parameters.radius.value", "a number", "数字"),
        ({"parameters": {"radius": RADIUS | {"value": True}}}, "parameters.radius.value", "a number", "数字"),
        ({"parameters": {"radius": RADIUS | {"value": float("nan")}}}, "parameters.radius.value", "finite", "有限"),
    ],
)
def test_one_message_with_the_nearest_name(changes: dict[str, Any], where: str, en: str, zh: str) -> None:
    (fault,) = faults_of(analysis(**changes), others={"other": analysis()})
    assert (fault.file, fault.where) == ("analyses/a.toml", where)
    assert en in fault.say("en")
    assert zh in fault.say("zh")


def test_a_question_does_without_an_analysis_that_is_not_there_where_it_may() -> None:
    (fault,) = faults_of(analysis(inputs={"stops": "stops", "area": "gone.gaps"}))
    assert (fault.where, fault.serious) == ("inputs.area", False)
    assert "there is no analysis 'gone'" in fault.say("en")
    (needed,) = faults_of(analysis(inputs={"stops": "gone.gaps", "area": "area"}))
    assert needed.serious
    (misnamed,) = faults_of(analysis(inputs={"stops": "stops", "area": "other.gap"}), others={"other": analysis()})
    assert misnamed.serious  # the analysis is there, and has no such table


@pytest.mark.parametrize(
    ("key", "value", "en"),
    [("count", 1.5, "a whole number"), ("count", True, "a whole number"), ("word", 5, "text"), ("strict", 1, "true")],
)
def test_parameters_are_of_their_type(key: str, value: object, en: str) -> None:
    given = {"value": value, "source": "s", "status": "confirmed"}
    (fault,) = faults_of(analysis(parameters={"radius": RADIUS, key: given}))
    assert fault.where == f"parameters.{key}.value"
    assert en in fault.say("en")


def test_a_number_without_a_unit_takes_none() -> None:
    given = {"value": 2, "unit": "m", "source": "s", "status": "confirmed"}
    assert said(faults_of(analysis(parameters={"radius": RADIUS, "count": given}))) == [
        ("analyses/a.toml", "parameters.count.unit", "this parameter has no unit, 'm' is given. Leave unit out")
    ]


def test_a_column_the_method_needs_is_missed_in_the_layer() -> None:
    spec = analysis(method="service_coverage", inputs={"facilities": "stops", "region": "area", "people": "homes"})
    (fault,) = faults_of(spec)
    assert (fault.file, fault.where) == ("analyses/a.toml", "inputs.people")  # no other question is at fault
    assert fault.say("en").endswith(
        "needs the column 'people', which layers/homes.toml does not declare. Did you mean 'peple'?"
    )
    assert "是否想写“peple”" in fault.say("zh")


def test_every_fault_of_an_analysis_at_once() -> None:
    spec = analysis(inputs={"stops": "stopps", "by": "area"}, parameters={"radius": RADIUS | {"unit": "km"}})
    assert {fault.where for fault in faults_of(spec)} == {"inputs.stops", "inputs.by", "parameters.radius.unit"}


# maps


@pytest.mark.parametrize(
    ("show", "where", "en"),
    [
        ({"data": "stop"}, "show[0].data", "'stops'"),
        ({"data": "other.gapps"}, "show[0].data", "'gaps'"),
        ({"data": "stops", "style": "facilty"}, "show[0].style", "'facility'"),
    ],
)
def test_a_map_names_what_there_is(show: dict[str, str], where: str, en: str) -> None:
    drawn = MapSpec.model_validate({"title": "t", "show": [show]})
    (fault,) = map_faults("m", drawn, known({"other": analysis()}))
    assert (fault.file, fault.where) == ("maps/m.toml", where)
    assert en in fault.say("en")


def test_a_map_of_a_spoilt_file_is_not_at_fault_itself() -> None:
    drawn = MapSpec.model_validate({"title": "t", "show": [{"data": "spoilt"}, {"data": "spoilt.gaps"}]})
    assert map_faults("m", drawn, known()) == []


def test_a_table_has_no_place_on_a_map() -> None:
    layers = {"figures": LayerSpec.model_validate({"title": "f", "geometry": "table"})}
    drawn = MapSpec.model_validate({"title": "t", "show": [{"data": "figures"}]})
    (fault,) = map_faults("m", drawn, Known(layers, layers, {}, [], ASK))
    assert (fault.file, fault.where) == ("maps/m.toml", "show[0].data")


RASTERS: dict[str, dict[str, Any]] = {
    "cover": {"by_year": True, "columns": {"cover": {"type": "text", "values": ["tree"]}}},
    "heights": {"columns": {"height": {"type": "number", "unit": "m"}}},
    "canopy": {"columns": {"canopy": {"type": "number", "unit": "%"}}},
    "wind": {"columns": {"wind": {"type": "number", "unit": "m/s"}}},
}
LAYERS_DRAWN = {"stops": LAYERS["stops"]} | {
    name: LayerSpec.model_validate({"title": name, "geometry": "raster"} | more) for name, more in RASTERS.items()
}


def shown(*entries: dict[str, Any]) -> list[Fault]:
    drawn = MapSpec.model_validate({"title": "t", "show": list(entries)})
    return map_faults("m", drawn, Known(LAYERS_DRAWN, LAYERS_DRAWN, {}, [], ASK))


@pytest.mark.parametrize(
    ("show", "where", "en", "zh"),
    [
        ({"data": "stops", "year": 2020}, "show[0].year", "'stops' is no raster", "“stops”不是栅格"),
        ({"data": "canopy", "style": "canopy", "year": "latest"}, "show[0].year", "not there by years", "不按年份"),
        ({"data": "cover", "style": "covr"}, "show[0].style", "Did you mean 'cover'?", "是否想写“cover”"),
        ({"data": "cover", "style": "gap"}, "show[0].style", "no style 'gap'", "没有“gap”"),
        ({"data": "stops", "style": "cover"}, "show[0].style", "no style 'cover'", "没有“cover”"),
        ({"data": "canopy"}, "show[0].style", "needs a style. Valid names: canopy, occurrence", "须写样式"),
        ({"data": "canopy", "style": "relief"}, "show[0].style", "Valid names: canopy", "没有“relief”"),
        ({"data": "canopy", "style": "height"}, "show[0].style", "Valid names: canopy", "没有“height”"),
        ({"data": "wind", "style": "height"}, "show[0].style", "no style for the amounts of 'wind' (unit m/s)", "m/s"),
    ],
)
def test_a_raster_is_shown_in_a_style_that_fits_it(show: dict[str, Any], where: str, en: str, zh: str) -> None:
    (fault,) = shown(show)
    assert (fault.file, fault.where) == ("maps/m.toml", where)
    assert en in fault.say("en")
    assert zh in fault.say("zh")


def test_sound_rasters_on_a_map() -> None:
    assert shown({"data": "cover"}, {"data": "canopy", "style": "occurrence"}) == []
    assert shown({"data": "heights", "style": "relief"}, {"data": "heights", "style": "height"}) == []
    years = [{"data": "cover", "year": year, "style": "cover"} for year in ("earliest", 2020, "latest")]
    assert shown(*years) == []
    assert shown(years[0] | {"side": "left"}, years[1], years[2] | {"side": "right"}) == []


def test_the_ground_of_a_plan_names_what_there_is() -> None:
    ground = [{"data": "stop"}, {"data": "heights", "style": "relif"}, {"data": "cover", "side": "left"}]
    words = {"zh": "甲", "en": "A"}
    plan = PlanSpec.model_validate({"place": words, "crs": "EPSG:4548", "plan": {"title": "p"}, "ground": ground})
    faults = ground_faults(plan, Known(LAYERS_DRAWN, LAYERS_DRAWN, {}, [], ASK))
    assert [(fault.file, fault.where) for fault in faults] == [
        ("plan.toml", "ground[0].data"),
        ("plan.toml", "ground[1].style"),
        ("plan.toml", "ground[2].side"),
    ]
    assert "'relief'" in faults[1].say("en")


@pytest.mark.parametrize("sides", [["left"], ["right", "right"], ["left", "right", "right"]])
def test_a_divider_has_two_sides(sides: list[str]) -> None:
    (fault,) = shown(*({"data": "cover", "side": side} for side in sides))
    assert (fault.where, "left" in fault.say("en"), "left" in fault.say("zh")) == ("show", True, True)


def test_features_stand_on_a_side_too_several_of_them() -> None:
    left, right = {"data": "stops", "side": "left"}, {"data": "stops", "side": "right"}
    assert shown(left, left, right) == []
    assert shown(left, {"data": "cover", "side": "right"}) == []
    (fault,) = shown(left)
    assert fault.where == "show"


CHOROPLETH = {"data": "stops", "style": "choropleth", "column": "people"}


@pytest.mark.parametrize(
    ("show", "where", "en", "zh"),
    [
        ({"data": "stops", "style": "choropleth"}, "column", "which column", "按哪一列"),
        ({"data": "stops", "column": "people"}, "column", 'with style = "choropleth" alone', "同用"),
        ({"data": "stops", "bounds": [1]}, "bounds", 'with style = "choropleth" alone', "同用"),
        (CHOROPLETH | {"time": "people"}, "time", "takes no time", "不能写 time"),
        ({"data": "stops", "style": "choroplet"}, "style", "Did you mean 'choropleth'?", "是否想写“choropleth”"),
        ({"data": "cover", "time": "year"}, "time", "'cover' is a raster", "是栅格"),
    ],
)
def test_what_goes_with_divisions_by_their_figures(show: dict[str, Any], where: str, en: str, zh: str) -> None:
    (fault,) = shown(show)
    assert fault.where == f"show[0].{where}"
    assert en in fault.say("en")
    assert zh in fault.say("zh")


def test_a_slider_of_years_stands_on_no_side() -> None:
    assert shown({"data": "cover", "year": "all"}) == []
    faults = shown({"data": "cover", "year": "all", "side": "left"}, {"data": "cover", "side": "right"})
    assert [fault.where for fault in faults] == ["show[0].side"]


@pytest.mark.parametrize("bounds", [[], [2, 1], [1, 1], [1, 2, 3, 4, 5, 6, 7]])
def test_bounds_are_few_and_increase(bounds: list[float]) -> None:
    with pytest.raises(ValidationError, match="bounds"):
        MapSpec.model_validate({"title": "t", "show": [CHOROPLETH | {"bounds": bounds}]})


@pytest.mark.parametrize("year", ["first", "2020", True, 2020.0])
def test_a_year_is_a_number_or_one_of_three_words(year: object) -> None:
    with pytest.raises(ValidationError, match='a year, "earliest", "latest", or "all"'):
        MapSpec.model_validate({"title": "t", "show": [{"data": "cover", "year": year}]})


# targets


def plan(**target: Any) -> PlanSpec:  # noqa: ANN401 - values of a TOML file
    sound = {"clause": "1", "text": "t", "unit": "%", "at_least": 100}
    return PlanSpec.model_validate(
        {
            "place": {"zh": "甲", "en": "A"},
            "crs": "EPSG:4548",
            "plan": {"title": "t"},
            "targets": {"x": sound | target},
        }
    )


@pytest.mark.parametrize(
    ("target", "where", "en"),
    [
        ({"measured_by": "othr.near"}, "measured_by", "'other'"),
        ({"measured_by": "other.ner"}, "measured_by", "'near'"),
        ({"measured_by": "other"}, "measured_by", "near"),
        ({"measured_by": "other.near", "unit": "km²"}, "unit", "the measure is in '%', the target in 'km²'"),
        ({"measured_by": "other.far"}, "measured_by", "made of the input 'area', which analyses/other.toml"),
        ({"reported": "x"}, "reported", "layers/statistics.toml"),
    ],
)
def test_a_target_names_what_can_measure_it(target: dict[str, str], where: str, en: str) -> None:
    (fault,) = target_faults(plan(**target), known({"other": analysis()}))
    assert (fault.file, fault.where) == ("plan.toml", f"targets.x.{where}")
    assert en in fault.say("en")


def test_a_target_names_a_map_there_is() -> None:
    sound = Known(LAYERS, LAYERS, {"other": analysis()}, ["other"], ASK, ["energy"])
    assert target_faults(plan(measured_by="other.near", map="energy"), sound) == []
    (fault,) = target_faults(plan(measured_by="other.near", map="enegy"), sound)
    assert (fault.file, fault.where) == ("plan.toml", "targets.x.map")
    assert "there is no map 'enegy'" in fault.say("en")
    assert "energy" in fault.cure.en


def test_a_target_of_a_spoilt_analysis_is_not_at_fault_itself() -> None:
    spoilt = plan(measured_by="spoilt.near")
    assert target_faults(spoilt, known()) == []


# layers

STATISTICS = {
    "id": {"type": "text"},
    "value": {"type": "number", "required": False},
    "unit": {"type": "text"},
    "year": {"type": "integer"},
    "source": {"type": "text"},
}


@pytest.mark.parametrize(
    ("name", "spec", "where", "en"),
    [
        ("sun", {"geometry": "point", "weather": "months", "columns": SUN}, "weather", "weather is a table, not point"),
        (
            "sun",
            {"geometry": "table", "weather": "months", "columns": SUN | {"month": {"type": "text"}}},
            "columns.month.type",
            "should be integer, is text",
        ),
        (
            "sun",
            {"geometry": "table", "weather": "months", "columns": {name: SUN[name] for name in SUN if name != "ghi"}},
            "columns.ghi",
            "the layer declares no column 'ghi'",
        ),
        ("boundary", {"geometry": "point"}, "geometry", "should be polygon, is point"),
        ("statistics", {"geometry": "point", "columns": STATISTICS}, "geometry", "should be table, is point"),
        (
            "statistics",
            {"geometry": "table", "columns": STATISTICS | {"value": {"type": "text"}}},
            "columns.value.type",
            "should be number, is text",
        ),
        (
            "statistics",
            {
                "geometry": "table",
                "columns": {("yaer" if key == "year" else key): STATISTICS[key] for key in STATISTICS},
            },
            "columns.year",
            "'yaer'",
        ),
        (
            "stops",
            {
                "geometry": "point",
                "columns": {"name": {"type": "text"}},
                "sources": [{"kind": "file", "path": "a", "columns": {"nam": "NAME"}}],
            },
            "sources[0].columns.nam",
            "'name'",
        ),
        (
            "stops",
            {
                "geometry": "point",
                "columns": {"name": {"type": "text"}},
                "sources": [{"kind": "osm", "tags": {"a": True}, "columns": {"nam": "name:zh"}}],
            },
            "sources[0].columns.nam",
            "'name'",
        ),
        (
            "stops",
            {"geometry": "point", "sources": [file(values={"kind": {"a": "b"}})]},
            "sources[0].values.kind",
            "kind",
        ),
        ("stops", {"geometry": "point", "sources": [file(y="lat")]}, "sources[0].y", "a y without an x"),
        ("a", {"geometry": "polygon", "sources": [selection(layer="lnad")]}, "sources[0].layer", "'land'"),
        ("a", {"geometry": "point", "sources": [selection()]}, "sources[0].layer", "'land' is a polygon layer"),
        (
            "a",
            {"geometry": "polygon", "sources": [selection(where={"code": ["0702", "701"]})]},
            "sources[0].where.code",
            "'701' is no value of this column. Did you mean '0701'?",
        ),
        (
            "a",
            {"geometry": "polygon", "sources": [selection(layer="homes_land")]},
            "sources[0].layer",
            "Select from that",
        ),
        ("a", {"geometry": "point", "completeness": [EXPECTED | {"of": "aera"}]}, "completeness[0].of", "'area'"),
        (
            "a",
            {"geometry": "point", "completeness": [EXPECTED | {"amount": "total", "column": "people"}]},
            "completeness[0].column",
            "no column 'people'",
        ),
        (
            "a",
            {"geometry": "point", "datum_check": {"against": "streets", "lies": "along"}},
            "datum_check.against",
            "no layer 'streets'",
        ),
        ("a", {"geometry": "point", "by_year": True, "sources": []}, "by_year", "only a raster"),
        (
            "a",
            {"geometry": "raster", "by_year": True, "sources": [file()]},
            "sources[0].year",
            "every source needs its year",
        ),
        (
            "a",
            {"geometry": "raster", "sources": [{"kind": "osm", "tags": {"a": True}}]},
            "sources[0].kind",
            "gives no raster layer",
        ),
        (
            "a",
            {"geometry": "line", "sources": [{"kind": "product", "product": "esa_worldcover"}]},
            "sources[0].kind",
            "gives no line layer",
        ),
    ],
)
def test_what_a_layer_must_be(name: str, spec: dict[str, Any], where: str, en: str) -> None:
    (fault,) = layer_faults(name, LayerSpec.model_validate({"title": "t"} | spec), known())
    assert (fault.file, fault.where) == (f"layers/{name}.toml", where)
    assert en in fault.say("en")


def test_a_question_named_like_a_layer_that_is_not_there() -> None:
    asked = analysis(inputs={"stops": "stopps"})
    (fault,) = analysis_faults("stopps", asked, known({"stopps": asked}))
    assert fault.say("en").endswith("there is no layer 'stopps'. Did you mean 'stops'?")
