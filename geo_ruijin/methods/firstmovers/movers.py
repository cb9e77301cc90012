"""First movers: the roofs with which a budget buys most solar energy, some in every township.

Words in braces in the texts ("{roofs}") are the titles of the inputs; whoever runs the method fills them in.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from geo_ruijin.errors import MethodError, NoDataError
from geo_ruijin.methods.firstmovers.choice import Question
from geo_ruijin.methods.firstmovers.eligible import Eligible, eligible
from geo_ruijin.methods.firstmovers.figures import measures_of
from geo_ruijin.methods.firstmovers.notes import notes
from geo_ruijin.methods.firstmovers.tables import (
    budgets_table,
    conditions_table,
    divisions_table,
    roofs_table,
    stations_table,
)
from geo_ruijin.methods.installed.plants import DcAcRatio, Roofs
from geo_ruijin.methods.method import Divisions, Gives, Points, declare
from geo_ruijin.methods.parameter import Ranges, demand_above_0, needed
from geo_ruijin.methods.rollout.candidates import candidate_notes, candidates
from geo_ruijin.methods.rollout.hosting import stations_of
from geo_ruijin.methods.rollout.supply import Gap, lacking_of
from geo_ruijin.results import Result, Table
from geo_ruijin.siting import Answer
from geo_ruijin.siting.conditions import ROUNDING
from geo_ruijin.text import Text
from geo_ruijin.units import ABOVE_0, NOT_BELOW_0, Between, Kilovolts, Metres, Unit

TenThousandYuan = Annotated[float, Unit("10000 yuan"), ABOVE_0]
ManyTenThousandYuan = Annotated[tuple[float, ...], Unit("10000 yuan"), ABOVE_0]
YuanPerWattRanges = Annotated[Ranges, Unit("yuan/W")]
KilowattsPeak = Annotated[float, Unit("kWp"), NOT_BELOW_0]
KilogramsPerKilowattHour = Annotated[float, Unit("kg/kWh"), NOT_BELOW_0]

_OF, _ALSO = ("roofs",), ("installed", "substations", "by")


@declare(
    measures={
        "roofs": Gives("roofs", of=_OF, also=_ALSO),
        "capacity": Gives("MW", of=_OF, also=_ALSO),
        "energy": Gives("GWh", of=_OF, also=_ALSO),
        "investment": Gives("10000 yuan", of=_OF, also=_ALSO),
        "share_of_gap": Gives("%", of=("roofs", "gap"), also=_ALSO),
        "avoided": Gives("t", of=_OF, also=_ALSO),
        "divisions": Gives("divisions", of=("roofs", "by"), also=_ALSO),
        "least_budget": Gives("10000 yuan", of=("roofs", "by"), also=_ALSO),
        "optimality_gap": Gives("%", of=_OF, also=_ALSO),
        "eligible": Gives("MW", of=_OF, also=_ALSO),
    },
    tables={
        "chosen": (*_OF, *_ALSO),
        "budgets": (*_OF, *_ALSO),
        "conditions": (*_OF, *_ALSO),
        "divisions": (*_OF, *_ALSO),
        "substations": (*_OF, *_ALSO),
    },
    proposes=True,
)
def solar_first_movers(
    *,
    roofs: Roofs,
    installed: Points | None = None,
    gap: Gap | None = None,
    substations: Points | None = None,
    by: Divisions | None = None,
    classes: tuple[str, ...],
    investment: YuanPerWattRanges | None = None,
    budget: TenThousandYuan | None = None,
    most_roofs: Annotated[int, Between(1)] | None = None,
    budgets: ManyTenThousandYuan = (),
    least_in_each: Annotated[int, NOT_BELOW_0] = 0,
    quota_classes: tuple[str, ...] | None = None,
    least_capacity: KilowattsPeak = 0.0,
    factor: KilogramsPerKilowattHour | None = None,
    kv_at_least: Kilovolts | None = None,
    kv_at_most: Kilovolts | None = None,
    max_distance: Annotated[Metres, ABOVE_0] | None = None,
    dc_ac_ratio: DcAcRatio,
    tolerance: Annotated[Metres, NOT_BELOW_0] | None = None,
) -> Result:
    """Return the roofs that yield most in the first year [GWh] for a budget, or for a number of roofs.

    A whole roof is taken or none of it. Every division has its quota, and substations take no more than they can, each
    roof with its nearest. With one emission factor for all of them, these roofs save most carbon too.

    Parameters
    ----------
    roofs
        Footprints with `class`, `capacity` [kWp], `specific_yield` [kWh/kWp] and `energy` of the first year [kWh].
    installed
        Points, a row a rooftop plant: what stands is taken off what its roof can carry.
    gap
        A table of one row: what lacks to a target, as `installed_capacity` tells it.
    substations
        Points with what is known of `name`, `kv` [kV] and `hosting_mw`, what can still be connected [MW]. One that does
        not say binds nothing.
    by
        Polygons with `name`, of which each shall have its quota.
    classes
        The classes to choose among.
    investment
        By class, of the modules' capacity [yuan/W].
    budget
        What the roofs may cost together, at the middle of `investment` [10,000 yuan].
    most_roofs
        How many they may be; one of the two is needed.
    budgets
        Other budgets to tell the same of [10,000 yuan].
    least_in_each
        How many roofs every division shall have, or all it has where these are fewer.
    quota_classes
        Of which classes these are; without it, of any.
    least_capacity
        Roofs that can carry less are no examples to others and are left out [kWp].
    factor
        The average emission factor of the grid [kg/kWh].
    kv_at_least, kv_at_most
        The voltage of the substations that take rooftop power [kV]; needed with `substations`.
    max_distance
        A roof farther from every one of them is left out [m]; needed with `substations`.
    dc_ac_ratio
        Modules over inverters [kWp/kW].
    tolerance
        A plant is on the roof it stands on, else on the nearest no further than this [m]; needed with `installed`.

    Raises
    ------
    MethodError
        If the budget is less than the quotas cost, or substations take less than them; if a class has no investment, or
        numbers of the roofs or substations are amiss.
    NoDataError
        If nobody says what roofs cost, how much may be spent or how many built; if nobody knows what the roofs yield,
        or there is none to choose among.

    References
    ----------
    H. Kellerer, U. Pferschy and D. Pisinger (2004), Knapsack Problems, doi:10.1007/978-3-540-24777-7.
    """
    if investment is None or (budget is None and most_roofs is None):
        raise NoDataError(_NO_PRICES)
    if least_in_each and by is None:
        raise MethodError(Text(zh="有 least_in_each 时须给出区划(by)", en="'least_in_each' needs divisions ('by')"))
    found = candidates(roofs, classes=classes, dc_ac_ratio=dc_ac_ratio, installed=installed, tolerance=tolerance)
    stations = None
    if substations is not None:
        if kv_at_least is None or kv_at_most is None or max_distance is None:
            raise needed(_GRID)
        demand_above_0(max_distance, Text(zh="max_distance", en="'max_distance'"))
        stations = stations_of(substations, kv_at_least, kv_at_most)[0]
    among = eligible(
        found,
        investment=investment,
        least_capacity=least_capacity,
        stations=stations,
        reach=max_distance,
        by=by,
        quota_classes=quota_classes,
    )
    asked = Question(among, budget, most_roofs, least_in_each, grid=stations is not None)
    least = asked.least_budget()
    if budget is not None and budget < least * (1 - ROUNDING):
        raise MethodError(
            Text(
                zh=f"预算 {budget:g} 万元不够:各乡镇都有所要的栋数,最少要 {least:.0f} 万元",
                en=f"a budget of {budget:g} x 10,000 yuan is too little: what every division shall have costs "
                f"{least:.0f} at least",
            )
        )
    answer = asked.answer()
    tables = _tables(asked, answer, least, budgets)
    if by is not None:
        tables["divisions"] = divisions_table(among, answer, by)
    return Result(
        measures_of(among, answer, lacking_of(gap), least=least if least_in_each else None, factor=factor),
        tables,
        (*notes(asked, answer), *candidate_notes(found)),
    )


def _tables(asked: Question, answer: Answer, least: float, budgets: tuple[float, ...]) -> dict[str, Table]:
    among = asked.roofs
    tables = {"chosen": roofs_table(among, answer)}
    if len(budgets) and asked.budget is not None:
        each = sorted({*budgets, asked.budget})
        bought = {
            one: answer if one == asked.budget else replace(asked, budget=one).answer(gap=_BESIDE)
            for one in each
            if one >= least * (1 - ROUNDING)
        }
        tables["budgets"] = budgets_table(among, each, bought)
    if looser := _looser(asked, among):
        others = [(one, _no_worse(one.answer(gap=_BESIDE), answer)) for one in looser]
        tables["conditions"] = conditions_table(among, [(asked, answer), *others])
    if among.stations is not None:
        tables["substations"] = stations_table(among, answer)
    return tables


def _looser(asked: Question, among: Eligible) -> list[Question]:
    """Return the question without one of what binds the choice, and without both."""
    found = []
    if asked.each:
        found.append(replace(asked, each=0))
    if among.stations is not None:
        found.append(replace(asked, grid=False))
    return [*found, replace(asked, each=0, grid=False)] if len(found) > 1 else found


def _no_worse(looser: Answer, answer: Answer) -> Answer:
    """Return the answer to a looser question, whose own choice may miss what the stricter one has already."""
    if looser.objective >= answer.objective:
        return looser
    return replace(answer, bound=looser.bound, proven=looser.bound <= answer.objective)


_NO_PRICES = Text(
    zh="没有单位投资,或没有预算(栋数):请在 [parameters] 中写明 investment 和 budget(或 most_roofs)的数值、单位、出处。",
    en="Nobody says what roofs cost, or how much may be spent: write 'investment' and 'budget' or 'most_roofs' in "
    "[parameters] with their units and sources.",
)
_GRID = Text(zh="kv_at_least、kv_at_most、max_distance", en="kv_at_least', 'kv_at_most', 'max_distance")
#: How exact what is told beside the answer is [1]: to prove the last hundredth of a percent takes longest.
_BESIDE = 1e-4
