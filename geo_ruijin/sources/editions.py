"""Which product a raster is of, and in which version: what its source says, or lets be known."""

from __future__ import annotations

from pathlib import PurePath

from geo_ruijin.sources.legends import LEGENDS
from geo_ruijin.sources.products import PRODUCTS, product_edition, recognised
from geo_ruijin.spec import FileSource, Legend, ProductSource


def edition_of(source: FileSource | ProductSource) -> str | None:
    """Return the edition of a raster: declared, or known by its product, its legend or the name of its file.

    Examples
    --------
    >>> edition_of(FileSource(kind="file", path="data/own/CLCD_v01_2022.tif", legend="clcd"))
    'CLCD'
    >>> edition_of(FileSource(kind="file", path="data/own/cover_2022.tif")) is None
    True
    """
    if isinstance(source, ProductSource):
        return product_edition(source.product, year=source.year)
    if source.edition is not None and source.edition.strip():
        return source.edition.strip()
    if source.legend is not None:
        return _of_legend(source.legend, source.year)
    found = recognised(PurePath(source.path))
    return None if found is None else product_edition(found.product, year=found.year)


def _of_legend(legend: Legend, year: int | None) -> str:
    """Return the name of the product a legend is of, with its version where the year tells."""
    product = next((name for name in PRODUCTS if name == legend), None)
    return LEGENDS[legend].short if product is None else product_edition(product, year=year)
