"""The sites that are proposed for a target, in a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import geopandas as gpd
import pandas as pd
from pyproj import CRS

from geo_ruijin.figures import show_cell, show_setting
from geo_ruijin.record import ParameterRecord
from geo_ruijin.report.parameter_names import parameter_name
from geo_ruijin.report.places import place_columns
from geo_ruijin.report.view import Proposal, layers_behind
from geo_ruijin.report.word import words as say
from geo_ruijin.report.word.paper import Column, Paper
from geo_ruijin.report.words import column_title, words_in
from geo_ruijin.results import Table
from geo_ruijin.text import Language

#: So many sites stand in a table of the report.
MOST_SITES = 30
#: Columns that name a place stand first in tables to go to places with; then so many that say what it brings.
NAMING, BRINGING = 3, 2
#: What methods call the column of the division a place is in.
_DIVISIONS = ("division", "township", "place")
_DEGREES = "° WGS 84"


class Proposals:
    """The sites proposed in a report: each table stands in it once, and is referred to from then on.

    Parameters
    ----------
    crs
        The project's projected CRS: places are given in degrees of its datum.
    """

    def __init__(self, paper: Paper, *, crs: str) -> None:
        self._paper, self._crs = paper, crs
        self._numbers: dict[tuple[str, str], int] = {}

    def write(self, proposals: Sequence[Proposal]) -> None:
        """Write the sites that answer a target, and name the analyses whose sites do not quite."""
        language = self._paper.language
        for proposal in proposals:
            key = (proposal.analysis.name, proposal.name)
            names = {
                "analysis": proposal.analysis.title.say(language),
                "table": proposal.table.title.say(language),
                "count": f"{len(proposal.table.data):,}",
                "shown": MOST_SITES,
                "number": self._numbers.get(key, self._paper.next_table),
                "datum": _datum(self._crs, language),
            }
            if not proposal.answers:
                self._paper.body(say.fill(say.APART, language, why=_why_apart(proposal, language), **names))
            elif key in self._numbers:
                self._paper.body(say.fill(say.PROPOSED_BEFORE, language, **names))
            else:
                self._paper.body(_said(proposal, names, language))
                columns, rows = site_rows(proposal.table, crs=self._crs, language=language)
                caption = f"{names['analysis']}{words_in(language)['colon']}{names['table']}"
                self._numbers[key] = self._paper.table(caption, columns, rows, verbatim=True)


def _said(proposal: Proposal, names: Mapping[str, object], language: Language) -> str:
    """Return what is said of sites: how many, what they are worth, what they rest on."""
    analysis = proposal.analysis
    said = [say.fill(say.PROPOSED, language, **names)]
    if analysis.what_if is not None and analysis.what_if.answer is not None:
        said.append(say.stop(analysis.what_if.answer.say(language), language))
    if analysis.why is not None:
        said.append(say.stop(analysis.why.say(language), language))
    if set(layers_behind(analysis, table=proposal.name)).intersection(analysis.modelled):
        said.append(say.NOT_IN_FIELD.say(language))
    data = proposal.table.data
    pointed = isinstance(data, gpd.GeoDataFrame) and set(data.geom_type) <= {"Point"}
    said.append(say.fill(say.COORDINATES if pointed else say.INSIDE, language, **names))
    if len(data) > MOST_SITES:
        said.append(say.fill(say.REST, language, **names))
    return ("" if language == "zh" else " ").join(said)


def _datum(crs: str, language: Language) -> str:
    """Return the datum of a projected CRS as people call it."""
    datum = CRS(crs).geodetic_crs
    name = CRS(crs).name if datum is None else datum.name
    if name == "China Geodetic Coordinate System 2000":
        return "2000国家大地坐标系(CGCS2000)" if language == "zh" else "CGCS2000"
    return name


def _why_apart(proposal: Proposal, language: Language) -> str:
    if proposal.other_reading:
        return say.OTHER_READING.say(language)
    one = proposal.differs[0]
    return say.fill(
        say.OTHER_PARAMETER,
        language,
        name=parameter_name(one.name, language=language) or one.name,
        value=parameter_words(one, language),
    )


def parameter_words(parameter: ParameterRecord, language: Language) -> str:
    """Return what a parameter is set to, with its unit."""
    return show_setting(parameter.value, parameter.unit, language=language)


def site_rows(table: Table, *, crs: str, language: Language) -> tuple[list[Column], list[list[str]]]:
    """Return the first rows of a table of sites: what names a place, where it is, and what it brings."""
    said = table.say(language)
    data = said.data.head(MOST_SITES)
    keys = list(said.columns)
    naming = keys[:NAMING]
    if not set(naming) & set(_DIVISIONS):
        naming += [key for key in keys if key in _DIVISIONS][:1]
    bringing = [
        key
        for key in keys
        if key not in naming
        and said.columns[key].unit not in ("1", _DEGREES)
        and pd.api.types.is_numeric_dtype(said.data[key])
    ][:BRINGING]

    def cells(key: str) -> list[str]:
        return [show_cell(value, said.columns[key].unit, language=language) for value in data[key]]

    def column(key: str, share: float) -> Column:
        number = pd.api.types.is_numeric_dtype(said.data[key])
        return Column(column_title(said.columns[key], language=language), share, number=number)

    columns: list[Column] = []
    filled: list[list[str]] = []
    if not pd.api.types.is_numeric_dtype(said.data[naming[0]]):  # else they are numbered as they are
        columns.append(Column(words_in(language)["number"], 12, number=True))
        filled.append([str(number) for number in range(1, len(data) + 1)])
    for key in naming:
        numeric = pd.api.types.is_numeric_dtype(said.data[key])
        columns.append(column(key, 13 if numeric else 30))
        filled.append(cells(key))
    if isinstance(data, gpd.GeoDataFrame):
        for place in place_columns(data, crs=crs, language=language)[:2]:
            columns.append(Column(place.heading, 26, number=True))
            filled.append(["—" if value is None else f"{value:.6f}" for value in place.cells])
    for key in bringing:
        columns.append(column(key, 20))
        filled.append(cells(key))
    return columns, [list(row) for row in zip(*filled, strict=True)]
