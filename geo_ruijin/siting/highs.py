"""Mixed-integer programs as sparse arrays, solved with HiGHS; no modelling layer between."""

from __future__ import annotations

from dataclasses import dataclass, replace

import highspy
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

Floats = NDArray[np.float64]

#: When a search is broken off and its bound given instead of a proof [s].
TIME_LIMIT = 60.0


@dataclass(frozen=True, eq=False)
class Program:
    """Minimise ``cost @ x`` where ``lower <= rows @ x <= upper`` and x lies in its bounds.

    Attributes
    ----------
    cost, least, most
        Of the columns: shape (n,).
    whole
        Which columns are whole numbers: shape (n,).
    rows, lower, upper
        Shapes (m, n), (m,), (m,).
    """

    cost: Floats
    least: Floats
    most: Floats
    whole: NDArray[np.bool_]
    rows: csr_array
    lower: Floats
    upper: Floats


@dataclass(frozen=True, eq=False)
class Solved:
    """What HiGHS found: the columns, or None where nothing keeps the rows; no value is less than `bound`.

    `infeasible` only where that is proven: columns may be None for want of time too.
    """

    columns: Floats | None
    value: float
    bound: float
    infeasible: bool


def solve(program: Program, *, time_limit: float, start: Floats | None = None, gap: float = 0.0) -> Solved:
    """Return the least of a program.

    Parameters
    ----------
    time_limit
        When to stop and give what there is [s].
    start
        Columns that keep the rows, to begin from.
    gap
        So far from its bound, over it, a value is good enough [1].
    """
    if not len(program.cost):
        kept = bool(((program.lower <= 0) & (program.upper >= 0)).all())
        return (
            Solved(np.zeros(0), 0.0, 0.0, infeasible=False) if kept else Solved(None, np.inf, np.inf, infeasible=True)
        )
    highs = _loaded(program, time_limit, gap)
    if start is not None:
        begin = highspy.HighsSolution()
        begin.col_value = start.tolist()
        highs.setSolution(begin)
    _run(highs)
    info, status = highs.getInfo(), highs.getModelStatus()
    found = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
    integer = bool(program.whole.any())
    optimal = status == highspy.HighsModelStatus.kOptimal
    value = float(info.objective_function_value) if found else np.inf
    columns = np.array(highs.getSolution().col_value) if found else None
    if (
        start is not None
        and columns is not None
        and not np.isclose(program.cost @ columns, value, rtol=1e-6, atol=1e-6)
    ):
        # HiGHS 1.16 can take a start for less than it comes to, once presolve has changed it, and call that the least
        return solve(program, time_limit=time_limit, gap=gap)
    return Solved(
        columns=columns,
        value=value,
        bound=float(info.mip_dual_bound) if integer else (value if optimal else -np.inf),
        infeasible=status == highspy.HighsModelStatus.kInfeasible,
    )


def priced(program: Program, *, time_limit: float) -> Floats:
    """Return the prices of the rows where columns need not be whole; 0 where none are found, or not in time.

    Inner points without a vertex: fast, and any prices give a true bound (`covering.bounds.weighed`).
    """
    if not len(program.cost):
        return np.zeros(len(program.lower))
    highs = _loaded(replace(program, whole=np.zeros_like(program.whole)), time_limit)
    for option, value in {"solver": "ipm", "run_crossover": "off"}.items():
        highs.setOptionValue(option, value)
    _run(highs)
    solution = highs.getSolution()
    return np.array(solution.row_dual) if solution.dual_valid else np.zeros(len(program.lower))


def _loaded(program: Program, time_limit: float, gap: float = 0.0) -> _Quiet:
    highs = _Quiet()
    for option, value in {
        "threads": 1,  # the same inputs give the same sites
        "random_seed": 0,
        "time_limit": time_limit,
        "mip_rel_gap": gap,
        "mip_abs_gap": 1e-9,
    }.items():
        highs.setOptionValue(option, value)
    highs.passModel(_model(program))
    return highs


def _run(highs: _Quiet) -> None:
    """Run HiGHS; a scheduler with more threads, left by whoever ran it before, is put away first."""
    if highs.run() == highspy.HighsStatus.kError:
        highs.resetGlobalScheduler(True)  # noqa: FBT003 the solver's own argument
        if highs.run() == highspy.HighsStatus.kError:
            raise RuntimeError(highs.modelStatusToString(highs.getModelStatus()))


class _Quiet(highspy.Highs):
    """HiGHS that writes nothing: switching its callbacks on is the first thing it would announce itself for."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]

    def enableCallbacks(self) -> None:  # noqa: N802 the solver's own name
        self.silent()
        super().enableCallbacks()  # type: ignore[no-untyped-call]


def _model(program: Program) -> highspy.HighsLp:
    rows = program.rows.tocsr()
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = rows.shape[1], rows.shape[0]
    model.col_cost_, model.col_lower_, model.col_upper_ = program.cost, program.least, program.most
    model.row_lower_, model.row_upper_ = program.lower, program.upper
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.num_col_, model.a_matrix_.num_row_ = rows.shape[1], rows.shape[0]
    model.a_matrix_.start_, model.a_matrix_.index_, model.a_matrix_.value_ = rows.indptr, rows.indices, rows.data
    if program.whole.any():
        kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
        model.integrality_ = [kinds[int(one)] for one in program.whole]
    return model
