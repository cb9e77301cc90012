"""Which source of a layer is used."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from geo_ruijin.choice import choose, passed_over, shown
from geo_ruijin.errors import NoDataError, SourceError
from geo_ruijin.sources.store import fetched_path
from geo_ruijin.spec import LayerSource, LayerSpec


def layer(*sources: dict[str, Any], **changes: Any) -> LayerSpec:  # noqa: ANN401 - values of a TOML file
    return LayerSpec.model_validate({"title": "Stops", "geometry": "point", "sources": list(sources)} | changes)


def own(path: str, **changes: Any) -> dict[str, Any]:  # noqa: ANN401 - values of a TOML file
    return {"kind": "file", "path": path} | changes


def nobody(_: LayerSource) -> bool:
    return False


def make(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()


def test_the_first_that_is_there(tmp_path: Path) -> None:
    make(tmp_path, "data/b.csv", "data/osm/stops.parquet")
    spec = layer(own("data/a.csv"), {"kind": "osm", "tags": {"highway": "bus_stop"}}, own("data/b.csv"))
    found = choose("stops", spec, tmp_path, has=nobody)
    assert (found.position, found.path) == (1, tmp_path / "data/osm/stops.parquet")


@pytest.mark.parametrize(
    ("source", "kept"),
    [
        ({"kind": "database", "url": "postgresql://host/db", "table": "t"}, "data/database/stops-*.parquet"),
        ({"kind": "product", "product": "worldpop", "year": 2020}, "data/products/stops-worldpop-2020.tif"),
        ({"kind": "product", "product": "copernicus_dem"}, "data/products/stops-copernicus_dem.tif"),
    ],
)
def test_where_what_was_brought_is_kept(source: dict[str, Any], kept: str, tmp_path: Path) -> None:
    path = fetched_path(tmp_path, "stops", layer(source).sources[0])
    assert path.match(kept)
    make(tmp_path, path.relative_to(tmp_path).as_posix())
    assert choose("stops", layer(source), tmp_path, has=nobody).path == path


@pytest.mark.parametrize(("has", "position"), [(lambda source: source.layer == "land", 0), (nobody, 1)])
def test_another_layer_is_there_if_it_has_data(
    has: Callable[[LayerSource], bool], position: int, tmp_path: Path
) -> None:
    make(tmp_path, "data/a.csv")
    spec = layer({"kind": "layer", "layer": "land", "where": {"code": ["0701"]}}, own("data/a.csv"))
    assert choose("stops", spec, tmp_path, has=has).position == position


def test_of_a_layer_by_years_the_first_of_the_year(tmp_path: Path) -> None:
    make(tmp_path, "data/a.tif", "data/b.tif", "data/c.tif")
    years = {"data/a.tif": 2017, "data/b.tif": 2023, "data/c.tif": 2017}
    spec = layer(*(own(path, year=year) for path, year in years.items()), geometry="raster", by_year=True)
    assert [choose("stops", spec, tmp_path, has=nobody, year=year).position for year in (2017, 2023)] == [0, 1]


def test_none_is_there(tmp_path: Path) -> None:
    with pytest.raises(NoDataError, match=r"geo-ruijin add stops FILE"):
        choose("stops", layer(), tmp_path, has=nobody)
    spec = layer(own("data/a.csv"), {"kind": "layer", "layer": "land"})
    with pytest.raises(NoDataError, match=r"data/a.csv, layers/land.toml"):
        choose("stops", spec, tmp_path, has=nobody)


@pytest.mark.parametrize("link", ["file", "folder"])
def test_a_link_out_of_the_project_is_refused(link: str, tmp_path: Path) -> None:
    make(tmp_path, "elsewhere/a.csv", "layers/data/x")
    target = tmp_path / "layers/data/own"
    if link == "folder":
        target.symlink_to(tmp_path / "elsewhere")
    else:
        target.mkdir()
        (target / "a.csv").symlink_to(tmp_path / "elsewhere/a.csv")
    with pytest.raises(SourceError, match="leads out of the layers folder"):
        choose("stops", layer(own("data/own/a.csv")), tmp_path / "layers", has=nobody)


def test_a_link_within_the_project_will_do(tmp_path: Path) -> None:
    make(tmp_path, "data/b.csv")
    (tmp_path / "data/a.csv").symlink_to(tmp_path / "data/b.csv")
    assert choose("stops", layer(own("data/a.csv")), tmp_path, has=nobody).position == 0


def test_only_real_files_that_are_missing_are_remarked_on(tmp_path: Path) -> None:
    spec = layer(own("data/a.csv"), own("data/b.csv", nature="modelled"), {"kind": "osm_streets"}, own("data/c.csv"))
    (remark,) = passed_over("stops", spec.sources[:3], shown(spec.sources[3], "stops", tmp_path))
    assert not remark.serious
    assert "data/a.csv is not there: the figures below are made from data/c.csv" in remark.say("en")
