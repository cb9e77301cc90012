"""The tables of a comparison, as the page, the workbook and the GeoPackage show them."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
import shapely

from geo_ruijin.compare.comparison import Comparison, LayerChange
from geo_ruijin.compare.divisions import DivisionChange
from geo_ruijin.compare.runfile import PastColumn
from geo_ruijin.compare.words import KIND_WORDS, THERE, compare_words
from geo_ruijin.figures import show_cell
from geo_ruijin.results import Column, Table
from geo_ruijin.text import Language, same


def features_tables(comparison: Comparison, *, language: Language) -> dict[str, Table]:
    """Return the features that are not as they were, of each layer that has any, by its name."""
    return {
        layer.name: features_table(layer, language=language)
        for layer in comparison.layers
        if layer.features is not None and not layer.features.same
    }


def features_table(layer: LayerChange, *, language: Language) -> Table:
    """Return the features of a layer that are not as they were: what became of each, and what differs."""
    assert layer.features is not None  # noqa: S101 - asked only where they were compared
    words = compare_words(language)
    rows = layer.features.rows.assign(division=layer.divisions)
    rows = rows[rows["kind"] != "unchanged"].reset_index(drop=True)
    data = rows[["name", "division", "distance", "area_before", "area_after", "overlap", "geometry"]].copy()
    data.insert(0, "change", rows["kind"].map(lambda kind: KIND_WORDS[kind].say(language)).astype(object))
    data["what"] = pd.Series(_differences(layer, rows, language=language), index=data.index, dtype=object)
    data["overlap"] *= 100
    columns = {
        "change": Column(same(words["change"])),
        "name": Column(same(words["name"])),
        "division": Column(same(words["division"])),
        "what": Column(same(words["what"])),
        "distance": Column(same(words["moved_by"]), "m"),
        "area_before": Column(same(words["area_before"]), "m²"),
        "area_after": Column(same(words["area_after"]), "m²"),
        "overlap": Column(same(words["overlap"]), "%"),
    }
    used = {name: one for name, one in columns.items() if name in ("change", "name") or _says(data[name])}
    return Table(same(f"{layer.layer.title}{words['colon']}{words['features_changed']}"), data, used)


def _differences(layer: LayerChange, rows: pd.DataFrame, *, language: Language) -> list[str]:
    """Return the attributes of each feature that differ, then and now: "线路数:8 → 9"."""
    assert layer.features is not None  # noqa: S101 - only compared features have rows
    assert layer.frames is not None  # noqa: S101 - the same
    colon, stop = compare_words(language)["colon"], "; " if language == "en" else ";"
    columns = {name: (layer.columns or {}).get(name) or PastColumn(title=name) for name in layer.features.compared}
    cells = {name: [frame[name].tolist() for frame in layer.frames] for name in columns}
    said = []
    for names, *ends in zip(rows["columns"], rows["row_before"], rows["row_after"], strict=True):
        parts = []
        for name in names:
            was, now = (
                show_cell(side[row], columns[name].unit, language=language)
                for side, row in zip(cells[name], ends, strict=True)
            )
            parts.append(f"{columns[name].title}{colon}{was} → {now}")
        said.append(stop.join(parts))
    return said


def _says(column: pd.Series) -> bool:
    return bool((column.notna() & (column != "")).any())


def moves_of(layer: LayerChange, *, language: Language) -> Table | None:
    """Return a line from where each feature was to where it is; None where none moved."""
    if layer.features is None or layer.frames is None:
        return None
    rows = layer.features.rows
    rows = rows[rows["kind"] == "moved"]
    if rows.empty:
        return None
    before, after = layer.frames
    if after.crs is not None:
        before = before.to_crs(after.crs)
    ends = [
        shapely.get_coordinates(shapely.centroid(frame.geometry.to_numpy()[rows[end].to_numpy()]))
        for frame, end in ((before, "row_before"), (after, "row_after"))
    ]
    lines = shapely.linestrings(list(zip(*ends, strict=True)))
    words = compare_words(language)
    data = gpd.GeoDataFrame(rows[["name", "distance"]].reset_index(drop=True), geometry=lines, crs=after.crs)
    columns = {"name": Column(same(words["name"])), "distance": Column(same(words["moved_by"]), "m")}
    return Table(same(f"{layer.layer.title}:{KIND_WORDS['moved'].say(language)}"), data, columns)


def division_table(change: DivisionChange, *, language: Language) -> Table:
    """Return a table by division: each figure then and now, and its change."""
    words = compare_words(language)
    columns: dict[str, Column] = {"name": Column(same(words["name"]))}
    for name, known in change.columns.items():
        for end in ("before", "after"):
            columns[f"{name}_{end}"] = Column(same(f"{known.title} · {words[end]}"), known.unit)
        unit = f"({words['points']})" if known.unit == "%" else ""
        columns[f"{name}_change"] = Column(same(f"{known.title} · {words['change']}{unit}"), known.unit)
    data = change.rows
    if (data["there"] != "both").any():
        data = data.assign(there=data["there"].map(lambda there: THERE[there].say(language)).astype(object))
        columns["there"] = Column(same(words["there"]))
    return Table(same(change.title), data, columns)
