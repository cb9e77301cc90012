"""Every way to read numbers that puts them in a place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray
from pyproj import CRS, Transformer
from pyproj.aoi import AreaOfInterest
from pyproj.database import query_crs_info
from pyproj.enums import PJType

from geo_ruijin.datum import is_cgcs2000
from geo_ruijin.placing.systems import WEB_MERCATOR, ZONES, about, name_of
from geo_ruijin.spec import Axes
from geo_ruijin.text import Text

Numbers = NDArray[np.float64]

#: How many rows are looked at, evenly spread.
_ENOUGH = 2_000

#: Two systems that differ by less are one to a reader: a centimetre [degrees].
_SAME = 9e-8

#: How much wider than the place "near it" is on each side: half its size, and at least this [degrees].
_MARGIN = 0.1

#: Which part of the points must lie there, and how much of the best reading's part another one must have.
MOST = 0.5
_FAR_FEWER = 0.9

#: What else than the place's own zones is tried: the neighbouring ones, which a whole province may be kept in.
_NEIGHBOURS = 3.0

_AXES: tuple[Axes, Axes] = ("xy", "yx")


@dataclass(frozen=True)
class Reading:
    """One way to read the numbers of a file.

    Attributes
    ----------
    crs
        The coordinate system as a source names it, such as ``"EPSG:4548"``.
    axes
        "xy" where the easting or longitude comes first.
    about
        The same for a planner.
    """

    crs: str
    axes: Axes
    about: Text


def readings(coordinates: Numbers, *, place: gpd.GeoSeries, declared: CRS | None = None) -> tuple[Reading, ...]:
    """Return every known way to read coordinates that puts most of them in the place or near it, the likeliest first.

    What is declared comes first, then the place's own system, degrees, the zones of CGCS2000 (3 and 6 degrees, without
    and with the zone in front), UTM and Web Mercator; of systems that agree within a centimetre only the first is
    named. Those that bring far fewer points to the place than another one does are left out.

    Parameters
    ----------
    coordinates
        The numbers as they stand in the file, shape (n, 2); rows that are not finite do not count.
    place
        The boundary of the place in the project's coordinate system.
    declared
        The system the file is said to be in.

    Examples
    --------
    >>> from shapely.geometry import box
    >>> place = gpd.GeoSeries([box(115.7, 25.5, 116.4, 26.3)], crs="EPSG:4326").to_crs("EPSG:4548")
    >>> [(found.crs, found.axes) for found in readings(np.array([[2864789.0, 39401857.0]]), place=place)]
    [('EPSG:4527', 'yx')]
    """
    numbers, near = some(coordinates), near_by(place)
    tried: list[tuple[float, Reading, Numbers]] = []
    for crs in _candidates(place, declared):
        for axes in _AXES:
            degrees = in_degrees(numbers, crs, axes)
            share = share_within(degrees, near)
            if share > MOST and not any(np.allclose(degrees, known, rtol=0, atol=_SAME) for _, _, known in tried):
                tried.append((share, Reading(name_of(crs), axes, about(crs, axes)), degrees))
    best = max((share for share, _, _ in tried), default=0.0)
    return tuple(reading for share, reading, _ in tried if share > _FAR_FEWER * best)


def appearance(coordinates: Numbers) -> Text:
    """Return what numbers look like to somebody who knows no more of them than their size.

    Examples
    --------
    >>> appearance(np.array([[116.02, 25.89], [116.1, 25.9]])).en
    'the first from 116.02 to 116.1, the second from 25.89 to 25.9, like degrees'
    """
    numbers = some(coordinates)
    if not len(numbers):
        return Text(zh="没有可用的坐标", en="no usable coordinates")
    (least, low), (most, high) = numbers.min(axis=0), numbers.max(axis=0)
    spans = Text(
        zh=f"第一个数 {least:.10g} 至 {most:.10g},第二个数 {low:.10g} 至 {high:.10g}",
        en=f"the first from {least:.10g} to {most:.10g}, the second from {low:.10g} to {high:.10g}",
    )
    if not numbers.any():
        like = Text(zh="全是零", en="all zero")
    elif np.abs(numbers).max() <= 180:  # noqa: PLR2004 - degrees of longitude
        like = Text(zh="像是度", en="like degrees")
    elif np.abs(numbers).min(axis=1).mean() > 1000:  # noqa: PLR2004 - no degrees, nor degrees and minutes
        like = Text(zh="像是米", en="like metres")
    else:
        like = Text(zh="既不像度也不像米", en="neither like degrees nor like metres")
    return Text(zh=f"{spans.zh},{like.zh}", en=f"{spans.en}, {like.en}")


def some(coordinates: Numbers) -> Numbers:
    """Return the finite rows, evenly thinned where there are many."""
    numbers: Numbers = np.asarray(coordinates, dtype=float).reshape(-1, 2)
    numbers = numbers[np.isfinite(numbers).all(axis=1)]
    return numbers[:: max(1, len(numbers) // _ENOUGH)]


def near_by(place: gpd.GeoSeries) -> Numbers:
    """Return west, south, east and north of where features of a place may lie [degrees]."""
    low, high = np.reshape(place.to_crs("EPSG:4326").total_bounds, (2, 2))
    margin = np.maximum((high - low) / 2, _MARGIN)
    return np.array([*(low - margin), *(high + margin)])


def in_degrees(numbers: Numbers, crs: CRS, axes: Axes) -> Numbers:
    """Return longitude and latitude of numbers in a system; infinite where it has none."""
    first, second = numbers.T if axes == "xy" else numbers.T[::-1]
    to_degrees = Transformer.from_crs(crs, crs.geodetic_crs, always_xy=True)
    return np.column_stack(to_degrees.transform(first, second))


def share_within(degrees: Numbers, near: Numbers) -> float:
    """Return the share of points within west, south, east and north [1]."""
    return float(((near[:2] <= degrees) & (degrees <= near[2:])).all(axis=1).mean()) if len(degrees) else 0.0


def _candidates(place: gpd.GeoSeries, declared: CRS | None) -> Iterator[CRS]:
    """Yield the systems to try, the likeliest first."""
    if declared is not None and declared.geodetic_crs is not None:  # else it is no place on earth
        yield declared
    yield CRS(place.crs)
    yield _degrees_of(declared)
    west, south, east, north = place.to_crs("EPSG:4326").total_bounds
    around = AreaOfInterest(max(west - _NEIGHBOURS, -180), south, min(east + _NEIGHBOURS, 180), north)
    zones = query_crs_info(auth_name="EPSG", pj_types=PJType.PROJECTED_CRS, area_of_interest=around)
    for family in ZONES:
        for zone in zones:
            if zone.name.startswith(family):
                yield CRS(f"EPSG:{zone.code}")
    yield CRS(WEB_MERCATOR)


def _degrees_of(declared: CRS | None) -> CRS:
    """Return degrees on the datum that is declared: what is labelled CGCS2000 in metres is CGCS2000 in degrees."""
    geodetic = None if declared is None else declared.geodetic_crs
    if declared is None or geodetic is None:
        return CRS("EPSG:4326")
    if geodetic.to_epsg() is None:
        return CRS("EPSG:4490" if is_cgcs2000(declared) else "EPSG:4326")
    return geodetic
