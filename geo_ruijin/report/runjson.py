"""`run.json`: all of a run, for programs."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from geo_ruijin.record import AnalysisRecord, LayerRecord, RunRecord
from geo_ruijin.report.view import Row, layers_behind, score_rows
from geo_ruijin.text import Language, Text


def to_json(record: RunRecord, *, language: Language) -> dict[str, Any]:
    """Return the run as plain values, its words in `language`.

    Numbers are as the methods gave them, unrounded; None stands for what is missing or not a number.

    Parameters
    ----------
    record
        The run.
    """
    values = {
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
        "analyses": {analysis.name: _analysis(analysis) for analysis in record.analyses},
        "targets": [_target(row) for row in score_rows(record)],
        "faults": [fault.say(language) for fault in record.faults],
    }
    plain: dict[str, Any] = _plain(values, language)
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
        "faults": [fault.say(language) for fault in layer.faults],
    }


def _analysis(analysis: AnalysisRecord) -> dict[str, Any]:
    return {
        "title": analysis.title,
        "method": analysis.method,
        "status": analysis.status,
        "why": analysis.why,
        "seconds": analysis.seconds,
        "layers": analysis.layers,
        "modelled": analysis.modelled,
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
                "unit": measure.unit,
                "about": measure.about,
                "rests_on": layers_behind(analysis, measure=name),
            }
            for name, measure in analysis.measures.items()
        },
        "tables": {
            name: {"title": table.title, "rows": len(table.data), "rests_on": layers_behind(analysis, table=name)}
            for name, table in analysis.tables.items()
        },
        "notes": analysis.notes,
    }


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
        "why": verdict.why,
        "measured_by": verdict.measured_by,
        "bound_source": verdict.bound_source,
        "about": verdict.about,
        "rests_on": [layer.name for layer in row.layers],
    }


def _plain(value: object, language: Language) -> Any:  # noqa: ANN401, PLR0911 - one line a type of JSON
    match value:
        case Text():
            return value.say(language)
        case Mapping():
            return {str(key): _plain(one, language) for key, one in value.items()}
        case list() | tuple():
            return [_plain(one, language) for one in value]
        case np.generic() | np.ndarray():
            return _plain(value.tolist(), language)
        case float():
            return value if math.isfinite(value) else None
        case dt.date():
            return value.isoformat()
        case None | str() | bool() | int():
            return value
    return str(value)
