"""The layers of a scenario: those it changes, and those that are made of them."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo_ruijin.checks import SHAPES, check_columns
from geo_ruijin.errors import Fault, FaultsError, GeoRuijinError, closest
from geo_ruijin.layers import NATURE, Layer, columns_of, read_layer
from geo_ruijin.project import Project
from geo_ruijin.record import Nature
from geo_ruijin.scenarios.ground import Ground
from geo_ruijin.scenarios.removals import SAME_PLACE, Mask, removed_at, removed_by
from geo_ruijin.scenarios.rows import features_of, rows_of
from geo_ruijin.spec import AdditionSpec, ChangeSpec, LayerSource, LayerSpec, OwnSource, RemovalSpec, ScenarioSpec
from geo_ruijin.text import Text

#: The column of a list of changes, and its two words.
CHANGE = "change"
_ADD, _REMOVE = "add", "remove"


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
    for where, entry in scenario.entries:
        if (fault := _unfit(where, entry.layer, ground)) is not None:
            changed.faults.append(fault)
            continue
        if isinstance(entry, AdditionSpec) and entry.from_ is not None and ground.answers is None:
            continue  # nothing was asked yet
        try:
            added, removed, faults = _of_entry(entry, ground, where=where)
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
    if not changed.sound:
        return changed
    for name, removed in taken.items():
        layer, spec = ground.layers[name], project.layers[name]
        changed.differences[name] = _difference(layer, given[name], removed, ground)
        _lay(changed, name, removed, spec, ground)
    if changed.sound:
        _derive(changed, project, ground)
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


def _of_entry(
    entry: AdditionSpec | RemovalSpec | ChangeSpec, ground: Ground, *, where: str
) -> tuple[gpd.GeoDataFrame | None, Mask, list[Fault]]:
    """Return the features that an entry adds, which of the present ones it takes away, and what is wrong."""
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
    if CHANGE not in rows:
        what = Text(zh=f"{file} 里没有“{CHANGE}”这一列", en=f"{file} has no column '{CHANGE}'")
        near = closest(CHANGE, map(str, rows.columns.drop("geometry", errors="ignore")))
        raise FaultsError([Fault(ground.file, f"{where}.file", what, near)])
    words = rows[CHANGE].astype("string").str.strip().fillna("")
    wrong = sorted(set(words) - {_ADD, _REMOVE})
    if wrong:
        listed = ", ".join(f"“{one}”" for one in wrong)
        what = Text(zh=f"{file} 的“{CHANGE}”列里有 {listed}", en=f"column '{CHANGE}' of {file} holds {listed}")
        cure = Text(zh=f"每行应为 {_ADD}(增加)或 {_REMOVE}(去掉)", en=f"Each row should say {_ADD} or {_REMOVE}")
        raise FaultsError([Fault(ground.file, f"{where}.file", what, cure)])
    return words.to_numpy(dtype=object)


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
    if NATURE in added and NATURE not in kept:
        kept = kept.assign(**{NATURE: "real"})
    rows = stacked([kept, added])
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
    nature: Nature = "modelled" if (rows.get(NATURE, pd.Series()) == "modelled").any() else layer.record.nature
    digest = hashlib.sha256(b"".join([layer.record.sha256.encode(), *shapely.to_wkb(rows.geometry.to_numpy())]))
    record = replace(layer.record, nature=nature, features=len(rows), sha256=digest.hexdigest())
    changed.layers[name] = replace(layer, data=rows, columns=columns_of(spec, rows), record=record)


def stacked(frames: Sequence[gpd.GeoDataFrame]) -> gpd.GeoDataFrame:
    """Return the features of several frames, one below the other; a column has the type it has where it comes first.

    Examples
    --------
    >>> one = gpd.GeoDataFrame({"n": pd.array([1], "Int64")}, geometry=gpd.points_from_xy([0], [0]))
    >>> other = gpd.GeoDataFrame({"m": [0.5]}, geometry=gpd.points_from_xy([1], [0]))
    >>> stacked([one, other])[["n", "m"]].dtypes.astype(str).tolist()
    ['Int64', 'float64']
    """
    names = dict.fromkeys(str(name) for frame in frames for name in frame.columns if name != frame.geometry.name)
    columns = {name: pd.concat(_parts(frames, name), ignore_index=True) for name in names}
    geometry = np.concatenate([frame.geometry.to_numpy() for frame in frames])
    return gpd.GeoDataFrame(pd.DataFrame(columns, index=range(len(geometry))), geometry=geometry, crs=frames[0].crs)


def _parts(frames: Sequence[gpd.GeoDataFrame], name: str) -> list[pd.Series]:
    """Return a column of each frame in one type; where a frame lacks it, nothing is known of its rows."""
    kind = next(frame[name].dtype for frame in frames if name in frame)
    if any(name not in frame for frame in frames) and isinstance(kind, np.dtype) and kind.kind in "iub":
        kind = np.dtype(object)
    return [
        frame[name].astype(kind) if name in frame else pd.Series([None] * len(frame), dtype=kind) for frame in frames
    ]


def _derive(changed: Changed, project: Project, ground: Ground) -> None:
    """Put the layers among those changed that are made of others that are; what is alike all the same is left out."""
    known = {**ground.layers, **changed.layers}
    ahead = list(changed.layers)
    while ahead:
        base = ahead.pop(0)
        for name, layer in ground.layers.items():
            if name in changed.layers or _base(layer) != base:
                if name not in changed.layers and _might_follow(project.layers[name], base):
                    changed.faults.append(_stays(ground, layer, ground.layers[base]))
                continue
            spec = project.layers[name].model_copy(update={"sources": [layer.source]})
            try:
                made = read_layer(
                    name, spec, folder=project.folder / "layers", crs=ground.crs, place=ground.place, other=known.get
                )
            except GeoRuijinError as error:
                what = Text(
                    zh=f"选自它的“{layer.record.title.zh}”不能用了:{error.message.zh}",
                    en=f"'{layer.record.title.en}', made of it, can no longer be had: {error.message.en}",
                )
                changed.faults.append(Fault(ground.file, base, what))
                continue
            if made.data.equals(layer.data):
                continue
            record = replace(
                made.record, completeness=layer.record.completeness, datum_check=layer.record.datum_check, faults=()
            )
            changed.layers[name] = known[name] = replace(made, record=record)
            ahead.append(name)


def _base(layer: Layer) -> str | None:
    """Return the layer that another one is made of, None where it is made of none."""
    if isinstance(layer.source, LayerSource):
        return layer.source.layer
    return layer.source.over if isinstance(layer.source, OwnSource) else None


def _might_follow(spec: LayerSpec, base: str) -> bool:
    return any(isinstance(source, LayerSource) and source.layer == base for source in spec.sources)


def _stays(ground: Ground, layer: Layer, base: Layer) -> Fault:
    """Return that a layer has data of its own and does not follow the one it might be selected from."""
    what = Text(
        zh=f"“{layer.record.title.zh}”另有自己的数据,不随“{base.record.title.zh}”改变",
        en=f"'{layer.record.title.en}' has data of its own and does not follow '{base.record.title.en}'",
    )
    return Fault(ground.file, base.record.name, what, serious=False)
