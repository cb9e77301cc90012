"""A made-up river on a plane, for tests of strips along it: 1 km from west to east, 20 m wide, fields around."""

from __future__ import annotations

from typing import Any

from shapely import LineString, box

from geo_ruijin.methods import METHODS
from geo_ruijin.results import Result
from tests.planes import frame

#: The river runs in the middle; north of it, the left bank of who looks downstream.
PLACE = frame(box(-500, -500, 1500, 500))
LINE = LineString([(0, 0), (1000, 0)])
RIVER = frame(LINE, name=["甲河"], width=[20.0])
WATER = box(0, -10, 1000, 10)


def land(*parcels: tuple[Any, str], river: bool = True) -> Any:  # noqa: ANN401 - shapes of any kind
    """Return land use of these parcels, and the river's own."""
    rows = [*parcels, *([(WATER, "1101")] if river else [])]
    return frame(*(shape for shape, _ in rows), code=[code for _, code in rows])


#: Paddy left of the river, forest right of it.
HALVES = land((box(-500, 10, 1500, 500), "0101"), (box(-500, -500, 1500, -10), "0301"))


def choices(**changed: object) -> dict[str, Any]:
    """Return the parameters of `river_buffers`; `changed` replaces what differs."""
    return {
        "names": ("甲河",),
        "least_length": 0.5,
        "widths": (15.0, 30.0),
        "width": 30.0,
        "river_codes": ("1101",),
        "water_codes": ("1101", "1102"),
        "natural_codes": ("03", "1106"),
        "broken_below": 50.0,
        "least_gap": 50.0,
        "near": 10.0,
        "default_width": 8.0,
        "bridge": 60.0,
        "island": 30.0,
        "uneven": 20.0,
        "least_bank": 85.0,
        "width_factor": 3.0,
        "uphill": 5.0,
        "step": 10.0,
        "across": 6.0,
        **changed,
    }


def buffers(**given: object) -> Result:
    """Return the answer of `river_buffers` for the river; `given` are inputs and parameters that differ."""
    return METHODS["river_buffers"].compute(
        **{"place": PLACE, "rivers": RIVER, "land_use": HALVES, **choices(), **given}
    )


def rows(result: Result, table: str = "gaps") -> list[dict[str, Any]]:
    """Return the rows of a table in Chinese."""
    said = result.tables[table].say("zh")
    return [dict(zip(said.columns, row, strict=True)) for row in said.data[list(said.columns)].itertuples(index=False)]
