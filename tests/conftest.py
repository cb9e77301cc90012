"""Fixtures of many modules."""

from tests.county import _county, county

__all__ = ["_county", "county"]
