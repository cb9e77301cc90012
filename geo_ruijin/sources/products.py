"""Public rasters by name: where their files are, which of them a place needs, what they hold, whose they are."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any

from geo_ruijin.errors import SourceError
from geo_ruijin.record import Nature
from geo_ruijin.sources.legends import LEGENDS
from geo_ruijin.spec import Product
from geo_ruijin.text import Text
from geo_ruijin.windows import Bounds

_CC_BY = "CC BY 4.0"

_WORLDCOVER = {str(code): word for code, word in LEGENDS["esa_worldcover"].values.items()}


@dataclass(frozen=True)
class PublicRaster:
    """A public raster in longitude and latitude.

    Attributes
    ----------
    title
        What it is called.
    short
        The same in a word, in any language.
    url
        The address of its files, with {tile}, {year}, {version} or {country} (and {COUNTRY} in capitals).
    column
        Our name of its only band.
    licence
        Under which terms it may be used.
    credit
        What its makers want said; {year} stands in it.
    nodata
        What stands for nothing where its files name no such value, and where there is no file.
    side
        Of the square tiles it is cut in [degrees]; None where there is one file a country.
    named_by
        The corner, below or above on the left, that tiles are named by.
    name
        How a tile is named by the latitude and longitude of that corner.
    years
        The years it is there for, each with the version it is of; none where it shows no one year.
    date
        When it was made, where it shows no one year.
    unit
        Of its cells; None where they are classes.
    values
        Its codes -> our words; none where its cells are amounts.
    nature
        "modelled" where its cells are estimates that share out a total, and not what was seen or measured there.
    """

    title: Text
    short: str
    url: str
    column: str
    licence: str
    credit: Text
    nodata: float
    side: int | None = None
    named_by: str = "below"
    name: str = "{NS}{lat:02d}{EW}{lon:03d}"
    years: Mapping[int, str] = field(default_factory=dict)
    date: str | None = None
    unit: str | None = None
    values: Mapping[str, str] = field(default_factory=dict)
    nature: Nature = "real"


@dataclass(frozen=True)
class Recognised:
    """What the name of a file says it is.

    Attributes
    ----------
    product
        The public raster it is of.
    year
        The year it shows; None where that shows no one year.
    """

    product: Product
    year: int | None

    @property
    def column(self) -> str:
        """Our name of its band: only a layer whose band it is can take its word for what is in it."""
        return PRODUCTS[self.product].column

    @property
    def declared(self) -> dict[str, Any]:
        """What its makers say of it, as fields of `FileSource`."""
        made = PRODUCTS[self.product]
        said: dict[str, Any] = {"datum": "wgs84", "licence": made.licence, "date": self.year or int(made.date or 0)}
        said |= {"nature": made.nature, "nodata": [float(made.nodata)]}
        said |= {"origin": product_credit(self.product, year=self.year)}
        said |= {"edition": product_edition(self.product, year=self.year)}
        said |= {} if self.year is None else {"year": self.year}
        return said | ({"values": {made.column: dict(made.values)}} if made.values else {})


_HANSEN = (
    "https://storage.googleapis.com/earthenginepartners-hansen/GFC-2023-v1.11/Hansen_GFC-2023-v1.11_{band}_{tile}.tif"
)
_HANSEN_CREDIT = Text(
    zh="Hansen/UMD/Google/USGS/NASA(Hansen 等 2013,doi:10.1126/science.1244693),2000–2023 年 v1.11 版",
    en="Hansen/UMD/Google/USGS/NASA (Hansen et al. 2013, doi:10.1126/science.1244693), v1.11, 2000-2023",
)
_HANSEN_NAME = "{lat:02d}{NS}_{lon:03d}{EW}"

# The addresses, tile names, licences and credits below are as the makers' pages and public code that reads these files
# have them. Not checked against the servers: whether every file of WorldPop's and Hansen's is stored in tiles (in
# strips more is fetched, the result is the same), and the nodata of their files (the file's own word goes first).
PRODUCTS: Mapping[Product, PublicRaster] = {
    "esa_worldcover": PublicRaster(
        title=Text(zh="ESA WorldCover 10 米土地覆盖", en="ESA WorldCover 10 m land cover"),
        short=LEGENDS["esa_worldcover"].short,
        url="https://esa-worldcover.s3.eu-central-1.amazonaws.com/{version}/{year}/map/"
        "ESA_WorldCover_10m_{year}_{version}_{tile}_Map.tif",
        column="cover",
        licence=_CC_BY,
        credit=Text(
            zh="© ESA WorldCover 项目 {year},含经 ESA WorldCover 联合体处理的 Copernicus Sentinel 数据({year})",
            en="© ESA WorldCover project {year} / Contains modified Copernicus Sentinel data ({year}) processed by "
            "ESA WorldCover consortium",
        ),
        nodata=0,
        side=3,
        years={2020: "v100", 2021: "v200"},  # of different algorithms: what differs between them is no change
        values=_WORLDCOVER,
    ),
    "copernicus_dem": PublicRaster(
        title=Text(zh="Copernicus DEM GLO-30 高程(地表面)", en="Copernicus DEM GLO-30 elevation (of the surface)"),
        short="Copernicus DEM GLO-30",
        url="https://copernicus-dem-30m.s3.eu-central-1.amazonaws.com/Copernicus_DSM_COG_10_{tile}_DEM/"
        "Copernicus_DSM_COG_10_{tile}_DEM.tif",
        column="elevation",
        licence="Copernicus WorldDEM-30 licence: free use with notice",
        credit=Text(
            zh="以 Copernicus WorldDEM-30 制作 © DLR e.V. 2010-2014、© Airbus Defence and Space GmbH 2014-2018,"
            "由欧盟和欧空局经 COPERNICUS 提供,保留一切权利",
            en="produced using Copernicus WorldDEM-30 © DLR e.V. 2010-2014 and © Airbus Defence and Space GmbH "
            "2014-2018 provided under COPERNICUS by the European Union and ESA; all rights reserved",
        ),
        nodata=-32767,
        side=1,
        name="{NS}{lat:02d}_00_{EW}{lon:03d}_00",
        date="2021",
        unit="m",
    ),
    "worldpop": PublicRaster(
        title=Text(zh="WorldPop 100 米人口(每像元人数)", en="WorldPop 100 m population (people per cell)"),
        short="WorldPop 2000-2020",
        url="https://data.worldpop.org/GIS/Population/Global_2000_2020/{year}/{COUNTRY}/{country}_ppp_{year}.tif",
        column="people",
        licence=_CC_BY,
        credit=Text(
            zh="WorldPop(www.worldpop.org)与 CIESIN(2018),南安普敦大学,分国家 {year} 年人口,doi:10.5258/SOTON/WP00645",
            en="WorldPop (www.worldpop.org) and CIESIN (2018), University of Southampton, population by country, "
            "{year}, doi:10.5258/SOTON/WP00645",
        ),
        nodata=-99999,
        years=dict.fromkeys(range(2000, 2021), ""),
        unit="people",
        nature="modelled",
    ),
    "hansen_tree_cover": PublicRaster(
        title=Text(zh="Hansen 2000 年树冠覆盖度", en="Hansen tree canopy cover 2000"),
        short="Hansen GFC-2023-v1.11",
        url=_HANSEN.replace("{band}", "treecover2000"),
        column="tree_cover",
        licence=_CC_BY,
        credit=_HANSEN_CREDIT,
        nodata=255,
        side=10,
        named_by="above",
        name=_HANSEN_NAME,
        date="2000",
        unit="%",
    ),
    "hansen_loss_year": PublicRaster(
        title=Text(
            zh="Hansen 森林损失年份(1 = 2001 年,0 = 无损失)", en="Hansen year of forest loss (1 = 2001, 0 = none)"
        ),
        short="Hansen GFC-2023-v1.11",
        url=_HANSEN.replace("{band}", "lossyear"),
        column="loss_year",
        licence=_CC_BY,
        credit=_HANSEN_CREDIT,
        nodata=255,
        side=10,
        named_by="above",
        name=_HANSEN_NAME,
        date="2023",
        unit="1",
    ),
    "jrc_water_occurrence": PublicRaster(
        title=Text(zh="JRC 全球地表水出现频率(1984—2021 年)", en="JRC Global Surface Water occurrence, 1984-2021"),
        short="JRC Global Surface Water v1.4 2021",
        url="https://storage.googleapis.com/global-surface-water/downloads2021/occurrence/"
        "occurrence_{tile}v1_4_2021.tif",
        column="occurrence",
        licence="Copernicus: free use with the source named",
        credit=Text(
            zh="来源:EC JRC/Google(Pekel 等 2016,doi:10.1038/nature20584)",
            en="Source: EC JRC/Google (Pekel et al. 2016, doi:10.1038/nature20584)",
        ),
        nodata=255,
        side=10,
        named_by="above",
        name="{lon}{EW}_{lat}{NS}",
        date="2021",
        unit="%",
    ),
}


def product_urls(product: Product, bounds: Bounds, *, year: int | None = None, country: str | None = None) -> list[str]:
    """Return the addresses of the files of a public raster that touch a place, from the south-west on.

    Parameters
    ----------
    product
        Its name.
    bounds
        West, south, east and north [degrees].
    year
        The year, of a raster that has several.
    country
        ISO 3166 code of three letters, of a raster cut by countries.

    Raises
    ------
    SourceError
        If it is not there for the year, or the country is missing.

    Examples
    --------
    >>> product_urls("hansen_loss_year", (115.7, 25.5, 116.4, 26.3))[0].rpartition("_")[0][-12:]
    'lossyear_30N'
    """
    made = PRODUCTS[product]
    words = {"year": str(year), "version": made.years.get(year or 0, "")}
    if year not in (made.years or {None, int(made.date or 0)}):
        listing = ", ".join(map(str, made.years)) or str(made.date)
        raise SourceError(
            Text(
                zh=f"{made.title.zh} 没有 {year} 年的。可用的 year:{listing}",
                en=f"{made.title.en} is not there for the year {year}. Valid years: {listing}",
            )
        )
    if made.side is None:
        if re.fullmatch("[A-Za-z]{3}", country or "") is None:
            raise SourceError(
                Text(
                    zh=f'{made.title.zh} 按国家分文件,请在来源写 country = "CHN"(三个字母的 ISO 3166 代码)',
                    en=f'{made.title.en} has a file a country: write country = "CHN" in the source (ISO 3166, three '
                    "letters)",
                )
            )
        return [made.url.format(**words, country=str(country).lower(), COUNTRY=str(country).upper())]
    west, south, east, north = (degrees / made.side for degrees in bounds)
    return [
        made.url.format(**words, tile=_tile(made, made.side * row, made.side * column))
        for row in range(math.floor(south), math.ceil(north))
        for column in range(math.floor(west), math.ceil(east))
    ]


def product_credit(product: Product, *, year: int | None = None) -> Text:
    """Return what must be said of a public raster wherever it is shown: its name, and its makers' own words."""
    made = PRODUCTS[product]
    return Text(
        zh=f"{made.title.zh}:{made.credit.zh}".replace("{year}", str(year)),
        en=f"{made.title.en}: {made.credit.en}".replace("{year}", str(year)),
    )


