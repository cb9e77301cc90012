"""What is shown on a map: features, divisions by their figures, rasters, or sites among which a reader may choose."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import geopandas as gpd

from geo_ruijin.draw.basemaps import Basemap
from geo_ruijin.draw.once import Once
from geo_ruijin.raster import Raster
from geo_ruijin.record import AnalysisRecord, Bound, Verdict
from geo_ruijin.results import Column
from geo_ruijin.spec import Side
from geo_ruijin.text import Text
from geo_ruijin.whatif import WhatIf


@dataclass(frozen=True)
class Comparison:
    """A page that sets two states beside one another.

    Attributes
    ----------
    titles
        What stands on either side of the divider.
    banner
        What must be read before the map.
    back
        The address of the page it belongs to, relative to its own, and what that is called.
    """

    titles: Mapping[Side, Text]
    banner: Text
    back: tuple[str, Text]


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
    comparison
        What is said of two sides; None for what they show, or its years.
    once
        What the maps of a run have of the ground together; a map alone has its own.
    """

    targets: Sequence[Verdict] = ()
    review: str | None = None
    basemaps: Sequence[Basemap] = ()
    comparison: Comparison | None = None
    once: Once = field(default_factory=Once)


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
    side
        Where it is seen of a divider; None where it is seen all over.
    time
        The column of years by which a slider picks rows; None where there is no slider.
    """

    title: Text
    data: gpd.GeoDataFrame
    columns: Mapping[str, Column]
    layers: tuple[str, ...]
    style: str | None = None
    hidden: bool = False
    group: Text | None = None
    analysis: AnalysisRecord | None = None
    side: Side | None = None
    time: str | None = None


@dataclass(frozen=True)
class Whole:
    """What a column of a table of divisions comes to for the whole place.

    Attributes
    ----------
    value
        In the column's unit; None where it is not known.
    target
        What the plan demands of it, in the column's unit, and the year; None where it demands nothing.
    """

    value: float | None
    target: tuple[Bound, float, int | None] | None = None


@dataclass(frozen=True)
class ShownChoropleth:
    """Divisions in the colours of their figures; a total stands as a circle in each.

    Attributes
    ----------
    data, columns, layers, hidden, group
        As of `Shown`.
    column
        The one the map opens with; a reader may choose another.
    bounds
        Between the classes of `column`; None to choose them by a rule.
    wholes
        What columns come to for the whole place, by their name, where an analysis measures it.
    """

    title: Text
    data: gpd.GeoDataFrame
    columns: Mapping[str, Column]
    layers: tuple[str, ...]
    column: str
    bounds: tuple[float, ...] | None = None
    wholes: Mapping[str, Whole] = field(default_factory=dict)
    hidden: bool = False
    group: Text | None = None


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
class ShownYears:
    """One raster on a map, year by year, switched by a slider.

    Attributes
    ----------
    rasters
        One a year, in order.
    column, within, layers, style, hidden, group
        As of `ShownRaster`.
    """

    title: Text
    rasters: tuple[Raster, ...]
    column: str
    within: gpd.GeoSeries
    layers: tuple[str, ...]
    style: str | None = None
    hidden: bool = False
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


#: One thing on a map.
Thing = Shown | ShownChoropleth | ShownRaster | ShownYears
