"""`check.json`: every layer with its source, grade and faults, in the same order each time."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from geo_ruijin.errors import Fault
from geo_ruijin.record import LayerRecord
from geo_ruijin.report import to_check_json
from geo_ruijin.text import Language, Text, same
from tests.records import FEW_STOPS, LAYERS, RUN

PARKS = Text(zh="公园", en="Parks")
HUBS = Text(zh="枢纽", en="Hubs")
BAD_HUBS = Fault("layers/hubs.toml", "columns.name", Text(zh="缺失", en="missing"), Text(zh="请补齐", en="Fill it in"))
IN_PLAN = Fault("plan.toml", "targets.x", Text(zh="没有单位", en="has no unit"))
IN_MAP = Fault("maps/x.toml", "", Text(zh="没有内容", en="is empty"), serious=False)
FAULTS = (*LAYERS[4].faults, IN_PLAN, BAD_HUBS, IN_MAP)


def checked(*, language: Language = "en", reverse: bool = False) -> dict[str, Any]:
    records = {layer.name: layer for layer in LAYERS}
    records["streets"] = replace(records["streets"], crs="EPSG:4490", datum="gcj02")
    titles = {name: layer.title for name, layer in records.items()} | {"parks": PARKS, "hubs": HUBS}

    def turned(values: dict[str, Any]) -> dict[str, Any]:
        return dict(reversed(values.items())) if reverse else values

    return to_check_json(
        place=RUN.place,
        version="0.1.0",
        crs=RUN.crs,
        titles=turned(titles),
        records=turned(records),
        missing={"parks": ("no data", same("none")), "hubs": ("failed", same("broken"))},
        faults=FAULTS[::-1] if reverse else FAULTS,
        language=language,
    )


def test_every_layer_is_there_read_or_not() -> None:
    values = checked()
    assert list(values["layers"]) == [
        "boundary",
        "built_up_area",
        "bus_stops",
        "hubs",
        "parks",
        "population",
        "streets",
    ]
    assert {name: layer["status"] for name, layer in values["layers"].items() if layer["status"] != "read"} == {
        "parks": "no data",
        "hubs": "failed",
    }
    parks = values["layers"]["parks"]
    assert (parks["title"], parks["why"], parks["source"], parks["grade"]) == ("Parks", "none", None, None)
    assert {tuple(layer) for layer in values["layers"].values()} == {tuple(parks)}  # all of one shape


def test_a_layer_says_where_it_is_from_and_how_complete_it_is() -> None:
    streets = checked()["layers"]["streets"]
    record: LayerRecord = LAYERS[4]
    assert streets["source"] == record.source.en
    assert (streets["crs"], streets["datum"], streets["sha256"]) == ("EPSG:4490", "gcj02", record.sha256)
    assert (streets["features"], streets["nature"], streets["licence"]) == (10233, "modelled", "CC0-1.0")
    stops = checked(language="zh")["layers"]["bus_stops"]
    assert stops["grade"] == "poor"
    (rule,) = stops["completeness"]
    assert (rule["amount"], rule["per"], rule["of"], rule["good"]) == (0.4, "km²", "built_up_area", 2.0)
    assert (rule["source"], rule["status"]) == ("GB 50220-95", "secondary")
    assert rule["statement"] == FEW_STOPS.statement.zh


def test_faults_stand_with_their_layer_and_the_others_apart() -> None:
    values = checked()
    assert values["layers"]["hubs"]["faults"] == [
        {
            "file": "layers/hubs.toml",
            "where": "columns.name",
            "what": "missing",
            "cure": "Fill it in",
            "serious": True,
        }
    ]
    assert [fault["file"] for fault in values["faults"]] == ["maps/x.toml", "plan.toml"]
    assert (values["faults"][0]["where"], values["faults"][0]["cure"]) == (None, None)
    assert [fault["serious"] for fault in values["layers"]["streets"]["faults"]] == [False]


def test_what_is_counted() -> None:
    assert checked()["counts"] == {
        "layers": 7,
        "read": 5,
        "no data": 1,
        "failed": 1,
        "good": 1,
        "fair": 0,
        "poor": 1,
        "not graded": 0,
        "modelled": 4,
        "serious": 2,
        "remarks": 2,
    }


def test_the_same_findings_are_the_same_bytes() -> None:
    one, other = (json.dumps(checked(reverse=reverse), allow_nan=False) for reverse in (False, True))
    assert one == other
    assert "没有单位" in json.dumps(checked(language="zh"), ensure_ascii=False)
