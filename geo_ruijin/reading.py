"""Read the layers of a project: all that are asked for, and everything wrong with them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import geopandas as gpd

from geo_ruijin.errors import Fault, FaultsError
from geo_ruijin.joints import Known, layer_faults
from geo_ruijin.layers import Layer
from geo_ruijin.project import Project
from geo_ruijin.reader import Reader, Reading, Step, quietly
from geo_ruijin.record import BOUNDARY, STATISTICS, LayerRecord, Outcome
from geo_ruijin.spec import LayerSpec
from geo_ruijin.text import Text

__all__ = [
    "Checked",
    "Reading",
    "Step",
    "check_project",
    "place_of",
    "quietly",
    "read_candidate",
    "read_layers",
    "wanted_layers",
]


def wanted_layers(project: Project) -> set[str]:
    """Return the names of the layers that the analyses, the maps and the reported targets ask for."""
    wanted = {data for spec in project.analyses.values() for data in spec.inputs.values()}
    wanted |= {shown.data for drawn in project.maps.values() for shown in drawn.show}
    wanted |= {shown.data for shown in project.plan.ground if project.maps}
    if any(target.reported for target in project.plan.targets.values()):
        wanted.add(STATISTICS)
    return wanted & set(project.layers)


def read_layers(project: Project, names: Collection[str], *, step: Step = quietly) -> Reading:
    """Return the layers of these names, the boundary, and those they are selected from, compared with or taken over.

    Parameters
    ----------
    project
        The project.
    names
        The layers.
    step
        Called with what is being done; used as a context for as long.
    """
    reader = Reader(project, step)
    reader.layer(BOUNDARY)
    for name in sorted(names):
        reader.layer(name)
    for name in sorted({*names} & reader.read.layers.keys()):
        reader.grade(name)
    return reader.read


def read_candidate(project: Project, name: str, spec: LayerSpec, *, at: Path, step: Step = quietly) -> Layer:
    """Return a layer as it would be with another first source, the data of which lie at `at` for the time being.

    Raises
    ------
    FaultsError
        If it could not be used; every fault at once.
    """
    known = Known(project.layers, project.names["layers"], project.analyses, project.names["analyses"], project.methods)
    faults = layer_faults(name, spec, known)
    reader = Reader(replace(project, layers={**project.layers, name: spec}), step, at={name: at})
    if name != BOUNDARY:
        reader.layer(BOUNDARY)
    layer = reader.layer(name)
    if layer is None:
        file = f"layers/{name}.toml"
        serious = [fault for fault in reader.read.faults if fault.file == file and fault.serious]
        faults += serious or [Fault(file, "", reader.read.missing[name][1])]
    if faults or layer is None:
        raise FaultsError(faults)
    reader.grade(name)
    return reader.read.layers[name]


def place_of(project: Project, *, besides: str = "") -> gpd.GeoSeries | None:
    """Return the boundary of the place in the project's coordinate system, None where it is not known.

    Parameters
    ----------
    project
        The project.
    besides
        A layer that is being replaced: the boundary tells nothing of its own place.
    """
    layer = None if besides == BOUNDARY else Reader(project, quietly).layer(BOUNDARY)
    return None if layer is None else layer.features.geometry


@dataclass(frozen=True)
class Checked:
    """Everything that a check of a project knows.

    Attributes
    ----------
    layers
        Those that could be read.
    missing
        Why others could not.
    faults
        Everything wrong, in the project's files and in the data.
    """

    layers: Mapping[str, Layer]
    missing: Mapping[str, tuple[Outcome, Text]]
    faults: tuple[Fault, ...]

    @property
    def records(self) -> dict[str, LayerRecord]:
        """Of each layer that could be read, where it is from and what was seen in it."""
        return {name: layer.record for name, layer in sorted(self.layers.items())}

    @property
    def without(self) -> list[str]:
        """The layers that nothing is there for and nobody counts on."""
        wrong = {fault.file for fault in self.faults if fault.serious}
        none = [name for name, (outcome, _) in self.missing.items() if outcome == "no data"]
        return sorted(name for name in none if f"layers/{name}.toml" not in wrong)


def check_project(project: Project, *, step: Step = quietly) -> Checked:
    """Return everything wrong with a project's files and with the data of all its layers."""
    read = read_layers(project, project.layers.keys(), step=step)
    return Checked(read.layers, read.missing, tuple(sorted({*project.faults, *read.faults})))
