"""Siting: where the next facilities go, and the engine behind it for use from Python."""

from __future__ import annotations

from geo_ruijin.siting import Answer, Conditions, lscp, mclp, too_close

__all__ = ["Answer", "Conditions", "lscp", "mclp", "too_close"]
