"""Whether there is enough of a layer for its use: so many stops in so large a town.

A figure is no better than the data behind it: twelve stops in a town of 300,000 are not its bus stops. What to expect
of a layer stands in its TOML file, each number with its source; here it is held against what there is.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from geo_ruijin.errors import NOTHING
from geo_ruijin.figures import show_figure, show_number, with_unit
from geo_ruijin.record import GRADES, Completeness, Grade
from geo_ruijin.spec import CompletenessSpec, LayerSpec
from geo_ruijin.text import Text, same

#: The column of a layer that says how many people are there.
PEOPLE = "people"

#: Two amounts that differ by less than this share are one: what double arithmetic leaves of equality.
_ROUNDING = 1e-9

_M2_PER_KM2 = 1e6
_M_PER_KM = 1e3
_PEOPLE_AT_ONCE = 1e4
_WHOLE = 100.0

#: How many decimals of a share are more than what double arithmetic leaves of the whole.
_DECIMALS = 9

_PLACE = Text(zh="全域", en="the place")


@dataclass(frozen=True)
class Over:
    """A layer another one is taken over.

    Attributes
    ----------
    title
        Its name for readers.
    data
        Its rows, in the project's coordinate system; None where it has no data.
    """

    title: Text
    data: pd.DataFrame | None


class _NotGradedError(Exception):
    """The amount cannot be known; says why."""

    def __init__(self, why: Text) -> None:
        super().__init__(why.en)
        self.why = why


def grade_layer(
    data: pd.DataFrame, spec: LayerSpec, *, others: Mapping[str, Over], place: BaseGeometry | None
) -> tuple[Completeness, ...]:
    """Return how much of a layer there is by each of its rules, in their order; none without rules.

    Parameters
    ----------
    data
        The layer's rows; features in the project's coordinate system, in metres.
    spec
        What the layer's file says: its title, its columns and its rules.
    others
        The layers its rules are taken over, by name.
    place
        The boundary of the place, in the same system; None where it is not known.

    Examples
    --------
    >>> rule = {"amount": "total", "column": "people", "good": 90, "fair": 50, "source": "x", "status": "unverified"}
    >>> people = {"type": "number", "unit": "people", "title": "People"}
    >>> layer = {"title": "Residents", "geometry": "table", "columns": {"people": people}, "completeness": [rule]}
    >>> spec = LayerSpec.model_validate(layer)
    >>> (graded,) = grade_layer(pd.DataFrame({"people": [40.0, 30.0]}), spec, others={}, place=None)
    >>> graded.grade, graded.statement.en
    ('fair', 'Residents (People): 70 people in the place (from 90 complete, from 50 fair): fair')
    """
    graded = []
    for rule in spec.completeness:
        try:
            amount = _amount(data, rule, over=others.get(rule.of) if rule.of else None, place=place)
        except _NotGradedError as reason:
            graded.append(_record(rule, spec, None, "not graded", _why(spec, reason.why)))
        else:
            graded.append(grade_amount(amount, rule, spec, others=others))
    return tuple(graded)


def grade_amount(amount: float, rule: CompletenessSpec, spec: LayerSpec, *, others: Mapping[str, Over]) -> Completeness:
    """Return the grade of an amount that is known, such as the share of the place a raster has values for [%].

    Parameters
    ----------
    amount
        In the unit of the rule: features, km, the unit of its column, or %; per km² or 10,000 people where it says so.
    rule, spec
        The rule, and the layer it is of.
    others
        The layers its rules are taken over, for their titles.
    """
    if rule.most is not None and not _reaches(rule.most, amount):
        grade: Grade = "poor"
    elif _reaches(amount, rule.good):
        grade = "good"
    else:
        grade = "fair" if _reaches(amount, rule.fair) else "poor"
    over = _PLACE
    if rule.of is not None:
        title = others[rule.of].title if rule.of in others else same(rule.of)
        over = Text(zh=title.zh, en=f"'{title.en}'")
    graded = _record(rule, spec, amount, grade, NOTHING)
    return replace(graded, statement=_statement(graded, rule, spec, over))


def _reaches(amount: float, bound: float) -> bool:
    return amount >= bound or math.isclose(amount, bound, rel_tol=_ROUNDING)


def _amount(data: pd.DataFrame, rule: CompletenessSpec, *, over: Over | None, place: BaseGeometry | None) -> float:
    """Return the amount of a layer that a rule asks for, in its unit."""
    if rule.of is not None and (over is None or over.data is None):
        title = over.title if over else same(rule.of)
        raise _NotGradedError(Text(zh=f"“{title.zh}”没有数据", en=f"there are no data of '{title.en}'"))
    ground = over.data if over else None
    by_people = rule.per == "10000 people"
    region = place if ground is None or by_people else _region(ground)
    if rule.amount == "area_share":
        return _share(data, region)
    counted = _counted(data, rule, region)
    if by_people:
        return counted / _positive(_people(ground, place) / _PEOPLE_AT_ONCE)
    return counted if rule.per is None else counted / _positive(_area(region) / _M2_PER_KM2)


def _positive(divisor: float) -> float:
    if divisor > 0:
        return divisor
    raise _NotGradedError(Text(zh="作分母的图层面积或人数为 0", en="there is nothing to divide by"))


def _area(region: BaseGeometry | None) -> float:
    if region is None:
        raise _NotGradedError(Text(zh="不知道行政区边界", en="the boundary of the place is not known"))
    return float(region.area)


def _region(ground: pd.DataFrame) -> BaseGeometry:
    """Return what polygons cover, as one shape."""
    if not isinstance(ground, gpd.GeoDataFrame):
        raise _NotGradedError(Text(zh="作分母的图层没有几何位置", en="what it is taken over has no geometries"))
    return shapely.disjoint_subset_union_all(ground.geometry.to_numpy())


def _people(ground: pd.DataFrame | None, place: BaseGeometry | None) -> float:
    """Return the people of a layer who live in the place, as what they are held against is counted there."""
    if ground is None or PEOPLE not in ground:
        raise _NotGradedError(Text(zh="作分母的图层没有人数", en="what it is taken over counts no people"))
    if place is not None and isinstance(ground, gpd.GeoDataFrame):
        shapely.prepare(place)
        ground = ground[shapely.intersects(place, ground.geometry.to_numpy())]
    return float(ground[PEOPLE].sum())


def _counted(data: pd.DataFrame, rule: CompletenessSpec, region: BaseGeometry | None) -> float:
    """Return the features, their length [km] or the total of a column of what lies in a region."""
    if rule.column is not None and rule.column not in data:
        raise _NotGradedError(Text(zh=f"没有“{rule.column}”这一列", en=f"there is no column '{rule.column}'"))
    if not isinstance(data, gpd.GeoDataFrame):
        if rule.amount == "length" or rule.per == "km²":
            raise _NotGradedError(Text(zh="图层没有几何位置", en="the layer has no geometries"))
        return float(len(data) if rule.column is None else data[rule.column].sum())
    shapes = data.geometry.to_numpy()
    if rule.amount == "length":
        pieces = shapes if region is None else _pieces(shapes, region)
        return float(shapely.length(pieces).sum()) / _M_PER_KM
    inside = np.full(len(data), fill_value=True)
    if region is not None:
        shapely.prepare(region)
        inside = shapely.intersects(region, shapely.point_on_surface(shapes))
    return float(inside.sum() if rule.column is None else data.loc[inside, rule.column].sum())


def _share(data: pd.DataFrame, region: BaseGeometry | None) -> float:
    """Return the share of a region that polygons cover, overlaps counted once [%]."""
    whole = _positive(_area(region))
    if not isinstance(data, gpd.GeoDataFrame) or region is None:
        raise _NotGradedError(Text(zh="图层没有几何位置", en="the layer has no geometries"))
    covered = shapely.disjoint_subset_union_all(_pieces(data.geometry.to_numpy(), region))
    return round(_WHOLE * float(covered.area) / whole, _DECIMALS)


def _pieces(shapes: np.ndarray, region: BaseGeometry) -> np.ndarray:
    """Return what of shapes lies in a region; those wholly inside stay as they are, which spares most of the work."""
    shapely.prepare(region)
    shapes = shapes[shapely.intersects(region, shapes)]
    crossing = ~shapely.contains_properly(region, shapes)
    pieces = shapes.copy()
    pieces[crossing] = shapely.intersection(shapes[crossing], region)
    return pieces


def _unit(rule: CompletenessSpec, spec: LayerSpec) -> str:
    if rule.amount == "total" and rule.column in spec.columns:
        return spec.columns[rule.column].unit or "1"
    return {"length": "km", "area_share": "%"}.get(rule.amount, "1")


def _record(
    rule: CompletenessSpec, spec: LayerSpec, amount: float | None, grade: Grade, statement: Text
) -> Completeness:
    return Completeness(
        grade=grade,
        amount=amount,
        unit=_unit(rule, spec),
        per=rule.per,
        of=rule.of,
        good=rule.good,
        fair=rule.fair,
        most=rule.most,
        source=rule.source,
        status=rule.status,
        statement=statement,
    )


def _why(spec: LayerSpec, why: Text) -> Text:
    word = GRADES["not graded"]
    return Text(zh=f"{spec.title.zh}:{word.zh},{why.zh}", en=f"{spec.title.en}: {word.en}, {why.en}")


def _statement(graded: Completeness, rule: CompletenessSpec, spec: LayerSpec, over: Text) -> Text:
    """Return amount, expectation and grade in a sentence."""
    bounds = [rule.good, rule.fair, *([] if rule.most is None else [rule.most])]
    good, fair, *most = (show_number(bound) for bound in bounds)
    shown = show_figure(graded.amount, graded.unit, beside=bounds)
    figure = Text(
        zh=with_unit(shown, graded.unit, language="zh") + ("个" if rule.amount == "features" else ""),
        en=with_unit(shown, graded.unit, language="en"),
    )
    said = {
        "km²": Text(zh=f"每平方公里{over.zh} {figure.zh}", en=f"{figure.en} per km² of {over.en}"),
        "10000 people": Text(zh=f"每万人({over.zh}) {figure.zh}", en=f"{figure.en} per 10,000 people of {over.en}"),
        None: Text(zh=f"{over.zh}共 {figure.zh}", en=f"{figure.en} in {over.en}"),
    }[rule.per]
    if rule.amount == "area_share":
        said = Text(zh=f"占{over.zh}面积的 {figure.zh}", en=f"{figure.en} of {over.en}")
    what = _counted_words(rule, spec)
    cut = Text(zh=f",超过 {most[0]} 不可信", en=f", beyond {most[0]} not credible") if most else NOTHING
    return Text(
        zh=f"{what.zh}:{said.zh}(≥ {good} 为齐全,≥ {fair} 为尚可{cut.zh}),评为{graded.word.zh}",
        en=f"{what.en}: {said.en} (from {good} complete, from {fair} fair{cut.en}): {graded.word.en}",
    )


def _counted_words(rule: CompletenessSpec, spec: LayerSpec) -> Text:
    """Return what is counted: the layer, and the column a rule totals."""
    if rule.column is None:
        return spec.title
    declared = spec.columns.get(rule.column)
    column = declared.title if declared and declared.title else same(rule.column)
    return Text(zh=f"{spec.title.zh}({column.zh})", en=f"{spec.title.en} ({column.en})")
