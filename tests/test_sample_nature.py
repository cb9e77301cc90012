"""The shipped sample of land and nature: parcels that cover the city, stands, rivers that run down, rasters."""

from __future__ import annotations

import tomllib
from itertools import pairwise
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import rasterio
import shapely
from rasterio.features import rasterize

from geo_ruijin.layers import read_layer
from geo_ruijin.spec import FileSource, LayerSource, LayerSpec

LAYERS = Path(__file__).parent.parent / "layers"
SAMPLE = LAYERS / "data" / "sample"
VECTORS = (
    "abandoned_mines",
    "farmland_projects",
    "forest_farms",
    "forest_inventory",
    "land_use",
    "rivers",
    "scenic_areas",
    "wetland_parks",
)
YEARS = (2017, 2020, 2023)
COVERS = tuple(f"land_cover_{year}" for year in YEARS)
RASTERS = (*COVERS, "elevation")
WITHOUT_DATA = ("permanent_farmland", "ecological_red_line", "urban_growth_boundary", "candidate_sites")
ALL = (*VECTORS, *WITHOUT_DATA, "land_cover", "elevation", "residential_land", "wetlands")
MIB = 2**20


def spec(name: str) -> LayerSpec:
    return LayerSpec.model_validate(tomllib.loads((LAYERS / f"{name}.toml").read_text(encoding="utf-8")))


@pytest.fixture(scope="module")
def boundary() -> shapely.Polygon:
    outline = gpd.read_parquet(SAMPLE / "boundary.parquet").geometry.iloc[0]
    assert isinstance(outline, shapely.Polygon)
    return outline


@pytest.fixture(scope="module")
def layers() -> dict[str, gpd.GeoDataFrame]:
    return {name: gpd.read_parquet(SAMPLE / f"{name}.parquet") for name in VECTORS}


def test_files_are_small() -> None:
    sizes = [
        path.stat().st_size
        for path in (*(SAMPLE / f"{n}.parquet" for n in VECTORS), *(SAMPLE / f"{n}.tif" for n in RASTERS))
    ]
    assert max(sizes) < 1.5 * MIB
    assert sum(sizes) < 6 * MIB


@pytest.mark.parametrize("name", ALL)
def test_each_file_is_sound(name: str) -> None:
    """Chinese first in the file, both languages in the title, every column and band named, own data first."""
    text = (LAYERS / f"{name}.toml").read_text(encoding="utf-8")
    assert text.startswith("# ")
    layer = spec(name)
    assert layer.title.zh != layer.title.en
    assert layer.steward
    assert all(column.title is not None for column in layer.columns.values())
    modelled = [source for source in layer.sources if isinstance(source, FileSource)]
    assert all(source.nature == "modelled" and source.licence == "Apache-2.0" for source in modelled)
    assert layer.sources[len(layer.sources) - len(modelled) :] == modelled  # the sample comes last


@pytest.mark.parametrize("name", WITHOUT_DATA)
def test_what_only_the_city_has_is_not_shipped(name: str) -> None:
    assert not spec(name).sources
    assert f"geo-ruijin add {name}" in (LAYERS / f"{name}.toml").read_text(encoding="utf-8")
    assert not list(SAMPLE.glob(f"{name}*"))


@pytest.mark.parametrize("name", VECTORS)
def test_layers_are_read_without_a_fault(name: str, boundary: shapely.Polygon) -> None:
    layer = spec(name)
    only = layer.model_copy(update={"sources": [s for s in layer.sources if isinstance(s, FileSource)]})
    read = read_layer(name, only, folder=LAYERS, crs="EPSG:4548", place=boundary)
    assert not read.record.faults
    assert read.record.nature == "modelled"
    declared = set(layer.columns) | {"nature", "geometry"}
    assert set(read.data.columns) <= declared  # nothing in the file that its TOML does not tell of
    assert (read.data["nature"] == "modelled").all()


@pytest.mark.parametrize("name", VECTORS)
def test_codes_and_words_are_the_declared_ones(layers: dict[str, gpd.GeoDataFrame], name: str) -> None:
    for column, declared in spec(name).columns.items():
        if declared.values is not None:
            assert set(layers[name][column].dropna()) <= set(declared.values), column


