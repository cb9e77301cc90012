"""Fetching from Overpass: whole answers or none, politely, and from where the last run stopped."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from dataclasses import replace
from http import HTTPStatus
from pathlib import Path

import geopandas as gpd
import osmnx
import pytest
import requests
import shapely
from geopandas.testing import assert_geodataframe_equal
from shapely.geometry import Polygon, box

from geo_ruijin.errors import SourceError
from geo_ruijin.sources.osm import read_features, read_streets
from geo_ruijin.sources.osm_tags import Geometry, Tags
from geo_ruijin.sources.overpass import Server, fetch_features, fetch_streets
from geo_ruijin.text import Text
from tests.osm_elements import write_osm
from tests.overpass_server import (
    BUSY_PAGE,
    HTML,
    TIMED_OUT,
    TOWN,
    Reply,
    Script,
    gateway_timeout,
    overpass,
    remark,
    too_many,
)

PLACE = box(115.999, 25.989, 116.021, 26.001)  # 2.2 km by 1.3 km
STOPS = {"highway": "bus_stop"}


@pytest.fixture
def script() -> Iterator[Script]:
    with overpass() as running:
        yield running


@pytest.fixture
def waited() -> list[float]:
    return []


@pytest.fixture
def server(script: Script, waited: list[float], tmp_path: Path) -> Server:
    return Server(cache=tmp_path / "cache", endpoint=script.url, attempts=4, wait=waited.append)


def stops(server: Server, place: Polygon = PLACE) -> gpd.GeoDataFrame:
    return fetch_features(place, server=server, tags=STOPS, geometry="point", columns={"routes": "routes"})


def test_points_areas_and_our_own_columns(server: Server) -> None:
    found = stops(server)
    assert list(found.columns) == ["osm_id", "name", "routes", "geometry"]
    assert found.drop(columns="geometry").values.tolist() == [["node/5", "红井", "3"]]
    assert found.geometry.iloc[0] == shapely.Point(116.01, 26.00)
    schools = fetch_features(
        PLACE, server=server, tags={"building": True}, geometry="polygon", columns={"floors": "building:levels"}
    )
    assert schools[["osm_id", "floors"]].values.tolist() == [["way/103", "4"]]
    [forest] = fetch_features(PLACE, server=server, tags={"landuse": ["forest"]}, geometry="polygon").geometry
    # half of 6 x 6 less half of 1 x 1, in thousandths of a degree
    assert forest.area == pytest.approx((18 - 0.5) * 1e-6)
    [point] = fetch_features(PLACE, server=server, tags={"landuse": "forest"}, geometry="point").geometry
    assert forest.contains(point)


def test_streets_join_at_equal_coordinates_and_run_the_way_they_are_driven(server: Server) -> None:
    streets = fetch_streets(PLACE, server=server).set_index("osm_id")
    assert sorted(streets.index) == ["way/100", "way/101", "way/102"]  # the square, an area, is none
    assert list(streets.columns) == ["name", "highway", "walk", "drive", "oneway", "geometry"]
    assert streets["oneway"].to_dict() == {"way/100": False, "way/101": True, "way/102": False}
    assert streets["drive"].to_dict() == {"way/100": True, "way/101": True, "way/102": False}
    assert streets["walk"].all()
    against = list(streets.geometry["way/101"].coords)
    assert against == [(116.02, 26.00), (116.01, 26.00), (116.00, 26.00)]
    steps = streets.geometry["way/102"].coords
    assert (steps[0], steps[-1]) == (streets.geometry["way/100"].coords[1], against[1])


def test_only_what_touches_the_place_and_in_the_crs_asked_for(server: Server) -> None:
    # an L of two arms, the stop in its corner: at 116.01 its hull reaches up to 26.007
    around = box(115.999, 25.989, 116.021, 25.991) | box(115.999, 25.989, 116.001, 26.02)
    assert isinstance(around, Polygon)
    assert stops(server, around).empty
    streets = fetch_streets(around, server=server, crs="EPSG:4548")
    assert streets.crs == "EPSG:4548"
    assert sorted(streets["osm_id"]) == ["way/100", "way/101", "way/102"]


def test_nothing_there_is_no_failure(server: Server, script: Script) -> None:
    none = fetch_features(PLACE, server=server, tags={"amenity": "charging_station"}, geometry="point")
    assert none.empty
    assert list(none.columns) == ["osm_id", "name", "geometry"]
    assert none.crs == "EPSG:4326"
    assert fetch_streets(box(116.5, 26.5, 116.6, 26.6), server=server).empty
    assert len(script.asked) == 2


def test_the_cache_answers_the_second_time(server: Server, script: Script) -> None:
    first = stops(server)
    asked = len(script.asked)
    assert_geodataframe_equal(stops(server), first)
    assert (asked, len(script.asked)) == (1, 1)


def test_the_server_is_told_who_asks_and_when_to_stop(server: Server, script: Script) -> None:
    stops(replace(server, timeout=100))
    [agent] = script.agents
    assert agent.startswith("geo-ruijin")
    assert "osmnx/" in agent
    assert "[timeout:90]" in script.asked[0]  # a tenth before our own time is out


def test_osmnx_is_left_as_it_was_found(server: Server, script: Script, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(osmnx.settings, "overpass_url", "https://example.org/mine")
    before = {name: value for name, value in vars(osmnx.settings).items() if not name.startswith("_")}
    look_up = socket.getaddrinfo
    stops(server)
    script.always = Reply(HTTPStatus.BAD_REQUEST, "no")
    with pytest.raises(SourceError):
        fetch_streets(PLACE, server=server)
    assert {name: getattr(osmnx.settings, name) for name in before} == before
    assert socket.getaddrinfo is look_up


@pytest.mark.parametrize(
    ("reply", "least"),
    [
        (too_many(retry_after="7"), 7),
        (too_many(), 12),  # as the server's status says
        (gateway_timeout(), 5),
        (Reply(HTTPStatus.BAD_GATEWAY, BUSY_PAGE, HTML), 5),
        (Reply(HTTPStatus.OK, BUSY_PAGE, HTML), 5),  # a page where data should be
        (Reply(HTTPStatus.OK, '{"elements": [{"type": "no'), 5),
        (Reply(HTTPStatus.OK, "[]"), 5),
        (Reply(cut=0.5), 5),
        (Reply(cut=0), 5),
        (remark(TIMED_OUT), 5),
        (remark("runtime error: Query ran out of memory."), 5),
    ],
)
def test_one_failure_is_outlasted(
    server: Server, script: Script, waited: list[float], reply: Reply, least: float
) -> None:
    script.status = "Rate limit: 2\nSlot available after: 2026-11-23T17:00:12Z, in 12 seconds.\n"
    script.replies.append(reply)
    said: list[Text] = []
    assert stops(replace(server, report=said.append))["osm_id"].tolist() == ["node/5"]
    assert len(waited) == 1
    assert least <= waited[0] <= 1.25 * least
    assert "2/4" in said[0].zh
    assert "attempt 2 of 4" in said[0].en


@pytest.mark.parametrize("always", [gateway_timeout(), remark(TIMED_OUT), Reply(cut=0.5), Reply(body="<html>")])
def test_a_server_that_never_answers_is_asked_so_often_and_no_more(
    server: Server, script: Script, waited: list[float], always: Reply
) -> None:
    script.always = always
    with pytest.raises(SourceError, match="run again later") as raised:
        stops(server)
    assert len(script.asked) >= 4
    assert len(waited) == 3
    assert [5 * 2**i <= wait <= 5 * 2**i * 1.25 for i, wait in enumerate(waited)] == [True] * 3
    assert script.url in raised.value.message.zh
    script.always = None  # nothing of the broken answers was kept
    assert stops(server)["osm_id"].tolist() == ["node/5"]


def test_a_slow_server_is_given_up(server: Server, script: Script, waited: list[float]) -> None:
    script.always = Reply(delay=0.4)
    with pytest.raises(SourceError, match=r"no answer within 0\.1 s"):
        stops(replace(server, timeout=0.1, attempts=2))
    assert len(waited) == 1


def test_nobody_there(server: Server, waited: list[float]) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        nowhere = replace(server, endpoint=f"http://127.0.0.1:{free.getsockname()[1]}/api", attempts=2)
        with pytest.raises(SourceError, match="cannot be reached"):
            stops(nowhere)
    assert waited == []  # nothing to wait for


@pytest.mark.parametrize("status", [HTTPStatus.BAD_REQUEST, HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND])
def test_a_refusal_is_not_repeated(server: Server, script: Script, waited: list[float], status: HTTPStatus) -> None:
    script.always = Reply(status, "<html>", HTML)
    with pytest.raises(SourceError, match=f"refused the request .HTTP {status.value}") as raised:
        stops(server)
    assert (len(script.asked), waited) == (1, [])
    assert "拒绝" in raised.value.message.zh


def test_a_server_that_asks_for_an_hour_is_left_alone(server: Server, script: Script, waited: list[float]) -> None:
    script.always = too_many(retry_after="3600")
    with pytest.raises(SourceError, match="to be asked again in 3600 s"):
        stops(server)
    assert (len(script.asked), waited) == (1, [])


def test_a_large_place_goes_on_from_where_it_stopped(server: Server, script: Script) -> None:
    tiled = replace(server, tile=1000)
    everything = fetch_streets(PLACE, server=tiled)
    tiles = len(set(script.asked))
    assert tiles == len(script.asked) > 4
    assert everything["osm_id"].is_unique  # although way 100 lies in several tiles

    elsewhere = replace(tiled, cache=server.cache.parent / "another", attempts=1)
    script.asked.clear()
    script.replies.extend([Reply(), Reply(), gateway_timeout()])
    with pytest.raises(SourceError):
        fetch_streets(PLACE, server=elsewhere)
    assert len(script.asked) == 3
    assert_geodataframe_equal(fetch_streets(PLACE, server=elsewhere), everything)
    assert len(script.asked) == 3 + tiles - 2  # two were whole the first time


def test_every_step_forward_earns_new_patience(server: Server, script: Script) -> None:
    for _ in range(6):
        script.replies.extend([gateway_timeout(), Reply()])
    found = fetch_streets(PLACE, server=replace(server, tile=1000, attempts=2))
    assert len(found) == 3


def test_too_much_at_once_is_asked_for_in_smaller_squares(server: Server, script: Script) -> None:
    script.replies.append(remark(TIMED_OUT))
    assert len(fetch_streets(PLACE, server=replace(server, tile=1000))) == 3
    assert len(script.asked) > 1 + 2.9 / 0.25  # 2.9 km2 in squares of 500 m


@pytest.mark.parametrize("keep", [0.5, 0])
def test_an_unfinished_file_in_the_cache_is_replaced(server: Server, script: Script, keep: float) -> None:
    whole = stops(server)
    [kept] = server.cache.iterdir()
    written = kept.read_bytes()
    kept.write_bytes(written[: int(len(written) * keep)])  # killed while writing
    assert_geodataframe_equal(stops(server), whole)
    assert len(script.asked) == 2
    assert json.loads(kept.read_text(encoding="utf-8"))["elements"]


@pytest.mark.parametrize(
    ("tags", "geometry"),
    [
        ({"highway": True, "building": True, "landuse": "forest"}, "point"),
        ({"highway": True}, "line"),
        ({"highway": True, "building": ["yes", "school"], "landuse": "forest"}, "polygon"),
    ],
)
def test_an_answer_reads_like_an_extract(server: Server, tmp_path: Path, tags: Tags, geometry: Geometry) -> None:
    columns = {"floors": "building:levels", "highway": "highway"}
    extract = write_osm(tmp_path / "town.osm", TOWN)
    read = read_features(extract, tags=tags, geometry=geometry, columns=columns)
    fetched = fetch_features(PLACE, server=server, tags=tags, geometry=geometry, columns=columns)
    assert len(read) > 1
    assert_alike(fetched, read)


def test_streets_answered_read_like_those_of_an_extract(server: Server, tmp_path: Path) -> None:
    assert_alike(fetch_streets(PLACE, server=server), read_streets(write_osm(tmp_path / "town.osm", TOWN)))


def assert_alike(fetched: gpd.GeoDataFrame, read: gpd.GeoDataFrame) -> None:
    """Assert that two frames say the same, but for the order of things and the last bit of a coordinate."""
    one, other = (frame.sort_values("osm_id", ignore_index=True) for frame in (fetched, read))
    assert_geodataframe_equal(one, other, check_less_precise=True, normalize=True)


def test_the_proxy_of_the_environment_is_used_and_nobody_else(
    server: Server, script: Script, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nobody(*_: object, **__: object) -> None:
        pytest.fail("somebody else was asked")

    monkeypatch.setenv("http_proxy", script.url.removesuffix("/api"))
    monkeypatch.setenv("no_proxy", "")
    monkeypatch.setattr(requests, "get", nobody)  # osmnx would ask a public server for the address
    assert len(stops(replace(server, endpoint="http://overpass.invalid/api"))) == 1
    assert len(script.asked) == 1
