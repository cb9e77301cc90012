"""The scoreboard in the terminal."""

from __future__ import annotations

from collections.abc import Mapping

from rich.cells import cell_len
from rich.console import Console
from rich.panel import Panel
from rich.table import Table
from rich.text import Text as Words

from geo_ruijin.figures import with_unit
from geo_ruijin.record import RunRecord
from geo_ruijin.report.view import Row, by_action, run_banner, score_rows, verdict_counts
from geo_ruijin.report.words import GRADE_KEYS, words_in
from geo_ruijin.text import Language
from geo_ruijin.verdicts import VERDICTS

COLOURS = {
    "met": "green",
    "fair": "gold3",
    "short": "dark_orange3",
    "demonstration": "medium_purple",
    "open": "steel_blue",
    "nodata": "grey58",
}
#: The columns, in order, with the width of the terminal from which each is shown.
COLUMNS = {
    "clause": 0,
    "text": 0,
    "value": 0,
    "target": 0,
    "year": 90,
    "lead": 120,
    "verdict": 0,
    "short_by": 100,
}
FLUSH_RIGHT = frozenset({"value", "target", "short_by"})
#: No column but the target's words is wider than this; what is longer goes on in the next line.
WIDEST = 20


def print_scoreboard(record: RunRecord, *, console: Console, language: Language) -> None:
    """Print every target under its action, as many columns as fit, how many have each verdict, and the sites proposed.

    Parameters
    ----------
    record
        The run.
    console
        Where to print; its width decides on the columns.
    """
    words = words_in(language)
    console.print(Words(f"{record.place.say(language)} · {record.plan.say(language)}", style="bold"))
    if banner := run_banner(record, language=language):
        console.print(Panel(Words(banner, overflow="fold"), border_style=COLOURS["demonstration"]))
    rows = score_rows(record)
    shown = [name for name, width in COLUMNS.items() if console.width >= width]
    widths = {
        name: min(max(cell_len(words[name]), *(_width(_cell(row, name, language)) for row in rows), 1), WIDEST)
        for name in shown
    }
    console.print(_board(widths, language=language, header=True))
    for action, group in by_action(rows).items():
        board = _board(widths, language=language, header=False)
        for row in group:
            board.add_row(*(_cell(row, name, language) for name in widths))
        console.print(Words(action.say(language) if action else words["others"], style="bold blue"))
        console.print(board)
    counts = Words("   ").join(
        Words(f"{VERDICTS[word].say(language)} {count}", style=COLOURS[VERDICTS[word].key])
        for word, count in verdict_counts(record).items()
    )
    console.print(Words("\n") + counts)
    for answer in record.analyses:
        if answer.what_if is not None and answer.what_if.answer is not None:
            mark = VERDICTS["demonstration"]
            told = f"{answer.title.say(language)}{words['colon']}{answer.what_if.answer.say(language)} "
            demonstration = Words(mark.say(language), style=COLOURS[mark.key]) if answer.modelled else Words("")
            console.print(Words(told) + demonstration)


def _board(widths: Mapping[str, int], *, language: Language, header: bool) -> Table:
    """Return an empty board; boards of the same widths stand column under column."""
    words = words_in(language)
    board = Table(box=None, expand=True, padding=(0, 1), show_header=header)
    for name, width in widths.items():
        board.add_column(
            words[name],
            justify="right" if name in FLUSH_RIGHT else "left",
            overflow="fold",
            width=None if name == "text" else width,
            ratio=1 if name == "text" else None,
        )
    return board


def _cell(row: Row, name: str, language: Language) -> Words:
    """Return a cell; as `rich.text.Text`, so that no bracket in it is read as markup."""
    verdict = row.verdict
    cells = {
        "clause": Words(verdict.clause),
        "text": Words(verdict.text.say(language)),
        "value": _graded(Words(with_unit(row.value, verdict.unit, language=language), style="bold"), row, language),
        "target": Words(with_unit(row.target, verdict.unit, language=language)),
        "year": Words(str(verdict.year or "")),
        "lead": Words(verdict.lead.say(language) if verdict.lead else ""),
        "verdict": Words(row.mark.say(language), style=COLOURS[row.mark.key]),
        "short_by": Words(row.short_by),
    }
    return cells[name]


def _graded(value: Words, row: Row, language: Language) -> Words:
    """Return a figure with the grade of the data behind it in the line below."""
    worst = row.weakest.worst if row.weakest else None
    if worst is None:
        return value
    said = f"\n{words_in(language)['grade']}{words_in(language)['colon']}{worst.word.say(language)}"
    return value + Words(said, style=COLOURS[GRADE_KEYS[worst.grade]])


def _width(cell: Words) -> int:
    return max(cell_len(line) for line in cell.plain.split("\n"))
