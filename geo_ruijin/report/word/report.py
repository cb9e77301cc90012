"""The report from its title to who made it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path

from geo_ruijin.record import RunRecord
from geo_ruijin.report.links import MapLink
from geo_ruijin.report.word import words as say
from geo_ruijin.report.word.clean import one_line
from geo_ruijin.report.word.goals import write_goals
from geo_ruijin.report.word.overview import write_overview
from geo_ruijin.report.word.packed import save
from geo_ruijin.report.word.paper import Paper
from geo_ruijin.report.word.sources import write_ending, write_method, write_sources
from geo_ruijin.report.words import words_in
from geo_ruijin.report.workbook import UNDATED
from geo_ruijin.text import Language


def write_report(
    record: RunRecord,
    path: Path,
    *,
    language: Language,
    maps: Sequence[MapLink] = (),
    pictures: Mapping[str, Path] | None = None,
) -> None:
    """Write the run to `path` as a report to be edited in WPS or Word; the same run gives the same bytes.

    In Chinese it has the form of an official document (GB/T 9704-2012), as far as that fits a report.

    Parameters
    ----------
    record
        The run.
    maps
        The maps drawn of it.
    pictures
        Pictures of maps that WPS and Word can show, by the name of the map; a map without one is left out.
    """
    paper = Paper(language=language)
    titles = [layer.title.say(language) for layer in record.layers if layer.name in record.modelled]
    if titles:
        paper.banner(say.fill(say.BANNER, language, layers=words_in(language)["listing"].join(titles)))
    title = one_line(say.report_title(record, language))
    paper.title(title)
    paper.contents_here(say.CONTENTS.say(language))
    write_overview(paper, record)
    write_goals(paper, record, maps=maps, pictures=pictures)
    write_sources(paper, record)
    write_method(paper, record)
    write_ending(paper, record)
    header = say.HEADER_DEMONSTRATION if record.demonstration else say.HEADER
    paper.finish(header=header.say(language), warning=record.demonstration)
    created = dt.datetime.combine(dt.date.fromisoformat(record.issued or UNDATED), dt.time())  # as the workbook has it
    save(paper.document, path, title=title, created=created, language="zh-CN" if language == "zh" else "en-GB")
