"""What one rule takes of the land."""

from __future__ import annotations

from dataclasses import dataclass

import shapely
from shapely.geometry.base import BaseGeometry

from geo_ruijin.methods.eligibility.grid import Bools, Grid, Shapes
from geo_ruijin.text import Text

NOT_SUPPLIED = Text(zh="没有提供图层", en="layer not supplied")


@dataclass(frozen=True)
class Exclusion:
    """A rule and the cells it takes.

    Attributes
    ----------
    key
        The rule's name in the file.
    title
        What it takes.
    takes
        Whether it takes each cell inside: (n,). None where it is not applied.
    why
        Why it is not applied; None where it is.
    taken
        The polygons it takes, of which the cells are an image; None where it goes by cells alone.
    kept
        The polygons outside which it takes everything, where it is said so; with `taken` what of them it takes too.
    remarks
        What must be said beside its figures.
    """

    key: str
    title: Text
    takes: Bools | None
    why: Text | None = None
    taken: Shapes | None = None
    kept: Shapes | None = None
    remarks: tuple[Text, ...] = ()

    @property
    def applied(self) -> bool:
        """Whether it is applied."""
        return self.takes is not None

    def true_area(self, place: BaseGeometry) -> float | None:
        """Return the area it takes of a place by its polygons [m²]; None where it goes by cells alone."""
        taken = None if self.taken is None else shapely.disjoint_subset_union_all(self.taken)
        if self.kept is not None:
            free = shapely.intersection(shapely.disjoint_subset_union_all(self.kept), place)
            return float(place.area - (free if taken is None else shapely.difference(free, taken)).area)
        return None if taken is None else float(shapely.intersection(taken, place).area)


def taking(key: str, title: Text, grid: Grid, shapes: Shapes, *, remarks: tuple[Text, ...] = ()) -> Exclusion:
    """Return a rule that takes the cells whose middles lie in polygons."""
    return Exclusion(key, title, grid.burnt(shapes), taken=shapes, remarks=remarks)


def not_applied(key: str, title: Text, why: Text = NOT_SUPPLIED) -> Exclusion:
    """Return a rule that takes nothing, since what it goes by is not there."""
    return Exclusion(key, title, None, why=why)
