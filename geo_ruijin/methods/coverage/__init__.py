"""Coverage: which part of a region, and how many of its people, have a facility within reach."""

from __future__ import annotations

from geo_ruijin.methods.coverage.service import service_coverage

__all__ = ["service_coverage"]
