"""A year of weather held against the calendar and the sun: what is wrong is named, with what it seems to be."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import box

from geo_ruijin.errors import Fault
from geo_ruijin.solar.months import above_atmosphere
from geo_ruijin.solar.stamps import known_hours, positions
from geo_ruijin.solar.station import REFUSED, distance_to
from geo_ruijin.solar.weather_checks import check_weather
from geo_ruijin.solar.year import DAYS
from tests.weather_years import LATITUDE, LONGITUDE, Place, hours

FILE = "layers/weather.toml"
CRS = "EPSG:4326"
RUIJIN = box(115.9, 25.8, 116.1, 25.95)


def table(rows: pd.DataFrame, place: Place | None = None, *, stamp: str = "start") -> pd.DataFrame:
    """Return hours with what has to be said of them."""
    there = place or Place()
    return rows.assign(stamp=stamp, utc_offset=there.zone, latitude=there.latitude, longitude=there.longitude)


def check(rows: pd.DataFrame, *, months: bool = False) -> tuple[pd.DataFrame, list[Fault]]:
    return check_weather(rows, "months" if months else "hours", place=RUIJIN, crs=CRS, file=FILE)


def serious(rows: pd.DataFrame, *, months: bool = False) -> list[str]:
    return [fault.say("en") for fault in check(rows, months=months)[1] if fault.serious]


LOCAL = table(hours())


def test_a_sound_year_passes_and_its_times_become_middles() -> None:
    rows, faults = check(LOCAL)
    assert faults == []
    assert rows["hour"].head(3).tolist() == [0.5, 1.5, 2.5]
    assert set(rows["stamp"]) == {"middle"}
    assert rows["ghi"].sum() == LOCAL["ghi"].sum()


def test_other_zones_and_hemispheres_pass() -> None:
    for place in (Place(-33.9, 18.4, 2.0), Place(69.6, 18.9, 1.0), Place(1.0, 103.8, 8.0), Place(43.8, 87.6, 8.0)):
        faults = check_weather(table(hours(place), place), "hours", place=None, crs=CRS, file=FILE)[1]
        assert faults == [], (place, faults)


def test_a_half_hour_zone_is_one() -> None:
    place = Place(28.6, 77.2, 5.5)
    assert check_weather(table(hours(place), place), "hours", place=None, crs=CRS, file=FILE)[1] == []


# the calendar


def test_a_missing_month_and_missing_hours_are_named_together() -> None:
    there = (LOCAL["month"] != 3) & ~((LOCAL["month"] == 5) & (LOCAL["day"] == 2) & (LOCAL["hour"] == 13))
    (said,) = serious(LOCAL[there])
    assert "745 hours of the year are missing from 8015 rows (all of month 3; 5-2 13:00)" in said  # 31 x 24 + 1


def test_an_hour_that_is_there_twice_is_named_by_its_row() -> None:
    (said,) = serious(pd.concat([LOCAL, LOCAL.iloc[[7]]], ignore_index=True))
    assert "1 of 8761 values of the same hour as an earlier row (rows 8761" in said


def test_a_leap_day_is_left_out_and_said() -> None:
    feb28 = LOCAL[(LOCAL["month"] == 2) & (LOCAL["day"] == 28)]
    after = feb28.index[-1] + 1
    leap = pd.concat([LOCAL[:after], feb28.assign(day=29), LOCAL[after:]], ignore_index=True)
    rows, faults = check(leap)
    assert [fault.serious for fault in faults] == [False]
    assert "24 of 8784 values of 29 February, left out" in faults[0].say("en")
    assert rows["ghi"].tolist() == check(LOCAL)[0]["ghi"].tolist()


def test_stamps_at_the_end_of_a_leap_year_s_hours_keep_each_day_whole() -> None:
    # the hour that ends at 0:00 on 1 March is the last of 29 February, that of 0:00 on 29 February is of the 28th
    ends = pd.date_range("2020-01-01 01:00", periods=8784, freq="h")
    rows = pd.DataFrame({"month": ends.month, "day": ends.day, "hour": ends.hour, "stamp": "end", "utc_offset": 8.0})
    moved, faults = known_hours(rows, file=FILE)
    assert faults == []
    assert ((moved["month"] == 2) & (moved["day"] == 29)).sum() == 24
    assert moved["hour"].tolist() == [0.5 + hour % 24 for hour in range(8784)]


def test_rows_in_another_order_are_sorted_and_it_is_said() -> None:
    mixed = LOCAL.sample(frac=1, random_state=1)
    rows, faults = check(mixed)
    assert [fault.serious for fault in faults] == [False]
    assert "not in order of time" in faults[0].say("en")
    assert (np.diff(positions(rows)) == 1).all()


def test_a_year_that_begins_at_another_hour_is_in_order() -> None:
    assert check(pd.concat([LOCAL[5000:], LOCAL[:5000]], ignore_index=True))[1] == []


def test_half_hours_are_no_hours() -> None:
    (said,) = serious(pd.concat([LOCAL, LOCAL.assign(hour=LOCAL["hour"] + 0.5)]))
    assert "these are no hours: their times lie 0, 30 minutes past" in said


@given(st.sampled_from(["start", "middle", "end"]), st.integers(0, 8759))
def test_a_stamp_moves_by_half_an_hour_and_around_the_year(stamp: str, hour: int) -> None:
    time = pd.Timestamp(2001, 1, 1) + pd.Timedelta(hours=hour)
    row = pd.DataFrame({"month": [time.month], "day": [time.day], "hour": [time.hour], "utc_offset": 0.0})
    moved, faults = known_hours(row.assign(stamp=stamp), file=FILE)
    assert faults == []
    shift = {"start": 0.5, "middle": 0.0, "end": -0.5}[stamp]
    assert positions(moved)[0] == (hour + shift) % 8760  # the hour that ends with 1 January 0:00 is the year's last


@pytest.mark.parametrize(
    "written",
    ["2001-07-02 05:00", "2001/7/2 5:00", "2001-07-02T05:00:00", "20010702:0500", "2001年7月2日5时", "2001-07-02 05"],
)
def test_times_are_read_as_people_write_them(written: str) -> None:
    rows = pd.DataFrame({"time": [written], "stamp": "start", "utc_offset": 8.0})
    moved, faults = known_hours(rows, file=FILE)
    assert faults == []
    assert moved[["month", "day", "hour"]].to_numpy().tolist() == [[7, 2, 5.5]]


def test_a_zone_in_the_times_is_taken_and_must_be_that_declared() -> None:
    rows = pd.DataFrame({"time": ["2001-07-02T05:00+08:00"], "stamp": "start"})
    assert known_hours(rows, file=FILE)[0]["utc_offset"].tolist() == [8.0]
    faults = known_hours(rows.assign(utc_offset=0.0), file=FILE)[1]
    assert "in the zone +8, not as declared: utc_offset = 0" in faults[0].say("en")


def test_what_nobody_says_is_refused_all_at_once() -> None:
    bare = LOCAL.drop(columns=["stamp", "utc_offset", "latitude", "longitude"])
    said = "\n".join(serious(bare))
    for words in ("--set utc_offset=8", "--set stamp=end", "--set latitude="):
        assert words in said
    assert "neither month, day, hour nor a column time" in serious(LOCAL.drop(columns=["month", "day", "hour"]))[0]


def test_daylight_saving_is_refused() -> None:
    (said,) = serious(LOCAL.assign(utc_offset=np.where(LOCAL["month"].between(4, 9), 9.0, 8.0)))
    assert "4392 of 8760 values with another utc_offset than the first row" in said  # 183 days from April to September


# the sun


@pytest.mark.parametrize(
    ("made", "declared", "fits"),
    [(0.0, 8.0, "UTC+0"), (8.0, 0.0, "UTC+8"), (9.0, 8.0, "UTC+9"), (7.0, 8.0, "UTC+7"), (-8.0, 8.0, "UTC-8")],
)
def test_a_wrong_zone_is_seen_and_the_right_one_named(made: float, declared: float, fits: str) -> None:
    (said,) = serious(table(hours(zone=made)).assign(utc_offset=declared))
    assert f"these look like hours of {fits}." in said
    assert f"--set utc_offset={float(fits[3:]):g}" in said


def test_an_end_taken_for_a_start_is_an_hour_off() -> None:
    (said,) = serious(table(hours(), stamp="end"))  # each value is said to be of the hour before its own
    assert "-1.0 h off noon" in said
    assert said.index("See first whether start and end of the stamps") < said.index("If it is the zone")


def test_half_an_hour_is_remarked_on() -> None:
    faults = check(table(hours(), stamp="middle"))[1]
    assert [fault.serious for fault in faults] == [False]
    assert "See whether stamps are the start, the middle or the end" in faults[0].say("en")


def test_the_other_hemisphere_is_seen_in_the_seasons() -> None:
    south = table(hours(Place(-LATITUDE, LONGITUDE, 8.0)))
    said = serious(south)  # with Ruijin's latitude declared
    assert any("its bright months are those of the other hemisphere" in one for one in said)


@pytest.mark.parametrize(
    ("factor", "unit"),
    [
        (1e-3, "kWh/m²"),
        (3.6e-3, "MJ/m²"),
        (0.36, "0.01 MJ/m²"),
        (3.6, "kJ/m²"),
        (3600.0, "J/m²"),
        (3600 / 41840, "cal/cm²"),
    ],
)
def test_another_unit_is_named(factor: float, unit: str) -> None:
    scaled = LOCAL.assign(**{name: LOCAL[name] * factor for name in ("ghi", "dni", "dhi")})
    (said,) = serious(scaled)
    assert f"it looks like {unit}." in said
    assert f"multiply by {1 / factor:.4g}" in said


def test_running_totals_are_no_hours() -> None:
    totals = LOCAL.groupby(["month", "day"])["ghi"].cumsum()
    (said,) = serious(LOCAL.assign(ghi=totals).drop(columns=["dni", "dhi"]))
    assert "ghi runs up over each day" in said


@pytest.mark.parametrize("pair", [("dni", "dhi"), ("ghi", "dni"), ("ghi", "dhi")])
def test_swapped_columns_are_named(pair: tuple[str, str]) -> None:
    one, other = pair
    said = "\n".join(serious(LOCAL.rename(columns={one: other, other: one})))
    assert "The columns seem to be swapped" in said
    assert f"{one} = {other}" in said
    assert f"{other} = {one}" in said


def test_beam_in_another_unit_does_not_add_up() -> None:
    (said,) = serious(LOCAL.assign(dni=LOCAL["dni"] / 1000))
    assert "off ghi on average" in said


def test_light_at_night_and_more_than_the_sun_sends_are_named() -> None:
    night = LOCAL.assign(ghi=LOCAL["ghi"].where(LOCAL.index != 8758, 50.0)).drop(columns=["dni", "dhi"])
    assert "1 of 8760 values with radiation at night (rows 8759" in serious(night)[0]
    bright = LOCAL.assign(ghi=LOCAL["ghi"].where(LOCAL.index != 12, 1600.0)).drop(columns=["dni", "dhi"])
    assert "above 1500 W/m²" in serious(bright)[0]


def test_beam_on_the_horizontal_is_no_beam_normal_to_the_sun() -> None:
    beam = LOCAL["ghi"] - LOCAL["dhi"]
    (said,) = serious(LOCAL.assign(dni=beam))
    assert "the beam seems to be that on the horizontal" in said
    assert "leave the column out" in said


def test_gaps_filled_with_zeros_are_refused() -> None:
    march = LOCAL.assign(**{name: LOCAL[name].where(LOCAL["month"] != 3, 0.0) for name in ("ghi", "dni", "dhi")})
    (said,) = serious(march)
    assert "without light by day, like gaps filled with zeros" in said
    three = (LOCAL["month"] == 6) & LOCAL["day"].between(1, 3)  # more than 10 hours each with the sun above 15 degrees
    (said,) = serious(LOCAL.assign(ghi=LOCAL["ghi"].where(~three, 0.0)).drop(columns=["dni", "dhi"]))
    assert "without light by day" in said
    faults = check(LOCAL.assign(ghi=LOCAL["ghi"].where(LOCAL.index != 12, 0.0)).drop(columns=["dni", "dhi"]))[1]
    assert [fault.serious for fault in faults] == [False]  # an hour may be a storm's
    assert "1 of 8760 values without light by day" in faults[0].what.en


def test_a_month_of_next_to_nothing_is_refused() -> None:
    rows = LOCAL.assign(ghi=LOCAL["ghi"].where(LOCAL["month"] != 3, LOCAL["ghi"] * 0.05)).drop(columns=["dni", "dhi"])
    (said,) = serious(rows)  # a twentieth of some half
    assert "month 3 has less than 5% of what the sun sends" in said


# the values


def test_markers_of_missing_values_are_named_where_they_matter() -> None:
    spoilt = LOCAL.assign(
        ghi=LOCAL["ghi"].where(LOCAL.index != 4000, 9999.0),
        temperature=LOCAL["temperature"].where(LOCAL.index != 9, 99.9),
    )
    said = serious(spoilt)
    assert "'columns.ghi': 1 of 8760 values marked as missing (such as 9999) (rows 4001" in said[0]
    assert "'columns.temperature': 1 of 8760 values marked as missing (such as 99.9) (rows 10" in said[1]


def test_what_can_be_done_without_is_left_out_and_said() -> None:
    rows, faults = check(LOCAL.assign(dni=9999.0, wind=LOCAL["wind"].where(LOCAL.index > 0, 999.0)))
    assert not any(fault.serious for fault in faults)
    assert "dni" not in rows
    assert rows["wind"].isna().sum() == 1
    assert len(faults) == 2


@pytest.mark.parametrize(
    ("change", "words"),
    [(lambda t: t + 273.15, "kelvins"), (lambda t: t * 1.8 + 32, "Fahrenheit"), (lambda t: t * 10, "tenths")],
)
def test_temperatures_in_other_units_are_named(change: Callable[[pd.Series], pd.Series], words: str) -> None:
    (said,) = serious(LOCAL.assign(temperature=change(LOCAL["temperature"])))
    assert words in said


def test_the_drift_of_an_instrument_at_night_is_zero() -> None:
    rows, faults = check(LOCAL.assign(ghi=LOCAL["ghi"].where(LOCAL.index != 0, -3.0)))
    assert [fault.serious for fault in faults] == [False]
    assert rows["ghi"].min() == 0


# the place


def test_how_far_weather_may_come_from() -> None:
    # a degree of latitude is 110.8 km here, and the place ends at 25.95
    for north, count, refused in ((26.8, 0, False), (26.9, 1, False), (28.6, 1, False), (28.7, 1, True)):
        place = Place(north, 116.0, 8.0)
        faults = [fault for fault in check(table(hours(place), place))[1] if "km away" in fault.what.en]
        assert (len(faults), any(fault.serious for fault in faults)) == (count, refused), north
    assert distance_to(RUIJIN, 28.65, 116.0) == pytest.approx(REFUSED, abs=1)


@pytest.mark.parametrize(
    ("latitude", "longitude", "words"),
    [(-25.9, 116.0, "the sign of the latitude is wrong"), (25.9, -116.0, "the sign of the longitude is wrong")],
)
def test_a_mistaken_place_is_seen(latitude: float, longitude: float, words: str) -> None:
    said = "\n".join(serious(LOCAL.assign(latitude=latitude, longitude=longitude)))
    assert words in said


def test_swapped_degrees_are_seen() -> None:
    andorra = box(1.4, 42.4, 1.8, 42.7)
    rows = LOCAL.assign(latitude=1.5, longitude=42.5)
    faults = check_weather(rows, "hours", place=andorra, crs=CRS, file=FILE)[1]
    assert any("latitude and longitude are swapped" in fault.cure.en for fault in faults)


# monthly normals

#: Ningdu's, mean of a day [kWh/m²].
NINGDU = [1.93, 2.37, 2.63, 3.43, 3.78, 4.04, 5.49, 4.99, 4.17, 3.44, 2.60, 2.36]
NORMALS = pd.DataFrame(
    {"month": range(1, 13), "ghi": NINGDU, "temperature": 19.0, "latitude": 26.48, "longitude": 116.02}
)


def test_sound_normals_pass_in_the_order_of_their_months() -> None:
    rows, faults = check(NORMALS.sample(frac=1, random_state=2), months=True)
    assert faults == []
    assert rows["ghi"].tolist() == NINGDU


def test_normals_missing_and_doubled_are_named() -> None:
    said = serious(NORMALS.assign(month=[1, 1, 3, 4, 5, 6, 7, 8, 9, 10, 11, 13]), months=True)
    assert any("month 2, 12 is missing" in one for one in said)
    assert any("1 of 12 values of the same month as an earlier row (rows 2" in one for one in said)
    assert any("no month from 1 to 12" in one for one in said)


@pytest.mark.parametrize(
    ("factor", "unit"),
    [
        (3.6, "MJ/m²/d"),
        (1000.0, "Wh/m²/d"),
        (1 / 0.024, "W/m²"),
        (DAYS, "kWh/m² (month)"),
        (3.6 * DAYS, "MJ/m² (month)"),
        (1 / 0.01163, "cal/cm²/d"),
    ],
)
def test_normals_in_another_unit_are_named(factor: float | np.ndarray, unit: str) -> None:
    (said,) = serious(NORMALS.assign(ghi=NORMALS["ghi"] * factor), months=True)
    assert "which is no kWh/m² a day" in said
    assert unit in said.partition("it looks like ")[2].partition(". Convert")[0]


def test_normals_above_the_sun_or_of_the_other_hemisphere_are_named() -> None:
    above = above_atmosphere(26.48)
    much = NORMALS.assign(ghi=NORMALS["ghi"].where(NORMALS["month"] != 7, 0.86 * above[6]))
    assert "above 85% of what the sun sends there (rows 7" in serious(much, months=True)[0]
    just = NORMALS.assign(ghi=NORMALS["ghi"].where(NORMALS["month"] != 7, 0.849 * above[6]))
    assert serious(just, months=True) == []
    turned = NORMALS.assign(ghi=np.roll(NINGDU, 6))
    assert "the other hemisphere" in serious(turned, months=True)[0]


def test_normals_of_half_the_sun_are_remarked_on_and_a_month_of_none_refused() -> None:
    faults = check(NORMALS.assign(ghi=NORMALS["ghi"] / 2), months=True)[1]
    assert [fault.serious for fault in faults] == [False]
    assert "less than in the dullest parts of China" in faults[0].what.en
    (said,) = serious(NORMALS.assign(ghi=NORMALS["ghi"].where(NORMALS["month"] != 5, 0.0)), months=True)
    assert "month 5 has less than 5%" in said


def test_normals_of_another_place_are_refused() -> None:
    faults = check_weather(NORMALS, "months", place=box(1.4, 42.4, 1.8, 42.7), crs=CRS, file=FILE)[1]
    assert any(fault.serious and "km away" in fault.what.en for fault in faults)


def test_the_sun_of_a_year_above_the_equator() -> None:
    # on the equator at the equinox a day has 24 / pi hours of the solar constant: 1.361 x 24 / pi = 10.4 kWh/m²
    assert above_atmosphere(0.0)[2] == pytest.approx(1.361 * 24 / np.pi, rel=0.015)
