"""What is shown on a map: features, a raster, or sites among which a reader may choose."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import geopandas as gpd

from geo_ruijin.draw.basemaps import Basemap
from geo_ruijin.raster import Raster
from geo_ruijin.record import AnalysisRecord, Verdict
from geo_ruijin.results import Column
from geo_ruijin.spec import Side
from geo_ruijin.text import Text
from geo_ruijin.whatif import WhatIf


@dataclass(frozen=True)
class Sheet:
    """What a map is handed up for.

    Attributes
    ----------
    targets
        Those of the plan that the map answers.
    review
        The number under which it was reviewed for publication (审图号); without it the page says that it is internal.
    basemaps
        Those a reader may switch on.
    """

    targets: Sequence[Verdict] = ()
    review: str | None = None
    basemaps: Sequence[Basemap] = ()


@dataclass(frozen=True)
class Shown:
    """One thing on a map.

    Attributes
    ----------
    data
        Rows with a geometry, in the project's CRS.
    columns
        What a reader sees of a row when pointing at it, in order.
    layers
        Names of the layers it rests on, in `RunRecord.layers`: the sources the page names, and whether any is
        modelled.
    style
        A key of `STYLES`; None for the plain look of the geometry.
    hidden
        Whether it waits to be switched on.
    group
        Where it stands in the legend; None for what the style says.
    analysis
        That of which it is a table; None for a layer.
    """

    title: Text
    data: gpd.GeoDataFrame
    columns: Mapping[str, Column]
    layers: tuple[str, ...]
    style: str | None = None
    hidden: bool = False
    group: Text | None = None
    analysis: AnalysisRecord | None = None


@dataclass(frozen=True)
class ShownRaster:
    """One raster on a map; rasters lie under all features.

    Attributes
    ----------
    raster, column
        One band, of classes or amounts.
    within
        The place: what lies outside is left clear.
    layers
        As of `Shown`.
    style
        A key of `PALETTES` or of `RAMPS`; None for the palette that knows the classes.
    hidden, group
        As of `Shown`.
    side
        Where it is seen of a divider, with another raster on the other side; None where it is seen all over.
    """

    title: Text
    raster: Raster
    column: str
    within: gpd.GeoSeries
    layers: tuple[str, ...]
    style: str | None = None
    hidden: bool = False
    side: Side | None = None
    group: Text | None = None


@dataclass(frozen=True)
class ShownChoice:
    """Sites among which a reader may choose on the map.

    Attributes
    ----------
    title, name
        Of the analysis that chose among them; files the page writes are named by it.
    layers
        As of `Shown`.
    layer
        The layer that the present ones stand in; None where they are of no layer of their own.
    """

    title: Text
    name: str
    what_if: WhatIf
    layers: tuple[str, ...]
    layer: str | None
