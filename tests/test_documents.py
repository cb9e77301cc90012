"""The documents name what there is, their links resolve, and both languages say the same."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from geo_ruijin.draw import CHOROPLETH, PALETTES, RAMPS, RELIEF, STYLES
from geo_ruijin.methods import METHODS
from geo_ruijin.spec import (
    AnalysisSpec,
    LayerSpec,
    MapSpec,
    OsmBasemap,
    ShowSpec,
    TiandituBasemap,
    WmtsBasemap,
    XyzBasemap,
)
from geo_ruijin.spec.base import Spec

ROOT = Path(__file__).parents[1]
DOCUMENTS = sorted(
    [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), ROOT / "layers/README.md", ROOT / "benchmarks/README.md"]
)
PAIRS = [
    (path.with_name(path.name.replace(".zh.md", ".md")), path) for path in DOCUMENTS if path.name.endswith(".zh.md")
]
GUIDES = ("analyses", "energy", "forest")
LANGUAGES = (".md", ".zh.md")


def _read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _words(*paths: Path) -> set[str]:
    """Return what stands between backticks."""
    return {word for path in paths for word in re.findall(r"`([^`\n]+)`", path.read_text(encoding="utf-8"))}


def _names(word: str, name: str) -> bool:
    """Return whether a word is a name, or its beginning or end with the rest left out."""
    if "…" not in word or word == "…":
        return word == name
    return name.startswith(word.rstrip("…")) if word.endswith("…") else name.endswith(word.lstrip("…"))


def _shape(path: Path) -> list[str]:
    """Return the headings, rows of tables and commands of a document, in order, without their words."""
    lines = path.read_text(encoding="utf-8").splitlines()
    kinds = {"#": "heading", "|": "row"}
    return [kinds.get(line[0], "code") for line in lines if line[:1] in kinds or line.startswith("    geo-ruijin")]


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_resolve(path: Path) -> None:
    targets = re.findall(r"\]\(([^)#\s]+)[^)]*\)", path.read_text(encoding="utf-8"))
    files = [target for target in targets if "://" not in target]
    assert [target for target in files if not (path.parent / target).exists()] == []


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair[0].name)
def test_both_languages_have_the_same_headings_tables_and_commands(pair: tuple[Path, Path]) -> None:
    assert _shape(pair[0]) == _shape(pair[1])


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_method_is_told(language: str) -> None:
    assert METHODS.keys() - _words(ROOT / f"docs/analyses{language}") == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_key_and_style_of_maps_is_told(language: str) -> None:
    words = _words(ROOT / f"docs/maps{language}")
    models: list[type[Spec]] = [MapSpec, ShowSpec, TiandituBasemap, OsmBasemap, XyzBasemap, WmtsBasemap]
    keys = {key for model in models for key in model.model_fields}
    assert (keys | STYLES.keys() | RAMPS.keys() | PALETTES.keys() | {RELIEF, CHOROPLETH}) - words == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_analysis_is_told(language: str) -> None:
    words = _words(*(ROOT / f"docs/{name}{language}" for name in GUIDES))
    names = [path.stem for path in (ROOT / "analyses").glob("*.toml")]
    assert [name for name in names if not any(_names(word, name) for word in words)] == []


def test_every_layer_has_a_row_with_a_star_where_an_analysis_takes_it() -> None:
    text = (ROOT / "layers/README.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| `(\w+)`( \*)? \| [^|]+ \| (?:point|line|polygon|raster|table)\b", text, re.MULTILINE))
    layers = {path.stem: _read(path) for path in (ROOT / "layers").glob("*.toml")}
    taken = {name for path in (ROOT / "analyses").glob("*.toml") for name in _read(path)["inputs"].values()}
    taken |= {
        source["layer"]
        for name in taken & layers.keys()
        for source in layers[name].get("sources", [])
        if source["kind"] == "layer"
    }
    assert {name for name, star in rows.items() if star} == taken & layers.keys()
    assert rows.keys() == layers.keys()


def test_a_name_may_be_cut_short() -> None:
    assert _names("charging_within_6km", "charging_within_6km")
    assert _names("…_6km", "charging_within_6km")
    assert _names("roof_solar…", "roof_solar_grid")
    assert not _names("…_6km", "charging_within_1km")
    assert not _names("roof", "roof_solar")
    assert not _names("…", "roof_solar")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_example_of_siting_in_python_says_what_it_says(language: str) -> None:
    text = (ROOT / f"docs/siting{language}").read_text(encoding="utf-8")
    (block,) = re.findall(r"((?:^(?: {4}.*)?\n)+)", text[text.index("    import numpy") :], re.MULTILINE)[:1]
    names: dict[str, Any] = {}
    told = 0
    for line in block.splitlines():
        code, _, comment = line.strip().partition("#")
        if said := re.match(r" (?:chosen )?(\([\d., ]+\))", comment):
            found = eval(code, names)  # noqa: S307 - the example is ours
            assert getattr(found, "chosen", found) == eval(said[1]), line  # noqa: S307
            told += 1
        else:
            exec(code, names)  # noqa: S102
    assert told == 6


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_files_of_another_service_are_whole(language: str) -> None:
    text = (ROOT / f"docs/siting{language}").read_text(encoding="utf-8")
    files = re.findall(
        r"^ {4}# ((?:layers|analyses)/kindergarten\S+|\w+/new_kindergartens\.toml)\n((?: {4}.+\n)+)", text, re.MULTILINE
    )
    specs: dict[str, type[Spec]] = {"layers": LayerSpec, "analyses": AnalysisSpec, "maps": MapSpec}
    read = {name: specs[name.partition("/")[0]].model_validate(tomllib.loads(body)) for name, body in files}
    assert len(read) == 4
    for spec in read.values():
        if isinstance(spec, AnalysisSpec):
            method = METHODS[spec.method]
            assert spec.inputs.keys() <= method.inputs.keys()
            assert spec.parameters.keys() <= method.parameters.keys()
