"""Where a layer comes from, as every page says it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace

from geo_ruijin.choice import Choice
from geo_ruijin.record import LayerRecord, Nature
from geo_ruijin.sources.files import digest
from geo_ruijin.sources.products import PRODUCTS
from geo_ruijin.sources.store import read_origin
from geo_ruijin.sources.windows import read_raster_origin
from geo_ruijin.spec import FileSource, LayerSpec, OsmSource, OwnSource, ProductSource, Source
from geo_ruijin.text import Text, same


def nature_of(source: Source) -> Nature:
    """Return what a source is declared to hold; of public data, what their makers say."""
    if isinstance(source, ProductSource):
        return PRODUCTS[source.product].nature
    return source.nature if isinstance(source, OwnSource) else "real"


def title_of(spec: LayerSpec, source: Source) -> Text:
    """Return what a layer is called when it comes from a source: figures name their denominator by it."""
    return (isinstance(source, OsmSource) and source.title) or spec.title


def record_of(name: str, spec: LayerSpec, choice: Choice) -> LayerRecord:
    """Return the record of a layer read from a source that is a file."""
    path, source = choice.path, choice.source
    assert path is not None  # noqa: S101 - only another layer has none
    if isinstance(source, FileSource):
        origin, licence = source.origin or same(source.path), source.licence
        date = None if source.date is None else str(source.date)
    else:
        read = read_raster_origin if isinstance(source, ProductSource) else read_origin
        brought = read(path)
        origin, date, licence = Text(zh=brought.zh, en=brought.en), brought.date, brought.licence
    if isinstance(source, OwnSource) and source.over is not None:
        origin = Text(
            zh=f"{origin.zh},按住宅建筑面积分摊(图层 {source.over},未标层数的按 {source.storeys:g} 层)",
            en=f"{origin.en}, spread over housing by floor area (layer {source.over}, {source.storeys:g} storeys "
            "where none are given)",
        )
    return LayerRecord(
        name, title_of(spec, source), origin, nature_of(source), date, licence, spec.steward, 0, digest(path)
    )


def record_of_selection(name: str, spec: LayerSpec, chosen: Text, base: LayerRecord) -> LayerRecord:
    """Return the record of a layer selected from another one, by what was `chosen`."""
    origin = Text(
        zh=f"选自“{base.title.zh}”({chosen.zh}):{base.source.zh}",
        en=f"Selected from '{base.title.en}' ({chosen.en}): {base.source.en}",
    )
    return replace(base, name=name, title=spec.title, source=origin, steward=spec.steward or base.steward, faults=())


def record_of_years(records: Sequence[LayerRecord], years: Sequence[int | None]) -> LayerRecord:
    """Return the record of a raster layer from those of its years; it is modelled if any year is."""
    first = records[0]
    if len(records) == 1:
        return replace(first, features=1)
    dated = list(zip(years, records, strict=True))
    return replace(
        first,
        source=Text(
            zh=";".join(f"{year}年:{one.source.zh}" for year, one in dated),
            en="; ".join(f"{year}: {one.source.en}" for year, one in dated),
        ),
        nature="modelled" if any(one.nature == "modelled" for one in records) else "real",
        date=", ".join(str(one.date or year) for year, one in dated),
        licence="; ".join(dict.fromkeys(one.licence for one in records if one.licence)) or None,
        features=len(records),
        sha256=hashlib.sha256("".join(one.sha256 for one in records).encode()).hexdigest(),
    )