def test_parcels_cover_the_city_once(layers: dict[str, gpd.GeoDataFrame], boundary: shapely.Polygon) -> None:
    """Coordinates lie on 0.1 m: where parcels meet the outline it moves by 0.05 m at most."""
    parcels = layers["land_use"].geometry.to_numpy()
    assert shapely.coverage_is_valid(parcels)  # no overlaps, no gaps, vertices shared
    assert sum(shapely.area(parcels)) == pytest.approx(boundary.area, rel=1e-6)
    outline = shapely.coverage_union_all(parcels)
    assert isinstance(outline, shapely.Polygon)
    assert not outline.interiors
    assert shapely.hausdorff_distance(outline.exterior, boundary.exterior) < 0.1


def test_areas_are_those_of_the_shapes(layers: dict[str, gpd.GeoDataFrame]) -> None:
    """m² to 0.1; hectares of 10,000 m² to 0.01; mu, 15 a hectare, to 0.1."""
    for name, square_metres, step in (
        ("land_use", 1.0, 0.1),
        ("forest_inventory", 1e4, 0.01),
        ("abandoned_mines", 1e4, 0.01),
        ("wetland_parks", 1e4, 0.01),
        ("scenic_areas", 1e4, 0.01),
        ("forest_farms", 1e4, 0.01),
        ("farmland_projects", 1e4 / 15, 0.1),
    ):
        rows = layers[name]
        assert np.allclose(rows["area"], rows.geometry.area / square_metres, rtol=0, atol=0.51 * step), name


def test_each_code_has_one_name_and_lies_in_a_village(layers: dict[str, gpd.GeoDataFrame]) -> None:
    parcels = layers["land_use"]
    assert not parcels[["code", "name"]].drop_duplicates()["code"].duplicated().any()
    villages = gpd.read_parquet(SAMPLE / "villages.parquet")
    assert set(parcels["village"]) == set(villages["township"] + villages["name"])


def test_land_use_follows_what_stands_on_it(layers: dict[str, gpd.GeoDataFrame]) -> None:
    """Most homes on housing land, most works in the country on industrial land, every park on park land."""
    parcels = layers["land_use"]
    buildings = gpd.read_parquet(SAMPLE / "buildings.parquet")
    parks = gpd.read_parquet(SAMPLE / "parks.parquet")
    city = gpd.read_parquet(SAMPLE / "built_up_area.parquet").geometry.iloc[0]
    code = _code_at(parcels, buildings.geometry.centroid)
    houses = (buildings["use"] == "house").to_numpy()
    assert np.isin(code[houses], ["0701", "0702"]).mean() > 0.85
    works = (buildings["use"] == "industrial").to_numpy() & ~buildings.within(city).to_numpy()
    assert (code[works] == "0601").mean() > 0.95
    assert (_code_at(parcels, parks.geometry.representative_point()) == "0810").mean() > 0.95
    housing = parcels[parcels["code"].isin(["0701", "0702"])]
    assert 12e6 < housing[housing.intersects(city)].geometry.intersection(city).area.sum() < 24e6


def _code_at(parcels: gpd.GeoDataFrame, points: gpd.GeoSeries) -> np.ndarray:
    """Return the code of land use at each point, "" outside."""
    at, which = shapely.STRtree(parcels.geometry.to_numpy()).query(points.to_numpy(), predicate="within")
    code = np.full(len(points), "", dtype=object)
    code[at] = parcels["code"].to_numpy()[which]
    return code


def test_stands_are_the_forest_of_the_parcels(layers: dict[str, gpd.GeoDataFrame]) -> None:
    """Every stand lies in forest land of its own kind; together they are all forest but restored pits and clippings."""
    kinds = {"乔木林": "0301", "竹林": "0302", "国家特别规定灌木林": "0305", "一般灌木林": "0305"}
    stands, parcels = layers["forest_inventory"], layers["land_use"]
    assert shapely.coverage_is_valid(stands.geometry.to_numpy())
    code = stands["land_type"].map(kinds).fillna("0307")
    for kind, own in stands.groupby(code):
        forest = parcels[parcels["code"] == kind]
        outside = own.geometry.area.sum() - shapely.area(
            shapely.intersection(
                shapely.coverage_union_all(own.geometry.to_numpy()),
                shapely.coverage_union_all(forest.geometry.to_numpy()),
            )
        )
        assert abs(outside) < 1.0, kind
        assert own.geometry.area.sum() == pytest.approx(forest.geometry.area.sum(), rel=0.005), kind


