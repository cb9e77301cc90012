"""The maps on a sheet: one, or some beside one another where the page has a divider or a slider of few years."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from geo_ruijin.draw.shown import Shown, ShownChoropleth, ShownRaster, ShownYears, Thing
from geo_ruijin.draw.sides import on_sides, side_titles
from geo_ruijin.raster import Raster
from geo_ruijin.text import Language, Text

#: So many years have a map each; of more there is the latest.
MOST_YEARS = 3

#: What does not move.
Still = Shown | ShownChoropleth | ShownRaster


@dataclass(frozen=True)
class Part:
    """One of the maps on a sheet.

    Attributes
    ----------
    title
        Of a side, or its year; empty for the only map.
    places
        What is on it, from the bottom up; in each part of a sheet as many, None for what is on another one.
    """

    title: str
    places: tuple[Still | None, ...]

    @property
    def shown(self) -> tuple[Still, ...]:
        """What is on it."""
        return tuple(one for one in self.places if one is not None)


def parts_of(shown: Sequence[Thing], *, language: Language) -> list[Part]:
    """Return the maps on the sheet."""
    latest = [_latest(one) if isinstance(one, ShownYears) else one for one in shown]
    sides = on_sides(shown)
    if all(sides.values()):
        return [
            Part(
                title.say(language),
                tuple(None if getattr(one, "side", None) not in {None, side} else one for one in latest),
            )
            for side, title in side_titles(sides).items()
        ]
    years = [one for one in shown if isinstance(one, ShownYears)]
    if len(years) == 1 and len(years[0].rasters) <= MOST_YEARS:
        at = shown.index(years[0])
        count = len(years[0].rasters)
        stills = [_still(years[0], raster, _of_year(years[0].title, raster)) for raster in years[0].rasters]
        return [
            Part(
                _year(still.raster).say(language),
                (*latest[:at], *(still if place == number else None for place in range(count)), *latest[at + 1 :]),
            )
            for number, still in enumerate(stills)
        ]
    return [Part("", tuple(latest))]


def all_of(parts: Sequence[Part]) -> tuple[Still, ...]:
    """Return what is on any of the maps once, from the bottom up."""
    places = zip(*(part.places for part in parts), strict=True)
    return tuple({id(one): one for place in places for one in place if one is not None}.values())


def _latest(one: ShownYears) -> ShownRaster:
    raster, others = one.rasters[-1], len(one.rasters) - 1
    title = _of_year(one.title, raster)
    told = Text(
        zh=f"{title.zh},最近一年;另有 {others} 个年份见网页", en=f"{title.en}, the latest; {others} more on the page"
    )
    return _still(one, raster, told)


def _of_year(title: Text, raster: Raster) -> Text:
    year = _year(raster)
    return Text(zh=f"{title.zh},{year.zh}", en=f"{title.en}, {year.en}")


def _year(raster: Raster) -> Text:
    return Text(zh=f"{raster.year}年", en=f"{raster.year}")


def _still(one: ShownYears, raster: Raster, title: Text) -> ShownRaster:
    return ShownRaster(title, raster, one.column, one.within, one.layers, one.style, group=one.group)
