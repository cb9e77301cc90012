"""Public rasters by name: the files a place needs, and what is said of them."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest

from geo_ruijin.errors import SourceError
from geo_ruijin.sources.products import PRODUCTS, Recognised, product_credit, product_urls, recognised
from geo_ruijin.spec import FileSource, Product
from geo_ruijin.units import UNITS

RUIJIN = (115.686, 25.549, 116.365, 26.296)


def names(product: Product, bounds: tuple[float, float, float, float], year: int | None = None) -> list[str]:
    return [url.rpartition("/")[2] for url in product_urls(product, bounds, year=year, country="CHN")]


def test_every_product_is_known_and_says_whose_it_is() -> None:
    assert set(PRODUCTS) == set(get_args(Product))
    for product, made in PRODUCTS.items():
        assert made.licence
        assert made.unit is None or made.unit in UNITS
        assert (made.unit is None) == bool(made.values)
        assert bool(made.years) != bool(made.date)
        credit = product_credit(product, year=2020)
        assert "{" not in credit.zh + credit.en


def test_tiles_of_three_degrees_are_named_by_their_lower_left_corner() -> None:
    # 115.686-116.365 E and 25.549-26.296 N lie in 114-117 E and 24-27 N
    bucket = "https://esa-worldcover.s3.eu-central-1.amazonaws.com"
    assert product_urls("esa_worldcover", RUIJIN, year=2021) == [
        f"{bucket}/v200/2021/map/ESA_WorldCover_10m_2021_v200_N24E114_Map.tif"
    ]
    assert names("esa_worldcover", RUIJIN, 2020) == ["ESA_WorldCover_10m_2020_v100_N24E114_Map.tif"]


def test_tiles_of_one_degree() -> None:
    assert names("copernicus_dem", RUIJIN) == [
        f"Copernicus_DSM_COG_10_N{lat}_00_E{lon}_00_DEM.tif" for lat in (25, 26) for lon in (115, 116)
    ]
    name = "Copernicus_DSM_COG_10_N00_00_E006_00_DEM"
    assert product_urls("copernicus_dem", (6.1, 0.1, 6.2, 0.2)) == [
        f"https://copernicus-dem-30m.s3.eu-central-1.amazonaws.com/{name}/{name}.tif"
    ]


def test_tiles_of_ten_degrees_are_named_by_their_upper_left_corner() -> None:
    assert names("hansen_loss_year", RUIJIN) == ["Hansen_GFC-2023-v1.11_lossyear_30N_110E.tif"]
    assert names("hansen_tree_cover", (-72, 18, -71, 19)) == ["Hansen_GFC-2023-v1.11_treecover2000_20N_080W.tif"]
    assert names("jrc_water_occurrence", RUIJIN) == ["occurrence_110E_30Nv1_4_2021.tif"]
    assert names("jrc_water_occurrence", (-1, 1, 1, 2)) == [
        f"occurrence_{lon}_10Nv1_4_2021.tif" for lon in ("10W", "0E")
    ]  # without zeros in front
    assert names("hansen_loss_year", (-1, -1, 1, 1)) == [
        f"Hansen_GFC-2023-v1.11_lossyear_{lat}_{lon}.tif" for lat in ("00N", "10N") for lon in ("010W", "000E")
    ]


def test_south_and_west() -> None:
    assert names("esa_worldcover", (-0.5, -0.5, 0.5, 0.5), 2021) == [
        f"ESA_WorldCover_10m_2021_v200_{tile}_Map.tif" for tile in ("S03W003", "S03E000", "N00W003", "N00E000")
    ]


def test_one_file_a_country() -> None:
    assert product_urls("worldpop", RUIJIN, year=2020, country="chn") == [
        "https://data.worldpop.org/GIS/Population/Global_2000_2020/2020/CHN/chn_ppp_2020.tif"
    ]


@pytest.mark.parametrize(
    ("product", "year"),
    [("esa_worldcover", None), ("esa_worldcover", 2019), ("worldpop", 2021), ("hansen_tree_cover", 2010)],
)
def test_a_year_that_is_not_there(product: Product, year: int | None) -> None:
    with pytest.raises(SourceError, match=r"2020|2000"):
        product_urls(product, RUIJIN, year=year, country="CHN")


@pytest.mark.parametrize("country", [None, "", "CN", "../", "中国人"])
def test_a_country_that_is_none(country: str | None) -> None:
    with pytest.raises(SourceError, match="CHN"):
        product_urls("worldpop", RUIJIN, year=2020, country=country)


def test_a_file_is_recognised_by_the_name_it_has_at_the_server() -> None:
    for product, made in PRODUCTS.items():
        for year in made.years or (None,):
            for url in product_urls(product, RUIJIN, year=year, country="CHN"):
                assert recognised(Path(url)) == Recognised(product, year)
    for name in ("chn_ppp_2020_constrained.tif", "chn_ppp_2021.tif", "地表覆盖.tif", "burundi_worldpop.tif"):
        assert recognised(Path(name)) is None
    # the version and the year go together
    assert recognised(Path("ESA_WorldCover_10m_2021_v100_N24E114_Map.tif")) is None


def test_what_is_recognised_declares_itself() -> None:
    cover = recognised(Path("ESA_WorldCover_10m_2021_v200_N24E114_Map.tif"))
    assert cover is not None
    source = FileSource.model_validate({"kind": "file", "path": "data/own/a.tif", **cover.declared})
    assert (cover.column, source.year, source.date, source.datum) == ("cover", 2021, 2021, "wgs84")
    assert source.values["cover"]["50"] == "built"
    assert source.edition == "ESA WorldCover v200"
    assert source.origin is not None
    assert "ESA WorldCover project 2021" in source.origin.en
    loss = recognised(Path("Hansen_GFC-2023-v1.11_lossyear_30N_110E.tif"))
    assert loss is not None
    assert "year" not in loss.declared
    assert "values" not in loss.declared
