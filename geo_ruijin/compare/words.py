"""How a comparison reads: the words for its changes, and its figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from geo_ruijin.compare.basis import Basis
from geo_ruijin.compare.changes import ChangeWord, TargetChange
from geo_ruijin.compare.features import Kind
from geo_ruijin.compare.runfile import PastTarget
from geo_ruijin.figures import MOST_DECIMALS, NOTHING, show_figure, show_target, show_unit, with_unit
from geo_ruijin.report.words import words_in
from geo_ruijin.text import Language, Text
from geo_ruijin.verdicts import Mark

_AT_LEAST = Text(zh="至少 {}", en="at least {}")

#: In the order they are counted up.
CHANGES: Mapping[ChangeWord, Mark] = {
    "better": Mark("↑", Text(zh="变好", en="Better"), "met"),
    "worse": Mark("↓", Text(zh="变差", en="Worse"), "short"),
    "same": Mark("=", Text(zh="不变", en="Same"), "nodata"),
    "not comparable": Mark("≠", Text(zh="口径变化,不可比", en="Not comparable"), "fair"),
    "demonstration": Mark("◇", Text(zh="示例", en="Demonstration"), "demonstration"),
    "first": Mark("+", Text(zh="首次有数", en="First figure"), "nodata"),
    "lost": Mark("−", Text(zh="不再有数", en="No longer a figure"), "nodata"),
    "new": Mark("+", Text(zh="新列目标", en="New target"), "nodata"),
    "dropped": Mark("−", Text(zh="不再列入", en="No longer a target"), "nodata"),
    "no data": Mark("—", Text(zh="两次都无数据", en="No data in either"), "nodata"),
}

#: What became of a feature, with its colour on the map.
KIND_WORDS: Mapping[Kind, Text] = {
    "appeared": Text(zh="新增", en="appeared"),
    "went": Text(zh="消失", en="went"),
    "moved": Text(zh="移动", en="moved"),
    "reshaped": Text(zh="形状改变", en="reshaped"),
    "changed": Text(zh="属性改变", en="changed"),
    "unchanged": Text(zh="不变", en="unchanged"),
}
KIND_COLOURS: Mapping[Kind, str] = {
    "appeared": "23,101,63,230",
    "went": "162,59,6,230",
    "moved": "91,63,140,230",
    "reshaped": "31,64,104,150",
    "changed": "11,79,158,230",
    "unchanged": "140,149,159,120",
}
THERE: Mapping[str, Text] = {
    "both": Text(zh="", en=""),
    "before": Text(zh="只在前一次", en="first run only"),
    "after": Text(zh="只在后一次", en="second run only"),
}

_WORDS = {
    "comparison": Text(zh="两次评估对比", en="Comparison of two runs"),
    "before": Text(zh="前", en="Before"),
    "after": Text(zh="后", en="After"),
    "change": Text(zh="变化", en="Change"),
    "bound_before": Text(zh="原目标值", en="Bound before"),
    "verdict_before": Text(zh="前一次结论", en="Verdict before"),
    "verdict_after": Text(zh="后一次结论", en="Verdict after"),
    "missing_before": Text(zh="前一次差距", en="Short by, before"),
    "missing_after": Text(zh="后一次差距", en="Short by, after"),
    "reservations": Text(zh="有保留", en="with reservations"),
    "breaks": Text(zh="口径变化,不可比", en="Not comparable"),
    "cautions": Text(zh="另有变化", en="Differs too"),
    "remarks": Text(zh="阅读须知", en="To be known"),
    "townships": Text(zh="分乡镇", en="By township"),
    "features_changed": Text(zh="要素变化", en="Features that changed"),
    "what": Text(zh="改了什么", en="What differs"),
    "name": Text(zh="名称", en="Name"),
    "division": Text(zh="区划", en="Division"),
    "moved_by": Text(zh="移动距离", en="Moved by"),
    "area_before": Text(zh="原面积", en="Area before"),
    "area_after": Text(zh="现面积", en="Area after"),
    "overlap": Text(zh="重合比例", en="Common share"),
    "there": Text(zh="出现", en="There"),
    "measures": Text(zh="各项指标", en="Figures"),
    "no_features": Text(zh="未比较要素", en="Features not compared"),
    "no_figures": Text(zh="项两次都没有数据", en="of the targets: no data in either run"),
    "without_change": Text(zh="没有变化", en="Without any change"),
    "figures_same": Text(zh="项指标没有变化,见 compare.xlsx", en="of the figures: no change, see compare.xlsx"),
    "points": Text(zh="个百分点", en="percentage points"),
    "row_total": Text(zh="要素数", en="Features"),
    "more": Text(zh="仅列前 50 行,全部见 compare.xlsx", en="first 50 rows; all of them in compare.xlsx"),
    "matching": Text(
        zh="要素一一对应:相距不超过 1 米(面:轮廓处处相距不超过 1 米)且属性相同的为不变,属性不同的为属性改变;同名且相距"
        "不超过 100 米的为移动,近的先配;同名且有重叠、或重叠达到并集一半的面为形状改变;其余为新增或消失。没有名称的要素"
        "移动后算作一个消失、一个新增。",
        en="Features correspond one to one: no more than 1 m apart (polygons: outlines nowhere more than that) and "
        "alike, they are unchanged, with other attributes changed; of the same name and no more than 100 m apart, "
        "moved, the nearest first; polygons of the same name that overlap, or with half of their union in common, "
        "reshaped; all others appeared or went. One without a name that moved counts as one gone and one new.",
    ),
    "demonstration": Text(
        zh="示例数据:对比中含模拟图层,只演示方法;依据模拟图层的变化一律标为“示例”,不代表实际的改善或退步。模拟图层:",
        en=" Demonstration: some layers are modelled. A change that rests on one is marked 'Demonstration' and is no "
        "change of the actual place. Modelled layers: ",
    ),
}


def compare_words(language: Language) -> dict[str, str]:
    """Return the words of a comparison, and those of the report, in `language`."""
    return words_in(language) | {key: words.say(language) for key, words in _WORDS.items()}


def show_pair(
    before: float | None, after: float | None, unit: str, *, beside: Sequence[float] = ()
) -> tuple[str, str, str]:
    """Return two figures that read differently where they differ, and the difference of what is read.

    Shares have two decimals at least: in a year they change by little.

    Examples
    --------
    >>> show_pair(87.347, 86.788, "%"), show_pair(4.0, 4.0, "stops"), show_pair(None, 4.0, "stops")
    (('87.35', '86.79', '−0.56'), ('4', '4', '0'), ('—', '4', '—'))
    """
    usual = _SHARE_DECIMALS if unit == "%" else 0
    was, now = (show_figure(value, unit, beside=beside, least=usual) for value in (before, after))
    if NOTHING in (was, now):
        return was, now, NOTHING
    for least in range(usual, MOST_DECIMALS + 1):
        was, now = (show_figure(value, unit, beside=beside, least=least) for value in (before, after))
        if was != now or before == after:
            break
    change = Decimal(now.replace(",", "")) - Decimal(was.replace(",", ""))
    return was, now, f"{_SIGNS[int(change.compare(Decimal(0)))]}{abs(change):,f}" if change else "0"


#: The decimals a share has beside another one.
_SHARE_DECIMALS = 2

_SIGNS = {-1: "−", 0: "", 1: "+"}


def change_unit(unit: str, *, language: Language) -> str:
    """Return the unit of a change: a share changes by percentage points."""
    return _WORDS["points"].say(language) if unit == "%" else show_unit(unit, language=language)


def with_change_unit(change: str, unit: str, *, language: Language) -> str:
    """Return a change as it reads, with its unit."""
    words = change_unit(unit, language=language)
    if change in (NOTHING, "0") or not words:
        return change
    return f"{change}{words}" if language == "zh" else f"{change} {words}"


def target_values(change: TargetChange, *, language: Language) -> tuple[str, str, str]:
    """Return the figures of a target then and now, each in the unit of its run, and the change."""
    was, now = change.before, change.after
    bounds = [one.target for one in (was, now) if one]
    figures = (was.value if was else None), (now.value if now else None)
    units = (was.unit if was else None), (now.unit if now else None)
    if change.change is None:
        shown = [
            show_figure(figure, unit or "1", beside=[bound])
            for figure, unit, bound in zip(figures, units, (bounds[0], bounds[-1]), strict=True)
        ]
        shown.append(NOTHING)
    else:
        shown = list(show_pair(*figures, change.target.unit, beside=bounds))
    before, after = (with_unit(one, unit, language=language) for one, unit in zip(shown[:2], units, strict=True))
    return before, after, with_change_unit(shown[2], change.target.unit, language=language)


def target_missing(change: TargetChange, *, language: Language) -> tuple[str, str]:
    """Return what each figure lacks to the bound of its own run; empty where nothing is missing or known."""
    before, after = (
        "" if one is None else missing_words(one, language=language) for one in (change.before, change.after)
    )
    return before, after


def missing_words(target: PastTarget, *, language: Language) -> str:
    """Return what a figure lacks to its bound, or at least lacks; empty where nothing is missing or known."""
    if target.missing is None:
        return ""
    said = with_change_unit(show_figure(target.missing, target.unit), target.unit, language=language)
    return said if target.short_least is None else _AT_LEAST.say(language).format(said)


def target_bounds(change: TargetChange, *, language: Language) -> tuple[str, str]:
    """Return the bound of each run."""
    before, after = (
        with_unit(show_target(one.bound, one.target), one.unit, language=language) if one else NOTHING
        for one in (change.before, change.after)
    )
    return before, after


def reasons(basis: Basis, *, language: Language) -> list[str]:
    """Return why two figures cannot be compared, and what else differs, a line each."""
    words = compare_words(language)
    said = [f"{words['breaks']}{words['colon']}{one.say(language)}" for one in basis.breaks]
    return said + [f"{words['cautions']}{words['colon']}{one.say(language)}" for one in basis.cautions]


def banner_of(modelled: Sequence[str], *, language: Language) -> str:
    """Return the banner of what rests on modelled layers; empty where nothing does."""
    words = compare_words(language)
    return f"◇{words['demonstration']}{words['listing'].join(modelled)}" if modelled else ""


def word_of(change: TargetChange, *, language: Language) -> str:
    """Return the change of a target by symbol and word, and whether with reservations."""
    said = CHANGES[change.word].say(language)
    if change.word in ("better", "worse", "same") and change.basis.cautions:
        said += f"({_WORDS['reservations'].zh})" if language == "zh" else f" {_WORDS['reservations'].en}"
    return said
