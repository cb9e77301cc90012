"""Candidates: where a new facility could stand, and why elsewhere it could not."""

from __future__ import annotations

from geo_ruijin.methods.candidates.parcels import parcel_candidates
from geo_ruijin.methods.candidates.places import place_candidates
from geo_ruijin.methods.candidates.streets import street_candidates

__all__ = ["parcel_candidates", "place_candidates", "street_candidates"]
