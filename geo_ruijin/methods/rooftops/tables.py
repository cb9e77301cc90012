"""The tables behind the potential of roofs: by class, division and village, by rule, roof by roof."""

from __future__ import annotations

from collections.abc import Mapping

import geopandas as gpd
import numpy as np
import pandas as pd

from geo_ruijin.methods.columns import DIVISION
from geo_ruijin.methods.counting.rows import by_division
from geo_ruijin.methods.rooftops.census import Census
from geo_ruijin.methods.rooftops.horizons import Horizons
from geo_ruijin.methods.rooftops.uncertainty import FACTORS, Spread
from geo_ruijin.methods.rooftops.vocabulary import CLASSES, RULES, UNKNOWN
from geo_ruijin.methods.shares import percents
from geo_ruijin.results import Column, Table
from geo_ruijin.text import Text

#: What is not in any village, or has none near it in its division.
NO_VILLAGE = Text(zh="(不属于任何村)", en="(of no village)")

#: What is known of a roof only where the sun is.
_SUNNY = ("specific_yield", "energy", "energy_low", "energy_high", "unshaded", "loss_buildings", "loss_terrain")

_CLASS = Column(Text(zh="类别", en="Class"))
_VILLAGE = Column(Text(zh="最近的{villages}", en="Nearest of {villages}"))
_ROOFS = Column(Text(zh="屋顶", en="Roofs"), "roofs")
_AREA = Column(Text(zh="屋顶面积", en="Roof area"), "m²")
_AREA_SHARE = Column(Text(zh="占全部屋顶面积", en="of all roof area"), "%")
_USABLE = Column(Text(zh="可用面积", en="Usable area"), "m²")
_YIELD = Column(Text(zh="年等效小时数", en="Specific yield"), "kWh/kWp")


def _power(zh: str = "", en: str = "") -> Column:
    return Column(Text(zh=f"可装容量{zh}", en=f"Potential capacity{en}"), "MWp")


def _energy(zh: str = "", en: str = "") -> Column:
    return Column(Text(zh=f"首年发电量{zh}", en=f"Energy, first year{en}"), "GWh")


def sums(rows: pd.DataFrame, key: str) -> pd.DataFrame:
    """Return what the roofs of each group come to: those of known class, and beside them those of unknown.

    Returns
    -------
    DataFrame
        Indexed by the values of `key`: roofs, roof_area [m²], usable_area [m²], capacity [MWp] and energy [GWh] of
        the classes that are known, the same of the unknown with the suffix `_unknown`, specific_yield [kWh/kWp].
    """
    known = (rows["class"] != UNKNOWN).astype(float)
    parts: dict[str, object] = {"roofs": 1.0, "roof_area": rows["roof_area"]}
    for suffix, counts in (("", known), ("_unknown", 1 - known)):
        parts[f"area{suffix}"] = rows["roof_area"] * counts
        parts[f"usable_area{suffix}"] = rows["usable_area"] * counts
        parts[f"capacity{suffix}"] = rows["capacity"] * counts / 1e3
        parts[f"energy{suffix}"] = rows["energy"] * counts / 1e6
    wide = pd.DataFrame(parts, index=rows.index).groupby(rows[key]).sum(min_count=1)
    wide["specific_yield"] = 1e3 * wide["energy"] / wide["capacity"].where(wide["capacity"] > 0)
    wide["unknown_share"] = percents(wide["area_unknown"], wide["roof_area"])
    return wide


