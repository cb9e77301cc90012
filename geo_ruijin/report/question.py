"""`analyses/NAME.html`: a question with all that stands behind its answer, on a page of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from geo_ruijin.record import AnalysisRecord, RunRecord
from geo_ruijin.report.environment import environment
from geo_ruijin.report.field import field_links
from geo_ruijin.report.history import History
from geo_ruijin.report.links import QUESTIONS, MapLink, maps_showing, question_file, question_link
from geo_ruijin.report.page_words import page_words
from geo_ruijin.report.related import action_of, analysis_behind, followers, read_by, readers_of
from geo_ruijin.report.view import layers_behind, modelled_words, score_rows, targets_by_measure
from geo_ruijin.text import Language
from geo_ruijin.verdicts import VERDICTS


def write_questions(
    record: RunRecord,
    folder: Path,
    *,
    language: Language,
    maps: Sequence[MapLink] = (),
    past: Mapping[str, History] | None = None,
) -> None:
    """Write a page a question below `folder`: files that need no network and run no script.

    Parameters
    ----------
    record
        The run.
    folder
        Where the outputs are written; `index.html` lies in it.
    maps
        The maps drawn beside it.
    past
        What targets came to in earlier runs, by their id.
    """
    if record.analyses:
        (folder / QUESTIONS).mkdir(exist_ok=True)
    template = environment(language).get_template("question.html")
    rows = score_rows(record)
    targets = targets_by_measure(record)
    for analysis in record.analyses:
        page = template.render(
            lang="zh-CN" if language == "zh" else "en",
            record=record,
            analysis=analysis,
            action=action_of(analysis, record),
            words=page_words(language),
            marks=VERDICTS,
            banner=modelled_words(record, analysis.modelled, language=language),
            rows=[row for row in rows if analysis_behind(row.verdict, record) is analysis],
            past=past or {},
            targets=targets,
            layers_behind=layers_behind,
            layers=[layer for layer in record.layers if layer.name in analysis.layers],
            field_links=lambda analysis, name: {
                kind: f"../{link}" for kind, link in field_links(analysis, name).items()
            },
            maps=[replace(link, file=f"../{link.file}") for link in maps_showing([analysis], maps)],
            related=_related(analysis, record),
            question_link=lambda name: f"../{question_link(name)}",
        )
        (folder / question_file(analysis.name)).write_text(page, encoding="utf-8", newline="\n")


def _related(analysis: AnalysisRecord, record: RunRecord) -> list[AnalysisRecord]:
    """Return what a question reads from, what reads from it, and what goes on from it, each once."""
    near = [*read_by(analysis, record), *readers_of(analysis, record), *followers(analysis, record)]
    return [other for other in record.analyses if any(other is one for one in near)]
