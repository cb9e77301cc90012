"""Two runs of the past, made by hand, to be compared: a target measured over stops and a built-up area."""

from __future__ import annotations

import copy
from typing import Any

from geo_ruijin.compare.basis import LayerData
from geo_ruijin.compare.changes import TargetChange, compare_targets
from geo_ruijin.compare.runfile import RunFile
from geo_ruijin.targets import misses_by

_LAYER = {"source": "普查", "nature": "real", "date": "2024", "features": 2, "sha256": "00", "grade": "good"}

#: `run.json` as a program has it; every test changes what it is about.
VALUES: dict[str, Any] = {
    "format": 2,
    "place": "小镇",
    "plan": "小镇规划",
    "issued": "2025-01-01",
    "version": "0.1.0",
    "language": "zh",
    "crs": "EPSG:4548",
    "started": "2025-11-20T09:00:00+08:00",
    "layers": {
        "stops": {**_LAYER, "title": "站点"},
        "town": {**_LAYER, "title": "建成区"},
        "streets": {**_LAYER, "title": "街道"},
    },
    "analyses": {
        "coverage": {
            "title": "覆盖",
            "method": "service_coverage",
            "status": "done",
            "why": None,
            "inputs": {
                "facilities": {"data": "stops", "layers": ["stops"]},
                "region": {"data": "town", "layers": ["town"]},
                "network": {"data": "streets", "layers": ["streets"]},
            },
            "parameters": {"radius": {"value": 500, "unit": "m"}},
            "measures": {
                "share": {
                    "value": 60.0,
                    "unit": "%",
                    "about": "500 米以内",
                    "rests_on": ["stops", "streets", "town"],
                }
            },
            "tables": {},
        }
    },
    "targets": [
        {
            "id": "bus",
            "clause": "一1",
            "action": None,
            "text": "覆盖率达到100%",
            "bound": "at_least",
            "target": 100.0,
            "unit": "%",
            "year": 2025,
            "lead": None,
            "value": 60.0,
            "verdict": "short",
            "why": "500 米以内",
            "measured_by": "coverage.share",
            "rests_on": ["stops", "streets", "town"],
        },
        {
            "id": "clinker",
            "clause": "二1",
            "action": None,
            "text": "降低到104千克标准煤/吨",
            "bound": "at_most",
            "target": 104.0,
            "unit": "kgce/t",
            "year": 2025,
            "lead": None,
            "value": 110.0,
            "verdict": "short",
            "why": "填报数据:2024 年,年报",
            "measured_by": None,
            "rests_on": [],
        },
    ],
    "kept": {},
}


def run_file(changes: dict[str, Any] | None = None) -> RunFile:
    """Return the run with values changed: "targets.0.value" and the like; None of a key of ours takes it out."""
    values = copy.deepcopy(VALUES)
    for path, value in (changes or {}).items():
        *way, last = path.split(".")
        part: Any = values
        for key in way:
            part = part[int(key)] if isinstance(part, list) else part[key]
        part[int(last) if isinstance(part, list) else last] = value
    for target in values["targets"]:
        if target["value"] is not None:  # a run says what is missing itself; where it does not, by the value
            target.setdefault("short_by", misses_by(target["value"], target["bound"], target["target"]))
    return RunFile.model_validate(values)


def target_change(
    after: dict[str, Any],
    *,
    before: dict[str, Any] | None = None,
    target: str = "bus",
    changed: tuple[str, ...] = ("stops",),
    same: tuple[str, ...] = (),
) -> TargetChange:
    """Return what became of a target where the later run differs by `after`, and the data of `changed`, not `same`."""
    found = compare_targets(run_file(before), run_file(after), LayerData(frozenset(changed), frozenset(same)))
    return next(change for change in found if change.target.id == target)
