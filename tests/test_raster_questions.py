"""What is missing of a raster is asked for, with the answer to give; a share is never taken of what is not known."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import rasterio
from affine import Affine
from pyproj import Transformer
from rasterio.enums import ColorInterp

from geo_ruijin.project import open_project
from geo_ruijin.raster import Raster
from geo_ruijin.reading import read_layers
from geo_ruijin.sources.legends import LEGENDS, legends_with
from geo_ruijin.sources.rasters import open_raster
from geo_ruijin.spec import ColumnSpec
from tests.command import Said, geo_ruijin
from tests.county import CRS, SIDE, SOUTH, WEST

#: Cells of 250 m from 1 km beyond the county on every side.
CELL = 250
COUNT = int(SIDE + 2000) // CELL
GRID = Affine(CELL, 0, WEST - 1000, 0, -CELL, SOUTH + SIDE + 1000)


def written(path: Path, cells: np.ndarray, **profile: object) -> Path:
    bands = cells if cells.ndim == 3 else cells[np.newaxis]
    said = {"crs": CRS, "transform": GRID, **profile}
    with rasterio.open(
        path, "w", driver="GTiff", width=bands.shape[2], height=bands.shape[1], count=len(bands), dtype=bands.dtype,
        **said,
    ) as file:  # fmt: skip
        file.write(bands)
    return path


def codes(*some: float, dtype: str = "uint8") -> np.ndarray:
    """Return cells that hold all of some codes everywhere, its edges too."""
    return np.resize(np.array(some, dtype=dtype), (COUNT, COUNT))


def asked(county: Path, path: Path, *options: object) -> Said:
    return geo_ruijin("add", "land_cover", path, "--datum", "cgcs2000", "--year", 2022, *options, "--project", county)


def taken(county: Path, path: Path, *options: object) -> Raster:
    said = asked(county, path, *options)
    assert said.status == 0, said.words
    (raster,) = (one for one in read_layers(open_project(county), ["land_cover"]).layers["land_cover"].rasters)
    return raster


# -- coordinate system -------------------------------------------------------------------------------------------------


def test_which_system_of_metres(county: Path, tmp_path: Path) -> None:
    path = written(tmp_path / "a.tif", codes(10, 20), crs=None, nodata=0)
    said = asked(county, path, "--legend", "esa_worldcover")
    assert said.status == 1
    assert "Which coordinate system is it in?" in said.words
    assert "--crs EPSG:4548" in said.words
    assert taken(county, path, "--legend", "esa_worldcover", "--crs", CRS).crs == CRS


def test_which_system_of_degrees(county: Path, tmp_path: Path) -> None:
    path = written(tmp_path / "a.tif", codes(10, 20), crs=None, transform=Affine(0.01, 0, 115, 0, -0.01, 27))
    said = asked(county, path)
    assert "115–" in said.words
    assert "looks like degrees" in said.words
    assert "--crs EPSG:4490" in said.words


# -- codes -------------------------------------------------------------------------------------------------------------


def test_what_codes_mean(county: Path, tmp_path: Path) -> None:
    path = written(tmp_path / "a.tif", codes(1, 2, 17), nodata=0)
    said = asked(county, path, "--values", "cover:2=crop")
    assert said.status == 1
    # 1 is CLCD's crop and Esri's water: a word here would be copied, whatever the code means
    assert "What do codes 1, 17 mean? Say of each --values cover:1=…" in said.words
    assert "--values cover:1=tree" not in said.words
    assert "of a code that stands for nothing, --nodata CODE" in said.words
    assert "wetland" in said.words  # our words are listed
    raster = taken(county, path, "--values", "cover:1=tree", "--values", "cover:2=crop", "--nodata", 17)
    assert np.ma.getmaskarray(raster.read("cover")).sum() == pytest.approx(raster.width * raster.height / 3, rel=0.01)


def test_everything_is_asked_at_once(county: Path, tmp_path: Path) -> None:
    path = written(tmp_path / "a.tif", codes(1, 17), nodata=0, crs="EPSG:32650", transform=utm())
    said = geo_ruijin("add", "land_cover", path, "--project", county)
    assert said.status == 1
    assert "'year': of a layer by years every source needs its year. Add --year, as in --year 2022" in said.words
    assert "Add --datum wgs84, gcj02" in said.words
    assert "What do codes 1, 17 mean?" in said.words
    assert "sources[0]" not in said.words
    shifted = geo_ruijin("add", "land_cover", path, "--datum", "gcj02", "--year", 2022, "--project", county)
    assert "cannot be taken out of a raster" in shifted.words
    assert "What do codes 1, 17 mean?" in shifted.words


def utm() -> Affine:
    """Return the same cells, but for their turn by a degree, in UTM zone 50, labelled WGS 84."""
    west, north = Transformer.from_crs(CRS, "EPSG:32650", always_xy=True).transform(GRID.c, GRID.f)
    return Affine(CELL, 0, west, 0, -CELL, north)


@pytest.mark.parametrize(
    ("option", "wrong", "cure"),
    [
        ("--legend", "worldcover", "Did you mean 'esa_worldcover'?"),
        ("--legend", "xyz", "Valid names: clcd, dynamic_world, esa_worldcover, esri_10m, glc_fcs30d"),
        ("--datum", "wgs48", "Did you mean 'wgs84'?"),
        ("--axes", "north", "Valid names: xy, yx"),
    ],
)
def test_names_that_are_none_are_told_in_our_words(
    option: str, wrong: str, cure: str, county: Path, tmp_path: Path
) -> None:
    said = geo_ruijin("add", "land_cover", tmp_path / "a.tif", option, wrong, "--project", county)
    assert said.status == 1
    assert f"{option} cannot be '{wrong}'. {cure}" in said.words


def test_what_was_declared_before_is_said_where_it_still_holds(county: Path, tmp_path: Path) -> None:
    path = written(tmp_path / "a.tif", codes(1, 2), nodata=0)
    first = asked(county, path, "--values", "cover:1=tree", "--values", "cover:2=crop", "--licence", "内部")
    assert "what was declared then still holds" not in first.words
    again = asked(county, path)  # with its datum and year
    assert again.status == 0
    (line,) = (line for line in again.words.splitlines() if "what was declared then still holds" in line)
    assert "values = cover (2)" in line
    assert "licence = 内部" in line
    assert "datum" not in line
    other = asked(county, path, "--legend", "clcd", "--values", "cover:1=crop", "--licence", "公开")
    assert "still holds" not in other.words


def test_a_legend_is_offered_where_the_codes_are_those_of_one(county: Path, tmp_path: Path) -> None:
    path = written(tmp_path / "CLCD_2022.tif", codes(1, 2, 3, 6), nodata=0)
    said = asked(county, path)
    assert "say which with --legend; these have such codes: clcd, dynamic_world" in said.words
    assert "else say of each --values cover:1=…" in said.words
    path = written(tmp_path / "b.tif", codes(51, 62, 10), nodata=0)
    said = asked(county, path)
    assert "--legend glc_fcs30d" in said.words
    assert taken(county, path, "--legend", "glc_fcs30d").bands["cover"].classes is not None


def test_values_go_before_a_legend(county: Path, tmp_path: Path) -> None:
    path = written(tmp_path / "CLCD_2022.tif", codes(1, 2, 3), nodata=0)
    raster = taken(county, path, "--legend", "clcd", "--values", "cover:3=grass")
    assert raster.bands["cover"].classes is not None
    assert [raster.bands["cover"].classes[code] for code in (1, 2, 3)] == ["crop", "tree", "grass"]
    assert 'legend = "clcd"' in (county / "layers/land_cover.toml").read_text(encoding="utf-8")


# -- editions ----------------------------------------------------------------------------------------------------------


def test_the_edition_is_taken_down_and_said(county: Path, tmp_path: Path) -> None:
    path = written(tmp_path / "a.tif", codes(1, 2), nodata=0)
    options = ("--legend", "clcd", "--edition", "CLCD v01")
    assert taken(county, path, *options).edition == "CLCD v01"
    assert 'edition = "CLCD v01"' in (county / "layers/land_cover.toml").read_text(encoding="utf-8")
    assert "cells of 250 x 250, CLCD v01" in asked(county, path, *options).words


def test_the_edition_of_a_public_raster_is_known_by_its_name(county: Path, tmp_path: Path) -> None:
    path = written(tmp_path / "ESA_WorldCover_10m_2020_v100_N24E114_Map.tif", codes(10, 20), nodata=0)
    said = geo_ruijin("add", "land_cover", path, "--project", county)
    assert said.status == 0, said.words
    assert 'edition = "ESA WorldCover v100"' in (county / "layers/land_cover.toml").read_text(encoding="utf-8")
    # whoever says whose codes it has, whatever its name, is believed
    other = written(tmp_path / path.name, codes(1, 2), nodata=0)
    told = geo_ruijin("add", "land_cover", other, "--legend", "clcd", "--dry-run", "--project", county)
    assert "cells of 250 x 250, CLCD" in told.words


def test_what_is_doubtful_of_a_legend_is_said(county: Path, tmp_path: Path) -> None:
    said = asked(county, written(tmp_path / "a.tif", codes(2, 11), nodata=0), "--legend", "esri_10m")
    assert "rangeland, has shrubs in it and is taken for grass" in said.words


def test_clouds_are_nothing(county: Path, tmp_path: Path) -> None:
    path = written(tmp_path / "a.tif", codes(2, 10), nodata=0)
    cells = taken(county, path, "--legend", "esri_10m").read("cover")
    assert set(np.unique(cells.compressed())) == {2}
    assert np.ma.getmaskarray(cells).any()


def test_names_in_the_file_are_told(county: Path, tmp_path: Path) -> None:
    path = written(tmp_path / "a.tif", codes(1, 2), nodata=0)
    names = "<Category>无</Category><Category>水田</Category><Category>林地</Category>"
    (tmp_path / "a.tif.aux.xml").write_text(
        f'<PAMDataset><PAMRasterBand band="1"><CategoryNames>{names}</CategoryNames></PAMRasterBand></PAMDataset>',
        encoding="utf-8",
    )
    assert "The file calls them 1 = 水田, 2 = 林地" in asked(county, path).words


def test_names_in_a_table_of_attributes_are_told(county: Path, tmp_path: Path) -> None:
    path = written(tmp_path / "a.tif", codes(1, 40), nodata=0)
    heads = "".join(
        f"<FieldDefn index='{n}'><Name>{head}</Name></FieldDefn>" for n, head in enumerate(("Value", "Class"))
    )
    rows = "<Row><F>1</F><F>Paddy</F></Row><Row><F>40</F><F>Forest</F></Row>"
    (tmp_path / "a.tif.aux.xml").write_text(
        f"<PAMDataset><PAMRasterBand band='1'><GDALRasterAttributeTable>{heads}{rows}</GDALRasterAttributeTable>"
        "</PAMRasterBand></PAMDataset>",
        encoding="utf-8",
    )
    assert "The file calls them 1 = Paddy, 40 = Forest" in asked(county, path).words


def test_a_file_of_names_that_is_broken_keeps_nobody_from_asking(county: Path, tmp_path: Path) -> None:
    path = written(tmp_path / "a.tif", codes(1, 2), nodata=0)
    (tmp_path / "a.tif.aux.xml").write_text("<PAMDataset><PAMRas", encoding="utf-8")
    assert "What do codes 1, 2 mean?" in asked(county, path).words


@pytest.mark.parametrize("cells", [codes(1.0, 1.5, 2.0, dtype="float32"), codes(*range(300), dtype="int16")])
def test_amounts_are_no_codes(cells: np.ndarray, county: Path, tmp_path: Path) -> None:
    said = asked(county, written(tmp_path / "a.tif", cells, nodata=-1), "--values", "cover:1=tree")
    assert "These look like amounts, not codes of classes" in said.words


def test_whole_floats_are_codes(county: Path, tmp_path: Path) -> None:
    path = written(tmp_path / "a.tif", codes(1, 2, dtype="float32"), nodata=-1)
    assert set(np.unique(taken(county, path, "--legend", "clcd").read("cover"))) == {1, 2}


def test_a_picture_is_no_data(county: Path, tmp_path: Path) -> None:
    path = written(tmp_path / "a.tif", np.full((3, COUNT, COUNT), 10, dtype=np.uint8), photometric="RGB")
    with rasterio.open(path) as file:
        assert file.colorinterp[:3] == (ColorInterp.red, ColorInterp.green, ColorInterp.blue)
    said = asked(county, path, "--legend", "esa_worldcover")
    assert said.status == 1
    assert "this is a picture: red, green and blue, no codes" in said.words
    assert "Which file holds the data?" in said.words


# -- nothing -----------------------------------------------------------------------------------------------------------


def framed(inside: int, fill: int) -> np.ndarray:
    cells = codes(inside)
    cells[[0, -1]] = cells[:, [0, -1]] = fill
    return cells


def test_is_0_nothing_or_a_class(county: Path, tmp_path: Path) -> None:
    # of Dynamic World 0 is water, and a sea all around is unlikely
    path = written(tmp_path / "a.tif", framed(1, 0))
    said = asked(county, path, "--legend", "dynamic_world")
    assert said.status == 1
    assert "states no nodata, and all cells around it are 0" in said.words
    assert "Nothing: --nodata 0; true: --nodata none" in said.words
    assert set(
        np.unique(taken(county, path, "--legend", "dynamic_world", "--nodata", 0).read("cover").compressed())
    ) == {1}
    sea = taken(county, path, "--legend", "dynamic_world", "--nodata", "none").read("cover")
    assert set(np.unique(sea.compressed())) == {0, 1}
    assert "nodata = []" in (county / "layers/land_cover.toml").read_text(encoding="utf-8")


def test_a_code_0_nobody_explains_is_asked_for(county: Path, tmp_path: Path) -> None:
    said = asked(county, written(tmp_path / "a.tif", framed(2, 0)), "--values", "cover:2=tree")
    assert "Is 0 nothing or a class?" in said.words


def test_of_amounts_it_is_a_remark(tmp_path: Path) -> None:
    column = {"v": ColumnSpec(type="number")}
    path = written(tmp_path / "a.tif", framed(7, 0))
    said = [fault.what.en for fault in open_raster(path, columns=column, values={}).remarks]
    assert "states no nodata, and all cells around it are 0" in said
    assert not any("around" in one.what.en for one in open_raster(path, columns=column, values={}, nodata=[]).remarks)
    empty = open_raster(path, columns=column, values={}, nodata=[0]).read("v")
    assert set(empty.compressed()) == {7}


def test_of_amounts_from_0_on_it_is_not_asked(tmp_path: Path) -> None:
    # 0 is "no loss" in most of any place: answering --nodata 0 would make the most of it unknown
    loss = {"v": ColumnSpec(type="integer", min=0)}
    said = [
        fault.what.en
        for fault in open_raster(written(tmp_path / "a.tif", framed(7, 0)), columns=loss, values={}).remarks
    ]
    assert said == ["states no nodata: every cell counts"]
    full = written(tmp_path / "b.tif", framed(7, 255))
    asked = open_raster(full, columns=loss, values={}).remarks
    assert any("all cells around it are 255" in fault.what.en for fault in asked)


@pytest.mark.parametrize(
    ("layer", "name", "column"),
    [
        ("tree_loss", "Hansen_GFC-2023-v1.11_lossyear_30N_110E.tif", "loss_year"),
        ("surface_water", "occurrence_110E_30Nv1_4_2021.tif", "occurrence"),
    ],
)
def test_nothing_is_asked_of_a_public_raster_known_by_its_name(
    layer: str, name: str, column: str, county: Path, tmp_path: Path
) -> None:
    said = geo_ruijin("add", layer, written(tmp_path / name, framed(7, 0)), "--project", county)
    assert said.status == 0, said.words
    assert "nodata" not in said.words
    (raster,) = read_layers(open_project(county), [layer]).layers[layer].rasters
    assert set(np.unique(raster.read(column).compressed())) == {0, 7}
    assert 'datum = "wgs84"' in (county / f"layers/{layer}.toml").read_text(encoding="utf-8")


def test_nodata_that_is_no_number(county: Path, tmp_path: Path) -> None:
    said = asked(county, written(tmp_path / "a.tif", codes(1)), "--nodata", "zero")
    assert "--nodata should be a number or none, is 'zero'" in said.words


# -- tiles -------------------------------------------------------------------------------------------------------------


def tiled(folder: Path, *, gap: int = 0, **profile: object) -> Path:
    """Write trees in the west and crops in the east as two tiles, with some columns left out between them."""
    folder.mkdir()
    half = COUNT // 2
    written(folder / "west.tif", codes(10)[:, : half - gap], **profile)
    written(folder / "east.tif", codes(40)[:, half:], transform=GRID @ Affine.translation(half, 0), **profile)
    return folder


def test_tiles_side_by_side_are_one_raster(county: Path, tmp_path: Path) -> None:
    raster = taken(county, tiled(tmp_path / "tiles"), "--legend", "esa_worldcover")
    cells = raster.read("cover")
    middle = round((GRID.c + COUNT // 2 * CELL - raster.transform.c) / CELL)
    assert (cells[:, :middle] == 10).all()
    assert (cells[:, middle:] == 40).all()
    assert cells.count() == raster.width * raster.height


def test_what_stands_between_tiles_is_asked_for(county: Path, tmp_path: Path) -> None:
    tiles = tiled(tmp_path / "tiles", gap=3)
    said = asked(county, tiles, "--legend", "esa_worldcover")
    assert said.status == 1
    assert "The tiles leave a gap, and state no nodata. What should stand there?" in said.words
    cells = taken(county, tiles, "--legend", "esa_worldcover", "--nodata", 255).read("cover")
    assert np.ma.getmaskarray(cells).sum() == 3 * cells.shape[0]
    stated = taken(county, tiled(tmp_path / "stated", gap=3, nodata=0), "--legend", "esa_worldcover").read("cover")
    assert np.ma.getmaskarray(stated).sum() == 3 * stated.shape[0]


def test_tiles_of_other_grids_are_refused(county: Path, tmp_path: Path) -> None:
    tiles = tiled(tmp_path / "tiles")
    written(tiles / "x.tif", codes(10), transform=GRID @ Affine.translation(0.5, 0))
    assert "are not of one grid" in asked(county, tiles, "--legend", "esa_worldcover").words


def test_a_folder_without_rasters_is_none(county: Path, tmp_path: Path) -> None:
    (tmp_path / "tiles").mkdir()
    assert "is a folder and no data" in asked(county, tmp_path / "tiles").words


# -- legends -----------------------------------------------------------------------------------------------------------


def test_legends_have_our_words_alone(county: Path) -> None:
    words = open_project(county).layers["land_cover"].columns["cover"].values
    assert words is not None
    for name, legend in LEGENDS.items():
        assert set(legend.values.values()) <= set(words), name
        assert not set(legend.values) & set(legend.nothing), name


def test_legends_by_codes() -> None:
    assert legends_with([1, 11]) == ["esri_10m"]
    assert legends_with([1, 7.5]) == []
