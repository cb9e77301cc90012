"""Words from data made harmless for a page."""

from __future__ import annotations

import html

#: Characters that end or open something in a JavaScript template literal, which Leaflet's and folium's scripts use.
_LITERAL = str.maketrans({"`": "&#96;", "$": "&#36;", "{": "&#123;", "}": "&#125;", "\\": "&#92;"})


def safe_text(words: str) -> str:
    """Return `words` for use in HTML, so that they read as typed and nothing in them runs.

    folium escapes neither layer names nor titles, and escaping HTML alone is not enough: ``${...}`` and backticks are
    code inside a template literal.

    Examples
    --------
    >>> safe_text("<b>${1}</b>")
    '&lt;b&gt;&#36;&#123;1&#125;&lt;/b&gt;'
    """
    return html.escape(words).translate(_LITERAL)
