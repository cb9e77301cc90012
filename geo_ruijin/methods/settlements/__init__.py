"""Settlements: which villages a service reaches."""

from __future__ import annotations

from geo_ruijin.methods.settlements.service import settlement_service

__all__ = ["settlement_service"]
