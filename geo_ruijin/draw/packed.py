"""Layers of many features: GeoJSON of them takes a browser minutes, or all its memory; packed ones draw in a second."""

from __future__ import annotations

import gzip
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import geopandas as gpd
import numpy as np
import shapely
from branca.element import MacroElement
from folium.map import Layer
from folium.template import Template
from numpy.typing import NDArray

from geo_ruijin.draw.features import class_ranks, drawn_rows, field_title
from geo_ruijin.draw.packed_cells import cells_of
from geo_ruijin.draw.packing import LINE, SCALE, Shapes, shapes_of
from geo_ruijin.draw.styles import Style
from geo_ruijin.draw.varints import as_base64
from geo_ruijin.draw.words import words_in
from geo_ruijin.results import Column
from geo_ruijin.text import Language

#: From so many features or corners on a layer is packed. Leaflet makes an object of each feature and of each corner:
#: 5,000 buildings take it a second and redraw in a tenth of one, and both grow faster than their number.
MOST_FEATURES, MOST_CORNERS = 5_000, 60_000

#: Below this zoom a pixel is 17 m of Ruijin's ground and more: roofs and points are counted in cells instead of drawn.
_COUNTED_BELOW = 13

#: A pixel at zoom 0 [m], Web Mercator.
_PIXEL = 156_543.03

#: From how many features on a cell has the next shade, and how strong it is.
COUNT_STEPS = (1, 5, 20, 100)
COUNT_SHADES = (0.2, 0.4, 0.65, 0.95)

#: Of counts where the features have colours by class, none of which a count is.
_NEUTRAL = "#5f6d7c"


@dataclass(frozen=True)
class CountGrid:
    """How many features are in a cell, shown where single ones would be smaller than a pixel.

    Attributes
    ----------
    below
        The zoom from which on features are drawn one by one; 0 for always.
    colour
        Of the cells.
    """

    below: int
    colour: str

    @property
    def swatches(self) -> tuple[tuple[str, Style], ...]:
        """How many features each shade stands for, and its look."""
        if not self.below:
            return ()
        ends = [f"{low:,}–{high - 1:,}" for low, high in pairwise(COUNT_STEPS)]
        looks = (Style(stroke=None, fill=self.colour, fill_opacity=shade) for shade in COUNT_SHADES)
        return tuple(zip([*ends, f"≥\u00a0{COUNT_STEPS[-1]:,}"], looks, strict=True))


def is_packed(data: gpd.GeoDataFrame) -> bool:
    """Return whether there are so many features, or so many corners, that they are drawn packed."""
    return len(data) > MOST_FEATURES or int(shapely.get_num_coordinates(data.geometry.to_numpy()).sum()) > MOST_CORNERS


@dataclass(frozen=True)
class Packed:
    """Many features as a page carries them.

    Attributes
    ----------
    content
        Shapes, classes and cells.
    grid
        Of counts.
    fields
        The titles of the cells; none where features do not answer.
    labels
        Whether the first cell is written on the map, where few are in sight.
    """

    content: bytes
    grid: CountGrid
    fields: tuple[str, ...]
    labels: bool


class PackedLayer(Layer):
    """Many features on canvas tiles.

    Within a layer the higher class lies on top, and of one class the later row. When all that is in sight is drawn for
    the first time, the layer fires "drawn" and the page has a mark "geo-ruijin:drawn" (`performance.mark`) to time it.

    Parameters
    ----------
    packed
        What there is.
    looks
        Leaflet's options of each class, and of what has no figure.
    title
        Of the layer.
    name
        Its entry in the legend, as HTML.
    show
        Whether it is there from the beginning.
    pane
        The pane of the map it lies in, made by `Stack`.
    origin
        How its rows came about, as of `origin_lines`.
    language
        Of the words.
    """

    scripts_used = (
        "vendor/fflate/fflate.js",
        *("packing.js", "shapes.js", "counting.js", "frames.js", "brush.js", "packed.js"),
    )
    # what is packed stands by itself: as a word of a script the page would read it as one, and never let go of it
    _template = Template(
        """
        {% macro html(this, kwargs) -%}
            <script type="text/plain" id="{{ this.get_name() }}-packed">{{ this.data }}</script>
        {%- endmacro %}
        {% macro script(this, kwargs) %}
            const {{ this.get_name() }} = new geoRuijin.Packed(
                {{ this.told|tojson }},
                {{ this.words|tojson }},
                document.getElementById("{{ this.get_name() }}-packed"),
            );
        {% endmacro %}
        """
    )

    def __init__(
        self,
        packed: Packed,
        looks: Sequence[Mapping[str, object]],
        *,
        title: str,
        name: str,
        show: bool,
        pane: str,
        origin: Sequence[Mapping[str, str]],
        language: Language,
    ) -> None:
        super().__init__(name=name, overlay=True, show=show)
        grid = packed.grid
        self.told = {
            "pane": pane,
            "title": title,
            "fields": packed.fields,
            "origin": list(origin),
            "looks": list(looks),
            "answers": bool(packed.fields),
            "labels": packed.labels,
            "grid": {"below": grid.below, "colour": grid.colour, "from": COUNT_STEPS, "shades": COUNT_SHADES},
        }
        self.data = as_base64(packed.content)
        self.words = {"counted": words_in(language)["counted"]}


