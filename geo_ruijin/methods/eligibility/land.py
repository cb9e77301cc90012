"""Land that no rule takes, and the sites on it for ground photovoltaics.

Words in braces in the texts ("{land_use}") are the titles of the inputs; whoever runs the method fills them in.
"""

from __future__ import annotations

from typing import Annotated

import geopandas as gpd
import shapely
from pyproj import CRS

from geo_ruijin.errors import MethodError
from geo_ruijin.methods.eligibility.answer import answered
from geo_ruijin.methods.eligibility.control_lines import CONTROL_LINES
from geo_ruijin.methods.eligibility.grid import Grid
from geo_ruijin.methods.eligibility.ground import Choices, Ground
from geo_ruijin.methods.eligibility.racks import Racks, rack_yield
from geo_ruijin.methods.method import (
    Divisions,
    Gives,
    Heights,
    HourlyWeather,
    Limits,
    Lines,
    MonthlyNormals,
    Need,
    Points,
    Polygons,
    declare,
)
from geo_ruijin.methods.parameter import Range
from geo_ruijin.methods.typical_year import Place, year_over
from geo_ruijin.results import Result
from geo_ruijin.text import Text
from geo_ruijin.units import Degrees, Hectares, Kilometres, Kilovolts, Metres, Percent, Unit

LandUse = Annotated[gpd.GeoDataFrame, Need(("polygon",), ("code",))]
Stock = Annotated[gpd.GeoDataFrame, Need(("polygon",), ("land_type",))]
Density = Annotated[Range, Unit("MWp/ha")]
PercentRange = Annotated[Range, Unit("%")]

_OF = ("place", "land_use")
_RULED = (
    *("permanent_farmland", "ecological_red_line", "urban_growth_boundary", "forest_inventory", "wetlands"),
    *("wetland_parks", "rivers", "scenic_areas", "elevation", "roads", "substations", "buildings", "candidates"),
)
_ALL = (*_OF, *_RULED)


