"""Make a complete project for a place: its files, its coordinate system, and the layers an extract holds."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import tomlkit
from pyproj import CRS
from pyproj.aoi import AreaOfInterest
from pyproj.database import query_crs_info
from pyproj.enums import PJType
from tomlkit.items import AoT, Table

from geo_ruijin.carried import carry_analyses
from geo_ruijin.datum import is_cgcs2000, is_convertible, to_true_coordinates
from geo_ruijin.errors import SourceError
from geo_ruijin.fetch import Fetched, Means, fetch_layers
from geo_ruijin.folders import in_the_making
from geo_ruijin.inhabitants import PEOPLE, at_points, zones_of_raster
from geo_ruijin.project import PLAN, open_project, shipped_project
from geo_ruijin.reading import Step
from geo_ruijin.record import BOUNDARY, STATISTICS
from geo_ruijin.sources.files import read_file
from geo_ruijin.sources.maps import Extract
from geo_ruijin.sources.osm import data_extent, read_boundary
from geo_ruijin.sources.products import recognised
from geo_ruijin.spec import ColumnSpec, Datum
from geo_ruijin.text import Text

POPULATION = "population"

_TEMPLATES = Path(__file__).parent / "templates"

#: Storeys assumed for housing that does not say how many it has.
STOREYS = 2

#: What layers are called when they are of OpenStreetMap, which has them roughly: figures name their denominator so.
_TITLES = {
    "built_up_area": Text(
        zh="建设用地(OpenStreetMap 土地利用,非官方建成区)", en="Built-up land (OpenStreetMap land use)"
    )
}

_NO_PEOPLE = Text(
    zh="不知道总人口,只能计算面积口径。请用 --people 或 --population-raster,"
    "或以后用 geo-ruijin add population 文件 加入",
    en="nobody says how many live here, so only areas are measured. Give --people or --population-raster, or add a "
    "file later with geo-ruijin add population FILE",
)

#: From which share of the place on a layer is expected to cover all of it [%].
_ALL = 90


@dataclass(frozen=True)
class Place:
    """What is known of a place before its project is there.

    Attributes
    ----------
    name
        In both languages.
    boundary
        In WGS 84.
    crs
        The working coordinate system.
    people
        Its total, and where that is from; None where nobody says.
    """

    name: Text
    boundary: gpd.GeoDataFrame
    crs: str
    people: tuple[float, Text] | None = None


def working_crs(boundary: gpd.GeoDataFrame) -> str:
    """Return the coordinate system to measure a place in, as an EPSG code.

    In China the 3-degree zone of CGCS2000 that the middle of the place lies in (by central meridian, without the zone
    in front of the easting); elsewhere the UTM zone. Where China is, the registry says by a box a zone, in which some
    towns across the border lie too: their zone is as good to measure in.

    Parameters
    ----------
    boundary
        The place, in WGS 84.

    Examples
    --------
    >>> from shapely.geometry import box
    >>> working_crs(gpd.GeoDataFrame(geometry=[box(115.7, 25.5, 116.4, 26.3)], crs="EPSG:4326"))
    'EPSG:4548'
    """
    west, south, east, north = boundary.total_bounds
    middle = AreaOfInterest((west + east) / 2, (south + north) / 2, (west + east) / 2, (south + north) / 2)
    zones = query_crs_info(auth_name="EPSG", pj_types=PJType.PROJECTED_CRS, area_of_interest=middle, contains=True)
    meridian = 3 * round((west + east) / 2 / 3)  # the boxes overlap by a hair
    codes = [zone.code for zone in zones if zone.name == f"CGCS2000 / 3-degree Gauss-Kruger CM {meridian}E"]
    return f"EPSG:{codes[0]}" if codes else str(boundary.estimate_utm_crs().to_string())


def place_of_extract(path: Path, *, name: str) -> Place:
    """Return the place called `name`, from the administrative relations of an extract.

    Raises
    ------
    SourceError
        If the file holds no such boundary whole; names those it holds.
    """
    boundary = read_boundary(path, name=name)
    row = boundary.iloc[0]
    total = None
    if not pd.isna(row["population"]):
        said = Text(zh="OpenStreetMap 的 population 标签", en="OpenStreetMap's population tag")
        total = (float(row["population"]), said)
    words = Text(zh=name, en=str(row["name_en"] or row["name"] or name))
    return Place(words, boundary, working_crs(boundary), total)


def place_of_file(path: Path, *, name: str, datum: Datum | None) -> Place:
    """Return the place whose boundary lies in a file.

    Raises
    ------
    SourceError
        If the file cannot be read, has no polygons or no coordinate system that can be converted, or lies in China on
        an undeclared datum.
    """
    shapes = read_file(path)
    if not isinstance(shapes, gpd.GeoDataFrame) or shapes.crs is None:
        raise SourceError(
            Text(
                zh=f"边界文件 {path.name} 没有几何或坐标系。",
                en=f"the boundary {path.name} holds no geometries or states no coordinate system.",
            )
        )
    if not shapes.geom_type.isin(["Polygon", "MultiPolygon"]).all() or shapes.empty:
        raise SourceError(
            Text(zh=f"边界文件 {path.name} 应只含面。", en=f"the boundary {path.name} should hold polygons only.")
        )
    if not is_convertible(shapes.crs, CRS("EPSG:4326")):
        raise SourceError(
            Text(
                zh=f"边界文件 {path.name} 的坐标系是“{shapes.crs.name}”,转换参数不公开。请先由测绘部门转为 CGCS2000。",
                en=f"the boundary {path.name} is in '{shapes.crs.name}', whose way to true coordinates is not public. "
                "Have it converted to CGCS2000 first.",
            )
        )
    true = to_true_coordinates(shapes, datum=datum or "wgs84").to_crs("EPSG:4326").geometry
    area = true.make_valid(method="structure", keep_collapsed=False).union_all()
    boundary = gpd.GeoDataFrame({"name": [name]}, geometry=[area], crs=true.crs)
    crs = working_crs(boundary)
    if datum is None and is_cgcs2000(CRS(crs)) and not is_cgcs2000(shapes.crs):
        raise SourceError(
            Text(
                zh=f"边界文件 {path.name} 没有声明基准:标为 WGS 84 的数据可能是 GCJ-02,会偏移约 500 米。"
                "请加 --datum wgs84、gcj02、bd09 或 cgcs2000。",
                en=f"the boundary {path.name} does not declare its datum: data labelled WGS 84 may be GCJ-02, some "
                "500 m off. Add --datum wgs84, gcj02, bd09 or cgcs2000.",
            )
        )
    return Place(Text(zh=name, en=name), boundary, crs)


def place_of_extent(path: Path, *, name: str) -> Place:
    """Return all that an extract covers, as a place."""
    boundary = gpd.GeoDataFrame({"name": [name]}, geometry=[data_extent(path)], crs="EPSG:4326")
    return Place(Text(zh=name, en=name), boundary, working_crs(boundary))


def new_project(
    folder: Path, place: Place, *, extract: Path | None = None, raster: Path | None = None, step: Step
) -> list[Fetched]:
    """Make a project for a place in `folder`, whole or not at all.

    Parameters
    ----------
    folder
        Where to; not there yet, or empty.
    place
        The place.
    extract
        An OpenStreetMap extract to fill the layers from; without one they wait for `geo-ruijin fetch`.
    raster
        A population raster; without one the people of the place are spread over its housing, which is marked modelled.
    step
        Called with what is being done; used as a context for as long.

    Returns
    -------
    list of Fetched
        What became of each layer; and the shipped analyses that are left out, with why.

    Raises
    ------
    SourceError
        If the folder is there and not empty, or the extract or the raster holds nothing of the place.
    """
    folder = folder.resolve()
    demand_empty(folder)
    with in_the_making(folder) as part:
        _write_plan(part, place)
        _write_layers(part / "layers", place, raster)
        shutil.copytree(shipped_project() / "maps", part / "maps")
        left = carry_analyses(shipped_project() / "analyses", part / "analyses", same_country=_in_china(place))
        fetched: list[Fetched] = []
        if extract is not None:
            fetched = fetch_layers(open_project(part), Means(openstreetmap=Extract(extract)), step=step)
            _demand_some(fetched, extract)
        if place.people is None and raster is None:
            title = open_project(part).layers[POPULATION].title
            fetched.append(Fetched(POPULATION, title, why=_NO_PEOPLE))
        fetched += [Fetched(name, title, why=why) for name, (title, why) in left.items()]
        if not folder.exists():
            part.rename(folder)
        else:  # somebody may be standing in it; without plan.toml, which comes last, it is no project
            for name in ("layers", "analyses", "maps", PLAN):
                (part / name).rename(folder / name)
    return fetched


def demand_empty(folder: Path) -> None:
    """Refuse a folder that holds something already.

    Raises
    ------
    SourceError
        If it does, or is no folder.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise SourceError(
            Text(
                zh=f"{folder} 已存在且不是空文件夹,不会覆盖。",
                en=f"{folder} is there and not empty; it is not overwritten.",
            )
        )


