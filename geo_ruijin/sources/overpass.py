"""Fetch features and streets from an Overpass server, through osmnx: politely, resumably, whole or not at all.

osmnx keeps its settings in a module, answers a busy server by waiting and asking again without end, and takes an
answer the server broke off for all there is. So its settings are lent for the length of one request and put back,
every answer is looked at before osmnx sees it, and what to do next is decided here. osmnx keeps each whole answer in
the cache folder: after a failure, in the same run or a later one, only what is missing is asked for. A kept answer does
not age: remove the folder to fetch the map of today.
"""

from __future__ import annotations

import json
import socket
import threading
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from typing import Any, cast

import geopandas as gpd
import numpy as np
import pandas as pd
import requests
from pyproj import CRS
from shapely.geometry import MultiPolygon, Polygon

from geo_ruijin.errors import SourceError
from geo_ruijin.sources.osm_streets import streets
from geo_ruijin.sources.osm_tags import Geometry, Tags, features
from geo_ruijin.sources.overpass_answers import Server, TroubleError, check_answer, understood, user_agent
from geo_ruijin.text import Text, same
from geo_ruijin.units import Metres

__all__ = ["Server", "fetch_features", "fetch_streets"]

_FIRST_WAIT, _LONGEST_WAIT = 5, 60  # [s], doubling from one to the other
_PATIENCE = 600  # [s]; a server that asks for more is left alone
_GIVE_UP_EARLIER = 0.9  # so that the server's own word arrives before our time is out
_ONE_AT_A_TIME = threading.Lock()  # osmnx has one set of settings, and a public server few slots


def fetch_features(
    polygon: Polygon | MultiPolygon,
    *,
    server: Server,
    tags: Tags,
    geometry: Geometry,
    columns: Mapping[str, str] | None = None,
    crs: str | CRS | None = None,
) -> gpd.GeoDataFrame:
    """Return the features that touch a polygon and match any of `tags`, as `osm.read_features` returns them.

    Parameters
    ----------
    polygon
        The place, in WGS 84.
    server
        Whom to ask.
    tags
        A key with True (any value), one value, or a list of values.
    geometry
        As of `osm.read_features`.
    columns
        Our name of a column -> OSM's key.
    crs
        The CRS to deliver in; WGS 84 where None.

    Returns
    -------
    GeoDataFrame
        `osm_id`, `name` and `columns`; no rows where the map has none.

    Raises
    ------
    SourceError
        If the server refuses, or every attempt failed. What was answered is kept for the next time.
    """
    raw = _fetch(polygon, tags, server)
    return features(raw, tags=tags, geometry=geometry, columns=columns or {}, crs=crs)


def fetch_streets(polygon: Polygon | MultiPolygon, *, server: Server, crs: str | CRS | None = None) -> gpd.GeoDataFrame:
    """Return the streets that touch a polygon, as `osm.read_streets` returns them.

    Parameters
    ----------
    polygon
        The place, in WGS 84.
    server
        Whom to ask.
    crs
        The CRS to deliver in; WGS 84 where None.

    Returns
    -------
    GeoDataFrame
        Lines with `osm_id`, `name`, `highway`, and the booleans `walk`, `drive` and `oneway`.

    Raises
    ------
    SourceError
        As `fetch_features`.
    """
    return streets(_fetch(polygon, {"highway": True}, server), crs=crs)


