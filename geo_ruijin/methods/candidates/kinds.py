"""What sites are called: their kinds, where they come from, the classes of roads."""

from __future__ import annotations

from collections.abc import Mapping

from geo_ruijin.errors import MethodError, closest
from geo_ruijin.text import Text

#: A site of the user's own list.
OWN = "own"

#: The kinds of sites. Those of charging are the words of `place` in the layer of charging stations.
KINDS: Mapping[str, Text] = {
    "street": Text(zh="路边", en="roadside"),
    "highway": Text(zh="国省道旁", en="beside a main road"),
    "parcel": Text(zh="地块", en="parcel"),
    "housing": Text(zh="住宅小区", en="housing"),
    "workplace": Text(zh="单位、园区", en="workplace"),
    "depot": Text(zh="公交及出租车场", en="bus or taxi depot"),
    "public_building": Text(zh="公共建筑", en="public building"),
    "commercial": Text(zh="商业设施", en="commerce"),
    "park": Text(zh="公园", en="park"),
    "car_park": Text(zh="公共停车场", en="public car park"),
    "hub": Text(zh="交通枢纽", en="transport hub"),
    "fast_station": Text(zh="可独立占地建站的空地", en="vacant land for a station of its own"),
    "storage": Text(zh="物流仓储用地", en="storage land"),
    "village": Text(zh="村(居)委会", en="village committee"),
    OWN: Text(zh="自有备选点", en="own list"),
}

#: Classes of roads, of OpenStreetMap and of the layer of main roads.
ROADS: Mapping[str, Text] = {
    "motorway": Text(zh="高速公路", en="motorway"),
    "motorway_link": Text(zh="高速公路匝道", en="motorway ramp"),
    "trunk": Text(zh="国道等干线公路", en="trunk road"),
    "primary": Text(zh="主干路", en="primary road"),
    "secondary": Text(zh="次干路", en="secondary road"),
    "tertiary": Text(zh="支路", en="tertiary road"),
    "unclassified": Text(zh="乡村公路", en="minor road"),
    "residential": Text(zh="居住区道路", en="residential street"),
    "living_street": Text(zh="居住区街巷", en="living street"),
    "service": Text(zh="内部道路", en="service road"),
    "pedestrian": Text(zh="步行街", en="pedestrian street"),
    "footway": Text(zh="人行道", en="footway"),
    "path": Text(zh="小路", en="path"),
    "steps": Text(zh="台阶", en="steps"),
    "track": Text(zh="机耕道", en="track"),
    "national": Text(zh="国道", en="national road"),
    "provincial": Text(zh="省道", en="provincial road"),
}


def demand_kind(kind: str) -> None:
    """Refuse what is no kind.

    Raises
    ------
    MethodError
        If it is not; says the nearest that is.
    """
    if kind not in KINDS:
        cure = closest(kind, KINDS)
        raise MethodError(Text(zh=f"没有“{kind}”这一类备选点。{cure.zh}", en=f"there is no kind '{kind}'. {cure.en}"))
