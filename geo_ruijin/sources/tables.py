"""Tables as people write them: where the header is, and which columns say where a row lies."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo_ruijin.errors import closest
from geo_ruijin.sources.formats import unreadable
from geo_ruijin.text import Text

#: What stands in cells that say nothing, besides blanks.
BLANKS = frozenset({"NA", "N/A", "n/a", "NULL", "null", "NaN", "nan", "None", "#N/A"})

#: How far down the header is looked for, and which share of the widest row's cells it fills.
HEADER_WITHIN = 20
_HEADER_FILLS = 0.5

#: The columns that say where, by their usual names, those of an (x, y) pair in one line; degrees before metres.
_USUAL = (
    ({"lon", "lng", "long", "longitude", "经度", "东经"}, {"lat", "latitude", "纬度", "北纬"}),
    ({"x", "x坐标", "坐标x", "横坐标", "xcoord", "pointx", "coordx"},
     {"y", "y坐标", "坐标y", "纵坐标", "ycoord", "pointy", "coordy"}),
    ({"easting", "东坐标", "东向"}, {"northing", "北坐标", "北向"}),
)  # fmt: skip
_PLACES = frozenset(
    {
        "location",
        "wkt",
        "geometry",
        "geom",
        "thegeom",
        "shape",
        "坐标",
        "经纬度",
        "位置",
        "边界",
        "范围",
        "图形",
        "lnglat",
        "lonlat",
    }
)

#: What stands in brackets behind a name and is no unit: 经度(高德) is not just any 经度.
_QUALIFIED = re.compile(r"[(（\[](?!\s*(?:°|度|米|m|deg|degrees?)\s*[)）\]])")

#: How many cells are looked at before a column is taken for one of places.
_LOOKED_AT = 50

_PAIR = r"^\s*[\[(]?\s*([-+]?\d+(?:\.\d+)?)°?\s*[,;\s]\s*([-+]?\d+(?:\.\d+)?)°?\s*[\])]?\s*$"
_WKT = r"^\s*(?:SRID=\d+;)?\s*(?:MULTI)?(?:POINT|LINESTRING|POLYGON|GEOMETRYCOLLECTION)\s*(?:ZM?|M)?\s*(?:\(|EMPTY)"
_DEGREES = re.compile(
    r"^[NSEW东西南北经纬\s]*(\d{1,3})[°度]\s*(?:(\d{1,2}(?:\.\d+)?)['′’分]\s*)?(?:(\d{1,2}(?:\.\d+)?)(?:[\"”秒]|['′’]{2}))?\s*[NSEW]?$"
)
_THOUSANDS = re.compile(r"^[-+]?\d{1,3}(?:,\d{3})+(?:\.\d+)?$")


def table(above: Sequence[Sequence[object]], body: pd.DataFrame, path: Path, *, remarks: list[Text]) -> pd.DataFrame:
    """Return the rows of a sheet under the names of its header, without rows and columns of nothing.

    Parameters
    ----------
    above
        The rows down to the header and with it.
    body
        The cells below it, columns by position.
    path
        The file, for readers.
    remarks
        What a reader should know already; what is found here is added to it.
    """
    if title := next((str(cell) for row in above[:-1] for cell in row if cell is not None), None):
        zh = f"{path.name} 的表头在第 {len(above)} 行,以上各行(“{title[:30]}”等)未使用"
        en = f"the header of {path.name} is its row {len(above)}; what is above it ('{title[:30]}') is left out"
        remarks.append(Text(zh=zh, en=en))
    there = np.flatnonzero(body.notna().any(axis=1))
    if len(there) and (left_out := int(there[-1]) + 1 - len(there)):
        zh = f"{path.name} 中间有 {left_out} 个空行,未计入行号"
        remarks.append(Text(zh=zh, en=f"{left_out} empty rows in {path.name} are left out, and not counted"))
    names = [" ".join(str(cell).split()) if cell is not None else "" for cell in above[-1]]
    names += [""] * (body.shape[1] - len(names))
    rows = body.reindex(columns=range(len(names))).iloc[there].reset_index(drop=True)
    used = [position for position in range(len(names)) if names[position] or rows[position].notna().any()]
    rows = rows[used].set_axis(_unique([names[place] or f"列{place + 1}" for place in used], path, remarks), axis=1)
    rows.attrs = {"remarks": remarks}
    return rows


def blank(cell: object) -> object:
    """Return a cell, None where it says nothing."""
    return None if isinstance(cell, str) and (not cell.strip() or cell in BLANKS) else cell


def coordinate_columns(columns: Iterable[str]) -> tuple[str, str] | None:
    """Return the columns with the x (longitude, easting) and the y of a row, as named; None where it is not plain.

    Columns named X and Y are returned as they are named, though Chinese surveyors call the *northing* X: which of them
    is the easting only the values say. 横坐标 is the easting by either custom. Where there are several pairs, as there
    are in tables that give a place on several datums, none is returned.

    Examples
    --------
    >>> coordinate_columns(["名称", "纬度", "经度"]), coordinate_columns(["wgs84_lat", "wgs84_lng"])
    (('经度', '纬度'), ('wgs84_lng', 'wgs84_lat'))
    """
    named = [(column, _words(column)) for column in map(str, columns)]
    for eastern, northern in _USUAL:
        across = [(column, words) for column, words in named if words & eastern]
        along = [(column, words) for column, words in named if words & northern]
        pairs = [(x, y) for x, ours in across for y, theirs in along if ours - eastern == theirs - northern]
        plain = [(x, y) for x, y in pairs if not _words(x) - eastern and not _QUALIFIED.search(x)]
        if pairs:
            chosen = pairs if len(pairs) == 1 else plain
            return chosen[0] if len(chosen) == 1 else None
        if len(across) == len(along) == 1:
            return across[0][0], along[0][0]
    return None


def place_column(rows: pd.DataFrame) -> str | None:
    """Return the column that says in one cell where a row lies: WKT, WKB in hexadecimals, or "116.02,25.89".

    Columns are known by their usual names (location, wkt, geom, 坐标 …) and by what is in them. It is read by giving
    it as `x`, with no `y`.
    """
    for column in map(str, rows.columns):
        first = rows[column].dropna().head(_LOOKED_AT).astype("string")
        if _words(column) & _PLACES and len(first) and not _places(first).isna().any():
            return column
    return None


def with_points(rows: pd.DataFrame, x: str, y: str | None, path: Path) -> gpd.GeoDataFrame:
    """Return a table as features at the places its columns say, without a coordinate system.

    Numbers may be written with thousands separators, in full-width digits, or as degrees, minutes and seconds. Rows
    whose coordinates are blank or no finite numbers have no geometry and keep their cells.

    Parameters
    ----------
    rows
        The table.
    x, y
        The columns of the longitude or easting, and of the latitude or northing; with `x` alone that of WKT or of
        "x,y" pairs.
    path
        The file, for readers.

    Raises
    ------
    SourceError
        If there are no such columns.
    """
    for name in [x] if y is None else [x, y]:
        if name not in rows:
            what = Text(zh=f"没有“{name}”这一列", en=f"it has no column '{name}'")
            raise unreadable(path, what, closest(name, map(str, rows.columns)))
    given = rows[x].notna() if y is None else rows[x].notna() & rows[y].notna()
    places = _places(rows[x].astype("string")) if y is None else _points(rows[x], rows[y])
    remarks = list(rows.attrs.get("remarks", []))
    if (ill := given & places.isna()).any():
        number = int(np.flatnonzero(ill.to_numpy())[0])
        shown = ", ".join(str(rows[name].iloc[number])[:40] for name in ([x] if y is None else [x, y]))
        count = int(ill.sum())
        zh = f"{path.name} 有 {count} 行的坐标不是数字(首先是第 {number + 1} 行“{shown}”,不计表头),没有位置"
        en = f"{count} rows of {path.name} have no numbers for coordinates (first row {number + 1}, '{shown}')"
        remarks.append(Text(zh=zh, en=en))
    if "geometry" in rows:
        rows = rows.rename(columns={"geometry": "geometry.1"})
    features = gpd.GeoDataFrame(rows, geometry=gpd.GeoSeries(places, index=rows.index))
    features.attrs = {"remarks": remarks}
    return features


def numbers(cells: pd.Series) -> pd.Series:
    """Return coordinates as numbers, NaN where they are none or not finite."""
    found = pd.to_numeric(cells, errors="coerce").astype("float64")
    if (odd := found.isna() & cells.notna()).any():
        found[odd] = cells[odd].map(_number).astype("float64")
    return found.where(np.isfinite(found))


def _number(cell: object) -> float:
    word = unicodedata.normalize("NFKC", str(cell)).strip().upper()
    if match := _DEGREES.match(word):
        degrees, minutes, seconds = (float(part or 0) for part in match.groups())
        sign = -1 if re.search("[SW西南]", word) else 1
        return sign * (degrees + minutes / 60 + seconds / 3600)
    try:
        return float(word.replace(",", "") if _THOUSANDS.match(word) else word)
    except ValueError:
        return float("nan")


def _points(x: pd.Series, y: pd.Series) -> pd.Series:
    across, along = numbers(x).to_numpy(), numbers(y).to_numpy()
    there = ~(np.isnan(across) | np.isnan(along))
    places = np.full(len(across), None, dtype=object)
    places[there] = shapely.points(across[there], along[there])
    return pd.Series(places, index=x.index, dtype=object)


def _places(cells: pd.Series) -> pd.Series:
    """Return the shapes that text says: WKT, WKB in hexadecimals or pairs; None where it says none."""
    pairs = cells.str.extract(_PAIR)
    places = _points(pairs[0], pairs[1])
    for pattern, read in ((_WKT, shapely.from_wkt), (r"^[0-9A-Fa-f]{42,}$", shapely.from_wkb)):
        written = cells.str.match(pattern, flags=re.IGNORECASE).fillna(value=False).astype(bool)
        words = cells[written].str.replace(r"^\s*SRID=\d+;", "", case=False, regex=True).to_numpy(dtype=object)
        places[written] = shapely.force_2d(read(words, on_invalid="ignore"))
    return places


def _words(column: str) -> frozenset[str]:
    """Return the words of a column's name: "WGS84_Lng (°)" is wgs84 and lng, "point_x" pointx too."""
    name = unicodedata.normalize("NFKC", column).casefold().strip()
    parts = [part for part in re.split(r"[\s_\-.·:/()\[\]°]+", re.sub(r"[(\[].*?[)\]]", "", name)) if part]
    whole = "".join(parts)
    usual = frozenset().union(*(kind for pair in _USUAL for kind in pair), _PLACES)
    if whole in usual:
        return frozenset({whole})
    chinese = next((word for word in usual if len(word) > 1 and word > "\u2e80" and whole.endswith(word)), None)
    return frozenset({chinese, whole.removesuffix(chinese)}) if chinese else frozenset(parts)


