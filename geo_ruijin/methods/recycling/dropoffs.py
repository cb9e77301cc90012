"""The first tier: the fewest new drop-off points that bring a share of the people within reach."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.spatial import cKDTree
from shapely.geometry.base import BaseGeometry

from geo_ruijin.methods.facilities import ROUNDING, facilities_of
from geo_ruijin.methods.reach import Homes, homes_of
from geo_ruijin.methods.recycling.tiers import Tier
from geo_ruijin.network import Network
from geo_ruijin.siting import Answer, lscp, mclp
from geo_ruijin.units import Metres, Percent

WALKING, CIRCLES = "walking", "circles"


@dataclass(frozen=True)
class DropOffs:
    """Who reaches a drop-off point, today and with the new ones.

    Attributes
    ----------
    before, after
        The people of the region, as `service_coverage` counts them.
    reached
        By reading, whom each site of the tier reaches: (homes, sites), what stands first.
    reading
        The one the sites were chosen by.
    fewest
        The answer to how many it takes, of `chosen` sites; its bound is what no choice goes below.
    chosen
        The positions of the new ones among the sites, the one that adds most people first.
    added
        How many people of the region each of these adds to those before it.
    reachable
        The people that everything together would reach.
    wanted
        The people that shall be reached.
    """

    before: Homes
    after: Homes
    reached: dict[str, csr_array]
    reading: str
    fewest: Answer
    chosen: tuple[int, ...]
    added: tuple[float, ...]
    reachable: float
    wanted: float


def drop_offs(
    tier: Tier,
    people: gpd.GeoDataFrame,
    area: BaseGeometry,
    zones: gpd.GeoDataFrame,
    network: Network | None,
    *,
    radius: Metres,
    share: Percent,
) -> DropOffs:
    """Return the fewest new drop-off points with which `share` of the people of an area is within `radius`.

    On foot where streets are given, else by circles. Where all candidates together do not reach the share, the fewest
    that reach as many as all of them. Of choices equally few, one that reaches most.

    Raises
    ------
    MethodError
        If the radius is not above 0, or people are amiss.
    """
    standing = tier.of(())
    before = homes_of(people, area, zones, facilities_of(standing, radius), network)
    reached = {CIRCLES: _circles(before.rows, tier.rows, radius)}
    if network is not None:
        reached[WALKING] = _walks(network, before.rows, tier, radius)
    reading = WALKING if WALKING in reached else CIRCLES
    weights = before.rows["people"].to_numpy(dtype=np.float64)
    near = reached[reading]
    total, reachable = float(weights.sum()), float(weights[np.diff(near.indptr) > 0].sum())
    wanted = min(share / 100 * total, reachable)
    covering = _fewest(near, weights, tier.existing, wanted / total if total else 0.0)
    chosen, added = _in_order(near, weights, tier.existing, covering.chosen)
    after = homes_of(people, area, zones, facilities_of(tier.of(chosen), radius), network)
    return DropOffs(before, after, reached, reading, covering, chosen, added, reachable, wanted)


def _fewest(near: csr_array, weights: NDArray[np.float64], existing: tuple[int, ...], share: float) -> Answer:
    """Return the fewest new sites that reach a share of the weight [1], of these the ones that reach most."""
    cost = csr_array((np.zeros_like(near.data), near.indices, near.indptr), shape=near.shape)
    found = lscp(cost, radius=0.0, weight=weights, share=share, existing=existing)
    if not found.chosen:
        return found
    most = mclp(cost, weights, new=len(found.chosen), radius=0.0, existing=existing)
    return Answer(most.chosen, found.objective, found.bound, found.proven)


def _in_order(
    near: csr_array, weights: NDArray[np.float64], existing: tuple[int, ...], chosen: tuple[int, ...]
) -> tuple[tuple[int, ...], tuple[float, ...]]:
    """Return the chosen sites, the one that adds most before the others, and what each adds."""
    by_site = near.tocsc()
    left = weights.copy()
    left[np.asarray(near[:, list(existing)].sum(axis=1)).ravel() > 0] = 0.0
    order, added, rest = [], [], list(chosen)
    while rest:
        gains = [float(left[by_site.indices[by_site.indptr[one] : by_site.indptr[one + 1]]].sum()) for one in rest]
        best = rest.pop(int(np.argmax(gains)))
        order.append(best)
        added.append(max(gains))
        left[by_site.indices[by_site.indptr[best] : by_site.indptr[best + 1]]] = 0.0
    return tuple(order), tuple(added)


def _circles(homes: gpd.GeoDataFrame, sites: gpd.GeoDataFrame, radius: Metres) -> csr_array:
    """Return which homes lie within a circle around each site, as stored ones."""
    near = cKDTree(shapely.get_coordinates(sites.geometry.to_numpy())).query_ball_point(
        shapely.get_coordinates(homes.geometry.to_numpy()), radius + ROUNDING, return_sorted=True
    )
    counts = [len(one) for one in near]
    flat = np.array([site for one in near for site in one], dtype=np.intp)
    begin = np.concatenate([[0], np.cumsum(counts, dtype=np.intp)])
    return csr_array((np.ones(len(flat)), flat, begin), shape=(len(homes), len(sites)))


def _walks(network: Network, homes: gpd.GeoDataFrame, tier: Tier, radius: Metres) -> csr_array:
    """Return which homes walk to each site within the radius, as stored ones."""
    pairs = network.pairs(homes.geometry, tier.rows.geometry, limit=radius + ROUNDING)
    return csr_array((np.ones_like(pairs.data), pairs.indices, pairs.indptr), shape=pairs.shape)
