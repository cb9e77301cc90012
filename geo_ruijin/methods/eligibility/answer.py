"""From the ground and the rules to all that is told of eligible land."""

from __future__ import annotations

from collections.abc import Sequence

from geo_ruijin.methods.eligibility.control_lines import control_lines_of, reservation
from geo_ruijin.methods.eligibility.effects import effects_of, flags_of
from geo_ruijin.methods.eligibility.figures import measures_of_land, measures_of_sites
from geo_ruijin.methods.eligibility.ground import Ground
from geo_ruijin.methods.eligibility.notes import notes
from geo_ruijin.methods.eligibility.rules import apply_rules
from geo_ruijin.methods.eligibility.site_rows import HECTARE, site_rows
from geo_ruijin.methods.eligibility.sites import sites_of
from geo_ruijin.methods.eligibility.tables import exclusions_table, sites_table, zones_table
from geo_ruijin.methods.parameter import Range, demand_above_0
from geo_ruijin.results import Result
from geo_ruijin.text import Text
from geo_ruijin.units import Degrees, Hectares


def answered(
    ground: Ground,
    rules: Sequence[str],
    *,
    least_area: Hectares,
    density: Range,
    specific_yield: Range | None,
    flat: Degrees,
    criteria: Sequence[str],
) -> Result:
    """Return what the rules leave of the land, what each of them takes, and the sites; see `land_eligibility`."""
    demand_above_0(least_area, Text(zh="地块的最小面积(least_area)", en="the least area of a site"))
    grid = ground.grid
    exclusions = apply_rules(rules, ground)
    applied = [one for one in exclusions if one.applied]
    flags = flags_of([one.takes for one in applied if one.takes is not None], grid.cells)
    eligible = flags == 0
    found = effects_of(flags, len(applied))
    sites = sites_of(grid, eligible, applied, least=least_area * HECTARE)
    rows = site_rows(sites, ground, density=density, specific_yield=specific_yield, flat=flat, criteria=criteria)
    lines = control_lines_of(exclusions, ground)
    said = reservation(lines)
    true_areas = [one.true_area(grid.place) for one in applied]
    tables = {
        "exclusions": exclusions_table(exclusions, found, true_areas, grid, said),
        "sites": sites_table(rows, said, among="candidates" in ground.layers),
    }
    if "by" in ground.layers:
        tables["zones"] = zones_table(ground.layers["by"], grid, eligible, rows, said)
    measures = {
        **measures_of_land(grid, found, lines),
        **measures_of_sites(rows, said, least_area=least_area, density=density, specific_yield=specific_yield),
    }
    return Result(measures, tables, notes(exclusions, lines, true_areas, grid, rows, least=least_area * HECTARE))
