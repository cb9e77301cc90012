"""What a scenario is laid on: the layers and the answers of the present."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import geopandas as gpd
from shapely.geometry.base import BaseGeometry

from geo_ruijin.errors import NOTHING, Fault
from geo_ruijin.georeference import Georeference, placed
from geo_ruijin.layers import Layer
from geo_ruijin.record import AnalysisRecord
from geo_ruijin.spec import Geometry, LayerSpec
from geo_ruijin.text import Text


@dataclass(frozen=True)
class Ground:
    """What a scenario is laid on.

    Attributes
    ----------
    file
        The scenario's file, for readers.
    folder
        Where the files lie that it names.
    crs, place
        The project's coordinate system, and the boundary of the place in it; None where that is not known.
    specs, layers
        What the files of layers say, and those that were read.
    answers
        Those of the present, by name; None where nothing was asked yet.
    """

    file: str
    folder: Path
    crs: str
    place: BaseGeometry | None
    specs: Mapping[str, LayerSpec]
    layers: Mapping[str, Layer]
    answers: Mapping[str, AnalysisRecord] | None

    @property
    def around(self) -> gpd.GeoSeries | None:
        """The boundary as a series."""
        return None if self.place is None else gpd.GeoSeries([self.place], crs=self.crs)

    def put(
        self, rows: gpd.GeoDataFrame, geometry: Geometry, stated: Georeference, *, where: str
    ) -> tuple[gpd.GeoDataFrame, list[Fault]]:
        """Return rows as features in the project's coordinate system, and what is wrong with them."""
        features, faults = placed(rows, geometry, stated, to=self.crs, place=self.place, where=where, file=self.file)
        return features.reset_index(drop=True), said_of(faults, where)


def said_of(faults: list[Fault], where: str) -> list[Fault]:
    """Return faults of rows as those of an entry of a scenario: its key in front, its words in the cure."""
    kind = where.partition("[")[0]
    return [
        replace(
            fault,
            where=fault.where if fault.where.startswith(where) else f"{where}: {fault.where}",
            what=_reworded(fault.what, kind),
            cure=_reworded(fault.cure, kind),
            option=NOTHING,
        )
        for fault in faults
    ]


def _reworded(words: Text, kind: str) -> Text:
    """Return words that name options of the command, or sources, with what stands for them in a scenario."""
    zh, en = (re.sub(r"--(?=[a-z])", "", said).replace("[[sources]]", f"[[{kind}]]") for said in (words.zh, words.en))
    return Text(zh=zh, en=en)
