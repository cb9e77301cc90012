"""What of a map is there to be shown after a run, and what is said of it."""

from __future__ import annotations

from collections.abc import Sequence

import geopandas as gpd

from geo_ruijin.draw import Shown, ShownChoice, ShownRaster
from geo_ruijin.methods.editions import differ
from geo_ruijin.project import Project
from geo_ruijin.raster import Raster
from geo_ruijin.record import BOUNDARY
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
    """Return that both sides of a divider are of different editions, where they are known to be."""
    left, right = _sides(spec, run)
    if left is None or right is None or not differ(left.edition, right.edition):
        return []
    said = {side: same(f"{one.year} ({one.edition})") for side, one in (("left", left), ("right", right))}
    return [_OTHER_EDITION.fill(**said)]


def shown_on(spec: MapSpec, run: Run, *, ground: Sequence[ShowSpec] = ()) -> list[Shown | ShownRaster]:
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
    own = [shown for entry in entries if (shown := _one_shown(entry, run)) is not None]
    if not own or not spec.ground or any(isinstance(one, ShownRaster) and not one.hidden for one in own):
        return own
    there = {entry.data for entry in spec.show}
    under = [_one_shown(entry, run) for entry in ground if entry.data not in there]
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
    by_year = sorted(layer.rasters, key=lambda raster: raster.year or 0)
    return by_year[0 if entry.year == "earliest" else -1]


def _one_shown(entry: ShowSpec, run: Run) -> Shown | ShownRaster | None:
    if entry.data in run.layers:
        layer = run.layers[entry.data]
        title, layers = entry.title or layer.record.title, (entry.data,)
        if isinstance(layer.data, gpd.GeoDataFrame):
            return Shown(title, layer.features, layer.columns, layers, entry.style, entry.hidden, entry.group)
        if (raster := _raster(entry, run)) is None:
            return None
        return ShownRaster(
            _dated(title, raster.year),
            raster,
            next(iter(raster.bands)),
            run.layers[BOUNDARY].features.geometry,
            layers,
            entry.style,
            hidden=entry.hidden,
            side=entry.side,
            group=entry.group,
        )
    name, _, table = entry.data.partition(".")
    answer = next((answer for answer in run.record.analyses if answer.name == name), None)
    if answer is None or table not in answer.tables:
        return None
    found = answer.tables[table]
    if not isinstance(found.data, gpd.GeoDataFrame) or found.data.empty:
        return None
    return Shown(
        entry.title or found.title,
        found.data,
        found.columns,
        answer.table_layers[table],
        entry.style,
        entry.hidden,
        entry.group,
        answer,
    )
