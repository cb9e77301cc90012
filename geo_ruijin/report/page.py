"""`index.html`: the scoreboard, and what leads on from it: maps, questions, scenarios, files, sources."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import TypeVar

from markupsafe import Markup

from geo_ruijin.errors import Fault
from geo_ruijin.record import RunRecord
from geo_ruijin.report.environment import environment
from geo_ruijin.report.field import field_links
from geo_ruijin.report.history import History
from geo_ruijin.report.links import MapLink, maps_of, question_link
from geo_ruijin.report.page_words import page_words
from geo_ruijin.report.related import action_of, action_of_map, followers, in_order
from geo_ruijin.report.view import by_action, run_banner, score_rows, verdict_counts
from geo_ruijin.text import Language, Text
from geo_ruijin.verdicts import VERDICTS

One = TypeVar("One")

#: A list of more modelled layers, problems or sources than this is folded.
_FOLDED = 10


@dataclass(frozen=True)
class _Lists:
    """The lists of a question to take into the field: what leads to each, by its kind."""

    question: Text
    title: Text
    links: Mapping[str, str]


def write_index(
    record: RunRecord,
    path: Path,
    *,
    language: Language,
    maps: Sequence[MapLink] = (),
    scenarios: Sequence[MapLink] = (),
    past: Mapping[str, History] | None = None,
    document: str = "",
) -> None:
    """Write the scoreboard page to `path`: one file that needs no network, and shows everything without its script too.

    Parameters
    ----------
    record
        The run.
    maps
        The maps drawn beside it.
    scenarios
        The pages of scenarios beside it, of which nothing is on this one.
    past
        What targets came to in earlier runs, by their id.
    document
        The report to be edited and submitted, beside it; empty where there is none.
    """
    script = files("geo_ruijin.report").joinpath("templates", "index.js").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    rows = score_rows(record)
    page = (
        environment(language)
        .get_template("index.html")
        .render(
            lang="zh-CN" if language == "zh" else "en",
            record=record,
            script=Markup(script),  # noqa: S704 - our own
            digest=digest,
            words=page_words(language),
            marks=VERDICTS,
            counts=verdict_counts(record),
            groups=by_action(rows),
            leads=list(dict.fromkeys(row.verdict.lead for row in rows if row.verdict.lead is not None)),
            leadless=any(row.verdict.lead is None for row in rows),
            banner=run_banner(record, language=language),
            modelled=[layer.title for layer in record.layers if layer.name in record.modelled],
            folded=_FOLDED,
            maps=_by_action(maps, [action_of_map(link.name, link.shows, record) for link in maps], record),
            questions=_by_action(record.analyses, [action_of(one, record) for one in record.analyses], record),
            answering={(verdict.measured_by or "").partition(".")[0] for verdict in record.targets},
            scenarios=scenarios,
            scenarios_of=lambda verdict: [link for link in scenarios if verdict.id in link.changes],
            maps_of=lambda verdict: maps_of(verdict, maps, record=record),
            followers=lambda analysis: followers(analysis, record),
            question_link=question_link,
            past=past or {},
            document=document,
            lists=_lists(record),
            faults=_faults(record),
        )
    )
    path.write_text(page, encoding="utf-8", newline="\n")


def _by_action(ones: Sequence[One], actions: Sequence[Text | None], record: RunRecord) -> dict[Text | None, list[One]]:
    """Return maps or questions under the plan's actions, in the order of the plan; what serves none comes last."""
    groups: dict[Text | None, list[One]] = {action: [] for action in in_order(record)}
    for one, action in zip(ones, actions, strict=True):
        groups[action].append(one)
    return {action: group for action, group in groups.items() if group}


def _lists(record: RunRecord) -> list[_Lists]:
    return [
        _Lists(analysis.title, table.title, links)
        for analysis in record.analyses
        for name, table in analysis.tables.items()
        if (links := field_links(analysis, name))
    ]


def _faults(record: RunRecord) -> list[Fault]:
    """Return what was found wrong, the serious things first."""
    found = [*record.faults, *(fault for layer in record.layers for fault in layer.faults)]
    return sorted(found, key=lambda fault: not fault.serious)
