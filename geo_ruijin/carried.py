"""Which questions of the shipped project another place can ask, and with which of its numbers."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import tomlkit

from geo_ruijin.methods import Method, known_methods
from geo_ruijin.text import Text


def carry_analyses(source: Path, target: Path, *, same_country: bool) -> dict[str, tuple[Text, Text]]:
    """Write analyses for another place: without what holds in theirs only, and without those that need just that.

    Parameters
    ----------
    source, target
        Folders of analyses; the second is made.
    same_country
        Whether both places are in one country.

    Returns
    -------
    dict of str to (Text, Text)
        Those left out: their titles, and why. Nothing else in `source` may be made of them.
    """
    target.mkdir()
    methods = known_methods()
    left: dict[str, tuple[Text, Text]] = {}
    for path in sorted(source.glob("*.toml")):
        text = path.read_text(encoding="utf-8")
        analysis = tomlkit.parse(text)
        foreign = _foreign(analysis, same_country=same_country)
        if lacking := [key for key in foreign if _required(methods, analysis, key)]:
            title = analysis["title"]
            left[path.stem] = (Text(zh=str(title["zh"]), en=str(title["en"])), _why(path.name, lacking))
            continue
        if foreign or "clause" in analysis:
            for key in foreign:
                del analysis["parameters"][key]
            analysis.pop("clause", None)  # of the plan of the sample
            text = tomlkit.dumps(analysis)
        (target / path.name).write_text(text, encoding="utf-8")
    return left


def _foreign(analysis: Mapping[str, Any], *, same_country: bool) -> list[str]:
    """Return the parameters whose values do not hold elsewhere."""
    gone = {"place"} if same_country else {"place", "country"}
    return [key for key, given in analysis.get("parameters", {}).items() if given.get("only_in") in gone]


def _required(methods: Mapping[str, Method], analysis: Mapping[str, Any], key: str) -> bool:
    return methods[analysis["method"]].parameters[key].required


def _why(file: str, lacking: list[str]) -> Text:
    names = ", ".join(lacking)
    return Text(
        zh=f"未带入 analyses/{file}:{names} 只适用于示例所在的国家。要算,把这个文件从示例复制过来,换成本地的数值和出处",
        en=f"analyses/{file} is left out: its {names} hold in the country of the sample only. To ask it, copy the file "
        "from the sample and write the values of this place with their sources",
    )
