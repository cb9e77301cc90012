"""A sheet of A4 to put words and shapes on: in millimetres from its upper left corner."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Rectangle
from matplotlib.patheffects import withStroke
from matplotlib.transforms import Affine2D, Transform

from geo_ruijin.draw.static.png import small_png
from geo_ruijin.draw.static.typeface import Typeface, typeface

#: A4 on its side [mm].
WIDTH, HEIGHT = 297.0, 210.0
DPI = 200

#: Points and millimetres of an inch; a pixel of a style is that of a page: a ninety-sixth of it [pt].
POINTS, MILLIMETRES = 72.0, 25.4
PIXEL = 0.75

INK, QUIET, LINE, ACCENT, DEMO, DEMO_BACK, GROUND = (
    "#1d2733",
    "#5a6675",
    "#c3cad2",
    "#1f4068",
    "#5b3f8c",
    "#f1ecf9",
    "#f6f5f1",
)

#: How far apart lines of type are [of its size].
LEADING = 1.42

#: By how much a pen goes over letters to make them bold [of their size].
_BOLD = 0.045


def points(millimetres: float) -> float:
    """Return a length in points."""
    return millimetres * POINTS / MILLIMETRES


def millimetres(length: float) -> float:
    """Return a length of so many points in millimetres."""
    return length * MILLIMETRES / POINTS


def leading(size: float) -> float:
    """Return the height of a line of type [mm]."""
    return millimetres(size * LEADING)


@dataclass(frozen=True)
class Box:
    """A rectangle on the sheet [mm]: its left and upper side, width and height."""

    left: float
    top: float
    width: float
    height: float

    @property
    def pixels(self) -> tuple[int, int, int, int]:
        """Left, upper, right and lower side in whole pixels."""
        sides = (self.left, self.top, self.left + self.width, self.top + self.height)
        left, upper, right, lower = (round(side / MILLIMETRES * DPI) for side in sides)
        return left, upper, right, lower


@dataclass
class Page:
    """The sheet, and the characters on it that no font has."""

    figure: Figure
    type: Typeface = field(default_factory=typeface)
    lacking: set[str] = field(default_factory=set)

    @classmethod
    def blank(cls) -> Page:
        """Return an empty white sheet."""
        pixels = [round(side / MILLIMETRES * DPI) for side in (WIDTH, HEIGHT)]
        figure = Figure(figsize=(pixels[0] / DPI, pixels[1] / DPI), dpi=DPI, facecolor="white", edgecolor="none")
        FigureCanvasAgg(figure)
        return cls(figure)

    @property
    def transform(self) -> Transform:
        """From millimetres on the sheet."""
        width, height = self.figure.get_size_inches() * MILLIMETRES
        return Affine2D().scale(1 / width, -1 / height).translate(0, 1) + self.figure.transFigure

    def say(
        self,
        words: str,
        left: float,
        top: float,
        size: float,
        *,
        colour: str = INK,
        bold: bool = False,
        at: Literal["left", "center", "right"] = "left",
        order: float = 3,
    ) -> None:
        """Put a line of type so that its upper side is at `top`.

        Parameters
        ----------
        words
            Printable, and short enough.
        size
            Of the type [pt].
        at
            Which of its sides is at `left`.
        order
            In the stack of what is on the sheet.
        """
        made = self.figure.text(
            left,
            top + leading(size) / 2,
            words,
            transform=self.transform,
            fontproperties=self.type.font(size),
            color=colour,
            ha=at,
            va="center_baseline",
            parse_math=False,
            zorder=order,
        )
        if bold:
            made.set_path_effects([withStroke(linewidth=size * _BOLD, foreground=colour)])

    def fit(self, words: str, size: float, width: float) -> str:
        """Return words printable in one line of a width [mm], and remember what no font has."""
        self.lacking |= self.type.missing(words)
        return self.type.shortened(words, size, points(width))

    def wrap(self, words: str, size: float, width: float, *, most: int = 1_000) -> list[str]:
        """Return words printable in lines of a width [mm], and remember what no font has."""
        self.lacking |= self.type.missing(words)
        return self.type.lines(words, size, points(width), most=most)

    def add(self, patch: Patch) -> None:
        """Put a shape on the sheet whose corners are in millimetres."""
        patch.set_transform(self.transform)
        self.figure.add_artist(patch)

    def fill(self, box: Box, colour: str, *, edge: str = "none", weight: float = 0.0, order: float = 0) -> None:
        """Put a rectangle."""
        self.add(
            Rectangle(
                (box.left, box.top), box.width, box.height, facecolor=colour, edgecolor=edge, lw=weight, zorder=order
            )
        )

    def line(self, corners: Sequence[tuple[float, float]], colour: str, weight: float, **more: object) -> None:
        """Put a line through corners; `weight` in points, `more` as of matplotlib's Line2D."""
        x, y = zip(*corners, strict=True)
        self.figure.add_artist(Line2D(x, y, color=colour, lw=weight, transform=self.transform, **more))  # type: ignore[arg-type] # passed on

    def png(self) -> bytes:
        """Return the sheet as a PNG that is printed at its own size; the same sheet gives the same bytes."""
        canvas = self.figure.canvas
        assert isinstance(canvas, FigureCanvasAgg)  # noqa: S101 # of `blank`
        canvas.draw()  # type: ignore[no-untyped-call] # matplotlib's
        image = np.asarray(canvas.buffer_rgba())  # type: ignore[no-untyped-call] # matplotlib's
        return small_png(image[:, :, :3], dpi=DPI)
