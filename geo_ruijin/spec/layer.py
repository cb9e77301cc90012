"""`layers/*.toml` as a frozen model."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from geo_ruijin.record import Status
from geo_ruijin.spec.base import Spec, UnitSymbol, Words, wrong
from geo_ruijin.spec.sources import Source
from geo_ruijin.text import Text

Geometry = Literal["point", "line", "polygon", "table", "raster"]
ColumnType = Literal["text", "number", "integer", "boolean", "date"]

#: How much of a layer there is: its features, their length [km], area or total of a column, or the share of the place
#: or of another layer they cover [%]; as such, or per km² or per 10,000 people of another layer.
Amount = Literal["features", "length", "total", "area_share"]
Per = Literal["km²", "10000 people"]

#: What a table of weather holds: the hours of a year, or the means of its months.
WeatherYear = Literal["hours", "months"]


class ColumnSpec(Spec):
    """A column a layer has, in our names; of a raster, a band.

    `usual` is where the median of the column lies in most places: beyond it the numbers may be in another unit, which
    is remarked on. `unstated` are numbers that stand for nothing being known, such as 0 floors. `values` are all it may
    hold, `words` what else says one of them, `titles` what readers of the maps are told instead of one; where any word
    may stand, `known` are those that analyses ask for, and it is remarked on where no row has one. `aliases` are what
    the column is called elsewhere, by which `geo-ruijin add` knows it. With `parts` rows of the same value are parts of
    one thing: they are counted as one, and remarked on.
    """

    type: ColumnType
    required: bool = True
    unique: bool = False
    parts: bool = False
    min: float | None = None
    max: float | None = None
    usual: list[float] | None = Field(default=None, min_length=2, max_length=2)
    unstated: list[float] = Field(default_factory=list)
    unit: UnitSymbol | None = None
    values: list[str] | None = None
    known: list[str] | None = None
    words: dict[str, str] = Field(default_factory=dict)
    titles: dict[str, Words] = Field(default_factory=dict)
    aliases: list[str] = Field(default_factory=list)
    title: Words | None = None

    @model_validator(mode="after")
    def _words_of_values(self) -> ColumnSpec:
        if unknown := [word for word in self.words.values() if word not in (self.values or ())]:
            raise wrong(
                Text(zh=f"words 中的“{unknown[0]}”不在 values 里", en=f"'{unknown[0]}' of words is none of values"),
                Text(
                    zh="words 写成 { 别的写法 = values 中的词 }", en="Write words as { another word = one of values }"
                ),
            )
        if unknown := [value for value in self.titles if value not in (self.values or self.titles)]:
            raise wrong(
                Text(zh=f"titles 中的“{unknown[0]}”不在 values 里", en=f"'{unknown[0]}' of titles is none of values"),
                Text(
                    zh="titles 写成 { values 中的词 = 给读者看的说法 }",
                    en="Write titles as { one of values = what readers are told }",
                ),
            )
        return self


class CompletenessSpec(Spec):
    """What a layer that is complete enough for its use has; the numbers are expectations, each with its source.

    `amount` is what is counted, `column` the one totalled, `per` what it is divided by, `of` the layer that is taken
    over (its area, or its people). From `good` on the layer is graded good, from `fair` on fair, below it poor; `most`
    is where there is too much to be true.
    """

    amount: Amount
    column: str | None = None
    per: Per | None = None
    of: str | None = None
    good: float
    fair: float
    most: float | None = None
    source: Words
    status: Status

    @model_validator(mode="after")
    def _consistent(self) -> CompletenessSpec:
        if not 0 < self.fair <= self.good:
            raise wrong(
                Text(zh="应有 0 < fair ≤ good", en="should have 0 < fair ≤ good"),
                Text(zh="good 是完整的下限,fair 是尚可的下限", en="good and fair are the least of each grade"),
            )
        if (self.column is None) == (self.amount == "total"):
            raise wrong(
                Text(zh='amount = "total" 时须写 column,其他情况不写', en="column goes with total, and with it alone"),
                Text(zh='例如 column = "people"', en='For example column = "people"'),
            )
        return self


class DatumCheckSpec(Spec):
    """How the features lie to those of another layer, from which a wrong datum is seen.

    `lies` = "along": points or lines along the lines of `against` (stops along streets); "off": outlines that keep off
    them (buildings off streets); "inside": within its polygons.
    """

    against: str
    lies: Literal["along", "off", "inside"]


class LayerSpec(Spec):
    """`layers/*.toml`: what is known about the place, and from where, in order of preference.

    With `by_year` each source has its `year`, and the layer is there in every year one of them is there for. `weather`
    says that a table holds a year of weather, by "hours" or as means of "months": it is then checked against the
    calendar and the sun, and its times become the middles of hours.
    """

    title: Words
    geometry: Geometry
    by_year: bool = False
    weather: WeatherYear | None = None
    steward: str | None = None
    about: Words | None = None
    columns: dict[str, ColumnSpec] = Field(default_factory=dict)
    completeness: list[CompletenessSpec] = Field(default_factory=list)
    datum_check: DatumCheckSpec | None = None
    sources: list[Source] = Field(default_factory=list)
