"""Maps that set a scenario beside the present: on the left what is, on the right what would be."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import geopandas as gpd

from geo_ruijin.draw import Comparison, Sheet, Shown, ShownRaster, Thing, draw_map
from geo_ruijin.mapped import about_map, thing_shown
from geo_ruijin.project import Project
from geo_ruijin.run import Run
from geo_ruijin.scenarios.trial import Trial
from geo_ruijin.spec import MapSpec, ShowSpec, Side
from geo_ruijin.text import Language, Text

_PRESENT, _SCENARIO = Text(zh="现状", en="Present"), Text(zh="情景", en="Scenario")

_REMOVED = Text(zh="情景中去掉:{title}", en="Removed in the scenario: {title}")
_ADDED = Text(zh="情景中新增:{title}", en="Added in the scenario: {title}")

_BANNER = Text(
    zh="情景是假设:竖线左边为现状,右边是若照“{title}”实施会有的样子,不是现状,也不是对方案目标的结论。",
    en="A scenario is hypothetical: left of the line is what is, right of it what would be if '{title}' were carried "
    "out. It is no verdict on the plan.",
)

_BACK = Text(zh="返回情景", en="Back to the scenario")

_ABOUT = Text(
    zh="拖动竖线对比,也可用方向键。只有两边不同的图层分列左右,其余为两边共有。",
    en="Drag the line to compare, or use the arrow keys. Only what differs lies on one side; all else is common.",
)


def things_compared(spec: MapSpec, run: Run, trial: Trial) -> list[Thing]:
    """Return what of a map is there at present and in a scenario, with what differs on either side.

    Divisions in the colours of their figures are left out: classes chosen for one side would mislead on the other, and
    the page of the scenario has both figures. So are the left ones of years compared: one year is ground enough.
    Nothing is returned where nothing differs.

    Parameters
    ----------
    spec
        The map.
    run
        As it is.
    trial
        The scenario, which was run.
    """
    things: list[Thing] = []
    differs = False
    for entry in spec.show:
        before, after = _pair(entry, run, trial)
        if isinstance(before or after, Shown):
            if _same(before, after):
                things.append(_common(before))
            else:
                differs = True
                things += [*_on_sides(before, after), *_marked(entry, after, trial)]
        elif isinstance(before, ShownRaster) and before.side != "left":
            things.append(replace(before, side=None))
    return things if differs else []


def _pair(entry: ShowSpec, run: Run, trial: Trial) -> tuple[Thing | None, Thing | None]:
    before = thing_shown(entry, run)
    touched = entry.data in trial.changed or entry.data.partition(".")[0] in trial.asked
    return before, thing_shown(entry, trial.run) if touched and trial.run is not None else before


def _same(before: Thing | None, after: Thing | None) -> bool:
    """Return whether features are the same on both sides, row by row."""
    if not isinstance(before, Shown) or not isinstance(after, Shown):
        return before is after
    one, other = (shown.data[[*shown.columns, shown.data.geometry.name]] for shown in (before, after))
    return one.reset_index(drop=True).equals(other.reset_index(drop=True))


def _common(one: Thing | None) -> Shown:
    assert isinstance(one, Shown)  # noqa: S101 - what is the same on both sides is there
    return replace(one, side=None, time=None, analysis=None)


def _on_sides(before: Thing | None, after: Thing | None) -> list[Shown]:
    found = []
    sides: tuple[tuple[Thing | None, Side, Text], ...] = ((before, "left", _PRESENT), (after, "right", _SCENARIO))
    for one, side, state in sides:
        if isinstance(one, Shown):
            title = Text(zh=f"{one.title.zh}({state.zh})", en=f"{one.title.en} ({state.en})")
            found.append(replace(one, title=title, side=side, time=None, analysis=None))
    return found


def _marked(entry: ShowSpec, after: Thing | None, trial: Trial) -> list[Shown]:
    """Return what a scenario takes from a layer, and what it adds to it, to be seen among the rest."""
    difference = trial.differences.get(entry.data)
    if difference is None or trial.run is None or not isinstance(after, Shown):
        return []
    layer = trial.run.layers[entry.data]
    marks: tuple[tuple[gpd.GeoDataFrame, Side, str, Text], ...] = (
        (difference.removed, "left", "removed", _REMOVED),
        (difference.added, "right", "added", _ADDED),
    )
    return [
        Shown(
            mark.fill(title=after.title),
            layer.worded(rows),
            {name: column for name, column in after.columns.items() if name in rows},
            after.layers,
            style,
            side=side,
        )
        for rows, side, style, mark in marks
        if len(rows)
    ]


def _about(spec: MapSpec, run: Run, project: Project) -> Text:
    """Return how to compare, and what the scenario could not tell: an empty side is no answer."""
    more = about_map(spec, run, project)
    return _ABOUT if more is None else Text(zh=_ABOUT.zh + more.zh, en=f"{_ABOUT.en} {more.en}")


def _named(title: Text) -> Text:
    """Return the title of a scenario, which says that it is one."""
    return Text(
        zh=title.zh if "情景" in title.zh else f"情景:{title.zh}",
        en=title.en if "scenario" in title.en.casefold() else f"Scenario: {title.en}",
    )


def write_scenario_maps(
    project: Project, run: Run, trial: Trial, folder: Path, *, language: Language
) -> dict[str, Text]:
    """Write the maps of a scenario into `folder`, and return their titles by the names of their files.

    Parameters
    ----------
    project, run
        The project and its run, as it is.
    trial
        The scenario.
    """
    spec = project.scenarios.get(trial.name)
    if spec is None or trial.run is None:
        return {}
    written = {}
    for name, drawn in project.maps.items():
        if project.faults_of(f"maps/{name}.toml") or (spec.maps is not None and name not in spec.maps):
            continue
        if things := things_compared(drawn, run, trial):
            file = f"{trial.name}.{name}.html"
            title = Text(zh=f"{drawn.title.zh}:现状与情景", en=f"{drawn.title.en}: present and scenario")
            comparison = Comparison(
                titles={"left": _PRESENT, "right": _named(trial.title)},
                banner=_BANNER.fill(title=trial.title),
                back=(f"../{quote(trial.name)}.html", _BACK),
            )
            draw_map(
                things,
                folder / file,
                title=title,
                about=_about(drawn, trial.run, project),
                record=trial.run.record,
                language=language,
                sheet=Sheet(comparison=comparison),
            )
            written[file] = title
    return written
