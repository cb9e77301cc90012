"""What the roofs of a place can carry of photovoltaics, roof by roof: class, area, capacity, yield, shade.

Words in braces in the texts ("{buildings}") are the titles of the inputs; whoever runs the method fills them in.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, cast

import pandas as pd

from geo_ruijin.methods.method import (
    Divisions,
    Gives,
    Heights,
    HourlyWeather,
    Limits,
    MonthlyNormals,
    Polygons,
    declare,
)
from geo_ruijin.methods.parameter import Range, Ranges
from geo_ruijin.methods.rooftops.carrying import Layout, carrying, density_of, lit, rows_loss
from geo_ruijin.methods.rooftops.census import Ground, Parcels, Telling, Villages, census
from geo_ruijin.methods.rooftops.figures import Sunny, measures_of, sunny_of
from geo_ruijin.methods.rooftops.horizons import Horizons, Shading, horizons
from geo_ruijin.methods.rooftops.months import months_table
from geo_ruijin.methods.rooftops.notes import (
    note_of_both,
    note_of_density,
    note_of_reference,
    note_of_rows,
    note_of_spread,
    note_of_table,
    note_of_weather,
    note_without_sun,
    notes_of_roofs,
    notes_of_shade,
)
from geo_ruijin.methods.rooftops.sun import Sun, sun_over
from geo_ruijin.methods.rooftops.tables import tables_of
from geo_ruijin.methods.rooftops.uncertainty import Ageing, Factors, Spread, between_of_roofs, spread
from geo_ruijin.methods.rooftops.vocabulary import CLASSES, UNKNOWN
from geo_ruijin.methods.typical_year import Place
from geo_ruijin.results import Result
from geo_ruijin.solar.system import System, Transposition
from geo_ruijin.text import Text
from geo_ruijin.units import (
    ABOVE_0,
    NOT_BELOW_0,
    OF_100,
    Between,
    Degrees,
    Metres,
    Percent,
    SquareMetres,
    Unit,
    WattsPerSquareMetre,
)

PercentRange = Annotated[Range, Unit("%"), NOT_BELOW_0]
#: Within what the table of yields holds.
RoofTilt = Annotated[Degrees, Between(0, 60)]

_TOLD_BY = ("within", "land_use", "built_up_area")
_LIT_BY = (*_TOLD_BY, "weather", "normals", "heights")
_ROOFS = ("buildings", *_LIT_BY)


def _gives(unit: str, *also: str) -> Gives:
    return Gives(unit, of=("buildings",), also=also)


@declare(
    measures={
        "capacity": _gives("MWp", *_TOLD_BY),
        "energy": _gives("GWh", *_LIT_BY),
        "mean_energy": _gives("GWh", *_LIT_BY),
        "specific_yield": _gives("kWh/kWp", *_LIT_BY),
        "roofs": _gives("roofs", "within"),
        "roof_area": _gives("km²", "within"),
        "usable_area": _gives("km²", *_TOLD_BY),
        "unknown_share": _gives("%", *_TOLD_BY),
        "unknown_capacity": _gives("MWp", *_TOLD_BY),
        "unknown_energy": _gives("GWh", *_LIT_BY),
        "energy_unshaded": _gives("GWh", *_LIT_BY),
        "lost_to_buildings": _gives("GWh", *_LIT_BY),
        "lost_share_buildings": _gives("%", *_LIT_BY),
        "lost_to_terrain": _gives("GWh", *_LIT_BY),
        "lost_share_terrain": _gives("%", *_LIT_BY),
        "reference_yield": Gives("kWh/kWp", of=(), also=("weather", "normals", "heights")),
        "annual_ghi": Gives("kWh/m²", of=(), also=("weather", "normals")),
        "plain_yield": Gives("kWh/kWp", of=(), also=("weather", "normals")),
        "plain_energy": _gives("GWh", *_TOLD_BY, "weather", "normals"),
    },
    tables={
        "classes": _ROOFS,
        "divisions": (*_ROOFS, "by"),
        "villages": (*_ROOFS, "by", "villages"),
        "ranked": (*_ROOFS, "by", "villages"),
        "rules": ("buildings", *_TOLD_BY),
        "factors": _ROOFS,
        "months": ("weather", "normals", "heights"),
        "roofs": (*_ROOFS, "by", "villages"),
        "stock": ("buildings", *_TOLD_BY, "by", "villages"),
    },
)
def rooftop_potential(
    *,
    buildings: Polygons,
    within: Limits | None = None,
    land_use: Parcels | None = None,
    built_up_area: Polygons | None = None,
    by: Divisions | None = None,
    villages: Villages | None = None,
    weather: HourlyWeather | None = None,
    normals: MonthlyNormals | None = None,
    heights: Heights | None = None,
    same_from: Annotated[Percent, OF_100],
    urban_floors: Annotated[float, ABOVE_0],
    factory_from: Annotated[SquareMetres, ABOVE_0] | None = None,
    least_roof: Annotated[SquareMetres, NOT_BELOW_0],
    flat_classes: tuple[str, ...],
    sheet_classes: tuple[str, ...],
    usable_share: Annotated[Ranges, Between(0, 1)],
    power_density: Annotated[Range, Unit("W/m²"), ABOVE_0],
    rack_tilt: RoofTilt,
    pitched_tilt: RoofTilt,
    sheet_tilt: RoofTilt,
    row_hours: Annotated[float, Unit("h"), Between(0, 5)],
    least_elevation: Annotated[Degrees, Between(1, 90)],
    transposition: str,
    temperature_coefficient: Annotated[float, Unit("1/°C")],
    losses: PercentRange,
    inverter_efficiency: Annotated[Percent, OF_100],
    dc_ac_ratio: Annotated[float, ABOVE_0],
    albedo: Annotated[Percent, OF_100],
    diffuse_transmission: Annotated[Percent, OF_100],
    shade_buildings: bool,
    shade_terrain: bool,
    storey_height: Annotated[Metres, ABOVE_0],
    building_radius: Annotated[Metres, ABOVE_0],
    terrain_radius: Annotated[Metres, ABOVE_0],
    ageing_first: PercentRange,
    ageing_yearly: PercentRange,
    lifetime: Annotated[int, Between(1, 100)],
    irradiation: PercentRange,
    plain_efficiency: Annotated[Percent, OF_100],
    draws: Annotated[int, Between(1, 1_000_000)],
    seed: Annotated[int, NOT_BELOW_0],
    most_ranked: Annotated[int, NOT_BELOW_0],
    reference_tilt: RoofTilt,
    published_yield: Annotated[Range, Unit("kWh/kWp")] | None = None,
    built_density: Annotated[WattsPerSquareMetre, ABOVE_0] | None = None,
) -> Result:
    """Return what roofs can carry [MWp] and yield [GWh]: in all, by class, division and village, roof by roof.

    Totals are of the roofs of known use; those of unknown use are a class beside them. Energy is alternating current in
    the first year with modules as new, shade taken off; no roof, and no ground two roofs share, counts twice.

    Parameters
    ----------
    buildings
        Footprints, with what is known of `use`, `amenity`, `office`, `shop`, `tourism`, `leisure`, `floors`, `roof`
        (flat, pitched) and `year_built`.
    within
        The place: buildings in it count. Without it all do.
    land_use
        Parcels with `code` (third national land survey); the one under most of a roof tells its class where its use
        does not, and housing rural from urban.
    built_up_area
        Of the town: housing in it is urban where the parcel does not tell.
    by, villages
        Divisions with `name`, village centres with `name`, to report by.
    weather, normals
        The sun: a year of hours, else monthly means. Without either there is no energy.
    heights
        The ground [m].
    same_from
        Two footprints that share this much of the larger one and more are one building, drawn twice [%].
    urban_floors
        Housing of so many floors and more is urban where neither parcel nor built-up area tells.
    factory_from
        A roof of this area and more of which nothing else is known counts as industry's [m²]; without it as unknown.
    least_roof
        A smaller roof carries nothing [m²].
    flat_classes, sheet_classes
        Classes whose roofs are flat where they do not say; whose pitched roofs are of sheet metal.
    usable_share
        By class, of the footprint [1]: on a flat roof what rows and the ways between them take up, on a pitched one
        what modules take up.
    power_density
        Of modules [W/m²].
    rack_tilt, pitched_tilt, sheet_tilt
        Of racks on flat roofs, of pitched roofs, of those of sheet metal [degree].
    row_hours, least_elevation
        Rows stand clear of each other so many hours before and after noon at the winter solstice [h]; a sun lower than
        this is taken to stand so high [degree].
    transposition, temperature_coefficient, losses, inverter_efficiency, dc_ac_ratio, albedo, diffuse_transmission
        Of the arrays, see `geo_ruijin.solar.system.System`; shares in [%].
    shade_buildings, shade_terrain
        Whether shade of other buildings, of the terrain is taken off.
    storey_height, building_radius, terrain_radius
        Height of a floor, and how far to look for what casts shade [m].
    ageing_first, ageing_yearly, lifetime
        What modules lose in the first year and in each of the others [%], and how many years they are used.
    irradiation
        Of the coming years over that of `weather` or `normals` [%].
    plain_efficiency
        K of the plain estimate [%].
    draws, seed
        How often the uncertain factors are drawn, from which random numbers.
    most_ranked
        How many roofs the ranked list has.
    reference_tilt, published_yield
        An unshaded array of this tilt [degree] towards the equator is compared with a published range [kWh/kWp].
    built_density
        Power of an array that was built on school roofs, over their area [W/m²], to compare with.

    Raises
    ------
    MethodError
        If there are no buildings in the place, or a parameter is not what it should be.

    References
    ----------
    GB 50797-2012 (rows, plain estimate). The hourly model: `geo_ruijin.solar`.
    """
    ground = Ground(within, land_use, built_up_area, by, villages)
    taken = census(buildings, ground, Telling(same_from / 100, urban_floors, factory_from))
    place = Place.middle_of(taken.rows.geometry, heights)
    layout = Layout(
        least_roof=least_roof,
        usable_share=usable_share,
        power_density=power_density,
        flat_classes=flat_classes,
        sheet_classes=sheet_classes,
        rack_tilt=rack_tilt,
        pitched_tilt=pitched_tilt,
        sheet_tilt=sheet_tilt,
        row_hours=row_hours,
        least_elevation=least_elevation,
    )
    system = System(
        mount="rack",
        temperature_coefficient=temperature_coefficient,
        losses=losses.mid / 100,
        inverter_efficiency=inverter_efficiency / 100,
        dc_ac_ratio=dc_ac_ratio,
        albedo=albedo / 100,
        diffuse_transmission=diffuse_transmission / 100,
        transposition=_transposition(transposition),
    )
    sun = sun_over(place, weather=weather, normals=normals, system=system)
    ageing = Ageing(ageing_first, ageing_yearly, lifetime)
    laid = carrying(taken.rows, layout, latitude=place.latitude)
    notes = [*notes_of_roofs(taken, ground, laid)]
    seen, sunny = Horizons(None, None), None
    if sun is None:
        notes.append(note_without_sun())
    else:
        shading = Shading(shade_buildings, shade_terrain, storey_height, building_radius, terrain_radius)
        seen = horizons(laid.rows, taken.points, taken.others, heights, shading)
        rows_lost = rows_loss(sun, rack_tilt, laid.packing)
        laid = lit(laid, sun, rows_lost=rows_lost, neighbours=seen.neighbours, terrain=seen.terrain)
        sunny = sunny_of(sun, reference_tilt, plain_efficiency, ageing)
        given = {"hourly": weather is not None, "both": weather is not None and normals is not None}
        notes += [
            *_of_sun(sun, sunny, place, published_yield, **given),
            note_of_rows(rows_lost),
            *notes_of_shade(seen, shading, heights=heights is not None, roofs=len(laid.rows)),
        ]
    found = _spread(laid.rows, Factors(usable_share, power_density, irradiation, losses, ageing), draws, seed)
    rows = laid.rows.assign(**between_of_roofs(laid.rows, found))
    notes.append(note_of_spread(found, draws=draws, sunny=sunny is not None))
    if built_density is not None and "school" in usable_share:
        notes.append(note_of_density(density_of(usable_share["school"], laid.packing, power_density), built_density))
    figures = measures_of(
        rows,
        found,
        sunny,
        shaded={"buildings": seen.neighbours is not None, "terrain": seen.terrain is not None},
    )
    tables = tables_of(taken, rows, found, seen, by, most=most_ranked, sunny=sunny is not None)
    if sunny is not None:
        tables["months"] = months_table(sunny.months, reference_tilt)
    return Result(figures, tables, tuple(notes))


def _transposition(name: str) -> Transposition:
    """Return a name as one of those that there are, which `System` demands."""
    return cast("Transposition", name)


def _spread(rows: pd.DataFrame, factors: Factors, draws: int, seed: int) -> Spread:
    """Return between what capacity [kWp] and energy [kWh] of the classes lie."""
    classes = [name for name in CLASSES if name in set(rows["class"])]
    sums = rows.groupby("class")[["capacity", "energy"]].sum().loc[classes]
    counted = [name for name in classes if name != UNKNOWN]
    return spread(sums["capacity"], sums["energy"], factors, counted=counted, draws=draws, seed=seed)


def _of_sun(
    sun: Sun, sunny: Sunny, place: Place, published: Range | None, *, hourly: bool, both: bool
) -> Iterator[Text]:
    yield note_of_weather(sun.weather.about, altitude=None if hourly else place.altitude)
    if both:
        yield note_of_both()
    yield note_of_table(sun.error)
    if published is not None:
        yield note_of_reference(sunny.reference, sunny.reference_tilt, published)
