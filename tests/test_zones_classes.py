"""The method `class_shares`: areas and shares of classes, and of amounts cut at bounds."""

from __future__ import annotations

from pathlib import Path

import pytest

from geo_ruijin.errors import MethodError
from geo_ruijin.methods.zones.classes import class_shares
from tests.test_zones_statistics import cell, places
from tests.zones import CODES, made


def test_classes(tmp_path: Path) -> None:
    found = class_shares(place=places((0, 4)), raster=made(tmp_path, CODES), by=places((0, 2.5), (2.5, 4)))
    classes = found.tables["classes"].data
    assert [word.en for word in classes["class"]] == ["tree cover", "cropland", "water"]
    # 8 trees, 6 crops, 1 water of 100 m², one cell is nothing; scale is 0.99975 here
    assert list(classes["area"] * 100) == pytest.approx([8, 6, 1], rel=1e-3)
    assert list(classes["share"]) == pytest.approx([100 * 8 / 15, 40, 100 / 15], rel=1e-5)
    zones = found.tables["zones"]
    assert cell(zones, "0", "share_0") == pytest.approx(80, rel=1e-5)  # 8 of 10 cells
    assert cell(zones, "1", "share_2") == pytest.approx(20, rel=1e-5)  # 1 of 5: 2 halves of crops, 2 crops, water
    assert set(found.measures) == {"known_area", "known_share"}
    assert found.measures["known_share"].value == pytest.approx(93.75, rel=1e-5)
    note, much = found.notes
    assert "nodata" in note.en
    assert "knows 93.7 % of {place} alone" in much.en


def test_amounts_cut_at_bounds(tmp_path: Path) -> None:
    raster = made(tmp_path, CODES, classes=None)
    found = class_shares(place=places((0, 4)), raster=raster, bounds=(2, 3), names=("低", "中", "高"))
    # 1: 8 cells; exactly 2: 6; exactly 3: 1
    assert list(found.tables["classes"].data["share"]) == pytest.approx([800 / 15, 40, 100 / 15], rel=1e-5)
    assert [word.zh for word in found.tables["classes"].data["class"]] == ["低(不足 2)", "中(2–3)", "高(3 以上)"]
    assert found.measures["above_share"].value == pytest.approx(700 / 15, rel=1e-5)
    assert found.measures["top_share"].value == pytest.approx(100 / 15, rel=1e-5)
    assert found.measures["top_area"].value == pytest.approx(0.01, rel=1e-3)
    assert "zones" not in found.tables
    # of 16 cells 7 reach 2, one is not known
    above = found.measures["above_share"]
    assert (above.low, above.high) == pytest.approx((700 / 16, 800 / 16), rel=1e-5)
    assert found.measures["top_area"].high == pytest.approx(0.02, rel=1e-3)


def test_one_bound(tmp_path: Path) -> None:
    found = class_shares(place=places((0, 4)), raster=made(tmp_path, CODES, classes=None), bounds=(2,))
    assert found.measures["above_area"].value == found.measures["top_area"].value


def test_what_cannot_be_answered(tmp_path: Path) -> None:
    amounts, classes = made(tmp_path, CODES, classes=None), made(tmp_path, CODES, name="classes")
    place = places((0, 4))
    with pytest.raises(MethodError, match="bounds"):
        class_shares(place=place, raster=amounts)
    with pytest.raises(MethodError, match="holds classes"):
        class_shares(place=place, raster=classes, bounds=(2,))
    with pytest.raises(MethodError, match="rise"):
        class_shares(place=place, raster=amounts, bounds=(3, 2))
    with pytest.raises(MethodError, match="3 classes, but there are 2 names"):
        class_shares(place=place, raster=amounts, bounds=(2, 3), names=("low", "high"))
