"""What one entry of a scenario adds to a layer, and what it takes from it."""

from __future__ import annotations

from dataclasses import replace

import geopandas as gpd
import numpy as np

from geo_ruijin.checks import SHAPES
from geo_ruijin.errors import Fault, FaultsError, closest
from geo_ruijin.scenarios.ground import Ground
from geo_ruijin.scenarios.removals import SAME_PLACE, Mask, removed_at, removed_by
from geo_ruijin.scenarios.rows import features_of, rows_of
from geo_ruijin.spec import AdditionSpec, ChangeSpec, RemovalSpec
from geo_ruijin.text import Text

#: The column of a list of changes, and its two words.
_CHANGE, _ADD, _REMOVE = "change", "add", "remove"


def read_entry(
    entry: AdditionSpec | RemovalSpec | ChangeSpec, ground: Ground, *, where: str
) -> tuple[gpd.GeoDataFrame | None, Mask, list[Fault]]:
    """Return the features that an entry adds, which of the present ones it takes away, and what is wrong.

    Raises
    ------
    FaultsError
        If what it names is not there, or where it lies is not known.
    """
    if isinstance(entry, RemovalSpec):
        removed, faults = removed_by(entry, ground, where=where)
        return None, removed, faults
    layer, found = ground.layers[entry.layer], rows_of(entry, ground, where=where)
    removed = np.zeros(len(layer.data), dtype=bool)
    if isinstance(entry, AdditionSpec):
        features, faults = features_of(found, entry.layer, ground, where=where)
        return features, removed, faults
    words = _words(found.rows, ground, where=where, file=entry.file)
    added: gpd.GeoDataFrame | None = None
    faults = []
    if (words == _ADD).any():
        more = replace(found, rows=found.rows[words == _ADD].reset_index(drop=True))
        added, faults = features_of(more, entry.layer, ground, where=where)
    if (words == _REMOVE).any():
        named = {theirs: ours for ours, theirs in found.source.columns.items()}
        gone = found.rows[words == _REMOVE].rename(columns=named)
        points = bool(gone.geom_type.isin(SHAPES["point"]).all())
        kind = "point" if points else ground.specs[entry.layer].geometry
        places, wrong = ground.put(gone, kind, found.stated, where=where)
        if not any(fault.serious for fault in wrong):
            removed, unmatched = removed_at(places, layer, SAME_PLACE, ground, where=f"{where}.file")
            wrong += unmatched
        faults += wrong
    return added, removed, faults


def _words(rows: gpd.GeoDataFrame, ground: Ground, *, where: str, file: str) -> np.ndarray:
    """Return what a list of changes says of each row.

    Raises
    ------
    FaultsError
        If it does not say it of each, in one of the two words.
    """
    if _CHANGE not in rows:
        what = Text(zh=f"{file} 里没有“{_CHANGE}”这一列", en=f"{file} has no column '{_CHANGE}'")
        near = closest(_CHANGE, map(str, rows.columns.drop("geometry", errors="ignore")))
        raise FaultsError([Fault(ground.file, f"{where}.file", what, near)])
    words = rows[_CHANGE].astype("string").str.strip().fillna("")
    wrong = sorted(set(words) - {_ADD, _REMOVE})
    if wrong:
        listed = ", ".join(f"“{one}”" for one in wrong)
        what = Text(zh=f"{file} 的“{_CHANGE}”列里有 {listed}", en=f"column '{_CHANGE}' of {file} holds {listed}")
        cure = Text(zh=f"每行应为 {_ADD}(增加)或 {_REMOVE}(去掉)", en=f"Each row should say {_ADD} or {_REMOVE}")
        raise FaultsError([Fault(ground.file, f"{where}.file", what, cure)])
    return words.to_numpy(dtype=object)
