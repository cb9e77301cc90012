"""What is wrong with what is declared of coordinates, and which key mends it."""

from __future__ import annotations

import geopandas as gpd
from pyproj import CRS

from geo_ruijin.errors import NOTHING
from geo_ruijin.placing.readings import MOST, Reading, appearance, in_degrees, near_by, readings, share_within, some
from geo_ruijin.placing.systems import is_gauss_krueger, name_of
from geo_ruijin.spec import Axes
from geo_ruijin.text import Text


def misplaced(features: gpd.GeoDataFrame, *, axes: Axes, place: gpd.GeoSeries) -> tuple[Text, Text] | None:
    """Return what is wrong with what is declared of features and its cure, where most lie outside the place for it.

    None where most lie in the place or near it; and where some do and no other reading is better, since they may be
    those of a whole province.

    Parameters
    ----------
    features
        As they stand in the file, labelled with the declared coordinate system.
    axes
        The declared order of the axes.
    place
        The boundary of the place in the project's coordinate system.
    """
    declared = CRS(features.crs)
    bounds = features.bounds.to_numpy(dtype=float)
    numbers = some((bounds[:, :2] + bounds[:, 2:]) / 2)
    share = share_within(in_degrees(numbers, declared, axes), near_by(place))
    if not len(numbers) or share > MOST:
        return None
    found = readings(numbers, place=place, declared=declared)
    if not found and share > 0:
        return None
    called = declared.name if declared.to_epsg() is None else name_of(declared)
    lie = Text(
        zh=f'按声明的坐标系 {called}(axes = "{axes}"),{1 - share:.0%} 的要素不在本地',
        en=f'as declared, in {called} with axes = "{axes}", {1 - share:.0%} of the features lie outside the place',
    )
    if not found:
        seen = appearance(numbers)
        return (
            Text(
                zh=f"{lie.zh};坐标({seen.zh})按已知的任何坐标系都不落在本地",
                en=f"{lie.en}; the coordinates ({seen.en}) lie in it by none of the known systems",
            ),
            Text(
                zh="请核对数据是否属于本地,并向提供单位问明坐标系(可能是地方独立坐标系),写入 crs。",
                en="Check that they are of this place, ask who made them for the coordinate system (it may be a local "
                "one), and write it as crs.",
            ),
        )
    found = tuple(reading for reading in found if reading.crs == name_of(declared)) or found
    wrong = _diagnosis(declared, axes, found[0])
    what = Text(zh=f"{lie.zh}。看来是{wrong.zh}", en=f"{lie.en}. They look like {wrong.en}")
    return what, _cure(declared, axes, found)


def _diagnosis(declared: CRS, axes: Axes, reading: Reading) -> Text:
    """Return in what the right reading differs from what is declared."""
    right = CRS(reading.crs)
    if right.is_geographic and not declared.is_geographic:
        return Text(zh=f"标成了米的度:{reading.about.zh}", en=f"degrees labelled metres: {reading.about.en}")
    if declared.is_geographic and not right.is_geographic:
        return Text(zh=f"标成了度的米:{reading.about.zh}", en=f"metres labelled degrees: {reading.about.en}")
    if reading.axes != axes and right.is_geographic:
        return Text(zh=f"经纬度颠倒:{reading.about.zh}", en=f"longitude and latitude swapped: {reading.about.en}")
    if reading.axes != axes:
        return Text(zh=f"纵横坐标颠倒:{reading.about.zh}", en=f"northing and easting swapped: {reading.about.en}")
    return Text(zh=f"另一坐标系:{reading.about.zh}", en=f"another system: {reading.about.en}")


def _cure(declared: CRS, axes: Axes, found: tuple[Reading, ...]) -> Text:
    """Return the keys to write in the source for the likeliest reading, and those of the others."""
    turned = found[0].axes != axes
    table = Text(zh="(表格则对调 x 与 y)", en=" (of a table, exchange x and y)") if turned else NOTHING
    zh, en = (word.join(_keys(declared, axes, reading) for reading in found) for word in (",或 ", ", or "))
    said = Text(zh=f"请在该来源写 {zh}{table.zh}", en=f"Write {en} in this source{table.en}")
    if len(found) > 1:
        said = Text(
            zh=f"{said.zh};这些坐标系都落在本地而位置不同,请向提供单位问明",
            en=f"{said.en}; all of these lie in the place, yet apart from one another: ask who made the data",
        )
    old = Text(
        zh="。米制坐标从数值分不出 CGCS2000 与 1980 西安、1954 北京坐标系(相差约百米):基准须由提供单位说明",
        en=". Metres do not tell CGCS2000 from Xian 1980 or Beijing 1954, some 100 m off: who made the data must say",
    )
    if any(is_gauss_krueger(CRS(reading.crs)) and reading.crs != name_of(declared) for reading in found):
        said = Text(zh=said.zh + old.zh, en=said.en + old.en)
    return Text(zh=f"{said.zh}。", en=f"{said.en}.")


def _keys(declared: CRS, axes: Axes, reading: Reading) -> str:
    crs = [f'crs = "{reading.crs}"'] if reading.crs != name_of(declared) else []
    turned = [f'axes = "{reading.axes}"'] if reading.axes != axes else []
    return ", ".join(crs + turned)
