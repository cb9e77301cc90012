"""The pages beside a page: maps, scenarios, questions, and what leads to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

from geo_ruijin.record import AnalysisRecord, RunRecord, Verdict
from geo_ruijin.report.related import analysis_behind, followers
from geo_ruijin.text import Text
from geo_ruijin.verdicts import answered_by

#: The folder of the pages of questions.
QUESTIONS = "analyses"


@dataclass(frozen=True)
class MapLink:
    """A map or another page to open.

    Attributes
    ----------
    title
        Of the page.
    file
        Relative to the page.
    name
        Of its file in the project.
    shows
        The analyses of which it shows a table.
    picture
        What it looks like, as PNG; None where there is no picture.
    changes
        The targets whose figure it would change, by their id: of a scenario.
    """

    title: Text
    file: str
    name: str = ""
    shows: frozenset[str] = frozenset()
    picture: bytes | None = None
    changes: frozenset[str] = frozenset()


def question_file(name: str) -> str:
    """Return the page of a question relative to the outputs: as a file, not as an address."""
    return f"{QUESTIONS}/{name}.html"


def question_link(name: str) -> str:
    """Return the same as an address: a question may be named 50% or #1."""
    return quote(question_file(name))


def maps_of(verdict: Verdict, maps: Sequence[MapLink], *, record: RunRecord | None = None) -> list[MapLink]:
    """Return the maps a target is on: the one it names, those that show what measures it, and those that go on from it.

    Parameters
    ----------
    verdict
        The target.
    maps
        All maps there are.
    record
        The run, which knows what goes on from what measures the target; None to leave that out.

    Examples
    --------
    >>> from geo_ruijin.text import same
    >>> bus, power = MapLink(same("b"), "b.html", "bus", frozenset({"stops"})), MapLink(same("p"), "p.html", "power")
    >>> from types import SimpleNamespace
    >>> [link.name for link in maps_of(SimpleNamespace(map="power", measured_by="stops.share"), [bus, power])]
    ['power', 'bus']
    """
    named = [link for link in maps if verdict.map is not None and link.name == verdict.map]
    answering = [link for link in maps if answered_by(verdict, name=link.name, shows=link.shows)]
    named += [link for link in answering if link not in named]
    analysis = None if record is None else analysis_behind(verdict, record)
    if record is None or analysis is None:
        return named
    return [*named, *(link for link in maps_showing(followers(analysis, record), maps) if link not in named)]


def maps_showing(analyses: Sequence[AnalysisRecord], maps: Sequence[MapLink]) -> list[MapLink]:
    """Return the maps that show a table of any of these analyses."""
    names = {analysis.name for analysis in analyses}
    return [link for link in maps if names & link.shows]
