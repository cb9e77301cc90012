"""What each roof carries: its form, the area of its modules, their power, and what they yield."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray

from geo_ruijin.methods.parameter import Range
from geo_ruijin.methods.rooftops.roofs import Faces, faces, forms, row_horizon, row_packing, usable_shares
from geo_ruijin.methods.rooftops.sun import Sun, yields_of
from geo_ruijin.methods.rooftops.vocabulary import ROOFS
from geo_ruijin.solar.shade import shade_loss

Floats = NDArray[np.float64]
Truths = NDArray[np.bool_]

#: Directions in which rows are looked for, as many as around roofs.
_SECTORS = 72


@dataclass(frozen=True)
class Layout:
    """How modules are laid on roofs.

    Attributes
    ----------
    least_roof
        A smaller roof carries none [m²].
    usable_share
        By class, of the roof's footprint [1]: on flat roofs what the racks and the ways between their rows take, on
        pitched ones what the modules take.
    power_density
        Of modules [W/m²].
    flat_classes
        The classes whose roofs are flat unless they say otherwise.
    sheet_classes
        The classes whose pitched roofs are of sheet metal.
    rack_tilt, pitched_tilt, sheet_tilt
        Of racks, of pitched roofs, of those of sheet metal [degree].
    row_hours
        Hours before and after noon that rows stand free of each other's shade at the winter solstice [h].
    least_elevation
        The lowest sun that rows are spaced for [degree].
    """

    least_roof: float
    usable_share: Mapping[str, Range]
    power_density: Range
    flat_classes: tuple[str, ...]
    sheet_classes: tuple[str, ...]
    rack_tilt: float
    pitched_tilt: float
    sheet_tilt: float
    row_hours: float
    least_elevation: float

    def packing(self, latitude: float) -> float:
        """Return the area of modules on flat roofs over the area that they and the ways between them take up [1]."""
        return row_packing(
            self.rack_tilt, latitude, hours_from_noon=self.row_hours, least_elevation=self.least_elevation
        )


@dataclass(frozen=True)
class Laid:
    """Roofs with their modules.

    Attributes
    ----------
    rows
        The roofs with roof, roof_name, usable_area, module_area [m²], tilt, azimuth [degree], capacity [kWp], and as
        yet without sun specific_yield, unshaded [kWh/kWp], energy [kWh], loss_buildings, loss_terrain [%], all missing.
    where
        Where the modules look.
    share
        Of each roof that is usable [1]: (n,).
    pitched
        Which roofs are: (n,).
    packing
        The area of modules over the area of rows on flat roofs [1].
    assumed
        Of how many the form is assumed by their class.
    small
        How many are too small to carry any.
    """

    rows: gpd.GeoDataFrame
    where: Faces
    share: Floats
    pitched: Truths
    packing: float
    assumed: int
    small: int


def carrying(rows: gpd.GeoDataFrame, layout: Layout, *, latitude: float) -> Laid:
    """Return the roofs with the modules they carry.

    Parameters
    ----------
    rows
        Roofs with class, roof (missing where not said) and roof_area [m²].
    layout
        How modules are laid.
    latitude
        Of the place [degree].

    Raises
    ------
    MethodError
        If a class has no usable share, or one is not from 0 to 1.
    """
    shapes = np.asarray(rows.geometry.to_numpy())
    pitched, assumed = forms(rows, layout.flat_classes)
    sheet = rows["class"].isin(layout.sheet_classes).to_numpy()
    roof_tilt = np.where(sheet, float(layout.sheet_tilt), float(layout.pitched_tilt))
    where = faces(shapes, pitched, rack_tilt=layout.rack_tilt, roof_tilt=roof_tilt, latitude=latitude)
    small = (rows["roof_area"] < layout.least_roof).to_numpy()
    share = np.where(small, 0.0, usable_shares(rows["class"], layout.usable_share))
    packing = layout.packing(latitude)
    laid = rows.copy()
    laid["roof"] = np.where(pitched, "pitched", "flat")
    laid["roof_name"] = laid["roof"].map({name: said.zh for name, said in ROOFS.items()})
    laid["usable_area"] = laid["roof_area"] * share
    laid["tilt"], laid["azimuth"] = where.tilt, where.azimuth
    laid["module_area"] = laid["usable_area"] * np.where(pitched, 1.0, packing)
    laid["capacity"] = laid["module_area"] * layout.power_density.mid / 1e3
    for column in ("specific_yield", "unshaded", "energy", "loss_buildings", "loss_terrain"):
        laid[column] = np.nan
    return Laid(laid, where, share, pitched, packing, int(assumed.sum()), int(small.sum()))


def lit(laid: Laid, sun: Sun, *, rows_lost: float, neighbours: Floats | None, terrain: Floats | None) -> Laid:
    """Return the roofs with what they yield; horizons as of `sun.yields_of`, `rows_lost` of flat roofs as [1]."""
    found = yields_of(sun, laid.where, laid.share, laid.pitched, neighbours=neighbours, terrain=terrain)
    rows = laid.rows.copy()
    rows["azimuth"] = found.first_azimuth
    left = np.where(laid.pitched, 1.0, 1 - rows_lost)
    rows["unshaded"], rows["specific_yield"] = found.unshaded * left, found.shaded * left
    rows["energy"] = rows["capacity"] * rows["specific_yield"]
    rows["loss_buildings"] = 100 * found.buildings if neighbours is not None else np.nan
    rows["loss_terrain"] = 100 * found.terrain if terrain is not None else np.nan
    return replace(laid, rows=rows)


def rows_loss(sun: Sun, tilt: float, packing: float) -> float:
    """Return what long rows of racks that face the equator take of each other's yield [1].

    The row before one stands as a ridge along the rows, whose elevation falls from straight ahead to its ends.
    """
    ahead = np.cos(np.radians(np.arange(_SECTORS) * 360 / _SECTORS - sun.sunward))
    ridge = np.tan(np.radians(row_horizon(tilt, packing))) * np.maximum(ahead, 0)
    horizon = np.degrees(np.arctan(ridge))[None]
    return float(shade_loss(sun.tables["rack"], np.array([float(tilt)]), np.array([sun.sunward]), horizon).total[0])


def reference_yield(sun: Sun, tilt: float) -> float:
    """Return what racks without shade yield that face the equator [kWh/kWp]."""
    one = np.array([True])
    sunward = np.array([sun.sunward])
    free = Faces(np.array([tilt]), sunward, sunward)
    return float(yields_of(sun, free, np.array([1.0]), ~one, neighbours=None, terrain=None).unshaded[0])


def density_of(share: Range, packing: float, power: Range) -> Range:
    """Return the power on flat roofs over their area [W/m²].

    Parameters
    ----------
    share
        Of the roof that rows and the ways between them take up [1].
    packing
        The area of modules over that of the rows [1].
    power
        Of modules [W/m²].

    Examples
    --------
    45 % of a roof in rows that modules cover by 70 %, of 200 W/m²: 0.45 x 0.7 x 200 = 63

    >>> [round(one) for one in density_of(Range(0.4, 0.45, 0.5), 0.7, Range(200, 200, 200))]
    [56, 63, 70]
    """
    return Range(*(one * packing * other for one, other in zip(share, power, strict=True)))
