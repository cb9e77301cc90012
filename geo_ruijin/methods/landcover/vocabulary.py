"""What the classes of land cover are called."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from geo_ruijin.text import Text, same

CLASSES: Mapping[str, Text] = {
    "tree": Text(zh="树木", en="trees"),
    "shrub": Text(zh="灌丛", en="shrub"),
    "grass": Text(zh="草地", en="grass"),
    "crop": Text(zh="耕地", en="crops"),
    "built": Text(zh="建设用地", en="built-up"),
    "bare": Text(zh="裸地", en="bare ground"),
    "snow": Text(zh="冰雪", en="snow and ice"),
    "water": Text(zh="水体", en="water"),
    "wetland": Text(zh="草本湿地", en="herbaceous wetland"),
    "mangrove": Text(zh="红树林", en="mangroves"),
    "moss": Text(zh="苔藓地衣", en="moss and lichen"),
}


def called(name: object) -> Text:
    """Return what a class is called; one nobody named reads as it is."""
    return CLASSES.get(str(name), same(str(name)))


def listed(names: Iterable[object]) -> Text:
    """Return classes as a list of words."""
    words = [called(name) for name in names]
    return Text(zh="、".join(word.zh for word in words), en=", ".join(word.en for word in words))
