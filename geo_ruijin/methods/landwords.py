"""What classes of land cover are called."""

from __future__ import annotations

from geo_ruijin.text import Text, same

#: What a raster says nothing about.
UNKNOWN = Text(zh="无数据", en="no data")

#: The classes of the layers of land cover.
LAND_WORDS = {
    "tree": Text(zh="树木", en="tree cover"),
    "shrub": Text(zh="灌丛", en="shrub"),
    "grass": Text(zh="草地", en="grass"),
    "crop": Text(zh="耕地", en="cropland"),
    "built": Text(zh="建设用地", en="built-up"),
    "bare": Text(zh="裸地", en="bare"),
    "snow": Text(zh="冰雪", en="snow and ice"),
    "water": Text(zh="水体", en="water"),
    "wetland": Text(zh="草本湿地", en="herbaceous wetland"),
    "mangrove": Text(zh="红树林", en="mangrove"),
    "moss": Text(zh="苔藓地衣", en="moss and lichen"),
}


def land_word(name: object) -> Text:
    """Return what a class is called; one that no layer of ours has is called what its file calls it.

    Examples
    --------
    >>> land_word("tree").en, land_word("果园").en
    ('tree cover', '果园')
    """
    return name if isinstance(name, Text) else LAND_WORDS.get(str(name), same(str(name)))
