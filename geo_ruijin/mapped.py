"""What of a map is there to be shown after a run, and what is said of it."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import geopandas as gpd

from geo_ruijin.draw import (
    CHOROPLETH,
    Shown,
    ShownChoice,
    ShownChoropleth,
    ShownRaster,
    ShownYears,
    Thing,
    Whole,
    numeric_columns,
)
from geo_ruijin.errors import closest
from geo_ruijin.layers import Layer
from geo_ruijin.methods.editions import differ
from geo_ruijin.project import Project
from geo_ruijin.raster import Raster
from geo_ruijin.record import BOUNDARY, AnalysisRecord
from geo_ruijin.results import Column, Table
from geo_ruijin.run import Run
from geo_ruijin.spec import MapSpec, ShowSpec
from geo_ruijin.text import Text, listed, same

_NO_OTHER_YEAR = Text(
    zh="只有 {year} 年的数据,没有可对比的年份。",
    en="There are data of {year} alone, and no other year to compare with.",
)

_OTHER_EDITION = Text(
    zh="左边 {left}、右边 {right} 不是同一产品的同一版本,算法不同:图上的差异不是变化。",
    en="Left {left} and right {right} are of different products or versions, made by different algorithms: what "
    "differs on the map is no change.",
)

_OTHER_EDITIONS = Text(
    zh="各年({years})不是同一产品的同一版本,算法不同:年与年之间的差异不一定是变化。",
    en="The years ({years}) are of different products or versions, made by different algorithms: what differs between "
    "them may be no change.",
)


def about_map(spec: MapSpec, run: Run, project: Project) -> Text | None:
    """Return what is said of a map, and what it lacks: an empty place on it is no answer where nobody could tell."""
    # a table of an analysis that was answered in full is left out where nothing is in it
    whole = {answer.name for answer in run.record.analyses if answer.status == "done" and answer.why is None}
    answered = {answer.name: answer.tables for answer in run.record.analyses}
    titles = {name: one.title for name, one in project.analyses.items()}
    titles |= {name: one.title for name, one in project.layers.items()}
    lacking: dict[str, Text] = {}
    for entry in spec.show:
        name, _, table = entry.data.partition(".")
        title = entry.title or titles.get(name, same(name))
        if project.layers.get(name) is not None and project.layers[name].geometry == "raster":
            if _raster(entry, run) is None:
                lacking[f"{name} {entry.year}"] = _dated(title, entry.year)
        elif not (entry.data in run.layers or name in whole or table in answered.get(name, {})):
            lacking[name] = title
    if spec.what_if is not None and choice_on(spec, run) is None:
        lacking[spec.what_if] = _sites_to_try(titles.get(spec.what_if, same(spec.what_if)))
    said = [_missing(list(dict.fromkeys(lacking.values())))] if lacking else []
    said += [_NO_OTHER_YEAR.fill(year=same(str(year)))] if (year := _only_year(spec, run)) is not None else []
    said += [one for entry in spec.show if (one := _column_lacking(entry, run)) is not None]
    said += _editions(spec, run)
    said += [spec.about] if spec.about is not None else []
    return Text(zh="".join(one.zh for one in said), en=" ".join(one.en for one in said)) if said else None


def _sites_to_try(title: Text) -> Text:
    return Text(zh=f"“{title.zh}”可试选的站点", en=f"sites to be tried of '{title.en}'")


def _missing(titles: Sequence[Text]) -> Text:
    lacking = listed(titles)
    return Text(
        zh=f"本图缺少(没有数据或没有结果):{lacking.zh}。空白不代表没有问题。",
        en=f"Not on this map, for want of data or an answer: {lacking.en}. "
        "An empty area does not mean that all is well.",
    )


def _dated(title: Text, year: int | str | None) -> Text:
    """Return the title of a raster with its year, where that is a number."""
    return Text(zh=f"{title.zh}({year}年)", en=f"{title.en}, {year}") if isinstance(year, int) else title


def _only_year(spec: MapSpec, run: Run) -> int | None:
    """Return the year that both sides of a divider show, None where they differ."""
    left, right = _sides(spec, run)
    return left.year if left is not None and left is right else None


def _sides(spec: MapSpec, run: Run) -> tuple[Raster | None, Raster | None]:
    """Return what is on the left and on the right of a divider."""
    found = {entry.side: there for entry in spec.show if entry.side and (there := _raster(entry, run))}
    return found.get("left"), found.get("right")


def _editions(spec: MapSpec, run: Run) -> list[Text]:
    """Return that years which are compared are of different editions, where they are known to be."""
    switched = []
    for entry in spec.show:
        layer = run.layers.get(entry.data)
        by_year = _by_year(layer) if layer is not None and entry.year == "all" else ()
        if any(differ(one.edition, next_.edition) for one, next_ in itertools.pairwise(by_year)):
            years = same(", ".join(f"{one.year} ({one.edition})" for one in by_year))
            switched.append(_OTHER_EDITIONS.fill(years=years))
    left, right = _sides(spec, run)
    if left is None or right is None or not differ(left.edition, right.edition):
        return switched
    said = {side: same(f"{one.year} ({one.edition})") for side, one in (("left", left), ("right", right))}
    return [*switched, _OTHER_EDITION.fill(**said)]


def shown_on(spec: MapSpec, run: Run, *, ground: Sequence[ShowSpec] = ()) -> list[Thing]:
    """Return what of a map is there to be shown, from the bottom up; nothing where there is but the ground.

    Parameters
    ----------
    ground
        What lies under all else: not what the map shows by itself, and not under a raster, which hides it and would be
        hidden by it.
    """
    entries = spec.show
    if _only_year(spec, run) is not None:  # nothing to compare: it is shown once
        entries = [entry for entry in spec.show if entry.side != "left"]
    own = [shown for entry in entries if (shown := thing_shown(entry, run)) is not None]
    if not own or not spec.ground or any(isinstance(one, ShownRaster | ShownYears) and not one.hidden for one in own):
        return own
    there = {entry.data for entry in spec.show}
    under = [thing_shown(entry, run) for entry in ground if entry.data not in there]
    return [*(one for one in under if one is not None), *own]


def choice_on(spec: MapSpec, run: Run) -> ShownChoice | None:
    """Return the sites that a reader may try on the page of a map; None where there are none."""
    answer = next((answer for answer in run.record.analyses if answer.name == spec.what_if), None)
    if answer is None or answer.what_if is None:
        return None
    stand = answer.inputs.get(answer.what_if.stand)
    layer = stand if stand in run.layers else None
    return ShownChoice(answer.title, answer.name, answer.what_if, answer.layers, layer)


def _raster(entry: ShowSpec, run: Run) -> Raster | None:
    """Return the raster that an entry asks for, None where it is not there or nobody knows what it is cut at."""
    layer = run.layers.get(entry.data)
    if layer is None or BOUNDARY not in run.layers or not layer.rasters:
        return None
    if isinstance(entry.year, int):
        return next((raster for raster in layer.rasters if raster.year == entry.year), None)
    by_year = _by_year(layer)
    return by_year[0 if entry.year == "earliest" else -1]


def thing_shown(entry: ShowSpec, run: Run) -> Thing | None:
    """Return what an entry of a map shows; None where it is not there, or has no column that the entry names."""
    if entry.data in run.layers:
        layer = run.layers[entry.data]
        if not isinstance(layer.data, gpd.GeoDataFrame):
            return _raster_shown(entry, run)
        source = _Source(layer.record.title, layer.worded(layer.features), layer.columns, (entry.data,))
    else:
        found = _table(entry, run)
        if found is None:
            return None
        answer, table = found
        behind = answer.table_layers[entry.data.partition(".")[2]]
        source = _Source(table.title, gpd.GeoDataFrame(table.data), table.columns, behind, answer)
        if table.data.empty:
            return None
    if _column_lacking(entry, run) is not None:
        return None
    title = entry.title or source.title
    if entry.style == CHOROPLETH:
        assert entry.column is not None  # noqa: S101 - the project says what is lacking
        bounds = None if entry.bounds is None else tuple(entry.bounds)
        wholes = _wholes(entry, run, source.columns)
        return ShownChoropleth(
            title, source.data, source.columns, source.layers, entry.column, bounds, wholes, entry.hidden, entry.group
        )
    return Shown(
        title,
        source.data,
        source.columns,
        source.layers,
        entry.style,
        entry.hidden,
        entry.group,
        source.analysis,
        side=entry.side,
        time=entry.time,
    )


@dataclass(frozen=True)
class _Source:
    """Rows that an entry shows: of a layer, or of a table."""

    title: Text
    data: gpd.GeoDataFrame
    columns: Mapping[str, Column]
    layers: tuple[str, ...]
    analysis: AnalysisRecord | None = None


def _table(entry: ShowSpec, run: Run) -> tuple[AnalysisRecord, Table] | None:
    """Return the table that an entry names, with its analysis; None where it is not there or has no places."""
    name, _, table = entry.data.partition(".")
    answer = next((answer for answer in run.record.analyses if answer.name == name), None)
    if answer is None or table not in answer.tables or not isinstance(answer.tables[table].data, gpd.GeoDataFrame):
        return None
    return answer, answer.tables[table]


def _column_lacking(entry: ShowSpec, run: Run) -> Text | None:
    """Return which column that an entry names is not there, and what it may have meant; None where nothing lacks."""
    if entry.column is None and entry.time is None:
        return None
    if entry.data in run.layers:
        layer = run.layers[entry.data]
        data, columns = layer.data, layer.columns
    elif (found := _table(entry, run)) is not None:
        data, columns = found[1].data, found[1].columns
    else:
        return None
    for name, fitting in ((entry.column, numeric_columns(data, columns)), (entry.time, list(columns))):
        if name is not None and name not in fitting:
            cure = closest(name, fitting)
            return Text(
                zh=f"“{entry.data}”没有可用的列“{name}”,未画。{cure.zh}",
                en=f"'{entry.data}' has no column '{name}' to be used so and is not drawn. {cure.en}",
            )
    return None


def _wholes(entry: ShowSpec, run: Run, columns: Mapping[str, Column]) -> dict[str, Whole]:
    """Return what columns come to for the whole place: a measure of the same name and unit, or the one named."""
    found = _table(entry, run)
    if found is None:
        return {}
    answer, wholes = found[0], {}
    for name, column in columns.items():
        measure = entry.measure if entry.measure is not None and name == entry.column else name
        whole = answer.measures.get(measure)
        if whole is None or whole.unit != column.unit:
            continue
        judged = (one for one in run.record.targets if one.measured_by == f"{answer.name}.{measure}")
        target = next(((one.bound, one.target, one.year) for one in judged if one.unit == column.unit), None)
        wholes[name] = Whole(whole.value, target)
    return wholes


def _raster_shown(entry: ShowSpec, run: Run) -> ShownRaster | ShownYears | None:
    layer, raster = run.layers[entry.data], _raster(entry, run)
    if raster is None:
        return None
    title, within = entry.title or layer.record.title, run.layers[BOUNDARY].features.geometry
    column, layers = next(iter(raster.bands)), (entry.data,)
    if entry.year == "all" and len(by_year := _by_year(layer)) > 1:
        return ShownYears(title, by_year, column, within, layers, entry.style, entry.hidden, entry.group)
    return ShownRaster(
        _dated(title, raster.year),
        raster,
        column,
        within,
        layers,
        entry.style,
        hidden=entry.hidden,
        side=entry.side,
        group=entry.group,
    )


def _by_year(layer: Layer) -> tuple[Raster, ...]:
    return tuple(sorted(layer.rasters, key=lambda raster: raster.year or 0))
