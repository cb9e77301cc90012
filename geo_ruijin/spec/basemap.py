"""The basemaps of `plan.toml` as frozen models, and which are refused.

A basemap in GCJ-02 or BD-09 looks right and is not: at Ruijin it lies some 590 m off, more than what is measured on it.
"""

from __future__ import annotations

import re
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import BeforeValidator, Field, model_validator

from geo_ruijin.spec.base import Line, Spec, Words, stays_inside, wrong
from geo_ruijin.text import Text

#: The Web Mercator sets of tiles by their usual names; tiles of any other do not fit the map.
MERCATOR_SETS = re.compile(r"w|GoogleMapsCompatible\w*|WebMercatorQuad|.*\b(3857|900913)", re.IGNORECASE)

#: Servers whose tiles are in GCJ-02 or BD-09, with all that is below them.
_SHIFTED = (
    "amap.com", "autonavi.com", "gaode.com", "qq.com", "gtimg.com", "google.cn", "google.com",
    "baidu.com", "bdimg.com", "bdstatic.com", "geoq.cn",
)  # fmt: skip

_TIANDITU = "tianditu.gov.cn"

#: What Leaflet fills into the address of a tile.
_BLANKS = {"{s}", "{z}", "{x}", "{y}", "{-y}", "{r}"}

_TRUE = Text(
    zh="请改用天地图(CGCS2000)、OSM,或 WGS 84、CGCS2000 的瓦片",
    en="Use Tianditu (CGCS2000), OSM, or tiles in WGS 84 or CGCS2000",
)


def _shifted(what: Text) -> Exception:
    return wrong(
        Text(
            zh=f"{what.zh}是 GCJ-02 或 BD-09 坐标(火星坐标、百度坐标):瑞金一带偏约 590 米,比公交站点的 500 米"
            "半径还大,叠上去每个点都落错地方,而看上去没有错",
            en=f"{what.en} in GCJ-02 or BD-09: at Ruijin that lies some 590 m off, more than the 500 m around a bus "
            "stop; every point would look right and stand in the wrong place",
        ),
        _TRUE,
    )


def _true_datum(value: object) -> object:
    if value in ("gcj02", "bd09"):
        raise _shifted(Text(zh="底图", en="the basemap is"))
    return value


def _address(value: object) -> object:
    """Return the address of tiles: of a server that may be shown, or of a folder beside the outputs."""
    if not isinstance(value, str):
        return value
    if "://" not in value and not value.startswith("//"):
        if stays_inside(value):
            return value
        raise wrong(
            Text(zh=f"瓦片路径“{value}”不在项目之内", en=f"the path '{value}' does not stay inside the project"),
            Text(
                zh='把瓦片文件夹放在 outputs 旁边,写 url = "tiles/{z}/{x}/{y}.png"',
                en='Put the folder of tiles beside outputs and write url = "tiles/{z}/{x}/{y}.png"',
            ),
        )
    parts = urlsplit(value.replace("{s}", "s"))
    host = (parts.hostname or "").rstrip(".")
    if parts.scheme not in ("http", "https") or not re.fullmatch(r"[a-z0-9.-]+(:\d+)?", parts.netloc, re.IGNORECASE):
        raise wrong(
            Text(zh=f"“{value}”不是瓦片服务的网址", en=f"'{value}' is no address of a tile server"),
            Text(
                zh="网址以 http:// 或 https:// 开头,主机名里只能有 {s},不写用户名和口令",
                en="It begins with http:// or https://; the host may hold {s}, and no user or password",
            ),
        )
    if any(_below(host, name) for name in _SHIFTED):
        raise _shifted(Text(zh=f"“{host}”的底图", en=f"basemaps of '{host}' are"))
    if _below(host, _TIANDITU):
        raise wrong(
            Text(zh="天地图的网址含密钥,不能写进文件", en="an address of Tianditu holds a key, which no file may"),
            Text(
                zh='写 kind = "tianditu",密钥放在环境变量 GEO_RUIJIN_TIANDITU_KEY',
                en='Write kind = "tianditu" and keep the key in the environment variable GEO_RUIJIN_TIANDITU_KEY',
            ),
        )
    return value


def _below(host: str, name: str) -> bool:
    return host.casefold() == name or host.casefold().endswith(f".{name}")


def _service(value: object) -> object:
    if isinstance(value, str) and ("://" not in value or set(re.findall(r"\{[^}]*\}", value)) - {"{s}"}):
        raise wrong(
            Text(zh=f"“{value}”不是 WMTS 服务的网址", en=f"'{value}' is no address of a WMTS"),
            Text(
                zh='例如 url = "https://…/wmts",不含参数', en='For example url = "https://…/wmts", without parameters'
            ),
        )
    return _address(value)


