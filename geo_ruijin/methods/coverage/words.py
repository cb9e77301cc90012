"""What the figures of coverage are, in words: which reach, of what, from where."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from geo_ruijin.methods.facilities import Facilities
from geo_ruijin.methods.parameter import Steps
from geo_ruijin.text import Text


@dataclass(frozen=True)
class Wording:
    """The definitions of the figures of one question; the titles of its inputs stand in braces.

    Attributes
    ----------
    reach
        The radius as it is written in a definition, and in the heading of a column.
    short
        The same, in few words.
    region
        What areas are measured of.
    among
        Whose people count.
    of_areas
        Whether circles begin at the border of areas.
    doors
        Where walks end.
    """

    reach: Text
    short: Text
    gap: str
    region: Text
    among: Text
    of_areas: bool
    doors: Text

    @classmethod
    def of(cls, radius: float | Steps, *, served: Facilities, entrances: bool, within: bool) -> Self:
        """Return the wording for a radius and for what is given."""
        if isinstance(radius, tuple):
            steps = [(f"{step.area_from:,g}", f"{step.value:g}") for step in radius]
            reach = Text(
                zh="服务半径(" + ",".join(f"≥ {area} 平方米:{r} 米" for area, r in steps) + ")",
                en="the service radius (" + ", ".join(f"≥ {area} m²: {r} m" for area, r in steps) + ")",
            )
            short, gap = Text(zh="服务半径", en="its radius"), ""
        else:
            reach = short = Text(zh=f"{radius:g} 米", en=f"{radius:g} m")
            gap = " "
        region = Text(zh="{region}", en="{region}")
        inside = Text(zh="{within}内的{region}", en="{region} inside {within}")
        return cls(
            reach=reach,
            short=short,
            gap=gap,
            region=inside if within else region,
            among=Text(zh="{within}", en="{within}") if within else region,
            of_areas=served.areas,
            doors=_doors(served, entrances=entrances),
        )

    @property
    def _start(self) -> Text:
        """What straight lines are measured from."""
        plain = Text(zh="{facilities}", en="{facilities}")
        return Text(zh="{facilities}边界", en="the border of {facilities}") if self.of_areas else plain

    @property
    def area_share(self) -> Text:
        """The definition of the headline."""
        r, s, region = self.reach, self._start, self.region
        return Text(
            zh=f"面积口径(圆):距{s.zh}直线{self.gap}{r.zh}以内的{region.zh}面积 ÷ {region.zh}面积",
            en=f"Area, circles: area of {region.en} within {r.en} of {s.en} in a straight line / area of {region.en}",
        )

    def area_walking(self, street_leg: float) -> Text:
        """Area within a walk, over area."""
        r, region, doors = self.reach, self.region, self.doors
        return Text(
            zh=f"面积口径(步行):由此直线不超过 {street_leg:g} 米到达道路(任选一条)、再沿路到{doors.zh},"
            f"全程 {r.zh}以内的{region.zh}面积 ÷ {region.zh}面积",
            en=f"Area, walking: area of {region.en} from which a straight leg of at most {street_leg:g} m to any "
            f"street and the way along it lead to {doors.en} within {r.en} / area of {region.en}",
        )

    @property
    def region_area(self) -> Text:
        """What is divided by."""
        return Text(zh=f"{self.region.zh}面积(分母)", en=f"Area of {self.region.en}, denominator")

    @property
    def area_reached(self) -> Text:
        """What is divided."""
        return Text(
            zh=f"{self.region.zh}中直线{self.gap}{self.reach.zh}以内的面积",
            en=f"Area of {self.region.en} within {self.reach.en} in a straight line",
        )

    @property
    def share_circles(self) -> Text:
        """People within a straight line, over people."""
        r, s, among = self.reach, self._start, self.among
        return Text(
            zh=f"人口口径(圆):{among.zh}内距{s.zh}直线{self.gap}{r.zh}以内的居民 ÷ {among.zh}内居民",
            en=f"People, circles: residents of {among.en} within {r.en} of {s.en} in a straight line / "
            f"residents of {among.en}",
        )

    @property
    def share_walking(self) -> Text:
        """People within a walk, over people."""
        r, among, doors = self.reach, self.among, self.doors
        return Text(
            zh=f"人口口径(步行):{among.zh}内沿路步行(含两端直线段){r.zh}以内可达{doors.zh}的居民 ÷ {among.zh}内居民",
            en=f"People, walking: residents of {among.en} within {r.en} of {doors.en} along the streets, the straight "
            f"legs to and from them included / residents of {among.en}",
        )

    @property
    def people(self) -> Text:
        """Everybody who counts."""
        return Text(zh=f"{self.among.zh}内居民(分母)", en=f"Residents of {self.among.en}, denominator")

    @property
    def people_circles(self) -> Text:
        """People within a straight line."""
        return Text(
            zh=f"直线{self.gap}{self.reach.zh}以内的居民", en=f"Residents within {self.reach.en} in a straight line"
        )

    @property
    def people_walking(self) -> Text:
        """People within a walk."""
        return Text(
            zh=f"沿路步行{self.gap}{self.reach.zh}以内的居民", en=f"Residents within {self.reach.en} along the streets"
        )

    @property
    def elsewhere(self) -> Text:
        """People who do not count."""
        return Text(zh=f"{self.among.zh}以外的居民(不计入)", en=f"Residents outside {self.among.en}, not counted")

    @property
    def legs(self) -> Text:
        """How much of the way is no street."""
        return Text(
            zh=f"步行可达者的路程中,住处到道路、道路到{self.doors.zh}两段直线所占比重(按人加权)",
            en="Of the way of those reached on foot: share of the straight legs from home to street and from "
            f"street to {self.doors.en}, weighted by people",
        )

    def snapped_far(self, far: float) -> Text:
        """People whose home lies far off every street."""
        return Text(
            zh=f"住处离最近道路超过 {far:g} 米的{self.among.zh}内居民(直线段已计入路程)",
            en=f"Residents of {self.among.en} who live more than {far:g} m from any street; the straight leg counts",
        )


def _doors(served: Facilities, *, entrances: bool) -> Text:
    """Return where walks end."""
    if not served.areas:
        return Text(zh="{facilities}", en="{facilities}")
    if not entrances:
        return Text(zh="{facilities}边界", en="the border of {facilities}")
    if not served.unfenced:
        return Text(zh="{entrances}", en="{entrances}")
    return Text(
        zh="{entrances}(没有出入口的为{facilities}边界)", en="{entrances} (the border of {facilities} without any)"
    )
