"""The carbon above the ground in the growing stock of a place: an estimate by factors, and no sink."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo_ruijin.errors import MethodError, closest
from geo_ruijin.methods.columns import DIVISION
from geo_ruijin.methods.counting.rows import counts, words
from geo_ruijin.methods.forest.kinds import is_one_of
from geo_ruijin.methods.forest.parcels import pieces_of
from geo_ruijin.methods.method import Divisions, Gives, Limits, Need, declare
from geo_ruijin.methods.parameter import Range, Ranges
from geo_ruijin.methods.reach import zones_of
from geo_ruijin.results import Column, Measure, Result, Table
from geo_ruijin.text import Text
from geo_ruijin.units import NOT_BELOW_0, Between, Unit

Stock = Annotated[gpd.GeoDataFrame, Need(("polygon",), ("volume",))]
Expansion = Annotated[Ranges, Unit("t/m³"), NOT_BELOW_0]
Fraction = Annotated[Range, Unit("1"), Between(0, 1)]

#: A tonne of carbon is so many tonnes of carbon dioxide: the masses of their molecules.
CO2_PER_C = 44 / 12

_OF = ("stock",)
_ENDS = ("low", "mid", "high")
_VOLUME = Column(Text(zh="蓄积", en="Growing stock"), "m³")
_CARBON = {
    "mid": Column(Text(zh="碳储量(估算)", en="Carbon, estimated"), "tC"),
    "low": Column(Text(zh="低值", en="Low"), "tC"),
    "high": Column(Text(zh="高值", en="High"), "tC"),
}


@declare(
    measures={
        "carbon": Gives("tC", of=_OF),
        "co2": Gives("tCO2", of=_OF),
        "growing_stock": Gives("m³", of=_OF),
        "by_default": Gives("m³", of=_OF),
    },
    tables={"species": _OF, "zones": ("stock", "place", "by")},
)
def forest_carbon(
    *,
    stock: Stock,
    place: Limits | None = None,
    by: Divisions | None = None,
    expansion: Expansion,
    default_group: str,
    carbon_fraction: Fraction,
    bamboo: tuple[str, ...] = (),
) -> Result:
    """Return the carbon above the ground in the growing stock [t C], and the carbon dioxide it was made of [t CO2].

    The volume of each parcel, times the biomass above the ground that a m³ stands for, times the carbon in biomass. It
    is what stands there now: neither what is taken up a year, nor anything that can be traded.

    Parameters
    ----------
    stock
        Parcels with `volume`, of the whole parcel [m³], and `species` as far as known.
    place, by
        The place, and polygons with `name` to report by; without both there is no table "zones".
    expansion
        Dry biomass above the ground by the volume of the stock (BCEF), by what the names of species begin with; the
        longest that fits is taken [t/m³].
    default_group
        The key of `expansion` for species that none fits, and where none is known.
    carbon_fraction
        Carbon in dry biomass [1].
    bamboo
        What kinds of land and species of bamboo begin with: bamboo is counted by culms and has no volume, so what such
        parcels state is taken for that of trees among it, which a note tells.

    Raises
    ------
    MethodError
        If `default_group` is no key of `expansion`, or a volume is below 0.

    References
    ----------
    IPCC (2006), Guidelines for National Greenhouse Gas Inventories, vol. 4, ch. 2, eq. 2.8, without roots.
    """
    if default_group not in expansion:
        cure = closest(default_group, expansion)
        raise MethodError(
            Text(
                zh=f"default_group 写的“{default_group}”不在 expansion 中。{cure.zh}",
                en=f"default_group '{default_group}' is none of expansion. {cure.en}",
            )
        )
    rows = stock.reset_index(drop=True)
    rows["volume"] = counts(rows, "volume").fillna(0.0)
    groups = groups_of(words(rows, "species"), tuple(expansion))
    rows["group"] = groups.fillna(default_group)
    for end in _ENDS:
        factor = {name: getattr(given, end) * getattr(carbon_fraction, end) for name, given in expansion.items()}
        rows[end] = rows["volume"] * rows["group"].map(factor).astype(np.float64)
    defaulted = rows[groups.isna()]
    tables = {"species": _species_table(rows, expansion)}
    if place is not None and by is not None:
        tables["zones"] = _zones_table(rows, zones_of(shapely.union_all(place.geometry.to_numpy()), by, place))
    notes = (*_notes(defaulted, default_group), *_bamboo_note(defaulted, bamboo, default_group))
    return Result(_measures(rows, defaulted, default_group), tables, notes)


def groups_of(species: pd.Series[str], groups: tuple[str, ...]) -> pd.Series[str]:
    """Return the group of each species, the longest name it begins with; missing where none fits.

    Examples
    --------
    >>> groups_of(pd.Series(["杉木林", "阔叶树", None], dtype="string"), ("杉", "杉木", "松")).tolist()
    ['杉木', <NA>, <NA>]
    """
    said = species.str.strip()
    found = pd.Series(pd.NA, index=species.index, dtype="string")
    for group in sorted(groups, key=len):  # the longest comes last, and stays
        found = found.mask(said.str.startswith(group).fillna(value=False), group)
    return found


def _measures(rows: pd.DataFrame, defaulted: pd.DataFrame, default_group: str) -> dict[str, Measure]:
    mid, low, high = (float(rows[end].sum()) for end in ("mid", "low", "high"))
    return {
        "carbon": Measure(
            mid,
            "tC",
            Text(
                zh="估算的地上部分碳储量:蓄积 × 生物量换算系数 × 含碳率;是存量,不是年碳汇量",
                en="Carbon above the ground, estimated: growing stock × biomass by volume × carbon in biomass; what "
                "stands, not what is taken up a year",
            ),
            low,
            high,
        ),
        "co2": Measure(
            mid * CO2_PER_C,
            "tCO2",
            Text(zh="估算的地上碳储量折成的二氧化碳(× 44/12)", en="The same as carbon dioxide, estimated (× 44/12)"),
            low * CO2_PER_C,
            high * CO2_PER_C,
        ),
        "growing_stock": Measure(
            float(rows["volume"].sum()), "m³", Text(zh="所依据的蓄积", en="The growing stock it is made of")
        ),
        "by_default": Measure(
            float(defaulted["volume"].sum()),
            "m³",
            Text(
                zh=f"其中树种未填或没有专门系数、按“{default_group}”估算的",
                en=f"of which of no known species, or of one without factors: reckoned as '{default_group}'",
            ),
        ),
    }


def _notes(defaulted: pd.DataFrame, default_group: str) -> tuple[Text, ...]:
    scope = Text(
        zh="只是估算:只含填了蓄积的立木的地上部分,不含根、枯落物、枯死木、土壤,也不含竹子和灌木本身(没有蓄积)。"
        "是现有储量,不是每年的吸收量,不能当作碳汇量或用于 CCER 等交易。",
        en="An estimate: of trees whose volume is said, above the ground. Roots, litter, dead wood and soil are not in "
        "it, nor are bamboo and shrub, which have no volume. It is what stands, not what is taken up a year: no sink, "
        "and no ground for credits.",
    )
    ends = Text(
        zh="高低值是各系数同取高值或低值,蓄积本身的误差不在内。",
        en="Low and high take all factors at their ends at once; errors of the growing stock are not in them.",
    )
    named = words(defaulted, "species").dropna()
    if named.empty:
        return scope, ends
    volume = defaulted.groupby(named)["volume"].sum().sort_values(ascending=False)
    listed = [f"{name} {amount:,.0f}" for name, amount in volume.head(5).items()]
    return (
        scope,
        ends,
        Text(
            zh=f"没有专门系数、按“{default_group}”估算的树种(立方米):{'、'.join(listed)}。可在 expansion 中补充。",
            en=f"Species without factors, reckoned as '{default_group}' [m³]: {', '.join(listed)}. "
            "Add them to expansion.",
        ),
    )


def _bamboo_note(defaulted: pd.DataFrame, bamboo: tuple[str, ...], default_group: str) -> Iterator[Text]:
    """Yield how much of the volume without factors stands among bamboo."""
    among = is_one_of(words(defaulted, "land_type"), bamboo) | is_one_of(words(defaulted, "species"), bamboo)
    if volume := float(defaulted["volume"][among].sum()):
        yield Text(
            zh=f"其中竹林小班所记的 {volume:,.0f} 立方米也按“{default_group}”估算:竹子按株数调查、不计蓄积,"
            "这里视为林中散生的乔木;若是竹子折算的蓄积,换算系数不适用。",
            en=f"Of that, {volume:,.0f} m³ stand in parcels of bamboo, reckoned as '{default_group}' too: bamboo "
            "is counted by culms and has no volume, so they are taken for trees among it. If they are bamboo turned "
            "into a volume, the factors do not fit.",
        )


def _species_table(rows: pd.DataFrame, expansion: Ranges) -> Table:
    """Return stock and carbon by the group of factors; the most carbon first."""
    sums = rows.groupby("group")[["volume", *_ENDS]].sum().sort_values("mid", ascending=False).reset_index()
    sums["factor"] = sums["group"].map({name: given.mid for name, given in expansion.items()}).astype(np.float64)
    columns = {
        "group": Column(Text(zh="树种(组)", en="Species")),
        "volume": _VOLUME,
        "factor": Column(Text(zh="换算系数", en="Biomass by volume"), "t/m³"),
        **_CARBON,
    }
    return Table(Text(zh="各树种的碳储量(估算)", en="Carbon by species, estimated"), sums[list(columns)], columns)


def _zones_table(rows: gpd.GeoDataFrame, zones: gpd.GeoDataFrame) -> Table:
    """Return stock and carbon by division; a parcel in several has its share in each."""
    pieces = pieces_of(rows.geometry.to_numpy(), zones.geometry)
    own = pieces["row"].to_numpy()
    part = pieces["area"].to_numpy() / rows.area.to_numpy()[own]
    table = zones[["name", "geometry"]].copy()
    for name in ("volume", *_ENDS):
        amounts = rows[name].to_numpy()[own] * part
        table[name] = np.bincount(pieces["zone"], weights=amounts, minlength=len(zones))
    columns = {"name": DIVISION, "volume": _VOLUME, **_CARBON}
    return Table(
        Text(zh="各区划的碳储量(估算)", en="Carbon by division, estimated"), table[[*columns, "geometry"]], columns
    )
