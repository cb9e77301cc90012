"""Basemaps of servers, which a reader may switch on: nothing of them is loaded before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from folium.map import Layer
from folium.template import Template

from geo_ruijin.draw.safe import safe_text
from geo_ruijin.draw.words import words_in
from geo_ruijin.spec import BasemapSpec, OsmBasemap, TiandituBasemap, WmtsBasemap
from geo_ruijin.text import Language, Text

#: How a page, which lies in a folder of the outputs, reaches what lies beside these.
_BESIDE = "../../"

#: The source, as of a policy, of what lies beside the page.
_OWN = ("'self'",)

_TIANDITU = {
    "vec": (Text(zh="天地图矢量", en="Tianditu, streets"), "cva"),
    "img": (Text(zh="天地图影像", en="Tianditu, imagery"), "cia"),
    "ter": (Text(zh="天地图地形", en="Tianditu, relief"), "cta"),
}
_TIANDITU_BY = Text(zh="天地图(国家地理信息公共服务平台)", en="Tianditu (tianditu.gov.cn)")
_OSM = Text(zh="OpenStreetMap", en="OpenStreetMap")
_OSM_BY = Text(
    zh="© OpenStreetMap 贡献者(openstreetmap.org/copyright)",
    en="© OpenStreetMap contributors (openstreetmap.org/copyright)",
)


@dataclass(frozen=True)
class Basemap:
    """A basemap ready to be drawn.

    Attributes
    ----------
    tiles
        Addresses of tiles from the bottom up, with Leaflet's blanks.
    images_from
        The servers they are of, as sources of a policy.
    attribution
        What stands on the map while it is on.
    zooms
        The least and the greatest level there are tiles of.
    keyed
        Whether a key stands in the addresses.
    sites_only
        Whether the server wants to know what site asks, and so refuses a page opened from a disk.
    """

    title: Text
    tiles: tuple[str, ...]
    images_from: tuple[str, ...]
    attribution: Text
    zooms: tuple[int, int]
    subdomains: tuple[str, ...] = ()
    keyed: bool = False
    sites_only: bool = False


def basemaps_of(specs: Iterable[BasemapSpec], *, key: str | None) -> list[Basemap]:
    """Return the basemaps as they are drawn, without those that lack their key.

    Parameters
    ----------
    key
        Of Tianditu; None where there is none.
    """
    found = []
    for spec in specs:
        if isinstance(spec, TiandituBasemap):
            found += [_tianditu(spec, key)] if key else []
        elif isinstance(spec, OsmBasemap):
            tiles = ("https://tile.openstreetmap.org/{z}/{x}/{y}.png",)
            found.append(Basemap(spec.title or _OSM, tiles, _sources(tiles, ()), _OSM_BY, (0, 19), sites_only=True))
        else:
            tiles = (_wmts(spec) if isinstance(spec, WmtsBasemap) else _beside(spec.url),)
            subdomains = tuple(spec.subdomains)
            by = spec.attribution
            if spec.licence is not None:
                by = Text(zh=f"{by.zh} · {spec.licence}", en=f"{by.en} · {spec.licence}")
            zooms = (spec.min_zoom, spec.max_zoom)
            found.append(Basemap(spec.title, tiles, _sources(tiles, subdomains), by, zooms, subdomains))
    return found


def _tianditu(spec: TiandituBasemap, key: str) -> Basemap:
    title, names = _TIANDITU[spec.layers]
    subdomains = tuple(map(str, range(8)))
    tiles = tuple(
        f"https://t{{s}}.tianditu.gov.cn/{layer}_w/wmts?SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0&LAYER={layer}"
        f"&STYLE=default&TILEMATRIXSET=w&FORMAT=tiles&TILEMATRIX={{z}}&TILEROW={{y}}&TILECOL={{x}}&tk={quote(key, '')}"
        for layer in (spec.layers, names)
    )
    return Basemap(
        spec.title or title, tiles, _sources(tiles, subdomains), _TIANDITU_BY, (1, 18), subdomains, keyed=True
    )


def _wmts(spec: WmtsBasemap) -> str:
    asked = {
        "SERVICE": "WMTS",
        "REQUEST": "GetTile",
        "VERSION": "1.0.0",
        "LAYER": spec.layer,
        "STYLE": spec.style,
        "TILEMATRIXSET": spec.matrix_set,
        "FORMAT": spec.format,
    }
    said = "&".join(f"{name}={quote(value, '')}" for name, value in asked.items())
    level = quote(spec.matrix.replace("{z}", "\0"), "").replace("%00", "{z}")
    joint = "&" if "?" in spec.url else "?"
    return f"{spec.url}{joint}{said}&TILEMATRIX={level}&TILEROW={{y}}&TILECOL={{x}}"


def _beside(url: str) -> str:
    return url if "://" in url else _BESIDE + url


def _sources(tiles: Iterable[str], subdomains: tuple[str, ...]) -> tuple[str, ...]:
    """Return the servers of tiles, each with its scheme and nothing else opened."""
    found: dict[str, None] = {}
    for url in tiles:
        if url.startswith(_BESIDE):
            return _OWN
        for one in subdomains or ("",):
            parts = urlsplit(url.replace("{s}", one))
            found[f"{parts.scheme}://{parts.netloc}"] = None
    return tuple(found)


class BasemapLayer(Layer):
    """A basemap in the legend, off until a reader asks for it: a page opened offline asks for nothing.

    Parameters
    ----------
    basemap
        What is shown; None for the choice of none, which is on from the beginning.
    """

    scripts_used = ("basemap.js",)
    styles_used = ("basemap.css",)
    _template = Template(
        """
        {% macro script(this, kwargs) %}
            const {{ this.get_name() }} = geoRuijin.basemap({{ this.tiles|tojson }}, {{ this.options|tojson }},
                {{ this.attribution|tojson }}, {{ this.words|tojson }}, {{ this.sites_only|tojson }});
        {% endmacro %}
        """
    )

    def __init__(self, basemap: Basemap | None, *, language: Language) -> None:
        self.words = words_in(language)
        title = self.words["no_basemap"] if basemap is None else basemap.title.say(language)
        online = basemap is not None and basemap.images_from != _OWN
        remark = f"<small>{self.words['online']}</small>" if online else ""
        super().__init__(name=f"<bdi>{safe_text(title)}</bdi>{remark}", overlay=False, show=basemap is None)
        self.tiles = [] if basemap is None else list(basemap.tiles)
        self.images_from = () if basemap is None else basemap.images_from
        self.attribution = "" if basemap is None else basemap.attribution.say(language)
        self.sites_only = basemap is not None and basemap.sites_only
        self.options: Mapping[str, object] = {} if basemap is None else _options(basemap)


def _options(basemap: Basemap) -> dict[str, object]:
    least, most = basemap.zooms
    subdomains = {"subdomains": list(basemap.subdomains)} if basemap.subdomains else {}
    # servers that want to know who asks are told the site, never the page
    return {"minZoom": least, "maxNativeZoom": most, "referrerPolicy": "strict-origin-when-cross-origin", **subdomains}
