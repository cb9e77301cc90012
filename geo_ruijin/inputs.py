"""What the inputs of an analysis name, as its method is given it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import geopandas as gpd
import pandas as pd

from geo_ruijin.errors import NOTHING, MethodError
from geo_ruijin.methods.method import Need
from geo_ruijin.network import Network
from geo_ruijin.raster import Raster
from geo_ruijin.reading import Reading
from geo_ruijin.record import AnalysisRecord
from geo_ruijin.spec import LayerSource, OwnSource
from geo_ruijin.text import Text, same

#: Streets of more than so many edges, of which more than this share [1] lies in scraps of fewer than the last, are a
#: drawing and no network; separate towns are networks.
_SEVERAL, _SCATTERED, _FEW = 30, 0.5, 10


@dataclass(frozen=True)
class Inputs:
    """The layers of a project and the tables of the analyses answered so far.

    Attributes
    ----------
    read
        The layers.
    answers
        The analyses answered so far, by name.
    titles
        Of all layers, those without data included.
    networks
        Those built so far, by layer and mode, or why one could not be: one attempt serves all analyses.
    """

    read: Reading
    answers: Mapping[str, AnalysisRecord]
    titles: Mapping[str, Text]
    networks: dict[tuple[str, str], Network | MethodError] = field(default_factory=dict)

    def has(self, data: str) -> bool:
        """Return whether what an input names is there."""
        analysis, _, table = data.partition(".")
        return data in self.read.layers or (analysis in self.answers and table in self.answers[analysis].tables)

    def title(self, data: str) -> Text:
        """Return the title of what an input names; its name where it is not there."""
        if data in self.read.layers:
            return self.read.layers[data].record.title
        if self.has(data):
            analysis, _, table = data.partition(".")
            return self.answers[analysis].tables[table].title
        return self.titles.get(data, same(data))

    def date(self, data: str) -> Text:
        """Return of when the layer is that an input names, or that nobody said it."""
        layer = self.read.layers.get(data)
        if layer is None:
            return NOTHING
        if layer.record.nature == "modelled":
            return Text(zh="模拟数据", en="modelled")
        if layer.record.date is None:
            return Text(
                zh="年份未注明,请用 geo-ruijin add … --date 写明",
                en="of no stated year, say it with geo-ruijin add … --date",
            )
        return same(layer.record.date)

    def get(self, data: str, need: Need) -> pd.DataFrame | Network | Raster | tuple[Raster, ...]:
        """Return what an input names as the method needs it: features, a table, a network, one raster or all.

        Raises
        ------
        MethodError
            If no network can be built of the lines, or most of it does not hang together.
        """
        analysis, _, table = data.partition(".")
        layer = self.read.layers.get(data)
        if layer is not None and layer.rasters:
            return layer.rasters if need.series else layer.rasters[-1]
        rows = self.answers[analysis].tables[table].data if layer is None else layer.data
        if need.mode is None or not isinstance(rows, gpd.GeoDataFrame):
            return rows
        if (data, need.mode) not in self.networks:
            try:
                built = _joined(Network.from_streets(rows, mode=need.mode), self.title(data))
            except MethodError as error:
                self.networks[data, need.mode] = error
            else:
                self.networks[data, need.mode] = built
        found = self.networks[data, need.mode]
        if isinstance(found, MethodError):
            raise found
        return found

    def behind(self, data: str) -> tuple[str, ...]:
        """Return the layers behind an input, those behind the table of another analysis included."""
        if data in self.read.layers:
            source = self.read.layers[data].source
            over = source.over if isinstance(source, OwnSource) else None
            other = source.layer if isinstance(source, LayerSource) else over
            return (data, other) if other is not None and other in self.read.layers else (data,)
        analysis, _, table = data.partition(".")
        return self.answers[analysis].table_layers.get(table, ()) if analysis in self.answers else ()


def _joined(network: Network, title: Text) -> Network:
    """Return a network that hangs together, or refuse streets that were drawn without meeting at their vertices."""
    scattered = network.scattered_share(few=_FEW)
    if len(network.u) > _SEVERAL and scattered > _SCATTERED:
        share = f"{100 * scattered:.0f}"
        raise MethodError(
            Text(
                zh=f"“{title.zh}”不连成路网:{share}% 的里程散成不到 {_FEW} 段的小片。多半是交叉口没有共同的节点"
                "(CAD 图常见)。请在 QGIS 中用“打断线”或“捕捉几何”处理后再加入。",
                en=f"'{title.en}' does not join up: {share} % of its length lies in scraps of fewer than {_FEW} edges. "
                "Streets most likely share no vertices where they meet, as drawings often do. Split them where they "
                "cross, or snap their ends, in QGIS, and add them again.",
            )
        )
    return network
