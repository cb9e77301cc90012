"""Where facilities go, proven best: covering and median problems on sparse demand-site pairs.

Arrays in, an `Answer` out: nothing here knows a map. A `cost` is what lies between each demand and each site, metres or
minutes: a dense array of shape (n_demand, n_sites), infinite where there is no way, or a `scipy.sparse` matrix of the
pairs in reach alone, where what is not stored is out of reach and a stored 0 is a distance of 0. Demands and sites are
told by their positions.

Solved with HiGHS; every answer carries a bound and says whether it is proven.

References
----------
R. Church and C. ReVelle (1974), The maximal covering location problem, doi:10.1007/BF01942293.
C. Toregas, R. Swain, C. ReVelle, L. Bergman (1971), The location of emergency service facilities,
doi:10.1287/opre.19.6.1363.
S. L. Hakimi (1964), Optimum locations of switching centers and the absolute centers and medians of a graph,
doi:10.1287/opre.12.3.450.
Q. Huangfu and J. A. J. Hall (2018), Parallelizing the dual revised simplex method, doi:10.1007/s12532-017-0130-5.
"""

from geo_ruijin.errors import InfeasibleError
from geo_ruijin.siting.answer import Answer
from geo_ruijin.siting.capacities.capacitated import capacitated_mclp, capacitated_p_median, fixed_charge
from geo_ruijin.siting.capacities.modular import Modules, modular_mclp
from geo_ruijin.siting.conditions import Conditions
from geo_ruijin.siting.covering.backup import backup
from geo_ruijin.siting.covering.coverage import lscp, mclp
from geo_ruijin.siting.covering.curve import Curve, curve
from geo_ruijin.siting.covering.infeasible import unreachable
from geo_ruijin.siting.medians.center import p_center
from geo_ruijin.siting.medians.median import p_median
from geo_ruijin.siting.pairs import too_close
from geo_ruijin.siting.selection import select
from geo_ruijin.siting.tiers.chains import Chains, chain_bound, chain_median
from geo_ruijin.siting.tiers.hierarchy import Hierarchy, TierAnswer, hierarchy
from geo_ruijin.siting.tiers.tier import Tier

__all__ = [
    "Answer",
    "Chains",
    "Conditions",
    "Curve",
    "Hierarchy",
    "InfeasibleError",
    "Modules",
    "Tier",
    "TierAnswer",
    "backup",
    "capacitated_mclp",
    "capacitated_p_median",
    "chain_bound",
    "chain_median",
    "curve",
    "fixed_charge",
    "hierarchy",
    "lscp",
    "mclp",
    "modular_mclp",
    "p_center",
    "p_median",
    "select",
    "too_close",
    "unreachable",
]
