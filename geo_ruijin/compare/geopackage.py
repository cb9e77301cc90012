"""`compare.gpkg`: the features that changed, the townships then and now, and the targets, styled for QGIS."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import geopandas as gpd
import pandas as pd
import shapely

from geo_ruijin.compare.comparison import Comparison
from geo_ruijin.compare.tables import division_table, moves_of
from geo_ruijin.compare.words import KIND_COLOURS, KIND_WORDS, word_of
from geo_ruijin.figures import show_unit
from geo_ruijin.report.gpkg import dated, readable, style_row, write_rows, write_styles
from geo_ruijin.report.qml import Class
from geo_ruijin.results import Table
from geo_ruijin.text import Language
from geo_ruijin.verdicts import VERDICTS


def write_compare_geopackage(
    comparison: Comparison, path: Path, features: Mapping[str, Table], *, language: Language
) -> None:
    """Write what changed to `path`, in the CRS of the later run; the same comparison gives the same bytes.

    `layer__changes` holds the features of a layer that are not as they were, coloured by what became of them, and
    `layer__moves` a line from where each that moved was; `analysis__table` the divisions with each figure then and
    now; `targets` every target. A layer that became polygons has its points in `layer__changes_points`.

    Parameters
    ----------
    comparison
        What changed.
    path
        The file.
    features
        The features that changed, by the name of their layer.
    """
    classes = [Class(word.say(language), word.say(language), KIND_COLOURS[kind]) for kind, word in KIND_WORDS.items()]
    demonstration = f"{VERDICTS['demonstration'].say(language)} "
    crs = comparison.after.crs
    with dated(comparison.after.issued):
        styles = []
        for layer in comparison.layers:
            if layer.name not in features:
                continue
            mark = demonstration if layer.layer.title in comparison.modelled else ""
            for ending, table in _by_kind_of_shape(features[layer.name]).items():
                name = f"{layer.name}__changes{ending}"
                write_rows(readable(table, crs), path, name, title=mark + table.title.say(language))
                styles.append(style_row(name, table, language=language, classes=classes, by="change"))
            moves = moves_of(layer, language=language)
            if moves is not None:
                name = f"{layer.name}__moves"
                write_rows(readable(moves, crs), path, name, title=mark + moves.title.say(language))
                styles.append(style_row(name, moves, language=language))
        for change in comparison.divisions:
            table = division_table(change, language=language)
            name = f"{change.analysis}__{change.table}"
            mark = demonstration if change.basis.modelled else ""
            write_rows(readable(table, crs), path, name, title=mark + table.title.say(language))
            if isinstance(table.data, gpd.GeoDataFrame):
                styles.append(style_row(name, table, language=language))
        write_rows(_targets(comparison, language=language), path, "targets", title="targets")
        write_styles(styles, path)


def _by_kind_of_shape(table: Table) -> dict[str, Table]:
    """Return the table by the ending of its layer's name: QGIS wants points and polygons apart."""
    solid = shapely.get_dimensions(table.data.geometry.to_numpy()) > 1
    if solid.all() or not solid.any():
        return {"": table}
    return {
        ending: Table(table.title, table.data[kind], table.columns)
        for ending, kind in (("", solid), ("_points", ~solid))
    }


def _targets(comparison: Comparison, *, language: Language) -> pd.DataFrame:
    rows = [
        {
            "id": change.target.id,
            "clause": change.target.clause,
            "text": change.target.text,
            "unit": show_unit(change.target.unit, language=language),
            "value_before": change.before.value if change.before else None,
            "value_after": change.after.value if change.after else None,
            "change": change.change,
            "target_before": change.before.target if change.before else None,
            "target_after": change.after.target if change.after else None,
            "verdict_before": VERDICTS[change.before.verdict].word.say(language) if change.before else None,
            "verdict_after": VERDICTS[change.after.verdict].word.say(language) if change.after else None,
            "said": word_of(change, language=language),
            "breaks": "\n".join(one.say(language) for one in change.basis.breaks) or None,
            "cautions": "\n".join(one.say(language) for one in change.basis.cautions) or None,
        }
        for change in comparison.targets
    ]
    numbers = ["value_before", "value_after", "change", "target_before", "target_after"]
    return pd.DataFrame(rows, columns=list(rows[0]) if rows else numbers).astype(dict.fromkeys(numbers, "float64"))
