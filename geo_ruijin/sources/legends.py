"""What the codes of well-known land cover products mean: named legends, each with whose they are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from geo_ruijin.spec import Legend
from geo_ruijin.text import Text


@dataclass(frozen=True)
class ProductLegend:
    """The classes of a product.

    Attributes
    ----------
    title
        What it is called.
    short
        The same in a word, in any language.
    citation
        Where its makers say what the codes mean.
    values
        Code -> our word for land cover (`layers/land_cover.toml`).
    nothing
        Codes that say nothing of the ground: fill, clouds.
    doubtful
        What must be said where a class of theirs is no one of ours.
    """

    title: Text
    short: str
    citation: str
    values: Mapping[int, str]
    nothing: tuple[int, ...] = ()
    doubtful: Text | None = None

    @property
    def codes(self) -> frozenset[int]:
        """All codes it has."""
        return frozenset(self.values) | frozenset(self.nothing)


def _each(word: str, *codes: int) -> dict[int, str]:
    return dict.fromkeys(codes, word)


#: The tables of codes are as published; which word of ours a class becomes is chosen here.
LEGENDS: Mapping[Legend, ProductLegend] = {
    "esa_worldcover": ProductLegend(
        Text(zh="ESA WorldCover 10 米", en="ESA WorldCover 10 m"),
        "ESA WorldCover",
        "ESA WorldCover Product User Manual v2.0 (2022)",
        {
            10: "tree",
            20: "shrub",
            30: "grass",
            40: "crop",
            50: "built",
            60: "bare",
            70: "snow",
            80: "water",
            90: "wetland",
            95: "mangrove",
            100: "moss",
        },
        (0,),
    ),
    "clcd": ProductLegend(
        Text(
            zh="中国年度土地覆盖 CLCD 30 米(杨杰、黄昕)", en="CLCD, annual land cover of China, 30 m (Yang and Huang)"
        ),
        "CLCD",
        "Yang and Huang (2021), doi:10.5194/essd-13-3907-2021",
        {
            1: "crop",
            2: "tree",
            3: "shrub",
            4: "grass",
            5: "water",
            6: "snow",
            7: "bare",
            8: "built",
            9: "wetland",
        },
        (0,),
    ),
    "dynamic_world": ProductLegend(
        Text(zh="Dynamic World 10 米(label 波段)", en="Dynamic World 10 m (band label)"),
        "Dynamic World",
        "Brown et al. (2022), doi:10.1038/s41597-022-01307-4",
        {
            0: "water",
            1: "tree",
            2: "grass",
            3: "wetland",
            4: "crop",
            5: "shrub",
            6: "built",
            7: "bare",
            8: "snow",
        },
        doubtful=Text(
            zh="它的 0 是水体,不是空值;3 是被淹没的植被,含水田,这里读作草本湿地",
            en="its 0 is water and not nodata; its 3, flooded vegetation, paddy included, is taken for wetland",
        ),
    ),
    "esri_10m": ProductLegend(
        Text(zh="Esri/Impact Observatory 10 米土地覆盖", en="Esri/Impact Observatory 10 m land cover"),
        "Esri 10 m Land Cover",
        "Karra et al. (2021), doi:10.1109/IGARSS47720.2021.9553499",
        {1: "water", 2: "tree", 4: "wetland", 5: "crop", 7: "built", 8: "bare", 9: "snow", 11: "grass"},
        (0, 10),
        Text(
            zh="它的 10 是云,读作空值;11 草灌地(rangeland)含灌丛,读作草地;4 是被淹没的植被,含水田,读作草本湿地",
            en="its 10, clouds, is nodata; its 11, rangeland, has shrubs in it and is taken for grass; its 4, flooded "
            "vegetation, paddy included, for wetland",
        ),
    ),
    "glc_fcs30d": ProductLegend(
        Text(zh="GLC_FCS30D 30 米(刘良云、张肖)", en="GLC_FCS30D 30 m (Zhang and Liu)"),
        "GLC_FCS30D",
        "Zhang et al. (2024), doi:10.5194/essd-16-1353-2024",
        {
            **_each("crop", 10, 11, 12, 20),
            **_each("tree", 51, 52, 61, 62, 71, 72, 81, 82, 91, 92),
            **_each("shrub", 120, 121, 122),
            **_each("grass", 130),
            **_each("moss", 140),
            **_each("bare", 150, 152, 153, 200, 201, 202),
            **_each("wetland", 181, 182, 183, 184, 186, 187),
            **_each("mangrove", 185),
            **_each("built", 190),
            **_each("water", 210),
            **_each("snow", 220),
        },
        (0, 250),
        Text(
            zh="它的 12(乔灌作物,如果园)读作耕地;150—153 稀疏植被读作裸地;181 木本沼泽等湿地并入草本湿地",
            en="its 12, crops of trees or shrubs such as orchards, is taken for crops; 150 to 153, sparse vegetation, "
            "for bare ground; 181, swamps of trees, and other wetlands together for wetland",
        ),
    ),
}


def legends_with(codes: Iterable[float]) -> list[Legend]:
    """Return the legends that have all of some codes.

    Examples
    --------
    >>> legends_with([10, 20, 95])
    ['esa_worldcover']
    """
    found = set(codes)
    return [name for name, legend in LEGENDS.items() if found <= legend.codes]
