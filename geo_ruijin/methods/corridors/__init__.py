"""Corridors: where along main roads the next station is too far."""

from __future__ import annotations

from geo_ruijin.methods.corridors.spacing import corridor_gaps

__all__ = ["corridor_gaps"]
