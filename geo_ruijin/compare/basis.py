"""Whether two figures measure the same thing: where they do not, their difference is no change of the place."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from geo_ruijin.compare.counted import COUNTED, WAYS, role_of
from geo_ruijin.compare.runfile import PastAnalysis, PastLayer, PastParameter, PastTarget, RunFile
from geo_ruijin.figures import show_setting, show_target, show_unit
from geo_ruijin.record import GRADES, Grade
from geo_ruijin.report.words import NATURES
from geo_ruijin.text import Language, Text, same

#: How the sources of a kind begin: next year's file of one's own, or next year's extract, is the same source.
_KINDS = ("data/own/", "OpenStreetMap")

_NO_GRADE = Text(zh="无规则", en="no rule")


@dataclass(frozen=True)
class Basis:
    """What two figures have in common.

    Attributes
    ----------
    breaks
        Why they cannot be compared: another definition, another denominator, modelled data on one side.
    cautions
        What else differs: a part of the change may come from there.
    modelled
        The titles of modelled layers behind both: the change is one of a demonstration.
    """

    breaks: tuple[Text, ...] = ()
    cautions: tuple[Text, ...] = ()
    modelled: tuple[str, ...] = ()

    @property
    def comparable(self) -> bool:
        """Whether the two measure the same thing."""
        return not self.breaks


def joined(bases: Iterable[Basis]) -> Basis:
    """Return all that is said in several."""
    several = tuple(bases)
    return Basis(
        tuple(dict.fromkeys(one for basis in several for one in basis.breaks)),
        tuple(dict.fromkeys(one for basis in several for one in basis.cautions)),
        tuple(dict.fromkeys(one for basis in several for one in basis.modelled)),
    )


def basis_of_analysis(before: PastAnalysis, after: PastAnalysis) -> Basis:
    """Return what an analysis asked then and now: its method, its parameters, what its inputs name."""
    breaks = []
    if before.method != after.method:
        breaks.append(_differs(Text(zh="方法", en="method"), before.method, after.method))
    for name in sorted({*before.parameters, *after.parameters}):
        was, now = before.parameters.get(name), after.parameters.get(name)
        if was is None or now is None or (was.value, was.unit) != (now.value, now.unit):
            breaks.append(
                Text(
                    zh=f"参数 {name}:{_parameter(was, 'zh')} → {_parameter(now, 'zh')}",
                    en=f"parameter {name}: {_parameter(was, 'en')} → {_parameter(now, 'en')}",
                )
            )
    if before.inputs is not None and after.inputs is not None:
        for name in sorted({*before.inputs, *after.inputs}):
            named = [side[name].data if name in side else "—" for side in (before.inputs, after.inputs)]
            if named[0] != named[1]:
                breaks.append(_differs(Text(zh=f"输入 {name}", en=f"input {name}"), *named))
    return Basis(tuple(breaks))


@dataclass(frozen=True)
class LayerData:
    """What is known of the data of the layers of both runs.

    Attributes
    ----------
    changed
        The names of those that differ.
    same
        The names of those that do not, feature by feature: what they were made from does not matter.
    """

    changed: frozenset[str]
    same: frozenset[str] = frozenset()


def basis_of_layers(before: RunFile, after: RunFile, analysis: str, layers: Collection[str], data: LayerData) -> Basis:
    """Return what is to be said of the layers behind a figure.

    Parameters
    ----------
    analysis
        The analysis the figure is of.
    layers
        The names of the layers it rests on, then or now.
    data
        Whether the data of the layers differ.
    """
    breaks: list[Text] = []
    cautions: list[Text] = []
    modelled = []
    for name in sorted(layers):
        was, now = before.layers.get(name), after.layers.get(name)
        if was is None or now is None:
            title = (was or now or _UNKNOWN).title
            gone = Text(zh="只在后一次用到", en="used later only") if was is None else _EARLIER
            breaks.append(Text(zh=f"“{title}”{gone.zh}", en=f"'{title}' is {gone.en}"))
            continue
        if was.nature != now.nature:
            natures = Text(
                zh=f"“{now.title}”由{NATURES[was.nature].zh}数据变为{NATURES[now.nature].zh}数据",
                en=f"'{now.title}' was {NATURES[was.nature].en}, is {NATURES[now.nature].en}",
            )
            breaks.append(natures)
        elif now.nature == "modelled":
            modelled.append(now.title)
        roles = _roles(before, after, analysis, name, data)
        if name in data.changed:
            _add_changed(now.title, roles, breaks, cautions)
        if "poor" in (was.grade, now.grade) or was.grade != now.grade:
            cautions.append(_graded(now.title, was.grade, now.grade))
        if (
            roles is not None
            and roles <= COUNTED
            and before.language == after.language
            and not _one_source(was.source, now.source)
        ):
            what = Text(zh=f"“{now.title}”的来源", en=f"source of '{now.title}'")
            cautions.append(_differs(what, was.source, now.source))
    if before.version != after.version:
        cautions.append(_differs(Text(zh="软件版本", en="version of the program"), before.version, after.version))
    return Basis(tuple(breaks), tuple(cautions), tuple(modelled))


_UNKNOWN = PastLayer(title="?", source="", nature="real", date=None, features=0, sha256="")
_EARLIER = Text(zh="只在前一次用到", en="used earlier only")


def _one_source(before: str, after: str) -> bool:
    return before == after or any(before.startswith(kind) and after.startswith(kind) for kind in _KINDS)


def _roles(before: RunFile, after: RunFile, analysis: str, layer: str, data: LayerData) -> frozenset[str] | None:
    """Return as which inputs a layer serves an analysis; None where neither run says."""
    known = [found for run in (before, after) if (found := _roles_in(run, analysis, layer, data)) is not None]
    return frozenset().union(*known) if known else None


def _roles_in(
    run: RunFile, analysis: str, layer: str, data: LayerData, asked: frozenset[str] = frozenset()
) -> frozenset[str] | None:
    """Return the roles in one run; what is counted in the table of another analysis, is not all counted there."""
    past = run.analyses.get(analysis) if analysis not in asked else None
    if past is None or past.inputs is None:
        return None
    found: set[str] = set()
    behind = [(role_of(past.method, key), given.data) for key, given in past.inputs.items() if layer in given.layers]
    for role, named in behind:
        other, dot, _ = named.partition(".")
        if dot and role in COUNTED:
            roles = _roles_in(run, other, layer, data, asked | {analysis})
            if roles is None:
                return None
            found |= roles
        elif named == layer or named not in data.same:
            found.add(role)
    return frozenset(found) if behind else None


def _add_changed(title: str, roles: frozenset[str] | None, breaks: list[Text], cautions: list[Text]) -> None:
    """Say that the data of a layer differ, unless it is what is counted."""
    if roles is None:
        breaks.append(
            Text(
                zh=f"“{title}”的数据变了,而两次结果都没有记录它是不是分母",
                en=f"the data of '{title}' differ, and neither run says whether it is the denominator",
            )
        )
    elif not roles <= COUNTED | WAYS:
        breaks.append(
            Text(
                zh=f"“{title}”的数据变了,它是分母、统计范围或量算的依据",
                en=f"the data of '{title}' differ, which the figure is taken over or measured by",
            )
        )
    elif roles & WAYS:
        cautions.append(Text(zh=f"“{title}”的数据也变了", en=f"the data of '{title}' differ too"))


def basis_of_target(before: PastTarget, after: PastTarget, *, one_language: bool) -> Basis:
    """Return what a target asked then and now: its unit, its bound, what measures it."""
    breaks: list[Text] = []
    cautions: list[Text] = []
    if before.unit != after.unit:
        units = [
            Text(zh=show_unit(one.unit, language="zh"), en=show_unit(one.unit, language="en"))
            for one in (before, after)
        ]
        breaks.append(Text(zh=f"单位:{units[0].zh} → {units[1].zh}", en=f"unit: {units[0].en} → {units[1].en}"))
    if before.measured_by != after.measured_by:
        reported = Text(zh="填报", en="reported")
        was, now = (reported if one.measured_by is None else same(one.measured_by) for one in (before, after))
        breaks.append(Text(zh=f"指标来源:{was.zh} → {now.zh}", en=f"measured by: {was.en} → {now.en}"))
    if (before.bound, before.target) != (after.bound, after.target):
        bounds = _differs(
            Text(zh="目标值", en="bound"),
            show_target(before.bound, before.target),
            show_target(after.bound, after.target),
        )
        (cautions if rises(before) == rises(after) else breaks).append(bounds)
    if before.year != after.year:
        cautions.append(_differs(Text(zh="目标年份", en="year of the target"), before.year or "—", after.year or "—"))
    if one_language and before.text != after.text:
        cautions.append(_differs(Text(zh="目标内容", en="words of the target"), before.text, after.text))
    if before.measured_by is None and after.measured_by is None and before.value != after.value:
        if not one_language:
            cautions.append(
                Text(
                    zh="两次运行的语言不同,没有核对填报的年份和出处是否相同",
                    en="the runs are in different languages: whether year and source of what is reported differ is not "
                    "checked",
                )
            )
        elif before.why == after.why:
            breaks.append(
                Text(
                    zh="两次填报的年份和出处相同,分不清是更正还是变化",
                    en="both are reported for the same year by the same source: a correction, or a change",
                )
            )
    return Basis(tuple(breaks), tuple(cautions))


def rises(target: PastTarget) -> bool:
    """Whether more is better."""
    return target.bound in ("at_least", "more_than")


def basis_of_words(before: str, after: str) -> Basis:
    """Return what is to be said where a figure is defined in other words."""
    if before == after:
        return Basis()
    return Basis(cautions=(_differs(Text(zh="指标定义", en="definition"), before, after),))


def _differs(what: Text, before: object, after: object) -> Text:
    return Text(zh=f"{what.zh}:{before} → {after}", en=f"{what.en}: {before} → {after}")


def _parameter(parameter: PastParameter | None, language: Language) -> str:
    if parameter is None:
        return "未给出" if language == "zh" else "not given"
    return show_setting(parameter.value, parameter.unit, language=language)


def _graded(title: str, before: Grade | None, after: Grade | None) -> Text:
    was, now = (_NO_GRADE if grade is None else GRADES[grade] for grade in (before, after))
    if was == now:
        return Text(zh=f"“{title}”的数据两次都不全:{now.zh}", en=f"the data of '{title}' are {now.en} in both")
    return Text(zh=f"“{title}”的数据是否齐全:{was.zh} → {now.zh}", en=f"completeness of '{title}': {was.en} → {now.en}")
