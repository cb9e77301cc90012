"""A layer's file with one more source."""

from __future__ import annotations

import datetime as dt
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo_ruijin.errors import SourceError
from geo_ruijin.layerfile import with_source
from geo_ruijin.project import shipped_project
from geo_ruijin.spec import DatabaseSource, FileSource, LayerSpec
from geo_ruijin.text import Text

OWN = FileSource(kind="file", path="data/own/a.csv", datum="gcj02", x="经度", y="纬度")
LAYER = """# who keeps it
title = "Stops" # for readers
geometry = "point"

# the best there is
[[sources]]
kind = "file"
path = "data/own/old.gpkg" # of last year

[[sources]]
kind = "osm"
tags = { highway = "bus_stop" }
"""


def sources(text: str) -> list[str | None]:
    """Return the paths of the sources of a file, None for those that are no files."""
    return [source.get("path") for source in tomllib.loads(text)["sources"]]


def test_the_new_source_is_on_top_and_all_else_stays() -> None:
    text = with_source(LAYER, OWN)
    assert sources(text) == ["data/own/a.csv", "data/own/old.gpkg", None]
    assert [line for line in LAYER.splitlines() if line not in text.splitlines()] == []
    assert text.index("a.csv") < text.index("# the best there is") < text.index("old.gpkg")


def test_the_same_data_again_take_the_place_of_what_was_said_of_them() -> None:
    text = with_source(with_source(LAYER, OWN), OWN.model_copy(update={"datum": "bd09"}))
    assert sources(text) == ["data/own/a.csv", "data/own/old.gpkg", None]
    assert tomllib.loads(text)["sources"][0]["datum"] == "bd09"
    assert with_source(text, OWN.model_copy(update={"datum": "bd09"})) == text


def test_a_source_with_tables_of_its_own_is_replaced_whole() -> None:
    text = LAYER.replace(
        'path = "data/own/old.gpkg" # of last year', 'path = "data/own/a.csv"\n[sources.columns]\nname = "n"'
    )
    assert tomllib.loads(with_source(text, OWN))["sources"][0] == tomllib.loads(with_source("", OWN))["sources"][0]
    assert sources(with_source(text, OWN)) == ["data/own/a.csv", None]


def test_a_file_without_sources_gains_the_first() -> None:
    assert with_source('title = "Stops"\n', OWN).startswith('title = "Stops"\n\n[[sources]]\nkind = "file"\n')


def test_sources_in_one_line_are_refused() -> None:
    with pytest.raises(SourceError, match=r"\[\[sources\]\]"):
        with_source('sources = [{ kind = "osm_streets" }]\n', OWN)


@given(st.text(max_size=20), st.dictionaries(st.text(min_size=1, max_size=9), st.text(max_size=9), max_size=3))
def test_whatever_is_declared_is_read_as_it_was(name: str, words: dict[str, str]) -> None:
    source = FileSource(
        kind="file",
        path="data/own/a.csv",
        columns={"name": name},
        values={"kind": dict(words)},
        origin=Text(zh=f"原{name}", en="x"),
        date=dt.date(2024, 5, 1),
    )
    text = with_source(LAYER, source)
    assert LayerSpec.model_validate(tomllib.loads(text)).sources[0] == source


def test_a_table_of_a_database_is_written_with_its_address() -> None:
    source = DatabaseSource(kind="database", url="postgresql://planner@host/city", table="gis.stops", datum="cgcs2000")
    text = with_source(LAYER, source)
    assert LayerSpec.model_validate(tomllib.loads(text)).sources[0] == source


@pytest.mark.parametrize("path", sorted((shipped_project() / "layers").glob("*.toml")), ids=lambda path: path.stem)
def test_every_shipped_layer_can_be_added_to(path: Path) -> None:
    before = path.read_text(encoding="utf-8")
    after = with_source(before, OWN)
    then, now = tomllib.loads(before), tomllib.loads(after)
    assert now.pop("sources")[1:] == then.pop("sources", [])
    assert now == then
    assert set(before.splitlines()) <= set(after.splitlines())
