"""Where the next ones go: the library of `geo_ruijin.siting`, and the questions asked with it."""

from __future__ import annotations

from geo_ruijin.siting import Answer, Conditions, lscp, mclp

__all__ = ["Answer", "Conditions", "lscp", "mclp"]
