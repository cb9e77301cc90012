"""Take somebody's data into a project: understood, checked as they will be read, kept, named in the layer's file."""

from __future__ import annotations

import hashlib
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd

from geo_ruijin.errors import NOTHING, FaultsError, NoDataError, closest, nearest
from geo_ruijin.fetch import tables
from geo_ruijin.folders import in_the_making, whole_file
from geo_ruijin.layerfile import with_source
from geo_ruijin.layers import Layer
from geo_ruijin.project import Project
from geo_ruijin.reading import Step, place_of, read_candidate
from geo_ruijin.sources import files
from geo_ruijin.sources.database_address import Address, split_address
from geo_ruijin.sources.database_tables import tables_of
from geo_ruijin.sources.rasters import is_raster
from geo_ruijin.sources.store import fetched_path, write_fetched
from geo_ruijin.sources.windows import window_of_place
from geo_ruijin.spec import DatabaseSource, FileSource, LayerSpec
from geo_ruijin.text import Text
from geo_ruijin.understanding import understood, understood_file


@dataclass(frozen=True)
class Added:
    """What was understood of somebody's data.

    Attributes
    ----------
    layer
        The data, as the project reads them from now on.
    source
        What is written of them in the layer's file.
    rows
        As they are there; a raster has none.
    kept
        Where they are kept; None where they were only looked at.
    """

    layer: Layer
    source: FileSource | DatabaseSource
    rows: pd.DataFrame
    kept: Path | None

    @property
    def unused(self) -> list[str]:
        """The columns that are none of the layer's."""
        used = {self.source.x, self.source.y, "geometry", *self.source.columns.values(), *self.layer.columns}
        return [str(column) for column in self.rows.columns if column not in used]

    @property
    def summary(self) -> list[Text]:
        """What was understood, a line each: how much, where, in which system, which columns; what is left unused."""
        record, source = self.layer.record, self.source
        lines = [Text(zh=f"要素 {record.features:,} 个", en=f"{record.features:,} features")]
        if isinstance(self.layer.data, gpd.GeoDataFrame):
            west, south, east, north = self.layer.data.to_crs("EPSG:4326").total_bounds
            lines.append(
                Text(
                    zh=f"范围:东经 {west:.5f}° 至 {east:.5f}°,北纬 {south:.5f}° 至 {north:.5f}°(真实坐标)",
                    en=f"Extent: {west:.5f} to {east:.5f} E, {south:.5f} to {north:.5f} N (true coordinates)",
                )
            )
        for raster in self.layer.rasters:
            width, height = raster.pixel_size
            lines.append(
                Text(
                    zh=f"栅格 {raster.width} × {raster.height},像元 {width:g} × {height:g}",
                    en=f"Raster of {raster.width} x {raster.height} cells of {width:g} x {height:g}",
                )
            )
        axes = Text(zh=",纵坐标(纬度)在前", en=", northing (latitude) first") if source.axes == "yx" else NOTHING
        xy = (
            Text(zh=f",坐标列 {source.x}、{source.y}", en=f", in the columns {source.x}, {source.y}")
            if source.x
            else NOTHING
        )
        if record.crs is not None:
            datum = f", {record.datum}" if record.datum else ""
            lines.append(
                Text(
                    zh=f"坐标系:{record.crs}{datum}{axes.zh}{xy.zh}",
                    en=f"Coordinates: {record.crs}{datum}{axes.en}{xy.en}",
                )
            )
        if record.datum_check is not None:
            lines.append(Text(zh=f"基准核对:{record.datum_check.zh}", en=f"Datum check: {record.datum_check.en}"))
        lines += [
            Text(zh=f"完整性:{one.statement.zh}", en=f"Completeness: {one.statement.en}") for one in record.completeness
        ]
        if self.unused:
            names = "、".join(self.unused)
            lines.append(Text(zh=f"未用的列:{names}", en=f"Columns not used: {names.replace('、', ', ')}"))
        return lines


def is_address(data: str) -> bool:
    """Return whether words are the address of a database rather than a path."""
    return re.match(r"postgres(ql)?://", data) is not None


def add_file(
    project: Project, name: str, data: str | Path, given: Mapping[str, Any], *, step: Step, keep: bool = True
) -> Added:
    """Take a file into a layer; it is copied, never changed, and nothing is written unless all of it can be used.

    Parameters
    ----------
    project
        The project.
    name
        The layer.
    data
        The file; of a raster the window of the place is copied.
    given
        What is said of it: fields of `FileSource`.
    step
        Called with what is being done; used as a context for as long.
    keep
        Whether to take it, or only to look at it.

    Raises
    ------
    FaultsError
        If the data cannot be used; every fault at once.
    NoDataError
        If there is no such layer or file.
    SourceError
        If the file cannot be read, or something that must be known of it is not declared.
    """
    spec, path, folder = _known(project, name), Path(data).expanduser(), project.folder / "layers"
    if not files.exists(path):
        raise _no_file(path)
    place = place_of(project, besides=name)
    gridded = is_raster(path)
    with step(Text(zh=f"读取 {path.name}", en=f"Reading {path.name}")):
        window = place.union_all().wkb_hex if gridded and place is not None else ""
        digest = hashlib.sha256(f"{files.digest(path)}{window}".encode()).hexdigest()
        own = folder / "data" / "own" / name / digest[:8]
        kept = own / (f"{_plain(path.stem)}.tif" if gridded else _plain(path.name))
        said = {**given, "kind": "file", "path": kept.relative_to(folder).as_posix()}
        source, rows = FileSource.model_validate(said), pd.DataFrame()
        if not gridded:
            source, rows = understood_file(path, spec, source, place=place)
    with in_the_making(own) as part:
        copy = part / kept.name
        with step(Text(zh=f"复制 {path.name}", en=f"Copying {path.name}")):
            _copy(path, copy, place if gridded else None)
        layer = read_candidate(project, name, _on_top(spec, source), at=copy, step=step)
        if keep:
            if not own.exists():  # where it does, the same file was taken before
                part.rename(own)
            _declare(project, name, source)
    return Added(layer, source, rows, kept if keep else None)


