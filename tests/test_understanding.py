"""What is found out about somebody's data without asking, and what is not."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from shapely import Point, box

from geo_ruijin.errors import SourceError
from geo_ruijin.spec import ColumnSpec, FileSource, LayerSpec
from geo_ruijin.text import Text
from geo_ruijin.understanding import known_columns, known_position, understood_file

CRS = "EPSG:4548"
PLACE = gpd.GeoSeries([box(400_000, 2_863_000, 406_000, 2_869_000)], crs=CRS)
HERE = gpd.GeoDataFrame(geometry=[Point(402_000, 2_865_000), Point(404_000, 2_867_000)], crs=CRS)
GIVEN = FileSource(kind="file", path="data/own/a.csv")
COLUMNS = {
    "name": ColumnSpec(type="text", title=Text(zh="站名", en="Stop")),
    "code": ColumnSpec(type="text", aliases=["DLBM", "地类编码"]),
    "area": ColumnSpec(type="number"),
}


@pytest.mark.parametrize(
    ("theirs", "given", "known"),
    [
        (["站名", "dlbm"], {}, {"name": "站名", "code": "dlbm"}),  # by title and by alias, in any case
        (["名称"], {}, {"name": "名称"}),  # what everybody calls it
        (["name", "站名"], {}, {}),  # ours is there already
        (["a", "站名"], {"name": "a"}, {"name": "a"}),  # what is said goes first
        (["站名"], {"code": "站名"}, {"code": "站名"}),  # and is not taken twice
        (["Area "], {}, {"area": "Area "}),
        (["面积"], {}, {}),
    ],
)
def test_columns_are_known_by_their_names(theirs: list[str], given: dict[str, str], known: dict[str, str]) -> None:
    rows = pd.DataFrame({name: [1] for name in theirs})
    assert known_columns(rows, COLUMNS, given) == known


def bare(crs: str, *, turned: bool = False) -> gpd.GeoDataFrame:
    """Return the two points as bare numbers of a system, their axes turned or not."""
    points = HERE.to_crs(crs).geometry
    x, y = (points.y, points.x) if turned else (points.x, points.y)
    return gpd.GeoDataFrame(geometry=gpd.points_from_xy(x, y))


@pytest.mark.parametrize(
    ("crs", "datum", "turned", "found"),
    [
        ("EPSG:4548", "cgcs2000", False, {"crs": "EPSG:4548"}),
        ("EPSG:4527", "cgcs2000", False, {"crs": "EPSG:4527"}),  # the zone in front
        ("EPSG:4527", "cgcs2000", True, {"crs": "EPSG:4527", "axes": "yx"}),
        ("EPSG:32650", "wgs84", False, {"crs": "EPSG:32650"}),  # UTM, a kilometre from the zone of CGCS2000
        ("EPSG:4326", "gcj02", True, {"crs": "EPSG:4326", "axes": "yx"}),
    ],
)
def test_the_system_of_bare_numbers_is_found(crs: str, datum: str, *, turned: bool, found: dict[str, str]) -> None:
    given = GIVEN.model_copy(update={"datum": datum})
    position = known_position(bare(crs, turned=turned), given, place=PLACE)
    assert position.get("axes") == found.get("axes")
    assert position["crs"] == found["crs"] or {position["crs"], found["crs"]} == {"EPSG:4326", "EPSG:4490"}


def test_of_a_table_the_columns_change_places() -> None:
    given = GIVEN.model_copy(update={"datum": "cgcs2000", "x": "X", "y": "Y"})
    assert known_position(bare(CRS, turned=True), given, place=PLACE) == {"crs": CRS, "x": "Y", "y": "X"}


@pytest.mark.parametrize(("crs", "en"), [("EPSG:4326", "GCJ-02"), (CRS, "Xian 1980")])
def test_without_a_datum_nothing_is_guessed(crs: str, en: str) -> None:
    with pytest.raises(SourceError, match=en):
        known_position(bare(crs), GIVEN, place=PLACE)


def test_numbers_of_elsewhere_are_told_by_their_looks() -> None:
    far = gpd.GeoDataFrame(geometry=[Point(1, 2)])
    with pytest.raises(SourceError, match="none of the known systems"):
        known_position(far, GIVEN.model_copy(update={"datum": "cgcs2000"}), place=PLACE)


@pytest.mark.parametrize("place", [None, PLACE])
def test_what_the_file_states_and_what_is_said_stand(place: gpd.GeoSeries | None) -> None:
    assert known_position(HERE, GIVEN, place=place) == {}
    assert known_position(bare(CRS), GIVEN.model_copy(update={"crs": "EPSG:4549"}), place=place) == {}


def test_a_column_of_pairs_is_one_of_places(tmp_path: Path) -> None:
    degrees = HERE.to_crs("EPSG:4326").geometry
    pairs = [f"{x},{y}" for x, y in zip(degrees.x, degrees.y, strict=True)]
    pd.DataFrame({"站名": ["a", "b"], "location": pairs}).to_csv(tmp_path / "a.csv", index=False)
    spec = LayerSpec(title=Text(zh="站", en="Stops"), geometry="point", columns=COLUMNS)
    given = GIVEN.model_copy(update={"datum": "gcj02"})
    source, rows = understood_file(tmp_path / "a.csv", spec, given, place=PLACE)
    assert (source.x, source.y, source.columns) == ("location", None, {"name": "站名"})
    assert isinstance(rows, gpd.GeoDataFrame)
    assert rows.geometry.x.tolist() == pytest.approx(degrees.x.tolist())