def classes_table(rows: pd.DataFrame, found: Spread, *, sunny: bool) -> Table:
    """Return a row a class, between what its figures lie; the unknown class last, in no total.

    Parameters
    ----------
    rows
        The roofs.
    found
        Between what capacity [kWp] and energy [kWh] of each class lie.
    sunny
        Whether yields are known.
    """
    lost = (rows["loss_buildings"] + rows["loss_terrain"]).fillna(0) / 100
    wide = pd.DataFrame(
        {
            "roofs": 1.0,
            "roof_area": rows["roof_area"],
            "usable_area": rows["usable_area"],
            "capacity": rows["capacity"] / 1e3,
            "energy": rows["energy"] / 1e6,
            "unshaded": rows["capacity"] * rows["unshaded"] / 1e6,
            "lost": rows["capacity"] * rows["unshaded"] * lost / 1e6,
        },
        index=rows.index,
    )
    data = (
        wide.groupby(rows["class"]).sum(min_count=1).reindex([name for name in CLASSES if name in set(rows["class"])])
    )
    data["share"] = percents(data["roof_area"], data["roof_area"].sum())
    data["specific_yield"] = 1e3 * data["energy"] / data["capacity"].where(data["capacity"] > 0)
    data["lost"] = percents(data["lost"], data["unshaded"])
    for level in ("low", "high"):
        data[f"capacity_{level}"] = found.capacity[level] / 1e3
        data[f"energy_{level}"] = found.energy[level] / 1e6
    data = data.rename_axis("class").reset_index()
    data.insert(0, "class_name", [CLASSES[name] for name in data["class"]])
    columns = {
        "class_name": _CLASS,
        "roofs": _ROOFS,
        "roof_area": _AREA,
        "share": _AREA_SHARE,
        "usable_area": _USABLE,
        "capacity": _power(),
        "capacity_low": _power("(低)", ", low"),
        "capacity_high": _power("(高)", ", high"),
    }
    if sunny:
        columns |= {
            "energy": _energy(),
            "energy_low": _energy("(低)", ", low"),
            "energy_high": _energy("(高)", ", high"),
            "specific_yield": _YIELD,
            "lost": Column(Text(zh="遮挡损失", en="Lost to shade"), "%"),
        }
    return Table(Text(zh="各类屋顶的光伏潜力", en="Potential of roofs by class"), data, columns)


def _place_columns(*, sunny: bool) -> dict[str, Column]:
    """Return the columns of what `sums` gives."""
    columns = {"capacity": _power()}
    if sunny:
        columns |= {"energy": _energy(), "specific_yield": _YIELD}
    return {
        **columns,
        "roofs": _ROOFS,
        "roof_area": _AREA,
        "usable_area": _USABLE,
        "unknown_share": Column(Text(zh="用途不明的屋顶面积占比", en="Roof area of unknown use"), "%"),
        "capacity_unknown": _power("(用途不明,另计)", " of unknown use, apart"),
    }


def divisions_table(rows: pd.DataFrame, by: gpd.GeoDataFrame, *, sunny: bool) -> Table:
    """Return a row a division, the most capacity first; `rows` name theirs in `division`."""
    data = by_division(sums(rows, "division"), by)
    return Table(
        Text(zh="各区划的屋顶光伏潜力", en="Potential of roofs by division"),
        data.sort_values("capacity", ascending=False, kind="stable", ignore_index=True),
        {"name": DIVISION, **_place_columns(sunny=sunny)},
    )


def villages_table(rows: pd.DataFrame, villages: gpd.GeoDataFrame, *, divided: bool, sunny: bool) -> Table:
    """Return a row a village that has roofs, the most first, at its centre; roofs of none are a row without a place.

    Parameters
    ----------
    rows
        The roofs, with `village_row`, the position of the village of each, -1 for none.
    villages
        Points with `name`, and with `division` where divisions are given.
    divided
        Whether they are.
    sunny
        Whether yields are known.
    """
    data = sums(rows, "village_row")
    # -1, which is none, takes the last place
    names = [*villages["name"].astype(str), NO_VILLAGE.zh]
    divisions = [*(villages["division"] if divided else [""] * len(villages)), ""]
    shapes = [*villages.geometry, None]
    table = gpd.GeoDataFrame(
        {
            "name": [names[row] for row in data.index],
            "division": [divisions[row] for row in data.index],
            **{column: data[column].to_numpy() for column in data},
        },
        geometry=[shapes[row] for row in data.index],
        crs=villages.crs,
    )
    columns = {"name": Column(Text(zh="村(居)", en="Village")), **({"division": DIVISION} if divided else {})}
    return Table(
        Text(zh="各村(居)的屋顶光伏潜力", en="Potential of roofs by village"),
        table.sort_values(["energy", "capacity"], ascending=False, kind="stable", ignore_index=True),
        {**columns, **_place_columns(sunny=sunny)},
    )


def rules_table(rows: pd.DataFrame) -> Table:
    """Return by which rule how many roofs got their class, in the order the rules are asked."""
    data = pd.DataFrame(
        {
            "roofs": rows.groupby("rule")["roof_area"].size().astype(float),
            "roof_area": rows.groupby("rule")["roof_area"].sum(),
        }
    ).reindex([name for name in RULES if name in set(rows["rule"])])
    data["share"] = percents(data["roof_area"], data["roof_area"].sum())
    data = data.rename_axis("rule").reset_index()
    data.insert(0, "rule_name", [RULES[name] for name in data["rule"]])
    columns = {
        "rule_name": Column(Text(zh="依据", en="Told by")),
        "roofs": _ROOFS,
        "roof_area": _AREA,
        "share": _AREA_SHARE,
    }
    return Table(Text(zh="屋顶类别的依据", en="What tells the class of roofs"), data, columns)


