"""What counts have in common: the place, the divisions, columns that may be absent."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely import Point, box

from geo_ruijin.errors import MethodError
from geo_ruijin.methods.counting.rows import by_division, counts, division_of, elsewhere, inside, truths, words
from geo_ruijin.text import same

CRS = "EPSG:4548"
HALVES = gpd.GeoDataFrame(
    {"name": ["西", "东", "东"]}, geometry=[box(0, 0, 1, 1), box(1, 0, 2, 1), box(5, 0, 6, 1)], crs=CRS
)


def points(*xy: tuple[float, float]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {"n": range(len(xy))}, geometry=[Point(one) for one in xy], crs=CRS, index=range(10, 10 + len(xy))
    )


def test_the_border_is_inside() -> None:
    rows, outside = inside(points((0, 0), (2, 0.5), (3, 0)), HALVES)
    assert rows["n"].tolist() == [0, 1]
    assert rows.index.tolist() == [0, 1]
    assert outside == 1
    assert inside(points((3, 0)), None)[1] == 0


def test_what_lies_elsewhere_is_said() -> None:
    assert elsewhere("stations", 0) == ()
    [note] = elsewhere("stations", 3)
    assert note.fill(stations=same("Stations"), within=same("the place")).en == (
        "3 more of Stations lie outside the place and do not count."
    )


def test_a_point_between_two_divisions_is_with_the_one_that_sorts_first() -> None:
    names = division_of(points((0.5, 0.5), (1, 0.5), (5.5, 0.5), (3, 3), (-0.9, 0)).geometry, HALVES)
    assert names.to_dict() == {
        10: "西",
        11: "东",
        12: "东",
        13: "(区划之外)",
        14: "西",
    }  # the last less than a metre off


def test_every_division_has_a_row() -> None:
    sums = pd.DataFrame({"piles": [5.0, 2.0]}, index=["西", "(区划之外)"])
    table = by_division(sums, HALVES)
    assert dict(zip(table["name"], table["piles"], strict=True)) == {"东": 0, "西": 5, "(区划之外)": 2}
    assert table.geometry.isna().tolist() == [False, False, True]
    assert table.geometry.iloc[0].area == 2  # both parts of the east
    assert by_division(sums.loc[["西"]], HALVES)["name"].tolist() == ["东", "西"]


def test_columns_that_are_absent_or_do_not_say() -> None:
    rows = pd.DataFrame({"piles": ["3", None, "many"], "public": [True, None, False], "kind": ["public", None, "odd"]})
    assert counts(rows, "piles").fillna(-1).tolist() == [3, -1, -1]
    assert truths(rows, "public").fillna(value=True).tolist() == [True, True, False]
    assert words(rows, "kind", among={"public": same("public")}).fillna("?").tolist() == ["public", "?", "?"]
    for read in (counts, truths, words):
        assert read(rows, "absent").isna().all()


@pytest.mark.parametrize("wrong", [-1.0, np.inf])
def test_numbers_that_cannot_be_are_refused(wrong: float) -> None:
    with pytest.raises(MethodError, match="column 'piles' has 1 rows below 0 or not finite"):
        counts(pd.DataFrame({"piles": [1.0, wrong]}), "piles")
