"""The choice itself: most energy for a budget, quotas by division and the limits of substations kept."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from geo_ruijin.errors import MethodError
from geo_ruijin.methods.firstmovers.eligible import Eligible
from geo_ruijin.siting import Answer, Conditions, select
from geo_ruijin.text import Text


@dataclass(frozen=True)
class Question:
    """Among which roofs first movers are chosen, and what binds the choice.

    Attributes
    ----------
    roofs
        The roofs.
    budget
        What they may cost together [10,000 yuan]; None: anything.
    most
        How many they may be; None: any number.
    each
        How many of them every division shall have.
    grid
        Whether substations take no more than they can.
    """

    roofs: Eligible
    budget: float | None
    most: int | None
    each: int
    grid: bool

    def answer(self, *, gap: float = 0.0) -> Answer:
        """Return the roofs that yield most in the first year; the objective is in kWh.

        Parameters
        ----------
        gap
            So far from the most there can be a choice is good enough [1].

        Raises
        ------
        MethodError
            If no choice keeps what binds it.
        """
        return self._select(self.roofs.rows["energy"].to_numpy(dtype=np.float64), budget=self.budget, gap=gap)

    def least_budget(self) -> float:
        """Return what quotas cost at least, within what substations take [10,000 yuan]; 0 without quotas.

        Raises
        ------
        MethodError
            If substations take too little for the quotas, or they are more roofs than there may be.
        """
        if not self.each:
            return 0.0
        try:
            cheapest = self._select(-self._price, budget=None)
        except MethodError as error:
            raise MethodError(
                Text(
                    zh="在变电站可接入容量和栋数的限制之内,各乡镇不能都有所要的栋数。请减小 least_in_each,或放宽限制。",
                    en="within what substations take and how many roofs there may be, not every division can have as "
                    "many as asked for: lower 'least_in_each', or widen the limits",
                )
            ) from error
        return -cheapest.objective

    @property
    def _price(self) -> NDArray[np.float64]:
        return self.roofs.rows["price"].to_numpy(dtype=np.float64)

    def _select(self, value: NDArray[np.float64], *, budget: float | None, gap: float = 0.0) -> Answer:
        load, limit = self._loads()
        return select(
            value,
            new=self.most,
            load=load,
            limit=limit,
            conditions=Conditions(
                group=self.roofs.group if self.each else None,
                least=self.roofs.quotas(self.each) if self.each else {},
                price=self._price,
                budget=budget,
            ),
            gap=gap,
        )

    def _loads(self) -> tuple[csr_array | None, NDArray[np.float64] | None]:
        """Return what each roof feeds into each substation that says what it can take, and that [MW]."""
        if not self.grid or self.roofs.stations is None:
            return None, None
        hosting = self.roofs.stations["hosting"].to_numpy(dtype=np.float64)
        station, mw = self.roofs.rows["station"].to_numpy(), self.roofs.rows["mw"].to_numpy(dtype=np.float64)
        load = csr_array((mw, (station, np.arange(len(mw)))), shape=(len(hosting), len(mw)))
        said = np.flatnonzero(~np.isnan(hosting))
        return load[said], hosting[said]
