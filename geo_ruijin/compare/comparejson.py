"""`compare.json`: all of a comparison, for programs."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import pandas as pd
import shapely

from geo_ruijin.compare.basis import Basis
from geo_ruijin.compare.changes import MeasureChange, TargetChange
from geo_ruijin.compare.comparison import Comparison, LayerChange
from geo_ruijin.compare.divisions import DivisionChange
from geo_ruijin.compare.runfile import RunFile
from geo_ruijin.report.runjson import plain_json
from geo_ruijin.text import Language

#: The shape of `compare.json`, counted up as that of `run.json` is.
FORMAT = 1


def to_compare_json(comparison: Comparison, *, language: Language) -> dict[str, Any]:
    """Return the comparison as plain values, its words in `language`, its numbers unrounded."""
    values = {
        "format": FORMAT,
        "language": language,
        "before": _run(comparison.before),
        "after": _run(comparison.after),
        "modelled": comparison.modelled,
        "remarks": comparison.remarks,
        "targets": [target_values(change) for change in comparison.targets],
        "measures": [measure_values(change) for change in comparison.measures],
        "divisions": [division_values(change) for change in comparison.divisions],
        "layers": {change.name: _layer(change) for change in comparison.layers},
    }
    plain: dict[str, Any] = plain_json(values, language)
    return plain


def _run(run: RunFile) -> dict[str, Any]:
    return {key: getattr(run, key) for key in ("place", "plan", "version", "language", "crs", "started")}


def _basis(basis: Basis) -> dict[str, Any]:
    return {
        "comparable": basis.comparable,
        "breaks": basis.breaks,
        "cautions": basis.cautions,
        "modelled": basis.modelled,
    }


def measure_values(change: MeasureChange) -> dict[str, Any]:
    """Return a figure of an analysis then and now."""
    return {
        "analysis": change.analysis,
        "measure": change.name,
        "unit": change.measure.unit,
        "before": change.before and change.before.value,
        "after": change.after and change.after.value,
        "change": change.change,
        **_basis(change.basis),
    }


def target_values(change: TargetChange) -> dict[str, Any]:
    """Return a target then and now."""
    sides = {
        side: target
        and {
            "bound": target.bound,
            "target": target.target,
            "unit": target.unit,
            "value": target.value,
            "verdict": target.verdict,
            "short_by": target.short_by,
            "short_least": target.short_least,
        }
        for side, target in (("before", change.before), ("after", change.after))
    }
    return {
        "id": change.target.id,
        "clause": change.target.clause,
        "text": change.target.text,
        **sides,
        "change": change.change,
        "word": change.word,
        **_basis(change.basis),
    }


def division_values(change: DivisionChange) -> dict[str, Any]:
    """Return a table by division then and now."""
    rows = pd.DataFrame(change.rows.drop(columns="geometry", errors="ignore"))
    return {
        "analysis": change.analysis,
        "table": change.table,
        "title": change.title,
        "columns": {name: {"title": column.title, "unit": column.unit} for name, column in change.columns.items()},
        "rows": rows.astype(object).where(rows.notna(), None).to_dict("records"),
        **_basis(change.basis),
    }


def _layer(change: LayerChange) -> dict[str, Any]:
    sides = {
        side: layer and {"source": layer.source, "nature": layer.nature, "date": layer.date, "features": layer.features}
        for side, layer in (("before", change.before), ("after", change.after))
    }
    values = {"title": change.layer.title, **sides, "differs": change.differs, "not_compared": change.why}
    if change.features is None:
        return values
    rows = change.features.rows.assign(division=change.divisions)[change.features.rows["kind"] != "unchanged"]
    return values | {
        "counts": change.features.counts,
        "columns_compared": change.features.compared,
        "columns_only_before": change.features.only_before,
        "columns_only_after": change.features.only_after,
        "changes": _features(rows),
    }


def _features(rows: gpd.GeoDataFrame) -> list[dict[str, Any]]:
    """Return the features that changed, each with a point inside it in the CRS of the later run [m]."""
    points = shapely.get_coordinates(shapely.point_on_surface(rows.geometry.to_numpy())).tolist()
    plain = pd.DataFrame(rows.drop(columns=["geometry", "row_before", "row_after"]))
    records = plain.astype(object).where(plain.notna(), None).to_dict("records")
    return [
        {str(key): value for key, value in record.items()} | {"at": at}
        for record, at in zip(records, points, strict=True)
    ]
