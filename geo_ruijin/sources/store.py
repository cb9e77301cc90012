"""What `fetch` brought, kept as one GeoParquet a layer with its origin inside."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

import geopandas as gpd
import pyarrow.parquet as pq

from geo_ruijin.errors import SourceError
from geo_ruijin.text import Text

_KEY = b"geo_ruijin"


@dataclass(frozen=True)
class Origin:
    """Where fetched features come from: what a page says beside the figures made from them."""

    zh: str
    en: str
    date: str | None
    licence: str


def fetched_path(folder: Path, name: str) -> Path:
    """Return where the fetched features of layer `name` are kept below the layers folder."""
    return folder / "data" / "osm" / f"{name}.parquet"


def write_fetched(features: gpd.GeoDataFrame, path: Path, *, origin: Origin) -> None:
    """Write features with their origin; the file is there whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.part")  # what a killed fetch left is written over by the next
    try:
        features.to_parquet(part, compression="zstd", index=False)
        table = pq.read_table(part)
        metadata = {**(table.schema.metadata or {}), _KEY: json.dumps(asdict(origin)).encode()}
        pq.write_table(table.replace_schema_metadata(metadata), part, compression="zstd")
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


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
