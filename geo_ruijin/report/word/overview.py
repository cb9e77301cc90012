"""What stands first: how many targets have which verdict, and all of them in a table."""

from __future__ import annotations

from geo_ruijin.figures import show_unit, with_unit
from geo_ruijin.record import RunRecord
from geo_ruijin.report.view import Row, by_action, score_rows, verdict_counts
from geo_ruijin.report.word import words as say
from geo_ruijin.report.word.paper import Column, Paper
from geo_ruijin.report.words import words_in
from geo_ruijin.text import Language
from geo_ruijin.verdicts import VERDICTS


def write_overview(paper: Paper, record: RunRecord) -> None:
    """Write the first part of the report."""
    language = paper.language
    rows = score_rows(record)
    known = [row for row in rows if row.verdict.value is not None]
    measured = sum(row.verdict.measured_by is not None for row in known)
    issued = "" if record.issued is None else say.fill(say.ISSUED, language, date=say.day(record.issued, language))
    paper.heading(1, say.OVERVIEW.say(language))
    date = say.day(record.started.date().isoformat(), language)
    paper.body(
        say.fill(
            say.BASIS,
            language,
            plan=record.plan.say(language),
            issued=issued,
            count=len(rows),
            measured=measured,
            reported=len(known) - measured,
            missing=len(rows) - len(known),
            date=date,
        )
    )
    counts = verdict_counts(record)
    listing = words_in(language)["listing"]
    told = listing.join(_count(VERDICTS[word].word.say(language), count, language) for word, count in counts.items())
    sentences = [say.fill(say.COUNTS, language, count=len(rows), counts=told)]
    sentences += [say.DEMONSTRATION_COUNTS.say(language)] if counts["demonstration"] else []
    sentences += [say.OPEN_COUNTS.say(language)] if counts["open"] else []
    sentences += [say.NO_DATA_COUNTS.say(language)] if counts["no data"] else []
    paper.body(("" if language == "zh" else " ").join(sentences))
    _write_all(paper, rows)


def _count(word: str, count: int, language: Language) -> str:
    return f"{word}{count}项" if language == "zh" else f"{count} {word.lower()}"


def _write_all(paper: Paper, rows: list[Row]) -> None:
    language, words = paper.language, words_in(paper.language)
    columns = [
        Column(words["clause"], 19),
        Column(words["text"], 40),
        Column(words["value"], 20, number=True),
        Column(words["target"], 23, number=True),
        Column(words["year"], 11),
        Column(words["lead"], 19),
        Column(words["verdict"], 18 if language == "zh" else 23),
        Column(words["short_by"], 20, number=True),
    ]
    lines: list[list[str]] = []
    groups = by_action(rows)
    for action, group in groups.items():
        if any(groups):
            lines.append([action.say(language) if action else words["others"]])
        lines += [
            [
                verdict.clause,
                verdict.text.say(language),
                with_unit(row.value, verdict.unit, language=language),
                with_unit(row.target, verdict.unit, language=language),
                str(verdict.year or "—"),
                verdict.lead.say(language) if verdict.lead else "—",
                row.mark.say(language),
                gap_words(row, language) or "—",
            ]
            for row in group
            for verdict in (row.verdict,)
        ]
    paper.table(say.ALL_TARGETS.say(language), columns, lines)


def gap_words(row: Row, language: Language) -> str:
    """Return what is missing to the bound, with its unit; between two shares it is percentage points."""
    if not row.short_by:
        return ""
    unit = "pp" if row.verdict.unit == "%" else row.verdict.unit
    if language == "en" or unit != "pp":
        return with_unit(row.short_by, unit, language=language)
    return f"{row.short_by}{show_unit(unit, language=language)}"
