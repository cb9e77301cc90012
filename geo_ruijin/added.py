"""What was understood of somebody's data, for them to see."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely

from geo_ruijin.choice import path_of, shown
from geo_ruijin.choice import year_of as year_of_source
from geo_ruijin.errors import NOTHING
from geo_ruijin.layers import Layer
from geo_ruijin.solar.weather_checks import year_in_words
from geo_ruijin.sources import files
from geo_ruijin.spec import DatabaseSource, FileSource, LayerSource, LayerSpec, WeatherYear
from geo_ruijin.text import Text

#: A year in the name of a file; longer numbers, such as days, are none.
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


@dataclass(frozen=True)
class Added:
    """What was understood of somebody's data.

    Attributes
    ----------
    layer
        The data, as the project reads them from now on.
    source
        What is written of them in the layer's file.
    rows
        As they are there; a raster has none.
    kept
        Where they are kept; None where they were only looked at.
    outside
        How many features lie outside the place; None where that is not known.
    alike
        Columns not used that look like quantities there are none of: our names -> theirs.
    year
        What a year of weather comes to; None of other layers.
    taken_over
        What was declared of the very same data before, and not said again now.
    of_year
        What is to be said of the year they are of.
    """

    layer: Layer
    source: FileSource | DatabaseSource
    rows: pd.DataFrame
    kept: Path | None
    outside: int | None
    alike: Mapping[str, str] = field(default_factory=dict)
    year: Text | None = None
    taken_over: Mapping[str, Any] = field(default_factory=dict)
    of_year: tuple[Text, ...] = ()

    @property
    def unused(self) -> list[str]:
        """The columns that are none of the layer's."""
        used = {self.source.x, self.source.y, "geometry", *self.source.columns.values(), *self.layer.columns}
        return [str(column) for column in self.rows.columns if column not in used]

    @property
    def summary(self) -> list[Text]:
        """What was understood, a line each: how much, where, in which system, which columns; what is left unused."""
        record, source = self.layer.record, self.source
        lines = _taken_over(self.taken_over)
        if not self.layer.rasters:
            aside = NOTHING
            if self.outside is not None:
                aside = Text(
                    zh=f",其中 {self.outside:,} 个在边界之外", en=f", {self.outside:,} of them outside the place"
                )
            lines += [Text(zh=f"要素 {record.features:,} 个{aside.zh}", en=f"{record.features:,} features{aside.en}")]
        lines += [] if self.year is None else [self.year]
        if isinstance(self.layer.data, gpd.GeoDataFrame):
            west, south, east, north = self.layer.data.to_crs("EPSG:4326").total_bounds
            lines.append(
                Text(
                    zh=f"范围:东经 {west:.5f}° 至 {east:.5f}°,北纬 {south:.5f}° 至 {north:.5f}°(真实坐标)",
                    en=f"Extent: {west:.5f} to {east:.5f} E, {south:.5f} to {north:.5f} N (true coordinates)",
                )
            )
        for raster in self.layer.rasters:
            width, height = raster.pixel_size
            edition = "" if raster.edition is None else f", {raster.edition}"
            lines.append(
                Text(
                    zh=f"栅格 {raster.width} × {raster.height},像元 {width:g} × {height:g}{edition}",
                    en=f"Raster of {raster.width} x {raster.height} cells of {width:g} x {height:g}{edition}",
                )
            )
        axes = Text(zh=",纵坐标(纬度)在前", en=", northing (latitude) first") if source.axes == "yx" else NOTHING
        named = [column for column in (source.x, source.y) if column is not None]
        xy = NOTHING
        if named:
            xy = Text(zh=f",坐标列 {'、'.join(named)}", en=f", in the columns {', '.join(named)}")
        if record.crs is not None:
            datum = f", {record.datum}" if record.datum else ""
            lines.append(
                Text(
                    zh=f"坐标系:{record.crs}{datum}{axes.zh}{xy.zh}",
                    en=f"Coordinates: {record.crs}{datum}{axes.en}{xy.en}",
                )
            )
        if record.datum_check is not None:
            lines.append(Text(zh=f"基准核对:{record.datum_check.zh}", en=f"Datum check: {record.datum_check.en}"))
        lines += [
            Text(zh=f"完整性:{one.statement.zh}", en=f"Completeness: {one.statement.en}") for one in record.completeness
        ]
        if self.unused:
            names = "、".join(self.unused)
            lines.append(Text(zh=f"未用的列:{names}", en=f"Columns not used: {names.replace('、', ', ')}"))
        lines += [
            Text(
                zh=f"注意:{ours} 没有数据,而未用的“{theirs}”像是它:若是,加 --column {ours}={theirs}"
                f"(单位不同的,再加 --unit {ours}=单位)",
                en=f"Note: there is nothing for {ours}, and '{theirs}', not used, looks like it: if it is, add "
                f"--column {ours}={theirs} (and --unit {ours}=unit where its unit is another)",
            )
            for ours, theirs in self.alike.items()
        ]
        return [*lines, *self.of_year]


