"""The shape of roofs: flat or pitched, which way their faces look, and how much of them carries modules."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo_ruijin.errors import MethodError
from geo_ruijin.methods.parameter import Range
from geo_ruijin.text import Text

Floats = NDArray[np.float64]
Truths = NDArray[np.bool_]

#: The tilt of the ecliptic [degree]: the sun's declination at the solstices.
OBLIQUITY = 23.44
#: What the earth turns in an hour [degree].
_AN_HOUR = 15.0
#: Of a rectangle, the first of which comes again.
_CORNERS = 5
#: A gable roof has two faces, each over half of its footprint [1].
_FACE = 0.5


@dataclass(frozen=True)
class Faces:
    """Where the modules of each roof lie.

    Attributes
    ----------
    tilt
        Of the modules [degree]: (n,).
    azimuth
        Of the face that is filled first, clockwise from grid north [degree]: (n,).
    opposite
        Of the other face of a pitched roof; of a flat one the same as `azimuth` [degree]: (n,).
    """

    tilt: Floats
    azimuth: Floats
    opposite: Floats


def ridge_azimuth(shapes: NDArray[np.object_]) -> Floats:
    """Return the azimuth of the long side of each footprint's smallest enclosing rectangle [degree], 0 to below 180.

    Parameters
    ----------
    shapes
        Polygons in metres: (n,).

    Examples
    --------
    A house 20 m from west to east and 8 m deep:

    >>> ridge_azimuth(np.array([shapely.box(0, 0, 20, 8)])).tolist()
    [90.0]
    """
    boxes = np.asarray(shapely.oriented_envelope(shapes), dtype=object)
    thin = shapely.get_num_coordinates(boxes) != _CORNERS  # a sliver's is a line
    boxes[thin] = shapely.box(*shapely.bounds(shapes[thin]).T)
    corners = shapely.get_coordinates(boxes).reshape(len(boxes), _CORNERS, 2)
    sides = [corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 1]]
    lengths = [np.hypot(*side.T) for side in sides]
    # a square has no long side: the one nearer to east and west is taken, whichever it is drawn from
    turned = [np.abs(side[:, 0]) / np.maximum(length, 1e-9) for side, length in zip(sides, lengths, strict=True)]
    alike = np.isclose(lengths[0], lengths[1], rtol=1e-3)
    first = np.where(alike, turned[0] >= turned[1], lengths[0] > lengths[1])
    along = np.where(first[:, None], sides[0], sides[1])
    # an azimuth a hair below 180 is one a hair above 0
    return np.asarray(np.mod(np.degrees(np.arctan2(along[:, 0], along[:, 1])).round(6), 180.0), dtype=np.float64)


def faces(
    shapes: NDArray[np.object_], pitched: Truths, *, rack_tilt: float, roof_tilt: Floats, latitude: float
) -> Faces:
    """Return where the modules of each roof look: racks face the equator, faces look across the ridge.

    Parameters
    ----------
    shapes
        Footprints in metres: (n,).
    pitched
        Which roofs are: (n,).
    rack_tilt
        Of the racks on flat roofs [degree].
    roof_tilt
        Of the pitched roofs [degree]: (n,).
    latitude
        Of the place [degree], below 0 in the south.

    Examples
    --------
    >>> house = np.array([shapely.box(0, 0, 20, 8)] * 2)
    >>> north = faces(house, np.array([True, False]), rack_tilt=15, roof_tilt=np.array([25.0, 25.0]), latitude=26)
    >>> north.tilt.tolist(), north.azimuth.tolist(), north.opposite.tolist()
    ([25.0, 15.0], [180.0, 180.0], [0.0, 180.0])
    """
    sunward = 180.0 if latitude >= 0 else 0.0
    across = ridge_azimuth(shapes) + 90.0
    # of the two, the one that looks to the equator; yields settle what looks due east and west
    nearer = np.where(np.cos(np.radians(across - sunward)) >= 0, across, across + 180.0) % 360.0
    return Faces(
        tilt=np.where(pitched, roof_tilt, float(rack_tilt)),
        azimuth=np.where(pitched, nearer, sunward),
        opposite=np.where(pitched, (nearer + 180.0) % 360.0, sunward),
    )


def row_packing(tilt: float, latitude: float, *, hours_from_noon: float, least_elevation: float) -> float:
    """Return the area of modules in rows on flat ground over the area that the rows take up [1].

    So far apart that no row shades the next at the winter solstice, so many hours from noon.

    Parameters
    ----------
    tilt
        Of the modules, towards the equator [degree].
    latitude
        Of the place [degree].
    hours_from_noon
        Between this before and this after noon the rows stand free [h].
    least_elevation
        Where the sun stands lower then, it is taken to stand so high [degree]: in the far north no spacing would do.

    Raises
    ------
    MethodError
        If the tilt is not from 0 to below 90, or the least elevation not above 0.

    Examples
    --------
    At 26° N, 15° of tilt, from 9 to 15 o'clock, cl. 7.2 of GB 50797 has for each metre of module cos 15° + sin 15° x
    (0.707 tan 26° + 0.4338) / (0.707 - 0.4338 tan 26°) = 0.966 + 0.259 x 1.571 = 1.37 m:

    >>> round(1 / row_packing(15, 26, hours_from_noon=3, least_elevation=10), 2)
    1.37

    References
    ----------
    GB 50797-2012, the distance between arrays.
    """
    if not (0 <= tilt < 90 and least_elevation > 0):  # noqa: PLR2004 - upright modules throw no rows
        raise MethodError(
            Text(
                zh=f"支架倾角应在 0°(含)到 90° 之间,最低太阳高度应大于 0°,现为 {tilt:g}°、{least_elevation:g}°",
                en=f"the tilt of racks should be from 0 to below 90°, the least elevation of the sun above 0°; they "
                f"are {tilt:g}° and {least_elevation:g}°",
            )
        )
    phi, delta, turn = np.radians([abs(latitude), -OBLIQUITY, _AN_HOUR * hours_from_noon])
    up = np.sin(phi) * np.sin(delta) + np.cos(phi) * np.cos(delta) * np.cos(turn)
    south = np.sin(phi) * np.cos(delta) * np.cos(turn) - np.cos(phi) * np.sin(delta)
    elevation = max(float(np.arcsin(up)), float(np.radians(least_elevation)))
    toward = min(max(float(south) / max(float(np.sqrt(max(1 - up**2, 0.0))), 1e-9), 0.0), 1.0)
    slope = np.radians(tilt)
    return float(1 / (np.cos(slope) + np.sin(slope) * toward / np.tan(elevation)))


def second_part(share: Floats, pitched: Truths) -> Floats:
    """Return the part of each roof's modules that finds no room on its first face and lies on the other [1].

    Examples
    --------
    Of 65 % of a pitched roof 50 % lie on its first face and 15 % on the other, 15 / 65 of all:

    >>> second_part(np.array([0.35, 0.65, 0.65]), np.array([True, True, False])).round(3).tolist()
    [0.0, 0.231, 0.0]
    """
    over = np.where(pitched, np.maximum(share - _FACE, 0.0), 0.0)
    return np.divide(over, share, out=np.zeros_like(share), where=share > 0)


def forms(rows: pd.DataFrame, flat_classes: tuple[str, ...]) -> tuple[Truths, Truths]:
    """Return which roofs are pitched, and of which this is assumed by their class for want of the column `roof`."""
    told = rows["roof"].astype("string") if "roof" in rows else pd.Series(pd.NA, index=rows.index, dtype="string")
    said = told.isin(["flat", "pitched"]).to_numpy(dtype=bool)
    by_class = ~rows["class"].isin(flat_classes).to_numpy(dtype=bool)
    return np.where(said, (told == "pitched").fillna(value=False).to_numpy(dtype=bool), by_class), ~said


def row_horizon(tilt: float, packing: float) -> float:
    """Return the angle that the rows before one hide of its sky, in the mean of what the row sees [degree].

    It is that above which a row alone would see as much of an even sky as one among many long rows does, which is told
    by the strings between their edges (Hottel): (1 + p - s) / 2, with p the distance of rows and s from a row's lower
    edge to the upper edge of the one before, over the width of a row. Alone above an angle e it sees
    (1 + cos(tilt + e)) / 2.

    Parameters
    ----------
    tilt
        Of the rows [degree].
    packing
        Their width over their distance [1].

    References
    ----------
    H. C. Hottel and A. F. Sarofim, Radiative Transfer, 1967 (crossed strings)

    Examples
    --------
    Upright rows as far apart as they are high: p = 1, s = sqrt(2), of the half of the sky (2 - sqrt(2)) / 2 is left

    >>> round(row_horizon(90, 1), 2)  # 90 + e = arccos(1 - sqrt(2))
    24.47
    """
    distance, level = 1 / packing, math.cos(math.radians(tilt))
    string = math.sqrt(distance**2 + 1 - 2 * distance * level)
    return max(math.degrees(math.acos(max(-1.0, min(1.0, distance - string)))) - tilt, 0.0)


def usable_shares(classes: pd.Series[str], shares: Mapping[str, Range]) -> Floats:
    """Return the usable share of each roof by its class, the most likely one [1].

    Raises
    ------
    MethodError
        If a class has none, or one is not from 0 to 1.
    """
    lacking = sorted(set(classes) - set(shares))
    ill = sorted(name for name, share in shares.items() if not 0 <= share.low <= share.high <= 1)
    if lacking or ill:
        names = ", ".join(lacking or ill)
        raise MethodError(
            Text(zh=f"参数 usable_share 缺少这些类别:{names}", en=f"the parameter 'usable_share' lacks: {names}")
            if lacking
            else Text(zh=f"参数 usable_share 应在 0—1 之间:{names}", en=f"'usable_share' should be 0 to 1: {names}")
        )
    return np.asarray(classes.map({name: share.mid for name, share in shares.items()}), dtype=np.float64)
