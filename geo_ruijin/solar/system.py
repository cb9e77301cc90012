"""What an array is made of and how it is mounted: what its yield depends on beside its orientation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from geo_ruijin.errors import MethodError
from geo_ruijin.text import Text, same

Mount = Literal["rack", "roof"]
Transposition = Literal["perez", "haydavies"]

#: The mounts by their name in pvlib's table of King, Boyson & Kratochvil (2004).
SAPM_MOUNTS: Mapping[Mount, str] = {"rack": "open_rack_glass_polymer", "roof": "close_mount_glass_glass"}


@dataclass(frozen=True, kw_only=True)
class System:
    """An array of modules behind an inverter, per kWp.

    Attributes
    ----------
    mount
        "rack": air passes behind the modules; "roof": they lie close on it and run hotter.
    temperature_coefficient
        Of the power of the modules [1/°C], below 0: -0.0034.
    losses
        Share of the direct current that is lost between the modules and the inverter, by dirt, mismatch, wiring,
        outages [1]: 0.14 is 14 %. No shade and no ageing that is reckoned elsewhere.
    inverter_efficiency
        Nominal [1].
    dc_ac_ratio
        Power of the modules over that of the inverter [1]; what is above the inverter's is lost.
    albedo
        Share of the light that the ground or the roof around reflects [1].
    diffuse_transmission
        Share of the diffuse light that passes the glass, over that of light that falls in squarely [1]. Marion (2017)
        finds 0.94 to 0.96 of the sky's at tilts up to 45°; 1 leaves its reflection out, as pvlib's ModelChain does by
        itself.
    transposition
        From the horizontal into the plane of the array: "perez" (1990) or "haydavies" (1980).

    Raises
    ------
    MethodError
        If a share is none, the temperature coefficient is not below 0 and above -0.01, the ratio is not above 0, or a
        name is another; all of it at once.

    References
    ----------
    Dobos (2014), PVWatts Version 5 Manual, doi:10.2172/1158421; King, Boyson & Kratochvil (2004), Photovoltaic array
    performance model, doi:10.2172/919131; Marion (2017), doi:10.1016/j.solener.2017.02.027; Perez et al. (1990),
    doi:10.1016/0038-092X(90)90055-H; Hay & Davies (1980), Proc. First Canadian Solar Radiation Data Workshop.

    Examples
    --------
    >>> rack = System(
    ...     mount="rack",
    ...     temperature_coefficient=-0.0034,
    ...     losses=0.14,
    ...     inverter_efficiency=0.96,
    ...     dc_ac_ratio=1.2,
    ...     albedo=0.2,
    ...     diffuse_transmission=0.95,
    ...     transposition="perez",
    ... )
    >>> round(rack.inverter_limit, 3)  # [kW] of direct current a kWp: 1 / 1.2 / 0.96
    0.868
    """

    mount: Mount
    temperature_coefficient: float
    losses: float
    inverter_efficiency: float
    dc_ac_ratio: float
    albedo: float
    diffuse_transmission: float
    transposition: Transposition

    def __post_init__(self) -> None:
        faults = [
            *_no_share("losses", self.losses, least=0, below=1),
            *_no_share("inverter_efficiency", self.inverter_efficiency, above=0, most=1),
            *_no_share("albedo", self.albedo, least=0, most=1),
            *_no_share("diffuse_transmission", self.diffuse_transmission, above=0, most=1),
            *_no_share("dc_ac_ratio", self.dc_ac_ratio, above=0),
            *_no_share("temperature_coefficient", self.temperature_coefficient, above=-0.01, below=0),
            *_no_name("mount", self.mount, get_args(Mount)),
            *_no_name("transposition", self.transposition, get_args(Transposition)),
        ]
        if faults:
            raise MethodError(Text(zh="\n".join(one.zh for one in faults), en="\n".join(one.en for one in faults)))

    @property
    def inverter_limit(self) -> float:
        """The direct current the inverter takes at most [kW per kWp]."""
        return 1 / self.dc_ac_ratio / self.inverter_efficiency


def _no_share(
    name: str,
    value: float,
    *,
    least: float | None = None,
    above: float | None = None,
    most: float | None = None,
    below: float | None = None,
) -> list[Text]:
    """Return what is wrong with a number that has limits; NaN is beyond all of them."""
    limits = {"≥": least, ">": above, "≤": most, "<": below}
    within = (
        (least is None or value >= least)
        and (above is None or value > above)
        and (most is None or value <= most)
        and (below is None or value < below)
        and value == value  # noqa: PLR0124 - NaN is not itself
    )
    if within:
        return []
    said = ", ".join(f"{sign} {limit:g}" for sign, limit in limits.items() if limit is not None)
    return [Text(zh=f"“{name}”应 {said},现为 {value:g}", en=f"'{name}' should be {said}, is {value:g}")]


def _no_name(name: str, value: str, names: tuple[str, ...]) -> list[Text]:
    """Return what is wrong with a word that is one of a few."""
    listing = same(", ".join(names))
    if value in names:
        return []
    return [Text(zh=f"“{name}”可为 {listing.zh},现为“{value}”", en=f"'{name}' is one of {listing.en}, is '{value}'")]