def _taken_over(declared: Mapping[str, Any]) -> list[Text]:
    """Return a line on what is still declared of the same data: nobody sees it in what was typed now."""
    if not declared:
        return []
    words = [f"{key} = {_in_words(value)}" for key, value in declared.items()]
    return [
        Text(
            zh=f"同一数据以前加过,沿用此前声明的:{';'.join(words)}。要改的请重新写明",
            en=f"The same data were added before; what was declared then still holds: {'; '.join(words)}. Say again "
            "what is to be otherwise",
        )
    ]


def _in_words(value: object) -> str:
    if isinstance(value, Mapping):
        if set(value) == {"zh", "en"}:
            return str(value["zh"])
        return ", ".join(
            f"{key} ({len(one)})" if isinstance(one, Mapping) else f"{key}={one}" for key, one in value.items()
        )
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def outside(layer: Layer, place: gpd.GeoSeries | None) -> int | None:
    """Return how many features of a layer lie outside a place; None where that is not known, or they have no place."""
    if place is None or not isinstance(layer.data, gpd.GeoDataFrame):
        return None
    whole = place.union_all()
    shapely.prepare(whole)
    return int((~shapely.intersects(whole, layer.features.geometry.to_numpy())).sum())


def notes_of_year(
    name: str, spec: LayerSpec, source: FileSource, *, folder: Path, names: Iterable[str]
) -> tuple[Text, ...]:
    """Return what is to be said of the year of a file, of a layer by years: what it takes the place of, and doubts.

    Parameters
    ----------
    name, spec
        The layer as it was before.
    source
        The file.
    folder
        The layers folder.
    names
        What the file or its tiles are called.
    """
    if not spec.by_year or source.year is None:
        return ()
    year, found = source.year, []
    before = [
        other
        for other in spec.sources
        if not isinstance(other, LayerSource)
        and year_of_source(other) == year
        and files.exists(path_of(other, name, folder))
    ]
    if before and not (isinstance(before[0], FileSource) and before[0].path == source.path):
        path = shown(before[0], name, folder)
        found.append(
            Text(
                zh=f"注意:{year} 年已有 {path},从现在起不再使用。同一年的几幅分幅栅格请放进一个文件夹,一起加入",
                en=f"Note: {year} already had {path}, which is not used any more. Put the tiles of one year into one "
                "folder, and add that",
            )
        )
    named = sorted({int(one) for words in names for one in _YEAR.findall(words)})
    if named and year not in named:
        listed = "、".join(map(str, named))
        found.append(
            Text(
                zh=f"注意:文件名里的年份是 {listed},写的是 --year {year}:请核对",
                en=f"Note: the name of the file says {listed.replace('、', ', ')}, and --year {year}: make sure which "
                "it is",
            )
        )
    return tuple(found)


def year_of(layer: Layer, kind: WeatherYear | None) -> Text | None:
    """Return what a year of weather comes to; None of other layers."""
    return None if kind is None else year_in_words(layer.data, kind)
