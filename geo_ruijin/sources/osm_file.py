"""An OpenStreetMap extract on disk, read layer by layer through GDAL's OSM driver.

The plain reader is used, not the Arrow one: on a truncated or damaged file Arrow hands over what it has got so far
(often nothing) without a word, the plain reader stops; it takes some 5 % longer, the time goes into decoding.
"""

from __future__ import annotations

import warnings
import zlib
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir
from typing import Literal

import geopandas as gpd
import pyogrio
from pyogrio.errors import DataLayerError, DataSourceError
from shapely.geometry import Polygon, box

from geo_ruijin.errors import SourceError
from geo_ruijin.sources.osm_tags import AREA_TAGS
from geo_ruijin.text import Text

Layer = Literal["points", "lines", "multipolygons"]

_LAYERS = ("points", "lines", "multipolygons", "multilinestrings", "other_relations")
_TIMESTAMP, _ZLIB_DATA = 32, 3  # fields of HeaderBlock and Blob: wiki.openstreetmap.org/wiki/PBF_Format


def read_layer(
    path: Path,
    layer: Layer,
    *,
    keys: Iterable[str],
    where: str,
    areas: bool = True,
    all_tags: bool = False,
) -> gpd.GeoDataFrame:
    """Return one layer of an extract: a column a key, and `osm_id` as in ``"way/12"``.

    Parameters
    ----------
    path
        An ``.osm.pbf`` or ``.osm`` file.
    layer
        Nodes, ways drawn as lines, or ways and relations that are areas.
    keys
        The OSM keys to read into columns.
    where
        Which features, as an SQL condition on the keys.
    areas
        Whether a closed way is an area if its tags say so (`AREA_TAGS`), or only if it says ``area=yes``.
    all_tags
        Whether to add every tag as a mapping, in the column ``all_tags``.

    Returns
    -------
    GeoDataFrame
        In WGS 84. Features cut by the edge of the extract so that nothing can be drawn of them are left out, and so
        are relations of which a way is missing.

    Raises
    ------
    SourceError
        If the file is missing, is none of OpenStreetMap's, or is damaged or cut off.
    """
    if pyogrio.get_gdal_config_option("CPL_TMPDIR") is None:
        # The driver would else put nodes beyond its memory into the working folder, which nobody may be free to write.
        pyogrio.set_gdal_config_options({"CPL_TMPDIR": gettempdir()})
    with TemporaryDirectory() as folder:
        config = Path(folder) / "osmconf.ini"
        config.write_text(_config(keys, areas=areas, all_tags=all_tags), encoding="utf-8")
        try:
            with warnings.catch_warnings():
                # GDAL warns of every area cut by the edge of the extract, without saying which.
                warnings.simplefilter("ignore", RuntimeWarning)
                raw: gpd.GeoDataFrame = pyogrio.read_dataframe(
                    _existing(path),
                    layer=layer,
                    where=where,
                    use_arrow=False,
                    on_invalid="ignore",
                    CONFIG_FILE=str(config),
                    MAX_TMPFILE_SIZE=_index_size(path),
                )
        except (DataSourceError, DataLayerError) as error:
            raise _unreadable(path, error) from error
    if layer == "multipolygons":
        relation = "relation/" + raw["osm_id"].astype("str")
        raw["osm_id"] = relation.where(raw["osm_id"].notna(), "way/" + raw["osm_way_id"].astype("str"))
    else:
        raw["osm_id"] = ("node/" if layer == "points" else "way/") + raw["osm_id"].astype("str")
    drawn: gpd.GeoDataFrame = raw[raw.geometry.notna() & ~raw.geometry.is_empty]
    return drawn.reset_index(drop=True)


def read_bounds(path: Path) -> Polygon:
    """Return the box an extract says it was cut to, in WGS 84; the whole world where it does not say."""
    try:
        bounds = pyogrio.read_info(_existing(path), layer="points", MAX_TMPFILE_SIZE=_index_size(path))["total_bounds"]
    except (DataSourceError, DataLayerError) as error:
        raise _unreadable(path, error) from error
    return box(*(bounds or (-180, -90, 180, 90)))