def _demand_some(fetched: list[Fetched], extract: Path) -> None:
    """Refuse an extract that holds nothing but, at most, the boundary."""
    if not any(layer.kept for layer in fetched if layer.name != BOUNDARY):
        raise SourceError(
            Text(
                zh=f"{extract.name} 中没有此地的任何要素。请检查文件和边界是否为同一个地方。",
                en=f"{extract.name} holds nothing of the place. Check that the file and the boundary are of one place.",
            )
        )


def _write_plan(folder: Path, place: Place) -> None:
    plan = tomlkit.parse((_TEMPLATES / PLAN).read_text(encoding="utf-8"))
    plan["place"]["zh"], plan["place"]["en"] = place.name.zh, place.name.en
    plan["crs"] = place.crs
    (folder / PLAN).write_text(tomlkit.dumps(plan), encoding="utf-8")


def _write_layers(folder: Path, place: Place, raster: Path | None) -> None:
    """Write the shipped layers' files without what is Ruijin's own: the sample, who keeps it, how much to expect.

    Those left without a source wait for data of the place; reported statistics have their rows, to be filled in.
    """
    own = folder / "data" / "own"
    own.mkdir(parents=True)
    for path in sorted((shipped_project() / "layers").glob("*.toml")):
        layer = tomlkit.parse(path.read_text(encoding="utf-8"))
        sources = AoT([source for source in layer.get("sources", []) if _serves(source, place)])
        if path.stem == POPULATION and (people := _people_sources(place, raster, own)):
            sources = people
        if path.stem == STATISTICS:
            shutil.copyfile(_TEMPLATES / "statistics.csv", folder / "data" / "statistics.csv")
            sources = AoT([_source(kind="file", path="data/statistics.csv")])
        if path.stem == BOUNDARY and "osm_id" not in place.boundary:
            place.boundary.to_parquet(own / "boundary.parquet")
            sources = AoT([_source(kind="file", path="data/own/boundary.parquet", datum="wgs84")])
        expected = AoT([rule for rule in layer.get("completeness", []) if _holds_anywhere(rule)])
        for key in ("sources", "steward", "completeness"):
            layer.pop(key, None)
        for source in sources:
            if path.stem in _TITLES and source["kind"] == "osm":
                words = tomlkit.inline_table()
                words.update({"zh": _TITLES[path.stem].zh, "en": _TITLES[path.stem].en})
                source["title"] = words
        if expected:
            layer["completeness"] = expected
        if sources:
            layer["sources"] = sources
        text = f"# 加入自己的数据:geo-ruijin add {path.stem} 文件\n{tomlkit.dumps(layer)}"
        (folder / path.name).write_text(text, encoding="utf-8")