def test_forest_cover_and_growing_stock_are_near_the_plan_s(
    layers: dict[str, gpd.GeoDataFrame], boundary: shapely.Polygon
) -> None:
    """75.6 % and 13 million m³ are the plan's: the modelled ones come near them and are not them."""
    stands = layers["forest_inventory"]
    trees = (stands["land_type"] == "乔木林") & (stands["canopy"] >= 0.2)
    counted = stands[trees | stands["land_type"].isin(["竹林", "国家特别规定灌木林"])]
    cover = 100 * counted.geometry.area.sum() / boundary.area
    assert 73 < cover < 78
    assert abs(cover - 75.6) > 0.1
    assert 12e6 < stands["volume"].sum() < 13e6
    per_ha = stands["volume"] / stands["area"]
    assert per_ha.max() < 400
    assert (stands.loc[trees, "volume"] > 0).all()
    assert (stands.loc[stands["land_type"] == "无立木", "volume"] == 0).all()


def test_canopy_fits_the_kind_of_land(layers: dict[str, gpd.GeoDataFrame]) -> None:
    """Trees from 0.2 on, sparse stands from 0.1 to below 0.2; nothing where nothing stands."""
    canopy = layers["forest_inventory"].groupby("land_type")["canopy"]
    low, high = canopy.min(), canopy.max()
    assert low["乔木林"] >= 0.2
    assert low["疏林"] >= 0.1
    assert high["疏林"] < 0.2
    assert high["无立木"] == 0
    assert high.max() <= 1


def test_rivers_keep_to_the_water_and_have_its_width(layers: dict[str, gpd.GeoDataFrame]) -> None:
    rivers, parcels = layers["rivers"], layers["land_use"]
    water = shapely.union_all(parcels.loc[parcels["code"] == "1101", "geometry"].to_numpy())
    course = rivers.geometry.length.sum()
    assert rivers.geometry.intersection(water.buffer(3)).length.sum() > 0.98 * course
    assert (rivers["width"] * rivers.geometry.length).sum() == pytest.approx(water.area, rel=0.2)
    named = rivers.groupby("name").apply(lambda own: own.geometry.length.sum())
    assert named["绵江"] > 50_000
    assert named["九堡河"] > 15_000
    assert (shapely.get_coordinates(rivers.geometry) % 1 == 0).all()  # whole metres


def test_rivers_run_down(layers: dict[str, gpd.GeoDataFrame]) -> None:
    """Read from the elevation raster every 30 m: whole metres, so a step of rounding up is no rise."""
    with rasterio.open(SAMPLE / "elevation.tif") as file:
        for reach in layers["rivers"].geometry:
            points = shapely.get_coordinates(shapely.segmentize(reach, 30.0))
            height = np.array([value[0] for value in file.sample(points)], dtype=float)
            assert height[0] >= height[-1]
            assert (height - np.minimum.accumulate(height)).max() <= 1


def test_every_raster_says_what_it_is() -> None:
    for name in RASTERS:
        with rasterio.open(SAMPLE / f"{name}.tif") as file:
            assert file.crs.to_epsg() == 4548
            assert file.tags()["nature"] == "modelled"
            assert file.compression.name == "deflate"
            assert file.block_shapes == [(256, 256)]
            assert "modelled" in (file.descriptions[0] or "")
    for year, name in zip(YEARS, COVERS, strict=True):
        with rasterio.open(SAMPLE / f"{name}.tif") as file:
            assert file.tags()["year"] == str(year)


def test_rasters_lie_on_one_another() -> None:
    """Land cover has cells of 30 m, the same every year; two by two they are the elevation's of 60 m."""
    with rasterio.open(SAMPLE / "elevation.tif") as relief:
        west, north = relief.transform.c, relief.transform.f
        assert relief.res == (60, 60)
        grids = []
        for name in COVERS:
            with rasterio.open(SAMPLE / f"{name}.tif") as cover:
                grids.append((cover.transform, cover.shape))
                assert cover.res == (30, 30)
                assert (cover.transform.c - west) % 60 == 0
                assert (cover.transform.f - north) % 60 == 0
                assert relief.bounds.left < cover.bounds.left
                assert relief.bounds.top > cover.bounds.top
        assert len(set(grids)) == 1


def test_elevation_has_no_holes() -> None:
    with rasterio.open(SAMPLE / "elevation.tif") as file:
        assert (file.dtypes[0], file.nodata) == ("int16", -32768)
        height = file.read(1)
        assert height.min() > 100
        assert height.max() < 1500


