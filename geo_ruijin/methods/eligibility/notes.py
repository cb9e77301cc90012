"""What must be said beside eligible land: control lines, rules not applied, how far cells err, how sites rank."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import geopandas as gpd

from geo_ruijin.methods.eligibility.control_lines import ControlLine, reservation
from geo_ruijin.methods.eligibility.exclusion import Exclusion
from geo_ruijin.methods.eligibility.grid import Grid
from geo_ruijin.methods.eligibility.site_rows import HECTARE
from geo_ruijin.text import Text
from geo_ruijin.units import SquareMetres

_SQUARE_KILOMETRE = 1e6  # m²

#: Sites of fewer cells than this are mostly rim.
_FEW = 10


def notes(
    exclusions: Sequence[Exclusion],
    lines: Sequence[ControlLine],
    true_areas: Sequence[float | None],
    grid: Grid,
    rows: gpd.GeoDataFrame,
    *,
    least: SquareMetres,
) -> tuple[Text, ...]:
    """Return the notes; `true_areas` are of the rules applied, `least` is the least area of a site [m²]."""
    said = [
        *_lines(lines),
        *_absent(exclusions),
        *_cells(exclusions, true_areas, grid),
        *_sites(rows),
        *_small(grid, least),
    ]
    for one in exclusions:
        said += one.remarks
    return tuple(said)


def _lines(lines: Sequence[ControlLine]) -> Iterator[Text]:
    said = reservation(lines)
    yield Text(
        zh=f"{said.zh}。这里只是按下列规则初筛,地块能否使用以自然资源、林业、水利部门的审查为准。",
        en=f"{said.en[0].upper()}{said.en[1:]}. This sifts land by the rules listed; the authorities "
        "of land, forest and water decide whether a site may be used.",
    )
    yield from (line.remark for line in lines if line.remark is not None)
    yield Text(
        zh="坡度、坡向、到道路和变电站的距离是惯例,不是法定条件。",
        en="Slope, aspect and the distances to roads and substations are practice and no law.",
    )


def _absent(exclusions: Sequence[Exclusion]) -> Iterator[Text]:
    absent = [(one.title, one.why) for one in exclusions if one.why is not None]
    if absent:
        zh = ";".join(f"{title.zh}({why.zh})" for title, why in absent)
        en = "; ".join(f"{title.en} ({why.en})" for title, why in absent)
        yield Text(
            zh=f"未采用的规则:{zh}。可用土地因此可能偏大。",
            en=f"Not applied: {en}. The land found may be too much by that.",
        )


def _cells(exclusions: Sequence[Exclusion], true_areas: Sequence[float | None], grid: Grid) -> Iterator[Text]:
    cells, true = grid.area / _SQUARE_KILOMETRE, grid.place.area / _SQUARE_KILOMETRE
    yield Text(
        zh=f"按 {grid.cell:g} 米像元计,像元中心落在图斑内即算在内,面积有多有少、大体相抵:全域 {cells:,.2f} 平方公里,"
        f"实际 {true:,.2f} 平方公里(差 {_off(cells, true)}%)。",
        en=f"Counted in cells of {grid.cell:g} m, each by where its middle lies, which errs either way: the place has "
        f"{cells:,.2f} km² in cells, {true:,.2f} km² in truth ({_off(cells, true)} %).",
    )
    applied = [one for one in exclusions if one.applied and one.takes is not None]
    errors = [
        (abs(one.takes.sum() * grid.cell_area - area), one, area)
        for one, area in zip(applied, true_areas, strict=True)
        if area is not None and one.takes is not None
    ]
    if errors:
        most, one, area = max(errors, key=lambda error: error[0])
        found = (one.takes.sum() if one.takes is not None else 0) * grid.cell_area
        yield Text(
            zh=f"各条规则中,像元面积与图斑实际面积相差最大的是“{one.title.zh}”:{most / HECTARE:,.1f} 公顷"
            f"(差 {_off(found, area)}%);逐条见表。",
            en=f"Of the rules, cells err most for {one.title.en}: by {most / HECTARE:,.1f} ha ({_off(found, area)} %); "
            "the table has each.",
        )


def _sites(rows: gpd.GeoDataFrame) -> Iterator[Text]:
    if rows.empty:
        yield Text(zh="没有达到最小面积的地块。", en="No site is as large as the least area.")
        return
    lost = rows["cells_area"].sum() - rows["area"].sum()
    yield Text(
        zh="共边的像元连成一块,只共角的不连;再按禁止图斑的实际边界裁切,小于一个像元的碎块不要。"
        f"裁切去掉了 {lost:,.1f} 公顷;边上中心不可用的像元里可用的部分没有补回,地块面积因此略偏小。",
        en="Cells that share a side are one site, those that share a corner are not; what polygons forbid is then cut "
        f"out along its true borders, without crumbs smaller than a cell. The cut took {lost:,.1f} ha; what is free of "
        "cells along the rim whose middle is not is not given back: sites are somewhat too small.",
    )
    yield Text(
        zh="排序得分:逐项看本地块不差于多少比例的地块,各项等权平均;只表示这些地块之间的先后,不是评价。"
        "没有计入地价、权属、接入容量和电价。",
        en="The score is the share of these sites that a site is at least as good as, averaged over the criteria with "
        "equal weights: an order among them and no appraisal. Rent, owners, hosting capacity and tariffs have no part.",
    )
    yield Text(
        zh="地面光伏(ground_solar)和矿山光伏(mine_solar)的地块可能是同一块地:两者的面积、容量、发电量不能相加。",
        en="Sites for ground PV (ground_solar) and on mines (mine_solar) may be the same land: their areas, capacities "
        "and energies must not be added.",
    )


def _small(grid: Grid, least: SquareMetres) -> Iterator[Text]:
    if least < _FEW * grid.cell_area:
        yield Text(
            zh=f"地块的最小面积不到 {_FEW} 个像元({_FEW * grid.cell_area / HECTARE:g} 公顷):"
            "这么小的地块多半是像元的误差,请改大最小面积(least_area)或改小像元(cell)。",
            en=f"The least area of a site is less than {_FEW} cells ({_FEW * grid.cell_area / HECTARE:g} ha): so small "
            "a site may be no more than the error of cells. Take a larger least area or smaller cells.",
        )


def _off(found: float, true: float) -> str:
    return f"{round(100 * (found / true - 1), 2) + 0:+.2f}" if true else "—"  # no -0.00
