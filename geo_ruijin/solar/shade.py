"""How much of an array's yield its horizon takes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from geo_ruijin.errors import MethodError
from geo_ruijin.solar.sun_path import sun_path
from geo_ruijin.solar.yields import YieldTable
from geo_ruijin.text import Text

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]

#: The moments of an hour at which the sun is looked for: each five minutes, in which it moves by about a degree.
_MOMENTS = 12

#: The bands of elevation in which a year's energy is kept, of one degree; in between it is even.
_BANDS = 90

#: How many arrays are reckoned at once.
_ARRAYS = 4096

#: An array's place among the orientations of a table: (node, weight), each (n,), at its four corners.
_Corners = list[tuple[Indices, Floats]]


@dataclass(frozen=True)
class ShadeLoss:
    """What shade takes of the year's yields, as shares of the unshaded yield [1]: each (n,).

    Attributes
    ----------
    beam
        Of what comes straight from the sun and close around it.
    sky
        Of what comes from the rest of the sky.
    ground
        Of what the ground reflects: 0. What hides the ground or a part of the sky reflects light like the ground does,
        about as much; that it also makes up for a part of the sky it hides is left out, so `sky` is rather too high.
    """

    beam: Floats
    sky: Floats
    ground: Floats

    @property
    def total(self) -> Floats:
        """All of it."""
        return self.beam + self.sky + self.ground


def shade_loss(table: YieldTable, tilt: Floats, azimuth: Floats, horizon: Floats) -> ShadeLoss:
    """Return what a horizon takes of the year's yield of each array.

    Beam: an hour's energy is spread evenly over the sun's path within it, and what comes from below the horizon is
    lost; a direction of the horizon stands for all within half a step of it. Sky: it is taken as equally bright all
    over, and what the array sees of it above the horizon is left. Both are first order: the whole array is shaded or
    none of it, what an hour loses is its share of the light, and that cooler modules and a less loaded inverter give
    a little more for what is left, or strings more of a loss than their shade, is left out.

    Parameters
    ----------
    table
        Unshaded yields by orientation; between its orientations energies are interpolated linearly.
    tilt
        From the level [degree], within those of the table: (n,).
    azimuth
        Clockwise from north [degree]: (n,).
    horizon
        Its elevation in S even directions, the first of them north, clockwise [degree]: (n, S).

    Raises
    ------
    MethodError
        If a tilt is beyond the table's, or an azimuth or a horizon is no angle.

    References
    ----------
    Sky view above a horizon: J. Dozier and J. Frew (1990), https://doi.org/10.1109/36.58986
    """
    _demand(table, tilt, azimuth, horizon)
    sectors = horizon.shape[1]
    below = _below(table, sectors)
    energy, sky = table.energy.reshape(-1), table.sky.reshape(-1)
    lost_beam, lost_sky, whole = np.zeros((3, len(tilt)))
    for some in _runs(len(tilt)):
        hidden = _hidden_sky(tilt[some], azimuth[some], horizon[some])
        for node, weight in _corners(table, tilt[some], azimuth[some]):
            whole[some] += weight * energy[node]
            lost_sky[some] += weight * sky[node] * hidden
            lost_beam[some] += weight * _beam_below(below, node, horizon[some])
    yields = whole > 0
    return ShadeLoss(
        np.divide(lost_beam, whole, out=np.zeros_like(whole), where=yields),
        np.divide(lost_sky, whole, out=np.zeros_like(whole), where=yields),
        np.zeros_like(whole),
    )


def _demand(table: YieldTable, tilt: Floats, azimuth: Floats, horizon: Floats) -> None:
    inside = (tilt >= table.tilts[0]) & (tilt <= table.tilts[-1]) & np.isfinite(azimuth)
    inside &= ((horizon >= 0) & (horizon <= 90)).all(axis=1)  # noqa: PLR2004 - the zenith
    if not inside.all():
        count = np.count_nonzero(~inside)
        raise MethodError(
            Text(
                zh=f"{count} 个阵列的倾角不在 0–{table.tilts[-1]:g}° 之内,或朝向、遮挡角不是有效角度",
                en=f"{count} arrays have a tilt outside 0-{table.tilts[-1]:g}°, or azimuths and horizons that are none",
            )
        )


def _below(table: YieldTable, sectors: int) -> Floats:
    """Return the beam energy of the year that comes from below each elevation, by orientation and direction.

    Returns
    -------
    numpy.ndarray
        [kWh/kWp]: (T * A, sectors, bands + 1), the last of them 90°.
    """
    azimuth, elevation = sun_path(table.sun_azimuth, table.sun_elevation, moments=_MOMENTS)
    # an hour whose sun is hardly up anywhere stands still
    up = elevation > 0
    none = ~up.any(axis=1)
    up[none], elevation[none] = True, table.sun_elevation[none, None]
    hour, _ = np.nonzero(up)
    sector = np.rint(azimuth[up] / 360 * sectors).astype(np.intp) % sectors
    band = np.clip(np.floor(elevation[up] / 90 * _BANDS), 0, _BANDS - 1).astype(np.intp)
    share = (1 / up.sum(axis=1))[hour]
    spread = csr_array((share, (sector * _BANDS + band, hour)), shape=(sectors * _BANDS, len(up)))
    beam = table.beam.reshape(-1, len(up))
    below = np.zeros((len(beam), sectors, _BANDS + 1))
    below[:, :, 1:] = (spread @ beam.T).T.reshape(len(beam), sectors, _BANDS)
    return np.cumsum(below, axis=2, out=below)


def _beam_below(below: Floats, node: Indices, horizon: Floats) -> Floats:
    """Return the beam energy that comes from below horizons, at orientations [kWh/kWp]: (n,)."""
    sectors, edges = below.shape[1:]
    height = horizon / 90 * _BANDS
    band = np.minimum(height.astype(np.intp), _BANDS - 1)
    at = (node[:, None] * sectors + np.arange(sectors)) * edges + band
    flat = below.reshape(-1)
    low = flat.take(at)
    lost: Floats = (low + (flat.take(at + 1) - low) * (height - band)).sum(axis=1)
    return lost


def _hidden_sky(tilt: Floats, azimuth: Floats, horizon: Floats) -> Floats:
    """Return the share of the light of an even sky that horizons take from planes [1]: (n,)."""
    sectors = horizon.shape[1]
    toward = np.cos(np.radians(np.arange(sectors) / sectors * 360 - azimuth[:, None]))
    upward, forward = np.cos(np.radians(tilt))[:, None], np.sin(np.radians(tilt))[:, None] * toward
    # the plane's own limit, behind which no light reaches it
    limit = np.maximum(np.arctan2(-forward, upward), 0)
    open_ = _above(limit, upward, forward).sum(axis=1)
    left = _above(np.maximum(limit, np.radians(horizon)), upward, forward).sum(axis=1)
    hidden: Floats = np.clip(1 - left / open_, 0, 1)
    return hidden


def _above(elevation: Floats, upward: Floats, forward: Floats) -> Floats:
    """Return the light from above an elevation [rad], of a slice of even sky in one direction.

    The integral of (upward * sin e + forward * cos e) * cos e, the cosine of incidence times the width of the slice,
    from the elevation to the zenith.
    """
    rest = np.pi / 2 - elevation
    light: Floats = (upward * np.cos(elevation) ** 2 + forward * (rest - np.sin(elevation) * np.cos(elevation))) / 2
    return light


def _corners(table: YieldTable, tilt: Floats, azimuth: Floats) -> _Corners:
    """Return the nodes around orientations and their weights, which add up to 1."""
    tilts, count = table.tilts, len(table.azimuths)
    row = np.clip(np.searchsorted(tilts, tilt, side="right") - 1, 0, max(len(tilts) - 2, 0))
    next_row = np.minimum(row + 1, len(tilts) - 1)
    height = tilts[next_row] - tilts[row]
    up = np.divide(tilt - tilts[row], height, out=np.zeros_like(tilt), where=height > 0)
    turn = (azimuth - table.azimuths[0]) / 360 * count
    column = np.floor(turn).astype(np.intp)
    right = turn - column
    return [
        (at * count + (column + step) % count, by_row * by_column)
        for at, by_row in ((row, 1 - up), (next_row, up))
        for step, by_column in ((0, 1 - right), (1, right))
    ]


def _runs(count: int) -> Iterator[slice]:
    for first in range(0, count, _ARRAYS):
        yield slice(first, first + _ARRAYS)
