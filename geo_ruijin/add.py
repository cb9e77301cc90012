"""Take somebody's data into a project: understood, checked as they will be read, kept, named in the layer's file."""

from __future__ import annotations

import itertools
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd

from geo_ruijin.added import Added, notes_of_year, outside, year_of
from geo_ruijin.errors import NOTHING, FaultsError, NoDataError, SourceError, closest, nearest
from geo_ruijin.fetch import tables
from geo_ruijin.folders import alone_in, in_the_making, whole_file
from geo_ruijin.layerfile import with_source
from geo_ruijin.layers import Layer
from geo_ruijin.project import Project
from geo_ruijin.reading import Step, place_of, read_candidate
from geo_ruijin.record import BOUNDARY
from geo_ruijin.sources import files
from geo_ruijin.sources.database_address import Address, split_address
from geo_ruijin.sources.database_tables import tables_of
from geo_ruijin.sources.products import recognised
from geo_ruijin.sources.rasters import is_raster
from geo_ruijin.sources.store import fetched_path, write_fetched
from geo_ruijin.sources.windows import tiles_in, window_of_place
from geo_ruijin.spec import DatabaseSource, FileSource, LayerSpec
from geo_ruijin.text import Text
from geo_ruijin.understanding import alike, understood, understood_file

#: The least share of their area that an old and a new boundary of one place have in common.
_SAME_PLACE = 0.5


def is_address(data: str) -> bool:
    """Return whether words are the address of a database rather than a path."""
    return re.match(r"\s*[a-z][\w+.-]*://", data, re.IGNORECASE) is not None


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
        The file; of a raster the window of the place is copied, of a folder of its tiles that of them together.
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
    tiles = tiles_in(path) or ([path] if is_raster(path) else [])
    if not (tiles or files.exists(path)):
        raise _no_file(path)
    place, gridded = place_of(project, besides=name), bool(tiles)
    own = folder / "data" / "own" / name
    with _tidy(own), in_the_making(own / "new") as part:
        copy = part / (f"{_plain(path.stem)}.tif" if gridded else _plain(path.name))
        with step(Text(zh=f"复制 {path.name}", en=f"Copying {path.name}")):
            if gridded and place is not None:
                fill = next(iter(given.get("nodata") or ()), None)
                frame = gpd.GeoDataFrame(geometry=place)
                window_of_place(tiles, frame, target=copy, crs=given.get("crs"), nodata=fill)
            else:
                _copy(path, copy)
            kept = _place_for(part, own)
        shown = (kept / copy.name).relative_to(folder).as_posix()
        made_known = _made_known(tiles[0], spec, given) if gridded else given
        before = _said_before(spec, shown)
        said = {**before, **made_known, "kind": "file", "path": shown}
        source, rows = FileSource.model_validate(said), pd.DataFrame()
        if not gridded:
            with step(Text(zh=f"读取 {path.name}", en=f"Reading {path.name}")):
                source, rows = understood_file(copy, spec, source, place=place)
        layer = read_candidate(project, name, _on_top(spec, source), at=copy, step=step)
        if name == BOUNDARY:
            _demand_same_place(layer, place_of(project))
        if keep:
            if not kept.exists():  # where it does, it holds the very same
                part.rename(kept)
            _declare(project, name, source)
    at, year = kept / copy.name if keep else None, year_of(layer, spec.weather)
    taken_over = {key: value for key, value in before.items() if key not in {*made_known, "kind", "path"}}
    of_year = notes_of_year(name, spec, source, folder=folder, names=[path.stem, *(tile.stem for tile in tiles)])
    beyond, like = outside(layer, place), _alike(spec, layer, source, rows)
    return Added(layer, source, rows, at, beyond, like, year, taken_over, of_year)


