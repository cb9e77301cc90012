"""Counting: how much of something there is, beside what is asked for."""

from __future__ import annotations

from geo_ruijin.methods.counting.piles import pile_count
from geo_ruijin.methods.counting.provision import area_per_person
from geo_ruijin.methods.counting.spaces import equipped_spaces

__all__ = ["area_per_person", "equipped_spaces", "pile_count"]
