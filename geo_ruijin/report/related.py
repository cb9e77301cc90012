"""Which questions belong together: what measures a target, what reads from it, and where it goes from there."""

from __future__ import annotations

import re
from collections.abc import Collection

from geo_ruijin.record import AnalysisRecord, RunRecord, Verdict
from geo_ruijin.text import Text

#: The inputs of the methods that hold what a question is about; the others are what it is taken over or told apart by.
_SUBJECTS = ("facilities", "stations", "supply", "plants", "installed", "inventory")

#: The part of the plan at the head of a clause, up to the closing bracket.
_HEADING = re.compile(r"^[^()()]*[((][^()()]*[))]")


def analysis_behind(verdict: Verdict, record: RunRecord) -> AnalysisRecord | None:
    """Return what measured a target; None for a reported figure, or where nothing answered."""
    name = (verdict.measured_by or "").partition(".")[0]
    return next((analysis for analysis in record.analyses if analysis.name == name), None)


def read_by(analysis: AnalysisRecord, record: RunRecord) -> list[AnalysisRecord]:
    """Return the analyses whose tables an analysis reads."""
    names = {data.partition(".")[0] for data in analysis.inputs.values() if "." in data}
    return [other for other in record.analyses if other.name in names]


def readers_of(analysis: AnalysisRecord, record: RunRecord) -> list[AnalysisRecord]:
    """Return the analyses that read tables of an analysis."""
    start = f"{analysis.name}."
    return [other for other in record.analyses if any(data.startswith(start) for data in other.inputs.values())]


def followers(analysis: AnalysisRecord, record: RunRecord) -> list[AnalysisRecord]:
    """Return the analyses that go on from an answer to a list of places: new sites, first movers, land to restore.

    They have a list to take into the field, and read the answer's tables, see the same stand, or ask about the same
    facilities in the same region.
    """
    readers = readers_of(analysis, record)
    return [
        other
        for other in record.analyses
        if other.name != analysis.name
        and any(table.field for table in other.tables.values())
        and (other in readers or same_stand(other, analysis) or _one_subject(analysis, other))
    ]


def same_stand(one: AnalysisRecord, other: AnalysisRecord) -> bool:
    """Return whether an analysis reads all that another reads, as the same inputs."""
    return bool(other.inputs) and one.inputs.items() >= other.inputs.items()


def _one_subject(one: AnalysisRecord, other: AnalysisRecord) -> bool:
    """Return whether two analyses ask about the same facilities, in the same region where both name one."""
    same = any(key in one.inputs and one.inputs[key] == other.inputs.get(key) for key in _SUBJECTS)
    regions = {analysis.inputs["region"] for analysis in (one, other) if "region" in analysis.inputs}
    return same and len(regions) <= 1


def heading(clause: str) -> str:
    """Return the part of the plan a clause stands in.

    Examples
    --------
    >>> heading("三(四)2"), heading("二")
    ('三(四)', '二')
    """
    found = _HEADING.match(clause)
    return clause if found is None else found.group()


def action_of(analysis: AnalysisRecord, record: RunRecord) -> Text | None:
    """Return the plan's action a question serves: that of the target it answers, else that of its clause."""
    for verdict in record.targets:
        if analysis_behind(verdict, record) is analysis:
            return verdict.action
    if analysis.clause is not None:
        for verdict in record.targets:
            if heading(verdict.clause) == heading(analysis.clause):
                return verdict.action
    return None


def action_of_map(name: str, shows: Collection[str], record: RunRecord) -> Text | None:
    """Return the plan's action a map serves: that of the questions it shows, else of the targets that name it."""
    found = [action_of(analysis, record) for analysis in record.analyses if analysis.name in shows]
    found += [verdict.action for verdict in record.targets if verdict.map == name]
    return next((action for action in found if action is not None), None)


def in_order(record: RunRecord) -> list[Text | None]:
    """Return the plan's actions in the order of its targets; what serves none comes last."""
    return [*dict.fromkeys(verdict.action for verdict in record.targets if verdict.action is not None), None]
