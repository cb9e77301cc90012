"""`analyses/*.toml` and `maps/*.toml` as frozen models."""

from __future__ import annotations

import itertools
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from geo_ruijin.record import Status
from geo_ruijin.spec.base import Line, ReviewNumber, Spec, UnitSymbol, Words, wrong
from geo_ruijin.text import Text

#: Of the years a layer is there for, the one to be shown.
Year = int | Literal["earliest", "latest", "all"]

#: Of a divider.
Side = Literal["left", "right"]


def _year(value: object) -> object:
    if value in ("earliest", "latest", "all") or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    raise wrong(
        Text(
            zh='应为年份、"earliest"(最早)、"latest"(最近)或 "all"(各年,用滑块切换)',
            en='should be a year, "earliest", "latest", or "all" for a slider of all years',
        ),
        Text(zh="例如 year = 2020", en="For example year = 2020"),
    )


#: The most bounds a map may give: more classes cannot be told apart.
_MOST_BOUNDS = 6


def _increasing(bounds: list[float]) -> list[float]:
    if len(bounds) > _MOST_BOUNDS or any(low >= high for low, high in itertools.pairwise(bounds)):
        raise wrong(
            Text(zh=f"应为由小到大的 1 至 {_MOST_BOUNDS} 个数", en=f"should be 1 to {_MOST_BOUNDS} increasing numbers"),
            Text(zh="例如 bounds = [60, 80, 90]", en="For example bounds = [60, 80, 90]"),
        )
    return bounds


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
    """`analyses/*.toml`: a question. Inputs name a layer, or a table of another analysis as `analysis.table`.

    `clause` is the one of the plan it serves, be there a number in it or not: readers find the question there.
    """

    title: Words
    method: str
    clause: Line | None = None
    about: Words | None = None
    inputs: dict[str, str] = Field(default_factory=dict)
    parameters: dict[str, ParameterSpec] = Field(default_factory=dict)


class ShowSpec(Spec):
    """One thing on a map: a layer or a table of an analysis, in a style of `geo_ruijin.draw`.

    `group` is the heading it stands under in the legend, where that is not the one of its style.

    Of a raster layer that is there by years, `year` says which one is shown: the latest where nothing is said; "all"
    gives a slider of years. `time` names a column of years of features, by which the slider picks them. What has
    `side` = "left" and what has "right" is compared by a divider the reader drags across the map.

    The style "choropleth" colours divisions by `column`, in classes between `bounds` where these are given; `measure`
    names the figure of the whole place where it is not called as the column is.
    """

    data: str
    style: str | None = None
    title: Words | None = None
    hidden: bool = False
    group: Words | None = None
    year: Annotated[Year | None, BeforeValidator(_year)] = None
    side: Side | None = None
    time: str | None = None
    column: str | None = None
    bounds: Annotated[list[float], AfterValidator(_increasing)] | None = Field(default=None, min_length=1)
    measure: str | None = None


class MapSpec(Spec):
    """`maps/*.toml`: what is shown, from the bottom up.

    `what_if` names an analysis that chose among sites: on the page of the map a reader tries other choices. With
    `ground` = false the ground of the plan, which lies under every map but those of rasters, is left out.
    `review_number` (审图号) goes before that of the plan; a map that has neither is marked as internal.
    """

    title: Words
    about: Words | None = None
    review_number: ReviewNumber | None = None
    what_if: str | None = None
    ground: bool = True
    show: list[ShowSpec]
