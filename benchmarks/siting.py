"""The most people within reach of new sites: ours beside spopt and OR-Tools; then a whole county.

    .venv/bin/python benchmarks/siting.py [--demands 4000] [--sites 1000] [--rounds 3] [--county]

README.md says what is compared with what.
"""

from __future__ import annotations

import argparse
import gc
import math
import resource
import warnings
from collections.abc import Callable
from statistics import median
from typing import TypeVar

import numpy as np
import pulp
from made_county import County, make
from numpy.typing import NDArray
from ortools.math_opt.python import mathopt
from ortools.sat.python import cp_model
from scipy.sparse import csr_array
from spopt.locate import MCLP

from geo_ruijin import siting

RADIUS = 500.0  # [m]
NEW = 20
TIME_LIMIT = 600.0  # [s] on busy cores

ROUNDING = 1e-6  # objectives are whole numbers of people

Floats = NDArray[np.float64]
Way = Callable[[Floats, Floats], float]
T = TypeVar("T")


def main() -> None:
    """Measure every way in turn, round by round, and print the medians; then the county."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--demands", type=int, default=4000)
    parser.add_argument("--sites", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--county", action="store_true", help="the county alone")
    asked = parser.parse_args()
    warnings.simplefilter("ignore")  # the peers' own
    if not asked.county:
        beside_others(make(asked.demands, asked.sites), asked.rounds)
    whole_county(make(19_000, 5_000))


def beside_others(county: County, rounds: int) -> None:
    """Print the processor time of each way, and its ratio to ours; all find the same weight."""
    ways: dict[str, Way] = {
        "ours": ours,
        "OR-Tools, CP-SAT": by_cp_sat,
        "OR-Tools, MathOpt and SCIP": by_scip,
        "spopt": by_spopt,
    }
    seconds: dict[str, list[float]] = {name: [] for name in ways}
    cost, people = county.distances(), county.people
    best = ours(cost, people)
    for _ in range(rounds):
        for name, way in ways.items():
            spent, found = timed(lambda way=way: way(cost, people))
            seconds[name].append(spent)
            if math.isnan(found):
                print(f"{name}: broken off after {TIME_LIMIT:g} s")
            elif abs(found - best) > ROUNDING:
                raise AssertionError((name, found, best))
    base = median(seconds["ours"])
    print(f"{len(county.demands)} demands x {len(county.sites)} sites, {NEW} new within {RADIUS:g} m")
    for name, spent in seconds.items():
        print(f"{name:28} {median(spent):9.3f} s {median(spent) / base:9.1f}", flush=True)


def whole_county(county: County) -> None:
    """Print what 50 new sites cover, how close to the best that is proven to be, and the processor time."""
    for radius in (500.0, 1000.0):
        pairs = county.pairs(radius)
        spent, answer = timed(
            lambda pairs=pairs, radius=radius: siting.mclp(
                pairs, county.people, new=50, radius=radius, time_limit=TIME_LIMIT if radius == RADIUS else 60.0
            )
        )
        said = "proven" if answer.proven else f"within {100 * answer.gap:.2f} %"
        print(
            f"{len(county.demands)} x {len(county.sites)}, 50 new within {radius:g} m: {answer.objective:.0f} of "
            f"{county.people.sum():.0f} people, {said}, {spent:.1f} s",
            flush=True,
        )


def timed(way: Callable[[], T]) -> tuple[float, T]:
    """Return the processor time a way takes [s], all threads and the programs it starts, and what it found."""
    gc.collect()
    before = processor()
    found = way()
    return processor() - before, found


def processor() -> float:
    """Return the processor time so far [s]."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def ours(cost: Floats, people: Floats) -> float:
    """Cover by `siting.mclp`, from all distances."""
    answer = siting.mclp(cost, people, new=NEW, radius=RADIUS, time_limit=TIME_LIMIT)
    if not answer.proven:
        raise AssertionError(answer)
    return answer.objective


def by_spopt(cost: Floats, people: Floats) -> float:
    """Cover by spopt's model and CBC, which it takes through PuLP."""
    model = MCLP.from_cost_matrix(cost, people, RADIUS, NEW)
    model.solve(pulp.PULP_CBC_CMD(msg=False))
    return float(pulp.value(model.problem.objective))


def near(cost: Floats) -> csr_array:
    """Return the pairs in reach, as whoever writes a model by hand would have them."""
    return csr_array(cost <= RADIUS)


def by_cp_sat(cost: Floats, people: Floats) -> float:
    """Cover by CP-SAT, on one thread as the others: one clause a demand in reach; NaN where time ran out."""
    model, pairs = cp_model.CpModel(), near(cost)
    opened = [model.new_bool_var("") for _ in range(pairs.shape[1])]
    gained = []
    for demand, own_people in enumerate(people):
        own = pairs.indices[pairs.indptr[demand] : pairs.indptr[demand + 1]]
        if len(own):
            covered = model.new_bool_var("")
            model.add_bool_or([opened[site] for site in own] + [covered.negated()])
            gained.append(int(own_people) * covered)
    model.add(sum(opened) <= NEW)
    model.maximize(sum(gained))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.linearization_level = 2  # without the whole relaxation it does not get there
    solver.parameters.max_time_in_seconds = TIME_LIMIT
    return solver.objective_value if solver.solve(model) == cp_model.OPTIMAL else math.nan


def by_scip(cost: Floats, people: Floats) -> float:
    """Cover by SCIP through MathOpt: of each demand that some site reaches, one column and one row."""
    model, pairs = mathopt.Model(), near(cost)
    opened = [model.add_binary_variable() for _ in range(pairs.shape[1])]
    gained = []
    for demand, own_people in enumerate(people):
        own = pairs.indices[pairs.indptr[demand] : pairs.indptr[demand + 1]]
        if len(own):
            covered = model.add_variable(lb=0.0, ub=1.0)
            model.add_linear_constraint(mathopt.fast_sum(opened[site] for site in own) - covered >= 0)
            gained.append(own_people * covered)
    model.add_linear_constraint(mathopt.fast_sum(opened) <= NEW)
    model.maximize(mathopt.fast_sum(gained))
    return mathopt.solve(model, mathopt.SolverType.GSCIP).objective_value()


if __name__ == "__main__":
    main()
