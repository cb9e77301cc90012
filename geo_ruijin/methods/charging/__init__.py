"""Charging piles: where those that are lacking go, by kind and place."""

from __future__ import annotations

from geo_ruijin.methods.charging.siting import pile_siting

__all__ = ["pile_siting"]
