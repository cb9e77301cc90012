"""Small covering problems by chance, and what every choice of sites comes to: the brute-force peer of siting."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy import sparse

from geo_ruijin.siting import Conditions

RADIUS = 2.0


@dataclass(frozen=True, eq=False)
class Small:
    """A problem that every choice of can be looked at."""

    cost: NDArray[np.float64]
    weight: NDArray[np.float64]
    existing: tuple[int, ...]
    conditions: Conditions
    new: int

    @property
    def sites(self) -> int:
        """How many sites there are."""
        return int(self.cost.shape[1])

    def stored(self) -> sparse.coo_array:
        """Return the finite pairs as stored ones, zeros too, every third twice with a longer way."""
        row, column = np.nonzero(np.isfinite(self.cost))
        way = self.cost[row, column]
        again = slice(None, None, 3)
        return sparse.coo_array(
            (np.append(way, way[again] + 1), (np.append(row, row[again]), np.append(column, column[again]))),
            shape=self.cost.shape,
        )

    def choices(self, *, counted: bool) -> Iterator[tuple[int, ...]]:
        """Yield every choice of open sites that keeps the conditions; `counted`: with no more than `new` more."""
        stays = set(self.existing) - set(np.asarray(self.conditions.closable, dtype=int).tolist())
        for count in range(self.sites + 1):
            for opened in combinations(range(self.sites), count):
                if stays <= set(opened) and self._kept(set(opened)):
                    if counted and len(opened) > self.new + len(self.existing):
                        continue
                    yield opened

    def covered(self, opened: tuple[int, ...], *, times: int = 1) -> float:
        """Return the weight that lies within the radius of so many open sites."""
        often = (self.cost[:, list(opened)] <= RADIUS).sum(axis=1)
        return float(self.weight[often >= times].sum())

    def spent(self, opened: tuple[int, ...]) -> float:
        """Return the price of what is new less that of what is given up."""
        price = np.ones(self.sites) if self.conditions.price is None else self.conditions.price
        new, closed = set(opened) - set(self.existing), set(self.existing) - set(opened)
        return float(sum(price[site] for site in new) - sum(price[site] for site in closed))

    def opened(self, chosen: tuple[int, ...], closed: tuple[int, ...]) -> tuple[int, ...]:
        """Return the open sites of an answer."""
        return tuple(sorted((set(self.existing) - set(closed)) | set(chosen)))

    def _kept(self, opened: set[int]) -> bool:
        said, new = self.conditions, opened - set(self.existing)
        if new & set(np.asarray(said.forbidden, dtype=int).tolist()):
            return False
        pairs = [] if said.apart is None else said.apart.tolist()
        if any({a, b} <= opened and not {a, b} <= set(self.existing) for a, b in pairs):
            return False
        price = np.ones(self.sites) if said.price is None else said.price
        if said.budget is not None and sum(price[site] for site in new) > said.budget:
            return False
        count = {group: len([site for site in new if said.group[site] == group]) for group in {*said.least, *said.most}}  # type: ignore[index]
        enough = all(count[group] >= number for group, number in said.least.items())
        return enough and all(count[group] <= number for group, number in said.most.items())


@st.composite
def smalls(draw: st.DrawFn, *, bound: bool = True) -> Small:
    """Draw a problem of up to 7 demands and 6 sites; with conditions where it may be bound."""
    demands, sites = draw(st.integers(1, 7)), draw(st.integers(1, 6))
    way = st.sampled_from([0.0, 1.0, 2.0, 3.0, np.inf])
    cost = np.array(draw(st.lists(st.lists(way, min_size=sites, max_size=sites), min_size=demands, max_size=demands)))
    weight = np.array(draw(st.lists(st.sampled_from([0.0, 1.0, 2.0, 2.5, 7.0]), min_size=demands, max_size=demands)))
    numbers = st.lists(st.integers(0, sites - 1), unique=True)
    existing = tuple(draw(numbers.filter(lambda many: len(many) <= 2)))
    new = draw(st.integers(0, 4))
    if not bound:
        return Small(cost, weight, existing, Conditions(), new)
    forbidden = [site for site in draw(numbers) if site not in existing][:2]
    closable = [site for site in existing if draw(st.booleans())]
    pairs = [pair for pair in combinations(range(sites), 2) if draw(st.integers(0, 4)) == 0]
    group = np.array(draw(st.lists(st.integers(0, 1), min_size=sites, max_size=sites)))
    conditions = Conditions(
        forbidden=forbidden,
        apart=np.array(pairs) if pairs else None,
        group=group,
        least=draw(st.sampled_from([{}, {}, {0: 1}])),
        most=draw(st.sampled_from([{}, {1: 1}, {0: 2, 1: 0}])),
        price=np.array(draw(st.lists(st.sampled_from([1.0, 1.5, 3.0]), min_size=sites, max_size=sites)))
        if draw(st.booleans())
        else None,
        budget=draw(st.sampled_from([None, 0.0, 2.0, 4.5])),
        closable=closable,
    )
    return Small(cost, weight, existing, conditions, new)
