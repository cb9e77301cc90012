"""What of the shipped analyses a project of another place asks, and with which numbers."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
from shapely.geometry import box

from geo_ruijin.carried import carry_analyses
from geo_ruijin.project import Project, open_project, shipped_project
from tests.command import geo_ruijin, run_json

#: What holds in Ruijin alone, and what holds in China alone, by analysis.
OF_THE_PLACE = {"new_energy": {"target", "until"}, "pumped_storage": {"target", "until"}}
OF_THE_COUNTRY = {
    "roof_solar": {"built_density"},
    "roof_solar_supply": {"investment"},
    "solar_first_movers": {"investment", "budget", "budgets", "factor"},
}
#: Which ask nothing without prices or emission factors.
NEEDY = {"forest_carbon", "roof_solar_costs", "roof_solar_carbon"}


def parameters(project: Project, analysis: str) -> set[str]:
    return set(project.analyses[analysis].parameters)


def test_a_county_in_china_takes_prices_and_factors_but_not_the_plan(county: Path) -> None:
    shipped, made = open_project(shipped_project()), open_project(county)
    assert made.faults == ()
    assert set(made.analyses) == set(shipped.analyses)
    for name, gone in (OF_THE_PLACE | {"roof_solar": {"published_yield"}}).items():
        assert parameters(made, name) == parameters(shipped, name) - gone
    for name in (*OF_THE_COUNTRY, *NEEDY):
        assert parameters(made, name) == parameters(shipped, name) - {"published_yield"}


def test_a_place_abroad_takes_neither(tmp_path: Path) -> None:
    gpd.GeoDataFrame(geometry=[box(1.4, 42.4, 1.6, 42.6)], crs="EPSG:4326").to_file(tmp_path / "b.gpkg")
    said = geo_ruijin("new", tmp_path / "a", "--name", "安道尔", "--boundary", tmp_path / "b.gpkg")
    assert said.status == 0
    assert "analyses/roof_solar_costs.toml is left out: its feed_in_tariff, investment" in said.words
    assert "analyses/roof_solar_carbon.toml is left out: its factor" in said.words
    shipped, made = open_project(shipped_project()), open_project(tmp_path / "a")
    assert made.faults == ()
    assert set(made.analyses) == set(shipped.analyses) - NEEDY
    for name, gone in OF_THE_COUNTRY.items():
        assert parameters(made, name) == parameters(shipped, name) - gone - {"published_yield"}
    geo_ruijin("run", tmp_path / "a")  # of the boundary alone nothing can be answered, and nothing fails
    answers = run_json(tmp_path / "a" / "outputs")["analyses"]
    assert {answer["status"] for answer in answers.values()} <= {"done", "no data"}


def test_what_holds_everywhere_is_carried_as_it_is(tmp_path: Path) -> None:
    carry_analyses(shipped_project() / "analyses", tmp_path / "a", same_country=False)
    for name in ("ground_solar", "bus_stop_coverage"):  # comments and all, but for the clause of the sample's plan
        path = f"{name}.toml"
        shipped = (shipped_project() / "analyses" / path).read_text(encoding="utf-8").splitlines()
        assert (tmp_path / "a" / path).read_text(encoding="utf-8").splitlines() == [
            line for line in shipped if not line.startswith("clause = ")
        ]
        assert any(line.startswith("clause = ") for line in shipped)


def test_nothing_shipped_is_made_of_what_may_be_left_out() -> None:
    shipped = open_project(shipped_project())
    for analysis in shipped.analyses.values():
        assert not {data.partition(".")[0] for data in analysis.inputs.values()} & NEEDY
    for drawn in shipped.maps.values():
        assert not {one.data.partition(".")[0] for one in drawn.show} & NEEDY
