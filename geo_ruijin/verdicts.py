"""Verdicts as readers see them: a symbol and a word, the figure beside its bound, and which map answers a target."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from geo_ruijin.figures import show_figure, show_target, with_unit
from geo_ruijin.record import Verdict, VerdictWord
from geo_ruijin.text import Language, Text

#: So many targets are said in lines, those with a figure first.
MOST = 3

_LINE = Text(
    zh="{mark}  {text}:目标 {target}{year},现状值 {value}", en="{mark}  {text}: target {target}{year}, now {value}"
)
_UNKNOWN = Text(zh="{mark}  {text}:目标 {target}{year}", en="{mark}  {text}: target {target}{year}")
_YEAR = Text(zh="({year}年)", en=" in {year}")
_MORE = Text(zh="另有 {count} 项目标,见计分板", en="and {count} more on the scoreboard")


@dataclass(frozen=True)
class Mark:
    """A verdict by symbol and word, so that it does not hang on its colour."""

    symbol: str
    word: Text
    key: str

    def say(self, language: Language) -> str:
        """Return symbol and word."""
        return f"{self.symbol} {self.word.say(language)}"


#: In the order they are counted up.
VERDICTS: dict[VerdictWord, Mark] = {
    "met": Mark("✔", Text(zh="达标", en="Met"), "met"),
    "short": Mark("▲", Text(zh="差距", en="Short"), "short"),
    "demonstration": Mark("◇", Text(zh="示例", en="Demonstration"), "demonstration"),
    "open": Mark("◌", Text(zh="未定", en="Open"), "open"),
    "no data": Mark("—", Text(zh="无数据", en="No data"), "nodata"),
}


def verdict_value(verdict: Verdict) -> str:
    """Return the figure, on the same side of the bound as it is."""
    return show_figure(verdict.value, verdict.unit, beside=[verdict.target])


def verdict_target(verdict: Verdict) -> str:
    """Return the bound with its sign."""
    return show_target(verdict.bound, verdict.target)


def answered_by(verdict: Verdict, *, name: str, shows: Collection[str]) -> bool:
    """Return whether a map answers a target: the target names it, or it shows a table of what measures the target.

    Parameters
    ----------
    name
        Of the map.
    shows
        The analyses of which the map shows a table.
    """
    return verdict.map == name or (verdict.measured_by or "").partition(".")[0] in shows


def target_lines(verdicts: Sequence[Verdict], *, language: Language) -> list[str]:
    """Return what targets say, a line each: verdict by symbol and word, the plan's words, bound and figure.

    It is what a map says of them away from the scoreboard; of many targets the last line says how many more there are.
    """
    known_first = sorted(verdicts, key=lambda verdict: verdict.value is None)
    lines = [_line(verdict, language=language) for verdict in known_first[:MOST]]
    if more := len(known_first) - len(lines):
        lines.append(_MORE.say(language).format(count=more))
    return lines


def _line(verdict: Verdict, *, language: Language) -> str:
    words = _UNKNOWN if verdict.value is None else _LINE
    return words.say(language).format(
        mark=VERDICTS[verdict.verdict].say(language),
        text=verdict.text.say(language),
        target=with_unit(verdict_target(verdict), verdict.unit, language=language),
        year="" if verdict.year is None else _YEAR.say(language).format(year=verdict.year),
        value=with_unit(verdict_value(verdict), verdict.unit, language=language),
    )
