"""What must be said beside the pattern of a landscape."""

from __future__ import annotations

from collections.abc import Sequence

import geopandas as gpd

from geo_ruijin.methods.editions import years_listed
from geo_ruijin.methods.landscape.compared import Years
from geo_ruijin.methods.landscape.figures import HECTARE
from geo_ruijin.methods.landscape.landscapes import Choices, Landscapes
from geo_ruijin.methods.landscape.mosaic import Squares
from geo_ruijin.methods.landscape.tables import enough
from geo_ruijin.methods.landwords import land_word
from geo_ruijin.raster import Raster
from geo_ruijin.text import Text, listed
from geo_ruijin.units import Percent, SquareMetres


def notes(
    squares: Squares,
    last: Landscapes,
    classes: Sequence[str],
    choices: Choices,
    *,
    divided: bool,
) -> tuple[Text, ...]:
    """Return how cells, patches and edges were taken."""
    said = [_cells(squares, classes), _edges(squares, choices), _patches(last, choices)]
    if divided:
        said.append(
            Text(
                zh="按区划:斑块在区划界线处切断,界线本身不算边缘;只有有效网格面积按斑块在全域的大小计,"
                "两种算法并列,差额就是连到区划以外的部分。各区划的斑块数相加会多于全域。",
                en="By division: patches are cut at its border, which is no edge itself. Only the effective mesh size "
                "takes patches as large as they are in the place; it stands beside the one with patches cut, and what "
                "they differ by hangs on land beyond the border. Patches of divisions add up to more than the place's.",
            )
        )
    return tuple(said)


def _cells(squares: Squares, classes: Sequence[str]) -> Text:
    side, named = f"{squares.side:.1f}", listed(map(land_word, classes))
    of = (
        Text(zh="用栅格自身的像元", en="cells of the raster itself")
        if squares.own
        else Text(
            zh="栅格的像元不是米制正方形,或另设了像元边长:改用正方形格网,每格取其中心处的栅格值",
            en="squares that replace cells of the raster, which are none in metres or of another side: of each, what "
            "the raster says at its middle",
        )
    )
    return Text(
        zh=f"“所选地类”为{{cover}}中的{named.zh}:遥感地类,树木含果园、油茶,不一定是法定森林,以小班地类为准。"
        f"像元边长 {side} 米(椭球面),{of.zh};中心在{{place}}以内的计入。各指标随像元大小而变,"
        "只能在像元相同的数据之间比较。",
        en=f"The class is {named.en} of {{cover}}: seen by remote sensing, trees include orchards. It need not be "
        f"forest by law: the kind of land in the inventory decides. Sides of {side} m on the ellipsoid, {of.en}; cells "
        "count whose middle lies in {place}. All figures change with the size of cells: compare like with like.",
    )


def _edges(squares: Squares, choices: Choices) -> Text:
    depth = f"{choices.edge_depth:g}"
    ring = choices.edge_depth / squares.side
    return Text(
        zh=f"核心区:像元中心到其他地类的距离超过 {depth} 米(约 {ring:.1f} 个像元);{{place}}以外有数据的也看,"
        "没有数据的不算边缘。一个像元宽的道路、河流在图上分得开才算边缘。",
        en=f"Core: middles of cells further than {depth} m ({ring:.1f} cells) from another class, also from one beyond "
        "{place} where the raster says so; where it says nothing there is no edge. Roads and rivers make an edge only "
        "where cells are small enough to show them.",
    )


def _patches(last: Landscapes, choices: Choices) -> Text:
    least = f"{choices.least / HECTARE:g}"
    small = f"{(last.whole.area - last.whole.counted) / HECTARE:,.1f}"
    joined = {8: Text(zh="共边或共角", en="a side or a corner"), 4: Text(zh="共边", en="a side")}[choices.connectivity]
    return Text(
        zh=f"{joined.zh}的像元属同一斑块;有效网格面积等给出的范围是“只共角算不算连通”两种读法之间:一个像元就可能接通"
        f"或断开两片林。不足 {least} 公顷的 {last.small:,} 个碎斑(共 {small} 公顷)"
        "不计入斑块数、斑块密度和平均斑块面积,其余指标含它们。",
        en=f"Cells that share {joined.en} are of one patch. The range of the mesh and its like is between corners that "
        "join and corners that do not: a single cell may join two forests or part them. "
        f"{last.small:,} scraps below {least} ha, {small} ha in all, "
        "are not among the patches, their density and their mean; all other figures include them.",
    )


