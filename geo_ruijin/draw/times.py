"""What a slider of years switches: pictures year by year, and rows by a column of years."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from branca.element import MacroElement
from folium.map import Layer
from folium.template import Template

from geo_ruijin.draw.picture import MOST_BYTES, Picture, picture_of
from geo_ruijin.draw.shown import ShownYears
from geo_ruijin.text import Language, Text

_WORDS = {
    "years": Text(zh="年份", en="Year"),
    "play": Text(zh="播放", en="Play"),
    "pause": Text(zh="暂停", en="Pause"),
    "which": Text(zh="显示哪些", en="Which are shown"),
    "upTo": Text(zh="到该年为止", en="up to then"),
    "only": Text(zh="仅该年", en="then only"),
    "count": Text(zh="{title}:{shown} / {all}", en="{title}: {shown} of {all}"),
    "undated": Text(zh=",另有 {undated} 个年份不详,始终显示", en=", and {undated} undated, always shown"),
    "lacking": Text(zh="{title}:这一年没有数据", en="{title}: no data of this year"),
}


def time_words(language: Language) -> dict[str, str]:
    """Return the words of the slider in `language`."""
    return {key: words.say(language) for key, words in _WORDS.items()}


def pictures_of(one: ShownYears) -> tuple[Picture, ...]:
    """Return the pictures of all years, which together weigh no more than those of one raster may."""
    share = MOST_BYTES // len(one.rasters)
    return tuple(picture_of(raster, one.column, one.style, within=one.within, most=share) for raster in one.rasters)


def all_years(pictures: Sequence[Picture]) -> Picture:
    """Return what the legend says of the pictures of all years: each class once, and the coarsest drawing."""
    shades = dict.fromkeys(shade for picture in pictures for shade in picture.shades)
    widths = [picture.coarser for picture in pictures if picture.coarser is not None]
    tiles = tuple(tile for picture in pictures for tile in picture.tiles)
    return replace(pictures[-1], tiles=tiles, shades=tuple(shades), coarser=max(widths, default=None))


class YearsLayer(Layer):
    """A raster year by year, of which one year is seen at a time.

    Parameters
    ----------
    one, pictures
        What is shown, and its pictures.
    language
        Of the words.
    name
        Its entry in the legend, as HTML.
    """

    scripts_used = ("rasters.js", "address.js", "times.js")
    styles_used = ("times.css",)
    _template = Template(
        """
        {% macro script(this, kwargs) %}
            const {{ this.get_name() }} = geoRuijin.pictures({{ this._parent.get_name() }},
                {{ this.years|tojson }}, {{ this.title|tojson }});
        {% endmacro %}
        """
    )

    def __init__(self, one: ShownYears, pictures: Sequence[Picture], *, language: Language, name: str) -> None:
        super().__init__(name=name, overlay=True, show=not one.hidden)
        self.title = one.title.say(language)
        self.years = [
            {
                "step": str(raster.year),
                "classes": {shade.colour: shade.title.say(language) for shade in picture.shades},
                "tiles": [
                    {"url": tile.url, "bounds": [[south, west], [north, east]]}
                    for tile in picture.tiles
                    for west, south, east, north in [tile.bounds]
                ],
            }
            for raster, picture in zip(one.rasters, pictures, strict=True)
        ]


class Dated(MacroElement):
    """Lets a slider pick the features of a layer by the property `step`."""

    scripts_used = ("address.js", "times.js")
    styles_used = ("times.css",)
    _template = Template(
        """
        {% macro script(this, kwargs) %}
            geoRuijin.dated({{ this._parent.get_name() }}, {{ this.title|tojson }});
        {% endmacro %}
        """
    )

    def __init__(self, title: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call] # branca's
        self.title = title


class Slider(MacroElement):
    """The slider of all that is there by years on a map; nothing where there is nothing."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            geoRuijin.slider({{ this._parent.get_name() }}, {{ this.words|tojson }});
        {% endmacro %}
        """
    )

    def __init__(self, words: Mapping[str, str]) -> None:
        super().__init__()  # type: ignore[no-untyped-call] # branca's
        self.words: Mapping[str, Any] = words
