"""The TOML files of a project as frozen models: strict, every fault at once, file and key named."""

from __future__ import annotations

import datetime as dt
from pathlib import PurePosixPath
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError
from pyproj import CRS
from pyproj.exceptions import CRSError

from geo_ruijin.errors import closest
from geo_ruijin.record import Bound, Nature, Status
from geo_ruijin.text import Text, same
from geo_ruijin.units import UNITS

Geometry = Literal["point", "line", "polygon", "table"]
ColumnType = Literal["text", "number", "integer", "boolean", "date"]
Datum = Literal["wgs84", "cgcs2000", "gcj02", "bd09"]
BOUNDS: tuple[Bound, ...] = ("at_least", "at_most", "more_than", "less_than")


def wrong(what: Text, cure: Text) -> PydanticCustomError:
    """Return a validation error that carries both languages to the reader."""
    return PydanticCustomError(
        "geo_ruijin", "{en}", {"en": what.en, "zh": what.zh, "cure_en": cure.en, "cure_zh": cure.zh}
    )


def _words(value: object) -> object:
    if isinstance(value, Text):
        return value
    if isinstance(value, str):
        return same(value)
    if isinstance(value, dict) and set(value) == {"zh", "en"} and all(isinstance(part, str) for part in value.values()):
        return Text(**value)
    raise wrong(
        Text(zh='应为文字,或 { zh = "…", en = "…" }', en='should be words, or { zh = "…", en = "…" }'),
        same(""),
    )


def _unit(value: object) -> object:
    if value in UNITS:
        return value
    raise wrong(Text(zh=f"不认识的单位“{value}”", en=f"unknown unit '{value}'"), closest(str(value), UNITS))


def _tag_rule(value: object) -> object:
    if isinstance(value, str | bool) or (isinstance(value, list) and all(isinstance(item, str) for item in value)):
        return value
    raise wrong(
        Text(zh="应为文字、true 或文字列表", en="should be text, true or a list of texts"),
        Text(zh='例如 highway = "bus_stop"', en='For example highway = "bus_stop"'),
    )


def _when(value: object) -> object:
    if isinstance(value, dt.date | int) and not isinstance(value, bool | dt.datetime):
        return value
    raise wrong(
        Text(zh="应为日期或年份", en="should be a date or a year"),
        Text(zh="例如 date = 2020-11-01 或 date = 2020", en="For example date = 2020-11-01 or date = 2020"),
    )


def _inside(value: object) -> object:
    path = PurePosixPath(str(value))
    if not isinstance(value, str) or "\\" in value or ":" in value or path.is_absolute() or ".." in path.parts:
        raise wrong(
            Text(
                zh=f"路径“{value}”不在 layers 文件夹之内",
                en=f"the path '{value}' does not stay inside the layers folder",
            ),
            Text(
                zh="请把文件放进 layers/data/own/,并用正斜杠写相对路径",
                en="Put the file under layers/data/own/ and write the path relative, with forward slashes",
            ),
        )
    return value


def _crs(value: object) -> object:
    try:
        crs = CRS.from_user_input(value)
    except CRSError as error:
        raise wrong(
            Text(zh=f"不认识的坐标系“{value}”", en=f"unknown coordinate reference system '{value}'"),
            Text(zh='例如 crs = "EPSG:4548"', en='For example crs = "EPSG:4548"'),
        ) from error
    projection = crs.coordinate_operation.method_name if crs.is_projected and crs.coordinate_operation else ""
    if projection.endswith("Pseudo Mercator") or projection.startswith("Mercator"):
        raise wrong(
            Text(
                zh=f"“{value}”是墨卡托投影,离赤道越远长度放大越多,不能量距离和面积",
                en=f"'{value}' is a Mercator projection, which stretches lengths away from the equator",
            ),
            Text(zh='例如 crs = "EPSG:4548"', en='For example crs = "EPSG:4548"'),
        )
    if not crs.is_projected or any(axis.unit_name != "metre" for axis in crs.axis_info):
        raise wrong(
            Text(zh=f"“{value}”不是以米为单位的投影坐标系", en=f"'{value}' is not a projected system in metres"),
            Text(zh='例如 crs = "EPSG:4548"', en='For example crs = "EPSG:4548"'),
        )
    return value


Words = Annotated[Text, BeforeValidator(_words)]
UnitSymbol = Annotated[str, BeforeValidator(_unit)]
InsidePath = Annotated[str, BeforeValidator(_inside)]
ProjectedCrs = Annotated[str, BeforeValidator(_crs)]
When = Annotated[dt.date | int, BeforeValidator(_when)]
TagRule = Annotated[str | bool | list[str], BeforeValidator(_tag_rule)]


