"""Between what the potential of roofs lies: the factors that are not known exactly, drawn together many times."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo_ruijin.errors import MethodError
from geo_ruijin.methods.parameter import Range
from geo_ruijin.solar.lifetime import mean_remaining
from geo_ruijin.text import Text

Floats = NDArray[np.float64]

#: One in ten draws lies below the low figure, one in ten above the high one; the middle has as many on either side.
LEVELS = {"low": 0.1, "middle": 0.5, "high": 0.9}
#: The factors, in the order they are told.
FACTORS: Mapping[str, Text] = {
    "usable_share": Text(zh="可用屋顶比例", en="the usable shares"),
    "power_density": Text(zh="组件功率密度", en="the power density of modules"),
    "irradiation": Text(zh="辐照", en="the irradiation"),
    "losses": Text(zh="系统损失", en="the system's losses"),
}


@dataclass(frozen=True)
class Ageing:
    """What modules lose over the years.

    Attributes
    ----------
    first, yearly
        In the first year, and in each of the others [%].
    years
        How many they are used.
    """

    first: Range
    yearly: Range
    years: int

    @property
    def kept(self) -> float:
        """The mean yield over the years over that of modules as new, by the middle of both losses [1]."""
        return float(mean_remaining(self.first.mid / 100, self.yearly.mid / 100, years=self.years))


@dataclass(frozen=True)
class Factors:
    """What is not known exactly; each is one for all roofs, the usable share one for all roofs of a class.

    Attributes
    ----------
    usable_share
        By class [1].
    power_density
        [W/m²].
    irradiation
        Of the coming years, over that of the weather it is computed with [%].
    losses
        [%].
    ageing
        Of modules: in the mean of the years alone.
    """

    usable_share: Mapping[str, Range]
    power_density: Range
    irradiation: Range
    losses: Range
    ageing: Ageing


@dataclass(frozen=True)
class Spread:
    """The figures at each of `LEVELS`, in the units they were given in.

    Attributes
    ----------
    capacity, energy, mean
        Capacity, energy of the first year, mean energy of the years: a row a class, and the row "" for all classes that
        count; columns low, middle, high.
    weights
        A row a factor: columns low and high, of the energy of all classes that count when this factor alone varies.
    """

    capacity: pd.DataFrame
    energy: pd.DataFrame
    mean: pd.DataFrame
    weights: pd.DataFrame

    def between(self, of: Literal["capacity", "energy", "mean"], level: str) -> float:
        """Return a level of all classes that count, in the unit it was given in."""
        table = {"capacity": self.capacity, "energy": self.energy, "mean": self.mean}[of]
        return float(table[level].to_numpy()[-1])

    @property
    def heaviest(self) -> str:
        """The factor that spreads the energy most."""
        return str((self.weights["high"] - self.weights["low"]).idxmax())


def triangular(chance: Floats, between: Range) -> Floats:
    """Return the values below which a triangular distribution lies with each chance.

    Parameters
    ----------
    chance
        From 0 to 1, of any shape.
    between
        Its ends and its peak; all may be one.

    Examples
    --------
    >>> triangular(np.array([0.0, 0.5, 1.0]), Range(0.4, 0.5, 0.6)).tolist()
    [0.4, 0.5, 0.6]
    """
    low, mid, high = between
    if high == low:
        return np.full_like(chance, mid)
    rising = low + np.sqrt(chance * (high - low) * (mid - low))
    falling = high - np.sqrt((1 - chance) * (high - low) * (high - mid))
    return np.where(chance * (high - low) < mid - low, rising, falling)


def spread(
    capacity: pd.Series[float], energy: pd.Series[float], factors: Factors, *, counted: list[str], draws: int, seed: int
) -> Spread:
    """Return between what capacity and energy lie when all factors are drawn together.

    Each factor scales what was computed with its most likely value: capacity is in proportion to the usable share and
    the power density, energy to these, to the irradiation and to what the losses leave, its mean over the years also to
    what ageing leaves. What a larger share puts on
    another face of a roof, and what an inverter cuts off, is left out.

    Parameters
    ----------
    capacity, energy
        By class, computed with the middle of every factor.
    factors
        The factors.
    counted
        The classes that the total is made of.
    draws
        How many.
    seed
        Of the random numbers: the same give the same figures.

    Raises
    ------
    MethodError
        If there are no draws, or the losses reach 100 %.

    Examples
    --------
    A class whose share is known exactly, modules of 200 to 220 W/m²: a tenth of a triangle's area lies within the
    outer sqrt(0.1 / 2) = 22.4 % of its base, so the low figure is 100 x (200 + 20 x 0.224) / 210 = 97.4:

    >>> one, new = Range(1, 1, 1), Ageing(Range(0, 0, 0), Range(0, 0, 0), 1)
    >>> given = Factors({"school": one}, Range(200, 210, 220), Range(100, 100, 100), Range(14, 14, 14), new)
    >>> power = pd.Series({"school": 100.0})
    >>> found = spread(power, power, given, counted=["school"], draws=100_000, seed=1)
    >>> round(float(found.capacity.loc["school", "low"]), 1), found.heaviest
    (97.4, 'power_density')
    """
    most = 100.0
    if draws < 1 or factors.losses.high >= most:
        raise MethodError(
            Text(
                zh=f"抽样次数应不少于 1,损失应低于 100%,现为 {draws} 次、{factors.losses.high:g}%",
                en=f"there should be 1 draw or more and losses below 100 %; they are {draws} and "
                f"{factors.losses.high:g} %",
            )
        )
    scales = _scales(factors, list(capacity.index), draws, seed)
    of_capacity = scales["usable_share"] * scales["power_density"]
    of_energy = of_capacity * scales["irradiation"] * scales["losses"]
    total = energy.index.isin(counted)
    alone = {name: (scale * energy.to_numpy())[:, total].sum(axis=1) for name, scale in scales.items()}
    of_mean = of_energy * _ageing(factors.ageing, draws, seed)
    weights = pd.DataFrame({name: np.quantile(drawn, list(LEVELS.values())) for name, drawn in alone.items()}).T
    return Spread(
        capacity=_levels(of_capacity * capacity.to_numpy(), capacity.index, total),
        energy=_levels(of_energy * energy.to_numpy(), energy.index, total),
        mean=_levels(of_mean * energy.to_numpy() * factors.ageing.kept, energy.index, total),
        weights=weights.set_axis(list(LEVELS), axis="columns"),
    )


def between_of_roofs(rows: pd.DataFrame, found: Spread) -> dict[str, pd.Series[float]]:
    """Return between what capacity and energy of each roof lie: in proportion to those of its class.

    Sums over roofs of one class are the class's own low and high. Sums over classes take them to err together, so that
    they lie further apart than the low and high of the whole, where a class's share is drawn apart from the others'.

    Parameters
    ----------
    rows
        Roofs with class, capacity [kWp] and energy [kWh], missing where not known.
    found
        Between what those of the classes lie.

    Returns
    -------
    dict
        capacity_low, capacity_high [kWp], energy_low, energy_high [kWh]: each (n,).

    Examples
    --------
    Two schools of 10 and 30 kWp, of all schools' 40 kWp one case in ten lies below 36:

    >>> low = pd.DataFrame({"low": [36.0], "middle": [40.0], "high": [44.0]}, index=["school"])
    >>> rows = pd.DataFrame({"class": ["school"] * 2, "capacity": [10.0, 30.0], "energy": [1e4, 3e4]})
    >>> between_of_roofs(rows, Spread(low, 1000 * low, 1000 * low, low))["capacity_low"].to_list()
    [9.0, 27.0]
    """
    columns = {}
    for name, table in (("capacity", found.capacity), ("energy", found.energy)):
        whole = rows.groupby("class")[name].sum()
        for level in ("low", "high"):
            # a class that comes to nothing has roofs that come to nothing
            scale = (table[level].reindex(whole.index) / whole).where(whole > 0, 1.0)
            columns[f"{name}_{level}"] = rows[name] * rows["class"].map(scale)
    return columns


def _scales(factors: Factors, classes: list[str], draws: int, seed: int) -> dict[str, Floats]:
    """Return each factor over its middle: (draws, classes) or (draws, 1). One that is 0 in the middle stays 0."""
    streams = dict(zip(FACTORS, np.random.default_rng(seed).spawn(len(FACTORS)), strict=True))
    # a class has the same draws whichever others there are
    names = sorted(factors.usable_share)
    chances = streams["usable_share"].random((draws, len(names)))
    shares = np.column_stack(
        [_over_middle(chances[:, names.index(name)], factors.usable_share[name]) for name in classes]
    )
    kept = Range(100 - factors.losses.high, 100 - factors.losses.mid, 100 - factors.losses.low)
    one = {"power_density": factors.power_density, "irradiation": factors.irradiation, "losses": kept}
    common = {name: _over_middle(streams[name].random((draws, 1)), between) for name, between in one.items()}
    return {"usable_share": shares, **common}


def _ageing(ageing: Ageing, draws: int, seed: int) -> Floats:
    """Return what ageing leaves on the mean of the years, over what its middles leave: (draws, 1)."""
    # beyond the streams of the other factors
    streams = np.random.default_rng(seed).spawn(len(FACTORS) + 2)[len(FACTORS) :]
    first, yearly = (
        triangular(stream.random(draws), between) / 100
        for stream, between in zip(streams, (ageing.first, ageing.yearly), strict=True)
    )
    return np.asarray(mean_remaining(first, yearly, years=ageing.years) / ageing.kept)[:, None]


def _over_middle(chance: Floats, between: Range) -> Floats:
    drawn = triangular(chance, between)
    return drawn / between.mid if between.mid else np.zeros_like(drawn)


def _levels(drawn: Floats, classes: pd.Index[str], total: NDArray[np.bool_]) -> pd.DataFrame:
    """Return the levels of each class and, as row "", of those that count together."""
    every = np.column_stack([drawn, drawn[:, total].sum(axis=1)])
    levels = np.quantile(every, list(LEVELS.values()), axis=0)
    return pd.DataFrame(levels.T, index=[*classes, ""], columns=list(LEVELS))
