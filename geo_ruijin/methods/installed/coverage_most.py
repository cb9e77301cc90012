"""The most of roofs that modules could cover, were every roof filled as its potential is reckoned."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo_ruijin.methods.counting.rows import counts
from geo_ruijin.methods.installed.coverage_tables import PILOTS, able
from geo_ruijin.methods.installed.equipped import Share, share
from geo_ruijin.methods.shares import percent
from geo_ruijin.text import Text
from geo_ruijin.units import Percent


def most_area(roofs: pd.DataFrame) -> pd.Series[float] | None:
    """Return the area of modules on each roof were it filled [m²]; None where nobody reckoned it.

    A roof that carries more already is filled with that.

    Parameters
    ----------
    roofs
        Of `Equipped`, where known with `module_area` [m²]: the usable area less what lies between rows.

    Examples
    --------
    >>> most_area(pd.DataFrame({"module_area": [30.0, 30.0], "array": [0.0, 50.0]})).tolist()
    [30.0, 50.0]
    """
    if "module_area" not in roofs:
        return None
    return counts(roofs, "module_area").fillna(0.0).clip(lower=roofs["array"])


def most_share(roofs: pd.DataFrame, most: pd.Series[float], sure: NDArray[np.bool_], maybe: NDArray[np.bool_]) -> Share:
    """Return the share of the area of some roofs that modules could cover [%], see `share`."""
    areas = np.asarray(most, dtype=np.float64)
    return share((areas, areas, areas), np.asarray(roofs["roof_area"], dtype=np.float64), sure, maybe)


#: What the plan leaves open, and what stands beside the figures of new roofs and of the pilots.
READINGS_BESIDE = Text(
    zh="方案没有写明口径,另两种口径并列",
    en="the plan names no formula, and the two other readings stand beside it",
)
_WHOLE_BESIDE = Text(
    zh="试点表里另有“有光伏的屋顶整个计入”的口径",
    en="the table of the pilots has roofs with PV counted whole beside it",
)


def note_of_most(whose: Text, most: float | None, least: Percent | None, beside: Text) -> Iterator[Text]:
    """Yield that what is wanted cannot be reached by module area over roof area, where the most is below it.

    Parameters
    ----------
    whose
        The roofs, in words.
    most
        Were all of them filled [%].
    least
        What is wanted [%].
    beside
        Which other readings there are.
    """
    if most is None or least is None or most >= least:
        return
    yield Text(
        zh=f"{whose.zh}:按{{roofs}}的可用比例和排间距,全部装满,组件也只占屋顶面积的 {most:.1f}%,低于要求的 {least:g}%:"
        "按“组件面积 ÷ 屋顶面积”的口径达不到;"
        f"{beside.zh}。",
        en=f"{whose.en}: were all of them filled, with the usable shares and the rows of {{roofs}}, modules would "
        f"cover {most:.1f} % of the roof area, less than the {least:g} % that are wanted: by module area over roof "
        f"area it cannot be reached; {beside.en}.",
    )


def pilot_notes(roofs: pd.DataFrame, most: pd.Series[float], least: Mapping[str, Percent]) -> Iterator[Text]:
    """Yield which bounds of the pilots cannot be reached."""
    carrying = able(roofs)
    for name, pilot in PILOTS.items():
        own = roofs["class"].isin(pilot.classes).to_numpy() & carrying
        filled = percent(float(most[own].sum()), float(roofs["roof_area"][own].sum()))
        whose = Text(
            zh=f"整县试点,能装光伏的{pilot.title.zh}屋顶",
            en=f"County pilots, roofs able to carry PV of {pilot.title.en[0].lower()}{pilot.title.en[1:]}",
        )
        yield from note_of_most(whose, filled, least[name], _WHOLE_BESIDE)
