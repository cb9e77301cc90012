"""What `run.json` says of scenarios, for programs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from geo_ruijin.compare.changes import TargetChange
from geo_ruijin.compare.comparejson import division_values, measure_values, target_values
from geo_ruijin.record import VerdictWord
from geo_ruijin.report.runjson import plain_json
from geo_ruijin.scenarios.beside import Beside
from geo_ruijin.scenarios.notes import notes_on
from geo_ruijin.text import Language

#: The verdicts of a scenario, so that no program takes one for a verdict on the plan.
_WOULD_BE: Mapping[VerdictWord, str] = {"met": "would be met", "short": "would be short"}


def to_scenario_json(several: Sequence[Beside], *, language: Language) -> dict[str, Any]:
    """Return what each scenario would change as plain values, by its name, words in `language`, numbers unrounded.

    The keys of each::

        title, about, by     as its file says
        status               "done", or "failed" where it is at fault
        demonstration        whether what was asked again rests on a modelled layer
        faults, notes        what is wrong, and what must be known
        asked, spared        the analyses asked again, and those that were not, as they say where new ones should go
        layers               by name: added, removed, outside (of those added, beyond the boundary; null: not known)
        targets              those it touches: id, clause, text, before, after, change, word, comparable, breaks,
                             cautions, modelled; the verdict of `after` is "would be met", "would be short",
                             "demonstration", "open" or "no data"
        measures, divisions  of the analyses asked again, as in compare.json
    """
    plain: dict[str, Any] = plain_json({beside.trial.name: _one(beside, language) for beside in several}, language)
    return plain


def _one(beside: Beside, language: Language) -> dict[str, Any]:
    trial = beside.trial
    return {
        "title": trial.title,
        "about": trial.about,
        "by": trial.by,
        "status": "done" if trial.complete else "failed",
        "demonstration": bool(beside.modelled),
        "faults": [fault.say(language) for fault in trial.faults],
        "notes": notes_on(beside),
        "asked": trial.asked,
        "spared": trial.spared,
        "layers": {
            name: {"added": len(one.added), "removed": len(one.removed), "outside": one.outside}
            for name, one in trial.differences.items()
        },
        "targets": [_target(change) for change in beside.targets],
        "measures": [measure_values(change) for change in beside.measures],
        "divisions": [division_values(change) for change in beside.divisions],
    }


def _target(change: TargetChange) -> dict[str, Any]:
    values = target_values(change)
    after = values["after"]
    return values | {"after": after and after | {"verdict": _WOULD_BE.get(after["verdict"], after["verdict"])}}
