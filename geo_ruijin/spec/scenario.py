"""`scenarios/*.toml` as a frozen model: what is added to layers and taken from them, for a trial."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BeforeValidator, Field, model_validator

from geo_ruijin.spec.base import BesidePath, Spec, Words, wrong
from geo_ruijin.spec.sources import Datum, Declared, Value
from geo_ruijin.text import Text, same

#: What only a file needs to say of itself, and what a table of this project need not say either.
_OF_FILES = ("sheet", "encoding", "crs", "axes", "x", "y")
_OF_OTHERS = (*_OF_FILES, "datum", "datum_confirmed", "nature", "units")


def _at(value: object) -> object:
    """Return a point as it is written, with its longitude and latitude in degrees."""
    example = Text(zh="例如 { lon = 116.02, lat = 25.89 }", en="For example { lon = 116.02, lat = 25.89 }")
    if not isinstance(value, dict):
        raise wrong(Text(zh="应为有 lon 和 lat 的表", en="should be a table with lon and lat"), example)
    for key, most in (("lon", 180), ("lat", 90)):
        number = value.get(key)
        if not isinstance(number, int | float) or isinstance(number, bool) or not -most <= number <= most:
            said = Text(
                zh=f"{key} 应为 -{most} 至 {most} 之间的度数", en=f"{key} should be degrees from -{most} to {most}"
            )
            raise wrong(said, example)
    return value


#: A point in degrees, with columns of its layer.
Point = Annotated[dict[str, Value], BeforeValidator(_at)]


class Place(Spec):
    """A place in degrees."""

    lon: float
    lat: float


class Rows(Declared):
    """What is declared of rows for a layer; of a file `sheet` is the layer in it or the sheet."""

    layer: str
    sheet: str | None = None
    encoding: str | None = None


def _demand_datum(key: str, datum: Datum | None) -> None:
    if datum is None:
        raise wrong(
            Text(zh=f"写了 {key},没有写坐标基准 datum", en=f"has {key} and does not declare the datum"),
            Text(
                zh='写 datum = "wgs84"、"gcj02"(高德、腾讯)、"bd09"(百度)或 "cgcs2000"',
                en='Write datum = "wgs84", "gcj02" (Amap, Tencent), "bd09" (Baidu) or "cgcs2000"',
            ),
        )


class AdditionSpec(Rows):
    """Features added to a layer: those of a file, points written here, or the rows of a table of an analysis.

    Of a table, `from` = "analysis.table", only the column `name` is taken by itself; every other one is named in
    `columns`, or the same in all rows and given in `constants`.
    """

    file: BesidePath | None = None
    points: list[Point] | None = Field(default=None, min_length=1)
    from_: str | None = Field(default=None, alias="from")

    @model_validator(mode="after")
    def _one_origin(self) -> AdditionSpec:
        given = [key for key, one in (("file", self.file), ("points", self.points), ("from", self.from_)) if one]
        if len(given) != 1:
            raise wrong(
                Text(zh="应恰好写一个:file、points 或 from", en="needs exactly one of file, points and from"),
                Text(
                    zh='例如 points = [{ lon = 116.02, lat = 25.89, name = "…" }]',
                    en='For example points = [{ lon = 116.02, lat = 25.89, name = "…" }]',
                ),
            )
        if self.from_ is None:
            _demand_datum(given[0], self.datum)
        unfit = {"file": (), "points": _OF_FILES, "from": _OF_OTHERS}[given[0]]
        if stray := [key for key in unfit if key in self.model_fields_set]:
            what = Text(zh=f"{stray[0]} 不与 {given[0]} 同用", en=f"{stray[0]} does not go with {given[0]}")
            raise wrong(what, same(""))
        return self


class ChangeSpec(Rows):
    """A file whose column `change` says of each row whether it is an addition ("add") or a removal ("remove")."""

    file: BesidePath

    @model_validator(mode="after")
    def _of_a_datum(self) -> ChangeSpec:
        _demand_datum("file", self.datum)
        return self


class RemovalSpec(Spec):
    """Features taken from a layer: the one near each of some places, or those with one of the values in `where`.

    `within` is how far from a place its feature may lie [m].
    """

    layer: str
    near: list[Annotated[Place, BeforeValidator(_at)]] | None = Field(default=None, min_length=1)
    datum: Datum | None = None
    within: float = Field(default=30.0, gt=0)
    where: dict[str, list[str]] | None = Field(default=None, min_length=1)

    @model_validator(mode="after")
    def _one_way(self) -> RemovalSpec:
        if (self.near is None) == (self.where is None):
            raise wrong(
                Text(zh="应恰好写一个:near 或 where", en="needs exactly one of near and where"),
                Text(zh='例如 where = { name = ["中心站"] }', en='For example where = { name = ["Central stop"] }'),
            )
        if self.near is not None:
            _demand_datum("near", self.datum)
        return self


class ScenarioSpec(Spec):
    """`scenarios/*.toml`: a choice that may be made, to see what would come of it. `by` says who made it, and when.

    `maps` names those on which it is compared with the present; without it, all on which something would differ.
    """

    title: Words
    about: Words | None = None
    by: Words | None = None
    maps: list[str] | None = None
    add: list[AdditionSpec] = Field(default_factory=list)
    remove: list[RemovalSpec] = Field(default_factory=list)
    change: list[ChangeSpec] = Field(default_factory=list)

    @model_validator(mode="after")
    def _something(self) -> ScenarioSpec:
        if not (self.add or self.remove or self.change):
            raise wrong(
                Text(zh="没有写增加或减少什么", en="neither adds nor removes anything"),
                Text(zh="写 [[add]]、[[remove]] 或 [[change]]", en="Write [[add]], [[remove]] or [[change]]"),
            )
        return self

    @property
    def entries(self) -> list[tuple[str, AdditionSpec | RemovalSpec | ChangeSpec]]:
        """Every entry with the key it has in the file."""
        kinds: tuple[tuple[str, list[Any]], ...] = (("add", self.add), ("remove", self.remove), ("change", self.change))
        return [(f"{kind}[{index}]", one) for kind, several in kinds for index, one in enumerate(several)]