def product_edition(product: Product, *, year: int | None = None) -> str:
    """Return the name of a public raster, with the version of the year where years differ in it.

    Examples
    --------
    >>> product_edition("esa_worldcover", year=2021), product_edition("worldpop", year=2020)
    ('ESA WorldCover v200', 'WorldPop 2000-2020')
    """
    made = PRODUCTS[product]
    version = made.years.get(year or 0, "") if len(set(made.years.values())) > 1 else ""
    return f"{made.short} {version}".rstrip()


def recognised(path: PurePath) -> Recognised | None:
    """Return what a file is that has the name it had at the server, None where that is no product's.

    Examples
    --------
    >>> recognised(PurePath("chn_ppp_2020.tif"))
    Recognised(product='worldpop', year=2020)
    """
    for product, made in PRODUCTS.items():
        for year in made.years or (None,):
            version = made.years.get(year or 0, "")
            words = {"year": year, "version": version, "tile": "{tile}", "country": "{country}"}
            name = re.escape(made.url.rpartition("/")[2].format(**words))
            pattern = name.replace(r"\{tile\}", r"\w+").replace(r"\{country\}", "[a-z]{3}")
            if re.fullmatch(pattern, path.name):
                return Recognised(product, year)
    return None


def _tile(made: PublicRaster, south: int, west: int) -> str:
    """Return the name of the tile with this lower left corner."""
    latitude = south if made.named_by == "below" else south + (made.side or 0)
    return made.name.format(
        NS="N" if latitude >= 0 else "S", lat=abs(latitude), EW="E" if west >= 0 else "W", lon=abs(west)
    )
