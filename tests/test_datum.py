"""Datums: PRCoords' own forward shift is the truth that the inverse must come back from."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import prcoords
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import CRS
from shapely import LineString, Point, Polygon

from geo_ruijin.datum import (
    from_true_coordinates,
    is_cgcs2000,
    is_convertible,
    is_in_china,
    is_shifted,
    to_true_coordinates,
)
from geo_ruijin.errors import SourceError
from geo_ruijin.spec import Datum

WORKING = CRS("EPSG:4548")
SHIFTS = {"gcj02": prcoords.wgs_gcj, "bd09": prcoords.wgs_bd}
BORED = {"gcj02": prcoords.gcj_wgs_bored, "bd09": prcoords.bd_wgs_bored}
#: Anywhere in the country: longitude, latitude.
IN_CHINA = st.lists(st.tuples(st.floats(74, 134), st.floats(4, 53)), min_size=1, max_size=20)
#: As ArcGIS writes the .prj of a shapefile, without any EPSG code.
ESRI = (
    'PROJCS["CGCS2000_3_Degree_GK_CM_117E",GEOGCS["GCS_China_Geodetic_Coordinate_System_2000",DATUM["D_China_2000",'
    'SPHEROID["CGCS2000",6378137.0,298.257222101]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],'
    'PROJECTION["Gauss_Kruger"],PARAMETER["False_Easting",500000.0],PARAMETER["False_Northing",0.0],'
    'PARAMETER["Central_Meridian",117.0],PARAMETER["Scale_Factor",1.0],PARAMETER["Latitude_Of_Origin",0.0],'
    'UNIT["Meter",1.0]]'
)


def metres_off(longitude: float, latitude: float, datum: Datum) -> float:
    """Return how far the inverse of the shift lands from the truth [m]."""
    shifted = SHIFTS[datum](prcoords.Coords(latitude, longitude), False)  # noqa: FBT003 - PRCoords' own signature
    given_ = gpd.GeoDataFrame(geometry=[Point(shifted.lon, shifted.lat)], crs="EPSG:4326")
    true = gpd.GeoDataFrame(geometry=[Point(longitude, latitude)], crs="EPSG:4326").to_crs(WORKING)
    found = to_true_coordinates(given_, datum=datum).to_crs(WORKING)
    return float(found.geometry.iloc[0].distance(true.geometry.iloc[0]))


@pytest.mark.parametrize("datum", ["gcj02", "bd09"])
@settings(deadline=None, max_examples=50)
@given(longitude=st.floats(115.686, 116.365), latitude=st.floats(25.549, 26.296))
def test_the_shift_is_taken_out_exactly(datum: Datum, longitude: float, latitude: float) -> None:
    assert metres_off(longitude, latitude, datum) < 1e-4


def points(places: list[tuple[float, float]]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(geometry=[Point(place) for place in places], crs="EPSG:4326")


@pytest.mark.parametrize("datum", ["gcj02", "bd09"])
@settings(deadline=None, max_examples=50)
@given(places=IN_CHINA)
def test_many_points_are_shifted_as_each_alone_is_by_prcoords(datum: Datum, places: list[tuple[float, float]]) -> None:
    found = from_true_coordinates(points(places), datum=datum).get_coordinates().to_numpy()
    alone = [SHIFTS[datum]((latitude, longitude)) for longitude, latitude in places]
    assert found == pytest.approx(np.array([(one.lon, one.lat) for one in alone]), rel=0, abs=1e-11)


@pytest.mark.parametrize("datum", ["gcj02", "bd09"])
@settings(deadline=None, max_examples=50)
@given(places=IN_CHINA)
def test_there_and_back_is_where_it_was(datum: Datum, places: list[tuple[float, float]]) -> None:
    back = to_true_coordinates(from_true_coordinates(points(places), datum=datum), datum=datum)
    assert back.get_coordinates().to_numpy() == pytest.approx(np.array(places), rel=0, abs=1e-9)  # 0.1 mm


@pytest.mark.parametrize(("datum", "metres"), [("gcj02", 0.01), ("bd09", 0.05)])
@settings(deadline=None, max_examples=50)
@given(places=IN_CHINA)
def test_the_inverse_is_that_of_prcoords_up_to_where_it_gets_bored(
    datum: Datum, metres: float, places: list[tuple[float, float]]
) -> None:
    found = to_true_coordinates(points(places), datum=datum).get_coordinates().to_numpy()
    bored = [BORED[datum]((latitude, longitude)) for longitude, latitude in places]
    assert found == pytest.approx(np.array([(one.lon, one.lat) for one in bored]), rel=0, abs=metres / 111_320)


def test_one_bad_point_among_many_is_named() -> None:
    places = [(116 + i / 10_000, 25.9) for i in range(2_000)]
    places[1_234] = (25.9, 116.5)  # swapped
    with pytest.raises(SourceError, match=r"25\.9 E, 116\.5 N"):
        to_true_coordinates(points(places), datum="gcj02")


def test_heights_go_with_the_shift() -> None:
    high = gpd.GeoDataFrame(geometry=[Point(116, 25.9, 210)], crs="EPSG:4326")
    assert not to_true_coordinates(high, datum="gcj02").geometry.has_z.any()
    assert to_true_coordinates(high, datum="wgs84").geometry.has_z.all()


def test_which_datums_are_shifted_and_where() -> None:
    assert [is_shifted(datum) for datum in ("wgs84", "cgcs2000", "gcj02", "bd09")] == [False, False, True, True]
    assert is_in_china(points([(116.0, 25.9), (91.1, 29.6)]))
    assert not is_in_china(points([(116.0, 25.9), (25.0, 60.2)]))  # Helsinki
    assert is_in_china(points([]))


def test_a_shift_left_in_is_more_than_the_radius_measured() -> None:
    # the standards: 584 to 598 m at Ruijin
    true = gpd.GeoSeries([Point(116.02, 25.89)], crs="EPSG:4326").to_crs(WORKING).iloc[0]
    shifted = prcoords.wgs_gcj((25.89, 116.02))
    off = gpd.GeoSeries([Point(shifted.lon, shifted.lat)], crs="EPSG:4326").to_crs(WORKING).iloc[0].distance(true)
    assert 584 <= off <= 598


def test_coordinates_labelled_in_metres_are_taken_back_as_well() -> None:
    shifted = prcoords.wgs_gcj((25.89, 116.02))
    labelled = gpd.GeoDataFrame(geometry=[Point(shifted.lon, shifted.lat)], crs="EPSG:4326").to_crs(WORKING)
    found = to_true_coordinates(labelled, datum="gcj02").geometry
    assert (found.x[0], found.y[0]) == pytest.approx((116.02, 25.89), abs=1e-9)


def test_shapes_rows_and_columns_stay() -> None:
    line, ring = LineString([(116, 25.9), (116.01, 25.91)]), Polygon([(116, 25), (117, 25), (117, 26)])
    shapes = gpd.GeoSeries(np.array([line, None, ring]), crs="EPSG:4326", index=[7, 8, 9])
    given_ = gpd.GeoDataFrame({"a": [1, 2, 3]}, geometry=shapes, index=shapes.index)
    found = to_true_coordinates(given_, datum="gcj02")
    assert (list(found.index), list(found["a"])) == ([7, 8, 9], [1, 2, 3])
    assert [None if shape is None else shape.geom_type for shape in found.geometry] == ["LineString", None, "Polygon"]
    assert given_.geometry.iloc[0] == line  # what was given is as it was


def test_nothing_in_nothing_out() -> None:
    assert to_true_coordinates(gpd.GeoDataFrame(geometry=[], crs="EPSG:4326"), datum="bd09").empty


@pytest.mark.parametrize("datum", ["wgs84", "cgcs2000"])
def test_true_coordinates_stay(datum: Datum) -> None:
    given_ = gpd.GeoDataFrame(geometry=[Point(1.5, 42.5)], crs="EPSG:4326")
    assert to_true_coordinates(given_, datum=datum) is given_


@pytest.mark.parametrize("place", [(25.9, 116.0), (0.0, 0.0), (1.5, 42.5), (np.inf, 1.0), (np.nan, np.nan)])
@pytest.mark.parametrize("datum", ["gcj02", "bd09"])
def test_there_is_no_shift_outside_china(place: tuple[float, float], datum: Datum) -> None:
    abroad = gpd.GeoDataFrame(geometry=[Point(116, 25.9), Point(*place)], crs="EPSG:4326")
    with pytest.raises(SourceError, match="China only") as raised:
        to_true_coordinates(abroad, datum=datum)
    assert "经纬度是否颠倒" in raised.value.say("zh")


@pytest.mark.parametrize(
    ("crs", "answer"),
    [
        (CRS("EPSG:4548"), True),
        (CRS("EPSG:4490"), True),
        (CRS("EPSG:4527"), True),
        (CRS(ESRI), True),
        (CRS("EPSG:4326"), False),
        (CRS("EPSG:32650"), False),
        (CRS("EPSG:4610"), False),  # Xian 1980
    ],
)
def test_which_systems_are_on_cgcs2000(crs: CRS, answer: bool) -> None:  # noqa: FBT001
    assert is_cgcs2000(crs) is answer


@pytest.mark.parametrize(
    ("crs", "to", "answer"),
    [
        ("EPSG:4326", "EPSG:4548", True),
        ("EPSG:3857", "EPSG:4548", True),
        ("EPSG:4258", "EPSG:32631", True),
        ("EPSG:27700", "EPSG:32630", True),  # another ellipsoid, with published parameters
        ("EPSG:4610", "EPSG:4548", False),  # Xian 1980
        ("EPSG:2335", "EPSG:4548", False),  # Xian 1980 / Gauss-Kruger zone 21
        ("EPSG:4214", "EPSG:4548", False),  # Beijing 1954
    ],
)
def test_old_chinese_systems_have_no_public_way(crs: str, to: str, answer: bool) -> None:  # noqa: FBT001
    assert is_convertible(CRS(crs), CRS(to)) is answer
