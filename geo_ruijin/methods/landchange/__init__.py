"""Change of what covers the ground, between years, seen from above."""

from __future__ import annotations

from geo_ruijin.methods.landchange.change import cover_change

__all__ = ["cover_change"]
