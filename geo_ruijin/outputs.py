"""Write what a run leaves: pages, maps, workbook, GeoPackage and `run.json`, whole or not at all."""

from __future__ import annotations

import json
import shutil
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import geopandas as gpd

from geo_ruijin.draw import Shown, draw_map
from geo_ruijin.errors import SourceError
from geo_ruijin.project import Project
from geo_ruijin.reading import Step
from geo_ruijin.report.geopackage import write_geopackage
from geo_ruijin.report.page import MapLink, write_index
from geo_ruijin.report.runjson import to_json
from geo_ruijin.report.workbook import write_workbook
from geo_ruijin.run import Run
from geo_ruijin.spec import MapSpec, ShowSpec
from geo_ruijin.text import Language, Text

RUN = "run.json"

#: What a run writes; whatever else lies in the folder is its owner's and is carried over.
_OURS = {"index.html", "maps", "results.gpkg", "results.xlsx", RUN}

#: How long a folder left behind by a killed run is kept from others that may still be writing [s].
_ABANDONED = 24 * 3600


def write_outputs(run: Run, project: Project, folder: Path, *, language: Language, step: Step) -> None:
    """Write everything a run leaves into `folder`, in the place of what an earlier run left there.

    Raises
    ------
    SourceError
        If the folder holds something else than a run's outputs, or cannot be replaced.
    """
    with replaced(folder) as new:
        (new / "maps").mkdir()
        links = []
        for name, spec in project.maps.items():
            with step(Text(zh=f"绘图:{spec.title.zh}", en=f"Drawing: {spec.title.en}")):
                shown = [] if project.faults_of(f"maps/{name}.toml") else _shown(spec, run)
                if shown:
                    file = f"maps/{name}.html"
                    draw_map(
                        shown, new / file, title=spec.title, about=spec.about, record=run.record, language=language
                    )
                    links.append(MapLink(spec.title, file))
        with step(Text(zh="编写报告", en="Writing the report")):
            write_index(run.record, new / "index.html", language=language, maps=links)
            write_workbook(run.record, new / "results.xlsx", language=language)
            write_geopackage(run.record, new / "results.gpkg", language=language)
            values = json.dumps(to_json(run.record, language=language), ensure_ascii=False, indent=1, allow_nan=False)
            (new / RUN).write_text(values + "\n", encoding="utf-8")


@contextmanager
def replaced(folder: Path) -> Iterator[Path]:
    """Give an empty folder to write in, which takes the place of `folder` when all is written.

    Killed half-way, the earlier folder is still there; killed between the two renames at the end, it is put back by
    the next call. Files in it that no run writes are carried over.
    """
    folder = folder.absolute()
    old = folder.with_name(f".{folder.name}.old")
    if old.exists():
        if folder.exists():
            shutil.rmtree(old)
        else:
            old.rename(folder)
    if folder.exists() and any(folder.iterdir()) and not (folder / RUN).is_file():
        raise SourceError(
            Text(
                zh=f"{folder} 里有别的文件,不会覆盖。请换一个输出文件夹(--out)。",
                en=f"{folder} holds other files and is not overwritten. Choose another folder with --out.",
            )
        )
    folder.parent.mkdir(parents=True, exist_ok=True)
    for left in folder.parent.glob(f".{folder.name}.*.part"):
        if time.time() - left.stat().st_mtime > _ABANDONED:
            shutil.rmtree(left, ignore_errors=True)
    new = folder.with_name(f".{folder.name}.{uuid.uuid4().hex}.part")
    new.mkdir()
    try:
        yield new
        _swap(new, folder, old)
    finally:
        shutil.rmtree(new, ignore_errors=True)


def _swap(new: Path, folder: Path, old: Path) -> None:
    try:
        if folder.exists():
            folder.rename(old)
        new.rename(folder)
    except OSError as error:
        if old.exists() and not folder.exists():
            old.rename(folder)
        raise SourceError(
            Text(
                zh=f"无法替换 {folder}:{error.strerror}。请关闭在 Excel、WPS 或 QGIS 中打开的结果。",
                en=f"{folder} cannot be replaced: {error.strerror}. Close results open in Excel, WPS or QGIS.",
            )
        ) from error
    if old.exists():
        for kept in old.iterdir():
            if kept.name not in _OURS and not kept.name.startswith(("results.gpkg-", "~$")):
                kept.rename(folder / kept.name)
        shutil.rmtree(old)


def _shown(spec: MapSpec, run: Run) -> list[Shown]:
    """Return what of a map is there to be shown."""
    return [shown for entry in spec.show if (shown := _one_shown(entry, run)) is not None]


def _one_shown(entry: ShowSpec, run: Run) -> Shown | None:
    if entry.data in run.layers:
        layer = run.layers[entry.data]
        title, layers = entry.title or layer.record.title, (entry.data,)
        return Shown(title, layer.features, layer.columns, layers, entry.style, entry.hidden)
    name, _, table = entry.data.partition(".")
    answer = next((answer for answer in run.record.analyses if answer.name == name), None)
    if answer is None or table not in answer.tables:
        return None
    found = answer.tables[table]
    if not isinstance(found.data, gpd.GeoDataFrame) or found.data.empty:
        return None
    return Shown(
        entry.title or found.title, found.data, found.columns, answer.table_layers[table], entry.style, entry.hidden
    )
