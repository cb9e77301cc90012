"""The three control lines of territorial planning: what each takes, and what must be said where one is not whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from geo_ruijin.methods.eligibility.exclusion import Exclusion
from geo_ruijin.methods.eligibility.ground import Ground
from geo_ruijin.methods.eligibility.prohibitions import WHOLE_LAYERS, inside_place
from geo_ruijin.methods.shares import percent
from geo_ruijin.text import Text, listed
from geo_ruijin.units import Hectares

_HECTARE = 10_000  # m²

CONTROL_LINES = ("permanent_farmland", "ecological_red_line", "urban_growth_boundary")


class State(Enum):
    """What became of a control line; the words stand before the names of those it is true of."""

    NOT_SUPPLIED = Text(zh="未提供", en="not supplied")
    NOT_APPLIED = Text(zh="未采用(不在 rules 中)", en="not applied (not among the rules)")
    INCOMPLETE = Text(zh="不完整", en="incomplete")
    COUNTED = Text(zh="已排除", en="taken")


@dataclass(frozen=True)
class ControlLine:
    """A control line and how much of the place it takes.

    Attributes
    ----------
    title
        Its name.
    state
        Whether it counts, and if not why.
    hectares
        What it takes by its cells [ha]; None where it is not applied.
    remark
        Why it is taken for incomplete, in numbers; None where it is not.
    """

    title: Text
    state: State
    hectares: Hectares | None = None
    remark: Text | None = None

    @property
    def said(self) -> Text:
        """Its name, with the hectares it takes."""
        if self.hectares is None:
            return self.title
        return Text(zh=f"{self.title.zh} {self.hectares:,.1f} 公顷", en=f"{self.title.en} {self.hectares:,.1f} ha")


def control_lines_of(exclusions: Sequence[Exclusion], ground: Ground) -> tuple[ControlLine, ...]:
    """Return the three control lines as they were supplied and applied.

    A line counts where it is among the rules and takes a cell at least. A scrap of one must not pass for the whole:
    permanent farmland has to cover a least share of the surveyed farmland, the red line of the place
    (`Choices.least_farmland_share`, `Choices.least_red_line_share`). Growth boundaries may be small.
    """
    found = {one.key: one for one in exclusions}
    return tuple(_line(key, found.get(key), ground) for key in CONTROL_LINES)


def lines_counted(lines: Sequence[ControlLine]) -> int:
    """Return how many control lines were supplied, applied and are no scrap."""
    return sum(line.state is State.COUNTED for line in lines)


def reservation(lines: Sequence[ControlLine]) -> Text:
    """Return what must be said beside every figure and site about the three control lines; never that land complies.

    Examples
    --------
    >>> reservation([ControlLine(Text(zh="红线", en="red line"), State.NOT_SUPPLIED)]).en
    'three control lines not supplied'
    >>> farms = ControlLine(Text(zh="基本农田", en="farms"), State.INCOMPLETE, 2.0)
    >>> reservation([farms, ControlLine(Text(zh="红线", en="red line"), State.NOT_SUPPLIED)]).en
    'three control lines not whole; not supplied: red line; incomplete: farms 2.0 ha'
    """
    states = {line.state for line in lines}
    if states == {State.NOT_SUPPLIED}:
        return Text(zh="三区三线未提供", en="three control lines not supplied")
    if states == {State.COUNTED}:
        said = listed(line.said for line in lines)
        return Text(
            zh=f"已按所提供的三区三线排除:{said.zh};不是用地审批结论",
            en=f"checked against the three control lines supplied: {said.en}; no ruling on the use of land",
        )
    zh, en = "三区三线不齐", "three control lines not whole"
    for state in State:
        if some := [line.said for line in lines if line.state is state]:
            said = listed(some)
            zh, en = f"{zh};{state.value.zh}:{said.zh}", f"{en}; {state.value.en}: {said.en}"
    return Text(zh=zh, en=en)


def _line(key: str, exclusion: Exclusion | None, ground: Ground) -> ControlLine:
    title = WHOLE_LAYERS[key]
    if not inside_place(key, ground):
        return ControlLine(title, State.NOT_SUPPLIED)
    if exclusion is None or exclusion.takes is None:
        return ControlLine(title, State.NOT_APPLIED)
    hectares = float(exclusion.takes.sum() * ground.grid.cell_area / _HECTARE)
    remark = _scrap(key, exclusion, ground)
    return ControlLine(title, State.COUNTED if remark is None else State.INCOMPLETE, hectares, remark)


def _scrap(key: str, exclusion: Exclusion, ground: Ground) -> Text | None:
    """Return why a line is no more than a scrap; None where it may be whole."""
    takes, title = exclusion.takes, exclusion.title
    assert takes is not None  # noqa: S101 - asked of rules that are applied
    if not takes.any():
        return Text(
            zh=f"“{title.zh}”没有盖住一个像元的中心,按不完整对待。",
            en=f"No middle of a cell lies in {title.en}: taken for incomplete.",
        )
    choices = ground.choices
    if key == "permanent_farmland":
        farmland = ground.cells_of(ground.coded(choices.farmland_codes))
        covered, least = percent(float((takes & farmland).sum()), float(farmland.sum())), choices.least_farmland_share
        of = Text(zh="{land_use}中耕地的", en="of the farmland of {land_use}")
    elif key == "ecological_red_line":
        covered, least = percent(float(takes.sum()), float(ground.grid.cells)), choices.least_red_line_share
        of = Text(zh="{place}的", en="of {place}")
    else:
        return None
    if covered is None or covered >= least:
        return None
    return Text(
        zh=f"“{title.zh}”只盖住{of.zh} {covered:.2f}%,不到 {least:g}%,按不完整对待;确是全部的,把下限改小。",
        en=f"{title.en[0].upper()}{title.en[1:]} covers {covered:.2f} % {of.en}, less than {least:g} %: taken for "
        "incomplete. Where that is all there is, lower the limit.",
    )
