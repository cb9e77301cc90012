"""Of which product and version a raster is, by its source."""

from __future__ import annotations

from typing import Any

import pytest

from geo_ruijin.sources.editions import edition_of
from geo_ruijin.spec import FileSource, ProductSource

V100 = "ESA_WorldCover_10m_2020_v100_N24E114_Map.tif"


@pytest.mark.parametrize(
    ("said", "edition"),
    [
        ({}, None),
        ({"edition": "CLCD v01"}, "CLCD v01"),
        ({"edition": " "}, None),
        ({"legend": "clcd"}, "CLCD"),
        ({"legend": "clcd", "edition": "CLCD v01"}, "CLCD v01"),
        ({"legend": "dynamic_world", "year": 2021}, "Dynamic World"),
        ({"legend": "esa_worldcover", "year": 2020}, "ESA WorldCover v100"),
        ({"legend": "esa_worldcover", "year": 2021}, "ESA WorldCover v200"),
        ({"legend": "esa_worldcover", "year": 2022}, "ESA WorldCover"),  # of which there is none
        ({"path": f"data/own/{V100}"}, "ESA WorldCover v100"),
        ({"path": f"data/own/{V100}", "legend": "clcd"}, "CLCD"),
        ({"path": f"data/own/{V100}", "edition": "corrected by hand"}, "corrected by hand"),
        ({"path": "data/own/chn_ppp_2020.tif"}, "WorldPop 2000-2020"),
    ],
)
def test_of_a_file_by_what_is_said_then_its_legend_then_its_name(said: dict[str, Any], edition: str | None) -> None:
    source = FileSource.model_validate({"kind": "file", "path": "data/own/cover.tif", **said})
    assert edition_of(source) == edition


def test_of_a_product_by_its_year() -> None:
    years = [ProductSource(kind="product", product="esa_worldcover", year=year) for year in (2020, 2021)]
    assert [edition_of(source) for source in years] == ["ESA WorldCover v100", "ESA WorldCover v200"]