def roof_columns(*, divided: bool, villages: bool, sunny: bool, shaded: tuple[str, ...]) -> Mapping[str, Column]:
    """Return the readers' columns of single roofs; `shaded` are the columns of what shade takes."""
    losses = {
        "loss_buildings": Column(Text(zh="建筑遮挡损失", en="Lost to buildings"), "%"),
        "loss_terrain": Column(Text(zh="地形遮挡损失", en="Lost to the terrain"), "%"),
    }
    yields = {"specific_yield": _YIELD, "energy": Column(Text(zh="首年发电量", en="Energy, first year"), "kWh")}
    return {
        "building": Column(Text(zh="{buildings}中的序号", en="Row of {buildings}")),
        "class_name": _CLASS,
        "rule_name": Column(Text(zh="依据", en="Told by")),
        "roof_name": Column(Text(zh="屋顶形式", en="Roof")),
        "roof_area": _AREA,
        "usable_area": _USABLE,
        "tilt": Column(Text(zh="倾角", en="Tilt"), "°"),
        "azimuth": Column(Text(zh="方位角(北为 0,顺时针)", en="Azimuth (clockwise from north)"), "°"),
        "capacity": Column(Text(zh="可装容量", en="Potential capacity"), "kWp"),
        **(yields if sunny else {}),
        **{name: losses[name] for name in shaded},
        "year_built": Column(Text(zh="建成年份", en="Year built")),
        **({"division": DIVISION} if divided else {}),
        **({"village": _VILLAGE} if villages else {}),
    }


def ranked(rows: gpd.GeoDataFrame, most: int) -> gpd.GeoDataFrame:
    """Return the roofs that give most energy, the most first; where no yields are known, of most capacity."""
    order = np.lexsort((rows["building"], -rows["capacity"], -rows["energy"].fillna(0)))[:most]
    return rows.iloc[order].reset_index(drop=True)


def factors_table(found: Spread) -> Table:
    """Return how far each factor alone spreads the energy of the classes that count."""
    data = found.weights.loc[list(FACTORS)] / 1e6
    data.insert(0, "factor", [FACTORS[name] for name in data.index])
    data["spread"] = percents(data["high"] - data["low"], data["middle"])
    return Table(
        Text(zh="各因素单独变化时的首年发电量", en="Energy of the first year when one factor alone varies"),
        data.sort_values("spread", ascending=False, kind="stable", ignore_index=True),
        {
            "factor": Column(Text(zh="因素", en="Factor")),
            "low": _energy("(低)", ", low"),
            "middle": _energy("(中)", ", middle"),
            "high": _energy("(高)", ", high"),
            "spread": Column(Text(zh="高低之差", en="From low to high"), "%"),
        },
    )


def tables_of(
    taken: Census,
    rows: gpd.GeoDataFrame,
    found: Spread,
    seen: Horizons,
    by: gpd.GeoDataFrame | None,
    *,
    most: int,
    sunny: bool,
) -> dict[str, Table]:
    """Return the tables, those of divisions and villages only where these are given."""
    divided = by is not None
    tables = {"classes": classes_table(rows, found, sunny=sunny)}
    if by is not None:
        tables["divisions"] = divisions_table(rows, by, sunny=sunny)
    if taken.villages is not None:
        tables["villages"] = villages_table(rows, taken.villages, divided=divided, sunny=sunny)
    shaded = tuple(
        name
        for name, horizon in (("loss_buildings", seen.neighbours), ("loss_terrain", seen.terrain))
        if horizon is not None
    )
    columns = roof_columns(divided=divided, villages=taken.villages is not None, sunny=sunny, shaded=shaded)
    best = ranked(rows, most)
    title = (
        Text(zh=f"发电量最多的 {len(best)} 个屋顶", en=f"The {len(best)} roofs that give most energy")
        if sunny
        else Text(zh=f"可装容量最大的 {len(best)} 个屋顶", en=f"The {len(best)} roofs of most capacity")
    )
    tables["ranked"] = Table(title, best, columns)
    tables["rules"] = rules_table(rows)
    if sunny:
        tables["factors"] = factors_table(found)
    tables["roofs"] = Table(Text(zh="逐栋屋顶", en="Roof by roof"), rows, columns)
    # for those who ask for class, area and capacity alone: these do not rest on the sun and on heights
    tables["stock"] = Table(
        Text(zh="屋顶的类别和面积", en="Class and area of roofs"), rows.drop(columns=list(_SUNNY)), {}, shown=False
    )
    return tables
