"""What must be said beside the figures of siting: how far they are proven, and what the grid and the spacing do."""

from __future__ import annotations

from collections.abc import Iterator

from geo_ruijin.methods.shares import percent
from geo_ruijin.methods.siting.covering import DUST
from geo_ruijin.methods.siting.figures import beyond_all
from geo_ruijin.methods.siting.plan import Plan, Prospect
from geo_ruijin.methods.siting.situation import AREA, READINGS
from geo_ruijin.methods.siting.words import how_few
from geo_ruijin.text import Text, same
from geo_ruijin.units import Metres, Percent


def notes(
    prospect: Prospect,
    plan: Plan,
    *,
    share: Percent,
    reach: Percent | None,
    cell: Metres,
    spacing: Metres,
    crowded: int,
    held_back: int,
    least: float,
) -> tuple[Text, ...]:
    """Return the notes beside the figures.

    Parameters
    ----------
    share, reach
        What is asked for, and what every candidate together would come to [%].
    crowded
        How many candidates stand too near to what exists.
    held_back
        How many candidates the page for trying leaves out.
    least
        What the site that adds least adds to those built before it [people or m²].
    """
    return (
        *_proof(plan, share, reach, spacing),
        *_least(plan, least),
        *_grid(prospect, plan, cell),
        *_left_out(prospect, spacing, crowded),
        *_page(plan, cell, held_back),
    )


def _proof(plan: Plan, share: Percent, reach: Percent | None, spacing: Metres) -> Iterator[Text]:
    needed, reading = plan.needed, READINGS[plan.reading]
    number, said = len(needed.chosen), how_few(needed)
    if needed.most is not None:
        most = percent(needed.most, plan.demand.whole)
        yield Text(
            zh=f"按相距至少 {spacing:g} 米,{share:g}% 达不到:找到的选址,{reading.zh}覆盖率最高为 {most:.4g}%;不计间距、"
            f"全部备选点都建为 {reach:.4g}%。{number} 处是达到前者所需。缩小间距或增加备选点可以更高。",
            en=f"{share:g} % is out of reach where sites stand {spacing:g} m apart: the most that was found is a share "
            f"({reading.en}) of {most:.4g} %, and {reach:.4g} % with every candidate whatever the spacing. {number} "
            "sites reach the former; less spacing or more candidates would reach more.",
        )
    elif reach is not None and beyond_all(reach, share):
        yield Text(
            zh=f"{share:g}% 达不到:全部备选点都建,{reading.zh}覆盖率也只有 {reach:.4g}%。{number} 处是覆盖其中"
            "能够覆盖的全部所需;到不了的另列一表。",
            en=f"{share:g} % is out of reach: with every candidate the share ({reading.en}) is {reach:.4g} %. {number} "
            "sites reach all of that; what stays beyond is listed.",
        )
    if not number:
        yield Text(
            zh=f"现状已达到,不需要新增({reading.zh})。",
            en=f"It is reached as things stand: no new site is needed ({reading.en}).",
        )
        return
    yield Text(
        zh=f"所需 {number} 处:{said.zh}。只在所给的备选点中选;备选点加密,所需处数可能减少。",
        en=f"{number} sites: {said.en}. Among the candidates given; with more of them fewer sites may do.",
    )
    if needed.tied:
        yield Text(
            zh="处数相同的最优方案不止一个,列出的是其中之一;每处可替换的备选点数见表。",
            en="Other choices of as many sites are as good; one is listed. The table says how many candidates could "
            "take the place of each.",
        )
    if len(plan.chosen) < number:
        grid = Text(zh="(按格网)", en=" on the grid") if plan.reading == AREA else same("")
        yield Text(
            zh=f"按上限只列出 {len(plan.chosen)} 处:这么多处中覆盖最多的选法{grid.zh}。",
            en=f"Only {len(plan.chosen)} sites are listed, as many as are allowed: those that reach most together"
            f"{grid.en}.",
        )
    loose = [str(number) for number, answer in enumerate(plan.curve) if not answer.proven]
    if loose:
        yield Text(
            zh=f"新增 {'、'.join(loose)} 处的最优选址在限定时间内没有证明,差距见表;再次运行结果可能略有不同。",
            en=f"The best choice of {', '.join(loose)} sites is not proven within the time given; the table says how "
            "far it may be off, and another run may differ a little.",
        )


