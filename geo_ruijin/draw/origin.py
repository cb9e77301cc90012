"""How a row on a map came about, in a few lines under its cells: the question, its settings, and the data."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote

from geo_ruijin.draw.words import words_in
from geo_ruijin.figures import show_setting
from geo_ruijin.record import STATUSES, AnalysisRecord, LayerRecord, ParameterRecord
from geo_ruijin.text import Language, Text

#: How many settings and how many layers are named before the page of the question has to be opened.
MOST_SETTINGS, MOST_LAYERS = 3, 6

_MORE_SETTINGS = Text(zh="另有 {count} 项参数", en="{count} more settings")
_MORE_LAYERS = Text(zh="等 {count} 个图层", en=" and others, {count} layers in all")


def origin_lines(
    analysis: AnalysisRecord | None, layers: Sequence[LayerRecord], *, language: Language
) -> list[dict[str, str]]:
    """Return the lines, each with its `text`; the one that opens the page of the question has its `href` too.

    Parameters
    ----------
    analysis
        That of which the rows are a table; None for the rows of a layer.
    layers
        What they rest on.
    """
    words = words_in(language)
    if analysis is None:
        return [
            {
                "text": f"{words['sources']}{words['colon']}{layer.source.say(language)}{words['semicolon']}"
                f"{_dated(layer, language=language)}"
            }
            for layer in layers
        ]
    title = f"{words['origin']}{words['colon']}{analysis.title.say(language)}"
    lines = [{"text": title, "href": f"../analyses/{quote(analysis.name)}.html"}]
    if layers:
        lines.append({"text": f"{words['grade']}{_data(layers, language=language)}"})
    lines += [{"text": _setting(one, language=language)} for one in analysis.parameters[:MOST_SETTINGS]]
    if (more := len(analysis.parameters) - MOST_SETTINGS) > 0:
        lines.append({"text": _MORE_SETTINGS.say(language).format(count=more)})
    return lines


def _data(layers: Sequence[LayerRecord], *, language: Language) -> str:
    """Return the titles of layers, each with its date and nature; of many the first and how many there are."""
    brackets = "({})" if language == "zh" else " ({})"
    said = words_in(language)["listing"].join(
        f"{layer.title.say(language)}{brackets.format(_dated(layer, language=language))}"
        for layer in layers[:MOST_LAYERS]
    )
    return said + (_MORE_LAYERS.say(language).format(count=len(layers)) if len(layers) > MOST_LAYERS else "")


def _setting(one: ParameterRecord, *, language: Language) -> str:
    """Return a setting with where it is from, and how far that was checked."""
    value = show_setting(one.value, one.unit, language=language)
    return (
        f"{value} — {one.source.say(language)}{',' if language == 'zh' else ', '}{STATUSES[one.status].say(language)}"
    )


def _dated(layer: LayerRecord, *, language: Language) -> str:
    """Return the date and the nature of a layer."""
    words = words_in(language)
    return f"{layer.date or words['undated']}{words['listing']}{words[layer.nature]}"
