"""The methods a TOML file can name, in one table.

Other packages add theirs by the entry point group ``geo_ruijin.methods``: the name of the entry point is the name of
the method, its object a function marked with `declare`. A TOML file names a method, never a Python path.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib.metadata import entry_points
from types import MappingProxyType

from geo_ruijin.methods.access import walking_access
from geo_ruijin.methods.balance.supply import supply_balance
from geo_ruijin.methods.candidates import parcel_candidates, place_candidates, street_candidates
from geo_ruijin.methods.charging.siting import pile_siting
from geo_ruijin.methods.corridors.siting import corridor_siting
from geo_ruijin.methods.corridors.spacing import corridor_gaps
from geo_ruijin.methods.counting.piles import pile_count
from geo_ruijin.methods.counting.provision import area_per_person
from geo_ruijin.methods.counting.spaces import equipped_spaces
from geo_ruijin.methods.coverage.service import service_coverage
from geo_ruijin.methods.eligibility.land import land_eligibility
from geo_ruijin.methods.firstmovers.movers import solar_first_movers
from geo_ruijin.methods.forest.carbon import forest_carbon
from geo_ruijin.methods.forest.cover import forest_cover
from geo_ruijin.methods.installed.capacity import installed_capacity
from geo_ruijin.methods.installed.coverage import rooftop_coverage
from geo_ruijin.methods.landchange.change import cover_change
from geo_ruijin.methods.landcover.agreement import cover_agreement
from geo_ruijin.methods.landcover.canopy import canopy_cover
from geo_ruijin.methods.landcover.trees import tree_cover
from geo_ruijin.methods.landscape.fragmentation import fragmentation
from geo_ruijin.methods.method import Gives, Input, Method, declare, method
from geo_ruijin.methods.overlap import multiple_coverage
from geo_ruijin.methods.parameter import Parameter
from geo_ruijin.methods.recycling.siting import recycling_siting
from geo_ruijin.methods.restoration.sites import restoration_sites
from geo_ruijin.methods.rivers.buffers import river_buffers
from geo_ruijin.methods.road import road_coverage
from geo_ruijin.methods.rollout.carbon import avoided_carbon
from geo_ruijin.methods.rollout.costs import pv_costs
from geo_ruijin.methods.rollout.hosting import grid_hosting
from geo_ruijin.methods.rollout.supply import supply_curve
from geo_ruijin.methods.rooftops.potential import rooftop_potential
from geo_ruijin.methods.settlements.service import settlement_service
from geo_ruijin.methods.siting.coverage import coverage_siting
from geo_ruijin.methods.wetlands.area import wetland_area
from geo_ruijin.methods.zones.classes import class_shares
from geo_ruijin.methods.zones.statistics import zonal_statistics

__all__ = ["METHODS", "Gives", "Input", "Method", "Parameter", "declare", "known_methods"]

METHODS: Mapping[str, Method] = MappingProxyType(
    {
        function.__name__: method(function)
        for function in (
            area_per_person,
            avoided_carbon,
            class_shares,
            canopy_cover,
            corridor_gaps,
            corridor_siting,
            cover_agreement,
            cover_change,
            coverage_siting,
            equipped_spaces,
            forest_carbon,
            forest_cover,
            fragmentation,
            grid_hosting,
            installed_capacity,
            land_eligibility,
            multiple_coverage,
            parcel_candidates,
            pile_count,
            place_candidates,
            pile_siting,
            pile_siting,
            place_candidates,
            pv_costs,
            recycling_siting,
            restoration_sites,
            river_buffers,
            road_coverage,
            rooftop_coverage,
            rooftop_potential,
            service_coverage,
            settlement_service,
            solar_first_movers,
            street_candidates,
            supply_balance,
            supply_curve,
            tree_cover,
            walking_access,
            wetland_area,
            zonal_statistics,
        )
    }
)


def known_methods() -> dict[str, Method]:
    """Return the methods of this package and of installed extensions, by name; ours cannot be replaced."""
    added = {entry.name: method(entry.load()) for entry in entry_points(group="geo_ruijin.methods")}
    return {**added, **METHODS}
