"""Run a project: layers read, questions answered, targets judged."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from importlib.metadata import version

from geo_ruijin.errors import NOTHING, Fault, FaultsError, GeoRuijinError, MethodError, NoDataError
from geo_ruijin.inputs import Inputs
from geo_ruijin.layers import Layer
from geo_ruijin.methods import Method
from geo_ruijin.project import Project, is_of_scenario
from geo_ruijin.reading import Reading, Step, quietly, read_layers, wanted_layers
from geo_ruijin.record import STATISTICS, AnalysisRecord, Outcome, ParameterRecord, RunRecord, Verdict, weakest
from geo_ruijin.results import Result
from geo_ruijin.settings import parameter_title
from geo_ruijin.spec import AnalysisSpec, TargetSpec
from geo_ruijin.targets import Figure, chosen, judge, reported
from geo_ruijin.text import Text, listed, same


@dataclass(frozen=True)
class Run:
    """A run's record, and what it was made from.

    Attributes
    ----------
    inputs
        The layers it read and every answer, with the tables that are there for other analyses alone.
    """

    record: RunRecord
    inputs: Inputs

    @property
    def layers(self) -> Mapping[str, Layer]:
        """The layers it read."""
        return self.inputs.read.layers

    @property
    def complete(self) -> bool:
        """Whether no analysis failed, none that a target rests on lacks data, and nothing is seriously wrong."""
        counted_on = {(target.measured_by or "").partition(".")[0] for target in self.record.targets}
        done = all(
            answer.status == "done" or (answer.status == "no data" and answer.name not in counted_on)
            for answer in self.record.analyses
        )
        return done and not any(fault.serious for fault in self.record.faults)


def run_project(project: Project, *, step: Step = quietly) -> Run:
    """Return the answers to a project's questions and the verdicts on its targets; writes nothing.

    A layer that cannot be read or an analysis that fails stops what depends on it and nothing else.

    Parameters
    ----------
    project
        The project.
    step
        Called with what is being done; used as a context for as long.
    """
    started, clock = datetime.now(tz=UTC).astimezone(), time.monotonic()
    read = read_layers(project, wanted_layers(project), step=step)
    answers = {name: _unread(project, name) for name in project.names["analyses"] if name not in project.analyses}
    titles = {name: spec.title for name, spec in project.layers.items()}
    titles |= {name: layer.record.title for name, layer in read.layers.items()}
    inputs = Inputs(read, answers, titles)
    for name, spec in project.analyses.items():
        with step(Text(zh=f"分析:{spec.title.zh}", en=f"Analysing: {spec.title.en}")):
            answers[name] = _answer(project, name, spec, inputs)
    return Run(_record(project, inputs, started, clock), inputs)


def run_again(
    project: Project, run: Run, layers: Mapping[str, Layer], analyses: Collection[str], *, step: Step = quietly
) -> Run:
    """Return a run as it would be with some layers otherwise; `run` stays as it is.

    Parameters
    ----------
    project, run
        The project and its run.
    layers
        Those that are otherwise, by name.
    analyses
        Those asked again; all others answer as they did, and networks of streets that stay are not built again.
    step
        Called with what is being done; used as a context for as long.
    """
    clock, before = time.monotonic(), run.inputs
    read = Reading({**before.read.layers, **layers}, before.read.missing)
    networks = {
        (data, mode): network
        for (data, mode), network in before.networks.items()
        if data not in layers and data.partition(".")[0] not in analyses
    }
    answers = {name: answer for name, answer in before.answers.items() if name not in analyses}
    inputs = Inputs(read, answers, before.titles, networks)
    for name, spec in project.analyses.items():
        if name in analyses:
            with step(Text(zh=f"分析:{spec.title.zh}", en=f"Analysing: {spec.title.en}")):
                answers[name] = _answer(project, name, spec, inputs)
    return Run(_record(project, inputs, run.record.started, clock), inputs)


def _record(project: Project, inputs: Inputs, started: datetime, clock: float) -> RunRecord:
    """Return the record of a run all of whose analyses are answered; `clock` is when it began, as time passes."""
    read, answers = inputs.read, inputs.answers
    verdicts = _verdicts(project, read, answers)
    return RunRecord(
        place=project.plan.place.name,
        plan=project.plan.plan.title,
        issued=None if project.plan.plan.issued is None else project.plan.plan.issued.isoformat(),
        crs=project.plan.crs,
        version=version("geo-ruijin"),
        started=started,
        seconds=time.monotonic() - clock,
        layers=tuple(layer.record for _, layer in sorted(read.layers.items())),
        analyses=tuple(_for_readers(answers[name]) for name in project.names["analyses"]),
        targets=verdicts,
        faults=tuple(sorted({*(one for one in project.faults if not is_of_scenario(one)), *read.faults})),
    )


def _for_readers(answer: AnalysisRecord) -> AnalysisRecord:
    """Return an answer without the tables that are there for other analyses alone."""
    return replace(answer, tables={name: table for name, table in answer.tables.items() if table.shown})


def _unread(project: Project, name: str) -> AnalysisRecord:
    why = FaultsError(project.faults_of(f"analyses/{name}.toml")).message
    return AnalysisRecord(name, same(name), "", "failed", why, 0.0)


def _answer(project: Project, name: str, spec: AnalysisSpec, inputs: Inputs) -> AnalysisRecord:
    clock = time.monotonic()
    parameters = tuple(
        ParameterRecord(key, given.value, given.unit, given.source, given.status, parameter_title(spec.method, key))
        for key, given in spec.parameters.items()
    )
    behind = {key: inputs.behind(data) for key, data in spec.inputs.items()}
    method = project.methods.get(spec.method)

    def record(status: Outcome, why: Text | None, result: Result | None = None) -> AnalysisRecord:
        given = result or Result({})
        layers = _joined(behind, behind)
        return AnalysisRecord(
            name,
            spec.title,
            spec.method,
            status,
            why,
            time.monotonic() - clock,
            layers=layers,
            modelled=_modelled(layers, inputs.read),
            measure_layers={key: _joined(behind, method.measures[key].rests_on) for key in given.measures}
            if method
            else {},
            table_layers={key: _joined(behind, method.tables[key]) for key in given.tables} if method else {},
            inputs=spec.inputs,
            input_layers=behind,
            parameters=parameters,
            measures=given.measures,
            tables=given.tables,
            notes=given.notes,
            what_if=given.what_if,
            clause=spec.clause,
        )

    trouble = _trouble(project, name, spec, inputs)
    if trouble is not None or method is None:
        return record(*(trouble or ("failed", same(spec.method))))
    titles = {key: inputs.title(data) for key, data in spec.inputs.items()}
    try:
        given = _given(spec, method, inputs)
        values = {key: method.parameters[key].read(one.value) for key, one in spec.parameters.items()}
        result = method.compute(**given, **values)
    except NoDataError as error:  # the layer is there, but not enough of it: another year, say
        return record("no data", error.message.fill(**titles))
    except GeoRuijinError as error:
        return record("failed", error.message.fill(**titles))
    except Exception as error:  # noqa: BLE001 - one failed analysis never stops the others
        return record("failed", Text(zh=f"程序出错:{error!r}", en=f"the program failed: {error!r}"))
    return record(
        "done",
        _partly([title for key, title in titles.items() if key not in given]),
        _filled(result, method, titles | {f"{key}_date": inputs.date(data) for key, data in spec.inputs.items()}),
    )


def _given(spec: AnalysisSpec, method: Method, inputs: Inputs) -> dict[str, object]:
    """Return the inputs that are there as the method needs them; what cannot be used is left out where it may be.

    Raises
    ------
    MethodError
        If an input that must be given cannot be used.
    """
    given: dict[str, object] = {}
    for key, data in spec.inputs.items():
        if not inputs.has(data):
            continue
        try:
            given[key] = inputs.get(data, method.inputs[key].need)
        except MethodError as error:
            if method.inputs[key].required:
                raise
            inputs.read.faults.append(Fault(f"layers/{data}.toml", "geometry", error.message))
    return given


def _trouble(project: Project, name: str, spec: AnalysisSpec, inputs: Inputs) -> tuple[Outcome, Text] | None:
    """Return why an analysis cannot be run: its files are at fault, or what it must have is not there."""
    own = [fault for fault in project.faults_of(f"analyses/{name}.toml") if fault.serious]
    if own:
        absent = any(data not in project.names["layers"] and "." not in data for data in spec.inputs.values())
        return ("no data" if absent else "failed"), FaultsError(own).message
    of_layers = [fault for data in spec.inputs.values() for fault in project.faults_of(f"layers/{data}.toml")]
    if of_layers:
        return "failed", FaultsError(of_layers).message
    for key, data in spec.inputs.items():
        wanted = project.methods[spec.method].inputs[key]
        if not wanted.required and not wanted.need.limits:
            continue
        if data in inputs.read.missing:
            return inputs.read.missing[data]
        analysis, _, table = data.partition(".")
        if analysis in inputs.answers and not inputs.has(data):
            return _lacking(inputs.answers[analysis], table)
    return None


def _lacking(source: AnalysisRecord, table: str) -> tuple[Outcome, Text]:
    """Return what an analysis lacks that reads from another: its answer, or only the table."""
    if source.status != "done":
        return source.status, Text(
            zh=f"所依据的分析“{source.title.zh}”没有结果",
            en=f"the analysis it reads from, '{source.title.en}', has no answer",
        )
    partly = source.why or NOTHING
    return "no data", Text(
        zh=f"所依据的分析“{source.title.zh}”有结果,但没有“{table}”这张表,原因见该分析的说明"
        + (f"({partly.zh})" if partly.zh else ""),
        en=f"the analysis it reads from, '{source.title.en}', has an answer but no table '{table}': see its notes"
        + (f" ({partly.en})" if partly.en else ""),
    )


def _joined(behind: Mapping[str, tuple[str, ...]], keys: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({layer for key in keys for layer in behind.get(key, ())}))


def _modelled(layers: Iterable[str], read: Reading) -> tuple[str, ...]:
    return tuple(layer for layer in layers if read.layers[layer].record.nature == "modelled")


def _partly(without: list[Text]) -> Text | None:
    if not without:
        return None
    lacking = listed(without)
    return Text(zh=f"缺少:{lacking.zh};只计算了其余部分", en=f"without {lacking.en}; only the rest is answered")


def _filled(result: Result, method: Method, titles: Mapping[str, Text]) -> Result:
    """Return the result in the order its method declares, with titles and dates of inputs where its texts name them."""
    filled = result.fill(**titles)
    return Result(
        {key: filled.measures[key] for key in method.measures if key in filled.measures},
        {key: filled.tables[key] for key in method.tables if key in filled.tables},
        filled.notes,
        filled.what_if,
    )


def _verdicts(project: Project, read: Reading, answers: Mapping[str, AnalysisRecord]) -> tuple[Verdict, ...]:
    """Return the verdicts; a reported figure that cannot be used is added to what is wrong."""
    verdicts = []
    for name, target in project.plan.targets.items():
        measured = None if target.measured_by is None else _measured(read, answers, target.measured_by)
        said = None if target.reported is None else _reported(read, target.reported, target)
        if said is not None and said.refused:
            read.faults.append(Fault(f"layers/{STATISTICS}.toml", target.reported or "", said.why, serious=False))
        verdicts.append(judge(name, target, chosen(measured, said, target.unit)))
    return tuple(verdicts)


def _reported(read: Reading, identifier: str, target: TargetSpec) -> Figure:
    if STATISTICS not in read.layers:
        _, why = read.missing.get(STATISTICS, ("no data", Text(zh="没有统计表", en="there are no statistics")))
        return Figure(None, why)
    return reported(read.layers[STATISTICS].data, identifier, target)


def _measured(read: Reading, answers: Mapping[str, AnalysisRecord], measured_by: str) -> Figure:
    analysis, _, measure = measured_by.partition(".")
    answer = answers[analysis]
    if answer.status != "done":
        return Figure(None, answer.why or same(answer.status), measured=True)
    found = answer.measures.get(measure)
    if found is None or found.value is None:
        why = answer.why or Text(
            zh="资料不足以得出这个数,原因见该分析的说明", en="the data do not tell it: see the notes of the analysis"
        )
        return Figure(None, why, measured=True)
    behind = answer.measure_layers[measure]
    graded = weakest(read.layers[layer].record for layer in behind)
    modelled = _modelled(behind, read)
    if not modelled:
        return Figure(found.value, found.about, low=found.low, high=found.high, weakest=graded, measured=True)
    names = [read.layers[layer].record.title for layer in modelled]
    why = Text(
        zh=f"{found.about.zh}。示例:{'、'.join(name.zh for name in names)}是模拟数据,不能作为结论",
        en=f"{found.about.en}. A demonstration, for these layers are modelled: {', '.join(name.en for name in names)}",
    )
    return Figure(found.value, why, modelled=True, low=found.low, high=found.high, weakest=graded, measured=True)
