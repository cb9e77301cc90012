"""Covering tasks as mixed-integer programs: columns of the sites first, then of the demands."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy import sparse

from geo_ruijin.siting.covering.task import Task
from geo_ruijin.siting.highs import Program


def covering(task: Task) -> Program:
    """Return the program of the most weight covered: a demand counts as far as the sites that cover it are open.

    Church and ReVelle's: only the sites need to be whole.
    """
    demands, sites = task.near.shape
    return Program(
        cost=np.append(np.zeros(sites), -task.weight),
        least=np.zeros(sites + demands),
        most=np.ones(sites + demands),
        whole=np.arange(sites + demands) < sites,
        rows=sparse.csr_array(
            sparse.vstack(
                [
                    sparse.hstack([task.near, -sparse.eye_array(demands)]),
                    sparse.hstack([task.rows.matrix, sparse.csr_array((len(task.rows.lower), demands))]),
                ]
            )
        ),
        lower=np.append(np.zeros(demands), task.rows.lower),
        upper=np.append(np.full(demands, np.inf), task.rows.upper),
    )


def sharing(task: Task, wanted: float) -> Program:
    """Return the program of the cheapest sites that cover `wanted`, what stays included."""
    program = covering(task)
    return replace(
        program,
        cost=np.append(task.price, np.zeros(len(task.weight))),
        rows=sparse.csr_array(sparse.vstack([program.rows, sparse.csr_array(-program.cost[None, :])])),
        lower=np.append(program.lower, wanted - task.base),
        upper=np.append(program.upper, np.inf),
    )


def all_covering(task: Task) -> Program:
    """Return the program of the cheapest sites that cover every demand: no column for the demands."""
    demands, sites = task.near.shape
    return Program(
        cost=task.price,
        least=np.zeros(sites),
        most=np.ones(sites),
        whole=np.ones(sites, dtype=bool),
        rows=sparse.csr_array(sparse.vstack([task.near, task.rows.matrix])),
        lower=np.append(np.ones(demands), task.rows.lower),
        upper=np.append(np.full(demands, np.inf), task.rows.upper),
    )
