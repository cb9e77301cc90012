"""Rasters of years added: which of one year is used, and years that contradict one another."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import rasterio
from affine import Affine

from tests.command import Said
from tests.county import CRS, SIDE, SOUTH, WEST
from tests.test_add import add, state

LAYER = """
title = "Land cover"
geometry = "raster"
by_year = true
[columns.cover]
type = "text"
values = ["tree", "crop"]
"""


@pytest.fixture
def covered(county: Path) -> Path:
    (county / "layers/land_cover.toml").write_text(LAYER, encoding="utf-8")
    return county


def cover(path: Path, code: int = 1, *, west: float = WEST, south: float = SOUTH, step: float = 100) -> Path:
    """Write a raster of one code, of 60 x 60 cells, that covers just the place where it is not put elsewhere."""
    transform = Affine(step, 0, west, 0, -step, south + 60 * step)
    with rasterio.open(
        path, "w", driver="GTiff", width=60, height=60, count=1, dtype="uint8", crs=CRS, transform=transform, nodata=9
    ) as file:
        file.write(np.full((60, 60), code, dtype="uint8"), 1)
    return path


def take(county: Path, path: Path, year: int, lang: str = "en") -> Said:
    values = ("--values", "cover:1=tree", "--values", "cover:2=crop")
    return add(county, "land_cover", path, "--year", year, *values, "--lang", lang)


def test_the_place_is_just_covered() -> None:
    assert SIDE == 60 * 100


def test_a_second_file_of_a_year_says_what_is_not_used_any_more(covered: Path, tmp_path: Path) -> None:
    first = take(covered, cover(tmp_path / "a.tif"), 2022)
    assert first.status == 0, first.words
    assert "Note" not in first.words
    again = take(covered, tmp_path / "a.tif", 2022)  # the very same
    assert "already had" not in again.words
    assert "already had" not in take(covered, cover(tmp_path / "c.tif", 2), 2023).words
    second = take(covered, cover(tmp_path / "b.tif", 2), 2022)
    assert second.status == 0, second.words
    assert "2022 already had data/own/land_cover/" in second.words
    assert "a.tif, which is not used any more. Put the tiles of one year into one folder" in second.words


@pytest.mark.parametrize(
    ("name", "said"),
    [("CLCD_2021", "2021"), ("CLCD_2022", None), ("CLCD_2020-2022", None), ("a20210101", None), ("v100", None)],
)
def test_a_year_in_the_name_that_is_another_is_remarked_on(
    name: str, said: str | None, covered: Path, tmp_path: Path
) -> None:
    found = take(covered, cover(tmp_path / f"{name}.tif"), 2022, "zh")
    assert found.status == 0, found.words
    assert ("文件名里的年份是" in found.words) is (said is not None)
    assert said is None or f"文件名里的年份是 {said},写的是 --year 2022" in found.words


@pytest.mark.parametrize("year", [1899, 2101, 22])
def test_a_year_that_can_hardly_be_is_refused(year: int, covered: Path, tmp_path: Path) -> None:
    path, before = cover(tmp_path / "a.tif"), state(covered)
    found = take(covered, path, year)
    assert found.status == 1
    assert f"a year from 1900 to 2100, is {year}" in found.words
    assert state(covered) == before


def test_degrees_in_a_system_in_metres_are_told(covered: Path, tmp_path: Path) -> None:
    found = take(covered, cover(tmp_path / "a.tif", west=116, south=25.8, step=0.001), 2022, "zh")
    assert found.status == 1
    assert "像是经纬度:国家 2000 写 --crs EPSG:4490" in found.words
    assert "inf" not in found.words
