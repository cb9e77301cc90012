"""What the volumes of an inventory are: those of whole parcels, or those of a hectare of each."""

from __future__ import annotations

from typing import Literal, TypeGuard

import numpy as np

from geo_ruijin.errors import MethodError, closest
from geo_ruijin.methods.forest.parcels import Floats
from geo_ruijin.text import Text

VolumeUnit = Literal["m³", "m³/ha"]

#: What a column of volumes may be in.
VOLUME_UNITS: tuple[VolumeUnit, ...] = ("m³", "m³/ha")

#: Of volumes that say nothing of their unit, one set in forty is taken for the one, and one for the other.
_SURE = 0.975
#: A line has two ends, and is known no better than by a third point.
_FEWEST = 3
#: Logarithms of areas that differ by less are those of one area.
_ALIKE = 1e-9


def unit_by_size(volume: Floats, hectares: Floats) -> VolumeUnit | None:
    """Return what volumes are in, by whether they grow with their parcels; None where that cannot be told.

    Of whole parcels the logarithms of volumes spread wider than those of volumes over areas, of a hectare the other way
    round. That is the same as a line through log volume over log area being steeper than 1/2, or less steep: 1 is
    expected of the one, 0 of the other. How well the slope is known says whether that can be told.

    Parameters
    ----------
    volume
        As they stand there: (n,); those of 0 and NaN are left out.
    hectares
        The area of each parcel [ha]: (n,).

    Examples
    --------
    >>> hectares = np.array([1.0, 3.0, 10.0, 30.0])
    >>> unit_by_size(np.array([95.0, 300.0, 900.0, 2900.0]), hectares)
    'm³'
    >>> unit_by_size(np.array([95.0, 100.0, 90.0, 97.0]), hectares)
    'm³/ha'
    """
    there = (volume > 0) & (hectares > 0)
    area, amount = np.log(hectares[there]), np.log(volume[there])
    if len(area) < _FEWEST or np.ptp(area) < _ALIKE:
        return None
    from scipy.stats import linregress, t  # noqa: PLC0415 - half a second, and only inventories need it

    line = linregress(area, amount)
    margin = float(t.ppf(_SURE, len(area) - 2) * np.nan_to_num(line.stderr))  # SciPy knows none of a level line
    if line.slope + margin < 1 / 2:
        return "m³/ha"
    return "m³" if line.slope - margin > 1 / 2 else None


def demand_unit(unit: str | None) -> VolumeUnit | None:
    """Return a unit of volumes that somebody said, None where nobody did.

    Raises
    ------
    MethodError
        If it is none of `VOLUME_UNITS`.
    """
    if unit is None or _is_unit(unit):
        return unit
    cure = closest(unit, VOLUME_UNITS)
    raise MethodError(
        Text(
            zh=f"volume_unit 不认识“{unit}”,可写 {'、'.join(VOLUME_UNITS)}。{cure.zh}",
            en=f"volume_unit knows no '{unit}', but {', '.join(VOLUME_UNITS)}. {cure.en}",
        )
    )


def _is_unit(unit: str) -> TypeGuard[VolumeUnit]:
    return unit in VOLUME_UNITS
