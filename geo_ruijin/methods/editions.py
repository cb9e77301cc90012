"""Which years of a raster may be compared: those of one product in one version."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol, TypeVar

from geo_ruijin.results import Column
from geo_ruijin.text import Text

#: The heading of what a year is of.
EDITION = Column(Text(zh="产品版本", en="Edition"))


class Dated(Protocol):
    """What is known of a year, and of which edition that is."""

    @property
    def year(self) -> int | None:
        """The year."""

    @property
    def edition(self) -> str | None:
        """The product and version; None where nobody says."""


OfYear = TypeVar("OfYear", bound=Dated)


def differ(one: str | None, other: str | None) -> bool:
    """Return whether two editions are known to be different ones.

    Examples
    --------
    >>> differ("ESA WorldCover v100", "ESA WorldCover v200"), differ("CLCD v01", "clcd  V01"), differ("CLCD", None)
    (True, False, False)
    """
    return one is not None and other is not None and _plain(one) != _plain(other)


def comparable(years: Sequence[OfYear]) -> tuple[list[OfYear], list[OfYear]]:
    """Return the years that may be compared with the latest, and those left out, each in their order.

    A year that does not say its edition is taken to be of the same; what the latest does not say goes by the last one
    that does.

    Parameters
    ----------
    years
        The earliest first.

    Returns
    -------
    compared, left_out
        The latest is always among the first.
    """
    said = next((one.edition for one in reversed(years) if one.edition is not None), None)
    compared = [one for one in years if not differ(one.edition, said)]
    return compared, [one for one in years if differ(one.edition, said)]


def edition_notes(compared: Sequence[Dated], left_out: Sequence[Dated]) -> tuple[Text, ...]:
    """Return why years are left out of what is compared, and which of the others do not say what they are of."""
    notes = []
    if left_out:
        first, others = years_listed(left_out), years_listed(compared)
        notes.append(
            Text(
                zh=f"{first.zh}与 {others.zh}不是同一产品的同一版本,算法不同:差异不是变化,不作比较。",
                en=f"{first.en} and {others.en} are of different products or versions, made by different algorithms: "
                "what differs between them is no change, and they are not compared.",
            )
        )
    unsaid = [one for one in compared if one.edition is None]
    if unsaid and len(compared) > 1:
        several = years_listed(unsaid)
        notes.append(
            Text(
                zh=f"{several.zh}没有注明产品和版本(来源的 edition),按可以比较处理;"
                "不同产品、不同版本之间的差异不是变化。",
                en=f"{several.en}: product and version are not stated (edition of the source), and taken to be "
                "comparable; what differs between products or versions is no change.",
            )
        )
    return tuple(notes)


def years_listed(years: Iterable[Dated]) -> Text:
    """Return years with their editions in words.

    Examples
    --------
    >>> from types import SimpleNamespace as Made
    >>> made = {2017: "CLCD", 2020: "CLCD", 2023: None}
    >>> years_listed([Made(year=year, edition=edition) for year, edition in made.items()]).en
    '2017, 2020 (CLCD), 2023'
    """
    groups: dict[str | None, list[str]] = {}
    for one in years:
        groups.setdefault(one.edition, []).append("?" if one.year is None else str(one.year))
    zh = [f"{'、'.join(some)} 年{'' if edition is None else f'({edition})'}" for edition, some in groups.items()]
    en = [f"{', '.join(some)}{'' if edition is None else f' ({edition})'}" for edition, some in groups.items()]
    return Text(zh="、".join(zh), en=", ".join(en))


def _plain(edition: str) -> str:
    return " ".join(edition.split()).casefold()
