"""Columns in our names, cells in our words."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from geo_ruijin.columns import in_our_words
from geo_ruijin.errors import Fault
from geo_ruijin.spec import ColumnSpec, FileSource, LayerSource, LayerSpec, OsmSource, Source

KIND = {"kind": ColumnSpec(type="text", values=["public", "private"])}


def worded(rows: dict[str, list[object]], source: Source) -> tuple[dict[str, list[Any]], list[Fault]]:
    found, faults = in_our_words(pd.DataFrame(rows), source, KIND, where="sources[0]", file="f", shown="a.csv")
    cells = found.astype(object).where(found.notna(), None)
    return {str(name): cells[name].tolist() for name in cells}, faults


def own(**changes: Any) -> FileSource:  # noqa: ANN401 - values of a TOML file
    return FileSource(kind="file", path="a.csv", **changes)


def test_a_column_gives_way_to_the_one_that_is_named() -> None:
    rows: dict[str, list[object]] = {"name": ["n1"], "站名": ["n2"], "rest": [1]}
    assert worded(rows, own(columns={"name": "站名"})) == ({"rest": [1], "name": ["n2"]}, [])


def test_two_columns_change_places() -> None:
    rows: dict[str, list[object]] = {"a": [1], "b": [2]}
    assert worded(rows, own(columns={"a": "b", "b": "a"})) == ({"a": [2], "b": [1]}, [])


def test_two_columns_are_made_of_one() -> None:
    assert worded({"x": [1]}, own(columns={"a": "x", "b": "x"})) == ({"a": [1], "b": [1]}, [])


def test_a_column_that_is_not_there_is_told_with_the_nearest() -> None:
    _, (fault,) = worded({"站名": ["a"]}, own(columns={"name": "站明"}))
    assert (fault.where, fault.what.en) == ("sources[0].columns.name", "a.csv has no column '站明'")


@pytest.mark.parametrize("code", [10, 10.0, "10", " 10 "])
def test_a_code_is_the_same_however_it_is_written(code: object) -> None:
    assert worded({"kind": [code, None]}, own(values={"kind": {"10": "public"}}))[0] == {"kind": ["public", None]}


def test_a_truth_is_a_word_too() -> None:
    rows, _ = worded({"kind": [True, False]}, own(values={"kind": {"true": "public", "false": "private"}}))
    assert rows == {"kind": ["public", "private"]}


def test_the_words_of_ones_own_data_stay_and_those_of_openstreetmap_go_where_nobody_knows_them() -> None:
    words: dict[str, list[object]] = {"kind": ["yes", "customers", "public"]}
    values: dict[str, dict[str, str | bool | int | float]] = {"kind": {"yes": "public"}}
    assert worded(words, own(values=values))[0] == {"kind": ["public", "customers", "public"]}
    osm = OsmSource(kind="osm", tags={"amenity": "parking"}, values=values)
    rows, _ = worded(words, osm)
    assert rows["kind"][0] == rows["kind"][2] == "public"
    assert rows["kind"][1] is None


def test_a_selection_names_columns_and_no_words() -> None:
    source = LayerSource(kind="layer", layer="land", columns={"name": "code"})
    assert worded({"code": ["0701"]}, source) == ({"name": ["0701"]}, [])


def test_a_column_that_is_the_same_in_every_row_is_said_once() -> None:
    assert worded({"a": [1, 2]}, own(constants={"kind": "public"}))[0]["kind"] == ["public", "public"]
    _, (fault,) = worded({"kind": ["private"]}, own(constants={"kind": "public"}))
    assert (fault.where, fault.what.en) == ("sources[0].constants.kind", "a.csv has a column 'kind' already")


FOREST = {"land": ColumnSpec(type="text", values=["trees", "shrub"], words={"乔木林地": "trees", "特灌林": "shrub"})}


def read(source: Source, *words: object) -> tuple[list[Any], list[Fault]]:
    rows = pd.DataFrame({"land": list(words)})
    found, faults = in_our_words(rows, source, FOREST, where="sources[0]", file="f", shown="a.csv")
    return found["land"].astype(object).where(found["land"].notna(), None).tolist(), faults


def test_another_word_for_ours_is_known_and_told() -> None:
    found, (fault,) = read(own(), "乔木林地", " 特灌林 ", "trees", "果园", None, "乔木林地")
    assert found == ["trees", "shrub", "trees", "果园", None, "trees"]
    assert not fault.serious
    assert fault.where == "columns.land"
    assert fault.what.zh == "“乔木林地”读作“trees”、“特灌林”读作“shrub”,共 3 行"


def test_what_a_source_says_of_a_word_goes_before() -> None:
    assert read(own(values={"land": {"特灌林": "trees"}}), "特灌林", "乔木林地")[0] == ["trees", "trees"]
    assert read(own(values={"land": {"10": "trees"}}), 10, "特灌林")[0] == ["trees", "shrub"]


def test_nothing_is_told_where_all_words_are_ours() -> None:
    assert read(own(), "trees", "shrub") == (["trees", "shrub"], [])


def test_another_word_is_for_one_of_ours() -> None:
    with pytest.raises(ValueError, match="'tree' of words is none of values"):
        ColumnSpec(type="text", values=["trees"], words={"乔木林地": "tree"})


def test_what_candidates_are_for_may_be_said_in_chinese() -> None:
    text = (Path(__file__).parents[1] / "layers/candidate_sites.toml").read_text(encoding="utf-8")
    spec = LayerSpec.model_validate(tomllib.loads(text))
    rows = pd.DataFrame({"for": ["公交站点", "口袋公园", "充电站", "回收站点", "光伏", "bus_stop"]})
    found, faults = in_our_words(rows, own(), spec.columns, where="sources[0]", file="f", shown="a.csv")
    assert found["for"].tolist() == ["bus_stop", "pocket_park", "charging", "recycling", "solar", "bus_stop"]
    assert not any(fault.serious for fault in faults)
