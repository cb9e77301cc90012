"""Raster layers: which years there are, and how much of a place they cover."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import rasterio
from affine import Affine
from shapely import box

from geo_ruijin.errors import FaultsError, NoDataError
from geo_ruijin.gridded import covered_share, read_rasters
from geo_ruijin.raster import Raster
from geo_ruijin.record import LayerRecord
from geo_ruijin.spec import LayerSpec

CRS = "EPSG:4548"
PLACE = box(400_000, 2_860_000, 400_100, 2_860_100)


def write(path: Path, cells: list[list[int]], *, west: float = 400_000) -> None:
    """Write cells of 25 m whose north-west corner is that of the place; 0 is nothing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    values = np.array(cells, dtype="uint8")
    transform = Affine(25, 0, west, 0, -25, 2_860_100)
    height, width = values.shape
    with rasterio.open(
        path,
        "w",
        driver="GTiff",
        width=width,
        height=height,
        count=1,
        dtype="uint8",
        crs=CRS,
        transform=transform,
        nodata=0,
    ) as file:
        file.write(values, 1)


def read(folder: Path, **years: str) -> tuple[list[LayerRecord], tuple[Raster, ...], list[str]]:
    """Read a layer whose years are real or modelled."""
    sources = [
        {"kind": "file", "path": f"data/{year}.tif", "year": int(year[1:]), "nature": nature}
        for year, nature in years.items()
    ]
    spec = LayerSpec.model_validate(
        {
            "title": "Cover",
            "geometry": "raster",
            "by_year": True,
            "columns": {"cover": {"type": "number", "min": 0, "max": 9}},
            "sources": sources,
        }
    )
    records, rasters, faults = read_rasters("cover", spec, folder=folder, crs=CRS, place=PLACE)
    return records, rasters, [fault.say("en") for fault in faults]


def test_every_year_that_is_there_in_their_order(tmp_path: Path) -> None:
    for year in (2023, 2017):
        write(tmp_path / f"data/y{year}.tif", [[1] * 4] * 4)
    _, rasters, faults = read(tmp_path, y2023="modelled", y2020="modelled", y2017="modelled")
    assert ([raster.year for raster in rasters], faults) == ([2017, 2023], [])


def test_beside_real_years_modelled_ones_are_left_out(tmp_path: Path) -> None:
    for year in (2017, 2020, 2023):
        write(tmp_path / f"data/y{year}.tif", [[1] * 4] * 4)
    records, rasters, faults = read(tmp_path, y2017="modelled", y2020="real", y2023="modelled")
    assert [raster.year for raster in rasters] == [2020]
    assert [record.nature for record in records] == ["real"]
    assert len(faults) == 1
    assert "modelled ones are left out: 2017, 2023" in faults[0]


def test_no_year_is_there(tmp_path: Path) -> None:
    with pytest.raises(NoDataError, match=r"data/y2017.tif"):
        read(tmp_path, y2017="real")


def test_a_year_that_cannot_be_used_is_told_with_all_the_others(tmp_path: Path) -> None:
    write(tmp_path / "data/y2017.tif", [[99] * 4] * 4)
    write(tmp_path / "data/y2020.tif", [[1] * 4] * 4, west=500_000)
    with pytest.raises(FaultsError) as raised:
        read(tmp_path, y2017="real", y2020="real")
    said = raised.value.say("en")
    assert "above 9" in said
    assert "does not cover the place" in said


@pytest.mark.parametrize(
    ("cells", "share"),
    [
        ([[1] * 4] * 4, 100),
        ([[1, 1, 0, 0]] * 4, 50),  # half of the cells hold nothing
        ([[1, 1]] * 4, 50),  # the raster ends in the middle of the place
        ([[1, 0]] * 4, 25),
    ],
)
def test_how_much_of_the_place_is_covered(cells: list[list[int]], share: float, tmp_path: Path) -> None:
    write(tmp_path / "data/y2020.tif", cells)
    _, (raster,), _ = read(tmp_path, y2020="real")
    assert covered_share(raster, PLACE, crs=CRS) == share


def test_a_raster_beside_the_place_covers_none_of_it(tmp_path: Path) -> None:
    write(tmp_path / "data/y2020.tif", [[1] * 4] * 4)
    _, (raster,), _ = read(tmp_path, y2020="real")
    assert covered_share(raster, box(0, 0, 1, 1), crs=CRS) == 0
