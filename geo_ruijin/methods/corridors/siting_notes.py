"""What must be said beside new stations along main roads: how they were chosen, what was left out, what remains."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from geo_ruijin.methods.corridors.choosing import Choosing
from geo_ruijin.methods.corridors.roads import KILOMETRE
from geo_ruijin.methods.corridors.sites import Sites
from geo_ruijin.methods.proofs import proof
from geo_ruijin.siting import Answer
from geo_ruijin.text import Text
from geo_ruijin.units import Metres


def siting_notes(
    choosing: Choosing, sites: Sites, answer: Answer, *, access: Metres, made: Metres | None
) -> tuple[Text, ...]:
    """Return the notes beside new stations along main roads."""
    return (
        _how(answer, made),
        *_left_out(sites, access),
        *_remaining(choosing),
        *_flow(choosing),
        Text(
            zh="没有按起讫点交通量选站(需要起讫点调查);站内要几根桩、电网能否接入、用地是否允许,本题不判断。",
            en="Stations are not sited by trips from origin to destination, which would take a table of them; how many "
            "piles each needs, whether the grid and the land allow it, is not judged here.",
        ),
    )


def _how(answer: Answer, made: Metres | None) -> Text:
    said = proof(answer)
    where_zh, where_en = "备选点中", "among the candidates"
    if made is not None:
        where_zh = f"没有给备选点:沿{{corridors}}每 {made:g} 米以内取一个备选点,从中"
        where_en = f"for want of candidates, among points no more than {made:g} m apart along {{corridors}}"
    return Text(
        zh=f"{where_zh}选出最少的新站,使能消除的空白全部消除({said.zh});已有的{{facilities}}先计入,都保留。"
        "同样站数的取离空白路段近的,其他选法可能一样好。建成后的占比、空白按同一量法重新量过。",
        en=f"The fewest new stations by which every gap is closed that can be, {where_en}: {said.en}. {{facilities}} "
        "count first and all stay. Of choices of as many, the one nearest to the gaps is taken; others may do as well. "
        "What is left is measured anew in the same way.",
    )


def _left_out(sites: Sites, access: Metres) -> Iterator[Text]:
    if sites.outside:
        yield Text(
            zh=f"有 {sites.outside} 处备选点在{{within}}以外,未采用。",
            en=f"{sites.outside} candidates lie outside {{within}} and are not used.",
        )
    if sites.off:
        yield Text(
            zh=f"有 {sites.off} 处备选点离{{corridors}}驾车超过 {access:g} 米(往返平均),未采用。",
            en=f"{sites.off} candidates are more than {access:g} m of driving off {{corridors}}, there and back on "
            "average, and are not used.",
        )


def _remaining(choosing: Choosing) -> Iterator[Text]:
    lost = choosing.covers.lost
    if lost.any():
        length = choosing.survey.roads.span[lost].sum() / KILOMETRE
        yield Text(
            zh=f"约 {length:.1f} 公里的空白,全部备选点都建站也消除不了:附近没有备选点,或没有道路相连(见余下的空白)。",
            en=f"Some {length:.1f} km of gaps would remain if every candidate were built: none is near, or no street "
            "leads there (see the gaps left).",
        )
    fewer = choosing.covers_open.fewest()
    if len(choosing.survey.open_ends):
        yield Text(
            zh=f"界外的站不知道,按没有计。各路端界外近处若都有站,最少只需新建 {len(fewer.chosen)} 处。",
            en="Stations outside the place are not known and taken as none. The fewest new ones, if one stood right "
            f"outside at every end: {len(fewer.chosen)}.",
        )


def _flow(choosing: Choosing) -> Iterator[Text]:
    flow = choosing.survey.roads.flow
    if np.isnan(flow).all():
        yield Text(
            zh="{corridors}没有交通量(flow 列),建设次序按里程排;填写后按车公里排。",
            en="{corridors} have no traffic (column flow), so the order to build goes by length; with it, by what "
            "vehicles drive.",
        )
    elif np.isnan(flow).any():
        yield Text(
            zh=f"{{corridors}}有 {int(np.isnan(flow).sum())} 段没有写交通量(flow 列),因此建设次序按里程排。",
            en=f"{int(np.isnan(flow).sum())} stretches of {{corridors}} do not state their traffic (column flow), so "
            "the order to build goes by length.",
        )
