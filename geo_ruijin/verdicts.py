"""Verdicts as readers see them: a symbol and a word, the figure beside its bound, and which map answers a target."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from geo_ruijin.figures import show_figure, show_target
from geo_ruijin.record import Verdict, VerdictWord
from geo_ruijin.text import Language, Text


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
