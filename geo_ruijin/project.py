"""A project folder opened: its files read, joined by name, and its analyses put in order."""

from __future__ import annotations

import graphlib
import itertools
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel

from geo_ruijin.errors import Fault, FaultsError, NoDataError
from geo_ruijin.joints import (
    Known,
    analysis_faults,
    ground_faults,
    layer_faults,
    map_faults,
    promise_faults,
    scenario_faults,
    target_faults,
)
from geo_ruijin.methods import Method, known_methods
from geo_ruijin.spec import AnalysisSpec, LayerSpec, MapSpec, PlanSpec, ScenarioSpec
from geo_ruijin.text import Text
from geo_ruijin.toml import read_toml

Model = TypeVar("Model", bound=BaseModel)

PLAN = "plan.toml"


@dataclass(frozen=True)
class Project:
    """What a project's TOML files say, and what is wrong with them.

    Attributes
    ----------
    folder
        Where `plan.toml` lies.
    layers, analyses, maps, scenarios
        The files that could be read, by name; `analyses` in the order in which they must be run.
    names
        The names of all files, sound or not, by folder.
    methods
        The methods the analyses may name.
    faults
        Everything wrong in the files. A serious fault in `plan.toml` keeps the project from being opened; others keep
        their own file from being used.
    """

    folder: Path
    plan: PlanSpec
    layers: Mapping[str, LayerSpec]
    analyses: Mapping[str, AnalysisSpec]
    maps: Mapping[str, MapSpec]
    scenarios: Mapping[str, ScenarioSpec]
    names: Mapping[str, tuple[str, ...]]
    methods: Mapping[str, Method]
    faults: tuple[Fault, ...]

    def faults_of(self, file: str) -> tuple[Fault, ...]:
        """Return what is wrong in a file of the project."""
        return tuple(fault for fault in self.faults if fault.file == file)

    def back_from(self, names: Iterable[str]) -> set[str]:
        """Return those of these names that are analyses, and all that these read from, one from another."""
        found: set[str] = set()
        ahead = list(names)
        while ahead:
            name = ahead.pop()
            if name in self.analyses and name not in found:
                found.add(name)
                ahead += [data.partition(".")[0] for data in self.analyses[name].inputs.values()]
        return found


def is_of_scenario(fault: Fault) -> bool:
    """Return whether a fault is in the file of a scenario: nothing of the place as it is rests on one."""
    return fault.file.startswith("scenarios/")


def shipped_project() -> Path:
    """Return the folder of the sample project that comes with the package, or with its source tree."""
    package = Path(__file__).parent
    shipped = package / "_shipped"
    return shipped if shipped.is_dir() else package.parent


def open_project(folder: str | Path) -> Project:
    """Return the project in `folder`.

    Raises
    ------
    NoDataError
        If there is no `plan.toml`.
    FaultsError
        If `plan.toml` is at fault; every fault of every file is in it.
    """
    folder = Path(folder)
    if not (folder / PLAN).is_file():
        raise NoDataError(
            Text(
                zh=f"文件夹 {folder} 里没有 plan.toml。请进入项目文件夹,或用 geo-ruijin new 新建一个。",
                en=f"there is no plan.toml in {folder}. Go to a project's folder, or make one with geo-ruijin new.",
            )
        )
    methods = known_methods()
    plan, faults = read_toml(PlanSpec, folder / PLAN, file=PLAN)
    layers, layer_names, found = _read_all(LayerSpec, folder, "layers")
    faults += found
    analyses, analysis_names, found = _read_all(AnalysisSpec, folder, "analyses")
    faults += found
    maps, map_names, found = _read_all(MapSpec, folder, "maps")
    faults += found
    scenarios, scenario_names, found = _read_all(ScenarioSpec, folder, "scenarios")
    faults += found
    known = Known(layers, layer_names, analyses, analysis_names, methods, map_names)
    for name, layer in layers.items():
        faults += layer_faults(name, layer, known)
    for name, analysis in analyses.items():
        faults += analysis_faults(name, analysis, known)
    order, found = _order(analyses, layer_names)
    faults += found
    for name, drawn in maps.items():
        faults += map_faults(name, drawn, known)
    for name, scenario in scenarios.items():
        faults += scenario_faults(name, scenario, known)
    if plan is not None:
        faults += target_faults(plan, known) + promise_faults(plan, known) + ground_faults(plan, known)
    if plan is None or any(fault.file == PLAN and fault.serious for fault in faults):
        raise FaultsError(faults)
    return Project(
        folder=folder,
        plan=plan,
        layers=layers,
        analyses={name: analyses[name] for name in order},
        maps=maps,
        scenarios=scenarios,
        names={
            "layers": layer_names,
            "analyses": analysis_names,
            "maps": map_names,
            "scenarios": scenario_names,
        },
        methods=methods,
        faults=tuple(sorted(faults)),
    )


def _read_all(model: type[Model], folder: Path, kind: str) -> tuple[dict[str, Model], tuple[str, ...], list[Fault]]:
    """Return the sound files of a folder by name, the names of all, and the faults."""
    found: dict[str, Model] = {}
    faults: list[Fault] = []
    paths = sorted((folder / kind).glob("*.toml"))
    for path in paths:
        spec, wrong = read_toml(model, path, file=f"{kind}/{path.name}")
        faults += wrong
        if spec is not None:
            found[path.stem] = spec
    return found, tuple(path.stem for path in paths), faults


def _order(analyses: Mapping[str, AnalysisSpec], layer_names: Collection[str]) -> tuple[list[str], list[Fault]]:
    """Return the analyses with each behind those it reads from; those in a circle last, with a fault each."""
    read = {  # an analysis may bear the name of a layer
        name: {
            key: data.partition(".")[0] for key, data in spec.inputs.items() if "." in data and data not in layer_names
        }
        for name, spec in analyses.items()
    }
    reads = {name: sorted(set(read[name].values()) & set(analyses)) for name in analyses}
    try:
        return list(graphlib.TopologicalSorter(reads).static_order()), []
    except graphlib.CycleError as error:
        circle = list(reversed(error.args[1]))
    rest, faults = _order({name: spec for name, spec in analyses.items() if name not in circle}, layer_names)
    path = " → ".join(circle)
    what = Text(zh=f"分析互相依赖,成了循环:{path}", en=f"the analyses read from one another in a circle: {path}")
    cure = Text(zh="请改动其中一个的输入。", en="Change an input of one of them.")
    for name, follower in itertools.pairwise(circle):
        key = next(key for key, analysis in read[name].items() if analysis == follower)
        faults.append(Fault(f"analyses/{name}.toml", f"inputs.{key}", what, cure))
    return [*rest, *dict.fromkeys(circle)], faults
