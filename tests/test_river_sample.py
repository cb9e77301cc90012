"""The rivers of the shipped sample: lines drawn beside the middle give the figures of lines drawn in it."""

from __future__ import annotations

import tomllib
from pathlib import Path

import geopandas as gpd
import pytest

from geo_ruijin.methods import METHODS
from geo_ruijin.results import Result
from tests.planes import values

ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "layers/data/sample"


def answer(east: float, north: float) -> Result:
    """Return the answer to the shipped question, the lines of rivers moved."""
    said = tomllib.loads((ROOT / "analyses/river_buffers.toml").read_text(encoding="utf-8"))["parameters"]
    given = {name: one["value"] for name, one in said.items()}
    given = {name: tuple(value) if isinstance(value, list) else value for name, value in given.items()}
    layers = {name: gpd.read_parquet(SAMPLE / f"{name}.parquet") for name in ("boundary", "rivers", "land_use")}
    rivers = layers["rivers"].set_geometry(layers["rivers"].translate(east, north))
    return METHODS["river_buffers"].compute(
        place=layers["boundary"], rivers=rivers, land_use=layers["land_use"], **given
    )


@pytest.fixture(scope="module")
def as_drawn() -> Result:
    return answer(0, 0)


def test_both_banks_of_every_river_are_found(as_drawn: Result) -> None:
    courses = as_drawn.tables["courses"].data
    assert len(courses) == 2
    assert (courses[["left", "right"]] > 98).all(axis=None)
    assert as_drawn.measures["bank_length"].low is None  # nothing is missing


def test_the_width_measured_is_that_of_the_lines(as_drawn: Result) -> None:
    courses = as_drawn.tables["courses"].data
    assert courses["width"].to_numpy() == pytest.approx(courses["said"].to_numpy(), rel=0.03)


@pytest.mark.parametrize(("east", "north"), [(10, 0), (-7, -7)])
def test_lines_moved_by_ten_metres_move_no_figure_by_a_hundredth(as_drawn: Result, east: float, north: float) -> None:
    before, after = values(as_drawn), values(answer(east, north))
    for name in ("bank_length", "strip_area", "natural_share", "broken_share", "gaps_length", "longest_gap"):
        assert after[name] == pytest.approx(before[name], rel=0.01), name