class Stack(MacroElement):
    """The panes of packed layers and of the features under them, so that all lie in their order.

    Parameters
    ----------
    panes
        From the bottom up, each with whether a packed layer lies in it.
    """

    scripts_used = ("stack.js",)
    _template = Template(
        """
        {% macro script(this, kwargs) %}
            geoRuijin.stack({{ this._parent.get_name() }}, {{ this.panes|tojson }});
        {% endmacro %}
        """
    )

    def __init__(self, panes: Mapping[str, bool]) -> None:
        super().__init__()  # type: ignore[no-untyped-call] # branca's
        self.panes = [{"name": name, "packed": packed_there} for name, packed_there in panes.items()]


def _count_grid(shapes: Shapes, style: Style) -> CountGrid:
    """Return from which zoom on features are drawn one by one: where most of them are a pixel wide.

    Lines are drawn at any zoom, for they are long, and so is what there is not much of.
    """
    if len(shapes.rows) <= MOST_FEATURES or 2 * np.count_nonzero(shapes.kinds == LINE) > len(shapes.rows):
        return CountGrid(0, _NEUTRAL)
    starts = _firsts(shapes.corners)[_firsts(shapes.paths)]
    sides = [np.maximum.reduceat(axis, starts) - np.minimum.reduceat(axis, starts) for axis in (shapes.x, shapes.y)]
    middle = float(np.median(np.maximum(*sides))) / SCALE
    zoom = math.ceil(math.log2(_PIXEL / middle)) if middle else _COUNTED_BELOW
    colour = _NEUTRAL if style.classes else style.fill or style.stroke or _NEUTRAL
    return CountGrid(max(0, min(_COUNTED_BELOW, zoom)), colour)


def _firsts(counts: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.cumsum(counts) - counts


def pack(data: gpd.GeoDataFrame, columns: Mapping[str, Column], style: Style, *, language: Language) -> Packed:
    """Return features packed.

    The content is compressed: how long its head is, the head (JSON, which tells how long each stream is), the streams.

    Parameters
    ----------
    data
        Rows with a geometry; those without are left out.
    columns
        What a reader sees of a row, in order; of a style without details nothing.
    style
        Decides on simplification, classes and details.
    """
    rows = drawn_rows(data, style)
    shapes = shapes_of(rows.geometry)
    shown = columns if style.details else {}
    content = _content(shapes, rows, shown, ranks=class_ranks(rows, columns, style), language=language)
    fields = tuple(field_title(column, language=language) for column in shown.values())
    return Packed(content, _count_grid(shapes, style), fields, labels=style.labels and bool(fields))


def _content(
    shapes: Shapes,
    rows: gpd.GeoDataFrame,
    columns: Mapping[str, Column],
    *,
    ranks: NDArray[np.int64],
    language: Language,
) -> bytes:
    cells = [cells_of(rows[name], column.unit, language=language) for name, column in columns.items()]
    streams = [*shapes.packed().values(), ranks.astype(np.uint8).tobytes()]
    streams += [part for one in cells for part in one.packed()]
    head = json.dumps(
        {
            "rows": len(rows),
            "shapes": len(shapes.rows),
            "paths": len(shapes.corners),
            "corners": len(shapes.x),
            "streams": [len(stream) for stream in streams],
            "columns": [
                {
                    "decimals": one.decimals,
                    "grouped": one.grouped,
                    "count": len(one.numbers),
                    "words": one.words,
                    "width": one.width,
                }
                for one in cells
            ],
        }
    ).encode()
    return gzip.compress(len(head).to_bytes(4, "little") + head + b"".join(streams), mtime=0)
