"""The changes in the terminal."""

from __future__ import annotations

from rich.console import Console
from rich.panel import Panel
from rich.table import Table
from rich.text import Text as Words

from geo_ruijin.compare.changes import TargetChange
from geo_ruijin.compare.comparison import Comparison
from geo_ruijin.compare.features import KINDS
from geo_ruijin.compare.words import (
    CHANGES,
    KIND_WORDS,
    banner_of,
    compare_words,
    reasons,
    target_values,
    word_of,
)
from geo_ruijin.report.terminal import COLOURS
from geo_ruijin.text import Language

#: The columns with the most room each takes [cells of the terminal]; the words of the target take the rest.
_WIDTHS = {"clause": 10, "text": None, "before": 12, "after": 12, "change": 14, "said": 18}


def print_comparison(comparison: Comparison, *, console: Console, language: Language) -> None:
    """Print every target with a figure in either run, then what became of the features, then what must be known."""
    words = compare_words(language)
    runs = f"{comparison.before.started:%Y-%m-%d %H:%M} → {comparison.after.started:%Y-%m-%d %H:%M}"
    console.print(Words(f"{comparison.after.place} · {words['comparison']} · {runs}", style="bold"))
    if banner := banner_of(comparison.modelled, language=language):
        console.print(Panel(Words(banner, overflow="fold"), border_style=COLOURS["demonstration"]))
    table = Table(box=None, expand=True, padding=(0, 1))
    for name, width in _WIDTHS.items():
        number = name in ("before", "after", "change")
        table.add_column(
            words.get(name, ""),
            justify="right" if number else "left",
            overflow="fold",
            ratio=None if width else 1,
            max_width=width,
        )
    shown = [change for change in comparison.targets if change.word != "no data"]
    for change in shown:
        table.add_row(*_cells(change, language=language))
    if shown:
        console.print(table)
    rest = len(comparison.targets) - len(shown)
    if rest:
        console.print(Words(f"{rest} {words['no_figures']}", style=COLOURS["nodata"]))
    for layer in comparison.layers:
        if layer.features is None or layer.features.same:
            continue
        counts = layer.features.counts
        said = [f"{KIND_WORDS[kind].say(language)} {counts[kind]:,}" for kind in KINDS if counts[kind]]
        console.print(Words(f"{layer.layer.title}{words['colon']}{words['listing'].join(said)}"))
    for remark in comparison.remarks:
        console.print(Words(remark.say(language), style="yellow"))


def _cells(change: TargetChange, *, language: Language) -> tuple[Words, ...]:
    """Return a row; as `rich.text.Text`, so that no bracket in it is read as markup."""
    before, after, by = target_values(change, language=language)
    text = Words(change.target.text)
    for reason in reasons(change.basis, language=language):
        text += Words(f"\n{reason}", style=COLOURS["fair"])
    return (
        Words(change.target.clause),
        text,
        Words(before),
        Words(after),
        Words(by, style="bold"),
        Words(word_of(change, language=language), style=COLOURS[CHANGES[change.word].key]),
    )