def unknown_notes(
    years: Years,
    last: Landscapes,
    zones: gpd.GeoDataFrame,
    span: tuple[Landscapes, Landscapes] | None,
    least_known: Percent,
    *,
    divided: bool,
) -> tuple[Text, ...]:
    """Return what is not known in which year, and which figures and years are left out for it.

    Parameters
    ----------
    years
        The years.
    last
        The latest, which may say no year.
    zones
        The divisions.
    span
        The years that are compared, on the cells both know.
    least_known
        How much must be known.
    divided
        Whether there are divisions.
    """
    limit = f"{least_known:g}"
    said = [_gap(f"{one.year}", one.unknown) for one in years.every if one.unknown]
    if last.year is None and last.whole.unknown:
        said.append(_gap("", last.whole.unknown))
    if said:
        said.append(
            Text(
                zh="范围是没有数据的土地全是或全不是所选地类时的数;斑块数、斑块密度、平均斑块面积、边缘密度只按有数据的"
                "土地计,不给范围。",
                en="Ranges are what the figures would be if all land without data were of the class, or none of it; "
                "patches, their density and mean, and edges are of the land known and have none.",
            )
        )
    if not enough([last.whole], least_known).all():
        said.append(
            Text(
                zh=f"最近一年有数据的土地不到 {limit}%:不给出各指标,只给范围。"
                "可从图层文件中删去这一年的来源,或换用没有缺口的影像。",
                en=f"Less than {limit} % of the land is known in the latest year: ranges are given and no figures. "
                "Take out the source of that year, or supply an image without gaps.",
            )
        )
    if years.resized:
        several = years_listed(years.resized)
        said.append(
            Text(
                zh=f"{several.zh}的像元大小与最近一年不同:边缘、核心区和斑块随像元大小而变,不作比较。",
                en=f"{several.en}: cells are of another size than the latest year's. Edges, cores and patches change "
                "with it: not compared.",
            )
        )
    if years.thin:
        several = years_listed(years.thin)
        said.append(
            Text(
                zh=f"{several.zh}有数据的土地不到 {limit}%(单独一年,或与所比较的各年都有数据的),不作比较。",
                en=f"{several.en}: less than {limit} % of the land is known, in that year or in it and all others that "
                "are compared. Not compared.",
            )
        )
    if span is not None and years.common is not None:
        shared = f"{years.shared / HECTARE:,.1f}"
        said.append(
            Text(
                zh=f"历年比较只用各年都有数据的 {shared} 公顷,免得把云和缺幅当成变化;历年表中用于比较的各年也按它计,"
                "最近一年的数因此可能与上面的指标略有出入。",
                en=f"Years that are compared are taken on the {shared} ha that all of them know, so that no gap looks "
                "like change: in the table of years their figures may differ from those above.",
            )
        )
    return (*said, *(_divisions(last, zones, span, least_known) if divided else ()))


def _divisions(
    last: Landscapes, zones: gpd.GeoDataFrame, span: tuple[Landscapes, Landscapes] | None, least_known: Percent
) -> tuple[Text, ...]:
    """Return which divisions have no figures, or no change."""
    limit = f"{least_known:g}"
    none = zones["name"][~enough(last.parts, least_known)].tolist()
    lost = [] if span is None else zones["name"][~enough(span[0].parts, least_known)].tolist()
    lost = [name for name in lost if name not in none]
    kinds = (
        (none, Text(zh="不给出各指标和变化", en="no figures, and no change")),
        (lost, Text(zh="各年都有数据的部分不足,不给出变化", en="known in all years compared: no change")),
    )
    return tuple(
        Text(
            zh=f"有数据的土地不到 {limit}% 的区划{what.zh}:{'、'.join(names)}。",
            en=f"Divisions with less than {limit} % of the land known: {what.en}: {', '.join(names)}.",
        )
        for names, what in kinds
        if names
    )


def _gap(year: str, unknown: SquareMetres) -> Text:
    hectares = f"{unknown / HECTARE:,.1f}"
    return Text(
        zh=f"{year + ' 年' if year else ''}有 {hectares} 公顷没有数据(云、图幅以外):不在分母中,也不算其他地类。",
        en=f"{year + ': n' if year else 'N'}othing is known of {hectares} ha (clouds, beyond the raster). They are in "
        "no denominator, and no other class.",
    )


def years_note(cover: Sequence[Raster], squares: Squares) -> Text:
    """Return what may be read into the years that are compared."""
    grids = {(one.crs.to_wkt(), one.transform, one.width, one.height) for one in cover}
    other = (
        Text(
            zh="各年栅格的格网不同,已归到最近一年的格网上:边缘和小斑块的变化有一部分来自这里。",
            en=" The years are on different grids and were brought on that of the latest: part of the change of edges "
            "and small patches comes from there.",
        )
        if len(grids) > 1
        else Text(zh="", en="")
    )
    side = f"{squares.side:.1f}"
    return Text(
        zh=f"历年比较:分类误差和影像间不足一个像元(边长 {side} 米)的错位都会改变边缘、小斑块,有时也会接通或断开大斑块;"
        f"看面积和核心区的变化最稳。{other.zh}",
        en=f"Between years, errors of classification and images that lie part of a cell ({side} m) apart change edges "
        "and small patches, and may join or part large ones; areas and cores are the steadiest."
        f"{other.en}",
    )
