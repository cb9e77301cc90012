"""What a run leaves behind, as plain values: the shape of `run.json` and of every page.

Everything a page, a workbook or a map shows is in a `RunRecord`; the modules that draw and report read it and do no
arithmetic of their own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from geo_ruijin.errors import Fault
from geo_ruijin.results import Measure, Table
from geo_ruijin.text import Language, Text
from geo_ruijin.whatif import WhatIf

Nature = Literal["real", "modelled"]
Status = Literal["confirmed", "secondary", "unverified"]
#: How far the wording of a standard was checked, in words.
STATUSES: Mapping[Status, Text] = {
    "confirmed": Text(zh="已核对原文", en="original read"),
    "secondary": Text(zh="二手引用", en="quoted elsewhere"),
    "unverified": Text(zh="未核对", en="not checked"),
}

#: How complete a layer is; the worst comes first. What nobody can grade is not vouched for by what is complete.
Grade = Literal["poor", "fair", "good", "not graded"]
GRADES: Mapping[Grade, Text] = {
    "poor": Text(zh="太少", en="too little"),
    "fair": Text(zh="尚可", en="fair"),
    "not graded": Text(zh="未评", en="not graded"),
    "good": Text(zh="齐全", en="complete"),
}
_TOO_MUCH = Text(zh="过多", en="too much")

#: The layer that says where the place is.
BOUNDARY = "boundary"

#: The table layer that reported figures stand in.
STATISTICS = "statistics"

Outcome = Literal["done", "failed", "no data"]
VerdictWord = Literal["met", "short", "demonstration", "open", "no data"]
Bound = Literal["at_least", "at_most", "more_than", "less_than"]


@dataclass(frozen=True)
class Completeness:
    """How much of a layer there is, beside what a layer complete enough for its use has.

    Attributes
    ----------
    grade
        "not graded" where the amount cannot be known: what it is taken over is missing.
    amount
        In `unit`, divided by `per` and taken over the layer `of` where these are not None.
    good, fair, most
        From which amounts on the grade is good or fair, and beyond which there is too much to be true.
    source, status
        Where these expectations are from, and how far that was checked.
    statement
        The amount, what is expected and the grade, in a sentence; or why there is no grade.
    """

    grade: Grade
    amount: float | None
    unit: str
    per: str | None
    of: str | None
    good: float
    fair: float
    most: float | None
    source: Text
    status: Status
    statement: Text

    @property
    def word(self) -> Text:
        """The grade in a word; a poor one says whether there is too little or too much."""
        too_much = self.grade == "poor" and self.amount is not None and self.amount >= self.fair
        return _TOO_MUCH if too_much else GRADES[self.grade]


@dataclass(frozen=True)
class LayerRecord:
    """Where a layer came from and what was seen in it.

    Attributes
    ----------
    source
        Which of the layer's sources was used, for readers.
    nature
        "real", or "modelled" if any row is.
    date
        The date of the data as its source states it: "2020-11-01", "2023", or None.
    features
        Number of rows used.
    sha256
        Of the file that was read.
    faults
        What the checks found; the serious ones keep the layer from being used.
    crs, datum
        The coordinate system of the source and the datum its coordinates are in, as declared; None for tables.
    completeness
        How much of the layer there is by each of its rules.
    datum_check
        What is seen of the declared datum, by how the layer lies to another one; None where it was not looked at.
    """

    name: str
    title: Text
    source: Text
    nature: Nature
    date: str | None
    licence: str | None
    steward: str | None
    features: int
    sha256: str
    faults: tuple[Fault, ...] = ()
    crs: str | None = None
    datum: str | None = None
    completeness: tuple[Completeness, ...] = ()
    datum_check: Text | None = None

    @property
    def worst(self) -> Completeness | None:
        """The rule the layer keeps worst; None without rules."""
        return min(self.completeness, key=lambda one: list(GRADES).index(one.grade), default=None)

    @property
    def grade(self) -> Grade | None:
        """That of the worst rule; None without rules."""
        return None if self.worst is None else self.worst.grade


def weakest(layers: Iterable[LayerRecord]) -> LayerRecord | None:
    """Return the layer with the worst grade, which a figure made from them all is no better than; None if none has."""
    graded = [layer for layer in layers if layer.grade is not None]
    return min(graded, key=lambda layer: list(GRADES).index(layer.grade or "not graded"), default=None)


@dataclass(frozen=True)
class ParameterRecord:
    """A parameter as it was used, with the standard it comes from and how far that was checked."""

    name: str
    value: object
    unit: str | None
    source: Text
    status: Status
    title: Text | None = None

    def said(self, language: Language) -> str:
        """Return what readers call it."""
        return self.name if self.title is None else self.title.say(language)


@dataclass(frozen=True)
class AnalysisRecord:
    """One question and its answer.

    Attributes
    ----------
    why
        Why there is no answer, or none in part.
    layers
        Every layer the answer rests on, those behind other analyses included.
    modelled
        Those of `layers` that are modelled.
    measure_layers, table_layers
        Those of `layers` that each measure and each table rests on.
    inputs, input_layers
        What each input of the method names, and those of `layers` behind it: what is counted, and over what.
    what_if
        Of a choice of sites: what any other choice would come to.
    clause
        The clause of the plan it serves, as the project says; None where it does not.
    """

    name: str
    title: Text
    method: str
    status: Outcome
    why: Text | None
    seconds: float
    layers: tuple[str, ...] = ()
    modelled: tuple[str, ...] = ()
    measure_layers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    table_layers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    inputs: Mapping[str, str] = field(default_factory=dict)
    input_layers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    parameters: tuple[ParameterRecord, ...] = ()
    measures: Mapping[str, Measure] = field(default_factory=dict)
    tables: Mapping[str, Table] = field(default_factory=dict)
    notes: tuple[Text, ...] = ()
    what_if: WhatIf | None = None
    clause: str | None = None


@dataclass(frozen=True)
class Verdict:
    """A target of the plan beside the figure that answers it.

    Attributes
    ----------
    bound, target
        "at_least" 100, in `unit`.
    strive
        The plan says 力争 or 争取: an aim rather than a duty.
    value
        The figure, in `unit`; None where there is none.
    verdict
        "met" or "short" only where every layer behind the figure is real; "open" where the data leave open which.
    short_by
        How much is missing to the bound, in `unit`; None where nothing is missing, nothing is known, or the data leave
        open whether anything is.
    short_least
        The least that is missing, where the data leave open how much and something is all the same.
    low, high
        Between which the figure lies, in `unit`, if the data do not say all; None where they do.
    why
        How the verdict came about, in a sentence: which analysis or report, which modelled layers, what is missing.
    measured_by
        "analysis.measure", or None for a reported figure.
    bound_source
        Where the bound is from when the plan's own words give no number.
    map
        The map its sites are on, by name, where the plan's file names one.
    """

    id: str
    clause: str
    action: Text | None
    text: Text
    bound: Bound
    target: float
    unit: str
    year: int | None
    lead: Text | None
    strive: bool
    value: float | None
    verdict: VerdictWord
    short_by: float | None
    why: Text
    measured_by: str | None
    about: Text | None = None
    bound_source: Text | None = None
    map: str | None = None
    short_least: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class RunRecord:
    """All of a run, for programs and for the pages."""

    place: Text
    plan: Text
    issued: str | None
    crs: str
    version: str
    started: datetime
    seconds: float
    layers: tuple[LayerRecord, ...]
    analyses: tuple[AnalysisRecord, ...]
    targets: tuple[Verdict, ...]
    faults: tuple[Fault, ...] = ()

    def weakest(self, names: Iterable[str]) -> LayerRecord | None:
        """Return the layer of these names with the worst grade; None if none has one."""
        wanted = set(names)
        return weakest(layer for layer in self.layers if layer.name in wanted)

    @property
    def modelled(self) -> frozenset[str]:
        """The modelled layers that anything shown rests on, so that every page must name them."""
        reported = any(one.verdict == "demonstration" and one.measured_by is None for one in self.targets)
        return frozenset(name for answer in self.analyses for name in answer.modelled).union([STATISTICS] * reported)

    @property
    def demonstration(self) -> bool:
        """Whether anything shown rests on a modelled layer."""
        return bool(self.modelled)
