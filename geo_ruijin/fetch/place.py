"""The place that layers are brought for."""

from __future__ import annotations

from collections.abc import Callable

import geopandas as gpd

from geo_ruijin.errors import GeoRuijinError, NoDataError
from geo_ruijin.layers import read_layer
from geo_ruijin.project import Project
from geo_ruijin.record import BOUNDARY
from geo_ruijin.text import Text

#: Returns the boundary of the place; raises where it is not there.
Place = Callable[[], gpd.GeoDataFrame]


def boundary_of(project: Project) -> gpd.GeoDataFrame:
    """Return the boundary of the place, in the project's coordinate system.

    Raises
    ------
    NoDataError, FaultsError, SourceError
        If there is none, or it cannot be used.
    """
    if BOUNDARY not in project.layers:
        raise NoDataError(Text(zh="项目没有 layers/boundary.toml", en="the project has no layers/boundary.toml"))
    folder = project.folder / "layers"
    return read_layer(BOUNDARY, project.layers[BOUNDARY], folder=folder, crs=project.plan.crs).features


def has_place(project: Project) -> bool:
    """Return whether the boundary of the place is there and sound."""
    try:
        boundary_of(project)
    except GeoRuijinError:
        return False
    return True
