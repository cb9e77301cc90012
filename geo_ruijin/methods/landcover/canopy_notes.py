"""What must be said beside canopy and its loss."""

from __future__ import annotations

from geo_ruijin.methods.landcover.canopy_zones import Trees
from geo_ruijin.methods.landcover.years import ROUNDING
from geo_ruijin.methods.shares import percent
from geo_ruijin.text import Text


def canopy_note(threshold: float) -> Text:
    """Return what canopy seen by satellite is, and is not."""
    return Text(
        zh=f"树冠覆盖度按像元估计,大于 {threshold:g}% 计作有树;果园、油茶也有树冠,幼林常看不出来。"
        "这不是森林覆盖率,不能据此判定方案的目标。",
        en=f"Canopy is an estimate cell by cell; more than {threshold:g} % counts as trees. Orchards and camellia "
        "have a canopy, young stands often none. This is not the forest cover of the plan, and no target is judged "
        "by it.",
    )


def unknown_note(found: Trees, base_year: int) -> tuple[Text, ...]:
    """Return what of the place nothing is known of, and what shares are of; nothing where all is known."""
    known, unknown = float(found.known.sum()), float(found.unknown.sum())
    if unknown <= ROUNDING * (known + unknown):
        return ()
    share = f"{percent(known, known + unknown):.1f}"
    return (
        Text(
            zh=f"{{place}}有 {unknown / 1e4:,.1f} 公顷没有 {base_year} 年的结果(空值、缺幅),有结果的占 {share}%:"
            "各占比只是有结果的土地的,面积是下限。有缺幅的,补齐后再用。",
            en=f"Of {unknown / 1e4:,.1f} ha of {{place}} nothing is known in {base_year} (nodata, missing tiles), but "
            f"of {share} % something: shares are of that part, areas are least ones. Add missing tiles.",
        ),
    )


def loss_notes(found: Trees, seen: int, base_year: int, last_year: int) -> tuple[Text, ...]:
    """Return what must be said of losses.

    Parameters
    ----------
    found
        The trees.
    seen
        How many years after the base year the latest loss was; 0 where there was none.
    base_year, last_year
        The years the analysis reckons with.
    """
    notes = [
        Text(
            zh="只看得到损失,看不到增长:采伐后更新的人工林仍记作损失,一个像元只记一次损失。各年所用的影像和算法"
            "前后有改动,早晚年份之间的差别要慎用。",
            en="Losses are seen and growth is not: a plantation felled and planted again stays lost, and a cell is "
            "lost once only. Images and algorithms changed over the years: compare early and late years with care.",
        )
    ]
    if found.elsewhere:
        hectares = f"{found.elsewhere / 1e4:,.1f}"
        notes.append(
            Text(
                zh=f"另有 {hectares} 公顷损失发生在 {base_year} 年树冠覆盖度不够的土地上(或是此后长成的林子),未计入。",
                en=f"{hectares} ha more were lost where the canopy of {base_year} was not enough, perhaps trees grown "
                "since; they do not count.",
            )
        )
    unsaid = found.unsaid
    if unsaid > ROUNDING * float(found.trees.sum()):
        notes.append(
            Text(
                zh=f"有 {unsaid / 1e4:,.1f} 公顷树木没有损失资料,未计入损失,也未计入留存。",
                en=f"Of {unsaid / 1e4:,.1f} ha of trees nothing says whether they were lost: neither lost nor left.",
            )
        )
    if 0 < seen + base_year < last_year:
        first = base_year + seen + 1
        notes.append(
            Text(
                zh=f"{first}—{last_year} 年全域没有损失:请核对“{{loss}}”是否已更新到 {last_year} 年,否则改 last_year。",
                en=f"From {first} to {last_year} nothing was lost in all the place: see whether '{{loss}}' reaches "
                f"{last_year}, else change last_year.",
            )
        )
    if base_year + seen > last_year:
        notes.append(
            Text(
                zh=f"“{{loss}}”中有 {base_year + seen} 年的损失,晚于 last_year({last_year}):已计入,请更新这个参数。",
                en=f"'{{loss}}' tells of losses in {base_year + seen}, after last_year ({last_year}): they count; "
                "bring the parameter up to date.",
            )
        )
    return tuple(notes)
