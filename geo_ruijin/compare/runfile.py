"""`run.json` as it is read back: what a comparison needs of it, of this format and of older ones."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import AwareDatetime, BaseModel, ConfigDict, ValidationError, model_validator

from geo_ruijin.errors import NoDataError, SourceError
from geo_ruijin.record import Bound, Grade, Nature, Outcome, VerdictWord
from geo_ruijin.report.runjson import FORMAT
from geo_ruijin.text import Language, Text


class _Read(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True, allow_inf_nan=False)


class PastColumn(_Read):
    """A column of a table: its title and unit."""

    title: str
    unit: str = "1"


class PastLayer(_Read):
    """Where a layer came from."""

    title: str
    source: str
    nature: Nature
    date: str | None
    features: int
    sha256: str
    grade: Grade | None = None


class PastParameter(_Read):
    """A parameter as it was used."""

    value: Any
    unit: str | None


class PastMeasure(_Read):
    """A figure of an analysis; a low end and no high one is a lower bound. Older runs say no ends."""

    value: float | None
    unit: str
    about: str
    rests_on: tuple[str, ...]
    low: float | None = None
    high: float | None = None


class PastTable(_Read):
    """A table of an analysis; older runs do not say its columns."""

    title: str
    rows: int
    rests_on: tuple[str, ...]
    columns: Mapping[str, PastColumn] = {}


class PastInput(_Read):
    """What an input named, and the layers behind it."""

    data: str
    layers: tuple[str, ...]


class PastAnalysis(_Read):
    """A question and its answer; older runs do not say its inputs."""

    title: str
    method: str
    status: Outcome
    why: str | None
    parameters: Mapping[str, PastParameter]
    measures: Mapping[str, PastMeasure]
    tables: Mapping[str, PastTable]
    inputs: Mapping[str, PastInput] | None = None


class PastTarget(_Read):
    """A target with its figure and verdict, and what it lacks to its bound: as far as that is known, or at least."""

    id: str
    clause: str
    action: str | None
    text: str
    bound: Bound
    target: float
    unit: str
    year: int | None
    lead: str | None
    value: float | None
    verdict: VerdictWord
    why: str
    measured_by: str | None
    rests_on: tuple[str, ...]
    short_by: float | None = None
    short_least: float | None = None

    @property
    def missing(self) -> float | None:
        """What is missing to the bound, or the least that is; None where nothing is, or nobody can tell."""
        if self.verdict == "open":  # runs before there was the word told what its value lacks
            return None
        return self.short_by if self.short_least is None else self.short_least

    @model_validator(mode="before")
    @classmethod
    def _say_open(cls, given: Any) -> Any:  # noqa: ANN401 - what a file holds
        """Read a figure without a verdict as open: runs before there was the word called that "no data" too."""
        if isinstance(given, dict) and given.get("verdict") == "no data" and given.get("value") is not None:
            return given | {"verdict": "open"}
        return given


class PastKept(_Read):
    """A layer written beside the results."""

    features: int
    columns: Mapping[str, PastColumn]


class RunFile(_Read):
    """All of a run that a comparison looks at."""

    format: int = 1
    place: str
    plan: str
    issued: str | None
    version: str
    language: Language
    crs: str
    started: AwareDatetime
    layers: Mapping[str, PastLayer]
    analyses: Mapping[str, PastAnalysis]
    targets: tuple[PastTarget, ...]
    kept: Mapping[str, PastKept] = {}

    @property
    def by_id(self) -> dict[str, PastTarget]:
        """The targets by their id."""
        return {target.id: target for target in self.targets}


class _Format(_Read):
    """What can be read of a `run.json` of any format."""

    format: int = 1
    version: str


def read_run_file(path: Path) -> RunFile:
    """Return what a `run.json` holds.

    Raises
    ------
    NoDataError
        If it is not there.
    SourceError
        If it is of a later format, damaged, or no `run.json` of this program.
    """
    if not path.is_file():
        raise NoDataError(
            Text(
                zh=f"{path.parent} 里没有 {path.name},不是一次运行的输出文件夹。请给出 geo-ruijin run 写出的文件夹。",
                en=f"there is no {path.name} in {path.parent}: no outputs of a run. Give a folder that geo-ruijin run "
                "has written.",
            )
        )
    content = path.read_bytes()
    try:
        head = _Format.model_validate_json(content)
        if head.format > FORMAT:
            raise SourceError(
                Text(
                    zh=f"{path} 由更新的版本 {head.version} 写出(格式 {head.format},本程序能读到 {FORMAT})。"
                    "请升级后再比较。",
                    en=f"{path} was written by the later version {head.version} (format {head.format}, read here up to "
                    f"{FORMAT}). Upgrade, then compare.",
                )
            )
        found = RunFile.model_validate_json(content)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "JSON"
        raise SourceError(
            Text(
                zh=f"{path} 已损坏,或不是 geo-ruijin 写出的({where}:{first['msg']})。请重新运行 geo-ruijin run。",
                en=f"{path} is damaged, or not written by geo-ruijin ({where}: {first['msg']}). Run geo-ruijin run "
                "again.",
            )
        ) from error
    if len(found.by_id) < len(found.targets):
        raise SourceError(
            Text(zh=f"{path} 已损坏:有两个目标的 id 相同", en=f"{path} is damaged: two targets have the same id")
        )
    return found
