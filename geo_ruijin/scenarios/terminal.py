"""What scenarios would change, in the terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.text import Text as Words

from geo_ruijin.compare.changes import TargetChange
from geo_ruijin.compare.words import target_missing, target_values
from geo_ruijin.report.terminal import COLOURS
from geo_ruijin.scenarios.beside import Beside
from geo_ruijin.scenarios.words import WOULD_BE, scenario_words
from geo_ruijin.text import Language


def print_scenarios(several: Sequence[Beside], *, console: Console, language: Language) -> None:
    """Print a line for each target that a scenario would change, under the scenario's name and what it adds."""
    words = scenario_words(language)
    for beside in several:
        console.print(Words(f"\n{words['scenario']} · {beside.title}{_changes(beside, language)}", style="bold blue"))
        if not beside.ran:
            console.print(Words(words["faulty"], style=COLOURS["short"]))
            continue
        moved = [change for change in beside.targets if change.change or change.verdict_changed]
        for change in moved:
            console.print(_line(change, language), soft_wrap=True)
        rest = len(beside.targets) - len(moved) + beside.untouched
        console.print(Words(f"{rest} {words['others']}", style=COLOURS["nodata"]))
    if several:
        console.print(Words(words["hypothetical"], style=COLOURS["nodata"]), soft_wrap=True)


def _changes(beside: Beside, language: Language) -> str:
    """Return what is added to each layer and removed: "(公交站点:新增 6,去掉 1)"."""
    words = scenario_words(language)
    said = []
    for name, one in beside.trial.differences.items():
        counts = {words["added"]: len(one.added), words["removed"]: len(one.removed)}
        listed = words["listing"].join(f"{word} {count:,}" for word, count in counts.items() if count)
        said.append(f"{beside.after.layers[name].title}{words['colon']}{listed}")
    stop, (left, right) = (";", "()") if language == "zh" else ("; ", (" (", ")"))
    return f"{left}{stop.join(said)}{right}" if said else ""


def _line(change: TargetChange, language: Language) -> Words:
    """Return a target as it is and as it would be, by how much it changes, and what the verdict would be."""
    words, target = scenario_words(language), change.target
    before, after, by = target_values(change, language=language)
    mark = WOULD_BE[target.verdict]
    short = ""
    if lacks := target_missing(change, language=language)[1]:
        short = f"({words['lacking']} {lacks})" if language == "zh" else f" ({words['lacking']} {lacks})"
    line = Words(f"{target.clause} {target.text}{words['colon']}{before} → ")
    line += Words(after, style="bold") + Words(f"  {by}  ")
    return line + Words(mark.say(language) + short, style=COLOURS[mark.key])
