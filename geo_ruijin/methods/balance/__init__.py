"""Balance: what supply is left to each when all who reach it share it (two-step floating catchment areas)."""

from __future__ import annotations

from geo_ruijin.methods.balance.sharing import EVEN, Balance, pairs_within, two_step, two_step_points
from geo_ruijin.methods.balance.supply import supply_balance

__all__ = ["EVEN", "Balance", "pairs_within", "supply_balance", "two_step", "two_step_points"]
