"""What a method returns: measures, tables, and what must be said beside them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import pandas as pd

from geo_ruijin.text import Language, Text
from geo_ruijin.whatif import WhatIf

#: What lies in no division, beside the names of divisions. Tables hold its Chinese: names are grouped and joined by it.
OUTSIDE = Text(zh="(区划之外)", en="(outside all divisions)")


@dataclass(frozen=True)
class Measure:
    """One figure.

    Attributes
    ----------
    value
        The number, in `unit`; None where there is nothing to divide by.
    unit
        A symbol of `geo_ruijin.units.UNITS`.
    about
        The definition in one sentence: what over what, by which reading.
    low, high
        Between which the figure would lie if all were known that the data do not say; None where all is known.
    """

    value: float | None
    unit: str
    about: Text
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Column:
    """A column of a table as a reader sees it."""

    title: Text
    unit: str = "1"


@dataclass(frozen=True)
class Line:
    """A level drawn across a chart, for orientation.

    Attributes
    ----------
    value
        In the unit of what the chart shows.
    about
        What it is, in a few words; and whether it may be compared.
    """

    value: float
    about: Text


@dataclass(frozen=True)
class Trend:
    """Which columns of a table are drawn as lines, a row a point; rows without a number have none.

    Attributes
    ----------
    x
        The column of years, or other numbers, drawn to scale.
    y
        Columns of numbers, all of one unit.
    line
        A level to draw across.
    """

    x: str
    y: tuple[str, ...]
    line: Line | None = None


@dataclass(frozen=True)
class Table:
    """Rows behind the figures: a GeoDataFrame where they have a place on the map, else a DataFrame.

    Attributes
    ----------
    title
        What the rows are.
    data
        The rows; only the columns named in `columns`, and the geometry, are shown. Cells may be texts.
    columns
        The readers' name and unit of each column, in the order to show them.
    shown
        Whether readers get it; else it is there for other analyses alone.
    field
        Whether its rows are places to go to: they are written as waypoints and as a map for telephones too. The first
        three columns name a place.
    beside
        Inputs that make none of the rows and only say something of each: whose they are, how much of one lies in them.
        For their sake rows to go to are no demonstration.
    trend
        What of it readers see as a chart too.
    """

    title: Text
    data: pd.DataFrame
    columns: Mapping[str, Column]
    shown: bool = True
    field: bool = False
    beside: tuple[str, ...] = ()
    trend: Trend | None = None

    def fill(self, **names: Text) -> Table:
        """Return the table with "{name}" replaced by each of `names` in its texts, but not in its cells."""
        columns = {key: Column(column.title.fill(**names), column.unit) for key, column in self.columns.items()}
        trend = self.trend
        if trend is not None and trend.line is not None:
            trend = replace(trend, line=replace(trend.line, about=trend.line.about.fill(**names)))
        return replace(self, title=self.title.fill(**names), columns=columns, trend=trend)

    def say(self, language: Language) -> Table:
        """Return the table with the cells that are texts, and those of `OUTSIDE`, in one language."""
        said = {}
        for name in self.columns:
            cells = self.data[name]
            if cells.dtype == object and any(isinstance(cell, Text) for cell in cells):
                cells = cells.map(lambda cell: cell.say(language) if isinstance(cell, Text) else cell)
                said[name] = cells
            if not pd.api.types.is_numeric_dtype(cells) and (outside := cells.isin([OUTSIDE.zh])).any():
                said[name] = cells.mask(outside, OUTSIDE.say(language))
        return replace(self, data=self.data.assign(**said)) if said else self


@dataclass(frozen=True)
class Result:
    """All that a method has to say.

    Attributes
    ----------
    measures
        Figures by id, of those the method declares; one that needs an input nobody gave is not here.
    tables
        Tables by id, of those the method declares, likewise.
    notes
        What a reader must know beside the figures: how points were snapped, what was left out, by how much a
        circle differs from its polygon.
    what_if
        Of a choice of sites: what any other choice would come to.
    """

    measures: Mapping[str, Measure]
    tables: Mapping[str, Table] = field(default_factory=dict)
    notes: tuple[Text, ...] = ()
    what_if: WhatIf | None = None

    def fill(self, **names: Text) -> Result:
        """Return the result with "{name}" replaced by each of `names` in all its texts."""
        return Result(
            {key: replace(measure, about=measure.about.fill(**names)) for key, measure in self.measures.items()},
            {key: table.fill(**names) for key, table in self.tables.items()},
            tuple(note.fill(**names) for note in self.notes),
            None if self.what_if is None else self.what_if.fill(**names),
        )
