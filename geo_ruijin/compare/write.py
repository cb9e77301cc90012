"""Write a comparison: page, workbook, GeoPackage and `compare.json`, whole or not at all."""

from __future__ import annotations

import json
from pathlib import Path

from geo_ruijin.compare.comparejson import to_compare_json
from geo_ruijin.compare.comparison import Comparison
from geo_ruijin.compare.geopackage import write_compare_geopackage
from geo_ruijin.compare.page import write_compare_page
from geo_ruijin.compare.tables import features_tables
from geo_ruijin.compare.workbook import write_compare_workbook
from geo_ruijin.folders import replaced
from geo_ruijin.text import Language

COMPARE = "compare.json"

#: What a comparison writes, and what QGIS and Excel leave beside it; whatever else lies in the folder is its owner's.
_OURS = ("compare.html", "compare.xlsx", "compare.gpkg", "compare.gpkg-*", "~$*", COMPARE)


def write_comparison(comparison: Comparison, folder: Path, *, language: Language) -> None:
    """Write the comparison into `folder`: the same one gives the same bytes.

    Raises
    ------
    SourceError
        If the folder holds something else than an earlier comparison, or cannot be replaced.
    """
    with replaced(folder, mark=COMPARE, ours=_OURS, option="--to") as new:
        features = features_tables(comparison, language=language)
        write_compare_page(comparison, new / "compare.html", features, language=language)
        write_compare_workbook(comparison, new / "compare.xlsx", features, language=language)
        write_compare_geopackage(comparison, new / "compare.gpkg", features, language=language)
        values = json.dumps(
            to_compare_json(comparison, language=language), ensure_ascii=False, indent=1, allow_nan=False
        )
        (new / COMPARE).write_text(values + "\n", encoding="utf-8")
