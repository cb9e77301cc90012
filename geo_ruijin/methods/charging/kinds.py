"""The kinds of places piles stand at: what the plan calls them, whom they serve."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

import pandas as pd

from geo_ruijin.errors import MethodError, closest
from geo_ruijin.methods.counting.pile_tables import PLACES
from geo_ruijin.text import Text

#: Whom piles serve: cars at home, cars that park where anybody may, those of the place itself.
Served = Literal["home", "public", "own"]

#: Where new piles may go: the places of stations, car parks that serve nothing in particular, sites on the user's list.
KINDS: Mapping[str, Text] = {
    **PLACES,
    "car_park": Text(zh="临时停车场等公共停车场", en="temporary and other public car parks"),
    "own": Text(zh="自有备选点", en="sites on the list supplied"),
}

_MAIN = Text(zh="主体(专用)", en="main body, dedicated")
_SUPPORT = Text(zh="辅助(公共)", en="support, public")
_SUPPLEMENT = Text(zh="补充", en="supplement")

#: What the plan makes of each kind (clause 三(四)3).
ROLES: Mapping[str, Text] = {
    **dict.fromkeys(("housing", "workplace", "depot"), _MAIN),
    **dict.fromkeys(("public_building", "car_park", "commercial", "park", "hub", "own"), _SUPPORT),
    **dict.fromkeys(("fast_station", "highway"), _SUPPLEMENT),
}

#: Kinds that serve others than who parks in public.
_SERVED: Mapping[str, Served] = {"housing": "home", "workplace": "own", "depot": "own", "highway": "own"}


def served_by(kind: str) -> Served:
    """Return whom piles of a kind of place serve."""
    return _SERVED.get(kind, "public")


def is_public(kind: str) -> bool:
    """Return whether anybody may charge at a kind of place."""
    return kind not in ("housing", "workplace", "depot")


def served_now(stations: pd.DataFrame) -> list[Served]:
    """Return whom each station serves, by its `kind`, else by its `place`; what says neither serves its own."""
    return [_now(kind, place) for kind, place in zip(stations["kind"], stations["place"], strict=True)]


def _now(kind: str, place: str) -> Served:
    if kind == "public":
        return "public"
    if kind == "private" or place == "housing":
        return "home"
    return served_by(place) if kind == "unknown" and place in PLACES else "own"


def demand_kinds(order: Sequence[str], named: Mapping[str, Mapping[str, float]]) -> None:
    """Refuse kinds that are none, or twice in the order, and amounts by kind of kinds that are not in it.

    Raises
    ------
    MethodError
        If there is one.
    """
    for kind in order:
        if kind not in KINDS:
            cure = closest(kind, KINDS)
            raise MethodError(
                Text(zh=f"order 中没有“{kind}”这一类。{cure.zh}", en=f"there is no kind '{kind}'. {cure.en}")
            )
    if len(set(order)) < len(order):
        raise MethodError(Text(zh="order 中有重复的类别", en="a kind is in the order twice"))
    for name, amounts in named.items():
        for kind in amounts:
            if kind not in order:
                cure = closest(kind, order)
                raise MethodError(
                    Text(
                        zh=f"{name} 中的“{kind}”不在 order 里。{cure.zh}",
                        en=f"'{kind}' of {name} is not in the order. {cure.en}",
                    )
                )