@pytest.mark.parametrize("name", COVERS)
def test_land_cover_has_the_classes_of_its_layer_inside_the_city(name: str, boundary: shapely.Polygon) -> None:
    layer = spec("land_cover")
    codes = {
        int(code)
        for source in layer.sources
        if isinstance(source, FileSource) and name in source.path
        for code in source.values["cover"]
    }
    with rasterio.open(SAMPLE / f"{name}.tif") as file:
        assert (file.dtypes[0], file.nodata) == ("uint8", 0)
        cells = file.read(1)
        touched = rasterize(
            [boundary], out_shape=file.shape, transform=file.transform, all_touched=True, dtype="uint8"
        ).astype(bool)
        colours = file.colormap(1)
    assert set(np.unique(cells)) == codes | {0}
    assert (cells[touched] > 0).all()
    assert (cells[~touched] == 0).all()
    assert len({colours[code] for code in codes}) == len(codes)


def test_land_cover_is_that_of_the_parcels(layers: dict[str, gpd.GeoDataFrame]) -> None:
    """In 2020 most forest looks like trees, most fields like crops, most rivers and ponds like water."""
    parcels = layers["land_use"]
    with rasterio.open(SAMPLE / "land_cover_2020.tif") as file:
        cells = file.read(1)
        for codes, seen, least in (
            (["0301", "0302"], 10, 0.95),
            (["0101", "0102", "0103"], 40, 0.8),
            (["1103"], 80, 0.9),
        ):
            own = parcels.loc[parcels["code"].isin(codes), "geometry"]
            mask = rasterize(own, out_shape=file.shape, transform=file.transform, dtype="uint8").astype(bool)
            assert (cells[mask] == seen).mean() > least, codes


def test_land_cover_changes_a_little_in_both_directions() -> None:
    """From one year to the next some trees go and some come, and what is built on grows."""
    years = []
    for name in COVERS:
        with rasterio.open(SAMPLE / f"{name}.tif") as file:
            years.append(file.read(1))
    for before, after in pairwise(years):
        city = (before > 0).sum()
        lost, won = ((before == 10) & (after != 10)).sum(), ((before != 10) & (after == 10)).sum()
        assert 0.005 < lost / city < 0.04
        assert 0.003 < won / city < 0.03
        assert (after == 50).sum() > (before == 50).sum()
    first, last = years[0], years[-1]
    assert ((first == 10) & (last == 30)).sum() * 0.09 > 500  # ha felled
    assert ((first == 30) & (last == 10)).sum() * 0.09 > 100  # ha grown up


def test_published_areas(layers: dict[str, gpd.GeoDataFrame], boundary: shapely.Polygon) -> None:
    """The wetland park has 1,802.89 ha, the scenic area 5,338; corners on whole metres cost a few hundred m²."""
    assert layers["wetland_parks"].geometry.area.sum() / 1e4 == pytest.approx(1802.89, abs=0.5)
    assert layers["scenic_areas"].geometry.area.sum() / 1e4 == pytest.approx(5338, abs=1)
    mian = layers["rivers"].query("name == '绵江'").geometry.union_all()
    park = layers["wetland_parks"].geometry.iloc[0]
    assert park.intersection(mian).length > 30_000
    assert boundary.contains(park)


def test_forest_farms_are_wooded_and_by_their_names_no_real_ones(layers: dict[str, gpd.GeoDataFrame]) -> None:
    farms = layers["forest_farms"]
    assert len(farms) == 4
    assert farms["name"].str.endswith("(模拟)").all()
    for farm in farms.geometry:
        wood = layers["forest_inventory"].geometry.intersection(farm).area.sum()
        assert wood > 0.75 * farm.area


def test_projects_are_fields_and_pits_are_pits(layers: dict[str, gpd.GeoDataFrame]) -> None:
    parcels, pits = layers["land_use"], layers["abandoned_mines"]
    fields = shapely.coverage_union_all(
        parcels.loc[parcels["code"].isin(["0101", "0102", "0103"]), "geometry"].to_numpy()
    )
    assert shapely.area(shapely.difference(layers["farmland_projects"].union_all(), fields)) < 1
    code = pd.Series(_code_at(parcels, pits.geometry.representative_point()), index=pits.index)
    assert (code == pits["status"].map({"已治理": "0404"}).fillna("0602")).all()
    assert set(pits["status"]) == {"未治理", "治理中", "已治理"}


@pytest.mark.parametrize("name", ["residential_land", "wetlands"])
def test_selections_of_land_use_select_something(layers: dict[str, gpd.GeoDataFrame], name: str) -> None:
    (chosen,) = (source for source in spec(name).sources if isinstance(source, LayerSource))
    known = spec("land_use").columns["code"].values
    assert known is not None
    assert set(chosen.where["code"]) <= set(known)
    assert layers["land_use"]["code"].isin(chosen.where["code"]).sum() > 500
