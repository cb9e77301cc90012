"""What a shapefile must have to be whole, and the encoding of its text: what GDAL does not tell."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd

from geo_ruijin.errors import SourceError
from geo_ruijin.sources.companions import companion
from geo_ruijin.sources.encodings import codec, encoding_of, is_in
from geo_ruijin.sources.formats import unreadable
from geo_ruijin.text import Text

#: What GDAL is told the text is in, so that every byte comes through as it is.
AS_IT_IS = "ISO-8859-1"

#: The language bytes of a .dbf that say something; the others are what programs write unasked.
_LANGUAGES = {0x4D: "gb18030", 0x7A: "gb18030", 0x4F: "cp950", 0x78: "cp950"}

#: A shapefile's header, and a record of its index [bytes] (ESRI 1998).
_HEADER, _RECORD = 100, 8


@dataclass(frozen=True)
class Attributes:
    """The attribute table of a shapefile as its bytes: the rows that are not deleted, and every text in it."""

    rows: int
    texts: frozenset[bytes]
    language: int


def check_shapefile(path: Path) -> Attributes:
    """Return the attributes of a shapefile whose files are all there and as long as they say.

    Raises
    ------
    SourceError
        If .shx or .dbf is missing, one of the files is cut off, or they do not have as many records.
    """
    index, table = companion(path, ".shx"), companion(path, ".dbf")
    if index is None or table is None:
        missing = ".shx" if index is None else ".dbf"
        what = Text(zh=f"缺少同名的 {missing} 文件", en=f"the {missing} beside it is missing")
        cure = Text(
            zh="请把同名的 .shp .shx .dbf .prj .cpg 一起复制过来。",
            en="Copy its .shp, .shx, .dbf, .prj and .cpg together.",
        )
        raise unreadable(path, what, cure)
    for file in (path, index):
        with file.open("rb") as opened:
            header = opened.read(_HEADER)
        if len(header) < _HEADER or int.from_bytes(header[24:28], "big") * 2 > file.stat().st_size:
            raise _cut_off(path, file)
    attributes, records = _attributes(path, table)
    shapes = (int.from_bytes(index.read_bytes()[24:28], "big") * 2 - _HEADER) // _RECORD
    if shapes != records:
        what = Text(
            zh=f".shp 有 {shapes} 个图形,.dbf 却有 {records} 条记录",
            en=f"the .shp has {shapes} shapes and the .dbf {records} records",
        )
        cure = Text(zh="两者不是同一次导出的,请重新导出。", en="They are not from the same export: export it again.")
        raise unreadable(path, what, cure)
    return attributes


def text_encoding(path: Path, attributes: Attributes, encoding: str | None) -> tuple[str, list[Text]]:
    """Return the encoding of the text, and a remark where it is not what the shapefile says or it says none.

    Parameters
    ----------
    path
        The .shp.
    attributes
        What `check_shapefile` returned.
    encoding
        The one that is declared in the project, which goes before what the shapefile says.
    """
    if encoding is not None:
        found = codec(encoding)
        if found is None or not is_in(attributes.texts, found):
            what = Text(zh=f"文字不是“{encoding}”编码", en=f"its text is not in '{encoding}'")
            raise unreadable(path, what, Text(zh="请去掉或改正 encoding。", en="Take encoding out, or mend it."))
        return found, []
    page = companion(path, ".cpg")
    label = page.read_bytes().decode("latin-1").strip() if page else ""
    said = codec(label) if label else _LANGUAGES.get(attributes.language)
    found = encoding_of(attributes.texts, declared=said)
    if found is None:
        what = Text(zh="文字的编码无法识别", en="the encoding of its text cannot be told")
        raise unreadable(path, what, Text(zh='请写明 encoding = "…"。', en='Say which it is by encoding = "…".'))
    if found == said or all(text.isascii() for text in attributes.texts):
        return found, []
    source = (
        Text(zh=f"(.cpg 写的是 {label},与内容不符)", en=f" (its .cpg says {label}, which its text is not in)")
        if label
        else Text(zh="(没有 .cpg)", en=" (it has no .cpg)")
    )
    shown = "GB 18030 (GBK)" if found == "gb18030" else found.upper()
    zh, en = f"{path.name} 的文字按 {shown} 读取{source.zh}", f"the text of {path.name} is read as {shown}{source.en}"
    return found, [Text(zh=zh, en=en)]


def decoded(rows: pd.DataFrame, encoding: str) -> pd.DataFrame:
    """Return rows read `AS_IT_IS` with their text and their columns' names in `encoding`; what a field cut off goes."""
    rows = rows.rename(columns=lambda name: _word(str(name), encoding))
    for position, kind in enumerate(rows.dtypes):
        if pd.api.types.is_string_dtype(kind):
            values = rows.iloc[:, position]
            words = {word: _word(word, encoding) for word in values.unique() if isinstance(word, str)}
            if any(word != read for word, read in words.items()):
                rows.isetitem(position, values.map(words).array)
    return rows


