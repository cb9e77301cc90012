"""One map as a picture: A4 landscape, 200 dots per inch, what goes into a report, slides or a message."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import matplotlib as mpl
from pyproj import CRS

from geo_ruijin.draw.palettes import RELIEF
from geo_ruijin.draw.picture import cell_grid, look_of
from geo_ruijin.draw.shown import Sheet, ShownChoropleth, ShownRaster, Thing
from geo_ruijin.draw.static.divisions import divisions_of
from geo_ruijin.draw.static.key import Key, SeenRaster
from geo_ruijin.draw.static.page import (
    ACCENT,
    DEMO,
    DEMO_BACK,
    DPI,
    HEIGHT,
    INK,
    LINE,
    MILLIMETRES,
    QUIET,
    WIDTH,
    Box,
    Page,
    leading,
    millimetres,
)
from geo_ruijin.draw.static.panel import Contents, draw_panel
from geo_ruijin.draw.static.parts import all_of, parts_of
from geo_ruijin.draw.static.scene import Outcome, draw_part, view_of
from geo_ruijin.draw.static.shapes import View
from geo_ruijin.draw.static.words import DOTS, PROJECTION, SCALE, SIMPLIFIED, SWOLLEN, UNLABELLED, system_name
from geo_ruijin.draw.words import words_in
from geo_ruijin.record import LayerRecord, RunRecord
from geo_ruijin.text import Language, Text
from geo_ruijin.verdicts import target_lines
from geo_ruijin.windows import bent_into

#: Around everything, beside the panel, between two maps, and the panel's width [mm].
_EDGE, _GAP, _GUTTER, _PANEL = 9.0, 4.5, 3.0, 74.0

#: How far the line for the number of the map review goes [mm].
_SLOT = 44.0

#: Sizes of type [pt].
_TITLE, _TARGET, _BANNER, _SMALL = 16.0, 9.0, 8.0, 6.8

#: The lines the banner and a target have at most.
_MOST = 3

#: Figures of the scale.
_SCALE_FIGURES = 2


def draw_picture(
    shown: Sequence[Thing],
    path: Path,
    *,
    title: Text,
    record: RunRecord,
    language: Language,
    about: Text | None = None,
    sheet: Sheet | None = None,
) -> None:
    """Write one map to `path` as a PNG of A4 landscape at 200 dpi, in the look of `draw_map`.

    It shows what the page shows when it is opened, in the project's own projection; hidden layers are left out. Chinese
    is set in a font that comes along. The same content gives the same bytes wherever that font has all characters.

    Parameters
    ----------
    shown
        From the bottom up; rasters lie under all features. What has a side is drawn side by side, and so are the years
        of a raster if they are few; of more the latest is drawn.
    title, about
        Of the map.
    record
        Where the data are from, and the projection.
    sheet
        The targets the map answers, and its review number.

    Raises
    ------
    GeoRuijinError
        For an unknown style, or if a raster cannot be read.
    """
    with mpl.rc_context():
        mpl.rcdefaults()  # whatever the reader's own matplotlibrc says
        mpl.rcParams["lines.scale_dashes"] = False  # dashes are lengths, as in SVG
        mpl.rcParams["text.hinting"] = "none"  # widths are as measured
        path.write_bytes(_drawn(shown, title, about, sheet or Sheet(), record=record, language=language).png())


def _drawn(
    shown: Sequence[Thing],
    title: Text,
    about: Text | None,
    sheet: Sheet,
    *,
    record: RunRecord,
    language: Language,
) -> Page:
    page = Page.blank()
    seen_now = tuple(one for one in shown if not one.hidden)
    used = {name for one in seen_now for name in one.layers}
    sources = tuple(layer for layer in record.layers if layer.name in used)
    lines = target_lines(sheet.targets, language=language)
    top = _head(page, title, lines, sources, record=record, language=language)
    low = _foot(page, record, sheet.review, language=language)
    whole = Box(_EDGE, top, WIDTH - 2 * _EDGE - _GAP - _PANEL, low - top)
    parts = parts_of(seen_now, language=language)
    stills = all_of(parts)
    wide = (whole.width - (len(parts) - 1) * _GUTTER) / len(parts)
    boxes = [Box(whole.left + at * (wide + _GUTTER), whole.top, wide, whole.height) for at in range(len(parts))]
    view = view_of(stills, boxes[0], crs=record.crs)
    divisions = {id(one): divisions_of(one, language=language) for one in stills if isinstance(one, ShownChoropleth)}
    outcomes = [
        draw_part(page, part, box, view, divisions=divisions, language=language)
        for part, box in zip(parts, boxes, strict=True)
    ]
    ranks = {one: seen for outcome in outcomes for one, seen in outcome.seen.items()}
    rasters = {id(one): _seen(one, ranks[id(one)], view) for one in stills if isinstance(one, ShownRaster)}
    panel = Box(whole.left + whole.width + _GAP, top, _PANEL, low - top)
    modelled = frozenset(layer.name for layer in sources if layer.nature == "modelled")
    key = Key(stills, rasters, divisions, modelled)
    draw_panel(page, Contents(key, about, sources, _facts(view, outcomes, language=language)), panel, language=language)
    return page


def _seen(one: ShownRaster, ranks: set[int], view: View) -> SeenRaster:
    if one.style == RELIEF:  # it has no classes, and every pixel of it is made of several cells
        return SeenRaster((), None)
    shades = look_of(one.raster.bands[one.column], one.style).shades
    cell = cell_grid(one.raster, bent_into(one.within, CRS(view.crs))).a
    wider = view.pixel if view.pixel > cell else None
    return SeenRaster(tuple(shades[rank - 1] for rank in sorted(ranks)), wider)


def _head(
    page: Page,
    title: Text,
    lines: Sequence[str],
    sources: Sequence[LayerRecord],
    *,
    record: RunRecord,
    language: Language,
) -> float:
    """Put title, plan, targets and the banner; return where the map may begin [mm]."""
    words, width = words_in(language), WIDTH - 2 * _EDGE
    page.fill(Box(0, 0, WIDTH, 1.4), ACCENT)
    top = 4.6
    named = f"{record.place.say(language)}{'·' if language == 'zh' else ': '}{title.say(language)}"
    page.say(page.fit(named, _TITLE, width), _EDGE, top, _TITLE, colour=ACCENT, bold=True)
    top += leading(_TITLE)
    page.say(page.fit(words["plan"] + record.plan.say(language), _SMALL, width), _EDGE, top, _SMALL, colour=QUIET)
    top += leading(_SMALL) + 0.6
    for target in lines:
        for line in page.wrap(target, _TARGET, width, most=_MOST):
            page.say(line, _EDGE, top, _TARGET, colour=INK)
            top += leading(_TARGET)
    modelled = [layer.title.say(language) for layer in sources if layer.nature == "modelled"]
    if modelled:
        banner = f"◇ {words['demonstration']}{words['listing'].join(modelled)}"
        said = page.wrap(banner, _BANNER, width - 5, most=_MOST)
        high = len(said) * leading(_BANNER) + 1.4
        page.fill(Box(_EDGE, top + 0.6, width, high), DEMO_BACK)
        page.fill(Box(_EDGE, top + 0.6, 1.0, high), DEMO)
        for at, line in enumerate(said):
            page.say(line, _EDGE + 3, top + 1.3 + at * leading(_BANNER), _BANNER, colour=DEMO, bold=True)
        top += high + 0.6
    return top + 2.4


def _foot(page: Page, record: RunRecord, review: str | None, *, language: Language) -> float:
    """Put what stands below the map; return where the map must end [mm]."""
    words = words_in(language)
    top = HEIGHT - 5 - 2 * leading(_SMALL)
    page.line([(_EDGE, top - 1.2), (WIDTH - _EDGE, top - 1.2)], LINE, 0.6)
    right = WIDTH - _EDGE
    if review is None:
        page.say(page.fit(words["internal"], _SMALL, 150), _EDGE, top, _SMALL, bold=True)
    drawn_on = f"{words['drawn']} {record.started.date().isoformat()}"
    page.say(drawn_on, right, top, _SMALL, colour=QUIET, at="right")
    left = WIDTH - _EDGE - _PANEL
    page.say(words["review"], left, top, _SMALL)
    underline = top + leading(_SMALL) - 0.4
    begin = left + millimetres(page.type.width(words["review"], _SMALL)) + 1.5
    if review is None:
        page.line([(begin, underline), (left + _SLOT, underline)], QUIET, 0.5)
    else:
        page.say(page.fit(review, _SMALL, left + _SLOT - begin), begin, top, _SMALL)
    name = system_name(CRS(record.crs).name, language=language)
    said = PROJECTION.say(language).format(name=name, code=record.crs)
    page.say(page.fit(said, _SMALL, 220), _EDGE, top + leading(_SMALL), _SMALL, colour=QUIET)
    version = f"Geo Ruijin {record.version}"
    page.say(version, right, top + leading(_SMALL), _SMALL, colour=QUIET, at="right")
    return top - 3.2


def _facts(view: View, outcomes: Sequence[Outcome], *, language: Language) -> list[str]:
    """Return the remarks on how the picture is drawn."""
    scale = view.pixel * 1000 / (MILLIMETRES / DPI)
    rounded = f"{float(f'{scale:.{_SCALE_FIGURES}g}'):,.0f}"
    half = f"{view.pixel / 2:.1f}" if view.pixel < 10 else f"{view.pixel / 2:.0f}"  # noqa: PLR2004
    facts = [f"{SCALE.say(language).format(scale=rounded)}{'。' if language == 'zh' else '.'}"]
    facts.append(SIMPLIFIED.say(language).format(metres=half))
    if any(one.dots for one in outcomes):
        facts.append(DOTS.say(language))
    if any(one.swollen for one in outcomes):
        facts.append(SWOLLEN.say(language))
    if missed := sum(one.missed for one in outcomes):
        facts.append(UNLABELLED.say(language).format(count=missed))
    return facts
