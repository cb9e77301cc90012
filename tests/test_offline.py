"""A page loads nothing: not by any class of folium, not by a script, and not by folium's known traps."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from pathlib import Path

import branca.element
import folium
import folium.plugins
import pytest
from branca.element import Element
from folium.elements import JSCSSMixin
from folium.template import Template
from playwright.sync_api import Browser

from geo_ruijin.draw.links import refuse_links
from geo_ruijin.draw.offline import OfflineFigure, OfflineMap
from geo_ruijin.errors import GeoRuijinError
from tests.chromium import CHROMIUM
from tests.test_pages import opened

PLACE = (25.9, 116.0)


def page_of(*elements: Element) -> str:
    """Return a page with a map that has these on it."""
    figure = OfflineFigure(title="t", above="", below="", language="zh")
    map_ = OfflineMap()
    for element in elements:
        map_.add_child(element)
    figure.add_child(map_)
    return figure.whole_page()


def _declared() -> Iterator[tuple[str, str]]:
    """Return every address that a class of folium declares, with its kind."""
    for module in (folium, folium.plugins, folium.features, folium.raster_layers):
        for _, kind in inspect.getmembers(module, inspect.isclass):
            for name in ("default_js", "default_css"):
                yield from ((name, url) for _, url in getattr(kind, name, ()))


DECLARED = sorted(set(_declared()))


def test_all_that_folium_declares_is_known() -> None:
    assert len(DECLARED) > 70


@pytest.mark.parametrize(("kind", "url"), DECLARED)
def test_whatever_a_class_of_folium_declares_is_refused(kind: str, url: str) -> None:
    class Plugin(JSCSSMixin):
        _template = Template("")

    element = Plugin()  # type: ignore[no-untyped-call] # folium's
    setattr(element, kind, [("some", url)])
    with pytest.raises(GeoRuijinError) as caught:
        page_of(element)
    assert url in str(caught.value)


@pytest.mark.parametrize(
    "element",
    [
        '<img src="https://a.b/c.png">',
        '<img src="a.b/c.png">',
        '<img srcset="//a.b/c.png 2x">',
        "<script src=//a.b/c.js></script>",
        '<link rel="stylesheet" href="http://a.b/c.css">',
        '<svg><image xlink:href="https://a.b/c.svg"/></svg>',
        "<style>@import 'https://a.b/c.css';</style>",
        "<style>p { background: url('a.b/c.png') }</style>",
        '<p style="background: url( //a.b/c.png )">',
    ],
)
def test_links_are_found_however_written(element: str) -> None:
    with pytest.raises(GeoRuijinError, match=r"a\.b/c"):
        refuse_links(f"<html>{element}</html>")


def test_what_is_there_already_and_what_is_followed_is_not_loaded() -> None:
    refuse_links(
        '<a href="https://a.b">a</a><img src="data:image/png;base64,AA"><script>"https://a.b"</script>'
        '<style>p { background: url("data:image/png;base64,AA"); behavior: url(#default#VML) }</style>'
        '<svg><use href="#a"/></svg>'
    )


@pytest.mark.parametrize(
    "element",
    [
        folium.TileLayer("https://a.b/c/{z}/{x}/{y}.png", attr="a"),
        folium.TileLayer("tiles/a.b/c/{z}/{x}/{y}.png", attr="a"),
        folium.WmsTileLayer("https://a.b/c", layers="a"),
        folium.raster_layers.ImageOverlay("https://a.b/c.png", bounds=[[0, 0], [1, 1]]),
        folium.Marker(PLACE, icon=folium.CustomIcon("https://a.b/c.png")),
    ],
    ids=lambda element: type(element).__name__,
)
def test_what_a_script_would_load_is_refused_too(element: Element) -> None:
    with pytest.raises(GeoRuijinError, match=r"a\.b/c"):
        page_of(element)


def test_an_address_in_the_data_is_a_word() -> None:
    place = {"type": "Point", "coordinates": PLACE[::-1]}
    feature = {"type": "Feature", "geometry": place, "properties": {"name": "https://a.b/c"}}
    assert "https://a.b/c" in page_of(folium.GeoJson({"type": "FeatureCollection", "features": [feature]}))


@pytest.mark.parametrize(("icon", "popup", "needed"), [(None, "a", "jQuery"), (folium.Icon(), None, "awesome-markers")])
def test_what_needs_a_library_that_is_not_there_is_refused(
    icon: folium.Icon | None, popup: str | None, needed: str
) -> None:
    with pytest.raises(GeoRuijinError, match=needed):
        page_of(folium.Marker(PLACE, icon=icon, popup=popup))


# -- known traps of folium and branca ----------------------------------------------------------------------------------


def test_nothing_is_fetched_to_write_a_page(monkeypatch: pytest.MonkeyPatch) -> None:
    def fetch(*_: object, **__: object) -> None:
        pytest.fail("branca would embed by fetching")

    monkeypatch.setattr(branca.element, "urlopen", fetch)
    assert "L.marker(" in page_of(folium.Marker(PLACE))


def test_a_link_added_to_one_map_is_on_no_other() -> None:
    map_ = OfflineMap()
    map_.add_css_link("some", "https://a.b/c.css")
    assert OfflineMap().default_css == []
    assert OfflineMap.default_css == []
    assert "a.b/c.css" not in page_of()


def test_the_map_itself_knows_how_far_it_zooms() -> None:
    options = page_of().partition("L.map(")[2].partition("});")[0]
    assert '"maxZoom": 19' in options
    assert '"minZoom": 4' in options


def test_a_plain_marker_has_its_pictures_with_it() -> None:
    page = page_of(folium.Marker(PLACE))
    for option in ("iconUrl", "iconRetinaUrl", "shadowUrl"):
        assert f'"{option}": "data:image/png;base64,' in page


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine")
def test_a_plain_marker_is_there_with_no_network(browser: Browser, tmp_path: Path) -> None:
    path = tmp_path / "map.html"
    path.write_text(page_of(folium.Marker(PLACE)), encoding="utf-8")
    seen = opened(browser, path)
    for pane in ("marker", "shadow"):
        seen.page.wait_for_function(f"() => document.querySelector('.leaflet-{pane}-pane img').naturalWidth > 0")
    assert [url for url in seen.requests if not url.startswith("data:")] == [path.as_uri()]
    assert seen.complaints == []
