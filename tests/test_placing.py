"""Placing: the same points of Ruijin written in every system, and each must be known again."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from pyproj import CRS, Transformer
from shapely.geometry import LineString, box

from geo_ruijin.placing import appearance, misplaced, readings
from geo_ruijin.spec import Axes

Numbers = NDArray[np.float64]

RUIJIN = gpd.GeoSeries([box(115.7, 25.5, 116.4, 26.3)], crs="EPSG:4326").to_crs("EPSG:4548")
HELSINKI = gpd.GeoSeries([box(24.8, 60.1, 25.2, 60.3)], crs="EPSG:4326").to_crs("EPSG:32635")
AXES: tuple[Axes, Axes] = ("xy", "yx")


def written(crs: str | int | CRS, axes: Axes = "xy", place: gpd.GeoSeries = RUIJIN) -> Numbers:
    """Return points on a diagonal of the place as a file in `crs` has them."""
    west, south, east, north = place.to_crs("EPSG:4326").total_bounds
    degrees = np.linspace(west, east, 21), np.linspace(south, north, 21)
    first, second = Transformer.from_crs("EPSG:4326", crs, always_xy=True).transform(*degrees)
    return np.column_stack([first, second] if axes == "xy" else [second, first])


def labelled(numbers: Numbers, crs: str | CRS) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(geometry=gpd.points_from_xy(*numbers.T), crs=crs)


def named(numbers: Numbers, *, place: gpd.GeoSeries = RUIJIN, declared: str | None = None) -> list[tuple[str, Axes]]:
    found = readings(numbers, place=place, declared=None if declared is None else CRS(declared))
    return [(reading.crs, reading.axes) for reading in found]


@pytest.mark.parametrize("axes", AXES)
@pytest.mark.parametrize(
    ("crs", "known_as"),
    [
        (4326, ["EPSG:4326"]),
        (4490, ["EPSG:4326"]),  # the same numbers
        (4547, ["EPSG:4547"]),  # the neighbouring zone, 114° E
        (4548, ["EPSG:4548", "EPSG:32650"]),  # UTM is 0.04 % smaller: some 1.1 km, both are in the place
        (4509, ["EPSG:4548", "EPSG:32650"]),  # the zone of 6 degrees has the same meridian
        (32650, ["EPSG:4548", "EPSG:32650"]),
        (4527, ["EPSG:4527"]),  # 39 in front
        (4526, ["EPSG:4526"]),  # 38
        (4498, ["EPSG:4498"]),  # 20, of 6 degrees
        (3857, ["EPSG:3857"]),
    ],
)
def test_every_system_is_known_again(crs: int, axes: Axes, known_as: list[str]) -> None:
    assert named(written(crs, axes)) == [(name, axes) for name in known_as]


@pytest.mark.parametrize("axes", AXES)
@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:32635", "EPSG:3857"])
def test_outside_china_as_well(crs: str, axes: Axes) -> None:
    assert named(written(crs, axes, HELSINKI), place=HELSINKI) == [(crs, axes)]


def test_what_is_declared_comes_first_where_it_fits() -> None:
    assert named(written(32650), declared="EPSG:32650") == [("EPSG:32650", "xy"), ("EPSG:4548", "xy")]
    assert named(written(4490), declared="EPSG:4490") == [("EPSG:4490", "xy")]


def test_degrees_keep_the_datum_that_is_declared() -> None:
    assert named(written(4490), declared="EPSG:4548") == [("EPSG:4490", "xy")]
    assert named(written(4326), declared="EPSG:32650") == [("EPSG:4326", "xy")]


def test_a_system_of_no_place_on_earth_is_passed_over() -> None:
    drawing = 'ENGCRS["Drawing",EDATUM["Sheet"],CS[Cartesian,2],AXIS["x",east],AXIS["y",north],LENGTHUNIT["metre",1]]'
    assert named(written(4527), declared=drawing) == [("EPSG:4527", "xy")]


def test_most_must_be_in_or_near_the_place() -> None:
    here, away = [116.0, 25.9], [120.0, 30.0]
    assert named(np.array([here, here, away])) == [("EPSG:4326", "xy")]
    assert named(np.array([here, away])) == []  # exactly half is not most
    # the place is 0.7° by 0.8°; half as much on each side is near it
    assert named(np.array([[115.36, 25.9]])) == [("EPSG:4326", "xy")]
    assert named(np.array([[115.34, 25.9]])) == []


def test_numbers_that_are_none_do_not_count() -> None:
    assert named(np.array([[np.nan, 25.9], [np.inf, np.inf], [116.0, 25.9]])) == [("EPSG:4326", "xy")]
    assert named(np.empty((0, 2))) == []
    assert named(np.array([[np.nan, np.nan]])) == []


@settings(deadline=None, max_examples=25)
@given(longitude=st.floats(115.7, 116.4), latitude=st.floats(25.5, 26.3), axes=st.sampled_from(AXES))
def test_one_point_anywhere_in_the_place_is_enough(longitude: float, latitude: float, axes: Axes) -> None:
    east, north = Transformer.from_crs("EPSG:4326", "EPSG:4527", always_xy=True).transform(longitude, latitude)
    assert named(np.array([[east, north] if axes == "xy" else [north, east]])) == [("EPSG:4527", axes)]


@pytest.mark.parametrize(
    ("numbers", "zh", "en"),
    [
        ([[116.02, 25.89]], "像是度", "like degrees"),
        ([[180.0, -180.0]], "像是度", "like degrees"),
        ([[401857.0, 2864789.0]], "像是米", "like metres"),
        ([[11601.12, 2553.4]], "像是米", "like metres"),
        ([[181.0, 26.0]], "既不像度也不像米", "neither"),
        ([[0.0, 0.0]], "全是零", "all zero"),
        ([[np.nan, 1.0]], "没有可用的坐标", "no usable"),
    ],
)
def test_what_numbers_look_like(numbers: list[list[float]], zh: str, en: str) -> None:
    said = appearance(np.array(numbers))
    assert zh in said.zh
    assert en in said.en


@pytest.mark.parametrize(
    ("numbers", "declared", "zh", "en", "cure"),
    [
        (written(4326, "yx"), "EPSG:4326", "经纬度颠倒", "latitude swapped", 'axes = "yx"'),
        (written(4548, "yx"), "EPSG:4548", "北坐标在前", "northing first", 'axes = "yx"'),
        (written(4527), "EPSG:4548", "带号 39", "zone 39 in front", 'crs = "EPSG:4527"'),
        (written(4527, "yx"), "EPSG:4548", "北坐标在前", "northing first", 'crs = "EPSG:4527", axes = "yx"'),
        (written(4490), "EPSG:4548", "标成了米的度", "degrees labelled metres", 'crs = "EPSG:4490"'),
        (written(4490, "yx"), "EPSG:4548", "标成了米的度", "degrees labelled", 'crs = "EPSG:4490", axes = "yx"'),
        (written(4527), "EPSG:4326", "标成了度的米", "metres labelled degrees", 'crs = "EPSG:4527"'),
        (written(4547), "EPSG:4548", "114°", "114° E", 'crs = "EPSG:4547"'),
        (written(3857), "EPSG:4548", "网络墨卡托", "Web Mercator", 'crs = "EPSG:3857"'),
    ],
)
def test_what_is_wrong_is_named_with_the_key_that_mends_it(
    numbers: Numbers, declared: str, zh: str, en: str, cure: str
) -> None:
    said = misplaced(labelled(numbers, declared), axes="xy", place=RUIJIN)
    assert said is not None
    what, mended = said
    assert zh in what.zh
    assert en in what.en
    assert f"写 {cure}" in mended.zh
    assert f"Write {cure} in this source" in mended.en
    assert ("对调 x 与 y" in mended.zh) == ("exchange x and y" in mended.en) == ("axes" in cure)


def test_an_axis_declared_wrongly_is_turned_back() -> None:
    said = misplaced(labelled(written(4326), "EPSG:4326"), axes="yx", place=RUIJIN)
    assert said is not None
    assert 'Write axes = "xy" in this source' in said[1].en


def test_a_label_without_a_code_is_called_by_its_name() -> None:
    # as ArcGIS writes it, of a meridian that is in no registry
    local = CRS(
        'PROJCS["Ruijin_local",GEOGCS["GCS_China_Geodetic_Coordinate_System_2000",'
        'DATUM["D_China_2000",SPHEROID["CGCS2000",6378137,298.257222101]],PRIMEM["Greenwich",0],UNIT["Degree",0.0174532925199433]],PROJECTION["Gauss_Kruger"],'
        'PARAMETER["False_Easting",500000],PARAMETER["False_Northing",0],PARAMETER["Central_Meridian",116],'
        'PARAMETER["Scale_Factor",1],PARAMETER["Latitude_Of_Origin",0],UNIT["Meter",1]]'
    )
    assert misplaced(labelled(written(local), local), axes="xy", place=RUIJIN) is None
    said = misplaced(labelled(written(local, "yx"), local), axes="xy", place=RUIJIN)
    assert said is not None
    assert "按声明的坐标系 Ruijin_local" in said[0].zh
    assert 'Write axes = "yx" in this source' in said[1].en
    degrees = misplaced(labelled(written(4490), local), axes="xy", place=RUIJIN)
    assert degrees is not None
    assert "degrees labelled metres" in degrees[0].en
    assert 'Write crs = "EPSG:4490" in this source' in degrees[1].en


def test_metres_do_not_tell_an_old_datum() -> None:
    said = misplaced(labelled(written(4527), "EPSG:4326"), axes="xy", place=RUIJIN)
    assert said is not None
    assert "1980 西安" in said[1].zh
    assert "Beijing 1954" in said[1].en


def test_two_systems_that_fit_are_both_named() -> None:
    said = misplaced(labelled(written(4548), "EPSG:4527"), axes="xy", place=RUIJIN)
    assert said is not None
    assert 'crs = "EPSG:4548", or crs = "EPSG:32650"' in said[1].en
    assert "ask who made the data" in said[1].en


def test_what_fits_nothing_is_described() -> None:
    said = misplaced(labelled(np.array([[2864.0, 401.0], [2865.0, 402.0]]), "EPSG:4548"), axes="xy", place=RUIJIN)
    assert said is not None
    assert "none of the known systems" in said[0].en
    assert "2864 至 2865" in said[0].zh


@pytest.mark.parametrize(
    "numbers",
    [
        written(4548),
        np.vstack([written(4548), [[0.0, 0.0]] * 20]),  # one more in the place than not
        np.vstack([written(4548)[:5], written(4548)[:16] + 500_000]),  # those of a whole province
        np.empty((0, 2)),
    ],
)
def test_nothing_is_said_where_nothing_better_is_known(numbers: Numbers) -> None:
    assert misplaced(labelled(numbers, "EPSG:4548"), axes="xy", place=RUIJIN) is None


def test_a_feature_counts_once_however_many_corners_it_has() -> None:
    here, away = written(4548), written(4548)[:3] + 900_000
    lines = [LineString(here[i : i + 2]) for i in range(4)] + [LineString(np.tile(away, (50, 1)))]
    features = gpd.GeoDataFrame(geometry=lines, crs="EPSG:4548")
    assert misplaced(features, axes="xy", place=RUIJIN) is None