def _serves(source: Mapping[str, Any], place: Place) -> bool:
    """Whether a shipped source is there for another place too: no file of the sample, no raster of another country."""
    return source["kind"] != "file" and ("country" not in source or _in_china(place))


def _in_china(place: Place) -> bool:
    """Whether a place is measured in a zone of China, the country of the sample."""
    return is_cgcs2000(CRS(place.crs))


def _holds_anywhere(rule: Mapping[str, Any]) -> bool:
    """Whether what is expected of a layer is said for any place: by area or people, or that it covers all of it."""
    return "of" in rule or (rule["amount"] == "area_share" and rule["good"] > _ALL)


def _people_sources(place: Place, raster: Path | None, own: Path) -> AoT:
    if raster is not None:
        shape = place.boundary.to_crs(place.crs).union_all()
        spec = ColumnSpec(type="number", min=0)
        zones = zones_of_raster(raster, spec, place=shape, crs=place.crs, file=raster.name).to_crs(place.crs)
        people, _ = at_points(zones, place=shape, buildings=None, storeys=STOREYS, file=raster.name, where="")
        if people.empty:
            raise SourceError(
                Text(zh=f"{raster.name} 在边界内没有人口。", en=f"{raster.name} holds nobody in the place.")
            )
        people[[PEOPLE, "geometry"]].to_parquet(own / "population.parquet")
        made = recognised(raster)
        nature = made.declared["nature"] if made else "real"
        path = "data/own/population.parquet"
        return AoT([_source(kind="file", path=path, nature=nature, datum="wgs84", origin=raster.name)])
    if place.people is None:
        return AoT([])
    total, said = place.people
    words = tomlkit.inline_table()
    words.update({"zh": said.zh, "en": said.en})
    return AoT([_source(kind="osm_people", total=total, total_from=words, storeys=STOREYS)])


def _source(**values: object) -> Table:
    table = tomlkit.table()
    for key, value in values.items():
        table.add(key, value)
    return table
