"""A scenario beside the present: targets, figures and divisions as they are and as they would be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import geopandas as gpd
import numpy as np
import pandas as pd

from geo_ruijin.compare.basis import LayerData
from geo_ruijin.compare.changes import MeasureChange, TargetChange, compare_measures, compare_targets
from geo_ruijin.compare.comparison import divisions_of
from geo_ruijin.compare.divisions import DivisionChange, compare_divisions
from geo_ruijin.compare.runfile import RunFile
from geo_ruijin.record import RunRecord
from geo_ruijin.report.gpkg import stored_names
from geo_ruijin.report.runjson import to_json
from geo_ruijin.run import Run
from geo_ruijin.scenarios.stacking import stacked
from geo_ruijin.scenarios.trial import Trial
from geo_ruijin.scenarios.words import scenario_words
from geo_ruijin.text import Language

#: The input that holds divisions.
_BY = "by"


@dataclass(frozen=True)
class _Held:
    """A run that was just made, as a comparison reads it."""

    record: RunRecord
    file: RunFile
    language: Language

    def has_table(self, analysis: str, table: str) -> bool:
        return table in self.file.analyses[analysis].tables

    def table(self, analysis: str, table: str) -> pd.DataFrame:
        answer = next(one for one in self.record.analyses if one.name == analysis)
        said = answer.tables[table].say(self.language)
        return said.data.rename(columns=stored_names(said.columns))


@dataclass(frozen=True)
class Beside:
    """What a scenario would change.

    Attributes
    ----------
    trial
        The scenario.
    before, after
        The run as it is, and as it would be.
    targets
        Those that an analysis measures which was asked again, or whose figure would differ.
    untouched
        How many others there are.
    measures, divisions
        Of the analyses that were asked again.
    features
        What is added to a layer and taken from it, by its name: `change`, in words; `name`; `division`, where divisions
        are known.
    """

    trial: Trial
    before: RunFile
    after: RunFile
    targets: tuple[TargetChange, ...] = ()
    untouched: int = 0
    measures: tuple[MeasureChange, ...] = ()
    divisions: tuple[DivisionChange, ...] = ()
    features: Mapping[str, gpd.GeoDataFrame] = field(default_factory=dict)

    @property
    def ran(self) -> bool:
        """Whether it was run at all."""
        return self.trial.run is not None

    @property
    def title(self) -> str:
        """The title of the scenario, in the language of its run."""
        return self.trial.title.say(self.before.language)

    @property
    def modelled(self) -> tuple[str, ...]:
        """The titles of the modelled layers that what was asked again rests on."""
        answers = self.trial.run.record.analyses if self.trial.run is not None else ()
        names = {name for answer in answers if answer.name in self.trial.asked for name in answer.modelled}
        return tuple(layer.title for name, layer in self.after.layers.items() if name in names)


def beside_the_present(run: Run, trials: tuple[Trial, ...], *, language: Language) -> tuple[Beside, ...]:
    """Return what each scenario would change, its words in `language`."""
    if not trials:
        return ()
    present = _held(run, language)
    return tuple(_beside(run, present, trial, language) for trial in trials)


def _held(run: Run, language: Language) -> _Held:
    return _Held(run.record, RunFile.model_validate(to_json(run.record, language=language)), language)


def _beside(run: Run, present: _Held, trial: Trial, language: Language) -> Beside:
    if trial.run is None:
        return Beside(trial, present.file, present.file)
    then = _held(trial.run, language)
    layers = frozenset(then.file.layers)
    data = LayerData(trial.changed, layers - trial.changed)
    targets = compare_targets(present.file, then.file, data)
    touched = tuple(change for change in targets if _touched(change, trial))
    return Beside(
        trial,
        present.file,
        then.file,
        touched,
        len(targets) - len(touched),
        tuple(one for one in compare_measures(present.file, then.file, data) if one.analysis in trial.asked),
        tuple(one for one in compare_divisions(present, then, data) if one.analysis in trial.asked),
        {name: _features(run, trial, name, language) for name in trial.differences},
    )


def _touched(change: TargetChange, trial: Trial) -> bool:
    """Return whether a scenario has to do with a target; a reported figure stays what it is."""
    measured = {(side.measured_by or "").partition(".")[0] for side in (change.before, change.after) if side}
    return bool(measured & set(trial.asked)) or bool(change.change) or change.verdict_changed


def _features(run: Run, trial: Trial, name: str, language: Language) -> gpd.GeoDataFrame:
    words, difference = scenario_words(language), trial.differences[name]
    divisions = _divisions(run, trial)
    frames = []
    for word, frame in ((words["added"], difference.added), (words["removed"], difference.removed)):
        given: dict[str, object] = {"change": np.full(len(frame), word, dtype=object)}
        given["name"] = frame["name"].to_numpy(dtype=object) if "name" in frame else np.full(len(frame), None)
        if divisions is not None:
            given["division"] = divisions_of(frame, divisions)
        frames.append(gpd.GeoDataFrame(given, geometry=frame.geometry.to_numpy(), crs=frame.crs))
    return stacked(frames)


def _divisions(run: Run, trial: Trial) -> gpd.GeoDataFrame | None:
    """Return the divisions that an analysis asked again reports by; None where none does."""
    named = [
        answer.inputs[_BY] for answer in run.record.analyses if answer.name in trial.asked and _BY in answer.inputs
    ]
    layers = [run.layers[name].features for name in named if name in run.layers]
    return next((layer for layer in layers if "name" in layer), None)
