"""Questions about a raster that only whoever brings it can answer, and how to answer them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import rasterio
from rasterio.enums import ColorInterp
from rasterio.windows import Window

from geo_ruijin.errors import Fault
from geo_ruijin.raster import Raster
from geo_ruijin.sources.legends import LEGENDS, legends_with
from geo_ruijin.spec import ColumnSpec
from geo_ruijin.text import Text

#: Codes asked after by name; of more than `_MANY` different ones no band of classes has.
_ASKED = 8
_MANY = 256

#: Numbers that programs fill with where they have nothing.
_FILL = (0, 255)

_PICTURE = (ColorInterp.red, ColorInterp.green, ColorInterp.blue)


def looks_like_degrees(raster: rasterio.DatasetReader) -> bool:
    """Return whether the bounds of a file, whatever system it states, may be longitudes and latitudes."""
    west, south, east, north = raster.bounds
    return bool(max(abs(west), abs(east)) <= 180 and max(abs(south), abs(north)) <= 90)  # noqa: PLR2004 - degrees


def which_system(raster: rasterio.DatasetReader) -> Text:
    """Return the question for the coordinate system of a file that states none, with what its numbers look like."""
    west, south, east, north = raster.bounds
    span = f"{west:g}–{east:g}, {south:g}–{north:g}"
    if looks_like_degrees(raster):
        return Text(
            zh=f"是哪个坐标系?范围 {span} 像是经纬度:国家 2000 写 --crs EPSG:4490,WGS-84 写 --crs EPSG:4326;"
            '在 TOML 的来源里写 crs = "EPSG:4490"',
            en=f"Which coordinate system is it in? {span} looks like degrees: --crs EPSG:4490 for CGCS2000, --crs "
            'EPSG:4326 for WGS 84; in the source of the TOML file crs = "EPSG:4490"',
        )
    return Text(
        zh=f"是哪个坐标系?范围 {span} 不是经纬度:例如国家 2000 三度带 117°E 写 --crs EPSG:4548,带号 39 的写 --crs "
        'EPSG:4527;在 TOML 的来源里写 crs = "EPSG:4548"',
        en=f"Which coordinate system is it in? {span} are no degrees: for example --crs EPSG:4548 for CGCS2000, "
        "3-degree zone of 117°E, --crs EPSG:4527 with the number of the zone in front; in the source of the TOML file "
        'crs = "EPSG:4548"',
    )


def what_codes_mean(
    column: str, unknown: Sequence[float], *, codes: Sequence[float], names: Mapping[int, str], allowed: Sequence[str]
) -> Text:
    """Return the question for the meaning of codes, with what the file or a known product says of them.

    Parameters
    ----------
    column
        Our name of the band.
    unknown
        Codes that nobody says the meaning of.
    codes
        All codes there are.
    names
        What the file calls its codes.
    allowed
        The words the layer has.
    """
    if len(codes) > _MANY or any(code % 1 for code in unknown):
        return Text(
            zh="这些像是数量,不是分类编码:是否选错了文件或波段,或者缩放时取了平均?分类栅格重采样须用最邻近法",
            en="These look like amounts, not codes of classes: is it the wrong file or band, or was it resampled by "
            "averages? Classes are resampled by the nearest",
        )
    asked = [int(code) for code in unknown[:_ASKED]]
    listing = ", ".join(map(str, asked))
    zh, en = f"编码 {listing} 是什么?", f"What do codes {listing} mean? "
    fitting = legends_with(codes)
    if len(fitting) == 1:
        legend = LEGENDS[fitting[0]]
        zh += f"编码符合 {legend.title.zh} 的图例:若是,写 --legend {fitting[0]};"
        en += f"They are those of {legend.title.en}: if it is that, --legend {fitting[0]}; "
    elif fitting:
        zh += f"若是已知产品,写 --legend,符合的有:{'、'.join(fitting)};"
        en += f"If it is a known product, say which with --legend; these have such codes: {', '.join(fitting)}; "
    example = f"--values {column}:{asked[0]}=…"  # a word here would be copied, whatever the code means
    zh += (
        f"否则逐个写 {example}(来源里写 values.{column})" if fitting else f"逐个写 {example}(来源里写 values.{column})"
    )
    en += f"{'else say' if fitting else 'Say'} of each {example}, in the TOML file values.{column} of the source"
    zh += ";表示没有数据的编码写 --nodata 编码"
    en += "; of a code that stands for nothing, --nodata CODE"
    if fills := [code for code in asked if code in _FILL]:
        zh += f"。{fills[0]} 是空值还是一类?空值写 --nodata {fills[0]}"
        en += f". Is {fills[0]} nothing or a class? Nothing: --nodata {fills[0]}"
    if said := {code: names[code] for code in asked if code in names}:
        theirs = ", ".join(f"{code} = {name}" for code, name in said.items())
        zh += f"。文件里的名称:{theirs}"
        en += f". The file calls them {theirs}"
    if allowed:
        zh += f"。可用的词:{', '.join(allowed)}"
        en += f". Our words: {', '.join(allowed)}"
    return Text(zh=zh, en=en)


def check_picture(raster: rasterio.DatasetReader, wanted: int, *, file: str) -> Fault | None:
    """Return the fault of a picture, whose bands are red, green and blue; None where it is none."""
    if wanted >= len(_PICTURE) or tuple(raster.colorinterp[: len(_PICTURE)]) != _PICTURE:
        return None
    return Fault(
        file,
        "columns",
        Text(
            zh="这是一张图片(红、绿、蓝三个波段),不是编码或数量", en="this is a picture: red, green and blue, no codes"
        ),
        Text(
            zh="数据在哪个文件里?请向制图者要原始的单波段栅格;由颜色反推编码不可靠",
            en="Which file holds the data? Ask whoever drew it for the raster of one band it was drawn from: codes "
            "guessed from colours are wrong at every edge",
        ),
    )


def check_frame(raster: Raster, columns: Mapping[str, ColumnSpec], *, file: str) -> list[Fault]:
    """Return the question whether a fill value is nothing, of bands that state no nodata and are framed by one.

    Of classes it stops the layer, for a share of all cells would be wrong; of amounts it is a remark. It is not asked
    of amounts that start at 0, such as years of loss: there 0 is the commonest of all, and taking it for nothing would
    lose what it says.

    Parameters
    ----------
    raster
        The raster.
    columns
        What the layer declares of each band.
    file
        The file that faults name.
    """
    if raster.has_mask:
        return []
    faults = []
    for name, band in raster.bands.items():
        if band.nodata is not None:
            continue
        edge = np.unique(np.concatenate([cells.ravel() for cells in _edges(raster, name)]))
        if len(edge) != 1 or edge[0] not in _FILL or (band.classes is not None and edge[0] not in band.classes):
            continue
        if band.classes is None and edge[0] == columns[name].min:
            continue
        code = f"{edge[0]:g}"
        what = Text(
            zh=f"没有写空值(nodata),而四周一圈像元全是 {code}",
            en=f"states no nodata, and all cells around it are {code}",
        )
        cure = Text(
            zh=f"{code} 是空值还是真的值?空值写 --nodata {code},真的值写 --nodata none(来源里写 nodata = [{code}] 或 "
            "nodata = [])",
            en=f"Is {code} nothing or true? Nothing: --nodata {code}; true: --nodata none (in the source nodata = "
            f"[{code}] or nodata = [])",
        )
        faults.append(Fault(file, f"columns.{name}", what, cure, serious=band.classes is not None))
    return faults


def _edges(raster: Raster, column: str) -> Iterator[np.ndarray]:
    """Yield the numbers of a band along the four edges, as the file stores them."""
    width, height = raster.width, raster.height
    level = Window(0, 0, width, 1), Window(0, height - 1, width, 1)
    upright = Window(0, 0, 1, height), Window(width - 1, 0, 1, height)
    for _, cells in raster.stored(column, (*level, *upright)):
        yield cells
