"""The rows that an entry of a scenario names: of a file, written in it, or of a table of an analysis."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
from pyproj import CRS

from geo_ruijin.checks import check_columns
from geo_ruijin.choice import demand_inside
from geo_ruijin.columns import in_our_words
from geo_ruijin.errors import Fault, FaultsError, SourceError, closest
from geo_ruijin.georeference import Georeference, declared
from geo_ruijin.layers import NATURE
from geo_ruijin.offset import check_offset
from geo_ruijin.scenarios.ground import Ground, said_of
from geo_ruijin.sources import files
from geo_ruijin.spec import AdditionSpec, ChangeSpec, FileSource, Rows
from geo_ruijin.text import Text
from geo_ruijin.understanding import understood_file

#: Degrees, as points written in a scenario are.
_DEGREES = "EPSG:4326"

#: The columns of theirs that are taken from a table of this project without being named.
_TAKEN = "name"


@dataclass(frozen=True)
class Found:
    """Rows as they are there.

    Attributes
    ----------
    rows
        With their places.
    source
        What is known of them.
    stated
        What their coordinates are in.
    shown
        What they are from, for readers.
    modelled
        Whether they are made of modelled data.
    remarks
        What was seen when they were read.
    """

    rows: gpd.GeoDataFrame
    source: FileSource
    stated: Georeference
    shown: str
    modelled: bool = False
    remarks: tuple[Fault, ...] = ()


def rows_of(entry: AdditionSpec | ChangeSpec, ground: Ground, *, where: str) -> Found:
    """Return the rows that an entry names.

    Raises
    ------
    FaultsError
        If they are not there, or where they lie is not known.
    """
    if isinstance(entry, AdditionSpec):
        if entry.points is not None:
            return _written(entry)
        if entry.from_ is not None:
            return _of_table(entry, entry.from_, ground, where=where)
    return _of_file(entry, str(entry.file), ground, where=where)


def features_of(found: Found, layer: str, ground: Ground, *, where: str) -> tuple[gpd.GeoDataFrame, list[Fault]]:
    """Return rows as features of a layer: with its columns alone, checked and in the project's coordinate system."""
    spec = ground.specs[layer]
    worded, faults = in_our_words(
        found.rows, found.source, spec.columns, where=where, file=ground.file, shown=found.shown
    )
    typed, wrong = check_columns(worded, spec.columns, file=ground.file, path=found.shown)
    kept = [name for name in spec.columns if name in typed]
    rows = gpd.GeoDataFrame(typed[kept], geometry=np.asarray(typed["geometry"]), crs=found.rows.crs)
    features, placing = ground.put(rows, spec.geometry, found.stated, where=where)
    faults = said_of([*found.remarks, *faults, *wrong], where) + placing
    if not any(fault.serious for fault in faults):
        faults += _offset(features, found, layer, ground, where=where)
    nature = "modelled" if found.modelled or found.source.nature == "modelled" else "real"
    return features.assign(**{NATURE: nature}), faults


def _source(entry: Rows, path: str) -> FileSource:
    """Return what is declared of rows, as of the source of a layer."""
    said = entry.model_dump(include=set(FileSource.model_fields) - {"layer"}, exclude_unset=True)
    return FileSource.model_validate({**said, "kind": "file", "path": path, "layer": entry.sheet})


def _written(entry: AdditionSpec) -> Found:
    """Return the points that are written in the file."""
    rows = pd.DataFrame(entry.points)
    places = gpd.points_from_xy(rows.pop("lon"), rows.pop("lat"))
    source = _source(entry, "points")
    stated = Georeference(CRS(_DEGREES), source.datum or "wgs84")
    return Found(gpd.GeoDataFrame(rows, geometry=places, crs=_DEGREES), source, stated, "points")


