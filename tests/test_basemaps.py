"""Basemaps: opt-in, never in a shifted datum, the key in no file, and the page open for the chosen servers alone."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from geo_ruijin.basemaps import KEY, basemap_remarks, drawn_basemaps
from geo_ruijin.draw import Sheet, basemaps_of, draw_map
from geo_ruijin.draw.basemaps import BasemapLayer
from geo_ruijin.errors import Fault
from geo_ruijin.project import open_project
from geo_ruijin.spec import PlanSpec
from geo_ruijin.toml import read_toml
from tests.records import RUN
from tests.test_draw import SCRIPTS, TITLE, shown_on_map

PLAN = 'place = { zh = "甲", en = "A" }\ncrs = "EPSG:4548"\nplan = { title = "p" }\n\n'
XYZ = {"kind": "xyz", "title": "t", "attribution": "a", "datum": "wgs84", "url": "https://a.b/{z}/{x}/{y}.png"}
WMTS = {
    "kind": "wmts",
    "title": "t",
    "attribution": "a",
    "datum": "cgcs2000",
    "url": "https://a.b/wmts",
    "layer": "img",
    "matrix_set": "w",
}


def read(folder: Path, *basemaps: dict[str, Any]) -> tuple[PlanSpec | None, list[Fault]]:
    """Return a plan with these basemaps, or what is wrong with them."""
    entries = ["[[basemaps]]\n" + "".join(f"{key} = {value!r}\n" for key, value in one.items()) for one in basemaps]
    path = folder / "plan.toml"
    path.write_text(PLAN + "\n".join(entries), encoding="utf-8")
    return read_toml(PlanSpec, path, file="plan.toml")


def fault(folder: Path, basemap: dict[str, Any]) -> Fault:
    _, (one,) = read(folder, basemap)
    return one


def drawn(folder: Path, *basemaps: dict[str, Any], key: str | None = None) -> str:
    """Return the page of a map with these basemaps."""
    plan, faults = read(folder, *basemaps)
    assert faults == []
    assert plan is not None
    path = folder / "map.html"
    found = basemaps_of(plan.basemaps, key=key)
    draw_map(shown_on_map(), path, title=TITLE, record=RUN, language="zh", sheet=Sheet(basemaps=found))
    return path.read_text(encoding="utf-8")


def images_allowed(page: str) -> list[str]:
    (policy,) = re.findall(r"img-src ([^;]*);", page)
    return str(policy).split()


# -- what is refused ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("datum", ["gcj02", "bd09"])
def test_a_shifted_datum_is_refused_with_the_reason(tmp_path: Path, datum: str) -> None:
    found = fault(tmp_path, XYZ | {"datum": datum})
    assert found.where == "basemaps[0].datum"
    assert "590 米" in found.what.zh
    assert "590 m" in found.what.en


@pytest.mark.parametrize(
    "host",
    [
        "webrd01.is.autonavi.com",
        "wprd01.is.AMAP.com",
        "rt0.map.gtimg.com",
        "p0.map.qq.com",
        "mt0.google.cn",
        "maponline0.bdimg.com",
        "api.map.baidu.com.",
    ],
)
def test_a_server_that_is_known_to_shift_is_refused_whatever_is_declared(tmp_path: Path, host: str) -> None:
    found = fault(tmp_path, XYZ | {"url": f"https://{host}/{{z}}/{{x}}/{{y}}.png"})
    assert found.where == "basemaps[0].url"
    assert "GCJ-02" in found.what.zh
    assert "GCJ-02" in found.what.en


def test_a_name_that_only_looks_like_one_is_not(tmp_path: Path) -> None:
    plan, faults = read(tmp_path, XYZ | {"url": "https://notqq.com/{z}/{x}/{y}.png"})
    assert plan is not None
    assert faults == []


def test_the_datum_is_declared(tmp_path: Path) -> None:
    found = fault(tmp_path, {key: value for key, value in XYZ.items() if key != "datum"})
    assert (found.where, found.what.en) == ("basemaps[0].datum", "this key is missing")


@pytest.mark.parametrize("matrix_set", ["c", "EPSG:4490", "EPSG:4326", "default028mm"])
def test_tiles_in_degrees_are_refused_with_the_cure(tmp_path: Path, matrix_set: str) -> None:
    found = fault(tmp_path, WMTS | {"matrix_set": matrix_set})
    assert "EPSG:3857" in found.what.en
    assert "改用 w" in found.cure.zh


@pytest.mark.parametrize("matrix_set", ["w", "GoogleMapsCompatible_Level18", "EPSG:3857", "EPSG:900913"])
def test_web_mercator_is_known_by_its_names_or_declared(tmp_path: Path, matrix_set: str) -> None:
    assert read(tmp_path, WMTS | {"matrix_set": matrix_set})[1] == []
    assert read(tmp_path, WMTS | {"matrix_set": "default028mm", "crs": "EPSG:3857"})[1] == []


def test_a_key_of_tianditu_stands_in_no_file(tmp_path: Path) -> None:
    found = fault(tmp_path, WMTS | {"url": "https://t0.tianditu.gov.cn/img_w/wmts?tk=abc"})
    assert KEY in found.cure.zh
    assert KEY in found.cure.en


@pytest.mark.parametrize(
    "url",
    [
        "ftp://a.b/{z}/{x}/{y}.png",
        "//a.b/{z}/{x}/{y}.png",
        "https://user:word@a.b/{z}/{x}/{y}.png",
        "https://a.b; script-src *//{z}/{x}/{y}.png",
        "https://{z}.a.b/{x}/{y}.png",
        "../../etc/{z}/{x}/{y}.png",
        "C:\\tiles\\{z}\\{x}\\{y}.png",
        "https://a.b/{z}/{x}.png",
        "https://a.b/{z}/{x}/{y}.png?k={key}",
        "https://{s}.a.b/{z}/{x}/{y}.png",
    ],
)
def test_an_address_that_is_none_is_refused(tmp_path: Path, url: str) -> None:
    assert read(tmp_path, XYZ | {"url": url})[0] is None


# -- what is on the page -----------------------------------------------------------------------------------------------


def test_nothing_is_there_unless_asked_for(tmp_path: Path) -> None:
    page = drawn(tmp_path)
    assert images_allowed(page) == ["data:"]
    assert "geoRuijin.basemap" not in page
    assert "无底图" not in page.partition("<script>")[0]


def test_the_page_is_open_for_the_chosen_servers_alone(tmp_path: Path) -> None:
    split = XYZ | {"url": "http://{s}.a.b:8080/{z}/{x}/{-y}.png", "subdomains": ["p", "q"]}
    assert images_allowed(drawn(tmp_path, split)) == ["data:", "http://p.a.b:8080", "http://q.a.b:8080"]
    assert images_allowed(drawn(tmp_path, {"kind": "osm"})) == ["data:", "https://tile.openstreetmap.org"]
    assert images_allowed(drawn(tmp_path, XYZ | {"url": "tiles/{z}/{x}/{y}.png"})) == ["data:", "'self'"]


def test_tianditu_comes_with_its_names_and_the_page_says_that_it_holds_the_key(tmp_path: Path) -> None:
    page = drawn(tmp_path, {"kind": "tianditu", "layers": "img"}, key="k&1")
    first, second = re.findall(r"https://t\{s\}\.tianditu\.gov\.cn/[^\"]*", page.replace("\\u0026", "&"))
    for url, layer in ((first, "img"), (second, "cia")):
        assert f"/{layer}_w/wmts?" in url
        assert f"&LAYER={layer}&" in url
        assert "&TILEMATRIXSET=w&" in url
        assert url.endswith("&TILEMATRIX={z}&TILEROW={y}&TILECOL={x}&tk=k%261")
    assert images_allowed(page) == ["data:", *(f"https://t{number}.tianditu.gov.cn" for number in range(8))]
    assert "本页含天地图密钥" in page.partition("<script>")[0]
    assert "本页含天地图密钥" not in drawn(tmp_path, {"kind": "osm"}).partition("<script>")[0]


def test_a_wmts_is_asked_by_what_it_calls_its_levels(tmp_path: Path) -> None:
    plan, _ = read(tmp_path, WMTS | {"matrix_set": "EPSG:900913", "matrix": "EPSG:900913:{z}", "layer": "市:影像"})
    assert plan is not None
    (found,) = basemaps_of(plan.basemaps, key=None)
    (url,) = found.tiles
    assert url.startswith("https://a.b/wmts?SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0&")
    assert "&LAYER=%E5%B8%82%3A%E5%BD%B1%E5%83%8F&STYLE=default&TILEMATRIXSET=EPSG%3A900913&" in url
    assert url.endswith("&FORMAT=image%2Fpng&TILEMATRIX=EPSG%3A900913%3A{z}&TILEROW={y}&TILECOL={x}")


def test_without_a_key_the_basemap_is_left_out_and_that_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read(tmp_path, {"kind": "osm"}, {"kind": "tianditu"})
    project = open_project(tmp_path)
    monkeypatch.delenv(KEY, raising=False)
    assert [one.title.en for one in drawn_basemaps(project)] == ["OpenStreetMap"]
    (remark,) = basemap_remarks(project)
    assert (remark.where, remark.serious) == ("basemaps[1]", False)
    assert KEY in remark.cure.zh
    monkeypatch.setenv(KEY, " abc\n")
    assert [one.keyed for one in drawn_basemaps(project)] == [False, True]
    assert drawn_basemaps(project)[1].tiles[0].endswith("tk=abc")
    assert basemap_remarks(project) == []


def test_a_page_without_its_key_is_as_if_none_had_been_asked_for(tmp_path: Path) -> None:
    assert drawn(tmp_path, {"kind": "tianditu"}) == drawn(tmp_path)


def test_no_hostile_word_of_a_basemap_is_markup(tmp_path: Path) -> None:
    hostile = "</script><img src=x onerror=alert(1)>${1}`"
    page = drawn(tmp_path, XYZ | {"title": hostile, "attribution": hostile, "licence": hostile})
    assert "<img" not in page
    assert page.count("</script>") == SCRIPTS + len(BasemapLayer.scripts_used)
