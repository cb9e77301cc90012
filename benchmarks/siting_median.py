"""The p-median: ours, spopt's and OR-Tools' on what all can build, OR-Library's instances, and a county.

python benchmarks/siting_median.py [--demands 300] [--sites 300] [--new 10] [--rounds 3]
python benchmarks/siting_median.py --pmed folder-of-pmed1.txt-to-pmed10.txt-and-optima.csv
python benchmarks/siting_median.py --county
"""

from __future__ import annotations

import argparse
import csv
import math
import os
from collections.abc import Callable
from pathlib import Path
from statistics import median

import numpy as np
from made_county import make
from numpy.typing import NDArray
from scipy.sparse.csgraph import shortest_path

from geo_ruijin import siting

Floats = NDArray[np.float64]
COUNTY = (19_000, 5_000, 50)  # demands, candidates, new sites


def ours(cost: Floats, weight: Floats, new: int) -> float:
    """Return the least weight x distance, proven."""
    answer = siting.p_median(cost, weight, new=new)
    if not answer.proven:
        message = f"not proven: within {answer.gap:.3%}"
        raise SystemExit(message)
    return answer.objective


def spopt(cost: Floats, weight: Floats, new: int) -> float:
    """Return what spopt's PMedian finds with pulp's own solver, CBC; its objective is the mean."""
    import pulp  # noqa: PLC0415 - a peer is imported where it is measured
    from spopt.locate import PMedian  # noqa: PLC0415

    solved = PMedian.from_cost_matrix(cost, weight, p_facilities=new).solve(pulp.PULP_CBC_CMD(msg=False))
    return float(pulp.value(solved.problem.objective))


def ortools(cost: Floats, weight: Floats, new: int) -> float:
    """Return what SCIP finds through OR-Tools: a Boolean a site, a share a pair, no pair without its site."""
    from ortools.linear_solver import pywraplp  # noqa: PLC0415

    solver = pywraplp.Solver.CreateSolver("SCIP")
    demands, sites = cost.shape
    opened = [solver.BoolVar("") for _ in range(sites)]
    solver.Add(solver.Sum(opened) == new)
    each = weight[:, None] * cost
    for demand in range(demands):
        row = [solver.NumVar(0, 1, "") for _ in range(sites)]
        solver.Add(solver.Sum(row) == 1)
        for site, pair in enumerate(row):
            solver.Add(pair <= opened[site])
            solver.Objective().SetCoefficient(pair, float(each[demand, site]))
    if solver.Solve() != pywraplp.Solver.OPTIMAL:
        message = "OR-Tools found no optimum"
        raise SystemExit(message)
    return float(solver.Objective().Value())


WAYS: dict[str, Callable[[Floats, Floats, int], float]] = {"ours": ours, "spopt": spopt, "OR-Tools": ortools}


def spent() -> float:
    """Return the processor time of this process and of the solvers that it called [s]."""
    return sum(os.times()[:4])


def beside_others(demands: int, sites: int, new: int, rounds: int, skipped: list[str]) -> None:
    """Print the median of each way [s], its ratio to ours, and that all find the same."""
    county = make(demands, sites)
    cost = np.round(county.distances())
    seconds: dict[str, list[float]] = {name: [] for name in WAYS if name not in skipped}
    values: dict[str, float] = {}
    for _ in range(rounds):
        for name, every in seconds.items():
            begun = spent()
            values[name] = WAYS[name](cost, county.people, new)
            every.append(spent() - begun)
    for name, every in seconds.items():
        print(f"{name:10} {median(every):8.2f} s  x {median(every) / median(seconds['ours']):7.1f}  {values[name]:.0f}")
        if not math.isclose(values[name], values["ours"], rel_tol=1e-6):
            message = f"{name} finds another value"
            raise SystemExit(message)


def published(folder: Path) -> None:
    """Print the time of each instance of OR-Library and of all [s]; each must be proven to be the published optimum."""
    with (folder / "optima.csv").open() as file:
        optima = {row["instance"]: float(row["p_median_optimum"]) for row in csv.DictReader(file)}
    total = 0.0
    for name, optimum in optima.items():
        (nodes, _, new), *edges = np.array((folder / f"{name}.txt").read_text().split(), int).reshape(-1, 3).tolist()
        weights = np.full((nodes, nodes), np.inf)
        for a, b, length in edges:  # a repeated edge: the last counts
            weights[a - 1, b - 1] = weights[b - 1, a - 1] = length
        cost = shortest_path(weights, method="D")
        begun = spent()
        if ours(cost, np.ones(nodes), new) != optimum:
            message = f"{name}: another optimum than the published one"
            raise SystemExit(message)
        total += spent() - begun
        print(f"{name:7} {nodes:4} nodes {new:3} sites {spent() - begun:6.2f} s")
    print(f"all     {total:26.2f} s")


def county() -> None:
    """Print how near to the optimum the answer for a county is, and its time [s]."""
    demands, sites, new = COUNTY
    made = make(demands, sites)
    cost = made.distances()
    begun = spent()
    answer = siting.p_median(cost, made.people, new=new)
    print(f"{demands} x {sites}, {new} sites: within {answer.gap:.3%}, {spent() - begun:.1f} s of the processor")


def main() -> None:
    """Run what is asked."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--demands", type=int, default=300)
    parser.add_argument("--sites", type=int, default=300)
    parser.add_argument("--new", type=int, default=10)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--skip", nargs="*", default=[], choices=[name for name in WAYS if name != "ours"])
    parser.add_argument("--pmed", type=Path)
    parser.add_argument("--county", action="store_true")
    wanted = parser.parse_args()
    if wanted.pmed:
        published(wanted.pmed)
    elif wanted.county:
        county()
    else:
        beside_others(wanted.demands, wanted.sites, wanted.new, wanted.rounds, wanted.skip)


if __name__ == "__main__":
    main()
