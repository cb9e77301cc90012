"""What `fetch` brought, kept below the layers folder with its origin inside."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyarrow.parquet as pq

from geo_ruijin.errors import SourceError
from geo_ruijin.folders import whole_file
from geo_ruijin.spec import DatabaseSource, ProductSource, Source
from geo_ruijin.text import Text

_KEY = b"geo_ruijin"


@dataclass(frozen=True)
class Origin:
    """Where fetched features come from: what a page says beside the figures made from them, and what was asked."""

    zh: str
    en: str
    date: str | None
    licence: str
    asked: str = ""


def asked_of(source: Source, place: gpd.GeoSeries | None = None) -> str:
    """Return what is asked of a source, in short: two that are alike bring the same.

    Parameters
    ----------
    source
        The source.
    place
        The place it is asked for.
    """
    words = source.model_dump_json(include={"kind", "tags", "columns", "clip", "url", "table", "total", "storeys"})
    where = b"" if place is None else place.union_all().wkb
    return f"{hashlib.sha256(words.encode()).hexdigest()[:16]} {hashlib.sha256(where).hexdigest()[:16]}"


def fetched_path(folder: Path, name: str, source: Source | None = None) -> Path:
    """Return where what a source brought for layer `name` is kept below the layers folder.

    Parameters
    ----------
    folder
        The layers folder.
    name
        The layer.
    source
        One that `fetch` brings; one of OpenStreetMap's where None.

    Examples
    --------
    >>> fetched_path(Path("layers"), "bus_stops").as_posix()
    'layers/data/osm/bus_stops.parquet'
    """
    data = folder / "data"
    if isinstance(source, DatabaseSource):
        table = hashlib.sha256(f"{source.url}/{source.table}".encode()).hexdigest()
        return data / "database" / f"{name}-{table[:8]}.parquet"
    if isinstance(source, ProductSource):
        year = "" if source.year is None else f"-{source.year}"
        return data / "products" / f"{name}-{source.product}{year}.tif"
    return data / "osm" / f"{name}.parquet"


def write_fetched(rows: pd.DataFrame, path: Path, *, origin: Origin) -> None:
    """Write rows with their origin; the file is there whole or not at all."""
    rows = rows.copy(deep=False)
    rows.attrs = {}  # remarks on the reading are no part of the file
    with whole_file(path) as part:
        rows.to_parquet(part, compression="zstd", index=False)
        table = pq.read_table(part)
        metadata = {**(table.schema.metadata or {}), _KEY: json.dumps(asdict(origin)).encode()}
        pq.write_table(table.replace_schema_metadata(metadata), part, compression="zstd")


def read_origin(path: Path) -> Origin:
    """Return the origin of fetched features.

    Raises
    ------
    SourceError
        If `write_fetched` did not write the file.
    """
    said = (pq.read_schema(path).metadata or {}).get(_KEY)
    if said is None:
        raise SourceError(
            Text(
                zh=f'{path.name} 不是 geo-ruijin fetch 写的。自己的数据请放进 data/own/,并写成 kind = "file" 的来源。',
                en=f"{path.name} was not written by geo-ruijin fetch. Put data of your own under data/own/ and declare "
                'them in a source of kind = "file".',
            )
        )
    return Origin(**json.loads(said))
