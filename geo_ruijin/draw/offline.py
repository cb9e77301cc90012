"""A Folium map that loads nothing from the network: Leaflet is vendored, inlined, and let run by its hash alone."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from importlib.resources import files

import folium
from branca.element import Element, Figure
from folium.template import Template

from geo_ruijin.errors import GeoRuijinError
from geo_ruijin.text import Language, Text

_LINKS = re.compile(r"""(?:url\(\s*|@import\s+)["']?\s*(?:https?:)?//""", re.IGNORECASE)
_SCRIPTS = re.compile(r"<script>(.*?)</script>", re.DOTALL)
_POLICY = "@content-security-policy@"


def read_asset(name: str) -> str:
    """Return the text of a file in `geo_ruijin/draw/assets`."""
    return files("geo_ruijin.draw").joinpath("assets", name).read_text(encoding="utf-8")


def inline_script(name: str) -> str:
    """Return a script without its source map comment, which would swallow what stands behind it.

    A script of others stands under its licence: `x.js` under `x.LICENSE`.
    """
    script = re.sub(r"^//# sourceMappingURL=.*$", "", read_asset(name), flags=re.MULTILINE)
    licence = f"{name.removesuffix('.js')}.LICENSE"
    if not files("geo_ruijin.draw").joinpath("assets", licence).is_file():
        return script
    return f"/*\n{read_asset(licence).strip()}\n*/\n{script}"


def inline_style(name: str) -> str:
    """Return a style sheet without references to images: the markers and the folded control are not used."""
    return re.sub(r"url\(images/[\w.-]+\)", "none", read_asset(name))


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
    files of the assets, and each is on the page once.
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
{{ this.html.render(**kwargs) }}
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
            If anything on the page would be loaded from the network.
        """
        number_elements(self)
        style_sheets, scripts = assets_used(self)
        licence = f"/*\n{read_asset('LICENSE').strip()}\n*/\n"
        self.styles = tuple(map(inline_style, ("leaflet.css", "map.css", *style_sheets)))
        self.scripts = (licence + inline_script("leaflet.js"), *map(inline_script, ("map.js", *scripts)))
        page = self.render()
        hashes = (base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in _SCRIPTS.findall(page))
        allowed = " ".join(f"'sha256-{digest}'" for digest in hashes)
        policy = (
            f"default-src 'none'; script-src {allowed}; style-src 'unsafe-inline'; img-src data:; "
            "base-uri 'none'; form-action 'none'"
        )
        page = page.replace(_POLICY, policy, 1)
        refuse_links(page)
        return page


def number_elements(root: Element) -> None:
    """Replace the random ids of branca by numbers in order, so that the same map gives the same bytes."""
    for number, element in enumerate(_elements(root)):
        element._id = f"{number:04d}"  # noqa: SLF001 - branca has no public way


def assets_used(root: Element) -> tuple[list[str], list[str]]:
    """Return the style sheets and the scripts that the elements of a page bring, each once, in their order."""
    found: tuple[dict[str, None], dict[str, None]] = ({}, {})
    for element in _elements(root):
        for names, kind in zip(found, ("styles_used", "scripts_used"), strict=True):
            names.update(dict.fromkeys(getattr(element, kind, ())))
    styles, scripts = found
    return list(styles), list(scripts)


def _elements(element: Element) -> Iterator[Element]:
    yield element
    for child in element._children.values():  # noqa: SLF001 - branca has no public way
        yield from _elements(child)


def refuse_links(page: str) -> None:
    """Raise if the page would load a script, style, image or anything else from the network.

    Raises
    ------
    GeoRuijinError
        Names what it would load.
    """
    finder = _LinkFinder()
    finder.feed(page)
    if finder.links:
        listing = ", ".join(finder.links)
        raise GeoRuijinError(
            Text(
                zh=f"地图页面引用了网络资源:{listing}。请去掉需要联网的插件",
                en=f"the map page would load from the network: {listing}. Leave out the plugin that needs it",
            )
        )


class _LinkFinder(HTMLParser):
    """Collects what a browser would load: `src` and the like of any element, `url()` of styles."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self._in_style = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Look at the attributes that load something."""
        self._in_style = tag == "style"
        loading = {"src", "srcset", "data", "poster", "action"} | ({"href"} if tag != "a" else set())
        for name, value in attrs:
            if value and name in loading and re.match(r"\s*(?:https?:)?//", value, re.IGNORECASE):
                self.links.append(value.strip())
            if value and name == "style":
                self._look_at_style(value)

    def handle_data(self, data: str) -> None:
        """Look at the text of style sheets."""
        if self._in_style:
            self._look_at_style(data)

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002 - the base class gives it
        """Leave the style sheet."""
        self._in_style = False

    def _look_at_style(self, text: str) -> None:
        self.links += [text[found.start() : found.end() + 60] for found in _LINKS.finditer(text)]