def header_row(cells: Sequence[Sequence[object]], path: Path) -> int:
    """Return the position of the header among the first rows: the first of words that is half as wide as the table.

    Raises
    ------
    SourceError
        If there is none.
    """
    filled = [sum(cell is not None for cell in row) for row in cells]
    if not any(filled):
        raise unreadable(path, Text(zh="表是空的", en="the table is empty"))
    widest = max(filled)
    for position, row in enumerate(cells):
        if filled[position] >= max(1, _HEADER_FILLS * widest) and _of_words(row):
            below = position + 1
            is_title = filled[position] == 1 and len(row) and row[0] is not None and widest > 1
            if is_title and below < len(cells) and filled[below] > 1 and _of_words(cells[below]):
                return below
            return position
    what = Text(zh="没有表头:前几行都是数字", en="it has no header: its first rows are numbers")
    cure = Text(zh="请在第一行写上各列的名称。", en="Name the columns in the first row.")
    raise unreadable(path, what, cure)


def _of_words(row: Sequence[object]) -> bool:
    """Whether at least half of the cells that say something are no numbers, as names of columns are.

    Notes above a table have a colon: 填报单位:城管局.
    """
    there = [cell for cell in row if cell is not None]
    words = sum(isinstance(cell, str) and np.isnan(_number(cell)) for cell in there)
    notes = any(isinstance(cell, str) and re.search("[::]", cell) for cell in there)
    return 2 * words >= len(there) > 0 and not notes


def _unique(names: list[str], path: Path, remarks: list[Text]) -> list[str]:
    """Return names of columns, ".1" and so on after those that are there already."""
    unique: list[str] = []
    for name in names:
        number = 0
        while (candidate := f"{name}.{number}" if number else name) in unique:
            number += 1
        unique.append(candidate)
    if twice := sorted({name for name in names if names.count(name) > 1}):
        shown = ", ".join(twice)[:100]
        zh = f"{path.name} 有重名的列({shown}),后面的加了 .1、.2"
        en = f"{path.name} has columns of the same name ({shown}); those further right end in .1, .2"
        remarks.append(Text(zh=zh, en=en))
    return unique
