"""What a raster file itself calls its codes: category names, or a table of attributes beside it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import rasterio

#: Heads of the column of a table that has the codes, and of the one with their names, as programs write them.
_CODES = ("value", "code", "编码", "代码")
_NAMES = ("class_name", "classname", "class", "label", "name", "category", "landcover", "lulc", "类型", "名称", "地类")

#: The most bytes of a file of names that is read.
_MOST = 2**22

_TAG, _OURS = "categories", "geo_ruijin"


def category_names(file: rasterio.DatasetReader) -> dict[int, str]:
    """Return what a file calls the codes of its first band; nothing where it does not say, or says it wrongly."""
    kept = file.tags(ns=_OURS).get(_TAG)
    if kept:
        return {int(code): name for code, name in json.loads(kept).items()}
    for name in file.files:
        path = Path(name)
        if name.endswith(".aux.xml") and path.is_file() and path.stat().st_size <= _MOST:
            try:
                band = ET.fromstring(path.read_bytes()).find(".//PAMRasterBand")  # noqa: S314 - of limited size
            except ET.ParseError:
                continue
            if band is not None:
                return dict(_from_table(band)) or dict(_from_list(band))
    return {}


def keep_category_names(source: rasterio.DatasetReader, target: rasterio.io.DatasetWriter) -> None:
    """Write the names of codes that a file has beside it into a copy of it."""
    if names := category_names(source):
        target.update_tags(ns=_OURS, **{_TAG: json.dumps(names, ensure_ascii=False)})


def _from_list(band: ET.Element) -> Iterator[tuple[int, str]]:
    """Yield the names of codes from 0 on; most programs write empty ones between."""
    for code, one in enumerate(band.findall("CategoryNames/Category")):
        if one.text and one.text.strip():
            yield code, one.text.strip()


def _from_table(band: ET.Element) -> Iterator[tuple[int, str]]:
    """Yield the names of codes of a table of attributes."""
    table = band.find("GDALRasterAttributeTable")
    if table is None:
        return
    heads = [(head.findtext("Name") or "").strip().lower() for head in table.findall("FieldDefn")]
    code = next((heads.index(head) for head in _CODES if head in heads), None)
    name = next((heads.index(head) for head in _NAMES if head in heads), None)
    for row in table.findall("Row"):
        cells = [cell.text or "" for cell in row.findall("F")]
        if code is None or name is None or len(cells) <= max(code, name):
            return
        try:
            yield int(float(cells[code])), cells[name].strip()
        except ValueError:
            return
