"""A scenario run beside the present: its layers, and the questions that they change asked again."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field

from geo_ruijin.errors import NOTHING, Fault
from geo_ruijin.layers import Layer
from geo_ruijin.project import Project
from geo_ruijin.reading import Step, quietly
from geo_ruijin.record import BOUNDARY, AnalysisRecord
from geo_ruijin.run import Run, run_again
from geo_ruijin.scenarios.changed import Difference, change_layers
from geo_ruijin.scenarios.ground import Ground
from geo_ruijin.text import Text, same


@dataclass(frozen=True)
class Trial:
    """What would be if a scenario were carried out.

    Attributes
    ----------
    name, title, about, by
        As its file says.
    run
        The run as it would be; None where something is seriously wrong with the scenario.
    differences
        What it adds to each layer that it names, and takes from it.
    changed
        The layers that are otherwise than at present, those made of others included.
    asked
        The analyses that were asked again; all others answer as at present.
    spared
        Those that rest on changed layers too and say where new ones should go: they answer as at present.
    reported
        The ids of targets that one of these measures and that are judged by what is reported all the same.
    faults
        What is wrong, and what is remarked on.
    """

    name: str
    title: Text
    about: Text | None
    by: Text | None
    run: Run | None = None
    differences: Mapping[str, Difference] = field(default_factory=dict)
    changed: frozenset[str] = frozenset()
    asked: tuple[str, ...] = ()
    spared: tuple[str, ...] = ()
    reported: frozenset[str] = frozenset()
    faults: tuple[Fault, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether nothing is seriously wrong with it."""
        return self.run is not None and not any(fault.serious for fault in self.faults)


def run_scenarios(project: Project, run: Run, *, step: Step = quietly) -> tuple[Trial, ...]:
    """Return every scenario of a project, run beside the present; a faulty one stops no other.

    Parameters
    ----------
    project, run
        The project and its run, which stays as it is.
    step
        Called with what is being done; used as a context for as long.
    """
    return tuple(_trial(project, name, run, step) for name in project.names["scenarios"])


def check_scenarios(project: Project, layers: Mapping[str, Layer]) -> list[Fault]:
    """Return what is wrong with the data of scenarios, as far as no answer of an analysis is needed to tell."""
    found: list[Fault] = []
    for name, spec in project.scenarios.items():
        if not project.faults_of(f"scenarios/{name}.toml"):
            found += change_layers(project, spec, _ground(project, name, layers, None)).faults
    return found


def _trial(project: Project, name: str, run: Run, step: Step) -> Trial:
    spec = project.scenarios.get(name)
    wrong = project.faults_of(f"scenarios/{name}.toml")
    if spec is None or wrong:
        return Trial(name, same(name) if spec is None else spec.title, None, None, faults=wrong)

    with step(Text(zh=f"情景“{spec.title.zh}”:改动图层", en=f"Scenario '{spec.title.en}': changing layers")):
        ground = _ground(project, name, run.layers, run.inputs.answers)
        changed = change_layers(project, spec, ground)
    faults = tuple(sorted(set(changed.faults)))
    if not changed.sound:
        return Trial(name, spec.title, spec.about, spec.by, faults=faults)
    asked, spared = affected(project, changed.layers)

    def within(words: Text) -> AbstractContextManager[object]:
        return step(Text(zh=f"情景“{spec.title.zh}”·{words.zh}", en=f"Scenario '{spec.title.en}': {words.en}"))

    again = run_again(project, run, changed.layers, asked, step=within)
    lost = [
        Fault(
            ground.file,
            name,
            Text(
                zh=f"分析“{answer.title.zh}”在情景里没有结果:{(answer.why or NOTHING).zh}",
                en=f"'{answer.title.en}' has no answer in the scenario: {(answer.why or NOTHING).en}",
            ),
        )
        for name, answer in again.inputs.answers.items()
        if answer.status != "done" and run.inputs.answers[name].status == "done"
    ]
    return Trial(
        name,
        spec.title,
        spec.about,
        spec.by,
        again,
        changed.differences,
        frozenset(changed.layers),
        asked,
        spared,
        _reported(project, again, asked),
        (*faults, *lost),
    )


def _reported(project: Project, run: Run, asked: Collection[str]) -> frozenset[str]:
    return frozenset(
        verdict.id
        for verdict in run.record.targets
        if verdict.measured_by is None
        and verdict.value is not None
        and (project.plan.targets[verdict.id].measured_by or "").partition(".")[0] in asked
    )


def affected(project: Project, changed: Collection[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the analyses that rest on layers of these names, in the order they are asked, and those that are spared.

    What says where new ones should go is spared, unless a target rests on it: a scenario is an answer to that already.
    What reads from one that is spared reads what it says at present.
    """
    needed = _needed(project)
    asked: list[str] = []
    spared: list[str] = []
    for name, spec in project.analyses.items():
        sources = {data if data in project.layers else data.partition(".")[0] for data in spec.inputs.values()}
        if sources & {*changed, *asked}:
            method = project.methods.get(spec.method)
            (spared if method is not None and method.proposes and name not in needed else asked).append(name)
    return tuple(asked), tuple(spared)


def _needed(project: Project) -> set[str]:
    """Return the analyses that targets are measured by, and those they read from."""
    return project.back_from((target.measured_by or "").partition(".")[0] for target in project.plan.targets.values())


def _ground(
    project: Project, name: str, layers: Mapping[str, Layer], answers: Mapping[str, AnalysisRecord] | None
) -> Ground:
    place = layers[BOUNDARY].features.geometry.union_all() if BOUNDARY in layers else None
    return Ground(
        f"scenarios/{name}.toml", project.folder / "scenarios", project.plan.crs, place, project.layers, layers, answers
    )
