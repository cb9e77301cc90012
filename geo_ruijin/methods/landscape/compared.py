"""Which years of a landscape may be compared, and on which cells: on those that all of them know."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np

from geo_ruijin.methods.compared import OTHER_CELLS, OTHER_EDITION, TOO_LITTLE, YES
from geo_ruijin.methods.editions import comparable
from geo_ruijin.methods.landscape.mosaic import Bools, Squares, mosaic_of, same_size, side_of
from geo_ruijin.methods.shares import percent, reach
from geo_ruijin.raster import Raster
from geo_ruijin.text import Text
from geo_ruijin.units import Metres, Percent, SquareMetres


@dataclass(frozen=True)
class Told:
    """A year, and how much of the place it knows.

    Attributes
    ----------
    raster
        Of the year.
    known, unknown
        What it knows of the place and what not [m²].
    side
        Of its own cells in the middle of the place [m].
    """

    raster: Raster
    known: SquareMetres
    unknown: SquareMetres
    side: Metres

    @property
    def year(self) -> int | None:
        """The year."""
        return self.raster.year

    @property
    def edition(self) -> str | None:
        """The product and version; None where nobody says."""
        return self.raster.edition

    @property
    def share(self) -> Percent | None:
        """How much of the place is known."""
        return percent(self.known, self.known + self.unknown)


@dataclass(frozen=True)
class Years:
    """The years that can be told of, the earliest first.

    Attributes
    ----------
    every
        All of them.
    alike, others
        Those of one edition, and of another one.
    resized
        Those of one edition whose cells are of another size than the latest's.
    compared
        Those that are compared; fewer than two are not.
    common
        The cells that all years compared know: (rows, columns); None where they know the same.
    shared
        How much of the place they all know [m²].
    """

    every: tuple[Told, ...]
    alike: tuple[Told, ...]
    others: tuple[Told, ...]
    resized: tuple[Told, ...]
    compared: tuple[Told, ...]
    common: Bools | None
    shared: SquareMetres

    @property
    def thin(self) -> tuple[Told, ...]:
        """Those that know too little, alone or together with the others."""
        return tuple(one for one in self.alike if one not in self.compared and one not in self.resized)

    def word(self, one: Told) -> Text:
        """Return whether a year is compared, and why not."""
        if one in self.others:
            return OTHER_EDITION
        return OTHER_CELLS if one in self.resized else YES if one in self.compared else TOO_LITTLE


def years_of(
    cover: Sequence[Raster], squares: Squares, place: gpd.GeoSeries, classes: Sequence[str], *, least_known: Percent
) -> Years:
    """Return the years of a cover, and those that may be compared.

    Parameters
    ----------
    cover
        The earliest year first.
    squares
        The cells.
    place
        The whole, one row.
    classes
        Those looked at.
    least_known
        How much of the place all years compared must know, together; exactly as much is enough.
    """
    rows, columns, within = squares.inside(place)
    whole = within.sum()

    def known(raster: Raster) -> Bools:
        return mosaic_of(raster, squares, classes).known

    def told(raster: Raster) -> Told:
        seen = (known(raster)[rows, columns] & within).sum()
        return Told(raster, seen * squares.area, (whole - seen) * squares.area, side_of(raster, place))

    every = tuple(one for raster in cover if raster.year is not None and (one := told(raster)).known)
    alike, others = comparable(every)
    latest = side_of(cover[-1], place)
    resized = tuple(one for one in alike if not same_size(one.side, latest))
    enough = [one for one in alike if one not in resized and reach(one.known, one.known + one.unknown, least_known)]
    if not enough:
        return Years(every, tuple(alike), tuple(others), resized, (), None, 0.0)
    # the latest is what others are held against; of those the earliest go first, for the longest time
    compared, common, cut = [enough[-1]], known(enough[-1].raster), False
    for one in enough[:-1]:
        own = known(one.raster)
        both = common & own
        if reach((both[rows, columns] & within).sum(), whole, least_known):
            cut = cut or not np.array_equal(common, own)
            compared, common = [*compared, one], both
    shared = float((common[rows, columns] & within).sum() * squares.area)
    in_order = tuple(one for one in every if one in compared)
    return Years(every, tuple(alike), tuple(others), resized, in_order, common if cut else None, shared)
