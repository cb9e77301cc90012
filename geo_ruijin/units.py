"""Units: of parameters in method signatures, of figures on the pages.

A method writes its unit in its signature (``radius: Metres``) and a TOML file writes it beside the value; the two
must agree. Nothing here converts: a plan that says 万千瓦 is entered in MW by whoever reads the clause.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Annotated

from geo_ruijin.text import Text


@dataclass(frozen=True)
class Unit:
    """The unit of a parameter, carried by its annotation."""

    symbol: str


@dataclass(frozen=True)
class Between:
    """What a parameter may be, carried by its annotation.

    Attributes
    ----------
    low, high
        The least and the most; both may be reached.
    above
        Whether it must be above `low`.
    """

    low: float = -math.inf
    high: float = math.inf
    above: bool = False

    def holds(self, value: float) -> bool:
        """Return whether a value may be.

        Examples
        --------
        >>> Between(0, 100).holds(100), Between(0, above=True).holds(0)
        (True, False)
        """
        return self.low <= value <= self.high and not (self.above and value == self.low)

    @property
    def said(self) -> Text:
        """What a value should be, in words."""
        if self.high < math.inf:
            return Text(zh=f"{self.low:g} 至 {self.high:g}", en=f"{self.low:g} to {self.high:g}")
        least = f"{self.low:g}"
        return (
            Text(zh=f"大于 {least}", en=f"above {least}")
            if self.above
            else Text(zh=f"不小于 {least}", en=f"{least} or more")
        )


NOT_BELOW_0 = Between(0)
ABOVE_0 = Between(0, above=True)
OF_100 = Between(0, 100)

Metres = Annotated[float, Unit("m")]
Kilometres = Annotated[float, Unit("km")]
Percent = Annotated[float, Unit("%")]
SquareMetres = Annotated[float, Unit("m²")]
SquareMetresPerPerson = Annotated[float, Unit("m²/person")]
Minutes = Annotated[float, Unit("min")]

Degrees = Annotated[float, Unit("°")]
Kilovolts = Annotated[float, Unit("kV")]
Megawatts = Annotated[float, Unit("MW")]
WattsPerSquareMetre = Annotated[float, Unit("W/m²")]
Hectares = Annotated[float, Unit("ha")]
Mu = Annotated[float, Unit("mu")]

#: Every unit a figure of the plan may have, with its name for readers.
UNITS: dict[str, Text] = {
    "%": Text(zh="%", en="%"),
    "pp": Text(zh="个百分点", en="percentage points"),
    "pp/a": Text(zh="个百分点/年", en="percentage points a year"),
    "1": Text(zh="", en=""),
    "m": Text(zh="米", en="m"),
    "km": Text(zh="公里", en="km"),
    "m²": Text(zh="平方米", en="m²"),
    "km²": Text(zh="平方公里", en="km²"),
    "ha": Text(zh="公顷", en="ha"),
    "mu": Text(zh="亩", en="mu (1/15 ha)"),
    "1/km²": Text(zh="个/平方公里", en="per km²"),
    "m/ha": Text(zh="米/公顷", en="m per ha"),
    "m³": Text(zh="立方米", en="m³"),
    "m³/ha": Text(zh="立方米/公顷", en="m³/ha"),
    "trees": Text(zh="株", en="trees"),
    "trees/ha": Text(zh="株/公顷", en="trees per ha"),
    "min": Text(zh="分钟", en="min"),
    "people": Text(zh="人", en="people"),
    "households": Text(zh="户", en="households"),
    "stops": Text(zh="个站点", en="stops"),
    "places": Text(zh="处", en="places"),
    "villages": Text(zh="个", en="villages"),
    "divisions": Text(zh="个", en="divisions"),
    "patches": Text(zh="块", en="patches"),
    "plants": Text(zh="座", en="plants"),
    "substations": Text(zh="座", en="substations"),
    "lines": Text(zh="条", en="lines"),
    "spaces": Text(zh="个车位", en="spaces"),
    "piles": Text(zh="根", en="piles"),
    "vehicles": Text(zh="辆", en="vehicles"),
    "vehicles/d": Text(zh="辆/日", en="vehicles a day"),
    "vehicles/pile": Text(zh="辆/根", en="vehicles per pile"),
    "factories": Text(zh="家", en="factories"),
    "mines": Text(zh="家", en="mines"),
    "MW": Text(zh="兆瓦", en="MW"),
    "kW": Text(zh="千瓦", en="kW"),
    "kV": Text(zh="千伏", en="kV"),
    "kWh": Text(zh="千瓦时", en="kWh"),
    "GWh": Text(zh="百万千瓦时", en="GWh"),
    "kWp": Text(zh="千瓦(峰值)", en="kWp"),
    "MWp": Text(zh="兆瓦(峰值)", en="MWp"),
    "MWp/ha": Text(zh="兆瓦(峰值)/公顷", en="MWp per ha"),
    "kWh/kWp": Text(zh="千瓦时/千瓦", en="kWh/kWp"),
    "kWh/m²": Text(zh="千瓦时/平方米", en="kWh/m²"),
    "kWh/m²/d": Text(zh="千瓦时/平方米·日", en="kWh/m² a day"),
    "W/m²": Text(zh="瓦/平方米", en="W/m²"),
    "°": Text(zh="度", en="°"),
    "° WGS 84": Text(zh="度,WGS-84", en="° WGS 84"),
    "°C": Text(zh="℃", en="°C"),
    "1/°C": Text(zh="每℃", en="per °C"),
    "m/s": Text(zh="米/秒", en="m/s"),
    "h": Text(zh="小时", en="h"),
    "a": Text(zh="年", en="years"),
    "t": Text(zh="吨", en="t"),
    "t/m³": Text(zh="吨/立方米", en="t/m³"),
    "tC": Text(zh="吨碳", en="t C"),
    "tCO2": Text(zh="吨二氧化碳", en="t CO2"),
    "kg/kWh": Text(zh="千克/千瓦时", en="kg/kWh"),
    "yuan": Text(zh="元", en="yuan"),
    "10000 yuan": Text(zh="万元", en="×10,000 yuan"),
    "yuan/W": Text(zh="元/瓦", en="yuan per W"),
    "yuan/kWh": Text(zh="元/千瓦时", en="yuan per kWh"),
    "kWh/yuan": Text(zh="千瓦时/元", en="kWh per yuan"),
    "roofs": Text(zh="栋", en="roofs"),
    "kgce/t": Text(zh="千克标准煤/吨", en="kgce/t"),
    "m²/person": Text(zh="平方米/人", en="m² per person"),
}
