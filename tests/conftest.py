"""Fixtures of many modules; and the same examples in every run, so that the gate says the same twice."""

from hypothesis import settings

from tests.county import _county, county

__all__ = ["_county", "county"]

settings.register_profile("gate", derandomize=True, deadline=None)  # a busy machine fails no test
settings.load_profile("gate")
