"""Sites to be tried on a map: whom each reaches, packed for a page, and the words beside them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from typing import Any

import geopandas as gpd
import numpy as np
from branca.element import MacroElement
from folium.template import Template
from numpy.typing import NDArray
from scipy.sparse import csr_array

from geo_ruijin.draw.features import SHOWN_CRS
from geo_ruijin.draw.shown import ShownChoice
from geo_ruijin.draw.varints import as_base64, unsigned, varints
from geo_ruijin.draw.whatif_words import what_if_words
from geo_ruijin.figures import DECIMALS, MOST_DECIMALS, plain_value, show_unit
from geo_ruijin.results import OUTSIDE
from geo_ruijin.text import Language, Text
from geo_ruijin.whatif import Reading, WhatIf

#: Seven decimals of a degree are a centimetre: what is exported is found again where it stands.
SITE_DECIMALS = 7

#: Places of demands are only looked at: six decimals, a decimetre.
_PLACE_SCALE = 1_000_000

#: Units that readers see larger: theirs, and how many of ours it has.
_LARGER: Mapping[str, tuple[str, float]] = {"m²": ("km²", 1e6)}


class WhatIfPanel(MacroElement):
    """Lets a reader try other sites than the answer's: a panel beside the map, and sites that answer to a click.

    Parameters
    ----------
    shown
        What may be tried.
    modelled
        Whether it rests on anything modelled.
    language
        Of the words.
    """

    styles_used = ("whatif.css",)
    scripts_used = (
        "tools.js", "address.js", "figures.js", "choice.js", "trial.js", "lists.js", "panel.js", "dots.js", "whatif.js",
    )  # fmt: skip
    _template = Template(
        """
        {% macro script(this, kwargs) %}
            geoRuijin.whatIf({{ this._parent.get_name() }}, {{ this.told|tojson }}, {{ this.words|tojson }});
        {% endmacro %}
        """
    )

    def __init__(self, shown: ShownChoice, *, modelled: bool, language: Language) -> None:
        super().__init__()  # type: ignore[no-untyped-call] # branca's
        self.told = packed(shown.what_if, language=language) | {
            "name": re.sub(r"[^\w.-]+", "_", shown.name),
            "title": shown.title.say(language),
            "layer": shown.layer,
            "modelled": modelled,
            "language": language,
        }
        self.words = what_if_words(language)


def packed(what_if: WhatIf, *, language: Language) -> dict[str, Any]:
    """Return sites and readings as values of JSON; what is long is packed into base64.

    Weights are doubles and stay exactly what they are. The demands a site reaches are told by how far each lies
    behind the one before.
    """
    sites = what_if.sites
    places = np.round(_degrees(sites.geometry), SITE_DECIMALS)
    told: dict[str, Any] = {
        "sites": {
            "name": [_said(name, language) for name in sites["name"]],
            "longitude": places[:, 0].tolist(),
            "latitude": places[:, 1].tolist(),
            "present": list(what_if.present),
            "chosen": sites["chosen"].to_numpy(dtype=bool).nonzero()[0].tolist(),
            **{key: [_said(cell, language) for cell in sites[key]] for key in ("kind", "township") if key in sites},
        },
        "groups": [_said(name, language) for name in what_if.groups],
        "readings": [_reading(one, language) for one in what_if.readings],
        "answer": None if what_if.answer is None else what_if.answer.say(language),
    }
    shown = {unit for one in what_if.readings for unit in _as_shown(one.unit)[:1]} | {"%", "pp"}
    told["units"] = {
        unit: {"decimals": DECIMALS.get(unit, 0), "name": show_unit(unit, language=language)} for unit in sorted(shown)
    }
    told["mostDecimals"] = MOST_DECIMALS
    told["edition"] = _edition(told["sites"]["name"], places)
    return told


def _reading(one: Reading, language: Language) -> dict[str, Any]:
    unit, per = _as_shown(one.unit)
    indices, counts = _links(one.reached)
    table, codes = _distinct(np.asarray(one.weights, dtype=np.float64))
    told: dict[str, Any] = {
        "id": one.id,
        "title": one.title.say(language),
        "estimated": one.estimated,
        "unit": unit,
        "per": per,
        "wanted": one.wanted,
        "weights": as_base64(table.astype("<f8").tobytes()),
        "codes": as_base64(varints(codes)),
        "group": as_base64(varints(np.asarray(one.group))),
        "counts": as_base64(varints(counts)),
        "links": as_base64(varints(_steps(indices, counts))),
    }
    if one.places is not None:
        cells = np.rint(_degrees(one.places) * _PLACE_SCALE).astype(np.int64)
        moves = np.diff(cells, axis=0, prepend=np.zeros((1, 2), dtype=np.int64))
        told["places"] = as_base64(varints(unsigned(moves).ravel()))
    return told


def _as_shown(unit: str) -> tuple[str, float]:
    return _LARGER.get(unit, (unit, 1.0))


def _said(cell: object, language: Language) -> str:
    plain = cell.say(language) if isinstance(cell, Text) else plain_value(cell)
    if plain == OUTSIDE.zh:
        return OUTSIDE.say(language)
    return "" if plain is None else str(plain)


def _degrees(places: gpd.GeoSeries) -> NDArray[np.float64]:
    """Return longitudes and latitudes, shape (n, 2)."""
    there = places.representative_point().to_crs(SHOWN_CRS)
    return np.column_stack([there.x.to_numpy(), there.y.to_numpy()])


def _edition(names: Sequence[str], places: NDArray[np.float64]) -> str:
    """Return a word that differs where the sites do: numbers of sites kept in a link hold for this page alone."""
    held = "\n".join([*names, *(f"{x:.7f},{y:.7f}" for x, y in places)])
    return hashlib.sha256(held.encode("utf-8", "surrogatepass")).hexdigest()[:8]


def _links(reached: csr_array) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the demands of each site in order, one site after the other, and how many each has."""
    sites = np.repeat(np.arange(reached.shape[0]), np.diff(reached.indptr))
    pairs = np.unique(sites * np.int64(reached.shape[1]) + reached.indices)
    width = max(1, reached.shape[1])
    return pairs % width, np.bincount(pairs // width, minlength=reached.shape[0])


def _steps(indices: NDArray[np.int64], counts: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return how far each index lies behind the one before; the first of each site behind 0."""
    steps = np.diff(indices, prepend=0)
    firsts = (np.cumsum(counts) - counts)[counts > 0]
    steps[firsts] = indices[firsts]
    return steps


def _distinct(values: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return the distinct values in the order they come up, and of each value 0 where it is new, else its place from 1.

    Examples
    --------
    >>> table, codes = _distinct(np.array([2.5, 1.0, 2.5, 2.5]))
    >>> table.tolist(), codes.tolist()
    ([2.5, 1.0], [0, 0, 1, 1])
    """
    _, first, which = np.unique(values, return_index=True, return_inverse=True)
    order = np.empty(len(first), dtype=np.int64)
    order[np.argsort(first)] = np.arange(len(first))
    codes = order[which] + 1
    codes[first] = 0
    return values[np.sort(first)], codes
