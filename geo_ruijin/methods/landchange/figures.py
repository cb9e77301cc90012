"""The figures of change."""

from __future__ import annotations

from dataclasses import replace

import geopandas as gpd

from geo_ruijin.methods.landchange.transitions import Change, Transitions, annual_rate
from geo_ruijin.methods.ranges import between
from geo_ruijin.methods.shares import percent, reach
from geo_ruijin.results import Measure
from geo_ruijin.text import Text
from geo_ruijin.units import Percent


def known_enough(found: Transitions, change: Change, least_known: Percent) -> bool:
    """Return whether at least a share of the place [%] is known in both years."""
    area, unknown = float(found.areas[0].sum()), float(change.unknown[0])
    return bool(reach(area - unknown, area, least_known))


def measures_of(found: Transitions, change: Change, said: Text, *, enough: bool) -> dict[str, Measure]:
    """Return gain, loss and what they come to of the place, the first zone; `said` names what is watched.

    Where not enough of the place is known, figures are left out and their ranges alone are told.
    """
    start, end = found.start, found.end
    gain, loss, net = (float(one[0]) for one in (change.gain, change.loss, change.net))
    gain_more, loss_more, unknown = (float(one[0]) for one in (change.gain_more, change.loss_more, change.unknown))
    before, after = float(change.before[0]), float(change.after[0])
    zh, en = f"{start}—{end} 年", f"{start} to {end}"
    shares, rates = _of_ratio(change, found.years)
    known = Text(zh="只计两年都有数据的像元", en="of cells known in both years")
    figures = {
        "loss": _between(
            loss, 0, loss_more, Text(zh=f"{said.zh}减少:{zh},全部像元", en=f"Lost {said.en}, {en}, all cells")
        ),
        "gain": _between(
            gain, 0, gain_more, Text(zh=f"{said.zh}增加:{zh},全部像元", en=f"Gained {said.en}, {en}, all cells")
        ),
        "net": _between(net, loss_more, gain_more, Text(zh="净变化:增加 − 减少", en="Net change: gain less loss")),
        "net_share": Measure(
            percent(net, before),
            "%",
            Text(zh=f"净变化 ÷ {start} 年面积({known.zh})", en=f"Net change / the area of {start}, {known.en}"),
            *shares,
        ),
        "annual_rate": Measure(
            annual_rate(before, after, found.years),
            "%",
            Text(
                zh=f"年均变化率:ln({end} 年 ÷ {start} 年) ÷ {found.years} 年(Puyravaud 2003)",
                en=f"Mean rate a year: ln({end} / {start}) / {found.years} years (Puyravaud 2003)",
            ),
            *rates,
        ),
        "before": Measure(
            before,
            "ha",
            Text(zh=f"{start} 年{said.zh}面积({known.zh})", en=f"{said.en} in {start}, {known.en}"),
            *(() if enough else (before, before + unknown)),
        ),
        "after": Measure(
            after,
            "ha",
            Text(zh=f"{end} 年{said.zh}面积({known.zh})", en=f"{said.en} in {end}, {known.en}"),
            *(() if enough else (after, after + unknown)),
        ),
        "unknown": Measure(
            unknown,
            "ha",
            Text(
                zh="至少一年没有数据的面积(不计入增减)",
                en="Area without data in a year at least, in neither gain nor loss",
            ),
        ),
    }
    if enough:
        return figures
    return {name: one if name == "unknown" else replace(one, value=None) for name, one in figures.items()}


def loss_figures(rows: gpd.GeoDataFrame, found: Transitions, said: Text, protected: Text) -> dict[str, Measure]:
    """Return the figures of patches of loss, and of how much of them lies in what layers are given."""
    start, end = found.start, found.end
    figures = {
        "loss_patches": Measure(
            float(len(rows)),
            "patches",
            Text(
                zh=f"{said.zh}减少图斑数:{start}—{end} 年,达到最小面积且非窄条",
                en=f"Patches of lost {said.en}, {start} to {end}, large and wide enough",
            ),
        ),
        "loss_patches_area": Measure(
            float(rows["area"].sum()),
            "ha",
            Text(zh="这些图斑的面积(以像元中心在境内计)", en="Their area, of cells whose middle lies in the place"),
        ),
    }
    titles = {
        "red_line": ("loss_red_line", Text(zh="其中在{red_line}内", en="Of it, in {red_line}")),
        "protected": ("loss_protected", Text(zh=f"其中在{protected.zh}内", en=f"Of it, in {protected.en}")),
        "forest_farm": ("loss_forest_farms", Text(zh="其中在{forest_farms}内", en="Of it, in {forest_farms}")),
    }
    for column, (key, about) in titles.items():
        if column in rows:
            figures[key] = Measure(float(rows[column].sum()), "ha", about)
    return figures


def _between(value: float, less: float, more: float, about: Text) -> Measure:
    """Return a figure [ha] with what unknown cells leave open."""
    if not less and not more:
        return Measure(value, "ha", about)
    return Measure(value, "ha", about, low=value - less, high=value + more)


def _of_ratio(change: Change, years: int) -> tuple[tuple[float | None, ...], tuple[float | None, ...]]:
    """Return between which the net share and the rate a year of the place lie [%]; nothing where all is known."""
    if not change.unknown[0] or not change.before[0]:
        return (), ()
    own = float(change.after[0] / change.before[0])
    low, high = (float(one[0]) for one in change.ratio_range)
    low, high = min(low, own), max(high, own)
    shares = between(100 * (low - 1), 100 * (high - 1), "%")
    return shares, (annual_rate(1, low, years), annual_rate(1, high, years)) if own and shares else ()
