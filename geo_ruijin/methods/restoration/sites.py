"""Where to bring vegetation back, and which places first.

Words in braces in the texts ("{mines}") are the titles of the inputs; whoever runs the method fills them in.
"""

from __future__ import annotations

from typing import Annotated

import geopandas as gpd
import shapely

from geo_ruijin.errors import MethodError, closest
from geo_ruijin.methods.method import Divisions, Gives, Heights, Limits, Need, Points, Polygons, declare
from geo_ruijin.methods.parameter import Amounts, demand_above_0
from geo_ruijin.methods.restoration.candidates import candidates_of
from geo_ruijin.methods.restoration.figures import kinds_table, measures_of, sites_table, zones_table
from geo_ruijin.methods.restoration.ground import (
    HECTARE,
    KINDS,
    Choices,
    Ground,
    forest_of,
    left_as_it_is,
    raw_candidates,
)
from geo_ruijin.methods.restoration.links import forest_patches
from geo_ruijin.methods.restoration.notes import NOTHING_TO_GO_BY, notes, reservation
from geo_ruijin.methods.restoration.site_rows import site_rows
from geo_ruijin.raster import Raster
from geo_ruijin.results import Result
from geo_ruijin.text import Text
from geo_ruijin.units import NOT_BELOW_0, Between, Degrees, Hectares, Metres, Unit

LandUse = Annotated[gpd.GeoDataFrame, Need(("polygon",), ("code",))]
Stock = Annotated[gpd.GeoDataFrame, Need(("polygon",), ("land_type",))]
Cover = Annotated[Raster, Need(("raster",), ("cover",))]
Canopy = Annotated[float, Unit("1"), Between(0, 1)]

_OF = ("place",)
_ALSO = ("mines", "land_use", "forest", "forest_inventory", "cover", "permanent_farmland")


