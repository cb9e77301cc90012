"""What the files of a project may name, and what is wrong with a name of data."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from geo_ruijin.errors import Fault, closest
from geo_ruijin.methods import Method
from geo_ruijin.spec import AnalysisSpec, LayerSpec
from geo_ruijin.text import Text


@dataclass(frozen=True)
class Known:
    """What the files of a project may name.

    Attributes
    ----------
    layers, analyses
        Those whose files are sound.
    layer_names, analysis_names
        Of all files, sound or not.
    methods
        The methods there are.
    map_names
        Of all maps, sound or not.
    """

    layers: Mapping[str, LayerSpec]
    layer_names: Collection[str]
    analyses: Mapping[str, AnalysisSpec]
    analysis_names: Collection[str]
    methods: Mapping[str, Method]
    map_names: Collection[str] = ()


def data_faults(file: str, where: str, data: str, known: Known) -> list[Fault]:
    """Return what is wrong with a reference to a layer, or to a table of an analysis."""
    if data in known.layer_names:
        return []
    analysis, dot, table = data.partition(".")
    # a question bears the name of the layer it is about, before that layer is there
    if not dot and (analysis not in known.analysis_names or file == f"analyses/{analysis}.toml"):
        what = Text(zh=f"没有“{data}”这个图层", en=f"there is no layer '{data}'")
        return [Fault(file, where, what, closest(data, known.layer_names))]
    if analysis not in known.analysis_names:
        what = Text(zh=f"没有“{analysis}”这个分析", en=f"there is no analysis '{analysis}'")
        return [Fault(file, where, what, closest(analysis, known.analysis_names))]
    method = known.methods.get(known.analyses[analysis].method) if analysis in known.analyses else None
    if method is not None and table not in method.tables:
        what = Text(zh=f"分析“{analysis}”没有“{table}”这个表", en=f"'{analysis}' has no table '{table}'")
        return [Fault(file, where, what, closest(table, method.tables))]
    return []
