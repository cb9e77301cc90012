"""From a layer's sources to one checked layer in the project's coordinate system."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import geopandas as gpd
import pandas as pd
from shapely.geometry.base import BaseGeometry

from geo_ruijin.checks import check_columns
from geo_ruijin.choice import Choice, choose, passed_over, shown
from geo_ruijin.columns import code, in_our_words
from geo_ruijin.errors import Fault, FaultsError
from geo_ruijin.georeference import Georeference
from geo_ruijin.gridded import read_rasters
from geo_ruijin.provenance import record_of, record_of_selection, record_of_years
from geo_ruijin.raster import Raster
from geo_ruijin.record import LayerRecord, Nature
from geo_ruijin.results import Column
from geo_ruijin.rows import Setting, kept_rows
from geo_ruijin.spec import LayerSource, LayerSpec, Source
from geo_ruijin.text import Text, listed, same

#: Truth values as `code` writes them.
_TRUTH = {"true": Text(zh="是", en="yes"), "false": Text(zh="否", en="no")}

#: The column that says of each row whether it is real or modelled.
NATURE = "nature"


@dataclass(frozen=True)
class Layer:
    """A checked layer, the record of where it came from, and its columns as a reader sees them.

    Attributes
    ----------
    data
        The rows; a raster layer has none.
    rasters
        Those of a raster layer, by year.
    source
        The source it was read from; None of a raster layer.
    georeference
        What its coordinates were in there; None of a table, a raster layer, a selection from another layer.
    titles
        What a reader is told instead of the codes in a column.
    """

    record: LayerRecord
    data: pd.DataFrame
    columns: Mapping[str, Column]
    rasters: tuple[Raster, ...] = ()
    source: Source | None = None
    georeference: Georeference | None = None
    titles: Mapping[str, Mapping[str, Text]] = field(default_factory=dict)

    def worded(self, rows: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
        """Return rows of the layer as a reader sees them: texts in place of codes."""
        said = {
            name: rows[name].astype(object).map(lambda code, titles=titles: titles.get(code, code), na_action="ignore")
            for name, titles in self.titles.items()
            if name in rows
        }
        return rows.assign(**said) if said else rows

    @property
    def features(self) -> gpd.GeoDataFrame:
        """The rows as features; only for layers that are no tables."""
        if not isinstance(self.data, gpd.GeoDataFrame):
            message = f"layer {self.record.name!r} is a table"
            raise TypeError(message)
        return self.data


#: Returns another layer of the project, None where it has no data; raises where it has, and cannot be read.
Other = Callable[[str], Layer | None]


def no_other(_: str) -> None:
    """Return no other layer: for those who read one alone."""


def read_layer(
    name: str,
    spec: LayerSpec,
    *,
    folder: Path,
    crs: str,
    place: BaseGeometry | None = None,
    other: Other = no_other,
    at: Path | None = None,
    cache: Path | None = None,
) -> Layer:
    """Return a layer, read from the first of its sources that is there.

    Parameters
    ----------
    name
        Its name, which is that of its TOML file.
    spec
        What the TOML file says.
    folder
        The layers folder, which the sources' paths start from.
    crs
        The project's coordinate system.
    place
        The boundary of the place in `crs`; features outside it are remarked on.
    other
        Returns the layer that a source selects from.
    at
        Where the data of the first source lie, while they are not yet where it says.
    cache
        The folder that keeps layers already checked; none are kept where None.

    Raises
    ------
    NoDataError
        If none of the sources is there.
    FaultsError
        If the data cannot be used; every serious fault at once.
    SourceError
        If the file cannot be read.
    """
    if spec.geometry == "raster":
        records, rasters, found = read_rasters(name, spec, folder=folder, crs=crs, place=place, at=at)
        whole = record_of_years(records, [raster.year for raster in rasters])
        return Layer(replace(whole, faults=tuple(found)), pd.DataFrame(), columns_of(spec, spec.columns), rasters)
    if at is None:
        choice = choose(name, spec, folder, has=lambda source: _holds(other(source.layer), source))
    else:
        choice = Choice(0, spec.sources[0], at)
    faults = passed_over(name, spec.sources[: choice.position], shown(choice.source, name, folder))

    def housing(layer: str) -> gpd.GeoDataFrame | None:
        there = other(layer)
        return None if there is None else there.features

    stated: Georeference | None = None
    if isinstance(choice.source, LayerSource):
        base = other(choice.source.layer)
        assert base is not None  # noqa: S101 - the choice fell on it because it is there
        rows, found = _selected(base, choice.source, name, spec, where=choice.where)
        record = record_of_selection(name, spec, _chosen(base, choice.source.where), base.record)
    else:
        record = record_of(name, spec, choice)
        setting = Setting(folder, crs, place, housing, cache)
        rows, found, stated = kept_rows(choice, record.sha256, name, spec, setting)
        if stated is not None:
            record = replace(record, crs=stated.crs.to_string(), datum=stated.datum)
    faults += found
    if not len(rows) and spec.geometry != "table":
        used = shown(choice.source, name, folder)
        nothing = Text(zh=f"{used} 没有可用的要素", en=f"{used} has no features to use")
        faults.append(Fault(f"layers/{name}.toml", choice.where, nothing))
    if serious := [fault for fault in faults if fault.serious]:
        raise FaultsError(serious)
    rows = rows.reset_index(drop=True)
    if record.nature == "modelled":
        rows[NATURE] = rows[NATURE].fillna("modelled") if NATURE in rows else "modelled"
    modelled = NATURE in rows and bool((rows[NATURE].notna() & (rows[NATURE] != "real")).any())  # in doubt, modelled
    nature: Nature = "modelled" if modelled else record.nature
    record = replace(record, nature=nature, features=len(rows), faults=tuple(faults))
    titles = {column: declared.titles for column, declared in spec.columns.items() if declared.titles}
    return Layer(record, rows, columns_of(spec, rows), source=choice.source, georeference=stated, titles=titles)


def _holds(base: Layer | None, source: LayerSource) -> bool:
    return base is not None and not rows_where(base, source.where).empty


def rows_where(base: Layer, where: Mapping[str, Sequence[str]]) -> pd.DataFrame:
    """Return the rows of a layer that have the values asked for: words, "true" or "false", whole numbers.

    Raises
    ------
    FaultsError
        If its data lack a column asked for.
    """
    rows = base.data
    for column, values in where.items():
        if column not in rows:
            what = Text(
                zh=f"“{base.record.title.zh}”的数据里没有“{column}”这一列,无法选取",
                en=f"the data of '{base.record.title.en}' have no column '{column}' to select by",
            )
            raise FaultsError([Fault(f"layers/{base.record.name}.toml", f"columns.{column}", what)])
        words = rows[column].astype(object).map(code, na_action="ignore")  # a column without any value has no type
        rows = rows[words.isin(values)]
    return rows


def _chosen(base: Layer, where: Mapping[str, Sequence[str]]) -> Text:
    """Return by what rows of a layer are selected, in words."""
    chosen = []
    for column, values in where.items():
        title = base.columns[column].title if column in base.columns else same(column)
        titles = {**_TRUTH, **base.titles.get(column, {})}
        said = listed([titles.get(value, same(value)) for value in values])
        chosen.append(Text(zh=f"{title.zh}:{said.zh}", en=f"{title.en}: {said.en}"))
    return Text(zh=";".join(one.zh for one in chosen), en="; ".join(one.en for one in chosen))


def _selected(
    base: Layer, source: LayerSource, name: str, spec: LayerSpec, *, where: str
) -> tuple[pd.DataFrame, list[Fault]]:
    """Return the rows of another layer that a source selects, checked as this layer's."""
    file, other = f"layers/{name}.toml", f"layers/{source.layer}.toml"
    worded, faults = in_our_words(
        rows_where(base, source.where), source, spec.columns, where=where, file=file, shown=other
    )
    typed, found = check_columns(worded, spec.columns, file=file, path=other)
    return typed, faults + found


def columns_of(spec: LayerSpec, there: object) -> dict[str, Column]:
    """Return the columns of a layer that are in `there`, as a reader sees them."""
    return {
        column: Column(declared.title or same(column), declared.unit or "1")
        for column, declared in spec.columns.items()
        if column in there  # type: ignore[operator]
    }
