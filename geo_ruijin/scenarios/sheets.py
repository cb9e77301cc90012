"""The sheets of `results.xlsx` that hold what scenarios would change: figures, divisions, features."""

from __future__ import annotations

from collections.abc import Sequence

from geo_ruijin.compare.words import reasons, word_of
from geo_ruijin.figures import show_target, show_unit
from geo_ruijin.report.cells import Cell, figure_cell, missing_cell
from geo_ruijin.report.places import place_columns
from geo_ruijin.report.sheets import Sheet
from geo_ruijin.scenarios.beside import Beside
from geo_ruijin.scenarios.words import WOULD_BE, scenario_words
from geo_ruijin.text import Language
from geo_ruijin.verdicts import VERDICTS

#: Longitude, latitude, easting, northing; sizes of shapes are left out.
_COORDINATES = 4


def scenario_sheets(several: Sequence[Beside], *, language: Language) -> list[Sheet]:
    """Return the sheets of all scenarios together, a scenario a block of rows; none where there is no scenario."""
    if not several:
        return []
    words = scenario_words(language)
    faulty = [f"{one.title}{words['colon']}{words['faulty']}" for one in several if not one.ran]
    above = [words["hypothetical"], *faulty]
    return [made(several, above, language) for made in (_figures, _divisions, _features)]


def _figures(several: Sequence[Beside], above: list[str], language: Language) -> Sheet:
    words = scenario_words(language)
    columns = ["scenario", "kind", "what", "unit", "before", "after", "change", "target", "would_before", "would"]
    columns += ["short_before", "short_after", "better", "breaks", "cautions"]
    rows: list[list[object]] = []
    for beside in several:
        for change in beside.targets:
            target = change.target
            sides = (change.before, change.after)
            rows.append(
                [
                    beside.title,
                    words["kind_target"],
                    f"{target.clause} {target.text}",
                    show_unit(target.unit, language=language),
                    *(one and figure_cell(one.value, one.unit, beside=[one.target]) for one in sides),
                    figure_cell(change.change, target.unit),
                    show_target(target.bound, target.target),
                    change.before and VERDICTS[change.before.verdict].say(language),
                    change.after and WOULD_BE[change.after.verdict].say(language),
                    *(one and missing_cell(one.missing, one.unit, least=one.short_least is not None) for one in sides),
                    word_of(change, language=language),
                    "\n".join(one.say(language) for one in change.basis.breaks),
                    "\n".join(one.say(language) for one in change.basis.cautions),
                ]
            )
        for figure in beside.measures:
            unit = figure.measure.unit
            rows.append(
                [
                    beside.title,
                    words["kind_measure"],
                    f"{beside.after.analyses[figure.analysis].title} · {figure.measure.about} ({figure.name})",
                    show_unit(unit, language=language),
                    *(figure_cell(one.value, one.unit) if one else None for one in (figure.before, figure.after)),
                    figure_cell(figure.change, unit),
                    *[None] * 6,
                    "\n".join(one.say(language) for one in figure.basis.breaks),
                    "\n".join(one.say(language) for one in figure.basis.cautions),
                ]
            )
    return Sheet(words["figures"], [words[name] for name in columns], rows, above)


def _divisions(several: Sequence[Beside], above: list[str], language: Language) -> Sheet:
    """Return a row a division and column: tables of several analyses have columns of their own."""
    words = scenario_words(language)
    columns = ("scenario", "table", "division", "column", "unit", "before", "after", "change", "remarks")
    rows = [
        [
            beside.title,
            table.title,
            row["name"],
            column.title,
            show_unit(column.unit, language=language),
            *(figure_cell(row[f"{name}_{end}"], column.unit) for end in ("before", "after", "change")),
            "\n".join(reasons(table.basis, language=language)),
        ]
        for beside in several
        for table in beside.divisions
        for row in table.rows.to_dict("records")
        for name, column in table.columns.items()
    ]
    return Sheet(words["by_division"], [words[name] for name in columns], rows, above)


def _features(several: Sequence[Beside], above: list[str], language: Language) -> Sheet:
    words = scenario_words(language)
    headings = [words[name] for name in ("scenario", "layer", "change_of", "name", "division")]
    rows: list[list[object]] = []
    places: list[str] = []
    for beside in several:
        for name, data in beside.features.items():
            columns = [
                data[key].tolist() if key in data else [None] * len(data) for key in ("change", "name", "division")
            ]
            found = place_columns(data, crs=beside.after.crs, language=language)[:_COORDINATES]
            columns += [[Cell(value, place.pattern) for value in place.cells] for place in found]
            places = [place.heading for place in found]
            rows += [[beside.title, beside.after.layers[name].title, *row] for row in zip(*columns, strict=True)]
    return Sheet(words["features"], [*headings, *places], rows, above)
