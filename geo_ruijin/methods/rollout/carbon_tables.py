"""The tables behind the carbon that is saved: every year, and every emission factor."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo_ruijin.methods.rollout.ends import Energy
from geo_ruijin.record import Status
from geo_ruijin.results import Column, Table
from geo_ruijin.text import Text

Floats = NDArray[np.float64]

#: kWh in a GWh, kg in a t.
_GIGA, _TONNE = 1e6, 1000.0

STATUS_WORDS: Mapping[Status, Text] = {
    "confirmed": Text(zh="已核对原文", en="wording checked"),
    "secondary": Text(zh="转引", en="second-hand"),
    "unverified": Text(zh="未核对", en="not checked"),
}

#: Whose energy it is.
_SOURCES: Mapping[str, Text] = {
    "all": Text(zh="全部可装屋顶", en="all roofs"),
    "gap": Text(zh="补足缺口的屋顶", en="the roofs that fill the gap"),
    "installed": Text(zh="已装", en="what stands"),
}


@dataclass(frozen=True)
class Factor:
    """The average emission factor of a grid.

    Attributes
    ----------
    value
        Carbon dioxide [kg/kWh].
    status
        How far its wording was checked.
    """

    value: float
    status: Status


def _source_columns(energy: Mapping[str, Energy]) -> dict[str, Column]:
    columns: dict[str, Column] = {}
    for name in energy:
        said = _SOURCES[name]
        columns[f"gwh_{name}"] = Column(Text(zh=f"发电量:{said.zh}", en=f"Energy, {said.en}"), "GWh")
        columns[f"t_{name}"] = Column(Text(zh=f"减排:{said.zh}", en=f"Saved, {said.en}"), "t")
    return columns


def years_table(
    energy: Mapping[str, Energy], *, first_year: int, built: Floats, standing: Floats, factor: Floats
) -> Table:
    """Return a row for every year: the factor, energy and saving of each source, and the saving of all roofs so far.

    Parameters
    ----------
    energy
        Of the first year by source [GWh].
    first_year
        The calendar year of the first row.
    built
        Of what is built in stages, the energy of each year over that of the first were all built at once [1]: (n,).
    standing
        The same of what stands already [1], of as many years or fewer.
    factor
        Of each year [kg/kWh]: (n,).
    """
    years = np.arange(len(built))
    data = pd.DataFrame({"year": years + first_year, "factor": factor})
    stands = np.pad(standing, (0, len(built) - len(standing)))
    for name, gwh in energy.items():
        data[f"gwh_{name}"] = gwh.mid * (stands if name == "installed" else built)
        data[f"t_{name}"] = data[f"gwh_{name}"] * _GIGA * factor / _TONNE
    data["t_so_far"] = data["t_all"].cumsum()
    return Table(
        Text(zh="逐年减排量", en="Carbon dioxide saved by year"),
        data,
        {
            "year": Column(Text(zh="年份", en="Year")),
            "factor": Column(Text(zh="排放因子", en="Factor"), "kg/kWh"),
            **_source_columns(energy),
            "t_so_far": Column(Text(zh="累计减排:全部可装屋顶", en="Saved so far, all roofs"), "t"),
        },
    )


def factors_table(known: Mapping[str, Factor], chosen: str, energy: Mapping[str, Energy]) -> Table:
    """Return a row for every factor: what the energy of the first year saves with it, and which one is taken."""
    data = pd.DataFrame(
        {
            "name": list(known),
            "factor": [one.value for one in known.values()],
            "status": [STATUS_WORDS[one.status].zh for one in known.values()],
            "taken": [name == chosen for name in known],
        }
    )
    for name, gwh in energy.items():
        data[f"t_{name}"] = gwh.mid * _GIGA * data["factor"] / _TONNE
    return Table(
        Text(zh="各排放因子的首年减排量", en="Carbon dioxide saved in the first year, by emission factor"),
        data,
        {
            "name": Column(Text(zh="电网和年份", en="Grid and year")),
            "factor": Column(Text(zh="排放因子", en="Factor"), "kg/kWh"),
            "status": Column(Text(zh="核对情况", en="How far checked")),
            "taken": Column(Text(zh="采用", en="Taken")),
            **{name: column for name, column in _source_columns(energy).items() if name.startswith("t_")},
        },
    )
