"""Fixtures of many modules; and the same examples in every run, so that the gate says the same twice."""

from hypothesis import settings

from tests.chromium import _chromium, browser
from tests.command import no_pictures
from tests.county import _county, county

__all__ = ["_chromium", "_county", "browser", "county", "no_pictures"]

settings.register_profile("gate", derandomize=True, deadline=None)  # a busy machine fails no test
settings.load_profile("gate")
