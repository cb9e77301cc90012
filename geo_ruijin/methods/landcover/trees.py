"""Tree cover as satellites see it, year by year: never the forest cover of the law."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import geopandas as gpd

from geo_ruijin.figures import show_figure
from geo_ruijin.methods.editions import comparable, edition_notes
from geo_ruijin.methods.landcover.tree_tables import trend_line, years_table, zones_table
from geo_ruijin.methods.landcover.years import Year, known_share, place_of, product_notes, years_of
from geo_ruijin.methods.landwords import land_word
from geo_ruijin.methods.method import Covers, Divisions, Gives, Limits, declare
from geo_ruijin.methods.ranges import between
from geo_ruijin.methods.reach import zones_of
from geo_ruijin.methods.shares import percent, reach
from geo_ruijin.results import Measure, Result
from geo_ruijin.text import Text, listed
from geo_ruijin.units import OF_100, Percent

_OF = ("cover", "place")

#: What every figure of it must say.
CAVEAT = Text(
    zh="遥感所见,含脐橙、油茶等果木林,看不出幼林;不是森林覆盖率,不能据此判定达标",
    en="as satellites see it: navel oranges and camellia count, young stands are missed; not the forest cover of the "
    "law, and no target is judged by it",
)


@declare(
    measures={
        "share": Gives("%", of=_OF),
        "area": Gives("km²", of=_OF),
        "change": Gives("pp", of=_OF),
        "change_a_year": Gives("pp/a", of=_OF),
        "known_share": Gives("%", of=_OF),
    },
    tables={"years": _OF, "zones": (*_OF, "by"), "villages": (*_OF, "villages")},
)
def tree_cover(
    *,
    cover: Covers,
    place: Limits,
    by: Divisions | None = None,
    villages: Divisions | None = None,
    classes: tuple[str, ...],
    least_known: Annotated[Percent, OF_100],
    plan_line: Annotated[Percent, OF_100] | None = None,
) -> Result:
    """Return how much of a place is under trees in each year, as rasters of land cover have it.

    Of cells that a border crosses the exact part inside counts; areas are on the ellipsoid. Shares are of the land the
    raster says anything about. What it does not say widens the range of each figure: it may all be trees, or none.
    Years of another product or version than the latest are told and not compared.

    Parameters
    ----------
    cover
        Rasters of classes, one a year.
    place
        Polygons: what lies outside does not count.
    by, villages
        Polygons with `name` to report by, such as townships, and villages; what lies in none is a row of its own.
    classes
        The classes that are trees.
    least_known
        How much of the place must be known for a year to count, and of a division for its share of a year [%]; exactly
        as much counts.
    plan_line
        The plan's target of forest cover, drawn beside the years for orientation [%]. It decides nothing.

    Raises
    ------
    MethodError
        If the place has no area, a raster says no year, or cannot tell all the classes.

    References
    ----------
    森林法实施条例, art. 24: what forest cover is by law, and this is not.
    """
    area = place_of(place)
    zones = zones_of(area, by, place)
    years = years_of(cover, zones.geometry, classes, least_known)
    counted, others = comparable([year for year in years if year.counts])
    tables = {"years": years_table(years, counted, classes, trend_line(plan_line))}
    thin: Sequence[Text] = ()
    if by is not None:
        tables["zones"] = zones_table(
            zones,
            counted,
            Text(zh="各区划的树木覆盖占比(遥感)", en="Tree cover by division, by remote sensing"),
            least_known,
        )
        thin = _zone_notes(zones, counted, least_known)
    if villages is not None:
        parts = zones_of(area, villages, place)
        rows = [one for one in years_of(cover, parts.geometry, classes, 0.0) if one.year in {y.year for y in counted}]
        tables["villages"] = zones_table(
            parts, rows, Text(zh="各村的树木覆盖占比(遥感)", en="Tree cover by village, by remote sensing"), least_known
        )
    alike = [raster for raster in cover if raster.year not in {year.year for year in others}]
    said = (
        *_not_the_latest(years, counted, least_known),
        *_notes(years, least_known),
        *thin,
        *edition_notes(counted, others),
        *product_notes(alike),
    )
    return Result(_measures(years, counted, classes), tables, said)


def _measures(years: list[Year], counted: list[Year], classes: tuple[str, ...]) -> dict[str, Measure]:
    latest = counted[-1] if counted else years[-1]
    said = listed(map(land_word, classes))
    when = latest.year
    known, unknown = float(latest.known.sum()), float(latest.unknown.sum())
    trees = float(latest.wanted.sum())
    low, high = share_range(latest)
    told = bool(counted)
    share = Measure(
        percent(trees, known) if told else None,
        "%",
        Text(
            zh=f"{when} 年{said.zh}覆盖面积 ÷ {{place}}内影像有结果的土地;{CAVEAT.zh}",
            en=f"Land seen as {said.en} in {when} / the land inside {{place}} that the image tells of; {CAVEAT.en}",
        ),
        *between(low, high, "%"),
    )
    area = Measure(
        trees / 1e6 if told else None,
        "km²",
        Text(zh=f"{when} 年{said.zh}覆盖面积(椭球面积)", en=f"Land seen as {said.en} in {when}, on the ellipsoid"),
        *between(trees / 1e6, (trees + unknown) / 1e6, "km²"),
    )
    first = counted[0] if counted else latest
    return {
        "share": share,
        "area": area,
        **_changes(first, latest),
        "known_share": Measure(
            known_share(latest.found),
            "%",
            Text(
                zh=f"{{place}}中 {when} 年影像有结果的土地 ÷ {{place}}",
                en=f"Land inside {{place}} that the image of {when} tells of / all of it",
            ),
        ),
    }


def share_range(year: Year) -> tuple[float, float]:
    """Return between which the share of trees lies if all land not known were none, or all [%]."""
    trees, unknown = float(year.wanted.sum()), float(year.unknown.sum())
    whole = float(year.known.sum()) + unknown
    return percent(trees, whole) or 0.0, percent(trees + unknown, whole) or 0.0


def _changes(first: Year, latest: Year) -> dict[str, Measure]:
    """Return by how much the share changed from the first year that counts to the latest; nothing of one year."""
    span = latest.year - first.year
    before, after = (percent(float(one.wanted.sum()), float(one.known.sum())) for one in (first, latest))
    told = span > 0 and before is not None and after is not None
    change = (after or 0.0) - (before or 0.0)
    (low_0, high_0), (low_1, high_1) = share_range(first), share_range(latest)
    low, high = low_1 - high_0, high_1 - low_0
    period = Text(zh=f"{first.year}—{latest.year} 年", en=f"{first.year} to {latest.year}")
    about = Text(
        zh=f"{period.zh}树木覆盖占比之差,含两期影像的分类误差;{CAVEAT.zh}",
        en=f"Share under trees, {period.en}: the later less the earlier, errors of both images included; {CAVEAT.en}",
    )
    mean = Text(zh=f"{period.zh}平均每年的变化", en=f"The same a year, on average, {period.en}")
    if not told:
        lacking = Text(zh="没有可以与它比较的另一年", en="there is no other year to compare it with")
        return {
            "change": Measure(None, "pp", Text(zh=f"占比变化:{lacking.zh}", en=f"Change of the share: {lacking.en}"))
        }
    return {
        "change": Measure(change, "pp", about, *between(low, high, "pp")),
        "change_a_year": Measure(change / span, "pp/a", mean, *between(low / span, high / span, "pp/a")),
    }


def _not_the_latest(years: Sequence[Year], counted: Sequence[Year], least_known: Percent) -> tuple[Text, ...]:
    """Return that the figures are of an earlier year than the latest raster, which is known too little."""
    if not counted or counted[-1] is years[-1]:
        return ()
    used, latest, share = counted[-1].year, years[-1].year, show_figure(known_share(years[-1].found), "%")
    return (
        Text(
            zh=f"各数为 {used} 年的,不是最近一期({latest} 年):{latest} 年只有 {share}% 的土地有结果,"
            f"不到 {least_known:g}%。",
            en=f"The figures are of {used} and not of the latest raster, {latest}: of that year only {share} % of the "
            f"land is known, less than {least_known:g} %.",
        ),
    )


def _notes(years: list[Year], least_known: float) -> tuple[Text, ...]:
    notes = [
        Text(
            zh="这是遥感看到的树木覆盖,不是森林覆盖率:果园、油茶在影像上也是树,幼林、疏林常看不出来。"
            "方案的目标按森林资源调查或国土调查判定。",
            en="This is tree cover as satellites see it and not the forest cover of the plan: orchards and camellia "
            "look like trees, young and open stands often do not. The target goes by an inventory or land survey.",
        ),
        Text(
            zh="边界穿过的像元按实际面积部分计入,面积为椭球面积;与按图斑平面面积统计的数略有出入。",
            en="Of cells on a border the exact part counts. Areas are on the ellipsoid and differ slightly from those "
            "of parcels in the plane.",
        ),
    ]
    thin = [year for year in years if not year.counts]
    if thin:
        told = [(str(year.year), show_figure(known_share(year.found), "%")) for year in thin]
        notes.append(
            Text(
                zh="、".join(f"{year} 年只有 {share}%" for year, share in told)
                + f" 的土地有结果,不到 {least_known:g}%,不作比较。",
                en="; ".join(f"in {year} only {share} % of the land is known" for year, share in told)
                + f": less than {least_known:g} %, so that these years are not compared.",
            )
        )
    if any(year.unknown.sum() for year in years if year.counts):
        notes.append(
            Text(
                zh="影像没有结果的土地(云、缺幅)不计入分母;“范围”是它全是树木或全不是时的数。",
                en="Land the image says nothing of (clouds, missing tiles) is not in the denominator; the range is "
                "what the figure would be if all of it were trees, or none.",
            )
        )
    return tuple(notes)


def _zone_notes(zones: gpd.GeoDataFrame, years: Sequence[Year], least_known: float) -> tuple[Text, ...]:
    """Return which divisions are known too little in which year."""
    limit = f"{least_known:g}"
    said = []
    for year in years:
        enough = reach(year.known, year.known + year.unknown, least_known)
        if names := zones["name"][~enough].tolist():
            said.append(
                Text(
                    zh=f"{year.year} 年有结果的土地不到 {limit}% 的区划,不列该年占比和变化:{'、'.join(names)}。",
                    en=f"Divisions with less than {limit} % of the land known in {year.year} have no share of that "
                    f"year, and no change: {', '.join(names)}.",
                )
            )
    return tuple(said)
