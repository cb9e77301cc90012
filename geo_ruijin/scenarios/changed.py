"""The layers as a scenario would have them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo_ruijin.checks import check_columns
from geo_ruijin.errors import Fault, FaultsError, GeoRuijinError, closest
from geo_ruijin.layers import NATURE, Layer, columns_of
from geo_ruijin.project import Project
from geo_ruijin.record import Nature
from geo_ruijin.scenarios.derived import derived_layers
from geo_ruijin.scenarios.entries import read_entry
from geo_ruijin.scenarios.ground import Ground
from geo_ruijin.scenarios.removals import SAME_PLACE, Mask
from geo_ruijin.scenarios.stacking import stacked
from geo_ruijin.spec import AdditionSpec, LayerSource, LayerSpec, ScenarioSpec
from geo_ruijin.text import Text


@dataclass(frozen=True)
class Difference:
    """What a scenario adds to a layer and takes from it.

    Attributes
    ----------
    added, removed
        The features, in the project's coordinate system.
    outside
        How many of those added lie outside the place; None where that is not known.
    """

    added: gpd.GeoDataFrame
    removed: gpd.GeoDataFrame
    outside: int | None


@dataclass
class Changed:
    """What a scenario makes of the layers.

    Attributes
    ----------
    layers
        Those that are otherwise than at present, by name.
    differences
        Of each layer that the scenario names.
    faults
        What is wrong; a serious one leaves the scenario without an answer.
    """

    layers: dict[str, Layer] = field(default_factory=dict)
    differences: dict[str, Difference] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    @property
    def sound(self) -> bool:
        """Whether nothing is seriously wrong."""
        return not any(fault.serious for fault in self.faults)


def change_layers(project: Project, scenario: ScenarioSpec, ground: Ground) -> Changed:
    """Return the layers as a scenario would have them; those of the present stay as they are."""
    changed = Changed()
    taken: dict[str, Mask] = {}
    given: dict[str, list[gpd.GeoDataFrame]] = {}
    unasked = False  # what comes from a table is not known before its analysis is asked
    for where, entry in scenario.entries:
        if (fault := _unfit(where, entry.layer, ground)) is not None:
            changed.faults.append(fault)
            continue
        if isinstance(entry, AdditionSpec) and entry.from_ is not None and ground.answers is None:
            unasked = True
            continue
        try:
            added, removed, faults = read_entry(entry, ground, where=where)
        except FaultsError as error:
            changed.faults += error.faults
            continue
        except GeoRuijinError as error:
            changed.faults.append(Fault(ground.file, where, error.message))
            continue
        changed.faults += faults
        before = taken.setdefault(entry.layer, np.zeros(len(ground.layers[entry.layer].data), dtype=bool))
        if (before & removed).any():
            what = Text(zh="去掉了前面已去掉的要素", en="takes away what is taken away already")
            changed.faults.append(Fault(ground.file, where, what))
        taken[entry.layer] = before | removed
        given.setdefault(entry.layer, []).extend([added] if added is not None and len(added) else [])
    if unasked or not changed.sound:
        return changed
    for name, removed in taken.items():
        layer, spec = ground.layers[name], project.layers[name]
        changed.differences[name] = _difference(layer, given[name], removed, ground)
        _lay(changed, name, removed, spec, ground)
    if changed.sound:
        made, faults = derived_layers(project, changed.layers, ground)
        changed.layers |= made
        changed.faults += faults
    return changed


def _unfit(where: str, name: str, ground: Ground) -> Fault | None:
    """Return why a layer cannot be changed as it is there; None where it can."""
    key = f"{where}.layer"
    layer = ground.layers.get(name)
    if layer is None:
        what = Text(
            zh=f"“{name}”没有数据,或没有一项分析、一幅地图用到它",
            en=f"'{name}' has no data, or no analysis and no map takes it",
        )
        return Fault(ground.file, key, what, closest(name, ground.layers))
    if isinstance(layer.source, LayerSource):
        base = layer.source.layer
        what = Text(
            zh=f"“{name}”的要素选自“{base}”:只改它,同一设施在别的分析里就还是原样",
            en=f"the features of '{name}' are selected from '{base}': other analyses would not see the change",
        )
        return Fault(ground.file, key, what, Text(zh=f'请写 layer = "{base}"。', en=f'Write layer = "{base}".'))
    return None


def _difference(layer: Layer, given: list[gpd.GeoDataFrame], removed: Mask, ground: Ground) -> Difference:
    features = layer.features
    added = stacked([features.iloc[:0], *given])
    beyond = None
    if ground.place is not None:
        beyond = int((~shapely.intersects(ground.place, added.geometry.to_numpy())).sum())
    return Difference(added, features[removed].reset_index(drop=True), beyond)


def _lay(changed: Changed, name: str, removed: Mask, spec: LayerSpec, ground: Ground) -> None:
    """Put a layer among those changed, as it would be; where it cannot be so, what is wrong."""
    layer, added = ground.layers[name], changed.differences[name].added
    kept = layer.features[~removed]
    if NATURE not in kept and _modelled(added):
        kept = kept.assign(**{NATURE: "real"})
    rows = stacked([kept, added if NATURE in kept else added.drop(columns=NATURE, errors="ignore")])
    if rows.empty:
        what = Text(zh=f"“{layer.record.title.zh}”一个要素也不剩", en=f"nothing is left of '{layer.record.title.en}'")
        changed.faults.append(Fault(ground.file, name, what))
        return
    unique = {column: one for column, one in spec.columns.items() if one.unique and column in rows}
    again = check_columns(pd.DataFrame(rows[list(unique)]), unique, file=ground.file, path=name)[1]
    changed.faults += [fault for fault in again if fault.serious]
    tree = shapely.STRtree(kept.geometry.to_numpy())
    beside = np.unique(tree.query(added.geometry.to_numpy(), predicate="dwithin", distance=SAME_PLACE)[0])
    if len(beside):
        what = Text(
            zh=f"新增的 {len(beside)} 个与现有要素相距不超过 {SAME_PLACE:g} 米:可能重复计算",
            en=f"{len(beside)} of those added lie within {SAME_PLACE:g} m of one that is there: they may count twice",
        )
        changed.faults.append(Fault(ground.file, name, what, serious=False))
    nature: Nature = "modelled" if _modelled(rows) else layer.record.nature
    digest = hashlib.sha256(b"".join([layer.record.sha256.encode(), *shapely.to_wkb(rows.geometry.to_numpy())]))
    record = replace(layer.record, nature=nature, features=len(rows), sha256=digest.hexdigest())
    changed.layers[name] = replace(layer, data=rows, columns=columns_of(spec, rows), record=record)


def _modelled(rows: gpd.GeoDataFrame) -> bool:
    return NATURE in rows and bool((rows[NATURE] == "modelled").any())
