"""Two runs beside one another: all that changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely

from geo_ruijin.compare.basis import LayerData
from geo_ruijin.compare.changes import MeasureChange, TargetChange, compare_measures, compare_targets
from geo_ruijin.compare.divisions import DivisionChange, compare_divisions
from geo_ruijin.compare.features import FeatureChanges, compare_features
from geo_ruijin.compare.order import demand_same_place, remarks_on_order
from geo_ruijin.compare.past import PastRun
from geo_ruijin.compare.runfile import PastColumn, PastLayer, RunFile
from geo_ruijin.text import Text


@dataclass(frozen=True)
class LayerChange:
    """A layer then and now.

    Attributes
    ----------
    before, after
        Where its data are from; None where a run did not read it.
    features
        What became of its features; None where they were not compared.
    why
        Why they were not.
    frames
        The features then and now, whose rows `features` names.
    columns
        The columns by their name, as a reader sees them.
    divisions
        The name of the division each row of `features` lies in, where the runs know divisions.
    """

    name: str
    before: PastLayer | None
    after: PastLayer | None
    features: FeatureChanges | None
    why: Text | None
    frames: tuple[gpd.GeoDataFrame, gpd.GeoDataFrame] | None = None
    columns: Mapping[str, PastColumn] | None = None
    divisions: np.ndarray | None = None

    @property
    def layer(self) -> PastLayer:
        """The layer as it is now, or as it was if it is no more."""
        found = self.after or self.before
        assert found is not None  # noqa: S101 - it is in one of the two
        return found

    @property
    def differs(self) -> bool:
        """Whether the data of a layer of both runs differ: its features where they were compared, else its file."""
        if self.before is None or self.after is None:
            return True
        if self.features is not None:
            return not self.features.same
        return self.before.sha256 != self.after.sha256


@dataclass(frozen=True)
class Comparison:
    """All that changed between two runs.

    Attributes
    ----------
    remarks
        What must be known to read it.
    """

    before: RunFile
    after: RunFile
    remarks: tuple[Text, ...]
    targets: tuple[TargetChange, ...]
    measures: tuple[MeasureChange, ...]
    divisions: tuple[DivisionChange, ...]
    layers: tuple[LayerChange, ...]

    @property
    def modelled(self) -> tuple[str, ...]:
        """The titles of the layers that are modelled in either run."""
        return tuple(
            change.layer.title
            for change in self.layers
            if any(side is not None and side.nature == "modelled" for side in (change.before, change.after))
        )


def compare_runs(before: PastRun, after: PastRun) -> Comparison:
    """Return what changed from one run to another.

    Raises
    ------
    SourceError
        If they are of different places, or what is stored of one is damaged.
    """
    demand_same_place(before, after)
    divisions = _divisions(after)
    names = sorted({*before.file.layers, *after.file.layers})
    layers = {name: _layer(name, before, after, divisions) for name in names}

    data = LayerData(
        frozenset(name for name, layer in layers.items() if layer.differs),
        frozenset(name for name, layer in layers.items() if layer.features and layer.features.same),
    )
    return Comparison(
        before.file,
        after.file,
        (*remarks_on_order(before.file, after.file), *_remarks(before, after)),
        compare_targets(before.file, after.file, data),
        compare_measures(before.file, after.file, data),
        compare_divisions(before, after, data),
        tuple(layers.values()),
    )


def _divisions(run: PastRun) -> gpd.GeoDataFrame | None:
    """Return the divisions an analysis reports by; None where none does, or they are not stored."""
    for answer in run.file.analyses.values():
        given = (answer.inputs or {}).get("by")
        if given is not None and run.has_layer(given.data):
            found = run.layer(given.data)
            if "name" in found:
                return found
    return None


def divisions_of(rows: gpd.GeoDataFrame, divisions: gpd.GeoDataFrame | None) -> np.ndarray | None:
    """Return the name of the division each row lies in, by a point inside it; None where it lies in none."""
    if divisions is None:
        return None
    names = np.full(len(rows), None, dtype=object)
    places = shapely.point_on_surface(rows.geometry.to_numpy())
    row, division = shapely.STRtree(divisions.geometry.to_numpy()).query(places, predicate="intersects")
    names[row] = divisions["name"].to_numpy(dtype=object)[division]
    return names


def _layer(name: str, before: PastRun, after: PastRun, divisions: gpd.GeoDataFrame | None) -> LayerChange:
    was, now = before.file.layers.get(name), after.file.layers.get(name)
    if was is None or now is None:
        return LayerChange(name, was, now, None, None)
    if before.has_layer(name) and after.has_layer(name):
        frames = before.layer(name), after.layer(name)
        columns = {**before.file.kept[name].columns, **after.file.kept[name].columns}
        features = compare_features(*frames)
        return LayerChange(name, was, now, features, None, frames, columns, divisions_of(features.rows, divisions))
    old = [run.file.format < _KEEPS for run in (before, after)]
    if before.results is None or after.results is None or any(old):
        why = Text(zh="有一次的结果里没有图层要素", en="the features are not there in one of the runs")
    else:
        why = Text(
            zh="要素未随结果保存(线、人口、表格、栅格,以及太大的图层)",
            en="not kept beside the results (lines, people, tables, rasters, and what is large)",
        )
    return LayerChange(name, was, now, None, why)


#: The first format of `run.json` whose `results.gpkg` keeps layers.
_KEEPS = 2


def _remarks(before: PastRun, after: PastRun) -> list[Text]:
    remarks = []
    sides = {Text(zh="前一次", en="the first run"): before, Text(zh="后一次", en="the second run"): after}
    for side, run in sides.items():
        if run.results is None:
            remarks.append(
                Text(
                    zh=f"{side.zh}没有 results.gpkg:只比较目标和指标,不比较乡镇和要素。",
                    en=f"There is no results.gpkg of {side.en}: targets and figures are compared, neither townships "
                    "nor features.",
                )
            )
        elif run.file.format < _KEEPS:
            remarks.append(
                Text(
                    zh=f"{side.zh}由旧版 {run.file.version} 写出,没有保存图层要素,也没有记录各输入的作用:不比较要素。"
                    "用旧数据重新运行一次即可补上。",
                    en=f"{side.en.capitalize()} is of the older version {run.file.version}, which kept no features and "
                    "did not say what the inputs are: features are not compared. Run it again on its data for that.",
                )
            )
    for what, was, now in (
        (Text(zh="坐标系", en="coordinate system"), before.file.crs, after.file.crs),
        (Text(zh="规划文件", en="plan"), before.file.plan, after.file.plan),
        (Text(zh="软件版本", en="version of the program"), before.file.version, after.file.version),
    ):
        one_language = before.file.language == after.file.language
        if was != now and (one_language or what.en != "plan"):
            remarks.append(Text(zh=f"{what.zh}不同:{was} → {now}。", en=f"Another {what.en}: {was} → {now}."))
    if before.file.language != after.file.language:
        remarks.append(
            Text(
                zh="两次运行的语言不同:不比较文字(目标内容、指标定义、数据来源)。",
                en="The runs are in different languages: words are not compared (targets, definitions, sources).",
            )
        )
    return remarks + _outcomes(before.file, after.file)


def _outcomes(before: RunFile, after: RunFile) -> list[Text]:
    """Say which analyses are done in one run only."""
    remarks = []
    for name in sorted({*before.analyses, *after.analyses}):
        done = [name in run.analyses and run.analyses[name].status == "done" for run in (before, after)]
        if done[0] != done[1]:
            title = (after.analyses.get(name) or before.analyses[name]).title
            when = Text(zh="前一次", en="first") if done[0] else Text(zh="后一次", en="second")
            remarks.append(
                Text(
                    zh=f"分析“{title}”只有{when.zh}运行有结果。",
                    en=f"Only the {when.en} run has an answer to '{title}'.",
                )
            )
    return remarks