def extract_date(path: Path) -> date | None:
    """Return the day an ``.osm.pbf`` extract was made from the live map, or None where it does not say.

    Notes
    -----
    The replication timestamp of the file's header, https://wiki.openstreetmap.org/wiki/PBF_Format.
    """
    with _existing(path).open("rb") as file:
        start = file.read(1 << 16)
    try:
        length = int.from_bytes(start[:4], "big")
        kind, size = (dict(_fields(start[4 : 4 + length]))[field] for field in (1, 3))
        if kind != b"OSMHeader" or not isinstance(size, int):
            return None
        packed = dict(_fields(start[4 + length : 4 + length + size]))[_ZLIB_DATA]
        seconds = dict(_fields(zlib.decompress(packed)))[_TIMESTAMP]  # type: ignore[arg-type]  # else TypeError
        return datetime.fromtimestamp(seconds, tz=UTC).date()  # type: ignore[arg-type]  # the same
    except (IndexError, KeyError, TypeError, ValueError, OverflowError, OSError, zlib.error):
        return None


def _fields(message: bytes) -> Iterator[tuple[int, int | bytes]]:
    """Yield number and value of each field of a protocol buffers message; OSM's headers hold no other kinds."""
    at = 0

    def varint() -> int:
        nonlocal at
        value = shift = 0
        while True:
            byte = message[at]
            at += 1
            value |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:  # noqa: PLR2004  # the high bit says that more follows
                return value

    while at < len(message):
        key = varint()
        value = varint()
        if key & 7 == 0:
            yield key >> 3, value
        else:
            yield key >> 3, message[at : at + value]
            at += value


def _config(keys: Iterable[str], *, areas: bool, all_tags: bool) -> str:
    """Return the driver's configuration; without ``[general]``, which GDAL before 3.10 does not know."""
    head = [
        # One entry is needed: GDAL overlooks area=yes on an empty list.
        f"closed_ways_are_polygons={','.join(AREA_TAGS) if areas else 'area=yes'}",
        "attribute_name_laundering=no",
        "tags_format=json",
    ]
    fields = [
        "osm_id=yes",
        f"attributes={','.join(sorted({*keys}))}",
        "unsignificant=",
        "ignore=",
        "other_tags=no",
        f"all_tags={'yes' if all_tags else 'no'}",
    ]
    return "\n".join([*head, *(line for layer in _LAYERS for line in (f"[{layer}]", *fields))])


def _index_size(path: Path) -> str:
    """Return the memory the driver may keep nodes in to look them up [MB]; unasked it takes 100.

    It writes through all of it beforehand, which for a town takes longer than reading the town. Andorra needs two to
    four times the file. Nodes that do not fit go to a file; the answer is the same.
    """
    return str(min(10 + 4 * path.stat().st_size // 1_000_000, 100))


def _existing(path: Path) -> Path:
    if path.is_file():
        return path
    raise SourceError(
        Text(
            zh=f"找不到文件 {path}。请检查路径;OSM 数据可从 download.geofabrik.de 下载(.osm.pbf)。",
            en=f"{path} is not there. Check the path; extracts (.osm.pbf) are at download.geofabrik.de.",
        )
    )


def _unreadable(path: Path, error: Exception) -> SourceError:
    why = str(error).partition(";")[0].rstrip(".")  # what follows is advice to programmers
    return SourceError(
        Text(
            zh=f"无法读取 OSM 数据 {path.name}:{why}。文件可能不是 .osm.pbf、未下载完整或已损坏,请重新下载;"
            "由编辑器另存的文件请先用 osmium sort 排序。",
            en=f"{path.name} cannot be read as an OpenStreetMap extract: {why}. It may not be an .osm.pbf, be cut off "
            "or damaged: download it again; sort a file saved by an editor with 'osmium sort'.",
        )
    )
