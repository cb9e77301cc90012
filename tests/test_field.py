"""Lists to take into the field: waypoints and a map, in WGS 84."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest
import shapely
from shapely import MultiPolygon, Point, Polygon, box

from geo_ruijin.record import RunRecord
from geo_ruijin.report import write_field, write_index, write_questions
from geo_ruijin.report.field import field_files
from geo_ruijin.results import Column, Table
from geo_ruijin.text import Language, Text
from tests.records import BUS, CRS, EAST, HOSTILE, NORTH, RUN

G, K = "{http://www.topografix.com/GPX/1/1}", "{http://www.opengis.net/kml/2.2}"

#: A square with a hole, two squares that meet in a corner, nothing, and a point.
SHAPES = [
    box(EAST, NORTH, EAST + 300, NORTH + 300).difference(box(EAST + 100, NORTH + 100, EAST + 200, NORTH + 200)),
    MultiPolygon([box(EAST + 900, NORTH, EAST + 930, NORTH + 30), box(EAST + 930, NORTH + 30, EAST + 960, NORTH + 60)]),
    Polygon(),
    Point(EAST, NORTH + 2000),
]
TABLE = Table(
    Text(zh="减少图斑", en="Patches"),
    gpd.GeoDataFrame(
        {
            "rank": [1, 2, 3, 4],
            "town": ["象湖镇", f"<b>&{HOSTILE[0]}\x0b", "无", "沙洲坝镇"],
            "area": [8.0, 0.18, 0.0, None],
            "became": ["草地", None, "灌丛", "裸地"],
            "hidden": ["不示"] * 4,
        },
        geometry=SHAPES,
        crs=CRS,
    ),
    {
        "rank": Column(Text(zh="排名", en="Rank")),
        "town": Column(Text(zh="乡镇", en="Town")),
        "area": Column(Text(zh="面积", en="Area"), "ha"),
        "became": Column(Text(zh="现为", en="Now")),
    },
    field=True,
)


def run(table: Table = TABLE, *, modelled: bool = True) -> RunRecord:
    layers = {"patches": ("bus_stops",) if modelled else ("boundary",)}
    bus = replace(BUS, name="change 50%", tables={"patches": table, "others": BUS.tables["villages"]})
    return replace(RUN, analyses=(replace(bus, table_layers=layers),))


def written(folder: Path, kind: str, language: Language = "zh", *, modelled: bool = True) -> ET.Element:
    write_field(run(modelled=modelled), folder, language=language)
    return ET.parse(folder / f"field/change 50%.patches.{kind}").getroot()  # noqa: S314 - our own file


def test_only_lists_are_written(tmp_path: Path) -> None:
    write_field(run(), tmp_path, language="zh")
    made = sorted(path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file())
    assert made == ["field/change 50%.patches.gpx", "field/change 50%.patches.kml"]
    for nothing in (replace(TABLE, field=False), replace(TABLE, data=TABLE.data.head(0)), without_places()):
        write_field(run(nothing), tmp_path / "none", language="zh")
        assert field_files(run(nothing).analyses[0], "patches") == {}
    assert not (tmp_path / "none").exists()


def without_places() -> Table:
    return replace(TABLE, data=pd.DataFrame(TABLE.data.drop(columns="geometry")))


def test_waypoints_lie_inside_in_longitude_and_latitude(tmp_path: Path) -> None:
    points = written(tmp_path, "gpx").findall(f"{G}wpt")
    assert len(points) == 3  # what has no place is left out
    there = gpd.GeoSeries.from_xy(
        [float(point.get("lon", "")) for point in points], [float(point.get("lat", "")) for point in points], crs=4326
    )
    assert there.x.between(115.686, 116.365).all()
    assert there.y.between(25.549, 26.296).all()
    shapes = [SHAPES[0], SHAPES[1], SHAPES[3].buffer(0.2)]  # six decimals are a tenth of a metre
    assert shapely.contains(shapes, there.to_crs(CRS).to_numpy()).all()


def test_names_and_remarks_in_either_language(tmp_path: Path) -> None:
    first, *_, last = written(tmp_path, "gpx").findall(f"{G}wpt")
    assert first.findtext(f"{G}name") == "1 象湖镇 8.00公顷"
    assert first.findtext(f"{G}desc") == "◇ 示例\n排名:1\n乡镇:象湖镇\n面积:8.00公顷\n现为:草地"
    assert last.findtext(f"{G}name") == "4 沙洲坝镇"  # what is not known is not said
    english = written(tmp_path, "kml", "en").find(f"{K}Document/{K}Placemark")
    assert english is not None
    assert english.findtext(f"{K}name") == "1 象湖镇 8.00 ha"
    assert (english.findtext(f"{K}description") or "").splitlines()[1:] == [
        "Rank: 1", "Town: 象湖镇", "Area: 8.00 ha", "Now: 草地",
    ]  # fmt: skip


def test_who_takes_it_along_is_told_what_is_modelled(tmp_path: Path) -> None:
    for kind, place in (("gpx", f"{G}metadata/{G}desc"), ("kml", f"{K}Document/{K}description")):
        assert "公交站点" in (written(tmp_path, kind).findtext(place) or "")
        assert "未经地图审核不得公开" in (written(tmp_path, kind).findtext(place) or "")
        assert "公交站点" not in (written(tmp_path, kind, modelled=False).findtext(place) or "")
    points = written(tmp_path, "gpx", modelled=False).findall(f"{G}wpt")
    assert (points[0].findtext(f"{G}desc") or "").startswith("排名")


def named_by_townships(table: Table) -> RunRecord:
    """Return the list made of the real boundary, with names of the modelled stops."""
    bus = replace(
        BUS, name="change 50%", tables={"patches": table}, table_layers={"patches": ("boundary", "bus_stops")}
    )
    return replace(RUN, analyses=(replace(bus, input_layers={"cover": ("boundary",), "by": ("bus_stops",)}),))


def test_modelled_names_make_no_demonstration_of_what_is_real(tmp_path: Path) -> None:
    for beside, demonstration in ((("by",), False), ((), True), (("by", "cover"), False), (("cover",), True)):
        write_field(named_by_townships(replace(TABLE, beside=beside)), tmp_path, language="en")
        root = ET.parse(tmp_path / "field/change 50%.patches.gpx").getroot()  # noqa: S314 - our own file
        head, first = root.findtext(f"{G}metadata/{G}desc") or "", root.findtext(f"{G}wpt/{G}desc") or ""
        assert ("nothing to be checked in the field" in head) == demonstration
        assert first.startswith("◇ Demonstration") == demonstration
        aside = "The places rest on no modelled layer, but what they are called, are near to or lie in does: Bus stops"
        assert (aside in head) == (aside in first.splitlines()[-1]) == (not demonstration)


def test_a_layer_that_makes_rows_too_is_not_there_for_names_alone(tmp_path: Path) -> None:
    named = named_by_townships(replace(TABLE, beside=("by",)))
    (bus,) = named.analyses
    both = replace(named, analyses=(replace(bus, input_layers={"cover": ("bus_stops",), "by": ("bus_stops",)}),))
    write_field(both, tmp_path, language="en")
    assert "◇ Demonstration" in (tmp_path / "field/change 50%.patches.gpx").read_text(encoding="utf-8")


def test_of_what_is_empty_there_is_no_label(tmp_path: Path) -> None:
    table = replace(TABLE, data=TABLE.data.assign(became=["", "草地", "", ""], town=["", "a", "b", "c"]))
    write_field(run(table), tmp_path, language="en")
    first = ET.parse(tmp_path / "field/change 50%.patches.gpx").getroot().find(f"{G}wpt")  # noqa: S314 - our own file
    assert first is not None
    assert first.findtext(f"{G}name") == "1 8.00 ha"
    assert (first.findtext(f"{G}desc") or "").splitlines()[1:] == ["Rank: 1", "Area: 8.00 ha"]


def test_a_line_has_its_waypoint_halfway_and_its_course_on_the_map(tmp_path: Path) -> None:
    # an L of 100 m and 300 m is halfway 100 m up its long arm; of two parts the longer one tells
    bent = shapely.LineString([(EAST, NORTH), (EAST + 100, NORTH), (EAST + 100, NORTH + 300)])
    short = shapely.LineString([(EAST + 5000, NORTH), (EAST + 5050, NORTH)])
    rows = TABLE.data.iloc[:2].drop(columns="geometry")
    lines = gpd.GeoDataFrame(rows, geometry=[bent, shapely.MultiLineString([short, bent])], crs=CRS)
    write_field(run(replace(TABLE, data=lines)), tmp_path, language="zh")
    points = ET.parse(tmp_path / "field/change 50%.patches.gpx").getroot().findall(f"{G}wpt")  # noqa: S314 - our own
    there = gpd.GeoSeries.from_xy(
        [float(point.get("lon", "")) for point in points], [float(point.get("lat", "")) for point in points], crs=4326
    ).to_crs(CRS)
    assert (there.distance(Point(EAST + 100, NORTH + 100)) < 0.2).all()
    marks = ET.parse(tmp_path / "field/change 50%.patches.kml").getroot().findall(f".//{K}Placemark")  # noqa: S314
    assert len(marks[0].findall(f"{K}LineString")) == 1
    assert len(marks[1].findall(f"{K}MultiGeometry/{K}LineString")) == 2


def test_odd_characters_stay_words(tmp_path: Path) -> None:
    name = written(tmp_path, "gpx").findall(f"{G}wpt")[1].findtext(f"{G}name")
    assert name == f"2 <b>&{HOSTILE[0]} 0.18公顷"  # without the control character that XML may not hold
    mark = written(tmp_path, "kml").findall(f"{K}Document/{K}Placemark")[1]
    assert f"乡镇:&lt;b&gt;&amp;{HOSTILE[0].replace('<', '&lt;').replace('>', '&gt;')}" in (
        mark.findtext(f"{K}description") or ""
    )  # to Google Earth a remark is HTML


def test_shapes_come_back_as_they_were(tmp_path: Path) -> None:
    root = written(tmp_path, "kml")
    marks = root.findall(f"{K}Document/{K}Placemark")
    assert {mark.findtext(f"{K}styleUrl") for mark in marks} == {"#place"}
    assert root.find(f"{K}Document/{K}Style[@id='place']/{K}PolyStyle/{K}color") is not None
    assert len(marks[0].findall(f"{K}Polygon/{K}innerBoundaryIs")) == 1
    assert len(marks[1].findall(f"{K}MultiGeometry/{K}Polygon")) == 2
    read = pyogrio.read_dataframe(tmp_path / "field/change 50%.patches.kml")
    assert read["Name"].tolist()[0] == "1 象湖镇 8.00公顷"
    there = read.geometry.to_crs(CRS).to_numpy()
    for shape, back in zip([SHAPES[0], SHAPES[1], SHAPES[3]], shapely.force_2d(there), strict=True):
        assert shapely.hausdorff_distance(shape, back) < 0.2
    waypoints = pyogrio.read_dataframe(tmp_path / "field/change 50%.patches.gpx", layer="waypoints")
    assert waypoints["name"].tolist()[0] == "1 象湖镇 8.00公顷"


@pytest.mark.parametrize("kind", ["gpx", "kml"])
def test_same_run_gives_same_bytes(tmp_path: Path, kind: str) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        written(tmp_path / folder, kind)
    name = f"field/change 50%.patches.{kind}"
    assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


def test_pages_link_to_them(tmp_path: Path) -> None:
    write_questions(run(), tmp_path, language="zh")
    question = (tmp_path / "analyses" / "change 50%.html").read_text(encoding="utf-8")
    files = [f"field/change%2050%25.patches.{kind}" for kind in ("gpx", "kml")]
    assert f'<a href="../{files[0]}">GPX</a>、<a href="../{files[1]}">KML</a>' in question
    assert question.count("带到现场") == 1
    write_index(run(), tmp_path / "index.html", language="zh")
    page = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert [f'href="{file}"' in page for file in files] == [True, True]
    assert 'href="analyses/change%2050%25.html"' in page
    assert page.count("带到现场") == 1
    write_index(RUN, tmp_path / "other.html", language="zh")
    assert "带到现场" not in (tmp_path / "other.html").read_text(encoding="utf-8")
