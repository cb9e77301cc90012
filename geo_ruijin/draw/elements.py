"""What the maps add to folium; each is a call of `assets/map.js`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import get_args

import folium
from branca.element import MacroElement
from folium.map import Layer
from folium.template import Template

from geo_ruijin.draw.picture import Picture
from geo_ruijin.spec import Side
from geo_ruijin.text import Language


class Details(MacroElement):
    """Lets the features of a layer answer to the pointer."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            geoRuijin.details({{ this._parent.get_name() }}, {{ this.title|tojson }}, {{ this.fields|tojson }},
                {{ this.origin|tojson }});
        {% endmacro %}
        """
    )

    def __init__(self, title: str, fields: Sequence[str], origin: Sequence[Mapping[str, str]] = ()) -> None:
        super().__init__()  # type: ignore[no-untyped-call] # branca's
        self.title, self.fields, self.origin = title, list(fields), list(origin)


class Classes(MacroElement):
    """Gives lines and polygons of a layer the look of their class: Leaflet's options, class by class."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            geoRuijin.classes({{ this._parent.get_name() }}, {{ this.looks|tojson }});
        {% endmacro %}
        """
    )

    def __init__(self, looks: Sequence[Mapping[str, object]]) -> None:
        super().__init__()  # type: ignore[no-untyped-call] # branca's
        self.looks = list(looks)


class Furniture(MacroElement):
    """Zoom buttons, scale bar, north arrow, and the legend beside the map.

    Parameters
    ----------
    layers
        From the bottom up.
    groups
        Titles in the order of the legend, each with its layers from the bottom up.
    control
        What lists them.
    words
        As of `words_in`.
    """

    scripts_used = ("marks.js", "labels.js", "furniture.js")
    _template = Template(
        """
        {% macro script(this, kwargs) %}
            geoRuijin.furniture({{ this._parent.get_name() }}, {{ this.words|tojson }},
                [{% for layer in this.layers %}{{ layer.get_name() }},{% endfor %}],
                [{% for title, layers in this.groups %}
                    [{{ title|tojson }}, [{% for layer in layers %}{{ layer.get_name() }},{% endfor %}]],
                {% endfor %}], {{ this.control.get_name() }});
        {% endmacro %}
        """
    )

    def __init__(
        self,
        layers: Sequence[Layer],
        groups: Sequence[tuple[str, Sequence[Layer]]],
        control: folium.LayerControl,
        words: Mapping[str, str],
    ) -> None:
        super().__init__()  # type: ignore[no-untyped-call] # branca's
        self.layers, self.groups, self.control, self.words = layers, list(groups), control, words


class SheetTools(MacroElement):
    """Buttons that print the map as a sheet and save it as a picture.

    Parameters
    ----------
    name
        Of the file of the picture, without its ending.
    words
        As of `words_in`.
    """

    scripts_used = ("tools.js", "paint.js", "sheet.js")
    styles_used = ("sheet.css",)
    _template = Template(
        """
        {% macro script(this, kwargs) %}
            geoRuijin.sheet({{ this._parent.get_name() }}, {{ this.words|tojson }}, {{ this.name|tojson }});
        {% endmacro %}
        """
    )

    def __init__(self, name: str, words: Mapping[str, str]) -> None:
        super().__init__()  # type: ignore[no-untyped-call] # branca's
        self.name, self.words = name, words


class PictureLayer(Layer):
    """A raster: its pictures side by side, each pixel sharp however near but of a relief.

    Parameters
    ----------
    picture
        The pictures.
    title
        What it is called beside the word at the pointer.
    language
        Of the words.
    name
        Its entry in the legend, as HTML.
    show
        Whether it is there from the beginning.
    pane
        The pane of the map it lies in.
    smooth
        Whether its pixels are blended: of a relief, whose pixels stand for nothing.
    """

    scripts_used = ("rasters.js",)
    _template = Template(
        """
        {% macro script(this, kwargs) %}
            const {{ this.get_name() }} = geoRuijin.picture({{ this._parent.get_name() }}, {{ this.pane|tojson }},
                {{ this.tiles|tojson }}, {{ this.title|tojson }}, {{ this.classes|tojson }}, {{ this.smooth|tojson }});
        {% endmacro %}
        """
    )

    def __init__(
        self,
        picture: Picture,
        *,
        title: str,
        language: Language,
        name: str,
        show: bool,
        pane: str,
        smooth: bool = False,
    ) -> None:
        super().__init__(name=name, overlay=True, show=show)
        self.title, self.pane, self.smooth = title, pane, smooth
        self.classes = {shade.colour: shade.title.say(language) for shade in picture.shades}
        self.tiles = [
            {"url": tile.url, "bounds": [[south, west], [north, east]]}
            for tile in picture.tiles
            for west, south, east, north in [tile.bounds]
        ]


def side_pane(side: Side) -> str:
    """Return the pane that features on one side of a divider lie in; rasters lie in one called as the side is."""
    return f"{side}-features"


class SidePanes(MacroElement):
    """The panes of features on either side of a divider; it stands before the layers that lie in them."""

    scripts_used = ("swipe.js",)
    _template = Template(
        """
        {% macro script(this, kwargs) %}
            geoRuijin.panes({{ this._parent.get_name() }}, {{ this.names|tojson }});
        {% endmacro %}
        """
    )

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call] # branca's
        self.names = [side_pane(side) for side in get_args(Side)]


class Swipe(MacroElement):
    """A divider between what lies left and what lies right, dragged with a finger, the mouse or the arrow keys.

    Parameters
    ----------
    layers
        Those on the left and those on the right.
    titles
        What stands on either side of the divider.
    words
        As of `words_in`.
    """

    scripts_used = ("swipe.js",)
    _template = Template(
        """
        {% macro script(this, kwargs) %}
            geoRuijin.swipe({{ this._parent.get_name() }}, {{ this.words|tojson }},
                [{% for side in this.layers %}
                    [{% for layer in side %}{{ layer.get_name() }},{% endfor %}],
                {% endfor %}],
                {{ this.titles|tojson }});
        {% endmacro %}
        """
    )

    def __init__(self, layers: Sequence[Sequence[Layer]], titles: Sequence[str], words: Mapping[str, str]) -> None:
        super().__init__()  # type: ignore[no-untyped-call] # branca's
        self.layers, self.titles, self.words = layers, titles, words
