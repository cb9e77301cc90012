"""What must be said beside new piles: how they were placed, what was assumed, what was left out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from geo_ruijin.methods.charging.demand import Parked
from geo_ruijin.methods.charging.figures import Outcome
from geo_ruijin.methods.charging.kinds import KINDS
from geo_ruijin.methods.counting.rows import elsewhere
from geo_ruijin.methods.proofs import proof
from geo_ruijin.statistic import Statistic
from geo_ruijin.text import Text, listed


def notes(
    outcome: Outcome,
    park: Parked | None,
    found: Statistic | None,
    row: str | None,
    *,
    outside: int,
    shares: Mapping[str, float] | None,
    piles_unsaid: Mapping[str, float],
) -> tuple[Text, ...]:
    """Return the notes beside new piles."""
    return (
        _how(outcome, shares=shares is not None),
        *_short(outcome),
        *_public(outcome),
        *_vehicles(outcome, found, row),
        *_parking(park),
        *elsewhere("stations", outside),
        *_stations(outcome),
        *_candidates(outcome, piles_unsaid),
        Text(
            zh="现有桩数是{stations}图层当时的数({stations_date});目标年之后建的也计在内。电网容量、业主是否同意不判断。",
            en="Piles now are those of {stations} ({stations_date}), those built after the year of the target "
            "included. Whether the grid carries them and owners agree is not judged.",
        ),
    )


def _how(outcome: Outcome, *, shares: bool) -> Text:
    worst = outcome.allotment.worst
    said = Text(zh="没有可选", en="nothing to choose") if worst is None else proof(worst)
    rule = (
        Text(zh="各类场所的占比按参数 shares 分", en="The kinds share the new piles as the parameter says")
        if shares
        else Text(
            zh="方案只写了先后、没有比例:这里按次序逐类安排,前一类的需求或容量用尽再到下一类(比例可用参数 shares 另定)",
            en="The plan gives an order of kinds and no split: one kind after the other gets piles, until its demand "
            "or its room is used up (a split can be given as the parameter shares)",
        )
    )
    return Text(
        zh=f"{rule.zh}。每一类内,按服务车辆最多选点定桩,现有桩先计入,服务车辆数{said.zh}(逐类),同样效果尽量少桩、少点。"
        "每辆车在住处、在公共停车处各算一次需求。",
        en=f"{rule.en}. Within a kind piles go where they serve most vehicles, those there are first; of choices that "
        f"serve as many, one with few piles at few sites. How many are served is {said.en}, kind by kind. Each "
        "vehicle wants to charge at home and where it parks.",
    )


def _short(outcome: Outcome) -> Iterator[Text]:
    if outcome.gap_left:
        full = listed(KINDS[kind] for kind in outcome.allotment.wanted)
        yield Text(
            zh=f"备选点的容量不够,还差 {outcome.gap_left} 根:{full.zh}都已排满或达到所定占比。请补充备选点。",
            en=f"The candidates lack room: {outcome.gap_left} piles find none, with all of {full.en} full or at their "
            "share. Add candidates.",
        )
    if beyond := int(outcome.allotment.beyond.sum()):
        yield Text(
            zh=f"有 {beyond} 根是为达到目标数、按容量安排的,可达范围内没有更多车辆要用。",
            en=f"{beyond} piles are placed to reach the target where there is room; no more vehicles in reach want "
            "them.",
        )


def _public(outcome: Outcome) -> Iterator[Text]:
    if lacking := outcome.public_lacking:
        yield Text(
            zh=f"按这个次序,公用桩与车之比达不到 1:{outcome.ratio:g},还差公用桩 {lacking} 根;"
            "要兼顾,用参数 shares 给公共停车场等留出比例。",
            en=f"In this order there is less than one public pile for {outcome.ratio:g} vehicles: {lacking} are "
            "lacking. To have both, leave public places a part by the parameter shares.",
        )


def _vehicles(outcome: Outcome, found: Statistic | None, row: str | None) -> Iterator[Text]:
    if found is not None and found.value is None:
        yield Text(
            zh=f"{{statistics}}“{row}”一行没有可用的数({found.why.zh}),改用方案的 {outcome.cars:g} 辆;填报后自动采用。",
            en=f"Row '{row}' of {{statistics}} has no figure to use ({found.why.en}); the plan's {outcome.cars:g} "
            "vehicles are taken until one is reported.",
        )
    elif found is not None and found.modelled:
        yield Text(
            zh=f"{{statistics}}“{row}”一行标明不是实际数,结果只作示例。",
            en=f"Row '{row}' of {{statistics}} says that it is not real: this is a demonstration.",
        )


def _parking(park: Parked | None) -> Iterator[Text]:
    if park is None:
        yield Text(
            zh="没有写明车位数的公共停车场,公共充电的需求改按居民分摊。",
            en="No public car park states its spaces: who charges in public is spread over the residents instead.",
        )
        return
    left = []
    if park.closed:
        left.append(Text(zh=f"{park.closed} 处不对社会开放", en=f"{park.closed} are not open to the public"))
    if park.unsized:
        left.append(Text(zh=f"{park.unsized} 处没有写车位数", en=f"{park.unsized} do not state their spaces"))
    if left:
        said = listed(left)
        yield Text(
            zh=f"公共充电需求没有分摊到这些{{car_parks}}:{said.zh}。",
            en=f"Of {{car_parks}} these count for no demand: {said.en}.",
        )
    if park.unsaid:
        yield Text(
            zh=f"有 {park.unsaid} 处{{car_parks}}没有注明是否对社会开放,按开放计。",
            en=f"{park.unsaid} of {{car_parks}} do not say whether they are open to the public and are taken as open.",
        )


def _stations(outcome: Outcome) -> Iterator[Text]:
    if outcome.lacking:
        yield Text(
            zh=f"{len(outcome.now)} 处{{stations}}中有 {outcome.lacking} 处没有写桩数,不按 1 根估计:缺口是上限。",
            en=f"{outcome.lacking} of {len(outcome.now)} {{stations}} do not say how many piles they have. None is "
            "guessed: the gap is an upper bound.",
        )


def _candidates(outcome: Outcome, piles_unsaid: Mapping[str, float]) -> Iterator[Text]:
    places = outcome.places
    if places.outside:
        yield Text(
            zh=f"有 {places.outside} 处备选点在{{within}}以外,未采用。",
            en=f"{places.outside} candidates lie outside {{within}} and are not used.",
        )
    if places.other:
        yield Text(
            zh=f"有 {places.other} 处备选点不属于所列的场所类别,未采用。",
            en=f"{places.other} candidates are of no kind in the order and are not used.",
        )
    if places.full:
        yield Text(
            zh=f"有 {places.full} 处备选点已无余量,或不足新建点的最少桩数,未采用。",
            en=f"{places.full} candidates have no room, or for fewer piles than a new site should have, and are not "
            "used.",
        )
    if places.unsaid:
        said = listed(_counted(kind, count) for kind, count in places.unsaid.items())
        yield Text(
            zh=f"下列备选点没有写容量,也没有假定数,未采用:{said.zh}。",
            en=f"These candidates do not say how many piles they take, nothing is assumed for them, and they are not "
            f"used: {said.en}.",
        )
    if places.assumed:
        said = listed(
            Text(
                zh=f"{KINDS[kind].zh} {count} 处,每处最多 {piles_unsaid[kind]:g} 根",
                en=f"{KINDS[kind].en}: {count}, {piles_unsaid[kind]:g} piles each at most",
            )
            for kind, count in places.assumed.items()
        )
        yield Text(
            zh=f"没有写容量、按假定数计的备选点:{said.zh}。",
            en=f"Candidates that do not say how many piles they take, and what is assumed: {said.en}.",
        )


def _counted(kind: str, count: int) -> Text:
    return Text(zh=f"{KINDS[kind].zh} {count} 处", en=f"{KINDS[kind].en}: {count}")
