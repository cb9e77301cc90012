"""Each target in detail: figure, gap, method, standard, data, map and proposed sites."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from geo_ruijin.figures import show_range, with_unit
from geo_ruijin.record import STATUSES, AnalysisRecord, LayerRecord, RunRecord
from geo_ruijin.report.links import MapLink, maps_of
from geo_ruijin.report.parameter_names import parameter_label
from geo_ruijin.report.view import Row, by_action, proposals_for, score_rows
from geo_ruijin.report.word import words as say
from geo_ruijin.report.word.overview import gap_words
from geo_ruijin.report.word.paper import Column, Paper
from geo_ruijin.report.word.sites import Proposals, parameter_words
from geo_ruijin.report.words import NATURES, grade_reasons, grade_word, words_in
from geo_ruijin.text import Language


def write_goals(
    paper: Paper, record: RunRecord, *, maps: Sequence[MapLink] = (), pictures: Mapping[str, Path] | None = None
) -> None:
    """Write the second part of the report: the targets by the plan's actions, in clause order.

    Parameters
    ----------
    maps
        The maps drawn of the run.
    pictures
        The pictures of maps, by the name of the map.
    """
    language = paper.language
    paper.heading(1, say.IN_DETAIL.say(language))
    book = _Book(paper, Album(paper, maps, pictures or {}), Proposals(paper, crs=record.crs))
    groups = by_action(score_rows(record))
    alone = not any(groups)  # a plan without actions: there is nothing to group by
    for action, rows in groups.items():
        if not alone:
            paper.heading(2, action.say(language) if action else words_in(language)["others"])
        known = [row for row in rows if row.verdict.value is not None]
        for row in known:
            paper.heading(2 if alone else 3, row.verdict.text.say(language))
            _write_goal(book, row, record)
        if missing := [row for row in rows if row.verdict.value is None]:
            _write_missing(paper, missing, alone=not known)


class Album:
    """The pictures of maps in a report: each stands in it once, and is referred to from then on."""

    def __init__(self, paper: Paper, maps: Sequence[MapLink], pictures: Mapping[str, Path]) -> None:
        self._paper = paper
        self._maps, self._pictures = maps, pictures
        self._numbers: dict[str, int] = {}

    def show(self, row: Row, analyses: Sequence[str]) -> None:
        """Show the first map a target is on, and those on which the proposals of `analyses` are."""
        language = self._paper.language
        on = [link for link in maps_of(row.verdict, self._maps) if link.name in self._pictures]
        proposing = [link for link in self._maps if link.name in self._pictures and link.shows & set(analyses)]
        wanted = [*on[:1], *(link for link in proposing if link not in on[:1])]
        if any(link in proposing for link in on[1:]):  # a map of both shows the target too
            wanted = [link for link in wanted if link in proposing]
        if before := [str(self._numbers[link.name]) for link in wanted if link.name in self._numbers]:
            numbers = words_in(language)["listing"].join(before)
            self._paper.body(say.fill(say.SEE_FIGURES, language, numbers=numbers))
        for link in wanted:
            if link.name in self._numbers:
                continue
            title = link.title.say(language)
            modelled = say.MODELLED_FIGURE.say(language) if row.verdict.verdict == "demonstration" else ""
            about = say.fill(say.FIGURE_ABOUT, language, title=title, target=row.verdict.text.say(language)) + modelled
            self._numbers[link.name] = self._paper.picture(self._pictures[link.name], title + modelled, about=about)


@dataclass(frozen=True)
class _Book:
    """What is being written, and what of it was said before: of each analysis, by which target and in which table."""

    paper: Paper
    album: Album
    proposals: Proposals
    told: dict[str, tuple[str, int]] = field(default_factory=dict)


def _write_goal(book: _Book, row: Row, record: RunRecord) -> None:
    """Write a target that has a figure, below its heading."""
    paper, told = book.paper, book.told
    language = paper.language
    paper.body(_summary(row, language))
    _write_card(paper, row)
    if row.layers:
        _write_data(paper, row.layers)
    if row.analysis and row.analysis.name in told:
        target, number = told[row.analysis.name]
        paper.note(say.fill(say.AS_BEFORE, language, target=target, number=number))
    elif row.analysis:
        if row.analysis.parameters:
            told[row.analysis.name] = (row.verdict.text.say(language), paper.next_table)
            _write_parameters(paper, row.analysis)
        if row.analysis.notes:
            paper.note(say.NOTES.say(language))
        for count, note in enumerate(row.analysis.notes, start=1):
            paper.note(f"{count}. {note.say(language)}")
    proposals = proposals_for(record, row.verdict)
    book.album.show(row, [proposal.analysis.name for proposal in proposals if proposal.answers])
    book.proposals.write(proposals)


def _summary(row: Row, language: Language) -> str:
    """Return a target in a few sentences: the figure, the bound, the gap, the verdict, the lead."""
    verdict = row.verdict
    value = with_unit(row.value, verdict.unit, language=language)
    year = say.fill(say.BY_YEAR, language, year=verdict.year) if verdict.year else ""
    bound = say.bound_words(verdict, language)
    said = [say.fill(say.VALUE_AND_TARGET, language, value=value, clause=verdict.clause, bound=bound, year=year)]
    if verdict.short_by == 0:
        target = with_unit(row.value, verdict.unit, language=language)
        said.append(say.fill(say.AT_BOUND, language, target=target, bound=say.BOUNDS[verdict.bound].say(language)))
    elif gap := gap_words(row, language):
        said.append(say.fill(say.SHORT_BY, language, gap=gap))
    low, high = (None, None) if row.measure is None else (row.measure.low, row.measure.high)
    between = show_range(low, high, verdict.unit, beside=[verdict.target])
    if between and low != high:
        said.append(say.fill(say.BETWEEN, language, range=with_unit(between, verdict.unit, language=language)))
    said.append(say.fill(say.VERDICT, language, verdict=row.mark.say(language).replace(" ", "\u00a0")))
    if verdict.strive:
        said.append(say.STRIVES.say(language))
    if verdict.lead:
        said.append(say.fill(say.LEAD, language, lead=verdict.lead.say(language)))
    return ("" if language == "zh" else " ").join(said)


def _write_card(paper: Paper, row: Row) -> None:
    language, words, verdict = paper.language, words_in(paper.language), row.verdict
    about = row.measure.about.say(language) if row.measure else ""
    why = verdict.why.say(language).removeprefix(about).lstrip("。. ;")
    lines = [
        (words["definition"], about),
        (words["about"], verdict.about.say(language) if verdict.about else ""),
        (words["bound_source"], verdict.bound_source.say(language) if verdict.bound_source else ""),
        (words["why"], why),
        (words["grade_why"], grade_reasons(row.weakest, language=language)),
        (words["analysis"], row.analysis.title.say(language) if row.analysis else ""),
    ]
    told = [(name, said) for name, said in lines if said]
    if len(told) > 1:
        paper.card(say.CARD.say(language), told)
    for name, said in told if len(told) == 1 else ():
        paper.note(f"{name}{words['colon']}{say.stop(said, language)}")


def _write_parameters(paper: Paper, analysis: AnalysisRecord) -> None:
    language, words = paper.language, words_in(paper.language)
    columns = [
        Column(say.PARAMETER.say(language), 30),
        Column(words["setting"], 38),
        Column(words["source"], 66),
        Column(words["checked"], 22),
    ]
    rows = [
        [
            parameter_label(parameter.name, language=language),
            parameter_words(parameter, language),
            parameter.source.say(language),
            STATUSES[parameter.status].say(language),
        ]
        for parameter in analysis.parameters
    ]
    paper.table(say.PARAMETERS.say(language), columns, rows)


def _write_data(paper: Paper, layers: Sequence[LayerRecord]) -> None:
    language, words = paper.language, words_in(paper.language)
    columns = [
        Column(words["layer"], 40),
        Column(words["nature"], 16),
        Column(words["date"], 30),
        Column(say.COMPLETE.say(language), 22),
        Column(words["licence"], 50),
    ]
    rows = [
        [
            layer.title.say(language),
            NATURES[layer.nature].say(language),
            layer.date or "—",
            grade_word(layer, language=language) or "—",
            layer.licence or "—",
        ]
        for layer in layers
    ]
    paper.table(say.DATA.say(language), columns, rows)


def _write_missing(paper: Paper, rows: Sequence[Row], *, alone: bool) -> None:
    """Write what cannot be said, and why: a line a target."""
    language, words = paper.language, words_in(paper.language)
    sentence = say.ONLY_WITHOUT if alone else say.WITHOUT_BODY
    paper.body(say.fill(sentence, language, count=len(rows), number=paper.next_table))
    columns = [
        Column(words["clause"], 19),
        Column(words["text"], 52),
        Column(words["target"], 24, number=True),
        Column(words["year"], 12),
        Column(words["lead"], 22),
        Column(say.REASON.say(language), 40),
    ]
    lines = [
        [
            row.verdict.clause,
            row.verdict.text.say(language),
            with_unit(row.target, row.verdict.unit, language=language),
            str(row.verdict.year or "—"),
            row.verdict.lead.say(language) if row.verdict.lead else "—",
            row.verdict.why.say(language),
        ]
        for row in rows
    ]
    paper.table(say.WITHOUT.say(language), columns, lines)
