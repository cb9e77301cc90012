"""The figures of a landscape, by name: as a measure of the place, a column of its divisions and of its years."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from geo_ruijin.methods.landscape.landscapes import Ends, Landscapes
from geo_ruijin.methods.landscape.pattern import Pattern
from geo_ruijin.methods.ranges import between
from geo_ruijin.methods.shares import reach
from geo_ruijin.results import Column, Measure
from geo_ruijin.text import Text
from geo_ruijin.units import Percent, SquareMetres

HECTARE = 10_000  # m²

#: Between which a figure lies; None where nothing is open.
Range = tuple[float | None, float | None]


@dataclass(frozen=True)
class Figure:
    """One figure: its unit, its title in a table, its definition beside the measure, and how it is had."""

    unit: str
    title: Text
    about: Text
    of: Callable[[Pattern], float | None]

    @property
    def column(self) -> Column:
        """The column of a table."""
        return Column(self.title, self.unit)


def _hectares(area: Callable[[Pattern], float | None]) -> Callable[[Pattern], float | None]:
    def of(pattern: Pattern) -> float | None:
        found = area(pattern)
        return None if found is None else found / HECTARE

    return of


#: In the order of tables.
FIGURES: Mapping[str, Figure] = MappingProxyType(
    {
        "mesh": Figure(
            "ha",
            Text(zh="有效网格面积 MESH(斑块不切断)", en="Effective mesh size, patches whole"),
            Text(
                zh="∑(斑块在内的面积 × 斑块全部面积)÷ 已知地表面积,斑块只在{place}处切断:"
                "随机一点所在斑块的平均大小,不在斑块内的按 0 计(Jaeger 2000;Moser 等 2007)",
                en="Sum of the part inside x the whole of each patch / land known, patches cut at {place} only: "
                "the patch that a point at random lies in, 0 where in none (Jaeger 2000; Moser et al. 2007)",
            ),
            _hectares(lambda pattern: pattern.whole_mesh),
        ),
        "area": Figure(
            "ha",
            Text(zh="类型面积 CA", en="Area of the class"),
            Text(zh="{place}内所选地类的像元面积", en="Cells of the class in {place}"),
            _hectares(lambda pattern: pattern.area),
        ),
        "share": Figure(
            "%",
            Text(zh="占比 PLAND", en="Share of the land"),
            Text(zh="类型面积 ÷ 已知地表面积", en="Area of the class / land known"),
            lambda pattern: pattern.share,
        ),
        "core": Figure(
            "ha",
            Text(zh="核心区面积 TCA", en="Core area"),
            Text(zh="距其他地类超过边缘深度的类型面积", en="What of the class lies deeper than the edge"),
            _hectares(lambda pattern: pattern.core),
        ),
        "core_share": Figure(
            "%",
            Text(zh="核心区占类型面积", en="Core of the class"),
            Text(zh="核心区面积 ÷ 类型面积", en="Core area / area of the class"),
            lambda pattern: pattern.core_share,
        ),
        "patches": Figure(
            "patches",
            Text(zh="斑块数", en="Patches"),
            Text(zh="不小于最小面积的斑块数", en="Patches of the least area or more"),
            lambda pattern: float(pattern.patches),
        ),
        "patch_density": Figure(
            "1/km²",
            Text(zh="斑块密度", en="Patch density"),
            Text(zh="斑块数 ÷ 已知地表面积(每平方公里即每 100 公顷)", en="Patches / land known; a km² is 100 ha"),
            lambda pattern: pattern.density,
        ),
        "largest_patch": Figure(
            "%",
            Text(zh="最大斑块指数 LPI", en="Largest patch index"),
            Text(zh="最大斑块面积 ÷ 已知地表面积", en="Largest patch / land known"),
            lambda pattern: pattern.largest_share,
        ),
        "mean_patch": Figure(
            "ha",
            Text(zh="平均斑块面积", en="Mean patch"),
            Text(zh="不小于最小面积的斑块的平均面积", en="Mean area of the patches that count"),
            _hectares(lambda pattern: pattern.mean),
        ),
        "weighted_patch": Figure(
            "ha",
            Text(zh="面积加权平均斑块面积 AREA_AM", en="Mean patch weighted by area"),
            Text(zh="∑斑块面积² ÷ 类型面积", en="Sum of the squares of patches / area of the class"),
            _hectares(lambda pattern: pattern.weighted_mean),
        ),
        "edge_density": Figure(
            "m/ha",
            Text(zh="边缘密度 ED", en="Edge density"),
            Text(
                zh="所选地类与其他地类之间的像元边长 ÷ 已知地表面积;边界线和未知地表不算边缘",
                en="Sides between cells of the class and others / land known; no edge where the landscape or what is "
                "known ends",
            ),
            lambda pattern: pattern.edge_density,
        ),
        "together": Figure(
            "%",
            Text(zh="连通概率", en="In one patch"),
            Text(
                zh="在所选地类上随机取两点、落在同一斑块的概率:∑斑块面积² ÷ 类型面积²",
                en="How likely two points of the class, at random, lie in one patch: sum of the squares of patches / "
                "square of the area of the class",
            ),
            lambda pattern: pattern.together,
        ),
    }
)

#: Of divisions alone: patches that their borders cut as well.
CUT_MESH = Figure(
    "ha",
    Text(zh="有效网格面积(斑块在区划界线切断)", en="Effective mesh size, patches cut at divisions"),
    Text(zh="∑斑块面积² ÷ 已知地表面积", en="Sum of the squares of patches / land known"),
    _hectares(lambda pattern: pattern.mesh),
)

#: What is told of years.
CHANGES = ("area", "core", "mesh")

#: Those that leave out patches below the least area, and are not what FRAGSTATS calls NP, PD and AREA_MN.
_COUNTED = ("patches", "patch_density", "mean_patch")

#: What a single cell that joins two patches or parts them may sway, in the sum of squares.
_SWAYED = ("mesh", "largest_patch", "weighted_patch", "together")

#: What land nothing is known of leaves open, between two ends that can be had.
_OPEN = ("area", "share", "core", "core_share")

#: Those over the area of the class, which that land leaves open too.
_OVER_CLASS = ("core_share", "weighted_patch", "together")


def figures_of(least: SquareMetres) -> dict[str, Figure]:
    """Return the figures of a landscape by name; those of patches of some least area say so in their titles."""
    if not least:
        return dict(FIGURES)
    limit = f"{least / HECTARE:g}"
    return {
        name: replace(one, title=Text(zh=f"{one.title.zh}(≥{limit} 公顷)", en=f"{one.title.en}, {limit} ha or more"))
        if name in _COUNTED
        else one
        for name, one in FIGURES.items()
    }


def measures_of(found: Landscapes, ends: Sequence[Ends], least_known: Percent) -> dict[str, Measure]:
    """Return the figures of a place; none where too little of it is known.

    Parameters
    ----------
    found
        The place.
    ends
        The place at least and at most, by either connectivity.
    least_known
        How much of it must be known.
    """
    whole = found.whole
    told = bool(reach(whole.land, whole.land + whole.unknown, least_known))
    measures = {}
    for name, one in FIGURES.items():
        value = one.of(whole)
        low, high = _range(name, value, ends)
        measures[name] = Measure(value if told else None, one.unit, one.about, low, high)
    return measures


def changes_of(
    first: Landscapes, last: Landscapes, before: Sequence[Ends], after: Sequence[Ends]
) -> dict[str, Measure]:
    """Return by how much figures changed between two years; none where the two connectivities differ in its sign.

    Parameters
    ----------
    first, last
        The place, as far as both years are known.
    before, after
        The place in each year, at least and at most, by either connectivity.
    """
    found = {}
    for name in CHANGES:
        figure = FIGURES[name]
        about = Text(
            zh=f"{first.year}—{last.year} 年的变化(两年都有数据的像元):{figure.title.zh}",
            en=f"Change from {first.year} to {last.year}, on cells known in both: {figure.title.en[0].lower()}"
            f"{figure.title.en[1:]}",
        )
        value = _change(figure.of(first.whole), figure.of(last.whole))
        other = _change(figure.of(first.otherwise), figure.of(last.otherwise))
        low, high = _change_range(name, (value, other), before, after)
        unsure = value is not None and other is not None and value * other < 0
        if unsure:
            about = Text(
                zh=f"{about.zh};只共角算连通与否,变化一正一负,不给数,只给范围",
                en=f"{about.en}. Up or down hangs on whether corners join: no figure, a range alone",
            )
        found[f"{name}_change"] = Measure(None if unsure else value, figure.unit, about, low, high)
    return found


def _range(name: str, value: float | None, ends: Sequence[Ends]) -> Range:
    """Return between which a figure lies: corners joined or apart, and land nothing is known of all or none of it."""
    unknown = any(least is not most for least, most in ends)
    if name not in _SWAYED and not (unknown and name in _OPEN):
        return None, None
    of = FIGURES[name].of
    lows, highs = [], []
    for least, most in ends:
        fewer, more = (
            (replace(least, area=most.area), replace(most, area=least.area)) if name in _OVER_CLASS else (least, most)
        )
        lows.append(of(fewer))
        highs.append(of(more))
    return _told(name, (value, *lows), (value, *highs), unknown=unknown)


def _change_range(name: str, values: Sequence[float | None], before: Sequence[Ends], after: Sequence[Ends]) -> Range:
    """Return between which a change lies."""
    unknown = any(least is not most for least, most in (*before, *after))
    if name not in _SWAYED and not unknown:
        return None, None
    of = FIGURES[name].of
    lows = [_change(of(most), of(least)) for (_, most), (least, _) in zip(before, after, strict=True)]
    highs = [_change(of(least), of(most)) for (least, _), (_, most) in zip(before, after, strict=True)]
    return _told(name, (*values, *lows), (*values, *highs), unknown=unknown)


def _told(name: str, lows: Sequence[float | None], highs: Sequence[float | None], *, unknown: bool) -> Range:
    """Return the least and the most of some ends; nothing where a sliver that is not known hardly moves them."""
    if any(one is None for one in (*lows, *highs)):
        return None, None
    low, high = min(one for one in lows if one is not None), max(one for one in highs if one is not None)
    if FIGURES[name].unit == "%":
        high = min(high, 100.0)
    if unknown and name not in _SWAYED:
        return between(low, high, FIGURES[name].unit) or (None, None)
    return low, high


def _change(before: float | None, after: float | None) -> float | None:
    return None if before is None or after is None else after - before
