"""A Folium map that loads nothing from the network: Leaflet is vendored, inlined, and let run by its hash alone.

Hashes and no nonces: a nonce is a secret of one answer of a server. In a file it would be as public as the page and
the same for whatever got into it; a hash lets run what was written here and nothing else.
"""

from __future__ import annotations

import base64
import hashlib
import re

import folium
from branca.element import Element, Figure
from folium.template import Template

from geo_ruijin.draw.inlined import LEAFLET, default_marker, inline_script, inline_style
from geo_ruijin.draw.links import elements_of, refuse_elements, refuse_links
from geo_ruijin.draw.safe import safe_json
from geo_ruijin.text import Language

_SCRIPTS = re.compile(r"<script>(.*?)</script>", re.DOTALL)
_POLICY = "@content-security-policy@"


class OfflineMap(folium.Map):
    """A `folium.Map` whose page is whole in itself.

    It has no basemap: the layers are the ground.
    """

    default_js: list[tuple[str, str]] = []  # noqa: RUF012 - as folium declares it
    default_css: list[tuple[str, str]] = []  # noqa: RUF012 - as folium declares it
    _template = Template(
        """
        {% macro html(this, kwargs) %}
            <div class="folium-map" id={{ this.get_name()|tojson }}></div>
        {% endmacro %}
        {% macro script(this, kwargs) %}
            const {{ this.get_name() }} = L.map({{ this.get_name()|tojson }}, {
                center: {{ this.location|tojson }},
                renderer: L.canvas({ tolerance: 4 }),
                ...{{ this.options|tojavascript }}
            });
        {% endmacro %}
        """
    )

    def __init__(self) -> None:
        super().__init__(
            location=(0.0, 0.0),
            tiles=None,
            zoom_control=False,
            attribution_control=False,
            zoom_snap=0.25,
        )
        # lists of its own: folium's add_css_link would write into those of the class, and so onto every later map
        self.default_js, self.default_css = [], []
        # folium hands these to a tile layer only.
        self.options |= {"min_zoom": 4, "max_zoom": 19}


class OfflineFigure(Figure):
    """The page around an `OfflineMap`, with a policy under which only its own scripts run.

    Parameters
    ----------
    title
        Safe for HTML.
    above, below
        HTML before and after the map.
    language
        Of the page.

    What stands on it brings the scripts and styles it needs: an element with `scripts_used` or `styles_used` names
    files of the assets, and each is on the page once. An element with `images_from` names the servers whose pictures
    it shows: the policy opens for these and no other.
    """

    _template = Template(
        """<!DOCTYPE html>
<html lang="{{ this.lang }}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{{ this.policy }}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{ this.title }}</title>
{%- for style in this.styles %}
<style>{{ style }}</style>
{%- endfor %}
{{ this.header.render(**kwargs) }}
</head>
<body>
{{ this.above }}
<main>
{{ this.html.render(**kwargs) }}
</main>
{{ this.below }}
{%- for script in this.scripts %}
<script>{{ script }}</script>
{%- endfor %}
<script>
{{ this.script.render(**kwargs) }}
</script>
</body>
</html>
"""
    )

    def __init__(
        self,
        *,
        title: str,
        above: str,
        below: str,
        language: Language,
    ) -> None:
        super().__init__(title=title)
        self.header = Element()
        self.header._parent = self  # noqa: SLF001 - as branca's own constructor does; without its duplicate charset
        self.above, self.below = above, below
        self.lang = "zh-CN" if language == "zh" else "en"
        self.policy = _POLICY
        self.styles: tuple[str, ...] = ()
        self.scripts: tuple[str, ...] = ()

    def whole_page(self) -> str:
        """Return the page, the same for the same content.

        Raises
        ------
        GeoRuijinError
            If anything on the page would be loaded from the network but pictures of where an element says.
        """
        number_elements(self)
        for element in elements_of(self):
            element._template.environment.policies["json.dumps_function"] = safe_json  # noqa: SLF001 - as Jinja wants it
        style_sheets, scripts = assets_used(self)
        self.styles = tuple(map(inline_style, (f"{LEAFLET}.css", "map.css", *style_sheets)))
        leaflet = inline_script(f"{LEAFLET}.js") + default_marker()
        self.scripts = (leaflet, *map(inline_script, ("map.js", *scripts)))
        page = self.render()
        refuse_elements(self)
        hashes = (base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in _SCRIPTS.findall(page))
        allowed = " ".join(f"'sha256-{digest}'" for digest in hashes)
        policy = (
            f"default-src 'none'; script-src {allowed}; style-src 'unsafe-inline'; "
            f"img-src {' '.join(('data:', *images_from(self)))}; "
            "base-uri 'none'; form-action 'none'"
        )
        page = page.replace(_POLICY, policy, 1)
        refuse_links(page)
        return page


def number_elements(root: Element) -> None:
    """Replace the random ids of branca by numbers in order, so that the same map gives the same bytes."""
    for number, element in enumerate(elements_of(root)):
        element._id = f"{number:04d}"  # noqa: SLF001 - branca has no public way


def assets_used(root: Element) -> tuple[list[str], list[str]]:
    """Return the style sheets and the scripts that the elements of a page bring, each once, in their order."""
    found: tuple[dict[str, None], dict[str, None]] = ({}, {})
    for element in elements_of(root):
        for names, kind in zip(found, ("styles_used", "scripts_used"), strict=True):
            names.update(dict.fromkeys(getattr(element, kind, ())))
    styles, scripts = found
    return list(styles), list(scripts)


def images_from(root: Element) -> list[str]:
    """Return the sources, as of a policy, that the elements of a page show pictures of, each once."""
    found = (source for element in elements_of(root) for source in getattr(element, "images_from", ()))
    return list(dict.fromkeys(found))
