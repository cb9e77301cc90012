"""`run.json`: all of a run, for programs."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from geo_ruijin.record import AnalysisRecord, LayerRecord, RunRecord
from geo_ruijin.report.gpkg import stored_names
from geo_ruijin.report.view import Row, layers_behind, score_rows
from geo_ruijin.results import Table
from geo_ruijin.text import Language, Text

#: The file.
RUN = "run.json"

#: The shape of `run.json`, counted up when a program that reads an older one would misread it or lack something. The
#: first had no number, did not say what the inputs are, and its `results.gpkg` held no layers.
FORMAT = 2


def to_json(
    record: RunRecord,
    *,
    language: Language,
    kept: Mapping[str, Table] | None = None,
    scenarios: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Return the run as plain values, its words in `language`.

    Numbers are as the methods gave them, unrounded; None stands for what is missing or not a number.

    Parameters
    ----------
    record
        The run.
    kept
        The layers written beside the results.
    scenarios
        What scenarios would change, by name; plain values already.
    """
    values = {
        "format": FORMAT,
        "place": record.place,
        "plan": record.plan,
        "issued": record.issued,
        "version": record.version,
        "language": language,
        "crs": record.crs,
        "started": record.started,
        "seconds": record.seconds,
        "demonstration": record.demonstration,
        "layers": {layer.name: _layer(layer, language) for layer in record.layers},
        "analyses": {analysis.name: _analysis(analysis, record) for analysis in record.analyses},
        "targets": [_target(row) for row in score_rows(record)],
        "kept": {
            name: {"features": len(table.data), "columns": _columns(table)} for name, table in (kept or {}).items()
        },
        "faults": [fault.say(language) for fault in record.faults],
        "scenarios": scenarios or {},
    }
    plain: dict[str, Any] = plain_json(values, language)
    return plain


def _layer(layer: LayerRecord, language: Language) -> dict[str, Any]:
    return {
        "title": layer.title,
        "source": layer.source,
        "nature": layer.nature,
        "date": layer.date,
        "licence": layer.licence,
        "steward": layer.steward,
        "features": layer.features,
        "sha256": layer.sha256,
        **completeness_values(layer),
        "faults": [fault.say(language) for fault in layer.faults],
    }


def completeness_values(layer: LayerRecord) -> dict[str, Any]:
    """Return how complete a layer is: its worst grade, and every rule with the amount found."""
    return {"grade": layer.grade, "completeness": [vars(rule) for rule in layer.completeness]}


def _grade(layer: LayerRecord | None) -> dict[str, Any] | None:
    """Return the grade a figure is given by the least complete layer behind it."""
    return None if layer is None else {"layer": layer.name, "grade": layer.grade}


def _analysis(analysis: AnalysisRecord, record: RunRecord) -> dict[str, Any]:
    return {
        "title": analysis.title,
        "method": analysis.method,
        "status": analysis.status,
        "why": analysis.why,
        "seconds": analysis.seconds,
        "layers": analysis.layers,
        "modelled": analysis.modelled,
        "inputs": {
            key: {"data": data, "layers": analysis.input_layers.get(key, ())} for key, data in analysis.inputs.items()
        },
        "parameters": {
            parameter.name: {
                "value": parameter.value,
                "unit": parameter.unit,
                "source": parameter.source,
                "status": parameter.status,
            }
            for parameter in analysis.parameters
        },
        "measures": {
            name: {
                "value": measure.value,
                "low": measure.low,
                "high": measure.high,
                "unit": measure.unit,
                "about": measure.about,
                "rests_on": layers_behind(analysis, measure=name),
                "data": _grade(record.weakest(layers_behind(analysis, measure=name))),
            }
            for name, measure in analysis.measures.items()
        },
        "tables": {
            name: {
                "title": table.title,
                "rows": len(table.data),
                "rests_on": layers_behind(analysis, table=name),
                "columns": _columns(table),
            }
            for name, table in analysis.tables.items()
        },
        "notes": analysis.notes,
    }


def _columns(table: Table) -> dict[str, Any]:
    """Return the title and unit of each column, by its name in `results.gpkg`."""
    names = stored_names(table.columns)
    return {names[name]: {"title": column.title, "unit": column.unit} for name, column in table.columns.items()}


def _target(row: Row) -> dict[str, Any]:
    verdict = row.verdict
    return {
        "id": verdict.id,
        "clause": verdict.clause,
        "action": verdict.action,
        "text": verdict.text,
        "bound": verdict.bound,
        "target": verdict.target,
        "unit": verdict.unit,
        "year": verdict.year,
        "lead": verdict.lead,
        "strive": verdict.strive,
        "value": verdict.value,
        "verdict": verdict.verdict,
        "short_by": verdict.short_by,
        "short_least": verdict.short_least,
        "why": verdict.why,
        "measured_by": verdict.measured_by,
        "map": verdict.map,
        "bound_source": verdict.bound_source,
        "about": verdict.about,
        "rests_on": [layer.name for layer in row.layers],
        "data": _grade(row.weakest),
    }


def plain_json(value: object, language: Language) -> Any:  # noqa: ANN401, PLR0911 - one line a type of JSON
    """Return a value as JSON has it, words in `language`; what is no number there is None."""
    match value:
        case Text():
            return value.say(language)
        case Mapping():
            return {str(key): plain_json(one, language) for key, one in value.items()}
        case list() | tuple():
            return [plain_json(one, language) for one in value]
        case np.generic() | np.ndarray():
            return plain_json(value.tolist(), language)
        case float():
            return value if math.isfinite(value) else None
        case dt.date():
            return value.isoformat()
        case None | str() | bool() | int():
            return value
    return str(value)
