"""What the roofs of a place can carry of photovoltaics, roof by roof: class, area, capacity, yield, shade.

Words in braces in the texts ("{buildings}") are the titles of the inputs; whoever runs the method fills them in.
"""

from __future__ import annotations

from typing import Annotated

from geo_ruijin.errors import MethodError
from geo_ruijin.methods.method import (
    Divisions,
    Gives,
    Heights,
    HourlyWeather,
    Limits,
    MonthlyNormals,
    Polygons,
    declare,
)
from geo_ruijin.methods.parameter import Range, Ranges
from geo_ruijin.methods.solar.array import Array
from geo_ruijin.methods.solar.carrying import carrying
from geo_ruijin.methods.solar.census import Parcels, Villages, census
from geo_ruijin.methods.solar.figures import Told, measures_of
from geo_ruijin.methods.solar.notes import notes_of
from geo_ruijin.methods.solar.shade import Shade
from geo_ruijin.methods.solar.sun import sun_of
from geo_ruijin.methods.solar.uncertainty import Factors
from geo_ruijin.results import Result
from geo_ruijin.text import Text
from geo_ruijin.units import Degrees, Metres, Percent, SquareMetres, Unit, WattsPerSquareMetre, Years
