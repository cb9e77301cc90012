"""The layers of a project in the terminal: what there is, from where, how complete."""

from __future__ import annotations

from collections.abc import Collection

from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text as Words

from geo_ruijin.record import LayerRecord
from geo_ruijin.report.terminal import COLOURS
from geo_ruijin.report.words import GRADE_KEYS, NATURES
from geo_ruijin.text import Language, Text

_HEADS = (
    Text(zh="图层", en="Layer"),
    Text(zh="名称", en="Title"),
    Text(zh="要素", en="Features"),
    Text(zh="性质", en="Nature"),
    Text(zh="数据", en="Data"),
    Text(zh="来源", en="Source"),
)
#: How much room there must be for the sources [cells of the terminal].
_ROOM = 30


def print_layers(
    records: Collection[LayerRecord], *, without: Collection[str], console: Console, language: Language
) -> None:
    """Print a line for each layer that could be read, why its grade is not good, and which have no data.

    Parameters
    ----------
    records
        Of the layers that could be read.
    without
        The names of the layers that nothing is there for and nobody counts on.
    console, language
        Where to print, and in which language.
    """
    rows = [_cells(record, language) for record in records]
    heads = [head.say(language) for head in _HEADS]
    widest = [max([cell_len(head), *(row[n].cell_len for row in rows)]) for n, head in enumerate(heads[:-1])]
    room = console.width - sum(widest) - 2 * len(heads)
    table = Table(*heads[: None if room >= _ROOM else -1], box=None, padding=(0, 1))
    for *cells, source in rows:
        source.truncate(max(room, 1), overflow="ellipsis")
        table.add_row(*cells, *([source] if room >= _ROOM else []))
    console.print(table)
    for record in records:
        for rule in record.completeness:
            if rule.grade != "good":
                console.print(Words(rule.statement.say(language), style=COLOURS[GRADE_KEYS[rule.grade]]))
    if without:
        names = ", ".join(without)
        none = Text(
            zh=f"没有数据的图层:{names}。用 geo-ruijin add 图层 文件 加入,或 geo-ruijin fetch 获取",
            en=f"Layers without data: {names}. Add a file with geo-ruijin add LAYER FILE, or bring them with fetch",
        )
        console.print(Words(none.say(language)))


def _cells(record: LayerRecord, language: Language) -> tuple[Words, ...]:
    worst = record.worst
    return (
        Words(record.name),
        Words(record.title.say(language)),
        Words(f"{record.features:,}"),
        Words(NATURES[record.nature].say(language)),
        Words(worst.word.say(language), style=COLOURS[GRADE_KEYS[worst.grade]]) if worst else Words("—"),
        Words(record.source.say(language)),
    )
