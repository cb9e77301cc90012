"""Which site reaches whom, kept with an answer so that a page can tell at once what another choice would come to."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from geo_ruijin.text import Text


@dataclass(frozen=True, eq=False)
class Reading:
    """One way of telling how much is reached: people on foot, people by circles, land by circles.

    Attributes
    ----------
    id
        Short and telling: "people_walking", "people_circles", "area".
    title
        What is reached over what, in a few words.
    unit
        Of the weights: "people", "m²".
    weights
        What each demand stands for, 0 or more: shape (n_demand,).
    group
        The position of each demand's township among the groups: shape (n_demand,).
    reached
        Which demands each site reaches, as stored ones: shape (n_sites, n_demand).
    wanted
        The share that is asked for [%]; None where none is.
    """

    id: str
    title: Text
    unit: str
    weights: NDArray[np.float64]
    group: NDArray[np.intp]
    reached: csr_array
    wanted: float | None = None


@dataclass(frozen=True, eq=False)
class WhatIf:
    """The sites one may choose among, those that stand, and whom each reaches by every reading.

    Attributes
    ----------
    sites
        A row a site, in the order of the rows of `Reading.reached`: `name`; `present`, whether it stands; `chosen`,
        whether the answer takes it; and a point. Candidates that reach nobody are left out.
    groups
        The names of the townships.
    readings
        The first is the one the sites were chosen by.
    """

    sites: gpd.GeoDataFrame
    groups: tuple[str, ...]
    readings: tuple[Reading, ...]
