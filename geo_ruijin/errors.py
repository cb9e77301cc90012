"""What can be wrong, said so that it can be mended: what, where, how."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from geo_ruijin.text import Language, Text, same

NOTHING = same("")


@dataclass(frozen=True, order=True)
class Fault:
    """One thing that is wrong with a file or with the data in it.

    Attributes
    ----------
    file
        The file to open, relative to the project: ``"layers/population.toml"``.
    where
        The key, column or rows in it: ``"sources[0].path"``.
    what
        What is wrong.
    cure
        How to mend it.
    serious
        Whether it stops what depends on the file. A fault that is not serious is a remark beside the figures.
    option
        The cure once more for whoever types `geo-ruijin add`, where it is a key of a source that is an option there.
    """

    file: str
    where: str
    what: Text
    cure: Text = NOTHING
    serious: bool = True
    option: Text = NOTHING

    @property
    def as_option(self) -> Fault:
        """The fault as whoever types `geo-ruijin add` meets it: the option first, no key of what is not written yet."""
        where = re.sub(r"^sources\[0\]\.?", "", self.where)
        return replace(self, where=where, cure=self.cure if self.option == NOTHING else self.option)

    def say(self, language: Language) -> str:
        """Return the fault as one line: file, place, what is wrong and the cure."""
        place = f"{self.file}: '{self.where}'" if self.where else self.file
        cure = self.cure.say(language)
        stop = "。" if language == "zh" else ". "
        return f"{place}: {self.what.say(language)}{stop}{cure}" if cure else f"{place}: {self.what.say(language)}"


class GeoRuijinError(Exception):
    """Everything this package raises on purpose; says what is wrong and how to mend it."""

    def __init__(self, message: Text) -> None:
        super().__init__(message.en)
        self.message = message

    def say(self, language: Language) -> str:
        """Return the message in `language`."""
        return self.message.say(language)


class FaultsError(GeoRuijinError):
    """Every fault found in the files, all at once."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(sorted(set(faults)))
        super().__init__(
            Text(
                zh="\n".join(fault.say("zh") for fault in self.faults),
                en="\n".join(fault.say("en") for fault in self.faults),
            )
        )


class NoDataError(GeoRuijinError):
    """What a question needs is not there; says what and where to put it."""


class SourceError(GeoRuijinError):
    """A source could not be read or reached."""


class MethodError(GeoRuijinError):
    """A method was given data it cannot answer from."""


class InfeasibleError(MethodError):
    """No choice of sites does what is asked.

    Attributes
    ----------
    unreachable
        The demands that no allowed site reaches, by their positions.
    distance
        How far each of these is from the nearest allowed site, infinite where not known.
    """

    def __init__(self, message: Text, unreachable: tuple[int, ...] = (), distance: tuple[float, ...] = ()) -> None:
        super().__init__(message)
        self.unreachable = unreachable
        self.distance = distance


def nearest(name: str, names: Iterable[str]) -> str | None:
    """Return the valid name that a misspelt one is most like, None where it is like none."""
    return next(iter(difflib.get_close_matches(name, sorted(set(names)), n=1, cutoff=0.6)), None)


def closest(name: str, names: Iterable[str]) -> Text:
    """Return the cure for a misspelt name: the nearest valid one, else all of them.

    Parameters
    ----------
    name
        The name as written.
    names
        The valid names.

    Examples
    --------
    >>> closest("radus", ["radius", "region"]).en
    "Did you mean 'radius'?"
    """
    valid = sorted(set(names))
    if near := nearest(name, valid):
        return Text(zh=f"是否想写“{near}”?", en=f"Did you mean '{near}'?")
    if not valid:
        return NOTHING
    listing = ", ".join(valid)
    return Text(zh=f"可用的名称:{listing}", en=f"Valid names: {listing}")