def _demand_same_place(boundary: Layer, before: gpd.GeoSeries | None) -> None:
    """Refuse a boundary of another place than the project's.

    Raises
    ------
    SourceError
        If less than half of the two areas together is common to both.
    """
    if before is None:
        return
    new, old = boundary.features.geometry.union_all(), before.union_all()
    common = new.intersection(old).area / new.union(old).area
    if common < _SAME_PLACE:
        raise SourceError(
            Text(
                zh=f"这条边界与项目现有的边界只重合 {common:.0%}:像是别的地方。"
                "另一个地方请用 geo-ruijin new 新建项目。",
                en=f"this boundary and the project's have {common:.0%} of their area in common: it looks like that of "
                "another place. Make a project of its own for that with geo-ruijin new.",
            )
        )


def _place_for(part: Path, own: Path) -> Path:
    """Return the folder for what was copied, named by all that is in it; one that was changed by hand is left alone."""
    digest = files.digest(part)
    places = (
        own / f"{digest[:8]}{again}" for again in itertools.chain([""], (f"-{number}" for number in itertools.count(2)))
    )
    return next(place for place in places if not place.exists() or files.digest(place) == digest)


def _said_before(spec: LayerSpec, path: str) -> dict[str, Any]:
    """Return what is declared already of the same data, which what is said now goes before."""
    same = [source for source in spec.sources if isinstance(source, FileSource) and source.path == path]
    return same[0].model_dump(exclude_unset=True) if same else {}


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
        rows, origin = tables.bring(source, password=address.password)
        source = understood(rows, spec, source, place=place)
    kept = fetched_path(project.folder / "layers", name, source)
    with in_the_making(kept.with_suffix("")) as part:
        copy = part / kept.name
        write_fetched(rows, copy, origin=origin)
        layer = read_candidate(project, name, _on_top(spec, source), at=copy, step=step)
        if keep:
            copy.replace(kept)
            _declare(project, name, source)
    at, year = kept if keep else None, year_of(layer, spec.weather)
    return Added(layer, source, rows, at, outside(layer, place), _alike(spec, layer, source, rows), year)


def _alike(spec: LayerSpec, layer: Layer, source: FileSource | DatabaseSource, rows: pd.DataFrame) -> dict[str, str]:
    """Return columns not used that look like quantities which the layer has none of: our names -> theirs."""
    used = {source.x, source.y, "geometry", *source.columns.values(), *layer.columns}
    return alike([str(head) for head in rows.columns if head not in used], spec.columns, layer.data.columns)


@contextmanager
def _tidy(folder: Path) -> Iterator[None]:
    """Leave no empty folder where nothing was kept."""
    try:
        yield
    finally:
        for one in (folder, folder.parent):
            with suppress(OSError):
                one.rmdir()


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


def _made_known(path: Path, spec: LayerSpec, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is said of a raster, and what its makers say of it where its name tells that it is a public one."""
    made = recognised(path)
    if made is None or made.column not in spec.columns:
        return dict(given)
    known = made.declared
    if "legend" in given:  # whoever says whose codes it has knows better than its name
        del known["edition"]
    values = {**known.get("values", {}), **given.get("values", {})}
    return {**known, **given, **({"values": values} if values else {})}


def _copy(path: Path, to: Path) -> None:
    """Copy a file with all that belongs to it."""
    if path.is_dir():
        shutil.copytree(path, to)
    else:
        for one in files.parts(path):
            shutil.copyfile(one, to.with_name(to.stem + one.name[len(path.stem) :]))


def _on_top(spec: LayerSpec, source: FileSource | DatabaseSource) -> LayerSpec:
    return spec.model_copy(update={"sources": [source, *spec.sources]})


def _declare(project: Project, name: str, source: FileSource | DatabaseSource) -> None:
    """Write a source into the layer's file, on top of the others."""
    path = project.folder / "layers" / f"{name}.toml"
    with alone_in(path.parent):  # two that add at once do so one after the other
        text = with_source(path.read_text(encoding="utf-8-sig"), source)
        with whole_file(path) as part:
            part.write_text(text, encoding="utf-8")