@declare(
    measures={
        "named_sites": Gives("places", of=_OF, also=_ALSO),
        "named_area": Gives("ha", of=_OF, also=_ALSO),
        "sites": Gives("places", of=_OF, also=_ALSO),
        "area": Gives("ha", of=_OF, also=_ALSO),
        "steep_area": Gives("ha", of=(*_OF, "elevation"), also=_ALSO),
        "linking_sites": Gives("places", of=_OF, also=_ALSO),
        "mesh": Gives("ha", of=_OF, also=("forest", "land_use")),
        "mesh_gain": Gives("ha", of=_OF, also=_ALSO),
        "red_line_area": Gives("ha", of=(*_OF, "ecological_red_line"), also=_ALSO),
        "solar_area": Gives("ha", of=(*_OF, "solar_sites"), also=_ALSO),
    },
    tables={
        "sites": (*_OF, *_ALSO, "elevation", "ecological_red_line", "solar_sites", "villages", "by"),
        "kinds": (*_OF, *_ALSO, "elevation"),
        "zones": (*_OF, *_ALSO, "by"),
    },
)
def restoration_sites(
    *,
    place: Limits,
    mines: Polygons | None = None,
    land_use: LandUse | None = None,
    forest: Polygons | None = None,
    forest_inventory: Stock | None = None,
    cover: Cover | None = None,
    elevation: Heights | None = None,
    permanent_farmland: Polygons | None = None,
    ecological_red_line: Polygons | None = None,
    solar_sites: Polygons | None = None,
    villages: Points | None = None,
    by: Divisions | None = None,
    left_out_states: tuple[str, ...],
    bare_codes: tuple[str, ...],
    kept_codes: tuple[str, ...],
    forest_codes: tuple[str, ...],
    canopy_types: tuple[str, ...],
    least_canopy: Canopy,
    plantable_types: tuple[str, ...],
    degraded_types: tuple[str, ...],
    planted_types: tuple[str, ...],
    bare_classes: tuple[str, ...],
    least_area: Hectares,
    link_distance: Annotated[Metres, NOT_BELOW_0],
    steep: Degrees,
    cell: Metres,
    weights: Amounts,
    named_kinds: tuple[str, ...] = (),
) -> Result:
    """Return the land where vegetation could come back [ha], in the order in which it is worth looking at.

    Without a layer of candidates there are no figures, and a note says so.

    Candidates are abandoned mines, bare land of the survey, land without trees and degraded stands of the inventory,
    and what is bare by remote sensing; land of several kinds is of the first. Farmland, land built on, water, forest,
    and what is planted or restored already are cut out. What hangs together of one kind is a site.

    Parameters
    ----------
    place
        Polygons.
    mines
        Polygons with `name` and `status` as far as known.
    land_use
        The parcels of the survey with `code`.
    forest
        The parcels of forest that count by law, such as the table `counted` of `forest_cover`.
    forest_inventory
        All parcels with `land_type`, and `canopy` [1] as far as known.
    cover
        A raster with `cover`.
    elevation
        Heights [m], for slopes.
    permanent_farmland
        Polygons that are cut out.
    ecological_red_line, solar_sites
        Polygons that are named beside the sites that lie on them; of the second `rank`, as far as known.
    villages
        Points with `name`: the nearest is named beside each site.
    by
        Polygons with `name` to report by.
    left_out_states
        What `status` mines have that need nothing more.
    bare_codes, kept_codes, forest_codes
        What the codes of land use begin with: candidates, land that stays as it is, and forest where `forest` is not
        given.
    plantable_types, degraded_types, planted_types
        The kinds of the inventory where trees may be planted, where they stand too thin, and where they were planted.
    canopy_types, least_canopy
        The kinds that are degraded too where their canopy is less [1].
    bare_classes
        Classes of the cover that are bare.
    least_area
        The least area of a site [ha].
    link_distance
        Forest no further apart hangs together, and a site joins what lies no further from it [m].
    steep
        Steeper ground needs other works [degree].
    cell
        The side of the cells that slopes are taken in [m].
    weights
        What sites are ranked by, with the weight of each; names of `site_rows.CRITERIA`.
    named_kinds
        The kinds that the plan names, keys of `ground.KINDS`: they are counted by themselves and come first.

    Raises
    ------
    MethodError
        If a criterion or a kind is not known, the least area is not above 0, or cells are too small or too large.
    SourceError
        If the file of a raster is damaged.

    References
    ----------
    J. A. G. Jaeger (2000), doi:10.1023/A:1008129329289 (effective mesh size). S. Saura and L. Pascual-Hortal (2007),
    doi:10.1016/j.landurbplan.2007.03.005 (what a piece of land adds to connectivity). B. K. P. Horn (1981),
    doi:10.1109/PROC.1981.11918 (slope).
    """
    demand_above_0(least_area, Text(zh="地块的最小面积(least_area)", en="the least area of a site"))
    _demand_kinds(named_kinds)
    layers = {
        "mines": mines,
        "land_use": land_use,
        "forest": forest,
        "forest_inventory": forest_inventory,
        "permanent_farmland": permanent_farmland,
        "ecological_red_line": ecological_red_line,
        "solar_sites": solar_sites,
        "villages": villages,
        "by": by,
    }
    choices = Choices(
        left_out_states=left_out_states,
        bare_codes=bare_codes,
        kept_codes=kept_codes,
        forest_codes=forest_codes,
        canopy_types=canopy_types,
        least_canopy=least_canopy,
        plantable_types=plantable_types,
        degraded_types=degraded_types,
        planted_types=planted_types,
        bare_classes=bare_classes,
    )
    whole = gpd.GeoSeries([shapely.union_all(place.geometry.to_numpy())], crs=place.crs)
    given = {name: rows for name, rows in layers.items() if rows is not None}
    ground = Ground(whole, given, cover, choices)
    raw = raw_candidates(ground, least=least_area)
    if not raw:
        # a place of which nothing but the boundary is known has no answer yet, and nothing wrong with it
        return Result({}, {}, (NOTHING_TO_GO_BY,))
    counted = forest_of(ground)
    found = candidates_of(raw, left_as_it_is(ground, counted), whole, least=least_area * HECTARE)
    patches = None if counted is None else forest_patches(counted, ground.whole, link=link_distance)
    rows = site_rows(found.rows, ground, patches, elevation, cell=cell, steep=steep, named=named_kinds, weights=weights)
    said = reservation(ground)
    tables = {"sites": sites_table(rows, said), "kinds": kinds_table(rows)}
    if by is not None:
        tables["zones"] = zones_table(rows, by)
    return Result(
        measures_of(rows, patches, named=named_kinds, least_area=least_area, steep=steep, said=said),
        tables,
        notes(ground, found, patches, rows, least=least_area, weights=weights),
    )


def _demand_kinds(kinds: tuple[str, ...]) -> None:
    for kind in kinds:
        if kind not in KINDS:
            cure = closest(kind, KINDS)
            raise MethodError(
                Text(zh=f"named_kinds 中没有“{kind}”这一类。{cure.zh}", en=f"there is no kind '{kind}'. {cure.en}")
            )
