"""Corridors: where along main roads the next station is too far, and where to build so that none is."""

from __future__ import annotations

from geo_ruijin.methods.corridors.siting import corridor_siting
from geo_ruijin.methods.corridors.spacing import corridor_gaps

__all__ = ["corridor_gaps", "corridor_siting"]
