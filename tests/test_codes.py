"""Codes of settings in words: the same as the methods', who have more to say of each."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from geo_ruijin.codes import code_word
from geo_ruijin.figures import show_setting
from geo_ruijin.methods.installed.capacity_tables import KINDS as PLANTS
from geo_ruijin.methods.landwords import LAND_WORDS
from geo_ruijin.methods.restoration.ground import KINDS as SITES
from geo_ruijin.methods.rooftops.vocabulary import CLASSES
from geo_ruijin.text import Text


@pytest.mark.parametrize("words", [CLASSES, PLANTS, LAND_WORDS, SITES], ids=["roofs", "plants", "land", "sites"])
def test_a_code_has_the_word_that_the_method_has(words: Mapping[str, Text]) -> None:
    said = {code: code_word(code, language="zh") for code in words}
    known = {code: word for code, word in said.items() if word != code}
    assert known
    assert known == {code: words[code].zh for code in known}


def test_settings_read_in_words() -> None:
    assert show_setting(["government", "village_committee"], None, language="zh") == "党政机关、村(居)委会"
    assert show_setting({"public_building": 10, "hub": 15}, "%", language="en") == "public building: 10%; hub: 15%"
