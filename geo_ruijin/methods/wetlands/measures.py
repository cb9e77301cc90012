"""The figures of wetland."""

from __future__ import annotations

import pandas as pd

from geo_ruijin.methods.ranges import between
from geo_ruijin.methods.shares import percent
from geo_ruijin.methods.wetlands.definitions import CLASS, LAW, SURVEY, TITLES, Wetlands
from geo_ruijin.methods.wetlands.protection import Parks, Protection
from geo_ruijin.methods.wetlands.seen import Seen, year_word
from geo_ruijin.methods.wetlands.survey import HECTARE
from geo_ruijin.results import Measure
from geo_ruijin.text import Text
from geo_ruijin.units import SquareMetres


def area_measures(found: Wetlands, ground: SquareMetres, protection: Protection) -> dict[str, Measure]:
    """Return area, share of the place and protected share by each definition."""
    survey = found.survey
    about = {
        LAW: Text(
            zh="湿地保护法第 2 条:自然或人工、常年或季节性积水地带和水域,不含水田和养殖水面",
            en="Wetland Protection Law, art. 2: waterlogged land and water, natural or not, all year or for a season; "
            "no paddy fields, no aquaculture",
        ),
        SURVEY: Text(
            zh=f"第二次湿地资源调查:{survey.least_patch:g} 公顷以上的成片湿地,宽 {survey.least_width:g} 米、长 "
            f"{survey.least_length:g} 公里以上的河流",
            en=f"Second wetland survey: patches of {survey.least_patch:g} ha or more, rivers {survey.least_width:g} m "
            f"wide and {survey.least_length:g} km long or more",
        ),
        CLASS: Text(
            zh="三调湿地类:不含河流、湖泊、水库、坑塘水面",
            en="Wetland class of the third land survey: without rivers, lakes, reservoirs, ponds",
        ),
    }
    measures = {}
    for key, one in found.kept.items():
        low, high = (
            one.area - (found.ponds if key == LAW else 0.0),
            one.area + found.codeless[key] + (found.cut_short if key == SURVEY else 0.0),
        )
        bounds = (None, None) if low == high else (low, high)
        measures[f"{key}_area"] = Measure(
            one.area / HECTARE, "ha", about[key], *(None if end is None else end / HECTARE for end in bounds)
        )
        measures[f"{key}_share"] = Measure(
            percent(one.area, ground),
            "%",
            Text(zh=f"{TITLES[key].zh}的湿地 ÷ {{place}}面积", en=f"Wetland ({TITLES[key].en}) / area of {{place}}"),
            *(None if end is None else percent(end, ground) for end in bounds),
        )
    return measures | _protected(found, protection)


def _protected(found: Wetlands, protection: Protection) -> dict[str, Measure]:
    lacking = protection.lacking
    measures = {}
    for key, safe in protection.safe.items():
        rate = percent(safe.area, found.kept[key].area)
        open_ended = rate is not None and bool(protection.missing)
        measures[f"{key}_protected"] = Measure(
            rate,
            "%",
            Text(
                zh=f"湿地保护率({TITLES[key].zh}):受保护的湿地 ÷ 湿地"
                + (f";缺{lacking.zh},是下限" if open_ended else ""),
                en=f"Protected wetland / wetland ({TITLES[key].en})"
                + (f", at least: without {lacking.en}" if open_ended else ""),
            ),
            *((rate, 100.0) if open_ended else (None, None)),
        )
    return measures


def park_measures(parks: Parks) -> dict[str, Measure]:
    """Return the wetland of all parks; see `parks_of`."""
    reported = parks.rows["reported"].dropna()
    beside = Text(zh="", en="")
    if len(reported):
        numbers = "、".join(f"{rate:g}%" for rate in reported), ", ".join(f"{rate:g} %" for rate in reported)
        beside = Text(
            zh=f"(所报 {numbers[0]},口径不明,仅作对照)", en=f" (reported {numbers[1]}, by whatever definition)"
        )
    rates = {
        f"park_{key}_rate": Measure(
            percent(parks.wetland[key], parks.area),
            "%",
            Text(
                zh=f"{{parks}}湿地率({TITLES[key].zh}):园内湿地 ÷ 园区面积{beside.zh}",
                en=f"Wetland in {{parks}} ({TITLES[key].en}) / their area{beside.en}",
            ),
        )
        for key in TITLES
    }
    return {
        "park_area": Measure(
            parks.area,
            "ha",
            Text(
                zh="{parks}在境内的面积(按所画范围,重叠只计一次)",
                en="Area of {parks} inside the place, as drawn, what overlaps counted once",
            ),
        ),
        "park_law": Measure(
            parks.wetland[LAW],
            "ha",
            Text(zh="{parks}内的湿地(湿地保护法口径)", en="Wetland in {parks}, by the Wetland Protection Law"),
        ),
        **rates,
    }


def change_measures(changes: pd.DataFrame) -> dict[str, Measure]:
    """Return what changed by each definition; see `compared`."""
    return {
        f"{key}_change": Measure(
            float(changes["net"].loc[key]),
            "ha",
            Text(
                zh=f"{{wetlands}}比{{earlier}}的净变化({TITLES[key].zh})",
                en=f"Balance of wetland from {{earlier}} to {{wetlands}} ({TITLES[key].en})",
            ),
        )
        for key in TITLES
    }


def seen_measures(seen: Seen) -> dict[str, Measure]:
    """Return water and wetland as satellites see them; see `seen_in`."""
    last, year = seen.latest, year_word(seen.latest)
    area = float(last["both"])
    measures = {
        "seen_area": Measure(
            None if last["thin"] else area,
            "ha",
            Text(
                zh=f"遥感水体和湿地 {year}({{cover}});窄河小塘看不见,不能与三种口径混用",
                en=f"Water and wetland as satellites see them, {year} ({{cover}}); narrow rivers and ponds are missed: "
                "not to be mixed with the definitions",
            ),
            *between(area, area + float(last["unknown"]), "ha"),
        )
    }
    if (change := seen.change) is not None:
        measures["seen_change"] = Measure(
            change.value,
            "ha",
            Text(
                zh=f"遥感水体和湿地的变化,{change.first}—{change.last},只计两年都有结果的土地;"
                "含分类误差和丰枯年水位之差",
                en=f"Its change, {change.first} to {change.last}, on land known in both years; errors of classes and "
                "high or low water included",
            ),
            *between(change.low, change.high, "ha"),
        )
    return measures
