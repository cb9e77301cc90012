"""What a page would load from the network, found before it is written.

The content security policy of a page is the wall; this is so that nobody meets it: a plugin that loads anything is
refused with its address, where the policy would leave a hole in the map and a line in a console nobody reads.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser

import folium
from branca.element import Element, Figure

from geo_ruijin.errors import GeoRuijinError
from geo_ruijin.text import Text

#: Of a style sheet: whatever is no data and no part of the page itself.
_STYLE_LINKS = re.compile(r"""(?:url\(\s*|@import\s+|image-set\(\s*)["']?\s*(?!["'\s]|data:|#)""", re.IGNORECASE)

#: Of a script: a string that begins as an address.
_SCRIPT_LINKS = re.compile(r"""["'`]\s*((?:(?:https?|wss?):)?//[^"'`\s]+)""", re.IGNORECASE)

#: Attributes that load something; `href` too, but of links to follow.
_LOADING = {"src", "srcset", "data", "poster", "action", "background", "xlink:href", "href"}

#: Elements of folium that hold words and places of the data, which may say anything.
_DATA = (folium.TopoJson, folium.GeoJson)

#: Elements of folium that load whatever they are given.
_LOADERS = (folium.TileLayer, folium.WmsTileLayer)

#: Elements of folium that need a library no page carries.
_NEEDING = {folium.Popup: "jQuery", folium.Icon: "Leaflet.awesome-markers"}


def refuse_links(page: str) -> None:
    """Raise if the HTML of a page would load a script, style, image or anything else.

    Raises
    ------
    GeoRuijinError
        Names what it would load.
    """
    finder = _LinkFinder()
    finder.feed(page)
    _refuse(finder.links)


def refuse_elements(figure: Figure) -> None:
    """Raise if the scripts of a rendered figure would load anything, or need what is not there.

    This project's own elements are left alone: what they load they declare (`images_from`), and the addresses in
    their data are words.

    Raises
    ------
    GeoRuijinError
        Names what they would load or need.
    """
    by_name = {element.get_name(): element for element in elements_of(figure)}
    links = []
    for name, rendered in figure.script._children.items():  # noqa: SLF001 - branca has no public way
        element = by_name.get(name)
        if element is not None and type(element).__module__.startswith("geo_ruijin."):
            continue
        if needed := _NEEDING.get(type(element)):
            raise GeoRuijinError(
                Text(
                    zh=f"{type(element).__name__} 要用 {needed},离线地图里没有",
                    en=f"{type(element).__name__} needs {needed}, which an offline map does not carry",
                )
            )
        if isinstance(element, _LOADERS):
            links.append(str(getattr(element, "tiles", None) or getattr(element, "url", name)))
        elif not (isinstance(element, _DATA) and getattr(element, "embed", True)):
            links += _SCRIPT_LINKS.findall(rendered.render())
    _refuse(links)


def elements_of(element: Element) -> Iterator[Element]:
    """Return an element and all that is in it, from the top down."""
    yield element
    for child in element._children.values():  # noqa: SLF001 - branca has no public way
        yield from elements_of(child)


def _refuse(links: list[str]) -> None:
    if not links:
        return
    listing = ", ".join(links)
    raise GeoRuijinError(
        Text(
            zh=f"地图页面引用了网络资源:{listing}。请去掉需要联网的插件;底图请写在 plan.toml 的 [[basemaps]]",
            en=f"the map page would load from the network: {listing}. Leave out the plugin that needs it; "
            "basemaps belong in [[basemaps]] of plan.toml",
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
        loading = _LOADING - {"href"} if tag in ("a", "area") else _LOADING
        for name, value in attrs:
            if value and name in loading and not re.match(r"\s*(?:data:|#|$)", value, re.IGNORECASE):
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
        self.links += [text[found.start() : found.end() + 60] for found in _STYLE_LINKS.finditer(text)]
