"""Words from data made harmless for a page."""

from __future__ import annotations

import html
import json
import re

#: Characters that end or open something in a JavaScript template literal, which Leaflet's and folium's scripts use.
_LITERAL = str.maketrans({"`": "&#96;", "$": "&#36;", "{": "&#123;", "}": "&#125;", "\\": "&#92;"})

#: What opens a statement, a figure or a remark of a Jinja template; in JSON it can stand in words alone.
_TEMPLATE = re.compile(r"\{(?=[{%#])")


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


def safe_json(value: object, **options: object) -> str:
    r"""Return JSON in which nothing is code of a template; whoever parses it reads the words as typed.

    branca compiles the script of an element, its words included, once more as a Jinja template: a name could run
    Python on the machine that draws the map.

    Parameters
    ----------
    options
        Of `json.dumps`.

    Examples
    --------
    >>> print(safe_json({"name": "{{ 7 * 7 }}"}))
    {"name": "\u007b{ 7 * 7 }}"}
    """
    return _TEMPLATE.sub(r"\\u007b", json.dumps(value, **options))  # type: ignore[arg-type] # those of Jinja
