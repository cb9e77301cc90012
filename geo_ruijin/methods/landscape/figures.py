"""The figures of a landscape, by name: as a measure of the place, a column of its divisions and of its years."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from geo_ruijin.methods.landscape.landscapes import Landscapes
from geo_ruijin.methods.landscape.pattern import Pattern
from geo_ruijin.results import Column, Measure
from geo_ruijin.text import Text

HECTARE = 10_000  # m²


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
            "1",
            Text(zh="斑块数 NP", en="Patches"),
            Text(zh="不小于最小面积的斑块数", en="Patches of the least area or more"),
            lambda pattern: float(pattern.patches),
        ),
        "patch_density": Figure(
            "1/km²",
            Text(zh="斑块密度 PD", en="Patch density"),
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
            Text(zh="平均斑块面积 AREA_MN", en="Mean patch"),
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

#: What a single cell that joins two patches or parts them may sway, in the sum of squares.
_SWAYED = ("mesh", "largest_patch", "weighted_patch", "together")


def measures_of(whole: Pattern, otherwise: Pattern) -> dict[str, Measure]:
    """Return the figures of a place; those swayed by single cells between corners joined and corners apart.

    Parameters
    ----------
    whole, otherwise
        The place with cells that share a corner joined, and with them apart, or the other way round.
    """
    found = {}
    for name, one in FIGURES.items():
        value = one.of(whole)
        low, high = _between(value, one.of(otherwise)) if name in _SWAYED else (None, None)
        found[name] = Measure(value, one.unit, one.about, low, high)
    return found


def changes_of(first: Landscapes, last: Landscapes) -> dict[str, Measure]:
    """Return by how much figures changed between two years."""
    found = {}
    for name in CHANGES:
        figure = FIGURES[name]
        about = Text(
            zh=f"{first.year}—{last.year} 年的变化:{figure.title.zh}",
            en=f"Change from {first.year} to {last.year}: {figure.title.en[0].lower()}{figure.title.en[1:]}",
        )
        value = _change(figure, first.whole, last.whole)
        other = _change(figure, first.otherwise, last.otherwise)
        low, high = _between(value, other) if name in _SWAYED else (None, None)
        found[f"{name}_change"] = Measure(value, figure.unit, about, low, high)
    return found


def _between(value: float | None, other: float | None) -> tuple[float | None, float | None]:
    return (None, None) if value is None or other is None else (min(value, other), max(value, other))


def _change(figure: Figure, first: Pattern, last: Pattern) -> float | None:
    before, after = figure.of(first), figure.of(last)
    return None if before is None or after is None else after - before
