"""Everything that can be wrong with a raster: its grid, its bands, and what its cells hold."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import rasterio
from pyproj import CRS
from pyproj.exceptions import CRSError
from rasterio.enums import ColorInterp, MaskFlags

from geo_ruijin.errors import NOTHING, Fault, SourceError
from geo_ruijin.raster import Band, Raster
from geo_ruijin.sources.raster_questions import check_picture, what_codes_mean, which_system
from geo_ruijin.spec import ColumnSpec, Value
from geo_ruijin.text import Text

#: The most cells a raster may have to be read through; a province at 10 m has 1.7e9, and takes half a minute.
MOST_CELLS = 4 * 10**9

#: The most cells of one stored block, which can only be unpacked whole.
MOST_IN_BLOCK = 2**28

_MOST_CODES = 2**12  # different codes a band is read on for
_AT_ONCE = 2**20  # cells whose codes are counted together
_CATEGORICAL = ("text", "boolean")
_NAMED = 8  # codes named before the others are only counted
_CUT = Text(
    zh="请先裁剪到本地范围,并存为分块压缩的 GeoTIFF(gdal_translate -co TILED=YES -co COMPRESS=DEFLATE)",
    en="Cut the window of the place first and store it as a tiled GeoTIFF "
    "(gdal_translate -co TILED=YES -co COMPRESS=DEFLATE)",
)


def system_of(raster: rasterio.DatasetReader, declared: str | None) -> CRS | None:
    """Return the coordinate system declared, else the file's own, None where there is neither.

    Raises
    ------
    CRSError
        If what is declared is none.
    """
    if declared is not None:
        return CRS.from_user_input(declared)
    return None if raster.crs is None else CRS.from_user_input(raster.crs)


def is_readable(raster: rasterio.DatasetReader) -> bool:
    """Whether all cells can be read a piece at a time; what the header declares is believed only up to a limit."""
    blocks = max((rows * columns for rows, columns in raster.block_shapes), default=0)
    return raster.width * raster.height <= MOST_CELLS and blocks <= MOST_IN_BLOCK


def check_grid(raster: rasterio.DatasetReader, *, crs: str | None, file: str) -> list[Fault]:
    """Return what is wrong with where the cells lie and with how many there are."""
    faults = []
    try:
        known = system_of(raster, crs) is not None
    except CRSError:
        known = True
        what = Text(zh=f"不认识的坐标系“{crs}”", en=f"unknown coordinate reference system '{crs}'")
        faults.append(Fault(file, "crs", what, Text(zh='例如 crs = "EPSG:4490"', en='For example crs = "EPSG:4490"')))
    if not known:
        what = Text(zh="栅格没有坐标系", en="the raster states no coordinate system")
        faults.append(Fault(file, "crs", what, which_system(raster)))
    if (turned := check_turn(raster)) is not None:
        faults.append(Fault(file, "", *turned))
    if not is_readable(raster):
        size = f"{raster.width:,} × {raster.height:,}"
        blocks = " ".join(f"{rows:,} × {columns:,}" for rows, columns in sorted(set(raster.block_shapes)))
        what = Text(
            zh=f"栅格声明有 {size} 个像元、存储块为 {blocks},超过上限({MOST_CELLS:,} 个,每块 {MOST_IN_BLOCK:,} 个)",
            en=f"the raster declares {size} cells in blocks of {blocks}, more than is read "
            f"({MOST_CELLS:,}, and {MOST_IN_BLOCK:,} a block)",
        )
        faults.append(Fault(file, "", what, _CUT))
    return faults


def check_turn(raster: rasterio.DatasetReader) -> tuple[Text, Text] | None:
    """Return what is wrong with how the rows run, and the cure; None where they run west to east from the north."""
    a, b, c, d, e, f = raster.transform[:6]
    if not all(map(math.isfinite, (a, b, c, d, e, f))) or 0 in (a, e) or (a, b, c, d, e, f) == (1, 0, 0, 0, 1, 0):
        return (
            Text(zh="栅格没有写像元位于何处(没有地理参照)", en="the raster does not say where its cells lie"),
            Text(zh="请在 QGIS 或 ArcGIS 中配准后另存", en="Georeference it in a GIS and save it again"),
        )
    if max(abs(b), abs(d)) * max(raster.width, raster.height) > min(abs(a), abs(e)) / 1000:
        return (
            Text(zh="栅格是旋转或倾斜的", en="the raster is rotated or sheared"),
            Text(zh="请用 gdalwarp 转为正北朝上", en="Turn it north up with gdalwarp"),
        )
    if a < 0 or e > 0:
        return (
            Text(zh="栅格上下或左右颠倒(首行在南或首列在东)", en="the raster is upside down or mirrored"),
            Text(zh="请用 gdalwarp 转为正北朝上", en="Turn it north up with gdalwarp"),
        )
    return None


def check_bands(
    raster: rasterio.DatasetReader,
    columns: Mapping[str, ColumnSpec],
    values: Mapping[str, Mapping[str, Value]],
    *,
    nodata: Sequence[float] | None = None,
    file: str,
) -> tuple[dict[str, Band], list[Fault]]:
    """Return the bands by our names, and what is wrong with them; a band that shows where there is data is none."""
    data = [
        index for index, shown in zip(raster.indexes, raster.colorinterp, strict=True) if shown != ColorInterp.alpha
    ]
    faults: list[Fault] = []
    if missing := [name for name in list(columns)[len(data) :] if columns[name].required]:
        names = "、".join(missing)
        what = Text(
            zh=f"栅格只有 {len(data)} 个波段,缺 {names}",
            en=f"the raster has only {len(data)} bands: {names.replace('、', ', ')} missing",
        )
        faults.append(Fault(file, "columns", what))
    if picture := check_picture(raster, len(columns), file=file):
        return {}, [*faults, picture]
    if len(data) > len(columns):
        what = Text(
            zh=f"栅格有 {len(data)} 个波段,只用前 {len(columns)} 个",
            en=f"the raster has {len(data)} bands, of which the first {len(columns)} are used",
        )
        faults.append(Fault(file, "columns", what, serious=False))
    bands = {}
    for (name, declared), index in zip(columns.items(), data, strict=False):
        band, found = _band(raster, index, name, declared, values.get(name, {}), file)
        faults += found
        if band is not None:
            bands[name] = replace(band, nothing=tuple(nodata or ()))
    if nodata is None:
        what = Text(zh="没有写空值(nodata):所有像元都计入", en="states no nodata: every cell counts")
        unstated = [name for name, band in bands.items() if _states_none(raster, band)]
        faults += [Fault(file, f"columns.{name}", what, serious=False) for name in unstated]
    return bands, faults


def _states_none(raster: rasterio.DatasetReader, band: Band) -> bool:
    """Whether nothing says which cells of a band of whole amounts are empty."""
    every = raster.mask_flag_enums[band.index - 1] == [MaskFlags.all_valid]
    return band.classes is None and every and np.dtype(band.dtype).kind in "iu"


def _band(
    raster: rasterio.DatasetReader, index: int, name: str, declared: ColumnSpec, values: Mapping[str, Value], file: str
) -> tuple[Band | None, list[Fault]]:
    dtype, where = raster.dtypes[index - 1], f"columns.{name}"
    faults: list[Fault] = []
    if dtype.startswith("complex") or declared.type == "date":
        what = Text(
            zh=f"第 {index} 波段是 {dtype},不能作为“{declared.type}”",
            en=f"band {index} holds {dtype}, which is no '{declared.type}'",
        )
        return None, [Fault(file, where, what)]
    nodata, unit = raster.nodatavals[index - 1], declared.unit
    if declared.type in _CATEGORICAL:
        classes, faults = _classes(name, declared, values, file)
        return Band(index, nodata, dtype, classes, unit), faults
    if raster.colorinterp[index - 1] == ColorInterp.palette:
        what = Text(zh="带调色板,这里按数值读取", en="has a palette; its codes are taken as amounts")
        faults.append(Fault(file, where, what, serious=False))
    scale, offset = raster.scales[index - 1], raster.offsets[index - 1]
    return Band(index, nodata, dtype, None, unit, scale, offset), faults


def _classes(
    name: str, declared: ColumnSpec, values: Mapping[str, Value], file: str
) -> tuple[dict[int, Value], list[Fault]]:
    """Return code -> our word of a categorical band, and what is wrong with the table."""
    classes: dict[int, Value] = {}
    where, faults = f"values.{name}", []
    for code, word in values.items():
        try:
            classes[int(code)] = word
        except ValueError:
            what = Text(zh=f"“{code}”不是栅格的编码(整数)", en=f"'{code}' is no code of a raster, a whole number")
            faults.append(Fault(file, where, what))
    allowed: list[Value] = [True, False] if declared.type == "boolean" else list(declared.values or values.values())
    if strange := sorted({str(word) for word in classes.values() if word not in allowed}):
        listing = ", ".join(map(str, allowed))
        what = Text(zh=f"图层没有这些值:{'、'.join(strange)}", en=f"the layer has no such values: {', '.join(strange)}")
        faults.append(Fault(file, where, what, Text(zh=f"可用的值:{listing}", en=f"Valid values: {listing}")))
    return classes, faults


def check_cells(
    raster: Raster, columns: Mapping[str, ColumnSpec], *, names: Mapping[int, str] | None = None, file: str
) -> list[Fault]:
    """Return what is wrong with what the cells hold; each is read once, a piece at a time.

    Parameters
    ----------
    raster
        The raster.
    columns
        What the layer declares of each band.
    names
        What the file calls the codes of its first band.
    file
        The file that faults name.
    """
    faults: list[Fault] = []
    for name, band in raster.bands.items():
        try:
            if band.classes is None:
                faults += _amounts(raster, name, columns[name], file)
            else:
                faults += _codes(raster, name, columns[name], names or {}, file)
        except SourceError as error:
            faults.append(Fault(file, "", error.message))
    return faults


def _nothing(name: str, file: str) -> Fault:
    return Fault(file, f"columns.{name}", Text(zh="全是空值,没有数据", en="holds nothing but nodata"))


def _codes(raster: Raster, name: str, declared: ColumnSpec, names: Mapping[int, str], file: str) -> list[Fault]:
    found, classes = codes_in(raster, name), raster.bands[name].classes or {}
    if not found:
        return [_nothing(name, file)]
    unknown = {code: count for code, count in sorted(found.items()) if code not in classes}
    if not unknown:
        return []
    listing = "、".join(f"{code:g} ({count:,})" for code, count in list(unknown.items())[:_NAMED])
    more = len(unknown) - _NAMED
    tail = Text(zh=f" 等 {len(unknown)} 种", en=f" and {more} more") if more > 0 else NOTHING
    what = Text(
        zh=f"有未说明含义的编码(像元数):{listing}{tail.zh}",
        en=f"codes that nobody says the meaning of (cells): {listing.replace('、', ', ')}{tail.en}",
    )
    cure = what_codes_mean(name, list(unknown), codes=list(found), names=names, allowed=declared.values or ())
    return [Fault(file, f"values.{name}", what, cure)]


def codes_in(raster: Raster, name: str) -> Counter[float]:
    """Return how many cells there are of each code of a band; those of nothing are left out.

    Raises
    ------
    SourceError
        If the file is damaged.
    """
    band, found = raster.bands[name], Counter[float]()
    pieces = list(raster.pieces(cells=_AT_ONCE))
    if np.dtype(band.dtype) != np.uint8 or raster.has_mask:
        for _, cells in raster.blocks(name, pieces):
            codes, counts = np.unique(cells.compressed(), return_counts=True)
            found += Counter(dict(zip(codes.tolist(), counts.tolist(), strict=True)))
            if len(found) > _MOST_CODES:  # amounts, of which there is no end
                break
        return found
    total = np.zeros(2**8, dtype=np.int64)
    for _, stored in raster.stored(name, pieces):
        if (stored == stored[0, 0]).all():  # as over the sea, and outside a country
            total[stored[0, 0]] += stored.size
        else:
            total += np.bincount(stored.ravel(), minlength=2**8)
    nothing = {band.nodata, *band.nothing}
    return Counter({code: count for code, count in enumerate(total.tolist()) if count and code not in nothing})


def _amounts(raster: Raster, name: str, declared: ColumnSpec, file: str) -> list[Fault]:
    low = -math.inf if declared.min is None else declared.min
    high = math.inf if declared.max is None else declared.max
    total, below, above, broken, least, most = 0, 0, 0, 0, math.inf, -math.inf
    for _, cells in raster.blocks(name):
        there = cells.compressed()
        if not len(there):
            continue
        total += len(there)
        least, most = min(least, float(there.min())), max(most, float(there.max()))
        below += int(np.count_nonzero(there < low))
        above += int(np.count_nonzero(there > high))
        if declared.type == "integer" and there.dtype.kind == "f":
            broken += int(np.count_nonzero(there % 1))
    if not total:
        return [_nothing(name, file)]
    wrong = {
        Text(zh=f"小于 {low:g}(最小 {least:g})", en=f"below {low:g}, the least {least:g}"): below,
        Text(zh=f"大于 {high:g}(最大 {most:g})", en=f"above {high:g}, the most {most:g}"): above,
        Text(zh="不是整数", en="no whole numbers"): broken,
    }
    return [
        Fault(
            file,
            f"columns.{name}",
            Text(zh=f"{total:,} 个像元中有 {count:,} 个{what.zh}", en=f"{count:,} of {total:,} cells {what.en}"),
        )
        for what, count in wrong.items()
        if count
    ]
