"""What finds, lists and opens the rows of a map without the pointer, and keeps the view in the address."""

from __future__ import annotations

from collections.abc import Sequence

import folium
from branca.element import MacroElement
from folium.map import Layer
from folium.template import Template

from geo_ruijin.draw.finding_words import finding_words
from geo_ruijin.text import Language, Text


class Search(MacroElement):
    """A field above the map that finds rows by their words, and places by their coordinates."""

    scripts_used = ("tools.js", "search.js")
    styles_used = ("tools.css",)
    _template = Template(
        """
        {% macro script(this, kwargs) %}
            geoRuijin.search({{ this._parent.get_name() }}, {{ this.words|tojson }});
        {% endmacro %}
        """
    )

    def __init__(self, language: Language) -> None:
        super().__init__()  # type: ignore[no-untyped-call] # branca's
        self.words = finding_words(language)


class RowsTable(MacroElement):
    """The rows of any layer as a table under the map.

    Parameters
    ----------
    modelled
        The layers that rest on anything modelled: their table says so, and so does the file made of it.
    language
        Of the words.
    """

    scripts_used = ("tools.js", "rowstable.js")
    styles_used = ("tools.css",)
    _template = Template(
        """
        {% macro script(this, kwargs) %}
            geoRuijin.rowsTable({{ this._parent.get_name() }}, {{ this.words|tojson }},
                [{% for layer in this.modelled %}{{ layer.get_name() }},{% endfor %}], {{ this.language|tojson }});
        {% endmacro %}
        """
    )

    def __init__(self, modelled: Sequence[Layer], *, language: Language) -> None:
        super().__init__()  # type: ignore[no-untyped-call] # branca's
        self.modelled, self.language = modelled, language
        self.words = finding_words(language, modelled=bool(modelled))


class KeptView(MacroElement):
    """Keeps in the address what is seen, and shows what the address says: after whatever else moves the map."""

    scripts_used = ("tools.js", "address.js", "view.js")
    styles_used = ("tools.css",)
    _template = Template(
        """
        {% macro script(this, kwargs) %}
            geoRuijin.view({{ this._parent.get_name() }}, {{ this.words|tojson }}, {{ this.control.get_name() }});
        {% endmacro %}
        """
    )

    def __init__(self, control: folium.LayerControl, *, language: Language) -> None:
        super().__init__()  # type: ignore[no-untyped-call] # branca's
        self.control, self.words = control, finding_words(language)


class Reach(MacroElement):
    """Names for who has the map read out, the legend in the order it is seen, popups that the keyboard can leave.

    Parameters
    ----------
    control
        The legend's, with all its layers.
    title
        Of the map.
    language
        Of the words.
    """

    scripts_used = ("tools.js", "reach.js")
    styles_used = ("tools.css",)
    _template = Template(
        """
        {% macro script(this, kwargs) %}
            geoRuijin.reach({{ this._parent.get_name() }}, {{ this.words|tojson }}, {{ this.control.get_name() }});
        {% endmacro %}
        """
    )

    def __init__(self, control: folium.LayerControl, *, title: Text, language: Language) -> None:
        super().__init__()  # type: ignore[no-untyped-call] # branca's
        words = finding_words(language)
        self.control, self.words = control, words | {"map": words["map"].replace("{title}", title.say(language))}