def unknown_system(path: Path, rows: pd.DataFrame) -> list[Text]:
    """Return a remark where a .prj is there and says nothing that can be understood."""
    if companion(path, ".prj") is None or not isinstance(rows, gpd.GeoDataFrame) or rows.crs is not None:
        return []
    zh = f"{path.name} 的 .prj 里没有可以识别的坐标系"
    return [Text(zh=zh, en=f"the .prj of {path.name} holds no coordinate system that is known")]


def _word(word: str, encoding: str) -> str:
    return word if word.isascii() else word.encode(AS_IT_IS).decode(encoding, errors="ignore")


def _attributes(path: Path, table: Path) -> tuple[Attributes, int]:
    """Return what a .dbf holds, and how many records it says it has, the deleted ones too."""
    with table.open("rb") as opened:
        header = opened.read(32)
        records, length, width = (
            int.from_bytes(header[start:end], "little") for start, end in ((4, 8), (8, 10), (10, 12))
        )
        fields = opened.read(max(length - 32, 0)).split(b"\r")[0] if length else b""
    size = table.stat().st_size
    if len(header) < 32 or size < length + records * width or not width:  # noqa: PLR2004 - dBASE's header
        raise _cut_off(path, table)
    described = [fields[start : start + 32] for start in range(0, len(fields) - 31, 32)]
    names = [field[:11].split(b"\0")[0] for field in described]
    if len(set(names)) < len(names):
        twice = ", ".join(sorted({name.decode("gb18030", "replace") for name in names if names.count(name) > 1}))
        what = Text(zh=f"有重名的字段 {twice}", en=f"it has several columns named {twice}")
        raise unreadable(path, what, Text(zh="请在 GIS 里改名。", en="Rename them in a GIS."))
    cells = np.memmap(table, dtype=np.uint8, mode="r", offset=length, shape=(records, width)) if records else None
    live = records if cells is None else int((cells[:, 0] != ord("*")).sum())
    texts = frozenset([*names, *([] if cells is None else _texts(cells, described))])
    return Attributes(live, texts, header[29]), records


def _texts(cells: np.ndarray, fields: list[bytes]) -> Iterator[bytes]:
    """Give every text beyond ASCII in the fields of a .dbf."""
    start = 1
    for field in fields:
        width = field[16]
        if field[11:12] == b"C" and width:
            column = cells[:, start : start + width]
            beyond = np.ascontiguousarray(column[(column > 0x7F).any(axis=1)])  # noqa: PLR2004 - the last of ASCII
            yield from (bytes(text).rstrip() for text in np.unique(beyond.view(f"S{width}")))
        start += width


def _cut_off(path: Path, file: Path) -> SourceError:
    what = Text(
        zh=f"{file.suffix} 比它自己写明的短,文件不完整", en=f"its {file.suffix} is shorter than it says: cut off"
    )
    cure = Text(zh="请重新复制或下载同名的全部文件。", en="Copy or download it again, with all files of its name.")
    return unreadable(path, what, cure)