class Spec(BaseModel):
    """What every file and table of a project has in common: no unknown keys, no silent conversions."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)


class PlaceSpec(Spec):
    """The place, by name; `adcode` is its code in GB/T 2260."""

    zh: str
    en: str
    adcode: int | None = None

    @property
    def name(self) -> Text:
        """The name in both languages."""
        return Text(zh=self.zh, en=self.en)


class DocumentSpec(Spec):
    """The document the targets come from."""

    title: Words
    issued: dt.date | None = None
    source: Words | None = None


class CitedSpec(Spec):
    """A citation and how far its wording was checked."""

    text: Words
    status: Status


class TargetSpec(Spec):
    """One promise of the plan: a clause, a bound, and what measures it."""

    clause: str
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
    bound_source: CitedSpec | None = None
    about: Words | None = None

    @model_validator(mode="after")
    def _one_of_each(self) -> TargetSpec:
        if len(self._bounds()) != 1:
            raise wrong(
                Text(zh="应恰好有一个界限", en="needs exactly one bound"),
                Text(zh="写下其中一个:" + "、".join(BOUNDS), en="Write one of: " + ", ".join(BOUNDS)),
            )
        if (self.measured_by is None) == (self.reported is None):
            raise wrong(
                Text(zh="应恰好说明一种来源", en="needs exactly one origin of its figure"),
                Text(
                    zh='写 measured_by = "分析.指标" 或 reported = "统计表的 id"',
                    en='Write measured_by = "analysis.measure" or reported = "id in the statistics"',
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
    """`plan.toml`: what the city promised."""

    place: PlaceSpec
    crs: ProjectedCrs
    plan: DocumentSpec
    targets: dict[str, TargetSpec] = Field(default_factory=dict)


class ColumnSpec(Spec):
    """A column a layer has, in our names."""

    type: ColumnType
    required: bool = True
    min: float | None = None
    max: float | None = None
    unit: UnitSymbol | None = None
    title: Words | None = None


class FileSource(Spec):
    """A file under the layers folder.

    `datum` says which datum the coordinates really are in, whatever the file's label: GCJ-02 data carry the label
    of WGS 84. `columns` maps our names to the file's.
    """

    kind: Literal["file"]
    path: InsidePath
    nature: Nature = "real"
    layer: str | None = None
    crs: str | None = None
    datum: Datum | None = None
    columns: dict[str, str] = Field(default_factory=dict)
    origin: Words | None = None
    date: When | None = None
    licence: str | None = None


class OsmSource(Spec):
    """Features of OpenStreetMap that carry any of `tags`; `columns` maps our names to tag keys.

    With `clip` they are cut at the boundary of the place; else those around it are there too, since a stop beyond the
    border serves people on this side.
    """

    kind: Literal["osm"]
    tags: dict[str, TagRule]
    columns: dict[str, str] = Field(default_factory=dict)
    clip: bool = False


class OsmStreetsSource(Spec):
    """The street network of OpenStreetMap, with who may use each street."""

    kind: Literal["osm_streets"]


class OsmBoundarySource(Spec):
    """The administrative boundary of OpenStreetMap with the place's name."""

    kind: Literal["osm_boundary"]


class OsmDivisionsSource(Spec):
    """The administrative divisions of OpenStreetMap one level below the boundary."""

    kind: Literal["osm_divisions"]


class OsmPeopleSource(Spec):
    """A total of people spread over the residential buildings of OpenStreetMap by floor area: modelled.

    `storeys` is assumed where a building does not say how many it has; `total_from` says where the total is from.
    """

    kind: Literal["osm_people"]
    total: float = Field(gt=0)
    total_from: Words
    storeys: float = Field(gt=0)


OsmKind = OsmSource | OsmStreetsSource | OsmBoundarySource | OsmDivisionsSource | OsmPeopleSource

Source = Annotated[
    FileSource | OsmKind,
    Field(discriminator="kind"),
]


class LayerSpec(Spec):
    """`layers/*.toml`: what is known about the place, and from where, in order of preference."""

    title: Words
    geometry: Geometry
    steward: str | None = None
    about: Words | None = None
    columns: dict[str, ColumnSpec] = Field(default_factory=dict)
    sources: list[Source] = Field(default_factory=list)


class ParameterSpec(Spec):
    """A number of a method with its standard: `status` says how far the standard's wording was checked."""

    value: Any
    unit: UnitSymbol | None = None
    source: Words
    status: Status


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
