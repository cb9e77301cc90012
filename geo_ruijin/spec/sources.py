"""The sources of a layer, in `layers/*.toml`, as frozen models."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from geo_ruijin.record import Nature
from geo_ruijin.spec.base import DataYear, InsidePath, Line, Spec, TagRule, When, Words, wrong
from geo_ruijin.text import Text

Datum = Literal["wgs84", "cgcs2000", "gcj02", "bd09"]
Axes = Literal["xy", "yx"]
Product = Literal[
    "esa_worldcover", "copernicus_dem", "worldpop", "hansen_tree_cover", "hansen_loss_year", "jrc_water_occurrence"
]

Legend = Literal["esa_worldcover", "clcd", "dynamic_world", "esri_10m", "glc_fcs30d"]

#: What a value of the file becomes: our word, number or yes/no.
Value = str | bool | int | float


#: User, server, database and options; behind a colon in front of the @ a password would stand.
_ADDRESS = re.compile(r"postgres(ql)?://([^/?@:]*@)?[^/?@]*([/?][^@]*)?")


def _database(value: object) -> object:
    if isinstance(value, str) and _ADDRESS.fullmatch(value) and "password=" not in value:
        return value
    raise wrong(
        Text(zh="不是不带口令的数据库地址", en="is no address of a PostGIS database without its password"),
        Text(
            zh='写成 url = "postgresql://用户@主机/数据库",口令放在环境变量 PGPASSWORD 或 ~/.pgpass 里',
            en='Write url = "postgresql://user@host/database", and keep the password in PGPASSWORD or ~/.pgpass',
        ),
    )


DatabaseUrl = Annotated[str, BeforeValidator(_database)]


class Declared(Spec):
    """What must be said of somebody's rows before they can be used, wherever they are.

    `datum` says which datum the coordinates really are in, whatever their label: GCJ-02 data carry the label of WGS 84.
    `datum_confirmed` says who made sure of it, where the layer lies otherwise than its surroundings. `columns` maps
    our names to theirs, `values` what stands in a column (of ours) to our words; `constants` are columns of ours that
    are the same in every row, and not there. `units` says in which unit a column (of ours) is there, where the head of
    the column does not: it is converted. `x` and `y` are the columns with the
    easting or longitude and the northing or latitude of a table without geometries; `axes` = "yx" says that
    geometries have the northing or latitude first.
    """

    nature: Nature = "real"
    crs: str | None = None
    datum: Datum | None = None
    datum_confirmed: Words | None = None
    axes: Axes = "xy"
    x: str | None = None
    y: str | None = None
    columns: dict[str, str] = Field(default_factory=dict)
    values: dict[str, dict[str, Value]] = Field(default_factory=dict)
    constants: dict[str, Value] = Field(default_factory=dict)
    units: dict[str, str] = Field(default_factory=dict)


class OwnSource(Declared):
    """What is declared of somebody's own data, be they in a file or in a database.

    `over` is the layer of buildings that people counted by zones are spread over, `storeys` what is assumed of those
    that do not say how many they have.
    """

    over: str | None = None
    storeys: float | None = Field(default=None, gt=0)
    year: DataYear | None = None
    origin: Words | None = None
    date: When | None = None
    licence: Line | None = None


class FileSource(OwnSource):
    """A file under the layers folder; `layer` is the layer in it or the sheet, `encoding` that of its text.

    Of a raster, `legend` names the product whose codes it has, and `values` go before it; `nodata` are numbers that
    stand for nothing besides those the file names, and where it is empty nothing does. `edition` says which product it
    is of, in which version: years of different ones are not compared.
    """

    kind: Literal["file"]
    path: InsidePath
    layer: str | None = None
    encoding: str | None = None
    legend: Legend | None = None
    nodata: list[float] | None = None
    edition: str | None = None


class DatabaseSource(OwnSource):
    """A table or view of a PostGIS database, which `geo-ruijin fetch` brings; `table` may name its schema."""

    kind: Literal["database"]
    url: DatabaseUrl
    table: str


class LayerSource(Spec):
    """Those features of another layer whose columns have one of the values in `where`; `columns` maps ours to its."""

    kind: Literal["layer"]
    layer: str
    where: dict[str, list[str]] = Field(default_factory=dict)
    columns: dict[str, str] = Field(default_factory=dict)


class ProductSource(Spec):
    """A public raster, of which `geo-ruijin fetch` brings the window of the place.

    `country` is the ISO 3166 code of three letters that WorldPop sorts its files by.
    """

    kind: Literal["product"]
    product: Product
    year: DataYear | None = None
    country: str | None = None


class OsmSource(Spec):
    """Features of OpenStreetMap that carry any of `tags`; `columns` maps our names to tag keys.

    With `clip` they are cut at the boundary of the place; else those around it are there too, since a stop beyond the
    border serves people on this side. `title` is what the layer is called when it is of them, where OpenStreetMap has
    only roughly what the layer is meant to hold.
    """

    kind: Literal["osm"]
    tags: dict[str, TagRule]
    columns: dict[str, str] = Field(default_factory=dict)
    values: dict[str, dict[str, Value]] = Field(default_factory=dict)
    clip: bool = False
    title: Words | None = None


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
    FileSource | DatabaseSource | LayerSource | ProductSource | OsmKind,
    Field(discriminator="kind"),
]
