"""What stands last: where the data are from, what was assumed, and how the report may be used."""

from __future__ import annotations

from geo_ruijin.record import STATUSES, AnalysisRecord, RunRecord
from geo_ruijin.report.parameter_names import parameter_label
from geo_ruijin.report.view import proposals_for, score_rows
from geo_ruijin.report.word import words as say
from geo_ruijin.report.word.paper import Column, Paper
from geo_ruijin.report.word.sites import parameter_words
from geo_ruijin.report.words import NATURES, grade_word, words_in

#: So many problems stand in the report, the serious ones first.
MOST_FAULTS = 20


def write_sources(paper: Paper, record: RunRecord) -> None:
    """Write which data were used, and what is wrong with them."""
    language, words = paper.language, words_in(paper.language)
    paper.heading(1, say.SOURCES.say(language))
    modelled = sum(layer.nature == "modelled" for layer in record.layers)
    count = len(record.layers)
    paper.body(say.fill(say.LAYERS_BODY, language, count=count, real=count - modelled, modelled=modelled))
    columns = [
        Column(words["layer"], 26),
        Column(words["nature"], 12),
        Column(words["source"], 42),
        Column(words["date"], 25),
        Column(words["licence"], 24),
        Column(words["steward"], 20),
        Column(words["features"], 16, number=True),
        Column(say.COMPLETE.say(language), 13),
    ]
    rows = [
        [
            layer.title.say(language),
            NATURES[layer.nature].say(language),
            layer.source.say(language),
            layer.date or "—",
            layer.licence or "—",
            layer.steward or "—",
            f"{layer.features:,}",
            grade_word(layer, language=language) or "—",
        ]
        for layer in record.layers
    ]
    paper.table(say.ALL_LAYERS.say(language), columns, rows)
    _write_faults(paper, record)


def _write_faults(paper: Paper, record: RunRecord) -> None:
    language, words = paper.language, words_in(paper.language)
    faults = [*record.faults, *(fault for layer in record.layers for fault in layer.faults)]
    if not faults:
        return
    faults.sort(key=lambda fault: not fault.serious)
    said = [say.fill(say.FAULTS_BODY, language, count=len(faults), serious=sum(fault.serious for fault in faults))]
    if len(faults) > MOST_FAULTS:
        said.append(say.fill(say.FAULTS_REST, language, count=len(faults) - MOST_FAULTS))
    paper.body(("" if language == "zh" else " ").join(said))
    columns = [Column(say.WHERE.say(language), 40), Column(say.WHAT.say(language), 98), Column(words["nature"], 18)]
    rows = [
        [
            f"{fault.file}{' · ' + fault.where if fault.where else ''}",
            fault.what.say(language),
            words["serious" if fault.serious else "remark"],
        ]
        for fault in faults[:MOST_FAULTS]
    ]
    paper.table(say.FAULTS.say(language), columns, rows)


def write_method(paper: Paper, record: RunRecord) -> None:
    """Write what holds for all targets: the coordinate system, and every parameter nobody has checked."""
    language, words = paper.language, words_in(paper.language)
    paper.heading(1, say.METHOD.say(language))
    paper.body(say.fill(say.CRS_BODY, language, crs=record.crs))
    used: dict[tuple[str, str, str, str], list[str]] = {}
    for analysis in _analyses_used(record):
        for parameter in analysis.parameters:
            if parameter.status == "confirmed":
                continue
            key = (
                parameter_label(parameter.name, language=language),
                parameter_words(parameter, language),
                parameter.source.say(language),
                STATUSES[parameter.status].say(language),
            )
            used.setdefault(key, []).append(analysis.title.say(language))
    if not used:
        paper.body(say.ALL_CHECKED.say(language))
        return
    paper.body(say.fill(say.UNVERIFIED_BODY, language, count=len(used)))
    columns = [
        Column(say.PARAMETER.say(language), 28),
        Column(words["setting"], 30),
        Column(words["source"], 50),
        Column(words["checked"], 17),
        Column(say.USED_FOR.say(language), 31),
    ]
    rows = [[*key, words["listing"].join(titles)] for key, titles in used.items()]
    paper.table(say.UNVERIFIED.say(language), columns, rows)


def _analyses_used(record: RunRecord) -> list[AnalysisRecord]:
    """Return the analyses whose figures or sites stand in the report."""
    names = {row.analysis.name for row in score_rows(record) if row.analysis}
    names |= {one.analysis.name for verdict in record.targets for one in proposals_for(record, verdict) if one.answers}
    return [analysis for analysis in record.analyses if analysis.name in names]


def write_ending(paper: Paper, record: RunRecord) -> None:
    """Write how the report may be used, and leave room for who hands it up and when."""
    language = paper.language
    paper.heading(1, say.ENDING.say(language))
    paper.body(say.INTERNAL.say(language))
    paper.body(say.REVIEW.say(language))
    paper.body(say.FILES.say(language))
    paper.body(say.fill(say.MADE_BY, language, version=record.version))
    paper.right(say.AUTHOR.say(language))
    paper.right(say.SIGNED.say(language))
