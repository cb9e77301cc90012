"""A layer selected from another one."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pytest
from shapely import box

from geo_ruijin.project import open_project
from geo_ruijin.reading import Reading, read_layers
from geo_ruijin.text import Text
from tests.towns import copy_town

LAND = """
title = "Land"
geometry = "polygon"
[columns.code]
type = "text"
required = false
[columns.own]
type = "boolean"
required = false
[[sources]]
kind = "file"
path = "data/land.gpkg"
origin = "survey"
"""


def read(folder: Path, where: str, *more: str, land: str = LAND, **columns: object) -> Reading:
    """Read the layer that selects from the land of Tiny Town."""
    town = copy_town(folder)
    shapes = [box(400_000 + 10 * n, 2_860_000, 400_005 + 10 * n, 2_860_005) for n in range(3)]
    gpd.GeoDataFrame(columns, geometry=shapes, crs="EPSG:4548", index=range(3)).to_file(town / "layers/data/land.gpkg")
    (town / "layers/land.toml").write_text(land, encoding="utf-8")
    source = f'[[sources]]\nkind = "layer"\nlayer = "land"\nwhere = {{ {where} }}\n'
    text = 'title = "Homes"\ngeometry = "polygon"\n' + source + "".join(more)
    (town / "layers/homes.toml").write_text(text, encoding="utf-8")
    return read_layers(open_project(town), ["homes"])


def test_the_rows_with_the_values_asked_for(tmp_path: Path) -> None:
    found = read(tmp_path, 'code = ["0701", "0702"]', code=["0701", "0101", "0702"])
    homes = found.layers["homes"]
    assert len(homes.data) == 2
    assert homes.record.source.en == "Selected from 'Land' (code: 0701, 0702): survey"


def test_it_is_said_in_readers_words_what_was_selected_and_what_the_rows_are(tmp_path: Path) -> None:
    words = LAND.replace(
        "required = false\n",
        """required = false
values = ["0701", "0702", "0101"]
title = { zh = "地类", en = "Land use" }
titles = { 0701 = { zh = "城镇住宅用地", en = "housing in town" } }
""",
        1,
    )
    found = read(
        tmp_path, 'code = ["0701", "0702"], own = ["true"]', code=["0701", "0101", "0702"], own=True, land=words
    )
    origin = found.layers["homes"].record.source
    assert origin.zh == "选自“Land”(地类:城镇住宅用地、0702;own:是):survey"
    assert origin.en == "Selected from 'Land' (Land use: housing in town, 0702; own: yes): survey"
    land = found.layers["land"]
    said = [one.en if isinstance(one, Text) else one for one in land.worded(land.features)["code"]]
    assert said == ["housing in town", "0101", "0702"]
    assert land.features["code"].tolist() == ["0701", "0101", "0702"]


def test_a_title_of_no_value_is_a_fault(tmp_path: Path) -> None:
    town = copy_town(tmp_path)
    text = LAND.replace("required = false\n", 'required = false\nvalues = ["0701"]\ntitles = { 0710 = "a" }\n', 1)
    (town / "layers/land.toml").write_text(text, encoding="utf-8")
    assert "'0710' of titles is none of values" in [fault.what.en for fault in open_project(town).faults]


def test_of_a_column_without_any_value_nothing_is_selected(tmp_path: Path) -> None:
    found = read(tmp_path, 'code = ["0701"]', code=[None, None, None])
    assert found.missing["homes"][0] == "no data"
    assert not [fault for fault in found.faults if fault.serious]


@pytest.mark.parametrize(("value", "count"), [("true", 2), ("false", 1)])
def test_yes_and_no_are_values_too(value: str, count: int, tmp_path: Path) -> None:
    found = read(tmp_path, f'own = ["{value}"]', own=[True, False, True])
    assert len(found.layers["homes"].data) == count


def test_without_the_column_nothing_is_selected(tmp_path: Path) -> None:
    found = read(tmp_path, 'code = ["0701"]', own=[True, False, True])
    assert "homes" not in found.layers
    outcome, why = found.missing["homes"]
    assert outcome == "failed"
    assert "the data of 'Land' have no column 'code' to select by" in why.en


def test_a_column_that_no_row_fills_in_selects_nothing(tmp_path: Path) -> None:
    # what OpenStreetMap gives where nobody wrote the tag: a column of no type
    town = copy_town(tmp_path)
    shapes = [box(400_000, 2_860_000, 400_005, 2_860_005)]
    gpd.GeoDataFrame({"code": [None]}, geometry=shapes, crs="EPSG:4548").to_parquet(town / "layers/data/land.parquet")
    (town / "layers/land.toml").write_text(LAND.replace("land.gpkg", "land.parquet"), encoding="utf-8")
    source = '[[sources]]\nkind = "layer"\nlayer = "land"\nwhere = { code = ["0701"] }\n'
    (town / "layers/homes.toml").write_text('title = "Homes"\ngeometry = "polygon"\n' + source, encoding="utf-8")
    assert read_layers(open_project(town), ["homes"]).missing["homes"][0] == "no data"


def test_where_nothing_has_the_value_the_next_source_is_taken(tmp_path: Path) -> None:
    other = '[[sources]]\nkind = "file"\npath = "data/land.gpkg"\n'
    assert len(read(tmp_path / "a", 'code = ["0701"]', other, code=["1", "2", "3"]).layers["homes"].data) == 3
    assert read(tmp_path / "b", 'code = ["0701"]', code=["1", "2", "3"]).missing["homes"][0] == "no data"
