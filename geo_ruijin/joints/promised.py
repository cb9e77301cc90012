"""What the plan promises and an analysis repeats: the same number must stand in both files."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping

from geo_ruijin.errors import Fault
from geo_ruijin.figures import show_number
from geo_ruijin.joints.known import Known
from geo_ruijin.spec import PlanSpec
from geo_ruijin.text import Text

#: Parameters that repeat what a target of the plan says: its bound, and its year.
_BOUND, _YEAR = "target", "until"
#: The parameter that draws a target of the plan beside what another definition gives.
_LINE = "plan_line"


def promise_faults(plan: PlanSpec, known: Known) -> list[Fault]:
    """Return where an analysis reckons with another number than the targets it measures.

    An analysis may measure several targets (a duty, and what the plan strives for): its number must be one of theirs.
    """
    faults: list[Fault] = []
    for name, analysis in known.analyses.items():
        measured = {
            key: target
            for key, target in plan.targets.items()
            if target.measured_by is not None and target.measured_by.partition(".")[0] == name
        }
        if (bound := analysis.parameters.get(_BOUND)) is not None:
            wanted = {key: target.bound[1] for key, target in measured.items() if target.unit == bound.unit}
            faults += _unlike(name, _BOUND, bound.value, wanted, {key: measured[key].bound[0] for key in wanted})
        if (year := analysis.parameters.get(_YEAR)) is not None:
            years = {key: float(target.year) for key, target in measured.items() if target.year is not None}
            faults += _unlike(name, _YEAR, year.value, years, dict.fromkeys(years, "year"))
        if (line := analysis.parameters.get(_LINE)) is not None:
            bounds = [target.bound[1] for target in plan.targets.values() if target.unit == line.unit]
            faults += _drawn(name, line.value, bounds)
    return faults


def _drawn(analysis: str, value: object, bounds: Collection[float]) -> list[Fault]:
    """Return the fault of a line that is no bound of any target in its unit; none where no target has that unit."""
    if not isinstance(value, int | float) or not bounds or any(math.isclose(value, one) for one in bounds):
        return []
    said = f"{value:g}"
    return [
        Fault(
            f"analyses/{analysis}.toml",
            f"parameters.{_LINE}.value",
            Text(
                zh=f"plan.toml 中没有目标值为 {said} 的目标:图上会画出过时的线",
                en=f"no target of plan.toml has the bound {said}: the line drawn would be of old",
            ),
            Text(
                zh="改成方案中的目标值;方案没有这个目标时,删去这个参数",
                en="Write the bound of the plan; where the plan has no such target, leave this parameter out",
            ),
        )
    ]


def _unlike(
    analysis: str, parameter: str, value: object, wanted: Mapping[str, float], keys: Mapping[str, str]
) -> list[Fault]:
    """Return the fault of a number that is none of those wanted, by target; none where no target says one."""
    if not isinstance(value, int | float) or not wanted:
        return []  # what is no number is a fault of its own
    if any(math.isclose(value, one) for one in wanted.values()):
        return []
    target, number = next(iter(wanted.items()))
    year = keys[target] == "year"
    now, then = (f"{one:g}" if year else show_number(one) for one in (value, number))
    where = f"targets.{target}.{keys[target]}"
    return [
        Fault(
            f"analyses/{analysis}.toml",
            f"parameters.{parameter}.value",
            Text(
                zh=f"这里是 {now},plan.toml 的 {where} 是 {then}:缺口会按过时的数计算",
                en=f"is {now} here and {then} in plan.toml ({where}): the gap would be to a target of old",
            ),
            Text(
                zh=f"把两处改成同一个数:以方案为准时,这里写 value = {then.replace(',', '')}",
                en=f"Make them the same: where plan.toml is right, write value = {then.replace(',', '')} here",
            ),
        )
    ]
