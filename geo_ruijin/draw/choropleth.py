"""Divisions in the colours of their figures, and the table that follows the map."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from folium.map import Layer
from folium.template import Template

from geo_ruijin.draw.choropleth_words import (
    AS_CIRCLES,
    AT_TARGET,
    BOUNDS_ABOVE,
    BOUNDS_BELOW,
    IN_YEAR,
    OF_THE_WHOLE,
    TARGET,
    WHOLE,
    choropleth_words,
)
from geo_ruijin.draw.classing import Classing, class_range, classing, is_rate, sizes
from geo_ruijin.draw.features import field_title, in_degrees
from geo_ruijin.draw.safe import safe_text
from geo_ruijin.draw.shown import ShownChoropleth, Whole
from geo_ruijin.draw.words import words_in
from geo_ruijin.figures import show_cell, show_figure, show_number, show_target, with_unit, without_crumbs
from geo_ruijin.results import Column
from geo_ruijin.text import Language, Text, same

#: The style of a map's TOML file that asks for it.
CHOROPLETH = "choropleth"

#: The radius of the largest circle [pixel].
_MOST_RADIUS = 26.0

#: The column that numbers rows: no figure of theirs.
_RANK = "rank"


class ChoroplethLayer(Layer):
    """Divisions coloured by a column that the reader may change, with a table of them beside the map.

    Parameters
    ----------
    one
        What is shown.
    modelled
        Whether it rests on anything modelled.
    language
        Of the words.
    """

    scripts_used = ("choropleth.js",)
    styles_used = ("choropleth.css",)
    _template = Template(
        """
        {% macro script(this, kwargs) %}
            const {{ this.get_name() }} = geoRuijin.choropleth({{ this._parent.get_name() }}, {{ this.given|tojson }},
                {{ this.words|tojson }});
        {% endmacro %}
        """
    )

    def __init__(self, one: ShownChoropleth, *, modelled: bool, language: Language) -> None:
        title = one.title.say(language)
        chip = words_in(language)["modelled"] if modelled else ""
        marked = f' <span class="chip modelled">{chip}</span>' if modelled else ""
        name = (
            f'<bdi>{safe_text(title)}</bdi> <span class="number">({len(one.data):,})</span>{marked}'
            f'<small class="scale" data-of="{safe_text(title)}"></small>'
        )
        super().__init__(name=name, overlay=True, show=not one.hidden)
        self.words = choropleth_words(language)
        self.given = {"title": title, "chip": chip} | _given(one, language=language)


def numeric_columns(data: pd.DataFrame, columns: Mapping[str, Column]) -> list[str]:
    """Return the columns that divisions can be coloured by, in order."""
    return [name for name in columns if _is_figure(data[name]) and name != _RANK]


def _is_figure(cells: pd.Series) -> bool:
    return pd.api.types.is_numeric_dtype(cells) and not pd.api.types.is_bool_dtype(cells)


def column_as_shown(one: ShownChoropleth, name: str, *, language: Language) -> tuple[gpd.GeoDataFrame, dict[str, Any]]:
    """Return the rows that have a place, and one of their columns as it is shown: cells, looks, legend and words."""
    rows = _with_places(one)
    return rows, _column(rows, name, one, language=language)


def classes_of(one: ShownChoropleth, name: str) -> Classing | None:
    """Return the classes of a column; None of totals, which fill no division."""
    column, whole = one.columns[name], one.wholes.get(name)
    values = one.data[name].to_numpy(dtype=float, na_value=np.nan).tolist()
    if not is_rate(values, column.unit):
        return None
    target = None if whole is None or whole.target is None else whole.target[:2]
    return classing(values, column.unit, given=one.bounds if name == one.column else None, target=target)


def _with_places(one: ShownChoropleth) -> gpd.GeoDataFrame:
    return one.data[~(one.data.geometry.isna() | one.data.geometry.is_empty)].reset_index(drop=True)


def _given(one: ShownChoropleth, *, language: Language) -> dict[str, Any]:
    """Return what the page needs: places, words and looks, but nothing to be reckoned with."""
    rows = _with_places(one)
    figures = numeric_columns(one.data, one.columns)
    names = next((name for name in one.columns if name not in figures), None)
    columns = {name: _column(rows, name, one, language=language) for name in figures}
    cells = [
        columns[name]["cells"]
        if name in columns
        else [show_cell(value, column.unit, language=language) for value in rows[name]]
        for name, column in one.columns.items()
    ]
    inside = in_degrees(rows.geometry.representative_point())
    return {
        "names": [str(number + 1) for number in range(len(rows))]
        if names is None
        else [show_cell(value, "1", language=language) for value in rows[names]],
        "nameTitle": "" if names is None else one.columns[names].title.say(language),
        "fields": [field_title(column, language=language) for column in one.columns.values()],
        "cells": [list(row) for row in zip(*cells, strict=True)],
        "shapes": [json.loads(shapely.to_geojson(shape)) for shape in in_degrees(rows.geometry.force_2d())],
        "places": [[point.y, point.x] for point in inside],
        "columns": list(columns.values()),
        "start": figures.index(one.column),
    }


def _column(rows: gpd.GeoDataFrame, name: str, one: ShownChoropleth, *, language: Language) -> dict[str, Any]:
    """Return a column as the page shows it: cells, places in the order of figures, and looks."""
    column, whole = one.columns[name], one.wholes.get(name)
    values = rows[name].to_numpy(dtype=float, na_value=np.nan).tolist()
    shown = {
        "title": field_title(column, language=language),
        "order": _order(values),
        "whole": "" if whole is None else _whole(whole, column, language=language),
        "note": OF_THE_WHOLE.say(language) if whole is not None and whole.target is not None else "",
    }
    classes = classes_of(replace(one, data=rows), name)
    if classes is not None:
        target = None if whole is None or whole.target is None else whole.target[1]
        return shown | _filled(values, column, classes, target, language=language)
    return shown | _circles(rows[name].tolist(), values, column, language=language)


def _filled(
    values: Sequence[float], column: Column, classes: Classing, target: float | None, *, language: Language
) -> dict[str, Any]:
    """Return how rates look: classes, each with a colour."""
    ranks = [classes.rank(value) for value in values]
    counted = Counter(ranks)
    closed = BOUNDS_BELOW if classes.upper else BOUNDS_ABOVE
    ends = classes.bounds if classes.upper else (None, *classes.bounds)  # of each class, the one that belongs to it
    legend = [
        {
            "label": class_range(classes, rank) or show_figure(next(iter(_known(values)), None), column.unit),
            "colour": colour,
            "count": counted[rank],
            "mark": AT_TARGET.say(language) if target is not None and target in ends[rank : rank + 1] else "",
        }
        for rank, colour in enumerate(classes.colours)
    ]
    return {
        "kind": "rate",
        "cells": [
            show_figure(without_crumbs(value, column.unit), column.unit, beside=classes.bounds) for value in values
        ],
        "ranks": ranks,
        "legend": legend,
        "missing": counted[None],
        "rule": (closed.fill(rule=classes.rule) if classes.bounds else classes.rule).say(language),
    }


def _known(values: Sequence[float]) -> list[float]:
    """Return the figures that are there."""
    return [value for value in values if not np.isnan(value)]


def _circles(cells: Sequence[object], values: Sequence[float], column: Column, *, language: Language) -> dict[str, Any]:
    """Return how totals look: circles whose areas are to one another as the figures are."""
    shares, samples = sizes(values)
    most = max((abs(value) for value in _known(values)), default=0.0)
    return {
        "kind": "total",
        "cells": [show_cell(cell, column.unit, language=language) for cell in cells],
        "radii": [None if np.isnan(value) else _radius(share) for value, share in zip(values, shares, strict=True)],
        "bars": [round(100 * share, 1) for share in shares],
        "below": [value < 0 for value in values],
        "legend": [{"label": show_number(sample), "radius": _radius(sample / most)} for sample in samples],
        "missing": len(values) - len(_known(values)),
        "rule": AS_CIRCLES.say(language),
    }


def _radius(share: float) -> float:
    return round(_MOST_RADIUS * math.sqrt(share), 2)


def _order(values: Sequence[float]) -> list[int | None]:
    """Return the place of each row from the least figure to the greatest; None where there is no figure."""
    places = {value: place for place, value in enumerate(sorted(set(_known(values))))}
    return [places.get(value) for value in values]


def _whole(whole: Whole, column: Column, *, language: Language) -> str:
    """Return what the whole place comes to, beside its target."""
    beside = [] if whole.target is None else [whole.target[1]]
    figure = with_unit(show_figure(whole.value, column.unit, beside=beside), column.unit, language=language)
    said = WHOLE.fill(figure=same(figure))
    if whole.target is None:
        return said.say(language)
    bound, target, year = whole.target
    demanded = TARGET.fill(target=same(with_unit(show_target(bound, target), column.unit, language=language)))
    dated = IN_YEAR.fill(year=same(str(year))) if year is not None else Text(zh="", en="")
    return f"{said.say(language)} · {demanded.say(language)}{dated.say(language)}"
