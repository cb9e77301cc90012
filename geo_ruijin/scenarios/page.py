"""`scenarios/NAME.html`: a scenario beside the present, on one page that needs no network and runs no script."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from geo_ruijin.compare.page import changes_environment, measures_by_title
from geo_ruijin.compare.words import CHANGES
from geo_ruijin.report.links import MapLink
from geo_ruijin.report.places import place_columns
from geo_ruijin.report.words import words_in
from geo_ruijin.results import Column, Table
from geo_ruijin.scenarios.beside import Beside
from geo_ruijin.scenarios.notes import notes_on
from geo_ruijin.scenarios.words import WOULD_BE, scenario_words
from geo_ruijin.text import Language, same

#: Of the places of features the longitude and the latitude.
_DEGREES = 2


def write_scenario_page(beside: Beside, path: Path, *, language: Language, maps: Sequence[MapLink] = ()) -> None:
    """Write what a scenario would change to `path`, with links to its maps; the same one gives the same bytes."""
    trial, after, words = beside.trial, beside.after, scenario_words(language)
    page = (
        changes_environment(language)
        .get_template("scenario.html")
        .render(
            lang="zh-CN" if language == "zh" else "en",
            words=words,
            marks=CHANGES,
            wouldbe=WOULD_BE,
            place=after.place,
            title=beside.title,
            about=trial.about and trial.about.say(language),
            by=trial.by and trial.by.say(language),
            file=f"scenarios/{trial.name}.toml",
            banner=_banner(beside, language=language),
            faults=trial.faults,
            notes=[note.say(language) for note in notes_on(beside)],
            maps=maps,
            counts=_counts(beside),
            features=[_table(beside, name, language=language) for name in beside.features],
            answered=trial.run is not None,
            targets=beside.targets,
            untouched=beside.untouched,
            divisions=[change for change in beside.divisions if not change.same],
            same_divisions=[change.title for change in beside.divisions if change.same],
            measures=measures_by_title(beside.measures, after.analyses),
            same_measures=sum(change.change == 0 for change in beside.measures),
            version=after.version,
            started=after.started,
            crs=after.crs,
        )
    )
    path.write_text(page, encoding="utf-8", newline="\n")


def _banner(beside: Beside, *, language: Language) -> str:
    """Return the banner of what rests on modelled layers, in the words of the report; empty where nothing does."""
    words = words_in(language)
    return f"◇{words['demonstration']}{words['listing'].join(beside.modelled)}" if beside.modelled else ""


def _counts(beside: Beside) -> list[dict[str, Any]]:
    """Return how many features each layer has that is otherwise, and how many are added to it and removed."""
    found = []
    for name in sorted(beside.trial.changed | beside.trial.differences.keys()):
        difference = beside.trial.differences.get(name)
        before, after = beside.before.layers[name], beside.after.layers[name]
        more = after.features - before.features
        found.append(
            {
                "name": name,
                "title": after.title,
                "before": before.features,
                "after": after.features,
                "added": max(more, 0) if difference is None else len(difference.added),
                "removed": max(-more, 0) if difference is None else len(difference.removed),
                "outside": None if difference is None else difference.outside,
            }
        )
    return found


def _table(beside: Beside, name: str, *, language: Language) -> Table:
    """Return what is added to a layer and taken from it, with its coordinates as they are written."""
    words, data = scenario_words(language), beside.features[name]
    columns = {"change": words["change_of"], "name": words["name"], "division": words["division"]}
    shown = {key: Column(same(title)) for key, title in columns.items() if key in data}
    data = data.copy()
    for place in place_columns(data, crs=beside.after.crs, language=language)[:_DEGREES]:
        data[place.heading] = [f"{degrees:.6f}" for degrees in place.cells]
        shown[place.heading] = Column(same(place.heading))
    return Table(same(beside.after.layers[name].title), data, shown)