def _fetch(polygon: Polygon | MultiPolygon, tags: Tags, server: Server) -> gpd.GeoDataFrame:
    """Return what touches the polygon, with OSM's keys as columns and `osm_id`."""
    from osmnx._errors import InsufficientResponseError  # noqa: PLC0415 - osmnx takes half a second, and few fetch
    from osmnx.features import features_from_polygon  # noqa: PLC0415

    # A hull has few corners to send, and is what osmnx asks for in tiles anyway.
    hull = cast("Polygon", polygon.convex_hull)
    side, failed = server.tile, 0
    while True:
        answers: list[str] = []
        try:
            with _lent(server, side, check=partial(check_answer, server, answers)):
                found = features_from_polygon(hull, dict(tags))
            touching = found[found.intersects(polygon)].reset_index()
            return touching.assign(osm_id=touching["element"] + "/" + touching["id"].astype("str"))
        except InsufficientResponseError:  # every answer was whole, and held nothing
            return gpd.GeoDataFrame({"osm_id": pd.Series(dtype="str")}, geometry=[], crs="EPSG:4326")
        except (TroubleError, requests.RequestException, json.JSONDecodeError, UnicodeDecodeError) as error:
            trouble = understood(error, server)
        failed = 1 if answers and not trouble.too_much else failed + 1  # a step forward earns new patience
        backoff = min(_FIRST_WAIT * 2 ** (failed - 1), _LONGEST_WAIT)
        wait = backoff if trouble.wait is None else trouble.wait
        if trouble.hopeless or failed >= server.attempts or wait > _PATIENCE:
            raise _given_up(trouble, server)
        wait *= np.random.default_rng().uniform(1, 1.25)  # so that many clients do not return at once
        server.report(
            Text(
                zh=f"{trouble.message.zh};{wait:.0f} 秒后重试(第 {failed + 1}/{server.attempts} 次)",
                en=f"{trouble.message.en}; asking again in {wait:.0f} s (attempt {failed + 1} of {server.attempts})",
            )
        )
        server.wait(wait)
        side = side / 2 if trouble.too_much else side


@contextmanager
def _lent(server: Server, side: Metres, *, check: Callable[..., None]) -> Iterator[None]:
    """Lend osmnx our settings, and put back its own and the name look-up it replaces."""
    from osmnx import settings  # noqa: PLC0415 - as above

    ours: dict[str, Any] = {
        "cache_folder": server.cache,
        "cache_only_mode": False,
        "default_crs": "EPSG:4326",
        "doh_url_template": None,
        "http_referer": "geo-ruijin",
        "http_user_agent": user_agent(),
        "log_console": False,
        "log_file": False,
        "max_query_area_size": side**2,
        "overpass_memory": None,
        "overpass_rate_limit": False,  # its look at the server's slots can wait without end; see _slot
        "overpass_settings": f"[out:json][timeout:{max(1, int(server.timeout * _GIVE_UP_EARLIER))}]",
        "overpass_url": server.endpoint,
        "requests_kwargs": {"hooks": {"response": check}},
        "requests_timeout": server.timeout,
        "use_cache": True,
    }
    with _ONE_AT_A_TIME, warnings.catch_warnings():
        warnings.filterwarnings("ignore", "This area is .* times", UserWarning)  # many squares are what we want
        theirs, look_up = {name: getattr(settings, name) for name in ours}, socket.getaddrinfo
        try:
            for name, value in ours.items():
                setattr(settings, name, value)
            yield
        finally:
            for name, value in theirs.items():
                setattr(settings, name, value)
            socket.getaddrinfo = look_up


def _given_up(trouble: TroubleError, server: Server) -> SourceError:
    if trouble.wait is not None and trouble.wait > _PATIENCE:
        asked = Text(zh=f",要求等待 {trouble.wait:.0f} 秒", en=f", to be asked again in {trouble.wait:.0f} s")
    else:
        asked = same("")
    return SourceError(
        Text(
            zh=f"未能从 Overpass 服务器 {server.endpoint} 取得数据:{trouble.message.zh}{asked.zh}。已取得的部分保存在 "
            f"{server.cache},稍后重新运行会接着下载;也可改用 .osm.pbf 文件。",
            en=f"Nothing could be had from the Overpass server {server.endpoint}: {trouble.message.en}{asked.en}. What "
            f"was answered is kept in {server.cache}; run again later to go on from there, or use an .osm.pbf file.",
        )
    )
