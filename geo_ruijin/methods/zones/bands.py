"""Which band of a raster a question is about."""

from __future__ import annotations

from geo_ruijin.errors import MethodError, closest
from geo_ruijin.raster import Raster
from geo_ruijin.text import Text


def band_named(raster: Raster, name: str | None) -> str:
    """Return our name of the band that is meant: the one named, or the only one there is.

    Raises
    ------
    MethodError
        If there is no such band, or several and none is named.
    """
    if name is None and len(raster.bands) == 1:
        return next(iter(raster.bands))
    if name in raster.bands:
        return str(name)
    listing = list(raster.bands)
    if name is None:
        raise MethodError(
            Text(
                zh=f"{{raster}}有几个波段({'、'.join(listing)}),请用参数 band 写明问的是哪一个",
                en=f"{{raster}} has several bands ({', '.join(listing)}): say with the parameter band which is meant",
            )
        )
    cure = closest(name, listing)
    raise MethodError(
        Text(zh=f"{{raster}}没有波段“{name}”。{cure.zh}", en=f"{{raster}} has no band '{name}'. {cure.en}")
    )