def _template(value: object) -> object:
    value = _address(value)
    blanks = re.findall(r"\{[^}]*\}", value) if isinstance(value, str) else ["{z}", "{x}", "{y}"]
    if {"{z}", "{x}"} <= set(blanks) <= _BLANKS and {"{y}", "{-y}"} & set(blanks):
        return value
    other = [blank for blank in blanks if blank not in _BLANKS]
    raise wrong(
        Text(
            zh="瓦片网址应含 {z}、{x}、{y}" + (f",不认识{'、'.join(other)}" if other else ""),
            en="an address of tiles should hold {z}, {x} and {y}" + (f", and not {', '.join(other)}" if other else ""),
        ),
        Text(
            zh='例如 url = "https://…/{z}/{x}/{y}.png";行号自下而上的(TMS)写 {-y}',
            en='For example url = "https://…/{z}/{x}/{y}.png"; {-y} where rows count from below (TMS)',
        ),
    )


Datum = Annotated[Literal["wgs84", "cgcs2000"], BeforeValidator(_true_datum)]
Zoom = Annotated[int, Field(ge=0, le=22)]


class TiandituBasemap(Spec):
    """The national map, streets or pictures or relief, with its names; the key is in the environment."""

    kind: Literal["tianditu"]
    layers: Literal["vec", "img", "ter"] = "vec"
    title: Words | None = None


class OsmBasemap(Spec):
    """OpenStreetMap's own tiles."""

    kind: Literal["osm"]
    title: Words | None = None


class OwnBasemap(Spec):
    """What is said of tiles of any other server.

    Nothing of a tile tells its datum: it is declared, as that of every source of points is.
    """

    title: Words
    attribution: Words
    licence: Line | None = None
    datum: Datum
    subdomains: list[str] = Field(default_factory=list)
    min_zoom: Zoom = 0
    max_zoom: Zoom = 18

    @model_validator(mode="after")
    def _fits(self) -> OwnBasemap:
        url = getattr(self, "url", "")
        if ("{s}" in url) != bool(self.subdomains):
            raise wrong(
                Text(zh="网址里的 {s} 和 subdomains 要么都写,要么都不写", en="{s} and subdomains go together"),
                Text(zh='例如 subdomains = ["a", "b", "c"]', en='For example subdomains = ["a", "b", "c"]'),
            )
        if not all(re.fullmatch(r"[A-Za-z0-9-]+", one) for one in self.subdomains):
            raise wrong(
                Text(zh="subdomains 只能是字母、数字和连字符", en="subdomains are letters, digits and hyphens"), _NONE
            )
        if self.min_zoom > self.max_zoom:
            raise wrong(Text(zh="min_zoom 大于 max_zoom", en="min_zoom is above max_zoom"), _NONE)
        return self


class XyzBasemap(OwnBasemap):
    """Tiles by zoom, column and row: of a server, or in a folder beside the outputs."""

    kind: Literal["xyz"]
    url: Annotated[str, BeforeValidator(_template)]


class WmtsBasemap(OwnBasemap):
    """A layer of a WMTS in Web Mercator; `matrix` is how its levels are called."""

    kind: Literal["wmts"]
    url: Annotated[str, BeforeValidator(_service)]
    layer: str
    matrix_set: str
    matrix: str = "{z}"
    style: str = "default"
    format: str = "image/png"
    crs: Literal["EPSG:3857"] | None = None

    @model_validator(mode="after")
    def _mercator(self) -> WmtsBasemap:
        if self.crs is None and not MERCATOR_SETS.fullmatch(self.matrix_set):
            raise wrong(
                Text(
                    zh=f"矩阵集“{self.matrix_set}”不是 Web 墨卡托(EPSG:3857):经纬度(c、EPSG:4490、EPSG:4326)的"
                    "瓦片会拉伸错位",
                    en=f"the matrix set '{self.matrix_set}' is none of Web Mercator (EPSG:3857): tiles in degrees "
                    "(c, EPSG:4490, EPSG:4326) would be stretched and out of place",
                ),
                Text(
                    zh='改用 w 或 GoogleMapsCompatible;确属 EPSG:3857 而名称不同的,加 crs = "EPSG:3857"',
                    en='Use w or GoogleMapsCompatible; for EPSG:3857 by another name, add crs = "EPSG:3857"',
                ),
            )
        return self


_NONE = Text(zh="", en="")

BasemapSpec = Annotated[
    TiandituBasemap | OsmBasemap | XyzBasemap | WmtsBasemap,
    Field(discriminator="kind"),
]
