"""`plan.toml` as a frozen model."""

from __future__ import annotations

import datetime as dt

from pydantic import Field, model_validator

from geo_ruijin.record import Bound, Status
from geo_ruijin.spec.analysis import ShowSpec
from geo_ruijin.spec.base import BOUNDS, Line, ProjectedCrs, ReviewNumber, Spec, UnitSymbol, Words, wrong
from geo_ruijin.spec.basemap import BasemapSpec
from geo_ruijin.text import Text


class PlaceSpec(Spec):
    """The place, by name; `adcode` is its code in GB/T 2260."""

    zh: Line
    en: Line
    adcode: int | None = None

    @property
    def name(self) -> Text:
        """The name in both languages."""
        return Text(zh=self.zh, en=self.en)


class DocumentSpec(Spec):
    """The document the targets come from; `review_number` is that of all maps, where they were reviewed as one."""

    title: Words
    issued: dt.date | None = None
    source: Words | None = None
    review_number: ReviewNumber | None = None


class CitedSpec(Spec):
    """A citation and how far its wording was checked."""

    text: Words
    status: Status


class TargetSpec(Spec):
    """One promise of the plan: a clause, a bound, what measures it, and the map its sites are on.

    With both origins, what is measured on real data counts, and what is reported where there is none.
    """

    clause: Line
    text: Words
    unit: UnitSymbol
    action: Words | None = None
    at_least: float | None = None
    at_most: float | None = None
    more_than: float | None = None
    less_than: float | None = None
    year: int | None = None
    lead: Words | None = None
    strive: bool = False
    measured_by: str | None = None
    reported: str | None = None
    map: str | None = None
    bound_source: CitedSpec | None = None
    about: Words | None = None

    @model_validator(mode="after")
    def _one_of_each(self) -> TargetSpec:
        if len(self._bounds()) != 1:
            raise wrong(
                Text(zh="应恰好有一个界限", en="needs exactly one bound"),
                Text(zh="写下其中一个:" + "、".join(BOUNDS), en="Write one of: " + ", ".join(BOUNDS)),
            )
        if self.measured_by is None and self.reported is None:
            raise wrong(
                Text(zh="应说明数的来源", en="needs an origin of its figure"),
                Text(
                    zh='写 measured_by = "分析.指标" 或 reported = "统计表的 id",也可两个都写',
                    en='Write measured_by = "analysis.measure", reported = "id in the statistics", or both',
                ),
            )
        return self

    def _bounds(self) -> list[tuple[Bound, float]]:
        return [(name, value) for name in BOUNDS if (value := getattr(self, name)) is not None]

    @property
    def bound(self) -> tuple[Bound, float]:
        """The kind of bound and its number, in `unit`."""
        return self._bounds()[0]


class PlanSpec(Spec):
    """`plan.toml`: what the city promised, and what lies under all its maps.

    `ground` is of the project's own data and needs no network; `basemaps` are of servers, for a reader to switch on.
    """

    place: PlaceSpec
    crs: ProjectedCrs
    plan: DocumentSpec
    ground: list[ShowSpec] = Field(default_factory=list)
    basemaps: list[BasemapSpec] = Field(default_factory=list)
    targets: dict[str, TargetSpec] = Field(default_factory=dict)
