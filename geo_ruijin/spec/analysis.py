"""`analyses/*.toml` and `maps/*.toml` as frozen models."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from geo_ruijin.record import Status
from geo_ruijin.spec.base import Spec, UnitSymbol, Words


class ParameterSpec(Spec):
    """A number of a method with its standard: `status` says how far the standard's wording was checked.

    `only_in` says that it holds nowhere else than in this place ("place": its plan, its climate) or in this country
    ("country": prices, emission factors); projects made for other places do without it.
    """

    value: Any
    unit: UnitSymbol | None = None
    source: Words
    status: Status
    only_in: Literal["place", "country"] | None = None


class AnalysisSpec(Spec):
    """`analyses/*.toml`: a question. Inputs name a layer, or a table of another analysis as `analysis.table`."""

    title: Words
    method: str
    about: Words | None = None
    inputs: dict[str, str] = Field(default_factory=dict)
    parameters: dict[str, ParameterSpec] = Field(default_factory=dict)


class ShowSpec(Spec):
    """One thing on a map: a layer or a table of an analysis, in a style of `geo_ruijin.draw`."""

    data: str
    style: str | None = None
    title: Words | None = None
    hidden: bool = False


class MapSpec(Spec):
    """`maps/*.toml`: what is shown, from the bottom up."""

    title: Words
    about: Words | None = None
    show: list[ShowSpec]
