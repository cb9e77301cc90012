"""The method `zonal_statistics`: amounts by division, with what the raster does not know."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely

from geo_ruijin.errors import MethodError
from geo_ruijin.methods.zones.statistics import zonal_statistics
from geo_ruijin.raster import Raster
from geo_ruijin.results import Table
from tests.zones import CODES, CORNER, made

WEST, NORTH = CORNER


def places(*columns: tuple[float, float]) -> gpd.GeoDataFrame:
    """Return stretches of columns of the raster, all four rows high, named by number."""
    shapes = [shapely.box(WEST + 10 * a, NORTH - 40, WEST + 10 * b, NORTH) for a, b in columns]
    return gpd.GeoDataFrame({"name": [str(one) for one in range(len(shapes))]}, geometry=shapes, crs="EPSG:4548")


def cell(table: Table, name: str, column: str) -> float:
    """Return what a table has of a division."""
    return float(dict(zip(table.data["name"], table.data[column], strict=True))[name])


@pytest.fixture(name="heights")
def _heights(tmp_path: Path) -> Raster:
    return made(tmp_path, CODES, classes=None)


def test_by_division(heights: Raster) -> None:
    by = places((0, 2.5), (2.5, 5))
    found = zonal_statistics(place=places((0, 5)), raster=heights, by=by, quantiles=(50,), above=2)
    zones = found.tables["zones"]
    # columns 0, 1 are all 1; of column 2 half of 4 cells of 2
    assert cell(zones, "0", "mean") == pytest.approx((8 + 2 * 2) / 10)
    assert cell(zones, "0", "least") == 1
    assert cell(zones, "1", "most") == 3
    assert cell(zones, "0", "above_share") == pytest.approx(20)  # exactly 2 counts
    assert cell(zones, "1", "above_share") == pytest.approx(100)
    # the column that lies beyond and the cell that is nothing
    assert cell(zones, "1", "unknown_area") * 1e6 == pytest.approx(500, rel=1e-3)
    assert cell(zones, "1", "known_area") * 1e6 == pytest.approx(500, rel=1e-3)
    (whole,) = found.tables["whole"].data.to_dict("records")
    assert whole["mean"] == pytest.approx((8 + 6 * 2 + 3) / 15)
    assert found.measures["above_share"].value == pytest.approx(100 * 7 / 15)
    assert found.measures["known_share"].value == pytest.approx(100 * 15 / 20)
    assert len(found.notes) == 3  # nodata, beyond, and what share is known
    assert found.tables["zones"].columns.keys() <= set(found.tables["zones"].data)


def test_without_divisions_and_without_a_limit(heights: Raster) -> None:
    found = zonal_statistics(place=places((0, 2)), raster=heights)
    assert set(found.tables) == {"whole"}
    assert set(found.measures) == {"known_area", "known_share"}
    assert found.measures["known_share"].value == 100
    assert found.notes == ()


def test_a_place_the_raster_does_not_know(heights: Raster) -> None:
    found = zonal_statistics(place=places((9, 10)), raster=heights, above=2)
    assert found.measures["above_share"].value is None
    assert found.measures["known_share"].value == 0
    assert np.isnan(found.tables["whole"].data["mean"][0])


def test_what_cannot_be_answered(heights: Raster, tmp_path: Path) -> None:
    place = places((0, 4))
    with pytest.raises(MethodError, match="has no band 'height'"):
        zonal_statistics(place=place, raster=heights, band="height")
    with pytest.raises(MethodError, match="class_shares"):
        zonal_statistics(place=place, raster=made(tmp_path, CODES, name="classes"))
    several = Raster(
        heights.path, None, heights.crs, heights.transform, 4, 4, {"v": heights.bands["v"], "w": heights.bands["v"]}
    )
    with pytest.raises(MethodError, match="several bands"):
        zonal_statistics(place=place, raster=several)
    with pytest.raises(MethodError, match="no area"):
        zonal_statistics(place=place.iloc[:0], raster=heights)
