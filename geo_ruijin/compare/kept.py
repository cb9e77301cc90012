"""Earlier runs a project keeps in `runs/`, and what its targets came to in them."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from geo_ruijin.compare.basis import LayerData
from geo_ruijin.compare.changes import compare_targets
from geo_ruijin.compare.runfile import PastTarget, RunFile, read_run_file
from geo_ruijin.errors import Fault, GeoRuijinError, SourceError
from geo_ruijin.folders import whole_file
from geo_ruijin.record import RunRecord
from geo_ruijin.report.history import History, Point
from geo_ruijin.report.runjson import RUN, to_json
from geo_ruijin.text import Language, Text

#: The folder of a project that its earlier runs are kept in. They are an input like any other: what lies in the
#: outputs does not count, so that the same project gives the same pages.
KEPT = "runs"

#: What no file name has on one of the systems.
_UNFIT = re.compile(r'[\\/:*?"<>|\x00-\x1f]|^\.|[. ]$|^$')


@dataclass(frozen=True)
class KeptRun:
    """A run and the name it is kept under."""

    name: str
    file: RunFile


def keep_run(project: Path, outputs: Path, name: str | None = None) -> Path:
    """Copy the `run.json` of a folder of outputs to the runs a project keeps, and return where it is.

    Parameters
    ----------
    project
        The project's folder.
    outputs
        What the run left.
    name
        What to call it; None for the year it was computed in.

    Raises
    ------
    NoDataError
        If there is no `run.json`.
    SourceError
        If it is damaged, the name is none for a file, or something is kept under that name.
    """
    source = outputs / RUN
    found = read_run_file(source)
    name = str(found.started.year) if name is None else name
    if _UNFIT.search(name):
        raise SourceError(
            Text(
                zh=f"“{name}”不能作文件名。请换一个,例如 geo-ruijin keep {found.started.year}",
                en=f"'{name}' is no name for a file. Give another one: geo-ruijin keep {found.started.year}",
            )
        )
    target = project / KEPT / f"{name}.json"
    if target.exists():
        raise SourceError(
            Text(
                zh=f"{target} 已经存在,不覆盖。请换一个名称(geo-ruijin keep 名称),或先删除它。",
                en=f"{target} is there and stays as it is. Give another name (geo-ruijin keep NAME), or delete it.",
            )
        )
    with whole_file(target) as part:
        part.write_bytes(source.read_bytes())
    return target


def read_kept(folder: Path, place: Text) -> tuple[tuple[KeptRun, ...], tuple[Fault, ...]]:
    """Return the runs a project keeps, the earliest first, and what is wrong with those that cannot be used.

    Parameters
    ----------
    folder
        The project's.
    place
        Its name: runs of other places are none of its past.
    """
    kept: list[KeptRun] = []
    faults: list[Fault] = []
    cure = Text(
        zh=f"删去 {KEPT}/ 里的这个文件,或换成 geo-ruijin keep 写的文件",
        en=f"Delete the file from {KEPT}/, or put one there that geo-ruijin keep has written",
    )
    for path in sorted((folder / KEPT).glob("*.json")):
        said = f"{KEPT}/{path.name}"
        try:
            file = read_run_file(path)
        except (GeoRuijinError, OSError) as error:
            what = Text(zh="不是能读的运行结果,趋势里没有它", en="no run that can be read: the trend is without it")
            if isinstance(error, SourceError):
                why = error.message
                zh, en = (words.replace(str(path), said) for words in (why.zh, why.en))  # the same wherever it lies
                what = Text(zh=f"{what.zh}:{zh}", en=f"{what.en}: {en}")
            faults.append(Fault(said, "", what, cure, serious=False))
            continue
        if file.place not in (place.zh, place.en):
            what = Text(
                zh=f"是“{file.place}”的运行结果,不是“{place.zh}”的,趋势里没有它",
                en=f"a run of '{file.place}' and none of '{place.en}': the trend is without it",
            )
            faults.append(Fault(said, "place", what, cure, serious=False))
            continue
        kept.append(KeptRun(path.stem, file))
    return tuple(sorted(kept, key=lambda run: (run.file.started, run.name))), tuple(faults)


def histories(kept: Sequence[KeptRun], record: RunRecord, *, language: Language) -> dict[str, History]:
    """Return what each target that had a figure in an earlier run came to, by its id.

    Two figures belong to one course just where `compare` would call the later one better or worse: the same unit,
    definition, parameters and denominators, and nothing modelled on one side alone.
    """
    if not kept:
        return {}
    now = KeptRun("", RunFile.model_validate(to_json(record, language=language)))
    runs = [*(run for run in kept if run.file.started < now.file.started), now]
    breaks: dict[tuple[str, str], Mapping[str, tuple[Text, ...]]] = {}
    found = {}
    for target in now.file.targets:
        there = [run for run in runs if _figure(run, target.id) is not None]
        if any(run is not now for run in there):
            points = [_point(there[0], target.id, ())]
            for before, run in itertools.pairwise(there):
                pair = before.name, run.name
                if pair not in breaks:
                    breaks[pair] = _breaks(before, run)
                points.append(_point(run, target.id, breaks[pair][target.id]))
            found[target.id] = History(tuple(points), target.target, target.unit)
    return found


def _figure(run: KeptRun, identifier: str) -> PastTarget | None:
    target = run.file.by_id.get(identifier)
    return target if target is not None and target.value is not None else None


def _point(run: KeptRun, identifier: str, breaks: tuple[Text, ...]) -> Point:
    target = _figure(run, identifier)
    assert target is not None  # noqa: S101 - asked only of those with a figure
    assert target.value is not None  # noqa: S101 - the same
    demonstration = target.verdict == "demonstration"
    return Point(run.name, run.file.started.date(), target.value, target.unit, demonstration, breaks)


def _breaks(before: KeptRun, after: KeptRun) -> Mapping[str, tuple[Text, ...]]:
    """Return why each target of two runs does not measure the same in both."""
    was, now = before.file, after.file
    changed = {
        name for name, layer in now.layers.items() if name in was.layers and was.layers[name].sha256 != layer.sha256
    }
    changes = compare_targets(was, now, LayerData(frozenset(changed)))
    return {change.target.id: change.basis.breaks for change in changes}