def add_table(
    project: Project, name: str, data: str, given: Mapping[str, Any], *, step: Step, keep: bool = True
) -> Added:
    """Take a table of a PostGIS database into a layer; what it holds now is kept until `fetch` brings it again.

    Parameters and errors are those of `add_file`; `data` is ``postgresql://user@host/database/schema.table``.
    """
    spec, address = _known(project, name), split_address(data)
    if address.table is None:
        raise _no_table(address)
    place = place_of(project, besides=name)
    said = {**given, "kind": "database", "url": address.url, "table": address.table}
    source = DatabaseSource.model_validate(said)
    with step(Text(zh=f"读取 {address.table}", en=f"Reading {address.table}")):
        rows, origin = tables.bring(source, place=place, password=address.password)
        source = understood(rows, spec, source, place=place)
    kept = fetched_path(project.folder / "layers", name, source)
    with in_the_making(kept.with_suffix("")) as part:
        copy = part / kept.name
        write_fetched(rows, copy, origin=origin)
        layer = read_candidate(project, name, _on_top(spec, source), at=copy, step=step)
        if keep:
            copy.replace(kept)
            _declare(project, name, source)
    return Added(layer, source, rows, kept if keep else None)


def _known(project: Project, name: str) -> LayerSpec:
    if name in project.layers:
        return project.layers[name]
    file = f"layers/{name}.toml"
    if faults := project.faults_of(file):
        raise FaultsError(faults)
    cure = closest(name, project.layers)
    raise NoDataError(
        Text(
            zh=f"没有图层“{name}”({file} 不在)。{cure.zh}",
            en=f"there is no layer '{name}' (no {file}). {cure.en}",
        )
    )


def _no_file(path: Path) -> NoDataError:
    if path.is_symlink():
        return NoDataError(Text(zh=f"{path} 是断开的链接。", en=f"{path} is a link that leads nowhere."))
    if path.is_dir():
        return NoDataError(
            Text(
                zh=f"{path} 是文件夹,不是数据文件;文件地理数据库的文件夹名以 .gdb 结尾。",
                en=f"{path} is a folder and no data; that of a file geodatabase ends in .gdb.",
            )
        )
    near = nearest(path.name, [other.name for other in path.parent.glob("*")]) if path.parent.is_dir() else None
    cure = Text(zh=f"是否想写“{near}”?", en=f"Did you mean '{near}'?") if near else NOTHING
    return NoDataError(Text(zh=f"没有文件 {path}。{cure.zh}", en=f"there is no file {path}. {cure.en}"))


def _no_table(address: Address) -> NoDataError:
    known = [table.table for table in tables_of(address.url, password=address.password)]
    return NoDataError(
        Text(
            zh=f"地址里没有写表名,例如 {address.url}/模式.表。库里有:{'、'.join(known)}",
            en=f"the address names no table, as in {address.url}/schema.table. There are: {', '.join(known)}",
        )
    )


def _plain(name: str) -> str:
    """Return a name that may stand in a path of a TOML file on any system."""
    return re.sub(r'[\\/:*?"<>|\x00-\x1f]', "_", name).encode("utf-8", "replace").decode("utf-8")


def _copy(path: Path, to: Path, place: gpd.GeoSeries | None) -> None:
    """Copy a file with all that belongs to it; of a raster, the window of the place."""
    if place is not None:
        window_of_place(path, gpd.GeoDataFrame(geometry=place), target=to)
    elif path.is_dir():
        shutil.copytree(path, to)
    else:
        for one in files.parts(path):
            shutil.copyfile(one, to.with_name(to.stem + one.name[len(path.stem) :]))


def _on_top(spec: LayerSpec, source: FileSource | DatabaseSource) -> LayerSpec:
    return spec.model_copy(update={"sources": [source, *spec.sources]})


def _declare(project: Project, name: str, source: FileSource | DatabaseSource) -> None:
    """Write a source into the layer's file, on top of the others."""
    path = project.folder / "layers" / f"{name}.toml"
    text = with_source(path.read_text(encoding="utf-8-sig"), source)
    with whole_file(path) as part:
        part.write_text(text, encoding="utf-8")
