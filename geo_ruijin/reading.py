"""Read the layers of a project: all that are asked for, and everything wrong with them."""

from __future__ import annotations

from collections.abc import Callable, Collection
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field

import geopandas as gpd
import shapely
from pyproj import Proj
from shapely.geometry.base import BaseGeometry

from geo_ruijin.errors import Fault, FaultsError, GeoRuijinError, NoDataError
from geo_ruijin.layers import Layer, read_layer
from geo_ruijin.project import Project
from geo_ruijin.record import STATISTICS, Outcome
from geo_ruijin.spec import FileSource
from geo_ruijin.text import Text

#: Announces what is being done, for as long as it is done.
Step = Callable[[Text], AbstractContextManager[object]]

#: The layer that says where the place is.
BOUNDARY = "boundary"


#: By how much areas may be off where the place lies [1]; a UTM zone is within 0.0021 at its edge on the equator.
DISTORTION = 0.003


def quietly(_: Text) -> AbstractContextManager[object]:
    """Announce nothing."""
    return nullcontext()


@dataclass
class Reading:
    """The layers that could be read, why others could not, and everything wrong with them."""

    layers: dict[str, Layer] = field(default_factory=dict)
    missing: dict[str, tuple[Outcome, Text]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)


def wanted_layers(project: Project) -> set[str]:
    """Return the names of the layers that the analyses, the maps and the reported targets ask for."""
    wanted = {data for spec in project.analyses.values() for data in spec.inputs.values()}
    wanted |= {shown.data for drawn in project.maps.values() for shown in drawn.show}
    if any(target.reported for target in project.plan.targets.values()):
        wanted.add(STATISTICS)
    return wanted & set(project.layers)


def read_layers(project: Project, names: Collection[str], *, step: Step = quietly) -> Reading:
    """Return the layers of these names, and the boundary, which the others are checked against."""
    read = Reading()
    place: BaseGeometry | None = None
    for name in sorted({*names, *({BOUNDARY} & set(project.layers))}, key=lambda name: (name != BOUNDARY, name)):
        spec = project.layers[name]
        with step(Text(zh=f"读取图层:{spec.title.zh}", en=f"Reading layer: {spec.title.en}")):
            _read_one(project, name, read, place)
        if name == BOUNDARY and name in read.layers and spec.geometry == "polygon":
            place = shapely.union_all(read.layers[name].features.geometry.to_numpy())
            _demand_true_scale(project, read.layers[name].features)
    return read


def _demand_true_scale(project: Project, boundary: gpd.GeoDataFrame) -> None:
    """Refuse a coordinate system whose areas are wrong where the place lies: one of another zone, or of the world.

    Raises
    ------
    FaultsError
        If areas in the middle of the place are off by more than `DISTORTION`.
    """
    middle = boundary.to_crs("EPSG:4326").union_all().centroid
    scale = Proj(project.plan.crs).get_factors(middle.x, middle.y).areal_scale
    if abs(scale - 1) > DISTORTION:
        percent = 100 * (scale - 1)
        what = Text(
            zh=f"{project.plan.crs} 不适用于此地:面积会差 {percent:+.1f}%",
            en=f"{project.plan.crs} does not suit this place: areas would be off by {percent:+.1f} %",
        )
        cure = Text(zh="请改用此地所在投影带的坐标系。", en="Take the zone the place lies in.")
        raise FaultsError([Fault("plan.toml", "crs", what, cure)])


def check_project(project: Project, *, step: Step = quietly) -> tuple[Fault, ...]:
    """Return everything wrong with a project's files and with the data of all its layers."""
    read = read_layers(project, project.layers.keys(), step=step)
    return tuple(sorted({*project.faults, *read.faults}))


def _needed(project: Project, name: str) -> bool:
    """Return whether somebody counts on a layer's data: promised a file of it, or asks what needs it.

    OpenStreetMap may have none of what a question can do without: the divisions of a place, the number of its people.
    """
    needing = (
        data == name and project.methods[spec.method].inputs[key].required
        for spec in project.analyses.values()
        if spec.method in project.methods
        for key, data in spec.inputs.items()
        if key in project.methods[spec.method].inputs
    )
    promised = any(isinstance(source, FileSource) for source in project.layers[name].sources)
    return promised or name == BOUNDARY or any(needing)


def _read_one(project: Project, name: str, read: Reading, place: BaseGeometry | None) -> None:
    file, folder = f"layers/{name}.toml", project.folder / "layers"
    try:
        layer = read_layer(name, project.layers[name], folder=folder, crs=project.plan.crs, place=place)
    except FaultsError as error:
        read.faults += error.faults
        read.missing[name] = ("failed", error.message)
    except NoDataError as error:
        read.faults.append(Fault(file, "sources", error.message, serious=_needed(project, name)))
        read.missing[name] = ("no data", error.message)
    except Exception as error:  # noqa: BLE001 - one damaged layer never stops the others
        unreadable = Text(zh=f"无法读取:{error!r}", en=f"unreadable: {error!r}")
        why = error.message if isinstance(error, GeoRuijinError) else unreadable
        read.faults.append(Fault(file, "sources", why))
        read.missing[name] = ("failed", why)
    else:
        read.layers[name] = layer
        read.faults += layer.record.faults
