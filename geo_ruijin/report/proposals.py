"""Places that are proposed for a target, and whether they are chosen for it as it is measured."""

from __future__ import annotations

from dataclasses import dataclass

from geo_ruijin.record import AnalysisRecord, ParameterRecord, RunRecord, Verdict
from geo_ruijin.report.related import analysis_behind, followers, read_by, same_stand
from geo_ruijin.results import Table

#: What methods call the table of the places they propose.
PROPOSED = ("sites", "chosen")


@dataclass(frozen=True)
class Proposal:
    """Places an analysis proposes that bear on a target.

    Attributes
    ----------
    analysis, name, table
        Which of its tables they are in.
    differs
        The parameters it has otherwise than what measures the target, and whether it chose by another reading: what it
        comes to is then no answer to the target itself.
    """

    analysis: AnalysisRecord
    name: str
    table: Table
    differs: tuple[ParameterRecord, ...] = ()
    other_reading: bool = False

    @property
    def answers(self) -> bool:
        """Whether its places are chosen for the target as it is measured."""
        return not self.differs and not self.other_reading


def proposals_for(record: RunRecord, verdict: Verdict) -> tuple[Proposal, ...]:
    """Return what goes on from what measures a target to places to go to, what answers it as it is measured first.

    Of what asks about the same facilities otherwise, only what reads all that the analysis behind the target reads, as
    the same inputs: it sees the same stand.
    """
    behind = analysis_behind(verdict, record)
    if behind is None:
        return ()
    measure = (verdict.measured_by or "").partition(".")[2]
    found = []
    for analysis in followers(behind, record):
        reads = behind in read_by(analysis, record)
        for key in PROPOSED if reads or same_stand(analysis, behind) else ():
            table = analysis.tables.get(key)
            if table is not None and table.field and len(table.data):
                differs = () if reads else _differing(analysis, behind)
                found.append(Proposal(analysis, key, table, differs, _other_reading(analysis, measure)))
    return tuple(sorted(found, key=lambda proposal: not proposal.answers))


def _differing(analysis: AnalysisRecord, behind: AnalysisRecord) -> tuple[ParameterRecord, ...]:
    """Return the parameters that both have, and not alike."""
    theirs = {parameter.name: parameter.value for parameter in behind.parameters}
    return tuple(one for one in analysis.parameters if one.name in theirs and theirs[one.name] != one.value)


def _other_reading(analysis: AnalysisRecord, measure: str) -> bool:
    """Return whether the places were chosen by another reading than the measure's, where it is one of theirs."""
    readings = [reading.id for reading in analysis.what_if.readings] if analysis.what_if else []
    wanted = measure.replace("_share", "")  # `people_share_walking` is the share of the reading `people_walking`
    return wanted in readings[1:]
