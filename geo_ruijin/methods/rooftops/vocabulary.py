"""The classes of roofs, the rules that tell them, and the words of uses and codes of land behind these."""

from __future__ import annotations

from collections.abc import Mapping

from geo_ruijin.text import Text

#: The classes of roofs; what is not known is the last.
CLASSES: Mapping[str, Text] = {
    "government": Text(zh="党政机关", en="party and government"),
    "school": Text(zh="学校", en="schools"),
    "hospital": Text(zh="医院", en="hospitals"),
    "village_committee": Text(zh="村(居)委会", en="village committees"),
    "industrial": Text(zh="工业仓储", en="industry and storage"),
    "commercial": Text(zh="商业", en="commerce"),
    "rural_house": Text(zh="农村住房", en="rural houses"),
    "urban_housing": Text(zh="城镇住宅", en="urban housing"),
    "other": Text(zh="其他", en="other"),
    "unknown": Text(zh="用途不明", en="use unknown"),
}
UNKNOWN = "unknown"

#: The rules that decide on a class, in the order they are asked.
RULES: Mapping[str, Text] = {
    "use": Text(zh="建筑用途", en="the building's use"),
    "other_use": Text(
        zh="另有的用途(amenity、office、shop、tourism、leisure)",
        en="its further use (amenity, office, shop, tourism, leisure)",
    ),
    "housing_parcel": Text(zh="住宅,按地类分城乡", en="housing, told rural from urban by its parcel"),
    "housing_town": Text(zh="住宅,按是否在建成区内分城乡", en="housing, told rural from urban by the built-up area"),
    "housing_floors": Text(zh="住宅,按层数分城乡", en="housing, told rural from urban by its floors"),
    "parcel": Text(zh="没有写用途,按地类", en="no use said, by its parcel"),
    "parcel_08H2": Text(
        zh="没有写用途,科教文卫用地(08H2)按学校计",
        en="no use said, on a parcel of education, culture and health (08H2)",
    ),
    "size": Text(zh="没有写用途和地类,按屋顶大小", en="no use said, no parcel, by its size"),
    "housing_open": Text(zh="住宅,但不能分城乡", en="housing, nothing tells rural from urban"),
    "none": Text(zh="没有写用途和地类", en="no use said, and no parcel tells it"),
}

#: Housing of which only the place tells whether it is rural or urban.
HOUSING = frozenset(
    ("residential", "house", "detached", "semidetached_house", "semi", "terrace", "bungalow", "villa", "cabin")
)
#: Uses that say no more than that there is a building, or that anybody may enter it: what else is known decides.
GENERIC = frozenset(("yes", "public", "civic", "building", ""))

#: The words of a building's use (of OpenStreetMap, and ours).
USES: Mapping[str, str] = {
    word: name
    for name, words in {
        "government": ("government", "townhall", "courthouse", "police", "fire_station"),
        "school": ("school", "kindergarten", "university", "college", "education"),
        "hospital": ("hospital", "clinic", "healthcare"),
        "village_committee": ("village_committee",),
        "industrial": ("industrial", "factory", "warehouse", "manufacture", "hangar", "storage_tank", "silo", "works"),
        "commercial": ("commercial", "retail", "office", "supermarket", "hotel", "shop", "kiosk", "mall", "bank"),
        "rural_house": ("farm", "farmhouse"),
        "urban_housing": ("apartments", "dormitory", "tower_block"),
        "other": (
            *("other", "shed", "garage", "garages", "carport", "hut", "roof", "barn", "stable", "cowshed", "sty"),
            *("farm_auxiliary", "greenhouse", "outbuilding", "service", "toilets", "transportation", "train_station"),
            *("parking", "church", "temple", "mosque", "chapel", "shrine", "religious", "sports_centre", "sports_hall"),
            *("stadium", "grandstand", "pavilion", "museum", "ruins", "construction", "bridge", "transformer_tower"),
            *("community_centre", "library", "theatre", "military", "prison", "water_tower", "bunker", "boathouse"),
        ),
    }.items()
    for word in words
}

#: The same of the column `amenity`; what is not here tells no class.
AMENITIES: Mapping[str, str] = {
    word: name
    for name, words in {
        "government": ("townhall", "courthouse", "police", "fire_station"),
        "school": ("school", "kindergarten", "university", "college", "language_school"),
        "hospital": ("hospital", "clinic", "doctors"),
        "commercial": (
            "bank",
            "restaurant",
            "fast_food",
            "cafe",
            "bar",
            "pub",
            "fuel",
            "marketplace",
            "cinema",
            "pharmacy",
        ),
        "other": (
            *("place_of_worship", "parking", "community_centre", "library", "theatre", "arts_centre", "bus_station"),
            *("social_facility", "nursing_home", "post_office", "toilets", "shelter", "grave_yard", "prison"),
        ),
    }.items()
    for word in words
}
#: The same of `office`: one of these, or it is commerce.
OFFICES: Mapping[str, str] = {"government": "government", "administrative": "government"}
#: The same of `tourism`: one of these, or it is neither.
TOURISM: Mapping[str, str] = dict.fromkeys(("hotel", "guest_house", "hostel", "motel", "apartment"), "commercial")

#: The class by the code of the parcel (working classification of the third national land survey).
PARCELS: Mapping[str, str] = {
    "08H1": "government",
    "08H2": "school",
    "08H2A": "school",
    "0601": "industrial",
    "0508": "industrial",
    "05H1": "commercial",
    "0701": "urban_housing",
    "0702": "rural_house",
}
#: On this parcel a school cannot be told from a hospital or a museum.
MIXED_PARCEL = "08H2"

#: The forms of roofs.
ROOFS: Mapping[str, Text] = {"flat": Text(zh="平屋顶", en="flat"), "pitched": Text(zh="坡屋顶", en="pitched")}
