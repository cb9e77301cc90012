"""Supply against need: who has enough of what all share, a two-step floating catchment area on the map.

Words in braces in the texts ("{region}") are the titles of the inputs; whoever runs the method fills them in.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from geo_ruijin.checks import polygonal
from geo_ruijin.errors import MethodError
from geo_ruijin.methods.balance.catchment import gather, kernel
from geo_ruijin.methods.balance.cells import Cells
from geo_ruijin.methods.balance.sharing import Balance, two_step
from geo_ruijin.methods.balance.words import balance_notes, balance_tables, measure_words
from geo_ruijin.methods.facilities import ROUNDING
from geo_ruijin.methods.method import Divisions, Gives, People, Polygons, declare
from geo_ruijin.methods.reach import SLIVER, residents, zones_of
from geo_ruijin.methods.shares import percent
from geo_ruijin.results import Measure, Result
from geo_ruijin.text import Text
from geo_ruijin.units import Metres, SquareMetresPerPerson

_ALL = ("supply", "region", "people")


@dataclass(frozen=True)
class Shared:
    """A supply shared among the residents of a region and those around them.

    Attributes
    ----------
    residents
        The balance of each home of the region; its supply and ratio are those of all cells.
    homes
        The homes: people, geometry, zone and cell (positions).
    cells
        The cells it was computed on.
    area
        The supply that lies in the region or within reach of its residents [m²].
    unreached
        The part of it that reaches nobody [m²].
    """

    residents: Balance
    homes: gpd.GeoDataFrame
    cells: Cells
    area: float
    unreached: float

    @property
    def elsewhere(self) -> float:
        """The part of the supply that people outside the region have [m²]."""
        return max(self.area - self.unreached - self.residents.used, 0.0)


@declare(
    measures={
        "share_in_deficit": Gives("%", of=_ALL),
        "people_in_deficit": Gives("people", of=_ALL),
        "people_in_surplus": Gives("people", of=_ALL),
        "people_in_balance": Gives("people", of=_ALL),
        "people": Gives("people", of=("region", "people")),
        "accessible_mean": Gives("m²/person", of=_ALL),
        "deficit": Gives("m²", of=_ALL),
        "supply_area": Gives("m²", of=_ALL),
        "supply_used": Gives("m²", of=_ALL),
        "supply_elsewhere": Gives("m²", of=_ALL),
        "supply_unreached": Gives("m²", of=_ALL),
    },
    tables={"zones": (*_ALL, "by"), "deficit": (*_ALL, "by")},
)
def supply_balance(
    *,
    supply: Polygons,
    region: Polygons,
    people: People,
    by: Divisions | None = None,
    radius: Metres,
    decay: str,
    need: SquareMetresPerPerson,
    cell_size: Metres,
    exponent: float | None = None,
) -> Result:
    """Return which residents have less than they need of an area that all within reach share.

    On square cells, by straight lines from centre to centre: each cell's supply is shared by all people within the
    radius, weighted by distance; a resident has the shares of all cells within the radius. The region's residents are
    judged; people outside it who reach the same supply share it, and supply outside it counts where it is in reach.

    Parameters
    ----------
    supply
        Polygons whose area is shared, such as parks; where they overlap the area counts once.
    region
        Polygons; the people in their union are judged.
    people
        Points with `people`, the residents each stands for; those within two radii of the region are needed.
    by
        Polygons with `name` to report by; without them there is no table "zones".
    radius
        The reach [m].
    decay, exponent
        How the weight falls with distance: see `geo_ruijin.methods.balance.catchment`.
    need
        What each resident needs [m²/person].
    cell_size
        Side of a cell [m]: distances are right to a cell's diagonal.

    Raises
    ------
    MethodError
        If the region has no area, the cells would be too many, people are no number or below 0, or for what
        `balance.two_step` refuses.

    References
    ----------
    Luo & Wang (2003), doi:10.1068/b29120. Dai (2010), doi:10.1016/j.healthplace.2010.06.012. InVEST user's guide,
    Urban Nature Access. Need: GB 55014-2021 cl. 2.1.3.
    """
    area = shapely.union_all(region.geometry.to_numpy())
    if not area.area:
        raise MethodError(Text(zh="区域没有面积", en="the region has no area"))
    around = kernel(cell_size=cell_size, radius=radius, decay=decay, exponent=exponent)
    west, south, east, north = area.bounds
    far = 2 * (radius + ROUNDING)  # to the supply, and from there to those who share it
    cells = Cells.over((west - far, south - far, east + far, north + far), size=cell_size)
    parks = polygonal(shapely.union_all(supply.geometry.to_numpy()))
    zones = zones_of(area, by, region)
    homes, _ = residents(people, area, zones)
    cell = cells.position(shapely.get_coordinates(people.geometry.to_numpy()))
    found = two_step(
        cells.sums(cell, people["people"].to_numpy(dtype=np.float64)),
        cells.areas(parks),
        cell_size=cell_size,
        radius=radius,
        decay=decay,
        need=need,
        exponent=exponent,
    )
    homes["cell"] = cell[homes.index]
    shared = _shared(found, homes, cells, around, cells.areas(polygonal(shapely.intersection(parks, area))))
    overlap = float(supply.area.sum()) - parks.area
    notes = balance_notes(
        radius=radius,
        cell_size=cell_size,
        decay=decay,
        exponent=exponent,
        overlap=overlap if overlap > SLIVER else 0,
    )
    return Result(_measures(shared, radius), balance_tables(shared.homes, zones, cells, by=by is not None), notes)


def _shared(
    found: Balance, homes: gpd.GeoDataFrame, cells: Cells, around: np.ndarray[Any, Any], inside: np.ndarray[Any, Any]
) -> Shared:
    """Return whose the supply is.

    Parameters
    ----------
    found
        Of all people and all supply, by cell.
    homes
        The residents of the region.
    cells, around
        The cells and the weights around one.
    inside
        The supply inside the region, by cell [m²].
    """
    position, people = homes["cell"].to_numpy(), homes["people"].to_numpy()
    residents = replace(found, accessible=found.accessible.ravel()[position], people=people)
    lived_in = (cells.sums(position, people) > 0).astype(np.float64)
    reached = gather(lived_in, around, wanted=found.supply > 0) > 0
    counted_in = np.where(reached, found.supply, inside)
    homes["accessible"], homes["balance"] = residents.accessible, residents.per_person
    unreached = float(counted_in[np.isnan(found.ratio)].sum())
    return Shared(residents, homes, cells, float(counted_in.sum()), unreached)


def _measures(shared: Shared, radius: float) -> dict[str, Measure]:
    residents = shared.residents
    people = residents.total_people
    values = {
        "share_in_deficit": percent(residents.people_in_deficit, people),
        "people_in_deficit": residents.people_in_deficit,
        "people_in_surplus": residents.people_in_surplus,
        "people_in_balance": residents.people_in_balance,
        "people": people,
        "accessible_mean": residents.used / people if people else None,
        "deficit": residents.deficit,
        "supply_area": shared.area,
        "supply_used": residents.used,
        "supply_elsewhere": shared.elsewhere,
        "supply_unreached": shared.unreached,
    }
    words = measure_words(radius=radius, need=residents.need)
    return {name: Measure(value, *words[name]) for name, value in values.items()}
