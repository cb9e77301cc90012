"""Scenarios laid on Tiny Town: written as a file, run beside the present."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
from shapely.geometry import Point

from geo_ruijin.project import Project, open_project
from geo_ruijin.run import Run, run_project
from geo_ruijin.scenarios.trial import Trial, run_scenarios


def degrees(x: float, y: float) -> tuple[float, float]:
    """Return the longitude and latitude of a point of Tiny Town, given in its metres."""
    there = gpd.GeoSeries([Point(400_000 + x, 2_860_000 + y)], crs="EPSG:4548").to_crs("EPSG:4326")
    [(lon, lat)] = there.get_coordinates().to_numpy().tolist()
    return lon, lat


def at(x: float, y: float, **columns: object) -> str:
    """Return a point of Tiny Town as it is written in a scenario."""
    lon, lat = degrees(x, y)
    return f"{{ {', '.join([f'lon = {lon!r}', f'lat = {lat!r}', *(f'{k} = {v!r}' for k, v in columns.items())])} }}"


def write(town: Path, name: str, *entries: str) -> None:
    """Write a scenario, its entries given as lines of TOML."""
    (town / "scenarios").mkdir(exist_ok=True)
    text = "\n".join([f'title = {{ zh = "{name}", en = "{name}" }}', *entries])
    (town / "scenarios" / f"{name}.toml").write_text(text, encoding="utf-8")


def stops(*points: str) -> str:
    """Return an entry that adds bus stops."""
    return f'[[add]]\nlayer = "bus_stops"\ndatum = "wgs84"\npoints = [{", ".join(points)}]'


def tried(town: Path) -> tuple[Project, Run, Trial]:
    """Return a project with one scenario, its run, and the scenario beside it."""
    project = open_project(town)
    run = run_project(project)
    [trial] = run_scenarios(project, run)
    return project, run, trial


def said(trial: Trial) -> list[tuple[str, str]]:
    """Return where something is seriously wrong with a scenario, and what, in English."""
    return [(fault.where, fault.what.en) for fault in trial.faults if fault.serious]