@declare(
    measures={
        "area": Gives("km²", of=("place",)),
        "eligible": Gives("ha", of=_OF, also=_RULED),
        "eligible_share": Gives("%", of=_OF, also=_RULED),
        "sites": Gives("places", of=_OF, also=_RULED),
        "sites_area": Gives("ha", of=_OF, also=_RULED),
        "capacity": Gives("MWp", of=_OF, also=_RULED),
        "sites_on_mines": Gives("ha", of=(*_OF, "mines"), also=_RULED),
        "energy": Gives("GWh", of=_OF, also=(*_RULED, "weather", "normals")),
        "specific_yield": Gives("kWh/kWp", of=(), also=("place", "weather", "normals", "elevation")),
        "control_lines": Gives("lines", of=_OF, also=CONTROL_LINES),
    },
    tables={
        "sites": (*_ALL, "mines", "villages", "by", "weather", "normals"),
        "exclusions": _ALL,
        "zones": (*_ALL, "by"),
    },
)
def land_eligibility(
    *,
    place: Limits,
    land_use: LandUse,
    permanent_farmland: Polygons | None = None,
    ecological_red_line: Polygons | None = None,
    urban_growth_boundary: Polygons | None = None,
    forest_inventory: Stock | None = None,
    wetlands: Polygons | None = None,
    wetland_parks: Polygons | None = None,
    rivers: Lines | None = None,
    scenic_areas: Polygons | None = None,
    elevation: Heights | None = None,
    roads: Lines | None = None,
    substations: Points | None = None,
    buildings: Polygons | None = None,
    candidates: Annotated[gpd.GeoDataFrame, Need(("polygon",), limits=True)] | None = None,
    mines: Polygons | None = None,
    villages: Points | None = None,
    by: Divisions | None = None,
    weather: HourlyWeather | None = None,
    normals: MonthlyNormals | None = None,
    rules: tuple[str, ...],
    cell: Metres,
    farmland_codes: tuple[str, ...],
    forest_codes: tuple[str, ...],
    shrub_codes: tuple[str, ...],
    shrub_types: tuple[str, ...],
    shrub_cover: Percent,
    protection_classes: tuple[str, ...],
    wetland_codes: tuple[str, ...],
    water_codes: tuple[str, ...],
    river_codes: tuple[str, ...],
    river_bank: Metres,
    built_codes: tuple[str, ...],
    suitable_codes: tuple[str, ...],
    slope: Degrees,
    pole_slope: Degrees,
    pole_sector: Degrees,
    road_distance: Metres,
    substation_distance: Kilometres,
    least_kv: Kilovolts,
    least_farmland_share: Percent,
    least_red_line_share: Percent,
    least_area: Hectares,
    density: Density,
    flat: Degrees,
    criteria: tuple[str, ...],
    tilt: Degrees,
    losses: PercentRange,
    inverter_efficiency: Percent,
    dc_ac_ratio: float,
    temperature_coefficient: Annotated[float, Unit("1/°C")],
    albedo: Percent,
    diffuse_transmission: Percent,
    transposition: str,
    left_out_states: tuple[str, ...] = (),
    house_distance: Metres | None = None,
) -> Result:
    """Return the land of a place that no rule takes [ha], what each rule takes, and the sites on what is left.

    The place is cut into square cells. A rule takes a cell where its middle lies on what the rule forbids; a cell is
    eligible where no rule takes it, whatever their order. Sites are eligible cells that share sides, cut to the true
    borders of what polygons forbid.

    Parameters
    ----------
    place
        Polygons: the land in question.
    land_use
        The parcels of the survey with `code`; land in none is of no known kind and no candidate by its kind.
    permanent_farmland, ecological_red_line, urban_growth_boundary
        The three control lines. Without all three, every figure says so.
    forest_inventory
        Parcels with `land_type`, and as far as known `protection` and `cover`, the cover of shrub [%]; unknown is
        taken.
    wetlands
        Polygons with `code`, as far as known: those of `wetland_codes` are taken, without the column all.
    wetland_parks, scenic_areas
        Polygons that are taken whole.
    rivers
        Lines with `width` [m] as far as known.
    elevation, buildings
        Heights [m], for slope and aspect; polygons for the rule "houses".
    roads, substations
        Lines, with `drive` as far as known; points with `kv` and `name` as far as known.
    candidates
        Polygons that are looked at whatever kind of land they are, with `status` as far as known: abandoned mines.
    mines
        Polygons with `name` and `status` as far as known, named beside the sites that lie on them.
    villages
        Points with `name`: the nearest is named beside each site.
    by
        Polygons with `name` to report by; without them there is no table "zones".
    weather, normals
        A typical year by hours, else means by months; without either there is no energy.
    rules
        The rules to apply, in the order to tell what they take; names of `rules.RULES`.
    cell
        The side of a cell [m].
    farmland_codes, forest_codes, shrub_codes, wetland_codes, water_codes, river_codes, built_codes, suitable_codes
        What the codes of land use begin with: "01" stands for "0101", "0102" and so on. Of forest, shrub is looked at
        by its cover; of water, rivers have banks; suitable is what is looked for.
    shrub_types
        The kinds of the forest inventory that are shrub.
    shrub_cover
        Shrub with this cover or more, or whose cover is not known, is taken [%].
    protection_classes
        The classes of protection of forest that allow nothing.
    river_bank
        The width on either side of rivers that is taken [m].
    slope
        Steeper ground is taken [degree].
    pole_slope, pole_sector
        Ground steeper than the one that faces the nearer pole within the other is taken [degree].
    road_distance, substation_distance, least_kv
        What is further from a road, or from a substation of at least the voltage, in a straight line, is taken
        [m], [km], [kV].
    least_farmland_share, least_red_line_share
        Permanent farmland that covers less of the farmland, and a red line of less of the place, is a scrap [%].
    least_area
        The least area of a site [ha].
    density
        Capacity by area [MWp/ha].
    flat
        Ground no steeper than this counts as facing the sun [degree].
    criteria
        What sites are ranked by, each of the same weight; names of `ranking.CRITERIA`.
    left_out_states
        What `status` candidates have that are none.
    tilt
        Of the racks, which face the equator [degree].
    losses, inverter_efficiency, dc_ac_ratio, temperature_coefficient, albedo, diffuse_transmission, transposition
        Of the arrays; see `geo_ruijin.solar.system.System`. Shares in percent.
    house_distance
        For the rule "houses" [m].

    Raises
    ------
    MethodError
        If no rule is named, a rule or a criterion is not known, cells are too small or too large, the least area is
        not above 0, or land use holds no parcel.
    SourceError
        If the file of heights is damaged.

    References
    ----------
    D. S. Ryberg, M. Robinius and D. Stolten (2018), Evaluating land eligibility constraints of renewable energy sources
    in Europe, doi:10.3390/en11051246. 自然资办发〔2023〕12号.
    """
    if land_use.empty:
        raise MethodError(Text(zh="“{land_use}”没有图斑", en="'{land_use}' holds no parcel"))
    grid = Grid.over(shapely.union_all(place.geometry.to_numpy()), cell=cell)
    layers = {
        "land_use": land_use,
        "permanent_farmland": permanent_farmland,
        "ecological_red_line": ecological_red_line,
        "urban_growth_boundary": urban_growth_boundary,
        "forest_inventory": forest_inventory,
        "wetlands": wetlands,
        "wetland_parks": wetland_parks,
        "rivers": rivers,
        "scenic_areas": scenic_areas,
        "roads": roads,
        "substations": substations,
        "buildings": buildings,
        "candidates": candidates,
        "mines": mines,
        "villages": villages,
        "by": by,
    }
    choices = Choices(
        farmland_codes=farmland_codes,
        forest_codes=forest_codes,
        shrub_codes=shrub_codes,
        shrub_types=shrub_types,
        shrub_cover=shrub_cover,
        protection_classes=protection_classes,
        wetland_codes=wetland_codes,
        water_codes=water_codes,
        river_codes=river_codes,
        river_bank=river_bank,
        built_codes=built_codes,
        suitable_codes=suitable_codes,
        left_out_states=left_out_states,
        slope=slope,
        pole_slope=pole_slope,
        pole_sector=pole_sector,
        road_distance=road_distance,
        substation_distance=substation_distance,
        least_kv=least_kv,
        least_farmland_share=least_farmland_share,
        least_red_line_share=least_red_line_share,
        house_distance=house_distance,
    )
    given = {name: rows for name, rows in layers.items() if rows is not None}
    ground = Ground(grid, CRS(place.crs), given, elevation, choices)
    racks = Racks(
        tilt,
        losses,
        inverter_efficiency,
        dc_ac_ratio,
        temperature_coefficient,
        albedo,
        diffuse_transmission,
        transposition,
    )
    middle = grid.place.centroid
    spot = Place.at(middle.x, middle.y, crs=ground.crs, heights=elevation)
    year = year_over(spot, weather=weather, normals=normals)
    specific_yield = None if year is None else rack_yield(year, racks)
    return answered(
        ground,
        rules,
        least_area=least_area,
        density=density,
        specific_yield=specific_yield,
        flat=flat,
        criteria=criteria,
    )
