"""The targets a map is about, in a line each, for whatever shows the map away from the scoreboard."""

from __future__ import annotations

from geo_ruijin.figures import with_unit
from geo_ruijin.record import RunRecord
from geo_ruijin.report.links import MapLink, maps_of
from geo_ruijin.report.view import Row, score_rows
from geo_ruijin.text import Language, Text

#: So many are said, those with a figure first.
MOST = 3

_LINE = Text(zh="{mark}  {text}:现状值 {value},目标 {target}", en="{mark}  {text}: {value}, target {target}")
_UNKNOWN = Text(zh="{mark}  {text}:目标 {target}", en="{mark}  {text}: target {target}")
_MORE = Text(zh="另有 {count} 项目标,见计分板", en="and {count} more on the scoreboard")


def goal_lines(record: RunRecord, link: MapLink, *, language: Language) -> list[str]:
    """Return what a map's targets say: verdict by symbol and word, the plan's words, figure and bound."""
    rows = [row for row in score_rows(record) if maps_of(row.verdict, [link])]
    rows.sort(key=lambda row: row.verdict.value is None)
    lines = [_line(row, language=language) for row in rows[:MOST]]
    if len(rows) > MOST:
        lines.append(_MORE.say(language).format(count=len(rows) - MOST))
    return lines


def _line(row: Row, *, language: Language) -> str:
    verdict = row.verdict
    words = _UNKNOWN if verdict.value is None else _LINE
    return words.say(language).format(
        mark=row.mark.say(language),
        text=verdict.text.say(language),
        value=with_unit(row.value, verdict.unit, language=language),
        target=with_unit(row.target, verdict.unit, language=language),
    )
