"""What must be known to read the figures of a scenario."""

from __future__ import annotations

from geo_ruijin.scenarios.beside import Beside
from geo_ruijin.text import Text, listed


def notes_on(beside: Beside) -> list[Text]:
    """Return what is to be said of a scenario: what was asked again, what was not, and what it cannot tell."""
    trial = beside.trial
    if trial.run is None:
        return []
    titles = {answer.name: answer.title for answer in trial.run.record.analyses}
    asked = listed(titles[name] for name in trial.asked)
    notes = [
        Text(zh=f"重新计算的分析:{asked.zh}。其余照现状。", en=f"Asked again: {asked.en}. All else is as at present.")
        if trial.asked
        else Text(zh="没有一项分析用到改动的图层。", en="No analysis takes the layers that are changed.")
    ]
    if trial.spared:
        spared = listed(titles[name] for name in trial.spared)
        notes.append(
            Text(
                zh=f"选址类分析不随情景重算,仍是现状的答案:{spared.zh}。",
                en=f"Not asked again, as they say where new ones should go: {spared.en}.",
            )
        )
    reported = [verdict.text for verdict in trial.run.record.targets if verdict.id in trial.reported]
    if reported:
        said = listed(reported)
        notes.append(
            Text(
                zh=f"以下目标按填报数评定,情景不改变填报数:{said.zh}。",
                en=f"These targets are judged by what is reported, which a scenario does not change: {said.en}.",
            )
        )
    notes.append(
        Text(
            zh="数据是否齐全按现状的图层评定:增加设想的设施不会使数据更全。",
            en="Completeness is that of the layers as they are: what is only planned makes no data more complete.",
        )
    )
    return notes
