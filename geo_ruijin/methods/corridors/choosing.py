"""Choosing stations along main roads: the fewest that leave no gap, the best of each number, which to build first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple, Self

import geopandas as gpd
import numpy as np
import pandas as pd

from geo_ruijin.methods.corridors.covers import Covers
from geo_ruijin.methods.corridors.roads import Floats, Truths
from geo_ruijin.methods.corridors.survey import Survey
from geo_ruijin.siting import Answer
from geo_ruijin.siting.conditions import ROUNDING


class Build(NamedTuple):
    """Some new stations, and how much of the roads is then within half the spacing.

    Attributes
    ----------
    sites
        Which ones.
    share
        Of the length of the roads [%].
    driven
        Of the ways that vehicles drive on them [%].
    """

    sites: tuple[int, ...]
    share: float
    driven: float


@dataclass(frozen=True, eq=False)
class Choosing:
    """The ways between the points of the roads and all stations there are or could be.

    Attributes
    ----------
    survey
        The roads.
    arrive, leave
        From each station to each point and on to it [m]: (points, stations), infinite beyond the limit. New sites come
        first, then stations that stand, then the open ends.
    new, stands
        How many sites there are, and how many stations stand.
    flow
        The vehicles a day on each line; all alike where nobody knows.
    """

    survey: Survey
    arrive: Floats
    leave: Floats
    new: int
    stands: int
    flow: Floats

    @classmethod
    def of(cls, survey: Survey, sites: gpd.GeoSeries, standing: gpd.GeoSeries) -> Self:
        """Return the ways to new sites and to the stations that stand and serve."""
        roads = survey.roads
        stations = pd.concat([sites, standing, survey.open_ends], ignore_index=True)
        arrive, leave = survey.driving.ways(
            roads.all_points, gpd.GeoSeries(stations, crs=roads.crs), limit=survey.limit
        )
        told = not np.isnan(roads.flow).any() and roads.flow.sum() > 0
        return cls(survey, arrive, leave, len(sites), len(standing), roads.flow if told else np.ones_like(roads.flow))

    @property
    def known(self) -> int:
        """How many of the stations do not stand at open ends."""
        return self.new + self.stands

    @cached_property
    def weight(self) -> Floats:
        """What each point stands for: the length of road, times the vehicles on it."""
        roads = self.survey.roads
        return roads.span * self.flow[roads.line]

    @cached_property
    def covers(self) -> Covers:
        """What must be built as if nothing stood outside the place."""
        known = slice(self.known)
        stands = np.arange(self.known) >= self.new
        return Covers.of(self.arrive[:, known], self.leave[:, known], stands=stands, limit=self.survey.limit)

    @cached_property
    def covers_open(self) -> Covers:
        """What must be built if a station stood at every open end."""
        stands = np.arange(self.arrive.shape[1]) >= self.new
        return Covers.of(self.arrive, self.leave, stands=stands, limit=self.survey.limit)

    def fewest(self) -> Answer:
        """Return the fewest sites by which no gap is left that can be closed; of several, those nearest to the gaps."""
        gaps = np.unique(self.covers.point)
        trip = (self.arrive + self.leave)[gaps, : self.new]
        worse = np.minimum(trip / self.survey.limit, 1.0).mean(axis=0) if len(gaps) else None
        return self.covers.fewest(worse)

    def trip(self, sites: tuple[int, ...]) -> Floats:
        """Return the trip of each point once some sites are built [m]; infinite beyond the limit."""
        open_ = [*sites, *range(self.new, self.known)]
        return np.asarray(
            self.arrive[:, open_].min(axis=1, initial=np.inf) + self.leave[:, open_].min(axis=1, initial=np.inf)
        )

    def build(self, sites: tuple[int, ...]) -> Build:
        """Return what some new stations come to."""
        stretches, roads = self.survey.stretches(self.trip(sites)), self.survey.roads
        whole = float((roads.length * self.flow).sum())
        driven = whole - float((stretches.beyond * self.flow[roads.line]).sum())
        return Build(sites, stretches.share, 100 * max(driven / whole, 0.0))

    def best(self, count: int, others: Sequence[tuple[int, ...]]) -> Answer:
        """Return the sites by which most of the roads is reached, told by their points [m, times the vehicles].

        Parameters
        ----------
        others
            Choices of no more sites: one of them is returned where it reaches more than what was found.
        """
        answer = self.covers.most(self.weight, new=count)
        waiting = self.covers.lost.copy()
        waiting[self.covers.point] = True
        bound = float(self.weight[~waiting].sum()) + answer.bound
        chosen = max((answer.chosen, *others), key=self._reached)
        objective = self._reached(chosen)
        proven = bool(np.isclose(objective, bound, rtol=ROUNDING))
        return replace(answer, chosen=chosen, objective=objective, bound=max(bound, objective), proven=proven)

    def _reached(self, sites: tuple[int, ...]) -> float:
        """Return how much of the roads some sites reach, told by their points [m, times the vehicles]."""
        return float(self.weight[~self.survey.stretches(self.trip(sites)).over].sum())

    def order(self, sites: tuple[int, ...]) -> list[Build]:
        """Return sites one by one, each time the one by which most is won, of equals the first, with those before."""
        steps = [self.build(())]
        while len(steps) <= len(sites):
            built = steps[-1].sites
            more = [self.build((*built, site)) for site in sites if site not in built]
            steps.append(max(more, key=lambda one: one.driven))
        return steps

    def needed_anyway(self, answer: Answer) -> Truths:
        """Return which new sites of an answer are enough, the fewest, if a station stood at every open end."""
        chosen = np.isin(np.arange(self.new), answer.chosen)
        covers = self.covers_open
        rows = covers.rows[:, chosen]
        some = rows.any(axis=1)
        fewest = Covers(rows[some], covers.point[some], covers.lost).fewest()
        return np.isin(np.arange(self.new), np.flatnonzero(chosen)[list(fewest.chosen)])