def _least(plan: Plan, least: float) -> Iterator[Text]:
    if len(plan.chosen) > 1:
        more = Text(zh=f"{least:,.0f} 平方米", en=f"{least:,.0f} m²")
        if plan.reading != AREA:
            more = Text(zh=f"{least:,.0f} 人", en=f"{least:,.0f} people")
        yield Text(
            zh=f"按建设次序,新增最少的一处只多覆盖 {more.zh}:要全部覆盖才需要它,是否值得见“值得的处数”和曲线。",
            en=f"In the order to build them, the site that adds least adds {more.en}: it takes that one to "
            "reach all; the number worth it and the curve say whether it pays.",
        )


def _grid(prospect: Prospect, plan: Plan, cell: Metres) -> Iterator[Text]:
    if plan.reading != AREA:
        yield Text(
            zh="居民逐个住处计算,选址时没有近似。",
            en="People are told home by home: the choice of sites rests on no approximation.",
        )
        return
    land, chosen = prospect.land, plan.chosen
    off = land.demand.with_sites(chosen) - land.with_sites(chosen)
    needed = plan.needed
    yield Text(
        zh=f"选址用 {cell:g} 米格网的 {len(land.plots.area)} 个点,再对所选地点的圆精确量算面积"
        f"(格网与之相差 {off / 1e6:+.4f} 平方公里);缺口处加点重选,共 {needed.rounds} 轮。"
        "曲线上的选址在格网上最优,覆盖率按圆量算:按圆也许另有略好的选法。",
        en=f"Sites are chosen on {len(land.plots.area)} points of a grid of {cell:g} m; what they reach is then "
        f"measured by their circles (the grid is off by {off / 1e6:+.4f} km²); points are added in what is left and "
        f"one chooses again: {needed.rounds} rounds. The sites of the curve are the best on the grid, its shares go by "
        "circles: by these, others may be a little better.",
    )
    if needed.left:
        yield Text(
            zh=f"所选地点的圆还剩 {needed.left:.3g} 平方米没有覆盖:每块不到 {DUST:g} 平方米,是画圆的舍入误差。",
            en=f"The circles leave {needed.left:.3g} m² uncovered, in pieces below {DUST:g} m²: rounding of drawing.",
        )


def _left_out(prospect: Prospect, spacing: Metres, crowded: int) -> Iterator[Text]:
    if spacing:
        yield Text(
            zh=f"新增地点之间、与现有{{facilities}}之间至少相距 {spacing:g} 米。",
            en=f"New sites stand at least {spacing:g} m apart and from {{facilities}} there are.",
        )
    if crowded:
        yield Text(
            zh=f"有 {crowded} 个备选点离现有的不足 {spacing:g} 米,未采用。",
            en=f"{crowded} candidates stand nearer than {spacing:g} m to what there is and are not used.",
        )
    small = prospect.sites.count - int(prospect.sites.usable.sum())
    if small:
        yield Text(
            zh=f"另有 {small} 个备选点小于最小一级的面积,不起作用。",
            en=f"{small} candidates are smaller than the smallest step and reach nothing.",
        )


def _page(plan: Plan, cell: Metres, held_back: int) -> Iterator[Text]:
    if held_back:
        yield Text(
            zh=f"网页上试选时不列 {held_back} 个备选点:保留已选的和单独新增覆盖最多的。",
            en=f"The page for trying leaves out {held_back} candidates: it has the chosen and those that add most.",
        )
    if plan.reading == AREA:
        yield Text(
            zh=f"网页上试选时面积按 {cell:g} 米格网的点计,与这里精确量算的略有出入。",
            en=f"On the page for trying, area goes by points of a grid of {cell:g} m and differs a little from the "
            "exact figure here.",
        )
