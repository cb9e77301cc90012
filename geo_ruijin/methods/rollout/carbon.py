"""The carbon dioxide that the electricity of roofs saves the grid, year by year, with the average factor of a grid.

Words in braces in the texts ("{roofs}") are the titles of the inputs; whoever runs the method fills them in.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo_ruijin.errors import MethodError, closest
from geo_ruijin.methods.counting.rows import inside
from geo_ruijin.methods.installed.plants import DcAcRatio, Roofs, installed_plants
from geo_ruijin.methods.method import Gives, Limits, Need, Points, declare
from geo_ruijin.methods.parameter import Amounts, Range
from geo_ruijin.methods.rollout.candidates import candidate_notes, candidates
from geo_ruijin.methods.rollout.carbon_figures import factor_of, measures_of, notes_of
from geo_ruijin.methods.rollout.carbon_tables import Factor, factors_table, years_table
from geo_ruijin.methods.rollout.ends import BOUNDS, End, Energy, at_end, yield_at
from geo_ruijin.record import Status
from geo_ruijin.results import Result
from geo_ruijin.solar.lifetime import remaining
from geo_ruijin.text import Text
from geo_ruijin.units import NOT_BELOW_0, Between, Metres, Unit

Floats = NDArray[np.float64]
Factors = Annotated[Amounts, Unit("kg/kWh")]
PercentRange = Annotated[Range, Unit("%")]
Percents = Annotated[tuple[float, ...], Unit("%")]
#: The orders of a supply curve: the roofs that fill a gap, and their energy of the first year [GWh].
Orders = Annotated[pd.DataFrame, Need(("table",), ("id", "filled", "gwh"))]

_OF, _ALSO = ("roofs",), ("installed",)
_WHOLE = 100.0
#: kWh in a GWh, kg in a t, kW in a MW.
_GIGA, _TONNE = 1e6, 1000.0
#: By so much of itself a sum may miss what it should be: the last bits of adding.
_ROUNDING = 1e-12
#: How far the wording of a factor was checked, in the order of the arguments.
_CHECKED: tuple[Status, ...] = ("confirmed", "secondary", "unverified")
#: Of the orders of a supply curve, the one whose roofs are taken.
_ORDER = "class"


@declare(
    measures={
        "avoided_first_year": Gives("t", of=_OF, also=_ALSO),
        "avoided_lifetime": Gives("t", of=_OF, also=_ALSO),
        "avoided_gap_first_year": Gives("t", of=("roofs", "orders"), also=_ALSO),
        "avoided_installed": Gives("t", of=("roofs", "installed"), also=("within",)),
        "factor": Gives("kg/kWh", of=()),
    },
    tables={"years": ("roofs", "orders", "installed", "within"), "factors": ("roofs", "orders", "installed", "within")},
)
def avoided_carbon(
    *,
    roofs: Roofs,
    installed: Points | None = None,
    orders: Orders | None = None,
    within: Limits | None = None,
    classes: tuple[str, ...],
    factor: str,
    confirmed: Factors | None = None,
    secondary: Factors | None = None,
    unverified: Factors | None = None,
    yearly_fall: PercentRange,
    ageing_first: PercentRange,
    ageing_yearly: PercentRange,
    lifetime: Annotated[int, Between(1, 100)],
    first_year: Annotated[int, Between(1900, 2200)],
    stages: Percents = (_WHOLE,),
    dc_ac_ratio: DcAcRatio,
    tolerance: Annotated[Metres, NOT_BELOW_0] | None = None,
) -> Result:
    """Return the carbon dioxide that roofs save [t]: their energy x the average emission factor of a grid.

    Parameters
    ----------
    roofs
        Footprints with `class`, `capacity` [kWp] and `energy` of the first year [kWh], and where known between what
        they lie.
    installed
        Points, a row a rooftop plant: what stands is taken off what its roof can carry, its own saving is told apart.
    orders
        The orders of a supply curve with `id`, `filled` and `gwh` [GWh]: for what the roofs save that fill a gap class
        by class.
    within
        Polygons: the plants inside them count. Without it all do.
    classes
        The classes that count.
    factor
        The name of the factor taken.
    confirmed, secondary, unverified
        Emission factors of grids by name [kg/kWh], by how far their wording was checked.
    yearly_fall
        By how much the factor falls a year [%]: the middle is taken, the ends bound the saving of all years.
    ageing_first, ageing_yearly
        By how much modules age in the first year, and in each after it [%].
    lifetime
        The life of a plant [a].
    first_year
        The calendar year of the first stage.
    stages
        Which share of the roofs is built at the beginning of each year from then on [%]: they may add up to less than
        100, never to more.
    dc_ac_ratio
        Modules over inverters [kWp/kW], of plants filed by their inverters alone.
    tolerance
        A plant is on the roof it stands on, else on the nearest no further than this [m]; needed with `installed`.

    Raises
    ------
    MethodError
        If no factor has that name or two have, a factor is below 0, a share is not between 0 and 100 %, the life is
        less than a year.

    References
    ----------
    The factors are averages of all generation of a grid and year, as the Ministry of Ecology and Environment and the
    National Bureau of Statistics of China publish them; what one more kWh displaces is another, marginal figure.
    """
    known = _factors(confirmed, secondary, unverified)
    if factor not in known:
        what, cure = (
            Text(zh=f"没有名为“{factor}”的排放因子", en=f"no emission factor is named '{factor}'"),
            closest(factor, known),
        )
        raise MethodError(Text(zh=f"{what.zh}。{cure.zh}", en=f"{what.en}. {cure.en}"))
    _refuse_amiss(stages, lifetime, yearly_fall, ageing_first, ageing_yearly)
    found = candidates(roofs, classes=classes, dc_ac_ratio=dc_ac_ratio, installed=installed, tolerance=tolerance)
    aged = {
        end: remaining(getattr(ageing_first, end) / _WHOLE, getattr(ageing_yearly, end) / _WHOLE, years=lifetime)
        for end in Range._fields
    }
    if not found.sunny:
        return Result(
            {"factor": factor_of(known[factor], factor)},
            {"factors": factors_table(known, factor, {})},
            candidate_notes(found),
        )
    energy = {"all": found.energy}
    if (gap := _gap_energy(orders)) is not None:
        energy["gap"] = gap
    if (stands := _installed_energy(installed, roofs, within, dc_ac_ratio)) is not None:
        energy["installed"] = stands
    spread = {end: staged(1.0, stages, loss) for end, loss in aged.items()}
    falling = {end: 1 - getattr(yearly_fall, end) / _WHOLE for end in Range._fields}
    chosen = known[factor].value
    years = np.arange(len(spread["mid"]))
    by_year: dict[str, Floats] = {
        end: spread[one] * getattr(energy["all"], end) * _GIGA * chosen * falling[one] ** years / _TONNE
        for end, one in _OTHER_END.items()
    }
    return Result(
        measures_of(energy, known, factor, by_year),
        {
            "years": years_table(
                energy,
                first_year=first_year,
                built=spread["mid"],
                standing=aged["mid"],
                factor=chosen * falling["mid"] ** years,
            ),
            "factors": factors_table(known, factor, energy),
        },
        (*notes_of(known[factor], factor, yearly_fall, stages, installed, energy), *candidate_notes(found)),
    )


#: The end of a range that saves as much as the end of the figure: what ages and falls least saves most.
_OTHER_END: Mapping[End, End] = {"low": "high", "mid": "mid", "high": "low"}


def staged(energy: float, stages: tuple[float, ...], aged: Floats) -> Floats:
    """Return the energy of each year of what is built in stages, each of which ages from its own first year on.

    Parameters
    ----------
    energy
        Of the first year, were all built at once.
    stages
        The shares built at the beginning of each year [%]: (s,).
    aged
        What is left in each year of a life [1]: (years,).

    Returns
    -------
    ndarray
        Until the last stage has lived: (years + s - 1,).

    Examples
    --------
    Half now, half next year, each for two years, the second at nine tenths:

    >>> staged(100.0, (50.0, 50.0), np.array([1.0, 0.9])).tolist()
    [50.0, 95.0, 45.0]
    """
    return energy * np.convolve(np.asarray(stages, dtype=np.float64) / _WHOLE, aged)


def _factors(*given: Mapping[str, float] | None) -> dict[str, Factor]:
    """Return every factor by name.

    Raises
    ------
    MethodError
        If two have one name, or one is below 0.
    """
    known: dict[str, Factor] = {}
    for status, some in zip(_CHECKED, given, strict=True):
        for name, value in (some or {}).items():
            if name in known or value < 0:
                raise MethodError(
                    Text(
                        zh=f"排放因子“{name}”写了两次或小于 0",
                        en=f"the emission factor '{name}' is given twice or below 0",
                    )
                )
            known[name] = Factor(value, status)
    return known


def _refuse_amiss(stages: tuple[float, ...], lifetime: int, *shares: Range) -> None:
    if lifetime < 1:
        raise MethodError(Text(zh="lifetime 应不小于 1", en="'lifetime' should be 1 or more"))
    built = sum(stages)
    if min(stages) < 0 or built > _WHOLE * (1 + _ROUNDING):
        raise MethodError(
            Text(
                zh=f"stages 各项应不小于 0,合计不大于 100%,现合计 {built:g}%",
                en=f"'stages' should be 0 or more and add up to 100 % or less, they add up to {built:g} %",
            )
        )
    if any(not 0 <= share.low <= share.high <= _WHOLE for share in shares):
        raise MethodError(
            Text(
                zh="yearly_fall、ageing_first、ageing_yearly 应在 0 与 100% 之间",
                en="'yearly_fall', 'ageing_first' and 'ageing_yearly' should be between 0 and 100 %",
            )
        )


def _gap_energy(orders: pd.DataFrame | None) -> Energy | None:
    """Return the energy of the roofs that fill the gap class by class [GWh]; None where nobody says."""
    if orders is None:
        return None
    # without a gap, or where the roofs do not fill it, the order tells what all of them yield
    own = orders[(orders["id"] == _ORDER) & orders["filled"].fillna(value=False).astype(bool)]
    if own.empty:
        return None
    value = float(own["gwh"].iloc[0])
    return Energy(value, *(float(own[name].iloc[0]) if name in own else value for name in ("gwh_low", "gwh_high")))


def _installed_energy(
    installed: gpd.GeoDataFrame | None,
    roofs: gpd.GeoDataFrame,
    within: gpd.GeoDataFrame | None,
    dc_ac_ratio: float,
) -> Energy | None:
    """Return what stands yields a year, at the mean yield of all roofs [GWh]; None where nobody says how much."""
    if installed is None:
        return None
    own, _ = inside(installed, within)
    modules = installed_plants(own, dc_ac_ratio=dc_ac_ratio).rows["kwp"]
    if modules.empty:
        return Energy(0.0, 0.0, 0.0)
    able, yields = ({end: float(at_end(roofs, of, end).sum()) for end in _OTHER_END} for of in ("capacity", "energy"))
    if not modules.notna().any() or not able["mid"]:
        return None
    value = float(modules.sum()) * yields["mid"] / able["mid"] / _GIGA
    if not yields["mid"]:
        return Energy(value, value, value)
    scale = {end: yield_at(able[end] / able["mid"], yields[end] / yields["mid"]) for end in BOUNDS}
    return Energy(value, min(1.0, scale["low"]) * value, max(1.0, scale["high"]) * value)