def _of_file(entry: AdditionSpec | ChangeSpec, name: str, ground: Ground, *, where: str) -> Found:
    """Return the rows of a file that lies beside the scenario."""
    path = ground.folder / name
    if not files.exists(path):
        there = [one.relative_to(ground.folder).as_posix() for one in ground.folder.rglob("*") if one.suffix != ".toml"]
        what = Text(zh=f"没有文件 scenarios/{name}", en=f"there is no file scenarios/{name}")
        raise FaultsError([Fault(ground.file, f"{where}.file", what, closest(name, there))])
    spec = ground.specs[entry.layer]
    try:
        demand_inside(path, ground.folder)
        source, rows = understood_file(path, spec, _source(entry, name), place=ground.around)
    except SourceError as error:
        raise FaultsError(said_of([Fault(ground.file, f"{where}.file", error.message)], where)) from error
    if not isinstance(rows, gpd.GeoDataFrame):
        what = Text(zh=f"{name} 没有几何位置", en=f"{name} has no geometries")
        raise FaultsError([Fault(ground.file, f"{where}.file", what)])
    remarks = tuple(Fault(ground.file, where, remark, serious=False) for remark in rows.attrs.pop("remarks", ()))
    stated = declared(rows.crs, source, to=CRS(ground.crs), where=where, file=ground.file, shown=name)
    if isinstance(stated, Fault):
        raise FaultsError(said_of([stated], where))
    return Found(rows, source, stated, name, remarks=remarks)


def _of_table(entry: AdditionSpec, data: str, ground: Ground, *, where: str) -> Found:
    """Return the rows of a table of an analysis, as it answers at present."""
    analysis, _, table = data.partition(".")
    answer = (ground.answers or {}).get(analysis)
    if answer is None or table not in answer.tables:
        why = answer.why if answer is not None and answer.why is not None else Text(zh="没有结果", en="no answer")
        what = Text(zh=f"没有“{data}”这张表:{why.zh}", en=f"there is no table '{data}': {why.en}")
        raise FaultsError([Fault(ground.file, f"{where}.from", what)])
    found = answer.tables[table]
    rows = found.data
    if not isinstance(rows, gpd.GeoDataFrame) or rows.empty:
        what = Text(zh=f"“{data}”里没有地点", en=f"'{data}' holds no places")
        raise FaultsError([Fault(ground.file, f"{where}.from", what)])
    spec = ground.specs[entry.layer]
    wrong = [
        Fault(
            ground.file,
            f"{where}.columns.{ours}",
            Text(
                zh=f"“{theirs}”的单位是 {found.columns[theirs].unit},{ours} 的是 {spec.columns[ours].unit or '1'}",
                en=f"'{theirs}' is in {found.columns[theirs].unit}, {ours} in {spec.columns[ours].unit or '1'}",
            ),
        )
        for ours, theirs in entry.columns.items()
        if theirs in found.columns and found.columns[theirs].unit != (spec.columns[ours].unit or "1")
    ]
    if wrong:
        raise FaultsError(wrong)
    taken = dict.fromkeys([*([_TAKEN] if _TAKEN in rows and _TAKEN in spec.columns else []), *entry.columns.values()])
    plain = {name: _plain(rows[name]) for name in taken if name in rows}
    frame = gpd.GeoDataFrame(plain, geometry=rows.geometry.to_numpy(), crs=rows.crs)
    modelled = any(ground.layers[one].record.nature == "modelled" for one in answer.table_layers[table])
    return Found(frame, _source(entry, data), Georeference(CRS(ground.crs), "cgcs2000", own=False), data, modelled)


def _plain(cells: pd.Series) -> np.ndarray:
    """Return cells as data hold them: of texts the Chinese."""
    return cells.map(lambda cell: cell.zh if isinstance(cell, Text) else cell, na_action="ignore").to_numpy()


def _offset(features: gpd.GeoDataFrame, found: Found, layer: str, ground: Ground, *, where: str) -> list[Fault]:
    """Return that features lie otherwise than those of their layer do, as in another datum they would."""
    spec, source = ground.specs[layer], found.source
    rule = spec.datum_check
    against = ground.layers.get(rule.against) if rule is not None else None
    if rule is None or against is None or not found.stated.own or source.nature != "real":
        return []
    seen = check_offset(
        features,
        against.features,
        lies=rule.lies,
        declared=found.stated.datum,
        title=spec.title,
        against=against.record.title,
    )
    if seen.verdict in ("agrees", "unknown"):
        return []
    cure = Text(
        zh='请更正 datum;确认无误的,写 datum_confirmed = "谁、凭什么"',
        en='Correct the datum; where it is certain, write datum_confirmed = "who, and how"',
    )
    return [Fault(ground.file, f"{where}.datum", seen.statement, cure, serious=source.datum_confirmed is None)]
